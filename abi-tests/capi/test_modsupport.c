/* modsupport.h: taking arguments apart. Building values and making modules have files of their own. */
#include "capi.h"

/* What old binaries call when they were compiled with PY_SSIZE_T_CLEAN. */
PyAPI_FUNC(int) _PyArg_Parse_SizeT(PyObject *, const char *, ...);
PyAPI_FUNC(int) _PyArg_ParseTuple_SizeT(PyObject *, const char *, ...);
PyAPI_FUNC(int) _PyArg_ParseTupleAndKeywords_SizeT(PyObject *, PyObject *, const char *, char *const *, ...);
PyAPI_FUNC(int) _PyArg_VaParse_SizeT(PyObject *, const char *, va_list);
PyAPI_FUNC(int) _PyArg_VaParseTupleAndKeywords_SizeT(PyObject *, PyObject *, const char *, char *const *, va_list);

/* All that a unit without further arguments can write. */
typedef union {
    char b;
    unsigned char B;
    short h;
    unsigned short H;
    int i;
    unsigned int I;
    long l;
    unsigned long k;
    long long L;
    unsigned long long K;
    Py_ssize_t n;
    float f;
    double d;
    Py_complex D;
    char bytes[16];
} scalar;

static PyObject *
scalar_object(char unit, const scalar *value)
{
    switch (unit) {
    case 'b': return PyLong_FromLong((unsigned char)value->b);
    case 'B': return PyLong_FromLong(value->B);
    case 'h': return PyLong_FromLong(value->h);
    case 'H': return PyLong_FromLong(value->H);
    case 'i': case 'p': case 'C': return PyLong_FromLong(value->i);
    case 'I': return PyLong_FromUnsignedLong(value->I);
    case 'l': return PyLong_FromLong(value->l);
    case 'k': return PyLong_FromUnsignedLong(value->k);
    case 'L': return PyLong_FromLongLong(value->L);
    case 'K': return PyLong_FromUnsignedLongLong(value->K);
    case 'n': return PyLong_FromSsize_t(value->n);
    case 'c': return PyBytes_FromStringAndSize(&value->b, 1);
    case 'f': return PyFloat_FromDouble(value->f);
    case 'd': return PyFloat_FromDouble(value->d);
    case 'D': return PyComplex_FromCComplex(value->D);
    default: return PyErr_Format(PyExc_AssertionError, "no such unit: %c", unit);
    }
}

/* The format's unit in a value that was full of 0x5A, and whether the bytes behind it still are. */
static PyObject *
scalar_result(const char *format, const scalar *value)
{
    const char *unit = format + strspn(format, "|($");
    PyObject *object = scalar_object(*unit, value);
    if (object == NULL) {
        return NULL;
    }
    for (size_t i = *unit == 'D' ? 16 : 8; i < sizeof(*value); i++) {
        if (value->bytes[i] != 0x5A) {
            Py_DECREF(object);
            return PyErr_Format(PyExc_AssertionError, "wrote more than its value");
        }
    }
    return object;
}

static PyObject *
arg_parse_tuple_scalar(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *arguments;
    if (!PyArg_ParseTuple(args, "sO", &format, &arguments)) {
        return NULL;
    }
    scalar value;
    memset(&value, 0x5A, sizeof(value));
    if (!PyArg_ParseTuple(arguments, format, &value)) {
        return NULL;
    }
    return scalar_result(format, &value);
}

/* PyArg_Parse: one object, or for a format in parentheses a tuple. */
static PyObject *
arg_parse_scalar(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *argument;
    if (!PyArg_ParseTuple(args, "sO", &format, &argument)) {
        return NULL;
    }
    scalar value;
    memset(&value, 0x5A, sizeof(value));
    if (!PyArg_Parse(argument, format, &value)) {
        return NULL;
    }
    return scalar_result(format, &value);
}

static PyObject *
sequence_object(const char *text, Py_ssize_t size)
{
    return text == NULL ? Py_NewRef(Py_None) : PyBytes_FromStringAndSize(text, size < 0 ? (Py_ssize_t)strlen(text) : size);
}

/* s z y: the C string; s# z# y#: and its length. */
static PyObject *
arg_parse_tuple_text(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format, *text = "untouched";
    Py_ssize_t size = -1;
    PyObject *arguments;
    if (!PyArg_ParseTuple(args, "sO", &format, &arguments)) {
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, format, &text, &size)) {
        return NULL;
    }
    return sequence_object(text, size);
}

