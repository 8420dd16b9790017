/* Arguments, values and modules. */
#ifndef Py_MODSUPPORT_H
#define Py_MODSUPPORT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define PYTHON_ABI_VERSION 3
#define PYTHON_API_VERSION 1013
#define Py_CLEANUP_SUPPORTED 0x20000
Py_GCC_ATTRIBUTE((error("Mortise does not define PyModule_AddIntConstant yet"))) PyAPI_FUNC(int) PyModule_AddIntConstant(PyObject *, const char *, long);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyModule_AddStringConstant yet"))) PyAPI_FUNC(int) PyModule_AddStringConstant(PyObject *, const char *, const char *);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyModule_Create2 yet"))) PyAPI_FUNC(PyObject *) PyModule_Create2(PyModuleDef *, int apiver);
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
Py_GCC_ATTRIBUTE((error("Mortise does not define PyModule_FromDefAndSpec2 yet"))) PyAPI_FUNC(PyObject *) PyModule_FromDefAndSpec2(PyModuleDef *def, PyObject *spec, int module_api_version);
#endif
/* end generated */

#define PyModule_AddIntMacro(module, macro) PyModule_AddIntConstant((module), #macro, macro)
#define PyModule_AddStringMacro(module, macro) PyModule_AddStringConstant((module), #macro, macro)

/* A module says which API it was compiled for. */
#define PYTHON_API_STRING Py_STRINGIFY(PYTHON_API_VERSION)
#define PYTHON_ABI_STRING Py_STRINGIFY(PYTHON_ABI_VERSION)
#ifdef Py_LIMITED_API
#define _Py_MODULE_API_VERSION PYTHON_ABI_VERSION
#else
#define _Py_MODULE_API_VERSION PYTHON_API_VERSION
#endif
#define PyModule_Create(module) PyModule_Create2((module), _Py_MODULE_API_VERSION)
#define PyModule_FromDefAndSpec(module, spec) PyModule_FromDefAndSpec2((module), (spec), _Py_MODULE_API_VERSION)


#ifndef Py_LIMITED_API
#define Py_CPYTHON_MODSUPPORT_H
#include "cpython/modsupport.h"
#undef Py_CPYTHON_MODSUPPORT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_MODSUPPORT_H */
