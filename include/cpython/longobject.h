/* Conversions of ints to and from bytes. */
#ifndef Py_CPYTHON_LONGOBJECT_H
#error "cpython/longobject.h is included by longobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define Py_ASNATIVEBYTES_DEFAULTS (-1)
#define Py_ASNATIVEBYTES_BIG_ENDIAN 0
#define Py_ASNATIVEBYTES_LITTLE_ENDIAN 1
#define Py_ASNATIVEBYTES_NATIVE_ENDIAN 3
#define Py_ASNATIVEBYTES_UNSIGNED_BUFFER 4
#define Py_ASNATIVEBYTES_REJECT_NEGATIVE 8
#define Py_ASNATIVEBYTES_ALLOW_INDEX 16
Py_GCC_ATTRIBUTE((error("Mortise does not define PyUnstable_Long_CompactValue yet"))) PyAPI_FUNC(Py_ssize_t) PyUnstable_Long_CompactValue(const PyLongObject *op);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyUnstable_Long_IsCompact yet"))) PyAPI_FUNC(int) PyUnstable_Long_IsCompact(const PyLongObject *op);
/* end generated */

#ifdef __cplusplus
}
#endif
