/* funcobject.h, and its small neighbours methodobject.h, classobject.h and cellobject.h. */
#include "capi.h"

#define UNARY_NEW(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *o) \
    { \
        NULLABLE(o); \
        RETURN_NEW(Function(o)); \
    }

/* A borrowed result that may be NULL without an exception: NotImplemented then. */
#define UNARY_BORROWED(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *o) \
    { \
        PyObject *result = Function(o); \
        if (result == NULL) { \
            return PyErr_Occurred() ? NULL : Py_NewRef(Py_NotImplemented); \
        } \
        return Py_NewRef(result); \
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

UNARY_BORROWED(function_get_code, PyFunction_GetCode)
UNARY_BORROWED(function_get_globals, PyFunction_GetGlobals)
UNARY_BORROWED(function_get_module, PyFunction_GetModule)
UNARY_BORROWED(function_get_defaults, PyFunction_GetDefaults)
UNARY_BORROWED(function_get_kw_defaults, PyFunction_GetKwDefaults)
UNARY_BORROWED(function_get_closure, PyFunction_GetClosure)
UNARY_BORROWED(function_get_annotations, PyFunction_GetAnnotations)
BINARY_INT(function_set_defaults, PyFunction_SetDefaults)
BINARY_INT(function_set_kw_defaults, PyFunction_SetKwDefaults)
BINARY_INT(function_set_closure, PyFunction_SetClosure)
BINARY_INT(function_set_annotations, PyFunction_SetAnnotations)
UNARY_NEW(classmethod_new, PyClassMethod_New)
UNARY_NEW(staticmethod_new, PyStaticMethod_New)

static PyObject *
function_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *code, *globals, *name = NULL;
    if (!PyArg_ParseTuple(args, "OO|O", &code, &globals, &name)) {
        return NULL;
    }
    if (name == NULL) {
        RETURN_NEW(PyFunction_New(code, globals));
    }
    NULLABLE(name);
    RETURN_NEW(PyFunction_NewWithQualName(code, globals, name));
}

static PyObject *
other_vectorcall(PyObject *callable, PyObject *const *Py_UNUSED(args), size_t nargsf, PyObject *Py_UNUSED(names))
{
    return Py_BuildValue("On", callable, PyVectorcall_NARGS(nargsf));
}

static PyObject *
function_set_vectorcall(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyFunction_SetVectorcall((PyFunctionObject *)o, other_vectorcall);
    Py_RETURN_NONE;
}

/* The macros, which read fields. */
static PyObject *
function_macros(PyObject *Py_UNUSED(module), PyObject *o)
{
#define OR_NONE(value) ((value) == NULL ? Py_None : (value))
    return Py_BuildValue("iOOOOOOO", PyFunction_Check(o), PyFunction_GET_CODE(o), PyFunction_GET_GLOBALS(o),
                         OR_NONE(PyFunction_GET_MODULE(o)), OR_NONE(PyFunction_GET_DEFAULTS(o)),
                         OR_NONE(PyFunction_GET_KW_DEFAULTS(o)), OR_NONE(PyFunction_GET_CLOSURE(o)),
                         OR_NONE(PyFunction_GET_ANNOTATIONS(o)));
}

/* Watchers. */
static PyObject *events;

static int
watch(PyFunction_WatchEvent event, PyFunctionObject *function, PyObject *value)
{
    if (event == PyFunction_EVENT_DESTROY) {
        return PyList_Append(events, Py_None);
    }
    PyObject *row = Py_BuildValue("iOO", (int)event, function, value == NULL ? Py_None : value);
    int status = row == NULL ? -1 : PyList_Append(events, row);
    Py_XDECREF(row);
    return status;
}

static PyObject *
function_add_watcher(PyObject *Py_UNUSED(module), PyObject *list)
{
    Py_XSETREF(events, Py_NewRef(list));
    RETURN_INT(PyFunction_AddWatcher(watch));
}

