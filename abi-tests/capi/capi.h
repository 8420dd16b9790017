/* What the C files of abi-tests/capi share. Every file is one extension module, `_capi_` and its header's stem. */
#ifndef CAPI_H
#define CAPI_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

/* None stands for NULL, so that a test can hand NULL to the function under test. */
#define NULLABLE(object) do { if ((object) == Py_None) { (object) = NULL; } } while (0)

/* Each wrapper does one call and reports all of its result. With an exception set, that exception is the report: a wrapper
 * must not hide that a function which failed set none, or that one which succeeded did set one. */

/* For functions that give a new reference. NULL without an exception becomes Python's own SystemError. */
#define RETURN_NEW(call) return (call)

/* For functions that give a borrowed reference. */
#define RETURN_BORROWED(call) \
    do { \
        PyObject *result_ = (call); \
        return Py_XNewRef(result_); \
    } while (0)

/* For functions that give a size or a status, whose error value is -1. */
#define RETURN_INT(call) \
    do { \
        Py_ssize_t result_ = (Py_ssize_t)(call); \
        if (result_ == -1 && PyErr_Occurred()) { \
            return NULL; \
        } \
        return capi_int(result_); \
    } while (0)

/* For functions that cannot fail. */
#define RETURN_TRUTH(call) return capi_int((Py_ssize_t)(call))

/* For functions that give an unsigned number, whose error value is the largest. */
#define RETURN_UNSIGNED(call) \
    do { \
        unsigned long long result_ = (call); \
        if (result_ == (unsigned long long)-1 && PyErr_Occurred()) { \
            return NULL; \
        } \
        return PyErr_Occurred() ? capi_int(0) : PyLong_FromUnsignedLongLong(result_); \
    } while (0)

/* For functions that give a double, whose error value is -1.0. */
#define RETURN_DOUBLE(call) \
    do { \
        double result_ = (call); \
        if (result_ == -1.0 && PyErr_Occurred()) { \
            return NULL; \
        } \
        return PyErr_Occurred() ? capi_int(0) : PyFloat_FromDouble(result_); \
    } while (0)

/* A whole wrapper, for a call with nothing but objects: its argument is `o`, or they are `a`, `b`, `c`; None stands for NULL. */
#define WRAP_O(name, report) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *o) { NULLABLE(o); report; }
#define WRAP_OO(name, report) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *a, *b; \
        if (!PyArg_ParseTuple(args, "OO", &a, &b)) { return NULL; } \
        NULLABLE(a); NULLABLE(b); \
        report; \
    }
#define WRAP_OOO(name, report) \
    static PyObject *name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        PyObject *a, *b, *c; \
        if (!PyArg_ParseTuple(args, "OOO", &a, &b, &c)) { return NULL; } \
        NULLABLE(a); NULLABLE(b); NULLABLE(c); \
        report; \
    }

static inline PyObject *
capi_int(Py_ssize_t value)
{
    if (PyErr_Occurred()) {
        /* The call reported success. */
        PyErr_Clear();
        PyErr_Format(PyExc_AssertionError, "the call returned %zd and left an exception set", value);
        return NULL;
    }
    return PyLong_FromSsize_t(value);
}

/* The module: methods only, no state, no GIL needed. */
#define CAPI_MODULE(name, table) \
    static PyModuleDef_Slot name##_slots[] = {{Py_mod_gil, Py_MOD_GIL_NOT_USED}, {0, NULL}}; \
    static struct PyModuleDef name##_module = { \
        .m_base = PyModuleDef_HEAD_INIT, .m_name = #name, .m_methods = (table), .m_slots = name##_slots, \
    }; \
    PyMODINIT_FUNC PyInit_##name(void) { return PyModuleDef_Init(&name##_module); }

/* A row of a method table for a function that takes (module, argument) or (module, arguments tuple). */
#define METHOD_O(name) {#name, name, METH_O, NULL}
#define METHOD_ARGS(name) {#name, name, METH_VARARGS, NULL}
#define METHOD_END {NULL, NULL, 0, NULL}

#endif /* CAPI_H */
