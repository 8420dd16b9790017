/* Warnings. */
#ifndef Py_CPYTHON_WARNINGS_H
#error "cpython/warnings.h is included by warnings.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
PyAPI_FUNC(int) PyErr_WarnExplicitFormat(PyObject *category, const char *filename, int lineno, const char *module, PyObject *registry, const char *format, ...);
PyAPI_FUNC(int) PyErr_WarnExplicitObject(PyObject *category, PyObject *message, PyObject *filename, int lineno, PyObject *module, PyObject *registry);
/* end generated */

#define PyErr_Warn(category, msg) PyErr_WarnEx((category), (msg), 1)

#ifdef __cplusplus
}
#endif
