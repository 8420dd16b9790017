//! Helpers for built-in modules: adding types and values, struct sequences.

use std::ffi::{CStr, c_int};

use mortise_abi::{PyStructSequence_Desc, PyStructSequence_Field, PyTypeObject};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Module};

/// The module's dictionary.
pub fn dict_of<'py>(py: Attached<'py>, module: Borrowed<'_, 'py, Module>) -> Ref<'py, Dict> {
    // SAFETY: a live module keeps its dictionary.
    unsafe { Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_object_ptr()).cast()).to_owned() }
}

/// `module.name = value`
pub fn add<'py>(
    py: Attached<'py>,
    module: Borrowed<'_, 'py, Module>,
    name: &str,
    value: &Ref<'py>,
) -> PyResult<()> {
    dict_of(py, module).set_str(name, value)
}

/// `module.name = value` for integer constants.
pub fn add_int(py: Attached<'_>, module: Borrowed<'_, '_, Module>, name: &str, value: i64) -> PyResult<()> {
    let value = py.int(value)?;
    // SAFETY: a live module keeps its dictionary.
    let dict: Ref<'_, Dict> =
        unsafe { Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_object_ptr()).cast()).to_owned() };
    dict.set_str(name, &value)
}

/// Readies a static type declared with `builtin_type!` or `native_type!`.
#[allow(clippy::not_unsafe_ptr_arg_deref)] // only what the declaring macros make is passed here
pub fn ready(_py: Attached<'_>, ty: *mut PyTypeObject) -> PyResult<()> {
    // SAFETY: the macros make complete static types; -1 means that an exception is set.
    unsafe { if decl::PyType_Ready(ty) < 0 { Err(Raised::assume()) } else { Ok(()) } }
}

/// Readies a static type and makes it an attribute of the module under its name.
#[allow(clippy::not_unsafe_ptr_arg_deref)] // as `ready`
pub fn add_type<'py>(
    py: Attached<'py>,
    module: Borrowed<'_, 'py, Module>,
    ty: *mut PyTypeObject,
) -> PyResult<()> {
    ready(py, ty)?;
    // SAFETY: ready and static.
    let ty = unsafe { py.static_type(ty) };
    add(py, module, &ty.name(), ty.as_any())
}

/// Makes a struct sequence type; the first `visible` fields are items.
pub fn struct_sequence_type<'py>(
    py: Attached<'py>,
    name: &'static CStr,
    doc: &'static CStr,
    fields: &[(&'static CStr, &'static CStr)],
    visible: usize,
) -> PyResult<Ref<'py>> {
    let mut table: Vec<PyStructSequence_Field> = fields
        .iter()
        .map(|(name, doc)| PyStructSequence_Field {
            // An empty name stands for a field without one.
            name: if name.is_empty() {
                // SAFETY: the marker is set once and for all.
                unsafe { decl::PyStructSequence_UnnamedField }
            } else {
                name.as_ptr()
            },
            doc: doc.as_ptr(),
        })
        .collect();
    table.push(PyStructSequence_Field { name: std::ptr::null(), doc: std::ptr::null() });
    // The type keeps pointers to the names; it lives as long as the process.
    let table = Box::leak(table.into_boxed_slice());
    let desc = Box::leak(Box::new(PyStructSequence_Desc {
        name: name.as_ptr(),
        doc: doc.as_ptr(),
        fields: table.as_mut_ptr(),
        n_in_sequence: visible as c_int,
    }));
    // SAFETY: the description is complete and lives for ever; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyStructSequence_NewType(desc).cast()) }
}

/// An instance of a struct sequence type.
pub fn struct_sequence<'py>(py: Attached<'py>, ty: &Ref<'py>, values: Vec<Ref<'py>>) -> PyResult<Ref<'py>> {
    // SAFETY: ty is a struct sequence type; the items are given away.
    unsafe {
        let new =
            Ref::from_owned_or_raised(py, decl::PyStructSequence_New(ty.as_ptr().cast::<PyTypeObject>()))?;
        for (i, value) in values.into_iter().enumerate() {
            decl::PyStructSequence_SetItem(new.as_ptr(), i as isize, value.into_ptr());
        }
        Ok(new)
    }
}

/// `issubclass(a, b)`
pub fn is_subclass<'py>(a: &Ref<'py>, b: &Ref<'py>) -> PyResult<bool> {
    // SAFETY: live objects; -1 with an exception.
    match unsafe { decl::PyObject_IsSubclass(a.as_ptr(), b.as_ptr()) } {
        // SAFETY: see above.
        n if n < 0 => Err(unsafe { Raised::assume() }),
        n => Ok(n != 0),
    }
}

