/* Thread states as C can see them. */
#ifndef Py_CPYTHON_PYSTATE_H
#error "cpython/pystate.h is included by pystate.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
