//! `binascii`: bytes as text and back, and two checksums.
#![forbid(unsafe_code)]

mod base64;
mod checksum;
mod hex;
mod quoted_printable;
mod uu;

use mortise_core::objects::protocol::buffer::View;

use crate::support::prelude::*;

static ERROR: ExceptionClass = ExceptionClass::new();
static INCOMPLETE: ExceptionClass = ExceptionClass::new();

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

builtin_module! {
    /// The `binascii` module.
    pub BINASCII = "binascii" {
        doc: "Conversion between binary data and ASCII",
        methods: [
            method!(o "a2b_uu", uu::a2b_uu, "a2b_uu($module, data, /)\n--\n\nDecode a line of uuencoded data."),
            method!(keywords "b2a_uu", uu::b2a_uu, "b2a_uu($module, data, /, *, backtick=False)\n--\n\nUuencode line of data."),
            method!(keywords "a2b_base64", base64::a2b_base64, "a2b_base64($module, data, /, *, strict_mode=False)\n--\n\nDecode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not part of the base64 standard are not allowed.\n    The same applies to excess data after padding (= / ==)."),
            method!(keywords "b2a_base64", base64::b2a_base64, "b2a_base64($module, data, /, *, newline=True)\n--\n\nBase64-code line of data."),
            method!(o "a2b_hex", hex::a2b_hex, "a2b_hex($module, hexstr, /)\n--\n\nBinary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).\nThis function is also available as \"unhexlify()\"."),
            method!(keywords "b2a_hex", hex::b2a_hex, "b2a_hex($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)\n--\n\nHexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left.\n\nThe return value is a bytes object.  This function is also\navailable as \"hexlify()\".\n\nExample:\n>>> binascii.b2a_hex(b\'\\xb9\\x01\\xef\')\nb\'b901ef\'\n>>> binascii.hexlify(b\'\\xb9\\x01\\xef\', \':\')\nb\'b9:01:ef\'\n>>> binascii.b2a_hex(b\'\\xb9\\x01\\xef\', b\'_\', 2)\nb\'b9_01ef\'"),
            method!(keywords "hexlify", hex::hexlify, "hexlify($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)\n--\n\nHexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left.\n\nThe return value is a bytes object.  This function is also\navailable as \"b2a_hex()\"."),
            method!(o "unhexlify", hex::a2b_hex, "unhexlify($module, hexstr, /)\n--\n\nBinary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case)."),
            method!(fastcall "crc_hqx", checksum::crc_hqx, "crc_hqx($module, data, crc, /)\n--\n\nCompute CRC-CCITT incrementally."),
            method!(fastcall "crc32", checksum::crc32, "crc32($module, data, crc=0, /)\n--\n\nCompute CRC-32 incrementally."),
            method!(keywords "a2b_qp", quoted_printable::a2b_qp, "a2b_qp($module, /, data, header=False)\n--\n\nDecode a string of qp-encoded data."),
            method!(keywords "b2a_qp", quoted_printable::b2a_qp, "b2a_qp($module, /, data, quotetabs=False, istext=True, header=False)\n--\n\nEncode a string using quoted-printable encoding.\n\nOn encoding, when istext is set, newlines are not encoded, and white\nspace at end of lines is.  When istext is not set, \\r and \\n (CR/LF)\nare both encoded.  When quotetabs is set, space and tabs are encoded."),
        ],
        exec: exec,
    }
}

fn exec<'py>(_py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    ERROR.add(&module, "binascii.Error", None, classes::ValueError())?;
    INCOMPLETE.add(&module, "binascii.Incomplete", None, classes::Exception())
}

/// The bytes of an argument that may also be ASCII text.
fn ascii_bytes<'py>(py: Attached<'py>, data: &Ref<'py>) -> PyResult<Vec<u8>> {
    if let Some(text) = data.cast::<Str>() {
        return match text.as_ascii() {
            Some(ascii) => Ok(ascii.as_bytes().to_vec()),
            None => Err(raise!(py, ValueError, "string argument should contain only ASCII characters")),
        };
    }
    match View::simple(py, data) {
        Ok(view) => Ok(view.bytes().to_vec()),
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            let kind = data.ty().full_name();
            Err(raise!(py, TypeError, "argument should be bytes, buffer or ASCII string, not '{kind}'"))
        }
        Err(raised) => Err(raised),
    }
}

/// A flag's value.
fn flag(value: Option<Borrowed<'_, '_>>, default: bool) -> PyResult<bool> {
    value.map_or(Ok(default), |v| v.is_true())
}
