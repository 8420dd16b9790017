/* Nothing: statistics of the interpreter are not counted. */
#ifndef Py_PYSTATS_H
#define Py_PYSTATS_H

#endif /* Py_PYSTATS_H */
