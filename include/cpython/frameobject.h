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
/* end generated */

#ifdef __cplusplus
}
#endif
