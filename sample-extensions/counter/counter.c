/* counter: a type of one's own, done as today's C API wants it.
 *
 * A heap type made from a spec; module state instead of C globals; garbage collection; weak references; pickling; and a
 * critical section, so that the type needs no GIL: in the t flavour several threads may call one object at the same time. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

/* What belongs to one module object. Two interpreters, or two imports, have two of these. */
typedef struct {
    PyTypeObject *counter_type;
    PyObject *overflow_error;
} counter_state;

/* An instance. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t value;
    Py_ssize_t step;
    PyObject *on_change; /* a callable or NULL; it may refer back to the counter, so the collector must see it */
} CounterObject;

static struct PyModuleDef counter_module;

/* The state of the module that made the type of `self`; a subclass written in Python works, too. */
static counter_state *
state_of(PyObject *self)
{
    PyObject *module = PyType_GetModuleByDef(Py_TYPE(self), &counter_module);
    return module == NULL ? NULL : (counter_state *)PyModule_GetState(module);
}

/* Creation and destruction ------------------------------------------------------------------------------------------ */

static int
counter_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"value", "step", "on_change", NULL};
    CounterObject *self = (CounterObject *)op;
    Py_ssize_t value = 0, step = 1;
    PyObject *on_change = Py_None;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|nnO:Counter", keywords, &value, &step, &on_change)) {
        return -1;
    }
    if (on_change != Py_None && !PyCallable_Check(on_change)) {
        PyErr_Format(PyExc_TypeError, "on_change must be callable or None, not %T", on_change);
        return -1;
    }
    /* __init__ can be called twice: take the new reference first, release the old one last. */
    PyObject *old;
    Py_BEGIN_CRITICAL_SECTION(op);
    self->value = value;
    self->step = step;
    old = self->on_change;
    self->on_change = on_change == Py_None ? NULL : Py_NewRef(on_change);
    Py_END_CRITICAL_SECTION();
    Py_XDECREF(old);
    return 0;
}

/* The collector asks which objects this one owns. A heap type's instance owns its type. */
static int
counter_traverse(PyObject *op, visitproc visit, void *arg)
{
    CounterObject *self = (CounterObject *)op;
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(self->on_change);
    return 0;
}

/* The collector breaks a cycle. The object stays usable. */
static int
counter_clear(PyObject *op)
{
    CounterObject *self = (CounterObject *)op;
    Py_CLEAR(self->on_change);
    return 0;
}

static void
counter_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    /* Before anything is taken apart: the collector must not see a half object. */
    PyObject_GC_UnTrack(op);
    /* A type with weak references must kill them itself; forgetting it leaves them pointing at freed memory. */
    PyObject_ClearWeakRefs(op);
    (void)counter_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

/* Behaviour --------------------------------------------------------------------------------------------------------- */

/* Adds `amount`, gives the new value. The critical section holds this object's lock in the t flavour; in the default
 * flavour it is empty, since the GIL does the same. No Python code runs inside it. */
static PyObject *
counter_add(PyObject *op, Py_ssize_t amount)
{
    CounterObject *self = (CounterObject *)op;
    Py_ssize_t value = 0;
    int overflow;
    PyObject *on_change = NULL;

    Py_BEGIN_CRITICAL_SECTION(op);
    overflow = amount > 0 ? self->value > PY_SSIZE_T_MAX - amount : self->value < PY_SSIZE_T_MIN - amount;
    if (!overflow) {
        self->value += amount;
        value = self->value;
        on_change = Py_XNewRef(self->on_change);
    }
    Py_END_CRITICAL_SECTION();

    if (overflow) {
        counter_state *state = state_of(op);
        if (state != NULL) {
            PyErr_Format(state->overflow_error, "cannot count beyond %zd", amount > 0 ? PY_SSIZE_T_MAX : PY_SSIZE_T_MIN);
        }
        return NULL;
    }
    PyObject *result = PyLong_FromSsize_t(value);
    if (on_change != NULL && result != NULL) {
        PyObject *ignored = PyObject_CallOneArg(on_change, result);
        if (ignored == NULL) {
            Py_CLEAR(result);
        }
        Py_XDECREF(ignored);
    }
    Py_XDECREF(on_change);
    return result;
}

static PyObject *
counter_increment(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    Py_ssize_t step;
    Py_BEGIN_CRITICAL_SECTION(op);
    step = ((CounterObject *)op)->step;
    Py_END_CRITICAL_SECTION();
    return counter_add(op, step);
}

static PyObject *
counter_add_method(PyObject *op, PyObject *arg)
{
    Py_ssize_t amount = PyNumber_AsSsize_t(arg, PyExc_OverflowError);
    if (amount == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return counter_add(op, amount);
}

/* Pickling: what to call with which arguments to get an equal object. */
static PyObject *
counter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    CounterObject *self = (CounterObject *)op;
    Py_ssize_t value, step;
    PyObject *on_change;

    Py_BEGIN_CRITICAL_SECTION(op);
    value = self->value;
    step = self->step;
    on_change = Py_NewRef(self->on_change == NULL ? Py_None : self->on_change);
    Py_END_CRITICAL_SECTION();
    return Py_BuildValue("O(nnN)", Py_TYPE(op), value, step, on_change);
}

