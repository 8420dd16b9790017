/* The functions of pybuffer.h. */
#include "capi.h"

static PyObject *
buffer_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyObject_CheckBuffer(o));
}

static PyObject *
sizes(const Py_ssize_t *items, int n)
{
    if (items == NULL) {
        Py_RETURN_NONE;
    }
    PyObject *tuple = PyTuple_New(n);
    for (int i = 0; tuple != NULL && i < n; i++) {
        PyTuple_SET_ITEM(tuple, i, PyLong_FromSsize_t(items[i]));
    }
    return tuple;
}

/* (obj, len, itemsize, readonly, ndim, format, shape, strides, suboffsets, bytes): a buffer that was asked for with `flags`. */
static PyObject *
buffer_get(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int flags;
    if (!PyArg_ParseTuple(args, "Oi", &o, &flags)) {
        return NULL;
    }
    Py_buffer view;
    memset(&view, 'x', sizeof(view));
    view.obj = NULL;
    if (PyObject_GetBuffer(o, &view, flags) < 0) {
        if (view.obj != NULL) {
            PyErr_SetString(PyExc_AssertionError, "view.obj is not NULL after an error");
        }
        return NULL;
    }
    PyObject *result = Py_BuildValue("(OnniizNNN)", view.obj, view.len, view.itemsize, view.readonly, view.ndim, view.format,
                                     sizes(view.shape, view.ndim), sizes(view.strides, view.ndim),
                                     sizes(view.suboffsets, view.ndim));
    PyBuffer_Release(&view);
    if (view.obj != NULL) {
        Py_CLEAR(result);
        PyErr_SetString(PyExc_AssertionError, "view.obj is not NULL after the release");
    }
    PyBuffer_Release(&view);  /* does nothing */
    return result;
}

