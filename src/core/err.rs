//! The error indicator as a Rust type.
//!
//! A failing function sets the thread's error indicator and returns [`Raised`], a zero-size witness of that. `PyResult<Ref<T>>` is one
//! pointer wide, NULL for an error: exactly what C expects.

use std::fmt::Arguments;

use mortise_abi::{PyObject, PyTypeObject};

use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

/// Witness that the current thread's error indicator is set.
#[derive(Debug)]
#[must_use = "an exception is set; return it or take it"]
pub struct Raised(());

/// The result of whatever can raise a Python exception.
pub type PyResult<T> = Result<T, Raised>;

impl Raised {
    /// # Safety
    /// The error indicator of the current thread is set.
    #[inline(always)]
    pub unsafe fn assume() -> Raised {
        Raised(())
    }

    /// Takes the exception out of the indicator (normalised), which is clear afterwards.
    pub fn take(self, py: Attached<'_>) -> Ref<'_, PyObject> {
        crate::state::error::take(py).expect("Raised without an exception set")
    }

    /// Drops the exception.
    pub fn clear(self, py: Attached<'_>) {
        drop(self.take(py));
    }

    /// Whether the exception is an instance of `exc` (a class of [`crate::objects::exceptions`]).
    pub fn matches(&self, py: Attached<'_>, exc: *mut PyTypeObject) -> bool {
        crate::state::error::matches(py, exc)
    }
}

/// Raises `exc` with a message. Use the [`crate::raise!`] macro.
#[cold]
#[inline(never)]
pub fn raise_fmt(py: Attached<'_>, exc: *mut PyTypeObject, message: Arguments<'_>) -> Raised {
    crate::state::error::set_message(py, exc, &message.to_string())
}

/// Raises a built-in exception: `raise!(py, TypeError, "expected {}, not {}", a, b)` evaluates to [`Raised`].
///
/// The name is that of the exception's class; the text is `format!`'s.
#[macro_export]
macro_rules! raise {
    ($py:expr, $exc:ident, $($arg:tt)*) => {
        $crate::err::raise_fmt($py, $crate::objects::exceptions::classes::$exc(), format_args!($($arg)*))
    };
}
