/* An extension module that uses much of the C API as published extensions do. It is compiled, not run. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <datetime.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *items;
    Py_ssize_t used;
    double weight;
    PyObject *weakrefs;
} Box;

static PyTypeObject *box_type;

static int box_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Box *)self)->items);
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static int box_clear(PyObject *self)
{
    Py_CLEAR(((Box *)self)->items);
    return 0;
}

static void box_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, box_dealloc)
    if (((Box *)self)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    box_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
    Py_TRASHCAN_END
}

static PyObject *box_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static const char *const keywords[] = {"items", "weight", NULL};
    PyObject *items = Py_None;
    double weight = 1.0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|Od:Box", (char **)keywords, &items, &weight)) {
        return NULL;
    }
    Box *self = (Box *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->items = Py_NewRef(items);
    self->weight = weight;
    return (PyObject *)self;
}

static PyObject *box_richcompare(PyObject *left, PyObject *right, int op)
{
    if (!PyObject_TypeCheck(left, box_type) || !PyObject_TypeCheck(right, box_type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_RETURN_RICHCOMPARE(((Box *)left)->weight, ((Box *)right)->weight, op);
}

static Py_ssize_t box_length(PyObject *self)
{
    Py_ssize_t length;
    Py_BEGIN_CRITICAL_SECTION(self);
    length = ((Box *)self)->used;
    Py_END_CRITICAL_SECTION();
    return length;
}

static PyObject *box_get_items(PyObject *self, void *Py_UNUSED(closure))
{
    return Py_NewRef(((Box *)self)->items);
}

static int box_set_items(PyObject *self, PyObject *value, void *Py_UNUSED(closure))
{
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "cannot delete items");
        return -1;
    }
    Py_XSETREF(((Box *)self)->items, Py_NewRef(value));
    return 0;
}

static PyGetSetDef box_getset[] = {
    {"items", box_get_items, box_set_items, PyDoc_STR("what is inside"), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef box_members[] = {
    {"weight", T_DOUBLE, offsetof(Box, weight), 0, PyDoc_STR("how heavy")},
    {"used", Py_T_PYSSIZET, offsetof(Box, used), Py_READONLY, NULL},
    {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(Box, weakrefs), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyDoc_STRVAR(box_doc, "Box(items=None, weight=1.0)\n--\n\nA box.");

static PyType_Slot box_slots[] = {
    {Py_tp_doc, (void *)box_doc},
    {Py_tp_new, (void *)box_new},
    {Py_tp_dealloc, (void *)box_dealloc},
    {Py_tp_traverse, (void *)box_traverse},
    {Py_tp_clear, (void *)box_clear},
    {Py_tp_richcompare, (void *)box_richcompare},
    {Py_tp_getset, box_getset},
    {Py_tp_members, box_members},
    {Py_sq_length, (void *)box_length},
    {0, NULL},
};

static PyType_Spec box_spec = {
    "ordinary.Box", sizeof(Box), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, box_slots,
};

static PyTypeObject static_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "ordinary.Static", sizeof(PyObject), 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, Py_TPFLAGS_DEFAULT, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0,
};

static PyObject *total(PyObject *Py_UNUSED(module), PyObject *sequence)
{
    PyObject *fast = PySequence_Fast(sequence, "a sequence is needed");
    if (fast == NULL) {
        return NULL;
    }
    double sum = 0;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast); i++) {
        PyObject *item = PySequence_Fast_GET_ITEM(fast, i);
        sum += PyFloat_CheckExact(item) ? PyFloat_AS_DOUBLE(item) : PyFloat_AsDouble(item);
        if (sum == -1.0 && PyErr_Occurred()) {
            Py_DECREF(fast);
            return NULL;
        }
    }
    Py_DECREF(fast);
    return PyFloat_FromDouble(sum);
}

static PyObject *upper(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    if (nargs != 1 || (kwnames != NULL && PyTuple_GET_SIZE(kwnames) != 0) || !PyUnicode_Check(args[0])) {
        PyErr_Format(PyExc_TypeError, "upper() takes one str, got %zd arguments", nargs);
        return NULL;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(args[0]);
    PyObject *result = PyUnicode_New(length, PyUnicode_MAX_CHAR_VALUE(args[0]));
    if (result == NULL) {
        return NULL;
    }
    int kind = PyUnicode_KIND(args[0]);
    const void *data = PyUnicode_DATA(args[0]);
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 ch = PyUnicode_READ(kind, data, i);
        PyUnicode_WRITE(PyUnicode_KIND(result), PyUnicode_DATA(result), i, ch < 128 ? (Py_UCS4)Py_TOUPPER(ch) : ch);
    }
    return result;
}

static PyObject *pairs(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *dict, *key, *value;
    Py_ssize_t position = 0;
    if (!PyArg_ParseTuple(args, "O!:pairs", &PyDict_Type, &dict)) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    while (list != NULL && PyDict_Next(dict, &position, &key, &value)) {
        PyObject *pair = PyTuple_New(2);
        if (pair == NULL) {
            Py_CLEAR(list);
            break;
        }
        PyTuple_SET_ITEM(pair, 0, Py_NewRef(key));
        PyTuple_SET_ITEM(pair, 1, Py_NewRef(value));
        if (PyList_Append(list, pair) < 0) {
            Py_CLEAR(list);
        }
        Py_DECREF(pair);
    }
    return list;
}

static PyObject *wait_a_while(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(none))
{
    PyMutex mutex = {0};
    Py_BEGIN_ALLOW_THREADS
    PyMutex_Lock(&mutex);
    PyMutex_Unlock(&mutex);
    Py_END_ALLOW_THREADS
    PyGILState_STATE state = PyGILState_Ensure();
    PyGILState_Release(state);
    Py_RETURN_NONE;
}

static PyObject *call(PyObject *Py_UNUSED(module), PyObject *callable)
{
    PyObject *args[3] = {NULL, Py_True, Py_False};
    PyObject *result = PyObject_Vectorcall(callable, args + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    if (result == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) {
            return NULL;
        }
        PyErr_Clear();
        result = PyObject_CallFunction(callable, "i(ss)", 1, "a", "b");
    }
    return result;
}

static PyObject *year(PyObject *Py_UNUSED(module), PyObject *date)
{
    if (!PyDate_Check(date)) {
        PyErr_SetString(PyExc_TypeError, "a date is needed");
        return NULL;
    }
    return PyLong_FromLong(PyDateTime_GET_YEAR(date) + PyDateTime_GET_MONTH(date));
}

static PyMethodDef methods[] = {
    {"total", total, METH_O, NULL},
    {"upper", _PyCFunction_CAST(upper), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"pairs", pairs, METH_VARARGS, NULL},
    {"wait_a_while", wait_a_while, METH_NOARGS, NULL},
    {"call", call, METH_O, NULL},
    {"year", year, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static int exec(PyObject *module)
{
    PyDateTime_IMPORT;
    if (PyDateTimeAPI == NULL || PyType_Ready(&static_type) < 0) {
        return -1;
    }
    box_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &box_spec, NULL);
    if (box_type == NULL || PyModule_AddType(module, box_type) < 0) {
        return -1;
    }
    return PyModule_AddIntMacro(module, METH_O);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)exec},
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "ordinary", NULL, 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_ordinary(void)
{
    return PyModuleDef_Init(&definition);
}
