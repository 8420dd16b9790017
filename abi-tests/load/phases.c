/* A multi-phase module that does one thing wrong (or unusually); NAME and one of the macros below come from extensions.txt. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)

#if defined(EXEC_FAILS_SILENTLY)
#define EXEC_BODY return -1;
#elif defined(EXEC_RAISES)
#define EXEC_BODY PyErr_SetString(PyExc_ValueError, "exec says no"); return -1;
#elif defined(EXEC_LEAVES_EXCEPTION)
#define EXEC_BODY PyErr_SetString(PyExc_ValueError, "left behind"); return 0;
#else
#define EXEC_BODY return PyModule_AddIntConstant(module, "executed", 1);
#endif

/* Not every variant executes. */
__attribute__((unused)) static int
exec_module(PyObject *module)
{
    (void)module;
    EXEC_BODY
}

/* A second exec slot: slots are run in order, and the module may have several. */
__attribute__((unused)) static int
exec_again(PyObject *module)
{
    PyObject *name = PyModule_GetNameObject(module);
    int status = name == NULL ? -1 : PyModule_AddObjectRef(module, "name_in_exec", name);
    Py_XDECREF(name);
    return status;
}

#if defined(CREATE_FAILS_SILENTLY)
#define CREATE_BODY (void)spec; return NULL;
#elif defined(CREATE_RAISES)
#define CREATE_BODY (void)spec; PyErr_SetString(PyExc_ValueError, "create says no"); return NULL;
#elif defined(CREATE_LEAVES_EXCEPTION)
#define CREATE_BODY (void)spec; PyErr_SetString(PyExc_ValueError, "left behind"); return PyModule_New("x");
#elif defined(CREATE_NO_MODULE) || defined(CREATE_NO_MODULE_BUT_EXEC)
#define CREATE_BODY return PyObject_GetAttrString(spec, "name");
#endif

#ifdef CREATE_BODY
static PyObject *
create_module(PyObject *spec, PyModuleDef *Py_UNUSED(def))
{
    CREATE_BODY
}
#endif

static PyModuleDef_Slot slots[] = {
#ifdef CREATE_BODY
    {Py_mod_create, create_module},
#endif
#ifdef CREATE_TWICE
    {Py_mod_create, exec_module},
    {Py_mod_create, exec_module},
#endif
#ifdef UNKNOWN_SLOT
    {UNKNOWN_SLOT, NULL},
#endif
#ifdef GIL_TWICE
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#else
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
#ifdef INTERPRETERS_TWICE
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED},
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED},
#endif
#ifndef CREATE_NO_MODULE
    {Py_mod_exec, exec_module},
#endif
#ifdef EXEC_TWICE
    {Py_mod_exec, exec_again},
#endif
    {0, NULL},
};

#ifndef STATE_SIZE
#define STATE_SIZE 0
#endif

static struct PyModuleDef def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = TEXT(NAME),
    .m_size = STATE_SIZE,
    .m_slots = slots,
};

PyMODINIT_FUNC
JOIN(PyInit_, NAME)(void)
{
#ifdef NOT_INITIALISED
    return (PyObject *)&def;
#else
    return PyModuleDef_Init(&def);
#endif
}
