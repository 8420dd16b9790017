/* pylifecycle.h and cpython/pylifecycle.h: what works in a running interpreter. The rest is in abi-tests/embed. */
#include "capi.h"
#include <signal.h>

/* The older functions are tested, too. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static PyObject *
is_initialized(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return Py_BuildValue("(ii)", Py_IsInitialized(), Py_IsFinalizing());
}

/* Starting again does nothing. */
static PyObject *
initialize(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    Py_Initialize();
    Py_InitializeEx(0);
    Py_RETURN_NONE;
}

static PyObject *
texts(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return Py_BuildValue("{s:s,s:s,s:s,s:s,s:s,s:k}", "version", Py_GetVersion(), "platform", Py_GetPlatform(), "copyright",
                         Py_GetCopyright(), "compiler", Py_GetCompiler(), "build_info", Py_GetBuildInfo(), "number", Py_Version);
}

static PyObject *
paths(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return Py_BuildValue("{s:u,s:u,s:u,s:u,s:u,s:u}", "path", Py_GetPath(), "prefix", Py_GetPrefix(), "exec_prefix",
                         Py_GetExecPrefix(), "program", Py_GetProgramFullPath(), "name", Py_GetProgramName(), "home",
                         Py_GetPythonHome());
}

static PyObject *
same_pointers(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return PyBool_FromLong(Py_GetPath() == Py_GetPath() && Py_GetPrefix() == Py_GetPrefix() && Py_GetVersion() == Py_GetVersion());
}

static PyObject *
fd_is_interactive(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    const char *path, *name;
    if (!PyArg_ParseTuple(arguments, "sz", &path, &name)) {
        return NULL;
    }
    FILE *file = fopen(path, "r+");
    if (file == NULL) {
        return PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
    }
    int result = Py_FdIsInteractive(file, name);
    fclose(file);
    RETURN_TRUTH(result);
}

static volatile sig_atomic_t arrived = 0;

static void
on_signal(int signal)
{
    arrived = signal;
}

/* Installs a handler, raises the signal, puts the old handler back. */
static PyObject *
with_signal(PyObject *Py_UNUSED(module), PyObject *number)
{
    int signal = PyLong_AsInt(number);
    arrived = 0;
    PyOS_sighandler_t old = PyOS_setsig(signal, on_signal);
    if (old == SIG_ERR) {
        Py_RETURN_NONE;
    }
    int installed = PyOS_getsig(signal) == on_signal;
    raise(signal);
    PyOS_sighandler_t mine = PyOS_setsig(signal, old);
    return Py_BuildValue("(iiii)", installed, (int)arrived, mine == on_signal, PyOS_getsig(signal) == old);
}

static PyObject *
getsig_of_a_wrong_number(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return PyBool_FromLong(PyOS_getsig(12345) == SIG_ERR);
}

static void
say(void)
{
    puts("Py_AtExit");
    fflush(stdout);
}

static PyObject *
at_exit(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    RETURN_INT(Py_AtExit(say));
}

static void
say_text(void *data)
{
    printf("PyUnstable_AtExit %s\n", (const char *)data);
    fflush(stdout);
}

static PyObject *
interpreter_at_exit(PyObject *Py_UNUSED(module), PyObject *second)
{
    RETURN_INT(PyUnstable_AtExit(PyInterpreterState_Get(), say_text, PyObject_IsTrue(second) ? "two" : "one"));
}

static PyObject *
exit_now(PyObject *Py_UNUSED(module), PyObject *code)
{
    Py_Exit(PyLong_AsInt(code));
}

static PyMethodDef methods[] = {
    {"is_initialized", is_initialized, METH_NOARGS, NULL},
    {"initialize", initialize, METH_NOARGS, NULL},
    {"texts", texts, METH_NOARGS, NULL},
    {"paths", paths, METH_NOARGS, NULL},
    {"same_pointers", same_pointers, METH_NOARGS, NULL},
    METHOD_ARGS(fd_is_interactive),
    METHOD_O(with_signal),
    {"getsig_of_a_wrong_number", getsig_of_a_wrong_number, METH_NOARGS, NULL},
    {"at_exit", at_exit, METH_NOARGS, NULL},
    METHOD_O(interpreter_at_exit),
    METHOD_O(exit_now),
    METHOD_END,
};

CAPI_MODULE(_capi_pylifecycle, methods)
