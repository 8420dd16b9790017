/* Reference counts without a GIL (PEP 703); object.h includes this file. */

/* What names a thread: the address that its thread register holds. */
static inline uintptr_t _Py_ThreadId(void)
{
    uintptr_t tid;
#if defined(__x86_64__) && defined(__linux__)
    __asm__("movq %%fs:0, %0" : "=r"(tid));
#elif defined(__aarch64__) && defined(__linux__)
    __asm__("mrs %0, tpidr_el0" : "=r"(tid));
#else
#error "_Py_ThreadId is not known for this platform"
#endif
    return tid;
}

static inline Py_ALWAYS_INLINE int _Py_IsOwnedByCurrentThread(PyObject *ob)
{
    return _Py_atomic_load_uintptr_relaxed(&ob->ob_tid) == _Py_ThreadId();
}

static inline int _Py_IsImmortal(PyObject *op)
{
    return _Py_atomic_load_uint32_relaxed(&op->ob_ref_local) == _Py_IMMORTAL_REFCNT_LOCAL;
}

static inline Py_ssize_t Py_REFCNT(PyObject *ob)
{
    uint32_t local = _Py_atomic_load_uint32_relaxed(&ob->ob_ref_local);
    if (local == _Py_IMMORTAL_REFCNT_LOCAL) {
        return _Py_IMMORTAL_REFCNT;
    }
    Py_ssize_t shared = _Py_atomic_load_ssize_relaxed(&ob->ob_ref_shared);
    return (Py_ssize_t)local + Py_ARITHMETIC_RIGHT_SHIFT(Py_ssize_t, shared, _Py_REF_SHARED_SHIFT);
}

/* A shared count with flags. */
#define _Py_REF_SHARED(refcnt, flags) (((refcnt) << _Py_REF_SHARED_SHIFT) + (flags))

static inline void Py_SET_REFCNT(PyObject *ob, Py_ssize_t refcnt)
{
    if (_Py_IsImmortal(ob)) {
        return;
    }
    if (refcnt >= _Py_IMMORTAL_REFCNT) {
        ob->ob_tid = _Py_UNOWNED_TID;
        ob->ob_ref_local = _Py_IMMORTAL_REFCNT_LOCAL;
        ob->ob_ref_shared = 0;
    }
    else if (_Py_IsOwnedByCurrentThread(ob)) {
        ob->ob_ref_local = (uint32_t)refcnt;
        ob->ob_ref_shared &= _Py_REF_SHARED_FLAG_MASK;
    }
    else {
        ob->ob_tid = _Py_UNOWNED_TID;
        ob->ob_ref_local = 0;
        ob->ob_ref_shared = _Py_REF_SHARED(refcnt, _Py_REF_MERGED);
    }
}

static inline Py_ALWAYS_INLINE void Py_INCREF(PyObject *op)
{
    /* An immortal object's count wraps to 0, which is not stored. */
    uint32_t local = _Py_atomic_load_uint32_relaxed(&op->ob_ref_local) + 1;
    if (local == 0) {
        return;
    }
    if (_Py_IsOwnedByCurrentThread(op)) {
        _Py_atomic_store_uint32_relaxed(&op->ob_ref_local, local);
    }
    else {
        _Py_atomic_add_ssize(&op->ob_ref_shared, (Py_ssize_t)1 << _Py_REF_SHARED_SHIFT);
    }
}

static inline void Py_DECREF(PyObject *op)
{
    uint32_t local = _Py_atomic_load_uint32_relaxed(&op->ob_ref_local);
    if (local == _Py_IMMORTAL_REFCNT_LOCAL) {
        return;
    }
    if (!_Py_IsOwnedByCurrentThread(op)) {
        _Py_DecRefShared(op);
        return;
    }
    _Py_atomic_store_uint32_relaxed(&op->ob_ref_local, --local);
    if (local == 0) {
        _Py_MergeZeroLocalRefcount(op);
    }
}

