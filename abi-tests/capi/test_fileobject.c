/* The functions of fileobject.h and cpython/fileobject.h. */
#include "capi.h"

static PyObject *
file_write_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *file;
    int flags;
    if (!PyArg_ParseTuple(args, "OOi", &o, &file, &flags)) {
        return NULL;
    }
    NULLABLE(file);
    RETURN_INT(PyFile_WriteObject(o, file, flags));
}

static PyObject *
file_write_object_null(PyObject *Py_UNUSED(module), PyObject *file)
{
    RETURN_INT(PyFile_WriteObject(NULL, file, 0));
}

static PyObject *
file_write_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    PyObject *file;
    if (!PyArg_ParseTuple(args, "yO", &text, &file)) {
        return NULL;
    }
    NULLABLE(file);
    RETURN_INT(PyFile_WriteString(text, file));
}

/* With an exception set nothing is written, and -1 is returned. */
static PyObject *
file_write_string_with_exception(PyObject *Py_UNUSED(module), PyObject *file)
{
    PyErr_SetString(PyExc_KeyError, "before");
    int status = PyFile_WriteString("text", file);
    if (status != -1) {
        PyErr_SetString(PyExc_AssertionError, "must fail");
    }
    return NULL;
}

static PyObject *
file_get_line(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *file;
    int n;
    if (!PyArg_ParseTuple(args, "Oi", &file, &n)) {
        return NULL;
    }
    NULLABLE(file);
    RETURN_NEW(PyFile_GetLine(file, n));
}

static PyObject *
file_from_fd(PyObject *Py_UNUSED(module), PyObject *args)
{
    int fd, buffering, closefd;
    const char *name, *mode, *encoding, *errors, *newline;
    if (!PyArg_ParseTuple(args, "izzizzzi", &fd, &name, &mode, &buffering, &encoding, &errors, &newline, &closefd)) {
        return NULL;
    }
    RETURN_NEW(PyFile_FromFd(fd, name, mode, buffering, encoding, errors, newline, closefd));
}

WRAP_O(object_as_file_descriptor, RETURN_INT(PyObject_AsFileDescriptor(o)))

/* None for NULL without an exception. */
static PyObject *
file_new_std_printer(PyObject *Py_UNUSED(module), PyObject *args)
{
    int fd;
    if (!PyArg_ParseTuple(args, "i", &fd)) {
        return NULL;
    }
    PyObject *result = PyFile_NewStdPrinter(fd);
    if (result == NULL && !PyErr_Occurred()) {
        return Py_NewRef(Py_None);
    }
    if (result != NULL && Py_TYPE(result) != &PyStdPrinter_Type) {
        PyErr_SetString(PyExc_AssertionError, "not of PyStdPrinter_Type");
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *
file_open_code(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *path;
    if (!PyArg_ParseTuple(args, "y", &path)) {
        return NULL;
    }
    RETURN_NEW(PyFile_OpenCode(path));
}

WRAP_O(file_open_code_object, RETURN_NEW(PyFile_OpenCodeObject(o)))

static PyObject *
hook(PyObject *path, void *data)
{
    if (PyUnicode_CompareWithASCIIString(path, "fail") == 0) {
        PyErr_SetString(PyExc_PermissionError, "the hook says no");
        return NULL;
    }
    return Py_BuildValue("sO", (const char *)data, path);
}

static PyObject *
file_set_open_code_hook(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(PyFile_SetOpenCodeHook(hook, "hooked"));
}

/* The lines of a file, read with a buffer of `size` bytes, until NULL. */
static PyObject *
universal_newline_fgets(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *path;
    int size;
    if (!PyArg_ParseTuple(args, "yi", &path, &size)) {
        return NULL;
    }
    FILE *file = fopen(path, "rb");
    PyObject *list = PyList_New(0);
    char buffer[64];
    while (list != NULL && Py_UniversalNewlineFgets(buffer, size, file, NULL) != NULL) {
        PyObject *line = PyBytes_FromString(buffer);
        if (line == NULL || PyList_Append(list, line) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(line);
    }
    fclose(file);
    return list;
}

/* errno, as a file object is given, which is not supported. */
static PyObject *
universal_newline_fgets_object(PyObject *Py_UNUSED(module), PyObject *o)
{
    char buffer[8];
    errno = 0;
    if (Py_UniversalNewlineFgets(buffer, 8, stdin, o) != NULL) {
        PyErr_SetString(PyExc_AssertionError, "must be NULL");
        return NULL;
    }
    return PyLong_FromLong(errno);
}

static PyObject *
file_system_data(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    return Py_BuildValue("ssii", Py_FileSystemDefaultEncoding, Py_FileSystemDefaultEncodeErrors,
                         Py_HasFileSystemDefaultEncoding, Py_UTF8Mode);
#pragma GCC diagnostic pop
}

static PyMethodDef methods[] = {
    METHOD_ARGS(file_write_object), METHOD_O(file_write_object_null), METHOD_ARGS(file_write_string),
    METHOD_O(file_write_string_with_exception), METHOD_ARGS(file_get_line), METHOD_ARGS(file_from_fd),
    METHOD_O(object_as_file_descriptor), METHOD_ARGS(file_new_std_printer), METHOD_ARGS(file_open_code),
    METHOD_O(file_open_code_object), METHOD_ARGS(file_set_open_code_hook), METHOD_ARGS(universal_newline_fgets),
    METHOD_O(universal_newline_fgets_object), METHOD_ARGS(file_system_data), METHOD_END,
};

CAPI_MODULE(_capi_fileobject, methods)
