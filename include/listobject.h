/* Lists. */
#ifndef Py_LISTOBJECT_H
#define Py_LISTOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
PyAPI_DATA(PyTypeObject) PyList_Type;
/* end generated */

#define PyList_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_LIST_SUBCLASS)
#define PyList_CheckExact(op) Py_IS_TYPE((op), &PyList_Type)

#ifndef Py_LIMITED_API
#define Py_CPYTHON_LISTOBJECT_H
#include "cpython/listobject.h"
#undef Py_CPYTHON_LISTOBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_LISTOBJECT_H */
