/* How to start an interpreter. */
#ifndef Py_PYCORECONFIG_H
#define Py_PYCORECONFIG_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_PYCORECONFIG_H */
