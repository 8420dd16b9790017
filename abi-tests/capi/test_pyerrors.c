/* pyerrors.h: the error indicator, exceptions and their attributes. */
#include "capi.h"
#include <errno.h>
#include <signal.h>

PyAPI_FUNC(void) _PyErr_BadInternalCall(const char *, int);
PyAPI_FUNC(PyObject *) _PyErr_FormatFromCause(PyObject *, const char *, ...);

/* Sets an exception object as PyErr_SetObject(type, value) does, unless it is None. */
static void
set(PyObject *error)
{
    if (error != Py_None) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    }
}

static PyObject *
err_set_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *value;
    if (!PyArg_ParseTuple(args, "OO", &type, &value)) {
        return NULL;
    }
    if (value == Py_Ellipsis) {
        value = NULL;
    }
    PyErr_SetObject(type, value);
    return NULL;
}

static PyObject *
err_set_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type;
    const char *text;
    if (!PyArg_ParseTuple(args, "Oy", &type, &text)) {
        return NULL;
    }
    PyErr_SetString(type, text);
    return NULL;
}

static PyObject *
err_set_none(PyObject *Py_UNUSED(module), PyObject *type)
{
    PyErr_SetNone(type);
    return NULL;
}

/* The indicator after setting it: borrowed, the class. */
static PyObject *
err_occurred(PyObject *Py_UNUSED(module), PyObject *error)
{
    set(error);
    PyObject *type = PyErr_Occurred();
    Py_XINCREF(type);
    PyErr_Clear();
    if (PyErr_Occurred()) {
        return NULL;
    }
    return type == NULL ? Py_NewRef(Py_None) : type;
}

static PyObject *
err_exception_matches(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *error, *type;
    if (!PyArg_ParseTuple(args, "OO", &error, &type)) {
        return NULL;
    }
    set(error);
    int result = PyErr_ExceptionMatches(type);
    PyErr_Clear();
    return PyLong_FromLong(result);
}

static PyObject *
err_given_exception_matches(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *error, *type;
    if (!PyArg_ParseTuple(args, "OO", &error, &type)) {
        return NULL;
    }
    NULLABLE(error);
    NULLABLE(type);
    RETURN_INT(PyErr_GivenExceptionMatches(error, type));
}

/* Fetches what was set, gives (type, value, traceback), None for NULL; normalized if asked to. */
static PyObject *
err_fetch(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *value, *traceback;
    int normalize;
    if (!PyArg_ParseTuple(args, "OOp", &type, &value, &normalize)) {
        return NULL;
    }
    if (type != Py_None) {
        PyErr_SetObject(type, value);
    }
    PyErr_Fetch(&type, &value, &traceback);
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (normalize) {
        PyErr_NormalizeException(&type, &value, &traceback);
    }
    return Py_BuildValue("NNN", type == NULL ? Py_NewRef(Py_None) : type, value == NULL ? Py_NewRef(Py_None) : value,
                         traceback == NULL ? Py_NewRef(Py_None) : traceback);
}

