/* Tuples as C can see them. */
#ifndef Py_CPYTHON_TUPLEOBJECT_H
#error "cpython/tupleobject.h is included by tupleobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyTupleObject {
    PyVarObject ob_base;
    PyObject *ob_item[1];
};
PyAPI_FUNC(int) _PyTuple_Resize(PyObject **, Py_ssize_t);
/* end generated */

#define _PyTuple_CAST(op) (assert(PyTuple_Check(op)), _Py_CAST(PyTupleObject *, (op)))

static inline Py_ssize_t PyTuple_GET_SIZE(PyObject *op)
{
    return Py_SIZE(_PyTuple_CAST(op));
}
#define PyTuple_GET_SIZE(op) PyTuple_GET_SIZE(_PyObject_CAST(op))

#define PyTuple_GET_ITEM(op, index) (_PyTuple_CAST(op)->ob_item[(index)])

/* Only for a new tuple: what was there is not let go. */
static inline void PyTuple_SET_ITEM(PyObject *op, Py_ssize_t index, PyObject *value)
{
    PyObject **items = _PyTuple_CAST(op)->ob_item;
    items[index] = value;
}
#define PyTuple_SET_ITEM(op, index, value) PyTuple_SET_ITEM(_PyObject_CAST(op), (index), _PyObject_CAST(value))

#ifdef __cplusplus
}
#endif
