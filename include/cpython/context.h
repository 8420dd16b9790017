/* Context variables. */
#ifndef Py_CONTEXT_H
#define Py_CONTEXT_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _pycontextobject PyContext;
typedef struct _pycontextvarobject PyContextVar;
typedef struct _pycontexttokenobject PyContextToken;

/* generated */
PyAPI_DATA(PyTypeObject) PyContextToken_Type;
PyAPI_DATA(PyTypeObject) PyContextVar_Type;
PyAPI_DATA(PyTypeObject) PyContext_Type;
/* end generated */

#define PyContext_CheckExact(op) Py_IS_TYPE((op), &PyContext_Type)
#define PyContextVar_CheckExact(op) Py_IS_TYPE((op), &PyContextVar_Type)
#define PyContextToken_CheckExact(op) Py_IS_TYPE((op), &PyContextToken_Type)

#ifdef __cplusplus
}
#endif

#endif /* Py_CONTEXT_H */
