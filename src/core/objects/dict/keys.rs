//! The key table of dicts: a hash index of small integers into an array of entries in insertion order.
//!
//! ```text
//! | Keys | index: 2^n slots of 1, 2, 4 or 8 bytes | entries: room for 2/3 of 2^n |
//! ```
//! A slot holds the number of an entry, [`EMPTY`] or [`DELETED`]. Tables with nothing but exact strings as keys leave the hash
//! out of their entries, since strings remember it. A *shared* table belongs to a class: it holds the names of the
//! instances' attributes, grows at the end only, and each dict has the values of its own.
//!
//! Index slots and keys are atomics, since in the t flavour a shared table is read while another thread extends it.

use std::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU32, Ordering::*,
};

use mortise_abi::PyObject;

use super::text;
use crate::capi::decl;
use crate::heap::refcount::decref;

/// A slot that was never used: a search ends here.
pub const EMPTY: isize = -1;
/// A slot whose entry was deleted: a search goes on.
pub const DELETED: isize = -2;
/// The smallest table has 2^3 slots.
pub const MIN_LOG2: u8 = 3;
/// A shared table holds no more names than this.
pub const SHARED_MAX: usize = 30;
const SHARED_LOG2: u8 = 6;
const PERTURB_SHIFT: u32 = 5;

/// What the entries look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// Any keys; entries hold the hash.
    General = 0,
    /// Exact strings only.
    Text = 1,
    /// Exact strings only, shared by instances of a class; the entries' values are unused.
    Shared = 2,
}

/// The head of a table.
#[repr(C)]
pub struct Keys {
    refs: AtomicIsize,
    log2_size: u8,
    log2_index_bytes: u8,
    kind: Kind,
    version: AtomicU32,
    usable: AtomicIsize,
    len: AtomicIsize,
}

const _: () = assert!(size_of::<Keys>() == 32);

#[repr(C)]
struct GeneralEntry {
    hash: isize,
    key: AtomicPtr<PyObject>,
    value: *mut PyObject,
}

#[repr(C)]
struct TextEntry {
    key: AtomicPtr<PyObject>,
    value: *mut PyObject,
}

/// The table of all empty dicts. It is never written: it has room for nothing.
#[repr(C)]
struct EmptyKeys {
    head: Keys,
    index: [i8; 8],
}

static EMPTY_KEYS: EmptyKeys = EmptyKeys {
    head: Keys {
        refs: AtomicIsize::new(1),
        log2_size: 0,
        log2_index_bytes: 3,
        kind: Kind::Text,
        version: AtomicU32::new(0),
        usable: AtomicIsize::new(0),
        len: AtomicIsize::new(0),
    },
    index: [EMPTY as i8; 8],
};

/// The table of all empty dicts.
#[inline(always)]
pub fn empty() -> *mut Keys {
    (&raw const EMPTY_KEYS.head).cast_mut()
}

/// Entries for which a table of 2^`log2` slots has room.
#[inline(always)]
pub fn capacity(log2: u8) -> usize {
    (2usize << log2) / 3
}

/// The smallest table with at least `slots` slots.
pub fn log2_for_slots(slots: usize) -> u8 {
    (slots.max(1 << MIN_LOG2) - 1).ilog2() as u8 + 1
}

/// The smallest table with room for `n` entries.
pub fn log2_for_entries(n: usize) -> u8 {
    log2_for_slots((n * 3).div_ceil(2))
}

/// Why a table could not be made.
#[derive(Debug)]
pub struct OutOfMemory;

fn entry_size(kind: Kind) -> usize {
    if kind == Kind::General { size_of::<GeneralEntry>() } else { size_of::<TextEntry>() }
}

fn index_bytes_log2(log2: u8) -> u8 {
    match log2 {
        0..8 => log2,
        8..16 => log2 + 1,
        16..32 => log2 + 2,
        _ => log2 + 3,
    }
    .max(3)
}

