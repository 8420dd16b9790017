/* The functions of code.h: cpython/code.h, and the extra slots of cpython/ceval.h. */
#include "capi.h"

static PyObject *
code_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyCode_Check(o));
}

/* (varnames, cellvars, freevars, code): new references. */
static PyObject *
code_parts(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyCodeObject *co = (PyCodeObject *)o;
    return Py_BuildValue("(NNNN)", PyCode_GetVarnames(co), PyCode_GetCellvars(co), PyCode_GetFreevars(co), PyCode_GetCode(co));
}

static PyObject *
code_get_num_free(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyCode_GetNumFree((PyCodeObject *)o));
}

/* The fields that published binaries read. */
static PyObject *
code_fields(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyCodeObject *co = (PyCodeObject *)o;
    return Py_BuildValue("(iiiiiiOOOO)", co->co_argcount, co->co_posonlyargcount, co->co_kwonlyargcount, co->co_firstlineno,
                         co->co_flags, co->co_nfreevars, co->co_filename, co->co_name, co->co_qualname, co->co_consts);
}

static PyObject *
code_new_empty(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *file, *name;
    int line;
    if (!PyArg_ParseTuple(args, "ssi", &file, &name, &line)) {
        return NULL;
    }
    RETURN_NEW((PyObject *)PyCode_NewEmpty(file, name, line));
}

/* A copy of a code object through the constructor; with `which` >= 0 that object argument is replaced by an int. */
static PyObject *
code_copy(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyCodeObject *co;
    int which, with_positional;
    if (!PyArg_ParseTuple(args, "O!ip", &PyCode_Type, &co, &which, &with_positional)) {
        return NULL;
    }
    PyObject *own[4] = {PyCode_GetCode(co), PyCode_GetVarnames(co), PyCode_GetFreevars(co), PyCode_GetCellvars(co)};
    PyObject *all[11] = {own[0], co->co_consts, co->co_names, own[1], own[2], own[3], co->co_filename, co->co_name,
                         co->co_qualname, co->co_linetable, co->co_exceptiontable};
    PyObject *five = PyLong_FromLong(5);
    if (which >= 0) {
        all[which] = five;
    }
    PyCodeObject *copy;
    int nlocals = (int)PyTuple_GET_SIZE(own[1]);
    if (with_positional) {
        copy = PyUnstable_Code_NewWithPosOnlyArgs(
            co->co_argcount, co->co_posonlyargcount, co->co_kwonlyargcount, nlocals, co->co_stacksize, co->co_flags, all[0], all[1],
            all[2], all[3], all[4], all[5], all[6], all[7], all[8], co->co_firstlineno, all[9], all[10]);
    }
    else {
        copy = PyUnstable_Code_New(
            co->co_argcount, co->co_kwonlyargcount, nlocals, co->co_stacksize, co->co_flags, all[0], all[1], all[2], all[3], all[4],
            all[5], all[6], all[7], all[8], co->co_firstlineno, all[9], all[10]);
    }
    for (int i = 0; i < 4; i++) {
        Py_XDECREF(own[i]);
    }
    Py_DECREF(five);
    return (PyObject *)copy;
}

static PyObject *
code_addr2line(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyCodeObject *co;
    int offset;
    if (!PyArg_ParseTuple(args, "O!i", &PyCode_Type, &co, &offset)) {
        return NULL;
    }
    RETURN_TRUTH(PyCode_Addr2Line(co, offset));
}

static PyObject *
code_addr2location(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyCodeObject *co;
    int offset, place[4] = {-9, -9, -9, -9};
    if (!PyArg_ParseTuple(args, "O!i", &PyCode_Type, &co, &offset)) {
        return NULL;
    }
    int status = PyCode_Addr2Location(co, offset, &place[0], &place[1], &place[2], &place[3]);
    return Py_BuildValue("(iiiii)", status, place[0], place[1], place[2], place[3]);
}

/* Extra values: pointers that are freed with the code object. */
static int freed;

static void
free_extra(void *value)
{
    freed += value != NULL;
    PyMem_Free(value);
}

static PyObject *
code_request_extra(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(PyUnstable_Eval_RequestCodeExtraIndex(free_extra));
}

static PyObject *
code_set_extra(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *co;
    Py_ssize_t index;
    int value;
    if (!PyArg_ParseTuple(args, "Oni", &co, &index, &value)) {
        return NULL;
    }
    int *extra = PyMem_Malloc(sizeof(int));
    *extra = value;
    int status = PyUnstable_Code_SetExtra(co, index, extra);
    if (status < 0) {
        PyMem_Free(extra);
        return NULL;
    }
    RETURN_INT(status);
}

static PyObject *
code_get_extra(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *co;
    Py_ssize_t index;
    if (!PyArg_ParseTuple(args, "On", &co, &index)) {
        return NULL;
    }
    void *extra = &extra;
    if (PyUnstable_Code_GetExtra(co, index, &extra) < 0) {
        return NULL;
    }
    return extra == NULL ? Py_NewRef(Py_None) : PyLong_FromLong(*(int *)extra);
}

static PyObject *
code_freed(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyLong_FromLong(freed);
}

/* Watchers: what they note of code objects named "watched". */
static PyObject *noted;

static int
watch(PyCodeEvent event, PyCodeObject *co)
{
    if (noted == NULL || PyUnicode_CompareWithASCIIString(co->co_name, "watched") != 0) {
        return 0;
    }
    PyObject *number = PyLong_FromLong(event);
    PyList_Append(noted, number);
    Py_DECREF(number);
    return 0;
}

static int
watch_failing(PyCodeEvent event, PyCodeObject *co)
{
    if (event != PY_CODE_EVENT_CREATE || PyUnicode_CompareWithASCIIString(co->co_name, "watched") != 0) {
        return 0;
    }
    PyErr_SetString(PyExc_RuntimeError, "watcher failed");
    return -1;
}

static PyObject *
code_add_watcher(PyObject *Py_UNUSED(module), PyObject *args)
{
    int failing;
    if (!PyArg_ParseTuple(args, "p", &failing)) {
        return NULL;
    }
    if (noted == NULL) {
        noted = PyList_New(0);
    }
    int id = PyCode_AddWatcher(failing ? watch_failing : watch);
    if (id < 0) {
        return NULL;
    }
    return Py_BuildValue("(iO)", id, noted);
}

static PyObject *
code_clear_watcher(PyObject *Py_UNUSED(module), PyObject *args)
{
    int id;
    if (!PyArg_ParseTuple(args, "i", &id)) {
        return NULL;
    }
    RETURN_INT(PyCode_ClearWatcher(id));
}

#define METHOD_NONE(name) {#name, name, METH_NOARGS, NULL}

static PyMethodDef methods[] = {
    METHOD_O(code_check), METHOD_O(code_parts), METHOD_O(code_get_num_free), METHOD_O(code_fields), METHOD_ARGS(code_new_empty),
    METHOD_ARGS(code_copy), METHOD_ARGS(code_addr2line), METHOD_ARGS(code_addr2location), METHOD_NONE(code_request_extra),
    METHOD_ARGS(code_set_extra), METHOD_ARGS(code_get_extra), METHOD_NONE(code_freed), METHOD_ARGS(code_add_watcher),
    METHOD_ARGS(code_clear_watcher), METHOD_END,
};

CAPI_MODULE(_capi_code, methods)
