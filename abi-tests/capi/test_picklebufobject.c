/* The functions and macros of cpython/picklebufobject.h. */
#include "capi.h"

WRAP_O(pickle_buffer_check, RETURN_TRUTH(PyPickleBuffer_Check(o)))
WRAP_O(pickle_buffer_from_object, RETURN_NEW(PyPickleBuffer_FromObject(o)))
WRAP_O(pickle_buffer_release, RETURN_INT(PyPickleBuffer_Release(o)))

/* (object, length, item size, readonly, dimensions, format) of the view */
static PyObject *
pickle_buffer_get_buffer(PyObject *Py_UNUSED(module), PyObject *o)
{
    const Py_buffer *view = PyPickleBuffer_GetBuffer(o);
    if (view == NULL) {
        return NULL;
    }
    if (view != PyPickleBuffer_GetBuffer(o)) {
        PyErr_SetString(PyExc_AssertionError, "the view has moved");
        return NULL;
    }
    return Py_BuildValue("Onniiz", view->obj, view->len, view->itemsize, view->readonly, view->ndim, view->format);
}

static PyObject *
pickle_buffer_type(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_NewRef((PyObject *)&PyPickleBuffer_Type);
}

static PyMethodDef methods[] = {
    METHOD_O(pickle_buffer_check), METHOD_O(pickle_buffer_from_object), METHOD_O(pickle_buffer_release),
    METHOD_O(pickle_buffer_get_buffer), METHOD_ARGS(pickle_buffer_type), METHOD_END,
};

CAPI_MODULE(_capi_picklebufobject, methods)
