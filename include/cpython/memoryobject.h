/* Memory views as C can see them. */
#ifndef Py_CPYTHON_MEMORYOBJECT_H
#error "cpython/memoryobject.h is included by memoryobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define _Py_MANAGED_BUFFER_RELEASED 1
#define _Py_MANAGED_BUFFER_FREE_FORMAT 2
#define _Py_MEMORYVIEW_RELEASED 1
#define _Py_MEMORYVIEW_C 2
#define _Py_MEMORYVIEW_FORTRAN 4
#define _Py_MEMORYVIEW_SCALAR 8
#define _Py_MEMORYVIEW_PIL 16
#define _Py_MEMORYVIEW_RESTRICTED 32
struct PyMemoryViewObject {
    PyVarObject ob_base;
    _PyManagedBufferObject *mbuf;
    Py_hash_t hash;
    int flags;
    Py_ssize_t exports;
    Py_buffer view;
    PyObject *weakreflist;
    Py_ssize_t ob_array[1];
};
struct _PyManagedBufferObject {
    PyObject ob_base;
    int flags;
    Py_ssize_t exports;
    Py_buffer master;
};
/* end generated */

#define _PyMemoryView_CAST(op) _Py_CAST(PyMemoryViewObject *, (op))

static inline Py_buffer *PyMemoryView_GET_BUFFER(PyObject *op)
{
    return &_PyMemoryView_CAST(op)->view;
}
#define PyMemoryView_GET_BUFFER(op) PyMemoryView_GET_BUFFER(_PyObject_CAST(op))

static inline PyObject *PyMemoryView_GET_BASE(PyObject *op)
{
    return _PyMemoryView_CAST(op)->view.obj;
}
#define PyMemoryView_GET_BASE(op) PyMemoryView_GET_BASE(_PyObject_CAST(op))

#ifdef __cplusplus
}
#endif
