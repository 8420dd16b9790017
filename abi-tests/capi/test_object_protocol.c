/* object.h and the object part of abstract.h: attributes, comparison, text, calls. Types have files of their own. */
#include "capi.h"

#define UNARY_NEW(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *o) \
    { \
        NULLABLE(o); \
        RETURN_NEW(Function(o)); \
    }

#define UNARY_INT(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *o) \
    { \
        RETURN_INT(Function(o)); \
    }

#define BINARY_NEW(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *a, *b; \
        if (!PyArg_ParseTuple(args, "OO", &a, &b)) { \
            return NULL; \
        } \
        RETURN_NEW(Function(a, b)); \
    }

#define BINARY_INT(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *a, *b; \
        if (!PyArg_ParseTuple(args, "OO", &a, &b)) { \
            return NULL; \
        } \
        RETURN_INT(Function(a, b)); \
    }

/* With a C string for the name. */
#define NAMED_NEW(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *o; \
        const char *text; \
        if (!PyArg_ParseTuple(args, "Oy", &o, &text)) { \
            return NULL; \
        } \
        RETURN_NEW(Function(o, text)); \
    }

#define NAMED_INT(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *o; \
        const char *text; \
        if (!PyArg_ParseTuple(args, "Oy", &o, &text)) { \
            return NULL; \
        } \
        RETURN_INT(Function(o, text)); \
    }

UNARY_NEW(object_repr, PyObject_Repr)
UNARY_NEW(object_str, PyObject_Str)
UNARY_NEW(object_ascii, PyObject_ASCII)
UNARY_NEW(object_bytes, PyObject_Bytes)
UNARY_NEW(object_dir, PyObject_Dir)
UNARY_NEW(object_self_iter, PyObject_SelfIter)
UNARY_NEW(object_type, PyObject_Type)
UNARY_NEW(object_call_no_args, PyObject_CallNoArgs)
UNARY_INT(object_hash, PyObject_Hash)
UNARY_INT(object_hash_not_implemented, PyObject_HashNotImplemented)
UNARY_INT(object_is_true, PyObject_IsTrue)
UNARY_INT(object_not, PyObject_Not)
UNARY_INT(object_size, PyObject_Size)
UNARY_INT(object_length, PyObject_Length)
UNARY_INT(callable_check, PyCallable_Check)
BINARY_NEW(object_get_attr, PyObject_GetAttr)
BINARY_NEW(object_generic_get_attr, PyObject_GenericGetAttr)
BINARY_NEW(object_get_item, PyObject_GetItem)
BINARY_NEW(object_call_one_arg, PyObject_CallOneArg)
BINARY_INT(object_has_attr, PyObject_HasAttr)
BINARY_INT(object_has_attr_with_error, PyObject_HasAttrWithError)
BINARY_INT(object_del_attr, PyObject_DelAttr)
BINARY_INT(object_del_item, PyObject_DelItem)
BINARY_INT(object_is_instance, PyObject_IsInstance)
BINARY_INT(object_is_subclass, PyObject_IsSubclass)
NAMED_NEW(object_get_attr_string, PyObject_GetAttrString)
NAMED_INT(object_has_attr_string, PyObject_HasAttrString)
NAMED_INT(object_has_attr_string_with_error, PyObject_HasAttrStringWithError)
NAMED_INT(object_del_attr_string, PyObject_DelAttrString)
NAMED_INT(object_del_item_string, PyObject_DelItemString)

static PyObject *
object_get_optional_attr(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *name, *result = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "OO", &o, &name)) {
        return NULL;
    }
    int status = PyObject_GetOptionalAttr(o, name, &result);
    if (status < 0) {
        return result == NULL ? NULL : PyErr_Format(PyExc_AssertionError, "the result is not NULL");
    }
    return Py_BuildValue("iN", status, result == NULL ? Py_NewRef(Py_NotImplemented) : result);
}

