/* Cells, which closures share. */
#ifndef Py_CELLOBJECT_H
#define Py_CELLOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyCellObject {
    PyObject ob_base;
    PyObject *ob_ref;
};
PyAPI_FUNC(PyObject *) PyCell_Get(PyObject *);
PyAPI_FUNC(PyObject *) PyCell_New(PyObject *);
PyAPI_FUNC(int) PyCell_Set(PyObject *, PyObject *);
PyAPI_DATA(PyTypeObject) PyCell_Type;
/* end generated */

#define PyCell_Check(op) Py_IS_TYPE((op), &PyCell_Type)

static inline PyObject *PyCell_GET(PyObject *op)
{
    PyObject *value;
    assert(PyCell_Check(op));
    Py_BEGIN_CRITICAL_SECTION(op);
    value = _Py_CAST(PyCellObject *, op)->ob_ref;
    Py_END_CRITICAL_SECTION();
    return value;
}
#define PyCell_GET(op) PyCell_GET(_PyObject_CAST(op))

static inline void PyCell_SET(PyObject *op, PyObject *value)
{
    assert(PyCell_Check(op));
    Py_BEGIN_CRITICAL_SECTION(op);
    _Py_CAST(PyCellObject *, op)->ob_ref = value;
    Py_END_CRITICAL_SECTION();
}
#define PyCell_SET(op, value) PyCell_SET(_PyObject_CAST(op), (value))

#ifdef __cplusplus
}
#endif

#endif /* Py_CELLOBJECT_H */
