/* The functions of marshal.h. */
#include "capi.h"
#include <marshal.h>

/* A file for a path that the test gives. */
static FILE *
open_file(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (file == NULL) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
    }
    return file;
}

static PyObject *
marshal_write_object_to_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int version;
    if (!PyArg_ParseTuple(args, "Oi", &o, &version)) {
        return NULL;
    }
    RETURN_NEW(PyMarshal_WriteObjectToString(o, version));
}

static PyObject *
marshal_read_object_from_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y#", &bytes, &size)) {
        return NULL;
    }
    RETURN_NEW(PyMarshal_ReadObjectFromString(bytes, size));
}

static PyObject *
marshal_write_object_to_file(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *path;
    int version;
    if (!PyArg_ParseTuple(args, "Oyi", &o, &path, &version)) {
        return NULL;
    }
    FILE *file = open_file(path, "wb");
    if (file == NULL) {
        return NULL;
    }
    PyMarshal_WriteObjectToFile(o, file, version);
    fclose(file);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *
marshal_write_long_to_file(PyObject *Py_UNUSED(module), PyObject *args)
{
    long value;
    const char *path;
    if (!PyArg_ParseTuple(args, "ly", &value, &path)) {
        return NULL;
    }
    FILE *file = open_file(path, "wb");
    if (file == NULL) {
        return NULL;
    }
    PyMarshal_WriteLongToFile(value, file, Py_MARSHAL_VERSION);
    fclose(file);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

/* What is read with each letter of `how` (o: object, l: last object, s: short, i: long), and where the file stands at the end. */
static PyObject *
marshal_read_file(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *path, *how;
    if (!PyArg_ParseTuple(args, "ys", &path, &how)) {
        return NULL;
    }
    FILE *file = open_file(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    for (; list != NULL && *how; how++) {
        PyObject *one = NULL;
        long number;
        switch (*how) {
        case 'o': one = PyMarshal_ReadObjectFromFile(file); break;
        case 'l': one = PyMarshal_ReadLastObjectFromFile(file); break;
        case 's':
            number = PyMarshal_ReadShortFromFile(file);
            one = number == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong(number);
            break;
        default:
            number = PyMarshal_ReadLongFromFile(file);
            one = number == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong(number);
            break;
        }
        if (one == NULL || PyList_Append(list, one) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(one);
    }
    long place = ftell(file);
    fclose(file);
    return list == NULL ? NULL : Py_BuildValue("Nl", list, place);
}

/* Objects read from a pipe, which cannot be rewound. */
static PyObject *
marshal_read_pipe(PyObject *Py_UNUSED(module), PyObject *args)
{
    int fd;
    if (!PyArg_ParseTuple(args, "i", &fd)) {
        return NULL;
    }
    FILE *file = fdopen(fd, "rb");
    if (file == NULL) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *first = PyMarshal_ReadObjectFromFile(file);
    PyObject *second = first == NULL ? NULL : PyMarshal_ReadObjectFromFile(file);
    fclose(file);
    if (second == NULL) {
        Py_XDECREF(first);
        return NULL;
    }
    return Py_BuildValue("NN", first, second);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(marshal_write_object_to_string), METHOD_ARGS(marshal_read_object_from_string),
    METHOD_ARGS(marshal_write_object_to_file), METHOD_ARGS(marshal_write_long_to_file), METHOD_ARGS(marshal_read_file),
    METHOD_ARGS(marshal_read_pipe), METHOD_END,
};

CAPI_MODULE(_capi_marshal, methods)
