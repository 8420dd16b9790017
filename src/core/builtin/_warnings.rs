//! `_warnings`: which warnings are shown, raised or ignored, and where they are said to come from. `warnings.h` is on top of it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use mortise_abi::{PyFrameObject, PyObject};

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, List, Module, Str, Tuple, Type};
use crate::{intern, raise};

/// What the module starts with; `warnings` shares the objects.
struct State {
    filters: Owned<List>,
    once: Owned<Dict>,
    default_action: Owned<Str>,
}

static STATE: Mutex<Option<State>> = Mutex::new(None);
/// Counts the changes of the filters: registries of an older version are forgotten.
static VERSION: AtomicI64 = AtomicI64::new(0);

/// The shared objects, made on first use.
fn state(py: Attached<'_>) -> PyResult<(Ref<'_, List>, Ref<'_, Dict>, Ref<'_, Str>)> {
    let bound = |s: &State| {
        (s.filters.bind(py).to_owned(), s.once.bind(py).to_owned(), s.default_action.bind(py).to_owned())
    };
    if let Some(state) = STATE.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
        return Ok(bound(state));
    }
    let made = State {
        filters: initial_filters(py)?.unbind(),
        once: py.dict()?.unbind(),
        default_action: py.interned("default")?.unbind(),
    };
    let mut slot = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    // Another thread may have been faster: its objects count.
    let (result, spare) = match slot.as_ref() {
        Some(state) => (bound(state), Some(made)),
        None => {
            let result = bound(&made);
            *slot = Some(made);
            (result, None)
        }
    };
    drop(slot);
    drop(spare);
    Ok(result)
}

/// Forgets the filters, at the end of the runtime.
pub(super) fn clear(_py: Attached<'_>) {
    let state = STATE.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(state);
}

fn initial_filters(py: Attached<'_>) -> PyResult<Ref<'_, List>> {
    let rows = [
        ("default", classes::DeprecationWarning(), Some("__main__")),
        ("ignore", classes::DeprecationWarning(), None),
        ("ignore", classes::PendingDeprecationWarning(), None),
        ("ignore", classes::ImportWarning(), None),
        ("ignore", classes::ResourceWarning(), None),
    ];
    let filters = py.list([])?;
    for (action, category, module) in rows {
        let module = match module {
            Some(name) => py.interned(name)?.into_any(),
            None => py.none(),
        };
        // SAFETY: a static class.
        let category = unsafe { py.static_type(category) }.to_owned().into_any();
        let action = py.interned(action)?.into_any();
        filters.append(&*py.tuple([action, py.none(), category, module, py.int(0)?.into_any()])?)?;
    }
    Ok(filters)
}

/// An attribute of the module `warnings`, if that is there.
fn warnings_attr<'py>(py: Attached<'py>, name: &Ref<'py, Str>, import: bool) -> PyResult<Option<Ref<'py>>> {
    let module_name = intern!(py, "warnings");
    let module = if import {
        match py.import("warnings") {
            Ok(module) => Some(module),
            // At shutdown and before the import system is there, it does without.
            Err(raised) if raised.matches(py, classes::ImportError()) => {
                raised.clear(py);
                None
            }
            Err(raised) => return Err(raised),
        }
    } else {
        // SAFETY: a live str; a new reference or NULL with or without an exception.
        let found = unsafe {
            Ref::<PyObject>::from_owned_or_null(py, decl::PyImport_GetModule(module_name.as_object_ptr()))
        };
        if found.is_none() && crate::state::error::occurred(py) {
            // SAFETY: just checked.
            return Err(unsafe { Raised::assume() });
        }
        found
    };
    match module {
        Some(module) => module.getattr_opt(name),
        None => Ok(None),
    }
}

/// Whether a filter's pattern, `None`, a str or a compiled expression, fits.
fn pattern_fits<'py>(pattern: &Ref<'py>, text: &Ref<'py>) -> PyResult<bool> {
    if pattern.is_none() {
        return Ok(true);
    }
    if pattern.cast_exact::<Str>().is_some() {
        return pattern.eq(text);
    }
    pattern.call_method(intern!(pattern.py(), "match"), [text])?.is_true()
}

