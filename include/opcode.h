/* The numbers of the instructions. */
#ifndef Py_OPCODE_H
#define Py_OPCODE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
/* end generated */

#include "opcode_ids.h"

#ifdef __cplusplus
}
#endif

#endif /* Py_OPCODE_H */
