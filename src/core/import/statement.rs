//! The `import` statement's work: `PyImport_ImportModuleLevelObject`.

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Str, Tuple};
use crate::state::interpreter;
use crate::{intern, raise};

/// `importlib._bootstrap`.
fn importlib<'py>(py: Attached<'py>) -> PyResult<Borrowed<'static, 'py>> {
    interpreter::main().importlib.get(py).ok_or_else(|| {
        raise!(py, ImportError, "the import system is not initialised (no standard library was found)")
    })
}

/// A module in `sys.modules`; `None` when it is not there.
pub fn loaded<'py>(py: Attached<'py>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    match interpreter::main().modules.get(py) {
        Some(modules) if modules.as_any().cast_exact::<Dict>().is_some() => modules.get(name),
        Some(modules) => {
            // sys.modules may have been replaced by a mapping.
            let mut out = std::ptr::null_mut();
            // SAFETY: live objects; out receives a new reference or NULL.
            unsafe {
                if decl::PyMapping_GetOptionalItem(
                    modules.as_object_ptr(),
                    name.as_object_ptr(),
                    &raw mut out,
                ) < 0
                {
                    return Err(Raised::assume());
                }
                Ok(Ref::from_owned_or_null(py, out))
            }
        }
        None => Ok(None),
    }
}

/// Waits for a module that another thread is still initialising.
fn ensure_initialized<'py>(py: Attached<'py>, module: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<()> {
    let Some(spec) = module.getattr_opt(intern!(py, "__spec__"))? else { return Ok(()) };
    let busy = match spec.getattr_opt(intern!(py, "_initializing"))? {
        Some(flag) => flag.is_true()?,
        None => false,
    };
    if busy {
        importlib(py)?.call_method(intern!(py, "_lock_unlock_module"), [name])?;
    }
    Ok(())
}

/// What `importlib` calls to import: the original `__import__`.
fn import_function(py: Attached<'_>) -> Ref<'_> {
    interpreter::main().import_function.get(py).map_or_else(|| py.none(), Borrowed::to_owned)
}

/// Finds or loads a module by its absolute name.
pub fn find_and_load<'py>(py: Attached<'py>, name: &Ref<'py, Str>) -> PyResult<Ref<'py>> {
    match loaded(py, name)? {
        Some(module) if !module.is_none() => {
            ensure_initialized(py, &module, name)?;
            Ok(module)
        }
        _ => {
            let import = import_function(py);
            importlib(py)?.call_method(intern!(py, "_find_and_load"), [name.as_any(), &import])
        }
    }
}

/// The package that a relative import starts from: `__package__`, `__spec__.parent` or `__name__` of the importing module.
fn package<'py>(py: Attached<'py>, globals: &Ref<'py, Dict>) -> PyResult<Ref<'py, Str>> {
    let spec = globals.get(intern!(py, "__spec__"))?.filter(|s| !s.is_none());
    let package = globals.get(intern!(py, "__package__"))?.filter(|p| !p.is_none());
    if let Some(package) = package {
        let Some(package) = package.cast::<Str>() else {
            return Err(raise!(py, TypeError, "package must be a string"));
        };
        if let Some(spec) = spec {
            let parent = spec.getattr(intern!(py, "parent"))?;
            if !package.as_any().eq(&parent)? {
                warn(py, classes::DeprecationWarning(), c"__package__ != __spec__.parent")?;
            }
        }
        return Ok(package.clone());
    }
    if let Some(spec) = spec {
        let parent = spec.getattr(intern!(py, "parent"))?;
        return match parent.cast::<Str>() {
            Some(parent) => Ok(parent.clone()),
            None => Err(raise!(py, TypeError, "__spec__.parent must be a string")),
        };
    }
    warn(
        py,
        classes::ImportWarning(),
        c"can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
    )?;
    let Some(name) = globals.get(intern!(py, "__name__"))? else {
        return Err(raise!(py, KeyError, "'__name__' not in globals"));
    };
    let Some(name) = name.cast::<Str>() else {
        return Err(raise!(py, TypeError, "__name__ must be a string"));
    };
    if globals.get(intern!(py, "__path__"))?.is_some() {
        return Ok(name.clone());
    }
    let text = name.as_utf8()?;
    match text.rsplit_once('.') {
        Some((parent, _)) => py.str(parent),
        None => Err(raise!(py, ImportError, "attempted relative import with no known parent package")),
    }
}

fn warn(py: Attached<'_>, category: *mut mortise_abi::PyTypeObject, text: &std::ffi::CStr) -> PyResult<()> {
    // SAFETY: a live class and a NUL-terminated text; -1 means that the warning became an exception.
    if unsafe { decl::PyErr_WarnEx(category.cast(), text.as_ptr(), 1) } < 0 {
        // SAFETY: see above.
        return Err(unsafe { Raised::assume() });
    }
    let _ = py;
    Ok(())
}

/// The absolute name of `name` seen from a module `level` packages deep.
fn resolve<'py>(
    py: Attached<'py>,
    name: &Ref<'py, Str>,
    globals: Option<&Ref<'py>>,
    level: usize,
) -> PyResult<Ref<'py, Str>> {
    let Some(globals) = globals else {
        return Err(raise!(py, KeyError, "'__name__' not in globals"));
    };
    let Some(globals) = globals.cast::<Dict>() else {
        return Err(raise!(py, TypeError, "globals must be a dict"));
    };
    let package = package(py, globals)?;
    let package = package.as_utf8()?;
    if package.is_empty() {
        return Err(raise!(py, ImportError, "attempted relative import with no known parent package"));
    }
    let mut base = package;
    for _ in 1..level {
        match base.rsplit_once('.') {
            Some((parent, _)) => base = parent,
            None => {
                return Err(raise!(py, ImportError, "attempted relative import beyond top-level package"));
            }
        }
    }
    let name = name.as_utf8()?;
    if name.is_empty() { py.str(base) } else { py.str(&format!("{base}.{name}")) }
}

