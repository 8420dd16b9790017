/* Hashing of numbers and bytes. */
#ifndef Py_CPYTHON_HASH_H
#error "cpython/pyhash.h is included by pyhash.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define PyHASH_BITS 61
#define _PyHASH_BITS 61
#define PyHASH_IMAG 0xf4243
#define _PyHASH_IMAG 0xf4243
#define PyHASH_INF 0x4cb2f
#define _PyHASH_INF 0x4cb2f
#define PyHASH_MULTIPLIER 0xf4243UL
#define _PyHASH_MULTIPLIER 0xf4243UL
struct PyHash_FuncDef {
    Py_hash_t (*hash)(const void *, Py_ssize_t);
    const char *name;
    int hash_bits;
    int seed_bits;
};
PyAPI_FUNC(PyHash_FuncDef *) PyHash_GetFuncDef(void);
PyAPI_FUNC(Py_hash_t) PyObject_GenericHash(PyObject *);
PyAPI_FUNC(Py_hash_t) Py_HashPointer(const void *ptr);
PyAPI_FUNC(Py_hash_t) _Py_HashDouble(PyObject *, double);
/* end generated */

/* Numbers are hashed modulo this prime. */
#define _PyHASH_MODULUS PyHASH_MODULUS
#define _Py_HashPointer Py_HashPointer
#define PyHASH_MODULUS (((size_t)1 << PyHASH_BITS) - 1)

#ifdef __cplusplus
}
#endif
