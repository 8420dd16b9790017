/* Frames, for those who make them. */
#ifndef Py_FRAMEOBJECT_H
#define Py_FRAMEOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_FRAMEOBJECT_H
#include "cpython/frameobject.h"
#undef Py_CPYTHON_FRAMEOBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_FRAMEOBJECT_H */