static PyObject *
function_clear_watcher(PyObject *Py_UNUSED(module), PyObject *args)
{
    int id;
    if (!PyArg_ParseTuple(args, "i", &id)) {
        return NULL;
    }
    RETURN_INT(PyFunction_ClearWatcher(id));
}

/* methodobject.h */

static PyObject *
takes_nothing(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return self == NULL ? Py_NewRef(Py_None) : Py_NewRef(self);
}

static PyObject *
takes_one(PyObject *self, PyObject *o)
{
    return PyTuple_Pack(2, self == NULL ? Py_None : self, o);
}

static PyObject *
takes_varargs(PyObject *self, PyObject *args)
{
    return PyTuple_Pack(2, self == NULL ? Py_None : self, args);
}

static PyObject *
takes_keywords(PyObject *self, PyObject *args, PyObject *kwargs)
{
    return PyTuple_Pack(3, self == NULL ? Py_None : self, args, kwargs == NULL ? Py_None : kwargs);
}

static PyObject *
takes_fastcall(PyObject *self, PyObject *const *Py_UNUSED(args), Py_ssize_t n)
{
    return Py_BuildValue("On", self == NULL ? Py_None : self, n);
}

static PyObject *
takes_fast_keywords(PyObject *self, PyObject *const *Py_UNUSED(args), Py_ssize_t n, PyObject *names)
{
    return Py_BuildValue("OnO", self == NULL ? Py_None : self, n, names == NULL ? Py_None : names);
}

static PyObject *
takes_class(PyObject *self, PyTypeObject *cls, PyObject *const *Py_UNUSED(args), Py_ssize_t n, PyObject *names)
{
    return Py_BuildValue("OOnO", self == NULL ? Py_None : self, cls, n, names == NULL ? Py_None : names);
}

#define FUNCTION(f) (PyCFunction)(void (*)(void))f

static PyMethodDef defs[] = {
    {"takes_nothing", FUNCTION(takes_nothing), METH_NOARGS, "takes_nothing($self, /)\n--\n\nThe doc."},
    {"takes_one", FUNCTION(takes_one), METH_O, NULL},
    {"takes_varargs", FUNCTION(takes_varargs), METH_VARARGS, "No signature."},
    {"takes_keywords", FUNCTION(takes_keywords), METH_VARARGS | METH_KEYWORDS, ""},
    {"takes_fastcall", FUNCTION(takes_fastcall), METH_FASTCALL, "takes_fastcall()\n--\n\n"},
    {"takes_fast_keywords", FUNCTION(takes_fast_keywords), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"takes_class", FUNCTION(takes_class), METH_METHOD | METH_FASTCALL | METH_KEYWORDS, NULL},
    {"wrong", FUNCTION(takes_one), METH_O | METH_NOARGS, NULL},
};

static PyObject *
cfunction_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    int which;
    PyObject *self = NULL, *of = NULL, *type = NULL;
    if (!PyArg_ParseTuple(args, "i|OOO", &which, &self, &of, &type)) {
        return NULL;
    }
    if (type != NULL) {
        NULLABLE(type);
        RETURN_NEW(PyCMethod_New(&defs[which], self, of, (PyTypeObject *)type));
    }
    if (of != NULL) {
        RETURN_NEW(PyCFunction_NewEx(&defs[which], self, of));
    }
    RETURN_NEW(PyCFunction_New(&defs[which], self));
}

static PyObject *
cfunction_parts(PyObject *Py_UNUSED(module), PyObject *o)
{
    int flags = PyCFunction_GetFlags(o);
    if (flags == -1) {
        return NULL;
    }
    PyCFunction function = PyCFunction_GetFunction(o);
    PyObject *self = PyCFunction_GetSelf(o);
    if (PyErr_Occurred()) {
        return NULL;
    }
    int same = function == PyCFunction_GET_FUNCTION(o) && self == PyCFunction_GET_SELF(o) && flags == PyCFunction_GET_FLAGS(o);
    return Py_BuildValue("iOi", flags, self == NULL ? Py_None : self, same);
}

