/* Which Python this is. */
#ifndef Py_PATCHLEVEL_H
#define Py_PATCHLEVEL_H

/* generated */
#define PY_VERSION "3.13.5"
#define PY_MAJOR_VERSION 3
#define PY_MICRO_VERSION 5
#define PY_MINOR_VERSION 13
#define PY_RELEASE_SERIAL 0
#define PY_RELEASE_LEVEL_ALPHA 10
#define PY_RELEASE_LEVEL_BETA 11
#define PY_RELEASE_LEVEL_GAMMA 12
#define PY_RELEASE_LEVEL 15
#define PY_RELEASE_LEVEL_FINAL 15
#define PY_VERSION_HEX 0x30d05f0
/* end generated */

#endif /* Py_PATCHLEVEL_H */
