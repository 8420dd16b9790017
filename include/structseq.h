/* Named tuples made by C. */
#ifndef Py_STRUCTSEQ_H
#define Py_STRUCTSEQ_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef PyTupleObject PyStructSequence;
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
/* end generated */

#define PyStructSequence_SET_ITEM PyStructSequence_SetItem
#define PyStructSequence_GET_ITEM PyStructSequence_GetItem

#ifdef __cplusplus
}
#endif

#endif /* Py_STRUCTSEQ_H */
