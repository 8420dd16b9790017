/* Names of structs, which other files define. */
#ifndef Py_PYTYPEDEFS_H
#define Py_PYTYPEDEFS_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_PYTYPEDEFS_H */
