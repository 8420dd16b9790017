/* The functions of pystate.h and cpython/pystate.h, and what ceval.h has about threads and pending calls. */
#include "capi.h"
#include <pthread.h>

/* Facts about the running thread's state that must be true, as bits that are 1. */
static PyObject *
state_facts(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyThreadState *ts = PyThreadState_Get();
    PyInterpreterState *interp = PyInterpreterState_Get();
    int facts[] = {
        ts != NULL && ts == PyThreadState_GetUnchecked() && ts == PyThreadState_GET(),
        PyGILState_GetThisThreadState() == ts,
        PyGILState_Check(),
        PyThreadState_GetInterpreter(ts) == interp && ts->interp == interp,
        PyInterpreterState_Main() == interp,
        PyInterpreterState_Head() == interp,
        PyInterpreterState_Next(interp) == NULL,
        PyInterpreterState_GetID(interp) == 0,
        PyThreadState_GetID(ts) == ts->id && ts->id != 0,
        ts->thread_id == PyThread_get_thread_ident(),
        ts->native_thread_id == PyThread_get_thread_native_id(),
        PyInterpreterState_GetDict(interp) != NULL && PyInterpreterState_GetDict(interp) == PyInterpreterState_GetDict(interp),
    };
    PyObject *list = PyList_New(0);
    for (size_t i = 0; i < Py_ARRAY_LENGTH(facts); i++) {
        PyList_Append(list, facts[i] ? Py_True : Py_False);
    }
    return list;
}

static PyObject *
state_get_id_of_null(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(PyInterpreterState_GetID(NULL));
}

static PyObject *
state_interpreter_dict(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_BORROWED(PyInterpreterState_GetDict(PyInterpreterState_Get()));
}

static PyObject *
state_get_dict(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_BORROWED(PyThreadState_GetDict());
}

static PyObject *
state_get_frame(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW((PyObject *)PyThreadState_GetFrame(PyThreadState_Get()));
}

static PyObject *
state_main_module(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyUnstable_InterpreterState_GetMainModule(PyInterpreterState_Main()));
}

static PyObject *
state_current_frames(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(_PyThread_CurrentFrames());
}

/* How many thread states the interpreter has, and whether this one is among them. */
static PyObject *
state_count(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    int count = 0, found = 0;
    for (PyThreadState *ts = PyInterpreterState_ThreadHead(PyInterpreterState_Get()); ts; ts = PyThreadState_Next(ts)) {
        count++;
        found |= ts == PyThreadState_Get();
    }
    return Py_BuildValue("(ii)", count, found);
}

/* Detaches and attaches in all ways there are; what is current in between. */
static PyObject *
state_detach_and_attach(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyThreadState *ts = PyThreadState_Get();
    int facts[8];
    PyThreadState *saved = PyEval_SaveThread();
    facts[0] = saved == ts && PyThreadState_GetUnchecked() == NULL;
    facts[1] = !PyGILState_Check() && PyThreadState_GetDict() == NULL;
    PyEval_RestoreThread(saved);
    facts[2] = PyThreadState_GetUnchecked() == ts;
    PyThreadState *old = PyThreadState_Swap(NULL);
    facts[3] = old == ts && PyThreadState_GetUnchecked() == NULL;
    facts[4] = PyThreadState_Swap(ts) == NULL && PyThreadState_GetUnchecked() == ts;
    PyEval_ReleaseThread(ts);
    facts[5] = PyThreadState_GetUnchecked() == NULL;
    PyEval_AcquireThread(ts);
    facts[6] = PyThreadState_GetUnchecked() == ts;
    PyGILState_STATE outer = PyGILState_Ensure(), inner = PyGILState_Ensure();
    facts[7] = outer == PyGILState_LOCKED && inner == PyGILState_LOCKED;
    PyGILState_Release(inner);
    PyGILState_Release(outer);
    PyObject *list = PyList_New(0);
    for (size_t i = 0; i < Py_ARRAY_LENGTH(facts); i++) {
        PyList_Append(list, facts[i] ? Py_True : Py_False);
    }
    return list;
}

