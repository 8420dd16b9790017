/* The rest of cpython/unicodeobject.h: the macros that read strings in place, properties of characters, _PyUnicodeWriter. */
#include "capi.h"

/* (length, kind, largest character, is ASCII, is compact, is compact ASCII, list of code points) by the macros */
static PyObject *
unicode_macros(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(o);
    int kind = PyUnicode_KIND(o);
    const void *data = PyUnicode_DATA(o);
    PyObject *list = PyList_New(length);
    if (list == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        Py_UCS4 again = kind == PyUnicode_1BYTE_KIND ? PyUnicode_1BYTE_DATA(o)[i]
                      : kind == PyUnicode_2BYTE_KIND ? PyUnicode_2BYTE_DATA(o)[i] : PyUnicode_4BYTE_DATA(o)[i];
        if (c != PyUnicode_READ_CHAR(o, i) || c != again) {
            PyErr_SetString(PyExc_AssertionError, "the macros differ");
            Py_DECREF(list);
            return NULL;
        }
        PyList_SET_ITEM(list, i, PyLong_FromUnsignedLong(c));
    }
    return Py_BuildValue("niIiiiN", length, kind, (unsigned int)PyUnicode_MAX_CHAR_VALUE(o), (int)PyUnicode_IS_ASCII(o),
                         (int)PyUnicode_IS_COMPACT(o), (int)PyUnicode_IS_COMPACT_ASCII(o), list);
}

/* Whether the data ends with a NUL of its kind, and PyUnicode_READY. */
static PyObject *
unicode_ends_with_nul(PyObject *Py_UNUSED(module), PyObject *o)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    if (PyUnicode_READY(o) != 0 || !PyUnicode_IS_READY(o)) {
        return PyErr_Format(PyExc_AssertionError, "not ready");
    }
#pragma GCC diagnostic pop
    return PyLong_FromLong(PyUnicode_READ(PyUnicode_KIND(o), PyUnicode_DATA(o), PyUnicode_GET_LENGTH(o)) == 0);
}

/* What the header's functions say of a character. */
static PyObject *
character(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned int c;
    if (!PyArg_ParseTuple(args, "I", &c)) {
        return NULL;
    }
    return Py_BuildValue("{s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:I,s:I,s:I,s:i,s:i,s:d}",
        "islower", !!Py_UNICODE_ISLOWER(c), "isupper", !!Py_UNICODE_ISUPPER(c), "istitle", !!Py_UNICODE_ISTITLE(c),
        "isspace", !!Py_UNICODE_ISSPACE(c), "islinebreak", !!Py_UNICODE_ISLINEBREAK(c), "isdecimal", !!Py_UNICODE_ISDECIMAL(c),
        "isdigit", !!Py_UNICODE_ISDIGIT(c), "isnumeric", !!Py_UNICODE_ISNUMERIC(c), "isprintable", !!Py_UNICODE_ISPRINTABLE(c),
        "isalpha", !!Py_UNICODE_ISALPHA(c), "isalnum", !!Py_UNICODE_ISALNUM(c),
        "lower", (unsigned int)Py_UNICODE_TOLOWER(c), "upper", (unsigned int)Py_UNICODE_TOUPPER(c),
        "title", (unsigned int)Py_UNICODE_TOTITLE(c), "decimal", Py_UNICODE_TODECIMAL(c), "digit", Py_UNICODE_TODIGIT(c),
        "numeric", Py_UNICODE_TONUMERIC(c));
}

static PyObject *
surrogates(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned int c;
    if (!PyArg_ParseTuple(args, "I", &c)) {
        return NULL;
    }
    if (c < 0x10000) {
        return PyLong_FromLong(!!Py_UNICODE_IS_SURROGATE(c));
    }
    unsigned int high = Py_UNICODE_HIGH_SURROGATE(c), low = Py_UNICODE_LOW_SURROGATE(c);
    return Py_BuildValue("IIIiii", high, low, (unsigned int)Py_UNICODE_JOIN_SURROGATES(high, low),
                         !!Py_UNICODE_IS_HIGH_SURROGATE(high), !!Py_UNICODE_IS_LOW_SURROGATE(low), !!Py_UNICODE_IS_SURROGATE(c));
}

