/* Frames and profilers. */
#ifndef Py_CPYTHON_CEVAL_H
#error "cpython/ceval.h is included by ceval.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
PyAPI_FUNC(int) PyEval_MergeCompilerFlags(PyCompilerFlags *cf);
PyAPI_FUNC(void) PyEval_SetProfile(Py_tracefunc, PyObject *);
PyAPI_FUNC(void) PyEval_SetProfileAllThreads(Py_tracefunc, PyObject *);
PyAPI_FUNC(void) PyEval_SetTrace(Py_tracefunc, PyObject *);
PyAPI_FUNC(void) PyEval_SetTraceAllThreads(Py_tracefunc, PyObject *);
PyAPI_FUNC(Py_ssize_t) PyUnstable_Eval_RequestCodeExtraIndex(freefunc);
PyAPI_FUNC(PyObject *) _PyEval_EvalFrameDefault(PyThreadState *tstate, struct _PyInterpreterFrame *f, int exc);
PyAPI_FUNC(int) _PyEval_SliceIndex(PyObject *, Py_ssize_t *);
PyAPI_FUNC(int) _PyEval_SliceIndexNotNone(PyObject *, Py_ssize_t *);
/* end generated */

Py_DEPRECATED(3.12) static inline Py_ssize_t _PyEval_RequestCodeExtraIndex(freefunc f)
{
    return PyUnstable_Eval_RequestCodeExtraIndex(f);
}

#ifdef __cplusplus
}
#endif
