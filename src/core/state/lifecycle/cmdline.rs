//! The command line and the environment variables, as CPython reads them.

use crate::state::config::{Config, GilOption};

/// What to run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Run {
    /// `-c`
    Command(String),
    /// `-m`
    Module(String),
    /// A file, folder or zip file
    Script(String),
    /// No argument, or `-`
    Stdin,
    /// `-V`, `-VV`
    Version,
    /// `-h`
    Help,
    /// `-?`: a wrong option, with what to say
    Usage(String),
}

#[cfg(Py_GIL_DISABLED)]
const PROGRAM: &str = "mortise3.13t";
#[cfg(not(Py_GIL_DISABLED))]
const PROGRAM: &str = "mortise3.13";

const OPTIONS_WITH_VALUE: &str = "cmWX";
const FLAGS: &str = "bBdEhiIOPqRsStuvVx?";

/// The text of `-h`.
pub fn help() -> String {
    format!(
        "usage: {PROGRAM} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n\
         -b     : issue warnings about converting bytes/bytearray to str\n\
         -B     : don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x\n\
         -c cmd : program passed in as string (terminates option list)\n\
         -E     : ignore PYTHON* environment variables (such as PYTHONPATH)\n\
         -h     : print this help message and exit\n\
         -i     : inspect interactively after running script\n\
         -I     : isolate from the user's environment (implies -E, -P and -s)\n\
         -m mod : run library module as a script (terminates option list)\n\
         -O     : remove assert and __debug__-dependent statements; also PYTHONOPTIMIZE=x\n\
         -OO    : do -O changes and also discard docstrings\n\
         -P     : don't prepend a potentially unsafe path to sys.path\n\
         -q     : don't print version and copyright messages on interactive startup\n\
         -s     : don't add user site directory to sys.path; also PYTHONNOUSERSITE=x\n\
         -S     : don't imply 'import site' on initialization\n\
         -u     : force the stdout and stderr streams to be unbuffered; also PYTHONUNBUFFERED=x\n\
         -v     : verbose (trace import statements); also PYTHONVERBOSE=x\n\
         -V     : print the version number and exit\n\
         -W arg : warning control; also PYTHONWARNINGS=arg\n\
         -x     : skip first line of source\n\
         -X opt : set implementation-specific option: dev, gil=0|1|strict, int_max_str_digits=N, utf8[=0|1], \
         pycache_prefix=DIR, warn_default_encoding\n\
         file   : program read from script file\n\
         -      : program read from stdin (default; interactive mode if a tty)\n\
         arg ...: arguments passed to program in sys.argv[1:]\n"
    )
}

fn env(config: &Config, name: &str) -> Option<String> {
    if !config.use_environment {
        return None;
    }
    std::env::var_os(name).map(|v| v.to_string_lossy().into_owned()).filter(|v| !v.is_empty())
}

/// A number in an environment variable that counts like a repeated flag: text counts as 1.
fn level(config: &Config, name: &str) -> i32 {
    env(config, name).map_or(0, |v| v.parse::<i32>().unwrap_or(1).max(1))
}

fn gil_option(text: &str) -> Result<GilOption, String> {
    match text {
        "0" if cfg!(Py_GIL_DISABLED) => Ok(GilOption::Off),
        "0" => Err("Disabling the GIL is not supported by this build".into()),
        "1" => Ok(GilOption::On),
        "strict" => Ok(GilOption::Strict),
        _ => Err("PYTHON_GIL / -X gil must be \"0\", \"1\" or \"strict\"".into()),
    }
}

