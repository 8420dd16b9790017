//! The three allocator domains and what is in them: the C library, mimalloc, an embedder's functions, or the debug hooks
//! around one of these. `PYTHONMALLOC` chooses at the start; `PyMem_SetAllocator` replaces.

use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use libmimalloc_sys as mi;
use mortise_abi::PyMemAllocatorEx;

use super::debug_hooks;

/// `PYMEM_DOMAIN_RAW`: usable by detached threads.
pub const RAW: usize = 0;
/// `PYMEM_DOMAIN_MEM`: buffers.
pub const MEM: usize = 1;
/// `PYMEM_DOMAIN_OBJ`: objects.
pub const OBJ: usize = 2;

/// The largest block: C's sizes are signed.
const MAX: usize = isize::MAX as usize;

type Malloc = unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void;
type Free = unsafe extern "C" fn(*mut c_void, *mut c_void);

/// # Safety
/// C allocator function.
unsafe extern "C" fn mimalloc_malloc(_ctx: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: any size is allowed; zero gives a distinct block.
    unsafe { mi::mi_malloc(size.max(1)) }
}
/// # Safety
/// C allocator function.
unsafe extern "C" fn mimalloc_calloc(_ctx: *mut c_void, count: usize, size: usize) -> *mut c_void {
    // SAFETY: as above; mimalloc checks the product.
    unsafe { if count == 0 || size == 0 { mi::mi_calloc(1, 1) } else { mi::mi_calloc(count, size) } }
}
/// # Safety
/// C allocator function: `ptr` is null or a block of this allocator.
unsafe extern "C" fn mimalloc_realloc(_ctx: *mut c_void, ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { mi::mi_realloc(ptr, size.max(1)) }
}
/// # Safety
/// C allocator function: `ptr` is null or a block of this allocator.
unsafe extern "C" fn mimalloc_free(_ctx: *mut c_void, ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { mi::mi_free(ptr) }
}

/// # Safety
/// C allocator function.
unsafe extern "C" fn libc_malloc(_ctx: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: any size is allowed; zero gives a distinct block.
    unsafe { libc::malloc(size.max(1)) }
}
/// # Safety
/// C allocator function.
unsafe extern "C" fn libc_calloc(_ctx: *mut c_void, count: usize, size: usize) -> *mut c_void {
    // SAFETY: as above; the C library checks the product.
    unsafe { if count == 0 || size == 0 { libc::calloc(1, 1) } else { libc::calloc(count, size) } }
}
/// # Safety
/// C allocator function: `ptr` is null or a block of this allocator.
unsafe extern "C" fn libc_realloc(_ctx: *mut c_void, ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { libc::realloc(ptr, size.max(1)) }
}
/// # Safety
/// C allocator function: `ptr` is null or a block of this allocator.
unsafe extern "C" fn libc_free(_ctx: *mut c_void, ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { libc::free(ptr) }
}

const MIMALLOC: PyMemAllocatorEx = PyMemAllocatorEx {
    ctx: std::ptr::null_mut(),
    malloc: Some(mimalloc_malloc),
    calloc: Some(mimalloc_calloc),
    realloc: Some(mimalloc_realloc),
    free: Some(mimalloc_free),
};
const LIBC: PyMemAllocatorEx = PyMemAllocatorEx {
    ctx: std::ptr::null_mut(),
    malloc: Some(libc_malloc),
    calloc: Some(libc_calloc),
    realloc: Some(libc_realloc),
    free: Some(libc_free),
};

/// The domains by number. They start as `PYTHONMALLOC=default`: as in CPython, the raw domain is the C library's.
static mut DOMAINS: [PyMemAllocatorEx; 3] = [LIBC, MIMALLOC, MIMALLOC];
static RECYCLE: AtomicBool = AtomicBool::new(true);

/// Whether memory of destroyed objects may be kept for new ones. With the C library's allocator it may not, so that tools such
/// as valgrind see every use of an object that is gone; nor with the debug hooks, which are to see it themselves.
#[inline(always)]
pub fn recycles() -> bool {
    RECYCLE.load(Relaxed)
}

