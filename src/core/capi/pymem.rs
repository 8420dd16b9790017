//! `pymem.h` and `cpython/pymem.h`: the three memory domains of [`crate::heap::allocators`] for C.

use std::ffi::{c_int, c_void};

use mortise_abi::PyMemAllocatorEx;

use crate::heap::allocators::{self, MEM, OBJ, RAW, calloc, free, malloc, realloc};
use crate::heap::debug_hooks;

/// `PyObject_Malloc` for the runtime itself.
///
/// # Safety
/// As C's malloc.
#[inline(always)]
pub unsafe fn object_malloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc::<{ OBJ }>(size) }
}
/// `PyObject_Free` for the runtime itself.
///
/// # Safety
/// `ptr` is null or a block of [`object_malloc`].
#[inline(always)]
pub unsafe fn object_free(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free::<{ OBJ }>(ptr) }
}

/// `PyMem_RawMalloc`: as C's malloc, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawMalloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc::<{ RAW }>(size) }
}
/// `PyMem_RawCalloc`: as C's calloc, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawCalloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { calloc::<{ RAW }>(count, size) }
}
/// `PyMem_RawRealloc`: as C's realloc, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawRealloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { realloc::<{ RAW }>(ptr, size) }
}
/// `PyMem_RawFree`: as C's free, in the raw domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawFree(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free::<{ RAW }>(ptr) }
}
/// `PyMem_Malloc`: as C's malloc, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Malloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc::<{ MEM }>(size) }
}
/// `PyMem_Calloc`: as C's calloc, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { calloc::<{ MEM }>(count, size) }
}
/// `PyMem_Realloc`: as C's realloc, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { realloc::<{ MEM }>(ptr, size) }
}
/// `PyMem_Free`: as C's free, in the mem domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Free(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free::<{ MEM }>(ptr) }
}
/// `PyObject_Malloc`: as C's malloc, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Malloc(size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { malloc::<{ OBJ }>(size) }
}
/// `PyObject_Calloc`: as C's calloc, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { calloc::<{ OBJ }>(count, size) }
}
/// `PyObject_Realloc`: as C's realloc, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { realloc::<{ OBJ }>(ptr, size) }
}
/// `PyObject_Free`: as C's free, in the obj domain.
///
/// # Safety
/// As C's function; blocks belong to one domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Free(ptr: *mut c_void) {
    // SAFETY: by contract.
    unsafe { free::<{ OBJ }>(ptr) }
}

/// `PyMem_GetAllocator`: copies a domain's functions to `out`.
///
/// # Safety
/// `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_GetAllocator(domain: c_int, out: *mut PyMemAllocatorEx) {
    // SAFETY: by contract; an unknown domain gives empty functions, as in CPython.
    unsafe { out.write(allocators::get(domain).unwrap_or(PyMemAllocatorEx::EMPTY)) }
}
/// `PyMem_SetAllocator`: replaces a domain's functions, before threads use it.
///
/// # Safety
/// `allocator` points to working functions; no other thread allocates meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_SetAllocator(domain: c_int, allocator: *mut PyMemAllocatorEx) {
    // SAFETY: by contract.
    unsafe { allocators::set(domain, allocator.read()) }
}
/// `PyMem_SetupDebugHooks`: borders and checks around the blocks that are allocated from now on.
///
/// # Safety
/// No other thread allocates meanwhile; blocks that were allocated before are not freed afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_SetupDebugHooks() {
    // SAFETY: by contract.
    unsafe { debug_hooks::install() }
}
