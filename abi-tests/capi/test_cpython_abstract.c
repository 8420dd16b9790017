/* _PyStack_AsDict of cpython/abstract.h; its other functions are in the tests of the parts of abstract.h. */
#include "capi.h"

static PyObject *
stack_as_dict(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *values, *names;
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &values, &PyTuple_Type, &names)) {
        return NULL;
    }
    RETURN_NEW(_PyStack_AsDict(((PyTupleObject *)values)->ob_item, names));
}

static PyMethodDef methods[] = {METHOD_ARGS(stack_as_dict), METHOD_END};

CAPI_MODULE(_capi_cpython_abstract, methods)
