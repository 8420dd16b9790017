/* The functions and macros of floatobject.h and cpython/floatobject.h. */
#include "capi.h"

WRAP_O(float_check, RETURN_TRUTH(PyFloat_Check(o)))
WRAP_O(float_check_exact, RETURN_TRUTH(PyFloat_CheckExact(o)))
WRAP_O(float_as_double, RETURN_DOUBLE(PyFloat_AsDouble(o)))
WRAP_O(float_as_double_macro, RETURN_DOUBLE(PyFloat_AS_DOUBLE(o)))
WRAP_O(float_from_string, RETURN_NEW(PyFloat_FromString(o)))

static PyObject *
float_from_double(PyObject *Py_UNUSED(module), PyObject *args)
{
    double value;
    if (!PyArg_ParseTuple(args, "d", &value)) {
        return NULL;
    }
    RETURN_NEW(PyFloat_FromDouble(value));
}

static PyObject *
float_get_info(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyFloat_GetInfo());
}

static PyObject *
float_get_limits(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("dd", PyFloat_GetMin(), PyFloat_GetMax());
}

/* The bytes, with a guard behind them. */
static PyObject *
float_pack(PyObject *Py_UNUSED(module), PyObject *args)
{
    int size, little, status;
    double value;
    if (!PyArg_ParseTuple(args, "idp", &size, &value, &little)) {
        return NULL;
    }
    char bytes[9];
    memset(bytes, 0x55, sizeof bytes);
    switch (size) {
    case 2: status = PyFloat_Pack2(value, bytes, little); break;
    case 4: status = PyFloat_Pack4(value, bytes, little); break;
    default: status = PyFloat_Pack8(value, bytes, little); break;
    }
    if (status != 0) {
        return NULL;
    }
    return PyBytes_FromStringAndSize(bytes, size + 1);
}

static PyObject *
float_unpack(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t size;
    int little;
    if (!PyArg_ParseTuple(args, "y#p", &bytes, &size, &little)) {
        return NULL;
    }
    switch (size) {
    case 2: RETURN_DOUBLE(PyFloat_Unpack2(bytes, little));
    case 4: RETURN_DOUBLE(PyFloat_Unpack4(bytes, little));
    default: RETURN_DOUBLE(PyFloat_Unpack8(bytes, little));
    }
}

static PyObject *
float_return_macros(PyObject *Py_UNUSED(module), PyObject *args)
{
    int which;
    if (!PyArg_ParseTuple(args, "i", &which)) {
        return NULL;
    }
    switch (which) {
    case 0: Py_RETURN_NAN;
    case 1: Py_RETURN_INF(1.0);
    default: Py_RETURN_INF(-1.0);
    }
}

WRAP_O(float_struct, return PyFloat_FromDouble(((PyFloatObject *)o)->ob_fval))

static PyMethodDef methods[] = {
    METHOD_O(float_check), METHOD_O(float_check_exact), METHOD_O(float_as_double), METHOD_O(float_as_double_macro),
    METHOD_O(float_from_string), METHOD_ARGS(float_from_double), METHOD_ARGS(float_get_info),
    METHOD_ARGS(float_get_limits), METHOD_ARGS(float_pack), METHOD_ARGS(float_unpack), METHOD_ARGS(float_return_macros),
    METHOD_O(float_struct), METHOD_END,
};

CAPI_MODULE(_capi_floatobject, methods)