/// The class object of a built-in exception: `class_object(py, classes::OSError())`.
#[allow(clippy::not_unsafe_ptr_arg_deref)] // only what `classes` names is passed here
pub fn class_object<'py>(py: Attached<'py>, ty: *mut PyTypeObject) -> Ref<'py> {
    // SAFETY: only static, ready types are named by the callers.
    unsafe { py.static_type(ty) }.to_owned().into_any()
}

/// What the C library says of an errno.
pub fn strerror(errno: i32) -> String {
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer has that many bytes; the text ends with NUL.
    unsafe {
        if libc::strerror_r(errno, buffer.as_mut_ptr().cast(), buffer.len()) != 0 {
            return format!("Unknown error {errno}");
        }
    }
    let end = buffer.iter().position(|&b| b == 0).unwrap_or(buffer.len());
    String::from_utf8_lossy(&buffer[..end]).into_owned()
}

/// Raises `OSError(errno, strerror[, filename[, None, filename2]])`, that is, the subclass for the errno.
pub fn os_error<'py>(
    py: Attached<'py>,
    errno: i32,
    filename: Option<&Ref<'py>>,
    filename2: Option<&Ref<'py>>,
) -> Raised {
    let make = || -> PyResult<Ref<'py>> {
        let mut items = vec![py.int(errno.into())?.into_any(), py.str(&strerror(errno))?.into_any()];
        if let Some(name) = filename {
            items.push(name.clone());
            if let Some(second) = filename2 {
                items.extend([py.none(), second.clone()]);
            }
        }
        Ok(py.tuple(items)?.into_any())
    };
    match make() {
        Ok(args) => {
            let class = class_object(py, crate::objects::exceptions::classes::OSError());
            crate::state::error::set_object(py, &class, Some(&args))
        }
        Err(raised) => raised,
    }
}

/// Reports the exception that is set as one that nobody can catch; `context` says where it came from.
pub fn unraisable(raised: Raised, context: Option<&Ref<'_>>) {
    let _ = raised;
    // SAFETY: an exception is set; NULL or a live object.
    unsafe { decl::PyErr_WriteUnraisable(context.map_or(std::ptr::null_mut(), |c| c.as_ptr())) }
}

/// Runs the handlers of signals that arrived.
pub fn check_signals(_py: Attached<'_>) -> PyResult<()> {
    // SAFETY: the thread is attached; -1 with an exception.
    if unsafe { decl::PyErr_CheckSignals() } < 0 { Err(unsafe { Raised::assume() }) } else { Ok(()) }
}

/// Runs a system call with the thread detached, again whenever a signal interrupts it, whose handlers run first.
pub fn blocking<R: Send>(
    py: Attached<'_>,
    mut call: impl FnMut() -> Result<R, i32>,
) -> PyResult<Result<R, i32>> {
    loop {
        match crate::state::thread::detached(py, &mut call) {
            Err(libc::EINTR) => check_signals(py)?,
            result => return Ok(result),
        }
    }
}

/// `sys.audit(event, *args)`
pub fn audit<'py, const N: usize>(
    py: Attached<'py>,
    event: &'static CStr,
    args: [Ref<'py>; N],
) -> PyResult<()> {
    let args = py.tuple(args)?;
    // SAFETY: a C string and a live tuple; -1 with an exception.
    if unsafe { decl::PySys_AuditTuple(event.as_ptr(), args.as_object_ptr()) } < 0 {
        // SAFETY: see above.
        return Err(unsafe { Raised::assume() });
    }
    Ok(())
}

/// A set (`frozen`: a frozenset) of the items.
pub fn set_of<'py>(py: Attached<'py>, items: Vec<Ref<'py>>, frozen: bool) -> PyResult<Ref<'py>> {
    let list = py.list(items)?;
    // SAFETY: a live list; a new reference or NULL.
    unsafe {
        let new = if frozen {
            decl::PyFrozenSet_New(list.as_object_ptr())
        } else {
            decl::PySet_New(list.as_object_ptr())
        };
        Ref::from_owned_or_raised(py, new)
    }
}

/// `type.__flags__`
pub fn type_flags(ty: &Ref<'_, PyTypeObject>) -> u64 {
    // SAFETY: a live type.
    unsafe { (*ty.as_ptr()).tp_flags }
}

