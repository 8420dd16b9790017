//! Completes a configuration, as `PyConfig_Read` does: command line, environment variables, `-X` options, defaults. Paths are
//! found out later, when the runtime starts ([`paths`](super::paths)).

use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use super::status::{Failure, Step};
use super::{cmdline, preconfig};
use crate::state::config::{Config, Kind, Text};

/// Finds `-X name` or `-X name=value` among options: the first one counts.
pub fn find_xoption<'a>(
    mut options: impl Iterator<Item = &'a OsStr>,
    name: &str,
) -> Option<Option<&'a OsStr>> {
    options.find_map(|option| match option.as_bytes().strip_prefix(name.as_bytes())? {
        [] => Some(None),
        [b'=', value @ ..] => Some(Some(OsStr::from_bytes(value))),
        _ => None,
    })
}

fn xoption<'a>(config: &'a Config, name: &str) -> Option<Option<&'a OsStr>> {
    find_xoption(config.xoptions.iter().map(OsString::as_os_str), name)
}

/// A variable, when variables count and it is not empty.
fn env(config: &Config, name: &str) -> Option<Text> {
    if config.use_environment == 0 {
        return None;
    }
    std::env::var_os(name).filter(|v| !v.is_empty())
}

/// A variable or an option that only has to be there.
fn either(config: &Config, variable: &str, option: &str) -> bool {
    env(config, variable).is_some() || xoption(config, option).is_some()
}

/// A variable that counts like a repeated flag: text that is no number, and negative numbers, count as 1.
fn level(config: &Config, name: &str) -> i32 {
    let Some(text) = env(config, name) else { return 0 };
    number(&text).filter(|&n| n >= 0).unwrap_or(1)
}

fn number(text: &OsStr) -> Option<i32> {
    text.to_str()?.trim_start().parse().ok()
}

/// Completes the configuration.
pub fn read(config: &mut Config) -> Step {
    preconfig::for_config(config, &config.argv.clone())?;
    if config.orig_argv.is_empty() && config.argv != [""] {
        config.orig_argv = config.argv.clone();
    }
    if config.isolated > 0 {
        config.use_environment = 0;
    }
    let warnings = if config.parse_argv == 1 { cmdline::parse(config)? } else { Vec::new() };
    if config.isolated > 0 {
        config.use_environment = 0;
        config.user_site_directory = 0;
        config.safe_path = 1;
    }
    flags(config);
    texts(config);
    hash_seed(config)?;
    xoptions(config)?;
    warning_options(config, warnings);
    encodings(config);
    if config.argv.is_empty() {
        config.argv.push(Text::new());
    }
    if let Some(file) = config.run_filename.take() {
        config.run_filename = Some(absolute(&file));
    }
    config.check_hash_pycs_mode.get_or_insert_with(|| "default".into());
    Ok(())
}

/// The path from the root, without looking at what lies there.
pub fn absolute(file: &OsStr) -> Text {
    let path = Path::new(file);
    match std::env::current_dir() {
        Ok(here) if !path.is_absolute() => {
            let mut whole = here.into_os_string();
            whole.push("/");
            whole.push(file);
            whole
        }
        _ => file.to_owned(),
    }
}

fn flags(config: &mut Config) {
    config.parser_debug = config.parser_debug.max(level(config, "PYTHONDEBUG"));
    config.verbose = config.verbose.max(level(config, "PYTHONVERBOSE"));
    config.optimization_level = config.optimization_level.max(level(config, "PYTHONOPTIMIZE"));
    config.inspect = config.inspect.max(level(config, "PYTHONINSPECT"));
    if level(config, "PYTHONDONTWRITEBYTECODE") > 0 {
        config.write_bytecode = 0;
    }
    if level(config, "PYTHONNOUSERSITE") > 0 {
        config.user_site_directory = 0;
    }
    if level(config, "PYTHONUNBUFFERED") > 0 {
        config.buffered_stdio = 0;
    }
    if env(config, "PYTHONSAFEPATH").is_some() {
        config.safe_path = 1;
    }
    if env(config, "PYTHONDUMPREFS").is_some() {
        config.dump_refs = 1;
    }
    if env(config, "PYTHONMALLOCSTATS").is_some() {
        config.malloc_stats = 1;
    }
    if config.dev_mode < 0 {
        config.dev_mode = preconfig::dev_mode().into();
    }
    config.utf8_mode = preconfig::utf8_mode();
}

