/* The functions and macros of longobject.h, cpython/longobject.h and cpython/longintrepr.h. */
#include "capi.h"

WRAP_O(long_check, RETURN_TRUTH(PyLong_Check(o)))
WRAP_O(long_check_exact, RETURN_TRUTH(PyLong_CheckExact(o)))

/* The conversions to C numbers. */
WRAP_O(long_as_long, RETURN_INT(PyLong_AsLong(o)))
WRAP_O(long_as_int, RETURN_INT(PyLong_AsInt(o)))
WRAP_O(long_as_ssize_t, RETURN_INT(PyLong_AsSsize_t(o)))
WRAP_O(long_as_long_long, RETURN_INT(PyLong_AsLongLong(o)))
WRAP_O(long_as_size_t, RETURN_UNSIGNED(PyLong_AsSize_t(o)))
WRAP_O(long_as_unsigned_long, RETURN_UNSIGNED(PyLong_AsUnsignedLong(o)))
WRAP_O(long_as_unsigned_long_long, RETURN_UNSIGNED(PyLong_AsUnsignedLongLong(o)))
WRAP_O(long_as_unsigned_long_mask, RETURN_UNSIGNED(PyLong_AsUnsignedLongMask(o)))
WRAP_O(long_as_unsigned_long_long_mask, RETURN_UNSIGNED(PyLong_AsUnsignedLongLongMask(o)))
WRAP_O(long_as_double, RETURN_DOUBLE(PyLong_AsDouble(o)))

static PyObject *
long_as_void_ptr(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    void *result = PyLong_AsVoidPtr(o);
    if (result == NULL && PyErr_Occurred()) {
        return NULL;
    }
    return PyLong_FromUnsignedLongLong((unsigned long long)(uintptr_t)result);
}

/* (value, overflow) */
static PyObject *
long_as_long_and_overflow(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    int overflow = 99;
    long result = PyLong_AsLongAndOverflow(o, &overflow);
    if (result == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return Py_BuildValue("li", result, overflow);
}

static PyObject *
long_as_long_long_and_overflow(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    int overflow = 99;
    long long result = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (result == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return Py_BuildValue("Li", result, overflow);
}

/* The conversions from C numbers: the argument is first made one. */
#define WRAP_FROM(name, format, type, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        type value; \
        if (!PyArg_ParseTuple(args, format, &value)) { return NULL; } \
        RETURN_NEW(function(value)); \
    }
WRAP_FROM(long_from_long, "l", long, PyLong_FromLong)
WRAP_FROM(long_from_unsigned_long, "k", unsigned long, PyLong_FromUnsignedLong)
WRAP_FROM(long_from_long_long, "L", long long, PyLong_FromLongLong)
WRAP_FROM(long_from_unsigned_long_long, "K", unsigned long long, PyLong_FromUnsignedLongLong)
WRAP_FROM(long_from_ssize_t, "n", Py_ssize_t, PyLong_FromSsize_t)
WRAP_FROM(long_from_size_t, "k", size_t, PyLong_FromSize_t)
WRAP_FROM(long_from_double, "d", double, PyLong_FromDouble)

static PyObject *
long_from_void_ptr(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned long long value;
    if (!PyArg_ParseTuple(args, "K", &value)) {
        return NULL;
    }
    RETURN_NEW(PyLong_FromVoidPtr((void *)(uintptr_t)value));
}

/* (value, offset of the end), or without an end when that is not wanted */
static PyObject *
long_from_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    int base, want_end;
    if (!PyArg_ParseTuple(args, "yip", &text, &base, &want_end)) {
        return NULL;
    }
    char *end = NULL;
    PyObject *result = PyLong_FromString(text, want_end ? &end : NULL, base);
    if (result == NULL || !want_end) {
        return result;
    }
    return Py_BuildValue("Nn", result, end == NULL ? (Py_ssize_t)-99 : end - text);
}

/* Where the end is after an error. */
static PyObject *
long_from_string_end_of_error(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    int base;
    if (!PyArg_ParseTuple(args, "yi", &text, &base)) {
        return NULL;
    }
    char *end = NULL;
    PyObject *result = PyLong_FromString(text, &end, base);
    if (result != NULL) {
        return result;
    }
    PyErr_Clear();
    return end == NULL ? Py_NewRef(Py_None) : PyLong_FromSsize_t(end - text);
}

