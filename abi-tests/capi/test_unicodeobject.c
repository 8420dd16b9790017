/* The functions of unicodeobject.h, apart from the codecs (test_unicodeobject_codecs.c) and PyUnicode_FromFormat
 * (test_unicodeobject_format.c). */
#include "capi.h"

WRAP_O(unicode_check, RETURN_TRUTH(PyUnicode_Check(o)))
WRAP_O(unicode_check_exact, RETURN_TRUTH(PyUnicode_CheckExact(o)))
WRAP_O(unicode_get_length, RETURN_INT(PyUnicode_GetLength(o)))
WRAP_O(unicode_from_object, RETURN_NEW(PyUnicode_FromObject(o)))
WRAP_O(unicode_is_identifier, RETURN_INT(PyUnicode_IsIdentifier(o)))

static PyObject *
unicode_from_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    if (!PyArg_ParseTuple(args, "y", &text)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_FromString(text));
}

/* A size of -99 means that of the bytes; None stands for NULL. */
static PyObject *
unicode_from_string_and_size(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    Py_ssize_t length, size = -99;
    if (!PyArg_ParseTuple(args, "z#|n", &text, &length, &size)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_FromStringAndSize(text, size == -99 ? length : size));
}

static PyObject *
unicode_from_ordinal(PyObject *Py_UNUSED(module), PyObject *args)
{
    int ordinal;
    if (!PyArg_ParseTuple(args, "i", &ordinal)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_FromOrdinal(ordinal));
}

/* The bytes are an array of wchar_t; a size of -1 means up to the end mark. None stands for NULL. */
static PyObject *
unicode_from_wide_char(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t length, size;
    if (!PyArg_ParseTuple(args, "z#n", &bytes, &length, &size)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_FromWideChar((const wchar_t *)bytes, size));
}

/* (result, the first `size` + 1 places); None for the places if there is no buffer. */
static PyObject *
unicode_as_wide_char(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t size;
    int buffer;
    if (!PyArg_ParseTuple(args, "Onp", &o, &size, &buffer)) {
        return NULL;
    }
    NULLABLE(o);
    wchar_t places[32];
    for (int i = 0; i < 32; i++) {
        places[i] = L'#';
    }
    Py_ssize_t result = PyUnicode_AsWideChar(o, buffer ? places : NULL, size);
    if (result == -1) {
        return NULL;
    }
    if (!buffer) {
        return PyLong_FromSsize_t(result);
    }
    return Py_BuildValue("nN", result, PyUnicode_FromWideChar(places, size + 1));
}

/* (text, size); without a place for the size, the text alone. */
static PyObject *
unicode_as_wide_char_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int want_size;
    if (!PyArg_ParseTuple(args, "Op", &o, &want_size)) {
        return NULL;
    }
    NULLABLE(o);
    Py_ssize_t size = -99;
    wchar_t *text = PyUnicode_AsWideCharString(o, want_size ? &size : NULL);
    if (text == NULL) {
        return NULL;
    }
    PyObject *result = want_size ? PyUnicode_FromWideChar(text, size) : PyUnicode_FromWideChar(text, -1);
    if (want_size && text[size] != 0) {
        PyErr_SetString(PyExc_AssertionError, "no end mark");
        Py_CLEAR(result);
    }
    PyMem_Free(text);
    return result == NULL || !want_size ? result : Py_BuildValue("Nn", result, size);
}

/* The code points with one guard behind them, as a list. */
static PyObject *
unicode_as_ucs4(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t size;
    int copy_null;
    if (!PyArg_ParseTuple(args, "Onp", &o, &size, &copy_null)) {
        return NULL;
    }
    Py_UCS4 buffer[32];
    for (int i = 0; i < 32; i++) {
        buffer[i] = '#';
    }
    Py_UCS4 *result = PyUnicode_AsUCS4(o, buffer, size, copy_null);
    if (result == NULL) {
        return NULL;
    }
    if (result != buffer) {
        PyErr_SetString(PyExc_AssertionError, "the result is not the buffer");
        return NULL;
    }
    return PyUnicode_FromKindAndData(4, buffer, size + 1);
}