/* The same through the names with _SizeT. */
static PyObject *
arg_size_t_forms(PyObject *Py_UNUSED(module), PyObject *argument)
{
    const char *a, *b, *c;
    Py_ssize_t m = -1, n = -1, o = -1;
    static char *names[] = {"text", NULL};
    PyObject *tuple = PyTuple_Pack(1, argument);
    if (tuple == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (_PyArg_Parse_SizeT(argument, "s#", &a, &m) && _PyArg_ParseTuple_SizeT(tuple, "z#", &b, &n)
        && _PyArg_ParseTupleAndKeywords_SizeT(tuple, NULL, "s#", names, &c, &o)) {
        result = Py_BuildValue("y#y#y#", a, m, b, n, c, o);
    }
    Py_DECREF(tuple);
    return result;
}

static PyObject *
buffer_object(Py_buffer *buffer)
{
    if (buffer->buf == NULL) {
        return Py_BuildValue("OnOi", Py_None, buffer->len, buffer->obj == NULL ? Py_None : buffer->obj, buffer->readonly);
    }
    return Py_BuildValue("y#nOi", (char *)buffer->buf, buffer->len, buffer->itemsize,
                         buffer->obj == NULL ? Py_None : (PyObject *)Py_TYPE(buffer->obj), buffer->readonly);
}

/* s* z* y* w* */
static PyObject *
arg_parse_tuple_buffer(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *arguments;
    if (!PyArg_ParseTuple(args, "sO", &format, &arguments)) {
        return NULL;
    }
    Py_buffer buffer;
    if (!PyArg_ParseTuple(arguments, format, &buffer)) {
        return NULL;
    }
    PyObject *result = buffer_object(&buffer);
    PyBuffer_Release(&buffer);
    return result;
}

/* A buffer, then an int: when the int is wrong, the buffer must be released again. */
static PyObject *
arg_parse_tuple_buffer_and_int(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer buffer;
    int number;
    if (!PyArg_ParseTuple(args, "y*i", &buffer, &number)) {
        return NULL;
    }
    PyObject *result = buffer_object(&buffer);
    PyBuffer_Release(&buffer);
    return result;
}

/* O S Y U: a borrowed object. */
static PyObject *
arg_parse_tuple_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *arguments, *object = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "sO", &format, &arguments)) {
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, format, &object)) {
        return NULL;
    }
    return Py_NewRef(object);
}

/* O! */
static PyObject *
arg_parse_tuple_typed(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *arguments, *object = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "OO", &type, &arguments)) {
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, "O!:typed", type, &object)) {
        return NULL;
    }
    return Py_NewRef(object);
}

/* What the converters did. */
static int converted, cleaned;

static int
convert_to_reference(PyObject *object, void *place)
{
    if (object == NULL) {
        cleaned++;
        Py_CLEAR(*(PyObject **)place);
        return 1;
    }
    converted++;
    *(PyObject **)place = Py_NewRef(object);
    return Py_CLEANUP_SUPPORTED;
}

static int
convert_plainly(PyObject *object, void *place)
{
    if (object == Py_None) {
        PyErr_SetString(PyExc_KeyError, "from the converter");
        return 0;
    }
    if (object == Py_Ellipsis) {
        return 0;
    }
    *(long *)place = (long)PyObject_Size(object);
    return 1;
}

/* O& twice: the first supports cleaning up, which is done when the second fails. */
static PyObject *
arg_parse_tuple_converted(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *first = NULL;
    long second = -1;
    converted = cleaned = 0;
    if (!PyArg_ParseTuple(args, "O&|O&:converted", convert_to_reference, &first, convert_plainly, &second)) {
        if (first != NULL) {
            PyErr_SetString(PyExc_AssertionError, "the reference was not cleared");
        }
        return NULL;
    }
    return Py_BuildValue("Nl", first, second);
}

static PyObject *
arg_converter_counts(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("ii", converted, cleaned);
}

/* es et: a new string of PyMem_Malloc; with a size >= 0 es# et# into our memory, with -1 into new memory. */
static PyObject *
arg_parse_tuple_encoded(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format, *encoding;
    PyObject *arguments;
    Py_ssize_t size = -1;
    if (!PyArg_ParseTuple(args, "szO|n", &format, &encoding, &arguments, &size)) {
        return NULL;
    }
    char *text = NULL, memory[64];
    memset(memory, 0x5A, sizeof(memory));
    int own = strchr(format, '#') != NULL && size >= 0;
    if (own) {
        text = memory;
    }
    if (!PyArg_ParseTuple(arguments, format, encoding, &text, &size)) {
        return text == NULL || own ? NULL : PyErr_Format(PyExc_AssertionError, "memory was left behind");
    }
    PyObject *result = sequence_object(text, size);
    if (text != NULL && text[size < 0 ? (Py_ssize_t)strlen(text) : size] != '\0') {
        Py_CLEAR(result);
        PyErr_SetString(PyExc_AssertionError, "it does not end in NUL");
    }
    if (!own) {
        PyMem_Free(text);
    }
    return result;
}

