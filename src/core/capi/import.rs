//! `import.h`

use std::ffi::{c_char, c_int, c_long};

use mortise_abi::{_inittab, PyObject};

use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::import::{frozen, inittab, statement};
use crate::objects::{Dict, Module, Str};
use crate::state::interpreter;
use crate::{intern, raise};

/// The magic number of 3.13's `.pyc` files.
pub const MAGIC_NUMBER: u32 = 3571 | 0x0a0d_0000;

/// # Safety
/// `name` is a NUL-terminated string.
unsafe fn text<'py>(py: Attached<'py>, name: *const c_char) -> PyResult<Ref<'py, Str>> {
    // SAFETY: by contract; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(name).cast()) }
}

/// # Safety
/// `ob` is null or live.
unsafe fn optional<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
}

/// `PyImport_ImportModuleLevelObject`: `__import__`. New reference.
///
/// # Safety
/// Live objects; all but `name` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModuleLevelObject(
    name: *mut PyObject,
    globals: *mut PyObject,
    _locals: *mut PyObject,
    fromlist: *mut PyObject,
    level: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ImportModuleLevelObject", |py| {
            let Some(name) = optional(py, name) else {
                return Err(raise!(py, ValueError, "Empty module name"));
            };
            statement::import_level(
                py,
                &name,
                optional(py, globals).as_deref(),
                optional(py, fromlist).as_deref(),
                level,
            )
        })
    }
}

/// `PyImport_ImportModuleLevel`: as [`PyImport_ImportModuleLevelObject`] with a C string.
///
/// # Safety
/// As there; `name` is a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModuleLevel(
    name: *const c_char,
    globals: *mut PyObject,
    locals: *mut PyObject,
    fromlist: *mut PyObject,
    level: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ImportModuleLevel", |py| {
            let name = text(py, name)?;
            Ref::<PyObject>::from_owned_or_raised(
                py,
                PyImport_ImportModuleLevelObject(name.as_object_ptr(), globals, locals, fromlist, level),
            )
        })
    }
}

/// `PyImport_Import`: imports through the current `__import__`; the module itself, not its top package. New reference.
///
/// # Safety
/// `name` is a live str.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_Import(name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_Import", |py| {
            let name = Borrowed::from_ptr(py, name);
            // The hook of the code that is running, if any.
            let globals = optional(py, decl::PyEval_GetGlobals()).map(Borrowed::to_owned);
            let hook = match globals.as_ref().and_then(|g| g.cast::<Dict>()) {
                Some(globals) => match globals.get(intern!(py, "__builtins__"))? {
                    Some(b) => match b.cast::<Dict>() {
                        Some(dict) => dict.get(intern!(py, "__import__"))?,
                        None => b.getattr_opt(intern!(py, "__import__"))?,
                    },
                    None => None,
                },
                None => None,
            };
            let original = interpreter::main().import_function.get(py);
            let custom = hook.filter(|h| original.is_none_or(|o| !h.is(&o)));
            let list = py.list([py.interned("__doc__")?.into_any()])?;
            match custom {
                Some(hook) => {
                    let globals = globals.unwrap_or_else(|| py.none());
                    let zero = py.int(0)?;
                    drop(hook.call([&name, &globals, &globals, &list, &zero])?);
                }
                None => drop(statement::import_level(py, &name, None, Some(&list), 0)?),
            }
            match name.cast::<Str>() {
                Some(text) => statement::loaded(py, text)?
                    .ok_or_else(|| raise!(py, KeyError, "{}", text.to_string_lossy())),
                None => Err(raise!(py, TypeError, "module name must be a string")),
            }
        })
    }
}

/// `PyImport_ImportModule`: as [`PyImport_Import`] with a C string.
///
/// # Safety
/// `name` is a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModule(name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ImportModule", |py| {
            let name = text(py, name)?;
            Ref::<PyObject>::from_owned_or_raised(py, PyImport_Import(name.as_object_ptr()))
        })
    }
}

/// `PyImport_ImportModuleNoBlock`: the older name of [`PyImport_ImportModule`], which warns.
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportModuleNoBlock(name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract; a class and a C string.
    unsafe {
        let text = c"PyImport_ImportModuleNoBlock() is deprecated and scheduled for removal in Python 3.15. Use PyImport_ImportModule() instead.";
        let category = crate::objects::exceptions::classes::DeprecationWarning();
        if decl::PyErr_WarnEx(category.cast(), text.as_ptr(), 1) < 0 {
            return std::ptr::null_mut();
        }
        PyImport_ImportModule(name)
    }
}

/// `PyImport_GetModuleDict`: `sys.modules`, borrowed.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetModuleDict() -> *mut PyObject {
    interpreter::main().modules.as_ptr().cast()
}

/// `PyImport_GetModule`: the loaded module, or NULL (without an exception when it is not there). New reference.
///
/// # Safety
/// `name` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetModule(name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_GetModule", |py| {
            let name = Borrowed::from_ptr(py, name);
            match name.cast::<Str>() {
                Some(name) => statement::loaded(py, name),
                // No module has such a name, but it must be hashable to be looked up.
                None => name.hash().map(|_| None),
            }
        })
    }
}

