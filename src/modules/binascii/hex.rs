//! Hexadecimal digits.

use mortise_core::objects::bytes::{methods, ops};
use mortise_core::objects::protocol::buffer::View;

use super::{ERROR, Mod, ascii_bytes};
use crate::support::prelude::*;

pub(super) fn a2b_hex<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    data: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    let text = ascii_bytes(py, &data)?;
    if text.len() % 2 != 0 {
        return Err(ERROR.raise(py, "Odd-length string"));
    }
    let digit = |c: u8| (c as char).to_digit(16);
    let bytes: Option<Vec<u8>> =
        text.chunks_exact(2).map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8)).collect();
    match bytes {
        Some(bytes) => py.bytes(&bytes),
        None => Err(ERROR.raise(py, "Non-hexadecimal digit found")),
    }
}

fn encode<'py>(
    py: Attached<'py>,
    signature: &'static Signature<3>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    let [data, sep, group] = signature.parse(py, args)?;
    let view = View::simple(py, &data.expect("required"))?;
    let (sep, group) = methods::separator(py, sep, group)?;
    py.bytes(&ops::hex(view.bytes(), sep, group))
}

pub(super) fn b2a_hex<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIGNATURE: Signature<3> = Signature::new("b2a_hex", ["data", "sep", "bytes_per_sep"], 1);
    encode(py, &SIGNATURE, args)
}

pub(super) fn hexlify<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIGNATURE: Signature<3> = Signature::new("hexlify", ["data", "sep", "bytes_per_sep"], 1);
    encode(py, &SIGNATURE, args)
}
