/* The functions and macros of sliceobject.h. */
#include "capi.h"

/* The deprecated function is exported, so it is tested. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static PyObject *
slice_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PySlice_Check(o));
}

static PyObject *
slice_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *start, *stop, *step;
    if (!PyArg_ParseTuple(args, "OOO", &start, &stop, &step)) {
        return NULL;
    }
    RETURN_NEW(PySlice_New(start, stop, step));
}

/* NULL stands for None in each place. */
static PyObject *
slice_new_null(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    RETURN_NEW(PySlice_New(NULL, NULL, NULL));
}

static PyObject *
slice_unpack(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_ssize_t start = -99, stop = -99, step = -99;
    if (PySlice_Unpack(o, &start, &stop, &step) < 0) {
        return NULL;
    }
    return Py_BuildValue("nnn", start, stop, step);
}

static PyObject *
slice_adjust_indices(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t length, start, stop, step;
    if (!PyArg_ParseTuple(args, "nnnn", &length, &start, &stop, &step)) {
        return NULL;
    }
    Py_ssize_t count = PySlice_AdjustIndices(length, &start, &stop, step);
    return Py_BuildValue("nnn", start, stop, count);
}

static PyObject *
slice_get_indices_ex(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t length, start = -99, stop = -99, step = -99, count = -99;
    if (!PyArg_ParseTuple(args, "On", &o, &length)) {
        return NULL;
    }
    if ((PySlice_GetIndicesEx)(o, length, &start, &stop, &step, &count) < 0) {
        return NULL;
    }
    return Py_BuildValue("nnnn", start, stop, step, count);
}

static PyObject *
slice_get_indices_ex_macro(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t length, start = -99, stop = -99, step = -99, count = -99;
    if (!PyArg_ParseTuple(args, "On", &o, &length)) {
        return NULL;
    }
    if (PySlice_GetIndicesEx(o, length, &start, &stop, &step, &count) < 0) {
        return NULL;
    }
    return Py_BuildValue("nnnn", start, stop, step, count);
}

/* The status and the results: -1 may come without an exception. */
static PyObject *
slice_get_indices(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t length, start = -99, stop = -99, step = -99;
    if (!PyArg_ParseTuple(args, "On", &o, &length)) {
        return NULL;
    }
    int status = PySlice_GetIndices(o, length, &start, &stop, &step);
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (status < 0) {
        return Py_BuildValue("i", status);
    }
    return Py_BuildValue("innn", status, start, stop, step);
}

/* What published binaries do: read the fields in place. */
static PyObject *
slice_struct(PyObject *Py_UNUSED(module), PyObject *o)
{
    PySliceObject *slice = (PySliceObject *)o;
    return Py_BuildValue("OOO", slice->start, slice->stop, slice->step);
}

static PyMethodDef methods[] = {
    METHOD_O(slice_check),
    METHOD_ARGS(slice_new),
    {"slice_new_null", slice_new_null, METH_NOARGS, NULL},
    METHOD_O(slice_unpack),
    METHOD_ARGS(slice_adjust_indices),
    METHOD_ARGS(slice_get_indices_ex),
    METHOD_ARGS(slice_get_indices_ex_macro),
    METHOD_ARGS(slice_get_indices),
    METHOD_O(slice_struct),
    METHOD_END,
};

CAPI_MODULE(_capi_sliceobject, methods)
