/* The functions of codecs.h. */
#include "capi.h"

WRAP_O(codec_register, RETURN_INT(PyCodec_Register(o)))
WRAP_O(codec_unregister, RETURN_INT(PyCodec_Unregister(o)))
WRAP_O(codec_strict_errors, RETURN_NEW(PyCodec_StrictErrors(o)))
WRAP_O(codec_ignore_errors, RETURN_NEW(PyCodec_IgnoreErrors(o)))
WRAP_O(codec_replace_errors, RETURN_NEW(PyCodec_ReplaceErrors(o)))
WRAP_O(codec_xmlcharref_replace_errors, RETURN_NEW(PyCodec_XMLCharRefReplaceErrors(o)))
WRAP_O(codec_backslash_replace_errors, RETURN_NEW(PyCodec_BackslashReplaceErrors(o)))
WRAP_O(codec_name_replace_errors, RETURN_NEW(PyCodec_NameReplaceErrors(o)))

/* (encoding) */
#define WRAP_NAME(name, report) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        const char *encoding; \
        if (!PyArg_ParseTuple(args, "z", &encoding)) { return NULL; } \
        report; \
    }
WRAP_NAME(codec_known_encoding, RETURN_TRUTH(PyCodec_KnownEncoding(encoding)))
WRAP_NAME(codec_encoder, RETURN_NEW(PyCodec_Encoder(encoding)))
WRAP_NAME(codec_decoder, RETURN_NEW(PyCodec_Decoder(encoding)))
WRAP_NAME(codec_lookup_error, RETURN_NEW(PyCodec_LookupError(encoding)))

/* (object, encoding, errors) */
#define WRAP_CODEC(name, report) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *o; \
        const char *encoding, *errors; \
        if (!PyArg_ParseTuple(args, "Ozz", &o, &encoding, &errors)) { return NULL; } \
        report; \
    }
WRAP_CODEC(codec_encode, RETURN_NEW(PyCodec_Encode(o, encoding, errors)))
WRAP_CODEC(codec_decode, RETURN_NEW(PyCodec_Decode(o, encoding, errors)))
WRAP_CODEC(codec_stream_reader, RETURN_NEW(PyCodec_StreamReader(encoding, o, errors)))
WRAP_CODEC(codec_stream_writer, RETURN_NEW(PyCodec_StreamWriter(encoding, o, errors)))

static PyObject *
codec_incremental_encoder(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *encoding, *errors;
    if (!PyArg_ParseTuple(args, "zz", &encoding, &errors)) {
        return NULL;
    }
    RETURN_NEW(PyCodec_IncrementalEncoder(encoding, errors));
}

static PyObject *
codec_incremental_decoder(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *encoding, *errors;
    if (!PyArg_ParseTuple(args, "zz", &encoding, &errors)) {
        return NULL;
    }
    RETURN_NEW(PyCodec_IncrementalDecoder(encoding, errors));
}

static PyObject *
codec_register_error(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    PyObject *handler;
    if (!PyArg_ParseTuple(args, "yO", &name, &handler)) {
        return NULL;
    }
    RETURN_INT(PyCodec_RegisterError(name, handler));
}

static PyObject *
hexdigits(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyBytes_FromString(Py_hexdigits);
}

static PyMethodDef methods[] = {
    METHOD_O(codec_register), METHOD_O(codec_unregister), METHOD_O(codec_strict_errors), METHOD_O(codec_ignore_errors),
    METHOD_O(codec_replace_errors), METHOD_O(codec_xmlcharref_replace_errors), METHOD_O(codec_backslash_replace_errors),
    METHOD_O(codec_name_replace_errors), METHOD_ARGS(codec_known_encoding), METHOD_ARGS(codec_encoder),
    METHOD_ARGS(codec_decoder), METHOD_ARGS(codec_lookup_error), METHOD_ARGS(codec_encode), METHOD_ARGS(codec_decode),
    METHOD_ARGS(codec_stream_reader), METHOD_ARGS(codec_stream_writer), METHOD_ARGS(codec_incremental_encoder),
    METHOD_ARGS(codec_incremental_decoder), METHOD_ARGS(codec_register_error), METHOD_ARGS(hexdigits), METHOD_END,
};

CAPI_MODULE(_capi_codecs, methods)
