//! The memory of lists. Leaf operations only: no Python code runs in here, and what is displaced is returned.
//!
//! Published binaries append through `ob_item`, `ob_size` and `allocated`, so these always say the truth. While a list is being
//! sorted it is empty with `allocated == -1`, which any change overwrites.

use std::ffi::{c_int, c_void};

use mortise_abi::{PyObject, visitproc};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::freelist::FreeList;
use crate::heap::handles::Ref;
use crate::heap::refcount::{decref, incref};
use crate::heap::trashcan;
use crate::objects::List;

const MAX_FREE: u32 = 80;

thread_local! {
    static FREE: FreeList = const { FreeList::EMPTY };
}

/// There was no memory for a longer list, which stays as it was.
#[derive(Debug)]
pub struct OutOfMemory;

/// References that were taken out of a list; dropping it gives them back, which may run Python code.
pub struct Displaced {
    items: *mut *mut PyObject,
    len: usize,
    owns_array: bool,
}

impl Displaced {
    /// Nothing.
    pub const NOTHING: Displaced = Displaced { items: std::ptr::null_mut(), len: 0, owns_array: false };
}

impl Drop for Displaced {
    fn drop(&mut self) {
        // SAFETY: the array (from PyMem_Malloc) holds that many owned references that are nowhere else any more.
        unsafe {
            for i in (0..self.len).rev() {
                let item = *self.items.add(i);
                if !item.is_null() {
                    decref(item);
                }
            }
            if self.owns_array {
                decl::PyMem_Free(self.items.cast());
            }
        }
    }
}

