/* PyUnicode_FromFormat and PyUnicode_FromFormatV of unicodeobject.h, and their like of bytesobject.h: wrappers by the C types
 * that the format takes. With `bytes` true it is PyBytes_FromFormat. */
#include "capi.h"

#define FORMAT(...) (bytes ? PyBytes_FromFormat(__VA_ARGS__) : PyUnicode_FromFormat(__VA_ARGS__))

/* A number as the C type that the letter stands for. */
static PyObject *
format_number(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    int type, bytes;
    PyObject *number;
    if (!PyArg_ParseTuple(args, "yCOp", &format, &type, &number, &bytes)) {
        return NULL;
    }
    unsigned long long value = PyLong_AsUnsignedLongLongMask(number);
    if (PyErr_Occurred()) {
        return NULL;
    }
    switch (type) {
    case 'i': RETURN_NEW(FORMAT(format, (int)value));
    case 'u': RETURN_NEW(FORMAT(format, (unsigned int)value));
    case 'l': RETURN_NEW(FORMAT(format, (long)value));
    case 'k': RETURN_NEW(FORMAT(format, (unsigned long)value));
    case 'L': RETURN_NEW(FORMAT(format, (long long)value));
    case 'K': RETURN_NEW(FORMAT(format, value));
    case 'n': RETURN_NEW(FORMAT(format, (Py_ssize_t)value));
    case 'N': RETURN_NEW(FORMAT(format, (size_t)value));
    case 't': RETURN_NEW(FORMAT(format, (ptrdiff_t)value));
    case 'j': RETURN_NEW(FORMAT(format, (intmax_t)value));
    default: RETURN_NEW(FORMAT(format, (void *)(uintptr_t)value));
    }
}

/* Two ints before a number: width and precision. */
static PyObject *
format_stars(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    int a, b, value, bytes = 0;
    if (!PyArg_ParseTuple(args, "yiii", &format, &a, &b, &value)) {
        return NULL;
    }
    RETURN_NEW(FORMAT(format, a, b, value));
}

static PyObject *
format_star(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    int a, bytes = 0;
    PyObject *value;
    if (!PyArg_ParseTuple(args, "yiO", &format, &a, &value)) {
        return NULL;
    }
    RETURN_NEW(FORMAT(format, a, value));
}

static PyObject *
format_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *o;
    int bytes = 0;
    if (!PyArg_ParseTuple(args, "yO", &format, &o)) {
        return NULL;
    }
    RETURN_NEW(FORMAT(format, o));
}

static PyObject *
format_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format, *text;
    int bytes;
    if (!PyArg_ParseTuple(args, "yyp", &format, &text, &bytes)) {
        return NULL;
    }
    RETURN_NEW(FORMAT(format, text));
}

static PyObject *
format_wide_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *o;
    int bytes = 0;
    if (!PyArg_ParseTuple(args, "yU", &format, &o)) {
        return NULL;
    }
    wchar_t *text = PyUnicode_AsWideCharString(o, NULL);
    if (text == NULL) {
        return NULL;
    }
    PyObject *result = FORMAT(format, text);
    PyMem_Free(text);
    return result;
}

/* For %V: an object or NULL, and what stands for it then. */
static PyObject *
format_fallback(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format, *text;
    PyObject *o;
    int bytes = 0;
    if (!PyArg_ParseTuple(args, "yOz", &format, &o, &text)) {
        return NULL;
    }
    NULLABLE(o);
    RETURN_NEW(FORMAT(format, o, text));
}

static PyObject *
format_wide_fallback(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *o, *wide;
    int bytes = 0;
    if (!PyArg_ParseTuple(args, "yOU", &format, &o, &wide)) {
        return NULL;
    }
    NULLABLE(o);
    wchar_t *text = PyUnicode_AsWideCharString(wide, NULL);
    if (text == NULL) {
        return NULL;
    }
    PyObject *result = FORMAT(format, o, text);
    PyMem_Free(text);
    return result;
}

static PyObject *
format_nothing(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    int bytes;
    if (!PyArg_ParseTuple(args, "yp", &format, &bytes)) {
        return NULL;
    }
    RETURN_NEW(FORMAT(format));
}

/* Many arguments of all types, so that some are not in registers; with doubles between, which the format does not take. */
static PyObject *
format_many(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyUnicode_FromFormat("%d|%s|%ld|%zd|%U|%c|%x|%lld|%R|%u|%S|%i|%.3s|%5d|%%|%p", -1, "text", 2L, (Py_ssize_t)3, o,
                                'c', 255, -4LL, o, 5u, o, 6, "abcdef", 7, (void *)0x1234);
}

static PyObject *
from_format_v(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    PyObject *result = PyUnicode_FromFormatV(format, list);
    va_end(list);
    return result;
}

static PyObject *
bytes_from_format_v(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    PyObject *result = PyBytes_FromFormatV(format, list);
    va_end(list);
    return result;
}

static PyObject *
format_v(PyObject *Py_UNUSED(module), PyObject *args)
{
    int bytes, number;
    const char *text;
    if (!PyArg_ParseTuple(args, "iyp", &number, &text, &bytes)) {
        return NULL;
    }
    RETURN_NEW((bytes ? bytes_from_format_v : from_format_v)("%d:%s:%zd", number, text, (Py_ssize_t)-5));
}

static PyObject *
bytes_format_many(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyBytes_FromFormat("%d|%s|%ld|%zd|%c|%x|%u|%i|%.3s|%%|%lu|%zu", -1, "text", 2L, (Py_ssize_t)3, 'c', 255, 5u, 6,
                              "abcdef", 7UL, (size_t)8);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(format_number), METHOD_ARGS(format_stars), METHOD_ARGS(format_star), METHOD_ARGS(format_object),
    METHOD_ARGS(format_string), METHOD_ARGS(format_wide_string), METHOD_ARGS(format_fallback),
    METHOD_ARGS(format_wide_fallback), METHOD_ARGS(format_nothing), METHOD_O(format_many), METHOD_ARGS(format_v),
    METHOD_ARGS(bytes_format_many), METHOD_END,
};

CAPI_MODULE(_capi_unicodeobject_format, methods)