/* An encoded string, then an int: when the int is wrong, the string must be freed. */
static PyObject *
arg_parse_tuple_encoded_and_int(PyObject *Py_UNUSED(module), PyObject *args)
{
    char *text = NULL;
    int number;
    if (!PyArg_ParseTuple(args, "esi", "utf-8", &text, &number)) {
        return text == NULL ? NULL : PyErr_Format(PyExc_AssertionError, "the memory was not freed");
    }
    PyObject *result = Py_BuildValue("yi", text, number);
    PyMem_Free(text);
    return result;
}

/* Up to four int units in any arrangement; -99 where nothing was written. */
static PyObject *
arg_parse_tuple_ints(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *format;
    PyObject *arguments;
    if (!PyArg_ParseTuple(args, "sO", &format, &arguments)) {
        return NULL;
    }
    int a = -99, b = -99, c = -99, d = -99;
    if (!PyArg_ParseTuple(arguments, format, &a, &b, &c, &d)) {
        return NULL;
    }
    return Py_BuildValue("iiii", a, b, c, d);
}

static int
va_parse(PyObject *args, const char *format, ...)
{
    va_list va;
    va_start(va, format);
    int status = PyArg_VaParse(args, format, va);
    va_end(va);
    return status;
}

static int
va_parse_size_t(PyObject *args, const char *format, ...)
{
    va_list va;
    va_start(va, format);
    int status = _PyArg_VaParse_SizeT(args, format, va);
    va_end(va);
    return status;
}

/* Through a va_list: eleven arguments, more than registers hold, and floating point between. */
static PyObject *
arg_va_parse(PyObject *Py_UNUSED(module), PyObject *args)
{
    int n[9];
    double d;
    Py_ssize_t size;
    const char *text;
    for (int with_size_t = 0; with_size_t < 2; with_size_t++) {
        if (!(with_size_t ? va_parse_size_t : va_parse)(args, "iiidiiiis#ii", &n[0], &n[1], &n[2], &d, &n[3], &n[4], &n[5],
                                                        &n[6], &text, &size, &n[7], &n[8])) {
            return NULL;
        }
    }
    return Py_BuildValue("(iiidiiiiy#ii)", n[0], n[1], n[2], d, n[3], n[4], n[5], n[6], text, size, n[7], n[8]);
}

#define MOST_NAMES 6

/* The names of a list of bytes; NULL at the end. */
static int
names_of(PyObject *list, char **names)
{
    Py_ssize_t count = PyList_Size(list);
    if (count < 0 || count >= MOST_NAMES) {
        PyErr_SetString(PyExc_AssertionError, "too many names");
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        names[i] = PyBytes_AsString(PyList_GET_ITEM(list, i));
        if (names[i] == NULL) {
            return -1;
        }
    }
    names[count] = NULL;
    return 0;
}

static int
va_parse_keywords(PyObject *args, PyObject *kwargs, const char *format, char *const *names, ...)
{
    va_list va;
    va_start(va, names);
    int status = PyArg_VaParseTupleAndKeywords(args, kwargs, format, names, va);
    va_end(va);
    return status;
}

static int
va_parse_keywords_size_t(PyObject *args, PyObject *kwargs, const char *format, char *const *names, ...)
{
    va_list va;
    va_start(va, names);
    int status = _PyArg_VaParseTupleAndKeywords_SizeT(args, kwargs, format, names, va);
    va_end(va);
    return status;
}

