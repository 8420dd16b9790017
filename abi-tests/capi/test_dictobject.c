/* The functions and macros of dictobject.h. */
#include "capi.h"

static PyObject *
dict_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyDict_Check(o));
}

static PyObject *
dict_check_exact(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyDict_CheckExact(o));
}

/* Which kind of view it is: 4 keys, 2 values, 1 items, and 8 if it is a set-like one. */
static PyObject *
dict_view_checks(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(8 * PyDictViewSet_Check(o) + 4 * PyDictKeys_Check(o) + 2 * PyDictValues_Check(o) + PyDictItems_Check(o));
}

static PyObject *
dict_new(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyDict_New());
}

static PyObject *
dict_new_presized(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "n", &size)) {
        return NULL;
    }
    RETURN_NEW(_PyDict_NewPresized(size));
}

static PyObject *
dict_proxy_new(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyDictProxy_New(o));
}

static PyObject *
dict_clear(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyDict_Clear(o);
    RETURN_TRUTH(0);
}

static PyObject *
dict_size(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    RETURN_INT(PyDict_Size(o));
}

static PyObject *
dict_get_size_macro(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyDict_GET_SIZE(o));
}

static PyObject *
dict_copy(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    RETURN_NEW(PyDict_Copy(o));
}

static PyObject *
dict_keys(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyDict_Keys(o));
}

static PyObject *
dict_values(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyDict_Values(o));
}

static PyObject *
dict_items(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyDict_Items(o));
}

static PyObject *
dict_contains(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PyDict_Contains(o, key));
}

static PyObject *
dict_contains_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *key;
    if (!PyArg_ParseTuple(args, "Oy", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PyDict_ContainsString(o, key));
}

/* A missing key is told from an error: gives KeyError itself, the class, when NULL came without an exception. */
static PyObject *
found_or_missing(PyObject *borrowed)
{
    if (borrowed == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(PyExc_KeyError);
    }
    return Py_NewRef(borrowed);
}

/* PyDict_GetItem hides every error; an exception that was set before must still be there. */
static PyObject *
dict_get_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    return found_or_missing(PyDict_GetItem(o, key));
}

static PyObject *
dict_get_item_with_error(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    return found_or_missing(PyDict_GetItemWithError(o, key));
}

static PyObject *
dict_get_item_known_hash(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    Py_ssize_t hash;
    if (!PyArg_ParseTuple(args, "OOn", &o, &key, &hash)) {
        return NULL;
    }
    return found_or_missing(_PyDict_GetItem_KnownHash(o, key, hash));
}

static PyObject *
dict_get_item_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *key;
    if (!PyArg_ParseTuple(args, "Oy", &o, &key)) {
        return NULL;
    }
    return found_or_missing(PyDict_GetItemString(o, key));
}

/* For functions that give a status and, through a pointer, a new reference. Gives the pair. */
static PyObject *
status_and_result(int status, PyObject *result)
{
    if (status < 0) {
        if (result != NULL) {
            PyErr_SetString(PyExc_AssertionError, "after an error the result must be NULL");
        }
        return NULL;
    }
    if ((status > 0) != (result != NULL)) {
        PyErr_Format(PyExc_AssertionError, "status %d, and the result is %s", status, result == NULL ? "NULL" : "set");
        return NULL;
    }
    if (result == NULL) {
        return Py_BuildValue("iO", status, PyExc_KeyError);
    }
    return Py_BuildValue("iN", status, result);
}

static PyObject *
dict_get_item_ref(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *result = Py_Ellipsis; /* must be overwritten, whatever happens */
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    int status = PyDict_GetItemRef(o, key, &result);
    return status_and_result(status, result);
}

static PyObject *
dict_get_item_string_ref(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *result = Py_Ellipsis;
    const char *key;
    if (!PyArg_ParseTuple(args, "Oy", &o, &key)) {
        return NULL;
    }
    int status = PyDict_GetItemStringRef(o, key, &result);
    return status_and_result(status, result);
}

