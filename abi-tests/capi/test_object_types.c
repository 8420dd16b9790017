/* object.h, the part about types: types from specs and static types, what they inherit, names, flags, slots, watchers. */
#include "capi.h"

/* Types from specs. */

typedef struct {
    PyObject_HEAD
    long number;
} with_number;

typedef struct {
    PyObject_HEAD
    long number;
    PyObject *object;
} with_object;

static PyObject *
answer(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(42);
}

static PyObject *
defining_module(PyObject *Py_UNUSED(self), PyTypeObject *cls, PyObject *const *Py_UNUSED(args), Py_ssize_t Py_UNUSED(n),
                PyObject *Py_UNUSED(names))
{
    return Py_XNewRef(PyType_GetModule(cls));
}

static PyMethodDef spec_methods[] = {
    {"answer", answer, METH_NOARGS, "answer($self, /)\n--\n\nGives the answer."},
    {"static_answer", answer, METH_NOARGS | METH_STATIC, NULL},
    {"class_answer", answer, METH_NOARGS | METH_CLASS, NULL},
    {"defining_module", (PyCFunction)(void (*)(void))defining_module, METH_METHOD | METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef number_members[] = {{"number", Py_T_LONG, offsetof(with_number, number), 0, "The number."}, {0}};
static PyMemberDef relative_members[] = {{"more", Py_T_LONG, 0, Py_RELATIVE_OFFSET, NULL}, {0}};

static int
managed_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return PyObject_VisitManagedDict(self, visit, arg);
}

static int
managed_clear(PyObject *self)
{
    PyObject_ClearManagedDict(self);
    return 0;
}

static void
managed_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyObject_ClearManagedDict(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
meta_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    return PyType_Type.tp_new(type, args, kwargs);
}

static PyType_Slot plain_slots[] = {{Py_tp_methods, spec_methods}, {0, NULL}};
static PyType_Slot doc_slots[] = {{Py_tp_doc, "Doc(x)\n--\n\nThe doc."}, {Py_tp_members, number_members}, {0, NULL}};
static PyType_Slot wrong_slots[] = {{999, spec_methods}, {0, NULL}};
static PyType_Slot negative_slots[] = {{-1, spec_methods}, {0, NULL}};
static PyType_Slot relative_slots[] = {{Py_tp_members, relative_members}, {0, NULL}};
static PyType_Slot base_slots[] = {{Py_tp_base, &PyDict_Type}, {0, NULL}};
static PyType_Slot managed_slots[] = {
    {Py_tp_traverse, managed_traverse}, {Py_tp_clear, managed_clear}, {Py_tp_dealloc, managed_dealloc}, {0, NULL},
};
static PyType_Slot meta_new_slots[] = {{Py_tp_new, meta_new}, {0, NULL}};
static PyType_Slot no_slots[] = {{0, NULL}};

#define BASE (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE)

static PyType_Spec specs[] = {
    {"package.module.Plain", sizeof(with_number), 0, BASE, plain_slots},
    {"NoModule", sizeof(with_number), 0, BASE, no_slots},
    {"m.Doc", sizeof(with_number), 0, BASE, doc_slots},
    {"m.WrongSlot", sizeof(with_number), 0, BASE, wrong_slots},
    {"m.NegativeSlot", sizeof(with_number), 0, BASE, negative_slots},
    {"m.Relative", -(int)sizeof(long), 0, BASE, relative_slots},
    {"m.Inherits", 0, 0, BASE, no_slots},
    {"m.TooSmall", sizeof(PyObject), 0, BASE, no_slots},
    {"m.OfDict", sizeof(PyDictObject), 0, BASE, base_slots},
    {"m.RelativeWithSize", sizeof(with_number), 0, BASE, relative_slots},
    {"m.NoInstances", sizeof(with_number), 0, BASE | Py_TPFLAGS_DISALLOW_INSTANTIATION, no_slots},
    {"m.Immutable", sizeof(with_number), 0, BASE | Py_TPFLAGS_IMMUTABLETYPE, plain_slots},
    {"m.Managed", sizeof(PyObject), 0, BASE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF,
     managed_slots},
    {"m.MetaNew", 0, 0, BASE, meta_new_slots},
    {"m.Final", sizeof(with_number), 0, Py_TPFLAGS_DEFAULT, no_slots},
    {"m.Meta", -(int)sizeof(long), 0, BASE, relative_slots},
    {"m.Mapping", sizeof(with_number), 0, BASE | Py_TPFLAGS_MAPPING, no_slots},
};

/* Through the function that takes as much as is given. */
static PyObject *
type_from_spec(PyObject *Py_UNUSED(module), PyObject *args)
{
    int which;
    PyObject *bases = NULL, *module = NULL, *metaclass = NULL;
    if (!PyArg_ParseTuple(args, "i|OOO", &which, &bases, &module, &metaclass)) {
        return NULL;
    }
    if (metaclass != NULL) {
        NULLABLE(bases);
        NULLABLE(module);
        RETURN_NEW(PyType_FromMetaclass((PyTypeObject *)metaclass, module, &specs[which], bases));
    }
    if (module != NULL) {
        NULLABLE(bases);
        RETURN_NEW(PyType_FromModuleAndSpec(module, &specs[which], bases));
    }
    if (bases != NULL) {
        RETURN_NEW(PyType_FromSpecWithBases(&specs[which], bases));
    }
    RETURN_NEW(PyType_FromSpec(&specs[which]));
}

static PyObject *
type_data(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *type;
    if (!PyArg_ParseTuple(args, "OO", &o, &type)) {
        return NULL;
    }
    char *data = PyObject_GetTypeData(o, (PyTypeObject *)type);
    Py_ssize_t size = PyType_GetTypeDataSize((PyTypeObject *)type);
    return data == NULL || size < 0 ? NULL : Py_BuildValue("in", data >= (char *)o + sizeof(PyObject), size);
}

static PyObject *
item_data(PyObject *Py_UNUSED(module), PyObject *o)
{
    void *data = PyObject_GetItemData(o);
    return data == NULL ? NULL : PyBool_FromLong((char *)data > (char *)o);
}

/* Whether the type is of that spec is told by its slot functions. */
static PyObject *
type_get_slot(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type;
    int slot;
    if (!PyArg_ParseTuple(args, "Oi", &type, &slot)) {
        return NULL;
    }
    void *found = PyType_GetSlot((PyTypeObject *)type, slot);
    if (found == NULL && PyErr_Occurred()) {
        return NULL;
    }
    return PyBool_FromLong(found != NULL);
}

static PyObject *
type_names(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyTypeObject *type = (PyTypeObject *)o;
    return Py_BuildValue("NNNN", PyType_GetName(type), PyType_GetQualName(type), PyType_GetModuleName(type),
                         PyType_GetFullyQualifiedName(type));
}

static PyObject *
type_get_module(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_BORROWED(PyType_GetModule((PyTypeObject *)o));
}

static PyObject *
type_get_module_state(PyObject *Py_UNUSED(module), PyObject *o)
{
    void *state = PyType_GetModuleState((PyTypeObject *)o);
    return state == NULL && PyErr_Occurred() ? NULL : PyBool_FromLong(state != NULL);
}

static PyObject *
type_get_module_by_def(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *of;
    if (!PyArg_ParseTuple(args, "OO", &type, &of)) {
        return NULL;
    }
    RETURN_BORROWED(PyType_GetModuleByDef((PyTypeObject *)type, PyModule_GetDef(of)));
}

static PyObject *
type_get_dict(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyType_GetDict((PyTypeObject *)o));
}