fn texts(config: &mut Config) {
    let or_env = |own: Option<Text>, config: &Config, name: &str| own.or_else(|| env(config, name));
    config.pythonpath_env = or_env(config.pythonpath_env.take(), config, "PYTHONPATH");
    config.platlibdir = or_env(config.platlibdir.take(), config, "PYTHONPLATLIBDIR");
    config.dump_refs_file = or_env(config.dump_refs_file.take(), config, "PYTHONDUMPREFSFILE");
    if config.pycache_prefix.is_none() {
        config.pycache_prefix = match xoption(config, "pycache_prefix") {
            Some(value) => value.filter(|v| !v.is_empty()).map(OsStr::to_owned),
            None => env(config, "PYTHONPYCACHEPREFIX"),
        };
    }
}

fn hash_seed(config: &mut Config) -> Step {
    if config.use_hash_seed >= 0 {
        return Ok(());
    }
    config.use_hash_seed = 0;
    let Some(text) = env(config, "PYTHONHASHSEED").filter(|t| t != "random") else { return Ok(()) };
    let Some(seed) = text.to_str().and_then(|t| t.parse::<u32>().ok()) else {
        return Err(Failure::new(
            c"config_init_hash_seed",
            "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]",
        ));
    };
    (config.use_hash_seed, config.hash_seed) = (1, seed.into());
    Ok(())
}

fn xoptions(config: &mut Config) -> Step {
    if config.faulthandler < 0 {
        config.faulthandler =
            (either(config, "PYTHONFAULTHANDLER", "faulthandler") || config.dev_mode > 0).into();
    }
    if either(config, "PYTHONPROFILEIMPORTTIME", "importtime") {
        config.import_time = 1;
    }
    if either(config, "PYTHONNODEBUGRANGES", "no_debug_ranges") {
        config.code_debug_ranges = 0;
    }
    if either(config, "PYTHONWARNDEFAULTENCODING", "warn_default_encoding") {
        config.warn_default_encoding = 1;
    }
    if xoption(config, "showrefcount").is_some() {
        config.show_ref_count = 1;
    }
    if config.perf_profiling < 0 {
        config.perf_profiling = if either(config, "PYTHON_PERF_JIT_SUPPORT", "perf_jit") {
            2
        } else {
            either(config, "PYTHONPERFSUPPORT", "perf").into()
        };
    }
    tracemalloc(config)?;
    frozen_modules(config)?;
    cpu_count(config)?;
    max_str_digits(config)?;
    gil(config)
}

fn tracemalloc(config: &mut Config) -> Step {
    let func = c"config_init_tracemalloc";
    if config.tracemalloc >= 0 {
        return Ok(());
    }
    config.tracemalloc = 0;
    if let Some(text) = env(config, "PYTHONTRACEMALLOC") {
        config.tracemalloc = number(&text)
            .filter(|&n| n >= 0)
            .ok_or(Failure::new(func, "PYTHONTRACEMALLOC: invalid number of frames"))?;
    }
    if let Some(value) = xoption(config, "tracemalloc") {
        config.tracemalloc = match value {
            Some(text) => number(text)
                .filter(|&n| n >= 0)
                .ok_or(Failure::new(func, "-X tracemalloc=NFRAME: invalid number of frames"))?,
            None => 1,
        };
    }
    Ok(())
}

fn frozen_modules(config: &mut Config) -> Step {
    let switch = |value: &OsStr, wrong: &'static str| match value.as_bytes() {
        b"on" | b"" => Ok(1),
        b"off" => Ok(0),
        _ => Err(Failure::text(wrong)),
    };
    if let Some(text) = env(config, "PYTHON_FROZEN_MODULES") {
        config.use_frozen_modules =
            switch(&text, "bad value for PYTHON_FROZEN_MODULES (expected \"on\" or \"off\")")?;
    }
    if let Some(value) = xoption(config, "frozen_modules") {
        config.use_frozen_modules = switch(
            value.unwrap_or_default(),
            "bad value for option -X frozen_modules (expected \"on\" or \"off\")",
        )?;
    }
    Ok(())
}

fn cpu_count(config: &mut Config) -> Step {
    let parse = |text: &OsStr| match text.as_bytes() {
        b"default" => Ok(-1),
        _ => number(text).filter(|&n| n >= 1).ok_or(Failure::new(
            c"config_init_cpu_count",
            "-X cpu_count=n option: n is missing or an invalid number, n must be greater than 0",
        )),
    };
    if config.cpu_count >= 0 {
        return Ok(());
    }
    if let Some(text) = env(config, "PYTHON_CPU_COUNT") {
        config.cpu_count = parse(&text)?;
    }
    if let Some(value) = xoption(config, "cpu_count") {
        config.cpu_count = parse(value.unwrap_or_default())?;
    }
    Ok(())
}

