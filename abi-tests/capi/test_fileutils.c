/* The functions of fileutils.h and cpython/fileutils.h. */
#include "capi.h"

/* (text, size); (None, size) for NULL. Without a place for the size, the text alone. */
static PyObject *
decode_locale(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    int want_size;
    if (!PyArg_ParseTuple(args, "yp", &bytes, &want_size)) {
        return NULL;
    }
    size_t size = 99;
    wchar_t *text = Py_DecodeLocale(bytes, want_size ? &size : NULL);
    if (text == NULL) {
        return Py_BuildValue("On", Py_None, (Py_ssize_t)size);
    }
    PyObject *result = PyUnicode_FromWideChar(text, -1);
    PyMem_RawFree(text);
    return want_size ? Py_BuildValue("Nn", result, (Py_ssize_t)size) : result;
}

/* (bytes, error position); (None, error position) for NULL. */
static PyObject *
encode_locale(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int want_place;
    if (!PyArg_ParseTuple(args, "Up", &o, &want_place)) {
        return NULL;
    }
    wchar_t *text = PyUnicode_AsWideCharString(o, NULL);
    if (text == NULL) {
        return NULL;
    }
    size_t place = 99;
    char *bytes = Py_EncodeLocale(text, want_place ? &place : NULL);
    PyMem_Free(text);
    if (bytes == NULL) {
        return Py_BuildValue("On", Py_None, (Py_ssize_t)place);
    }
    PyObject *result = PyBytes_FromString(bytes);
    PyMem_Free(bytes);
    return want_place ? Py_BuildValue("Nn", result, (Py_ssize_t)place) : result;
}

/* Before and after the GIL: decoding needs no attached thread. */
static PyObject *
decode_locale_detached(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    if (!PyArg_ParseTuple(args, "y", &bytes)) {
        return NULL;
    }
    wchar_t *text;
    Py_BEGIN_ALLOW_THREADS
    text = Py_DecodeLocale(bytes, NULL);
    Py_END_ALLOW_THREADS
    PyObject *result = PyUnicode_FromWideChar(text, -1);
    PyMem_RawFree(text);
    return result;
}

/* The first bytes of a file, and whether a child process inherits it. */
static PyObject *
fopen_obj(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *path;
    const char *mode;
    if (!PyArg_ParseTuple(args, "Oy", &path, &mode)) {
        return NULL;
    }
    FILE *file = _Py_fopen_obj(path, mode);
    if (file == NULL) {
        return NULL;
    }
    char buffer[16];
    size_t got = fread(buffer, 1, sizeof buffer, file);
    PyObject *inherited = PyObject_CallMethod(PyImport_AddModule("os"), "get_inheritable", "i", fileno(file));
    fclose(file);
    return inherited == NULL ? NULL : Py_BuildValue("y#N", buffer, (Py_ssize_t)got, inherited);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(decode_locale), METHOD_ARGS(encode_locale), METHOD_ARGS(decode_locale_detached), METHOD_ARGS(fopen_obj),
    METHOD_END,
};

CAPI_MODULE(_capi_fileutils, methods)
