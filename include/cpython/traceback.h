/* Tracebacks as C can see them. */
#ifndef Py_CPYTHON_TRACEBACK_H
#error "cpython/traceback.h is included by traceback.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