/* Up to five O units by name; NotImplemented where nothing was written. */
static PyObject *
keywords_with(int (*parse)(PyObject *, PyObject *, const char *, char *const *, ...), PyObject *args)
{
    const char *format;
    PyObject *arguments, *kwargs, *list;
    char *names[MOST_NAMES];
    if (!PyArg_ParseTuple(args, "sOOO", &format, &arguments, &kwargs, &list) || names_of(list, names) < 0) {
        return NULL;
    }
    NULLABLE(kwargs);
    PyObject *o[MOST_NAMES];
    for (int i = 0; i < MOST_NAMES; i++) {
        o[i] = Py_NotImplemented;
    }
    if (!parse(arguments, kwargs, format, names, &o[0], &o[1], &o[2], &o[3], &o[4])) {
        return NULL;
    }
    PyObject *result = PyList_New(0);
    for (int i = 0; result != NULL && i < PyList_GET_SIZE(list); i++) {
        if (PyList_Append(result, o[i]) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

static PyObject *
arg_parse_keywords(PyObject *Py_UNUSED(module), PyObject *args)
{
    return keywords_with(PyArg_ParseTupleAndKeywords, args);
}

static PyObject *
arg_parse_keywords_size_t(PyObject *Py_UNUSED(module), PyObject *args)
{
    return keywords_with(_PyArg_ParseTupleAndKeywords_SizeT, args);
}

static PyObject *
arg_va_parse_keywords(PyObject *Py_UNUSED(module), PyObject *args)
{
    return keywords_with(va_parse_keywords, args);
}

static PyObject *
arg_va_parse_keywords_size_t(PyObject *Py_UNUSED(module), PyObject *args)
{
    return keywords_with(va_parse_keywords_size_t, args);
}

/* Units of all kinds by name: int, text, buffer, converted, pair. */
static PyObject *
arg_parse_keywords_mixed(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"number", "text", "data", "object", "pair", "truth", NULL};
    int number = -99, x = -1, y = -1, truth = -1;
    const char *text = NULL;
    Py_ssize_t size = -1;
    Py_buffer data = {.obj = NULL};
    PyObject *object = NULL;
    converted = cleaned = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i|z#y*O&$(ii)p:mixed", names, &number, &text, &size, &data,
                                     convert_to_reference, &object, &x, &y, &truth)) {
        return object == NULL ? NULL : PyErr_Format(PyExc_AssertionError, "the reference was not cleared");
    }
    PyObject *bytes = data.obj == NULL ? Py_NewRef(Py_None) : PyBytes_FromStringAndSize(data.buf, data.len);
    PyBuffer_Release(&data);
    return Py_BuildValue("iy#NNiii", number, text, size, bytes, object == NULL ? Py_NewRef(Py_None) : object, x, y, truth);
}

/* What code generated by Argument Clinic calls: parsed once, and kept. */
static PyObject *
arg_parse_keywords_fast(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    static const char *const names[] = {"", "first", "second", "third", NULL};
    static struct _PyArg_Parser parser = {.keywords = names, .format = "O|O$OO:fast", .fname = NULL};
    PyObject *o[4] = {Py_NotImplemented, Py_NotImplemented, Py_NotImplemented, Py_NotImplemented};
    if (!_PyArg_ParseTupleAndKeywordsFast(args, kwargs, &parser, &o[0], &o[1], &o[2], &o[3])) {
        return NULL;
    }
    return Py_BuildValue("OOOO", o[0], o[1], o[2], o[3]);
}

static PyObject *
arg_validate_keyword_arguments(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyArg_ValidateKeywordArguments(o));
}

static PyObject *
arg_unpack_tuple(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *arguments;
    const char *name;
    Py_ssize_t min, max;
    if (!PyArg_ParseTuple(args, "Oznn", &arguments, &name, &min, &max)) {
        return NULL;
    }
    PyObject *a = Py_NotImplemented, *b = Py_NotImplemented, *c = Py_NotImplemented;
    if (!PyArg_UnpackTuple(arguments, name, min, max, &a, &b, &c)) {
        return NULL;
    }
    return Py_BuildValue("OOO", a, b, c);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(arg_parse_tuple_scalar),
    METHOD_ARGS(arg_parse_scalar),
    METHOD_ARGS(arg_parse_tuple_text),
    METHOD_O(arg_size_t_forms),
    METHOD_ARGS(arg_parse_tuple_buffer),
    METHOD_ARGS(arg_parse_tuple_buffer_and_int),
    METHOD_ARGS(arg_parse_tuple_object),
    METHOD_ARGS(arg_parse_tuple_typed),
    METHOD_ARGS(arg_parse_tuple_converted),
    METHOD_ARGS(arg_converter_counts),
    METHOD_ARGS(arg_parse_tuple_encoded),
    METHOD_ARGS(arg_parse_tuple_encoded_and_int),
    METHOD_ARGS(arg_parse_tuple_ints),
    METHOD_ARGS(arg_va_parse),
    METHOD_ARGS(arg_parse_keywords),
    METHOD_ARGS(arg_parse_keywords_size_t),
    METHOD_ARGS(arg_va_parse_keywords),
    METHOD_ARGS(arg_va_parse_keywords_size_t),
    {"arg_parse_keywords_mixed", (PyCFunction)(void (*)(void))arg_parse_keywords_mixed, METH_VARARGS | METH_KEYWORDS, NULL},
    {"arg_parse_keywords_fast", (PyCFunction)(void (*)(void))arg_parse_keywords_fast, METH_VARARGS | METH_KEYWORDS, NULL},
    METHOD_O(arg_validate_keyword_arguments),
    METHOD_ARGS(arg_unpack_tuple),
    METHOD_END,
};

CAPI_MODULE(_capi_modsupport, methods)
