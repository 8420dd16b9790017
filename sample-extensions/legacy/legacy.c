/* legacy: an extension as they were written ten years ago, and as many still are.
 *
 * A static type, C globals, single-phase initialisation, and not a word about the GIL. It works, in both flavours; in the t
 * flavour its import switches the GIL on for the whole process, because nothing says that it could do without. Do not copy
 * from here for new code; see `counter` for that. It is the sample for "does my old extension load". */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    double x;
    double y;
    PyObject *label;
} PointObject;

/* A global that nothing protects but the GIL. */
static long points_made = 0;

static PyTypeObject PointType;

static PyObject *
point_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"x", "y", "label", NULL};
    double x = 0.0, y = 0.0;
    PyObject *label = Py_None;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|ddO:Point", keywords, &x, &y, &label)) {
        return NULL;
    }
    PointObject *self = (PointObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->x = x;
    self->y = y;
    self->label = Py_NewRef(label);
    points_made++;
    return (PyObject *)self;
}

static void
point_dealloc(PyObject *op)
{
    Py_XDECREF(((PointObject *)op)->label);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *
point_repr(PyObject *op)
{
    PointObject *self = (PointObject *)op;
    PyObject *pair = Py_BuildValue("(dd)", self->x, self->y);
    if (pair == NULL) {
        return NULL;
    }
    PyObject *text = PyUnicode_FromFormat("Point%R", pair);
    Py_DECREF(pair);
    return text;
}

static PyObject *
point_add(PyObject *a, PyObject *b)
{
    if (!PyObject_TypeCheck(a, &PointType) || !PyObject_TypeCheck(b, &PointType)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PointObject *p = (PointObject *)a, *q = (PointObject *)b;
    return PyObject_CallFunction((PyObject *)&PointType, "dd", p->x + q->x, p->y + q->y);
}

static PyObject *
point_negative(PyObject *op)
{
    PointObject *self = (PointObject *)op;
    return PyObject_CallFunction((PyObject *)&PointType, "ddO", -self->x, -self->y, self->label);
}

static int
point_bool(PyObject *op)
{
    PointObject *self = (PointObject *)op;
    return self->x != 0.0 || self->y != 0.0;
}

static Py_ssize_t
point_length(PyObject *Py_UNUSED(op))
{
    return 2;
}

static PyObject *
point_item(PyObject *op, Py_ssize_t index)
{
    PointObject *self = (PointObject *)op;
    if (index != 0 && index != 1) {
        PyErr_SetString(PyExc_IndexError, "a point has two coordinates");
        return NULL;
    }
    return PyFloat_FromDouble(index == 0 ? self->x : self->y);
}

static PyObject *
point_scale(PyObject *op, PyObject *factor)
{
    PointObject *self = (PointObject *)op;
    double by = PyFloat_AsDouble(factor);
    if (by == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    self->x *= by;
    self->y *= by;
    Py_RETURN_NONE;
}

static PyNumberMethods point_as_number = {
    .nb_add = point_add,
    .nb_negative = point_negative,
    .nb_bool = point_bool,
};

static PySequenceMethods point_as_sequence = {
    .sq_length = point_length,
    .sq_item = point_item,
};

static PyMethodDef point_methods[] = {
    {"scale", point_scale, METH_O, "Multiply both coordinates."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef point_members[] = {
    {"x", Py_T_DOUBLE, offsetof(PointObject, x), 0, NULL},
    {"y", Py_T_DOUBLE, offsetof(PointObject, y), 0, NULL},
    {"label", _Py_T_OBJECT, offsetof(PointObject, label), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject PointType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "legacy.Point",
    .tp_doc = "A point in the plane.",
    .tp_basicsize = sizeof(PointObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = point_new,
    .tp_dealloc = point_dealloc,
    .tp_repr = point_repr,
    .tp_as_number = &point_as_number,
    .tp_as_sequence = &point_as_sequence,
    .tp_methods = point_methods,
    .tp_members = point_members,
};

static PyObject *
legacy_made(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromLong(points_made);
}

static PyMethodDef legacy_methods[] = {
    {"made", legacy_made, METH_NOARGS, "How many points were made so far."},
    {NULL, NULL, 0, NULL},
};

/* m_size -1: the module cannot be made twice. A second import gets a copy of the first one's dictionary. */
static struct PyModuleDef legacy_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "legacy",
    .m_doc = "A single-phase module with a static type.",
    .m_size = -1,
    .m_methods = legacy_methods,
};

PyMODINIT_FUNC
PyInit_legacy(void)
{
    if (PyType_Ready(&PointType) < 0) {
        return NULL;
    }
    PyObject *module = PyModule_Create(&legacy_module);
    if (module == NULL) {
        return NULL;
    }
    /* PyModule_AddObject, the older call, takes the reference over, but only if it succeeds. */
    Py_INCREF(&PointType);
    if (PyModule_AddObject(module, "Point", (PyObject *)&PointType) < 0) {
        Py_DECREF(&PointType);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
