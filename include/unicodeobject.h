/* Strings. */
#ifndef Py_UNICODEOBJECT_H
#define Py_UNICODEOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef uint32_t Py_UCS4;
typedef uint16_t Py_UCS2;
typedef uint8_t Py_UCS1;
typedef enum PyUnicode_Kind {
    PyUnicode_1BYTE_KIND = 1,
    PyUnicode_2BYTE_KIND = 2,
    PyUnicode_4BYTE_KIND = 4,
} PyUnicode_Kind;
typedef wchar_t Py_UNICODE;
#define Py_UNICODE_SIZE 4
#define Py_UNICODE_REPLACEMENT_CHARACTER ((Py_UCS4)65533)
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