thread_local! {
    /// Tables of the smallest size for text keys: (first of the chain, how many).
    static FREE: std::cell::Cell<(*mut Keys, u32)> = const { std::cell::Cell::new((std::ptr::null_mut(), 0)) };
}
const MAX_FREE: u32 = 80;

/// A new table without entries, owned once.
pub fn new(log2: u8, kind: Kind) -> Result<*mut Keys, OutOfMemory> {
    if log2 > 58 {
        return Err(OutOfMemory);
    }
    let index_log2 = index_bytes_log2(log2);
    let room = if kind == Kind::Shared { SHARED_MAX } else { capacity(log2) };
    let size = size_of::<Keys>() + (1usize << index_log2) + room * entry_size(kind);
    let kept = FREE.get();
    // SAFETY: kept tables are of this size, linked by their first word; fresh memory is of the size computed; everything
    // that is read later is written here, entries before they are reached.
    unsafe {
        let keys: *mut Keys = if log2 == MIN_LOG2 && kind == Kind::Text && !kept.0.is_null() {
            FREE.set((*kept.0.cast::<*mut Keys>(), kept.1 - 1));
            kept.0
        } else {
            decl::PyMem_Malloc(size).cast()
        };
        if keys.is_null() {
            return Err(OutOfMemory);
        }
        keys.write(Keys {
            refs: AtomicIsize::new(1),
            log2_size: log2,
            log2_index_bytes: index_log2,
            kind,
            version: AtomicU32::new(0),
            usable: AtomicIsize::new(room as isize),
            len: AtomicIsize::new(0),
        });
        keys.add(1).cast::<u8>().write_bytes(0xff, 1 << index_log2);
        Ok(keys)
    }
}

/// A new table for the names of a class's instances.
pub fn new_shared() -> Result<*mut Keys, OutOfMemory> {
    new(SHARED_LOG2, Kind::Shared)
}

/// Takes one more reference to the table.
///
/// # Safety
/// `keys` is a live table.
#[inline(always)]
pub unsafe fn retain(keys: *mut Keys) {
    if keys != empty() {
        // SAFETY: by contract.
        unsafe { count_up(&(*keys).refs) }
    }
}

/// Gives a reference back. The last one frees the table, and a shared one's names with it; the entries of other tables
/// must have been taken out before.
///
/// # Safety
/// The caller owns a reference to the live table.
#[inline]
pub unsafe fn release(keys: *mut Keys) {
    // SAFETY: the last owner frees.
    unsafe {
        if keys == empty() || !count_down(&(*keys).refs) {
            return;
        }
        if (*keys).kind == Kind::Shared {
            for i in 0..len(keys) {
                decref(key(keys, i));
            }
        }
        if (*keys).log2_size == MIN_LOG2 && (*keys).kind == Kind::Text {
            let (head, n) = FREE.get();
            if n < MAX_FREE {
                *keys.cast::<*mut Keys>() = head;
                FREE.set((keys, n + 1));
                return;
            }
        }
        decl::PyMem_Free(keys.cast());
    }
}

#[cfg(not(Py_GIL_DISABLED))]
#[inline(always)]
fn count_up(refs: &AtomicIsize) {
    refs.store(refs.load(Relaxed) + 1, Relaxed);
}
#[cfg(not(Py_GIL_DISABLED))]
#[inline(always)]
fn count_down(refs: &AtomicIsize) -> bool {
    let n = refs.load(Relaxed) - 1;
    refs.store(n, Relaxed);
    n == 0
}
#[cfg(Py_GIL_DISABLED)]
#[inline(always)]
fn count_up(refs: &AtomicIsize) {
    refs.fetch_add(1, Relaxed);
}
#[cfg(Py_GIL_DISABLED)]
#[inline(always)]
fn count_down(refs: &AtomicIsize) -> bool {
    refs.fetch_sub(1, AcqRel) == 1
}

