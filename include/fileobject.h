/* Files. */
#ifndef Py_FILEOBJECT_H
#define Py_FILEOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#if !defined(Py_LIMITED_API)
typedef PyObject *(*Py_OpenCodeHookFunction)(PyObject *, void *);
#endif
/* end generated */

#define PY_STDIOTEXTMODE "b"

#ifndef Py_LIMITED_API
#define Py_CPYTHON_FILEOBJECT_H
#include "cpython/fileobject.h"
#undef Py_CPYTHON_FILEOBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_FILEOBJECT_H */
