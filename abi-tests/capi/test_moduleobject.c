/* moduleobject.h, and the part of modsupport.h and pystate.h that is about modules. */
#include "capi.h"

static PyObject *
module_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyModule_Check(o) + 2 * PyModule_CheckExact(o));
}

static PyObject *
module_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "y", &name)) {
        return NULL;
    }
    RETURN_NEW(PyModule_New(name));
}

static PyObject *
module_new_object(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyModule_NewObject(o));
}

static PyObject *
module_get_dict(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_BORROWED(PyModule_GetDict(o));
}

static PyObject *
module_get_name(PyObject *Py_UNUSED(module), PyObject *o)
{
    const char *name = PyModule_GetName(o);
    return name == NULL ? NULL : PyBytes_FromString(name);
}

static PyObject *
module_get_name_object(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyModule_GetNameObject(o));
}

static PyObject *
module_get_filename(PyObject *Py_UNUSED(module), PyObject *o)
{
    /* Deprecated, but binaries call it. */
    _Py_COMP_DIAG_PUSH
    _Py_COMP_DIAG_IGNORE_DEPR_DECLS
    const char *name = PyModule_GetFilename(o);
    _Py_COMP_DIAG_POP
    return name == NULL ? NULL : PyBytes_FromString(name);
}

static PyObject *
module_get_filename_object(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyModule_GetFilenameObject(o));
}

/* Whether there is a state. */
static PyObject *
module_get_state(PyObject *Py_UNUSED(module), PyObject *o)
{
    void *state = PyModule_GetState(o);
    if (state == NULL && PyErr_Occurred()) {
        return NULL;
    }
    return PyBool_FromLong(state != NULL);
}

/* The name in the definition. */
static PyObject *
module_get_def(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyModuleDef *def = PyModule_GetDef(o);
    if (def == NULL) {
        if (PyErr_Occurred()) {
            return NULL;
        }
        Py_RETURN_NONE;
    }
    return PyUnicode_FromString(def->m_name);
}

static PyObject *
module_set_doc_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *doc;
    if (!PyArg_ParseTuple(args, "Oy", &o, &doc)) {
        return NULL;
    }
    RETURN_INT(PyModule_SetDocString(o, doc));
}

static PyObject *
added_function(PyObject *self, PyObject *argument)
{
    return PyTuple_Pack(2, self, argument);
}

static PyMethodDef added_functions[] = {
    {"first", added_function, METH_O, "first($module, argument, /)\n--\n\nThe first."},
    {"second", added_function, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef class_functions[] = {{"wrong", added_function, METH_O | METH_CLASS, NULL}, {NULL, NULL, 0, NULL}};

static PyObject *
module_add_functions(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int wrong;
    if (!PyArg_ParseTuple(args, "Op", &o, &wrong)) {
        return NULL;
    }
    RETURN_INT(PyModule_AddFunctions(o, wrong ? class_functions : added_functions));
}

/* The three ways to add an object: PyModule_Add takes the reference always, PyModule_AddObject on success only. */
static PyObject *
module_add(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    const char *name;
    if (!PyArg_ParseTuple(args, "OyO", &o, &name, &value)) {
        return NULL;
    }
    NULLABLE(value);
    RETURN_INT(PyModule_Add(o, name, Py_XNewRef(value)));
}

static PyObject *
module_add_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    const char *name;
    if (!PyArg_ParseTuple(args, "OyO", &o, &name, &value)) {
        return NULL;
    }
    NULLABLE(value);
    int status = PyModule_AddObject(o, name, Py_XNewRef(value));
    if (status < 0) {
        Py_XDECREF(value);
    }
    RETURN_INT(status);
}

static PyObject *
module_add_object_ref(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value, *error = Py_None;
    const char *name;
    if (!PyArg_ParseTuple(args, "OyO|O", &o, &name, &value, &error)) {
        return NULL;
    }
    NULLABLE(value);
    if (error != Py_None) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    }
    RETURN_INT(PyModule_AddObjectRef(o, name, value));
}

static PyObject *
module_add_int_constant(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *name;
    long value;
    if (!PyArg_ParseTuple(args, "Oyl", &o, &name, &value)) {
        return NULL;
    }
    RETURN_INT(PyModule_AddIntConstant(o, name, value));
}

static PyObject *
module_add_string_constant(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    const char *name, *value;
    if (!PyArg_ParseTuple(args, "Oyy", &o, &name, &value)) {
        return NULL;
    }
    RETURN_INT(PyModule_AddStringConstant(o, name, value));
}

#define CAPI_FLAG 0x1234

