//! Finding and clearing unreachable cycles.
//!
//! Trial deletion: from each candidate's count the references that come from other candidates are taken away; what keeps a count is
//! reachable from outside, and so is all that it leads to. The rest is trash: its weak references are cleared, its finalisers run,
//! what these bring back to life is let go, and `tp_clear` breaks the cycles of what is left. While headers are in use for
//! counting no Python code runs, and in the t flavour the world is stopped.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};

use mortise_abi::PyObject;

use super::registry::{self, GENERATIONS};
use super::{COLLECTING, FINALIZED, VISITED, header, is_gc};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::heap::refcount;
use crate::state::stop_world;

/// What a collection did.
#[derive(Clone, Copy, Default, Debug)]
pub struct Outcome {
    /// Unreachable objects found.
    pub collected: usize,
    /// Unreachable objects that could not be freed.
    pub uncollectable: usize,
}

/// Totals per generation for `gc.get_stats()`.
#[derive(Default)]
pub struct Totals {
    /// Collections run.
    pub collections: AtomicUsize,
    /// Objects collected.
    pub collected: AtomicUsize,
    /// Objects found uncollectable.
    pub uncollectable: AtomicUsize,
}

/// Totals of the (up to three) generations.
pub static TOTALS: [Totals; 3] = [const {
    Totals {
        collections: AtomicUsize::new(0),
        collected: AtomicUsize::new(0),
        uncollectable: AtomicUsize::new(0),
    }
}; 3];

/// A collection is running; a nested one does nothing.
static RUNNING: AtomicBool = AtomicBool::new(false);

/// # Safety
/// `visitproc` of the first pass: `ob` is live.
unsafe extern "C" fn subtract(ob: *mut PyObject, _arg: *mut c_void) -> c_int {
    // SAFETY: a live object; headers are the collector's now.
    unsafe {
        if is_gc(ob) {
            let h = header(ob);
            if (*h).next == COLLECTING {
                (*h).prev = (*h).prev.wrapping_sub(2);
            }
        }
    }
    0
}

/// # Safety
/// `visitproc` of the second pass: `ob` is live, `arg` is the work list.
unsafe extern "C" fn reach(ob: *mut PyObject, arg: *mut c_void) -> c_int {
    // SAFETY: a live object; the list is only used through this pointer during the traversal.
    unsafe {
        if is_gc(ob) {
            let h = header(ob);
            if (*h).next == COLLECTING {
                (*h).next = VISITED;
                (*arg.cast::<Vec<*mut PyObject>>()).push(ob);
            }
        }
    }
    0
}

/// # Safety
/// `ob` is a candidate, alive.
unsafe fn traverse(
    ob: *mut PyObject,
    visit: unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int,
    arg: *mut c_void,
) {
    // SAFETY: collected types have tp_traverse; one that is missing makes its objects look reachable.
    unsafe {
        if let Some(f) = (*(*ob).ob_type).tp_traverse {
            f(ob, Some(visit), arg);
        }
    }
}

/// Divides candidates, all of them out of their lists, into those that something outside refers to (directly or not) and
/// trash. `held` references to each candidate are the caller's own. Afterwards the headers say "untracked".
///
/// # Safety
/// No Python code runs and no other thread touches objects meanwhile.
unsafe fn partition(candidates: Vec<*mut PyObject>, held: isize) -> (Vec<*mut PyObject>, Vec<*mut PyObject>) {
    // SAFETY: the candidates are alive and have headers, which belong to this function for its duration.
    unsafe {
        for &ob in &candidates {
            let h = header(ob);
            let count = (refcount::refcount(ob) - held) as usize;
            (*h).next = COLLECTING;
            (*h).prev = ((*h).prev & FINALIZED) | (count << 1);
        }
        for &ob in &candidates {
            traverse(ob, subtract, std::ptr::null_mut());
        }
        let mut work: Vec<*mut PyObject> = Vec::new();
        for &ob in &candidates {
            let h = header(ob);
            if (*h).next == COLLECTING && ((*h).prev >> 1 != 0 || (*(*ob).ob_type).tp_traverse.is_none()) {
                (*h).next = VISITED;
                work.push(ob);
            }
        }
        while let Some(ob) = work.pop() {
            traverse(ob, reach, (&raw mut work).cast());
        }
        let (live, trash) = candidates.into_iter().partition(|&ob| (*header(ob)).next == VISITED);
        let (live, trash): (Vec<_>, Vec<_>) = (live, trash);
        for &ob in live.iter().chain(&trash) {
            let h = header(ob);
            (*h).next = 0;
            (*h).prev &= FINALIZED;
        }
        (live, trash)
    }
}

