/* Ordered dicts. */
#ifndef Py_ODICTOBJECT_H
#define Py_ODICTOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _odictobject PyODictObject;

/* generated */
PyAPI_DATA(PyTypeObject) PyODict_Type;
/* end generated */

#define PyODict_Check(op) PyObject_TypeCheck((op), &PyODict_Type)
#define PyODict_CheckExact(op) Py_IS_TYPE((op), &PyODict_Type)
#define PyODict_SIZE(op) PyDict_GET_SIZE((op))

/* What an ordered dict does as a dict. */
#define PyODict_GetItem(od, key) PyDict_GetItem(_PyObject_CAST(od), (key))
#define PyODict_GetItemWithError(od, key) PyDict_GetItemWithError(_PyObject_CAST(od), (key))
#define PyODict_GetItemString(od, key) PyDict_GetItemString(_PyObject_CAST(od), (key))
#define PyODict_Contains(od, key) PyDict_Contains(_PyObject_CAST(od), (key))
#define PyODict_Size(od) PyDict_Size(_PyObject_CAST(od))

#ifdef __cplusplus
}
#endif

#endif /* Py_ODICTOBJECT_H */
