/* The number functions of abstract.h. */
#include "capi.h"

WRAP_O(number_check, RETURN_TRUTH(PyNumber_Check(o)))
WRAP_O(index_check, RETURN_TRUTH(PyIndex_Check(o)))

#define WRAP_BINARY(name, function) WRAP_OO(name, RETURN_NEW(function(a, b)))
WRAP_BINARY(number_add, PyNumber_Add)
WRAP_BINARY(number_subtract, PyNumber_Subtract)
WRAP_BINARY(number_multiply, PyNumber_Multiply)
WRAP_BINARY(number_matrix_multiply, PyNumber_MatrixMultiply)
WRAP_BINARY(number_floor_divide, PyNumber_FloorDivide)
WRAP_BINARY(number_true_divide, PyNumber_TrueDivide)
WRAP_BINARY(number_remainder, PyNumber_Remainder)
WRAP_BINARY(number_divmod, PyNumber_Divmod)
WRAP_BINARY(number_lshift, PyNumber_Lshift)
WRAP_BINARY(number_rshift, PyNumber_Rshift)
WRAP_BINARY(number_and, PyNumber_And)
WRAP_BINARY(number_xor, PyNumber_Xor)
WRAP_BINARY(number_or, PyNumber_Or)
WRAP_BINARY(number_in_place_add, PyNumber_InPlaceAdd)
WRAP_BINARY(number_in_place_subtract, PyNumber_InPlaceSubtract)
WRAP_BINARY(number_in_place_multiply, PyNumber_InPlaceMultiply)
WRAP_BINARY(number_in_place_matrix_multiply, PyNumber_InPlaceMatrixMultiply)
WRAP_BINARY(number_in_place_floor_divide, PyNumber_InPlaceFloorDivide)
WRAP_BINARY(number_in_place_true_divide, PyNumber_InPlaceTrueDivide)
WRAP_BINARY(number_in_place_remainder, PyNumber_InPlaceRemainder)
WRAP_BINARY(number_in_place_lshift, PyNumber_InPlaceLshift)
WRAP_BINARY(number_in_place_rshift, PyNumber_InPlaceRshift)
WRAP_BINARY(number_in_place_and, PyNumber_InPlaceAnd)
WRAP_BINARY(number_in_place_xor, PyNumber_InPlaceXor)
WRAP_BINARY(number_in_place_or, PyNumber_InPlaceOr)

/* The third operand may be None itself, so that nothing stands for NULL. */
static PyObject *
number_power(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b, *c;
    if (!PyArg_ParseTuple(args, "OOO", &a, &b, &c)) {
        return NULL;
    }
    RETURN_NEW(PyNumber_Power(a, b, c));
}

static PyObject *
number_in_place_power(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b, *c;
    if (!PyArg_ParseTuple(args, "OOO", &a, &b, &c)) {
        return NULL;
    }
    RETURN_NEW(PyNumber_InPlacePower(a, b, c));
}

WRAP_O(number_negative, RETURN_NEW(PyNumber_Negative(o)))
WRAP_O(number_positive, RETURN_NEW(PyNumber_Positive(o)))
WRAP_O(number_absolute, RETURN_NEW(PyNumber_Absolute(o)))
WRAP_O(number_invert, RETURN_NEW(PyNumber_Invert(o)))
WRAP_O(number_long, RETURN_NEW(PyNumber_Long(o)))
WRAP_O(number_float, RETURN_NEW(PyNumber_Float(o)))
WRAP_O(number_index, RETURN_NEW(PyNumber_Index(o)))

static PyObject *
number_to_base(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int base;
    if (!PyArg_ParseTuple(args, "Oi", &o, &base)) {
        return NULL;
    }
    RETURN_NEW(PyNumber_ToBase(o, base));
}

/* None for the class stands for NULL: then the result is clipped. */
static PyObject *
number_as_ssize_t(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *error;
    if (!PyArg_ParseTuple(args, "OO", &o, &error)) {
        return NULL;
    }
    NULLABLE(o);
    NULLABLE(error);
    RETURN_INT(PyNumber_AsSsize_t(o, error));
}

static PyMethodDef methods[] = {
    METHOD_O(number_check), METHOD_O(index_check), METHOD_ARGS(number_add), METHOD_ARGS(number_subtract),
    METHOD_ARGS(number_multiply), METHOD_ARGS(number_matrix_multiply), METHOD_ARGS(number_floor_divide),
    METHOD_ARGS(number_true_divide), METHOD_ARGS(number_remainder), METHOD_ARGS(number_divmod), METHOD_ARGS(number_lshift),
    METHOD_ARGS(number_rshift), METHOD_ARGS(number_and), METHOD_ARGS(number_xor), METHOD_ARGS(number_or),
    METHOD_ARGS(number_in_place_add), METHOD_ARGS(number_in_place_subtract), METHOD_ARGS(number_in_place_multiply),
    METHOD_ARGS(number_in_place_matrix_multiply), METHOD_ARGS(number_in_place_floor_divide),
    METHOD_ARGS(number_in_place_true_divide), METHOD_ARGS(number_in_place_remainder), METHOD_ARGS(number_in_place_lshift),
    METHOD_ARGS(number_in_place_rshift), METHOD_ARGS(number_in_place_and), METHOD_ARGS(number_in_place_xor),
    METHOD_ARGS(number_in_place_or), METHOD_ARGS(number_power), METHOD_ARGS(number_in_place_power),
    METHOD_O(number_negative), METHOD_O(number_positive), METHOD_O(number_absolute), METHOD_O(number_invert),
    METHOD_O(number_long), METHOD_O(number_float), METHOD_O(number_index), METHOD_ARGS(number_to_base),
    METHOD_ARGS(number_as_ssize_t), METHOD_END,
};

CAPI_MODULE(_capi_abstract_number, methods)
