/* Locks and thread-local keys. */
#ifndef Py_PYTHREAD_H
#define Py_PYTHREAD_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

/* Microseconds. */
#define PY_TIMEOUT_T long long
#define PY_HAVE_THREAD_NATIVE_ID

#ifndef Py_LIMITED_API
#define Py_CPYTHON_PYTHREAD_H
#include "cpython/pythread.h"
#undef Py_CPYTHON_PYTHREAD_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_PYTHREAD_H */
