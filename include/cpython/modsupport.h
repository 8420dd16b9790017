/* Parsers of arguments that remember their format. */
#ifndef Py_CPYTHON_MODSUPPORT_H
#error "cpython/modsupport.h is included by modsupport.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