static PyObject *
module_add_macros(PyObject *Py_UNUSED(module), PyObject *o)
{
    if (PyModule_AddIntMacro(o, CAPI_FLAG) < 0) {
        return NULL;
    }
#undef CAPI_FLAG
#define CAPI_TEXT "text"
    RETURN_INT(PyModule_AddStringMacro(o, CAPI_TEXT));
}

static PyObject *
module_add_type(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *type;
    if (!PyArg_ParseTuple(args, "OO!", &o, &PyType_Type, &type)) {
        return NULL;
    }
    RETURN_INT(PyModule_AddType(o, (PyTypeObject *)type));
}

/* Single-phase modules. */

static int free_calls;

static int
state_traverse(PyObject *module, visitproc visit, void *arg)
{
    PyObject **state = PyModule_GetState(module);
    if (state != NULL) {
        Py_VISIT(*state);
    }
    return 0;
}

static int
state_clear(PyObject *module)
{
    PyObject **state = PyModule_GetState(module);
    if (state != NULL) {
        Py_CLEAR(*state);
    }
    return 0;
}

static void
state_free(void *module)
{
    free_calls++;
    state_clear((PyObject *)module);
}

static struct PyModuleDef single_def = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "package.single", .m_doc = "A module.", .m_size = sizeof(PyObject *),
    .m_methods = added_functions, .m_traverse = state_traverse, .m_clear = state_clear, .m_free = state_free,
};
static PyModuleDef_Slot no_slots[] = {{0, NULL}};
static struct PyModuleDef slots_def = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "with_slots", .m_slots = no_slots,
};

static PyObject *
module_create(PyObject *Py_UNUSED(module), PyObject *args)
{
    int version, with_slots;
    if (!PyArg_ParseTuple(args, "ip", &version, &with_slots)) {
        return NULL;
    }
    RETURN_NEW(PyModule_Create2(with_slots ? &slots_def : &single_def, version));
}

