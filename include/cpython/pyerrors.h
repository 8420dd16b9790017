/* Exceptions as C can see them. */
#ifndef Py_CPYTHON_ERRORS_H
#error "cpython/pyerrors.h is included by pyerrors.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What every exception starts with. */
#define PyException_HEAD \
    PyObject_HEAD PyObject *dict; \
    PyObject *args; \
    PyObject *notes; \
    PyObject *traceback; \
    PyObject *context; \
    PyObject *cause; \
    char suppress_context;

/* generated */
/* end generated */

#define Py_FatalError(message) _Py_FatalErrorFunc(__func__, (message))

#ifdef __cplusplus
}
#endif
