/* Parsers of arguments that remember their format. */
#ifndef Py_CPYTHON_MODSUPPORT_H
#error "cpython/modsupport.h is included by modsupport.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct _PyOnceFlag {
    uint8_t v;
};
struct _PyArg_Parser {
    const char *format;
    const char *const *keywords;
    const char *fname;
    const char *custom_msg;
    _PyOnceFlag once;
    int is_kwtuple_owned;
    int pos;
    int min;
    int max;
    PyObject *kwtuple;
    _PyArg_Parser *next;
};
PyAPI_FUNC(int) _PyArg_ParseTupleAndKeywordsFast(PyObject *, PyObject *, struct _PyArg_Parser *, ...);
/* end generated */

#ifdef __cplusplus
}
#endif
