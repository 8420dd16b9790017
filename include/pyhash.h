/* Hashing. */
#ifndef Py_HASH_H
#define Py_HASH_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define Py_HASH_CUTOFF 0
#define Py_HASH_EXTERNAL 0
#define Py_HASH_SIPHASH24 1
#define Py_HASH_FNV 2
#define Py_HASH_ALGORITHM 3
#define Py_HASH_SIPHASH13 3
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
