/* modsupport.h: Py_BuildValue and its relatives. */
#include "capi.h"
#include <limits.h>

/* What old binaries call when they were compiled with PY_SSIZE_T_CLEAN. */
PyAPI_FUNC(PyObject *) _Py_BuildValue_SizeT(const char *, ...);
PyAPI_FUNC(PyObject *) _Py_VaBuildValue_SizeT(const char *, va_list);

/* Up to six objects. N takes a reference over, so there is one for each N. */
static PyObject *
build_objects(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *o[6] = {Py_None, Py_None, Py_None, Py_None, Py_None, Py_None};
    if (!PyArg_ParseTuple(args, "s|OOOOOO", &format, &o[0], &o[1], &o[2], &o[3], &o[4], &o[5])) {
        return NULL;
    }
    int i = 0;
    for (const char *unit = format; *unit != '\0'; unit++) {
        if (strchr("NOS", *unit) != NULL) {
            if (*unit == 'N') {
                Py_INCREF(o[i]);
            }
            i++;
        }
    }
    RETURN_NEW(Py_BuildValue(format, o[0], o[1], o[2], o[3], o[4], o[5]));
}

/* The same with NULL for the object at a place. */
static PyObject *
build_with_null(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    int place;
    PyObject *object, *error;
    if (!PyArg_ParseTuple(args, "siOO", &format, &place, &object, &error)) {
        return NULL;
    }
    PyObject *o[4] = {object, object, object, object};
    o[place] = NULL;
    int i = 0;
    for (const char *unit = format; *unit != '\0'; unit++) {
        if (strchr("NOS", *unit) != NULL) {
            if (*unit == 'N') {
                Py_XINCREF(o[i]);
            }
            i++;
        }
    }
    if (error != Py_None) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    }
    RETURN_NEW(Py_BuildValue(format, o[0], o[1], o[2], o[3]));
}

/* Up to six ints, in any arrangement. */
static PyObject *
build_ints(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    if (!PyArg_ParseTuple(args, "s", &format)) {
        return NULL;
    }
    RETURN_NEW(Py_BuildValue(format, 1, 2, 3, 4, 5, 6));
}

/* Each integer unit with its extreme values. */
static PyObject *
build_extremes(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("(bb)(BB)(hh)(HH)(ii)(II)(ll)(kk)(LL)(KK)(nn)",
                         SCHAR_MIN, SCHAR_MAX, 0, UCHAR_MAX, SHRT_MIN, SHRT_MAX, 0, USHRT_MAX, INT_MIN, INT_MAX, 0, UINT_MAX,
                         LONG_MIN, LONG_MAX, 0UL, ULONG_MAX, LLONG_MIN, LLONG_MAX, 0ULL, ULLONG_MAX, PY_SSIZE_T_MIN,
                         PY_SSIZE_T_MAX);
}

static PyObject *
build_floats(PyObject *Py_UNUSED(module), PyObject *args)
{
    double d;
    if (!PyArg_ParseTuple(args, "d", &d)) {
        return NULL;
    }
    Py_complex z = {d, -d};
    return Py_BuildValue("dfD", d, (float)d, &z);
}

static PyObject *
build_characters(PyObject *Py_UNUSED(module), PyObject *args)
{
    int byte, character;
    if (!PyArg_ParseTuple(args, "ii", &byte, &character)) {
        return NULL;
    }
    return Py_BuildValue("cC", byte, character);
}

/* s z U y from C text, or NULL for None. */
static PyObject *
build_text(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format, *text;
    if (!PyArg_ParseTuple(args, "sz", &format, &text)) {
        return NULL;
    }
    RETURN_NEW(Py_BuildValue(format, text));
}

/* The units with #: text and length. */
static PyObject *
build_sized_text(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format, *text;
    Py_ssize_t length, size;
    if (!PyArg_ParseTuple(args, "sz#n", &format, &text, &length, &size)) {
        return NULL;
    }
    RETURN_NEW(Py_BuildValue(format, text, size));
}

static PyObject *
build_wide_text(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    const wchar_t *text = L"wide \u20ac \U0001f600";
    return Py_BuildValue("uu#u", text, text, (Py_ssize_t)4, (wchar_t *)NULL);
}

static PyObject *
double_it(void *value)
{
    if (value == NULL) {
        return PyErr_Format(PyExc_KeyError, "from the converter");
    }
    return PyLong_FromLong(2 * *(long *)value);
}

static PyObject *
build_converted(PyObject *Py_UNUSED(module), PyObject *args)
{
    long value;
    int null;
    PyObject *object;
    if (!PyArg_ParseTuple(args, "lpO", &value, &null, &object)) {
        return NULL;
    }
    RETURN_NEW(Py_BuildValue("NO&i", Py_NewRef(object), double_it, null ? NULL : &value, 5));
}

static PyObject *
va_build(const char *format, ...)
{
    va_list va;
    va_start(va, format);
    PyObject *result = Py_VaBuildValue(format, va);
    va_end(va);
    return result;
}

static PyObject *
va_build_size_t(const char *format, ...)
{
    va_list va;
    va_start(va, format);
    PyObject *result = _Py_VaBuildValue_SizeT(format, va);
    va_end(va);
    return result;
}

/* More values of both kinds than registers hold, through all four functions. */
static PyObject *
build_many(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
#define MANY(function) \
    function("iidiidiidiidiidiidiiddds#[O]", 1, 2, 0.5, 3, 4, 1.5, 5, 6, 2.5, 7, 8, 3.5, 9, 10, 4.5, 11, 12, 5.5, 13, 14, 6.5, \
             7.5, 8.5, "te\0xt", (Py_ssize_t)5, Py_None)
    return Py_BuildValue("NNNN", MANY(Py_BuildValue), MANY(_Py_BuildValue_SizeT), MANY(va_build), MANY(va_build_size_t));
}

static PyMethodDef methods[] = {
    METHOD_ARGS(build_objects),
    METHOD_ARGS(build_with_null),
    METHOD_ARGS(build_ints),
    METHOD_ARGS(build_extremes),
    METHOD_ARGS(build_floats),
    METHOD_ARGS(build_characters),
    METHOD_ARGS(build_text),
    METHOD_ARGS(build_sized_text),
    METHOD_ARGS(build_wide_text),
    METHOD_ARGS(build_converted),
    METHOD_ARGS(build_many),
    METHOD_END,
};

CAPI_MODULE(_capi_modsupport_build, methods)
