/* Clocks. */
#ifndef Py_PYTIME_H
#define Py_PYTIME_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef int64_t PyTime_t;
/* end generated */

#define PyTime_MIN INT64_MIN
#define PyTime_MAX INT64_MAX

#ifdef __cplusplus
}
#endif

#endif /* Py_PYTIME_H */
