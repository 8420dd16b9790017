/* descrobject.h, and genericaliasobject.h, rangeobject.h, enumobject.h, structseq.h beside it. */
#include "capi.h"
#include <structmember.h>

static PyObject *
describes_self(PyObject *self, PyObject *Py_UNUSED(ignored))
{
    return PyTuple_Pack(1, self);
}

static PyMethodDef method_def = {"described", describes_self, METH_NOARGS, "described($self, /)\n--\n\nThe doc."};

static PyObject *
get_with_closure(PyObject *self, void *closure)
{
    return Py_BuildValue("Os", self, (const char *)closure);
}

static int
set_with_closure(PyObject *Py_UNUSED(self), PyObject *value, void *closure)
{
    if (value == NULL) {
        PyErr_Format(PyExc_KeyError, "deleting %s", (const char *)closure);
        return -1;
    }
    PyErr_Format(PyExc_KeyError, "setting %s to %R", (const char *)closure, value);
    return -1;
}

static PyGetSetDef getset_defs[] = {
    {"computed", get_with_closure, set_with_closure, "Computed.", "the closure"},
    {"read_only", get_with_closure, NULL, NULL, "nothing"},
    {"write_only", NULL, set_with_closure, NULL, "it"},
};

static PyObject *
descr_new_method(PyObject *Py_UNUSED(module), PyObject *type)
{
    RETURN_NEW(PyDescr_NewMethod((PyTypeObject *)type, &method_def));
}

static PyObject *
descr_new_classmethod(PyObject *Py_UNUSED(module), PyObject *type)
{
    RETURN_NEW(PyDescr_NewClassMethod((PyTypeObject *)type, &method_def));
}

static PyObject *
descr_new_getset(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type;
    int which;
    if (!PyArg_ParseTuple(args, "Oi", &type, &which)) {
        return NULL;
    }
    RETURN_NEW(PyDescr_NewGetSet((PyTypeObject *)type, &getset_defs[which]));
}

static PyObject *
descr_is_data(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyDescr_IsData(o));
}

static PyObject *
descr_macros(PyObject *Py_UNUSED(module), PyObject *o)
{
    return Py_BuildValue("OO", PyDescr_TYPE(o), PyDescr_NAME(o));
}

static PyObject *
wrapper_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *descr, *self;
    if (!PyArg_ParseTuple(args, "OO", &descr, &self)) {
        return NULL;
    }
    RETURN_NEW(PyWrapper_New(descr, self));
}

static PyObject *
dictproxy_new(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyDictProxy_New(o));
}

/* A struct with a field of each member type, read and written through PyMember_GetOne and PyMember_SetOne. */
typedef struct {
    short t_short;
    int t_int;
    long t_long;
    float t_float;
    double t_double;
    const char *t_string;
    PyObject *t_object;
    char t_char;
    signed char t_byte;
    unsigned char t_ubyte;
    unsigned int t_uint;
    unsigned short t_ushort;
    unsigned long t_ulong;
    char t_string_inplace[8];
    char t_bool;
    PyObject *t_object_ex;
    long long t_longlong;
    unsigned long long t_ulonglong;
    Py_ssize_t t_pyssizet;
} fields;

#define MEMBER(name, type) {#name, type, offsetof(fields, name), 0, NULL}
static PyMemberDef members[] = {
    MEMBER(t_short, Py_T_SHORT), MEMBER(t_int, Py_T_INT), MEMBER(t_long, Py_T_LONG), MEMBER(t_float, Py_T_FLOAT),
    MEMBER(t_double, Py_T_DOUBLE), MEMBER(t_string, Py_T_STRING), MEMBER(t_object, _Py_T_OBJECT), MEMBER(t_char, Py_T_CHAR),
    MEMBER(t_byte, Py_T_BYTE), MEMBER(t_ubyte, Py_T_UBYTE), MEMBER(t_uint, Py_T_UINT), MEMBER(t_ushort, Py_T_USHORT),
    MEMBER(t_ulong, Py_T_ULONG), MEMBER(t_string_inplace, Py_T_STRING_INPLACE), MEMBER(t_bool, Py_T_BOOL),
    MEMBER(t_object_ex, Py_T_OBJECT_EX), MEMBER(t_longlong, Py_T_LONGLONG), MEMBER(t_ulonglong, Py_T_ULONGLONG),
    MEMBER(t_pyssizet, Py_T_PYSSIZET), {"t_none", _Py_T_NONE, 0, 0, NULL}, {"t_wrong", 99, 0, 0, NULL},
    {"t_read_only", Py_T_INT, offsetof(fields, t_int), Py_READONLY, NULL},
};

static PyMemberDef *
member_named(const char *name)
{
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (strcmp(members[i].name, name) == 0) {
            return &members[i];
        }
    }
    PyErr_Format(PyExc_AssertionError, "no such member: %s", name);
    return NULL;
}

static fields new_fields = {.t_string = "text", .t_string_inplace = "inplace", .t_char = 'x'};

