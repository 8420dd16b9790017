//! `critical_section.h` and `lock.h`: `PyMutex` and critical sections for C.

use mortise_abi::PyMutex;

use crate::state::mutex;

/// `PyMutex_Lock`: takes the lock; the thread detaches while it waits.
///
/// # Safety
/// `m` is a live mutex.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMutex_Lock(m: *mut PyMutex) {
    // SAFETY: by contract.
    unsafe { mutex::lock(m) }
}

/// `PyMutex_Unlock`: gives the lock back; a fatal error when it is not locked.
///
/// # Safety
/// `m` is a live mutex that the caller has locked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMutex_Unlock(m: *mut PyMutex) {
    // SAFETY: by contract.
    if unsafe { !mutex::unlock(m) } {
        eprintln!("Fatal Python error: PyMutex_Unlock: unlocking mutex that is not locked");
        std::process::abort();
    }
}

#[cfg(Py_GIL_DISABLED)]
mod ft {
    use mortise_abi::{PyCriticalSection, PyCriticalSection2, PyObject};

    use crate::state::critical_section;

    /// `PyCriticalSection_Begin`: locks `op` until the section ends or the thread detaches.
    ///
    /// # Safety
    /// The thread is attached; `c` stays in place until the section ends.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection_Begin(c: *mut PyCriticalSection, op: *mut PyObject) {
        // SAFETY: by contract.
        unsafe { critical_section::begin(c, &raw mut (*op).ob_mutex) }
    }
    /// `PyCriticalSection_End`
    ///
    /// # Safety
    /// `c` is the innermost section.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection_End(c: *mut PyCriticalSection) {
        // SAFETY: by contract.
        unsafe { critical_section::end(c) }
    }
    /// `PyCriticalSection2_Begin`: locks both objects, in the order of their addresses.
    ///
    /// # Safety
    /// As [`PyCriticalSection_Begin`].
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection2_Begin(
        c: *mut PyCriticalSection2,
        a: *mut PyObject,
        b: *mut PyObject,
    ) {
        // SAFETY: by contract.
        unsafe { critical_section::begin2(c, &raw mut (*a).ob_mutex, &raw mut (*b).ob_mutex) }
    }
    /// `PyCriticalSection2_End`
    ///
    /// # Safety
    /// `c` is the innermost section.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection2_End(c: *mut PyCriticalSection2) {
        // SAFETY: by contract.
        unsafe { critical_section::end2(c) }
    }

    /// `_Py_MergeZeroLocalRefcount`: the owner's last local reference is gone.
    ///
    /// # Safety
    /// Called by the inline `Py_DECREF` of published binaries.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn _Py_MergeZeroLocalRefcount(op: *mut PyObject) {
        // SAFETY: by contract.
        unsafe { crate::heap::refcount::merge_zero_local(op) }
    }
    /// `_Py_DecRefShared`: a thread that does not own the object gives a reference back.
    ///
    /// # Safety
    /// Called by the inline `Py_DECREF` of published binaries.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn _Py_DecRefShared(op: *mut PyObject) {
        // SAFETY: by contract.
        unsafe { crate::heap::refcount::decref_shared(op) }
    }
}
#[cfg(Py_GIL_DISABLED)]
pub use ft::*;

#[cfg(not(Py_GIL_DISABLED))]
mod gil {
    use std::ffi::c_void;

    use mortise_abi::PyObject;

    /// `PyCriticalSection_Begin`: nothing; the GIL is the lock.
    ///
    /// # Safety
    /// None.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection_Begin(_c: *mut c_void, _op: *mut PyObject) {}
    /// `PyCriticalSection_End`: nothing.
    ///
    /// # Safety
    /// None.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection_End(_c: *mut c_void) {}
    /// `PyCriticalSection2_Begin`: nothing; the GIL is the lock.
    ///
    /// # Safety
    /// None.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection2_Begin(_c: *mut c_void, _a: *mut PyObject, _b: *mut PyObject) {
    }
    /// `PyCriticalSection2_End`: nothing.
    ///
    /// # Safety
    /// None.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn PyCriticalSection2_End(_c: *mut c_void) {}
}
#[cfg(not(Py_GIL_DISABLED))]
pub use gil::*;
