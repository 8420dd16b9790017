/* Dicts as C can see them. */
#ifndef Py_CPYTHON_DICTOBJECT_H
#error "cpython/dictobject.h is included by dictobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyDictObject {
    PyObject ob_base;
    Py_ssize_t ma_used;
    uint64_t ma_version_tag;
    PyDictKeysObject *ma_keys;
    PyDictValues *ma_values;
};
/* end generated */

/* What a watcher is told about. */
#define PY_FOREACH_DICT_EVENT(V) V(ADDED) V(MODIFIED) V(DELETED) V(CLONED) V(CLEARED) V(DEALLOCATED)

static inline Py_ssize_t PyDict_GET_SIZE(PyObject *op)
{
    assert(PyDict_Check(op));
#ifdef Py_GIL_DISABLED
    return _Py_atomic_load_ssize_relaxed(&_Py_CAST(PyDictObject *, op)->ma_used);
#else
    return _Py_CAST(PyDictObject *, op)->ma_used;
#endif
}
#define PyDict_GET_SIZE(op) PyDict_GET_SIZE(_PyObject_CAST(op))

#ifdef __cplusplus
}
#endif
