/* Starting and ending interpreters. */
#ifndef Py_PYLIFECYCLE_H
#define Py_PYLIFECYCLE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef void (*PyOS_sighandler_t)(int);
#if !defined(Py_LIMITED_API)
typedef void (*atexit_datacallbackfunc)(void *);
#endif
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_PYLIFECYCLE_H
#include "cpython/pylifecycle.h"
#undef Py_CPYTHON_PYLIFECYCLE_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_PYLIFECYCLE_H */
