/* A program that has Python in it: configuration, a module of its own, calls both ways, another thread, two lifetimes.
 *
 * usage: embed HOME    where HOME is the folder that has lib/ with the standard library */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <pthread.h>
#include <stdio.h>

static PyObject *
host_twice(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyNumber_Add(o, o);
}

static PyMethodDef host_methods[] = {{"twice", host_twice, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot host_slots[] = {{Py_mod_gil, Py_MOD_GIL_NOT_USED}, {0, NULL}};

static struct PyModuleDef host_module = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "host", .m_methods = host_methods, .m_slots = host_slots,
};

static PyObject *
init_host(void)
{
    return PyModuleDef_Init(&host_module);
}

static void
start(const char *home)
{
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(&config, &config.program_name, L"embed");
    }
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
}

/* Evaluates an expression in a fresh namespace and prints its str(), or the exception's type. */
static void
show(const char *expression)
{
    PyObject *globals = PyDict_New();
    PyObject *value = globals == NULL ? NULL : PyRun_String(expression, Py_eval_input, globals, globals);
    PyObject *text = value == NULL ? NULL : PyObject_Str(value);
    if (text != NULL) {
        printf("%s = %s\n", expression, PyUnicode_AsUTF8(text));
    }
    else {
        printf("%s raised %s\n", expression, PyExceptionClass_Name(PyErr_Occurred()));
        PyErr_Clear();
    }
    Py_XDECREF(text);
    Py_XDECREF(value);
    Py_XDECREF(globals);
}

static void *
other_thread(void *Py_UNUSED(arg))
{
    PyGILState_STATE state = PyGILState_Ensure();
    show("'from ' + 'another thread'");
    PyGILState_Release(state);
    return NULL;
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: embed HOME\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("before: %d\n", Py_IsInitialized());
    if (PyImport_AppendInittab("host", init_host) < 0) {
        return 1;
    }
    for (int life = 1; life <= 2; life++) {
        start(argv[1]);
        printf("life %d: %d\n", life, Py_IsInitialized());
        printf("run: %d\n", PyRun_SimpleString("import host, sys\nanswer = host.twice(21)\nassert sys.flags.isolated == 1"));
        show("__import__('__main__').answer");
        show("__import__('host').twice('ab')");
        show("1 / 0");
        show("sorted({'b': 1, 'a': 2}.items())");
        printf("run: %d\n", PyRun_SimpleString("def broken(): raise SystemError\ntry: broken()\nexcept SystemError: pass"));

        pthread_t thread;
        Py_BEGIN_ALLOW_THREADS
        if (pthread_create(&thread, NULL, other_thread, NULL) == 0) {
            pthread_join(thread, NULL);
        }
        Py_END_ALLOW_THREADS

        PyRun_SimpleString("import atexit\natexit.register(print, 'atexit ran')");
        printf("finalize: %d\n", Py_FinalizeEx());
        printf("after: %d\n", Py_IsInitialized());
    }
    return 0;
}
