//! What extension modules say about the GIL, and what follows in the t flavour.

use std::sync::{Mutex, PoisonError};

/// Modules that asked for the GIL: name and file.
static REASONS: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// The modules that asked for the GIL, in the order of their imports.
pub fn reasons() -> Vec<(String, String)> {
    REASONS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

#[cfg(not(Py_GIL_DISABLED))]
mod flavour {
    use crate::err::PyResult;
    use crate::heap::attached::Attached;

    /// The default flavour has a GIL whatever a module says.
    pub fn check(_py: Attached<'_>, _name: &str, _file: &str, _needs_gil: bool) -> PyResult<()> {
        Ok(())
    }
}

#[cfg(Py_GIL_DISABLED)]
mod flavour {
    use std::sync::PoisonError;

    use super::REASONS;
    use crate::err::{PyResult, Raised};
    use crate::heap::attached::Attached;
    use crate::objects::exceptions::classes;
    use crate::raise;
    use crate::state::attachment;
    use crate::state::config::{self, GilOption};

    /// Notes that a module needs the GIL and switches it on, with CPython's warning, unless the options say otherwise.
    pub fn check(py: Attached<'_>, name: &str, file: &str, needs_gil: bool) -> PyResult<()> {
        if !needs_gil {
            return Ok(());
        }
        let row = (name.to_string(), file.to_string());
        {
            let mut reasons = REASONS.lock().unwrap_or_else(PoisonError::into_inner);
            if !reasons.contains(&row) {
                reasons.push(row);
            }
        }
        match config::get().gil() {
            GilOption::Off | GilOption::On => return Ok(()),
            GilOption::Strict => {
                return Err(raise!(
                    py,
                    ImportError,
                    "module '{name}' ({file}) has not declared that it can run safely without the GIL \
                     (Py_mod_gil = Py_MOD_GIL_NOT_USED), and -X gil=strict forbids to enable it"
                ));
            }
            GilOption::Default if attachment::gil_enabled() => return Ok(()),
            GilOption::Default => {}
        }
        attachment::enable_gil(py);
        let text = std::ffi::CString::new(format!(
            "The global interpreter lock (GIL) has been enabled to load module '{name}', which has not declared that it can \
             run safely without the GIL. To override this behavior and keep the GIL disabled (at your own risk), run with \
             PYTHON_GIL=0 or -Xgil=0."
        ))
        .unwrap_or_default();
        // SAFETY: a live class and a NUL-terminated text.
        if unsafe { crate::capi::decl::PyErr_WarnEx(classes::RuntimeWarning().cast(), text.as_ptr(), 1) } < 0
        {
            // SAFETY: the warning was turned into an exception.
            return Err(unsafe { Raised::assume() });
        }
        Ok(())
    }
}
pub use flavour::check;
