/* The functions and macros of memoryobject.h and cpython/memoryobject.h. */
#include "capi.h"

static PyObject *
memory_from_object(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyMemoryView_FromObject(o));
}

static char memory[16] = "some memory here";

static PyObject *
memory_from_memory(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    int flags;
    if (!PyArg_ParseTuple(args, "ni", &size, &flags)) {
        return NULL;
    }
    RETURN_NEW(PyMemoryView_FromMemory(memory, size, flags));
}

/* A view of `memory` as rows x columns of a format, which only the Py_buffer says. */
static PyObject *
memory_from_buffer(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t shape[2], strides[2];
    const char *format;
    int null;
    if (!PyArg_ParseTuple(args, "nnnnsp", &shape[0], &shape[1], &strides[0], &strides[1], &format, &null)) {
        return NULL;
    }
    Py_buffer view = {
        .buf = null ? NULL : memory, .len = shape[0] * shape[1] * PyBuffer_SizeFromFormat(format),
        .itemsize = PyBuffer_SizeFromFormat(format), .readonly = 1, .ndim = 2, .format = (char *)format, .shape = shape,
        .strides = strides,
    };
    PyObject *result = PyMemoryView_FromBuffer(&view);
    /* Shape and strides were copied. */
    memset(shape, 0, sizeof(shape));
    memset(strides, 0, sizeof(strides));
    if (result == NULL) {
        return NULL;
    }
    PyObject *list = PyObject_CallMethod(result, "tolist", NULL);
    Py_DECREF(result);
    return list;
}

static PyObject *
memory_get_contiguous(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int type, order;
    if (!PyArg_ParseTuple(args, "OiC", &o, &type, &order)) {
        return NULL;
    }
    RETURN_NEW(PyMemoryView_GetContiguous(o, type, (char)order));
}

static PyObject *
memory_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyMemoryView_Check(o));
}

/* (base, len, itemsize, readonly, ndim, format): through the macros. */
static PyObject *
memory_macros(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_buffer *view = PyMemoryView_GET_BUFFER(o);
    PyObject *base = PyMemoryView_GET_BASE(o);
    return Py_BuildValue("(Onniiz)", base == NULL ? Py_None : base, view->len, view->itemsize, view->readonly, view->ndim,
                         view->format);
}

static PyMethodDef methods[] = {
    METHOD_O(memory_from_object), METHOD_ARGS(memory_from_memory), METHOD_ARGS(memory_from_buffer),
    METHOD_ARGS(memory_get_contiguous), METHOD_O(memory_check), METHOD_O(memory_macros), METHOD_END,
};

CAPI_MODULE(_capi_memoryobject, methods)
