/* The functions and macros of tupleobject.h. */
#include "capi.h"

static PyObject *
tuple_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyTuple_Check(o));
}

static PyObject *
tuple_check_exact(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyTuple_CheckExact(o));
}

static PyObject *
tuple_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "n", &size)) {
        return NULL;
    }
    RETURN_NEW(PyTuple_New(size));
}

/* A new tuple with `size` references to `item`, filled with the function or the macro. */
static PyObject *
tuple_new_filled(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    PyObject *item;
    int with_macro;
    if (!PyArg_ParseTuple(args, "nOp", &size, &item, &with_macro)) {
        return NULL;
    }
    PyObject *tuple = PyTuple_New(size);
    if (tuple == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        if (with_macro) {
            PyTuple_SET_ITEM(tuple, i, Py_NewRef(item));
        }
        else if (PyTuple_SetItem(tuple, i, Py_NewRef(item)) < 0) {
            Py_DECREF(tuple);
            return NULL;
        }
    }
    return tuple;
}

static PyObject *
tuple_pack(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b, *c;
    if (!PyArg_ParseTuple(args, "OOO", &a, &b, &c)) {
        return NULL;
    }
    RETURN_NEW(PyTuple_Pack(3, a, b, c));
}

static PyObject *
tuple_pack_nothing(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyTuple_Pack(0));
}

static PyObject *
tuple_size(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyTuple_Size(o));
}

static PyObject *
tuple_get_size_macro(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyTuple_GET_SIZE(o));
}

static PyObject *
tuple_get_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "On", &o, &i)) {
        return NULL;
    }
    RETURN_BORROWED(PyTuple_GetItem(o, i));
}

static PyObject *
tuple_get_item_macro(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "On", &o, &i)) {
        return NULL;
    }
    RETURN_BORROWED(PyTuple_GET_ITEM(o, i));
}

/* Sets an item of a tuple that others can see already, which is refused. The reference is taken over all the same. */
static PyObject *
tuple_set_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *item;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "OnO", &o, &i, &item)) {
        return NULL;
    }
    RETURN_INT(PyTuple_SetItem(o, i, Py_NewRef(item)));
}

/* Sets an item of a tuple that nobody else has; an index out of range is an error. */
static PyObject *
tuple_set_item_of_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size, i;
    PyObject *item;
    if (!PyArg_ParseTuple(args, "nnO", &size, &i, &item)) {
        return NULL;
    }
    PyObject *tuple = PyTuple_New(size);
    if (tuple == NULL) {
        return NULL;
    }
    for (Py_ssize_t j = 0; j < size; j++) {
        PyTuple_SET_ITEM(tuple, j, Py_NewRef(Py_None));
    }
    if (PyTuple_SetItem(tuple, i, Py_NewRef(item)) < 0) {
        Py_DECREF(tuple);
        return NULL;
    }
    return tuple;
}

static PyObject *
tuple_get_slice(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t low, high;
    if (!PyArg_ParseTuple(args, "Onn", &o, &low, &high)) {
        return NULL;
    }
    NULLABLE(o);
    RETURN_NEW(PyTuple_GetSlice(o, low, high));
}

/* A new tuple of `size` references to `item`, made shorter or longer; new places are filled with None. */
static PyObject *
tuple_resize(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size, new_size;
    PyObject *item;
    if (!PyArg_ParseTuple(args, "nnO", &size, &new_size, &item)) {
        return NULL;
    }
    PyObject *tuple = PyTuple_New(size);
    if (tuple == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(item));
    }
    if (_PyTuple_Resize(&tuple, new_size) < 0) {
        if (tuple != NULL) {
            PyErr_SetString(PyExc_AssertionError, "after an error the pointer must be NULL");
        }
        return NULL;
    }
    for (Py_ssize_t i = size; i < new_size; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(Py_None));
    }
    return tuple;
}

/* Resizing what others can see, or what is no tuple: refused, and our reference is gone. */
static PyObject *
tuple_resize_shared(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *place = Py_NewRef(o);
    int status = _PyTuple_Resize(&place, 1);
    if (status == 0) {
        return place;
    }
    if (place != NULL) {
        PyErr_SetString(PyExc_AssertionError, "after an error the pointer must be NULL");
    }
    return NULL;
}

/* What published binaries do: read the items in place. */
static PyObject *
tuple_struct(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyTupleObject *tuple = (PyTupleObject *)o;
    Py_ssize_t size = Py_SIZE(tuple);
    return Py_BuildValue("nO", size, size > 0 ? tuple->ob_item[size - 1] : Py_None);
}

static PyMethodDef methods[] = {
    METHOD_O(tuple_check),
    METHOD_O(tuple_check_exact),
    METHOD_ARGS(tuple_new),
    METHOD_ARGS(tuple_new_filled),
    METHOD_ARGS(tuple_pack),
    METHOD_ARGS(tuple_pack_nothing),
    METHOD_O(tuple_size),
    METHOD_O(tuple_get_size_macro),
    METHOD_ARGS(tuple_get_item),
    METHOD_ARGS(tuple_get_item_macro),
    METHOD_ARGS(tuple_set_item),
    METHOD_ARGS(tuple_set_item_of_new),
    METHOD_ARGS(tuple_get_slice),
    METHOD_ARGS(tuple_resize),
    METHOD_O(tuple_resize_shared),
    METHOD_O(tuple_struct),
    METHOD_END,
};

CAPI_MODULE(_capi_tupleobject, methods)