/// Collects the generations `0..=generation` (all of them in the t flavour).
pub fn collect(py: Attached<'_>, generation: usize) -> Outcome {
    if RUNNING.swap(true, AcqRel) {
        return Outcome::default();
    }
    struct Running;
    impl Drop for Running {
        fn drop(&mut self) {
            RUNNING.store(false, Release);
        }
    }
    let _running = Running;
    let outcome = collect_alone(py, at_most_oldest(generation));
    let totals = &TOTALS[generation.min(2)];
    totals.collections.fetch_add(1, Relaxed);
    totals.collected.fetch_add(outcome.collected, Relaxed);
    totals.uncollectable.fetch_add(outcome.uncollectable, Relaxed);
    outcome
}

/// The generation, or the oldest one there is: the t flavour has only one.
#[allow(clippy::unnecessary_min_or_max)]
fn at_most_oldest(generation: usize) -> usize {
    generation.min(GENERATIONS - 1)
}

fn collect_alone(py: Attached<'_>, generation: usize) -> Outcome {
    let older = at_most_oldest(generation + 1);
    for (g, count) in registry::COUNTS.iter().enumerate() {
        match g.cmp(&(generation + 1)) {
            std::cmp::Ordering::Less => count.store(0, Relaxed),
            std::cmp::Ordering::Equal => drop(count.fetch_add(1, Relaxed)),
            std::cmp::Ordering::Greater => {}
        }
    }
    let trash: Vec<Ref<'_>> = {
        let _stopped = stop_world::stop(py);
        // SAFETY: nothing else runs until the guard is dropped; candidates are tracked, so they are alive.
        unsafe {
            let (live, trash) = partition(registry::drain(generation), 0);
            note_survivors(live.len());
            live.iter().chain(&trash).for_each(|&ob| registry::link(ob, older));
            trash
                .into_iter()
                .map(|ob| {
                    refcount::take_over(ob);
                    Ref::from_owned(py, ob)
                })
                .collect()
        }
    };
    if trash.is_empty() {
        return Outcome::default();
    }
    let mut found = trash.len();
    crate::objects::weakref::clear_for_collection(py, &trash);
    for ob in &trash {
        // SAFETY: the object is alive (the list holds it) and tracked or untracked by its own code only.
        unsafe { finalize(ob.as_ptr()) };
    }
    let trash = {
        let _stopped = stop_world::stop(py);
        // SAFETY: as above; each object is held once by the list. What its own finaliser untracked is left alone.
        unsafe {
            let mut candidates = Vec::with_capacity(trash.len());
            for ob in &trash {
                if super::is_tracked(ob.as_ptr()) {
                    registry::untrack(ob.as_ptr());
                    candidates.push(ob.as_ptr());
                }
            }
            let (live, dead) = partition(candidates, 1);
            live.iter().chain(&dead).for_each(|&ob| registry::link(ob, older));
            let dead: std::collections::HashSet<usize> = dead.into_iter().map(|ob| ob as usize).collect();
            let (dead, live): (Vec<_>, Vec<_>) =
                trash.into_iter().partition(|ob| dead.contains(&(ob.as_ptr() as usize)));
            found -= live.len();
            (dead, live)
        }
    };
    let (dead, alive_again) = trash;
    drop(alive_again);
    for ob in &dead {
        // SAFETY: the object is alive while the list holds it; tp_clear may be called at any time then.
        unsafe {
            if let Some(clear) = (*ob.type_ptr()).tp_clear {
                clear(ob.as_ptr());
                if crate::state::error::occurred(py) {
                    crate::capi::decl::PyErr_WriteUnraisable(ob.as_ptr());
                }
            }
        }
    }
    drop(dead);
    Outcome { collected: found, uncollectable: 0 }
}

/// # Safety
/// `ob` is alive, held by the caller.
unsafe fn finalize(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if let Some(f) = (*(*ob).ob_type).tp_finalize
            && !super::is_finalized(ob)
        {
            super::set_finalized(ob);
            f(ob);
        }
    }
}

#[cfg(Py_GIL_DISABLED)]
fn note_survivors(live: usize) {
    registry::SURVIVORS.store(live, Relaxed);
}
#[cfg(not(Py_GIL_DISABLED))]
fn note_survivors(_live: usize) {}

/// Runs the collection that the allocation counts ask for.
pub fn collect_if_due(py: Attached<'_>) {
    if !registry::ENABLED.load(Relaxed) {
        return;
    }
    let due = |g: usize| {
        let threshold = registry::THRESHOLDS[g].load(Relaxed);
        threshold != 0 && registry::COUNTS[g].load(Relaxed) > threshold
    };
    if let Some(generation) = (0..GENERATIONS).rev().find(|&g| due(g)) {
        collect(py, generation);
    }
}