/// The action of the first filter that fits, and the filter.
fn find_action<'py>(
    py: Attached<'py>,
    category: &Ref<'py>,
    text: &Ref<'py>,
    lineno: i64,
    module: &Ref<'py>,
) -> PyResult<(Ref<'py, Str>, Ref<'py>)> {
    let (own_filters, _, own_default) = state(py)?;
    let filters = match warnings_attr(py, intern!(py, "filters"), false)? {
        Some(filters) => filters,
        None => own_filters.into_any(),
    };
    let Some(filters) = filters.cast::<List>() else {
        return Err(raise!(py, ValueError, "_warnings.filters must be a list"));
    };
    let mut i = 0;
    // The list may change while expressions are matched.
    while let Some(filter) = filters.get(i) {
        let Some(row) = filter.cast::<Tuple>().filter(|t| t.len() == 5) else {
            return Err(raise!(py, ValueError, "_warnings.filters item {i} isn't a 5-tuple"));
        };
        let action = row.item(0);
        let Some(action) = action.cast::<Str>() else {
            return Err(raise!(py, TypeError, "action must be a string, not '{}'", action.ty().full_name()));
        };
        let text_fits = pattern_fits(&row.item(1), text)?;
        let module_fits = pattern_fits(&row.item(3), module)?;
        // SAFETY: live objects; -1 sets an exception.
        let class_fits = match unsafe { decl::PyObject_IsSubclass(category.as_ptr(), row.item(2).as_ptr()) } {
            n if n < 0 => {
                // SAFETY: see above.
                return Err(unsafe { Raised::assume() });
            }
            n => n != 0,
        };
        let line = row.item(4);
        let line = if line.is_none() {
            0
        } else {
            match line.cast::<crate::objects::Int>() {
                Some(n) => n.as_i64()?,
                None => return Err(raise!(py, TypeError, "an integer is required")),
            }
        };
        if text_fits && module_fits && class_fits && (line == 0 || line == lineno) {
            return Ok((action.clone(), filter));
        }
        i += 1;
    }
    let default = match warnings_attr(py, intern!(py, "defaultaction"), false)? {
        Some(default) => default,
        None => own_default.into_any(),
    };
    match default.cast::<Str>() {
        Some(action) => Ok((action.clone(), py.none())),
        None => Err(raise!(
            py,
            TypeError,
            "_warnings.defaultaction must be a string, not '{}'",
            default.ty().full_name()
        )),
    }
}

/// Whether the registry knows the key; it is emptied when the filters have changed since. Notes the key when asked to.
fn already_warned<'py>(
    py: Attached<'py>,
    registry: &Ref<'py, Dict>,
    key: &Ref<'py>,
    note: bool,
) -> PyResult<bool> {
    let version = VERSION.load(Ordering::Acquire);
    let name = intern!(py, "version");
    let known =
        registry.get(name)?.and_then(|v| v.cast_exact::<crate::objects::Int>().and_then(|v| v.to_i64()));
    if known != Some(version) {
        // SAFETY: a live dict.
        unsafe { decl::PyDict_Clear(registry.as_object_ptr()) };
        registry.set(name, &*py.int(version)?)?;
    } else if let Some(value) = registry.get(key)?
        && value.is_true()?
    {
        return Ok(true);
    }
    if note {
        registry.set(key, &py.bool(true))?;
    }
    Ok(false)
}

/// Notes that a text was shown, whatever the line.
fn note_text<'py>(
    py: Attached<'py>,
    registry: &Ref<'py, Dict>,
    text: &Ref<'py>,
    category: &Ref<'py>,
) -> PyResult<bool> {
    let key = py.tuple([text.clone(), category.clone()])?;
    already_warned(py, registry, &key, true)
}

/// The module name for a file name: without `.py`.
fn module_of<'py>(py: Attached<'py>, filename: &Ref<'py>) -> PyResult<Ref<'py>> {
    let Some(name) = filename.cast::<Str>() else { return Ok(filename.clone()) };
    if name.is_empty() {
        return Ok(py.str("<unknown>")?.into_any());
    }
    let text = name.to_string_lossy();
    match text.strip_suffix(".py") {
        Some(stem) if !stem.is_empty() || text.len() == 3 => Ok(py.str(stem)?.into_any()),
        _ => Ok(filename.clone()),
    }
}

