/* How an int is kept: sign and size in a tag, and digits. */
#ifndef Py_LONGINTREPR_H
#define Py_LONGINTREPR_H

#ifdef __cplusplus
extern "C" {
#endif

#define PyLong_BASE ((digit)1 << PyLong_SHIFT)
#define PyLong_MASK ((digit)(PyLong_BASE - 1))

/* generated */
typedef uint32_t digit;
typedef int32_t sdigit;
typedef uint64_t twodigits;
typedef int64_t stwodigits;
#define _PyLong_DECIMAL_SHIFT 9
#define _PyLong_DECIMAL_BASE ((digit)0x3b9aca00)
#define _PyLong_NON_SIZE_BITS 3
#define PyLong_SHIFT 30
#define _PyLong_SIGN_MASK ((size_t)3)
struct _PyLongValue {
    size_t lv_tag;
    digit ob_digit[1];
};
struct _longobject {
    PyObject ob_base;
    _PyLongValue long_value;
};
PyAPI_FUNC(PyObject *) _PyLong_Copy(PyLongObject *src);
PyAPI_FUNC(PyLongObject *) _PyLong_FromDigits(int negative, Py_ssize_t digit_count, digit *digits);
PyAPI_FUNC(PyLongObject *) _PyLong_New(Py_ssize_t);
/* end generated */

/* A compact int has at most one digit; the tag's lowest bits are 1 minus its sign. */
static inline int _PyLong_IsCompact(const PyLongObject *op)
{
    return op->long_value.lv_tag < (2 << _PyLong_NON_SIZE_BITS);
}
#define PyUnstable_Long_IsCompact _PyLong_IsCompact

static inline Py_ssize_t _PyLong_CompactValue(const PyLongObject *op)
{
    Py_ssize_t sign = 1 - (Py_ssize_t)(op->long_value.lv_tag & _PyLong_SIGN_MASK);
    return sign * (Py_ssize_t)op->long_value.ob_digit[0];
}
#define PyUnstable_Long_CompactValue _PyLong_CompactValue

#ifdef __cplusplus
}
#endif

#endif /* Py_LONGINTREPR_H */
