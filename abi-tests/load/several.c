/* Three modules in one file, one of them with a name that is not ASCII, and state that must not be shared by accident. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct {
    long count;
} module_state;

static PyObject *
count(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    module_state *state = PyModule_GetState(module);
    return PyLong_FromLong(++state->count);
}

static int
exec_module(PyObject *module)
{
    module_state *state = PyModule_GetState(module);
    state->count = 100;
    return 0;
}

static PyMethodDef methods[] = {{"count", count, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {Py_mod_gil, Py_MOD_GIL_NOT_USED}, {0, NULL}};

#define MODULE(variable, name, init) \
    static struct PyModuleDef variable = { \
        .m_base = PyModuleDef_HEAD_INIT, .m_name = name, .m_doc = "the module " name, .m_size = sizeof(module_state), \
        .m_methods = methods, .m_slots = slots, \
    }; \
    PyMODINIT_FUNC init(void) { return PyModuleDef_Init(&variable); }

MODULE(several_def, "several", PyInit_several)
MODULE(second_def, "second", PyInit_second)
MODULE(foreign_def, "\xc5\xbelu\xc5\xa5", PyInitU_lu_yta1h)
