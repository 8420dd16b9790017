/* The functions and macros of boolobject.h. */
#include "capi.h"

WRAP_O(bool_check, RETURN_TRUTH(PyBool_Check(o)))
WRAP_O(is_true, RETURN_TRUTH(Py_IsTrue(o)))
WRAP_O(is_false, RETURN_TRUTH(Py_IsFalse(o)))
WRAP_O(is_true_function, RETURN_TRUTH((Py_IsTrue)(o)))
WRAP_O(is_false_function, RETURN_TRUTH((Py_IsFalse)(o)))

static PyObject *
bool_from_long(PyObject *Py_UNUSED(module), PyObject *args)
{
    long value;
    if (!PyArg_ParseTuple(args, "l", &value)) {
        return NULL;
    }
    RETURN_NEW(PyBool_FromLong(value));
}

static PyObject *
constants(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("OO", Py_True, Py_False);
}

static PyObject *
return_macros(PyObject *Py_UNUSED(module), PyObject *o)
{
    if (o == Py_None) {
        Py_RETURN_FALSE;
    }
    Py_RETURN_TRUE;
}

static PyMethodDef methods[] = {
    METHOD_O(bool_check), METHOD_O(is_true), METHOD_O(is_false), METHOD_O(is_true_function),
    METHOD_O(is_false_function), METHOD_ARGS(bool_from_long), METHOD_ARGS(constants), METHOD_O(return_macros), METHOD_END,
};

CAPI_MODULE(_capi_boolobject, methods)
