//! The `_imp` module: what `importlib` needs of the runtime.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::import::{extension, frozen, inittab};
use crate::objects::{Bytes, Code, Module, Str};
use crate::state;
use crate::{intern, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

builtin_module! {
    /// `_imp`
    pub IMP = "_imp" {
        doc: "(Extremely) low-level import machinery bits as used by importlib.",
        methods: [
            method!(noargs "extension_suffixes", extension_suffixes, "extension_suffixes($module, /)\n--\n\nReturns the list of file suffixes used to identify extension modules."),
            method!(noargs "lock_held", lock_held, "lock_held($module, /)\n--\n\nReturn True if the import lock is currently held, else False."),
            method!(noargs "acquire_lock", acquire_lock, "acquire_lock($module, /)\n--\n\nAcquires the interpreter's import lock for the current thread."),
            method!(noargs "release_lock", release_lock, "release_lock($module, /)\n--\n\nRelease the interpreter's import lock."),
            method!(keywords "find_frozen", find_frozen, "find_frozen($module, name, /, *, withdata=False)\n--\n\nReturn info about the corresponding frozen module (if there is one) or None."),
            method!(fastcall "get_frozen_object", get_frozen_object, "get_frozen_object($module, name, data=None, /)\n--\n\nCreate a code object for a frozen module."),
            method!(o "is_frozen_package", is_frozen_package, "is_frozen_package($module, name, /)\n--\n\nReturns True if the module name is of a frozen package."),
            method!(o "is_builtin", is_builtin, "is_builtin($module, name, /)\n--\n\nReturns True if the module name corresponds to a built-in module."),
            method!(o "is_frozen", is_frozen, "is_frozen($module, name, /)\n--\n\nReturns True if the module name corresponds to a frozen module."),
            method!(o "init_frozen", init_frozen, "init_frozen($module, name, /)\n--\n\nInitializes a frozen module."),
            method!(noargs "_frozen_module_names", frozen_module_names, "_frozen_module_names($module, /)\n--\n\nReturns the list of available frozen modules."),
            method!(o "_override_frozen_modules_for_tests", override_int, "_override_frozen_modules_for_tests($module, override, /)\n--\n\n(internal-only) Override PyConfig.use_frozen_modules."),
            method!(o "_override_multi_interp_extensions_check", override_multi, "_override_multi_interp_extensions_check($module, override, /)\n--\n\n(internal-only) Override PyInterpreterConfig.check_multi_interp_extensions."),
            method!(o "create_builtin", create_builtin, "create_builtin($module, spec, /)\n--\n\nCreate an extension module."),
            method!(o "exec_builtin", exec_builtin, "exec_builtin($module, mod, /)\n--\n\nInitialize a built-in module."),
            method!(fastcall "create_dynamic", create_dynamic, "create_dynamic($module, spec, file=<unrepresentable>, /)\n--\n\nCreate an extension module."),
            method!(o "exec_dynamic", exec_dynamic, "exec_dynamic($module, mod, /)\n--\n\nInitialize an extension module."),
            method!(fastcall "_fix_co_filename", fix_co_filename, "_fix_co_filename($module, code, path, /)\n--\n\nChanges code.co_filename to specify the passed-in path."),
            method!(keywords "source_hash", source_hash, "source_hash($module, /, key, source)\n--\n\n"),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    let config = state::config::get();
    let mode = config.check_hash_pycs_mode.as_deref().unwrap_or(std::ffi::OsStr::new("default"));
    module.setattr(intern!(py, "check_hash_based_pycs"), &*state::config::python_str(py, mode)?)
}

fn extension_suffixes<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let list = py.list([])?;
    for suffix in super::sys::extension_suffixes() {
        list.append(&*py.str(suffix)?)?;
    }
    Ok(list.into_any())
}

/// The import lock: recursive, owned by a thread.
struct ImportLock {
    owner: Mutex<(u64, u32)>,
    free: std::sync::Condvar,
}
static LOCK: ImportLock = ImportLock { owner: Mutex::new((0, 0)), free: std::sync::Condvar::new() };

fn this_thread() -> u64 {
    // SAFETY: pthread_self has no preconditions.
    unsafe { libc::pthread_self() as u64 }
}

fn lock_held<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let owner = LOCK.owner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(py.bool(owner.1 > 0))
}

fn acquire_lock<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let me = this_thread();
    state::detached(py, || {
        let mut owner = LOCK.owner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while owner.1 > 0 && owner.0 != me {
            owner = LOCK.free.wait(owner).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        *owner = (me, owner.1 + 1);
    });
    Ok(py.none())
}

fn release_lock<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let mut owner = LOCK.owner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if owner.1 == 0 || owner.0 != this_thread() {
        drop(owner);
        return Err(raise!(py, RuntimeError, "not holding the import lock"));
    }
    owner.1 -= 1;
    let free = owner.1 == 0;
    drop(owner);
    if free {
        LOCK.free.notify_one();
    }
    Ok(py.none())
}