static PyObject *
type_get_flags(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    unsigned long mask;
    if (!PyArg_ParseTuple(args, "Ok", &o, &mask)) {
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)o;
    unsigned long flags = PyType_GetFlags(type);
    return Py_BuildValue("ki", flags & mask, PyType_HasFeature(type, mask) == ((flags & mask) != 0));
}

static PyObject *
type_is_subtype(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b;
    if (!PyArg_ParseTuple(args, "OO", &a, &b)) {
        return NULL;
    }
    RETURN_TRUTH(PyType_IsSubtype((PyTypeObject *)a, (PyTypeObject *)b));
}

static PyObject *
type_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH((PyType_Check(o) ? 1 : 0) + (PyType_CheckExact(o) ? 2 : 0) + (PyObject_TypeCheck(o, &PyLong_Type) ? 4 : 0)
                 + (PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_LIST_SUBCLASS) ? 8 : 0) + (PyObject_IS_GC(o) ? 16 : 0));
}

static PyObject *
type_lookup(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type, *name;
    if (!PyArg_ParseTuple(args, "OO", &type, &name)) {
        return NULL;
    }
    PyObject *found = _PyType_Lookup((PyTypeObject *)type, name);
    return Py_NewRef(found == NULL ? Py_NotImplemented : found);
}

static PyObject *
type_generic_alloc(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *type;
    Py_ssize_t items;
    if (!PyArg_ParseTuple(args, "On", &type, &items)) {
        return NULL;
    }
    RETURN_NEW(PyType_GenericAlloc((PyTypeObject *)type, items));
}

