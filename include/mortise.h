/* mortise.h: what an extension can ask beyond Python's C API.
 *
 * Include it after Python.h. It needs no library: everything works on CPython too, where it answers from Python's own means,
 * so one source, and one binary, serves both runtimes. The header may be copied into a project.
 */
#ifndef MORTISE_H
#define MORTISE_H

#include <Python.h>

/* Version of this header. */
#define MORTISE_HEADER_VERSION "0.1.0"
#define MORTISE_HEADER_VERSION_HEX 0x000100f0

/* The ABI flavour that this file is being compiled for: the binary loads only into a runtime of the same one. */
#ifdef Py_GIL_DISABLED
#define MORTISE_ABI_FLAVOUR "t"
#define MORTISE_ABI_TAG "cp313t"
#else
#define MORTISE_ABI_FLAVOUR "default"
#define MORTISE_ABI_TAG "cp313"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What Mortise exports. The symbols are weak: on CPython they are not there, and their addresses are NULL. */
#if defined(__GNUC__) || defined(__clang__)
extern int _Mortise_IsGILEnabled(void) __attribute__((weak));
extern const char *_Mortise_GetVersion(void) __attribute__((weak));
#define MORTISE_HAS_RUNTIME_SYMBOLS 1
#endif

/* The version of the Mortise that this process runs on, as "1.2.3"; NULL on another runtime. Needs no thread state. */
static inline const char *
Mortise_RuntimeVersion(void)
{
#ifdef MORTISE_HAS_RUNTIME_SYMBOLS
    if (_Mortise_GetVersion != NULL) {
        return _Mortise_GetVersion();
    }
#endif
    return NULL;
}

/* Is there a GIL at this moment? 1 or 0; never fails.
 *
 * This is the question of run time. A t binary can find the GIL switched on, because another extension that was loaded asked
 * for it, and it can be switched on later, so do not keep the answer. What a binary was compiled for is Py_GIL_DISABLED.
 * The thread must be attached. */
static inline int
Mortise_GILEnabled(void)
{
#ifdef MORTISE_HAS_RUNTIME_SYMBOLS
    if (_Mortise_IsGILEnabled != NULL) {
        return _Mortise_IsGILEnabled();
    }
#endif
#ifndef Py_GIL_DISABLED
    /* The default flavour has nothing but its GIL. */
    return 1;
#else
    /* CPython's C API does not say it, sys does. An exception that is already set must survive the question. */
    int enabled = 1;
    PyObject *pending = PyErr_GetRaisedException();
    PyObject *ask = PySys_GetObject("_is_gil_enabled"); /* borrowed */
    if (ask != NULL) {
        Py_INCREF(ask);
        PyObject *answer = PyObject_CallNoArgs(ask);
        Py_DECREF(ask);
        if (answer != NULL) {
            enabled = (answer != Py_False);
            Py_DECREF(answer);
        }
        else {
            PyErr_Clear();
        }
    }
    PyErr_SetRaisedException(pending);
    return enabled;
#endif
}

#ifdef __cplusplus
}
#endif

#endif /* MORTISE_H */
