/* Frames. */
#ifndef Py_CPYTHON_PYFRAME_H
#error "cpython/pyframe.h is included by pyframe.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#define PyFrame_Check(op) Py_IS_TYPE((op), &PyFrame_Type)
#define PyFrameLocalsProxy_Check(op) Py_IS_TYPE((op), &PyFrameLocalsProxy_Type)

#ifdef __cplusplus
}
#endif
