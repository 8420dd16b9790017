/* warnings.h */
#include "capi.h"

static PyObject *
err_warn_ex(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *category;
    const char *text;
    Py_ssize_t level;
    if (!PyArg_ParseTuple(args, "Oyn", &category, &text, &level)) {
        return NULL;
    }
    NULLABLE(category);
    RETURN_INT(PyErr_WarnEx(category, text, level));
}

static PyObject *
err_warn(PyObject *Py_UNUSED(module), PyObject *category)
{
    RETURN_INT(PyErr_Warn(category, "through the macro"));
}

static PyObject *
err_warn_format(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *category, *object;
    Py_ssize_t level;
    if (!PyArg_ParseTuple(args, "OnO", &category, &level, &object)) {
        return NULL;
    }
    RETURN_INT(PyErr_WarnFormat(category, level, "%d %s %R", 5, "text", object));
}

static PyObject *
err_resource_warning(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *source, *object;
    Py_ssize_t level;
    if (!PyArg_ParseTuple(args, "OnO", &source, &level, &object)) {
        return NULL;
    }
    RETURN_INT(PyErr_ResourceWarning(source, level, "unclosed %R", object));
}

static PyObject *
err_warn_explicit(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *category, *registry;
    const char *text, *file, *of;
    int line;
    if (!PyArg_ParseTuple(args, "OyyizO", &category, &text, &file, &line, &of, &registry)) {
        return NULL;
    }
    NULLABLE(registry);
    RETURN_INT(PyErr_WarnExplicit(category, text, file, line, of, registry));
}

static PyObject *
err_warn_explicit_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *category, *message, *file, *of, *registry;
    int line;
    if (!PyArg_ParseTuple(args, "OOOiOO", &category, &message, &file, &line, &of, &registry)) {
        return NULL;
    }
    NULLABLE(of);
    NULLABLE(registry);
    RETURN_INT(PyErr_WarnExplicitObject(category, message, file, line, of, registry));
}

static PyObject *
err_warn_explicit_format(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *category, *registry, *object;
    const char *file, *of;
    int line;
    if (!PyArg_ParseTuple(args, "OyizOO", &category, &file, &line, &of, &registry, &object)) {
        return NULL;
    }
    NULLABLE(registry);
    RETURN_INT(PyErr_WarnExplicitFormat(category, file, line, of, registry, "%d %R", 5, object));
}

static PyMethodDef methods[] = {
    METHOD_ARGS(err_warn_ex), METHOD_O(err_warn), METHOD_ARGS(err_warn_format), METHOD_ARGS(err_resource_warning),
    METHOD_ARGS(err_warn_explicit), METHOD_ARGS(err_warn_explicit_object), METHOD_ARGS(err_warn_explicit_format),
    METHOD_END,
};

CAPI_MODULE(_capi_warnings, methods)