/// Reads the command line (`args[0]` is the program) and the environment.
pub fn parse(args: &[String]) -> (Config, Run) {
    let mut config = Config { orig_argv: args.to_vec(), ..Config::default() };
    config.executable = super::paths::executable(args.first().map_or("", String::as_str));
    let mut warn_args: Vec<String> = Vec::new();
    let mut version = 0;
    let mut run = None;
    let mut i = 1;
    while i < args.len() && run.is_none() {
        let arg = &args[i];
        i += 1;
        if arg == "-" {
            i -= 1;
            run = Some(Run::Stdin);
        } else if arg == "--" {
            break;
        } else if let Some(long) = arg.strip_prefix("--") {
            match long {
                "help" => run = Some(Run::Help),
                "version" => version += 1,
                _ => run = Some(Run::Usage(format!("unknown option --{long}"))),
            }
        } else if let Some(letters) = arg.strip_prefix('-') {
            let mut rest = letters.char_indices();
            while let Some((at, c)) = rest.next() {
                if OPTIONS_WITH_VALUE.contains(c) {
                    let inline = &letters[at + c.len_utf8()..];
                    let value = if inline.is_empty() {
                        i += 1;
                        args.get(i - 1).cloned()
                    } else {
                        Some(inline.to_string())
                    };
                    match (c, value) {
                        (_, None) => run = Some(Run::Usage(format!("Argument expected for the -{c} option"))),
                        ('c', Some(v)) => run = Some(Run::Command(v)),
                        ('m', Some(v)) => run = Some(Run::Module(v)),
                        ('W', Some(v)) => warn_args.push(v),
                        (_, Some(v)) => config.xoptions.push(v),
                    }
                    break;
                }
                if !FLAGS.contains(c) {
                    run = Some(Run::Usage(format!("Unknown option: -{c}")));
                    break;
                }
                match c {
                    'b' => config.bytes_warning += 1,
                    'B' => config.write_bytecode = false,
                    'd' => config.parser_debug += 1,
                    'E' => config.use_environment = false,
                    'h' | '?' => run = Some(Run::Help),
                    'i' => (config.inspect, config.interactive) = (true, true),
                    'I' => {
                        config.isolated = true;
                        config.use_environment = false;
                        config.user_site_directory = false;
                        config.safe_path = true;
                    }
                    'O' => config.optimization_level = (config.optimization_level + 1).min(2),
                    'P' => config.safe_path = true,
                    'q' => config.quiet = true,
                    's' => config.user_site_directory = false,
                    'S' => config.site_import = false,
                    'u' => config.buffered_stdio = false,
                    'v' => config.verbose += 1,
                    'V' => version += 1,
                    'x' => config.skip_first_line = true,
                    _ => {}
                }
            }
        } else {
            i -= 1;
            run = Some(Run::Script(arg.clone()));
        }
    }
    if version > 0 {
        config.verbose = version;
        return (config, Run::Version);
    }
    let run = run.unwrap_or_else(|| args.get(i).map_or(Run::Stdin, |file| Run::Script(file.clone())));
    let rest = args.get(i..).unwrap_or_default();
    config.argv = match &run {
        Run::Command(_) => std::iter::once("-c".to_string()).chain(rest.iter().cloned()).collect(),
        Run::Module(_) => std::iter::once("-m".to_string()).chain(rest.iter().cloned()).collect(),
        Run::Stdin if rest.is_empty() => vec![String::new()],
        _ => rest.to_vec(),
    };
    if let Err(text) = environment(&mut config, warn_args) {
        return (config, Run::Usage(text));
    }
    super::paths::fill(&mut config);
    (config, run)
}

