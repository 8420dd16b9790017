//! The interpreter: what all its threads share. There is one per process so far.

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering::*};

use mortise_abi::{PyInterpreterState, PyObject};

use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Dict;

/// An object that the interpreter holds, set at startup and cleared at the end.
pub struct Held<T: 'static = PyObject>(AtomicPtr<T>);

impl<T> Held<T> {
    const fn empty() -> Self {
        Held(AtomicPtr::new(std::ptr::null_mut()))
    }
    /// The object, if it is set.
    #[inline]
    pub fn get<'py>(&self, py: Attached<'py>) -> Option<Borrowed<'static, 'py, T>> {
        // SAFETY: the holder owns a reference until finalisation, when no other code runs.
        unsafe { Borrowed::from_ptr_or_null(py, self.0.load(Acquire)) }
    }
    /// Sets it and gives back what was there.
    pub fn replace<'py>(&self, py: Attached<'py>, value: Option<Ref<'py, T>>) -> Option<Ref<'py, T>> {
        let new = value.map_or(std::ptr::null_mut(), Ref::into_ptr);
        // SAFETY: the holder's reference passes to the caller.
        unsafe { Ref::from_owned_or_null(py, self.0.swap(new, AcqRel)) }
    }
    /// The pointer, which may be null.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut T {
        self.0.load(Acquire)
    }
}

/// The state of an interpreter.
pub struct Interpreter {
    /// `sys.modules`
    pub modules: Held<Dict>,
    /// `sys.__dict__`
    pub sys_dict: Held<Dict>,
    /// `builtins.__dict__`
    pub builtins: Held<Dict>,
    /// `importlib._bootstrap`
    pub importlib: Held,
    /// `builtins.__import__` as it was at startup: while it is unchanged `import` takes the direct way.
    pub import_function: Held,
    /// What `PyInterpreterState_GetDict` gives.
    pub dict: Held<Dict>,
    /// The number of a code-changing event; for caches.
    pub code_version: AtomicU64,
    /// Startup is complete.
    pub initialized: AtomicBool,
    /// `Py_Finalize` has begun.
    pub finalizing: AtomicBool,
}

static MAIN: Interpreter = Interpreter {
    modules: Held::empty(),
    sys_dict: Held::empty(),
    builtins: Held::empty(),
    importlib: Held::empty(),
    import_function: Held::empty(),
    dict: Held::empty(),
    code_version: AtomicU64::new(1),
    initialized: AtomicBool::new(false),
    finalizing: AtomicBool::new(false),
};

/// The main interpreter.
#[inline(always)]
pub fn main() -> &'static Interpreter {
    &MAIN
}

/// The main interpreter's address as C sees it.
pub fn address() -> *mut PyInterpreterState {
    (&raw const MAIN).cast_mut().cast()
}
