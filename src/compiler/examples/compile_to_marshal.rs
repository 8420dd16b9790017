//! Compiles Python files to marshalled code, for comparison with another implementation.
//!
//! `compile_to_marshal OPTIMIZE FILE...` writes, for each file, a status byte (0 for code, 1 for an error), the
//! length of what follows (four bytes, little-endian) and the marshalled code or the error's text.

use mortise_compiler::{Mode, Options, compile_bytes, marshal};
use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let optimize = args.next().and_then(|a| a.parse().ok()).unwrap_or(0);
    let mut out = std::io::stdout().lock();
    for path in args {
        let source = std::fs::read(&path)?;
        let options = Options { filename: &path, mode: Mode::Exec, optimize, flags: 0 };
        let (status, bytes) = match compile_bytes(&source, &options) {
            Ok(code) => (0, marshal::dump(&code)),
            Err(e) => (
                1,
                format!(
                    "{:?}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
                    e.kind, e.message, e.lineno, e.offset, e.end_lineno, e.end_offset
                )
                .into_bytes(),
            ),
        };
        out.write_all(&[status])?;
        out.write_all(&(bytes.len() as u32).to_le_bytes())?;
        out.write_all(&bytes)?;
    }
    Ok(())
}
