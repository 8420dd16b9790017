/* Two files of one name in two folders. Their visible symbols are the same, and must not be mixed up. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

extern __attribute__((visibility("default"))) int twin_value(void);

int
twin_value(void)
{
    return VALUE;
}

static int
exec_module(PyObject *module)
{
    return PyModule_AddIntConstant(module, "value", twin_value());
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {Py_mod_gil, Py_MOD_GIL_NOT_USED}, {0, NULL}};

static struct PyModuleDef def = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "twin", .m_slots = slots,
};

PyMODINIT_FUNC
PyInit_twin(void)
{
    return PyModuleDef_Init(&def);
}
