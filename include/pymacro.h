/* Small macros. */
#ifndef Py_PYMACRO_H
#define Py_PYMACRO_H

#define Py_MIN(x, y) (((x) < (y)) ? (x) : (y))
#define Py_MAX(x, y) (((x) > (y)) ? (x) : (y))
#define Py_ABS(x) (((x) < 0) ? -(x) : (x))
#define Py_CHARMASK(c) ((unsigned char)((c) & 0xff))

/* Rounding of sizes and addresses; `alignment` is a power of 2. */
#define _Py_SIZE_ROUND_DOWN(n, alignment) ((size_t)(n) & ~(size_t)((alignment) - 1))
#define _Py_SIZE_ROUND_UP(n, alignment) _Py_SIZE_ROUND_DOWN((size_t)(n) + ((alignment) - 1), (alignment))
#define _Py_ALIGN_DOWN(p, alignment) ((void *)((uintptr_t)(p) & ~(uintptr_t)((alignment) - 1)))
#define _Py_ALIGN_UP(p, alignment) ((void *)(((uintptr_t)(p) + ((alignment) - 1)) & ~(uintptr_t)((alignment) - 1)))
#define _Py_IS_ALIGNED(p, alignment) (((uintptr_t)(p) & ((alignment) - 1)) == 0)

/* The struct that `ptr` points into, at `member`. */
#define _Py_CONTAINER_OF(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
/* Not something to assign to. */
#define _Py_RVALUE(expr) ((void)0, (expr))
#define _Py_IS_TYPE_SIGNED(type) ((type)(-1) <= 0)
#define _Py_XSTRINGIFY(x) #x
#define Py_STRINGIFY(x) _Py_XSTRINGIFY(x)
#define Py_MEMBER_SIZE(type, member) sizeof(((type *)0)->member)

/* An expression of value 0 that does not compile when `cond` is false. */
#define Py_BUILD_ASSERT_EXPR(cond) (sizeof(char[1 - 2 * !(cond)]) - 1)
#define Py_BUILD_ASSERT(cond) \
    do { \
        (void)Py_BUILD_ASSERT_EXPR(cond); \
    } while (0)

#if !defined(__cplusplus) && (defined(__GNUC__) || defined(__clang__))
/* Does not compile for a pointer, which has the type of its own first element's address. */
#define Py_ARRAY_LENGTH(array) \
    (sizeof(array) / sizeof((array)[0]) \
     + Py_BUILD_ASSERT_EXPR(!__builtin_types_compatible_p(__typeof__(array), __typeof__(&(array)[0]))))
#else
#define Py_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#endif

#define PyDoc_VAR(name) static const char name[]
#define PyDoc_STRVAR(name, str) PyDoc_VAR(name) = PyDoc_STR(str)
#ifdef WITH_DOC_STRINGS
#define PyDoc_STR(str) str
#else
#define PyDoc_STR(str) ""
#endif

#if defined(__GNUC__) || defined(__clang__)
#define Py_UNUSED(name) _unused_##name __attribute__((unused))
#else
#define Py_UNUSED(name) _unused_##name
#endif

#if defined(__GNUC__) && !defined(Py_DEBUG)
#define Py_UNREACHABLE() __builtin_unreachable()
#else
#define Py_UNREACHABLE() Py_FatalError("We've reached an unreachable state. Anything is possible.")
#endif

#endif /* Py_PYMACRO_H */
