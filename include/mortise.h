/* What Mortise adds to Python's C API.

   This header works with CPython's Python.h too, and a module that was compiled with either runs on both: the functions are
   looked up when the module is loaded, and where there are none, the answer comes from Python. */
#ifndef MORTISE_H
#define MORTISE_H

/* Not in quotes: beside CPython's headers, Python.h is CPython's. */
#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of Mortise that this header is from. */
#define MORTISE_VERSION "0.1.0"

/* Exported by Mortise only. */
#define _MORTISE_WEAK extern Py_EXPORTED_SYMBOL __attribute__((weak))
_MORTISE_WEAK int Mortise_GILEnabled(void);
_MORTISE_WEAK const char *Mortise_Flavour(void);

/* Which flavour of Mortise this process runs, "default" or "t"; NULL when it is not Mortise. */
static inline const char *_Mortise_Flavour(void)
{
    return Mortise_Flavour ? Mortise_Flavour() : NULL;
}

/* Whether there is a GIL now: 1 or 0; never fails, and an exception that is set stays set. Compile-time questions, such as which
   object header there is, are for Py_GIL_DISABLED; this one can change while a free-threaded interpreter runs, when it loads a
   module that needs the GIL. The thread must be attached. */
static inline int _Mortise_GILEnabled(void)
{
    PyObject *pending, *function, *answer;
    int enabled = 1;
    if (Mortise_GILEnabled) {
        return Mortise_GILEnabled();
    }
    pending = PyErr_GetRaisedException();
    function = PySys_GetObject("_is_gil_enabled"); /* borrowed; since 3.13 */
    if (function != NULL) {
        Py_INCREF(function);
        answer = PyObject_CallObject(function, NULL);
        Py_DECREF(function);
        if (answer != NULL) {
            enabled = answer != Py_False;
            Py_DECREF(answer);
        }
        else {
            PyErr_Clear();
        }
    }
    PyErr_SetRaisedException(pending);
    return enabled;
}

#define Mortise_Flavour() _Mortise_Flavour()
#define Mortise_GILEnabled() _Mortise_GILEnabled()

#ifdef __cplusplus
}
#endif

#endif /* MORTISE_H */
