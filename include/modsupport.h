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
PyAPI_FUNC(int) PyArg_Parse(PyObject *, const char *, ...);
PyAPI_FUNC(int) PyArg_ParseTuple(PyObject *, const char *, ...);
PyAPI_FUNC(int) PyArg_ParseTupleAndKeywords(PyObject *, PyObject *, const char *, char *const *, ...);
PyAPI_FUNC(int) PyArg_UnpackTuple(PyObject *, const char *, Py_ssize_t, Py_ssize_t, ...);
PyAPI_FUNC(int) PyArg_VaParse(PyObject *, const char *, va_list);
PyAPI_FUNC(int) PyArg_VaParseTupleAndKeywords(PyObject *, PyObject *, const char *, char *const *, va_list);
PyAPI_FUNC(int) PyArg_ValidateKeywordArguments(PyObject *);
PyAPI_FUNC(int) PyModule_AddIntConstant(PyObject *, const char *, long);
PyAPI_FUNC(int) PyModule_AddObject(PyObject *mod, const char *, PyObject *value);
PyAPI_FUNC(int) PyModule_AddStringConstant(PyObject *, const char *, const char *);
PyAPI_FUNC(PyObject *) PyModule_Create2(PyModuleDef *, int apiver);
PyAPI_FUNC(PyObject *) Py_BuildValue(const char *, ...);
PyAPI_FUNC(PyObject *) Py_VaBuildValue(const char *, va_list);
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03050000
PyAPI_FUNC(int) PyModule_AddFunctions(PyObject *, PyMethodDef *);
PyAPI_FUNC(int) PyModule_ExecDef(PyObject *module, PyModuleDef *def);
PyAPI_FUNC(PyObject *) PyModule_FromDefAndSpec2(PyModuleDef *def, PyObject *spec, int module_api_version);
PyAPI_FUNC(int) PyModule_SetDocString(PyObject *, const char *);
#endif
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03090000
PyAPI_FUNC(int) PyModule_AddType(PyObject *module, PyTypeObject *type);
#endif
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030a0000
PyAPI_FUNC(int) PyModule_AddObjectRef(PyObject *mod, const char *name, PyObject *value);
#endif
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030d0000
PyAPI_FUNC(int) PyModule_Add(PyObject *mod, const char *name, PyObject *value);
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
