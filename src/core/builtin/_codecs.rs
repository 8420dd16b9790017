//! `_codecs`: the built-in codecs one by one, and the registry.

use crate::args::Args;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::bytes::methods::Piece;
use crate::objects::codecs::wide::Order;
use crate::objects::codecs::{escape, registry, single, utf7, utf8, wide};
use crate::objects::*;
use crate::raise;

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

/// An optional argument that must be a str, as text.
fn errors_arg<'a, 'py>(arg: &'a Option<Borrowed<'_, 'py>>, function: &str, n: usize) -> PyResult<&'a str> {
    match arg {
        Some(arg) if !arg.is_none() => match arg.cast::<Str>() {
            Some(text) => text.as_utf8(),
            None => Err(raise!(
                arg.py(),
                TypeError,
                "{function}() argument {n} must be str or None, not {}",
                arg.ty().full_name()
            )),
        },
        _ => Ok(""),
    }
}

fn flag(arg: Option<Borrowed<'_, '_>>) -> PyResult<bool> {
    arg.map_or(Ok(false), |a| a.is_true())
}

fn pair<'py, T>(py: Attached<'py>, value: Ref<'py, T>, used: usize) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([value.into_any(), py.int_from_usize(used)?.into_any()])
}

/// The data of a decoder's first argument: bytes-like, or the UTF-8 of a str where that is accepted.
fn data_arg<'py>(py: Attached<'py>, arg: &Ref<'py>, text: bool) -> PyResult<Vec<u8>> {
    if text && let Some(s) = arg.cast::<Str>() {
        return Ok(s.as_utf8()?.as_bytes().to_vec());
    }
    Ok(Piece::new(py, arg)?.bytes().to_vec())
}

/// Decoders that report how much they used: `(data, errors=None, final=False)`.
macro_rules! decoders {
    ($($name:ident = $default_final:literal, $text:literal, |$py:ident, $data:ident, $errors:ident, $final:ident| $body:expr;)*) => { $(
        fn $name<'py>($py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
            args.expect($py, stringify!($name), 1, 3)?;
            let $data = data_arg($py, &args.get(0).expect("counted"), $text)?;
            let errors = args.get(1);
            let $errors = errors_arg(&errors, stringify!($name), 2)?;
            let $final = match args.get(2) {
                Some(f) => f.is_true()?,
                None => $default_final,
            };
            let $data = &$data[..];
            let (text, used): (Ref<'py, Str>, usize) = $body;
            pair($py, text, used)
        }
    )* };
}
decoders! {
    utf_8_decode = false, false, |py, data, errors, last| utf8::decode(py, data, errors, !last)?;
    utf_7_decode = false, false, |py, data, errors, last| utf7::decode(py, data, errors, !last)?;
    utf_16_decode = false, false, |py, data, errors, last| { let d = wide::decode_utf16(py, data, errors, Order::Native, !last)?; (d.0, d.1) };
    utf_16_le_decode = false, false, |py, data, errors, last| { let d = wide::decode_utf16(py, data, errors, Order::Little, !last)?; (d.0, d.1) };
    utf_16_be_decode = false, false, |py, data, errors, last| { let d = wide::decode_utf16(py, data, errors, Order::Big, !last)?; (d.0, d.1) };
    utf_32_decode = false, false, |py, data, errors, last| { let d = wide::decode_utf32(py, data, errors, Order::Native, !last)?; (d.0, d.1) };
    utf_32_le_decode = false, false, |py, data, errors, last| { let d = wide::decode_utf32(py, data, errors, Order::Little, !last)?; (d.0, d.1) };
    utf_32_be_decode = false, false, |py, data, errors, last| { let d = wide::decode_utf32(py, data, errors, Order::Big, !last)?; (d.0, d.1) };
    unicode_escape_decode = true, true, |py, data, errors, last| escape::decode(py, data, errors, !last)?;
    raw_unicode_escape_decode = true, true, |py, data, errors, last| escape::decode_raw(py, data, errors, !last)?;
}