static PyObject *
dict_set_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *value;
    if (!PyArg_ParseTuple(args, "OOO", &o, &key, &value)) {
        return NULL;
    }
    RETURN_INT(PyDict_SetItem(o, key, value));
}

static PyObject *
dict_set_item_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    const char *key;
    if (!PyArg_ParseTuple(args, "OyO", &o, &key, &value)) {
        return NULL;
    }
    RETURN_INT(PyDict_SetItemString(o, key, value));
}

static PyObject *
dict_set_default(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *value;
    if (!PyArg_ParseTuple(args, "OOO", &o, &key, &value)) {
        return NULL;
    }
    RETURN_BORROWED(PyDict_SetDefault(o, key, value));
}

/* Here the status says whether the key was there, and the result is set in either case. */
static PyObject *
dict_set_default_ref(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *value, *result = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "OOO", &o, &key, &value)) {
        return NULL;
    }
    int status = PyDict_SetDefaultRef(o, key, value, &result);
    if (status < 0) {
        return status_and_result(status, result);
    }
    return Py_BuildValue("iN", status, result);
}

/* Without a place for the result. */
static PyObject *
dict_set_default_ref_null(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *value;
    if (!PyArg_ParseTuple(args, "OOO", &o, &key, &value)) {
        return NULL;
    }
    RETURN_INT(PyDict_SetDefaultRef(o, key, value, NULL));
}

static PyObject *
dict_del_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PyDict_DelItem(o, key));
}

static PyObject *
dict_del_item_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *key;
    if (!PyArg_ParseTuple(args, "Oy", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PyDict_DelItemString(o, key));
}

static PyObject *
dict_pop(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *result = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    int status = PyDict_Pop(o, key, &result);
    return status_and_result(status, result);
}

static PyObject *
dict_pop_null(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &key)) {
        return NULL;
    }
    RETURN_INT(PyDict_Pop(o, key, NULL));
}

static PyObject *
dict_pop_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *result = Py_Ellipsis;
    const char *key;
    if (!PyArg_ParseTuple(args, "Oy", &o, &key)) {
        return NULL;
    }
    int status = PyDict_PopString(o, key, &result);
    return status_and_result(status, result);
}

/* All that PyDict_Next gives, as a list of pairs. */
static PyObject *
dict_next(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *list = PyList_New(0);
    PyObject *key, *value;
    Py_ssize_t position = 0;
    while (list != NULL && PyDict_Next(o, &position, &key, &value)) {
        PyObject *pair = PyTuple_Pack(2, key, value);
        if (pair == NULL || PyList_Append(list, pair) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(pair);
    }
    return list;
}

/* PyDict_Next, asked for keys only, while the value of each key is set, which is allowed. */
static PyObject *
dict_next_setting(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value, *key;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    Py_ssize_t position = 0, count = 0;
    while (PyDict_Next(o, &position, &key, NULL)) {
        if (PyDict_SetItem(o, key, value) < 0) {
            return NULL;
        }
        count++;
    }
    return PyLong_FromSsize_t(count);
}

static PyObject *
dict_merge(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *other;
    int override;
    if (!PyArg_ParseTuple(args, "OOi", &o, &other, &override)) {
        return NULL;
    }
    NULLABLE(o);
    NULLABLE(other);
    RETURN_INT(PyDict_Merge(o, other, override));
}

static PyObject *
dict_update(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *other;
    if (!PyArg_ParseTuple(args, "OO", &o, &other)) {
        return NULL;
    }
    NULLABLE(o);
    NULLABLE(other);
    RETURN_INT(PyDict_Update(o, other));
}

static PyObject *
dict_merge_from_seq2(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *pairs;
    int override;
    if (!PyArg_ParseTuple(args, "OOi", &o, &pairs, &override)) {
        return NULL;
    }
    RETURN_INT(PyDict_MergeFromSeq2(o, pairs, override));
}

static PyObject *
generic_get_dict(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyObject_GenericGetDict(o, NULL));
}

/* Watchers: what happened is written down as "event key". One list, for the one watcher of these tests. */
static PyObject *events = NULL;

