//! What `-h` and its like print.
#![forbid(unsafe_code)]

use std::ffi::OsStr;

use super::status::Failure;

/// What help is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// `-h`
    Options,
    /// `--help-env`
    Environment,
    /// `--help-xoptions`
    XOptions,
    /// `--help-all`
    All,
}

fn first_line(program: &OsStr) -> String {
    format!("usage: {} [option] ... [-c cmd | -m mod | file | -] [arg] ...", program.to_string_lossy())
}

/// Prints help; the process should end with 0.
pub fn show(program: &OsStr, topic: Topic) -> Failure {
    let text = match topic {
        Topic::Options => format!("{}\n{OPTIONS}", first_line(program)),
        Topic::Environment => ENVIRONMENT.to_string(),
        Topic::XOptions => format!("{XOPTIONS}{}", flavour::XOPTIONS),
        Topic::All => {
            format!("{}\n{OPTIONS}\n{ENVIRONMENT}\n{XOPTIONS}{}", first_line(program), flavour::XOPTIONS)
        }
    };
    print!("{text}");
    Failure::Exit(0)
}

/// Says what is wrong with the command line; the process should end with 2.
pub fn wrong(program: &OsStr, text: &str) -> Failure {
    eprintln!("{text}\n{}\nTry `python -h' for more information.", first_line(program));
    Failure::Exit(2)
}

#[cfg(Py_GIL_DISABLED)]
mod flavour {
    pub const XOPTIONS: &str = "\
-X gil=0|1|strict       : never use the GIL, always use it, or refuse modules that need it;
                          without it such a module switches the GIL on (PYTHON_GIL)
";
}
#[cfg(not(Py_GIL_DISABLED))]
mod flavour {
    pub const XOPTIONS: &str = "";
}

const OPTIONS: &str = "\
Options (and the variables that do the same):
-b     : warn when bytes are converted to str or compared with it; -bb: raise
-B     : write no .pyc files (PYTHONDONTWRITEBYTECODE)
-c cmd : run this program text; what follows are its arguments
-d     : debug the parser (PYTHONDEBUG); accepted, there is nothing to show
-E     : ignore all PYTHON* variables
-h     : print this help and exit (also -? and --help)
-i     : prompt after the program has run, even if stdin is no terminal (PYTHONINSPECT)
-I     : isolate from the user's environment: -E, -P and -s
-m mod : run a module of the library as a program; what follows are its arguments
-O     : leave out assert and what depends on __debug__ (PYTHONOPTIMIZE)
-OO    : -O, and leave out docstrings
-P     : do not put the program's folder on sys.path (PYTHONSAFEPATH)
-q     : no version and copyright before the prompt
-s     : do not use the user's site-packages (PYTHONNOUSERSITE)
-S     : do not import site
-u     : do not buffer stdout and stderr (PYTHONUNBUFFERED)
-v     : tell what is imported, twice: also what is looked for (PYTHONVERBOSE)
-V     : print the version and exit (also --version), twice: more about the build
-W arg : a filter for warnings, action:message:category:module:lineno (PYTHONWARNINGS)
-x     : skip the first line of the program
-X opt : see --help-xoptions
--check-hash-based-pycs always|default|never:
         when hash-based .pyc files are compared with their source
--help-env, --help-xoptions, --help-all:
         print help about variables, about -X, about everything

file   : run this file, folder with a __main__.py, or zip file
-      : run what stdin says (the default; prompts if it is a terminal)
arg ...: what sys.argv[1:] is to hold
";

const ENVIRONMENT: &str = "\
Variables that change how Python runs:
PYTHONSTARTUP            : a file that runs before the first prompt
PYTHONPATH               : folders that come first in sys.path, with ':' between them
PYTHONHOME               : the folder that has lib/ with the standard library
PYTHONPLATLIBDIR         : sys.platlibdir
PYTHONIOENCODING         : encoding[:errors] of the standard streams
PYTHONHASHSEED           : 'random', or the seed for hashes of str and bytes, 0 to 4294967295
PYTHONMALLOC             : checked, but there is one allocator
PYTHONCOERCECLOCALE      : 0: keep the C locale; warn: tell when it is replaced
PYTHONBREAKPOINT         : what breakpoint() calls; 0 for nothing
MORTISE_STDLIB_PACK      : the packed standard library to use
Variables with an option that does the same:
PYTHON_CPU_COUNT (-X cpu_count), PYTHONDEBUG (-d), PYTHONDEVMODE (-X dev), PYTHONDONTWRITEBYTECODE (-B),
PYTHON_FROZEN_MODULES (-X frozen_modules), PYTHON_GIL (-X gil), PYTHONINSPECT (-i),
PYTHONINTMAXSTRDIGITS (-X int_max_str_digits), PYTHONNODEBUGRANGES (-X no_debug_ranges), PYTHONNOUSERSITE (-s),
PYTHONOPTIMIZE (-O), PYTHONPYCACHEPREFIX (-X pycache_prefix), PYTHONSAFEPATH (-P), PYTHONUNBUFFERED (-u),
PYTHONUTF8 (-X utf8), PYTHONVERBOSE (-v), PYTHONWARNDEFAULTENCODING (-X warn_default_encoding), PYTHONWARNINGS (-W)
";

const XOPTIONS: &str = "\
Options of this implementation:
-X cpu_count=N          : what os.cpu_count() gives; 'default' for the system's own (PYTHON_CPU_COUNT)
-X dev                  : development mode: more warnings and checks (PYTHONDEVMODE)
-X frozen_modules=on|off: whether frozen modules may be used (PYTHON_FROZEN_MODULES)
-X int_max_str_digits=N : limit of digits between int and str, 0 for none (PYTHONINTMAXSTRDIGITS)
-X no_debug_ranges      : no columns in code objects and tracebacks (PYTHONNODEBUGRANGES)
-X pycache_prefix=DIR   : put .pyc files below DIR (PYTHONPYCACHEPREFIX)
-X utf8[=0|1]           : UTF-8 mode (PYTHONUTF8)
-X warn_default_encoding: warn where an encoding is left to the locale (PYTHONWARNDEFAULTENCODING)
";