/// Decoders that use everything: `(data, errors=None)`.
macro_rules! whole_decoders {
    ($($name:ident = |$py:ident, $data:ident, $errors:ident| $body:expr;)*) => { $(
        fn $name<'py>($py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
            args.expect($py, stringify!($name), 1, 2)?;
            let $data = data_arg($py, &args.get(0).expect("counted"), false)?;
            let errors = args.get(1);
            let $errors = errors_arg(&errors, stringify!($name), 2)?;
            let $data = &$data[..];
            let text: Ref<'py, Str> = $body?;
            pair($py, text, $data.len())
        }
    )* };
}
whole_decoders! {
    ascii_decode = |py, data, errors| single::decode_ascii(py, data, errors);
    latin_1_decode = |py, data, errors| { let _ = errors; single::decode_latin1(py, data) };
}

/// Encoders: `(text, errors=None)`.
macro_rules! encoders {
    ($($name:ident = |$py:ident, $text:ident, $errors:ident| $body:expr;)*) => { $(
        fn $name<'py>($py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
            args.expect($py, stringify!($name), 1, 2)?;
            let text = args.get(0).expect("counted");
            text.expect_arg::<Str>(stringify!($name), "argument 1")?;
            let $text = text.into_cast::<Str>().expect("checked");
            let errors = args.get(1);
            let $errors = errors_arg(&errors, stringify!($name), 2)?;
            let made: Ref<'py, Bytes> = $body?;
            pair($py, made, $text.len())
        }
    )* };
}
encoders! {
    utf_8_encode = |py, text, errors| utf8::encode(py, text, errors);
    utf_7_encode = |py, text, errors| { let _ = errors; utf7::encode(py, text) };
    utf_16_le_encode = |py, text, errors| wide::encode(py, text, errors, Order::Little, false);
    utf_16_be_encode = |py, text, errors| wide::encode(py, text, errors, Order::Big, false);
    utf_32_le_encode = |py, text, errors| wide::encode(py, text, errors, Order::Little, true);
    utf_32_be_encode = |py, text, errors| wide::encode(py, text, errors, Order::Big, true);
    unicode_escape_encode = |py, text, errors| { let _ = errors; escape::encode(py, text) };
    raw_unicode_escape_encode = |py, text, errors| { let _ = errors; escape::encode_raw(py, text) };
    ascii_encode = |py, text, errors| single::encode(py, text, errors, 128);
    latin_1_encode = |py, text, errors| single::encode(py, text, errors, 256);
}

fn ordered_encode<'py>(
    py: Attached<'py>,
    args: Args<'_, 'py>,
    name: &str,
    is_wide: bool,
) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, name, 1, 3)?;
    let text = args.get(0).expect("counted");
    text.expect_arg::<Str>(name, "argument 1")?;
    let text = text.into_cast::<Str>().expect("checked");
    let errors = args.get(1);
    let errors = errors_arg(&errors, name, 2)?;
    let order = match args.get(2) {
        Some(order) => Order::from_raw(order.as_int()?),
        None => Order::Native,
    };
    pair(py, wide::encode(py, text, errors, order, is_wide)?, text.len())
}
fn utf_16_encode<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    ordered_encode(py, args, "utf_16_encode", false)
}
fn utf_32_encode<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    ordered_encode(py, args, "utf_32_encode", true)
}

fn ex_decode<'py>(
    py: Attached<'py>,
    args: Args<'_, 'py>,
    name: &str,
    is_wide: bool,
) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, name, 1, 4)?;
    let data = data_arg(py, &args.get(0).expect("counted"), false)?;
    let errors = args.get(1);
    let errors = errors_arg(&errors, name, 2)?;
    let order = match args.get(2) {
        Some(order) => Order::from_raw(order.as_int()?),
        None => Order::Native,
    };
    let last = flag(args.get(3))?;
    let (text, used, found) = if is_wide {
        wide::decode_utf32(py, &data, errors, order, !last)?
    } else {
        wide::decode_utf16(py, &data, errors, order, !last)?
    };
    py.tuple([text.into_any(), py.int_from_usize(used)?.into_any(), py.int(found as i64)?.into_any()])
}
fn utf_16_ex_decode<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    ex_decode(py, args, "utf_16_ex_decode", false)
}
fn utf_32_ex_decode<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    ex_decode(py, args, "utf_32_ex_decode", true)
}