static PyObject *
unicode_as_ucs4_copy(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_UCS4 *result = PyUnicode_AsUCS4Copy(o);
    if (result == NULL) {
        return NULL;
    }
    Py_ssize_t size = 0;
    while (result[size] != 0) {
        size++;
    }
    PyObject *back = PyUnicode_FromKindAndData(4, result, size);
    PyMem_Free(result);
    return back;
}

/* (bytes, size); without a place for the size, the bytes alone. */
static PyObject *
unicode_as_utf8_and_size(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int want_size;
    if (!PyArg_ParseTuple(args, "Op", &o, &want_size)) {
        return NULL;
    }
    NULLABLE(o);
    Py_ssize_t size = -99;
    const char *text = PyUnicode_AsUTF8AndSize(o, want_size ? &size : NULL);
    if (text == NULL) {
        if (want_size && size != -1) {
            PyErr_Format(PyExc_AssertionError, "after an error the size is %zd", size);
        }
        return NULL;
    }
    if (text != PyUnicode_AsUTF8(o)) {
        PyErr_SetString(PyExc_AssertionError, "the text is not kept");
        return NULL;
    }
    return want_size ? Py_BuildValue("y#n", text, size, size) : PyBytes_FromString(text);
}

static PyObject *
unicode_as_utf8(PyObject *Py_UNUSED(module), PyObject *o)
{
    NULLABLE(o);
    const char *text = PyUnicode_AsUTF8(o);
    return text == NULL ? NULL : PyBytes_FromString(text);
}

static PyObject *
unicode_read_char(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t index;
    if (!PyArg_ParseTuple(args, "On", &o, &index)) {
        return NULL;
    }
    Py_UCS4 c = PyUnicode_ReadChar(o, index);
    if (c == (Py_UCS4)-1 && PyErr_Occurred()) {
        return NULL;
    }
    return PyLong_FromUnsignedLong(c);
}

/* A new string of `size` places for characters up to `maxchar`, filled with `fill` by one function or another. */
static PyObject *
new_string(Py_ssize_t size, Py_UCS4 maxchar, Py_UCS4 fill)
{
    PyObject *o = PyUnicode_New(size, maxchar);
    if (o == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        PyUnicode_WRITE(PyUnicode_KIND(o), PyUnicode_DATA(o), i, fill);
    }
    return o;
}

/* (text, kind, largest character of the kind, is ASCII, is compact) */
static PyObject *
unicode_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    unsigned int maxchar, fill;
    if (!PyArg_ParseTuple(args, "nII", &size, &maxchar, &fill)) {
        return NULL;
    }
    PyObject *o = new_string(size, maxchar, fill);
    if (o == NULL) {
        return NULL;
    }
    return Py_BuildValue("NiIii", o, (int)PyUnicode_KIND(o), (unsigned int)PyUnicode_MAX_CHAR_VALUE(o),
                         (int)PyUnicode_IS_ASCII(o), (int)PyUnicode_IS_COMPACT(o));
}

/* A new string of three `x` places for `maxchar`, changed by PyUnicode_WriteChar. */
static PyObject *
unicode_write_char(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned int maxchar, c;
    Py_ssize_t index;
    if (!PyArg_ParseTuple(args, "InI", &maxchar, &index, &c)) {
        return NULL;
    }
    PyObject *o = new_string(3, maxchar, 'x');
    if (o == NULL || PyUnicode_WriteChar(o, index, c) < 0) {
        Py_XDECREF(o);
        return NULL;
    }
    return o;
}

static PyObject *
unicode_write_char_to(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyUnicode_WriteChar(o, 0, 'x'));
}

/* (result, text) */
static PyObject *
unicode_fill(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned int maxchar, c;
    Py_ssize_t start, length;
    if (!PyArg_ParseTuple(args, "InnI", &maxchar, &start, &length, &c)) {
        return NULL;
    }
    PyObject *o = new_string(5, maxchar, 'x');
    if (o == NULL) {
        return NULL;
    }
    Py_ssize_t result = PyUnicode_Fill(o, start, length, c);
    if (result == -1) {
        Py_DECREF(o);
        return NULL;
    }
    return Py_BuildValue("nN", result, o);
}

static PyObject *
unicode_fill_to(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyUnicode_Fill(o, 0, 1, 'x'));
}

