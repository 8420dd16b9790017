//! Runtime, interpreter and thread state.
//!
//! | file | |
//! | --- | --- |
//! | `interpreter` | what threads share |
//! | `thread` | thread states; attach and detach |
//! | `attachment_{gil,ft}` | what being attached means in each flavour |
//! | `gil` | the lock itself |
//! | `stop_world_{gil,ft}`, `critical_section_{gil,ft}`, `merge_queue` | PEP 703 |
//! | `mutex` | `PyMutex` |
//! | `eval_breaker`, [`handle_pending`] | requests to running threads |
//! | `error` | the error indicator |
//! | `fork` | what happens around a fork |
//! | [`lifecycle`] | configuration, start and end |

pub mod config;
pub mod error;
pub mod eval_breaker;
pub mod fork;
pub mod gil;
pub mod interpreter;
pub mod lifecycle;
pub mod mutex;
pub mod pending;
pub mod signals;
pub mod thread;

#[cfg(Py_GIL_DISABLED)]
#[path = "attachment_ft.rs"]
pub mod attachment;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "attachment_gil.rs"]
pub mod attachment;
#[cfg(Py_GIL_DISABLED)]
#[path = "critical_section_ft.rs"]
pub mod critical_section;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "critical_section_gil.rs"]
pub mod critical_section;
#[cfg(Py_GIL_DISABLED)]
pub mod merge_queue;
#[cfg(Py_GIL_DISABLED)]
#[path = "stop_world_ft.rs"]
pub mod stop_world;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "stop_world_gil.rs"]
pub mod stop_world;

pub use pending::handle_pending;
pub use thread::{current, detached};

/// The thread pointer, which published binaries of the t flavour use as thread id.
#[inline(always)]
pub fn thread_pointer() -> usize {
    let id: usize;
    // SAFETY: on x86-64 Linux fs:0 holds the thread control block's own address; the read has no effect.
    unsafe {
        std::arch::asm!("mov {}, fs:0", out(reg) id, options(nostack, pure, readonly, preserves_flags))
    };
    id
}

/// Asks this thread to run a collection at its next safe point.
#[cold]
pub fn request_collection() {
    let ts = current();
    if !ts.is_null() {
        // SAFETY: this thread's state.
        unsafe { eval_breaker::set(ts, eval_breaker::COLLECT) };
    }
}
