/* The functions of frameobject.h, pyframe.h, traceback.h and genobject.h, and those of ceval.h that look at frames. */
#include "capi.h"
#include <frameobject.h>

static PyObject *
frame_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyFrame_Check(o));
}

static PyObject *
frame_get_back(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *back = (PyObject *)PyFrame_GetBack((PyFrameObject *)o);
    return back == NULL ? Py_NewRef(Py_None) : back;
}

/* (code, globals, builtins, locals, lasti, lineno): new references. */
static PyObject *
frame_parts(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyFrameObject *f = (PyFrameObject *)o;
    return Py_BuildValue("(NNNNii)", PyFrame_GetCode(f), PyFrame_GetGlobals(f), PyFrame_GetBuiltins(f), PyFrame_GetLocals(f),
                         PyFrame_GetLasti(f), PyFrame_GetLineNumber(f));
}

static PyObject *
frame_get_generator(PyObject *Py_UNUSED(module), PyObject *o)
{
    PyObject *generator = PyFrame_GetGenerator((PyFrameObject *)o);
    return generator == NULL ? Py_NewRef(Py_None) : generator;
}

static PyObject *
frame_get_var(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *f, *name;
    if (!PyArg_ParseTuple(args, "OO", &f, &name)) {
        return NULL;
    }
    RETURN_NEW(PyFrame_GetVar((PyFrameObject *)f, name));
}

static PyObject *
frame_get_var_string(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *f;
    const char *name;
    if (!PyArg_ParseTuple(args, "Os", &f, &name)) {
        return NULL;
    }
    RETURN_NEW(PyFrame_GetVarString((PyFrameObject *)f, name));
}

/* As wrappers of C do: an exception, and a frame for the traceback that says where in their source it was. */
static PyObject *
traceback_here(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *file, *name;
    int line;
    PyObject *globals;
    if (!PyArg_ParseTuple(args, "ssiO!", &file, &name, &line, &PyDict_Type, &globals)) {
        return NULL;
    }
    PyErr_SetString(PyExc_ValueError, "from C");
    PyObject *error = PyErr_GetRaisedException();
    PyCodeObject *code = PyCode_NewEmpty(file, name, line);
    PyFrameObject *frame = code == NULL ? NULL : PyFrame_New(PyThreadState_Get(), code, globals, NULL);
    Py_XDECREF(code);
    PyErr_SetRaisedException(error);
    if (frame != NULL) {
        PyTraceBack_Here(frame);
        Py_DECREF(frame);
    }
    return NULL;
}

static PyObject *
traceback_print(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *tb, *file;
    if (!PyArg_ParseTuple(args, "OO", &tb, &file)) {
        return NULL;
    }
    NULLABLE(tb);
    RETURN_INT(PyTraceBack_Print(tb, file));
}

static PyObject *
traceback_check(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(PyTraceBack_Check(o));
}

/* The checks of genobject.h as bits. */
static PyObject *
gen_checks(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_TRUTH(!!PyGen_Check(o) + 2 * !!PyGen_CheckExact(o) + 4 * !!PyCoro_CheckExact(o) + 8 * !!PyAsyncGen_CheckExact(o));
}

static PyObject *
gen_get_code(PyObject *Py_UNUSED(module), PyObject *o)
{
    RETURN_NEW((PyObject *)PyGen_GetCode((PyGenObject *)o));
}

/* A generator or coroutine of a frame that PyFrame_New made. */
static PyObject *
gen_new(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *code, *globals, *name, *qualname;
    if (!PyArg_ParseTuple(args, "O!O!OO", &PyCode_Type, &code, &PyDict_Type, &globals, &name, &qualname)) {
        return NULL;
    }
    NULLABLE(name);
    NULLABLE(qualname);
    PyFrameObject *frame = PyFrame_New(PyThreadState_Get(), (PyCodeObject *)code, globals, NULL);
    if (frame == NULL) {
        return NULL;
    }
    RETURN_NEW(PyGen_NewWithQualName(frame, name, qualname));
}

/* ceval.h. */
static PyObject *
eval_get_frame(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_BORROWED((PyObject *)PyEval_GetFrame());
}

static PyObject *
eval_spaces(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("(OOO)", PyEval_GetGlobals(), PyEval_GetLocals(), PyEval_GetBuiltins());
}

