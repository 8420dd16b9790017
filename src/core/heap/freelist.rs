//! Free lists: memory of destroyed objects of one exact type and size, kept per thread for the next ones.

use std::cell::Cell;

use mortise_abi::PyObject;

use super::refcount;

/// A chain of objects without contents. It is linked through the first word after the object header.
pub struct FreeList {
    head: Cell<*mut PyObject>,
    len: Cell<u32>,
}

impl FreeList {
    /// An empty list.
    #[allow(clippy::declare_interior_mutable_const)] // an initial value: each use is a list of its own
    pub const EMPTY: FreeList = FreeList { head: Cell::new(std::ptr::null_mut()), len: Cell::new(0) };

    /// Keeps the memory of `ob`, or says that there are `limit` already.
    ///
    /// # Safety
    /// `ob` is not tracked, nothing refers to it, its contents are gone, and it has a word after its header.
    #[inline(always)]
    pub unsafe fn push(&self, ob: *mut PyObject, limit: u32) -> bool {
        if self.len.get() >= limit || !super::allocators::recycles() {
            return false;
        }
        // SAFETY: the word after the header is ours by contract.
        unsafe { ob.add(1).cast::<*mut PyObject>().write(self.head.get()) };
        self.head.set(ob);
        self.len.set(self.len.get() + 1);
        true
    }

    /// An object of the list's type with one reference and without contents.
    #[inline(always)]
    pub fn pop(&self) -> Option<*mut PyObject> {
        let ob = self.head.get();
        if ob.is_null() {
            return None;
        }
        // SAFETY: the list owns its objects, which `push` linked.
        unsafe {
            self.head.set(ob.add(1).cast::<*mut PyObject>().read());
            refcount::init(ob);
        }
        self.len.set(self.len.get() - 1);
        Some(ob)
    }

    /// Gives all memory to `free`.
    pub fn drain(&self, free: unsafe extern "C" fn(*mut std::ffi::c_void)) {
        while let Some(ob) = self.pop() {
            // SAFETY: popped, so nobody else knows it.
            unsafe { free(ob.cast()) }
        }
    }
}
