/* A program that has Python in it: configuration, a module of its own, calls both ways, another thread, several lifetimes.
 *
 * usage: embed HOME    where HOME is the folder that has lib/ with the standard library */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>

#define LIVES 8

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
start(const char *home, int in_two_steps)
{
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(&config, &config.program_name, L"embed");
    }
    char *arguments[] = {"embed", "-v", "caf\303\251"};
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesArgv(&config, 3, arguments);
    }
    config._init_main = in_two_steps ? 0 : 1;
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    if (!PyStatus_Exception(status) && in_two_steps) {
        status = _Py_InitializeMain();
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

/* Memory in use, in kB. */
static long
memory(void)
{
    long all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%ld %ld", &all, &resident) != 2) {
        resident = 0;
    }
    if (file != NULL) {
        fclose(file);
    }
    return resident * 4;
}

static void
at_exit(void)
{
    printf("Py_AtExit: %d\n", Py_IsInitialized());
}

static void
at_interpreter_exit(void *text)
{
    printf("PyUnstable_AtExit: %s\n", (const char *)text);
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
    setlocale(LC_CTYPE, "C.UTF-8");
    printf("before: %d\n", Py_IsInitialized());
    if (PyImport_AppendInittab("host", init_host) < 0) {
        return 1;
    }
    long before = 0;
    for (int life = 1; life <= LIVES; life++) {
        start(argv[1], life % 2 == 0);
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

        show("__import__('sys').argv");
        show("hasattr(__import__('sys'), 'left_behind') or 'json' in __import__('sys').modules");
        if (life == 2) {
            /* A thread that never ends keeps what it uses, so that only one life has one. */
            PyRun_SimpleString("import threading, time\n"
                               "def spin():\n    while True: time.sleep(0)\n"
                               "threading.Thread(target=spin, daemon=True).start()");
        }
        printf("run: %d\n", PyRun_SimpleString("import enum, json, re, signal, threading, time\n"
                                               "sys.left_behind = json.dumps({'a': [re.compile('a+').match('aab').end(), None]})\n"
                                               "class Node:\n    def __init__(self): self.me = self\n"
                                               "nodes = [Node() for i in range(10000)]\n"
                                               "class Color(enum.Enum): RED = 1\n"));
        show("(signal := __import__('signal')).getsignal(signal.SIGINT).__name__");
        Py_AtExit(at_exit);
        PyUnstable_AtExit(PyInterpreterState_Get(), at_interpreter_exit, "modules are gone");
        PyRun_SimpleString("import atexit\natexit.register(print, 'atexit ran')");
        printf("finalize: %d\n", Py_FinalizeEx());
        printf("after: %d\n", Py_IsInitialized());
        if (life == LIVES / 2) {
            before = memory();
        }
    }
    long grown = memory() - before;
    if (grown < 10000) {
        printf("memory: bounded\n");
    }
    else {
        printf("memory: %ld kB more\n", grown);
    }
    return 0;
}
