/* The mapping of a frame's locals. */
#ifndef Py_CPYTHON_FRAMEOBJECT_H
#error "cpython/frameobject.h is included by frameobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyFrameLocalsProxyObject {
    PyObject ob_base;
    PyFrameObject *frame;
};
PyAPI_FUNC(void) PyFrame_FastToLocals(PyFrameObject *);
PyAPI_FUNC(int) PyFrame_FastToLocalsWithError(PyFrameObject *f);
PyAPI_FUNC(void) PyFrame_LocalsToFast(PyFrameObject *, int);
PyAPI_FUNC(PyFrameObject *) PyFrame_New(PyThreadState *, PyCodeObject *, PyObject *, PyObject *);
PyAPI_FUNC(int) _PyFrame_IsEntryFrame(PyFrameObject *frame);
/* end generated */

#ifdef __cplusplus
}
#endif
