/* The functions and macros of complexobject.h and cpython/complexobject.h. */
#include "capi.h"

WRAP_O(complex_check, RETURN_TRUTH(PyComplex_Check(o)))
WRAP_O(complex_check_exact, RETURN_TRUTH(PyComplex_CheckExact(o)))
WRAP_O(complex_real_as_double, RETURN_DOUBLE(PyComplex_RealAsDouble(o)))
WRAP_O(complex_imag_as_double, RETURN_DOUBLE(PyComplex_ImagAsDouble(o)))

static PyObject *
complex_from_doubles(PyObject *Py_UNUSED(module), PyObject *args)
{
    double real, imag;
    if (!PyArg_ParseTuple(args, "dd", &real, &imag)) {
        return NULL;
    }
    RETURN_NEW(PyComplex_FromDoubles(real, imag));
}

static PyObject *
complex_from_c_complex(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_complex value;
    if (!PyArg_ParseTuple(args, "D", &value)) {
        return NULL;
    }
    RETURN_NEW(PyComplex_FromCComplex(value));
}

/* (real, imaginary) */
static PyObject *
complex_as_c_complex(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    Py_complex value = PyComplex_AsCComplex(o);
    if (value.real == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    return Py_BuildValue("dd", value.real, value.imag);
}

WRAP_O(complex_struct, return Py_BuildValue("dd", ((PyComplexObject *)o)->cval.real, ((PyComplexObject *)o)->cval.imag))

/* (result, errno) */
#define WRAP_BINARY(name, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        Py_complex a, b; \
        if (!PyArg_ParseTuple(args, "DD", &a, &b)) { return NULL; } \
        errno = 0; \
        Py_complex result = function(a, b); \
        return Py_BuildValue("Di", &result, errno); \
    }
WRAP_BINARY(c_sum, _Py_c_sum)
WRAP_BINARY(c_diff, _Py_c_diff)
WRAP_BINARY(c_prod, _Py_c_prod)
WRAP_BINARY(c_quot, _Py_c_quot)
WRAP_BINARY(c_pow, _Py_c_pow)

static PyObject *
c_neg(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_complex a;
    if (!PyArg_ParseTuple(args, "D", &a)) {
        return NULL;
    }
    Py_complex result = _Py_c_neg(a);
    return Py_BuildValue("D", &result);
}

static PyObject *
c_abs(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_complex a;
    if (!PyArg_ParseTuple(args, "D", &a)) {
        return NULL;
    }
    errno = 99;
    double result = _Py_c_abs(a);
    return Py_BuildValue("di", result, errno);
}

static PyMethodDef methods[] = {
    METHOD_O(complex_check), METHOD_O(complex_check_exact), METHOD_O(complex_real_as_double),
    METHOD_O(complex_imag_as_double), METHOD_ARGS(complex_from_doubles), METHOD_ARGS(complex_from_c_complex),
    METHOD_O(complex_as_c_complex), METHOD_O(complex_struct), METHOD_ARGS(c_sum), METHOD_ARGS(c_diff),
    METHOD_ARGS(c_prod), METHOD_ARGS(c_quot), METHOD_ARGS(c_pow), METHOD_ARGS(c_neg), METHOD_ARGS(c_abs), METHOD_END,
};

CAPI_MODULE(_capi_complexobject, methods)
