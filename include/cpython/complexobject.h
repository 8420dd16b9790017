/* Complex numbers as C can see them. */
#ifndef Py_CPYTHON_COMPLEXOBJECT_H
#error "cpython/complexobject.h is included by complexobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
