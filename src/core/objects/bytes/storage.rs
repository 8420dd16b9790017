//! The memory of bytes objects: the header, the bytes and a NUL.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::heap::refcount;
use crate::objects::Bytes;
use crate::objects::str::storage::no_memory;
use crate::raise;

/// Size of an empty bytes object with its NUL.
pub const HEADER: usize = std::mem::offset_of!(PyBytesObject, ob_sval) + 1;

#[repr(C)]
struct StaticBytes {
    head: PyBytesObject,
    text: [u8; 8],
}
const fn static_bytes(len: isize, c: u8) -> StaticBytes {
    StaticBytes {
        head: PyBytesObject {
            ob_base: PyVarObject::immortal(&raw mut decl::PyBytes_Type, len),
            ob_shash: -1,
            ob_sval: [c as _],
        },
        text: [0; 8],
    }
}
static mut EMPTY: StaticBytes = static_bytes(0, 0);
static mut SINGLE: [StaticBytes; 256] = {
    let mut all = [const { static_bytes(1, 0) }; 256];
    let mut i = 0;
    while i < 256 {
        all[i].head.ob_sval[0] = i as u8 as _;
        i += 1;
    }
    all
};

/// `b''`
pub fn empty(py: Attached<'_>) -> Ref<'_, Bytes> {
    // SAFETY: static and immortal.
    unsafe { Ref::from_owned(py, (&raw mut EMPTY).cast()) }
}

/// The shared object of one byte.
pub fn single(py: Attached<'_>, byte: u8) -> Ref<'_, Bytes> {
    // SAFETY: static and immortal; the index is in range.
    unsafe { Ref::from_owned(py, (&raw mut SINGLE).cast::<StaticBytes>().add(byte as usize).cast()) }
}

/// Where the bytes are.
///
/// # Safety
/// `ob` points to a live bytes object.
#[inline(always)]
pub unsafe fn data(ob: *mut PyObject) -> *mut u8 {
    // SAFETY: by contract.
    unsafe { (&raw mut (*ob.cast::<PyBytesObject>()).ob_sval).cast() }
}

/// Number of bytes.
///
/// # Safety
/// `ob` points to a live bytes object.
#[inline(always)]
pub unsafe fn length(ob: *mut PyObject) -> usize {
    // SAFETY: by contract.
    unsafe { (*ob.cast::<PyVarObject>()).ob_size as usize }
}

/// A new object of `len` bytes that are not written yet, but for the NUL. The empty one is not made here.
pub fn allocate(py: Attached<'_>, len: usize) -> PyResult<*mut PyObject> {
    if len > isize::MAX as usize - HEADER {
        return Err(raise!(py, OverflowError, "byte string is too large"));
    }
    // SAFETY: fresh memory of that size; the header is written before anybody sees it.
    unsafe {
        let ob: *mut PyObject = decl::PyObject_Malloc(HEADER + len).cast();
        if ob.is_null() {
            return Err(no_memory(py));
        }
        (*ob).ob_type = &raw mut decl::PyBytes_Type;
        refcount::init(ob);
        (*ob.cast::<PyVarObject>()).ob_size = len as isize;
        (*ob.cast::<PyBytesObject>()).ob_shash = -1;
        data(ob).add(len).write(0);
        Ok(ob)
    }
}

/// A new object whose bytes `fill` writes; they are zero before.
pub fn with<'py>(
    py: Attached<'py>,
    len: usize,
    fill: impl FnOnce(&mut [u8]) -> PyResult<()>,
) -> PyResult<Ref<'py, Bytes>> {
    if len == 0 {
        fill(&mut [])?;
        return Ok(empty(py));
    }
    let ob = allocate(py, len)?;
    // SAFETY: nobody else sees the object; the bytes are initialised before a slice is made of them.
    unsafe {
        let new: Ref<'py, Bytes> = Ref::from_owned(py, ob.cast());
        std::ptr::write_bytes(data(ob), 0, len);
        fill(std::slice::from_raw_parts_mut(data(ob), len))?;
        Ok(new)
    }
}

/// A bytes object with these bytes.
pub fn from_slice<'py>(py: Attached<'py>, bytes: &[u8]) -> PyResult<Ref<'py, Bytes>> {
    match bytes {
        [] => Ok(empty(py)),
        [byte] => Ok(single(py, *byte)),
        // SAFETY: fresh memory of that length.
        _ => unsafe {
            let ob = allocate(py, bytes.len())?;
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), data(ob), bytes.len());
            Ok(Ref::from_owned(py, ob.cast()))
        },
    }
}

/// `_PyBytes_Resize`: only the caller knows the object; it is moved or copied.
///
/// # Safety
/// `*slot` is an owned reference to a bytes object, which is replaced (by NULL on failure).
pub unsafe fn resize(py: Attached<'_>, slot: &mut *mut PyObject, len: usize) -> PyResult<()> {
    // SAFETY: by contract; an object that others may know is copied.
    unsafe {
        let ob = *slot;
        let have = length(ob);
        if have == len {
            return Ok(());
        }
        if len == 0 {
            *slot = empty(py).into_object_ptr();
            refcount::decref(ob);
            return Ok(());
        }
        if have == 0 {
            *slot = std::ptr::null_mut();
            refcount::decref(ob);
            *slot = allocate(py, len)?;
            return Ok(());
        }
        if !refcount::is_unique(ob) {
            *slot = std::ptr::null_mut();
            let old: Ref<'_, Bytes> = Ref::from_owned(py, ob.cast());
            let new = allocate(py, len)?;
            data(new).copy_from_nonoverlapping(old.as_bytes().as_ptr(), have.min(len));
            *slot = new;
            return Ok(());
        }
        let new: *mut PyObject = decl::PyObject_Realloc(ob.cast(), HEADER + len).cast();
        if new.is_null() {
            *slot = std::ptr::null_mut();
            refcount::decref(ob);
            return Err(no_memory(py));
        }
        (*new.cast::<PyVarObject>()).ob_size = len as isize;
        (*new.cast::<PyBytesObject>()).ob_shash = -1;
        data(new).add(len).write(0);
        *slot = new;
        Ok(())
    }
}

impl<'py> Ref<'py, Bytes> {
    /// The bytes
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: ob_size bytes follow the header and do not change.
        unsafe { std::slice::from_raw_parts(data(self.as_object_ptr()), length(self.as_object_ptr())) }
    }
    /// `hash(self)`; computed once.
    pub fn bytes_hash(&self) -> isize {
        // SAFETY: the word is accessed atomically; every thread computes the same.
        let cache = unsafe {
            std::sync::atomic::AtomicIsize::from_ptr(
                &raw mut (*self.as_ptr().cast::<PyBytesObject>()).ob_shash,
            )
        };
        match cache.load(std::sync::atomic::Ordering::Relaxed) {
            -1 => {
                let hash = crate::objects::hash::bytes(self.as_bytes());
                cache.store(hash, std::sync::atomic::Ordering::Relaxed);
                hash
            }
            hash => hash,
        }
    }
}