/// Whether nobody else holds the table.
///
/// # Safety
/// `keys` is a live table.
pub unsafe fn is_unique(keys: *mut Keys) -> bool {
    // SAFETY: by contract.
    keys != empty() && unsafe { (*keys).refs.load(Acquire) == 1 }
}

/// The kind of entries.
///
/// # Safety
/// `keys` is a live table.
#[inline(always)]
pub unsafe fn kind(keys: *mut Keys) -> Kind {
    // SAFETY: never changes.
    unsafe { (*keys).kind }
}

/// 2^this is the number of slots.
///
/// # Safety
/// `keys` is a live table.
#[inline(always)]
pub unsafe fn log2_size(keys: *mut Keys) -> u8 {
    // SAFETY: never changes.
    unsafe { (*keys).log2_size }
}

/// Number of entries, deleted ones included.
///
/// # Safety
/// `keys` is a live table.
#[inline(always)]
pub unsafe fn len(keys: *mut Keys) -> usize {
    // SAFETY: by contract.
    unsafe { (*keys).len.load(Acquire) as usize }
}

/// Forgets entries at the end, which must be deleted.
///
/// # Safety
/// The caller has the table for itself.
pub unsafe fn truncate(keys: *mut Keys, n: usize) {
    // SAFETY: by contract.
    unsafe { (*keys).len.store(n as isize, Relaxed) }
}

/// How many entries can be added.
///
/// # Safety
/// `keys` is a live table.
#[inline(always)]
pub unsafe fn usable(keys: *mut Keys) -> usize {
    // SAFETY: by contract.
    unsafe { (*keys).usable.load(Relaxed) as usize }
}

/// Size of the table in memory.
///
/// # Safety
/// `keys` is a live table.
pub unsafe fn memory(keys: *mut Keys) -> usize {
    // SAFETY: never changes.
    unsafe {
        let room = if (*keys).kind == Kind::Shared { SHARED_MAX } else { capacity((*keys).log2_size) };
        size_of::<Keys>() + (1 << (*keys).log2_index_bytes) + room * entry_size((*keys).kind)
    }
}

/// Bumped for each version that is given out.
static NEXT_VERSION: AtomicU32 = AtomicU32::new(1);

/// A number that stays the same as long as no key is added to or removed from the table; 0 when there is none.
///
/// # Safety
/// `keys` is a live table.
pub unsafe fn version(keys: *mut Keys) -> u32 {
    if keys == empty() {
        return 0;
    }
    // SAFETY: by contract.
    let version = unsafe { &(*keys).version };
    match version.load(Acquire) {
        0 => {
            let next = NEXT_VERSION.fetch_update(Relaxed, Relaxed, |v| (v != 0).then(|| v.wrapping_add(1)));
            let Ok(next) = next else { return 0 };
            match version.compare_exchange(0, next, AcqRel, Acquire) {
                Ok(_) => next,
                Err(now) => now,
            }
        }
        v => v,
    }
}

/// The version if there is one already.
///
/// # Safety
/// `keys` is a live table.
#[inline(always)]
pub unsafe fn known_version(keys: *mut Keys) -> u32 {
    // SAFETY: by contract.
    unsafe { (*keys).version.load(Relaxed) }
}

/// # Safety
/// `keys` is a live table, not the empty one.
#[inline(always)]
unsafe fn changed(keys: *mut Keys) {
    // SAFETY: by contract.
    unsafe { (*keys).version.store(0, Release) }
}

/// # Safety
/// `keys` is a live table and `slot` below its number of slots.
#[inline(always)]
unsafe fn slot(keys: *mut Keys, slot: usize) -> isize {
    // SAFETY: the index starts behind the head, with slots as wide as the table's size asks.
    unsafe {
        let index = keys.add(1);
        match (*keys).log2_size {
            0..8 => AtomicI8::from_ptr(index.cast::<i8>().add(slot)).load(Acquire) as isize,
            8..16 => AtomicI16::from_ptr(index.cast::<i16>().add(slot)).load(Acquire) as isize,
            16..32 => AtomicI32::from_ptr(index.cast::<i32>().add(slot)).load(Acquire) as isize,
            _ => AtomicI64::from_ptr(index.cast::<i64>().add(slot)).load(Acquire) as isize,
        }
    }
}

