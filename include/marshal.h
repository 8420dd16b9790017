/* Reading and writing code objects. */
#ifndef Py_MARSHAL_H
#define Py_MARSHAL_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#if !defined(Py_LIMITED_API)
#define Py_MARSHAL_VERSION 4
#endif
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_MARSHAL_H */
