/* Tracebacks. */
#ifndef Py_TRACEBACK_H
#define Py_TRACEBACK_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
PyAPI_FUNC(int) PyTraceBack_Here(PyFrameObject *);
PyAPI_FUNC(int) PyTraceBack_Print(PyObject *, PyObject *);
PyAPI_DATA(PyTypeObject) PyTraceBack_Type;
/* end generated */

#define PyTraceBack_Check(op) Py_IS_TYPE((op), &PyTraceBack_Type)

#ifndef Py_LIMITED_API
#define Py_CPYTHON_TRACEBACK_H
#include "cpython/traceback.h"
#undef Py_CPYTHON_TRACEBACK_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_TRACEBACK_H */