fn name_arg<'a, 'py>(function: &str, name: &'a Ref<'py>) -> PyResult<&'a Ref<'py, Str>> {
    name.expect_arg::<Str>(function, "argument")
}

fn no_such_frozen<'py>(py: Attached<'py>, name: &Ref<'py, Str>) -> Raised {
    let text = format!("No such frozen object named {}", name.to_string_lossy());
    match py.str(&text) {
        // SAFETY: live objects; the indicator is set afterwards.
        Ok(text) => unsafe {
            decl::PyErr_SetImportError(text.as_object_ptr(), name.as_object_ptr(), std::ptr::null_mut());
            Raised::assume()
        },
        Err(raised) => raised,
    }
}

fn find_frozen<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::with("find_frozen", ["name", "withdata"], 1, 1, 1);
    let [name, withdata] = SIG.parse(py, args)?;
    let name = name.expect("required");
    let name = name_arg("find_frozen", &name)?;
    let withdata = withdata.map_or(Ok(false), |w| w.is_true())?;
    let Some(found) = frozen::find(&name.to_string_lossy()) else { return Ok(py.none()) };
    let data = if withdata {
        let bytes = py.bytes(&found.code)?;
        // SAFETY: a live bytes object; a new reference or NULL.
        unsafe { Ref::from_owned_or_raised(py, decl::PyMemoryView_FromObject(bytes.as_object_ptr()))? }
    } else {
        py.none()
    };
    let origname = py.str(&found.name)?.into_any();
    Ok(py.tuple([data, py.bool(found.is_package), origname])?.into_any())
}

fn get_frozen_object<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "get_frozen_object", 1, 2)?;
    let name = args.get(0).expect("checked");
    let name = name_arg("get_frozen_object", &name)?;
    let code = match args.get(1).filter(|d| !d.is_none()) {
        Some(data) => {
            // SAFETY: a live object; a new reference or NULL.
            let bytes: Ref<'py> =
                unsafe { Ref::from_owned_or_raised(py, decl::PyBytes_FromObject(data.as_ptr()))? };
            bytes.expect::<Bytes>()?.as_bytes().to_vec()
        }
        None => frozen::find(&name.to_string_lossy()).ok_or_else(|| no_such_frozen(py, name))?.code,
    };
    let ob = super::marshal::loads(py, &code)?;
    if ob.cast::<Code>().is_none() {
        return Err(raise!(py, TypeError, "frozen object {} is not a code object", name.to_string_lossy()));
    }
    Ok(ob)
}

fn is_frozen_package<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> Object<'py> {
    let name = name_arg("is_frozen_package", &name)?;
    match frozen::find(&name.to_string_lossy()) {
        Some(found) => Ok(py.bool(found.is_package)),
        None => Err(no_such_frozen(py, name)),
    }
}

