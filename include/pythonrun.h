/* Running source. */
#ifndef Py_PYTHONRUN_H
#define Py_PYTHONRUN_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define PYOS_STACK_MARGIN 2048
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