/* Normalizes loose parts, as they come from old code. */
static PyObject *
err_normalize(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *value, *traceback;
    if (!PyArg_ParseTuple(args, "OOO", &type, &value, &traceback)) {
        return NULL;
    }
    NULLABLE(value);
    NULLABLE(traceback);
    Py_INCREF(type);
    Py_XINCREF(value);
    Py_XINCREF(traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    return Py_BuildValue("NNN", type, value == NULL ? Py_NewRef(Py_None) : value,
                         traceback == NULL ? Py_NewRef(Py_None) : traceback);
}

static PyObject *
err_restore(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *value, *traceback;
    if (!PyArg_ParseTuple(args, "OOO", &type, &value, &traceback)) {
        return NULL;
    }
    NULLABLE(type);
    NULLABLE(value);
    NULLABLE(traceback);
    PyErr_Restore(Py_XNewRef(type), Py_XNewRef(value), Py_XNewRef(traceback));
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *
err_get_raised_exception(PyObject *Py_UNUSED(module), PyObject *error)
{
    set(error);
    PyObject *raised = PyErr_GetRaisedException();
    if (PyErr_Occurred()) {
        return NULL;
    }
    return raised == NULL ? Py_NewRef(Py_None) : raised;
}

/* The second one replaces the first, which is released. */
static PyObject *
err_set_raised_exception(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *first, *second;
    if (!PyArg_ParseTuple(args, "OO", &first, &second)) {
        return NULL;
    }
    NULLABLE(second);
    PyErr_SetRaisedException(Py_NewRef(first));
    PyErr_SetRaisedException(Py_XNewRef(second));
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *
err_get_handled_exception(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyObject *handled = PyErr_GetHandledException();
    return handled == NULL ? Py_NewRef(Py_None) : handled;
}

/* Makes the exception the handled one, looks at sys.exc_info() through the other function, and puts back what was. */
static PyObject *
err_set_handled_exception(PyObject *Py_UNUSED(module), PyObject *error)
{
    PyObject *before = PyErr_GetHandledException(), *type, *value, *traceback;
    PyErr_SetHandledException(error);
    PyErr_GetExcInfo(&type, &value, &traceback);
    PyErr_SetHandledException(before);
    Py_XDECREF(before);
    return Py_BuildValue("NNN", type == NULL ? Py_NewRef(Py_None) : type, value == NULL ? Py_NewRef(Py_None) : value,
                         traceback == NULL ? Py_NewRef(Py_None) : traceback);
}

static PyObject *
err_set_exc_info(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *value, *traceback, *old[3];
    if (!PyArg_ParseTuple(args, "OOO", &type, &value, &traceback)) {
        return NULL;
    }
    PyErr_GetExcInfo(&old[0], &old[1], &old[2]);
    PyErr_SetExcInfo(Py_NewRef(type), Py_NewRef(value), Py_NewRef(traceback));
    PyObject *handled = PyErr_GetHandledException();
    PyErr_SetExcInfo(old[0], old[1], old[2]);
    return handled == NULL ? Py_NewRef(Py_None) : handled;
}

static PyObject *
err_bad_argument(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(PyErr_BadArgument() - 1);
}

static PyObject *
err_no_memory(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyErr_NoMemory());
}

static PyObject *
err_bad_internal_call(PyObject *Py_UNUSED(module), PyObject *o)
{
    if (PyObject_IsTrue(o)) {
        PyErr_BadInternalCall();
    }
    else {
        _PyErr_BadInternalCall("file.c", 42);
    }
    return NULL;
}

/* Formats one value: the letter says of which type. */
static PyObject *
err_format(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *object = Py_None;
    const char *kind, *format, *text = "";
    long long number = 0;
    if (!PyArg_ParseTuple(args, "Oss|LyO", &type, &kind, &format, &number, &text, &object)) {
        return NULL;
    }
    PyObject *result = NULL;
    switch (*kind) {
    case 'i': result = PyErr_Format(type, format, (int)number); break;
    case 'l': result = PyErr_Format(type, format, (long)number); break;
    case 'L': result = PyErr_Format(type, format, number); break;
    case 'n': result = PyErr_Format(type, format, (Py_ssize_t)number); break;
    case 'p': result = PyErr_Format(type, format, (void *)number); break;
    case 's': result = PyErr_Format(type, format, text); break;
    case 'o': result = PyErr_Format(type, format, object); break;
    case 'V': result = PyErr_Format(type, format, object == Py_None ? NULL : object, text); break;
    case 'm': result = PyErr_Format(type, format, (int)number, text, object, (int)number, text, object, (int)number, text); break;
    }
    return result == NULL ? NULL : PyErr_Format(PyExc_AssertionError, "it must return NULL");
}

static PyObject *
err_format_from_cause(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *error, *type;
    if (!PyArg_ParseTuple(args, "OO", &error, &type)) {
        return NULL;
    }
    set(error);
    return _PyErr_FormatFromCause(type, "number %d", 5);
}

static PyObject *
err_set_from_errno(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *a = NULL, *b = NULL;
    int number;
    if (!PyArg_ParseTuple(args, "Oi|OO", &type, &number, &a, &b)) {
        return NULL;
    }
    errno = number;
    if (b != NULL) {
        RETURN_NEW(PyErr_SetFromErrnoWithFilenameObjects(type, a, b));
    }
    if (a != NULL) {
        RETURN_NEW(PyErr_SetFromErrnoWithFilenameObject(type, a));
    }
    RETURN_NEW(PyErr_SetFromErrno(type));
}

static PyObject *
err_set_from_errno_with_filename(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type;
    int number;
    const char *name;
    if (!PyArg_ParseTuple(args, "Oiz", &type, &number, &name)) {
        return NULL;
    }
    errno = number;
    RETURN_NEW(PyErr_SetFromErrnoWithFilename(type, name));
}

static PyObject *
err_set_import_error(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type = NULL, *text, *name, *path;
    if (!PyArg_ParseTuple(args, "OOO|O", &text, &name, &path, &type)) {
        return NULL;
    }
    NULLABLE(text);
    NULLABLE(name);
    NULLABLE(path);
    if (type == NULL) {
        RETURN_NEW(PyErr_SetImportError(text, name, path));
    }
    RETURN_NEW(PyErr_SetImportErrorSubclass(type, text, name, path));
}

static PyObject *
err_new_exception(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    PyObject *base, *dict;
    if (!PyArg_ParseTuple(args, "sOO", &name, &base, &dict)) {
        return NULL;
    }
    NULLABLE(base);
    NULLABLE(dict);
    RETURN_NEW(PyErr_NewException(name, base, dict));
}

static PyObject *
err_new_exception_with_doc(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name, *doc;
    PyObject *base, *dict;
    if (!PyArg_ParseTuple(args, "szOO", &name, &doc, &base, &dict)) {
        return NULL;
    }
    NULLABLE(base);
    NULLABLE(dict);
    RETURN_NEW(PyErr_NewExceptionWithDoc(name, doc, base, dict));
}

static PyObject *
err_write_unraisable(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *error, *object;
    if (!PyArg_ParseTuple(args, "OO", &error, &object)) {
        return NULL;
    }
    NULLABLE(object);
    set(error);
    PyErr_WriteUnraisable(object);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *
err_format_unraisable(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *error, *object;
    int without;
    if (!PyArg_ParseTuple(args, "OOp", &error, &object, &without)) {
        return NULL;
    }
    set(error);
    if (without) {
        PyErr_FormatUnraisable(NULL);
    }
    else {
        PyErr_FormatUnraisable("Ignored in %R number %d", object, 5);
    }
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *
err_check_signals(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(PyErr_CheckSignals());
}

/* -1 for a signal that does not exist; else the handler runs in PyErr_CheckSignals. */
static PyObject *
err_set_interrupt(PyObject *Py_UNUSED(module), PyObject *args)
{
    int number = 0;
    if (!PyArg_ParseTuple(args, "|i", &number)) {
        return NULL;
    }
    if (number == 0) {
        PyErr_SetInterrupt();
    }
    else if (PyErr_SetInterruptEx(number) < 0) {
        return PyLong_FromLong(-1);
    }
    RETURN_INT(PyErr_CheckSignals());
}

static PyObject *
err_syntax_location(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *error;
    const char *file;
    int line, column = -7, end_line = -7, end_column = -7;
    if (!PyArg_ParseTuple(args, "Ozi|iii", &error, &file, &line, &column, &end_line, &end_column)) {
        return NULL;
    }
    set(error);
    if (end_line != -7) {
        PyObject *name = file == NULL ? NULL : PyUnicode_FromString(file);
        PyErr_RangedSyntaxLocationObject(name, line, column, end_line, end_column);
        Py_XDECREF(name);
    }
    else if (column == -7) {
        PyErr_SyntaxLocation(file, line);
    }
    else {
        PyErr_SyntaxLocationEx(file, line, column);
    }
    return NULL;
}

static PyObject *
err_program_text(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *file;
    int line, with_object;
    if (!PyArg_ParseTuple(args, "sip", &file, &line, &with_object)) {
        return NULL;
    }
    PyObject *text;
    if (with_object) {
        PyObject *name = PyUnicode_FromString(file);
        text = PyErr_ProgramTextObject(name, line);
        Py_DECREF(name);
    }
    else {
        text = PyErr_ProgramText(file, line);
    }
    return text == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : text;
}

static PyObject *
err_chain_exceptions(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *first, *second;
    if (!PyArg_ParseTuple(args, "OO", &first, &second)) {
        return NULL;
    }
    set(second);
    _PyErr_ChainExceptions1(first == Py_None ? NULL : Py_NewRef(first));
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *
exceptionclass_name(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyUnicode_FromString(PyExceptionClass_Name(o));
}

static PyObject *
exceptionclass_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH((PyExceptionClass_Check(o) ? 1 : 0) + (PyExceptionInstance_Check(o) ? 2 : 0));
}

#define GETTER(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *o) \
    { \
        PyObject *result = Function(o); \
        return result == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : result; \
    }

GETTER(exception_get_cause, PyException_GetCause)
GETTER(exception_get_context, PyException_GetContext)
GETTER(exception_get_traceback, PyException_GetTraceback)
GETTER(exception_get_args, PyException_GetArgs)

static PyObject *
exception_set_cause(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    NULLABLE(value);
    PyException_SetCause(o, Py_XNewRef(value));
    Py_RETURN_NONE;
}

static PyObject *
exception_set_context(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    NULLABLE(value);
    PyException_SetContext(o, Py_XNewRef(value));
    Py_RETURN_NONE;
}

static PyObject *
exception_set_traceback(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    RETURN_INT(PyException_SetTraceback(o, value));
}

static PyObject *
exception_set_args(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    PyException_SetArgs(o, value);
    Py_RETURN_NONE;
}

/* The three classes for text errors: encode 0, decode 1, translate 2. */

static PyObject *
unicode_error_get(PyObject *Py_UNUSED(module), PyObject *args)
{
    int kind;
    const char *what;
    PyObject *o;
    if (!PyArg_ParseTuple(args, "isO", &kind, &what, &o)) {
        return NULL;
    }
    Py_ssize_t place = -77;
    switch (*what) {
    case 'n':
        RETURN_NEW(kind == 0 ? PyUnicodeEncodeError_GetEncoding(o) : PyUnicodeDecodeError_GetEncoding(o));
    case 'o':
        RETURN_NEW(kind == 0   ? PyUnicodeEncodeError_GetObject(o)
                   : kind == 1 ? PyUnicodeDecodeError_GetObject(o)
                               : PyUnicodeTranslateError_GetObject(o));
    case 'r':
        RETURN_NEW(kind == 0   ? PyUnicodeEncodeError_GetReason(o)
                   : kind == 1 ? PyUnicodeDecodeError_GetReason(o)
                               : PyUnicodeTranslateError_GetReason(o));
    case 's':
        if ((kind == 0   ? PyUnicodeEncodeError_GetStart(o, &place)
             : kind == 1 ? PyUnicodeDecodeError_GetStart(o, &place)
                         : PyUnicodeTranslateError_GetStart(o, &place)) < 0) {
            return NULL;
        }
        return PyLong_FromSsize_t(place);
    default:
        if ((kind == 0   ? PyUnicodeEncodeError_GetEnd(o, &place)
             : kind == 1 ? PyUnicodeDecodeError_GetEnd(o, &place)
                         : PyUnicodeTranslateError_GetEnd(o, &place)) < 0) {
            return NULL;
        }
        return PyLong_FromSsize_t(place);
    }
}

static PyObject *
unicode_error_set(PyObject *Py_UNUSED(module), PyObject *args)
{
    int kind;
    const char *what, *text;
    PyObject *o;
    Py_ssize_t place;
    if (!PyArg_ParseTuple(args, "isOny", &kind, &what, &o, &place, &text)) {
        return NULL;
    }
    switch (*what) {
    case 'r':
        RETURN_INT(kind == 0   ? PyUnicodeEncodeError_SetReason(o, text)
                   : kind == 1 ? PyUnicodeDecodeError_SetReason(o, text)
                               : PyUnicodeTranslateError_SetReason(o, text));
    case 's':
        RETURN_INT(kind == 0   ? PyUnicodeEncodeError_SetStart(o, place)
                   : kind == 1 ? PyUnicodeDecodeError_SetStart(o, place)
                               : PyUnicodeTranslateError_SetStart(o, place));
    default:
        RETURN_INT(kind == 0   ? PyUnicodeEncodeError_SetEnd(o, place)
                   : kind == 1 ? PyUnicodeDecodeError_SetEnd(o, place)
                               : PyUnicodeTranslateError_SetEnd(o, place));
    }
}

static PyObject *
unicode_decode_error_create(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *encoding, *object, *reason;
    Py_ssize_t length, start, end;
    if (!PyArg_ParseTuple(args, "yy#nny", &encoding, &object, &length, &start, &end, &reason)) {
        return NULL;
    }
    RETURN_NEW(PyUnicodeDecodeError_Create(encoding, object, length, start, end, reason));
}

static PyObject *
unstable_exc_prep_reraise_star(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *original, *raised;
    if (!PyArg_ParseTuple(args, "OO", &original, &raised)) {
        return NULL;
    }
    RETURN_NEW(PyUnstable_Exc_PrepReraiseStar(original, raised));
}

static PyObject *
os_snprintf(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "n", &size)) {
        return NULL;
    }
    char text[32] = "untouched untouched untouched";
    int length = PyOS_snprintf(text, (size_t)size, "%d %s %.2f", 42, "text", 1.5);
    return Py_BuildValue("iy", length, text);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(err_set_object), METHOD_ARGS(err_set_string), METHOD_O(err_set_none), METHOD_O(err_occurred),
    METHOD_ARGS(err_exception_matches), METHOD_ARGS(err_given_exception_matches), METHOD_ARGS(err_fetch),
    METHOD_ARGS(err_normalize), METHOD_ARGS(err_restore), METHOD_O(err_get_raised_exception),
    METHOD_ARGS(err_set_raised_exception), METHOD_ARGS(err_get_handled_exception), METHOD_O(err_set_handled_exception),
    METHOD_ARGS(err_set_exc_info), METHOD_ARGS(err_bad_argument), METHOD_ARGS(err_no_memory), METHOD_O(err_bad_internal_call),
    METHOD_ARGS(err_format), METHOD_ARGS(err_format_from_cause), METHOD_ARGS(err_set_from_errno),
    METHOD_ARGS(err_set_from_errno_with_filename), METHOD_ARGS(err_set_import_error), METHOD_ARGS(err_new_exception),
    METHOD_ARGS(err_new_exception_with_doc), METHOD_ARGS(err_write_unraisable), METHOD_ARGS(err_format_unraisable),
    METHOD_ARGS(err_check_signals), METHOD_ARGS(err_set_interrupt), METHOD_ARGS(err_syntax_location),
    METHOD_ARGS(err_program_text), METHOD_ARGS(err_chain_exceptions), METHOD_O(exceptionclass_name),
    METHOD_O(exceptionclass_check), METHOD_O(exception_get_cause), METHOD_O(exception_get_context),
    METHOD_O(exception_get_traceback), METHOD_O(exception_get_args), METHOD_ARGS(exception_set_cause),
    METHOD_ARGS(exception_set_context), METHOD_ARGS(exception_set_traceback), METHOD_ARGS(exception_set_args),
    METHOD_ARGS(unicode_error_get), METHOD_ARGS(unicode_error_set), METHOD_ARGS(unicode_decode_error_create),
    METHOD_ARGS(unstable_exc_prep_reraise_star), METHOD_ARGS(os_snprintf),
    METHOD_END,
};

CAPI_MODULE(_capi_pyerrors, methods)
