/* Reference counts under a GIL; object.h includes this file. */

/* An immortal object has all ones in the lower half of its count, or had, before an old stable-ABI extension changed it: its
   lower half is negative. */
static inline int _Py_IsImmortal(PyObject *op)
{
    return (int32_t)op->ob_refcnt < 0;
}

static inline Py_ssize_t Py_REFCNT(PyObject *ob)
{
    return ob->ob_refcnt;
}

static inline void Py_SET_REFCNT(PyObject *ob, Py_ssize_t refcnt)
{
#if defined(Py_LIMITED_API) && Py_LIMITED_API + 0 >= 0x030d0000
    _Py_SetRefcnt(ob, refcnt);
#else
    if (!_Py_IsImmortal(ob)) {
        ob->ob_refcnt = refcnt;
    }
#endif
}

static inline Py_ALWAYS_INLINE void Py_INCREF(PyObject *op)
{
#if defined(Py_LIMITED_API) && Py_LIMITED_API + 0 >= 0x030c0000
    _Py_IncRef(op);
#else
    /* Counting in 32 bits: an immortal object's count wraps to 0, which is not stored. */
    uint32_t count = op->ob_refcnt_split[PY_BIG_ENDIAN] + 1;
    if (count != 0) {
        op->ob_refcnt_split[PY_BIG_ENDIAN] = count;
    }
#endif
}

static inline Py_ALWAYS_INLINE void Py_DECREF(PyObject *op)
{
#if defined(Py_LIMITED_API) && Py_LIMITED_API + 0 >= 0x030c0000
    _Py_DecRef(op);
#else
    if (!_Py_IsImmortal(op) && --op->ob_refcnt == 0) {
        _Py_Dealloc(op);
    }
#endif
}

