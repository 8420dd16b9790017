//! Lines of uuencoded data.

use mortise_core::objects::protocol::buffer::View;

use super::{ERROR, Mod, ascii_bytes, flag};
use crate::support::prelude::*;

pub(super) fn a2b_uu<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    data: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    let text = ascii_bytes(py, &data)?;
    let length = (text.first().copied().unwrap_or(0).wrapping_sub(b' ') & 0x3f) as usize;
    let mut out = Vec::with_capacity(length + 3);
    let mut rest = text.get(1..).unwrap_or(&[]).iter().copied();
    let (mut bits, mut count) = (0u32, 0);
    while out.len() < length {
        // A line that was cut off, perhaps with its trailing blanks, goes on with zeros.
        let value = match rest.next() {
            None => 0,
            Some(b'\n' | b'\r') => {
                rest = [].iter().copied();
                0
            }
            Some(c @ 32..=96) => u32::from(c - b' ') & 0x3f,
            Some(_) => return Err(ERROR.raise(py, "Illegal char")),
        };
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    if rest.any(|c| !matches!(c, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(ERROR.raise(py, "Trailing garbage"));
    }
    py.bytes(&out)
}

pub(super) fn b2a_uu<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIGNATURE: Signature<2> = Signature::with("b2a_uu", ["data", "backtick"], 1, 1, 1);
    let [data, backtick] = SIGNATURE.parse(py, args)?;
    let view = View::simple(py, &data.expect("required"))?;
    let backtick = flag(backtick, false)?;
    if view.len() > 45 {
        return Err(ERROR.raise(py, "At most 45 bytes at once"));
    }
    let digit = |value: u32| if backtick && value == 0 { b'`' } else { value as u8 + b' ' };
    let mut out = vec![digit(view.len() as u32)];
    for group in view.bytes().chunks(3) {
        let bits = group.iter().fold(0u32, |bits, &b| bits << 8 | u32::from(b)) << (8 * (3 - group.len()));
        out.extend((0..4).map(|i| digit(bits >> (18 - 6 * i) & 63)));
    }
    out.push(b'\n');
    py.bytes(&out)
}
