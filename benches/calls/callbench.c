/* callbench: one function or slot for each way between Python and an extension, each doing next to nothing. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

static PyObject *
noargs(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Py_RETURN_NONE;
}

static PyObject *
one(PyObject *Py_UNUSED(module), PyObject *o)
{
    return Py_NewRef(o);
}

static PyObject *
fast(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    return Py_NewRef(nargs > 0 ? args[nargs - 1] : Py_None);
}

static PyObject *
fast_keywords(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    Py_ssize_t all = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    return Py_NewRef(all > 0 ? args[all - 1] : Py_None);
}

static PyObject *
parse_tuple(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    Py_ssize_t n;
    int i;
    if (!PyArg_ParseTuple(args, "Oni:parse_tuple", &o, &n, &i)) {
        return NULL;
    }
    return Py_NewRef(o);
}

typedef struct {
    PyObject_HEAD
    PyObject *object;
    Py_ssize_t number;
} ThingObject;

static PyObject *
thing_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs))
{
    ThingObject *self = (ThingObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->object = Py_NewRef(Py_None);
        self->number = 7;
    }
    return (PyObject *)self;
}

static void
thing_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    Py_XDECREF(((ThingObject *)op)->object);
    type->tp_free(op);
    Py_DECREF(type);
}

static Py_ssize_t
thing_length(PyObject *op)
{
    return ((ThingObject *)op)->number;
}

static PyObject *
thing_item(PyObject *op, Py_ssize_t Py_UNUSED(index))
{
    return Py_NewRef(((ThingObject *)op)->object);
}

static PyMemberDef thing_members[] = {
    {"object", Py_T_OBJECT_EX, offsetof(ThingObject, object), 0, NULL},
    {"number", Py_T_PYSSIZET, offsetof(ThingObject, number), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot thing_slots[] = {
    {Py_tp_new, thing_new},
    {Py_tp_dealloc, thing_dealloc},
    {Py_sq_length, thing_length},
    {Py_sq_item, thing_item},
    {Py_tp_members, thing_members},
    {0, NULL},
};

static PyType_Spec thing_spec = {
    .name = "callbench.Thing", .basicsize = sizeof(ThingObject), .flags = Py_TPFLAGS_DEFAULT, .slots = thing_slots,
};

#define FUNCTION(f) ((PyCFunction)(void (*)(void))(f))

static PyMethodDef methods[] = {
    {"noargs", noargs, METH_NOARGS, NULL},
    {"one", one, METH_O, NULL},
    {"fast", FUNCTION(fast), METH_FASTCALL, NULL},
    {"fast_keywords", FUNCTION(fast_keywords), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"parse_tuple", parse_tuple, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int
exec_module(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &thing_spec, NULL);
    if (type == NULL) {
        return -1;
    }
    int status = PyModule_AddType(module, (PyTypeObject *)type);
    Py_DECREF(type);
    return status;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, exec_module},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef def = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "callbench", .m_methods = methods, .m_slots = slots,
};

PyMODINIT_FUNC
PyInit_callbench(void)
{
    return PyModuleDef_Init(&def);
}
