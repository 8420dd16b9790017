//! The configuration of the process: command line, environment, what an embedder wrote into `PyConfig`, and what was computed
//! from them. How it is read: [`lifecycle::read`](super::lifecycle::read).

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::Str;

/// A text of the configuration, which may hold bytes that are no UTF-8 (surrogate escapes in Python's and C's view).
pub type Text = OsString;

/// `PyConfig` in Rust: fields of the same names and values, where -1 is "not set, to be found out", and a few of our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Which rules apply to what is not set
    pub kind: Kind,
    /// `-I`
    pub isolated: i32,
    /// 0 for `-E`
    pub use_environment: i32,
    /// `-X dev`
    pub dev_mode: i32,
    /// Install the handlers of SIGINT and the like at startup
    pub install_signal_handlers: i32,
    /// Hash with `hash_seed` instead of a random key
    pub use_hash_seed: i32,
    /// `PYTHONHASHSEED`
    pub hash_seed: u64,
    /// `-X faulthandler`
    pub faulthandler: i32,
    /// `-X tracemalloc`: the number of frames
    pub tracemalloc: i32,
    /// `-X perf`
    pub perf_profiling: i32,
    /// `-X importtime`
    pub import_time: i32,
    /// 0 for `-X no_debug_ranges`
    pub code_debug_ranges: i32,
    /// `-X showrefcount`
    pub show_ref_count: i32,
    /// `PYTHONDUMPREFS`
    pub dump_refs: i32,
    /// `PYTHONDUMPREFSFILE`
    pub dump_refs_file: Option<Text>,
    /// `PYTHONMALLOCSTATS`
    pub malloc_stats: i32,
    /// `sys.getfilesystemencoding()`
    pub filesystem_encoding: Option<Text>,
    /// `sys.getfilesystemencodeerrors()`
    pub filesystem_errors: Option<Text>,
    /// `sys.pycache_prefix`
    pub pycache_prefix: Option<Text>,
    /// 1: options in `argv` are to be read, 2: they were
    pub parse_argv: i32,
    /// `sys.orig_argv`
    pub orig_argv: Vec<Text>,
    /// `sys.argv`
    pub argv: Vec<Text>,
    /// `-X`
    pub xoptions: Vec<Text>,
    /// `sys.warnoptions`, in the order in which they apply
    pub warnoptions: Vec<Text>,
    /// 0 for `-S`
    pub site_import: i32,
    /// `-b`
    pub bytes_warning: i32,
    /// `-X warn_default_encoding`
    pub warn_default_encoding: i32,
    /// `-i`, `PYTHONINSPECT`
    pub inspect: i32,
    /// `-i`
    pub interactive: i32,
    /// `-O`
    pub optimization_level: i32,
    /// `-d`
    pub parser_debug: i32,
    /// 0 for `-B`
    pub write_bytecode: i32,
    /// `-v`
    pub verbose: i32,
    /// `-q`
    pub quiet: i32,
    /// 0 for `-s`
    pub user_site_directory: i32,
    /// Set C's stdin, stdout and stderr to the same buffering as Python's
    pub configure_c_stdio: i32,
    /// 0 for `-u`
    pub buffered_stdio: i32,
    /// The encoding of the standard streams
    pub stdio_encoding: Option<Text>,
    /// The error handler of standard input and output
    pub stdio_errors: Option<Text>,
    /// `--check-hash-based-pycs`
    pub check_hash_pycs_mode: Option<Text>,
    /// 0 for `-X frozen_modules=off`
    pub use_frozen_modules: i32,
    /// `-P`
    pub safe_path: i32,
    /// Limit of digits in int/str conversion
    pub int_max_str_digits: i32,
    /// `-X cpu_count`; -1 for the system's own count
    pub cpu_count: i32,
    /// `-X gil`; see [`Config::gil`]
    pub enable_gil: i32,
    /// Warn on stderr about paths that cannot be found
    pub pathconfig_warnings: i32,
    /// The program's name, from which `executable` is found
    pub program_name: Option<Text>,
    /// `PYTHONPATH`
    pub pythonpath_env: Option<Text>,
    /// `PYTHONHOME`
    pub home: Option<Text>,
    /// `sys.platlibdir`
    pub platlibdir: Option<Text>,
    /// Whether `module_search_paths` is to be used as it is
    pub module_search_paths_set: i32,
    /// `sys.path` at the start
    pub module_search_paths: Vec<Text>,
    /// `sys._stdlib_dir`
    pub stdlib_dir: Option<Text>,
    /// `sys.executable`
    pub executable: Option<Text>,
    /// `sys._base_executable`
    pub base_executable: Option<Text>,
    /// `sys.prefix` at the start (site may change it)
    pub prefix: Option<Text>,
    /// `sys.base_prefix`
    pub base_prefix: Option<Text>,
    /// `sys.exec_prefix`
    pub exec_prefix: Option<Text>,
    /// `sys.base_exec_prefix`
    pub base_exec_prefix: Option<Text>,
    /// `-x`
    pub skip_source_first_line: i32,
    /// `-c`
    pub run_command: Option<Text>,
    /// `-m`
    pub run_module: Option<Text>,
    /// The script
    pub run_filename: Option<Text>,
    /// What is put first on `sys.path` to run a program
    pub sys_path_0: Option<Text>,
    /// The import system is set up (0 for tests of the core)
    pub install_importlib: i32,
    /// 0 stops before the import of the standard library, until `_Py_InitializeMain`
    pub init_main: i32,
    /// Runs from a build folder
    pub is_python_build: i32,
    /// `-X utf8`: `PyPreConfig`'s field, which all of Python sees as this one
    pub utf8_mode: bool,
    /// Where the packed standard library is, if there is one
    pub stdlib_pack: Option<PathBuf>,
}