static PyObject *
type_generic_new(PyObject *Py_UNUSED(module), PyObject *type)
{
    RETURN_NEW(PyType_GenericNew((PyTypeObject *)type, NULL, NULL));
}

static PyObject *
type_get_name(PyObject *Py_UNUSED(module), PyObject *type)
{
    return PyUnicode_FromString(_PyType_Name((PyTypeObject *)type));
}

/* Watchers: the types that were told of. */
static PyObject *seen;

static int
watch_callback(PyTypeObject *type)
{
    return PyList_Append(seen, (PyObject *)type);
}

static int
failing_callback(PyTypeObject *Py_UNUSED(type))
{
    PyErr_SetString(PyExc_KeyError, "from the watcher");
    return -1;
}

static PyObject *
type_add_watcher(PyObject *Py_UNUSED(module), PyObject *failing)
{
    if (seen == NULL && (seen = PyList_New(0)) == NULL) {
        return NULL;
    }
    RETURN_INT(PyType_AddWatcher(PyObject_IsTrue(failing) ? failing_callback : watch_callback));
}

static PyObject *
type_clear_watcher(PyObject *Py_UNUSED(module), PyObject *args)
{
    int id;
    if (!PyArg_ParseTuple(args, "i", &id)) {
        return NULL;
    }
    RETURN_INT(PyType_ClearWatcher(id));
}

static PyObject *
type_watch(PyObject *Py_UNUSED(module), PyObject *args)
{
    int id;
    PyObject *type;
    if (!PyArg_ParseTuple(args, "iO", &id, &type)) {
        return NULL;
    }
    RETURN_INT(PyType_Watch(id, type));
}

static PyObject *
type_unwatch(PyObject *Py_UNUSED(module), PyObject *args)
{
    int id;
    PyObject *type;
    if (!PyArg_ParseTuple(args, "iO", &id, &type)) {
        return NULL;
    }
    RETURN_INT(PyType_Unwatch(id, type));
}

static PyObject *
type_seen(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyObject *result = PySequence_List(seen);
    if (result == NULL || PyList_SetSlice(seen, 0, PY_SSIZE_T_MAX, NULL) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *
type_modified(PyObject *Py_UNUSED(module), PyObject *type)
{
    PyType_Modified((PyTypeObject *)type);
    Py_RETURN_NONE;
}

static PyObject *
type_assign_version_tag(PyObject *Py_UNUSED(module), PyObject *type)
{
    RETURN_INT(PyUnstable_Type_AssignVersionTag((PyTypeObject *)type));
}

static PyObject *
type_clear_cache(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyType_ClearCache();
    Py_RETURN_NONE;
}

/* Static types. `base` has all the slots, the others inherit some of them. */

static PyObject *
base_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    long number = 0;
    PyObject *object = NULL;
    if (!PyArg_ParseTuple(args, "|lO", &number, &object)) {
        return NULL;
    }
    with_object *self = (with_object *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->number = number;
        self->object = Py_XNewRef(object);
    }
    return (PyObject *)self;
}

static int
base_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((with_object *)self)->object);
    return 0;
}

static int
base_clear(PyObject *self)
{
    Py_CLEAR(((with_object *)self)->object);
    return 0;
}

static void
base_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    base_clear(self);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *
base_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<%s %ld>", Py_TYPE(self)->tp_name, ((with_object *)self)->number);
}

static PyObject *
base_str(PyObject *self)
{
    return PyUnicode_FromFormat("%ld", ((with_object *)self)->number);
}

static Py_hash_t
base_hash(PyObject *self)
{
    return ((with_object *)self)->number;
}

static PyObject *
base_compare(PyObject *a, PyObject *b, int op)
{
    if (Py_TYPE(a)->tp_richcompare != base_compare || Py_TYPE(b)->tp_richcompare != base_compare) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_RETURN_RICHCOMPARE(((with_object *)a)->number, ((with_object *)b)->number, op);
}

static PyObject *
other_compare(PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b), int Py_UNUSED(op))
{
    Py_RETURN_TRUE;
}

static PyObject *
base_call(PyObject *self, PyObject *args, PyObject *kwargs)
{
    return Py_BuildValue("OOO", self, args, kwargs == NULL ? Py_None : kwargs);
}

static PyObject *
base_add(PyObject *a, PyObject *b)
{
    return Py_BuildValue("ss", Py_TYPE(a)->tp_name, Py_TYPE(b)->tp_name);
}

static int
base_bool(PyObject *self)
{
    return ((with_object *)self)->number != 0;
}

static Py_ssize_t
base_length(PyObject *self)
{
    return (Py_ssize_t)((with_object *)self)->number;
}