fn escape_decode<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "escape_decode", 1, 2)?;
    let data = data_arg(py, &args.get(0).expect("counted"), true)?;
    let errors = args.get(1);
    let errors = errors_arg(&errors, "escape_decode", 2)?;
    pair(py, py.bytes(&escape::decode_bytes(py, &data, errors)?)?, data.len())
}
fn escape_encode<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "escape_encode", 1, 2)?;
    let data = args.get(0).expect("counted");
    let data = data.expect_arg::<Bytes>("escape_encode", "argument 1")?;
    pair(py, py.bytes(&escape::encode_bytes(data.as_bytes()))?, data.as_bytes().len())
}
fn readbuffer_encode<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "readbuffer_encode", 1, 2)?;
    let data = data_arg(py, &args.get(0).expect("counted"), true)?;
    pair(py, py.bytes(&data)?, data.len())
}

fn charmap_decode<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "charmap_decode", 1, 3)?;
    let data = data_arg(py, &args.get(0).expect("counted"), false)?;
    let errors = args.get(1);
    let errors = errors_arg(&errors, "charmap_decode", 2)?;
    let map = args.get(2).filter(|m| !m.is_none());
    pair(py, single::decode_charmap(py, &data, map.as_deref(), errors)?, data.len())
}
fn charmap_encode<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "charmap_encode", 1, 3)?;
    let text = args.get(0).expect("counted");
    text.expect_arg::<Str>("charmap_encode", "argument 1")?;
    let text = text.into_cast::<Str>().expect("checked");
    let errors = args.get(1);
    let errors = errors_arg(&errors, "charmap_encode", 2)?;
    let map = args.get(2).filter(|m| !m.is_none());
    pair(py, single::encode_charmap(py, text, map.as_deref(), errors)?, text.len())
}
fn charmap_build<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, table: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    single::build_map(py, table.expect_arg::<Str>("charmap_build", "argument")?)
}

fn register<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, search: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    registry::register(py, &search)?;
    Ok(py.none())
}
fn unregister<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, search: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    registry::unregister(py, &search)?;
    Ok(py.none())
}
fn lookup<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    registry::lookup(py, name_of(py, name.expect_arg::<Str>("lookup", "argument")?)?)
}
fn lookup_error<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    registry::lookup_error(py, name_of(py, name.expect_arg::<Str>("lookup_error", "argument")?)?)
}
fn name_of<'a>(py: Attached<'_>, name: &'a Ref<'_, Str>) -> PyResult<&'a str> {
    let text = name.as_utf8()?;
    if text.contains('\0') {
        return Err(raise!(py, ValueError, "embedded null character"));
    }
    Ok(text)
}
fn register_error<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "register_error", 2, 2)?;
    let name = args.get(0).expect("counted");
    let name = name.expect_arg::<Str>("register_error", "argument 1")?;
    registry::register_error(py, name_of(py, name)?, &args.get(1).expect("counted"))?;
    Ok(py.none())
}

/// `codecs.encode` and `codecs.decode`: any codec, text or not.
fn run<'py>(py: Attached<'py>, args: Args<'_, 'py>, encode: bool) -> PyResult<Ref<'py>> {
    use crate::args::Signature;
    static ENCODE: Signature<3> = Signature::new("encode", ["obj", "encoding", "errors"], 1);
    static DECODE: Signature<3> = Signature::new("decode", ["obj", "encoding", "errors"], 1);
    let [object, encoding, errors] = if encode { ENCODE.parse(py, args)? } else { DECODE.parse(py, args)? };
    let (name, what, i) = if encode { ("encode", "encoding", 0) } else { ("decode", "decoding", 1) };
    let encoding = match &encoding {
        Some(e) => name_of(py, e.expect_arg::<Str>(name, "argument 'encoding'")?)?,
        None => "utf-8",
    };
    let errors = match &errors {
        Some(e) => Some(name_of(py, e.expect_arg::<Str>(name, "argument 'errors'")?)?),
        None => None,
    };
    let codec = registry::part(py, encoding, i)?;
    registry::run(py, &codec, &object.expect("required"), encoding, errors, what)
}
fn encode<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    run(py, args, true)
}
fn decode<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    run(py, args, false)
}