static PyObject *
object_get_optional_attr_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *result = Py_Ellipsis;
    const char *name;
    if (!PyArg_ParseTuple(args, "Oy", &o, &name)) {
        return NULL;
    }
    int status = PyObject_GetOptionalAttrString(o, name, &result);
    if (status < 0) {
        return result == NULL ? NULL : PyErr_Format(PyExc_AssertionError, "the result is not NULL");
    }
    return Py_BuildValue("iN", status, result == NULL ? Py_NewRef(Py_NotImplemented) : result);
}

static PyObject *
object_set_attr(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *name, *value = NULL;
    if (!PyArg_ParseTuple(args, "OO|O", &o, &name, &value)) {
        return NULL;
    }
    RETURN_INT(PyObject_SetAttr(o, name, value));
}

static PyObject *
object_set_attr_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value = NULL;
    const char *name;
    if (!PyArg_ParseTuple(args, "Oy|O", &o, &name, &value)) {
        return NULL;
    }
    RETURN_INT(PyObject_SetAttrString(o, name, value));
}

static PyObject *
object_generic_set_attr(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *name, *value = NULL;
    if (!PyArg_ParseTuple(args, "OO|O", &o, &name, &value)) {
        return NULL;
    }
    RETURN_INT(PyObject_GenericSetAttr(o, name, value));
}

static PyObject *
object_generic_get_dict(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyObject_GenericGetDict(o, NULL));
}

static PyObject *
object_generic_set_dict(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value = NULL;
    if (!PyArg_ParseTuple(args, "O|O", &o, &value)) {
        return NULL;
    }
    RETURN_INT(PyObject_GenericSetDict(o, value, NULL));
}

static PyObject *
object_set_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *key, *value;
    if (!PyArg_ParseTuple(args, "OOO", &o, &key, &value)) {
        return NULL;
    }
    RETURN_INT(PyObject_SetItem(o, key, value));
}

static PyObject *
object_rich_compare(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b;
    int op;
    if (!PyArg_ParseTuple(args, "OOi", &a, &b, &op)) {
        return NULL;
    }
    NULLABLE(b);
    RETURN_NEW(PyObject_RichCompare(a, b, op));
}

static PyObject *
object_rich_compare_bool(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b;
    int op;
    if (!PyArg_ParseTuple(args, "OOi", &a, &b, &op)) {
        return NULL;
    }
    RETURN_INT(PyObject_RichCompareBool(a, b, op));
}

static PyObject *
object_format(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *spec = NULL;
    if (!PyArg_ParseTuple(args, "O|O", &o, &spec)) {
        return NULL;
    }
    RETURN_NEW(PyObject_Format(o, spec));
}

static PyObject *
object_length_hint(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t fallback;
    if (!PyArg_ParseTuple(args, "On", &o, &fallback)) {
        return NULL;
    }
    RETURN_INT(PyObject_LengthHint(o, fallback));
}

/* The calls. */

static PyObject *
object_call(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *arguments, *kwargs = NULL;
    if (!PyArg_ParseTuple(args, "OO|O", &o, &arguments, &kwargs)) {
        return NULL;
    }
    RETURN_NEW(PyObject_Call(o, arguments, kwargs));
}

static PyObject *
object_call_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *arguments = NULL;
    if (!PyArg_ParseTuple(args, "O|O", &o, &arguments)) {
        return NULL;
    }
    RETURN_NEW(PyObject_CallObject(o, arguments));
}

/* Old names of the stable ABI, not in the headers any more. */
PyAPI_FUNC(PyObject *) PyEval_CallObjectWithKeywords(PyObject *, PyObject *, PyObject *);
PyAPI_FUNC(PyObject *) PyCFunction_Call(PyObject *, PyObject *, PyObject *);

static PyObject *
eval_call_object_with_keywords(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *arguments, *kwargs = Py_None;
    if (!PyArg_ParseTuple(args, "OO|O", &o, &arguments, &kwargs)) {
        return NULL;
    }
    NULLABLE(arguments);
    NULLABLE(kwargs);
    RETURN_NEW(PyEval_CallObjectWithKeywords(o, arguments, kwargs));
}

