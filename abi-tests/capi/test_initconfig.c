/* cpython/initconfig.h: what works beside a running interpreter. Starting with a configuration is in abi-tests/embed. */
#include "capi.h"

static PyObject *
from_status(PyStatus status)
{
    return Py_BuildValue("(iiizzi)", PyStatus_Exception(status), PyStatus_IsError(status), PyStatus_IsExit(status), status.func,
                         status.err_msg, status.exitcode);
}

static PyObject *
status_ok(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return from_status(PyStatus_Ok());
}

static PyObject *
status_error(PyObject *Py_UNUSED(module), PyObject *text)
{
    const char *message = PyUnicode_AsUTF8(text);
    return message == NULL ? NULL : from_status(PyStatus_Error(message));
}

static PyObject *
status_no_memory(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return from_status(PyStatus_NoMemory());
}

static PyObject *
status_exit(PyObject *Py_UNUSED(module), PyObject *code)
{
    return from_status(PyStatus_Exit(PyLong_AsInt(code)));
}

static PyObject *
from_wide(const wchar_t *text)
{
    return text == NULL ? Py_NewRef(Py_None) : PyUnicode_FromWideChar(text, -1);
}

static PyObject *
from_list(const PyWideStringList *list)
{
    PyObject *result = PyList_New(0);
    for (Py_ssize_t i = 0; result != NULL && i < list->length; i++) {
        PyObject *text = from_wide(list->items[i]);
        if (text == NULL || PyList_Append(result, text) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(text);
    }
    return result;
}

/* wide_string_list(operations): each is a text to append or (index, text) to insert. The list, and the last status. */
static PyObject *
wide_string_list(PyObject *Py_UNUSED(module), PyObject *operations)
{
    /* PyConfig_Clear frees the list. */
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    PyStatus status = PyStatus_Ok();
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(operations); i++) {
        PyObject *operation = PyList_GET_ITEM(operations, i), *text = operation;
        Py_ssize_t index = -100;
        if (PyTuple_Check(operation) && !PyArg_ParseTuple(operation, "nU", &index, &text)) {
            return NULL;
        }
        wchar_t *wide = PyUnicode_AsWideCharString(text, NULL);
        if (wide == NULL) {
            return NULL;
        }
        status = index == -100 ? PyWideStringList_Append(&config.xoptions, wide)
                               : PyWideStringList_Insert(&config.xoptions, index, wide);
        PyMem_Free(wide);
    }
    PyObject *list = from_list(&config.xoptions);
    PyConfig_Clear(&config);
    return Py_BuildValue("(NN)", list, from_status(status));
}

static PyObject *
show_config(const PyConfig *config)
{
    return Py_BuildValue("{s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:N,s:N,s:N,s:N}", "isolated", config->isolated, "use_environment",
                         config->use_environment, "dev_mode", config->dev_mode, "parse_argv", config->parse_argv,
                         "install_signal_handlers", config->install_signal_handlers, "int_max_str_digits",
                         config->int_max_str_digits, "safe_path", config->safe_path, "argv", from_list(&config->argv), "home",
                         from_wide(config->home), "program_name", from_wide(config->program_name), "module_search_paths",
                         from_list(&config->module_search_paths));
}

static PyObject *
config_init_python(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    PyConfig config;
    memset(&config, 0xdb, sizeof(config));
    PyConfig_InitPythonConfig(&config);
    PyObject *result = show_config(&config);
    PyConfig_Clear(&config);
    return result;
}

static PyObject *
config_init_isolated(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    PyConfig config;
    memset(&config, 0xdb, sizeof(config));
    PyConfig_InitIsolatedConfig(&config);
    PyObject *result = show_config(&config);
    PyConfig_Clear(&config);
    return result;
}

/* config_set(texts): program_name from the first text as wide characters, home from the second as bytes, both set twice, argv
 * and module_search_paths from all of them. None takes a text back. */