static PyObject *
ascii_whitespace(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyBytes_FromStringAndSize((const char *)_Py_ascii_whitespace, 128);
}

/* A text put together by a program: a list of tuples of a name and arguments. With `overallocate` the writer takes more room. */
static PyObject *
unicode_writer(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *program;
    int overallocate, finish;
    Py_ssize_t min_length;
    if (!PyArg_ParseTuple(args, "O!pnp", &PyList_Type, &program, &overallocate, &min_length, &finish)) {
        return NULL;
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = (unsigned char)overallocate;
    writer.min_length = min_length;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(program); i++) {
        PyObject *step = PyList_GET_ITEM(program, i);
        const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(step, 0));
        PyObject *a = PyTuple_GET_ITEM(step, 1);
        int status = 0;
        if (strcmp(name, "char") == 0) {
            status = _PyUnicodeWriter_WriteChar(&writer, (Py_UCS4)PyLong_AsUnsignedLong(a));
        }
        else if (strcmp(name, "str") == 0) {
            status = _PyUnicodeWriter_WriteStr(&writer, a);
        }
        else if (strcmp(name, "substring") == 0) {
            status = _PyUnicodeWriter_WriteSubstring(&writer, a, PyLong_AsSsize_t(PyTuple_GET_ITEM(step, 2)),
                                                     PyLong_AsSsize_t(PyTuple_GET_ITEM(step, 3)));
        }
        else if (strcmp(name, "ascii") == 0) {
            status = _PyUnicodeWriter_WriteASCIIString(&writer, PyBytes_AS_STRING(a), PyBytes_GET_SIZE(a));
        }
        else if (strcmp(name, "ascii_all") == 0) {
            status = _PyUnicodeWriter_WriteASCIIString(&writer, PyBytes_AS_STRING(a), -1);
        }
        else if (strcmp(name, "latin1") == 0) {
            status = _PyUnicodeWriter_WriteLatin1String(&writer, PyBytes_AS_STRING(a), PyBytes_GET_SIZE(a));
        }
        else if (strcmp(name, "prepare_kind") == 0) {
            status = _PyUnicodeWriter_PrepareKind(&writer, (int)PyLong_AsLong(a));
        }
        else {  /* "fill": room is prepared, and written by the macro, as published binaries do */
            Py_UCS4 c = (Py_UCS4)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(step, 2));
            Py_ssize_t n = PyLong_AsSsize_t(a);
            status = _PyUnicodeWriter_Prepare(&writer, n, c);
            if (status == 0) {
                for (Py_ssize_t k = 0; k < n; k++) {
                    PyUnicode_WRITE(writer.kind, writer.data, writer.pos++, c);
                }
            }
        }
        if (status < 0) {
            _PyUnicodeWriter_Dealloc(&writer);
            return NULL;
        }
    }
    if (!finish) {
        _PyUnicodeWriter_Dealloc(&writer);
        return Py_NewRef(Py_None);
    }
    return _PyUnicodeWriter_Finish(&writer);
}

_Py_IDENTIFIER(some_identifier);

static PyObject *
unicode_from_id(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_BORROWED(_PyUnicode_FromId(&PyId_some_identifier));
}

static PyMethodDef methods[] = {
    METHOD_O(unicode_macros), METHOD_O(unicode_ends_with_nul), METHOD_ARGS(character), METHOD_ARGS(surrogates),
    METHOD_ARGS(ascii_whitespace), METHOD_ARGS(unicode_writer), METHOD_ARGS(unicode_from_id), METHOD_END,
};

CAPI_MODULE(_capi_unicodeobject_cpython, methods)
