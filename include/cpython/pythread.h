/* Thread-local keys as C can see them. */
#ifndef Py_CPYTHON_PYTHREAD_H
#error "cpython/pythread.h is included by pythread.h only"
#endif

#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PYTHREAD_INVALID_THREAD_ID ((unsigned long)-1)
#define NATIVE_TSS_KEY_T pthread_key_t

/* generated */
/* end generated */

#define Py_tss_NEEDS_INIT {0, 0}

#ifdef __cplusplus
}
#endif
