/* The functions and macros of objimpl.h and cpython/objimpl.h, and the reference tracer of cpython/object.h. */
#include "capi.h"

static PyObject *
gc_collect(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(PyGC_Collect());
}

/* PyGC_Collect with an exception set, which must stay. */
static PyObject *
gc_collect_with_exception(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyErr_SetString(PyExc_KeyError, "mine");
    PyGC_Collect();
    return NULL;
}

/* Enable, disable, is enabled: results in turn. */
static PyObject *
gc_switch(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    int was = PyGC_IsEnabled();
    int results[] = {PyGC_Enable(), PyGC_IsEnabled(), PyGC_Disable(), PyGC_IsEnabled(), PyGC_Disable(), PyGC_Enable()};
    Py_ssize_t found = (PyGC_Disable(), PyGC_Collect());
    if (was) {
        PyGC_Enable();
    }
    return Py_BuildValue("(iiiiiin)", results[1], results[2], results[3], results[4], results[5], PyGC_IsEnabled() == was, found);
}

static PyObject *
gc_is_tracked(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyObject_GC_IsTracked(o));
}

static PyObject *
gc_is_finalized(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyObject_GC_IsFinalized(o));
}

static PyObject *
object_is_gc(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyObject_IS_GC(o));
}

static PyObject *
type_is_gc(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyType_IS_GC((PyTypeObject *)o) != 0);
}

static PyObject *
gc_untrack_and_track(PyObject *Py_UNUSED(module), PyObject *o)
{
    int states[3];
    states[0] = PyObject_GC_IsTracked(o);
    PyObject_GC_UnTrack(o);
    PyObject_GC_UnTrack(o);  /* may be done twice */
    states[1] = PyObject_GC_IsTracked(o);
    PyObject_GC_Track(o);
    states[2] = PyObject_GC_IsTracked(o);
    return Py_BuildValue("(iii)", states[0], states[1], states[2]);
}

static PyObject *
call_finalizer(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject_CallFinalizer(o);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* Sees all tracked objects; whether `wanted` is among them, and how many there were until `limit`. */
typedef struct {
    PyObject *wanted;
    int found;
    Py_ssize_t seen, limit;
} search;

static int
visit_object(PyObject *o, void *arg)
{
    search *s = arg;
    s->found |= o == s->wanted;
    return ++s->seen != s->limit;
}

static PyObject *
gc_visit_objects(PyObject *Py_UNUSED(module), PyObject *args)
{
    search s = {NULL, 0, 0, 0};
    if (!PyArg_ParseTuple(args, "On", &s.wanted, &s.limit)) {
        return NULL;
    }
    PyUnstable_GC_VisitObjects(visit_object, &s);
    return Py_BuildValue("(in)", s.found, s.seen);
}

/* A collected type of variable size, whose items are objects. */
typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Row;

static int
row_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        Py_VISIT(((Row *)self)->items[i]);
    }
    return 0;
}

static int
row_clear(PyObject *self)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        Py_CLEAR(((Row *)self)->items[i]);
    }
    return 0;
}

static int rows_finalized, rows_dealloced, revive;
static PyObject *revived;

static void
row_finalize(PyObject *self)
{
    rows_finalized++;
    if (revive) {
        revive = 0;
        revived = Py_NewRef(self);
    }
}

static void
row_dealloc(PyObject *self)
{
    if (PyObject_CallFinalizerFromDealloc(self) < 0) {
        return;
    }
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    row_clear(self);
    rows_dealloced++;
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyType_Slot row_slots[] = {
    {Py_tp_traverse, row_traverse}, {Py_tp_clear, row_clear}, {Py_tp_finalize, row_finalize},
    {Py_tp_dealloc, row_dealloc}, {0, NULL},
};

static PyType_Spec row_spec = {
    .name = "_capi_objimpl.Row", .basicsize = offsetof(Row, items), .itemsize = sizeof(PyObject *),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = row_slots,
};

static PyObject *
row_type(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyType_FromSpec(&row_spec));
}

