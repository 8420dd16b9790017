/* Allocators. */
#ifndef Py_CPYTHON_PYMEM_H
#error "cpython/pymem.h is included by pymem.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyMemAllocatorEx {
    void *ctx;
    void *(*malloc)(void *, size_t);
    void *(*calloc)(void *, size_t, size_t);
    void *(*realloc)(void *, void *, size_t);
    void (*free)(void *, void *);
};
PyAPI_FUNC(void) PyMem_GetAllocator(PyMemAllocatorDomain domain, PyMemAllocatorEx *allocator);
PyAPI_FUNC(void) PyMem_SetAllocator(PyMemAllocatorDomain domain, PyMemAllocatorEx *allocator);
PyAPI_FUNC(void) PyMem_SetupDebugHooks(void);
/* end generated */

#ifdef __cplusplus
}
#endif
