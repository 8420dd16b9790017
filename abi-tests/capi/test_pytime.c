/* The functions of cpython/pytime.h. */
#include "capi.h"

/* (status, time) of each function, in the order of the header. */
static PyObject *
clocks(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    int (*all[])(PyTime_t *) = {
        PyTime_Monotonic, PyTime_PerfCounter, PyTime_Time, PyTime_MonotonicRaw, PyTime_PerfCounterRaw, PyTime_TimeRaw,
    };
    PyObject *result = PyList_New(6);
    if (result == NULL) {
        return NULL;
    }
    for (int i = 0; i < 6; i++) {
        PyTime_t time = -1;
        int status = all[i](&time);
        PyList_SET_ITEM(result, i, Py_BuildValue("iL", status, (long long)time));
    }
    if (PyErr_Occurred()) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}

/* The functions that need no attached thread, without one. */
static PyObject *
clocks_detached(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyTime_t a = -1, b = -1, c = -1;
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = PyTime_MonotonicRaw(&a) | PyTime_PerfCounterRaw(&b) | PyTime_TimeRaw(&c);
    Py_END_ALLOW_THREADS
    return Py_BuildValue("iLLL", status, (long long)a, (long long)b, (long long)c);
}

static PyObject *
as_seconds_double(PyObject *Py_UNUSED(module), PyObject *args)
{
    long long t;
    if (!PyArg_ParseTuple(args, "L", &t)) {
        return NULL;
    }
    RETURN_DOUBLE(PyTime_AsSecondsDouble((PyTime_t)t));
}

static PyObject *
limits(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("LL", (long long)PyTime_MIN, (long long)PyTime_MAX);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(clocks), METHOD_ARGS(clocks_detached), METHOD_ARGS(as_seconds_double), METHOD_ARGS(limits), METHOD_END,
};

CAPI_MODULE(_capi_pytime, methods)