static PyObject *
cfunction_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyCFunction_Check(o) + 2 * PyCFunction_CheckExact(o) + 4 * PyCMethod_Check(o) + 8 * PyCMethod_CheckExact(o));
}

static PyObject *
cfunction_get_function(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyCFunction_GetFunction(o) == NULL ? NULL : Py_NewRef(Py_None);
}

static PyObject *
cfunction_get_self(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_BORROWED(PyCFunction_GetSelf(o));
}

static PyObject *
cfunction_get_flags(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyCFunction_GetFlags(o));
}

/* classobject.h */

static PyObject *
method_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *function, *self;
    if (!PyArg_ParseTuple(args, "OO", &function, &self)) {
        return NULL;
    }
    NULLABLE(self);
    RETURN_NEW(PyMethod_New(function, self));
}

static PyObject *
method_parts(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *function = PyMethod_Function(o), *self = PyMethod_Self(o);
    if (function == NULL || self == NULL) {
        return NULL;
    }
    return Py_BuildValue("iOOi", PyMethod_Check(o), function, self,
                         function == PyMethod_GET_FUNCTION(o) && self == PyMethod_GET_SELF(o));
}

UNARY_NEW(instancemethod_new, PyInstanceMethod_New)
UNARY_BORROWED(instancemethod_function, PyInstanceMethod_Function)

/* cellobject.h */

static PyObject *
cell_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *value = NULL;
    if (!PyArg_ParseTuple(args, "|O", &value)) {
        return NULL;
    }
    RETURN_NEW(PyCell_New(value));
}

static PyObject *
cell_get(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *value = PyCell_Get(o);
    return value == NULL && !PyErr_Occurred() ? Py_NewRef(Py_NotImplemented) : value;
}

static PyObject *
cell_set(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value = NULL;
    if (!PyArg_ParseTuple(args, "O|O", &o, &value)) {
        return NULL;
    }
    RETURN_INT(PyCell_Set(o, value));
}

static PyObject *
cell_macros(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    PyObject *old = PyCell_GET(o);
    PyCell_SET(o, Py_NewRef(value));
    return Py_BuildValue("iNO", PyCell_Check(o), old == NULL ? Py_NewRef(Py_NotImplemented) : old, PyCell_GET(o));
}

static PyMethodDef methods[] = {
    METHOD_O(function_get_code), METHOD_O(function_get_globals), METHOD_O(function_get_module), METHOD_O(function_get_defaults),
    METHOD_O(function_get_kw_defaults), METHOD_O(function_get_closure), METHOD_O(function_get_annotations),
    METHOD_ARGS(function_set_defaults), METHOD_ARGS(function_set_kw_defaults), METHOD_ARGS(function_set_closure),
    METHOD_ARGS(function_set_annotations), METHOD_O(classmethod_new), METHOD_O(staticmethod_new), METHOD_ARGS(function_new),
    METHOD_O(function_set_vectorcall), METHOD_O(function_macros), METHOD_O(function_add_watcher),
    METHOD_ARGS(function_clear_watcher), METHOD_ARGS(cfunction_new), METHOD_O(cfunction_parts), METHOD_O(cfunction_check),
    METHOD_O(cfunction_get_function), METHOD_O(cfunction_get_self), METHOD_O(cfunction_get_flags), METHOD_ARGS(method_new),
    METHOD_O(method_parts), METHOD_O(instancemethod_new), METHOD_O(instancemethod_function), METHOD_ARGS(cell_new),
    METHOD_O(cell_get), METHOD_ARGS(cell_set), METHOD_ARGS(cell_macros),
    METHOD_END,
};

CAPI_MODULE(_capi_funcobject, methods)
