/* Subscription and the mapping part of abstract.h. */
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
#define WRAP_OS(name, kind, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *a; \
        const char *text; \
        if (!PyArg_ParseTuple(args, "Os", &a, &text)) { \
            return NULL; \
        } \
        NULLABLE(a); \
        kind(function(a, text)); \
    }

static PyObject *
mapping_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyMapping_Check(o));
}

WRAP_CALL_O(mapping_size, RETURN_INT, PyMapping_Size)
WRAP_CALL_O(mapping_length, RETURN_INT, (PyMapping_Length))
WRAP_CALL_O(mapping_keys, RETURN_NEW, PyMapping_Keys)
WRAP_CALL_O(mapping_values, RETURN_NEW, PyMapping_Values)
WRAP_CALL_O(mapping_items, RETURN_NEW, PyMapping_Items)
WRAP_CALL_OO(object_get_item, RETURN_NEW, PyObject_GetItem)
WRAP_CALL_OO(object_del_item, RETURN_INT, PyObject_DelItem)
WRAP_OS(object_del_item_string, RETURN_INT, PyObject_DelItemString)
WRAP_OS(mapping_get_item_string, RETURN_NEW, PyMapping_GetItemString)
WRAP_CALL_OO(mapping_has_key, RETURN_TRUTH, PyMapping_HasKey)
WRAP_OS(mapping_has_key_string, RETURN_TRUTH, PyMapping_HasKeyString)
WRAP_CALL_OO(mapping_has_key_with_error, RETURN_INT, PyMapping_HasKeyWithError)
WRAP_OS(mapping_has_key_string_with_error, RETURN_INT, PyMapping_HasKeyStringWithError)

static PyObject *
object_set_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *value;
    if (!PyArg_ParseTuple(args, "OOO", &o, &key, &value)) {
        return NULL;
    }
    RETURN_INT(PyObject_SetItem(o, key, value));
}

static PyObject *
mapping_set_item_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    const char *key;
    if (!PyArg_ParseTuple(args, "OsO", &o, &key, &value)) {
        return NULL;
    }
    RETURN_INT(PyMapping_SetItemString(o, key, value));
}

/* (status, value or None) */
static PyObject *
optional(int status, PyObject *value)
{
    if (status < 0) {
        if (value != NULL) {
            PyErr_SetString(PyExc_AssertionError, "after an error the result must be NULL");
        }
        return NULL;
    }
    if ((status == 1) != (value != NULL)) {
        PyErr_SetString(PyExc_AssertionError, "status and result differ");
        return NULL;
    }
    return value == NULL ? Py_BuildValue("iO", status, Py_None) : Py_BuildValue("iN", status, value);
}

static PyObject *
mapping_get_optional_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *value = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    int status = PyMapping_GetOptionalItem(o, key, &value);
    return optional(status, value);
}

static PyObject *
mapping_get_optional_item_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value = Py_Ellipsis;
    const char *key;
    if (!PyArg_ParseTuple(args, "Os", &o, &key)) {
        return NULL;
    }
    int status = PyMapping_GetOptionalItemString(o, key, &value);
    return optional(status, value);
}

static PyMethodDef methods[] = {
    METHOD_O(mapping_check),
    METHOD_O(mapping_size),
    METHOD_O(mapping_length),
    METHOD_O(mapping_keys),
    METHOD_O(mapping_values),
    METHOD_O(mapping_items),
    METHOD_ARGS(object_get_item),
    METHOD_ARGS(object_set_item),
    METHOD_ARGS(object_del_item),
    METHOD_ARGS(object_del_item_string),
    METHOD_ARGS(mapping_get_item_string),
    METHOD_ARGS(mapping_set_item_string),
    METHOD_ARGS(mapping_has_key),
    METHOD_ARGS(mapping_has_key_string),
    METHOD_ARGS(mapping_has_key_with_error),
    METHOD_ARGS(mapping_has_key_string_with_error),
    METHOD_ARGS(mapping_get_optional_item),
    METHOD_ARGS(mapping_get_optional_item_string),
    METHOD_END,
};

CAPI_MODULE(_capi_abstract_mapping, methods)