/* (result, text) */
static PyObject *
unicode_copy_characters(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned int maxchar;
    Py_ssize_t to_start, from_start, how_many;
    PyObject *from;
    if (!PyArg_ParseTuple(args, "InOnn", &maxchar, &to_start, &from, &from_start, &how_many)) {
        return NULL;
    }
    NULLABLE(from);
    PyObject *o = new_string(5, maxchar, 'x');
    if (o == NULL) {
        return NULL;
    }
    Py_ssize_t result = PyUnicode_CopyCharacters(o, to_start, from, from_start, how_many);
    if (result == -1) {
        Py_DECREF(o);
        return NULL;
    }
    return Py_BuildValue("nN", result, o);
}

static PyObject *
unicode_copy_characters_to(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *to, *from;
    if (!PyArg_ParseTuple(args, "OO", &to, &from)) {
        return NULL;
    }
    RETURN_INT(PyUnicode_CopyCharacters(to, 0, from, 0, 1));
}

/* A new string of `size` places filled with `fill` and resized; new places are filled with `-`. */
static PyObject *
unicode_resize(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned int fill;
    Py_ssize_t size, length;
    if (!PyArg_ParseTuple(args, "nIn", &size, &fill, &length)) {
        return NULL;
    }
    PyObject *o = new_string(size, fill, fill);
    if (o == NULL) {
        return NULL;
    }
    if (PyUnicode_Resize(&o, length) < 0) {
        Py_XDECREF(o);
        return NULL;
    }
    for (Py_ssize_t i = size; i < length; i++) {
        PyUnicode_WRITE(PyUnicode_KIND(o), PyUnicode_DATA(o), i, '-');
    }
    return o;
}

/* Resizing what others can see: either refused, or it gives a new object. */
static PyObject *
unicode_resize_shared(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t length;
    if (!PyArg_ParseTuple(args, "On", &o, &length)) {
        return NULL;
    }
    PyObject *place = Py_NewRef(o);
    if (PyUnicode_Resize(&place, length) < 0) {
        Py_XDECREF(place);
        return NULL;
    }
    return place;
}

static PyObject *
unicode_resize_null(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyObject *place = NULL;
    RETURN_INT(PyUnicode_Resize(&place, 1));
}

static PyObject *
unicode_from_kind_and_data(PyObject *Py_UNUSED(module), PyObject *args)
{
    int kind;
    const char *bytes;
    Py_ssize_t length, size = -99;
    if (!PyArg_ParseTuple(args, "iy#|n", &kind, &bytes, &length, &size)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_FromKindAndData(kind, bytes, size == -99 ? length / (kind > 0 ? kind : 1) : size));
}

static PyObject *
unicode_substring(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t start, end;
    if (!PyArg_ParseTuple(args, "Onn", &o, &start, &end)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_Substring(o, start, end));
}

WRAP_OO(unicode_concat, RETURN_NEW(PyUnicode_Concat(a, b)))

/* PyUnicode_Append and PyUnicode_AppendAndDel of a string that others see, or of a new copy of it. NULL becomes None. */
static PyObject *
append(PyObject *args, int delete)
{
    PyObject *a, *b;
    int fresh;
    if (!PyArg_ParseTuple(args, "OOp", &a, &b, &fresh)) {
        return NULL;
    }
    NULLABLE(a);
    NULLABLE(b);
    PyObject *place = Py_XNewRef(a);
    if (fresh && a != NULL) {
        Py_SETREF(place, PyUnicode_New(PyUnicode_GET_LENGTH(a), PyUnicode_MAX_CHAR_VALUE(a)));
        if (place == NULL || PyUnicode_CopyCharacters(place, 0, a, 0, PyUnicode_GET_LENGTH(a)) < 0) {
            Py_XDECREF(place);
            return NULL;
        }
    }
    if (delete) {
        PyUnicode_AppendAndDel(&place, Py_XNewRef(b));
    }
    else {
        PyUnicode_Append(&place, b);
    }
    if (place == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    }
    return place;
}

static PyObject *
unicode_append(PyObject *Py_UNUSED(module), PyObject *args)
{
    return append(args, 0);
}

static PyObject *
unicode_append_and_del(PyObject *Py_UNUSED(module), PyObject *args)
{
    return append(args, 1);
}

