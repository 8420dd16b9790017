/* Paths. */
#ifndef Py_OSMODULE_H
#define Py_OSMODULE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_OSMODULE_H */
