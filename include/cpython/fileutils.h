/* Opening files. */
#ifndef Py_CPYTHON_FILEUTILS_H
#error "cpython/fileutils.h is included by fileutils.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
