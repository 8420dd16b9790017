/* Tracebacks as C can see them. */
#ifndef Py_CPYTHON_TRACEBACK_H
#error "cpython/traceback.h is included by traceback.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct _traceback {
    PyObject ob_base;
    PyTracebackObject *tb_next;
    PyFrameObject *tb_frame;
    int tb_lasti;
    int tb_lineno;
};
/* end generated */

#ifdef __cplusplus
}
#endif
