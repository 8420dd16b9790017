/* Byte arrays as C can see them. */
#ifndef Py_CPYTHON_BYTEARRAYOBJECT_H
#error "cpython/bytearrayobject.h is included by bytearrayobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyByteArrayObject {
    PyVarObject ob_base;
    Py_ssize_t ob_alloc;
    char *ob_bytes;
    char *ob_start;
    Py_ssize_t ob_exports;
};
PyAPI_DATA(char) _PyByteArray_empty_string[];
/* end generated */

#define _PyByteArray_CAST(op) (assert(PyByteArray_Check(op)), _Py_CAST(PyByteArrayObject *, (op)))

static inline char *PyByteArray_AS_STRING(PyObject *op)
{
    PyByteArrayObject *self = _PyByteArray_CAST(op);
    return Py_SIZE(self) ? self->ob_start : _PyByteArray_empty_string;
}
#define PyByteArray_AS_STRING(self) PyByteArray_AS_STRING(_PyObject_CAST(self))

static inline Py_ssize_t PyByteArray_GET_SIZE(PyObject *op)
{
#ifdef Py_GIL_DISABLED
    return _Py_atomic_load_ssize_relaxed(&_PyVarObject_CAST(_PyByteArray_CAST(op))->ob_size);
#else
    return Py_SIZE(_PyByteArray_CAST(op));
#endif
}
#define PyByteArray_GET_SIZE(self) PyByteArray_GET_SIZE(_PyObject_CAST(self))

#ifdef __cplusplus
}
#endif
