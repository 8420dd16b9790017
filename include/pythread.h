/* Locks and thread-local keys. */
#ifndef Py_PYTHREAD_H
#define Py_PYTHREAD_H

#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef void *PyThread_type_lock;
typedef enum PyLockStatus {
    PY_LOCK_FAILURE = 0,
    PY_LOCK_ACQUIRED = 1,
    PY_LOCK_INTR = 2,
} PyLockStatus;
#define NOWAIT_LOCK 0
#define WAIT_LOCK 1
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
