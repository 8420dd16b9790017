/* The functions of pystrtod.h, pystrcmp.h and cpython/pyctype.h: text of C. */
#include "capi.h"

/* (value, offset of the end); an end of None means that none was asked for. `overflow` may be an exception class. */
static PyObject *
os_string_to_double(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    int want_end;
    PyObject *overflow;
    if (!PyArg_ParseTuple(args, "ypO", &text, &want_end, &overflow)) {
        return NULL;
    }
    NULLABLE(overflow);
    char *end = NULL;
    double value = PyOS_string_to_double(text, want_end ? &end : NULL, overflow);
    if (value == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    if (!want_end) {
        return PyFloat_FromDouble(value);
    }
    return Py_BuildValue("dn", value, (Py_ssize_t)(end - text));
}

/* (text, kind) */
static PyObject *
os_double_to_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    double value;
    int code, precision, flags, type = 99;
    if (!PyArg_ParseTuple(args, "dCii", &value, &code, &precision, &flags)) {
        return NULL;
    }
    char *text = PyOS_double_to_string(value, (char)code, precision, flags, &type);
    if (text == NULL) {
        return NULL;
    }
    PyObject *result = Py_BuildValue("si", text, type);
    PyMem_Free(text);
    return result;
}

static PyObject *
os_mystricmp(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *a, *b;
    if (!PyArg_ParseTuple(args, "yy", &a, &b)) {
        return NULL;
    }
    RETURN_TRUTH(PyOS_mystricmp(a, b));
}

static PyObject *
os_mystrnicmp(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *a, *b;
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "yyn", &a, &b, &n)) {
        return NULL;
    }
    RETURN_TRUTH(PyOS_mystrnicmp(a, b, n));
}

/* Which classes a character has, and its other forms. */
static PyObject *
character(PyObject *Py_UNUSED(module), PyObject *args)
{
    int c;
    if (!PyArg_ParseTuple(args, "i", &c)) {
        return NULL;
    }
    return Py_BuildValue("iiiiiiiii", !!Py_ISLOWER(c), !!Py_ISUPPER(c), !!Py_ISALPHA(c), !!Py_ISDIGIT(c),
                         !!Py_ISXDIGIT(c), !!Py_ISALNUM(c), !!Py_ISSPACE(c), (int)Py_TOLOWER(c), (int)Py_TOUPPER(c));
}

static PyMethodDef methods[] = {
    METHOD_ARGS(os_string_to_double), METHOD_ARGS(os_double_to_string), METHOD_ARGS(os_mystricmp),
    METHOD_ARGS(os_mystrnicmp), METHOD_ARGS(character), METHOD_END,
};

CAPI_MODULE(_capi_pystrtod, methods)
