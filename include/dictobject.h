/* Dicts and their views. */
#ifndef Py_DICTOBJECT_H
#define Py_DICTOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#if !defined(Py_LIMITED_API)
typedef enum PyDict_WatchEvent {
    PyDict_EVENT_ADDED = 0,
    PyDict_EVENT_MODIFIED = 1,
    PyDict_EVENT_DELETED = 2,
    PyDict_EVENT_CLONED = 3,
    PyDict_EVENT_CLEARED = 4,
    PyDict_EVENT_DEALLOCATED = 5,
} PyDict_WatchEvent;
typedef int (*PyDict_WatchCallback)(PyDict_WatchEvent, PyObject *, PyObject *, PyObject *);
#endif
PyAPI_DATA(PyTypeObject) PyDictItems_Type;
PyAPI_DATA(PyTypeObject) PyDictKeys_Type;
PyAPI_DATA(PyTypeObject) PyDictValues_Type;
Py_GCC_ATTRIBUTE((error("Mortise does not define PyDict_Contains yet"))) PyAPI_FUNC(int) PyDict_Contains(PyObject *mp, PyObject *key);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyDict_GetItem yet"))) PyAPI_FUNC(PyObject *) PyDict_GetItem(PyObject *mp, PyObject *key);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyDict_GetItemString yet"))) PyAPI_FUNC(PyObject *) PyDict_GetItemString(PyObject *dp, const char *key);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyDict_GetItemWithError yet"))) PyAPI_FUNC(PyObject *) PyDict_GetItemWithError(PyObject *mp, PyObject *key);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyDict_Size yet"))) PyAPI_FUNC(Py_ssize_t) PyDict_Size(PyObject *mp);
PyAPI_DATA(PyTypeObject) PyDict_Type;
/* end generated */

#define PyDict_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_DICT_SUBCLASS)
#define PyDict_CheckExact(op) Py_IS_TYPE((op), &PyDict_Type)
#define PyDictKeys_Check(op) PyObject_TypeCheck((op), &PyDictKeys_Type)
#define PyDictValues_Check(op) PyObject_TypeCheck((op), &PyDictValues_Type)
#define PyDictItems_Check(op) PyObject_TypeCheck((op), &PyDictItems_Type)
#define PyDictViewSet_Check(op) (PyDictKeys_Check(op) || PyDictItems_Check(op))

#ifndef Py_LIMITED_API
#define Py_CPYTHON_DICTOBJECT_H
#include "cpython/dictobject.h"
#undef Py_CPYTHON_DICTOBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_DICTOBJECT_H */