/* PyObject_GC_NewVar: a row of `size` times `item`; track it or not. */
static PyObject *
row_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyTypeObject *type;
    PyObject *item;
    Py_ssize_t size;
    int track;
    if (!PyArg_ParseTuple(args, "OnOp", &type, &size, &item, &track)) {
        return NULL;
    }
    Row *row = PyObject_GC_NewVar(Row, type, size);
    if (row == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        row->items[i] = Py_NewRef(item);
    }
    if (track) {
        PyObject_GC_Track(row);
    }
    return (PyObject *)row;
}

/* A new untracked row of one item, resized: (size, first item). */
static PyObject *
row_resize(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyTypeObject *type;
    PyObject *item;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "OnO", &type, &size, &item)) {
        return NULL;
    }
    Row *row = PyObject_GC_NewVar(Row, type, 1);
    if (row == NULL) {
        return NULL;
    }
    row->items[0] = Py_NewRef(item);
    Row *bigger = PyObject_GC_Resize(Row, row, size);
    if (bigger == NULL) {
        Py_DECREF(row);
        return NULL;
    }
    for (Py_ssize_t i = 1; i < size; i++) {
        bigger->items[i] = NULL;
    }
    PyObject *result = Py_BuildValue("(nO)", Py_SIZE(bigger), bigger->items[0]);
    Py_DECREF(bigger);
    return result;
}

static PyObject *
row_set(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *row, *item;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "OnO", &row, &i, &item)) {
        return NULL;
    }
    Py_XSETREF(((Row *)row)->items[i], Py_NewRef(item));
    Py_RETURN_NONE;
}

static PyObject *
row_counts(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("(ii)", rows_finalized, rows_dealloced);
}

/* The next row that is finalised lives on; the one that did is given out. */
static PyObject *
row_revive_next(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    revive = 1;
    Py_RETURN_NONE;
}

static PyObject *
row_revived(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyObject *result = revived;
    revived = NULL;
    return result == NULL ? Py_NewRef(Py_None) : result;
}

/* A type without the collector, made with PyObject_New and PyObject_NewVar; PyObject_Init on memory of one's own. */
typedef struct {
    PyObject_VAR_HEAD
    char bytes[1];
} Plain;

static PyType_Spec plain_spec = {
    .name = "_capi_objimpl.Plain", .basicsize = offsetof(Plain, bytes), .itemsize = 1,
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = (PyType_Slot[]){{0, NULL}},
};

static PyObject *
plain_type(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyType_FromSpec(&plain_spec));
}

static PyObject *
plain_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyTypeObject *type;
    const char *how;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "Osn", &type, &how, &size)) {
        return NULL;
    }
    if (strcmp(how, "new var") == 0) {
        RETURN_NEW((PyObject *)PyObject_NewVar(Plain, type, size));
    }
    if (strcmp(how, "new") == 0) {
        Plain *plain = PyObject_New(Plain, type);
        if (plain != NULL) {
            Py_SET_SIZE(plain, 0);
        }
        return (PyObject *)plain;
    }
    if (strcmp(how, "init var") == 0) {
        RETURN_NEW((PyObject *)PyObject_InitVar(PyObject_Malloc(_PyObject_VAR_SIZE(type, size)), type, size));
    }
    if (strcmp(how, "init null") == 0) {
        RETURN_NEW(PyObject_Init(NULL, type));
    }
    if (strcmp(how, "init var null") == 0) {
        RETURN_NEW((PyObject *)PyObject_InitVar(NULL, type, size));
    }
    Plain *plain = (Plain *)PyObject_Init(PyObject_Malloc(_PyObject_SIZE(type) + 8), type);
    Py_SET_SIZE(plain, 0);
    return (PyObject *)plain;
}

static PyObject *
plain_size(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(Py_SIZE(o));
}