/// A new list of `n` NULL items with exactly that much memory, which the collector does not know yet.
pub fn new_null(py: Attached<'_>, n: usize) -> PyResult<Ref<'_, List>> {
    if n > isize::MAX as usize / 8 {
        return Err(crate::objects::protocol::no_memory(py));
    }
    // SAFETY: memory of the free list is that of an exact list; all fields are set before anybody sees the object.
    unsafe {
        let list: *mut List = match FREE.with(|f| f.pop()) {
            Some(ob) => ob.cast(),
            None => decl::_PyObject_GC_New(&raw mut super::PyList_Type).cast(),
        };
        let list = Ref::from_owned_or_raised(py, list)?;
        let raw = list.as_ptr();
        (*raw).ob_base.ob_size = 0;
        (*raw).allocated = 0;
        (*raw).ob_item = std::ptr::null_mut();
        if n > 0 {
            let items: *mut *mut PyObject = decl::PyMem_Malloc(n * size_of::<*mut PyObject>()).cast();
            if items.is_null() {
                return Err(crate::objects::protocol::no_memory(py));
            }
            items.write_bytes(0, n);
            (*raw).ob_item = items;
            (*raw).allocated = n as isize;
            (*raw).ob_base.ob_size = n as isize;
        }
        Ok(list)
    }
}

/// Shows a new list to the collector.
///
/// # Safety
/// The list is not tracked yet.
#[inline(always)]
pub unsafe fn track(list: &Ref<'_, List>) {
    // SAFETY: by contract.
    unsafe { decl::PyObject_GC_Track(list.as_ptr().cast()) }
}

/// A new list with its own references to the `n` objects at `src`.
///
/// # Safety
/// `src` points to `n` live objects, which stay alive during the call.
pub unsafe fn copy_of(py: Attached<'_>, src: *const *mut PyObject, n: usize) -> PyResult<Ref<'_, List>> {
    let list = new_null(py, n)?;
    // SAFETY: both arrays have n items; the new one is not shared yet.
    unsafe {
        for i in 0..n {
            incref(*src.add(i));
            *(*list.as_ptr()).ob_item.add(i) = *src.add(i);
        }
        track(&list);
    }
    Ok(list)
}

/// The size and the items now.
///
/// # Safety
/// `list` points to a live list that the caller has for itself while it uses the result.
#[inline(always)]
pub unsafe fn view<'a>(list: *mut List) -> &'a [*mut PyObject] {
    // SAFETY: ob_size items are set in the array.
    unsafe {
        let n = (*list).ob_base.ob_size;
        if n <= 0 { &[] } else { std::slice::from_raw_parts((*list).ob_item, n as usize) }
    }
}

/// Number of items.
///
/// # Safety
/// `list` points to a live list.
#[inline(always)]
pub unsafe fn len(list: *mut List) -> usize {
    // SAFETY: by contract; another thread may be writing it, whose value is then as good as the old one.
    unsafe { (&raw const (*list).ob_base.ob_size).read_volatile() as usize }
}

/// Sets the size to `n`, with CPython's spare room (`sys.getsizeof` shows it). New places hold garbage: fill them at once.
///
/// # Safety
/// The caller has the list for itself and has taken out the items from `n` on.
pub unsafe fn resize(list: *mut List, n: usize) -> Result<(), OutOfMemory> {
    // SAFETY: the array belongs to the list and comes from PyMem_Malloc.
    unsafe {
        let allocated = (*list).allocated;
        if allocated >= n as isize && n as isize >= allocated >> 1 {
            (*list).ob_base.ob_size = n as isize;
            return Ok(());
        }
        let old = (*list).ob_base.ob_size as usize;
        let mut room = (n + (n >> 3) + 6) & !3;
        // A jump that is bigger than the spare room would be: just align.
        if n as isize - old as isize > room as isize - n as isize {
            room = (n + 3) & !3;
        }
        if n == 0 {
            room = 0;
        }
        reallocate(list, room)?;
        (*list).ob_base.ob_size = n as isize;
        Ok(())
    }
}

/// # Safety
/// The caller has the list for itself; items from `room` on are taken out.
unsafe fn reallocate(list: *mut List, room: usize) -> Result<(), OutOfMemory> {
    // SAFETY: the array belongs to the list and comes from PyMem_Malloc.
    unsafe {
        if room == 0 {
            decl::PyMem_Free((*list).ob_item.cast());
            (*list).ob_item = std::ptr::null_mut();
        } else {
            if room > isize::MAX as usize / 8 {
                return Err(OutOfMemory);
            }
            let items = decl::PyMem_Realloc((*list).ob_item.cast(), room * size_of::<*mut PyObject>());
            if items.is_null() {
                return Err(OutOfMemory);
            }
            (*list).ob_item = items.cast();
        }
        (*list).allocated = room as isize;
        Ok(())
    }
}

/// Makes room for exactly `n` items in an empty list, rounded up to an even number.
///
/// # Safety
/// The caller has the list for itself.
pub unsafe fn reserve_exact(list: *mut List, n: usize) -> Result<(), OutOfMemory> {
    // SAFETY: by contract.
    unsafe { if (*list).ob_item.is_null() { reallocate(list, (n + 1) & !1) } else { Ok(()) } }
}

/// Room that is left from a length hint is given back when it is more than half.
///
/// # Safety
/// The caller has the list for itself.
pub unsafe fn trim(list: *mut List) -> Result<(), OutOfMemory> {
    // SAFETY: by contract.
    unsafe {
        let n = len(list);
        if (n as isize) < (*list).allocated { resize(list, n) } else { Ok(()) }
    }
}

/// Appends an owned reference, which is the caller's again when there is no memory.
///
/// # Safety
/// The caller has the list for itself and gives `item` away.
#[inline(always)]
pub unsafe fn push(list: *mut List, item: *mut PyObject) -> Result<(), OutOfMemory> {
    // SAFETY: there is room for one more.
    unsafe {
        let n = (*list).ob_base.ob_size;
        if (*list).allocated > n {
            *(*list).ob_item.add(n as usize) = item;
            (*list).ob_base.ob_size = n + 1;
            return Ok(());
        }
        resize(list, n as usize + 1)?;
        *(*list).ob_item.add(n as usize) = item;
        Ok(())
    }
}

/// Inserts an owned reference before `at` (in bounds).
///
/// # Safety
/// As [`push`].
pub unsafe fn insert(list: *mut List, at: usize, item: *mut PyObject) -> Result<(), OutOfMemory> {
    // SAFETY: the items from `at` on move up by one inside the array.
    unsafe {
        let n = len(list);
        resize(list, n + 1)?;
        let place = (*list).ob_item.add(at);
        std::ptr::copy(place, place.add(1), n - at);
        *place = item;
        Ok(())
    }
}

/// Puts `item` (owned) in place `i` and returns what was there.
///
/// # Safety
/// The caller has the list for itself; `i` is in bounds.
#[inline(always)]
pub unsafe fn replace(list: *mut List, i: usize, item: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { std::mem::replace(&mut *(*list).ob_item.add(i), item) }
}

/// Takes item `i` (in bounds) out.
///
/// # Safety
/// The caller has the list for itself and owns the result.
pub unsafe fn remove(list: *mut List, i: usize) -> *mut PyObject {
    // SAFETY: the items behind move down by one.
    unsafe {
        let n = len(list);
        let place = (*list).ob_item.add(i);
        let item = *place;
        std::ptr::copy(place.add(1), place, n - i - 1);
        shrink(list, n - 1);
        item
    }
}

/// As [`resize`] to fewer items: without memory for a smaller array the old one stays.
///
/// # Safety
/// As [`resize`].
unsafe fn shrink(list: *mut List, n: usize) {
    // SAFETY: by contract.
    unsafe {
        if resize(list, n).is_err() {
            (*list).ob_base.ob_size = n as isize;
        }
    }
}

/// Replaces `start..stop` (in bounds) by the `n` references at `src`, which the list takes over.
///
/// # Safety
/// The caller has the list for itself and gives the references away (unless it fails).
pub unsafe fn splice(
    list: *mut List,
    start: usize,
    stop: usize,
    src: *const *mut PyObject,
    n: usize,
) -> Result<Displaced, OutOfMemory> {
    // SAFETY: the removed references are copied out before anything moves.
    unsafe {
        let len = len(list);
        let gone = stop - start;
        let displaced = if gone > 0 {
            let out: *mut *mut PyObject = decl::PyMem_Malloc(gone * size_of::<*mut PyObject>()).cast();
            if out.is_null() {
                return Err(OutOfMemory);
            }
            out.copy_from_nonoverlapping((*list).ob_item.add(start), gone);
            Displaced { items: out, len: gone, owns_array: true }
        } else {
            Displaced::NOTHING
        };
        if n > gone
            && let Err(e) = resize(list, len - gone + n)
        {
            let mut displaced = displaced;
            displaced.len = 0;
            return Err(e);
        }
        if n != gone {
            let base = (*list).ob_item;
            std::ptr::copy(base.add(stop), base.add(start + n), len - stop);
        }
        if n < gone {
            shrink(list, len - gone + n);
        }
        if n > 0 {
            (*list).ob_item.add(start).copy_from_nonoverlapping(src, n);
        }
        Ok(displaced)
    }
}

/// Takes everything out.
///
/// # Safety
/// The caller has the list for itself.
pub unsafe fn clear(list: *mut List) -> Displaced {
    // SAFETY: the array moves into the result.
    unsafe {
        let items = (*list).ob_item;
        if items.is_null() {
            return Displaced::NOTHING;
        }
        let len = len(list);
        (*list).ob_base.ob_size = 0;
        (*list).ob_item = std::ptr::null_mut();
        (*list).allocated = 0;
        Displaced { items, len, owns_array: true }
    }
}

/// The contents of a list that is being sorted.
pub struct Taken {
    /// The item array.
    pub items: *mut *mut PyObject,
    /// How many.
    pub len: usize,
    allocated: isize,
}

/// Takes everything out and marks the list as being sorted.
///
/// # Safety
/// The caller has the list for itself and puts the contents back with [`put_back`].
pub unsafe fn take_for_sort(list: *mut List) -> Taken {
    // SAFETY: by contract.
    unsafe {
        let taken = Taken { items: (*list).ob_item, len: len(list), allocated: (*list).allocated };
        (*list).ob_base.ob_size = 0;
        (*list).ob_item = std::ptr::null_mut();
        (*list).allocated = -1;
        taken
    }
}

/// Puts the contents back. Returns whether the list was changed meanwhile, and what it had become.
///
/// # Safety
/// The caller has the list for itself; `taken` came from it.
pub unsafe fn put_back(list: *mut List, taken: Taken) -> (bool, Displaced) {
    // SAFETY: the array moves back.
    unsafe {
        let changed = (*list).allocated != -1;
        let displaced = if changed { clear(list) } else { Displaced::NOTHING };
        (*list).ob_item = taken.items;
        (*list).ob_base.ob_size = taken.len as isize;
        (*list).allocated = taken.allocated;
        (changed, displaced)
    }
}

/// Reverses the items.
///
/// # Safety
/// The caller has the list for itself.
pub unsafe fn reverse(list: *mut List) {
    // SAFETY: the items of the array.
    unsafe {
        let n = len(list);
        if n > 1 {
            std::slice::from_raw_parts_mut((*list).ob_item, n).reverse();
        }
    }
}

/// Memory of the item array, in bytes.
pub fn allocated_bytes(list: &Ref<'_, List>) -> usize {
    // SAFETY: a live list.
    unsafe { (*list.as_ptr()).allocated.max(0) as usize * size_of::<*mut PyObject>() }
}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone: items are given back once and the memory is freed or kept.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        trashcan::guarded(ob, dealloc, || {
            drop(clear(ob.cast()));
            let ty = (*ob).ob_type;
            if ty == &raw mut super::PyList_Type && FREE.with(|f| f.push(ob, MAX_FREE)) {
                return;
            }
            (*ty).tp_free.unwrap_unchecked()(ob.cast());
        });
    }
}

/// `tp_traverse`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor and keeps other threads off the list.
    unsafe {
        let visit = visit.unwrap_unchecked();
        for &item in view(ob.cast()).iter().rev() {
            if !item.is_null() {
                match visit(item, arg) {
                    0 => {}
                    stop => return stop,
                }
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
    // SAFETY: a live list; the collector has it for itself.
    drop(unsafe { clear(ob.cast()) });
    0
}

/// Gives back the memory that this thread keeps.
pub fn clear_free_lists() {
    FREE.with(|f| f.drain(decl::PyObject_GC_Del));
}
