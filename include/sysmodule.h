/* The module sys. */
#ifndef Py_SYSMODULE_H
#define Py_SYSMODULE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#if !defined(Py_LIMITED_API)
typedef int (*Py_AuditHookFunction)(const char *, PyObject *, void *);
#endif
Py_GCC_ATTRIBUTE((error("Mortise does not define PySys_GetObject yet"))) PyAPI_FUNC(PyObject *) PySys_GetObject(const char *);
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_SYSMODULE_H
#include "cpython/sysmodule.h"
#undef Py_CPYTHON_SYSMODULE_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_SYSMODULE_H */