/* An object with bytes behind it that its type knows nothing of: their sum, and whether they can be written. */
static void
extra_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static int
extra_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static PyObject *
new_with_extra_data(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t extra;
    if (!PyArg_ParseTuple(args, "n", &extra)) {
        return NULL;
    }
    PyType_Spec spec = {
        .name = "_capi_objimpl.Extra", .basicsize = sizeof(PyObject), .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
        .slots = (PyType_Slot[]){{Py_tp_dealloc, extra_dealloc}, {Py_tp_traverse, extra_traverse}, {0, NULL}},
    };
    PyObject *type = PyType_FromSpec(&spec);
    if (type == NULL) {
        return NULL;
    }
    PyObject *o = PyUnstable_Object_GC_NewWithExtraData((PyTypeObject *)type, extra);
    Py_DECREF(type);
    if (o == NULL) {
        return NULL;
    }
    unsigned char *bytes = (unsigned char *)(o + 1);
    long sum = 0;
    for (Py_ssize_t i = 0; i < extra; i++) {
        sum += bytes[i];
        bytes[i] = 'x';
    }
    Py_DECREF(o);
    return PyLong_FromLong(sum);
}

/* Counts what is made and destroyed of a type while a function is called. */
typedef struct {
    PyTypeObject *type;
    int made, destroyed;
} traced;

static int
tracer(PyObject *o, PyRefTracerEvent event, void *data)
{
    traced *t = data;
    if (Py_TYPE(o) == t->type) {
        t->made += event == PyRefTracer_CREATE;
        t->destroyed += event == PyRefTracer_DESTROY;
    }
    return 0;
}

static PyObject *
ref_trace(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *function;
    traced t = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OO", &t.type, &function)) {
        return NULL;
    }
    void *data = &data;
    if (PyRefTracer_GetTracer(NULL) != NULL || PyRefTracer_GetTracer(&data) != NULL || data != NULL) {
        PyErr_SetString(PyExc_AssertionError, "there is a tracer already");
        return NULL;
    }
    if (PyRefTracer_SetTracer(tracer, &t) < 0) {
        return NULL;
    }
    int is_set = PyRefTracer_GetTracer(&data) == tracer && data == &t;
    PyObject *result = PyObject_CallNoArgs(function);
    int failed = result == NULL;
    Py_XDECREF(result);
    PyRefTracer_SetTracer(NULL, NULL);
    if (failed) {
        return NULL;
    }
    return Py_BuildValue("(iii)", is_set, t.made, t.destroyed);
}

static PyObject *
arena_allocator_is_kept(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyObjectArenaAllocator own;
    PyObject_GetArenaAllocator(&own);
    PyObject_SetArenaAllocator(&own);
    PyObjectArenaAllocator again;
    PyObject_GetArenaAllocator(&again);
    RETURN_TRUTH(memcmp(&own, &again, sizeof(own)) == 0);
}

#define METHOD_NONE(name) {#name, name, METH_NOARGS, NULL}

static PyMethodDef methods[] = {
    METHOD_NONE(gc_collect), METHOD_NONE(gc_collect_with_exception), METHOD_NONE(gc_switch), METHOD_O(gc_is_tracked),
    METHOD_O(gc_is_finalized), METHOD_O(object_is_gc), METHOD_O(type_is_gc), METHOD_O(gc_untrack_and_track),
    METHOD_O(call_finalizer), METHOD_ARGS(gc_visit_objects), METHOD_NONE(row_type), METHOD_ARGS(row_new),
    METHOD_ARGS(row_resize), METHOD_ARGS(row_set), METHOD_NONE(row_counts), METHOD_NONE(row_revive_next),
    METHOD_NONE(row_revived), METHOD_NONE(plain_type), METHOD_ARGS(plain_new), METHOD_O(plain_size),
    METHOD_ARGS(new_with_extra_data), METHOD_ARGS(ref_trace), METHOD_NONE(arena_allocator_is_kept), METHOD_END,
};

CAPI_MODULE(_capi_objimpl, methods)
