/* Thread-local keys as C can see them. */
#ifndef Py_CPYTHON_PYTHREAD_H
#error "cpython/pythread.h is included by pythread.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define PYTHREAD_INVALID_THREAD_ID ((unsigned long)-1)
#define NATIVE_TSS_KEY_T pthread_key_t

/* generated */
struct _Py_tss_t {
    int _is_initialized;
    pthread_key_t _key;
};
/* end generated */

#define Py_tss_NEEDS_INIT {0, 0}

#ifdef __cplusplus
}
#endif
