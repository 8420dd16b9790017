//! Forking: the functions of `os.register_at_fork`, and the runtime's own locks on both sides.

use std::cell::RefCell;
use std::sync::atomic::Ordering::Release;
use std::sync::{Mutex, PoisonError};

use super::{attachment, gil, pending, signals, stop_world, thread};
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Owned, Ref};

/// Functions of `os.register_at_fork`, in the order in which they came.
struct Hooks {
    before: Vec<Owned>,
    parent: Vec<Owned>,
    child: Vec<Owned>,
}

static HOOKS: Mutex<Hooks> = Mutex::new(Hooks { before: Vec::new(), parent: Vec::new(), child: Vec::new() });

fn hooks<R>(f: impl FnOnce(&mut Hooks) -> R) -> R {
    f(&mut HOOKS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Adds functions that run at each fork.
pub fn register(before: Option<Owned>, parent: Option<Owned>, child: Option<Owned>) {
    hooks(|all| {
        all.before.extend(before);
        all.parent.extend(parent);
        all.child.extend(child);
    });
}

/// Forgets the functions, at the end of the runtime.
pub fn clear(_py: Attached<'_>) {
    let old = hooks(|all| {
        (std::mem::take(&mut all.before), std::mem::take(&mut all.parent), std::mem::take(&mut all.child))
    });
    drop(old);
}

fn run(py: Attached<'_>, pick: fn(&Hooks) -> &Vec<Owned>, reverse: bool) {
    let mut functions: Vec<Ref<'_>> = hooks(|all| pick(all).iter().map(|f| f.bind(py).to_owned()).collect());
    if reverse {
        functions.reverse();
    }
    for function in functions {
        if function.call0().is_err() {
            // SAFETY: an exception is set; the function is live.
            unsafe { decl::PyErr_WriteUnraisable(function.as_ptr()) };
        }
    }
}

/// What is held while the process forks, so that the child finds the runtime's lists complete and its locks free. The fields are
/// dropped in this order, the reverse of that in which they were taken.
struct Frozen {
    _gil: gil::Frozen,
    _attachment: attachment::Frozen,
    _threads: thread::Frozen,
    world: stop_world::Stopped,
}

impl Frozen {
    /// Gives the locks free; the world stays stopped.
    fn thaw(self) -> stop_world::Stopped {
        let Frozen { _gil, _attachment, _threads, world } = self;
        drop((_gil, _attachment, _threads));
        world
    }
}

thread_local! {
    /// What this thread, which forks, holds.
    static FROZEN: RefCell<Option<Frozen>> = const { RefCell::new(None) };
}

/// Before the fork: runs the functions, the last one first, then keeps all other threads still.
pub fn before(py: Attached<'_>) {
    run(py, |h| &h.before, true);
    let world = stop_world::stop(py);
    let _threads = thread::freeze();
    let _attachment = attachment::freeze();
    let frozen = Frozen { _gil: gil::freeze(), _attachment, _threads, world };
    FROZEN.with(|f| *f.borrow_mut() = Some(frozen));
}

/// After the fork, in the parent.
pub fn after_in_parent(py: Attached<'_>) {
    drop(FROZEN.with(|f| f.borrow_mut().take()).map(Frozen::thaw));
    run(py, |h| &h.parent, false);
}

/// After the fork, in the child, which has this thread only.
pub fn after_in_child(py: Attached<'_>) {
    let world = FROZEN.with(|f| f.borrow_mut().take()).map(Frozen::thaw);
    let ts = thread::current();
    thread::after_fork(ts);
    drop(world);
    pending::MAIN_THREAD.store(ts, Release);
    // Signals that arrived before were the parent's.
    signals::take();
    crate::builtin::_thread::after_fork();
    run(py, |h| &h.child, false);
}
