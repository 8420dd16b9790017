/* A weak symbol that nobody exports is no reason to refuse a file: its address is NULL. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

extern PyObject *PyNoSuch_Function(PyObject *) __attribute__((weak));

static PyObject *
is_there(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyBool_FromLong(PyNoSuch_Function != NULL);
}

static PyMethodDef methods[] = {{"is_there", is_there, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot slots[] = {{Py_mod_gil, Py_MOD_GIL_NOT_USED}, {0, NULL}};

static struct PyModuleDef def = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "optional", .m_methods = methods, .m_slots = slots,
};

PyMODINIT_FUNC
PyInit_optional(void)
{
    return PyModuleDef_Init(&def);
}