static PyObject *
eval_frame_spaces(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return Py_BuildValue("(NNN)", PyEval_GetFrameGlobals(), PyEval_GetFrameLocals(), PyEval_GetFrameBuiltins());
}

static PyObject *
eval_func_name(PyObject *Py_UNUSED(module), PyObject *o)
{
    return PyUnicode_FromFormat("%s%s", PyEval_GetFuncName(o), PyEval_GetFuncDesc(o));
}

static PyObject *
eval_code(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *code, *globals, *locals;
    if (!PyArg_ParseTuple(args, "OOO", &code, &globals, &locals)) {
        return NULL;
    }
    NULLABLE(globals);
    NULLABLE(locals);
    RETURN_NEW(PyEval_EvalCode(code, globals, locals));
}

/* PyEval_EvalCodeEx with tuples for the arrays. */
static PyObject *
eval_code_ex(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *code, *globals, *positional, *keywords, *defaults, *kwdefaults, *closure;
    if (!PyArg_ParseTuple(args, "OOO!O!O!OO", &code, &globals, &PyTuple_Type, &positional, &PyTuple_Type, &keywords,
                          &PyTuple_Type, &defaults, &kwdefaults, &closure)) {
        return NULL;
    }
    NULLABLE(kwdefaults);
    NULLABLE(closure);
    PyObject *items[3][8];
    PyObject *tuples[3] = {positional, keywords, defaults};
    for (int i = 0; i < 3; i++) {
        for (Py_ssize_t j = 0; j < PyTuple_GET_SIZE(tuples[i]); j++) {
            items[i][j] = PyTuple_GET_ITEM(tuples[i], j);
        }
    }
    RETURN_NEW(PyEval_EvalCodeEx(code, globals, NULL, items[0], (int)PyTuple_GET_SIZE(positional), items[1],
                                 (int)PyTuple_GET_SIZE(keywords) / 2, items[2], (int)PyTuple_GET_SIZE(defaults), kwdefaults, closure));
}

/* Recursion in C: how deep it went until it was refused. */
static int depth;

static int
recurse(void)
{
    if (Py_EnterRecursiveCall(" in a test")) {
        return -1;
    }
    depth++;
    int status = recurse();
    Py_LeaveRecursiveCall();
    return status;
}

static PyObject *
eval_recurse(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    depth = 0;
    RETURN_INT(recurse());
}

static PyObject *
eval_depth(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyLong_FromLong(depth);
}

static PyObject *
eval_recursion_limit(PyObject *Py_UNUSED(module), PyObject *args)
{
    int limit;
    if (!PyArg_ParseTuple(args, "i", &limit)) {
        return NULL;
    }
    int before = Py_GetRecursionLimit();
    if (limit > 0) {
        Py_SetRecursionLimit(limit);
    }
    return PyLong_FromLong(before);
}

static PyObject *
eval_merge_flags(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    if (!PyArg_ParseTuple(args, "i", &flags.cf_flags)) {
        return NULL;
    }
    int result = PyEval_MergeCompilerFlags(&flags);
    return Py_BuildValue("(ii)", result, flags.cf_flags);
}

#define METHOD_NONE(name) {#name, name, METH_NOARGS, NULL}

static PyMethodDef methods[] = {
    METHOD_O(frame_check), METHOD_O(frame_get_back), METHOD_O(frame_parts), METHOD_O(frame_get_generator), METHOD_ARGS(frame_get_var),
    METHOD_ARGS(frame_get_var_string), METHOD_ARGS(traceback_here), METHOD_ARGS(traceback_print), METHOD_O(traceback_check),
    METHOD_O(gen_checks), METHOD_O(gen_get_code), METHOD_ARGS(gen_new), METHOD_NONE(eval_get_frame), METHOD_NONE(eval_spaces),
    METHOD_NONE(eval_frame_spaces), METHOD_O(eval_func_name), METHOD_ARGS(eval_code), METHOD_ARGS(eval_code_ex),
    METHOD_NONE(eval_recurse), METHOD_NONE(eval_depth), METHOD_ARGS(eval_recursion_limit), METHOD_ARGS(eval_merge_flags), METHOD_END,
};

CAPI_MODULE(_capi_frameobject, methods)