/* A second state for this very thread: swapped in, a function called with it, swapped out and deleted. */
static PyObject *
state_second(PyObject *Py_UNUSED(module), PyObject *function)
{
    PyThreadState *own = PyThreadState_Get();
    PyThreadState *other = PyThreadState_New(PyInterpreterState_Get());
    PyThreadState *old = PyThreadState_Swap(other);
    int facts = (old == own) + 2 * (PyThreadState_GetUnchecked() == other) + 4 * (other->id > own->id);
    PyObject *result = PyObject_CallNoArgs(function);
    if (result == NULL) {
        PyErr_Clear();
    }
    PyThreadState_Clear(other);
    PyThreadState_Swap(own);
    PyThreadState_Delete(other);
    return Py_BuildValue("(iN)", facts, result == NULL ? Py_NewRef(Py_None) : result);
}

/* A pthread that makes its own state with PyThreadState_New and ends it with PyThreadState_DeleteCurrent. */
typedef struct {
    PyInterpreterState *interp;
    PyObject *function, *result;
} job;

static void *
run(void *arg)
{
    job *j = arg;
    PyThreadState *ts = PyThreadState_New(j->interp);
    PyEval_AcquireThread(ts);
    j->result = PyObject_CallNoArgs(j->function);
    if (j->result == NULL) {
        PyErr_Clear();
    }
    PyThreadState_Clear(ts);
    PyThreadState_DeleteCurrent();
    return NULL;
}

static PyObject *
state_in_pthread(PyObject *Py_UNUSED(module), PyObject *function)
{
    job j = {PyInterpreterState_Get(), function, NULL};
    pthread_t thread;
    pthread_create(&thread, NULL, run, &j);
    Py_BEGIN_ALLOW_THREADS
    pthread_join(thread, NULL);
    Py_END_ALLOW_THREADS
    return j.result == NULL ? Py_NewRef(Py_None) : j.result;
}

static PyObject *
state_set_async_exc(PyObject *Py_UNUSED(module), PyObject *args)
{
    unsigned long id;
    PyObject *exception;
    if (!PyArg_ParseTuple(args, "kO", &id, &exception)) {
        return NULL;
    }
    NULLABLE(exception);
    RETURN_INT(PyThreadState_SetAsyncExc(id, exception));
}

/* Tracing is off in between. */
static PyObject *
state_tracing(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyThreadState *ts = PyThreadState_Get();
    int before = ts->tracing;
    PyThreadState_EnterTracing(ts);
    int within = ts->tracing;
    PyThreadState_LeaveTracing(ts);
    return Py_BuildValue("(iii)", before, within, ts->tracing);
}

/* Pending calls. */
static int
pending_call(void *arg)
{
    PyObject *list = arg;
    int status = PyList_Append(list, Py_True);
    Py_DECREF(list);
    return status;
}

static int
pending_failure(void *Py_UNUSED(arg))
{
    PyErr_SetString(PyExc_KeyError, "pending");
    return -1;
}

static PyObject *
pending_add(PyObject *Py_UNUSED(module), PyObject *list)
{
    int status = Py_AddPendingCall(pending_call, Py_NewRef(list));
    if (status < 0) {
        Py_DECREF(list);
    }
    RETURN_TRUTH(status);
}

static void *
add_from_thread(void *arg)
{
    return (void *)(Py_ssize_t)Py_AddPendingCall(pending_call, arg);
}

/* From a thread that knows nothing of Python. */
static PyObject *
pending_add_from_pthread(PyObject *Py_UNUSED(module), PyObject *list)
{
    pthread_t thread;
    void *status;
    Py_INCREF(list);
    pthread_create(&thread, NULL, add_from_thread, list);
    pthread_join(thread, &status);
    RETURN_TRUTH((Py_ssize_t)status);
}

