//! The hooks of `sys`: audit, breakpoint, display, exceptions.

use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::{Mutex, PoisonError};

use mortise_abi::PyObject;

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Module, Str, Tuple};
use crate::state::{self, interpreter};
use crate::{intern, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

/// Hooks added by Python code, in order.
static AUDIT_HOOKS: Mutex<Vec<Owned>> = Mutex::new(Vec::new());

/// Hooks added by C code, with their data; they stay until the end of the process.
static C_AUDIT_HOOKS: Mutex<Vec<(CHook, usize)>> = Mutex::new(Vec::new());

type CHook = unsafe extern "C" fn(*const c_char, *mut PyObject, *mut c_void) -> c_int;

/// Adds a hook of C code.
pub fn add_c_audit_hook(hook: CHook, data: *mut c_void) {
    C_AUDIT_HOOKS.lock().unwrap_or_else(PoisonError::into_inner).push((hook, data as usize));
}

/// Calls the hooks of C code.
fn call_c_hooks<'py>(py: Attached<'py>, event: &str, args: &Ref<'py, Tuple>) -> PyResult<()> {
    let hooks = C_AUDIT_HOOKS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if hooks.is_empty() {
        return Ok(());
    }
    let Ok(event) = CString::new(event) else {
        return Err(raise!(py, ValueError, "embedded null character"));
    };
    for (hook, data) in hooks {
        // SAFETY: whoever added the hook vouches for it; when it fails it has set an exception.
        if unsafe { hook(event.as_ptr(), args.as_ptr().cast(), data as *mut c_void) } < 0 {
            // SAFETY: as above.
            return Err(unsafe { Raised::assume() });
        }
    }
    Ok(())
}

/// Raises an audit event: each hook is called with the name and the arguments, those of C code first.
pub fn audit_event<'py>(py: Attached<'py>, event: &str, args: &Ref<'py, Tuple>) -> PyResult<()> {
    call_c_hooks(py, event, args)?;
    let hooks: Vec<Ref<'py>> = {
        let hooks = AUDIT_HOOKS.lock().unwrap_or_else(PoisonError::into_inner);
        if hooks.is_empty() {
            return Ok(());
        }
        hooks.iter().map(|h| h.bind(py).to_owned()).collect()
    };
    let event = py.str(event)?;
    hooks.iter().try_for_each(|hook| hook.call([&event, args]).map(drop))
}

/// Forgets the audit hooks, at the end of the runtime.
pub(in crate::builtin) fn clear(_py: Attached<'_>) {
    let hooks = std::mem::take(&mut *AUDIT_HOOKS.lock().unwrap_or_else(PoisonError::into_inner));
    drop(hooks);
}

pub(super) fn addaudithook<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("addaudithook", ["hook"], 1);
    let [hook] = SIG.parse_tuple(py, args, kwargs)?;
    if let Err(raised) = audit_event(py, "sys.addaudithook", &py.tuple([])?) {
        // A hook may keep others out by raising; only Exception is swallowed.
        if !raised.matches(py, classes::Exception()) {
            return Err(raised);
        }
        raised.clear(py);
        return Ok(py.none());
    }
    let hook = hook.expect("required").to_owned().unbind();
    AUDIT_HOOKS.lock().unwrap_or_else(PoisonError::into_inner).push(hook);
    Ok(py.none())
}

pub(super) fn audit<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let Some(event) = args.get(0) else {
        return Err(raise!(py, TypeError, "audit expected at least 1 argument, got 0"));
    };
    let Some(name) = event.cast::<Str>() else {
        return Err(raise!(
            py,
            TypeError,
            "expected str for argument 'event', not {}",
            event.ty().full_name()
        ));
    };
    let name = name.as_utf8()?.to_string();
    audit_event(py, &name, &super::functions::tuple_of(py, args, 1)?)?;
    Ok(py.none())
}

