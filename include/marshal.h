/* Reading and writing code objects. */
#ifndef Py_MARSHAL_H
#define Py_MARSHAL_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define Py_MARSHAL_VERSION 4
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_MARSHAL_H */