/// A warning with the place that it is about.
pub struct Warning<'py> {
    /// The class
    pub category: Ref<'py>,
    /// A text or an instance of a warning class
    pub message: Ref<'py>,
    /// The file
    pub filename: Ref<'py>,
    /// The line
    pub lineno: i64,
    /// The module; from the file's name when not given
    pub module: Option<Ref<'py>>,
    /// `__warningregistry__`
    pub registry: Option<Ref<'py>>,
    /// The text of the line
    pub source_line: Option<Ref<'py>>,
    /// The object that a ResourceWarning is about
    pub source: Option<Ref<'py>>,
}

/// Shows, raises or ignores the warning as the filters say.
pub fn warn_explicit<'py>(py: Attached<'py>, warning: Warning<'py>) -> PyResult<()> {
    // A module that is being torn down has no name any more.
    if warning.module.as_ref().is_some_and(|m| m.is_none()) {
        return Ok(());
    }
    let registry = match warning.registry.filter(|r| !r.is_none()) {
        Some(r) => match r.into_cast::<Dict>() {
            Ok(r) => Some(r),
            Err(_) => return Err(raise!(py, TypeError, "'registry' must be a dict or None")),
        },
        None => None,
    };
    let module = match warning.module {
        Some(module) => module,
        None => module_of(py, &warning.filename)?,
    };
    // SAFETY: a static class.
    let base = unsafe { py.static_type(classes::Warning()) }.into_any();
    let (text, message, category) = if warning.message.is_instance(&base)? {
        let category = warning.message.ty().to_owned().into_any();
        (warning.message.to_str()?.into_any(), warning.message, category)
    } else {
        let message = warning.category.call([&warning.message])?;
        (warning.message, message, warning.category)
    };
    let lineno = py.int(warning.lineno)?.into_any();
    let key = py.tuple([text.clone(), category.clone(), lineno.clone()])?;
    if let Some(registry) = &registry
        && already_warned(py, registry, &key, false)?
    {
        return Ok(());
    }
    let (action, filter) = find_action(py, &category, &text, warning.lineno, &module)?;
    if action.equals_str("error") {
        return Err(crate::state::error::set_object(py, &category, Some(&message)));
    }
    if action.equals_str("ignore") {
        return Ok(());
    }
    if !action.equals_str("always") && !action.equals_str("all") {
        if let Some(registry) = &registry {
            registry.set(&key, &py.bool(true))?;
        }
        let known = if action.equals_str("once") {
            let once = match &registry {
                Some(registry) => registry.clone(),
                None => once_registry(py)?,
            };
            note_text(py, &once, &text, &category)?
        } else if action.equals_str("module") {
            match &registry {
                Some(registry) => note_text(py, registry, &text, &category)?,
                None => false,
            }
        } else if action.equals_str("default") {
            false
        } else {
            return Err(raise!(
                py,
                RuntimeError,
                "Unrecognized action ({}) in warnings.filters:\n {}",
                action.repr()?.to_string_lossy(),
                filter.repr()?.to_string_lossy()
            ));
        };
        if known {
            return Ok(());
        }
    }
    let shown = Shown {
        category: &category,
        text: &text,
        message: &message,
        filename: &warning.filename,
        lineno: &lineno,
        line: warning.lineno,
        source_line: warning.source_line.as_ref(),
        source: warning.source.as_ref(),
    };
    show(py, shown)
}

fn once_registry(py: Attached<'_>) -> PyResult<Ref<'_, Dict>> {
    match warnings_attr(py, intern!(py, "onceregistry"), false)? {
        Some(registry) => match registry.into_cast::<Dict>() {
            Ok(registry) => Ok(registry),
            Err(other) => Err(raise!(
                py,
                TypeError,
                "_warnings.onceregistry must be a dict, not '{}'",
                other.ty().full_name()
            )),
        },
        None => Ok(state(py)?.1),
    }
}

/// A warning that is going to be shown.
struct Shown<'a, 'py> {
    category: &'a Ref<'py>,
    text: &'a Ref<'py>,
    message: &'a Ref<'py>,
    filename: &'a Ref<'py>,
    lineno: &'a Ref<'py>,
    line: i64,
    source_line: Option<&'a Ref<'py>>,
    source: Option<&'a Ref<'py>>,
}

fn show<'py>(py: Attached<'py>, warning: Shown<'_, 'py>) -> PyResult<()> {
    let import = warning.source.is_some_and(|s| !s.is_none());
    let Some(function) = warnings_attr(py, intern!(py, "_showwarnmsg"), import)? else {
        return show_plainly(py, warning);
    };
    if !function.is_callable() {
        return Err(raise!(py, TypeError, "warnings._showwarnmsg() must be set to a callable"));
    }
    let Some(class) = warnings_attr(py, intern!(py, "WarningMessage"), false)? else {
        return Err(raise!(py, RuntimeError, "unable to get warnings.WarningMessage"));
    };
    let none = py.none();
    let source = warning.source.unwrap_or(&none);
    let message = class.call([
        warning.message,
        warning.category,
        warning.filename,
        warning.lineno,
        &none,
        &none,
        source,
    ])?;
    function.call([&message]).map(drop)
}