pub(super) fn breakpointhook<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let target = match std::env::var("PYTHONBREAKPOINT") {
        Ok(value) if state::config::get().use_environment != 0 && !value.is_empty() => value,
        _ => "pdb.set_trace".to_string(),
    };
    if target == "0" {
        return Ok(py.none());
    }
    let (module, name) = target.rsplit_once('.').unwrap_or(("builtins", &target));
    let hook = py.import(module).and_then(|m| m.getattr(&py.str(name)?));
    let hook = match hook {
        Ok(hook) => hook,
        Err(raised) => {
            raised.clear(py);
            let text = py.str(&format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{target}\""))?;
            let warn = py.import("warnings")?.getattr(intern!(py, "warn"))?;
            // SAFETY: the class is static.
            let category = unsafe { py.static_type(classes::RuntimeWarning()) };
            warn.call([&*text, category.as_any()])?;
            return Ok(py.none());
        }
    };
    let values: Vec<_> = args
        .iter()
        .map(|a| a.as_ptr())
        .chain((0..args.keyword_count()).filter_map(|i| args.keyword(i).map(|(_, v)| v.as_ptr())))
        .collect();
    hook.vectorcall(&values, args.len(), args.kwnames().as_deref())
}

pub(super) fn displayhook<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> Object<'py> {
    if ob.is_none() {
        return Ok(py.none());
    }
    let Some(builtins) = interpreter::main().builtins.get(py) else {
        return Err(raise!(py, RuntimeError, "lost builtins module"));
    };
    builtins.set(intern!(py, "_"), &py.none())?;
    let out = super::get(py, "stdout")?
        .filter(|o| !o.is_none())
        .ok_or_else(|| raise!(py, RuntimeError, "lost sys.stdout"))?;
    let text = ob.repr()?;
    if let Err(raised) = out.call_method(intern!(py, "write"), [&text]) {
        if !raised.matches(py, classes::UnicodeEncodeError()) {
            return Err(raised);
        }
        raised.clear(py);
        let encoding = out.getattr(intern!(py, "encoding"))?;
        let bytes = text.call_method(intern!(py, "encode"), [&encoding, &*py.str("backslashreplace")?])?;
        match out.getattr_opt(intern!(py, "buffer"))? {
            Some(buffer) => drop(buffer.call_method(intern!(py, "write"), [&bytes])?),
            None => {
                let text = bytes.call_method(intern!(py, "decode"), [&encoding, &*py.str("strict")?])?;
                out.call_method(intern!(py, "write"), [&text])?;
            }
        }
    }
    out.call_method(intern!(py, "write"), [&*py.interned("\n")?])?;
    builtins.set(intern!(py, "_"), &ob)?;
    Ok(py.none())
}

pub(super) fn excepthook<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "excepthook", 3, 3)?;
    let ptr = |i: usize| args.get(i).expect("checked").as_ptr();
    // SAFETY: live objects.
    unsafe { decl::PyErr_Display(ptr(0), ptr(1), ptr(2)) };
    Ok(py.none())
}

pub(super) fn unraisablehook<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Borrowed<'_, 'py>,
) -> Object<'py> {
    crate::objects::exceptions::unraisable::default_hook(py, &args)?;
    Ok(py.none())
}

pub(super) fn get_asyncgen_hooks<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // SAFETY: this thread's state; its fields are borrowed.
    let (first, last) = unsafe {
        let ts = state::current();
        let get = |p| Borrowed::from_ptr_or_null(py, p).map_or_else(|| py.none(), Borrowed::to_owned);
        (get((*ts).async_gen_firstiter), get((*ts).async_gen_finalizer))
    };
    super::data::asyncgen_hooks(py, first, last)
}

pub(super) fn set_asyncgen_hooks<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("set_asyncgen_hooks", ["firstiter", "finalizer"], 0);
    let [first, last] = SIG.parse(py, args)?;
    for (name, hook) in [("finalizer", last), ("firstiter", first)] {
        if let Some(hook) = hook
            && !hook.is_none()
            && !hook.is_callable()
        {
            return Err(raise!(py, TypeError, "callable {name} expected, got {}", hook.ty().full_name()));
        }
    }
    let replace = |field: *mut *mut mortise_abi::PyObject, hook: Borrowed<'_, 'py>| {
        let new = if hook.is_none() { std::ptr::null_mut() } else { hook.to_owned().into_ptr() };
        // SAFETY: a field of this thread's state, which owns its value.
        unsafe { drop(Ref::from_owned_or_null(py, std::mem::replace(&mut *field, new))) };
    };
    let ts = state::current();
    if let Some(hook) = last {
        // SAFETY: only the address of the field is taken.
        replace(unsafe { &raw mut (*ts).async_gen_finalizer }, hook);
    }
    if let Some(hook) = first {
        // SAFETY: only the address of the field is taken.
        replace(unsafe { &raw mut (*ts).async_gen_firstiter }, hook);
    }
    Ok(py.none())
}
