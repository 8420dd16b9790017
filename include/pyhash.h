/* Hashing. */
#ifndef Py_HASH_H
#define Py_HASH_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_HASH_H
#include "cpython/pyhash.h"
#undef Py_CPYTHON_HASH_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_HASH_H */
