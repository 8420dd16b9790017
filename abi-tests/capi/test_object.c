/* Types made by C code, attributes, calls, members, capsules and struct sequences: object.h and its neighbours. */
#include "capi.h"
#include <structmember.h>

/* A heap type with members, a getter, a vectorcall function, a dict, weak references and a number slot. */
typedef struct {
    PyObject_HEAD
    int number;
    double real;
    PyObject *object;
    char flag;
    PyObject *dict;
    PyObject *weaklist;
    vectorcallfunc call;
} thing;

static PyObject *
thing_vectorcall(PyObject *self, PyObject *const *Py_UNUSED(args), size_t nargsf, PyObject *kwnames)
{
    return Py_BuildValue("(nni)", PyVectorcall_NARGS(nargsf), kwnames ? PyTuple_GET_SIZE(kwnames) : 0,
                         ((thing *)self)->number);
}

static PyObject *
thing_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs))
{
    thing *self = (thing *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->number = 7;
        self->call = thing_vectorcall;
    }
    return (PyObject *)self;
}

static int
thing_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((thing *)self)->object);
    Py_VISIT(((thing *)self)->dict);
    return 0;
}

static int
thing_clear(PyObject *self)
{
    Py_CLEAR(((thing *)self)->object);
    Py_CLEAR(((thing *)self)->dict);
    return 0;
}

