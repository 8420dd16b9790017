/* Imports. */
#ifndef Py_IMPORT_H
#define Py_IMPORT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#define PyImport_ImportModuleEx(n, g, l, f) PyImport_ImportModuleLevel((n), (g), (l), (f), 0)

#ifndef Py_LIMITED_API
#define Py_CPYTHON_IMPORT_H
#include "cpython/import.h"
#undef Py_CPYTHON_IMPORT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_IMPORT_H */