static PyObject *
cfunction_call(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *arguments, *kwargs = NULL;
    if (!PyArg_ParseTuple(args, "OO|O", &o, &arguments, &kwargs)) {
        return NULL;
    }
    RETURN_NEW(PyCFunction_Call(o, arguments, kwargs));
}

/* The variadic calls, with a few fixed formats. */
static PyObject *
object_call_function(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *argument = Py_None;
    const char *format;
    if (!PyArg_ParseTuple(args, "Oz|O", &o, &format, &argument)) {
        return NULL;
    }
    if (format != NULL && strcmp(format, "many") == 0) {
        RETURN_NEW(PyObject_CallFunction(o, "iidsO(i)[O]{s:i}", 1, 2, 3.5, "text", argument, 6, argument, "key", 7));
    }
    RETURN_NEW(PyObject_CallFunction(o, format, argument, argument));
}

static PyObject *
object_call_method(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *argument = Py_None;
    const char *name, *format;
    if (!PyArg_ParseTuple(args, "Oyz|O", &o, &name, &format, &argument)) {
        return NULL;
    }
    if (format != NULL && strcmp(format, "many") == 0) {
        RETURN_NEW(PyObject_CallMethod(o, name, "iidsO", 1, 2, 3.5, "text", argument));
    }
    RETURN_NEW(PyObject_CallMethod(o, name, format, argument, argument));
}

static PyObject *
object_call_function_obj_args(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *a[8] = {NULL};
    if (!PyArg_ParseTuple(args, "O|OOOOOOOO", &o, &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &a[6], &a[7])) {
        return NULL;
    }
    RETURN_NEW(PyObject_CallFunctionObjArgs(o, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], NULL));
}

static PyObject *
object_call_method_obj_args(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *name, *a[8] = {NULL};
    if (!PyArg_ParseTuple(args, "OO|OOOOOOOO", &o, &name, &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &a[6], &a[7])) {
        return NULL;
    }
    RETURN_NEW(PyObject_CallMethodObjArgs(o, name, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], NULL));
}

static PyObject *
object_call_method_no_args(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *name;
    if (!PyArg_ParseTuple(args, "OO", &o, &name)) {
        return NULL;
    }
    RETURN_NEW(PyObject_CallMethodNoArgs(o, name));
}

static PyObject *
object_call_method_one_arg(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *name, *argument;
    if (!PyArg_ParseTuple(args, "OOO", &o, &name, &argument)) {
        return NULL;
    }
    RETURN_NEW(PyObject_CallMethodOneArg(o, name, argument));
}

/* Arguments from a tuple, names from another one; with room before the first, which the callee may use for a while. */
#define MOST_ARGUMENTS 10

static Py_ssize_t
spread(PyObject *positional, PyObject *values, PyObject **place)
{
    Py_ssize_t n = PyTuple_GET_SIZE(positional), m = values == NULL ? 0 : PyTuple_GET_SIZE(values);
    for (Py_ssize_t i = 0; i < n; i++) {
        place[i] = PyTuple_GET_ITEM(positional, i);
    }
    for (Py_ssize_t i = 0; i < m; i++) {
        place[n + i] = PyTuple_GET_ITEM(values, i);
    }
    return n;
}

static PyObject *
object_vectorcall(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *positional, *values = NULL, *names = NULL, *stack[MOST_ARGUMENTS];
    int offset;
    if (!PyArg_ParseTuple(args, "OpO|OO", &o, &offset, &positional, &values, &names)) {
        return NULL;
    }
    stack[0] = Py_None;
    Py_ssize_t n = spread(positional, values, stack + 1);
    PyObject *result = PyObject_Vectorcall(o, stack + 1, n | (offset ? PY_VECTORCALL_ARGUMENTS_OFFSET : 0), names);
    if (stack[0] != Py_None) {
        Py_XDECREF(result);
        return PyErr_Format(PyExc_AssertionError, "the place before the arguments was not put back");
    }
    RETURN_NEW(result);
}

