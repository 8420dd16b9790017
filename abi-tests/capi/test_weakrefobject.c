/* The functions and macros of weakrefobject.h and cpython/weakrefobject.h. */
#include "capi.h"

static PyObject *
weakref_new_ref(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *callback;
    if (!PyArg_ParseTuple(args, "OO", &o, &callback)) {
        return NULL;
    }
    RETURN_NEW(PyWeakref_NewRef(o, callback));
}

static PyObject *
weakref_new_ref_null(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyWeakref_NewRef(o, NULL));
}

static PyObject *
weakref_new_proxy(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o, *callback;
    if (!PyArg_ParseTuple(args, "OO", &o, &callback)) {
        return NULL;
    }
    RETURN_NEW(PyWeakref_NewProxy(o, callback));
}

static PyObject *
weakref_new_proxy_null(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyWeakref_NewProxy(o, NULL));
}

/* (status, object): PyWeakref_GetRef. */
static PyObject *
weakref_get_ref(PyObject *Py_UNUSED(module), PyObject *ref)
{
    NULLABLE(ref);
    PyObject *o = Py_Ellipsis;
    int status = PyWeakref_GetRef(ref, &o);
    if (status < 0) {
        if (o != NULL) {
            PyErr_SetString(PyExc_AssertionError, "*pobj is not NULL after an error");
        }
        return NULL;
    }
    return Py_BuildValue("(iN)", status, o == NULL ? Py_NewRef(Py_None) : o);
}

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static PyObject *
weakref_get_object(PyObject *Py_UNUSED(module), PyObject *ref)
{
    NULLABLE(ref);
    RETURN_BORROWED(PyWeakref_GetObject(ref));
}

static PyObject *
weakref_get_object_macro(PyObject *Py_UNUSED(module), PyObject *ref)
{
    RETURN_BORROWED(PyWeakref_GET_OBJECT(ref));
}

/* The four checks as bits. */
static PyObject *
weakref_checks(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(!!PyWeakref_Check(o) + 2 * !!PyWeakref_CheckRef(o) + 4 * !!PyWeakref_CheckRefExact(o)
                 + 8 * !!PyWeakref_CheckProxy(o));
}

static PyObject *
weakref_clear_refs(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject_ClearWeakRefs(o);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
weakref_clear_ref(PyObject *Py_UNUSED(module), PyObject *ref)
{
    _PyWeakref_ClearRef((PyWeakReference *)ref);
    Py_RETURN_NONE;
}

static PyObject *
weakref_supported(PyObject *Py_UNUSED(module), PyObject *type)
{
    RETURN_TRUTH(PyType_SUPPORTS_WEAKREFS((PyTypeObject *)type));
}

/* A type with a weak reference list of its own in the struct, as old extensions have it. */
typedef struct {
    PyObject_HEAD
    PyObject *weakrefs;
} Own;

static void
own_dealloc(PyObject *self)
{
    if (((Own *)self)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMemberDef own_members[] = {
    {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(Own, weakrefs), Py_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot own_slots[] = {
    {Py_tp_dealloc, own_dealloc}, {Py_tp_members, own_members}, {0, NULL},
};

static PyType_Spec own_spec = {
    .name = "_capi_weakrefobject.Own", .basicsize = sizeof(Own), .flags = Py_TPFLAGS_DEFAULT, .slots = own_slots,
};

static PyObject *
weakref_own_type(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyType_FromSpec(&own_spec));
}

/* Whether the object's list, which lies in its struct, has anything. */
static PyObject *
weakref_own_has_list(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject **list = PyObject_GET_WEAKREFS_LISTPTR(o);
    if (list != &((Own *)o)->weakrefs) {
        PyErr_SetString(PyExc_AssertionError, "the list is elsewhere");
        return NULL;
    }
    RETURN_TRUTH(*list != NULL);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(weakref_new_ref), METHOD_O(weakref_new_ref_null), METHOD_ARGS(weakref_new_proxy),
    METHOD_O(weakref_new_proxy_null), METHOD_O(weakref_get_ref), METHOD_O(weakref_get_object),
    METHOD_O(weakref_get_object_macro), METHOD_O(weakref_checks), METHOD_O(weakref_clear_refs),
    METHOD_O(weakref_clear_ref), METHOD_O(weakref_supported),
    {"weakref_own_type", weakref_own_type, METH_NOARGS, NULL}, METHOD_O(weakref_own_has_list), METHOD_END,
};

CAPI_MODULE(_capi_weakrefobject, methods)