builtin_module! {
    /// The `_codecs` module.
    pub CODECS = "_codecs" {
        methods: [
            method!(o "register", register, "register($module, search_function, /)\n--\n\nRegisters a codec search function."),
            method!(o "unregister", unregister, "unregister($module, search_function, /)\n--\n\nForgets a codec search function."),
            method!(o "lookup", lookup, "lookup($module, encoding, /)\n--\n\nThe codec's functions as a CodecInfo."),
            method!(keywords "encode", encode, "encode($module, /, obj, encoding='utf-8', errors='strict')\n--\n\nEncodes with any codec."),
            method!(keywords "decode", decode, "decode($module, /, obj, encoding='utf-8', errors='strict')\n--\n\nDecodes with any codec."),
            method!(fastcall "register_error", register_error, "register_error($module, errors, handler, /)\n--\n\nRegisters an error handler."),
            method!(o "lookup_error", lookup_error, "lookup_error($module, name, /)\n--\n\nThe error handler of that name."),
            method!(fastcall "utf_8_encode", utf_8_encode, "utf_8_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "utf_8_decode", utf_8_decode, "utf_8_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_7_encode", utf_7_encode, "utf_7_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "utf_7_decode", utf_7_decode, "utf_7_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_16_encode", utf_16_encode, "utf_16_encode($module, str, errors=None, byteorder=0, /)\n--\n\n"),
            method!(fastcall "utf_16_le_encode", utf_16_le_encode, "utf_16_le_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "utf_16_be_encode", utf_16_be_encode, "utf_16_be_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "utf_16_decode", utf_16_decode, "utf_16_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_16_le_decode", utf_16_le_decode, "utf_16_le_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_16_be_decode", utf_16_be_decode, "utf_16_be_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_16_ex_decode", utf_16_ex_decode, "utf_16_ex_decode($module, data, errors=None, byteorder=0, final=False, /)\n--\n\n"),
            method!(fastcall "utf_32_encode", utf_32_encode, "utf_32_encode($module, str, errors=None, byteorder=0, /)\n--\n\n"),
            method!(fastcall "utf_32_le_encode", utf_32_le_encode, "utf_32_le_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "utf_32_be_encode", utf_32_be_encode, "utf_32_be_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "utf_32_decode", utf_32_decode, "utf_32_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_32_le_decode", utf_32_le_decode, "utf_32_le_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_32_be_decode", utf_32_be_decode, "utf_32_be_decode($module, data, errors=None, final=False, /)\n--\n\n"),
            method!(fastcall "utf_32_ex_decode", utf_32_ex_decode, "utf_32_ex_decode($module, data, errors=None, byteorder=0, final=False, /)\n--\n\n"),
            method!(fastcall "unicode_escape_encode", unicode_escape_encode, "unicode_escape_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "unicode_escape_decode", unicode_escape_decode, "unicode_escape_decode($module, data, errors=None, final=True, /)\n--\n\n"),
            method!(fastcall "raw_unicode_escape_encode", raw_unicode_escape_encode, "raw_unicode_escape_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "raw_unicode_escape_decode", raw_unicode_escape_decode, "raw_unicode_escape_decode($module, data, errors=None, final=True, /)\n--\n\n"),
            method!(fastcall "escape_encode", escape_encode, "escape_encode($module, data, errors=None, /)\n--\n\n"),
            method!(fastcall "escape_decode", escape_decode, "escape_decode($module, data, errors=None, /)\n--\n\n"),
            method!(fastcall "latin_1_encode", latin_1_encode, "latin_1_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "latin_1_decode", latin_1_decode, "latin_1_decode($module, data, errors=None, /)\n--\n\n"),
            method!(fastcall "ascii_encode", ascii_encode, "ascii_encode($module, str, errors=None, /)\n--\n\n"),
            method!(fastcall "ascii_decode", ascii_decode, "ascii_decode($module, data, errors=None, /)\n--\n\n"),
            method!(fastcall "charmap_encode", charmap_encode, "charmap_encode($module, str, errors=None, mapping=None, /)\n--\n\n"),
            method!(fastcall "charmap_decode", charmap_decode, "charmap_decode($module, data, errors=None, mapping=None, /)\n--\n\n"),
            method!(o "charmap_build", charmap_build, "charmap_build($module, map, /)\n--\n\n"),
            method!(fastcall "readbuffer_encode", readbuffer_encode, "readbuffer_encode($module, data, errors=None, /)\n--\n\n"),
        ],
    }
}
