/* Code objects. */
#ifndef Py_CODE_H
#define Py_CODE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#define PyCode_Check(op) Py_IS_TYPE((op), &PyCode_Type)

/* Some future statement changes the grammar. */
#define PY_PARSER_REQUIRES_FUTURE_KEYWORD

/* What a watcher is told about. */
#define PY_FOREACH_CODE_EVENT(V) V(CREATE) V(DESTROY)
#define PY_DEF_EVENT(op) PY_CODE_EVENT_##op,

static inline Py_ssize_t PyCode_GetNumFree(PyCodeObject *op)
{
    assert(PyCode_Check(op));
    return op->co_nfreevars;
}
static inline int PyUnstable_Code_GetFirstFree(PyCodeObject *op)
{
    assert(PyCode_Check(op));
    return op->co_nlocalsplus - op->co_nfreevars;
}

/* Former names. */
Py_DEPRECATED(3.13) static inline int PyCode_GetFirstFree(PyCodeObject *op)
{
    return PyUnstable_Code_GetFirstFree(op);
}
Py_DEPRECATED(3.12)
static inline PyCodeObject *PyCode_New(int a, int b, int c, int d, int e, PyObject *f, PyObject *g, PyObject *h, PyObject *i,
                                       PyObject *j, PyObject *k, PyObject *l, PyObject *m, PyObject *n, int o, PyObject *p,
                                       PyObject *q)
{
    return PyUnstable_Code_New(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
}
Py_DEPRECATED(3.12)
static inline PyCodeObject *PyCode_NewWithPosOnlyArgs(int a, int poac, int b, int c, int d, int e, PyObject *f, PyObject *g,
                                                      PyObject *h, PyObject *i, PyObject *j, PyObject *k, PyObject *l,
                                                      PyObject *m, PyObject *n, int o, PyObject *p, PyObject *q)
{
    return PyUnstable_Code_NewWithPosOnlyArgs(a, poac, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
}
Py_DEPRECATED(3.12) static inline int _PyCode_GetExtra(PyObject *code, Py_ssize_t index, void **extra)
{
    return PyUnstable_Code_GetExtra(code, index, extra);
}
Py_DEPRECATED(3.12) static inline int _PyCode_SetExtra(PyObject *code, Py_ssize_t index, void *extra)
{
    return PyUnstable_Code_SetExtra(code, index, extra);
}

#ifdef __cplusplus
}
#endif

#endif /* Py_CODE_H */
