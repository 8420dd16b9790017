/* The functions and macros of bytearrayobject.h and cpython/bytearrayobject.h. */
#include "capi.h"

WRAP_O(bytearray_check, RETURN_TRUTH(PyByteArray_Check(o)))
WRAP_O(bytearray_check_exact, RETURN_TRUTH(PyByteArray_CheckExact(o)))
WRAP_O(bytearray_from_object, RETURN_NEW(PyByteArray_FromObject(o)))
WRAP_O(bytearray_size, RETURN_INT(PyByteArray_Size(o)))
WRAP_OO(bytearray_concat, RETURN_NEW(PyByteArray_Concat(a, b)))

/* None stands for NULL; then `size` places are filled with `x`. */
static PyObject *
bytearray_from_string_and_size(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    Py_ssize_t length, size;
    if (!PyArg_ParseTuple(args, "z#n", &text, &length, &size)) {
        return NULL;
    }
    PyObject *o = PyByteArray_FromStringAndSize(text, size);
    if (o != NULL && text == NULL) {
        memset(PyByteArray_AS_STRING(o), 'x', (size_t)PyByteArray_GET_SIZE(o));
    }
    return o;
}

/* The bytes with the NUL behind them. */
static PyObject *
bytearray_as_string(PyObject *Py_UNUSED(module), PyObject *o)
{
    char *text = PyByteArray_AsString(o);
    if (text != PyByteArray_AS_STRING(o)) {
        PyErr_SetString(PyExc_AssertionError, "function and macro differ");
        return NULL;
    }
    return PyBytes_FromStringAndSize(text, PyByteArray_GET_SIZE(o) + 1);
}

static PyObject *
bytearray_resize(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "On", &o, &size)) {
        return NULL;
    }
    Py_ssize_t old = PyByteArray_GET_SIZE(o);
    int status = PyByteArray_Resize(o, size);
    if (status == 0 && size > old) {
        memset(PyByteArray_AS_STRING(o) + old, '-', (size_t)(size - old));
    }
    RETURN_INT(status);
}

/* (size, allocated, exports, whether the data starts where the memory does, bytes at ob_start) */
static PyObject *
bytearray_struct(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyByteArrayObject *array = (PyByteArrayObject *)o;
    return Py_BuildValue("nnniy#", Py_SIZE(array), array->ob_alloc, array->ob_exports, array->ob_start == array->ob_bytes,
                         array->ob_start == NULL ? "" : array->ob_start, Py_SIZE(array));
}

/* Written in place. */
static PyObject *
bytearray_write(PyObject *Py_UNUSED(module), PyObject *o)
{
    for (Py_ssize_t i = 0; i < PyByteArray_GET_SIZE(o); i++) {
        PyByteArray_AS_STRING(o)[i] ^= 0x20;
    }
    return Py_NewRef(o);
}

static PyObject *
bytearray_iter_type(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_NewRef((PyObject *)&PyByteArrayIter_Type);
}

static PyMethodDef methods[] = {
    METHOD_O(bytearray_check), METHOD_O(bytearray_check_exact), METHOD_O(bytearray_from_object), METHOD_O(bytearray_size),
    METHOD_ARGS(bytearray_concat), METHOD_ARGS(bytearray_from_string_and_size), METHOD_O(bytearray_as_string),
    METHOD_ARGS(bytearray_resize), METHOD_O(bytearray_struct), METHOD_O(bytearray_write), METHOD_ARGS(bytearray_iter_type),
    METHOD_END,
};

CAPI_MODULE(_capi_bytearrayobject, methods)