/// `PyImport_AddModuleRef`: the loaded module, or a new empty one of that name. New reference.
///
/// # Safety
/// `name` is a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AddModuleRef(name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyImport_AddModuleRef", |py| add_module(py, &*text(py, name)?)) }
}

fn add_module<'py>(py: Attached<'py>, name: &Ref<'py>) -> PyResult<Ref<'py>> {
    let Some(name) = name.cast::<Str>() else {
        return Err(raise!(py, TypeError, "module name must be a string"));
    };
    if let Some(found) = statement::loaded(py, name)?.filter(|m| m.cast::<Module>().is_some()) {
        return Ok(found);
    }
    // SAFETY: a live str; a new reference or NULL.
    let new: Ref<'py> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyModule_NewObject(name.as_object_ptr()))? };
    match interpreter::main().modules.get(py) {
        Some(modules) => modules.as_any().set_item(name, &new)?,
        None => return Err(raise!(py, RuntimeError, "no import module dictionary")),
    }
    Ok(new)
}

/// `PyImport_AddModuleObject`: as [`PyImport_AddModuleRef`], borrowed from `sys.modules`.
///
/// # Safety
/// `name` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AddModuleObject(name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract; sys.modules keeps the module.
    unsafe {
        enter("PyImport_AddModuleObject", |py| {
            add_module(py, &Borrowed::from_ptr(py, name)).map(|m| m.as_ptr())
        })
    }
}

/// `PyImport_AddModule`: as [`PyImport_AddModuleObject`] with a C string.
///
/// # Safety
/// `name` is a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AddModule(name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyImport_AddModule", |py| add_module(py, &*text(py, name)?).map(|m| m.as_ptr())) }
}

/// `PyImport_ReloadModule`: `importlib.reload(module)`. New reference.
///
/// # Safety
/// `module` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ReloadModule(module: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ReloadModule", |py| {
            py.import("importlib")?.call_method(intern!(py, "reload"), [&Borrowed::from_ptr(py, module)])
        })
    }
}

/// `PyImport_ExecCodeModuleObject`: runs `code` as the module `name`. New reference.
///
/// # Safety
/// Live objects; the paths may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModuleObject(
    name: *mut PyObject,
    code: *mut PyObject,
    path: *mut PyObject,
    cached: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ExecCodeModuleObject", |py| {
            let name = Borrowed::from_ptr(py, name);
            let module = add_module(py, &name)?;
            let dict: Borrowed<'_, '_, Dict> =
                Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_ptr()).cast());
            if dict.get(intern!(py, "__builtins__"))?.is_none()
                && let Some(builtins) = interpreter::main().builtins.get(py)
            {
                dict.set(intern!(py, "__builtins__"), &builtins)?;
            }
            let path = match optional(py, path) {
                Some(path) => path.to_owned(),
                None => Borrowed::from_ptr(py, code).getattr(intern!(py, "co_filename"))?,
            };
            let cached = optional(py, cached).map_or_else(|| py.none(), Borrowed::to_owned);
            match statement::loaded(py, intern!(py, "_frozen_importlib_external"))? {
                // It sets `__file__` and `__cached__`, and makes a spec and a loader for them.
                Some(external) => {
                    let fix_up = intern!(py, "_fix_up_module");
                    drop(external.call_method(fix_up, [dict.as_any(), &name, &path, &cached])?);
                }
                None => {
                    dict.set(intern!(py, "__file__"), &path)?;
                    dict.set(intern!(py, "__cached__"), &cached)?;
                }
            }
            let result = decl::PyEval_EvalCode(code, dict.as_object_ptr(), dict.as_object_ptr());
            match Ref::<PyObject>::from_owned_or_raised(py, result) {
                Ok(_) => {}
                Err(raised) => {
                    let exception = raised.take(py);
                    if let (Some(modules), Some(name)) =
                        (interpreter::main().modules.get(py), name.cast::<Str>())
                    {
                        modules.remove(name)?;
                    }
                    return Err(crate::state::error::set(py, exception));
                }
            }
            match name.cast::<Str>() {
                Some(text) => match statement::loaded(py, text)? {
                    Some(module) => Ok(module),
                    None => {
                        let shown = name.repr()?.to_string_lossy();
                        Err(raise!(py, ImportError, "Loaded module {shown} not found in sys.modules"))
                    }
                },
                None => Ok(module),
            }
        })
    }
}

