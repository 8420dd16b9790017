/* Lists as C can see them. */
#ifndef Py_CPYTHON_LISTOBJECT_H
#error "cpython/listobject.h is included by listobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyListObject {
    PyVarObject ob_base;
    PyObject **ob_item;
    Py_ssize_t allocated;
};
PyAPI_FUNC(int) PyList_Clear(PyObject *self);
PyAPI_FUNC(int) PyList_Extend(PyObject *self, PyObject *iterable);
/* end generated */

#define _PyList_CAST(op) (assert(PyList_Check(op)), _Py_CAST(PyListObject *, (op)))

static inline Py_ssize_t PyList_GET_SIZE(PyObject *op)
{
#ifdef Py_GIL_DISABLED
    return _Py_atomic_load_ssize_relaxed(&_PyVarObject_CAST(_PyList_CAST(op))->ob_size);
#else
    return Py_SIZE(_PyList_CAST(op));
#endif
}
#define PyList_GET_SIZE(op) PyList_GET_SIZE(_PyObject_CAST(op))

#define PyList_GET_ITEM(op, index) (_PyList_CAST(op)->ob_item[(index)])

/* Only for a new list: what was there is not let go. */
static inline void PyList_SET_ITEM(PyObject *op, Py_ssize_t index, PyObject *value)
{
    _PyList_CAST(op)->ob_item[index] = value;
}
#define PyList_SET_ITEM(op, index, value) PyList_SET_ITEM(_PyObject_CAST(op), (index), _PyObject_CAST(value))

#ifdef __cplusplus
}
#endif
