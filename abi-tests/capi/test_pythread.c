/* The functions of pythread.h, cpython/lock.h and cpython/critical_section.h. */
#include "capi.h"

/* What a lock's functions give in turn; a lock is taken and given from this one thread. */
static PyObject *
thread_lock_steps(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyThread_type_lock lock = PyThread_allocate_lock();
    if (lock == NULL) {
        return PyErr_NoMemory();
    }
    int steps[7];
    steps[0] = PyThread_acquire_lock(lock, WAIT_LOCK);
    steps[1] = PyThread_acquire_lock(lock, NOWAIT_LOCK);
    steps[2] = PyThread_acquire_lock_timed(lock, 0, 0);
    steps[3] = PyThread_acquire_lock_timed(lock, 20000, 1);
    PyThread_release_lock(lock);
    steps[4] = PyThread_acquire_lock_timed(lock, 1000000, 0);
    PyThread_release_lock(lock);
    steps[5] = PyThread_acquire_lock_timed(lock, -1, 0);
    PyThread_release_lock(lock);
    steps[6] = PyThread_acquire_lock(lock, NOWAIT_LOCK);
    PyThread_release_lock(lock);
    PyThread_free_lock(lock);
    return Py_BuildValue("(iiiiiii)", steps[0], steps[1], steps[2], steps[3], steps[4], steps[5], steps[6]);
}

/* Threads of C: what they saw. */
typedef struct {
    PyThread_type_lock done;
    Py_tss_t *key;
    void *seen_before, *seen_after;
    unsigned long ident;
    int attached_before, ensured, attached_after;
    PyObject *function, *result;
} job;

static void
run(void *arg)
{
    job *j = arg;
    j->ident = PyThread_get_thread_ident();
    j->seen_before = PyThread_tss_get(j->key);
    PyThread_tss_set(j->key, j);
    j->seen_after = PyThread_tss_get(j->key);
    j->attached_before = PyGILState_GetThisThreadState() != NULL;
    PyGILState_STATE state = PyGILState_Ensure();
    j->ensured = PyGILState_Check() && PyGILState_GetThisThreadState() == PyThreadState_Get();
    j->result = PyObject_CallNoArgs(j->function);
    if (j->result == NULL) {
        PyErr_Clear();
    }
    PyGILState_Release(state);
    j->attached_after = PyGILState_GetThisThreadState() != NULL;
    PyThread_release_lock(j->done);
}

/* Calls a function in a new thread that C started: (ident is another, tss values, GIL states, result). */
static PyObject *
thread_start(PyObject *Py_UNUSED(module), PyObject *function)
{
    job j = {.done = PyThread_allocate_lock(), .key = PyThread_tss_alloc(), .function = function};
    if (j.done == NULL || j.key == NULL || PyThread_tss_create(j.key) != 0) {
        return PyErr_NoMemory();
    }
    PyThread_tss_set(j.key, &run);
    PyThread_acquire_lock(j.done, WAIT_LOCK);
    unsigned long ident = PyThread_start_new_thread(run, &j);
    if (ident == PYTHREAD_INVALID_THREAD_ID) {
        PyErr_SetString(PyExc_RuntimeError, "no thread");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    PyThread_acquire_lock(j.done, WAIT_LOCK);
    Py_END_ALLOW_THREADS
    PyThread_release_lock(j.done);
    PyThread_free_lock(j.done);
    int mine_is_kept = PyThread_tss_get(j.key) == &run;
    PyThread_tss_free(j.key);
    return Py_BuildValue("(iiiiiiiiN)", j.ident == ident, j.ident != PyThread_get_thread_ident(), j.seen_before == NULL,
                         j.seen_after == &j, mine_is_kept, j.attached_before, j.ensured, j.attached_after,
                         j.result == NULL ? Py_NewRef(Py_None) : j.result);
}

/* A key's life, step by step. */
static PyObject *
thread_tss_steps(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    Py_tss_t key = Py_tss_NEEDS_INIT;
    int value, steps[8];
    steps[0] = PyThread_tss_is_created(&key);
    steps[1] = PyThread_tss_create(&key);
    steps[2] = PyThread_tss_is_created(&key);
    steps[3] = PyThread_tss_create(&key);  /* again: nothing */
    steps[4] = PyThread_tss_get(&key) == NULL;
    steps[5] = PyThread_tss_set(&key, &value);
    steps[6] = PyThread_tss_get(&key) == &value;
    PyThread_tss_delete(&key);
    PyThread_tss_delete(&key);  /* again: nothing */
    steps[7] = PyThread_tss_is_created(&key);
    PyThread_tss_free(NULL);
    return Py_BuildValue("(iiiiiiii)", steps[0], steps[1], steps[2], steps[3], steps[4], steps[5], steps[6], steps[7]);
}

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* The same with the older functions. */
static PyObject *
thread_key_steps(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    int value, key = PyThread_create_key();
    if (key < 0) {
        return PyErr_NoMemory();
    }
    int steps[5];
    steps[0] = PyThread_get_key_value(key) == NULL;
    steps[1] = PyThread_set_key_value(key, &value);
    steps[2] = PyThread_get_key_value(key) == &value;
    PyThread_delete_key_value(key);
    steps[3] = PyThread_get_key_value(key) == NULL;
    PyThread_delete_key(key);
    PyThread_ReInitTLS();
    steps[4] = PyThread_set_key_value(-5, &value);
    return Py_BuildValue("(iiiii)", steps[0], steps[1], steps[2], steps[3], steps[4]);
}

static PyObject *
thread_idents(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyThread_init_thread();
    return Py_BuildValue("(kk)", PyThread_get_thread_ident(), PyThread_get_thread_native_id());
}

static PyObject *
thread_set_stacksize(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "n", &size)) {
        return NULL;
    }
    int status = PyThread_set_stacksize(size);
    return Py_BuildValue("(in)", status, (Py_ssize_t)PyThread_get_stacksize());
}

