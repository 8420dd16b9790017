/* Memory views. */
#ifndef Py_MEMORYOBJECT_H
#define Py_MEMORYOBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
PyAPI_DATA(PyTypeObject) PyMemoryView_Type;
/* end generated */

#define PyMemoryView_Check(op) Py_IS_TYPE((op), &PyMemoryView_Type)

#ifndef Py_LIMITED_API
#define Py_CPYTHON_MEMORYOBJECT_H
#include "cpython/memoryobject.h"
#undef Py_CPYTHON_MEMORYOBJECT_H
#endif

#ifdef __cplusplus
}
#endif

#endif /* Py_MEMORYOBJECT_H */
