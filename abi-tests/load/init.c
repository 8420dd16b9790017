/* A single-phase module whose init function does one thing; NAME and one of the macros below come from extensions.txt. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)

#ifndef STATE_SIZE
#define STATE_SIZE -1
#endif

/* Not every variant makes a module. */
__attribute__((unused)) static struct PyModuleDef def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = TEXT(NAME),
    .m_size = STATE_SIZE,
};

#ifdef NO_INIT
/* The file is fine, and no module. */
PyMODINIT_FUNC
PyInit_something_else(void)
{
    return PyModule_Create(&def);
}
#else
/* How often the init function ran; the C global lives as long as the process. */
static int runs = 0;

PyMODINIT_FUNC
JOIN(PyInit_, NAME)(void)
{
    runs++;
#if defined(NULL_SILENTLY)
    return NULL;
#elif defined(RAISES)
    PyErr_SetString(PyExc_ValueError, "init says no");
    return NULL;
#elif defined(NOT_A_MODULE)
    return PyLong_FromLong(7);
#else
    PyObject *module = PyModule_Create(&def);
    if (module == NULL) {
        return NULL;
    }
#ifdef Py_GIL_DISABLED
    PyUnstable_Module_SetGIL(module, Py_MOD_GIL_NOT_USED);
#endif
    if (PyModule_AddIntConstant(module, "runs", runs) < 0) {
        Py_DECREF(module);
        return NULL;
    }
#ifdef LEAVES_EXCEPTION
    PyErr_SetString(PyExc_ValueError, "left behind");
#endif
    return module;
#endif
}
#endif
