/* Complex numbers as C can see them. */
#ifndef Py_CPYTHON_COMPLEXOBJECT_H
#error "cpython/complexobject.h is included by complexobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct Py_complex {
    double real;
    double imag;
};
struct PyComplexObject {
    PyObject ob_base;
    Py_complex cval;
};
/* end generated */

#ifdef __cplusplus
}
#endif
