/* Opening files. */
#ifndef Py_CPYTHON_FILEUTILS_H
#error "cpython/fileutils.h is included by fileutils.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
PyAPI_FUNC(FILE *) _Py_fopen_obj(PyObject *path, const char *mode);
/* end generated */

#ifdef __cplusplus
}
#endif