static int
write_down(PyDict_WatchEvent event, PyObject *Py_UNUSED(dict), PyObject *key, PyObject *value)
{
    static const char *const names[] = {"added", "modified", "deleted", "cloned", "cleared", "deallocated"};
    /* For "cloned", the key is the dictionary that is copied. */
    PyObject *what = key == NULL ? PyUnicode_FromString("-") : PyObject_Str(key);
    if (what == NULL) {
        return -1;
    }
    PyObject *text = PyUnicode_FromFormat("%s %U %s", names[event], what, value == NULL ? "-" : "value");
    Py_DECREF(what);
    int status = text == NULL ? -1 : PyList_Append(events, text);
    Py_XDECREF(text);
    return status;
}

/* Watches `dict` while `function` is called; gives the events. */
static PyObject *
dict_watch(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *dict, *function;
    if (!PyArg_ParseTuple(args, "OO", &dict, &function)) {
        return NULL;
    }
    int id = PyDict_AddWatcher(write_down);
    if (id < 0) {
        return NULL;
    }
    events = PyList_New(0);
    if (events == NULL || PyDict_Watch(id, dict) < 0) {
        PyDict_ClearWatcher(id);
        Py_CLEAR(events);
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(function);
    if (result == NULL || PyDict_Unwatch(id, dict) < 0 || PyDict_ClearWatcher(id) < 0) {
        Py_XDECREF(result);
        Py_CLEAR(events);
        return NULL;
    }
    Py_DECREF(result);
    PyObject *all = events;
    events = NULL;
    return all;
}

static PyObject *
dict_watch_bad_id(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *dict;
    int id;
    if (!PyArg_ParseTuple(args, "Oi", &dict, &id)) {
        return NULL;
    }
    RETURN_INT(PyDict_Watch(id, dict));
}

/* What published binaries do: read the struct. */
static PyObject *
dict_struct(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyLong_FromSsize_t(((PyDictObject *)o)->ma_used);
}

static PyMethodDef methods[] = {
    METHOD_O(dict_check),
    METHOD_O(dict_check_exact),
    METHOD_O(dict_view_checks),
    METHOD_ARGS(dict_new),
    METHOD_ARGS(dict_new_presized),
    METHOD_O(dict_proxy_new),
    METHOD_O(dict_clear),
    METHOD_O(dict_size),
    METHOD_O(dict_get_size_macro),
    METHOD_O(dict_copy),
    METHOD_O(dict_keys),
    METHOD_O(dict_values),
    METHOD_O(dict_items),
    METHOD_ARGS(dict_contains),
    METHOD_ARGS(dict_contains_string),
    METHOD_ARGS(dict_get_item),
    METHOD_ARGS(dict_get_item_with_error),
    METHOD_ARGS(dict_get_item_known_hash),
    METHOD_ARGS(dict_get_item_string),
    METHOD_ARGS(dict_get_item_ref),
    METHOD_ARGS(dict_get_item_string_ref),
    METHOD_ARGS(dict_set_item),
    METHOD_ARGS(dict_set_item_string),
    METHOD_ARGS(dict_set_default),
    METHOD_ARGS(dict_set_default_ref),
    METHOD_ARGS(dict_set_default_ref_null),
    METHOD_ARGS(dict_del_item),
    METHOD_ARGS(dict_del_item_string),
    METHOD_ARGS(dict_pop),
    METHOD_ARGS(dict_pop_null),
    METHOD_ARGS(dict_pop_string),
    METHOD_O(dict_next),
    METHOD_ARGS(dict_next_setting),
    METHOD_ARGS(dict_merge),
    METHOD_ARGS(dict_update),
    METHOD_ARGS(dict_merge_from_seq2),
    METHOD_O(generic_get_dict),
    METHOD_ARGS(dict_watch),
    METHOD_ARGS(dict_watch_bad_id),
    METHOD_O(dict_struct),
    METHOD_END,
};

CAPI_MODULE(_capi_dictobject, methods)
