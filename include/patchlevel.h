/* Which Python this is. */
#ifndef Py_PATCHLEVEL_H
#define Py_PATCHLEVEL_H

/* generated */
/* end generated */

#endif /* Py_PATCHLEVEL_H */