/// Writes the warning to `sys.stderr`, when `warnings` is not there to do it.
fn show_plainly<'py>(py: Attached<'py>, warning: Shown<'_, 'py>) -> PyResult<()> {
    // SAFETY: attached; borrowed, and taken at once.
    let stderr = unsafe {
        Borrowed::<PyObject>::from_ptr_or_null(py, decl::PySys_GetObject(c"stderr".as_ptr()))
            .map(Borrowed::to_owned)
    };
    let Some(stderr) = stderr.filter(|s| !s.is_none()) else { return Ok(()) };
    let name = warning.category.getattr(intern!(py, "__name__"))?.to_str()?;
    let (file, text) = (warning.filename.to_str()?, warning.text.to_str()?);
    let head = crate::join_text!(py, &file, &format!(":{}: ", warning.line), &name, ": ", &text, "\n")?;
    let write = intern!(py, "write");
    stderr.call_method(write, [&*head])?;
    let line = match warning.source_line {
        Some(line) => Some(line.to_str()?.to_string_lossy()),
        None => read_line(&file.to_string_lossy(), warning.line),
    };
    if let Some(line) = line {
        let shown = py.str(&format!("  {}\n", line.trim()))?;
        stderr.call_method(write, [&*shown])?;
    }
    Ok(())
}

/// Line `number` of a file, counted from 1, if it can be read.
pub fn read_line(path: &str, number: i64) -> Option<String> {
    let number = usize::try_from(number).ok().filter(|&n| n > 0)?;
    let text = std::fs::read(path).ok()?;
    let line = text.split(|&b| b == b'\n').nth(number - 1)?;
    let line = String::from_utf8_lossy(line).trim_end_matches('\r').to_string();
    Some(line)
}

/// A frame, owned.
type Frame<'py> = Ref<'py, PyFrameObject>;

fn back<'py>(py: Attached<'py>, frame: &Frame<'py>) -> Option<Frame<'py>> {
    // SAFETY: a live frame; a new reference or NULL.
    unsafe { Ref::from_owned_or_null(py, decl::PyFrame_GetBack(frame.as_ptr())) }
}

fn file_of<'py>(py: Attached<'py>, frame: &Frame<'py>) -> Ref<'py> {
    // SAFETY: a live frame has code, whose file name is set; the code is held while it is read.
    unsafe {
        let code = Ref::from_owned(py, decl::PyFrame_GetCode(frame.as_ptr()));
        Borrowed::from_ptr(py, (*code.as_ptr()).co_filename).to_owned()
    }
}

/// Whether the frame is the import system's.
fn is_internal(file: &Ref<'_>) -> bool {
    file.cast::<Str>().is_some_and(|f| {
        let f = f.to_string_lossy();
        f.contains("importlib") && f.contains("_bootstrap")
    })
}

fn is_skipped(file: &Ref<'_>, prefixes: &[String]) -> bool {
    !prefixes.is_empty()
        && file
            .cast::<Str>()
            .is_some_and(|f| prefixes.iter().any(|p| f.to_string_lossy().starts_with(p.as_str())))
}

/// The next frame outwards that is neither the import system's nor in a skipped file.
fn next_external<'py>(py: Attached<'py>, frame: &Frame<'py>, prefixes: &[String]) -> Option<Frame<'py>> {
    let mut frame = back(py, frame);
    while let Some(f) = &frame {
        let file = file_of(py, f);
        if !is_internal(&file) && !is_skipped(&file, prefixes) {
            break;
        }
        frame = back(py, f);
    }
    frame
}

