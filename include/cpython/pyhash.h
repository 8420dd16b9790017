/* Hashing of numbers and bytes. */
#ifndef Py_CPYTHON_HASH_H
#error "cpython/pyhash.h is included by pyhash.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

/* Numbers are hashed modulo this prime. */
#define PyHASH_MODULUS (((size_t)1 << PyHASH_BITS) - 1)

#ifdef __cplusplus
}
#endif