static PyObject *
module_set_state(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *value;
    if (!PyArg_ParseTuple(args, "OO", &o, &value)) {
        return NULL;
    }
    Py_XSETREF(*(PyObject **)PyModule_GetState(o), Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyObject *
module_free_calls(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyLong_FromLong(free_calls);
}

static PyObject *
state_find_module(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *found = PyState_FindModule(PyObject_IsTrue(o) ? &slots_def : &single_def);
    if (found == NULL && !PyErr_Occurred()) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return Py_XNewRef(found);
}

static PyObject *
state_add_module(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    int with_slots;
    if (!PyArg_ParseTuple(args, "Op", &o, &with_slots)) {
        return NULL;
    }
    RETURN_INT(PyState_AddModule(o, with_slots ? &slots_def : &single_def));
}

static PyObject *
state_remove_module(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_INT(PyState_RemoveModule(PyObject_IsTrue(o) ? &slots_def : &single_def));
}

/* Multi-phase modules, from a letter for each slot. */

static PyObject *
create_module(PyObject *spec, PyModuleDef *Py_UNUSED(def))
{
    PyObject *name = PyObject_GetAttrString(spec, "name");
    PyObject *module = name == NULL ? NULL : PyModule_NewObject(name);
    Py_XDECREF(name);
    return module;
}

static PyObject *
create_object(PyObject *spec, PyModuleDef *Py_UNUSED(def))
{
    return Py_NewRef(spec);
}

static PyObject *
create_nothing(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(def))
{
    return NULL;
}

static PyObject *
create_raises(PyObject *Py_UNUSED(spec), PyModuleDef *Py_UNUSED(def))
{
    return PyErr_Format(PyExc_KeyError, "from create");
}

static PyObject *
create_both(PyObject *spec, PyModuleDef *def)
{
    PyObject *module = create_module(spec, def);
    PyErr_SetString(PyExc_KeyError, "unreported");
    return module;
}

static int
exec_counts(PyObject *module)
{
    PyObject *count = PyObject_GetAttrString(module, "count");
    long n = 0;
    if (count == NULL) {
        PyErr_Clear();
    }
    else {
        n = PyLong_AsLong(count);
        Py_DECREF(count);
    }
    return PyModule_AddIntConstant(module, "count", n + 1);
}

static int
exec_raises(PyObject *Py_UNUSED(module))
{
    PyErr_SetString(PyExc_KeyError, "from exec");
    return -1;
}

static int
exec_fails(PyObject *Py_UNUSED(module))
{
    return -1;
}

static int
exec_both(PyObject *Py_UNUSED(module))
{
    PyErr_SetString(PyExc_KeyError, "unreported");
    return 0;
}

static PyModuleDef_Slot
slot_of(char letter)
{
    switch (letter) {
    case 'c': return (PyModuleDef_Slot){Py_mod_create, create_module};
    case 'o': return (PyModuleDef_Slot){Py_mod_create, create_object};
    case 'n': return (PyModuleDef_Slot){Py_mod_create, create_nothing};
    case 'r': return (PyModuleDef_Slot){Py_mod_create, create_raises};
    case 'b': return (PyModuleDef_Slot){Py_mod_create, create_both};
    case 'e': return (PyModuleDef_Slot){Py_mod_exec, exec_counts};
    case 'R': return (PyModuleDef_Slot){Py_mod_exec, exec_raises};
    case 'F': return (PyModuleDef_Slot){Py_mod_exec, exec_fails};
    case 'B': return (PyModuleDef_Slot){Py_mod_exec, exec_both};
    case 'm': return (PyModuleDef_Slot){Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED};
    case 'g': return (PyModuleDef_Slot){Py_mod_gil, Py_MOD_GIL_NOT_USED};
    case 'x': return (PyModuleDef_Slot){99, NULL};
    default: return (PyModuleDef_Slot){-1, NULL};
    }
}

/* A definition lives as long as its modules: for ever. */
static PyModuleDef *
new_def(const char *slots, Py_ssize_t size)
{
    static PyModuleDef defs[100];
    static PyModuleDef_Slot all_slots[100][8];
    static int used;
    if (used == 100 || strlen(slots) > 7) {
        PyErr_SetString(PyExc_AssertionError, "too many definitions");
        return NULL;
    }
    int i;
    for (i = 0; slots[i] != '\0'; i++) {
        all_slots[used][i] = slot_of(slots[i]);
    }
    all_slots[used][i] = (PyModuleDef_Slot){0, NULL};
    defs[used] = (PyModuleDef){
        .m_base = PyModuleDef_HEAD_INIT, .m_name = "in_definition", .m_doc = "A module.", .m_size = size,
        .m_methods = added_functions, .m_slots = all_slots[used],
    };
    return &defs[used++];
}

static PyObject *
module_from_def_and_spec(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *slots;
    PyObject *spec;
    Py_ssize_t size = 0;
    int version = PYTHON_API_VERSION;
    if (!PyArg_ParseTuple(args, "sO|ni", &slots, &spec, &size, &version)) {
        return NULL;
    }
    PyModuleDef *def = new_def(slots, size);
    if (def == NULL) {
        return NULL;
    }
    RETURN_NEW(PyModule_FromDefAndSpec2(def, spec, version));
}

static PyObject *
module_exec_def(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyModuleDef *def = PyModule_GetDef(o);
    if (def == NULL) {
        return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_AssertionError, "the module has no definition");
    }
    RETURN_INT(PyModule_ExecDef(o, def));
}

static PyObject *
module_def_init(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    static struct PyModuleDef def = {.m_base = PyModuleDef_HEAD_INIT, .m_name = "initialised"};
    PyObject *a = PyModuleDef_Init(&def);
    Py_ssize_t index = def.m_base.m_index;
    PyObject *b = PyModuleDef_Init(&def);
    return Py_BuildValue("OOOO", a == b && a == (PyObject *)&def ? Py_True : Py_False, Py_TYPE(a),
                         index > 0 && def.m_base.m_index == index ? Py_True : Py_False,
                         Py_IS_TYPE(a, &PyModuleDef_Type) ? Py_True : Py_False);
}

static PyMethodDef methods[] = {
    METHOD_O(module_check),
    METHOD_ARGS(module_new),
    METHOD_O(module_new_object),
    METHOD_O(module_get_dict),
    METHOD_O(module_get_name),
    METHOD_O(module_get_name_object),
    METHOD_O(module_get_filename),
    METHOD_O(module_get_filename_object),
    METHOD_O(module_get_state),
    METHOD_O(module_get_def),
    METHOD_ARGS(module_set_doc_string),
    METHOD_ARGS(module_add_functions),
    METHOD_ARGS(module_add),
    METHOD_ARGS(module_add_object),
    METHOD_ARGS(module_add_object_ref),
    METHOD_ARGS(module_add_int_constant),
    METHOD_ARGS(module_add_string_constant),
    METHOD_O(module_add_macros),
    METHOD_ARGS(module_add_type),
    METHOD_ARGS(module_create),
    METHOD_ARGS(module_set_state),
    METHOD_ARGS(module_free_calls),
    METHOD_O(state_find_module),
    METHOD_ARGS(state_add_module),
    METHOD_O(state_remove_module),
    METHOD_ARGS(module_from_def_and_spec),
    METHOD_O(module_exec_def),
    METHOD_ARGS(module_def_init),
    METHOD_END,
};

CAPI_MODULE(_capi_moduleobject, methods)
