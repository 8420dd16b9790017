//! The memory of sets: an open-addressing table of keys and hashes inside the struct, or outside when it grows.
//!
//! The order of the table is visible in `repr` and iteration, so the search (runs of neighbours, then a perturbed jump), the
//! growth and the deletion marks are those that CPython's programs are used to. A set and a frozenset have one struct. As with
//! dicts, every function expects that the caller has the set for itself; a search may run Python code that changes the set
//! and then starts again, all the rest are leaf operations.

use std::ffi::{c_int, c_void};

use mortise_abi::{PyObject, PySetObject, setentry, visitproc};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::heap::trashcan;
use crate::objects::dict::text;
use crate::objects::protocol::{CompareOp, no_memory};
use crate::objects::type_;

const MIN_SIZE: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

/// Both `set` and `frozenset`.
pub type Raw = PySetObject;

/// The key of deleted entries: an object of its own that nobody can look up, as its entry's hash is -1.
pub static mut _PySet_Dummy: *mut PyObject = (&raw mut DUMMY).cast();
static mut DUMMY: PyObject = PyObject::immortal(&raw mut decl::PyBaseObject_Type);

#[inline(always)]
fn dummy() -> *mut PyObject {
    &raw mut DUMMY
}

/// A new, empty instance of `cls`.
pub fn alloc<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, mortise_abi::PyTypeObject>,
) -> PyResult<Ref<'py, Raw>> {
    let set = type_::alloc(py, cls)?;
    // SAFETY: tp_alloc gave zeroed memory of at least the struct's size, which nobody else knows.
    unsafe {
        let set: Ref<'py, Raw> = set.into_cast_unchecked();
        let s = set.as_ptr();
        (*s).mask = MIN_SIZE as isize - 1;
        (*s).table = (&raw mut (*s).smalltable).cast();
        (*s).hash = -1;
        Ok(set)
    }
}

/// Number of items.
///
/// # Safety
/// `s` points to a live set.
#[inline(always)]
pub unsafe fn len(s: *mut Raw) -> usize {
    // SAFETY: by contract; another thread may be writing it.
    unsafe { (&raw const (*s).used).read_volatile() as usize }
}

/// Whether the entry holds an item.
#[inline(always)]
fn is_live(entry: &setentry) -> bool {
    !entry.key.is_null() && entry.key != dummy()
}

/// # Safety
/// `s` points to a live set.
#[inline(always)]
unsafe fn is_small(s: *mut Raw) -> bool {
    // SAFETY: by contract.
    unsafe { (*s).table == (&raw mut (*s).smalltable).cast() }
}

/// The place of a key, or the free place where its search ended.
///
/// # Safety
/// The caller has the set for itself; `key` is live and has this hash.
unsafe fn find(s: *mut Raw, key: *mut PyObject, hash: isize) -> PyResult<*mut setentry> {
    // SAFETY: by contract.
    unsafe { find_or_deleted(s, key, hash, &mut std::ptr::null_mut()) }
}

/// As [`find`]; `deleted` becomes the last deletion mark on the way, which CPython uses for a new key: the order shows it.
///
/// # Safety
/// As [`find`].
#[inline(always)]
unsafe fn find_or_deleted(
    s: *mut Raw,
    key: *mut PyObject,
    hash: isize,
    deleted: &mut *mut setentry,
) -> PyResult<*mut setentry> {
    // SAFETY: places are masked; during a comparison the found key is kept alive, and afterwards the search goes on only
    // if table and key are still in place.
    unsafe {
        'restart: loop {
            *deleted = std::ptr::null_mut();
            let mask = (*s).mask as usize;
            let table = (*s).table;
            let mut perturb = hash as usize;
            let mut i = hash as usize & mask;
            loop {
                let run = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
                for entry in (i..=i + run).map(|j| table.add(j)) {
                    let found = (*entry).key;
                    if found.is_null() && (*entry).hash == 0 {
                        return Ok(entry);
                    }
                    if (*entry).hash == -1 && found == dummy() {
                        *deleted = entry;
                    }
                    if (*entry).hash == hash && !found.is_null() {
                        if found == key {
                            return Ok(entry);
                        }
                        if text::is_exact(found) && text::is_exact(key) {
                            if text::equal(found, key) {
                                return Ok(entry);
                            }
                            continue;
                        }
                        incref(found);
                        let equal = decl::PyObject_RichCompareBool(found, key, CompareOp::Eq as c_int);
                        let same = (*s).table == table && (*s).mask as usize == mask && (*entry).key == found;
                        decref(found);
                        if equal < 0 {
                            return Err(Raised::assume());
                        }
                        if !same {
                            continue 'restart;
                        }
                        if equal > 0 {
                            return Ok(entry);
                        }
                    }
                }
                perturb >>= PERTURB_SHIFT;
                i = i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
            }
        }
    }
}

