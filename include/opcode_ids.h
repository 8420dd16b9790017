/* The numbers of the instructions. */
#ifndef Py_OPCODE_IDS_H
#define Py_OPCODE_IDS_H

/* generated */
/* end generated */

#endif /* Py_OPCODE_IDS_H */