/// Replaces the flags in `mask` of a type that is not immutable.
pub fn replace_type_flags(ty: &Ref<'_, PyTypeObject>, mask: u64, flags: u64) {
    if type_flags(ty) & mortise_abi::Py_TPFLAGS_IMMUTABLETYPE != 0 {
        return;
    }
    // SAFETY: a live heap type; the word is only changed by attached threads while the class is being set up.
    unsafe {
        let word = &raw mut (*ty.as_ptr()).tp_flags;
        *word = ((*word & !mask) | flags) as _;
        decl::PyType_Modified(ty.as_ptr());
    }
}

/// `types.GenericAlias(origin, item)`: for `__class_getitem__`.
pub fn generic_alias<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: live objects; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::Py_GenericAlias(cls.as_ptr(), item.as_ptr())) }
}

/// Forks with the runtime's own locks in order on both sides.
pub fn fork(_py: Attached<'_>, call: fn() -> Result<i32, i32>) -> Result<i32, i32> {
    // SAFETY: the calling thread is attached and the only one in the child.
    unsafe {
        decl::PyOS_BeforeFork();
        let pid = call();
        if pid == Ok(0) {
            decl::PyOS_AfterFork_Child();
        } else {
            decl::PyOS_AfterFork_Parent();
        }
        pid
    }
}

/// `memoryview(ob)`
pub fn memoryview<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyMemoryView_FromObject(ob.as_ptr())) }
}

/// A bytearray of `n` zero bytes.
pub fn zeroed_bytearray(py: Attached<'_>, n: usize) -> PyResult<Ref<'_>> {
    // SAFETY: NULL gives room without contents, which is cleared before anybody sees it.
    unsafe {
        let new =
            Ref::from_owned_or_raised(py, decl::PyByteArray_FromStringAndSize(std::ptr::null(), n as isize))?;
        std::ptr::write_bytes(decl::PyByteArray_AsString(new.as_ptr()).cast::<u8>(), 0, n);
        Ok(new)
    }
}

/// A new class: `type(name, bases, {"__module__": module})`.
pub fn new_class<'py>(
    py: Attached<'py>,
    module: &str,
    name: &str,
    bases: Vec<Ref<'py>>,
) -> PyResult<Ref<'py>> {
    let dict = py.dict()?;
    dict.set_str("__module__", &*py.interned(module)?)?;
    // SAFETY: static and ready.
    let metatype = unsafe { py.static_type(&raw mut decl::PyType_Type) };
    metatype.call([&*py.str(name)?, &*py.tuple(bases)?, &*dict])
}

/// Copies bytes into a view that may be written, as many as fit; how many.
pub fn fill(view: &crate::objects::protocol::buffer::View<'_>, bytes: &[u8]) -> usize {
    let n = view.len().min(bytes.len());
    // SAFETY: the exporter keeps that many writable bytes until the view is released.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), view.as_mut_ptr(), n) };
    n
}

/// A lock that belongs to an object's operations: who comes in again from the same thread is told.
pub struct ObjectLock {
    mutex: std::cell::UnsafeCell<mortise_abi::PyMutex>,
    owner: std::sync::atomic::AtomicUsize,
}

// SAFETY: the mutex is only accessed through its functions, which are made for many threads.
unsafe impl Sync for ObjectLock {}
// SAFETY: as above; a lock that nobody holds can move.
unsafe impl Send for ObjectLock {}

/// Gives the lock back when dropped.
pub struct ObjectGuard<'a>(&'a ObjectLock);

impl ObjectLock {
    /// A free lock.
    pub const fn new() -> ObjectLock {
        ObjectLock {
            // SAFETY: zero is a free mutex.
            mutex: std::cell::UnsafeCell::new(unsafe { std::mem::zeroed() }),
            owner: std::sync::atomic::AtomicUsize::new(0),
        }
    }
    /// Waits for the lock, detached; `None` when this thread holds it already.
    pub fn enter(&self, _py: Attached<'_>) -> Option<ObjectGuard<'_>> {
        use std::sync::atomic::Ordering::Relaxed;
        let me = crate::state::thread_pointer();
        if self.owner.load(Relaxed) == me {
            return None;
        }
        // SAFETY: the mutex lives as long as self.
        unsafe { crate::state::mutex::lock(self.mutex.get()) };
        self.owner.store(me, Relaxed);
        Some(ObjectGuard(self))
    }
}

impl Default for ObjectLock {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for ObjectGuard<'_> {
    fn drop(&mut self) {
        self.0.owner.store(0, std::sync::atomic::Ordering::Relaxed);
        // SAFETY: this guard holds the lock.
        unsafe { crate::state::mutex::unlock(self.0.mutex.get()) };
    }
}
