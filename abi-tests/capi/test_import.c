/* import.h */
#include "capi.h"

PyAPI_FUNC(PyObject *) PyImport_ImportModuleNoBlock(const char *);

#define NAMED_NEW(name, Function) \
    static PyObject * \
    name(PyObject *Py_UNUSED(module), PyObject *args) \
    { \
        const char *text; \
        if (!PyArg_ParseTuple(args, "y", &text)) { \
            return NULL; \
        } \
        RETURN_NEW(Function(text)); \
    }

NAMED_NEW(import_import_module, PyImport_ImportModule)
NAMED_NEW(import_add_module_ref, PyImport_AddModuleRef)

static PyObject *
import_import(PyObject *Py_UNUSED(module), PyObject *name)
{
    RETURN_NEW(PyImport_Import(name));
}

static PyObject *
import_import_module_no_block(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "y", &name)) {
        return NULL;
    }
    _Py_COMP_DIAG_PUSH
    _Py_COMP_DIAG_IGNORE_DEPR_DECLS
    RETURN_NEW(PyImport_ImportModuleNoBlock(name));
    _Py_COMP_DIAG_POP
}

static PyObject *
import_level(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *name, *globals, *fromlist;
    int level;
    if (!PyArg_ParseTuple(args, "OOOi", &name, &globals, &fromlist, &level)) {
        return NULL;
    }
    NULLABLE(globals);
    NULLABLE(fromlist);
    PyObject *a = PyImport_ImportModuleLevelObject(name, globals, NULL, fromlist, level);
    if (a == NULL) {
        return NULL;
    }
    PyObject *b = PyImport_ImportModuleLevel(PyUnicode_AsUTF8(name), globals, NULL, fromlist, level);
    Py_XDECREF(b);
    if (a != b) {
        Py_DECREF(a);
        return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_AssertionError, "the two functions differ");
    }
    return a;
}

static PyObject *
import_add_module(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "y", &name)) {
        return NULL;
    }
    RETURN_BORROWED(PyImport_AddModule(name));
}

static PyObject *
import_add_module_object(PyObject *Py_UNUSED(module), PyObject *name)
{
    RETURN_BORROWED(PyImport_AddModuleObject(name));
}

static PyObject *
import_get_module(PyObject *Py_UNUSED(module), PyObject *name)
{
    PyObject *found = PyImport_GetModule(name);
    return found == NULL && !PyErr_Occurred() ? Py_NewRef(Py_NotImplemented) : found;
}

static PyObject *
import_get_module_dict(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_BORROWED(PyImport_GetModuleDict());
}

static PyObject *
import_reload_module(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW(PyImport_ReloadModule(o));
}

static PyObject *
import_exec_code_module(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *name, *path = NULL, *cached = NULL;
    PyObject *code;
    if (!PyArg_ParseTuple(args, "sO|zz", &name, &code, &path, &cached)) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) == 2) {
        RETURN_NEW(PyImport_ExecCodeModule(name, code));
    }
    if (PyTuple_GET_SIZE(args) == 3) {
        RETURN_NEW(PyImport_ExecCodeModuleEx(name, code, path));
    }
    RETURN_NEW(PyImport_ExecCodeModuleWithPathnames(name, code, path, cached));
}

static PyObject *
import_exec_code_module_object(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *name, *code, *path, *cached;
    if (!PyArg_ParseTuple(args, "OOOO", &name, &code, &path, &cached)) {
        return NULL;
    }
    NULLABLE(path);
    NULLABLE(cached);
    RETURN_NEW(PyImport_ExecCodeModuleObject(name, code, path, cached));
}

static PyObject *
import_frozen(PyObject *Py_UNUSED(module), PyObject *name)
{
    int a = PyImport_ImportFrozenModuleObject(name);
    if (a < 0) {
        return NULL;
    }
    RETURN_INT(10 * a + PyImport_ImportFrozenModule(PyUnicode_AsUTF8(name)));
}

static PyObject *
import_get_importer(PyObject *Py_UNUSED(module), PyObject *path)
{
    RETURN_NEW(PyImport_GetImporter(path));
}

static PyObject *
import_magic(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("ls", PyImport_GetMagicNumber(), PyImport_GetMagicTag());
}

static PyMethodDef methods[] = {
    METHOD_ARGS(import_import_module), METHOD_ARGS(import_add_module_ref), METHOD_O(import_import),
    METHOD_ARGS(import_import_module_no_block), METHOD_ARGS(import_level), METHOD_ARGS(import_add_module),
    METHOD_O(import_add_module_object), METHOD_O(import_get_module), METHOD_ARGS(import_get_module_dict),
    METHOD_O(import_reload_module), METHOD_ARGS(import_exec_code_module), METHOD_ARGS(import_exec_code_module_object),
    METHOD_O(import_frozen), METHOD_O(import_get_importer), METHOD_ARGS(import_magic),
    METHOD_END,
};

CAPI_MODULE(_capi_import, methods)
