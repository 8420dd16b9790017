/* Tables of built-in and frozen modules. */
#ifndef Py_CPYTHON_IMPORT_H
#error "cpython/import.h is included by import.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct _frozen {
    const char *name;
    const unsigned char *code;
    int size;
    int is_package;
};
struct _inittab {
    const char *name;
    PyObject *(*initfunc)(void);
};
PyAPI_FUNC(int) PyImport_ExtendInittab(struct _inittab *newtab);
/* end generated */

#ifdef __cplusplus
}
#endif