/// Sets the domains as `PYTHONMALLOC=name` says; false when there is no such allocator.
///
/// # Safety
/// Nothing was allocated in the domains yet, and no other thread is running.
pub unsafe fn choose(name: &str) -> bool {
    let (base, debug) = match name {
        "debug" => ("default", true),
        _ => name.strip_suffix("_debug").map_or((name, false), |base| (base, true)),
    };
    let objects = match base {
        // What CPython calls pymalloc is its own allocator for small blocks; ours for them is mimalloc.
        "default" if debug || name == "default" => MIMALLOC,
        "pymalloc" | "mimalloc" => MIMALLOC,
        "malloc" => LIBC,
        _ => return false,
    };
    RECYCLE.store(base != "malloc" && !debug, Relaxed);
    // SAFETY: by contract.
    unsafe {
        DOMAINS = [LIBC, objects, objects];
        if debug {
            debug_hooks::install();
        }
    }
    true
}

/// A domain's functions; `None` for an unknown domain.
pub fn get(domain: i32) -> Option<PyMemAllocatorEx> {
    let domain = usize::try_from(domain).ok().filter(|&d| d <= OBJ)?;
    // SAFETY: the table changes before threads start only (see `set`).
    Some(unsafe { (&raw const DOMAINS[domain]).read() })
}

/// Replaces a domain's functions; an unknown domain is ignored.
///
/// # Safety
/// The functions work, and no other thread allocates meanwhile.
pub unsafe fn set(domain: i32, allocator: PyMemAllocatorEx) {
    if let Some(domain) = usize::try_from(domain).ok().filter(|&d| d <= OBJ) {
        // SAFETY: by contract.
        unsafe { (&raw mut DOMAINS[domain]).write(allocator) };
    }
}

/// # Safety
/// As C's malloc; `DOMAIN` is a domain's number.
#[inline(always)]
pub unsafe fn malloc<const DOMAIN: usize>(size: usize) -> *mut c_void {
    if size > MAX {
        return std::ptr::null_mut();
    }
    // SAFETY: the tables change before threads start only (`set`'s contract); every entry has its functions.
    unsafe {
        let d = &raw const DOMAINS[DOMAIN];
        let f: Malloc = (*d).malloc.unwrap_unchecked();
        if DOMAIN != RAW && f as usize == mimalloc_malloc as *const () as usize {
            mi::mi_malloc(size.max(1))
        } else {
            f((*d).ctx, size)
        }
    }
}

/// # Safety
/// As C's calloc.
#[inline]
pub unsafe fn calloc<const DOMAIN: usize>(count: usize, size: usize) -> *mut c_void {
    if size != 0 && count > MAX / size {
        return std::ptr::null_mut();
    }
    // SAFETY: see malloc.
    unsafe {
        let d = &raw const DOMAINS[DOMAIN];
        ((*d).calloc.unwrap_unchecked())((*d).ctx, count, size)
    }
}

/// # Safety
/// As C's realloc, for a block of the same domain.
#[inline]
pub unsafe fn realloc<const DOMAIN: usize>(ptr: *mut c_void, size: usize) -> *mut c_void {
    if size > MAX {
        return std::ptr::null_mut();
    }
    // SAFETY: see malloc.
    unsafe {
        let d = &raw const DOMAINS[DOMAIN];
        ((*d).realloc.unwrap_unchecked())((*d).ctx, ptr, size)
    }
}

/// # Safety
/// As C's free, for a block of the same domain.
#[inline(always)]
pub unsafe fn free<const DOMAIN: usize>(ptr: *mut c_void) {
    // SAFETY: see malloc.
    unsafe {
        let d = &raw const DOMAINS[DOMAIN];
        let f: Free = (*d).free.unwrap_unchecked();
        if DOMAIN != RAW && f as usize == mimalloc_free as *const () as usize {
            mi::mi_free(ptr)
        } else {
            f((*d).ctx, ptr)
        }
    }
}
