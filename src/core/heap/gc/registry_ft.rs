//! Tracked objects of the t flavour: lists sharded by address, each with a lock that is held for a few instructions.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering::*};

use mortise_abi::PyObject;

use super::{FINALIZED, Header, header, object};

/// Number of generations: one; each collection looks at everything.
pub const GENERATIONS: usize = 1;

const SHARDS: usize = 256;

#[repr(align(64))]
struct Shard {
    lock: AtomicU8,
    head: std::cell::UnsafeCell<Header>,
}
// SAFETY: the list is only touched under the lock.
unsafe impl Sync for Shard {}

static LISTS: [Shard; SHARDS] = [const {
    Shard { lock: AtomicU8::new(0), head: std::cell::UnsafeCell::new(Header { next: 0, prev: 0 }) }
}; SHARDS];
/// Objects allocated since the last collection; the other two are for `gc.get_count()`.
pub static COUNTS: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];
/// When to collect; 0 means never.
pub static THRESHOLDS: [AtomicUsize; 3] = [AtomicUsize::new(2000), AtomicUsize::new(10), AtomicUsize::new(0)];
/// `gc.enable()`
pub static ENABLED: AtomicBool = AtomicBool::new(true);
/// Objects that survived the last collection: the next waits for a quarter as many new ones.
pub static SURVIVORS: AtomicUsize = AtomicUsize::new(0);

struct Locked(&'static Shard, *mut Header);
impl Drop for Locked {
    fn drop(&mut self) {
        self.0.lock.store(0, Release);
    }
}

fn lock_shard(shard: &'static Shard) -> Locked {
    let mut spins = 0u32;
    while shard.lock.compare_exchange_weak(0, 1, Acquire, Relaxed).is_err() {
        spins += 1;
        if spins.is_multiple_of(64) { std::thread::yield_now() } else { std::hint::spin_loop() }
    }
    let head = shard.head.get();
    // SAFETY: the lock is held.
    unsafe {
        if (*head).next == 0 {
            (*head).next = head as usize;
            (*head).prev = head as usize;
        }
    }
    Locked(shard, head)
}

/// Threads allocate from memory pages of their own, so the page picks a shard that is rarely shared.
fn lock_of(ob: *mut PyObject) -> Locked {
    lock_shard(&LISTS[((ob as usize >> 16) ^ (ob as usize >> 24)) % SHARDS])
}

std::thread_local! {
    /// Allocations that this thread has not added to the count yet.
    static PENDING: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// Counts an allocation and asks for a collection when there were enough.
#[inline]
pub fn allocated() {
    PENDING.with(|p| {
        p.set(p.get() + 1);
        if p.get() >= 256 {
            p.set(0);
            let count = COUNTS[0].fetch_add(256, Relaxed) + 256;
            let threshold = THRESHOLDS[0].load(Relaxed);
            if threshold != 0 && count > threshold.max(SURVIVORS.load(Relaxed) / 4) && ENABLED.load(Relaxed) {
                crate::state::request_collection();
            }
        }
    })
}

/// Makes the object known to the collector; nothing happens when it is tracked already.
///
/// # Safety
/// `ob` has a header, its contents can be traversed, and the thread is attached.
#[inline]
pub unsafe fn track(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { link(ob, 0) }
}

/// As [`track`]; the generation is the default flavour's.
///
/// # Safety
/// As [`track`].
pub unsafe fn link(ob: *mut PyObject, _generation: usize) {
    // SAFETY: the shard's lock is held; headers and heads stay at their addresses.
    unsafe {
        let new = header(ob);
        let shard = lock_of(ob);
        if (*new).next != 0 {
            return;
        }
        let head = shard.1;
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
    // SAFETY: as in link. Only the thread that is done with an object untracks it, so the early look needs no lock.
    unsafe {
        let this = header(ob);
        if (*this).next == 0 {
            return;
        }
        let _shard = lock_of(ob);
        let next = (*this).next as *mut Header;
        let prev = ((*this).prev & !FINALIZED) as *mut Header;
        (*prev).next = next as usize;
        (*next).prev = prev as usize | ((*next).prev & FINALIZED);
        (*this).next = 0;
        (*this).prev &= FINALIZED;
    }
}

/// Takes all objects out of their lists; they count as untracked.
///
/// # Safety
/// The world is stopped.
pub unsafe fn drain(_generation: usize) -> Vec<*mut PyObject> {
    let all = objects(0);
    for &ob in &all {
        // SAFETY: the object is in a list.
        unsafe { untrack(ob) };
    }
    all
}

/// All tracked objects. The caller keeps them from being freed (the world is stopped).
pub fn objects(_generation: usize) -> Vec<*mut PyObject> {
    let mut out = Vec::new();
    for shard in &LISTS {
        let locked = lock_shard(shard);
        let head = locked.1;
        // SAFETY: the lock is held.
        unsafe {
            let mut at = (*head).next as *mut Header;
            while at != head {
                out.push(object(at));
                at = (*at).next as *mut Header;
            }
        }
    }
    out
}