static PyObject *
object_vectorcall_dict(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *positional, *kwargs = NULL, *stack[MOST_ARGUMENTS];
    if (!PyArg_ParseTuple(args, "OO|O", &o, &positional, &kwargs)) {
        return NULL;
    }
    Py_ssize_t n = spread(positional, NULL, stack);
    RETURN_NEW(PyObject_VectorcallDict(o, stack, n, kwargs));
}

static PyObject *
object_vectorcall_method(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *name, *positional, *values = NULL, *names = NULL, *stack[MOST_ARGUMENTS];
    if (!PyArg_ParseTuple(args, "OO|OO", &name, &positional, &values, &names)) {
        return NULL;
    }
    Py_ssize_t n = spread(positional, values, stack + 1);
    RETURN_NEW(PyObject_VectorcallMethod(name, stack + 1, n | PY_VECTORCALL_ARGUMENTS_OFFSET, names));
}

static PyObject *
vectorcall_function(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyBool_FromLong(PyVectorcall_Function(o) != NULL);
}

static PyObject *
vectorcall_call(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *arguments, *kwargs = NULL;
    if (!PyArg_ParseTuple(args, "OO|O", &o, &arguments, &kwargs)) {
        return NULL;
    }
    RETURN_NEW(PyVectorcall_Call(o, arguments, kwargs));
}

static PyObject *
vectorcall_nargs(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t n;
    int offset;
    if (!PyArg_ParseTuple(args, "np", &n, &offset)) {
        return NULL;
    }
    return PyLong_FromSsize_t(PyVectorcall_NARGS((size_t)n | (offset ? PY_VECTORCALL_ARGUMENTS_OFFSET : 0)));
}

/* What is left of object.h. */

static PyObject *
get_constant(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned int id;
    int borrowed;
    if (!PyArg_ParseTuple(args, "Ip", &id, &borrowed)) {
        return NULL;
    }
    if (borrowed) {
        RETURN_BORROWED(Py_GetConstantBorrowed(id));
    }
    RETURN_NEW(Py_GetConstant(id));
}

static PyObject *
is_singleton(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyLong_FromLong(Py_IsNone(o) + 2 * Py_IsTrue(o) + 4 * Py_IsFalse(o) + 8 * Py_Is(o, Py_Ellipsis));
}

static PyObject *
repr_enter(PyObject *Py_UNUSED(module), PyObject *o)
{
    int first = Py_ReprEnter(o), second = Py_ReprEnter(o);
    Py_ReprLeave(o);
    int third = Py_ReprEnter(o);
    Py_ReprLeave(o);
    Py_ReprLeave(o);
    return PyErr_Occurred() ? NULL : Py_BuildValue("iii", first, second, third);
}

/* Counts through all functions and macros for references. */
static PyObject *
references(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_ssize_t start = Py_REFCNT(o);
    Py_INCREF(o);
    Py_XINCREF(o);
    Py_IncRef(o);
    PyObject *a = Py_NewRef(o), *b = Py_XNewRef(o), *nothing = NULL;
    Py_ssize_t most = Py_REFCNT(o);
    Py_XINCREF(nothing);
    Py_IncRef(nothing);
    Py_XDECREF(nothing);
    Py_DecRef(nothing);
    if (Py_XNewRef(nothing) != NULL || a != o || b != o) {
        return PyErr_Format(PyExc_AssertionError, "not the same object");
    }
    Py_DECREF(o);
    Py_XDECREF(o);
    Py_DecRef(o);
    Py_CLEAR(a);
    Py_SETREF(b, NULL);
    return Py_BuildValue("nn", most - start, Py_REFCNT(o) - start);
}

static PyObject *
swapped_op(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    extern int _Py_SwappedOp[];
    return Py_BuildValue("iiiiii", _Py_SwappedOp[0], _Py_SwappedOp[1], _Py_SwappedOp[2], _Py_SwappedOp[3],
                         _Py_SwappedOp[4], _Py_SwappedOp[5]);
}

static PyObject *
object_print(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *path;
    int flags;
    if (!PyArg_ParseTuple(args, "Osi", &o, &path, &flags)) {
        return NULL;
    }
    NULLABLE(o);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    int status = PyObject_Print(o, file, flags);
    fclose(file);
    RETURN_INT(status);
}

