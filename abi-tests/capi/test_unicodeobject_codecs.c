/* The codecs of unicodeobject.h: bytes to text and back, the locale and file names. */
#include "capi.h"

WRAP_O(unicode_as_utf8_string, RETURN_NEW(PyUnicode_AsUTF8String(o)))
WRAP_O(unicode_as_ascii_string, RETURN_NEW(PyUnicode_AsASCIIString(o)))
WRAP_O(unicode_as_latin1_string, RETURN_NEW(PyUnicode_AsLatin1String(o)))
WRAP_O(unicode_as_utf16_string, RETURN_NEW(PyUnicode_AsUTF16String(o)))
WRAP_O(unicode_as_utf32_string, RETURN_NEW(PyUnicode_AsUTF32String(o)))
WRAP_O(unicode_as_unicode_escape_string, RETURN_NEW(PyUnicode_AsUnicodeEscapeString(o)))
WRAP_O(unicode_as_raw_unicode_escape_string, RETURN_NEW(PyUnicode_AsRawUnicodeEscapeString(o)))
WRAP_OO(unicode_as_charmap_string, RETURN_NEW(PyUnicode_AsCharmapString(a, b)))
WRAP_O(unicode_build_encoding_map, RETURN_NEW(PyUnicode_BuildEncodingMap(o)))
WRAP_O(unicode_encode_fs_default, RETURN_NEW(PyUnicode_EncodeFSDefault(o)))

/* (bytes, error handler or None for NULL) */
#define WRAP_DECODE(name, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        const char *bytes, *errors; \
        Py_ssize_t size; \
        if (!PyArg_ParseTuple(args, "y#z", &bytes, &size, &errors)) { return NULL; } \
        RETURN_NEW(function(bytes, size, errors)); \
    }
WRAP_DECODE(unicode_decode_utf8, PyUnicode_DecodeUTF8)
WRAP_DECODE(unicode_decode_utf7, PyUnicode_DecodeUTF7)
WRAP_DECODE(unicode_decode_ascii, PyUnicode_DecodeASCII)
WRAP_DECODE(unicode_decode_latin1, PyUnicode_DecodeLatin1)
WRAP_DECODE(unicode_decode_unicode_escape, PyUnicode_DecodeUnicodeEscape)
WRAP_DECODE(unicode_decode_raw_unicode_escape, PyUnicode_DecodeRawUnicodeEscape)
WRAP_DECODE(unicode_decode_locale_and_size, PyUnicode_DecodeLocaleAndSize)

/* (text, how many bytes were used); without a place for that, the text alone. */
#define WRAP_DECODE_STATEFUL(name, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        const char *bytes, *errors; \
        Py_ssize_t size, consumed = -99; \
        int want; \
        if (!PyArg_ParseTuple(args, "y#zp", &bytes, &size, &errors, &want)) { return NULL; } \
        PyObject *text = function(bytes, size, errors, want ? &consumed : NULL); \
        return text == NULL || !want ? text : Py_BuildValue("Nn", text, consumed); \
    }
WRAP_DECODE_STATEFUL(unicode_decode_utf8_stateful, PyUnicode_DecodeUTF8Stateful)
WRAP_DECODE_STATEFUL(unicode_decode_utf7_stateful, PyUnicode_DecodeUTF7Stateful)

/* (text, byte order at the end); None for the order is NULL. */
#define WRAP_DECODE_ORDER(name, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        const char *bytes, *errors; \
        Py_ssize_t size; \
        PyObject *which; \
        if (!PyArg_ParseTuple(args, "y#zO", &bytes, &size, &errors, &which)) { return NULL; } \
        if (which == Py_None) { RETURN_NEW(function(bytes, size, errors, NULL)); } \
        int order = (int)PyLong_AsLong(which); \
        PyObject *text = function(bytes, size, errors, &order); \
        return text == NULL ? NULL : Py_BuildValue("Ni", text, order); \
    }
WRAP_DECODE_ORDER(unicode_decode_utf16, PyUnicode_DecodeUTF16)
WRAP_DECODE_ORDER(unicode_decode_utf32, PyUnicode_DecodeUTF32)

/* (text, byte order, how many bytes were used) */
#define WRAP_DECODE_ORDER_STATEFUL(name, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        const char *bytes, *errors; \
        Py_ssize_t size, consumed = -99; \
        int order; \
        if (!PyArg_ParseTuple(args, "y#zi", &bytes, &size, &errors, &order)) { return NULL; } \
        PyObject *text = function(bytes, size, errors, &order, &consumed); \
        return text == NULL ? NULL : Py_BuildValue("Nin", text, order, consumed); \
    }
WRAP_DECODE_ORDER_STATEFUL(unicode_decode_utf16_stateful, PyUnicode_DecodeUTF16Stateful)
WRAP_DECODE_ORDER_STATEFUL(unicode_decode_utf32_stateful, PyUnicode_DecodeUTF32Stateful)

static PyObject *
unicode_decode(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes, *encoding, *errors;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y#zz", &bytes, &size, &encoding, &errors)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_Decode(bytes, size, encoding, errors));
}

#define WRAP_ENCODING(name, function) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *o; \
        const char *encoding, *errors; \
        if (!PyArg_ParseTuple(args, "Ozz", &o, &encoding, &errors)) { return NULL; } \
        NULLABLE(o); \
        RETURN_NEW(function(o, encoding, errors)); \
    }
