/* The functions and macros of setobject.h. */
#include "capi.h"

static PyObject *
set_checks(PyObject *Py_UNUSED(module), PyObject *o)
{
    return Py_BuildValue("iiiiii", PySet_Check(o), PySet_CheckExact(o), PyFrozenSet_Check(o), PyFrozenSet_CheckExact(o),
                         PyAnySet_Check(o), PyAnySet_CheckExact(o));
}

static PyObject *
set_new(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    RETURN_NEW(PySet_New(o));
}

static PyObject *
frozen_set_new(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    RETURN_NEW(PyFrozenSet_New(o));
}

static PyObject *
set_size(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PySet_Size(o));
}

static PyObject *
set_get_size_macro(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PySet_GET_SIZE(o));
}

static PyObject *
set_contains(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PySet_Contains(o, key));
}

static PyObject *
set_add(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PySet_Add(o, key));
}

/* Fills a frozenset that nobody else has seen. */
static PyObject *
set_add_to_new_frozen(PyObject *Py_UNUSED(module), PyObject *key)
{
    PyObject *set = PyFrozenSet_New(NULL);
    if (set == NULL) {
        return NULL;
    }
    if (PySet_Add(set, key) < 0) {
        Py_DECREF(set);
        return NULL;
    }
    return set;
}

static PyObject *
set_discard(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PySet_Discard(o, key));
}

static PyObject *
set_pop(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PySet_Pop(o));
}

static PyObject *
set_clear(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PySet_Clear(o));
}

/* What published binaries use: they declare these themselves. */
extern int _PySet_NextEntry(PyObject *set, Py_ssize_t *pos, PyObject **key, Py_hash_t *hash);
extern int _PySet_Update(PyObject *set, PyObject *iterable);

static PyObject *
set_update(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *iterable;
    if (!PyArg_ParseTuple(args, "OO", &o, &iterable)) {
        return NULL;
    }
    RETURN_INT(_PySet_Update(o, iterable));
}

/* All entries as a list of (key, hash). */
static PyObject *
set_entries(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *list = PyList_New(0);
    Py_ssize_t pos = 0;
    PyObject *key;
    Py_hash_t hash;
    while (_PySet_NextEntry(o, &pos, &key, &hash)) {
        PyObject *pair = Py_BuildValue("On", key, (Py_ssize_t)hash);
        if (pair == NULL || PyList_Append(list, pair) < 0) {
            return NULL;
        }
        Py_DECREF(pair);
    }
    return list;
}

static PyMethodDef methods[] = {
    METHOD_O(set_checks),
    METHOD_O(set_new),
    METHOD_O(frozen_set_new),
    METHOD_O(set_size),
    METHOD_O(set_get_size_macro),
    METHOD_ARGS(set_contains),
    METHOD_ARGS(set_add),
    METHOD_O(set_add_to_new_frozen),
    METHOD_ARGS(set_discard),
    METHOD_O(set_pop),
    METHOD_O(set_clear),
    METHOD_ARGS(set_update),
    METHOD_O(set_entries),
    METHOD_END,
};

CAPI_MODULE(_capi_setobject, methods)
