/* Needs symbols that no Python exports. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

extern PyObject *PyNoSuch_Function(PyObject *);
extern PyObject *PyNoSuch_OtherFunction(PyObject *);
extern PyTypeObject PyNoSuch_Type;

static PyObject *
use(PyObject *Py_UNUSED(module), PyObject *o)
{
    if (Py_TYPE(o) == &PyNoSuch_Type) {
        return PyNoSuch_Function(o);
    }
    return PyNoSuch_OtherFunction(o);
}

static PyMethodDef methods[] = {{"use", use, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot slots[] = {{Py_mod_gil, Py_MOD_GIL_NOT_USED}, {0, NULL}};

static struct PyModuleDef def = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "missing", .m_methods = methods, .m_slots = slots,
};

PyMODINIT_FUNC
PyInit_missing(void)
{
    return PyModuleDef_Init(&def);
}
