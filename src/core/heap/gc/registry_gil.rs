//! Tracked objects of the default flavour: three generations, guarded by the GIL.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use mortise_abi::PyObject;

use super::{FINALIZED, Header, header, object};

/// Number of generations.
pub const GENERATIONS: usize = 3;

/// List heads; an empty list points to itself (or is zero before its first use).
static mut HEADS: [Header; GENERATIONS] = [const { Header { next: 0, prev: 0 } }; GENERATIONS];
/// Objects allocated since the last collection (generation 0), collections of the younger generation since (1, 2).
pub static COUNTS: [AtomicUsize; GENERATIONS] = [const { AtomicUsize::new(0) }; GENERATIONS];
/// When to collect; 0 for generation 0 means never.
pub static THRESHOLDS: [AtomicUsize; GENERATIONS] =
    [AtomicUsize::new(2000), AtomicUsize::new(10), AtomicUsize::new(10)];
/// `gc.enable()`
pub static ENABLED: AtomicBool = AtomicBool::new(true);

#[inline(always)]
fn head(generation: usize) -> *mut Header {
    // SAFETY: in bounds; only the address is taken.
    let head = unsafe { (&raw mut HEADS).cast::<Header>().add(generation) };
    // SAFETY: the GIL guards the lists.
    unsafe {
        if (*head).next == 0 {
            (*head).next = head as usize;
            (*head).prev = head as usize;
        }
    }
    head
}

/// Counts an allocation and asks for a collection when there were enough.
#[inline]
pub fn allocated() {
    let count = COUNTS[0].load(Relaxed) + 1;
    COUNTS[0].store(count, Relaxed);
    let threshold = THRESHOLDS[0].load(Relaxed);
    if count > threshold && threshold != 0 && ENABLED.load(Relaxed) {
        crate::state::request_collection();
    }
}

/// Puts the object into the youngest generation; nothing happens when it is tracked already.
///
/// # Safety
/// `ob` has a header, its contents can be traversed, and the thread is attached.
#[inline]
pub unsafe fn track(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { link(ob, 0) }
}

/// As [`track`] for a given generation.
///
/// # Safety
/// As [`track`].
pub unsafe fn link(ob: *mut PyObject, generation: usize) {
    // SAFETY: headers and heads stay at their addresses; the GIL guards the lists.
    unsafe {
        let new = header(ob);
        if (*new).next != 0 {
            return;
        }
        let head = head(generation);
        let last = ((*head).prev & !FINALIZED) as *mut Header;
        (*new).prev = last as usize | ((*new).prev & FINALIZED);
        (*new).next = head as usize;
        (*last).next = new as usize;
        (*head).prev = new as usize;
    }
}

/// Takes the object out of its list; nothing happens when it is not tracked.
///
/// # Safety
/// `ob` has a header, no collection is looking at it, and the thread is attached.
#[inline]
pub unsafe fn untrack(ob: *mut PyObject) {
    // SAFETY: as in link.
    unsafe {
        let this = header(ob);
        if (*this).next == 0 {
            return;
        }
        let next = (*this).next as *mut Header;
        let prev = ((*this).prev & !FINALIZED) as *mut Header;
        (*prev).next = next as usize;
        (*next).prev = prev as usize | ((*next).prev & FINALIZED);
        (*this).next = 0;
        (*this).prev &= FINALIZED;
    }
}

/// Takes all objects of the generations `0..=generation` out of their lists; they count as untracked.
///
/// # Safety
/// The thread is attached.
pub unsafe fn drain(generation: usize) -> Vec<*mut PyObject> {
    let mut out = Vec::new();
    for g in 0..=generation {
        for ob in objects(g) {
            // SAFETY: the object is in the list.
            unsafe { untrack(ob) };
            out.push(ob);
        }
    }
    out
}

/// The objects of one generation.
pub fn objects(generation: usize) -> Vec<*mut PyObject> {
    let head = head(generation);
    let mut out = Vec::new();
    // SAFETY: the GIL guards the list; nothing else runs in the loop.
    unsafe {
        let mut at = (*head).next as *mut Header;
        while at != head {
            out.push(object(at));
            at = (*at).next as *mut Header;
        }
    }
    out
}
