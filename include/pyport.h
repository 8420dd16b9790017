/* Integer types, casts and what compilers call things. */
#ifndef Py_PYPORT_H
#define Py_PYPORT_H

#ifdef __cplusplus
extern "C" {
#endif

#include "exports.h"

/* Casts that C++ code can see through. */
#ifdef __cplusplus
#define _Py_STATIC_CAST(type, expr) static_cast<type>(expr)
#else
#define _Py_STATIC_CAST(type, expr) ((type)(expr))
#endif
#define _Py_CAST(type, expr) ((type)(expr))
#ifdef __cplusplus
#define _Py_NULL nullptr
#else
#define _Py_NULL NULL
#endif

typedef ssize_t Py_ssize_t;
typedef intptr_t Py_intptr_t;
typedef uintptr_t Py_uintptr_t;
typedef Py_ssize_t Py_hash_t;
typedef size_t Py_uhash_t;
typedef Py_ssize_t Py_ssize_clean_t;

#define PY_SSIZE_T_MAX SSIZE_MAX
#define PY_SSIZE_T_MIN (-PY_SSIZE_T_MAX - 1)
#define PY_SIZE_MAX SIZE_MAX

/* Former names of standard types. */
#define PY_LONG_LONG long long
#define PY_LLONG_MIN LLONG_MIN
#define PY_LLONG_MAX LLONG_MAX
#define PY_ULLONG_MAX ULLONG_MAX
#define PY_INT32_T int32_t
#define PY_UINT32_T uint32_t
#define PY_INT64_T int64_t
#define PY_UINT64_T uint64_t
#define PY_DWORD_MAX 4294967295U
#define PY_FORMAT_SIZE_T "z"
#define PY_CXX_CONST const
#define Py_LL(x) x##LL
#define Py_ULL(x) Py_LL(x##U)
#define Py_MEMCPY memcpy
#define Py_VA_COPY va_copy
#ifndef WITH_THREAD
#define WITH_THREAD
#endif

/* Functions of one file. */
#define Py_LOCAL(type) static type
#define Py_LOCAL_INLINE(type) static inline type

/* What the compiler knows. */
#ifdef __has_attribute
#define _Py__has_attribute(x) __has_attribute(x)
#else
#define _Py__has_attribute(x) 0
#endif
#ifdef __has_builtin
#define _Py__has_builtin(x) __has_builtin(x)
#else
#define _Py__has_builtin(x) 0
#endif
#if defined(__GNUC__) || defined(__clang__)
#define _Py_TYPEOF(expr) __typeof__(expr)
#define _Py_HOT_FUNCTION __attribute__((hot))
#define _Py_COMP_DIAG_PUSH _Pragma("GCC diagnostic push")
#define _Py_COMP_DIAG_IGNORE_DEPR_DECLS _Pragma("GCC diagnostic ignored \"-Wdeprecated-declarations\"")
#define _Py_COMP_DIAG_POP _Pragma("GCC diagnostic pop")
#else
#define _Py_HOT_FUNCTION
#define _Py_COMP_DIAG_PUSH
#define _Py_COMP_DIAG_IGNORE_DEPR_DECLS
#define _Py_COMP_DIAG_POP
#endif

/* Attributes. */
#if defined(__GNUC__) || defined(__clang__)
#define Py_GCC_ATTRIBUTE(x) __attribute__(x)
#define Py_ALIGNED(n) __attribute__((aligned(n)))
#define Py_DEPRECATED(version) __attribute__((__deprecated__))
#define _Py_DEPRECATED_EXTERNALLY(version) Py_DEPRECATED(version)
#define Py_ALWAYS_INLINE __attribute__((always_inline))
#define Py_NO_INLINE __attribute__((noinline))
#define _Py_NO_RETURN __attribute__((__noreturn__))
#else
#define Py_GCC_ATTRIBUTE(x)
#define Py_ALIGNED(n)
#define Py_DEPRECATED(version)
#define _Py_DEPRECATED_EXTERNALLY(version)
#define Py_ALWAYS_INLINE
#define Py_NO_INLINE
#define _Py_NO_RETURN
#endif

/* Shifts a signed number down with copies of its sign. */
#define Py_ARITHMETIC_RIGHT_SHIFT(TYPE, I, J) ((I) >> (J))
#define Py_FORCE_EXPANSION(X) X
#ifdef NDEBUG
#define Py_SAFE_DOWNCAST(VALUE, WIDE, NARROW) _Py_STATIC_CAST(NARROW, (VALUE))
#else
#define Py_SAFE_DOWNCAST(VALUE, WIDE, NARROW) \
    (assert(_Py_STATIC_CAST(WIDE, _Py_STATIC_CAST(NARROW, (VALUE))) == (VALUE)), _Py_STATIC_CAST(NARROW, (VALUE)))
#endif

/* generated */
#define HAVE_LONG_LONG 1
#define PYLONG_BITS_IN_DIGIT 30
#define PY_BIG_ENDIAN 0
#define PY_LITTLE_ENDIAN 1
#define Py_CAN_START_THREADS 1
#define SIZEOF_PY_HASH_T 8
#define SIZEOF_PY_UHASH_T 8
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_PYPORT_H */
