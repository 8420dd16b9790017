/* Atomic access to memory, with the compiler's built-in functions. */
#ifndef Py_CPYTHON_PYATOMIC_H
#define Py_CPYTHON_PYATOMIC_H

#ifdef __cplusplus
extern "C" {
#endif

#define Py_ATOMIC_GCC_H
#define _Py_USE_GCC_BUILTIN_ATOMICS 1

/* Sequentially consistent unless the name says otherwise. */
#define _Py_ATOMIC_LOAD_STORE(name, type) \
    static inline type _Py_atomic_load_##name(const type *obj) { return __atomic_load_n(obj, __ATOMIC_SEQ_CST); } \
    static inline type _Py_atomic_load_##name##_relaxed(const type *obj) { return __atomic_load_n(obj, __ATOMIC_RELAXED); } \
    static inline void _Py_atomic_store_##name(type *obj, type value) { __atomic_store_n(obj, value, __ATOMIC_SEQ_CST); } \
    static inline void _Py_atomic_store_##name##_relaxed(type *obj, type value) { __atomic_store_n(obj, value, __ATOMIC_RELAXED); }
#define _Py_ATOMIC_CHANGE(name, type) \
    static inline type _Py_atomic_add_##name(type *obj, type value) { return __atomic_fetch_add(obj, value, __ATOMIC_SEQ_CST); } \
    static inline type _Py_atomic_exchange_##name(type *obj, type value) { return __atomic_exchange_n(obj, value, __ATOMIC_SEQ_CST); } \
    static inline int _Py_atomic_compare_exchange_##name(type *obj, type *expected, type desired) \
    { \
        return __atomic_compare_exchange_n(obj, expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
    }
#define _Py_ATOMIC_BITS(name, type) \
    static inline type _Py_atomic_and_##name(type *obj, type value) { return __atomic_fetch_and(obj, value, __ATOMIC_SEQ_CST); } \
    static inline type _Py_atomic_or_##name(type *obj, type value) { return __atomic_fetch_or(obj, value, __ATOMIC_SEQ_CST); }
#define _Py_ATOMIC_ACQUIRE(name, type) \
    static inline type _Py_atomic_load_##name##_acquire(const type *obj) { return __atomic_load_n(obj, __ATOMIC_ACQUIRE); }
#define _Py_ATOMIC_RELEASE(name, type) \
    static inline void _Py_atomic_store_##name##_release(type *obj, type value) { __atomic_store_n(obj, value, __ATOMIC_RELEASE); }

#define _Py_ATOMIC_SIGNED(name, type) _Py_ATOMIC_LOAD_STORE(name, type) _Py_ATOMIC_CHANGE(name, type)
#define _Py_ATOMIC_UNSIGNED(name, type) _Py_ATOMIC_SIGNED(name, type) _Py_ATOMIC_BITS(name, type)

_Py_ATOMIC_SIGNED(int, int)
_Py_ATOMIC_SIGNED(int8, int8_t)
_Py_ATOMIC_SIGNED(int16, int16_t)
_Py_ATOMIC_SIGNED(int32, int32_t)
_Py_ATOMIC_SIGNED(int64, int64_t)
_Py_ATOMIC_SIGNED(intptr, intptr_t)
_Py_ATOMIC_SIGNED(uint, unsigned int)
_Py_ATOMIC_UNSIGNED(uint8, uint8_t)
_Py_ATOMIC_UNSIGNED(uint16, uint16_t)
_Py_ATOMIC_UNSIGNED(uint32, uint32_t)
_Py_ATOMIC_UNSIGNED(uint64, uint64_t)
_Py_ATOMIC_UNSIGNED(uintptr, uintptr_t)
_Py_ATOMIC_SIGNED(ssize, Py_ssize_t)
_Py_ATOMIC_ACQUIRE(int, int)
_Py_ATOMIC_ACQUIRE(uint32, uint32_t)
_Py_ATOMIC_ACQUIRE(uint64, uint64_t)
_Py_ATOMIC_ACQUIRE(uintptr, uintptr_t)
_Py_ATOMIC_ACQUIRE(ssize, Py_ssize_t)
_Py_ATOMIC_RELEASE(int, int)
_Py_ATOMIC_RELEASE(uint32, uint32_t)
_Py_ATOMIC_RELEASE(uint64, uint64_t)
_Py_ATOMIC_RELEASE(uintptr, uintptr_t)
_Py_ATOMIC_RELEASE(ssize, Py_ssize_t)

static inline unsigned long long _Py_atomic_load_ullong_relaxed(const unsigned long long *obj)
{
    return __atomic_load_n(obj, __ATOMIC_RELAXED);
}
static inline void _Py_atomic_store_ullong_relaxed(unsigned long long *obj, unsigned long long value)
{
    __atomic_store_n(obj, value, __ATOMIC_RELAXED);
}

/* A long is as wide as a pointer here. */
#define _Py_atomic_load_ulong(p) ((unsigned long)_Py_atomic_load_uint64((uint64_t *)(p)))
#define _Py_atomic_load_ulong_relaxed(p) ((unsigned long)_Py_atomic_load_uint64_relaxed((uint64_t *)(p)))
#define _Py_atomic_store_ulong(p, v) _Py_atomic_store_uint64((uint64_t *)(p), (v))
#define _Py_atomic_store_ulong_relaxed(p, v) _Py_atomic_store_uint64_relaxed((uint64_t *)(p), (v))

/* `obj` is the address of a pointer of any type. */
static inline void *_Py_atomic_load_ptr(const void *obj) { return __atomic_load_n((void *const *)obj, __ATOMIC_SEQ_CST); }
static inline void *_Py_atomic_load_ptr_relaxed(const void *obj) { return __atomic_load_n((void *const *)obj, __ATOMIC_RELAXED); }
static inline void *_Py_atomic_load_ptr_acquire(const void *obj) { return __atomic_load_n((void *const *)obj, __ATOMIC_ACQUIRE); }
static inline void _Py_atomic_store_ptr(void *obj, void *value) { __atomic_store_n((void **)obj, value, __ATOMIC_SEQ_CST); }
static inline void _Py_atomic_store_ptr_relaxed(void *obj, void *value) { __atomic_store_n((void **)obj, value, __ATOMIC_RELAXED); }
static inline void _Py_atomic_store_ptr_release(void *obj, void *value) { __atomic_store_n((void **)obj, value, __ATOMIC_RELEASE); }
static inline void *_Py_atomic_exchange_ptr(void *obj, void *value) { return __atomic_exchange_n((void **)obj, value, __ATOMIC_SEQ_CST); }
static inline int _Py_atomic_compare_exchange_ptr(void *obj, void *expected, void *desired)
{
    return __atomic_compare_exchange_n((void **)obj, (void **)expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static inline void _Py_atomic_fence_seq_cst(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
static inline void _Py_atomic_fence_acquire(void) { __atomic_thread_fence(__ATOMIC_ACQUIRE); }
static inline void _Py_atomic_fence_release(void) { __atomic_thread_fence(__ATOMIC_RELEASE); }

#ifdef __cplusplus
}
#endif

#endif /* Py_CPYTHON_PYATOMIC_H */