static void
thing_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (((thing *)self)->weaklist != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    thing_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
thing_add(PyObject *a, PyObject *b)
{
    return Py_BuildValue("(OO)", (PyObject *)Py_TYPE(a), (PyObject *)Py_TYPE(b));
}

static PyObject *
thing_get_twice(PyObject *self, void *closure)
{
    return PyLong_FromLong(((thing *)self)->number * (long)(intptr_t)closure);
}

static PyObject *
thing_defining_class(PyObject *Py_UNUSED(self), PyTypeObject *cls, PyObject *const *Py_UNUSED(args), Py_ssize_t count,
                     PyObject *Py_UNUSED(kwnames))
{
    return Py_BuildValue("(On)", cls, count);
}

static PyMemberDef thing_members[] = {
    {"number", Py_T_INT, offsetof(thing, number), 0, "a number"},
    {"real", Py_T_DOUBLE, offsetof(thing, real), Py_READONLY, NULL},
    {"object", Py_T_OBJECT_EX, offsetof(thing, object), 0, NULL},
    {"flag", Py_T_BOOL, offsetof(thing, flag), 0, NULL},
    {"__dictoffset__", Py_T_PYSSIZET, offsetof(thing, dict), Py_READONLY, NULL},
    {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(thing, weaklist), Py_READONLY, NULL},
    {"__vectorcalloffset__", Py_T_PYSSIZET, offsetof(thing, call), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef thing_getset[] = {
    {"twice", thing_get_twice, NULL, "the number twice", (void *)2},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef thing_methods[] = {
    {"defining_class", (PyCFunction)(void (*)(void))thing_defining_class, METH_METHOD | METH_FASTCALL | METH_KEYWORDS,
     "defining_class($self, /)\n--\n\nThe class that defines the method."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot thing_slots[] = {
    {Py_tp_new, thing_new},
    {Py_tp_dealloc, thing_dealloc},
    {Py_tp_traverse, thing_traverse},
    {Py_tp_clear, thing_clear},
    {Py_tp_members, thing_members},
    {Py_tp_getset, thing_getset},
    {Py_tp_methods, thing_methods},
    {Py_tp_call, PyVectorcall_Call},
    {Py_nb_add, thing_add},
    {Py_tp_doc, "Thing()\n--\n\nA thing."},
    {0, NULL},
};

static PyType_Spec thing_spec = {
    .name = "some.module.Thing",
    .basicsize = sizeof(thing),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = thing_slots,
};

static PyObject *
make_type(PyObject *module, PyObject *bases)
{
    NULLABLE(bases);
    RETURN_NEW(PyType_FromModuleAndSpec(module, &thing_spec, bases));
}

/* Data added to whatever the base is. */
typedef struct { long extra; } added;

static PyObject *
added_get(PyObject *self, PyObject *cls)
{
    added *data = PyObject_GetTypeData(self, (PyTypeObject *)cls);
    return Py_BuildValue("(ln)", data->extra, PyType_GetTypeDataSize((PyTypeObject *)cls));
}

static PyMemberDef added_members[] = {
    {"extra", Py_T_LONG, offsetof(added, extra), Py_RELATIVE_OFFSET, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyType_Slot added_slots[] = {{Py_tp_members, added_members}, {0, NULL}};
static PyType_Spec added_spec = {
    .name = "some.Added", .basicsize = -(int)sizeof(added), .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = added_slots,
};

static PyObject *
make_added(PyObject *Py_UNUSED(module), PyObject *base)
{
    RETURN_NEW(PyType_FromSpecWithBases(&added_spec, base));
}

static PyObject *
added_data(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *self, *cls;
    if (!PyArg_ParseTuple(args, "OO", &self, &cls)) {
        return NULL;
    }
    return added_get(self, cls);
}

static PyObject *
type_names(PyObject *Py_UNUSED(module), PyObject *type)
{
    PyTypeObject *t = (PyTypeObject *)type;
    return Py_BuildValue("(NNNN)", PyType_GetName(t), PyType_GetQualName(t), PyType_GetModuleName(t),
                         PyType_GetFullyQualifiedName(t));
}

static PyObject *
type_module(PyObject *Py_UNUSED(module), PyObject *type)
{
    RETURN_BORROWED(PyType_GetModule((PyTypeObject *)type));
}

static PyObject *
type_slots(PyObject *Py_UNUSED(module), PyObject *type)
{
    PyTypeObject *t = (PyTypeObject *)type;
    return Py_BuildValue("(iii)", PyType_GetSlot(t, Py_nb_add) == (void *)thing_add,
                         PyType_GetSlot(t, Py_tp_new) == (void *)thing_new, PyType_GetSlot(t, Py_sq_item) == NULL);
}

static PyObject *
optional_attribute(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *name, *result;
    if (!PyArg_ParseTuple(args, "OO", &o, &name)) {
        return NULL;
    }
    int status = PyObject_GetOptionalAttr(o, name, &result);
    if (status < 0) {
        return NULL;
    }
    return Py_BuildValue("(iN)", status, result ? result : Py_NewRef(Py_None));
}

static PyObject *
lookup(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *name;
    if (!PyArg_ParseTuple(args, "OO", &type, &name)) {
        return NULL;
    }
    PyObject *found = _PyType_Lookup((PyTypeObject *)type, name);
    return Py_NewRef(found ? found : Py_None);
}

static PyObject *
vectorcall(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *callable, *tuple, *names;
    if (!PyArg_ParseTuple(args, "OO!O", &callable, &PyTuple_Type, &tuple, &names)) {
        return NULL;
    }
    NULLABLE(names);
    Py_ssize_t count = PyTuple_GET_SIZE(tuple) - (names ? PyTuple_GET_SIZE(names) : 0);
    RETURN_NEW(PyObject_Vectorcall(callable, ((PyTupleObject *)tuple)->ob_item, count, names));
}

static PyObject *
call_method(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *name, *tuple;
    if (!PyArg_ParseTuple(args, "OO!", &name, &PyTuple_Type, &tuple)) {
        return NULL;
    }
    RETURN_NEW(PyObject_VectorcallMethod(name, ((PyTupleObject *)tuple)->ob_item, PyTuple_GET_SIZE(tuple), NULL));
}

static PyObject *
returns_null(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return NULL;
}

static int destroyed = 0;

static void
capsule_destructor(PyObject *Py_UNUSED(capsule))
{
    destroyed++;
}

static PyObject *
capsule_new(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    RETURN_NEW(PyCapsule_New(&destroyed, "a.name", capsule_destructor));
}

static PyObject *
capsule_get(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *name;
    if (!PyArg_ParseTuple(args, "Oz", &o, &name)) {
        return NULL;
    }
    void *pointer = PyCapsule_GetPointer(o, name);
    if (pointer == NULL) {
        return NULL;
    }
    return Py_BuildValue("(ii)", pointer == (void *)&destroyed, destroyed);
}

static PyStructSequence_Field point_fields[] = {
    {"x", "first"}, {"y", NULL}, {"hidden", NULL}, {NULL, NULL},
};
static PyStructSequence_Desc point_desc = {"some.Point", "A point.", point_fields, 2};

static PyObject *
make_struct_sequence(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    RETURN_NEW((PyObject *)PyStructSequence_NewType(&point_desc));
}

static PyMethodDef methods[] = {
    METHOD_O(make_type),
    METHOD_O(make_added),
    METHOD_ARGS(added_data),
    METHOD_O(type_names),
    METHOD_O(type_module),
    METHOD_O(type_slots),
    METHOD_ARGS(optional_attribute),
    METHOD_ARGS(lookup),
    METHOD_ARGS(vectorcall),
    METHOD_ARGS(call_method),
    METHOD_O(returns_null),
    METHOD_O(capsule_new),
    METHOD_ARGS(capsule_get),
    METHOD_O(make_struct_sequence),
    METHOD_END,
};

CAPI_MODULE(_capi_object, methods)
