/* gilcheck: the two questions about the GIL, and that they are two.
 *
 * "Which flavour was I compiled for?" is answered by the preprocessor: Py_GIL_DISABLED.
 * "Is there a GIL now?" is answered at run time: Mortise_GILEnabled() from mortise.h, which works on CPython too. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <mortise.h>

#ifdef Py_GIL_DISABLED
#define COMPILED_FOR "t"
#else
#define COMPILED_FOR "default"
#endif

static PyObject *
gilcheck_compiled_for(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyUnicode_FromString(COMPILED_FOR);
}

static PyObject *
gilcheck_gil_enabled(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyBool_FromLong(Mortise_GILEnabled());
}

/* The flavour of Mortise that this is running on, or None on another runtime. */
static PyObject *
gilcheck_runtime(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    const char *flavour = Mortise_Flavour();
    if (flavour == NULL) {
        Py_RETURN_NONE;
    }
    return PyUnicode_FromString(flavour);
}

static PyObject *
gilcheck_report(PyObject *Py_UNUSED(module), PyObject *when)
{
    if (!PyUnicode_Check(when)) {
        PyErr_Format(PyExc_TypeError, "report() argument must be str, not %T", when);
        return NULL;
    }
    /* PySys_FormatStdout writes to sys.stdout, wherever that leads. */
    PySys_FormatStdout("%U: compiled for %s, GIL now %s\n", when, COMPILED_FOR, Mortise_GILEnabled() ? "on" : "off");
    Py_RETURN_NONE;
}

/* Asks while an exception is set, and lets that exception go on. */
static PyObject *
gilcheck_during_exception(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    PyErr_SetString(PyExc_LookupError, "this one was set before the question");
    if (!Mortise_GILEnabled() && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "the question swallowed an exception");
    }
    return NULL;
}

static PyMethodDef gilcheck_methods[] = {
    {"compiled_for", gilcheck_compiled_for, METH_NOARGS, PyDoc_STR("The ABI flavour of this binary: 'default' or 't'.")},
    {"gil_enabled", gilcheck_gil_enabled, METH_NOARGS, PyDoc_STR("Whether there is a GIL at this moment.")},
    {"runtime", gilcheck_runtime, METH_NOARGS, PyDoc_STR("Mortise's flavour, or None elsewhere.")},
    {"report", gilcheck_report, METH_O, PyDoc_STR("Print both, after a word about when.")},
    {"during_exception", gilcheck_during_exception, METH_NOARGS, PyDoc_STR("Raise LookupError, having asked meanwhile.")},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot gilcheck_slots[] = {
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef gilcheck_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "gilcheck",
    .m_doc = PyDoc_STR("What flavour is this, and is there a GIL?"),
    .m_size = 0,
    .m_methods = gilcheck_methods,
    .m_slots = gilcheck_slots,
};

PyMODINIT_FUNC
PyInit_gilcheck(void)
{
    return PyModuleDef_Init(&gilcheck_module);
}
