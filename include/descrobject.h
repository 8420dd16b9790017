/* Descriptors, members and getters. */
#ifndef Py_DESCROBJECT_H
#define Py_DESCROBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_DESCROBJECT_H
#include "cpython/descrobject.h"
#undef Py_CPYTHON_DESCROBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_DESCROBJECT_H */
