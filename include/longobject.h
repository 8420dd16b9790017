/* Ints. */
#ifndef Py_LONGOBJECT_H
#define Py_LONGOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
Py_GCC_ATTRIBUTE((error("Mortise does not define PyLong_AsLong yet"))) PyAPI_FUNC(long) PyLong_AsLong(PyObject *);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyLong_FromLong yet"))) PyAPI_FUNC(PyObject *) PyLong_FromLong(long);
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
Py_GCC_ATTRIBUTE((error("Mortise does not define PyLong_AsInt yet"))) PyAPI_FUNC(int) PyLong_AsInt(PyObject *);
#endif
/* end generated */

#define PyLong_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_LONG_SUBCLASS)
#define PyLong_CheckExact(op) Py_IS_TYPE((op), &PyLong_Type)
#define PyLong_AS_LONG(op) PyLong_AsLong(op)

/* A pid_t is an int here. */
#define PyLong_FromPid PyLong_FromLong
#define PyLong_AsPid PyLong_AsInt
#define _Py_PARSE_PID "i"
#define _Py_PARSE_INTPTR "l"
#define _Py_PARSE_UINTPTR "k"

#ifndef Py_LIMITED_API
#define Py_CPYTHON_LONGOBJECT_H
#include "cpython/longobject.h"
#undef Py_CPYTHON_LONGOBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_LONGOBJECT_H */
