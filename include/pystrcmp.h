/* Comparison of ASCII without case. */
#ifndef Py_STRCMP_H
#define Py_STRCMP_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
Py_GCC_ATTRIBUTE((error("Mortise does not define PyOS_mystricmp yet"))) PyAPI_FUNC(int) PyOS_mystricmp(const char *, const char *);
Py_GCC_ATTRIBUTE((error("Mortise does not define PyOS_mystrnicmp yet"))) PyAPI_FUNC(int) PyOS_mystrnicmp(const char *, const char *, Py_ssize_t);
/* end generated */

#define PyOS_strnicmp PyOS_mystrnicmp
#define PyOS_stricmp PyOS_mystricmp

#ifdef __cplusplus
}
#endif

#endif /* Py_STRCMP_H */
