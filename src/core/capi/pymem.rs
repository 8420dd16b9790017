//! `pymem.h` and `cpython/pymem.h`: the three memory domains, on mimalloc unless an embedder sets other allocators.

use std::ffi::{c_int, c_void};

use libmimalloc_sys as mi;
use mortise_abi::PyMemAllocatorEx;

type Malloc = unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void;

/// # Safety
/// C allocator function.
unsafe extern "C" fn default_malloc(_ctx: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: any size is allowed; zero gives a distinct block.
    unsafe { mi::mi_malloc(size.max(1)) }
}
/// # Safety
/// C allocator function.
unsafe extern "C" fn default_calloc(_ctx: *mut c_void, count: usize, size: usize) -> *mut c_void {
    // SAFETY: as above; mimalloc checks the product.
    unsafe { if count == 0 || size == 0 { mi::mi_calloc(1, 1) } else { mi::mi_calloc(count, size) } }
}
/// # Safety
/// C allocator function: `ptr` is null or a block of this allocator.
unsafe extern "C" fn default_realloc(_ctx: *mut c_void, ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { mi::mi_realloc(ptr, size.max(1)) }
}
/// # Safety
/// C allocator function: `ptr` is null or a block of this allocator.
unsafe extern "C" fn default_free(_ctx: *mut c_void, ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { mi::mi_free(ptr) }
}

const DEFAULT: PyMemAllocatorEx = PyMemAllocatorEx {
    ctx: std::ptr::null_mut(),
    malloc: Some(default_malloc),
    calloc: Some(default_calloc),
    realloc: Some(default_realloc),
    free: Some(default_free),
};

/// The domains by `PYMEM_DOMAIN_RAW`, `_MEM`, `_OBJ`.
static mut DOMAINS: [PyMemAllocatorEx; 3] = [DEFAULT; 3];

const RAW: usize = 0;
const MEM: usize = 1;
const OBJ: usize = 2;

/// The largest block: C's sizes are signed.
const MAX: usize = isize::MAX as usize;

/// # Safety
/// As C's malloc.
#[inline(always)]
unsafe fn malloc(domain: usize, size: usize) -> *mut c_void {
    if size > MAX {
        return std::ptr::null_mut();
    }
    // SAFETY: the tables change before threads start only (PyMem_SetAllocator's contract); every entry has its functions.
    unsafe {
        let d = &raw const DOMAINS[domain];
        let f: Malloc = (*d).malloc.unwrap_unchecked();
        if f as usize == default_malloc as *const () as usize {
            mi::mi_malloc(size.max(1))
        } else {
            f((*d).ctx, size)
        }
    }
}
/// # Safety
/// As C's calloc.
#[inline]
unsafe fn calloc(domain: usize, count: usize, size: usize) -> *mut c_void {
    if size != 0 && count > MAX / size {
        return std::ptr::null_mut();
    }
    // SAFETY: see malloc.
    unsafe {
        let d = &raw const DOMAINS[domain];
        ((*d).calloc.unwrap_unchecked())((*d).ctx, count, size)
    }
}
/// # Safety
/// As C's realloc, for a block of the same domain.
#[inline]
unsafe fn realloc(domain: usize, ptr: *mut c_void, size: usize) -> *mut c_void {
    if size > MAX {
        return std::ptr::null_mut();
    }
    // SAFETY: see malloc.
    unsafe {
        let d = &raw const DOMAINS[domain];
        ((*d).realloc.unwrap_unchecked())((*d).ctx, ptr, size)
    }
}
/// # Safety
/// As C's free, for a block of the same domain.
#[inline(always)]
unsafe fn free(domain: usize, ptr: *mut c_void) {
    // SAFETY: see malloc.
    unsafe {
        let d = &raw const DOMAINS[domain];
        let f = (*d).free.unwrap_unchecked();
        if f as usize == default_free as *const () as usize { mi::mi_free(ptr) } else { f((*d).ctx, ptr) }
    }
}

/// `PyObject_Malloc` for the runtime itself.
///
/// # Safety
/// As C's malloc.
#[inline(always)]
pub unsafe fn object_malloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc(OBJ, size) }
}
/// `PyObject_Free` for the runtime itself.
///
/// # Safety
/// `ptr` is null or a block of [`object_malloc`].
#[inline(always)]
pub unsafe fn object_free(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free(OBJ, ptr) }
}

/// `PyMem_RawMalloc`: as C's malloc, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawMalloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc(RAW, size) }
}
/// `PyMem_RawCalloc`: as C's calloc, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawCalloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { calloc(RAW, count, size) }
}
/// `PyMem_RawRealloc`: as C's realloc, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawRealloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { realloc(RAW, ptr, size) }
}
/// `PyMem_RawFree`: as C's free, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawFree(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free(RAW, ptr) }
}
/// `PyMem_Malloc`: as C's malloc, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Malloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc(MEM, size) }
}
/// `PyMem_Calloc`: as C's calloc, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { calloc(MEM, count, size) }
}
/// `PyMem_Realloc`: as C's realloc, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { realloc(MEM, ptr, size) }
}
/// `PyMem_Free`: as C's free, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Free(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free(MEM, ptr) }
}
/// `PyObject_Malloc`: as C's malloc, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Malloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc(OBJ, size) }
}
/// `PyObject_Calloc`: as C's calloc, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { calloc(OBJ, count, size) }
}
/// `PyObject_Realloc`: as C's realloc, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { realloc(OBJ, ptr, size) }
}
/// `PyObject_Free`: as C's free, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Free(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free(OBJ, ptr) }
}

/// `PyMem_GetAllocator`: copies a domain's functions to `out`.
///
/// # Safety
/// `out` is writable; `domain` is 0 to 2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_GetAllocator(domain: c_int, out: *mut PyMemAllocatorEx) {
    // SAFETY: by contract; an unknown domain gives empty functions, as in CPython.
    unsafe {
        match usize::try_from(domain).ok().filter(|&d| d < 3) {
            Some(d) => out.write((&raw const DOMAINS[d]).read()),
            None => out.write(PyMemAllocatorEx::EMPTY),
        }
    }
}
/// `PyMem_SetAllocator`: replaces a domain's functions, before threads use it.
///
/// # Safety
/// `allocator` points to working functions; no other thread allocates meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_SetAllocator(domain: c_int, allocator: *mut PyMemAllocatorEx) {
    // SAFETY: by contract.
    unsafe {
        if let Some(d) = usize::try_from(domain).ok().filter(|&d| d < 3) {
            (&raw mut DOMAINS[d]).write(allocator.read());
        }
    }
}
/// `PyMem_SetupDebugHooks`: the default allocators have no debug layer, so there is nothing to set up.
#[unsafe(no_mangle)]
pub extern "C" fn PyMem_SetupDebugHooks() {}