/// # Safety
/// As [`slot`]; the caller may write the table, and `ix` fits.
#[inline(always)]
unsafe fn set_slot(keys: *mut Keys, slot: usize, ix: isize) {
    // SAFETY: as in `slot`.
    unsafe {
        let index = keys.add(1);
        match (*keys).log2_size {
            0..8 => AtomicI8::from_ptr(index.cast::<i8>().add(slot)).store(ix as i8, Release),
            8..16 => AtomicI16::from_ptr(index.cast::<i16>().add(slot)).store(ix as i16, Release),
            16..32 => AtomicI32::from_ptr(index.cast::<i32>().add(slot)).store(ix as i32, Release),
            _ => AtomicI64::from_ptr(index.cast::<i64>().add(slot)).store(ix as i64, Release),
        }
    }
}

/// # Safety
/// `keys` is a live general table with an entry `i`.
#[inline(always)]
unsafe fn general(keys: *mut Keys, i: usize) -> *mut GeneralEntry {
    // SAFETY: entries start behind the index.
    unsafe { keys.add(1).cast::<u8>().add(1 << (*keys).log2_index_bytes).cast::<GeneralEntry>().add(i) }
}
/// # Safety
/// `keys` is a live text or shared table with an entry `i`.
#[inline(always)]
unsafe fn textual(keys: *mut Keys, i: usize) -> *mut TextEntry {
    // SAFETY: entries start behind the index.
    unsafe { keys.add(1).cast::<u8>().add(1 << (*keys).log2_index_bytes).cast::<TextEntry>().add(i) }
}

/// The key of entry `i`; NULL when it was deleted.
///
/// # Safety
/// `keys` is a live table with an entry `i`.
#[inline(always)]
pub unsafe fn key(keys: *mut Keys, i: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        match (*keys).kind {
            Kind::General => (*general(keys, i)).key.load(Acquire),
            _ => (*textual(keys, i)).key.load(Acquire),
        }
    }
}

/// The place of the value of entry `i`.
///
/// # Safety
/// `keys` is a live table with an entry `i`, not a shared one.
#[inline(always)]
pub unsafe fn value(keys: *mut Keys, i: usize) -> *mut *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        match (*keys).kind {
            Kind::General => &raw mut (*general(keys, i)).value,
            _ => &raw mut (*textual(keys, i)).value,
        }
    }
}

/// The hash of the key of entry `i`.
///
/// # Safety
/// `keys` is a live table whose entry `i` is not deleted.
#[inline(always)]
pub unsafe fn hash(keys: *mut Keys, i: usize) -> isize {
    // SAFETY: keys of text tables are strings that were hashed.
    unsafe {
        match (*keys).kind {
            Kind::General => (*general(keys, i)).hash,
            _ => text::cached_hash((*textual(keys, i)).key.load(Acquire)),
        }
    }
}

/// The slots that may hold a key with a hash, in the order of the search.
pub struct Probe {
    keys: *mut Keys,
    mask: usize,
    slot: usize,
    perturb: usize,
}

impl Probe {
    /// # Safety
    /// `keys` is a live table, and stays so as long as the probe is used.
    #[inline(always)]
    pub unsafe fn new(keys: *mut Keys, hash: isize) -> Probe {
        // SAFETY: by contract.
        let mask = (1usize << unsafe { (*keys).log2_size }) - 1;
        Probe { keys, mask, slot: hash as usize & mask, perturb: hash as usize }
    }
    /// What the current slot holds.
    #[inline(always)]
    pub fn ix(&self) -> isize {
        // SAFETY: the slot is masked; the table lives by `new`'s contract.
        unsafe { slot(self.keys, self.slot) }
    }
    /// On to the next slot.
    #[inline(always)]
    pub fn advance(&mut self) {
        self.perturb >>= PERTURB_SHIFT;
        self.slot = self.slot.wrapping_mul(5).wrapping_add(self.perturb).wrapping_add(1) & self.mask;
    }
}

