//! Interior mutability for native objects: short *leaf* operations under the object's own lock.

#[cfg(not(Py_GIL_DISABLED))]
mod cell {
    use std::cell::{Cell, UnsafeCell};

    /// A value that is changed by leaf operations only: closures that run no Python code and drop no object.
    ///
    /// Default flavour: the GIL excludes other threads, and a flag turns a nested use into a panic instead of aliasing.
    pub struct Locked<T> {
        busy: Cell<bool>,
        value: UnsafeCell<T>,
    }

    // SAFETY: only attached threads reach it (it lives in objects), one at a time under the GIL.
    unsafe impl<T: Send> Sync for Locked<T> {}

    struct Busy<'a>(&'a Cell<bool>);
    impl Drop for Busy<'_> {
        fn drop(&mut self) {
            self.0.set(false);
        }
    }

    impl<T> Locked<T> {
        /// Wraps a value.
        pub const fn new(value: T) -> Self {
            Locked { busy: Cell::new(false), value: UnsafeCell::new(value) }
        }

        /// Runs a leaf operation. What it displaces, it returns, to be dropped outside.
        #[inline]
        pub fn with<R>(&self, leaf: impl FnOnce(&mut T) -> R) -> R {
            assert!(!self.busy.replace(true), "nested use of a native object's state");
            let _busy = Busy(&self.busy);
            // SAFETY: the flag says that no other reference exists.
            leaf(unsafe { &mut *self.value.get() })
        }

        /// Exclusive access.
        pub fn get_mut(&mut self) -> &mut T {
            self.value.get_mut()
        }
    }
}

#[cfg(Py_GIL_DISABLED)]
mod cell {
    use std::sync::{Mutex, PoisonError};

    /// A value that is changed by leaf operations only: closures that run no Python code and drop no object.
    ///
    /// t flavour: a mutex held for the leaf operation alone, so it never meets a thread that waits for a safe point.
    pub struct Locked<T>(Mutex<T>);

    impl<T> Locked<T> {
        /// Wraps a value.
        pub const fn new(value: T) -> Self {
            Locked(Mutex::new(value))
        }

        /// Runs a leaf operation. What it displaces, it returns, to be dropped outside.
        #[inline]
        pub fn with<R>(&self, leaf: impl FnOnce(&mut T) -> R) -> R {
            leaf(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
        }

        /// Exclusive access.
        pub fn get_mut(&mut self) -> &mut T {
            self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

pub use cell::Locked;