static PyObject *
thread_get_info(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    RETURN_NEW(PyThread_GetInfo());
}

/* A PyMutex is one byte, and zero is unlocked. */
static PyMutex mutex;
static Py_ssize_t guarded;

static PyObject *
mutex_steps(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyMutex own = {0};
    int before = own._bits;
    PyMutex_Lock(&own);
    int locked = own._bits & 1;
    PyMutex_Unlock(&own);
    return Py_BuildValue("(niii)", (Py_ssize_t)sizeof(own), before, locked, own._bits);
}

/* Adds to a number with the mutex held, detached from the interpreter and attached in turn. */
static PyObject *
mutex_add(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t times;
    if (!PyArg_ParseTuple(args, "n", &times)) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < times; i++) {
        PyMutex_Lock(&mutex);
        guarded++;
        PyMutex_Unlock(&mutex);
        if (i % 64 == 0) {
            Py_BEGIN_ALLOW_THREADS
            PyMutex_Lock(&mutex);
            guarded--;
            guarded++;
            PyMutex_Unlock(&mutex);
            Py_END_ALLOW_THREADS
        }
    }
    return PyLong_FromSsize_t(guarded);
}

static PyObject *
mutex_guarded(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    return PyLong_FromSsize_t(guarded);
}

/* Adds to a number in a list within critical sections of one object or two. */
static PyObject *
critical_add(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *a, *b;
    Py_ssize_t times;
    if (!PyArg_ParseTuple(args, "OOn", &a, &b, &times)) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < times; i++) {
        Py_BEGIN_CRITICAL_SECTION2(a, b);
        Py_ssize_t value = PyLong_AsSsize_t(PyList_GET_ITEM(a, 0));
        PyObject *next = PyLong_FromSsize_t(value + 1);
        PyObject *old = PyList_GET_ITEM(a, 0);
        PyList_SET_ITEM(a, 0, next);
        Py_DECREF(old);
        Py_END_CRITICAL_SECTION2();
        Py_BEGIN_CRITICAL_SECTION(b);
        PyObject *old = PyList_GET_ITEM(b, 0);
        PyList_SET_ITEM(b, 0, PyLong_FromSsize_t(PyLong_AsSsize_t(old) + 1));
        Py_DECREF(old);
        Py_END_CRITICAL_SECTION();
    }
    Py_RETURN_NONE;
}

/* The functions behind the macros, which exist in both flavours. */
static PyObject *
critical_functions(PyObject *Py_UNUSED(module), PyObject *o)
{
    Py_BEGIN_CRITICAL_SECTION2(o, o);
    Py_BEGIN_CRITICAL_SECTION(o);
    if (PyList_Append(o, Py_None) < 0) {
        PyErr_Clear();
    }
    Py_END_CRITICAL_SECTION();
    Py_END_CRITICAL_SECTION2();
    RETURN_INT(PyList_Size(o));
}

#define METHOD_NONE(name) {#name, name, METH_NOARGS, NULL}

static PyMethodDef methods[] = {
    METHOD_NONE(thread_lock_steps), METHOD_O(thread_start), METHOD_NONE(thread_tss_steps), METHOD_NONE(thread_key_steps),
    METHOD_NONE(thread_idents), METHOD_ARGS(thread_set_stacksize), METHOD_NONE(thread_get_info), METHOD_NONE(mutex_steps),
    METHOD_ARGS(mutex_add), METHOD_NONE(mutex_guarded), METHOD_ARGS(critical_add), METHOD_O(critical_functions), METHOD_END,
};

CAPI_MODULE(_capi_pythread, methods)
