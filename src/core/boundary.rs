//! The one place where C calls into Rust: gives the token, catches panics, turns results into C's conventions.

use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use mortise_abi::PyObject;

use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};

/// A result that has a C form with a value that means "an exception is set".
pub trait IntoC {
    /// The C type.
    type C;
    /// The value for an exception.
    const ERROR: Self::C;
    /// Converts; references pass to the caller.
    fn into_c(self) -> Self::C;
}

macro_rules! int_result {
    ($($t:ty => $c:ty, $ok:ident, $conv:expr;)*) => { $(
        impl IntoC for PyResult<$t> {
            type C = $c;
            const ERROR: $c = (-1i32) as $c;
            #[inline(always)]
            fn into_c(self) -> $c {
                match self { Ok($ok) => $conv, Err(Raised { .. }) => Self::ERROR }
            }
        }
    )* };
}
int_result! {
    () => c_int, _unit, 0;
    bool => c_int, v, v as c_int;
    c_int => c_int, v, v;
    isize => isize, v, v;
    u32 => u32, v, v;
    i64 => i64, v, v;
    u64 => u64, v, v;
    usize => usize, v, v;
    f64 => f64, v, v;
}

impl<T> IntoC for PyResult<Ref<'_, T>> {
    type C = *mut PyObject;
    const ERROR: Self::C = std::ptr::null_mut();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.map_or(std::ptr::null_mut(), Ref::into_object_ptr)
    }
}

/// A borrowed result: the caller owns nothing.
impl<T> IntoC for PyResult<Borrowed<'_, '_, T>> {
    type C = *mut PyObject;
    const ERROR: Self::C = std::ptr::null_mut();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.map_or(std::ptr::null_mut(), |b| b.as_object_ptr())
    }
}

/// NULL without an exception for `None`, as `tp_iternext` wants it.
impl<T> IntoC for PyResult<Option<Ref<'_, T>>> {
    type C = *mut PyObject;
    const ERROR: Self::C = std::ptr::null_mut();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.map_or(std::ptr::null_mut(), |o| o.map_or(std::ptr::null_mut(), Ref::into_object_ptr))
    }
}

/// NULL without an exception for `None`.
impl<T> IntoC for PyResult<Option<Borrowed<'_, '_, T>>> {
    type C = *mut PyObject;
    const ERROR: Self::C = std::ptr::null_mut();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.map_or(std::ptr::null_mut(), |o| o.map_or(std::ptr::null_mut(), |b| b.as_object_ptr()))
    }
}

impl<T> IntoC for Ref<'_, T> {
    type C = *mut PyObject;
    const ERROR: Self::C = std::ptr::null_mut();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.into_object_ptr()
    }
}

impl<T> IntoC for PyResult<Owned<T>> {
    type C = *mut PyObject;
    const ERROR: Self::C = std::ptr::null_mut();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.map_or(std::ptr::null_mut(), |o| {
            let p = o.as_ptr().cast();
            std::mem::forget(o);
            p
        })
    }
}

impl<T> IntoC for PyResult<*mut T> {
    type C = *mut T;
    const ERROR: Self::C = std::ptr::null_mut();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.unwrap_or(std::ptr::null_mut())
    }
}

impl<T> IntoC for PyResult<*const T> {
    type C = *const T;
    const ERROR: Self::C = std::ptr::null();
    #[inline(always)]
    fn into_c(self) -> Self::C {
        self.unwrap_or(std::ptr::null())
    }
}

/// Functions that cannot fail but may panic.
impl IntoC for () {
    type C = ();
    const ERROR: () = ();
    #[inline(always)]
    fn into_c(self) {}
}

/// Runs `body` for C code that called the function `name` on an attached thread.
///
/// # Safety
/// The thread is attached (C API rule for every function that does not say otherwise).
#[inline(always)]
pub unsafe fn enter<'py, R: IntoC>(name: &'static str, body: impl FnOnce(Attached<'py>) -> R) -> R::C {
    // SAFETY: by contract.
    let py = unsafe { Attached::assume() };
    match catch_unwind(AssertUnwindSafe(|| body(py))) {
        Ok(result) => result.into_c(),
        Err(panic) => {
            report_panic(py, name, panic);
            R::ERROR
        }
    }
}

#[cold]
#[inline(never)]
fn report_panic(py: Attached<'_>, name: &str, panic: Box<dyn std::any::Any + Send>) {
    let text = panic
        .downcast_ref::<&str>()
        .map(|s| s.to_string())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic".to_string());
    // The indicator carries the error; the witness has done its work.
    let _: Raised = crate::raise!(py, SystemError, "{name}: internal error in Mortise: {text}");
}

/// `void *` that C hands through untouched.
pub type Opaque = *mut c_void;
