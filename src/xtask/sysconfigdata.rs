//! The modules `sysconfig` takes its build-time variables from, one per flavour, written for where Mortise's files lie.

use crate::python::Flavour;

/// The module's file name in the pack; `sysconfig` computes it from the ABI flags and the platform.
pub fn file_name(flavour: Flavour) -> String {
    format!("_sysconfigdata_{}_linux_x86_64-linux-gnu.py", flavour.abiflags())
}

/// The module's source. Folders are computed from `sys.base_prefix` at import, so that the tree can be moved.
pub fn source(flavour: Flavour) -> String {
    let flags = flavour.abiflags();
    let gil_disabled = u8::from(flavour == Flavour::T);
    format!(
        r#"# Build-time variables of Mortise for sysconfig. Written by `cargo xtask stdlib`.
import sys

_prefix = sys.base_prefix
_include = _prefix + "/include/python3.13{flags}"
_lib = _prefix + "/lib"

build_time_vars = {{
    "ABIFLAGS": "{flags}",
    "AR": "ar",
    "ARFLAGS": "rcs",
    "BASECFLAGS": "-fno-strict-overflow -Wsign-compare",
    "BINDIR": _prefix + "/bin",
    "BLDSHARED": "cc -shared",
    "CC": "cc",
    "CCSHARED": "-fPIC",
    "CFLAGS": "-fno-strict-overflow -Wsign-compare -DNDEBUG -g -O2 -Wall",
    "CONFINCLUDEPY": _include,
    "CPPFLAGS": "",
    "CXX": "c++",
    "EXE": "",
    "EXT_SUFFIX": ".cpython-313{flags}-x86_64-linux-gnu.so",
    "HOST_GNU_TYPE": "x86_64-pc-linux-gnu",
    "INCLUDEPY": _include,
    "INSTSONAME": "libpython3.13{flags}.so.1.0",
    "LDCXXSHARED": "c++ -shared",
    "LDFLAGS": "",
    "LDLIBRARY": "libpython3.13{flags}.so",
    "LDSHARED": "cc -shared",
    "LDVERSION": "3.13{flags}",
    "LIBDIR": _lib,
    "LIBPL": _lib + "/python3.13{flags}/config",
    "LIBPYTHON": "",
    "LIBRARY": "",
    "LIBS": "-ldl -lm",
    "MACHDEP": "linux",
    "MULTIARCH": "x86_64-linux-gnu",
    "OPT": "-DNDEBUG -g -O2 -Wall",
    "PYTHON": "python",
    "PY_CFLAGS": "-fno-strict-overflow -Wsign-compare -DNDEBUG -g -O2 -Wall",
    "PY_CORE_CFLAGS": "-fno-strict-overflow -Wsign-compare -DNDEBUG -g -O2 -Wall",
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "Py_GIL_DISABLED": {gil_disabled},
    "RANLIB": "ranlib",
    "SHLIB_SUFFIX": ".so",
    "SIZEOF_LONG": 8,
    "SIZEOF_SIZE_T": 8,
    "SIZEOF_TIME_T": 8,
    "SIZEOF_VOID_P": 8,
    "SIZEOF_WCHAR_T": 4,
    "SOABI": "cpython-313{flags}-x86_64-linux-gnu",
    "VERSION": "3.13",
    "exec_prefix": _prefix,
    "prefix": _prefix,
}}
"#
    )
}