/// The entry of an exact string in a text or shared table, or [`EMPTY`].
///
/// # Safety
/// `keys` is a live text or shared table, `key` a live exact str with hash `hash`.
#[inline]
pub unsafe fn find_text(keys: *mut Keys, key: *mut PyObject, hash: isize) -> isize {
    // SAFETY: by contract.
    unsafe {
        let mut probe = Probe::new(keys, hash);
        loop {
            let ix = probe.ix();
            if ix >= 0 {
                let found = (*textual(keys, ix as usize)).key.load(Acquire);
                if found == key || text::cached_hash(found) == hash && text::equal(found, key) {
                    return ix;
                }
            } else if ix == EMPTY {
                return EMPTY;
            }
            probe.advance();
        }
    }
}

/// Adds an entry at the end; the key must not be there yet. Returns its number.
///
/// # Safety
/// The table has room, is the caller's to write, and takes over the references; `value` is unused in shared tables.
#[inline]
pub unsafe fn add(keys: *mut Keys, key: *mut PyObject, hash: isize, value: *mut PyObject) -> usize {
    // SAFETY: the new entry is written before the index names it.
    unsafe {
        changed(keys);
        let ix = (*keys).len.load(Relaxed) as usize;
        append_entry(keys, ix, key, hash, value);
        index_entry(keys, hash, ix);
        (*keys).len.store(ix as isize + 1, Release);
        (*keys).usable.store((*keys).usable.load(Relaxed) - 1, Relaxed);
        ix
    }
}

/// # Safety
/// As [`add`].
#[inline(always)]
unsafe fn append_entry(keys: *mut Keys, ix: usize, key: *mut PyObject, hash: isize, value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        match (*keys).kind {
            Kind::General => {
                general(keys, ix).write(GeneralEntry { hash, key: AtomicPtr::new(key), value });
            }
            _ => textual(keys, ix).write(TextEntry { key: AtomicPtr::new(key), value }),
        }
    }
}

/// # Safety
/// The table is the caller's to write and has a free slot.
#[inline(always)]
unsafe fn index_entry(keys: *mut Keys, hash: isize, ix: usize) {
    // SAFETY: by contract.
    unsafe {
        let mut probe = Probe::new(keys, hash);
        while probe.ix() >= 0 {
            probe.advance();
        }
        set_slot(keys, probe.slot, ix as isize);
    }
}

/// Deletes entry `ix` and hands its key and value to the caller.
///
/// # Safety
/// The table is the caller's to write, not shared, and has that entry.
pub unsafe fn remove(keys: *mut Keys, ix: usize) -> (*mut PyObject, *mut PyObject) {
    // SAFETY: the slot that names the entry is on its key's way.
    unsafe {
        let mut probe = Probe::new(keys, hash(keys, ix));
        while probe.ix() != ix as isize {
            probe.advance();
        }
        changed(keys);
        set_slot(keys, probe.slot, DELETED);
        let place = match (*keys).kind {
            Kind::General => &(*general(keys, ix)).key,
            _ => &(*textual(keys, ix)).key,
        };
        let key = place.swap(std::ptr::null_mut(), AcqRel);
        (key, std::mem::replace(&mut *value(keys, ix), std::ptr::null_mut()))
    }
}

/// Gives back the memory that this thread keeps.
pub fn clear_free_list() {
    let (mut keys, _) = FREE.replace((std::ptr::null_mut(), 0));
    while !keys.is_null() {
        // SAFETY: kept tables are linked by their first word and belong to the list.
        unsafe {
            let next = *keys.cast::<*mut Keys>();
            decl::PyMem_Free(keys.cast());
            keys = next;
        }
    }
}
