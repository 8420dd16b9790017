/* Thread states and interpreters. */
#ifndef Py_PYSTATE_H
#define Py_PYSTATE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef enum PyGILState_STATE {
    PyGILState_LOCKED = 0,
    PyGILState_UNLOCKED = 1,
} PyGILState_STATE;
typedef int (*Py_tracefunc)(PyObject *, PyFrameObject *, int, PyObject *);
typedef PyObject *(*_PyFrameEvalFunction)(PyThreadState *, struct _PyInterpreterFrame *, int);
#define MAX_CO_EXTRA_USERS 255
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