/// Puts a key that is not there into a table without deletion marks.
///
/// # Safety
/// The table has `mask + 1` places, one of them free.
unsafe fn insert_clean(table: *mut setentry, mask: usize, key: *mut PyObject, hash: isize) {
    // SAFETY: places are masked.
    unsafe {
        let mut perturb = hash as usize;
        let mut i = hash as usize & mask;
        loop {
            let run = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for entry in (i..=i + run).map(|j| table.add(j)) {
                if (*entry).key.is_null() {
                    *entry = setentry { key, hash };
                    return;
                }
            }
            perturb >>= PERTURB_SHIFT;
            i = i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
        }
    }
}

/// Whether `key` is there.
///
/// # Safety
/// As [`find`].
pub unsafe fn contains(s: *mut Raw, key: *mut PyObject, hash: isize) -> PyResult<bool> {
    // SAFETY: by contract.
    unsafe { Ok(!(*find(s, key, hash)?).key.is_null()) }
}

/// Adds a key; false when it was there.
///
/// # Safety
/// As [`find`].
pub unsafe fn add<'py>(py: Attached<'py>, s: *mut Raw, key: Ref<'py>, hash: isize) -> PyResult<bool> {
    // SAFETY: by contract; the reference moves into the set.
    unsafe {
        let mut deleted = std::ptr::null_mut();
        let entry = find_or_deleted(s, key.as_ptr(), hash, &mut deleted)?;
        if !(*entry).key.is_null() {
            return Ok(false);
        }
        // Comparing may have run code that filled it.
        if !deleted.is_null() && (*deleted).key == dummy() {
            *deleted = setentry { key: key.into_ptr(), hash };
            (*s).used += 1;
            return Ok(true);
        }
        *entry = setentry { key: key.into_ptr(), hash };
        (*s).fill += 1;
        (*s).used += 1;
        if ((*s).fill as usize) * 5 >= ((*s).mask as usize) * 3 {
            let used = (*s).used as usize;
            resize(py, s, if used > 50000 { used * 2 } else { used * 4 })?;
        }
        Ok(true)
    }
}

/// Gives the set a table with more than `at_least` places, without deletion marks.
///
/// # Safety
/// The caller has the set for itself.
unsafe fn resize(py: Attached<'_>, s: *mut Raw, at_least: usize) -> PyResult<()> {
    // SAFETY: every item moves once; the old table is freed when it was outside the struct.
    unsafe {
        let mut size = MIN_SIZE;
        while size <= at_least {
            size <<= 1;
        }
        let old: Vec<setentry> = std::slice::from_raw_parts((*s).table, (*s).mask as usize + 1)
            .iter()
            .copied()
            .filter(is_live)
            .collect();
        let was_small = is_small(s);
        let before = (*s).table;
        let table: *mut setentry = if size == MIN_SIZE {
            (&raw mut (*s).smalltable).cast()
        } else {
            let table: *mut setentry = decl::PyMem_Malloc(size * size_of::<setentry>()).cast();
            if table.is_null() {
                return Err(no_memory(py));
            }
            table
        };
        table.write_bytes(0, size);
        (*s).table = table;
        (*s).mask = size as isize - 1;
        (*s).fill = (*s).used;
        for entry in &old {
            insert_clean(table, size - 1, entry.key, entry.hash);
        }
        if !was_small {
            decl::PyMem_Free(before.cast());
        }
        Ok(())
    }
}

/// Takes a key out.
///
/// # Safety
/// As [`find`].
pub unsafe fn remove<'py>(
    py: Attached<'py>,
    s: *mut Raw,
    key: *mut PyObject,
    hash: isize,
) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: by contract; the reference moves to the caller.
    unsafe {
        let entry = find(s, key, hash)?;
        if (*entry).key.is_null() {
            return Ok(None);
        }
        Ok(Some(bury(py, s, entry)))
    }
}

/// # Safety
/// `entry` is an item's place in the set, which the caller has for itself.
unsafe fn bury<'py>(py: Attached<'py>, s: *mut Raw, entry: *mut setentry) -> Ref<'py> {
    // SAFETY: by contract.
    unsafe {
        let key = (*entry).key;
        *entry = setentry { key: dummy(), hash: -1 };
        (*s).used -= 1;
        Ref::from_owned(py, key)
    }
}

