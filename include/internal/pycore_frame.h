/* What frame objects look like: the only internal header there is. Everything that Cython generates includes it, to write the
   line into a traceback's frame. Programs written by hand should use pyframe.h. */
#ifndef Py_INTERNAL_FRAME_H
#define Py_INTERNAL_FRAME_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct _frame {
    PyObject ob_base;
    PyFrameObject *f_back;
    struct _PyInterpreterFrame *f_frame;
    PyObject *f_trace;
    int f_lineno;
    char f_trace_lines;
    char f_trace_opcodes;
    PyObject *f_extra_locals;
    PyObject *f_locals_cache;
    PyObject *_f_frame_data[1];
};
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_INTERNAL_FRAME_H */
