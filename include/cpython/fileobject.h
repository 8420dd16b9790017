/* Reading lines and opening code. */
#ifndef Py_CPYTHON_FILEOBJECT_H
#error "cpython/fileobject.h is included by fileobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
