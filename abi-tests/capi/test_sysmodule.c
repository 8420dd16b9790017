/* The functions of sysmodule.h, cpython/sysmodule.h and cpython/tracemalloc.h. */
#include "capi.h"

static PyObject *
sys_get_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "s", &name)) {
        return NULL;
    }
    PyObject *o = PySys_GetObject(name);
    if (PyErr_Occurred()) {
        return NULL;
    }
    return Py_NewRef(o == NULL ? Py_Ellipsis : o);
}

/* PySys_GetObject with an exception set, which must stay. */
static PyObject *
sys_get_object_with_exception(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "s", &name)) {
        return NULL;
    }
    PyErr_SetString(PyExc_KeyError, "mine");
    (void)PySys_GetObject(name);
    return NULL;
}

static PyObject *
sys_set_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    PyObject *value;
    if (!PyArg_ParseTuple(args, "sO", &name, &value)) {
        return NULL;
    }
    RETURN_INT(PySys_SetObject(name, value));
}

static PyObject *
sys_delete_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "s", &name)) {
        return NULL;
    }
    RETURN_INT(PySys_SetObject(name, NULL));
}

static PyObject *
sys_get_x_options(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_BORROWED(PySys_GetXOptions());
}

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static PyObject *
sys_reset_warn_options(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PySys_ResetWarnOptions();
    Py_RETURN_NONE;
}

static PyObject *
sys_set_argv(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *list;
    int update;
    if (!PyArg_ParseTuple(args, "O!i", &PyTuple_Type, &list, &update)) {
        return NULL;
    }
    wchar_t *argv[8];
    int argc = (int)PyTuple_GET_SIZE(list);
    for (int i = 0; i < argc; i++) {
        argv[i] = PyUnicode_AsWideCharString(PyTuple_GET_ITEM(list, i), NULL);
    }
    if (update < 0) {
        PySys_SetArgv(argc, argv);
    }
    else {
        PySys_SetArgvEx(argc, argv, update);
    }
    for (int i = 0; i < argc; i++) {
        PyMem_Free(argv[i]);
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* Writes in four ways, the last three with formats. */
static PyObject *
sys_write(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *text;
    if (!PyArg_ParseTuple(args, "s", &text)) {
        return NULL;
    }
    PySys_WriteStdout("out %s %d\n", text, 5);
    PySys_WriteStderr("err %s %d\n", text, 5);
    PySys_FormatStdout("out %U %R\n", PyTuple_GET_ITEM(args, 0), args);
    PySys_FormatStderr("err %U %R\n", PyTuple_GET_ITEM(args, 0), args);
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* Writes with an exception set, which must stay. */
static PyObject *
sys_write_with_exception(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyErr_SetString(PyExc_KeyError, "mine");
    PySys_WriteStdout("out\n");
    PySys_FormatStderr("err %d\n", 7);
    return NULL;
}

/* PySys_Audit with several formats. */
static PyObject *
sys_audit(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *event;
    int how;
    if (!PyArg_ParseTuple(args, "si", &event, &how)) {
        return NULL;
    }
    switch (how) {
    case 0:
        RETURN_INT(PySys_Audit(event, NULL));
    case 1:
        RETURN_INT(PySys_Audit(event, "i", 5));
    case 2:
        RETURN_INT(PySys_Audit(event, "(si)", "a", 6));
    case 3:
        RETURN_INT(PySys_Audit(event, "O", Py_None));
    default:
        RETURN_INT(PySys_Audit(event, "siO", "a", 7, Py_True));
    }
}

static PyObject *
sys_audit_tuple(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *event;
    PyObject *tuple;
    if (!PyArg_ParseTuple(args, "sO", &event, &tuple)) {
        return NULL;
    }
    NULLABLE(tuple);
    RETURN_INT(PySys_AuditTuple(event, tuple));
}

/* A hook of ours: notes events that begin with "capi.", and refuses some. */
static PyObject *noted;

static int
hook(const char *event, PyObject *args, void *data)
{
    if (strcmp(event, "sys.addaudithook") == 0 && *(int *)data != 0) {
        PyErr_SetString(*(int *)data == 1 ? PyExc_RuntimeError : PyExc_ValueError, "no more hooks");
        return -1;
    }
    if (noted == NULL || strncmp(event, "capi.", 5) != 0) {
        return 0;
    }
    if (strcmp(event, "capi.refused") == 0) {
        PyErr_SetString(PyExc_PermissionError, "refused by the hook");
        return -1;
    }
    PyObject *pair = Py_BuildValue("(sO)", event, args);
    int status = pair == NULL ? -1 : PyList_Append(noted, pair);
    Py_XDECREF(pair);
    return status;
}

static int refusal;

static PyObject *
sys_add_audit_hook(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    if (noted == NULL) {
        noted = PyList_New(0);
    }
    int status = PySys_AddAuditHook(hook, &refusal);
    if (status < 0 && PyErr_Occurred()) {
        return NULL;
    }
    return Py_BuildValue("(iO)", status, noted);
}

static PyObject *
sys_refuse_hooks(PyObject *Py_UNUSED(module), PyObject *args)
{
    if (!PyArg_ParseTuple(args, "i", &refusal)) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* What the perf map's functions give in turn. */
static PyObject *
sys_perf_map(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *other;
    if (!PyArg_ParseTuple(args, "s", &other)) {
        return NULL;
    }
    int steps[6];
    steps[0] = PyUnstable_PerfMapState_Init();
    steps[1] = PyUnstable_WritePerfMapEntry((void *)0x1000, 16, "first");
    steps[2] = PyUnstable_WritePerfMapEntry((void *)0xabcd, 255, "second name");
    steps[3] = PyUnstable_CopyPerfMapFile(other);
    PyUnstable_PerfMapState_Fini();
    PyUnstable_PerfMapState_Fini();
    steps[4] = PyUnstable_WritePerfMapEntry((void *)1, 1, "again");  /* opens it */
    steps[5] = PyUnstable_CopyPerfMapFile("/nowhere/at/all");
    PyUnstable_PerfMapState_Fini();
    return Py_BuildValue("(iiiiii)", steps[0], steps[1], steps[2], steps[3], steps[4], steps[5]);
}

static PyObject *
tracemalloc_track(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    int steps[2] = {PyTraceMalloc_Track(77, 0x1000, 16), PyTraceMalloc_Untrack(77, 0x1000)};
    return Py_BuildValue("(ii)", steps[0], steps[1]);
}

#define METHOD_NONE(name) {#name, name, METH_NOARGS, NULL}

static PyMethodDef methods[] = {
    METHOD_ARGS(sys_get_object), METHOD_ARGS(sys_get_object_with_exception), METHOD_ARGS(sys_set_object),
    METHOD_ARGS(sys_delete_object), METHOD_NONE(sys_get_x_options), METHOD_NONE(sys_reset_warn_options),
    METHOD_ARGS(sys_set_argv), METHOD_ARGS(sys_write), METHOD_NONE(sys_write_with_exception), METHOD_ARGS(sys_audit),
    METHOD_ARGS(sys_audit_tuple), METHOD_NONE(sys_add_audit_hook), METHOD_ARGS(sys_refuse_hooks), METHOD_ARGS(sys_perf_map),
    METHOD_NONE(tracemalloc_track), METHOD_END,
};

CAPI_MODULE(_capi_sysmodule, methods)
