//! The debug hooks of `PYTHONMALLOC=debug` and `PyMem_SetupDebugHooks`: blocks with borders, filled when they are new and when
//! they are gone, and checks at every call.
//!
//! ```text
//! [size, big endian, 8][domain's letter, 1][border, 7] the caller's block [border, 8]
//! ```

use std::ffi::c_void;
use std::fmt::Write as _;

use mortise_abi::PyMemAllocatorEx;

use super::allocators::{self, MEM, OBJ, RAW};

/// Fills new memory.
const CLEAN: u8 = 0xCD;
/// Fills freed memory.
const DEAD: u8 = 0xDD;
/// Fills borders.
const BORDER: u8 = 0xFD;
/// Bytes before the caller's block, and after it.
const HEAD: usize = 16;
const TAIL: usize = 8;

/// A domain with hooks: its letter in block heads, and what is under the hooks.
struct Hooked {
    letter: u8,
    under: PyMemAllocatorEx,
}

static mut HOOKED: [Hooked; 3] = [
    Hooked { letter: b'r', under: PyMemAllocatorEx::EMPTY },
    Hooked { letter: b'm', under: PyMemAllocatorEx::EMPTY },
    Hooked { letter: b'o', under: PyMemAllocatorEx::EMPTY },
];

/// Puts the hooks around each domain's functions, where they are not already.
///
/// # Safety
/// No other thread allocates meanwhile; earlier blocks of the domains were freed.
pub unsafe fn install() {
    for domain in [RAW, MEM, OBJ] {
        let Some(now) = allocators::get(domain as i32) else { continue };
        if now.malloc.is_some_and(|f| f as usize == malloc as *const () as usize) {
            continue;
        }
        // SAFETY: by contract nobody uses the tables; the context lives for ever.
        unsafe {
            (&raw mut HOOKED[domain].under).write(now);
            let hooks = PyMemAllocatorEx {
                ctx: (&raw mut HOOKED[domain]).cast(),
                malloc: Some(malloc),
                calloc: Some(calloc),
                realloc: Some(realloc),
                free: Some(free),
            };
            allocators::set(domain as i32, hooks);
        }
    }
}

/// The mem and obj domains are for attached threads.
fn check_attached(letter: u8, function: &str) {
    if letter != b'r' && crate::state::current().is_null() {
        fatal(function, "Python memory allocator called without holding the GIL");
    }
}

fn fatal(function: &str, message: &str) -> ! {
    eprintln!("Fatal Python error: {function}: {message}");
    std::process::abort()
}

/// The head's and tail's bytes around the block at `data`.
///
/// # Safety
/// `data` has room before it, and `size` bytes and a tail behind it.
unsafe fn write_borders(data: *mut u8, size: usize, letter: u8) {
    // SAFETY: by contract.
    unsafe {
        let head = data.sub(HEAD);
        head.cast::<[u8; 8]>().write_unaligned((size as u64).to_be_bytes());
        head.add(8).write(letter);
        head.add(9).write_bytes(BORDER, HEAD - 9);
        data.add(size).write_bytes(BORDER, TAIL);
    }
}

/// # Safety
/// `data` is a block of [`malloc`].
unsafe fn size_of_block(data: *mut u8) -> usize {
    // SAFETY: by contract.
    unsafe { u64::from_be_bytes(data.sub(HEAD).cast::<[u8; 8]>().read_unaligned()) as usize }
}

/// # Safety
/// A context of [`install`].
unsafe fn allocate(ctx: *mut c_void, size: usize, zeroed: bool) -> *mut c_void {
    let domain: *mut Hooked = ctx.cast();
    // SAFETY: by contract; the block is as large as what is written into it.
    unsafe {
        let (letter, under) = ((*domain).letter, &raw const (*domain).under);
        check_attached(letter, "_PyMem_DebugMalloc");
        let Some(total) = size.checked_add(HEAD + TAIL) else { return std::ptr::null_mut() };
        let block = if zeroed {
            (*under).calloc.map_or(std::ptr::null_mut(), |f| f((*under).ctx, 1, total))
        } else {
            (*under).malloc.map_or(std::ptr::null_mut(), |f| f((*under).ctx, total))
        };
        if block.is_null() {
            return block;
        }
        let data = block.cast::<u8>().add(HEAD);
        if !zeroed {
            data.write_bytes(CLEAN, size);
        }
        write_borders(data, size, letter);
        data.cast()
    }
}

/// # Safety
/// C allocator function.
unsafe extern "C" fn malloc(ctx: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { allocate(ctx, size, false) }
}

