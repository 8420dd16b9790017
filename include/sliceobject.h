/* Slices and Ellipsis. */
#ifndef Py_SLICEOBJECT_H
#define Py_SLICEOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(Py_LIMITED_API) && Py_LIMITED_API + 0 >= 0x030d0000
#define Py_Ellipsis Py_GetConstantBorrowed(Py_CONSTANT_ELLIPSIS)
#else
#define Py_Ellipsis (&_Py_EllipsisObject)
#endif
#define PySlice_Check(op) Py_IS_TYPE((op), &PySlice_Type)

/* generated */
struct PySliceObject {
    PyObject ob_base;
    PyObject *start;
    PyObject *stop;
    PyObject *step;
};
/* end generated */

#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03060100
/* `length` is read after the slice's __index__ methods, which may change it. */
#define PySlice_GetIndicesEx(slice, length, start, stop, step, slicelen) \
    (PySlice_Unpack((slice), (start), (stop), (step)) < 0 \
         ? ((*(slicelen) = 0), -1) \
         : ((*(slicelen) = PySlice_AdjustIndices((length), (start), (stop), *(step))), 0))
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_SLICEOBJECT_H */