/// Where a warning `level` frames up belongs.
struct Place<'py> {
    filename: Ref<'py>,
    lineno: i64,
    module: Ref<'py>,
    registry: Ref<'py>,
}

fn place<'py>(py: Attached<'py>, mut level: isize, prefixes: &[String]) -> PyResult<Option<Place<'py>>> {
    // SAFETY: this thread's state; a new reference or NULL.
    let mut frame: Option<Frame<'py>> =
        unsafe { Ref::from_owned_or_null(py, decl::PyThreadState_GetFrame(crate::state::current())) };
    if !prefixes.is_empty() && level < 2 {
        level = 2;
    }
    let plain = level <= 0 || frame.as_ref().is_some_and(|f| is_internal(&file_of(py, f)));
    while level > 1 {
        let Some(f) = frame else { break };
        frame = if plain { back(py, &f) } else { next_external(py, &f, prefixes) };
        level -= 1;
    }
    let (globals, filename, lineno) = match &frame {
        Some(f) => {
            // SAFETY: a live frame; the globals are a new reference.
            let (globals, line) = unsafe {
                let globals =
                    Ref::<PyObject>::from_owned_or_raised(py, decl::PyFrame_GetGlobals(f.as_ptr()))?;
                (globals, decl::PyFrame_GetLineNumber(f.as_ptr()))
            };
            (globals, file_of(py, f), line as i64)
        }
        None => {
            let sys = py.import("sys")?;
            (sys.getattr(intern!(py, "__dict__"))?, py.str("<sys>")?.into_any(), 0)
        }
    };
    let Some(globals) = globals.cast::<Dict>() else { return Ok(None) };
    let name = intern!(py, "__warningregistry__");
    let registry = match globals.get(name)? {
        Some(registry) => registry,
        None => {
            let registry = py.dict()?.into_any();
            globals.set(name, &registry)?;
            registry
        }
    };
    let module = match globals.get(intern!(py, "__name__"))? {
        Some(m) if m.is_none() || m.is_instance_of::<Str>() => m,
        _ => py.str("<string>")?.into_any(),
    };
    Ok(Some(Place { filename, lineno, module, registry }))
}

/// `warnings.warn`: a warning from the frame `level` frames up.
pub fn warn<'py>(
    py: Attached<'py>,
    message: Ref<'py>,
    category: Ref<'py>,
    level: isize,
    source: Option<Ref<'py>>,
    prefixes: &[String],
) -> PyResult<()> {
    let Some(place) = place(py, level, prefixes)? else { return Ok(()) };
    warn_explicit(
        py,
        Warning {
            category,
            message,
            filename: place.filename,
            lineno: place.lineno,
            module: Some(place.module),
            registry: Some(place.registry),
            source_line: None,
            source,
        },
    )
}

/// The class of a message, checked.
fn category_of<'py>(
    py: Attached<'py>,
    message: &Ref<'py>,
    category: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    // SAFETY: a static class.
    let base = unsafe { py.static_type(classes::Warning()) }.into_any();
    if message.is_instance(&base)? {
        return Ok(message.ty().to_owned().into_any());
    }
    let Some(category) = category.filter(|c| !c.is_none()) else {
        // SAFETY: a static class.
        return Ok(unsafe { py.static_type(classes::UserWarning()) }.to_owned().into_any());
    };
    // SAFETY: live objects; -1 sets an exception.
    let fits = category.is_instance_of::<Type>()
        && match unsafe { decl::PyObject_IsSubclass(category.as_ptr(), base.as_ptr()) } {
            // SAFETY: see above.
            n if n < 0 => return Err(unsafe { Raised::assume() }),
            n => n != 0,
        };
    if !fits {
        return Err(raise!(
            py,
            TypeError,
            "category must be a Warning subclass, not '{}'",
            category.ty().full_name()
        ));
    }
    Ok(category.to_owned())
}

