/* Sets as C can see them. */
#ifndef Py_CPYTHON_SETOBJECT_H
#error "cpython/setobject.h is included by setobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define PySet_MINSIZE 8
struct setentry {
    PyObject *key;
    Py_hash_t hash;
};
struct PySetObject {
    PyObject ob_base;
    Py_ssize_t fill;
    Py_ssize_t used;
    Py_ssize_t mask;
    setentry *table;
    Py_hash_t hash;
    Py_ssize_t finger;
    setentry smalltable[8];
    PyObject *weakreflist;
};
/* end generated */

#define _PySet_CAST(so) (assert(PyAnySet_Check(so)), _Py_CAST(PySetObject *, (so)))

static inline Py_ssize_t PySet_GET_SIZE(PyObject *so)
{
#ifdef Py_GIL_DISABLED
    return _Py_atomic_load_ssize_relaxed(&_PySet_CAST(so)->used);
#else
    return _PySet_CAST(so)->used;
#endif
}
#define PySet_GET_SIZE(so) PySet_GET_SIZE(_PyObject_CAST(so))

#ifdef __cplusplus
}
#endif
