/* Thread states and interpreters. */
#ifndef Py_PYSTATE_H
#define Py_PYSTATE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#define PyThreadState_GET() PyThreadState_Get()

#ifndef Py_LIMITED_API
#define Py_CPYTHON_PYSTATE_H
#include "cpython/pystate.h"
#undef Py_CPYTHON_PYSTATE_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_PYSTATE_H */