/// Applies environment variables and `-X` options.
fn environment(config: &mut Config, warn_args: Vec<String>) -> Result<(), String> {
    let x = |config: &Config, name: &str| -> Option<Option<String>> {
        config.xoptions.iter().rev().find_map(|o| match o.split_once('=') {
            Some((n, v)) => (n == name).then(|| Some(v.to_string())),
            None => (o == name).then_some(None),
        })
    };
    config.optimization_level = config.optimization_level.max(level(config, "PYTHONOPTIMIZE")).min(2);
    config.verbose = config.verbose.max(level(config, "PYTHONVERBOSE"));
    config.parser_debug = config.parser_debug.max(level(config, "PYTHONDEBUG"));
    config.inspect |= env(config, "PYTHONINSPECT").is_some();
    config.write_bytecode &= env(config, "PYTHONDONTWRITEBYTECODE").is_none();
    config.buffered_stdio &= env(config, "PYTHONUNBUFFERED").is_none();
    config.user_site_directory &= env(config, "PYTHONNOUSERSITE").is_none();
    config.safe_path |= env(config, "PYTHONSAFEPATH").is_some();
    config.pycache_prefix = x(config, "pycache_prefix").unwrap_or_else(|| env(config, "PYTHONPYCACHEPREFIX"));
    config.dev_mode = x(config, "dev").is_some() || env(config, "PYTHONDEVMODE").is_some();
    config.warn_default_encoding =
        x(config, "warn_default_encoding").is_some() || env(config, "PYTHONWARNDEFAULTENCODING").is_some();
    config.utf8_mode = match x(config, "utf8") {
        Some(value) => value.as_deref() != Some("0"),
        None => env(config, "PYTHONUTF8").as_deref() == Some("1"),
    };
    if let Some(text) = x(config, "gil") {
        config.gil = gil_option(&text.unwrap_or_default())?;
    } else if let Some(text) = env(config, "PYTHON_GIL") {
        config.gil = gil_option(&text)?;
    }
    let digits = x(config, "int_max_str_digits").unwrap_or_else(|| env(config, "PYTHONINTMAXSTRDIGITS"));
    if let Some(text) = digits {
        config.int_max_str_digits = match text.parse::<i32>() {
            Ok(n) if n == 0 || n >= 640 => n,
            _ => {
                return Err("-X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.".into());
            }
        };
    }
    if let Some(seed) = env(config, "PYTHONHASHSEED").filter(|s| s != "random") {
        config.hash_seed = match seed.parse::<u32>() {
            Ok(seed) => Some(seed),
            Err(_) => {
                return Err(
                    "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]"
                        .into(),
                );
            }
        };
    }
    if let Some(text) = env(config, "PYTHONIOENCODING") {
        let (encoding, errors) = text.split_once(':').unwrap_or((&text, ""));
        config.stdio_encoding = Some(encoding.to_string()).filter(|e| !e.is_empty());
        config.stdio_errors = Some(errors.to_string()).filter(|e| !e.is_empty());
    }
    // The order in which they apply: -X dev, the environment, -W, -b.
    if config.dev_mode {
        config.warnoptions.push("default".into());
    }
    if let Some(text) = env(config, "PYTHONWARNINGS") {
        config.warnoptions.extend(text.split(',').map(str::to_string));
    }
    config.warnoptions.extend(warn_args);
    match config.bytes_warning {
        0 => {}
        1 => config.warnoptions.push("default::BytesWarning".into()),
        _ => config.warnoptions.push("error::BytesWarning".into()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(args: &[&str]) -> (Config, Run) {
        let all: Vec<String> =
            std::iter::once("mortise").chain(args.iter().copied()).map(str::to_string).collect();
        parse(&all)
    }

    #[test]
    fn command_takes_the_rest() {
        let (config, what) = run(&["-Bc", "pass", "-S", "x"]);
        assert_eq!(what, Run::Command("pass".into()));
        assert_eq!(config.argv, ["-c", "-S", "x"]);
        assert!(!config.write_bytecode && config.site_import);
    }

    #[test]
    fn values_may_be_attached() {
        let (config, what) = run(&["-Xgil=1", "-Werror", "-mmod", "a"]);
        assert_eq!(what, Run::Module("mod".into()));
        assert_eq!(config.gil, GilOption::On);
        assert_eq!(config.warnoptions, ["error"]);
    }

    #[test]
    fn wrong_options_are_told() {
        assert_eq!(run(&["-Z"]).1, Run::Usage("Unknown option: -Z".into()));
        assert_eq!(run(&["-c"]).1, Run::Usage("Argument expected for the -c option".into()));
    }

    #[test]
    fn script_keeps_its_arguments() {
        let (config, what) = run(&["-O", "file.py", "-O"]);
        assert_eq!(what, Run::Script("file.py".into()));
        assert_eq!(config.argv, ["file.py", "-O"]);
        assert_eq!(config.optimization_level, 1);
    }
}