/* Traced references: created and destroyed objects. */
static long created, destroyed;

static int
tracer(PyObject *Py_UNUSED(o), PyRefTracerEvent event, void *data)
{
    if (data == &created) {
        *(event == PyRefTracer_CREATE ? &created : &destroyed) += 1;
    }
    return 0;
}

static PyObject *
ref_tracer(PyObject *Py_UNUSED(module), PyObject *function)
{
    void *data = NULL;
    created = destroyed = 0;
    if (PyRefTracer_SetTracer(tracer, &created) < 0) {
        return NULL;
    }
    PyRefTracer found = PyRefTracer_GetTracer(&data);
    PyObject *result = PyObject_CallNoArgs(function);
    Py_XDECREF(result);
    long made = created, gone = destroyed;
    if (PyRefTracer_SetTracer(NULL, NULL) < 0 || result == NULL) {
        return NULL;
    }
    void *after = &created;
    PyRefTracer none = PyRefTracer_GetTracer(&after);
    return Py_BuildValue("iilli", found == tracer, data == &created, made, gone, none == NULL && after == NULL);
}

static PyMethodDef methods[] = {
    METHOD_O(object_repr), METHOD_O(object_str), METHOD_O(object_ascii), METHOD_O(object_bytes), METHOD_O(object_dir),
    METHOD_O(object_self_iter), METHOD_O(object_type), METHOD_O(object_call_no_args), METHOD_O(object_hash),
    METHOD_O(object_hash_not_implemented), METHOD_O(object_is_true), METHOD_O(object_not), METHOD_O(object_size),
    METHOD_O(object_length), METHOD_O(callable_check), METHOD_ARGS(object_get_attr), METHOD_ARGS(object_generic_get_attr),
    METHOD_ARGS(object_get_item), METHOD_ARGS(object_call_one_arg), METHOD_ARGS(object_has_attr),
    METHOD_ARGS(object_has_attr_with_error), METHOD_ARGS(object_del_attr), METHOD_ARGS(object_del_item),
    METHOD_ARGS(object_is_instance), METHOD_ARGS(object_is_subclass), METHOD_ARGS(object_get_attr_string),
    METHOD_ARGS(object_has_attr_string), METHOD_ARGS(object_has_attr_string_with_error), METHOD_ARGS(object_del_attr_string),
    METHOD_ARGS(object_del_item_string), METHOD_ARGS(object_get_optional_attr), METHOD_ARGS(object_get_optional_attr_string),
    METHOD_ARGS(object_set_attr), METHOD_ARGS(object_set_attr_string), METHOD_ARGS(object_generic_set_attr),
    METHOD_O(object_generic_get_dict), METHOD_ARGS(object_generic_set_dict), METHOD_ARGS(object_set_item),
    METHOD_ARGS(object_rich_compare), METHOD_ARGS(object_rich_compare_bool), METHOD_ARGS(object_format),
    METHOD_ARGS(object_length_hint), METHOD_ARGS(object_call), METHOD_ARGS(object_call_object),
    METHOD_ARGS(eval_call_object_with_keywords), METHOD_ARGS(cfunction_call), METHOD_ARGS(object_call_function),
    METHOD_ARGS(object_call_method), METHOD_ARGS(object_call_function_obj_args), METHOD_ARGS(object_call_method_obj_args),
    METHOD_ARGS(object_call_method_no_args), METHOD_ARGS(object_call_method_one_arg), METHOD_ARGS(object_vectorcall),
    METHOD_ARGS(object_vectorcall_dict), METHOD_ARGS(object_vectorcall_method), METHOD_O(vectorcall_function),
    METHOD_ARGS(vectorcall_call), METHOD_ARGS(vectorcall_nargs), METHOD_ARGS(get_constant), METHOD_O(is_singleton),
    METHOD_O(repr_enter), METHOD_O(references), METHOD_ARGS(swapped_op), METHOD_ARGS(object_print), METHOD_O(ref_tracer),
    METHOD_END,
};

CAPI_MODULE(_capi_object_protocol, methods)