static PyObject *
counter_repr(PyObject *op)
{
    CounterObject *self = (CounterObject *)op;
    Py_ssize_t value, step;
    Py_BEGIN_CRITICAL_SECTION(op);
    value = self->value;
    step = self->step;
    Py_END_CRITICAL_SECTION();

    PyObject *name = PyType_GetName(Py_TYPE(op));
    if (name == NULL) {
        return NULL;
    }
    PyObject *text = PyUnicode_FromFormat("%U(%zd, step=%zd)", name, value, step);
    Py_DECREF(name);
    return text;
}

/* Counters compare with counters by value, and with nothing else. */
static PyObject *
counter_richcompare(PyObject *a, PyObject *b, int op)
{
    counter_state *state = state_of(a);
    if (state == NULL) {
        return NULL;
    }
    if (!PyObject_TypeCheck(b, state->counter_type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t x, y;
    /* Two locks are taken with one call, which prevents deadlock when another thread compares b with a. */
    Py_BEGIN_CRITICAL_SECTION2(a, b);
    x = ((CounterObject *)a)->value;
    y = ((CounterObject *)b)->value;
    Py_END_CRITICAL_SECTION2();
    Py_RETURN_RICHCOMPARE(x, y, op);
}

static PyObject *
counter_get_value(PyObject *op, void *Py_UNUSED(closure))
{
    Py_ssize_t value;
    Py_BEGIN_CRITICAL_SECTION(op);
    value = ((CounterObject *)op)->value;
    Py_END_CRITICAL_SECTION();
    return PyLong_FromSsize_t(value);
}

static PyMethodDef counter_methods[] = {
    {"increment", counter_increment, METH_NOARGS, PyDoc_STR("increment($self, /)\n--\n\nAdd the step; return the value.")},
    {"add", counter_add_method, METH_O, PyDoc_STR("add($self, amount, /)\n--\n\nAdd an amount; return the value.")},
    {"__reduce__", counter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* A member is read from the struct without a function; a getset pair is for what needs one. */
static PyMemberDef counter_members[] = {
    {"step", Py_T_PYSSIZET, offsetof(CounterObject, step), 0, PyDoc_STR("what increment() adds")},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef counter_getset[] = {
    {"value", counter_get_value, NULL, PyDoc_STR("the present value"), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot counter_slots[] = {
    {Py_tp_doc, PyDoc_STR("Counter(value=0, step=1, on_change=None)\n--\n\nCounts, from any number of threads.")},
    {Py_tp_init, counter_init},
    {Py_tp_dealloc, counter_dealloc},
    {Py_tp_traverse, counter_traverse},
    {Py_tp_clear, counter_clear},
    {Py_tp_repr, counter_repr},
    {Py_tp_richcompare, counter_richcompare},
    {Py_tp_hash, PyObject_HashNotImplemented}, /* the value changes */
    {Py_tp_methods, counter_methods},
    {Py_tp_members, counter_members},
    {Py_tp_getset, counter_getset},
    {0, NULL},
};

static PyType_Spec counter_spec = {
    .name = "counter.Counter",
    .basicsize = sizeof(CounterObject),
    /* MANAGED_WEAKREF: weak references without a field of our own for them. */
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = counter_slots,
};

/* The module --------------------------------------------------------------------------------------------------------- */

static int
module_exec(PyObject *module)
{
    counter_state *state = PyModule_GetState(module);

    state->overflow_error = PyErr_NewExceptionWithDoc("counter.CountOverflow", "The count does not fit.",
                                                      PyExc_OverflowError, NULL);
    if (state->overflow_error == NULL || PyModule_AddObjectRef(module, "CountOverflow", state->overflow_error) < 0) {
        return -1;
    }
    /* Made from the module, so that its methods find the state. */
    state->counter_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &counter_spec, NULL);
    if (state->counter_type == NULL) {
        return -1;
    }
    return PyModule_AddType(module, state->counter_type);
}

static int
module_traverse(PyObject *module, visitproc visit, void *arg)
{
    counter_state *state = PyModule_GetState(module);
    Py_VISIT(state->counter_type);
    Py_VISIT(state->overflow_error);
    return 0;
}

static int
module_clear(PyObject *module)
{
    counter_state *state = PyModule_GetState(module);
    Py_CLEAR(state->counter_type);
    Py_CLEAR(state->overflow_error);
    return 0;
}

static void
module_free(void *module)
{
    (void)module_clear((PyObject *)module);
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef counter_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "counter",
    .m_doc = PyDoc_STR("A counter that many threads can share."),
    .m_size = sizeof(counter_state),
    .m_slots = module_slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
    .m_free = module_free,
};

PyMODINIT_FUNC
PyInit_counter(void)
{
    return PyModuleDef_Init(&counter_module);
}
