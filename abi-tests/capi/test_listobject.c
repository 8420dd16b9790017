/* The functions and macros of listobject.h. */
#include "capi.h"

static PyObject *
list_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyList_Check(o));
}

static PyObject *
list_check_exact(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyList_CheckExact(o));
}

static PyObject *
list_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "n", &size)) {
        return NULL;
    }
    RETURN_NEW(PyList_New(size));
}

/* Fills a new list with `size` references to `item`, with the function or the macro. */
static PyObject *
list_new_filled(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    PyObject *item;
    int with_macro;
    if (!PyArg_ParseTuple(args, "nOp", &size, &item, &with_macro)) {
        return NULL;
    }
    PyObject *list = PyList_New(size);
    if (list == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        if (with_macro) {
            PyList_SET_ITEM(list, i, Py_NewRef(item));
        }
        else if (PyList_SetItem(list, i, Py_NewRef(item)) < 0) {
            Py_DECREF(list);
            return NULL;
        }
    }
    return list;
}

static PyObject *
list_size(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyList_Size(o));
}

static PyObject *
list_get_size_macro(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyList_GET_SIZE(o));
}

static PyObject *
list_get_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "On", &o, &i)) {
        return NULL;
    }
    RETURN_BORROWED(PyList_GetItem(o, i));
}

static PyObject *
list_get_item_ref(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "On", &o, &i)) {
        return NULL;
    }
    RETURN_NEW(PyList_GetItemRef(o, i));
}

static PyObject *
list_get_item_macro(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "On", &o, &i)) {
        return NULL;
    }
    RETURN_BORROWED(PyList_GET_ITEM(o, i));
}

/* PyList_SetItem takes the reference over, also when it fails. */
static PyObject *
list_set_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *item;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "OnO", &o, &i, &item)) {
        return NULL;
    }
    RETURN_INT(PyList_SetItem(o, i, Py_NewRef(item)));
}

static PyObject *
list_insert(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *item;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "OnO", &o, &i, &item)) {
        return NULL;
    }
    NULLABLE(item);
    RETURN_INT(PyList_Insert(o, i, item));
}

static PyObject *
list_append(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *item;
    if (!PyArg_ParseTuple(args, "OO", &o, &item)) {
        return NULL;
    }
    NULLABLE(item);
    RETURN_INT(PyList_Append(o, item));
}

static PyObject *
list_extend(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *iterable;
    if (!PyArg_ParseTuple(args, "OO", &o, &iterable)) {
        return NULL;
    }
    RETURN_INT(PyList_Extend(o, iterable));
}

static PyObject *
list_clear(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyList_Clear(o));
}

static PyObject *
list_get_slice(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t low, high;
    if (!PyArg_ParseTuple(args, "Onn", &o, &low, &high)) {
        return NULL;
    }
    RETURN_NEW(PyList_GetSlice(o, low, high));
}

static PyObject *
list_set_slice(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *items;
    Py_ssize_t low, high;
    if (!PyArg_ParseTuple(args, "OnnO", &o, &low, &high, &items)) {
        return NULL;
    }
    NULLABLE(items);
    RETURN_INT(PyList_SetSlice(o, low, high, items));
}

static PyObject *
list_sort(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    RETURN_INT(PyList_Sort(o));
}

static PyObject *
list_reverse(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    RETURN_INT(PyList_Reverse(o));
}

static PyObject *
list_as_tuple(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    RETURN_NEW(PyList_AsTuple(o));
}

/* What published binaries do: read the struct. Gives (size, allocated >= size, first item or None). */
static PyObject *
list_struct(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyListObject *list = (PyListObject *)o;
    Py_ssize_t size = Py_SIZE(list);
    PyObject *first = size > 0 ? list->ob_item[0] : Py_None;
    return Py_BuildValue("nOO", size, list->allocated >= size ? Py_True : Py_False, first);
}

/* What Cython's fast append does: there is room, so the item is written and the size set, without a call. */
static PyObject *
list_append_in_place(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *item;
    if (!PyArg_ParseTuple(args, "O!O", &PyList_Type, &o, &item)) {
        return NULL;
    }
    PyListObject *list = (PyListObject *)o;
    Py_ssize_t size = Py_SIZE(list);
    if (list->allocated <= size) {
        Py_RETURN_FALSE;
    }
    PyList_SET_ITEM(o, size, Py_NewRef(item));
    Py_SET_SIZE(list, size + 1);
    Py_RETURN_TRUE;
}

static PyMethodDef methods[] = {
    METHOD_O(list_check),
    METHOD_O(list_check_exact),
    METHOD_ARGS(list_new),
    METHOD_ARGS(list_new_filled),
    METHOD_O(list_size),
    METHOD_O(list_get_size_macro),
    METHOD_ARGS(list_get_item),
    METHOD_ARGS(list_get_item_ref),
    METHOD_ARGS(list_get_item_macro),
    METHOD_ARGS(list_set_item),
    METHOD_ARGS(list_insert),
    METHOD_ARGS(list_append),
    METHOD_ARGS(list_extend),
    METHOD_O(list_clear),
    METHOD_ARGS(list_get_slice),
    METHOD_ARGS(list_set_slice),
    METHOD_O(list_sort),
    METHOD_O(list_reverse),
    METHOD_O(list_as_tuple),
    METHOD_O(list_struct),
    METHOD_ARGS(list_append_in_place),
    METHOD_END,
};

CAPI_MODULE(_capi_listobject, methods)
