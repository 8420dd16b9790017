/* The functions of pycapsule.h. Pointers are shown as integers. */
#include "capi.h"

static char names[2][32] = {"_capi_pycapsule.first", "_capi_pycapsule.second"};
static int destroyed;
static char context_text[] = "context";

static void
on_destroy(PyObject *capsule)
{
    /* The capsule is whole when its destructor runs. */
    destroyed += PyCapsule_CheckExact(capsule) && Py_REFCNT(capsule) >= 0;
    PyErr_Clear();
}

/* Index of a name, or -1 for NULL. */
static const char *
name_at(int i)
{
    return i < 0 ? NULL : names[i];
}

static PyObject *
capsule_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t pointer;
    int name, with_destructor;
    if (!PyArg_ParseTuple(args, "nip", &pointer, &name, &with_destructor)) {
        return NULL;
    }
    RETURN_NEW(PyCapsule_New((void *)pointer, name_at(name), with_destructor ? on_destroy : NULL));
}

static PyObject *
capsule_destroyed(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyLong_FromLong(destroyed);
}

static PyObject *
capsule_check_exact(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyCapsule_CheckExact(o));
}

/* With a name as a str, the pointer is asked for with an equal name at another address. */
static PyObject *
capsule_get_pointer(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *capsule;
    const char *name;
    if (!PyArg_ParseTuple(args, "Oz", &capsule, &name)) {
        return NULL;
    }
    NULLABLE(capsule);
    void *pointer = PyCapsule_GetPointer(capsule, name);
    if (pointer == NULL) {
        return NULL;
    }
    return PyLong_FromVoidPtr(pointer);
}

static PyObject *
capsule_get_name(PyObject *Py_UNUSED(module), PyObject *capsule)
{
    NULLABLE(capsule);
    const char *name = PyCapsule_GetName(capsule);
    if (PyErr_Occurred()) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (name == names[i]) {
            return PyLong_FromLong(i);
        }
    }
    return name == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(name);
}

static PyObject *
capsule_get_destructor(PyObject *Py_UNUSED(module), PyObject *capsule)
{
    NULLABLE(capsule);
    PyCapsule_Destructor found = PyCapsule_GetDestructor(capsule);
    if (PyErr_Occurred()) {
        return NULL;
    }
    return PyBool_FromLong(found == on_destroy);
}

static PyObject *
capsule_get_context(PyObject *Py_UNUSED(module), PyObject *capsule)
{
    NULLABLE(capsule);
    const char *context = PyCapsule_GetContext(capsule);
    if (PyErr_Occurred()) {
        return NULL;
    }
    return context == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(context);
}

static PyObject *
capsule_set_context(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *capsule;
    int some;
    if (!PyArg_ParseTuple(args, "Op", &capsule, &some)) {
        return NULL;
    }
    NULLABLE(capsule);
    RETURN_INT(PyCapsule_SetContext(capsule, some ? context_text : NULL));
}

static PyObject *
capsule_set_destructor(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *capsule;
    int some;
    if (!PyArg_ParseTuple(args, "Op", &capsule, &some)) {
        return NULL;
    }
    NULLABLE(capsule);
    RETURN_INT(PyCapsule_SetDestructor(capsule, some ? on_destroy : NULL));
}

static PyObject *
capsule_set_name(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *capsule;
    int name;
    if (!PyArg_ParseTuple(args, "Oi", &capsule, &name)) {
        return NULL;
    }
    NULLABLE(capsule);
    RETURN_INT(PyCapsule_SetName(capsule, name_at(name)));
}

static PyObject *
capsule_set_pointer(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *capsule;
    Py_ssize_t pointer;
    if (!PyArg_ParseTuple(args, "On", &capsule, &pointer)) {
        return NULL;
    }
    NULLABLE(capsule);
    RETURN_INT(PyCapsule_SetPointer(capsule, (void *)pointer));
}

static PyObject *
capsule_is_valid(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *capsule;
    const char *name;
    if (!PyArg_ParseTuple(args, "Oz", &capsule, &name)) {
        return NULL;
    }
    NULLABLE(capsule);
    RETURN_TRUTH(PyCapsule_IsValid(capsule, name));
}

static PyObject *
capsule_import(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    int no_block;
    if (!PyArg_ParseTuple(args, "sp", &name, &no_block)) {
        return NULL;
    }
    void *pointer = PyCapsule_Import(name, no_block);
    if (pointer == NULL) {
        return NULL;
    }
    return PyLong_FromVoidPtr(pointer);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(capsule_new), {"capsule_destroyed", capsule_destroyed, METH_NOARGS, NULL}, METHOD_O(capsule_check_exact),
    METHOD_ARGS(capsule_get_pointer), METHOD_O(capsule_get_name), METHOD_O(capsule_get_destructor),
    METHOD_O(capsule_get_context), METHOD_ARGS(capsule_set_context), METHOD_ARGS(capsule_set_destructor),
    METHOD_ARGS(capsule_set_name), METHOD_ARGS(capsule_set_pointer), METHOD_ARGS(capsule_is_valid),
    METHOD_ARGS(capsule_import), METHOD_END,
};

CAPI_MODULE(_capi_pycapsule, methods)