static PyObject *
long_from_unicode_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int base;
    if (!PyArg_ParseTuple(args, "Oi", &o, &base)) {
        return NULL;
    }
    RETURN_NEW(PyLong_FromUnicodeObject(o, base));
}

static PyObject *
long_get_info(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyLong_GetInfo());
}

/* (value, offset of the end, errno) */
static PyObject *
os_strtoul(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    int base;
    if (!PyArg_ParseTuple(args, "yi", &text, &base)) {
        return NULL;
    }
    char *end = NULL;
    errno = 0;
    unsigned long value = PyOS_strtoul(text, &end, base);
    return Py_BuildValue("kni", value, (Py_ssize_t)(end - text), errno);
}

static PyObject *
os_strtol(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    int base;
    if (!PyArg_ParseTuple(args, "yi", &text, &base)) {
        return NULL;
    }
    char *end = NULL;
    errno = 0;
    long value = PyOS_strtol(text, &end, base);
    return Py_BuildValue("lni", value, (Py_ssize_t)(end - text), errno);
}

/* (result, buffer of `size` bytes and a guard byte behind it) */
static PyObject *
long_as_native_bytes(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t size;
    int flags;
    if (!PyArg_ParseTuple(args, "Oni", &o, &size, &flags)) {
        return NULL;
    }
    unsigned char buffer[64];
    memset(buffer, 0xAA, sizeof buffer);
    Py_ssize_t result = PyLong_AsNativeBytes(o, buffer, size, flags);
    if (result < 0) {
        return NULL;
    }
    return Py_BuildValue("ny#", result, buffer, size < 0 ? (Py_ssize_t)1 : size + 1);
}

/* Asking for the size only, with NULL for the buffer. */
static PyObject *
long_as_native_bytes_size(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyLong_AsNativeBytes(o, NULL, 0, -1));
}

static PyObject *
long_from_native_bytes(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t size;
    int flags;
    if (!PyArg_ParseTuple(args, "y#i", &bytes, &size, &flags)) {
        return NULL;
    }
    RETURN_NEW(PyLong_FromNativeBytes(bytes, (size_t)size, flags));
}

static PyObject *
long_from_unsigned_native_bytes(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t size;
    int flags;
    if (!PyArg_ParseTuple(args, "y#i", &bytes, &size, &flags)) {
        return NULL;
    }
    RETURN_NEW(PyLong_FromUnsignedNativeBytes(bytes, (size_t)size, flags));
}

static PyObject *
long_as_byte_array(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t size;
    int little, is_signed, with_exceptions;
    if (!PyArg_ParseTuple(args, "O!nppp", &PyLong_Type, &o, &size, &little, &is_signed, &with_exceptions)) {
        return NULL;
    }
    unsigned char buffer[64];
    memset(buffer, 0xAA, sizeof buffer);
    if (_PyLong_AsByteArray((PyLongObject *)o, buffer, (size_t)size, little, is_signed, with_exceptions) < 0) {
        if (!with_exceptions) {
            return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
        }
        return NULL;
    }
    return PyBytes_FromStringAndSize((char *)buffer, size + 1);
}

static PyObject *
long_from_byte_array(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t size;
    int little, is_signed;
    if (!PyArg_ParseTuple(args, "y#pp", &bytes, &size, &little, &is_signed)) {
        return NULL;
    }
    RETURN_NEW(_PyLong_FromByteArray((const unsigned char *)bytes, (size_t)size, little, is_signed));
}

WRAP_O(long_sign, RETURN_TRUTH(_PyLong_Sign(o)))
WRAP_O(long_num_bits, RETURN_UNSIGNED(_PyLong_NumBits(o)))
WRAP_OO(long_gcd, RETURN_NEW(_PyLong_GCD(a, b)))
WRAP_O(long_copy, RETURN_NEW(_PyLong_Copy((PyLongObject *)o)))

/* The functions and the macros agree: None if the number is not compact, else its value. */
static PyObject *
long_compact(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyLongObject *number = (PyLongObject *)o;
    int compact = PyUnstable_Long_IsCompact(number);
    if (compact != (PyUnstable_Long_IsCompact)(number)) {
        PyErr_SetString(PyExc_AssertionError, "function and macro differ");
        return NULL;
    }
    if (!compact) {
        return Py_NewRef(Py_None);
    }
    Py_ssize_t value = PyUnstable_Long_CompactValue(number);
    if (value != (PyUnstable_Long_CompactValue)(number)) {
        PyErr_SetString(PyExc_AssertionError, "function and macro differ");
        return NULL;
    }
    return PyLong_FromSsize_t(value);
}

