/* Memory that tracemalloc is told about. */
#ifndef Py_TRACEMALLOC_H
#define Py_TRACEMALLOC_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_TRACEMALLOC_H */