/// `__import__(name, globals, locals, fromlist, level)`.
pub fn import_level<'py>(
    py: Attached<'py>,
    name: &Ref<'py>,
    globals: Option<&Ref<'py>>,
    fromlist: Option<&Ref<'py>>,
    level: i32,
) -> PyResult<Ref<'py>> {
    let Some(name) = name.cast::<Str>() else {
        return Err(raise!(py, TypeError, "module name must be a string"));
    };
    if level < 0 {
        return Err(raise!(py, ValueError, "level must be >= 0"));
    }
    let full = if level > 0 {
        resolve(py, name, globals, level as usize)?
    } else {
        if name.is_empty() {
            return Err(raise!(py, ValueError, "Empty module name"));
        }
        name.clone()
    };
    let module = find_and_load(py, &full)?;
    let wants_names = match fromlist.filter(|f| !f.is_none()) {
        Some(list) => list.is_true()?,
        None => false,
    };
    if wants_names {
        let list = fromlist.expect("checked");
        if module.getattr_opt(intern!(py, "__path__"))?.is_none() {
            return Ok(module);
        }
        // Names that are there need no help.
        if let Some(names) = list.cast_exact::<Tuple>() {
            let mut all = true;
            for item in names.items() {
                all = all
                    && match item.cast::<Str>() {
                        Some(item) => !item.equals_str("*") && module.getattr_opt(item)?.is_some(),
                        None => false,
                    };
            }
            if all {
                return Ok(module);
            }
        }
        let import = import_function(py);
        return importlib(py)?.call_method(intern!(py, "_handle_fromlist"), [&module, list, &import]);
    }
    let text = name.as_utf8()?;
    let front_length = text.split('.').next().map_or(0, str::len);
    if level == 0 {
        if front_length == text.len() {
            return Ok(module);
        }
        return find_and_load(py, &py.str(&text[..front_length])?);
    }
    if text.is_empty() || front_length == text.len() {
        return Ok(module);
    }
    // `import a.b` relative to a package gives the package's `a`.
    let absolute = full.as_utf8()?;
    let cut = absolute.len() - (text.len() - front_length);
    let top = py.str(&absolute[..cut])?;
    loaded(py, &top)?
        .ok_or_else(|| raise!(py, KeyError, "'{}' not in sys.modules as expected", &absolute[..cut]))
}
