//! Compiling the standard library's modules with Mortise's compiler.

use std::hash::Hasher;

use mortise_compiler::{Mode, Options, compile_bytes, marshal};
use siphasher::sip::SipHasher13;

/// CPython 3.13's pyc magic number, 3571, with its two line-end bytes.
pub const MAGIC: u32 = 3571 | 0x0a0d_0000;

/// Compiles `source` to marshalled code with the file name `filename`; the error is a one-line message.
pub fn compile(source: &[u8], filename: &str) -> Result<Vec<u8>, String> {
    let options = Options { filename, mode: Mode::Exec, optimize: 0, flags: 0 };
    // One module that the compiler stumbles over must not keep the other thousand from being packed.
    let compiled =
        std::panic::catch_unwind(|| compile_bytes(source, &options).map(|code| marshal::dump(&code)));
    match compiled {
        Ok(Ok(code)) => Ok(code),
        Ok(Err(error)) => Err(format!("line {}: {:?}: {}", error.lineno, error.kind, error.message)),
        Err(_) => Err("the compiler panicked".into()),
    }
}

/// A PEP 552 pyc of the unchecked hash-based kind around `code`.
pub fn pyc(source: &[u8], code: &[u8]) -> Vec<u8> {
    let mut hasher = SipHasher13::new_with_keys(MAGIC.into(), 0);
    hasher.write(source);
    let mut out = Vec::with_capacity(16 + code.len());
    out.extend_from_slice(&MAGIC.to_le_bytes());
    out.extend_from_slice(&1u32.to_le_bytes());
    out.extend_from_slice(&hasher.finish().to_le_bytes());
    out.extend_from_slice(code);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pyc_header_is_cpythons() {
        // importlib.util.source_hash(b"hello\n") in CPython 3.13
        let expected = b"\xf3\r\r\n\x01\0\0\0________CODE";
        let made = pyc(b"hello\n", b"CODE");
        assert_eq!(made[..8], expected[..8]);
        assert_eq!(made[8..16], SOURCE_HASH);
        assert_eq!(made[16..], expected[16..]);
    }

    const SOURCE_HASH: [u8; 8] = [214, 244, 76, 164, 90, 203, 71, 177];
}
