//! Base64 (RFC 4648).

use mortise_core::objects::protocol::buffer::View;

use super::{ERROR, Mod, ascii_bytes, flag};
use crate::support::prelude::*;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of each digit, 0xff for what is none.
const VALUES: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut i = 0;
    while i < 64 {
        values[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
};

pub(super) fn b2a_base64<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIGNATURE: Signature<2> = Signature::with("b2a_base64", ["data", "newline"], 1, 1, 1);
    let [data, newline] = SIGNATURE.parse(py, args)?;
    let view = View::simple(py, &data.expect("required"))?;
    let newline = flag(newline, true)?;
    let mut out = Vec::with_capacity(view.len().div_ceil(3) * 4 + 1);
    for group in view.bytes().chunks(3) {
        let bits = group.iter().fold(0u32, |bits, &b| bits << 8 | b as u32) << (8 * (3 - group.len()));
        for i in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= group.len() { digit } else { b'=' });
        }
    }
    if newline {
        out.push(b'\n');
    }
    py.bytes(&out)
}

pub(super) fn a2b_base64<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIGNATURE: Signature<2> = Signature::with("a2b_base64", ["data", "strict_mode"], 1, 1, 1);
    let [data, strict] = SIGNATURE.parse(py, args)?;
    let text = ascii_bytes(py, &data.expect("required"))?;
    match decode(&text, flag(strict, false)?) {
        Ok(bytes) => py.bytes(&bytes),
        Err(message) => Err(ERROR.raise(py, &message)),
    }
}

/// What is not part of the alphabet is passed over, unless `strict`.
fn decode(text: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    // Digits of the current group of four, their bits, and the `=` that followed them.
    let (mut digits, mut bits, mut pads) = (0u32, 0u32, 0u32);
    let alone = |out: &[u8]| {
        format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            out.len() / 3 * 4 + 1
        )
    };
    for (i, &c) in text.iter().enumerate() {
        if c == b'=' {
            if strict {
                match digits {
                    _ if i == 0 => return Err("Leading padding not allowed".into()),
                    0 => return Err("Excess padding not allowed".into()),
                    1 => return Err(alone(&out)),
                    _ if digits + pads >= 4 => return Err("Excess padding not allowed".into()),
                    _ => {}
                }
            }
            if digits >= 2 {
                pads += 1;
            }
            continue;
        }
        let value = VALUES[c as usize];
        if value == 0xff {
            if strict {
                return Err("Only base64 data is allowed".into());
            }
            continue;
        }
        if strict && pads > 0 {
            return Err(if digits + pads >= 4 {
                "Excess data after padding".into()
            } else {
                "Discontinuous padding not allowed".into()
            });
        }
        pads = 0;
        bits = bits << 6 | value as u32;
        digits += 1;
        if digits > 1 {
            // Each digit but the first completes a byte.
            out.push((bits >> (2 * (4 - digits))) as u8);
        }
        if digits == 4 {
            (digits, bits) = (0, 0);
        }
    }
    match digits {
        0 => Ok(out),
        1 => Err(alone(&out)),
        _ if digits + pads < 4 => Err("Incorrect padding".into()),
        _ => Ok(out),
    }
}