/* Adds `n` and runs them all at once: how many were taken. */
static PyObject *
pending_fill(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *list;
    int n, taken = 0;
    if (!PyArg_ParseTuple(args, "Oi", &list, &n)) {
        return NULL;
    }
    for (int i = 0; i < n; i++) {
        Py_INCREF(list);
        if (Py_AddPendingCall(pending_call, list) == 0) {
            taken++;
        }
        else {
            Py_DECREF(list);
        }
    }
    if (Py_MakePendingCalls() < 0) {
        return NULL;
    }
    return PyLong_FromLong(taken);
}

static PyObject *
pending_make_failing(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    if (Py_AddPendingCall(pending_failure, NULL) < 0) {
        return PyErr_NoMemory();
    }
    RETURN_INT(Py_MakePendingCalls());
}

static PyObject *
pending_make(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_INT(Py_MakePendingCalls());
}

/* A frame evaluation function (PEP 523) that notes the names of the code it runs. */
static PyObject *evaluated;

static PyObject *
evaluate(PyThreadState *ts, struct _PyInterpreterFrame *frame, int throwing)
{
    PyObject *list = evaluated;
    if (list != NULL) {
        evaluated = NULL;  /* not while we are at it ourselves */
        PyObject *code = PyUnstable_InterpreterFrame_GetCode(frame);
        PyList_Append(list, ((PyCodeObject *)code)->co_name);
        Py_DECREF(code);
        evaluated = list;
    }
    return _PyEval_EvalFrameDefault(ts, frame, throwing);
}

static PyObject *
eval_with_function(PyObject *Py_UNUSED(module), PyObject *function)
{
    PyInterpreterState *interp = PyInterpreterState_Get();
    int was_default = _PyInterpreterState_GetEvalFrameFunc(interp) == _PyEval_EvalFrameDefault;
    evaluated = PyList_New(0);
    _PyInterpreterState_SetEvalFrameFunc(interp, evaluate);
    int is_set = _PyInterpreterState_GetEvalFrameFunc(interp) == evaluate;
    PyObject *result = PyObject_CallNoArgs(function);
    _PyInterpreterState_SetEvalFrameFunc(interp, _PyEval_EvalFrameDefault);
    int is_default = _PyInterpreterState_GetEvalFrameFunc(interp) == _PyEval_EvalFrameDefault;
    PyObject *list = evaluated;
    evaluated = NULL;
    if (result == NULL) {
        Py_DECREF(list);
        return NULL;
    }
    return Py_BuildValue("(iiiNN)", was_default, is_set, is_default, result, list);
}

static PyObject *
state_requires_id_ref(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyInterpreterState *interp = PyInterpreterState_Get();
    int before = _PyInterpreterState_RequiresIDRef(interp);
    _PyInterpreterState_RequireIDRef(interp, 1);
    int within = _PyInterpreterState_RequiresIDRef(interp);
    _PyInterpreterState_RequireIDRef(interp, 0);
    return Py_BuildValue("(iii)", before, within, _PyInterpreterState_RequiresIDRef(interp));
}

#define METHOD_NONE(name) {#name, name, METH_NOARGS, NULL}

static PyMethodDef methods[] = {
    METHOD_NONE(state_facts), METHOD_NONE(state_get_id_of_null), METHOD_NONE(state_interpreter_dict), METHOD_NONE(state_get_dict),
    METHOD_NONE(state_get_frame), METHOD_NONE(state_main_module), METHOD_NONE(state_current_frames), METHOD_NONE(state_count),
    METHOD_NONE(state_detach_and_attach), METHOD_O(state_second), METHOD_O(state_in_pthread), METHOD_ARGS(state_set_async_exc),
    METHOD_NONE(state_tracing), METHOD_O(pending_add), METHOD_O(pending_add_from_pthread), METHOD_ARGS(pending_fill),
    METHOD_NONE(pending_make_failing), METHOD_NONE(pending_make), METHOD_O(eval_with_function), METHOD_NONE(state_requires_id_ref), METHOD_END,
};

CAPI_MODULE(_capi_pystate, methods)