fn py_warn<'py>(py: Attached<'py>, _m: Borrowed<'_, 'py, Module>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<5> = Signature::with(
        "warn",
        ["message", "category", "stacklevel", "source", "skip_file_prefixes"],
        1,
        0,
        4,
    );
    let [message, category, level, source, skip] = SIG.parse(py, args)?;
    let message = message.expect("required").to_owned();
    let level = level.map_or(Ok(1), |l| l.index_as_isize(Some(classes::OverflowError())))?;
    let mut prefixes = vec![];
    if let Some(skip) = skip {
        for prefix in skip.expect_arg::<Tuple>("warn", "argument 'skip_file_prefixes'")?.items() {
            match prefix.cast::<Str>() {
                Some(text) => prefixes.push(text.to_string_lossy()),
                None => {
                    return Err(raise!(
                        py,
                        TypeError,
                        "Found non-str '{}' in skip_file_prefixes.",
                        prefix.ty().full_name()
                    ));
                }
            }
        }
    }
    let category = category_of(py, &message, category)?;
    warn(py, message, category, level, source.map(Borrowed::to_owned), &prefixes)?;
    Ok(py.none())
}

/// The text of a line, from the loader of the module that warns.
fn line_from_loader<'py>(
    py: Attached<'py>,
    globals: &Ref<'py, Dict>,
    lineno: i64,
) -> PyResult<Option<Ref<'py>>> {
    let (Some(loader), Some(name)) =
        (globals.get(intern!(py, "__loader__"))?, globals.get(intern!(py, "__name__"))?)
    else {
        return Ok(None);
    };
    let Some(get_source) = loader.getattr_opt(intern!(py, "get_source"))? else { return Ok(None) };
    let source = get_source.call([&name])?;
    let Some(source) = source.cast::<Str>() else { return Ok(None) };
    let text = source.to_string_lossy();
    match usize::try_from(lineno - 1).ok().and_then(|n| text.lines().nth(n)) {
        Some(line) => Ok(Some(py.str(line)?.into_any())),
        None => Err(raise!(py, IndexError, "list index out of range")),
    }
}

fn py_warn_explicit<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<8> = Signature::new(
        "warn_explicit",
        ["message", "category", "filename", "lineno", "module", "registry", "module_globals", "source"],
        4,
    );
    let [message, category, filename, lineno, module, registry, globals, source] = SIG.parse(py, args)?;
    let filename =
        filename.expect("required").expect_arg::<Str>("warn_explicit", "argument 'filename'")?.clone();
    let lineno = lineno.expect("required").as_int()? as i64;
    let source_line = match globals.filter(|g| !g.is_none()) {
        Some(globals) => match globals.cast::<Dict>() {
            Some(globals) => line_from_loader(py, globals, lineno)?,
            None => {
                return Err(raise!(
                    py,
                    TypeError,
                    "module_globals must be a dict, not '{}'",
                    globals.ty().full_name()
                ));
            }
        },
        None => None,
    };
    warn_explicit(
        py,
        Warning {
            category: category.expect("required").to_owned(),
            message: message.expect("required").to_owned(),
            filename: filename.into_any(),
            lineno,
            module: module.map(Borrowed::to_owned),
            registry: registry.map(Borrowed::to_owned),
            source_line,
            source: source.map(Borrowed::to_owned),
        },
    )?;
    Ok(py.none())
}

fn filters_mutated<'py>(py: Attached<'py>, _m: Borrowed<'_, 'py, Module>) -> PyResult<Ref<'py>> {
    VERSION.fetch_add(1, Ordering::AcqRel);
    Ok(py.none())
}

fn exec<'py>(py: Attached<'py>, module: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    let (filters, once, default) = state(py)?;
    module.setattr(intern!(py, "filters"), &filters)?;
    module.setattr(intern!(py, "_onceregistry"), &once)?;
    module.setattr(intern!(py, "_defaultaction"), &default)
}

crate::builtin_module! {
    /// The module `_warnings`.
    pub WARNINGS = "_warnings" {
        doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
        methods: [
            crate::method!(keywords "warn", py_warn, "warn($module, /, message, category=None, stacklevel=1, source=None, *,\n     skip_file_prefixes=<unrepresentable>)\n--\n\nIssue a warning, or maybe ignore it or raise an exception."),
            crate::method!(keywords "warn_explicit", py_warn_explicit, "warn_explicit($module, /, message, category, filename, lineno,\n              module=<unrepresentable>, registry=None,\n              module_globals=None, source=None)\n--\n\nIssue a warning, or maybe ignore it or raise an exception."),
            crate::method!(noargs "_filters_mutated", filters_mutated, "_filters_mutated($module, /)\n--\n\n"),
        ],
        exec: exec,
    }
}
