//! Hashing of bytes: SipHash-1-3 keyed per process, as CPython's, so that `PYTHONHASHSEED` gives the same hashes.

use std::sync::atomic::{AtomicU64, Ordering};

/// C: `_Py_HashSecret_t`, 24 bytes that different hash algorithms share.
#[repr(C)]
pub struct HashSecret {
    k0: AtomicU64,
    k1: AtomicU64,
    suffix: AtomicU64,
}

/// The process's key; all zero until [`set_seed`].
#[allow(non_upper_case_globals)]
pub static _Py_HashSecret: HashSecret =
    HashSecret { k0: AtomicU64::new(0), k1: AtomicU64::new(0), suffix: AtomicU64::new(0) };

/// Where the key comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seed {
    /// The system's random numbers
    Random,
    /// `PYTHONHASHSEED=n`; 0 switches randomisation off
    Fixed(u32),
}

/// Sets the key. Startup does this once, before the first string is hashed.
pub fn set_seed(seed: Seed) {
    let mut key = [0u8; 24];
    match seed {
        Seed::Random => {
            // SAFETY: writes at most 24 bytes to the array.
            let got = unsafe { libc::getrandom(key.as_mut_ptr().cast(), key.len(), 0) };
            assert!(got == key.len() as isize, "no random numbers for the hash key");
        }
        Seed::Fixed(0) => {}
        Seed::Fixed(seed) => {
            let mut x = seed;
            for byte in &mut key {
                x = x.wrapping_mul(214013).wrapping_add(2531011);
                *byte = (x >> 16) as u8;
            }
        }
    }
    let word = |i: usize| u64::from_le_bytes(key[i * 8..i * 8 + 8].try_into().expect("eight bytes"));
    _Py_HashSecret.k0.store(word(0), Ordering::Relaxed);
    _Py_HashSecret.k1.store(word(1), Ordering::Relaxed);
    _Py_HashSecret.suffix.store(word(2), Ordering::Relaxed);
}

/// Reads the seed as `PYTHONHASHSEED` gives it: `None` for text that is neither `random` nor a number up to 4294967295.
pub fn parse_seed(text: &str) -> Option<Seed> {
    match text {
        "" | "random" => Some(Seed::Random),
        _ => text.parse().ok().map(Seed::Fixed),
    }
}

/// The hash of `data`: 0 for none, never -1.
pub fn bytes(data: &[u8]) -> isize {
    if data.is_empty() {
        return 0;
    }
    let hash = siphash13(
        u64::from_le(_Py_HashSecret.k0.load(Ordering::Relaxed)),
        u64::from_le(_Py_HashSecret.k1.load(Ordering::Relaxed)),
        data,
    ) as isize;
    if hash == -1 { -2 } else { hash }
}

/// The hash of an address: rotated, for the low bits are all zero.
pub fn pointer(address: usize) -> isize {
    let hash = address.rotate_right(4) as isize;
    if hash == -1 { -2 } else { hash }
}

/// SipHash with one compression and three finalisation rounds.
pub fn siphash13(k0: u64, k1: u64, data: &[u8]) -> u64 {
    #[inline(always)]
    fn round(v: &mut [u64; 4]) {
        v[0] = v[0].wrapping_add(v[1]);
        v[2] = v[2].wrapping_add(v[3]);
        v[1] = v[1].rotate_left(13) ^ v[0];
        v[3] = v[3].rotate_left(16) ^ v[2];
        v[0] = v[0].rotate_left(32);
        v[2] = v[2].wrapping_add(v[1]);
        v[0] = v[0].wrapping_add(v[3]);
        v[1] = v[1].rotate_left(17) ^ v[2];
        v[3] = v[3].rotate_left(21) ^ v[0];
        v[2] = v[2].rotate_left(32);
    }
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let (words, rest) = data.as_chunks::<8>();
    for word in words {
        let m = u64::from_le_bytes(*word);
        v[3] ^= m;
        round(&mut v);
        v[0] ^= m;
    }
    let mut last = (data.len() as u64) << 56;
    for (i, &byte) in rest.iter().enumerate() {
        last |= (byte as u64) << (8 * i);
    }
    v[3] ^= last;
    round(&mut v);
    v[0] ^= last;
    v[2] ^= 0xff;
    round(&mut v);
    round(&mut v);
    round(&mut v);
    v[0] ^ v[1] ^ v[2] ^ v[3]
}