/* Calls `during` while a buffer of `o` is held. */
static PyObject *
buffer_hold(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *during;
    if (!PyArg_ParseTuple(args, "OO", &o, &during)) {
        return NULL;
    }
    Py_buffer view;
    if (PyObject_GetBuffer(o, &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(during);
    PyBuffer_Release(&view);
    return result;
}

static PyObject *
buffer_size_from_format(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    if (!PyArg_ParseTuple(args, "s", &format)) {
        return NULL;
    }
    RETURN_INT(PyBuffer_SizeFromFormat(format));
}

static PyObject *
buffer_is_contiguous(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int order;
    if (!PyArg_ParseTuple(args, "OC", &o, &order)) {
        return NULL;
    }
    Py_buffer view;
    if (PyObject_GetBuffer(o, &view, PyBUF_FULL_RO) < 0) {
        return NULL;
    }
    int contiguous = PyBuffer_IsContiguous(&view, (char)order);
    PyBuffer_Release(&view);
    RETURN_TRUTH(contiguous);
}

/* The byte at the indices. */
static PyObject *
buffer_get_pointer(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t indices[2] = {0, 0};
    if (!PyArg_ParseTuple(args, "On|n", &o, &indices[0], &indices[1])) {
        return NULL;
    }
    Py_buffer view;
    if (PyObject_GetBuffer(o, &view, PyBUF_FULL_RO) < 0) {
        return NULL;
    }
    long byte = *(unsigned char *)PyBuffer_GetPointer(&view, indices);
    PyBuffer_Release(&view);
    return PyLong_FromLong(byte);
}

static PyObject *
buffer_fill_strides(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t shape[3], strides[3] = {-1, -1, -1};
    int itemsize, order;
    if (!PyArg_ParseTuple(args, "nnniC", &shape[0], &shape[1], &shape[2], &itemsize, &order)) {
        return NULL;
    }
    PyBuffer_FillContiguousStrides(3, shape, strides, itemsize, (char)order);
    return sizes(strides, 3);
}

static char memory[64];

/* As buffer_get, filled by PyBuffer_FillInfo. */
static PyObject *
buffer_fill_info(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t length;
    int readonly, flags;
    if (!PyArg_ParseTuple(args, "Onpi", &o, &length, &readonly, &flags)) {
        return NULL;
    }
    NULLABLE(o);
    Py_buffer view;
    memset(&view, 'x', sizeof(view));
    if (PyBuffer_FillInfo(&view, o, memory, length, readonly, flags) < 0) {
        return NULL;
    }
    PyObject *result = Py_BuildValue("(iOnniizNNN)", view.buf == memory, view.obj == NULL ? Py_None : view.obj, view.len,
                                     view.itemsize, view.readonly, view.ndim, view.format, sizes(view.shape, view.ndim),
                                     sizes(view.strides, view.ndim), sizes(view.suboffsets, view.ndim));
    PyBuffer_Release(&view);
    return result;
}

static PyObject *
buffer_fill_info_null_view(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(PyBuffer_FillInfo(NULL, NULL, memory, 1, 0, PyBUF_SIMPLE));
}

static PyObject *
buffer_to_contiguous(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t length;
    int order;
    if (!PyArg_ParseTuple(args, "OnC", &o, &length, &order)) {
        return NULL;
    }
    Py_buffer view;
    if (PyObject_GetBuffer(o, &view, PyBUF_FULL_RO) < 0) {
        return NULL;
    }
    char bytes[256];
    int status = PyBuffer_ToContiguous(bytes, &view, length, (char)order);
    PyBuffer_Release(&view);
    return status < 0 ? NULL : PyBytes_FromStringAndSize(bytes, length);
}

static PyObject *
buffer_from_contiguous(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *bytes;
    Py_ssize_t length;
    int order;
    if (!PyArg_ParseTuple(args, "Oy#C", &o, &bytes, &length, &order)) {
        return NULL;
    }
    Py_buffer view;
    if (PyObject_GetBuffer(o, &view, PyBUF_FULL) < 0) {
        return NULL;
    }
    int status = PyBuffer_FromContiguous(&view, bytes, length, (char)order);
    PyBuffer_Release(&view);
    RETURN_INT(status);
}

static PyObject *
buffer_copy_data(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *to, *from;
    if (!PyArg_ParseTuple(args, "OO", &to, &from)) {
        return NULL;
    }
    RETURN_INT(PyObject_CopyData(to, from));
}

/* Exports a 2x3 array of bytes 0..5 with the given strides, and counts its buffers. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t shape[2], strides[2];
    int ndim, exports, fails;
    char data[16];
} Grid;

static int
grid_getbuffer(PyObject *self, Py_buffer *view, int Py_UNUSED(flags))
{
    Grid *grid = (Grid *)self;
    if (grid->fails) {
        view->obj = NULL;
        PyErr_SetString(PyExc_BufferError, "no buffer today");
        return -1;
    }
    grid->exports++;
    *view = (Py_buffer){
        .buf = grid->data, .obj = Py_NewRef(self), .len = grid->shape[0] * (grid->ndim > 1 ? grid->shape[1] : 1), .itemsize = 1,
        .readonly = 0, .ndim = grid->ndim, .format = "B", .shape = grid->shape, .strides = grid->strides,
    };
    return 0;
}

static void
grid_releasebuffer(PyObject *self, Py_buffer *Py_UNUSED(view))
{
    ((Grid *)self)->exports--;
}

static PyObject *
grid_exports(PyObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromLong(((Grid *)self)->exports);
}

static int
grid_set_fails(PyObject *self, PyObject *value, void *Py_UNUSED(closure))
{
    ((Grid *)self)->fails = PyObject_IsTrue(value);
    return 0;
}

static PyGetSetDef grid_getset[] = {
    {"exports", grid_exports, NULL, NULL, NULL}, {"fails", NULL, grid_set_fails, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL},
};

static PyObject *
grid_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    Py_ssize_t shape[2], strides[2];
    if (!PyArg_ParseTuple(args, "nnnn", &shape[0], &shape[1], &strides[0], &strides[1])) {
        return NULL;
    }
    Grid *grid = (Grid *)type->tp_alloc(type, 0);
    if (grid != NULL) {
        memcpy(grid->shape, shape, sizeof(shape));
        memcpy(grid->strides, strides, sizeof(strides));
        grid->ndim = 2;
        for (int i = 0; i < 16; i++) {
            grid->data[i] = (char)i;
        }
    }
    return (PyObject *)grid;
}

static PyType_Slot grid_slots[] = {
    {Py_tp_new, grid_new}, {Py_bf_getbuffer, grid_getbuffer}, {Py_bf_releasebuffer, grid_releasebuffer},
    {Py_tp_getset, grid_getset}, {0, NULL},
};

static PyType_Spec grid_spec = {
    .name = "_capi_pybuffer.Grid", .basicsize = sizeof(Grid), .flags = Py_TPFLAGS_DEFAULT, .slots = grid_slots,
};

static PyObject *
buffer_grid_type(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyType_FromSpec(&grid_spec));
}

static PyMethodDef methods[] = {
    METHOD_O(buffer_check), METHOD_ARGS(buffer_get), METHOD_ARGS(buffer_hold), METHOD_ARGS(buffer_size_from_format),
    METHOD_ARGS(buffer_is_contiguous), METHOD_ARGS(buffer_get_pointer), METHOD_ARGS(buffer_fill_strides),
    METHOD_ARGS(buffer_fill_info), {"buffer_fill_info_null_view", buffer_fill_info_null_view, METH_NOARGS, NULL},
    METHOD_ARGS(buffer_to_contiguous), METHOD_ARGS(buffer_from_contiguous), METHOD_ARGS(buffer_copy_data),
    {"buffer_grid_type", buffer_grid_type, METH_NOARGS, NULL}, METHOD_END,
};

CAPI_MODULE(_capi_pybuffer, methods)
