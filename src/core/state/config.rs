//! The configuration of the process: command line, environment and what was computed from them.

use std::sync::OnceLock;

/// What `PyConfig` holds, in Rust. Set once, before the interpreter starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// `-I`
    pub isolated: bool,
    /// No `-E`
    pub use_environment: bool,
    /// No `-S`
    pub site_import: bool,
    /// No `-s`
    pub user_site_directory: bool,
    /// `-P`
    pub safe_path: bool,
    /// No `-B`
    pub write_bytecode: bool,
    /// No `-u`
    pub buffered_stdio: bool,
    /// `-v`
    pub verbose: i32,
    /// `-d`
    pub parser_debug: i32,
    /// `-O`
    pub optimization_level: i32,
    /// `-b`
    pub bytes_warning: i32,
    /// `-i`
    pub inspect: bool,
    /// `-i` or a terminal as input
    pub interactive: bool,
    /// `-q`
    pub quiet: bool,
    /// `-X dev`
    pub dev_mode: bool,
    /// `-X utf8` and the C locale
    pub utf8_mode: bool,
    /// `-X warn_default_encoding`
    pub warn_default_encoding: bool,
    /// Limit of digits in int/str conversion
    pub int_max_str_digits: i32,
    /// `PYTHONHASHSEED`: `None` for a random one
    pub hash_seed: Option<u32>,
    /// `-X gil`
    pub gil: GilOption,
    /// `-W`, in the order in which they apply
    pub warnoptions: Vec<String>,
    /// `-X`
    pub xoptions: Vec<String>,
    /// `sys.argv`
    pub argv: Vec<String>,
    /// `sys.orig_argv`
    pub orig_argv: Vec<String>,
    /// `sys.executable`
    pub executable: String,
    /// `sys.prefix` at the start (site may change it)
    pub prefix: String,
    /// `sys.path` at the start
    pub module_search_paths: Vec<String>,
    /// `PYTHONPYCACHEPREFIX`
    pub pycache_prefix: Option<String>,
    /// `PYTHONIOENCODING`: encoding and errors
    pub stdio_encoding: Option<String>,
    /// See `stdio_encoding`
    pub stdio_errors: Option<String>,
    /// Where the packed standard library is, if there is one
    pub stdlib_pack: Option<std::path::PathBuf>,
    /// `sys._stdlib_dir`
    pub stdlib_dir: Option<String>,
    /// `-x`
    pub skip_first_line: bool,
    /// Install the handlers of SIGINT and the like at startup
    pub install_signal_handlers: bool,
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

impl Default for Config {
    fn default() -> Self {
        Config {
            isolated: false,
            use_environment: true,
            site_import: true,
            user_site_directory: true,
            safe_path: false,
            write_bytecode: true,
            buffered_stdio: true,
            verbose: 0,
            parser_debug: 0,
            optimization_level: 0,
            bytes_warning: 0,
            inspect: false,
            interactive: false,
            quiet: false,
            dev_mode: false,
            utf8_mode: false,
            warn_default_encoding: false,
            int_max_str_digits: 4300,
            hash_seed: None,
            gil: GilOption::Default,
            warnoptions: Vec::new(),
            xoptions: Vec::new(),
            argv: Vec::new(),
            orig_argv: Vec::new(),
            executable: String::new(),
            prefix: String::new(),
            module_search_paths: Vec::new(),
            pycache_prefix: None,
            stdio_encoding: None,
            stdio_errors: None,
            stdlib_pack: None,
            stdlib_dir: None,
            skip_first_line: false,
            install_signal_handlers: true,
        }
    }
}

static CONFIG: OnceLock<Config> = OnceLock::new();

/// Sets the configuration; later calls change nothing.
pub fn set(config: Config) {
    let _ = CONFIG.set(config);
}

/// The configuration; the default one when none was set.
pub fn get() -> &'static Config {
    CONFIG.get_or_init(Config::default)
}
