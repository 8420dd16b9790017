//! Before the configuration is read: the allocators, and the locale and the UTF-8 mode, which decide how its texts are encoded.

use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use mortise_abi::PyPreConfig;

use super::cmdline::{self, Item};
use super::status::{Failure, Step};
use crate::state::config::{Config, Kind, Text};

/// The pre-configuration in use; `None` until there is one.
static DONE: Mutex<Option<PyPreConfig>> = Mutex::new(None);

fn current() -> Option<PyPreConfig> {
    *DONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the process is pre-initialised.
pub fn done() -> bool {
    current().is_some()
}

/// Forgets it: the runtime has ended.
pub fn forget() {
    *DONE.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// Whether all text from outside is UTF-8, whatever the locale says.
pub fn utf8_mode() -> bool {
    current().is_some_and(|c| c.utf8_mode > 0)
}

/// `-X dev` or `PYTHONDEVMODE`.
pub fn dev_mode() -> bool {
    current().is_some_and(|c| c.dev_mode > 0)
}

/// What a new pre-configuration of each kind holds.
pub fn new(kind: Kind) -> PyPreConfig {
    let python = PyPreConfig {
        _config_init: kind as i32,
        parse_argv: 1,
        isolated: 0,
        use_environment: 1,
        configure_locale: 1,
        coerce_c_locale: -1,
        coerce_c_locale_warn: -1,
        utf8_mode: -1,
        dev_mode: -1,
        allocator: 0,
    };
    match kind {
        Kind::Python => python,
        Kind::Compat => PyPreConfig {
            parse_argv: 0,
            isolated: -1,
            use_environment: -1,
            coerce_c_locale: 0,
            coerce_c_locale_warn: 0,
            utf8_mode: 0,
            ..python
        },
        Kind::Isolated => PyPreConfig {
            parse_argv: 0,
            isolated: 1,
            use_environment: 0,
            configure_locale: 0,
            coerce_c_locale: 0,
            coerce_c_locale_warn: 0,
            utf8_mode: 0,
            dev_mode: 0,
            ..python
        },
    }
}

/// Pre-initialises for a configuration, with its own arguments or those that are about to be set. Nothing happens the second
/// time.
pub fn for_config(config: &Config, args: &[Text]) -> Step {
    if done() {
        return Ok(());
    }
    let mut pre = new(config.kind);
    pre.parse_argv = config.parse_argv;
    pre.isolated = config.isolated;
    pre.use_environment = config.use_environment;
    if config.dev_mode >= 0 {
        pre.dev_mode = config.dev_mode;
    }
    initialize(pre, args)
}

/// A variable, when variables count and it is not empty.
fn env(pre: &PyPreConfig, name: &str) -> Option<OsString> {
    if pre.use_environment == 0 {
        return None;
    }
    std::env::var_os(name).filter(|v| !v.is_empty())
}

/// Pre-initialises: finds out what is not set, and sets the locale. Nothing happens the second time.
pub fn initialize(mut pre: PyPreConfig, args: &[Text]) -> Step {
    if done() {
        return Ok(());
    }
    let mut xoptions: Vec<&OsStr> = Vec::new();
    if pre.parse_argv == 1 {
        // Wrong options are told when the whole configuration is read.
        for item in cmdline::Options::new(args.get(1..).unwrap_or_default()) {
            match item {
                Item::Flag('E') => pre.use_environment = 0,
                Item::Flag('I') => pre.isolated = 1,
                Item::Value('X', value) => xoptions.push(value),
                _ => {}
            }
        }
    }
    if pre.isolated > 0 {
        pre.use_environment = 0;
    }
    let xoption = |name: &str| super::read::find_xoption(xoptions.iter().copied(), name);
    if pre.dev_mode < 0 {
        pre.dev_mode = (xoption("dev").is_some() || env(&pre, "PYTHONDEVMODE").is_some()).into();
    }
    if pre.utf8_mode < 0 {
        pre.utf8_mode = match xoption("utf8") {
            Some(None) => 1,
            Some(Some(value)) => switch(value, "invalid -X utf8 option value")?,
            None => match env(&pre, "PYTHONUTF8") {
                Some(value) => switch(&value, "invalid PYTHONUTF8 environment variable value")?,
                None => -1,
            },
        };
    }
    allocator(&pre)?;
    if pre.configure_locale != 0 {
        locale(&mut pre);
    }
    if pre.utf8_mode < 0 {
        pre.utf8_mode = 0;
    }
    *DONE.lock().unwrap_or_else(PoisonError::into_inner) = Some(pre);
    Ok(())
}

fn switch(value: &OsStr, wrong: &'static str) -> Step<i32> {
    match value.as_bytes() {
        b"0" => Ok(0),
        b"1" => Ok(1),
        _ => Err(Failure::new(c"preconfig_init_utf8_mode", wrong)),
    }
}

/// Sets the allocators as the pre-configuration says, or else `PYTHONMALLOC`; the development mode stands for `debug`. Once per
/// process: some objects outlive an end of the runtime.
fn allocator(pre: &PyPreConfig) -> Step {
    const NAMES: [&str; 8] = [
        "default",
        "debug",
        "malloc",
        "malloc_debug",
        "pymalloc",
        "pymalloc_debug",
        "mimalloc",
        "mimalloc_debug",
    ];
    static CHOSEN: AtomicBool = AtomicBool::new(false);
    let wrong = || Failure::new(c"preconfig_init_allocator", "PYTHONMALLOC: unknown allocator");
    let name = match (usize::try_from(pre.allocator).unwrap_or(0), env(pre, "PYTHONMALLOC")) {
        (0, Some(name)) => NAMES.iter().copied().find(|n| name == *n).ok_or_else(wrong).map(Some)?,
        (0, None) => (pre.dev_mode > 0).then_some("debug"),
        (number, _) => Some(*NAMES.get(number - 1).ok_or_else(wrong)?),
    };
    if let Some(name) = name
        && !CHOSEN.swap(true, Ordering::Relaxed)
    {
        // SAFETY: the runtime has not started: no object exists, and no other thread of it.
        unsafe { crate::heap::allocators::choose(name) };
    }
    Ok(())
}

/// The name of the locale for characters.
pub fn ctype_locale() -> String {
    // SAFETY: a query; the result is a NUL-terminated string or NULL.
    unsafe {
        let name = libc::setlocale(libc::LC_CTYPE, std::ptr::null());
        if name.is_null() { String::new() } else { CStr::from_ptr(name).to_string_lossy().into_owned() }
    }
}

fn set_ctype(name: &CStr) -> bool {
    // SAFETY: called at startup, before other threads of Python exist.
    unsafe { !libc::setlocale(libc::LC_CTYPE, name.as_ptr()).is_null() }
}

/// Takes the locale from the environment. In the C locale, which has ASCII only, a UTF-8 locale is tried instead (PEP 538), for
/// this process and its children, and the UTF-8 mode is switched on (PEP 540).
fn locale(pre: &mut PyPreConfig) {
    const TARGETS: [&CStr; 3] = [c"C.UTF-8", c"C.utf8", c"UTF-8"];
    let warn = env(pre, "PYTHONCOERCECLOCALE").is_some_and(|v| v == "warn");
    let forbidden = env(pre, "PYTHONCOERCECLOCALE").is_some_and(|v| v == "0");
    if pre.coerce_c_locale_warn < 0 {
        pre.coerce_c_locale_warn = warn.into();
    }
    set_ctype(c"");
    let is_c = matches!(ctype_locale().as_str(), "C" | "POSIX");
    if pre.coerce_c_locale < 0 {
        pre.coerce_c_locale =
            (is_c && !forbidden && std::env::var_os("LC_ALL").is_none_or(|v| v.is_empty())).into();
    }
    if pre.utf8_mode < 0 {
        pre.utf8_mode = is_c.into();
    }
    if !is_c || pre.coerce_c_locale == 0 {
        return;
    }
    for target in TARGETS {
        if !set_ctype(target) {
            continue;
        }
        // SAFETY: called at startup, before other threads of Python exist.
        unsafe { libc::setenv(c"LC_CTYPE".as_ptr(), target.as_ptr(), 1) };
        if pre.coerce_c_locale_warn > 0 {
            eprintln!(
                "Python detected LC_CTYPE=C: LC_CTYPE coerced to {} (set another locale or PYTHONCOERCECLOCALE=0 to disable \
                 this locale coercion behavior).",
                target.to_string_lossy()
            );
        }
        return;
    }
    set_ctype(c"");
}
