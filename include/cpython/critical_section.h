/* Locks that are given up while a thread is detached. */
#ifndef Py_CPYTHON_CRITICAL_SECTION_H
#error "cpython/critical_section.h is included by critical_section.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#ifdef Py_GIL_DISABLED
struct PyCriticalSection {
    size_t _cs_prev;
    PyMutex *_cs_mutex;
};
struct PyCriticalSection2 {
    PyCriticalSection _cs_base;
    PyMutex *_cs_mutex2;
};
#endif
PyAPI_FUNC(void) PyCriticalSection2_Begin(PyCriticalSection2 *c, PyObject *a, PyObject *b);
PyAPI_FUNC(void) PyCriticalSection2_End(PyCriticalSection2 *c);
PyAPI_FUNC(void) PyCriticalSection_Begin(PyCriticalSection *c, PyObject *op);
PyAPI_FUNC(void) PyCriticalSection_End(PyCriticalSection *c);
/* end generated */

/* With a GIL, it is the lock: a critical section is just a block. */
#ifdef Py_GIL_DISABLED
#define Py_BEGIN_CRITICAL_SECTION(op) \
    { \
        PyCriticalSection _py_cs; \
        PyCriticalSection_Begin(&_py_cs, _PyObject_CAST(op))
#define Py_END_CRITICAL_SECTION() \
        PyCriticalSection_End(&_py_cs); \
    }
#define Py_BEGIN_CRITICAL_SECTION2(a, b) \
    { \
        PyCriticalSection2 _py_cs2; \
        PyCriticalSection2_Begin(&_py_cs2, _PyObject_CAST(a), _PyObject_CAST(b))
#define Py_END_CRITICAL_SECTION2() \
        PyCriticalSection2_End(&_py_cs2); \
    }
#else
#define Py_BEGIN_CRITICAL_SECTION(op) {
#define Py_END_CRITICAL_SECTION() }
#define Py_BEGIN_CRITICAL_SECTION2(a, b) {
#define Py_END_CRITICAL_SECTION2() }
#endif

#ifdef __cplusplus
}
#endif
