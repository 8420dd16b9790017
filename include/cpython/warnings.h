/* Warnings. */
#ifndef Py_CPYTHON_WARNINGS_H
#error "cpython/warnings.h is included by warnings.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#define PyErr_Warn(category, msg) PyErr_WarnEx((category), (msg), 1)

#ifdef __cplusplus
}
#endif
