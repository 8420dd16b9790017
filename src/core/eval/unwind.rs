//! The exception table: where an exception that leaves an instruction is handled.

use mortise_abi::{PyBytesObject, PyCodeObject};

/// An entry of the exception table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// Code unit to go on at.
    pub target: usize,
    /// Depth to which the value stack is cut.
    pub depth: usize,
    /// Whether the index of the failing instruction is pushed before the exception.
    pub lasti: bool,
}

/// A varint of the exception table: six bits a byte, most significant first, bit 6 for "goes on".
#[inline]
fn varint(table: &[u8], at: &mut usize) -> usize {
    let mut value = 0;
    while let Some(b) = table.get(*at) {
        *at += 1;
        value = value << 6 | (b & 63) as usize;
        if b & 64 == 0 {
            break;
        }
    }
    value
}

/// The handler for code unit `unit`.
pub fn find(table: &[u8], unit: usize) -> Option<Handler> {
    let mut at = 0;
    while at < table.len() {
        let start = varint(table, &mut at);
        let length = varint(table, &mut at);
        let target = varint(table, &mut at);
        let rest = varint(table, &mut at);
        if unit < start {
            // Entries are in order.
            return None;
        }
        if unit < start + length {
            return Some(Handler { target, depth: rest >> 1, lasti: rest & 1 != 0 });
        }
    }
    None
}

/// The handler in a code object's table.
///
/// # Safety
/// `code` points to a code object.
pub unsafe fn handler(code: *mut PyCodeObject, unit: usize) -> Option<Handler> {
    // SAFETY: the table is a bytes object, which does not change.
    unsafe {
        let table: *mut PyBytesObject = (*code).co_exceptiontable.cast();
        let size = (*table).ob_base.ob_size as usize;
        if size == 0 {
            return None;
        }
        find(std::slice::from_raw_parts((&raw const (*table).ob_sval).cast(), size), unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let table = [0x80 | 2, 3, 20, 3 << 1 | 1, 0x80 | 8, 4, 0x40 | 1, 2, 0];
        assert_eq!(find(&table, 1), None);
        assert_eq!(find(&table, 4), Some(Handler { target: 20, depth: 3, lasti: true }));
        assert_eq!(find(&table, 5), None);
        assert_eq!(find(&table, 11), Some(Handler { target: 66, depth: 0, lasti: false }));
    }
}