/// `PyImport_ExecCodeModuleWithPathnames`: as [`PyImport_ExecCodeModuleObject`] with C strings.
///
/// # Safety
/// NUL-terminated strings; the paths may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModuleWithPathnames(
    name: *const c_char,
    code: *mut PyObject,
    path: *const c_char,
    cached: *const c_char,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ExecCodeModuleWithPathnames", |py| {
            let decode = |p: *const c_char| -> PyResult<Option<Ref<'_>>> {
                if p.is_null() {
                    return Ok(None);
                }
                Ref::from_owned_or_raised(py, decl::PyUnicode_DecodeFSDefault(p)).map(Some)
            };
            let (name, path, cached) = (text(py, name)?, decode(path)?, decode(cached)?);
            let ptr = |ob: &Option<Ref<'_>>| ob.as_ref().map_or(std::ptr::null_mut(), |o| o.as_ptr());
            Ref::<PyObject>::from_owned_or_raised(
                py,
                PyImport_ExecCodeModuleObject(name.as_object_ptr(), code, ptr(&path), ptr(&cached)),
            )
        })
    }
}

/// `PyImport_ExecCodeModuleEx`: without `__cached__`.
///
/// # Safety
/// As [`PyImport_ExecCodeModuleWithPathnames`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModuleEx(
    name: *const c_char,
    code: *mut PyObject,
    path: *const c_char,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyImport_ExecCodeModuleWithPathnames(name, code, path, std::ptr::null()) }
}

/// `PyImport_ExecCodeModule`: without paths.
///
/// # Safety
/// As [`PyImport_ExecCodeModuleWithPathnames`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExecCodeModule(name: *const c_char, code: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyImport_ExecCodeModuleWithPathnames(name, code, std::ptr::null(), std::ptr::null()) }
}

/// `PyImport_ImportFrozenModuleObject`: 1 when the frozen module was loaded, 0 when there is none of that name, -1 on failure.
///
/// # Safety
/// `name` is a live str.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportFrozenModuleObject(name: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ImportFrozenModuleObject", |py| {
            let name = Borrowed::from_ptr(py, name);
            let Some(text) = name.cast::<Str>().map(|n| n.to_string_lossy()) else { return Ok(0) };
            let Some(found) = frozen::find(&text) else { return Ok(0) };
            let code = crate::builtin::marshal::loads(py, &found.code)?;
            let module = add_module(py, &name)?;
            if found.is_package {
                module.setattr(intern!(py, "__path__"), &*py.list([])?)?;
            }
            let dict: Borrowed<'_, '_, Dict> =
                Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_ptr()).cast());
            if dict.get(intern!(py, "__builtins__"))?.is_none()
                && let Some(builtins) = interpreter::main().builtins.get(py)
            {
                dict.set(intern!(py, "__builtins__"), &builtins)?;
            }
            dict.set(intern!(py, "__origname__"), &*py.str(&found.name)?)?;
            let result = decl::PyEval_EvalCode(code.as_ptr(), dict.as_object_ptr(), dict.as_object_ptr());
            drop(Ref::<PyObject>::from_owned_or_raised(py, result)?);
            Ok(1) as PyResult<c_int>
        })
    }
}

/// `PyImport_ImportFrozenModule`: as [`PyImport_ImportFrozenModuleObject`] with a C string.
///
/// # Safety
/// `name` is a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ImportFrozenModule(name: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_ImportFrozenModule", |py| {
            match PyImport_ImportFrozenModuleObject(text(py, name)?.as_object_ptr()) {
                n if n < 0 => Err(Raised::assume()),
                n => Ok(n),
            }
        })
    }
}

/// `PyImport_GetImporter`: the finder for a path entry, or None. New reference.
///
/// # Safety
/// `path` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_GetImporter(path: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyImport_GetImporter", |py| {
            py.import("pkgutil")?.call_method(intern!(py, "get_importer"), [&Borrowed::from_ptr(py, path)])
        })
    }
}

/// `PyImport_GetMagicNumber`: of `.pyc` files.
#[unsafe(no_mangle)]
pub extern "C" fn PyImport_GetMagicNumber() -> c_long {
    c_long::from(MAGIC_NUMBER)
}

/// `PyImport_GetMagicTag`: `cpython-313`.
#[unsafe(no_mangle)]
pub extern "C" fn PyImport_GetMagicTag() -> *const c_char {
    c"cpython-313".as_ptr()
}

/// `PyImport_AppendInittab`: adds a built-in module before initialisation.
///
/// # Safety
/// `name` is a NUL-terminated string; `initfunc` is a module init function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_AppendInittab(
    name: *const c_char,
    initfunc: Option<unsafe extern "C" fn() -> *mut PyObject>,
) -> c_int {
    let Some(init) = initfunc else { return -1 };
    // SAFETY: by contract; the two function types differ in `unsafe` only.
    unsafe {
        let init = std::mem::transmute::<unsafe extern "C" fn() -> *mut PyObject, inittab::Init>(init);
        inittab::append_c(name, init);
    }
    0
}

/// `PyImport_ExtendInittab`: adds built-in modules, up to a row without name.
///
/// # Safety
/// `table` is such an array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyImport_ExtendInittab(mut table: *mut _inittab) -> c_int {
    // SAFETY: by contract.
    unsafe {
        while !(*table).name.is_null() {
            if PyImport_AppendInittab((*table).name, (*table).initfunc) < 0 {
                return -1;
            }
            table = table.add(1);
        }
    }
    0
}
