/* Running source. */
#ifndef Py_PYTHONRUN_H
#define Py_PYTHONRUN_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define PYOS_STACK_MARGIN 2048
Py_GCC_ATTRIBUTE((error("Mortise does not define Py_CompileString yet"))) PyAPI_FUNC(PyObject *) Py_CompileString(const char *, const char *, int);
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_PYTHONRUN_H
#include "cpython/pythonrun.h"
#undef Py_CPYTHON_PYTHONRUN_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_PYTHONRUN_H */
