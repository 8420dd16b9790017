/* Descriptors as C can see them. */
#ifndef Py_CPYTHON_DESCROBJECT_H
#error "cpython/descrobject.h is included by descrobject.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#define PyDescr_COMMON PyDescrObject d_common
#define PyDescr_TYPE(x) (((PyDescrObject *)(x))->d_type)
#define PyDescr_NAME(x) (((PyDescrObject *)(x))->d_name)

#ifdef __cplusplus
}
#endif
