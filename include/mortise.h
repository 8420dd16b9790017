/* What Mortise adds to Python's C API.

   This header works with CPython's Python.h too, and a module that was compiled with either runs on both: the functions are
   looked up when the module is loaded, and where there are none, the answer comes from Python. */
#ifndef MORTISE_H
#define MORTISE_H

#include "Python.h"

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

/* Whether there is a GIL now: 1 or 0. Compile-time questions, such as which object header there is, are for Py_GIL_DISABLED;
   this one can change while a free-threaded interpreter runs, when it loads a module that needs the GIL.
   -1 with an exception set when Python cannot say. */
static inline int _Mortise_GILEnabled(void)
{
    PyObject *function, *answer;
    int enabled;
    if (Mortise_GILEnabled) {
        return Mortise_GILEnabled();
    }
    function = PySys_GetObject("_is_gil_enabled"); /* since 3.13 */
    if (function == NULL) {
        return 1;
    }
    answer = PyObject_CallObject(function, NULL);
    if (answer == NULL) {
        return -1;
    }
    enabled = PyObject_IsTrue(answer);
    Py_DECREF(answer);
    return enabled;
}

#define Mortise_Flavour() _Mortise_Flavour()
#define Mortise_GILEnabled() _Mortise_GILEnabled()

#ifdef __cplusplus
}
#endif

#endif /* MORTISE_H */
