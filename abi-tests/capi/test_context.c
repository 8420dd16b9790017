/* The functions and macros of context.h. */
#include "capi.h"

static PyObject *
context_check_exact(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyContext_CheckExact(o) + 2 * PyContextVar_CheckExact(o) + 4 * PyContextToken_CheckExact(o));
}

static PyObject *
context_new(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyContext_New());
}

static PyObject *
context_copy(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyContext_Copy(o));
}

static PyObject *
context_copy_current(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyContext_CopyCurrent());
}

static PyObject *
context_enter(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyContext_Enter(o));
}

static PyObject *
context_exit(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyContext_Exit(o));
}

static PyObject *
contextvar_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    PyObject *value = NULL;
    if (!PyArg_ParseTuple(args, "y|O", &name, &value)) {
        return NULL;
    }
    RETURN_NEW(PyContextVar_New(name, value));
}

/* The status and the value: (0, value), or (0, NotImplemented) for NULL. */
static PyObject *
contextvar_get(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *var, *def = NULL;
    if (!PyArg_ParseTuple(args, "O|O", &var, &def)) {
        return NULL;
    }
    PyObject *value = Py_Ellipsis;
    int status = PyContextVar_Get(var, def, &value);
    if (status < 0) {
        return NULL;
    }
    return Py_BuildValue("iN", status, value == NULL ? Py_NewRef(Py_NotImplemented) : value);
}

static PyObject *
contextvar_set(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *var, *value;
    if (!PyArg_ParseTuple(args, "OO", &var, &value)) {
        return NULL;
    }
    RETURN_NEW(PyContextVar_Set(var, value));
}

static PyObject *
contextvar_reset(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *var, *token;
    if (!PyArg_ParseTuple(args, "OO", &var, &token)) {
        return NULL;
    }
    RETURN_INT(PyContextVar_Reset(var, token));
}

static PyMethodDef methods[] = {
    METHOD_O(context_check_exact),
    METHOD_ARGS(context_new),
    METHOD_O(context_copy),
    METHOD_ARGS(context_copy_current),
    METHOD_O(context_enter),
    METHOD_O(context_exit),
    METHOD_ARGS(contextvar_new),
    METHOD_ARGS(contextvar_get),
    METHOD_ARGS(contextvar_set),
    METHOD_ARGS(contextvar_reset),
    METHOD_END,
};

CAPI_MODULE(_capi_context, methods)