WRAP_ENCODING(unicode_as_encoded_string, PyUnicode_AsEncodedString)
WRAP_ENCODING(unicode_from_encoded_object, PyUnicode_FromEncodedObject)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
WRAP_ENCODING(unicode_as_decoded_object, PyUnicode_AsDecodedObject)
WRAP_ENCODING(unicode_as_decoded_unicode, PyUnicode_AsDecodedUnicode)
WRAP_ENCODING(unicode_as_encoded_object, PyUnicode_AsEncodedObject)
WRAP_ENCODING(unicode_as_encoded_unicode, PyUnicode_AsEncodedUnicode)
#pragma GCC diagnostic pop

static PyObject *
unicode_decode_charmap(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes, *errors;
    Py_ssize_t size;
    PyObject *mapping;
    if (!PyArg_ParseTuple(args, "y#Oz", &bytes, &size, &mapping, &errors)) {
        return NULL;
    }
    NULLABLE(mapping);
    RETURN_NEW(PyUnicode_DecodeCharmap(bytes, size, mapping, errors));
}

static PyObject *
unicode_decode_locale(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes, *errors;
    if (!PyArg_ParseTuple(args, "yz", &bytes, &errors)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_DecodeLocale(bytes, errors));
}

static PyObject *
unicode_encode_locale(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *errors;
    if (!PyArg_ParseTuple(args, "Oz", &o, &errors)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_EncodeLocale(o, errors));
}

static PyObject *
unicode_decode_fs_default(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    if (!PyArg_ParseTuple(args, "y", &bytes)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_DecodeFSDefault(bytes));
}

static PyObject *
unicode_decode_fs_default_and_size(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y#", &bytes, &size)) {
        return NULL;
    }
    RETURN_NEW(PyUnicode_DecodeFSDefaultAndSize(bytes, size));
}

/* (result, object); the second call, with NULL, must give the object back. */
static PyObject *
converted(int (*converter)(PyObject *, void *), PyObject *o)
{
    PyObject *result = NULL;
    int status = converter(o, &result);
    if (status == 0) {
        return NULL;
    }
    PyObject *shown = Py_NewRef(result);
    if (converter(NULL, &result) != 1 || result != NULL) {
        PyErr_SetString(PyExc_AssertionError, "not cleaned up");
        Py_DECREF(shown);
        return NULL;
    }
    return Py_BuildValue("iN", status, shown);
}

WRAP_O(unicode_fs_converter, return converted(PyUnicode_FSConverter, o))
WRAP_O(unicode_fs_decoder, return converted(PyUnicode_FSDecoder, o))

/* As O& of PyArg_ParseTuple, with another argument that fails. */
static PyObject *
unicode_fs_converter_parsed(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *path = NULL;
    int number;
    if (!PyArg_ParseTuple(args, "O&i", PyUnicode_FSConverter, &path, &number)) {
        return NULL;
    }
    return path;
}

static PyMethodDef methods[] = {
    METHOD_O(unicode_as_utf8_string), METHOD_O(unicode_as_ascii_string), METHOD_O(unicode_as_latin1_string),
    METHOD_O(unicode_as_utf16_string), METHOD_O(unicode_as_utf32_string), METHOD_O(unicode_as_unicode_escape_string),
    METHOD_O(unicode_as_raw_unicode_escape_string), METHOD_ARGS(unicode_as_charmap_string),
    METHOD_O(unicode_build_encoding_map), METHOD_O(unicode_encode_fs_default), METHOD_ARGS(unicode_decode_utf8),
    METHOD_ARGS(unicode_decode_utf7), METHOD_ARGS(unicode_decode_ascii), METHOD_ARGS(unicode_decode_latin1),
    METHOD_ARGS(unicode_decode_unicode_escape), METHOD_ARGS(unicode_decode_raw_unicode_escape),
    METHOD_ARGS(unicode_decode_locale_and_size), METHOD_ARGS(unicode_decode_utf8_stateful),
    METHOD_ARGS(unicode_decode_utf7_stateful), METHOD_ARGS(unicode_decode_utf16), METHOD_ARGS(unicode_decode_utf32),
    METHOD_ARGS(unicode_decode_utf16_stateful), METHOD_ARGS(unicode_decode_utf32_stateful), METHOD_ARGS(unicode_decode),
    METHOD_ARGS(unicode_as_encoded_string), METHOD_ARGS(unicode_from_encoded_object),
    METHOD_ARGS(unicode_as_decoded_object), METHOD_ARGS(unicode_as_decoded_unicode),
    METHOD_ARGS(unicode_as_encoded_object), METHOD_ARGS(unicode_as_encoded_unicode), METHOD_ARGS(unicode_decode_charmap),
    METHOD_ARGS(unicode_decode_locale), METHOD_ARGS(unicode_encode_locale), METHOD_ARGS(unicode_decode_fs_default),
    METHOD_ARGS(unicode_decode_fs_default_and_size), METHOD_O(unicode_fs_converter), METHOD_O(unicode_fs_decoder),
    METHOD_ARGS(unicode_fs_converter_parsed), METHOD_END,
};

CAPI_MODULE(_capi_unicodeobject_codecs, methods)