/* _PyLong_FromDigits of a list of digits. */
static PyObject *
long_from_digits(PyObject *Py_UNUSED(module), PyObject *args)
{
    int negative;
    PyObject *list;
    digit digits[32];
    if (!PyArg_ParseTuple(args, "pO!", &negative, &PyList_Type, &list)) {
        return NULL;
    }
    Py_ssize_t n = PyList_GET_SIZE(list);
    for (Py_ssize_t i = 0; i < n && i < 32; i++) {
        digits[i] = (digit)PyLong_AsUnsignedLong(PyList_GET_ITEM(list, i));
    }
    RETURN_NEW((PyObject *)_PyLong_FromDigits(negative, n, digits));
}

/* A number written digit by digit, as published binaries do. */
static PyObject *
long_new_filled(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t n;
    unsigned int value;
    if (!PyArg_ParseTuple(args, "nI", &n, &value)) {
        return NULL;
    }
    PyLongObject *number = _PyLong_New(n);
    if (number == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        number->long_value.ob_digit[i] = (digit)value;
    }
    return (PyObject *)number;
}

/* What the struct says: (sign bits, number of digits, digits). */
static PyObject *
long_struct(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyLongObject *number = (PyLongObject *)o;
    Py_ssize_t n = (Py_ssize_t)(number->long_value.lv_tag >> 3);
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < n; i++) {
        PyObject *one = PyLong_FromUnsignedLong(number->long_value.ob_digit[i]);
        if (one == NULL || PyList_Append(list, one) < 0) {
            Py_XDECREF(one);
            Py_CLEAR(list);
            break;
        }
        Py_DECREF(one);
    }
    return list == NULL ? NULL : Py_BuildValue("inN", (int)(number->long_value.lv_tag & 3), n, list);
}

static PyObject *
long_pid(PyObject *Py_UNUSED(module), PyObject *o)
{
    pid_t pid = PyLong_AsPid(o);
    if (pid == -1 && PyErr_Occurred()) {
        return NULL;
    }
    RETURN_NEW(PyLong_FromPid(pid));
}

static PyMethodDef methods[] = {
    METHOD_O(long_check), METHOD_O(long_check_exact),
    METHOD_O(long_as_long), METHOD_O(long_as_int), METHOD_O(long_as_ssize_t), METHOD_O(long_as_long_long),
    METHOD_O(long_as_size_t), METHOD_O(long_as_unsigned_long), METHOD_O(long_as_unsigned_long_long),
    METHOD_O(long_as_unsigned_long_mask), METHOD_O(long_as_unsigned_long_long_mask), METHOD_O(long_as_double),
    METHOD_O(long_as_void_ptr), METHOD_O(long_as_long_and_overflow), METHOD_O(long_as_long_long_and_overflow),
    METHOD_ARGS(long_from_long), METHOD_ARGS(long_from_unsigned_long), METHOD_ARGS(long_from_long_long),
    METHOD_ARGS(long_from_unsigned_long_long), METHOD_ARGS(long_from_ssize_t), METHOD_ARGS(long_from_size_t),
    METHOD_ARGS(long_from_double), METHOD_ARGS(long_from_void_ptr), METHOD_ARGS(long_from_string),
    METHOD_ARGS(long_from_string_end_of_error), METHOD_ARGS(long_from_unicode_object), METHOD_ARGS(long_get_info),
    METHOD_ARGS(os_strtoul), METHOD_ARGS(os_strtol), METHOD_ARGS(long_as_native_bytes),
    METHOD_O(long_as_native_bytes_size), METHOD_ARGS(long_from_native_bytes),
    METHOD_ARGS(long_from_unsigned_native_bytes), METHOD_ARGS(long_as_byte_array), METHOD_ARGS(long_from_byte_array),
    METHOD_O(long_sign), METHOD_O(long_num_bits), METHOD_ARGS(long_gcd), METHOD_O(long_copy), METHOD_O(long_compact),
    METHOD_ARGS(long_from_digits), METHOD_ARGS(long_new_filled), METHOD_O(long_struct), METHOD_O(long_pid),
    METHOD_END,
};

CAPI_MODULE(_capi_longobject, methods)
