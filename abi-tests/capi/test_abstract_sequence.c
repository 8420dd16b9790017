/* The sequence part of abstract.h. */
#include "capi.h"

#define WRAP_CALL_O(name, kind, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *o) { NULLABLE(o); kind(function(o)); }
#define WRAP_CALL_OO(name, kind, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *a, *b; \
        if (!PyArg_ParseTuple(args, "OO", &a, &b)) { \
            return NULL; \
        } \
        NULLABLE(a); \
        kind(function(a, b)); \
    }
#define WRAP_ON(name, kind, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *a; \
        Py_ssize_t n; \
        if (!PyArg_ParseTuple(args, "On", &a, &n)) { \
            return NULL; \
        } \
        NULLABLE(a); \
        kind(function(a, n)); \
    }

static PyObject *
sequence_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PySequence_Check(o));
}

WRAP_CALL_O(sequence_size, RETURN_INT, PySequence_Size)
WRAP_CALL_O(sequence_length, RETURN_INT, (PySequence_Length))
WRAP_CALL_OO(sequence_concat, RETURN_NEW, PySequence_Concat)
WRAP_CALL_OO(sequence_in_place_concat, RETURN_NEW, PySequence_InPlaceConcat)
WRAP_ON(sequence_repeat, RETURN_NEW, PySequence_Repeat)
WRAP_ON(sequence_in_place_repeat, RETURN_NEW, PySequence_InPlaceRepeat)
WRAP_ON(sequence_get_item, RETURN_NEW, PySequence_GetItem)
WRAP_ON(sequence_del_item, RETURN_INT, PySequence_DelItem)
WRAP_CALL_OO(sequence_contains, RETURN_INT, PySequence_Contains)
WRAP_CALL_OO(sequence_in, RETURN_INT, (PySequence_In))
WRAP_CALL_OO(sequence_count, RETURN_INT, PySequence_Count)
WRAP_CALL_OO(sequence_index, RETURN_INT, PySequence_Index)
WRAP_CALL_O(sequence_list, RETURN_NEW, PySequence_List)
WRAP_CALL_O(sequence_tuple, RETURN_NEW, PySequence_Tuple)

static PyObject *
sequence_set_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "OnO", &o, &i, &value)) {
        return NULL;
    }
    RETURN_INT(PySequence_SetItem(o, i, value));
}

static PyObject *
sequence_get_slice(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t low, high;
    if (!PyArg_ParseTuple(args, "Onn", &o, &low, &high)) {
        return NULL;
    }
    RETURN_NEW(PySequence_GetSlice(o, low, high));
}

static PyObject *
sequence_set_slice(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    Py_ssize_t low, high;
    if (!PyArg_ParseTuple(args, "OnnO", &o, &low, &high, &value)) {
        return NULL;
    }
    RETURN_INT(PySequence_SetSlice(o, low, high, value));
}

static PyObject *
sequence_del_slice(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t low, high;
    if (!PyArg_ParseTuple(args, "Onn", &o, &low, &high)) {
        return NULL;
    }
    RETURN_INT(PySequence_DelSlice(o, low, high));
}

static PyObject *
sequence_fast(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PySequence_Fast(o, "not fast"));
}

/* (size, last item) through the macros. */
static PyObject *
sequence_fast_macros(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_ssize_t size = PySequence_Fast_GET_SIZE(o);
    return Py_BuildValue("nOO", size, PySequence_Fast_GET_ITEM(o, size - 1), PySequence_Fast_ITEMS(o)[size - 1]);
}

WRAP_CALL_O(object_size, RETURN_INT, PyObject_Size)
WRAP_CALL_O(object_length, RETURN_INT, (PyObject_Length))
WRAP_ON(object_length_hint, RETURN_INT, PyObject_LengthHint)

static PyMethodDef methods[] = {
    METHOD_O(sequence_check),
    METHOD_O(sequence_size),
    METHOD_O(sequence_length),
    METHOD_ARGS(sequence_concat),
    METHOD_ARGS(sequence_in_place_concat),
    METHOD_ARGS(sequence_repeat),
    METHOD_ARGS(sequence_in_place_repeat),
    METHOD_ARGS(sequence_get_item),
    METHOD_ARGS(sequence_set_item),
    METHOD_ARGS(sequence_del_item),
    METHOD_ARGS(sequence_get_slice),
    METHOD_ARGS(sequence_set_slice),
    METHOD_ARGS(sequence_del_slice),
    METHOD_ARGS(sequence_contains),
    METHOD_ARGS(sequence_in),
    METHOD_ARGS(sequence_count),
    METHOD_ARGS(sequence_index),
    METHOD_O(sequence_list),
    METHOD_O(sequence_tuple),
    METHOD_O(sequence_fast),
    METHOD_O(sequence_fast_macros),
    METHOD_O(object_size),
    METHOD_O(object_length),
    METHOD_ARGS(object_length_hint),
    METHOD_END,
};

CAPI_MODULE(_capi_abstract_sequence, methods)
