//! Cyclic redundancy checks.

use mortise_core::objects::protocol::buffer::View;

use super::Mod;
use crate::support::prelude::*;

/// The table of CRC-32 (reflected polynomial 0xEDB88320).
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let (mut crc, mut bit) = (i as u32, 0);
        while bit < 8 {
            crc = if crc & 1 != 0 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[i] = crc;
        i += 1;
    }
    table
};

/// The lowest 32 bits of an int of any size.
fn low_bits(value: Option<Borrowed<'_, '_>>) -> PyResult<u32> {
    let Some(value) = value else { return Ok(0) };
    let py = value.py();
    let mask = py.int(0xffff_ffff)?.into_any();
    Ok(value.index()?.into_any().bitand(&mask)?.as_i64()? as u32)
}

pub(super) fn crc32<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Int>> {
    args.expect(py, "crc32", 1, 2)?;
    let view = View::simple(py, &args.get(0).expect("checked"))?;
    let start = low_bits(args.get(1))?;
    let crc = view.bytes().iter().fold(!start, |crc, &b| crc >> 8 ^ TABLE[(crc as u8 ^ b) as usize]);
    py.int(i64::from(!crc))
}

pub(super) fn crc_hqx<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Int>> {
    args.expect(py, "crc_hqx", 2, 2)?;
    let view = View::simple(py, &args.get(0).expect("checked"))?;
    let start = low_bits(args.get(1))? as u16;
    let crc = view.bytes().iter().fold(start, |crc, &b| {
        (0..8).fold(
            crc ^ u16::from(b) << 8,
            |crc, _| if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 },
        )
    });
    py.int(i64::from(crc))
}
