/* The functions and macros of iterobject.h, and the iteration part of abstract.h. */
#include "capi.h"

static PyObject *
seq_iter_new(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PySeqIter_New(o));
}

static PyObject *
call_iter_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *callable, *sentinel;
    if (!PyArg_ParseTuple(args, "OO", &callable, &sentinel)) {
        return NULL;
    }
    RETURN_NEW(PyCallIter_New(callable, sentinel));
}

static PyObject *
iter_checks(PyObject *Py_UNUSED(module), PyObject *o)
{
    return Py_BuildValue("iiii", PyIter_Check(o), PyAIter_Check(o), PySeqIter_Check(o), PyCallIter_Check(o));
}

static PyObject *
object_get_iter(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyObject_GetIter(o));
}

static PyObject *
object_get_aiter(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyObject_GetAIter(o));
}

/* The end of the iteration is reported as NotImplemented. */
static PyObject *
iter_next(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *item = PyIter_Next(o);
    if (item == NULL && !PyErr_Occurred()) {
        return Py_NewRef(Py_NotImplemented);
    }
    return item;
}

/* (status, result) */
static PyObject *
iter_send(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value, *result = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    PySendResult status = PyIter_Send(o, value, &result);
    if (status == PYGEN_ERROR) {
        if (result != NULL) {
            PyErr_SetString(PyExc_AssertionError, "after an error the result must be NULL");
        }
        return NULL;
    }
    return Py_BuildValue("iN", (int)status, result);
}

static PyMethodDef methods[] = {
    METHOD_O(seq_iter_new),
    METHOD_ARGS(call_iter_new),
    METHOD_O(iter_checks),
    METHOD_O(object_get_iter),
    METHOD_O(object_get_aiter),
    METHOD_O(iter_next),
    METHOD_ARGS(iter_send),
    METHOD_END,
};

CAPI_MODULE(_capi_iterobject, methods)
