/* Strings. */
#ifndef Py_UNICODEOBJECT_H
#define Py_UNICODEOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#define Py_USING_UNICODE
#define Py_UNICODE_WIDE

#define PyUnicode_Check(op) PyType_FastSubclass(Py_TYPE(op), Py_TPFLAGS_UNICODE_SUBCLASS)
#define PyUnicode_CheckExact(op) Py_IS_TYPE((op), &PyUnicode_Type)

#ifndef Py_LIMITED_API
#define Py_CPYTHON_UNICODEOBJECT_H
#include "cpython/unicodeobject.h"
#undef Py_CPYTHON_UNICODEOBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_UNICODEOBJECT_H */
