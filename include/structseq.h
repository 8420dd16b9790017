/* Named tuples made by C. */
#ifndef Py_STRUCTSEQ_H
#define Py_STRUCTSEQ_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#if !defined(Py_LIMITED_API)
typedef PyTupleObject PyStructSequence;
#endif
struct PyStructSequence_Desc {
    const char *name;
    const char *doc;
    PyStructSequence_Field *fields;
    int n_in_sequence;
};
struct PyStructSequence_Field {
    const char *name;
    const char *doc;
};
Py_GCC_ATTRIBUTE((error("Mortise does not define PyStructSequence_GetItem yet"))) PyAPI_FUNC(PyObject *) PyStructSequence_GetItem(PyObject *, Py_ssize_t);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyStructSequence_SetItem yet"))) PyAPI_FUNC(void) PyStructSequence_SetItem(PyObject *, Py_ssize_t, PyObject *);
/* end generated */

#ifndef Py_LIMITED_API
#define PyStructSequence_SET_ITEM PyStructSequence_SetItem
#define PyStructSequence_GET_ITEM PyStructSequence_GetItem
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_STRUCTSEQ_H */
