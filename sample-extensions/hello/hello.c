/* hello: the smallest extension that does everything a module of functions needs.
 *
 * One function per calling convention, so that you can pick the one that fits; multi-phase initialisation; one source for
 * both ABI flavours. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* METH_NOARGS: the second parameter is always NULL. */
static PyObject *
hello_hello(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    return PyUnicode_FromString("Hello from C");
}

/* METH_O: exactly one argument, handed over as it is: a borrowed reference. */
static PyObject *
hello_greet(PyObject *Py_UNUSED(module), PyObject *name)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "greet() argument must be str, not %T", name);
        return NULL;
    }
    return PyUnicode_FromFormat("Hello, %U", name);
}

/* METH_VARARGS: arguments come as a tuple; PyArg_ParseTuple turns them into C values and raises TypeError if they do not fit. */
static PyObject *
hello_repeat(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text;
    Py_ssize_t times = 2;

    if (!PyArg_ParseTuple(args, "U|n:repeat", &text, &times)) {
        return NULL;
    }
    if (times < 0) {
        PyErr_SetString(PyExc_ValueError, "times must not be negative");
        return NULL;
    }
    return PySequence_Repeat(text, times);
}

/* METH_VARARGS | METH_KEYWORDS: the same with names. What comes after '$' can be given by name only. */
static PyObject *
hello_describe(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"name", "age", "height", "shout", NULL};
    const char *name;
    int age = 0;
    double height = 0.0;
    int shout = 0;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "s|i$dp:describe", keywords, &name, &age, &height, &shout)) {
        return NULL;
    }
    /* PyUnicode_FromFormat knows no floating point: make an object of it, and let go of it afterwards. */
    PyObject *number = PyFloat_FromDouble(height);
    if (number == NULL) {
        return NULL;
    }
    PyObject *text = PyUnicode_FromFormat("%s is %d years old and %R m tall%s", name, age, number, shout ? "!" : "");
    Py_DECREF(number);
    return text;
}

/* METH_FASTCALL: a C array of borrowed references and its length; no tuple is made. The usual choice for speed. */
static PyObject *
hello_total(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *total = PyLong_FromLong(0);

    for (Py_ssize_t i = 0; total != NULL && i < nargs; i++) {
        PyObject *sum = PyNumber_Add(total, args[i]);
        Py_DECREF(total);
        total = sum; /* NULL if the addition raised, which ends the loop */
    }
    return total;
}

/* METH_FASTCALL | METH_KEYWORDS: positional values first, then the values of the names in the tuple kwnames. */
static PyObject *
hello_arguments(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *positional = PyTuple_New(nargs);
    PyObject *named = PyDict_New();
    if (positional == NULL || named == NULL) {
        goto error;
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
    }
    Py_ssize_t nkwargs = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
    for (Py_ssize_t i = 0; i < nkwargs; i++) {
        if (PyDict_SetItem(named, PyTuple_GET_ITEM(kwnames, i), args[nargs + i]) < 0) {
            goto error;
        }
    }
    return Py_BuildValue("(NN)", positional, named); /* N takes our references over */

error:
    Py_XDECREF(positional);
    Py_XDECREF(named);
    return NULL;
}

/* Calls back into Python, and lets go of the thread while there is nothing to do with Python. */
static PyObject *
hello_call_twice(PyObject *Py_UNUSED(module), PyObject *function)
{
    PyObject *first = PyObject_CallNoArgs(function);
    if (first == NULL) {
        return NULL;
    }

    volatile unsigned long work = 0;
    Py_BEGIN_ALLOW_THREADS
    for (int i = 0; i < 1000; i++) {
        work += (unsigned long)i;
    }
    Py_END_ALLOW_THREADS

    PyObject *second = PyObject_CallNoArgs(function);
    if (second == NULL) {
        Py_DECREF(first);
        return NULL;
    }
    return Py_BuildValue("(NNk)", first, second, work);
}

/* A function of another convention than METH_NOARGS, METH_O and METH_VARARGS has another C type; this cast says we know. */
#define FUNCTION(f) ((PyCFunction)(void (*)(void))(f))

static PyMethodDef hello_methods[] = {
    {"hello", hello_hello, METH_NOARGS, PyDoc_STR("hello()\n--\n\nReturn a greeting.")},
    {"greet", hello_greet, METH_O, PyDoc_STR("greet(name, /)\n--\n\nGreet somebody.")},
    {"repeat", hello_repeat, METH_VARARGS, PyDoc_STR("repeat(text, times=2, /)\n--\n\nRepeat a text.")},
    {"describe", FUNCTION(hello_describe), METH_VARARGS | METH_KEYWORDS,
     PyDoc_STR("describe(name, age=0, *, height=0.0, shout=False)\n--\n\nDescribe a person.")},
    {"total", FUNCTION(hello_total), METH_FASTCALL, PyDoc_STR("total(*numbers)\n--\n\nAdd things up, starting at 0.")},
    {"arguments", FUNCTION(hello_arguments), METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("arguments(*args, **kwargs)\n--\n\nReturn the arguments as (tuple, dict).")},
    {"call_twice", hello_call_twice, METH_O,
     PyDoc_STR("call_twice(function, /)\n--\n\nCall it twice; return both results and a number.")},
    {NULL, NULL, 0, NULL},
};

/* Multi-phase initialisation: PyInit_hello only describes the module; Python makes it and then runs this. */
static int
hello_exec(PyObject *module)
{
    if (PyModule_AddStringConstant(module, "flavour",
#ifdef Py_GIL_DISABLED
                                   "t"
#else
                                   "default"
#endif
                                   ) < 0) {
        return -1;
    }
    return PyModule_AddIntConstant(module, "answer", 42);
}

static PyModuleDef_Slot hello_slots[] = {
    {Py_mod_exec, hello_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    /* This module keeps no data of its own, so it needs no GIL. Without this line its import would switch the GIL on. */
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef hello_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "hello",
    .m_doc = PyDoc_STR("Functions of every calling convention."),
    .m_size = 0,
    .m_methods = hello_methods,
    .m_slots = hello_slots,
};

PyMODINIT_FUNC
PyInit_hello(void)
{
    return PyModuleDef_Init(&hello_module);
}
