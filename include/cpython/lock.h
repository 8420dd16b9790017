/* The mutex of one byte. */
#ifndef Py_CPYTHON_LOCK_H
#error "cpython/lock.h is included by lock.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define _Py_LOCKED 1
#define _Py_UNLOCKED 0
struct PyMutex {
    uint8_t _bits;
};
PyAPI_FUNC(void) PyMutex_Lock(PyMutex *m);
PyAPI_FUNC(void) PyMutex_Unlock(PyMutex *m);
/* end generated */

static inline void _PyMutex_Lock(PyMutex *m)
{
    uint8_t expected = _Py_UNLOCKED;
    if (!_Py_atomic_compare_exchange_uint8(&m->_bits, &expected, _Py_LOCKED)) {
        PyMutex_Lock(m);
    }
}
#define PyMutex_Lock _PyMutex_Lock

static inline void _PyMutex_Unlock(PyMutex *m)
{
    uint8_t expected = _Py_LOCKED;
    if (!_Py_atomic_compare_exchange_uint8(&m->_bits, &expected, _Py_UNLOCKED)) {
        PyMutex_Unlock(m);
    }
}
#define PyMutex_Unlock _PyMutex_Unlock

#ifdef __cplusplus
}
#endif
