/* The whole C API, in the order in which its parts need each other. */
#ifndef Py_PYTHON_H
#define Py_PYTHON_H

/* Whatever is included before may define Py_LIMITED_API (the stable ABI); pyconfig.h says which flavour this is. */
#include "patchlevel.h"
#include "pyconfig.h"
#include "pymacconfig.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <wchar.h>
/* Programs rely on these coming along; newer limited APIs leave them out, as documented. */
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 < 0x030d0000
#include <ctype.h>
#include <unistd.h>
#endif
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 < 0x030b0000
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#endif

#if defined(Py_GIL_DISABLED) && defined(Py_LIMITED_API)
#error "The limited API has the object header of the default flavour: it cannot be used with Py_GIL_DISABLED"
#endif

#include "pyport.h"
#include "pymacro.h"
#include "pymath.h"
#include "pytypedefs.h"
#include "pymem.h"
#include "pybuffer.h"
#include "pystats.h"
#include "pyatomic.h"
#include "lock.h"
#include "object.h"
#include "objimpl.h"
#include "typeslots.h"
#include "critical_section.h"
#include "pyhash.h"
#ifndef Py_LIMITED_API
#include "cpython/pydebug.h"
#endif
#include "bytearrayobject.h"
#include "bytesobject.h"
#include "unicodeobject.h"
#include "pyerrors.h"
#include "longobject.h"
#ifndef Py_LIMITED_API
#include "cpython/longintrepr.h"
#endif
#include "boolobject.h"
#include "floatobject.h"
#include "complexobject.h"
#include "rangeobject.h"
#include "memoryobject.h"
#include "tupleobject.h"
#include "listobject.h"
#include "dictobject.h"
#ifndef Py_LIMITED_API
#include "cpython/odictobject.h"
#endif
#include "enumobject.h"
#include "setobject.h"
#include "methodobject.h"
#include "moduleobject.h"
#include "monitoring.h"
#ifndef Py_LIMITED_API
#include "cpython/funcobject.h"
#include "cpython/classobject.h"
#endif
#include "fileobject.h"
#include "pycapsule.h"
#ifndef Py_LIMITED_API
#include "cpython/code.h"
#endif
#include "pyframe.h"
#include "traceback.h"
#include "sliceobject.h"
#ifndef Py_LIMITED_API
#include "cpython/cellobject.h"
#endif
#include "iterobject.h"
#ifndef Py_LIMITED_API
#include "cpython/initconfig.h"
#endif
#include "pystate.h"
#ifndef Py_LIMITED_API
#include "cpython/genobject.h"
#endif
#include "descrobject.h"
#include "genericaliasobject.h"
#include "warnings.h"
#include "weakrefobject.h"
#include "structseq.h"
#ifndef Py_LIMITED_API
#include "cpython/picklebufobject.h"
#endif
#ifndef Py_LIMITED_API
#include "cpython/pytime.h"
#endif
#include "codecs.h"
#include "pythread.h"
#ifndef Py_LIMITED_API
#include "cpython/context.h"
#endif
#include "modsupport.h"
#include "compile.h"
#include "pythonrun.h"
#include "pylifecycle.h"
#include "ceval.h"
#include "sysmodule.h"
#include "osmodule.h"
#include "intrcheck.h"
#include "import.h"
#include "abstract.h"
#include "bltinmodule.h"
#ifndef Py_LIMITED_API
#include "cpython/pyctype.h"
#endif
#include "pystrtod.h"
#include "pystrcmp.h"
#include "fileutils.h"
#ifndef Py_LIMITED_API
#include "cpython/pyfpe.h"
#include "cpython/tracemalloc.h"
#endif

#endif /* Py_PYTHON_H */
