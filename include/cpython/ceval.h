/* Frames and profilers. */
#ifndef Py_CPYTHON_CEVAL_H
#error "cpython/ceval.h is included by ceval.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
Py_GCC_ATTRIBUTE((error("Mortise does not define PyUnstable_Eval_RequestCodeExtraIndex yet"))) PyAPI_FUNC(Py_ssize_t) PyUnstable_Eval_RequestCodeExtraIndex(freefunc);
/* end generated */

Py_DEPRECATED(3.12) static inline Py_ssize_t _PyEval_RequestCodeExtraIndex(freefunc f)
{
    return PyUnstable_Eval_RequestCodeExtraIndex(f);
}

#ifdef __cplusplus
}
#endif
