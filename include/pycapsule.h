/* Capsules, which carry a C pointer. */
#ifndef Py_CAPSULE_H
#define Py_CAPSULE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef void (*PyCapsule_Destructor)(PyObject *);
/* end generated */

#define PyCapsule_CheckExact(op) Py_IS_TYPE((op), &PyCapsule_Type)

#ifdef __cplusplus
}
#endif

#endif /* Py_CAPSULE_H */
