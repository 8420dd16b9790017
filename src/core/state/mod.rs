//! Runtime, interpreter and thread state.

pub mod error;

#[cfg(Py_GIL_DISABLED)]
#[path = "critical_section_ft.rs"]
pub mod critical_section;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "critical_section_gil.rs"]
pub mod critical_section;
#[cfg(Py_GIL_DISABLED)]
pub mod merge_queue;
