/* Start symbols of the grammar. */
#ifndef Py_COMPILE_H
#define Py_COMPILE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define Py_eval_input 258
#define Py_file_input 257
#define Py_func_type_input 345
#define Py_single_input 256
/* end generated */

#ifndef Py_LIMITED_API
#define Py_CPYTHON_COMPILE_H
#include "cpython/compile.h"
#undef Py_CPYTHON_COMPILE_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_COMPILE_H */
