/* Conversions of ints to and from bytes. */
#ifndef Py_CPYTHON_LONGOBJECT_H
#error "cpython/longobject.h is included by longobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif
