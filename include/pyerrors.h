/* Exceptions. */
#ifndef Py_ERRORS_H
#define Py_ERRORS_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef PyOSErrorObject PyEnvironmentErrorObject;
/* end generated */

#define PyExceptionClass_Check(x) (PyType_Check((x)) && PyType_FastSubclass((PyTypeObject *)(x), Py_TPFLAGS_BASE_EXC_SUBCLASS))
#define PyExceptionInstance_Check(x) PyType_FastSubclass(Py_TYPE(x), Py_TPFLAGS_BASE_EXC_SUBCLASS)
#define PyExceptionInstance_Class(x) _PyObject_CAST(Py_TYPE(x))
#define _PyBaseExceptionGroup_Check(x) PyObject_TypeCheck((x), (PyTypeObject *)PyExc_BaseExceptionGroup)
#define PyErr_BadInternalCall() _PyErr_BadInternalCall(__FILE__, __LINE__)

#ifndef Py_LIMITED_API
#define Py_CPYTHON_ERRORS_H
#include "cpython/pyerrors.h"
#undef Py_CPYTHON_ERRORS_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_ERRORS_H */