/// Takes some item out.
///
/// # Safety
/// The caller has the set for itself.
pub unsafe fn pop<'py>(py: Attached<'py>, s: *mut Raw) -> Option<Ref<'py>> {
    // SAFETY: places are masked; there is an item to be found.
    unsafe {
        if (*s).used == 0 {
            return None;
        }
        let mask = (*s).mask as usize;
        // Where the last call stopped: popping all items takes linear time.
        let mut i = (*s).finger as usize & mask;
        while !is_live(&*(*s).table.add(i)) {
            i = (i + 1) & mask;
        }
        let key = bury(py, s, (*s).table.add(i));
        (*s).finger = i as isize + 1;
        Some(key)
    }
}

/// The item at place `pos` or the next one behind it, borrowed, with its hash; `pos` is moved behind it.
///
/// # Safety
/// The caller has the set for itself.
#[inline]
pub unsafe fn next(s: *mut Raw, pos: &mut isize) -> Option<(*mut PyObject, isize)> {
    // SAFETY: places are checked.
    unsafe {
        let mut i = *pos;
        let mask = (*s).mask;
        while i >= 0 && i <= mask {
            let entry = (*s).table.add(i as usize);
            i += 1;
            if is_live(&*entry) {
                *pos = i;
                return Some(((*entry).key, (*entry).hash));
            }
        }
        *pos = mask + 1;
        None
    }
}

/// Everything that a set held; dropping it gives the references back.
pub struct Contents(Vec<setentry>);

impl Drop for Contents {
    fn drop(&mut self) {
        for entry in self.0.drain(..) {
            // SAFETY: taken out of a set, and owned.
            unsafe { decref(entry.key) }
        }
    }
}

/// Takes everything out.
///
/// # Safety
/// The caller has the set for itself.
pub unsafe fn clear(s: *mut Raw) -> Contents {
    // SAFETY: the set is empty and small afterwards.
    unsafe {
        if (*s).fill == 0 && is_small(s) {
            return Contents(Vec::new());
        }
        let all = std::slice::from_raw_parts((*s).table, (*s).mask as usize + 1);
        let items = all.iter().copied().filter(is_live).collect();
        let (small, table) = (is_small(s), (*s).table);
        let inside: *mut setentry = (&raw mut (*s).smalltable).cast();
        inside.write_bytes(0, MIN_SIZE);
        (*s).table = inside;
        (*s).mask = MIN_SIZE as isize - 1;
        (*s).fill = 0;
        (*s).used = 0;
        (*s).hash = -1;
        if !small {
            decl::PyMem_Free(table.cast());
        }
        Contents(items)
    }
}

/// Adds the items of another set.
///
/// # Safety
/// The caller has both sets for itself.
pub unsafe fn merge(py: Attached<'_>, s: *mut Raw, other: *mut Raw) -> PyResult<()> {
    // SAFETY: by contract; items are copied with new references.
    unsafe {
        if s == other || (*other).used == 0 {
            return Ok(());
        }
        // One big step instead of many small ones.
        if ((*s).fill + (*other).used) as usize * 5 >= (*s).mask as usize * 3 {
            resize(py, s, ((*s).used + (*other).used) as usize * 2)?;
        }
        let theirs = std::slice::from_raw_parts((*other).table, (*other).mask as usize + 1);
        if (*s).fill == 0 {
            let same_shape = (*s).mask == (*other).mask && (*other).fill == (*other).used;
            for (i, entry) in theirs.iter().enumerate().filter(|(_, e)| is_live(e)) {
                incref(entry.key);
                if same_shape {
                    *(*s).table.add(i) = *entry;
                } else {
                    insert_clean((*s).table, (*s).mask as usize, entry.key, entry.hash);
                }
            }
            (*s).fill = (*other).used;
            (*s).used = (*other).used;
            return Ok(());
        }
        let mut pos = 0;
        while let Some((key, hash)) = next(other, &mut pos) {
            let key: Borrowed<'_, '_> = Borrowed::from_ptr(py, key);
            add(py, s, key.to_owned(), hash)?;
        }
        Ok(())
    }
}

/// Makes room for so many more items.
///
/// # Safety
/// The caller has the set for itself.
pub unsafe fn reserve(py: Attached<'_>, s: *mut Raw, more: usize) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        if ((*s).fill as usize + more) * 5 >= (*s).mask as usize * 3 {
            resize(py, s, ((*s).used as usize + more) * 2)?;
        }
        Ok(())
    }
}