static PyObject *
unicode_split(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *separator;
    Py_ssize_t maxsplit;
    if (!PyArg_ParseTuple(args, "OOn", &o, &separator, &maxsplit)) {
        return NULL;
    }
    NULLABLE(separator);
    RETURN_NEW(PyUnicode_Split(o, separator, maxsplit));
}

static PyObject *
unicode_rsplit(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *separator;
    Py_ssize_t maxsplit;
    if (!PyArg_ParseTuple(args, "OOn", &o, &separator, &maxsplit)) {
        return NULL;
    }
    NULLABLE(separator);
    RETURN_NEW(PyUnicode_RSplit(o, separator, maxsplit));
}

static PyObject *
unicode_splitlines(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int keep;
    if (!PyArg_ParseTuple(args, "Oi", &o, &keep)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_Splitlines(o, keep));
}

WRAP_OO(unicode_partition, RETURN_NEW(PyUnicode_Partition(a, b)))
WRAP_OO(unicode_rpartition, RETURN_NEW(PyUnicode_RPartition(a, b)))
WRAP_OO(unicode_join, RETURN_NEW(PyUnicode_Join(a, b)))
WRAP_OO(unicode_contains, RETURN_INT(PyUnicode_Contains(a, b)))
WRAP_OO(unicode_format, RETURN_NEW(PyUnicode_Format(a, b)))
WRAP_OO(unicode_compare, RETURN_INT(PyUnicode_Compare(a, b)))

static PyObject *
unicode_tailmatch(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *part;
    Py_ssize_t start, end;
    int direction;
    if (!PyArg_ParseTuple(args, "OOnni", &o, &part, &start, &end, &direction)) {
        return NULL;
    }
    RETURN_INT(PyUnicode_Tailmatch(o, part, start, end, direction));
}

/* The functions with a result of -1 for "not there" have -2 for an error. */
#define RETURN_PLACE(call) \
    do { \
        Py_ssize_t place_ = (call); \
        if (place_ == -2 && PyErr_Occurred()) { return NULL; } \
        return capi_int(place_); \
    } while (0)

static PyObject *
unicode_find(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *part;
    Py_ssize_t start, end;
    int direction;
    if (!PyArg_ParseTuple(args, "OOnni", &o, &part, &start, &end, &direction)) {
        return NULL;
    }
    RETURN_PLACE(PyUnicode_Find(o, part, start, end, direction));
}

static PyObject *
unicode_find_char(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    unsigned int c;
    Py_ssize_t start, end;
    int direction;
    if (!PyArg_ParseTuple(args, "OInni", &o, &c, &start, &end, &direction)) {
        return NULL;
    }
    RETURN_PLACE(PyUnicode_FindChar(o, c, start, end, direction));
}

static PyObject *
unicode_count(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *part;
    Py_ssize_t start, end;
    if (!PyArg_ParseTuple(args, "OOnn", &o, &part, &start, &end)) {
        return NULL;
    }
    RETURN_INT(PyUnicode_Count(o, part, start, end));
}

static PyObject *
unicode_replace(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *part, *new;
    Py_ssize_t count;
    if (!PyArg_ParseTuple(args, "OOOn", &o, &part, &new, &count)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_Replace(o, part, new, count));
}

static PyObject *
unicode_translate(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *table;
    const char *errors;
    if (!PyArg_ParseTuple(args, "OOz", &o, &table, &errors)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_Translate(o, table, errors));
}

static PyObject *
unicode_compare_with_ascii_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *text;
    if (!PyArg_ParseTuple(args, "Oy", &o, &text)) {
        return NULL;
    }
    RETURN_TRUTH(PyUnicode_CompareWithASCIIString(o, text));
}

static PyObject *
unicode_equal_to_utf8(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *text;
    if (!PyArg_ParseTuple(args, "Oy", &o, &text)) {
        return NULL;
    }
    RETURN_TRUTH(PyUnicode_EqualToUTF8(o, text));
}

static PyObject *
unicode_equal_to_utf8_and_size(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "Oy#", &o, &text, &size)) {
        return NULL;
    }
    RETURN_TRUTH(PyUnicode_EqualToUTF8AndSize(o, text, size));
}

static PyObject *
unicode_rich_compare(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b;
    int op;
    if (!PyArg_ParseTuple(args, "OOi", &a, &b, &op)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_RichCompare(a, b, op));
}

