/* Types as C can see them. */
#ifndef Py_CPYTHON_OBJECT_H
#error "cpython/object.h is included by object.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

/* Assigns before the old value is let go. */
#define Py_SETREF(dst, src) \
    do { \
        PyObject **_py_place = _Py_CAST(PyObject **, &(dst)); \
        PyObject *_py_old = *_py_place; \
        *_py_place = _PyObject_CAST(src); \
        Py_DECREF(_py_old); \
    } while (0)
#define Py_XSETREF(dst, src) \
    do { \
        PyObject **_py_place = _Py_CAST(PyObject **, &(dst)); \
        PyObject *_py_old = *_py_place; \
        *_py_place = _PyObject_CAST(src); \
        Py_XDECREF(_py_old); \
    } while (0)

/* Names that are interned on first use. */
#define _Py_static_string_init(value) {value, -1, {0}}
#define _Py_static_string(varname, value) static _Py_Identifier varname = _Py_static_string_init(value)
#define _Py_IDENTIFIER(varname) _Py_static_string(PyId_##varname, #varname)

#define _PyObject_ASSERT_FROM(obj, expr, msg, filename, lineno, func) \
    do { \
        if (!(expr)) { \
            _PyObject_AssertFailed((obj), Py_STRINGIFY(expr), (msg), (filename), (lineno), (func)); \
        } \
    } while (0)

/* A tp_dealloc of a container brackets its work with these, so that long chains of objects do not exhaust the C stack: when
   too many such calls are nested, the object is put aside and freed once the stack is short again. */
#define Py_TRASHCAN_BEGIN(op, dealloc) \
    do { \
        PyThreadState *_py_tstate = NULL; \
        if (Py_TYPE(op)->tp_dealloc == (destructor)(dealloc)) { \
            _py_tstate = PyThreadState_GetUnchecked(); \
            if (_py_tstate->c_recursion_remaining <= Py_TRASHCAN_HEADROOM) { \
                _PyTrash_thread_deposit_object(_py_tstate, (PyObject *)(op)); \
                break; \
            } \
            --_py_tstate->c_recursion_remaining; \
        }
#define Py_TRASHCAN_END \
        if (_py_tstate != NULL) { \
            ++_py_tstate->c_recursion_remaining; \
            if (_py_tstate->delete_later != NULL \
                && _py_tstate->c_recursion_remaining > Py_TRASHCAN_HEADROOM * 2) { \
                _PyTrash_thread_destroy_chain(_py_tstate); \
            } \
        } \
    } while (0);

#ifdef __cplusplus
}
#endif
