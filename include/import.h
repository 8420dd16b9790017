/* Imports. */
#ifndef Py_IMPORT_H
#define Py_IMPORT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
Py_GCC_ATTRIBUTE((error("Mortise does not define PyImport_ImportModuleLevel yet"))) PyAPI_FUNC(PyObject *) PyImport_ImportModuleLevel(const char *name, PyObject *globals, PyObject *locals, PyObject *fromlist, int level);
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
