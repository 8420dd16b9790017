/* Capsules, which carry a C pointer. */
#ifndef Py_CAPSULE_H
#define Py_CAPSULE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef void (*PyCapsule_Destructor)(PyObject *);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyCapsule_Import yet"))) PyAPI_FUNC(void *) PyCapsule_Import(const char *name, int no_block);
PyAPI_DATA(PyTypeObject) PyCapsule_Type;
/* end generated */

#define PyCapsule_CheckExact(op) Py_IS_TYPE((op), &PyCapsule_Type)

#ifdef __cplusplus
}
#endif

#endif /* Py_CAPSULE_H */