static PyObject *
base_item(PyObject *self, Py_ssize_t i)
{
    if (i < 0 || i >= base_length(self)) {
        PyErr_SetString(PyExc_IndexError, "out of range");
        return NULL;
    }
    return PyLong_FromSsize_t(i * 10);
}

static PyObject *
base_subscript(PyObject *Py_UNUSED(self), PyObject *key)
{
    return PyTuple_Pack(1, key);
}

static PyNumberMethods base_number = {.nb_add = base_add, .nb_bool = base_bool};
static PySequenceMethods base_sequence = {.sq_length = base_length, .sq_item = base_item};
static PyNumberMethods other_number = {.nb_negative = base_str};
static PyMappingMethods other_mapping = {.mp_subscript = base_subscript};
static PyMethodDef base_methods[] = {{"answer", answer, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyMemberDef base_members[] = {{"number", Py_T_LONG, offsetof(with_object, number), 0, NULL}, {0}};

static PyTypeObject base_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "static.Base", .tp_basicsize = sizeof(with_object),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, .tp_doc = "The base.",
    .tp_new = base_new, .tp_dealloc = base_dealloc, .tp_traverse = base_traverse, .tp_clear = base_clear,
    .tp_repr = base_repr, .tp_str = base_str, .tp_hash = base_hash, .tp_richcompare = base_compare, .tp_call = base_call,
    .tp_as_number = &base_number, .tp_as_sequence = &base_sequence, .tp_methods = base_methods, .tp_members = base_members,
};
static PyTypeObject inheriting_type = {
    PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "static.Inheriting", .tp_flags = BASE, .tp_base = &base_type,
};
static PyTypeObject comparing_type = {
    PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "static.Comparing", .tp_flags = BASE, .tp_base = &inheriting_type,
    .tp_richcompare = other_compare, .tp_as_number = &other_number, .tp_as_mapping = &other_mapping,
};
static PyTypeObject hashing_type = {
    PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "static.Hashing", .tp_flags = BASE, .tp_base = &base_type, .tp_hash = base_hash,
};
static PyTypeObject bare_type = {
    PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "Bare", .tp_basicsize = sizeof(PyObject), .tp_flags = Py_TPFLAGS_DEFAULT,
};
static PyTypeObject nameless_type = {
    PyVarObject_HEAD_INIT(NULL, 0) .tp_basicsize = sizeof(PyObject), .tp_flags = Py_TPFLAGS_DEFAULT,
};
static PyTypeObject no_traverse_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "static.NoTraverse", .tp_basicsize = sizeof(PyObject), .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
};
static PyTypeObject final_type = {
    PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "static.OfBool", .tp_flags = Py_TPFLAGS_DEFAULT, .tp_base = &PyBool_Type,
};
static PyTypeObject list_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "static.List", .tp_basicsize = sizeof(PyListObject) + sizeof(void *), .tp_flags = BASE, .tp_base = &PyList_Type,
    .tp_dictoffset = sizeof(PyListObject),
};

static PyTypeObject *static_types[] = {
    &base_type, &inheriting_type, &comparing_type, &hashing_type, &bare_type, &nameless_type, &no_traverse_type, &final_type,
    &list_type,
};

/* Twice, which does nothing the second time. */
static PyObject *
type_ready(PyObject *Py_UNUSED(module), PyObject *args)
{
    int which;
    if (!PyArg_ParseTuple(args, "i", &which)) {
        return NULL;
    }
    PyTypeObject *type = static_types[which];
    if (PyType_Ready(type) < 0 || PyType_Ready(type) < 0) {
        return NULL;
    }
    return Py_NewRef((PyObject *)type);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(type_from_spec), METHOD_ARGS(type_data), METHOD_O(item_data), METHOD_ARGS(type_get_slot), METHOD_O(type_names),
    METHOD_O(type_get_module), METHOD_O(type_get_module_state), METHOD_ARGS(type_get_module_by_def), METHOD_O(type_get_dict),
    METHOD_ARGS(type_get_flags), METHOD_ARGS(type_is_subtype), METHOD_O(type_check), METHOD_ARGS(type_lookup),
    METHOD_ARGS(type_generic_alloc), METHOD_O(type_generic_new), METHOD_O(type_get_name), METHOD_O(type_add_watcher),
    METHOD_ARGS(type_clear_watcher), METHOD_ARGS(type_watch), METHOD_ARGS(type_unwatch), METHOD_ARGS(type_seen),
    METHOD_O(type_modified), METHOD_O(type_assign_version_tag), METHOD_ARGS(type_clear_cache), METHOD_ARGS(type_ready),
    METHOD_END,
};

CAPI_MODULE(_capi_object_types, methods)
