/* Weak references as C can see them. */
#ifndef Py_CPYTHON_WEAKREFOBJECT_H
#error "cpython/weakrefobject.h is included by weakrefobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#ifdef Py_GIL_DISABLED
struct _PyWeakReference {
    PyObject ob_base;
    PyObject *wr_object;
    PyObject *wr_callback;
    Py_hash_t hash;
    PyWeakReference *wr_prev;
    PyWeakReference *wr_next;
    vectorcallfunc vectorcall;
    PyMutex *weakrefs_lock;
};
#endif
#ifndef Py_GIL_DISABLED
struct _PyWeakReference {
    PyObject ob_base;
    PyObject *wr_object;
    PyObject *wr_callback;
    Py_hash_t hash;
    PyWeakReference *wr_prev;
    PyWeakReference *wr_next;
    vectorcallfunc vectorcall;
};
#endif
PyAPI_FUNC(void) _PyWeakref_ClearRef(PyWeakReference *self);
/* end generated */

#define _PyWeakref_CAST(op) (assert(PyWeakref_Check(op)), _Py_CAST(PyWeakReference *, (op)))

/* Borrowed, of an object that another thread may free: PyWeakref_GetRef is safe. */
Py_DEPRECATED(3.13) static inline PyObject *PyWeakref_GET_OBJECT(PyObject *ref_obj)
{
    /* The last reference may be gone while the object waits to be freed. */
    PyObject *obj = _PyWeakref_CAST(ref_obj)->wr_object;
    return Py_REFCNT(obj) > 0 ? obj : Py_None;
}
#define PyWeakref_GET_OBJECT(ref) PyWeakref_GET_OBJECT(_PyObject_CAST(ref))

#ifdef __cplusplus
}
#endif