/// `_config_init`: how a configuration began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `Py_Initialize()`: the global flags of `pydebug.h` count
    Compat = 1,
    /// As the command line program
    Python = 2,
    /// Nothing from outside counts
    Isolated = 3,
}

/// `-X gil=` and `PYTHON_GIL`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GilOption {
    /// Off until an extension asks for it (t flavour).
    Default,
    /// `0`: off whatever extensions ask for.
    Off,
    /// `1`: on from the start.
    On,
    /// `strict`: an extension that asks for it is not loaded.
    Strict,
}

impl Config {
    /// What `PyConfig_InitPythonConfig` gives.
    pub fn python() -> Config {
        Config {
            kind: Kind::Python,
            isolated: 0,
            use_environment: 1,
            dev_mode: -1,
            install_signal_handlers: 1,
            use_hash_seed: -1,
            hash_seed: 0,
            faulthandler: -1,
            tracemalloc: -1,
            perf_profiling: -1,
            import_time: 0,
            code_debug_ranges: 1,
            show_ref_count: 0,
            dump_refs: 0,
            dump_refs_file: None,
            malloc_stats: 0,
            filesystem_encoding: None,
            filesystem_errors: None,
            pycache_prefix: None,
            parse_argv: 1,
            orig_argv: Vec::new(),
            argv: Vec::new(),
            xoptions: Vec::new(),
            warnoptions: Vec::new(),
            site_import: 1,
            bytes_warning: 0,
            warn_default_encoding: 0,
            inspect: 0,
            interactive: 0,
            optimization_level: 0,
            parser_debug: 0,
            write_bytecode: 1,
            verbose: 0,
            quiet: 0,
            user_site_directory: 1,
            configure_c_stdio: 1,
            buffered_stdio: 1,
            stdio_encoding: None,
            stdio_errors: None,
            check_hash_pycs_mode: None,
            use_frozen_modules: 1,
            safe_path: 0,
            int_max_str_digits: -1,
            cpu_count: -1,
            enable_gil: -1,
            pathconfig_warnings: 1,
            program_name: None,
            pythonpath_env: None,
            home: None,
            platlibdir: None,
            module_search_paths_set: 0,
            module_search_paths: Vec::new(),
            stdlib_dir: None,
            executable: None,
            base_executable: None,
            prefix: None,
            base_prefix: None,
            exec_prefix: None,
            base_exec_prefix: None,
            skip_source_first_line: 0,
            run_command: None,
            run_module: None,
            run_filename: None,
            sys_path_0: None,
            install_importlib: 1,
            init_main: 1,
            is_python_build: 0,
            utf8_mode: false,
            stdlib_pack: None,
        }
    }

    /// What `PyConfig_InitIsolatedConfig` gives.
    pub fn isolated() -> Config {
        Config {
            kind: Kind::Isolated,
            isolated: 1,
            use_environment: 0,
            user_site_directory: 0,
            dev_mode: 0,
            install_signal_handlers: 0,
            use_hash_seed: 0,
            faulthandler: 0,
            tracemalloc: 0,
            perf_profiling: 0,
            int_max_str_digits: 4300,
            safe_path: 1,
            pathconfig_warnings: 0,
            configure_c_stdio: 0,
            parse_argv: 0,
            ..Config::python()
        }
    }

    /// What `Py_Initialize` begins with, before the global flags are looked at.
    pub fn compat() -> Config {
        Config { kind: Kind::Compat, parse_argv: 0, configure_c_stdio: 0, ..Config::python() }
    }

    /// What is to be done with the GIL.
    pub fn gil(&self) -> GilOption {
        match self.enable_gil {
            0 => GilOption::Off,
            1 => GilOption::On,
            2 => GilOption::Strict,
            _ => GilOption::Default,
        }
    }
}

static CONFIG: RwLock<Option<Arc<Config>>> = RwLock::new(None);

/// Sets the configuration, when the runtime starts.
pub fn set(config: Config) {
    *CONFIG.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(config));
}

/// The configuration; the default one when none was set.
pub fn get() -> Arc<Config> {
    let set = CONFIG.read().unwrap_or_else(PoisonError::into_inner).clone();
    set.unwrap_or_else(|| Arc::new(Config::python()))
}

/// A text of the configuration as a str, with surrogate escapes for bytes that are no UTF-8.
pub fn python_str<'py>(py: Attached<'py>, text: &OsStr) -> PyResult<Ref<'py, Str>> {
    use std::os::unix::ffi::OsStrExt;
    crate::objects::codecs::utf8::decode(py, text.as_bytes(), "surrogateescape", false)
        .map(|decoded| decoded.0)
}