/* Sets (or deletes) if there is more than a name, then gets. */
static PyObject *
member_set_and_get(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    PyObject *value = Py_Ellipsis;
    if (!PyArg_ParseTuple(args, "s|O", &name, &value)) {
        return NULL;
    }
    PyMemberDef *member = member_named(name);
    if (member == NULL) {
        return NULL;
    }
    fields here = new_fields;
    PyObject *result = NULL;
    int status = 0;
    if (value != Py_Ellipsis) {
        status = PyMember_SetOne((char *)&here, member, value == Py_NotImplemented ? NULL : value);
    }
    /* A warning about truncation leaves the field set. */
    if (status == 0 && !PyErr_Occurred()) {
        result = PyMember_GetOne((const char *)&here, member);
    }
    Py_XDECREF(here.t_object);
    Py_XDECREF(here.t_object_ex);
    return result;
}

static PyObject *
generic_alias(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *origin, *arguments;
    if (!PyArg_ParseTuple(args, "OO", &origin, &arguments)) {
        return NULL;
    }
    RETURN_NEW(Py_GenericAlias(origin, arguments));
}

static PyObject *
types_of_small_headers(PyObject *Py_UNUSED(module), PyObject *o)
{
    return Py_BuildValue("iOOOOOO", PyRange_Check(o), &PyRange_Type, &PyRangeIter_Type, &PyLongRangeIter_Type, &PyEnum_Type,
                         &PyReversed_Type, &Py_GenericAliasType);
}

/* structseq.h */

static PyStructSequence_Field fields_of_point[] = {
    {"x", "The first."}, {"y", NULL}, {NULL, "Unnamed."}, {"hidden", "Not in the tuple."}, {NULL, NULL},
};
static PyStructSequence_Field unnamed_fields[] = {
    {"x", "The first."}, {"set below", "Unnamed."}, {"hidden", "Not in the tuple."}, {NULL, NULL},
};
static PyStructSequence_Desc point_desc = {"module.Point", "A point.", fields_of_point, 2};
static PyStructSequence_Desc unnamed_desc = {"module.Unnamed", NULL, unnamed_fields, 2};
static PyStructSequence_Desc wrong_desc = {"module.Wrong", NULL, fields_of_point, 9};
static PyTypeObject static_point;

static PyObject *
structseq_new_type(PyObject *Py_UNUSED(module), PyObject *args)
{
    int which;
    if (!PyArg_ParseTuple(args, "i", &which)) {
        return NULL;
    }
    unnamed_fields[1].name = PyStructSequence_UnnamedField;
    RETURN_NEW((PyObject *)PyStructSequence_NewType(which == 0 ? &point_desc : which == 1 ? &unnamed_desc : &wrong_desc));
}

static PyObject *
structseq_init_type(PyObject *Py_UNUSED(module), PyObject *args)
{
    static int done;
    int again;
    if (!PyArg_ParseTuple(args, "p", &again)) {
        return NULL;
    }
    if (!done || again) {
        if (PyStructSequence_InitType2(&static_point, &point_desc) < 0) {
            return NULL;
        }
        done = 1;
    }
    return Py_NewRef((PyObject *)&static_point);
}

static PyObject *
structseq_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *values;
    if (!PyArg_ParseTuple(args, "OO!", &type, &PyTuple_Type, &values)) {
        return NULL;
    }
    PyObject *made = PyStructSequence_New((PyTypeObject *)type);
    for (Py_ssize_t i = 0; made != NULL && i < PyTuple_GET_SIZE(values); i++) {
        if (i % 2 == 0) {
            PyStructSequence_SetItem(made, i, Py_NewRef(PyTuple_GET_ITEM(values, i)));
        }
        else {
            PyStructSequence_SET_ITEM(made, i, Py_NewRef(PyTuple_GET_ITEM(values, i)));
        }
    }
    return made;
}

static PyObject *
structseq_get_item(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "On", &o, &i)) {
        return NULL;
    }
    PyObject *item = PyStructSequence_GetItem(o, i);
    if (item != PyStructSequence_GET_ITEM(o, i)) {
        return PyErr_Format(PyExc_AssertionError, "the macro gives something else");
    }
    return Py_NewRef(item == NULL ? Py_NotImplemented : item);
}

static PyMethodDef methods[] = {
    METHOD_O(descr_new_method), METHOD_O(descr_new_classmethod), METHOD_ARGS(descr_new_getset), METHOD_O(descr_is_data),
    METHOD_O(descr_macros), METHOD_ARGS(wrapper_new), METHOD_O(dictproxy_new), METHOD_ARGS(member_set_and_get),
    METHOD_ARGS(generic_alias), METHOD_O(types_of_small_headers), METHOD_ARGS(structseq_new_type),
    METHOD_ARGS(structseq_init_type), METHOD_ARGS(structseq_new), METHOD_ARGS(structseq_get_item),
    METHOD_END,
};

CAPI_MODULE(_capi_descrobject, methods)
