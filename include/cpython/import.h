/* Tables of built-in and frozen modules. */
#ifndef Py_CPYTHON_IMPORT_H
#error "cpython/import.h is included by import.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