static PyObject *
config_set(PyObject *Py_UNUSED(module), PyObject *texts)
{
    wchar_t *wide[8] = {NULL};
    char *bytes[8] = {NULL};
    Py_ssize_t count = PyList_GET_SIZE(texts);
    if (count < 2 || count > 8) {
        PyErr_SetString(PyExc_ValueError, "two to eight texts");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *text = PyList_GET_ITEM(texts, i);
        if (text != Py_None) {
            wide[i] = PyUnicode_AsWideCharString(text, NULL);
            bytes[i] = (char *)PyUnicode_AsUTF8(text);
            if (wide[i] == NULL || bytes[i] == NULL) {
                return NULL;
            }
        }
    }
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    PyStatus status = PyConfig_SetString(&config, &config.program_name, L"first");
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(&config, &config.program_name, wide[0]);
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesString(&config, &config.home, "first");
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesString(&config, &config.home, bytes[1]);
    }
    Py_ssize_t whole = wide[0] == NULL || wide[1] == NULL ? 0 : count;
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetWideStringList(&config, &config.module_search_paths, whole, wide);
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetArgv(&config, whole, wide);
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesArgv(&config, whole, bytes);
    }
    PyObject *result = PyStatus_Exception(status) ? from_status(status) : show_config(&config);
    PyConfig_Clear(&config);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyMem_Free(wide[i]);
    }
    return result;
}

static PyObject *
show_preconfig(const PyPreConfig *config)
{
    return Py_BuildValue("[iiiiiiiii]", config->parse_argv, config->isolated, config->use_environment, config->configure_locale,
                         config->coerce_c_locale, config->coerce_c_locale_warn, config->utf8_mode, config->dev_mode,
                         config->allocator);
}

static PyObject *
preconfig_init(PyObject *Py_UNUSED(module), PyObject *isolated)
{
    PyPreConfig config;
    memset(&config, 0xdb, sizeof(config));
    if (isolated == Py_True) {
        PyPreConfig_InitIsolatedConfig(&config);
    }
    else {
        PyPreConfig_InitPythonConfig(&config);
    }
    return show_preconfig(&config);
}

/* The process is pre-initialised: doing it again changes nothing. */
static PyObject *
preinitialize_again(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    PyPreConfig config;
    PyPreConfig_InitIsolatedConfig(&config);
    char *bytes[] = {"x", "-X", "utf8=9"};
    wchar_t *wide[] = {L"x", L"-X", L"utf8=9"};
    return Py_BuildValue("[NNN]", from_status(Py_PreInitialize(&config)),
                         from_status(Py_PreInitializeFromBytesArgs(&config, 3, bytes)),
                         from_status(Py_PreInitializeFromArgs(&config, 3, wide)));
}

static PyObject *
initialize_again(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    PyStatus status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    return from_status(status);
}

static PyObject *
initialize_null(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    return Py_BuildValue("[NN]", from_status(Py_InitializeFromConfig(NULL)), from_status(Py_PreInitialize(NULL)));
}

static PyObject *
get_argc_argv(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(o))
{
    int count = -1;
    PyWideStringList list;
    Py_GetArgcArgv(&count, &list.items);
    list.length = count;
    return from_list(&list);
}

static PyMethodDef methods[] = {
    {"status_ok", status_ok, METH_NOARGS, NULL},
    METHOD_O(status_error),
    {"status_no_memory", status_no_memory, METH_NOARGS, NULL},
    METHOD_O(status_exit),
    METHOD_O(wide_string_list),
    {"config_init_python", config_init_python, METH_NOARGS, NULL},
    {"config_init_isolated", config_init_isolated, METH_NOARGS, NULL},
    METHOD_O(config_set),
    METHOD_O(preconfig_init),
    {"preinitialize_again", preinitialize_again, METH_NOARGS, NULL},
    {"initialize_again", initialize_again, METH_NOARGS, NULL},
    {"initialize_null", initialize_null, METH_NOARGS, NULL},
    {"get_argc_argv", get_argc_argv, METH_NOARGS, NULL},
    METHOD_END,
};

CAPI_MODULE(_capi_initconfig, methods)
