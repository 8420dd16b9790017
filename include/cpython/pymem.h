/* Allocators. */
#ifndef Py_CPYTHON_PYMEM_H
#error "cpython/pymem.h is included by pymem.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