/// # Safety
/// C allocator function.
unsafe extern "C" fn calloc(ctx: *mut c_void, count: usize, size: usize) -> *mut c_void {
    let Some(size) = count.checked_mul(size) else { return std::ptr::null_mut() };
    // SAFETY: by contract.
    unsafe { allocate(ctx, size, true) }
}

/// # Safety
/// C allocator function: `ptr` is null or a block of this domain.
unsafe extern "C" fn realloc(ctx: *mut c_void, ptr: *mut c_void, size: usize) -> *mut c_void {
    if ptr.is_null() {
        // SAFETY: by contract.
        return unsafe { allocate(ctx, size, false) };
    }
    let domain: *mut Hooked = ctx.cast();
    // SAFETY: by contract; always moving the block finds stale pointers to the old one, which is filled before it goes.
    unsafe {
        check_attached((*domain).letter, "_PyMem_DebugRealloc");
        verify((*domain).letter, ptr.cast(), "_PyMem_DebugRawRealloc");
        let old = size_of_block(ptr.cast());
        let new = allocate(ctx, size, false);
        if !new.is_null() {
            ptr.cast::<u8>().copy_to_nonoverlapping(new.cast(), old.min(size));
            free(ctx, ptr);
        }
        new
    }
}

/// # Safety
/// C allocator function: `ptr` is null or a block of this domain.
unsafe extern "C" fn free(ctx: *mut c_void, ptr: *mut c_void) {
    if ptr.is_null() {
        return;
    }
    let domain: *mut Hooked = ctx.cast();
    // SAFETY: by contract.
    unsafe {
        let under = &raw const (*domain).under;
        check_attached((*domain).letter, "_PyMem_DebugFree");
        verify((*domain).letter, ptr.cast(), "_PyMem_DebugRawFree");
        let size = size_of_block(ptr.cast());
        let block = ptr.cast::<u8>().sub(HEAD);
        block.write_bytes(DEAD, HEAD + size + TAIL);
        if let Some(f) = (*under).free {
            f((*under).ctx, block.cast());
        }
    }
}

/// Ends the process with a description of the block when its borders were written to or another domain's letter is in it.
///
/// # Safety
/// `data` was a block of one of the domains.
unsafe fn verify(letter: u8, data: *mut u8, function: &str) {
    // SAFETY: by contract; a damaged size is noticed at the head's border, before it is used.
    unsafe {
        let found = data.sub(8).read();
        let front = std::slice::from_raw_parts(data.sub(7), 7);
        let message = if found != letter {
            format!(
                "bad ID: Allocated using API '{}', verified using API '{}'",
                found.escape_ascii(),
                letter as char
            )
        } else if front.iter().any(|&b| b != BORDER) {
            "bad leading pad byte".to_owned()
        } else {
            let tail = std::slice::from_raw_parts(data.add(size_of_block(data)), TAIL);
            if tail.iter().all(|&b| b == BORDER) {
                return;
            }
            "bad trailing pad byte".to_owned()
        };
        eprint!("{}", describe(data, found));
        fatal(function, &message);
    }
}

/// What the head and, when that is intact, the tail say, for people.
///
/// # Safety
/// As [`verify`].
unsafe fn describe(data: *mut u8, letter: u8) -> String {
    let mut text = format!("Debug memory block at address p={data:p}: API '{}'\n", letter.escape_ascii());
    let border = |text: &mut String, bytes: &[u8]| {
        if bytes.iter().all(|&b| b == BORDER) {
            let _ = writeln!(text, "FORBIDDENBYTE, as expected.");
            return;
        }
        let _ = writeln!(text, "not all FORBIDDENBYTE (0x{BORDER:02x}):");
        for (i, &byte) in bytes.iter().enumerate() {
            let mark = if byte == BORDER { "" } else { " *** OUCH" };
            let _ = writeln!(text, "        at byte {i}: 0x{byte:02x}{mark}");
        }
    };
    // SAFETY: by contract; the size is used only when the border that an overrun of the block before would break is whole.
    unsafe {
        let size = size_of_block(data);
        let _ = writeln!(text, "    {size} bytes originally requested");
        let front = std::slice::from_raw_parts(data.sub(7), 7);
        let _ = write!(text, "    The 7 pad bytes at p-7 are ");
        border(&mut text, front);
        if front.iter().all(|&b| b == BORDER) {
            let tail = data.add(size);
            let _ = write!(text, "    The {TAIL} pad bytes at tail={tail:p} are ");
            border(&mut text, std::slice::from_raw_parts(tail, TAIL));
        }
    }
    text
}
