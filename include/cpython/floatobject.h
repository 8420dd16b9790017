/* Floats as C can see them. */
#ifndef Py_CPYTHON_FLOATOBJECT_H
#error "cpython/floatobject.h is included by floatobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PyFloatObject {
    PyObject ob_base;
    double ob_fval;
};
/* end generated */

#define _PyFloat_CAST(op) (assert(PyFloat_Check(op)), _Py_CAST(PyFloatObject *, (op)))

static inline double PyFloat_AS_DOUBLE(PyObject *op)
{
    return _PyFloat_CAST(op)->ob_fval;
}
#define PyFloat_AS_DOUBLE(op) PyFloat_AS_DOUBLE(_PyObject_CAST(op))

#ifdef __cplusplus
}
#endif
