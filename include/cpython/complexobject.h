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
PyAPI_FUNC(Py_complex) PyComplex_AsCComplex(PyObject *op);
PyAPI_FUNC(PyObject *) PyComplex_FromCComplex(Py_complex);
PyAPI_FUNC(double) _Py_c_abs(Py_complex);
PyAPI_FUNC(Py_complex) _Py_c_diff(Py_complex, Py_complex);
PyAPI_FUNC(Py_complex) _Py_c_neg(Py_complex);
PyAPI_FUNC(Py_complex) _Py_c_pow(Py_complex, Py_complex);
PyAPI_FUNC(Py_complex) _Py_c_prod(Py_complex, Py_complex);
PyAPI_FUNC(Py_complex) _Py_c_quot(Py_complex, Py_complex);
PyAPI_FUNC(Py_complex) _Py_c_sum(Py_complex, Py_complex);
/* end generated */

#ifdef __cplusplus
}
#endif