static PyObject *
unicode_intern_in_place(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *place = Py_NewRef(o);
    PyUnicode_InternInPlace(&place);
    return PyErr_Occurred() ? NULL : place;
}

static PyObject *
unicode_intern_from_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    if (!PyArg_ParseTuple(args, "y", &text)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_InternFromString(text));
}

WRAP_O(unicode_check_interned, RETURN_TRUTH(PyUnicode_CHECK_INTERNED(o)))

static PyObject *
unicode_get_default_encoding(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyUnicode_FromString(PyUnicode_GetDefaultEncoding());
}

/* In no public header, but exported, and published binaries import it. */
PyAPI_FUNC(int) _PyUnicode_Equal(PyObject *, PyObject *);
WRAP_OO(unicode_equal, RETURN_TRUTH(_PyUnicode_Equal(a, b)))

PyAPI_FUNC(void) PyUnicode_InternImmortal(PyObject **);
PyAPI_FUNC(Py_ssize_t) PyUnicode_GetSize(PyObject *);

static PyObject *
unicode_intern_immortal(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *place = Py_NewRef(o);
    PyUnicode_InternImmortal(&place);
    return PyErr_Occurred() ? NULL : place;
}

WRAP_O(unicode_get_size, RETURN_INT(PyUnicode_GetSize(o)))

static PyObject *
unicode_types(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("OO", &PyUnicode_Type, &PyUnicodeIter_Type);
}

static PyMethodDef methods[] = {
    METHOD_O(unicode_check), METHOD_O(unicode_check_exact), METHOD_O(unicode_get_length), METHOD_O(unicode_from_object),
    METHOD_O(unicode_is_identifier), METHOD_ARGS(unicode_from_string), METHOD_ARGS(unicode_from_string_and_size),
    METHOD_ARGS(unicode_from_ordinal), METHOD_ARGS(unicode_from_wide_char), METHOD_ARGS(unicode_as_wide_char),
    METHOD_ARGS(unicode_as_wide_char_string), METHOD_ARGS(unicode_as_ucs4), METHOD_O(unicode_as_ucs4_copy),
    METHOD_ARGS(unicode_as_utf8_and_size), METHOD_O(unicode_as_utf8), METHOD_ARGS(unicode_read_char),
    METHOD_ARGS(unicode_new), METHOD_ARGS(unicode_write_char), METHOD_O(unicode_write_char_to), METHOD_ARGS(unicode_fill),
    METHOD_O(unicode_fill_to), METHOD_ARGS(unicode_copy_characters), METHOD_ARGS(unicode_copy_characters_to),
    METHOD_ARGS(unicode_resize), METHOD_ARGS(unicode_resize_shared), METHOD_ARGS(unicode_resize_null),
    METHOD_ARGS(unicode_from_kind_and_data), METHOD_ARGS(unicode_substring), METHOD_ARGS(unicode_concat),
    METHOD_ARGS(unicode_append), METHOD_ARGS(unicode_append_and_del), METHOD_ARGS(unicode_split),
    METHOD_ARGS(unicode_rsplit), METHOD_ARGS(unicode_splitlines), METHOD_ARGS(unicode_partition),
    METHOD_ARGS(unicode_rpartition), METHOD_ARGS(unicode_join), METHOD_ARGS(unicode_contains), METHOD_ARGS(unicode_format),
    METHOD_ARGS(unicode_compare), METHOD_ARGS(unicode_tailmatch), METHOD_ARGS(unicode_find), METHOD_ARGS(unicode_find_char),
    METHOD_ARGS(unicode_count), METHOD_ARGS(unicode_replace), METHOD_ARGS(unicode_translate),
    METHOD_ARGS(unicode_compare_with_ascii_string), METHOD_ARGS(unicode_equal_to_utf8),
    METHOD_ARGS(unicode_equal_to_utf8_and_size), METHOD_ARGS(unicode_rich_compare), METHOD_O(unicode_intern_in_place),
    METHOD_ARGS(unicode_intern_from_string), METHOD_O(unicode_check_interned), METHOD_ARGS(unicode_get_default_encoding),
    METHOD_ARGS(unicode_equal), METHOD_O(unicode_intern_immortal), METHOD_O(unicode_get_size),
    METHOD_ARGS(unicode_types), METHOD_END,
};

CAPI_MODULE(_capi_unicodeobject, methods)
