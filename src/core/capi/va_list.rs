//! Reading C's variable arguments (x86-64 System V ABI).

use std::ffi::{c_char, c_double, c_int, c_long, c_uint, c_ulong, c_void};

use mortise_abi::PyObject;

pub use super::decl::VaList;

/// A cursor over the variable arguments of a C call.
///
/// Each read must ask for the type that the caller passed; the format string says which.
pub struct Arguments(*mut VaList);

impl Arguments {
    /// # Safety
    /// `list` is a started `va_list` that stays valid while the cursor is used.
    pub unsafe fn new(list: *mut VaList) -> Self {
        Arguments(list)
    }

    /// The next eight-byte integer slot.
    ///
    /// # Safety
    /// The caller passed one more argument of an integer or pointer type.
    #[inline]
    pub unsafe fn word(&mut self) -> u64 {
        // SAFETY: the first six integer arguments are in the register save area, the others on the stack, eight bytes each.
        unsafe {
            let list = &mut *self.0;
            if list.gp_offset < 48 {
                let at = list.reg_save_area.cast::<u8>().add(list.gp_offset as usize);
                list.gp_offset += 8;
                at.cast::<u64>().read()
            } else {
                self.stacked()
            }
        }
    }

    /// # Safety
    /// One more argument was passed on the stack.
    unsafe fn stacked(&mut self) -> u64 {
        // SAFETY: by contract.
        unsafe {
            let list = &mut *self.0;
            let at: *mut u64 = list.overflow_arg_area.cast();
            list.overflow_arg_area = at.add(1).cast();
            at.read()
        }
    }

    /// The next `double` (or promoted `float`).
    ///
    /// # Safety
    /// The caller passed one.
    pub unsafe fn double(&mut self) -> c_double {
        // SAFETY: the first eight are in the vector part of the register save area, sixteen bytes each.
        unsafe {
            let list = &mut *self.0;
            if list.fp_offset < 176 {
                let at = list.reg_save_area.cast::<u8>().add(list.fp_offset as usize);
                list.fp_offset += 16;
                at.cast::<c_double>().read()
            } else {
                c_double::from_bits(self.stacked())
            }
        }
    }

    /// The next pointer.
    ///
    /// # Safety
    /// The caller passed one.
    #[inline]
    pub unsafe fn pointer<T>(&mut self) -> *mut T {
        // SAFETY: by contract.
        unsafe { self.word() as *mut T }
    }

    /// The next `int` (or a promoted smaller type).
    ///
    /// # Safety
    /// The caller passed one.
    #[inline]
    pub unsafe fn int(&mut self) -> c_int {
        // SAFETY: by contract; the upper half of the slot is undefined.
        unsafe { self.word() as c_int }
    }

    /// The next `unsigned int`.
    ///
    /// # Safety
    /// The caller passed one.
    pub unsafe fn uint(&mut self) -> c_uint {
        // SAFETY: by contract.
        unsafe { self.word() as c_uint }
    }

    /// The next `long` (or `long long`, or `Py_ssize_t`).
    ///
    /// # Safety
    /// The caller passed one.
    #[inline]
    pub unsafe fn long(&mut self) -> c_long {
        // SAFETY: by contract.
        unsafe { self.word() as c_long }
    }

    /// The next `unsigned long` (or `unsigned long long`, or `size_t`).
    ///
    /// # Safety
    /// The caller passed one.
    pub unsafe fn ulong(&mut self) -> c_ulong {
        // SAFETY: by contract.
        unsafe { self.word() as c_ulong }
    }

    /// The next `PyObject *`.
    ///
    /// # Safety
    /// The caller passed one.
    #[inline]
    pub unsafe fn object(&mut self) -> *mut PyObject {
        // SAFETY: by contract.
        unsafe { self.pointer() }
    }

    /// The next C string.
    ///
    /// # Safety
    /// The caller passed one.
    pub unsafe fn string(&mut self) -> *const c_char {
        // SAFETY: by contract.
        unsafe { self.pointer() }
    }

    /// The list itself, for functions that go on with it.
    pub fn list(&mut self) -> *mut VaList {
        self.0
    }

    /// The next `void *`.
    ///
    /// # Safety
    /// The caller passed one.
    pub unsafe fn opaque(&mut self) -> *mut c_void {
        // SAFETY: by contract.
        unsafe { self.pointer() }
    }
}