fn max_str_digits(config: &mut Config) -> Step {
    let parse = |text: &OsStr, wrong: &'static str| {
        number(text)
            .filter(|&n| n == 0 || n >= 640)
            .ok_or(Failure::new(c"config_init_int_max_str_digits", wrong))
    };
    if config.int_max_str_digits >= 0 {
        return Ok(());
    }
    config.int_max_str_digits = 4300;
    if let Some(text) = env(config, "PYTHONINTMAXSTRDIGITS") {
        config.int_max_str_digits =
            parse(&text, "PYTHONINTMAXSTRDIGITS: invalid limit; must be >= 640 or 0 for unlimited.")?;
    }
    if let Some(value) = xoption(config, "int_max_str_digits") {
        config.int_max_str_digits = parse(
            value.unwrap_or_default(),
            "-X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.",
        )?;
    }
    Ok(())
}

fn gil(config: &mut Config) -> Step {
    let func = c"config_read_gil";
    let parse = |text: &OsStr| match text.as_bytes() {
        b"0" if cfg!(Py_GIL_DISABLED) => Ok(0),
        b"0" => Err(Failure::new(func, "Disabling the GIL is not supported by this build")),
        b"1" => Ok(1),
        b"strict" => Ok(2),
        _ => Err(Failure::new(func, "PYTHON_GIL / -X gil must be \"0\" or \"1\"")),
    };
    if let Some(text) = env(config, "PYTHON_GIL") {
        config.enable_gil = parse(&text)?;
    }
    if let Some(value) = xoption(config, "gil") {
        config.enable_gil = parse(value.unwrap_or_default())?;
    }
    Ok(())
}

/// The order in which they apply: `-X dev`, the environment, `-W`, `-b`, what the embedder wrote.
fn warning_options(config: &mut Config, command_line: Vec<Text>) {
    let own = std::mem::take(&mut config.warnoptions);
    let mut add = |option: Text| {
        if !config.warnoptions.contains(&option) {
            config.warnoptions.push(option);
        }
    };
    if config.dev_mode > 0 {
        add("default".into());
    }
    let variable = if config.use_environment == 0 { None } else { std::env::var_os("PYTHONWARNINGS") };
    for option in variable.unwrap_or_default().as_bytes().split(|&b| b == b',').filter(|o| !o.is_empty()) {
        add(OsString::from_vec(option.to_vec()));
    }
    command_line.into_iter().for_each(&mut add);
    match config.bytes_warning {
        0 => {}
        1 => add("default::BytesWarning".into()),
        _ => add("error::BytesWarning".into()),
    }
    own.into_iter().for_each(add);
}

fn codeset() -> Text {
    // SAFETY: a query; the result is a NUL-terminated string that stays until the locale changes.
    let name = unsafe { CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) };
    OsStr::from_bytes(if name.is_empty() { b"UTF-8" } else { name.to_bytes() }).to_owned()
}

fn encodings(config: &mut Config) {
    let locale_encoding = || if config.utf8_mode { "utf-8".into() } else { codeset() };
    let default = locale_encoding();
    if config.filesystem_encoding.is_none() {
        config.filesystem_encoding = Some(default.clone());
    }
    config.filesystem_errors.get_or_insert_with(|| "surrogateescape".into());
    if let Some(text) = env(config, "PYTHONIOENCODING") {
        let (encoding, errors) = match text.as_bytes().iter().position(|&b| b == b':') {
            Some(at) => (&text.as_bytes()[..at], &text.as_bytes()[at + 1..]),
            None => (text.as_bytes(), &b""[..]),
        };
        let owned = |bytes: &[u8]| Some(OsStr::from_bytes(bytes).to_owned());
        if config.stdio_encoding.is_none() && !encoding.is_empty() {
            config.stdio_encoding = owned(encoding);
            config.stdio_errors = config.stdio_errors.take().or_else(|| Some("strict".into()));
            if !errors.is_empty() {
                config.stdio_errors = owned(errors);
            }
        } else if config.stdio_errors.is_none() && !errors.is_empty() {
            config.stdio_errors = owned(errors);
        }
    }
    config.stdio_encoding.get_or_insert(default);
    let lenient = config.utf8_mode
        || matches!(preconfig::ctype_locale().as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8");
    config.stdio_errors.get_or_insert_with(|| if lenient { "surrogateescape" } else { "strict" }.into());
}

/// The configuration that `Py_Initialize` begins with: the global flags of `pydebug.h`.
pub fn compat() -> Config {
    let mut config = Config::compat();
    debug_assert_eq!(config.kind, Kind::Compat);
    crate::capi::pydebug::apply(&mut config);
    config
}
