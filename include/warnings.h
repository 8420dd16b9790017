/* Warnings. */
#ifndef Py_WARNINGS_H
#define Py_WARNINGS_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
Py_GCC_ATTRIBUTE((error("Mortise does not define PyErr_WarnEx yet"))) PyAPI_FUNC(int) PyErr_WarnEx(PyObject *category, const char *message, Py_ssize_t stack_level);
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_WARNINGS_H
#include "cpython/warnings.h"
#undef Py_CPYTHON_WARNINGS_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_WARNINGS_H */