/// After many deletions: a smaller table.
///
/// # Safety
/// The caller has the set for itself.
pub unsafe fn tidy(py: Attached<'_>, s: *mut Raw) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        if ((*s).fill - (*s).used) as usize > (*s).mask as usize / 4 {
            let used = (*s).used as usize;
            resize(py, s, if used > 50000 { used * 2 } else { used * 4 })?;
        }
        Ok(())
    }
}

/// Exchanges the contents of two sets.
///
/// # Safety
/// The caller has both sets for itself; `b` is a set that nobody else knows.
pub unsafe fn swap(a: *mut Raw, b: *mut Raw) {
    // SAFETY: a table inside the struct moves with it, one outside keeps its address.
    unsafe {
        let (small_a, small_b) = (is_small(a), is_small(b));
        std::mem::swap(&mut (*a).fill, &mut (*b).fill);
        std::mem::swap(&mut (*a).used, &mut (*b).used);
        std::mem::swap(&mut (*a).mask, &mut (*b).mask);
        std::mem::swap(&mut (*a).table, &mut (*b).table);
        std::mem::swap(&mut (*a).smalltable, &mut (*b).smalltable);
        if small_b {
            (*a).table = (&raw mut (*a).smalltable).cast();
        }
        if small_a {
            (*b).table = (&raw mut (*b).smalltable).cast();
        }
        (*a).hash = -1;
        (*b).hash = -1;
    }
}

/// The hash of a frozenset: the same for equal sets, whatever the order of their tables.
///
/// # Safety
/// `s` points to a live frozenset.
pub unsafe fn frozen_hash(s: *mut Raw) -> isize {
    // SAFETY: by contract.
    unsafe {
        let remembered = (&raw const (*s).hash).read_volatile();
        if remembered != -1 {
            return remembered;
        }
        let shuffle = |h: u64| ((h ^ 89869747) ^ (h << 16)).wrapping_mul(3644798167);
        let all = std::slice::from_raw_parts((*s).table, (*s).mask as usize + 1);
        // All entries are mixed in; free ones and deletion marks then cancel each other.
        let mut hash = all.iter().fold(0u64, |acc, e| acc ^ shuffle(e.hash as u64));
        if ((*s).mask + 1 - (*s).fill) & 1 != 0 {
            hash ^= shuffle(0);
        }
        if ((*s).fill - (*s).used) & 1 != 0 {
            hash ^= shuffle(u64::MAX);
        }
        hash ^= ((*s).used as u64 + 1).wrapping_mul(1927868237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69069).wrapping_add(907133923);
        let hash = if hash == u64::MAX { 590923713 } else { hash as isize };
        (&raw mut (*s).hash).write_volatile(hash);
        hash
    }
}

/// The hash that a frozenset remembers.
///
/// # Safety
/// `s` points to a live set.
pub unsafe fn remembered_hash(s: *mut Raw) -> isize {
    // SAFETY: by contract.
    unsafe { (&raw const (*s).hash).read_volatile() }
}

/// Memory besides the object itself, in bytes.
///
/// # Safety
/// `s` points to a live set.
pub unsafe fn memory(s: *mut Raw) -> usize {
    // SAFETY: by contract.
    unsafe { if is_small(s) { 0 } else { ((*s).mask as usize + 1) * size_of::<setentry>() } }
}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone: items are given back once and the memory is freed.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        trashcan::guarded(ob, dealloc, || {
            let s: *mut Raw = ob.cast();
            if !(*s).weakreflist.is_null() {
                decl::PyObject_ClearWeakRefs(ob);
            }
            for i in 0..=(*s).mask as usize {
                let entry = *(*s).table.add(i);
                if is_live(&entry) {
                    (*(*s).table.add(i)).key = std::ptr::null_mut();
                    decref(entry.key);
                }
            }
            if !is_small(s) {
                decl::PyMem_Free((*s).table.cast());
            }
            (*(*ob).ob_type).tp_free.unwrap_unchecked()(ob.cast());
        });
    }
}

/// `tp_traverse`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor and keeps other threads off the set.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let mut pos = 0;
        while let Some((key, _)) = next(ob.cast(), &mut pos) {
            match visit(key, arg) {
                0 => {}
                stop => return stop,
            }
        }
        0
    }
}

/// `tp_clear`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn tp_clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live set; the collector has it for itself.
    drop(unsafe { clear(ob.cast()) });
    0
}
