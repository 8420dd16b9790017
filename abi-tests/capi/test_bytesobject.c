/* The functions and macros of bytesobject.h and cpython/bytesobject.h, apart from PyBytes_FromFormat
 * (test_unicodeobject_format.c). */
#include "capi.h"

WRAP_O(bytes_check, RETURN_TRUTH(PyBytes_Check(o)))
WRAP_O(bytes_check_exact, RETURN_TRUTH(PyBytes_CheckExact(o)))
WRAP_O(bytes_size, RETURN_INT(PyBytes_Size(o)))
WRAP_O(bytes_from_object, RETURN_NEW(PyBytes_FromObject(o)))

/* None stands for NULL; then `size` places are filled with `x`. */
static PyObject *
bytes_from_string_and_size(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    Py_ssize_t length, size;
    if (!PyArg_ParseTuple(args, "z#n", &text, &length, &size)) {
        return NULL;
    }
    PyObject *o = PyBytes_FromStringAndSize(text, size);
    if (o != NULL && text == NULL) {
        memset(PyBytes_AS_STRING(o), 'x', (size_t)PyBytes_GET_SIZE(o));
    }
    return o;
}

static PyObject *
bytes_from_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    if (!PyArg_ParseTuple(args, "y", &text)) {
        return NULL;
    }
    RETURN_NEW(PyBytes_FromString(text));
}

/* The bytes with the NUL behind them. */
static PyObject *
bytes_as_string(PyObject *Py_UNUSED(module), PyObject *o)
{
    char *text = PyBytes_AsString(o);
    if (text == NULL) {
        return NULL;
    }
    if (text != PyBytes_AS_STRING(o) || text != ((PyBytesObject *)o)->ob_sval) {
        PyErr_SetString(PyExc_AssertionError, "function, macro and struct differ");
        return NULL;
    }
    return PyBytes_FromStringAndSize(text, PyBytes_GET_SIZE(o) + 1);
}

static PyObject *
bytes_as_string_and_size(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int want_size;
    if (!PyArg_ParseTuple(args, "Op", &o, &want_size)) {
        return NULL;
    }
    NULLABLE(o);
    char *text = NULL;
    Py_ssize_t size = -99;
    if (PyBytes_AsStringAndSize(o, &text, want_size ? &size : NULL) < 0) {
        return NULL;
    }
    return want_size ? Py_BuildValue("y#n", text, size, size) : PyBytes_FromString(text);
}

static PyObject *
bytes_as_string_and_size_without_text(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_ssize_t size;
    RETURN_INT(PyBytes_AsStringAndSize(o, NULL, &size));
}

static PyObject *
bytes_repr(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int smart;
    if (!PyArg_ParseTuple(args, "Oi", &o, &smart)) {
        return NULL;
    }
    RETURN_NEW(PyBytes_Repr(o, smart));
}

/* PyBytes_Concat and PyBytes_ConcatAndDel; None stands for NULL, and is the result when NULL is left without an exception. */
static PyObject *
concat(PyObject *args, int delete)
{
    PyObject *a, *b;
    if (!PyArg_ParseTuple(args, "OO", &a, &b)) {
        return NULL;
    }
    NULLABLE(a);
    NULLABLE(b);
    PyObject *place = Py_XNewRef(a);
    if (delete) {
        PyBytes_ConcatAndDel(&place, Py_XNewRef(b));
    }
    else {
        PyBytes_Concat(&place, b);
    }
    if (place == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    }
    if (PyErr_Occurred()) {
        Py_DECREF(place);
        return NULL;
    }
    return place;
}

static PyObject *
bytes_concat(PyObject *Py_UNUSED(module), PyObject *args)
{
    return concat(args, 0);
}

static PyObject *
bytes_concat_and_del(PyObject *Py_UNUSED(module), PyObject *args)
{
    return concat(args, 1);
}

/* Concatenation to bytes that nobody else has, as in a loop that collects. */
static PyObject *
bytes_collect(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *part;
    int times;
    if (!PyArg_ParseTuple(args, "Oi", &part, &times)) {
        return NULL;
    }
    PyObject *place = PyBytes_FromStringAndSize(NULL, 0);
    for (int i = 0; i < times; i++) {
        PyBytes_Concat(&place, part);
    }
    return place;
}

/* New bytes of `size` times `x`, resized; new places are filled with `-`. */
static PyObject *
bytes_resize(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size, new_size;
    if (!PyArg_ParseTuple(args, "nn", &size, &new_size)) {
        return NULL;
    }
    PyObject *o = PyBytes_FromStringAndSize(NULL, size);
    if (o == NULL) {
        return NULL;
    }
    memset(PyBytes_AS_STRING(o), 'x', (size_t)size);
    if (_PyBytes_Resize(&o, new_size) < 0) {
        if (o != NULL) {
            PyErr_SetString(PyExc_AssertionError, "after an error the pointer must be NULL");
        }
        return NULL;
    }
    for (Py_ssize_t i = size; i < new_size; i++) {
        PyBytes_AS_STRING(o)[i] = '-';
    }
    return o;
}

/* Resizing what is no bytes, or what others see. */
static PyObject *
bytes_resize_shared(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t new_size;
    if (!PyArg_ParseTuple(args, "On", &o, &new_size)) {
        return NULL;
    }
    PyObject *place = Py_NewRef(o);
    if (_PyBytes_Resize(&place, new_size) < 0) {
        if (place != NULL) {
            PyErr_SetString(PyExc_AssertionError, "after an error the pointer must be NULL");
        }
        return NULL;
    }
    return place;
}

static PyObject *
bytes_decode_escape(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text, *errors;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y#z", &text, &size, &errors)) {
        return NULL;
    }
    RETURN_NEW(PyBytes_DecodeEscape(text, size, errors, 0, NULL));
}

WRAP_OO(bytes_join, RETURN_NEW(_PyBytes_Join(a, b)))

static PyObject *
bytes_iter_type(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_NewRef((PyObject *)&PyBytesIter_Type);
}

static PyMethodDef methods[] = {
    METHOD_O(bytes_check), METHOD_O(bytes_check_exact), METHOD_O(bytes_size), METHOD_O(bytes_from_object),
    METHOD_ARGS(bytes_from_string_and_size), METHOD_ARGS(bytes_from_string), METHOD_O(bytes_as_string),
    METHOD_ARGS(bytes_as_string_and_size), METHOD_O(bytes_as_string_and_size_without_text), METHOD_ARGS(bytes_repr),
    METHOD_ARGS(bytes_concat), METHOD_ARGS(bytes_concat_and_del), METHOD_ARGS(bytes_collect), METHOD_ARGS(bytes_resize),
    METHOD_ARGS(bytes_resize_shared), METHOD_ARGS(bytes_decode_escape), METHOD_ARGS(bytes_join),
    METHOD_ARGS(bytes_iter_type), METHOD_END,
};

CAPI_MODULE(_capi_bytesobject, methods)
