/* The functions of pyhash.h and cpython/pyhash.h. */
#include "capi.h"

static PyObject *
hash_double(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *o;
    double value;
    if (!PyArg_ParseTuple(args, "Od", &o, &value)) {
        return NULL;
    }
    RETURN_TRUTH(_Py_HashDouble(o, value));
}

static PyObject *
hash_pointer(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned long long address;
    if (!PyArg_ParseTuple(args, "K", &address)) {
        return NULL;
    }
    RETURN_TRUTH(Py_HashPointer((void *)(uintptr_t)address));
}

WRAP_O(object_generic_hash, RETURN_TRUTH(PyObject_GenericHash(o)))

/* Like published binaries do (_Py_HashBytes is in no public header). */
PyAPI_FUNC(Py_hash_t) _Py_HashBytes(const void *, Py_ssize_t);

static PyObject *
hash_bytes(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *bytes;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y#", &bytes, &size)) {
        return NULL;
    }
    RETURN_TRUTH(_Py_HashBytes(bytes, size));
}

/* (name, bits of the hash, bits of the seed, whether its function hashes like the object) */
static PyObject *
hash_func_def(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyHash_FuncDef *def = PyHash_GetFuncDef();
    Py_hash_t direct = def->hash(PyBytes_AS_STRING(o), PyBytes_GET_SIZE(o));
    return Py_BuildValue("siin", def->name, def->hash_bits, def->seed_bits, (Py_ssize_t)direct);
}

static PyObject *
constants(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("inni", (int)PyHASH_BITS, (Py_ssize_t)PyHASH_MODULUS, (Py_ssize_t)PyHASH_INF, (int)PyHASH_IMAG);
}

static PyMethodDef methods[] = {
    METHOD_ARGS(hash_double), METHOD_ARGS(hash_pointer), METHOD_O(object_generic_hash), METHOD_ARGS(hash_bytes),
    METHOD_O(hash_func_def), METHOD_ARGS(constants), METHOD_END,
};

CAPI_MODULE(_capi_pyhash, methods)
