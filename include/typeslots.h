/* The numbers of type slots. */
#ifndef Py_TYPESLOTS_H
#define Py_TYPESLOTS_H

/* generated */
/* end generated */

#endif /* Py_TYPESLOTS_H */
