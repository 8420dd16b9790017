/* Frames. */
#ifndef Py_PYFRAME_H
#define Py_PYFRAME_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
PyAPI_FUNC(PyCodeObject *) PyFrame_GetCode(PyFrameObject *frame);
PyAPI_FUNC(int) PyFrame_GetLineNumber(PyFrameObject *);
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_PYFRAME_H
#include "cpython/pyframe.h"
#undef Py_CPYTHON_PYFRAME_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_PYFRAME_H */