fn is_frozen<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> Object<'py> {
    let name = name_arg("is_frozen", &name)?;
    Ok(py.bool(frozen::find(&name.to_string_lossy()).is_some()))
}

fn init_frozen<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> Object<'py> {
    let name = name_arg("init_frozen", &name)?;
    // SAFETY: a live str.
    match unsafe { decl::PyImport_ImportFrozenModuleObject(name.as_object_ptr()) } {
        // SAFETY: -1 means that an exception is set.
        n if n < 0 => Err(unsafe { Raised::assume() }),
        0 => Ok(py.none()),
        _ => crate::import::statement::loaded(py, name).map(|m| m.unwrap_or_else(|| py.none())),
    }
}

fn frozen_module_names<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let list = py.list([])?;
    for name in frozen::names() {
        list.append(&*py.str(&name)?)?;
    }
    Ok(list.into_any())
}

static MULTI_CHECK: AtomicI32 = AtomicI32::new(0);

fn override_int<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, value: Borrowed<'_, 'py>) -> Object<'py> {
    value.as_int()?;
    Ok(py.none())
}

fn override_multi<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, value: Borrowed<'_, 'py>) -> Object<'py> {
    let old = MULTI_CHECK.swap(value.as_int()?, Relaxed);
    Ok(py.int(old.into())?.into_any())
}

fn is_builtin<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> Object<'py> {
    let name = name_arg("is_builtin", &name)?.to_string_lossy();
    // -1: built in, but cannot be initialised again.
    let answer = match inittab::find(&name) {
        Some(_) if name == "sys" || name == "builtins" => -1,
        Some(_) => 1,
        None => 0,
    };
    Ok(py.int(answer)?.into_any())
}

fn create_builtin<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, spec: Borrowed<'_, 'py>) -> Object<'py> {
    let name = spec.getattr(intern!(py, "name"))?;
    let name = name.expect::<Str>()?;
    let text = name.to_string_lossy();
    if (text == "sys" || text == "builtins")
        && let Some(module) = crate::import::statement::loaded(py, name)?
    {
        return Ok(module);
    }
    match inittab::find(&text) {
        Some(init) => inittab::from_init(py, init, &spec),
        None => Ok(py.none()),
    }
}

fn exec_builtin<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, module: Borrowed<'_, 'py>) -> Object<'py> {
    if module.cast::<Module>().is_some() {
        let name = module.getattr(intern!(py, "__name__"))?.to_str()?.to_string_lossy();
        if name != "sys" && name != "builtins" {
            inittab::execute(py, &module)?;
        }
    }
    Ok(py.int(0)?.into_any())
}

fn create_dynamic<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "create_dynamic", 1, 2)?;
    extension::create(py, &args.get(0).expect("checked"))
}

fn exec_dynamic<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, module: Borrowed<'_, 'py>) -> Object<'py> {
    extension::execute(py, &module)?;
    Ok(py.int(0)?.into_any())
}

fn fix_co_filename<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "_fix_co_filename", 2, 2)?;
    let code = args.get(0).expect("checked");
    let code = code.expect_arg::<Code>("_fix_co_filename", "argument 1")?;
    let path = args.get(1).expect("checked");
    let path = path.expect_arg::<Str>("_fix_co_filename", "argument 2")?;
    crate::objects::code::fix_filename(code, path);
    Ok(py.none())
}

fn source_hash<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("source_hash", ["key", "source"], 2);
    let [key, source] = SIG.parse(py, args)?;
    let key = key.expect("required").as_i64()?;
    // SAFETY: a live object; a new reference or NULL.
    let bytes: Ref<'py> = unsafe {
        Ref::from_owned_or_raised(py, decl::PyBytes_FromObject(source.expect("required").as_ptr()))?
    };
    let hash = crate::objects::hash::siphash13(key as u64, 0, bytes.expect::<Bytes>()?.as_bytes());
    Ok(py.bytes(&hash.to_le_bytes())?.into_any())
}
