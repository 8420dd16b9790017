/* Locks that are given up while a thread is detached. */
#ifndef Py_CRITICAL_SECTION_H
#define Py_CRITICAL_SECTION_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_CRITICAL_SECTION_H
#include "cpython/critical_section.h"
#undef Py_CPYTHON_CRITICAL_SECTION_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_CRITICAL_SECTION_H */
