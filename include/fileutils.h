/* Text of the file system. */
#ifndef Py_FILEUTILS_H
#define Py_FILEUTILS_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_FILEUTILS_H
#include "cpython/fileutils.h"
#undef Py_CPYTHON_FILEUTILS_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_FILEUTILS_H */
