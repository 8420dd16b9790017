//! `_struct`: C values in bytes.

use mortise_core::objects::int::arith::from_bigint;
use mortise_core::objects::protocol::buffer::View;
use num_bigint::{BigInt, Sign};

use crate::support::prelude::*;
use crate::support::ready_types;

static ERROR: ExceptionClass = ExceptionClass::new();

/// One kind of value at a place, `repeat` times (for `s` and `p`: of that length).
#[derive(Clone)]
struct Code {
    kind: u8,
    offset: usize,
    size: usize,
    repeat: usize,
}

/// A parsed format.
#[derive(Clone, Default)]
struct Layout {
    codes: Vec<Code>,
    size: usize,
    values: usize,
    little: bool,
    native: bool,
}

/// Size and alignment of a kind in the native (`@`) mode.
fn native_size(kind: u8) -> Option<(usize, usize)> {
    Some(match kind {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => (1, 1),
        b'h' | b'H' | b'e' => (2, 2),
        b'i' | b'I' | b'f' => (4, 4),
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => (8, 8),
        _ => return None,
    })
}

/// Size of a kind in the standard modes.
fn standard_size(kind: u8) -> Option<usize> {
    Some(match kind {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' | b'l' | b'L' => 4,
        b'q' | b'Q' | b'd' => 8,
        _ => return None,
    })
}

fn parse(py: Attached<'_>, format: &[u8]) -> PyResult<Layout> {
    let mut layout = Layout { little: cfg!(target_endian = "little"), native: true, ..Default::default() };
    let mut at = 0;
    let mode = format.first().copied().unwrap_or(b'@');
    if matches!(mode, b'@' | b'=' | b'<' | b'>' | b'!') {
        at = usize::from(!format.is_empty());
        layout.native = mode == b'@';
        match mode {
            b'<' => layout.little = true,
            b'>' | b'!' => layout.little = false,
            _ => {}
        }
    }
    let too_long = || ERROR.raise(py, "total struct size too long");
    while at < format.len() {
        if format[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let mut repeat = 1usize;
        if format[at].is_ascii_digit() {
            repeat = 0;
            while at < format.len() && format[at].is_ascii_digit() {
                repeat = repeat
                    .checked_mul(10)
                    .and_then(|r| r.checked_add((format[at] - b'0') as usize))
                    .filter(|&r| r <= isize::MAX as usize)
                    .ok_or_else(too_long)?;
                at += 1;
            }
            if at == format.len() {
                return Err(ERROR.raise(py, "repeat count given without format specifier"));
            }
        }
        let kind = format[at];
        at += 1;
        let found = if layout.native { native_size(kind) } else { standard_size(kind).map(|s| (s, 1)) };
        let Some((size, align)) = found else { return Err(ERROR.raise(py, "bad char in struct format")) };
        let offset = layout.size.div_ceil(align).checked_mul(align).ok_or_else(too_long)?;
        layout.size = size
            .checked_mul(repeat)
            .and_then(|n| n.checked_add(offset))
            .filter(|&n| n <= isize::MAX as usize)
            .ok_or_else(too_long)?;
        match kind {
            b'x' => continue,
            b's' | b'p' => layout.values += 1,
            _ => layout.values += repeat,
        }
        if repeat > 0 || matches!(kind, b's' | b'p') {
            layout.codes.push(Code { kind, offset, size, repeat });
        }
    }
    Ok(layout)
}

fn signed(kind: u8) -> bool {
    kind.is_ascii_lowercase()
}

/// Copies `bytes`, least significant first, in the layout's order.
fn put(out: &mut [u8], bytes: &[u8], little: bool) {
    out.copy_from_slice(&bytes[..out.len()]);
    if !little {
        out.reverse();
    }
}

fn pack_value<'py>(
    py: Attached<'py>,
    layout: &Layout,
    code: &Code,
    value: &Ref<'py>,
    out: &mut [u8],
) -> PyResult<()> {
    match code.kind {
        b'c' => match value.cast::<Bytes>().map(|b| b.as_bytes()) {
            Some([byte]) => out[0] = *byte,
            _ => return Err(ERROR.raise(py, "char format requires a bytes object of length 1")),
        },
        b'?' => out[0] = value.is_true()? as u8,
        b's' | b'p' => {
            let copied = match (value.cast::<Bytes>(), value.cast::<ByteArray>()) {
                (Some(bytes), _) => bytes.as_bytes().to_vec(),
                (None, Some(array)) => View::simple(py, array.as_any())?.bytes().to_vec(),
                (None, None) => {
                    let text = format!("argument for '{}' must be a bytes object", code.kind as char);
                    return Err(ERROR.raise(py, &text));
                }
            };
            if code.kind == b's' {
                let n = copied.len().min(out.len());
                out[..n].copy_from_slice(&copied[..n]);
            } else if let Some((length, rest)) = out.split_first_mut() {
                let n = copied.len().min(rest.len());
                rest[..n].copy_from_slice(&copied[..n]);
                *length = n.min(255) as u8;
            }
        }
        b'e' | b'f' | b'd' => {
            let number = match value.as_f64() {
                Ok(number) => number,
                Err(raised) if raised.matches(py, classes::TypeError()) => {
                    raised.clear(py);
                    return Err(ERROR.raise(py, "required argument is not a float"));
                }
                Err(raised) => return Err(raised),
            };
            match code.kind {
                b'd' => put(out, &number.to_le_bytes(), layout.little),
                b'f' if layout.native => put(out, &(number as f32).to_le_bytes(), layout.little),
                kind => {
                    // SAFETY: the place has two or four bytes; -1 sets an exception.
                    let failed = unsafe {
                        let (at, little) = (out.as_mut_ptr().cast(), layout.little as i32);
                        if kind == b'e' {
                            decl::PyFloat_Pack2(number, at, little)
                        } else {
                            decl::PyFloat_Pack4(number, at, little)
                        }
                    };
                    if failed < 0 {
                        // SAFETY: see above.
                        return Err(unsafe { Raised::assume() });
                    }
                }
            }
        }
        kind => {
            if value.cast::<Int>().is_none() && !protocol::has_index(value) {
                return Err(ERROR.raise(py, "required argument is not an integer"));
            }
            let int = value.index()?;
            let bits = code.size as u32 * 8;
            let (low, high): (i128, i128) = match kind {
                b'P' => (-(1 << (bits - 1)), (1 << bits) - 1),
                k if signed(k) => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
                _ => (0, (1 << bits) - 1),
            };
            let number = i128::try_from(int.to_bigint()).ok().filter(|n| (low..=high).contains(n));
            let Some(number) = number else {
                if kind == b'P' {
                    return Err(raise!(py, OverflowError, "int too large to convert"));
                }
                let text = format!("'{}' format requires {low} <= number <= {high}", kind as char);
                return Err(ERROR.raise(py, &text));
            };
            put(out, &number.to_le_bytes(), layout.little);
        }
    }
    Ok(())
}

fn pack_values<'py>(
    py: Attached<'py>,
    layout: &Layout,
    values: &[Borrowed<'_, 'py>],
    out: &mut [u8],
) -> PyResult<()> {
    let mut next = values.iter();
    for code in &layout.codes {
        let (count, size) =
            if matches!(code.kind, b's' | b'p') { (1, code.repeat) } else { (code.repeat, code.size) };
        for i in 0..count {
            let value = next.next().expect("counted");
            let start = code.offset + i * size;
            pack_value(py, layout, code, value, &mut out[start..start + size])?;
        }
    }
    Ok(())
}

fn check_count(py: Attached<'_>, layout: &Layout, function: &str, given: usize) -> PyResult<()> {
    if given == layout.values {
        return Ok(());
    }
    let n = layout.values;
    Err(ERROR.raise(py, &format!("{function} expected {n} items for packing (got {given})")))
}

fn unpack_value<'py>(py: Attached<'py>, layout: &Layout, code: &Code, raw: &[u8]) -> PyResult<Ref<'py>> {
    let mut bytes = [0u8; 8];
    if raw.len() <= 8 && !matches!(code.kind, b's' | b'p') {
        bytes[..raw.len()].copy_from_slice(raw);
        if !layout.little {
            bytes[..raw.len()].reverse();
        }
    }
    let unsigned = u64::from_le_bytes(bytes);
    Ok(match code.kind {
        b'c' | b's' => py.bytes(raw)?.into_any(),
        b'p' => {
            let n = raw.first().map_or(0, |&n| (n as usize).min(raw.len() - 1));
            py.bytes(raw.get(1..1 + n).unwrap_or(&[]))?.into_any()
        }
        b'?' => py.bool(unsigned != 0),
        b'd' => py.float(f64::from_bits(unsigned))?.into_any(),
        b'f' => py.float(f32::from_bits(unsigned as u32) as f64)?.into_any(),
        b'e' => {
            // SAFETY: two bytes, least significant first.
            let number = unsafe { decl::PyFloat_Unpack2(bytes.as_ptr().cast(), 1) };
            py.float(number)?.into_any()
        }
        kind if signed(kind) => {
            let shift = 64 - raw.len() as u32 * 8;
            py.int(((unsigned << shift) as i64) >> shift)?.into_any()
        }
        _ => match i64::try_from(unsigned) {
            Ok(n) => py.int(n)?.into_any(),
            Err(_) => from_bigint(py, &BigInt::from_biguint(Sign::Plus, unsigned.into()))?.into_any(),
        },
    })
}

fn unpack_values<'py>(py: Attached<'py>, layout: &Layout, raw: &[u8]) -> PyResult<Ref<'py, Tuple>> {
    let mut values = Vec::with_capacity(layout.values.min(1 << 16));
    for code in &layout.codes {
        let (count, size) =
            if matches!(code.kind, b's' | b'p') { (1, code.repeat) } else { (code.repeat, code.size) };
        for i in 0..count {
            let start = code.offset + i * size;
            values.push(unpack_value(py, layout, code, &raw[start..start + size])?);
        }
    }
    py.tuple(values)
}

/// The format, str or bytes, as bytes.
fn format_bytes<'py>(py: Attached<'py>, format: &Ref<'py>) -> PyResult<Vec<u8>> {
    if let Some(text) = format.cast::<Str>() {
        if let Some(ascii) = text.as_ascii() {
            return Ok(ascii.as_bytes().to_vec());
        }
        // SAFETY: a live str; NULL with the encoding error.
        let encoded: Ref<'py, Bytes> = unsafe {
            Ref::from_owned_or_raised(py, decl::PyUnicode_AsASCIIString(text.as_object_ptr()).cast())?
        };
        return Ok(encoded.as_bytes().to_vec());
    }
    match format.cast::<Bytes>() {
        Some(bytes) => Ok(bytes.as_bytes().to_vec()),
        None => Err(raise!(
            py,
            TypeError,
            "Struct() argument 1 must be a str or bytes object, not {}",
            format.ty().full_name()
        )),
    }
}

/// `struct.Struct`: the format as given and parsed.
#[derive(Default)]
pub struct StructState {
    format: Vec<u8>,
    layout: std::sync::Arc<Layout>,
    ready: bool,
}
/// `_struct.Struct`
pub struct Struct(Locked<StructState>);
impl NativeValue for Struct {}

native_type! {
    /// `_struct.Struct`
    pub static STRUCT: Struct = "_struct.Struct" {
        dict: false, weakrefs: true,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "Struct(fmt) --> compiled struct object",
        slots: { tp_repr: repr, tp_init: init, tp_new: new },
        methods: [
            method!(o "iter_unpack", struct_iter_unpack, "iter_unpack($self, buffer, /)\n--\n\nReturn an iterator yielding tuples.\n\nTuples are unpacked from the given bytes source, like a repeated\ninvocation of unpack_from().\n\nRequires that the bytes length be a multiple of the struct size."),
            method!(fastcall "pack", struct_pack, "S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\nto the format string S.format.  See help(struct) for more on format\nstrings."),
            method!(fastcall "pack_into", struct_pack_into, "S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string S.format\nand write the packed bytes into the writable buffer buf starting at\noffset.  Note that the offset is a required argument.  See\nhelp(struct) for more on format strings."),
            method!(o "unpack", struct_unpack, "unpack($self, buffer, /)\n--\n\nReturn a tuple containing unpacked values.\n\nUnpack according to the format string Struct.format. The buffer's size\nin bytes must be Struct.size.\n\nSee help(struct) for more on format strings."),
            method!(keywords "unpack_from", struct_unpack_from, "unpack_from($self, /, buffer, offset=0)\n--\n\nReturn a tuple containing unpacked values.\n\nValues are unpacked according to the format string Struct.format.\n\nThe buffer's size in bytes, starting at position offset, must be\nat least Struct.size.\n\nSee help(struct) for more on format strings."),
            method!(noargs "__sizeof__", sizeof, "S.__sizeof__() -> size of S in memory, in bytes"),
        ],
        getset: [
            getset!("format", get_format, "struct format string"),
            getset!("size", get_size, "struct size in bytes"),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Struct>>;
type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Struct>>> {
    Native::new_in(py, cls, Struct(Locked::new(StructState::default())))
}

fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<1> = Signature::new("Struct", ["format"], 1);
    let [format] = SIG.parse_tuple(py, args, kwargs)?;
    let format = format_bytes(py, &format.expect("required"))?;
    let layout = std::sync::Arc::new(parse(py, &format)?);
    slf.value().0.with(|s| *s = StructState { format, layout, ready: true });
    Ok(())
}

fn layout_of(py: Attached<'_>, slf: &Ref<'_, Native<Struct>>) -> PyResult<std::sync::Arc<Layout>> {
    match slf.value().0.with(|s| s.ready.then(|| s.layout.clone())) {
        Some(layout) => Ok(layout),
        None => Err(raise!(py, RuntimeError, "Struct object is not initialized")),
    }
}

fn get_format<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    layout_of(py, &slf)?;
    let format = slf.value().0.with(|s| s.format.clone());
    py.str(&format.iter().map(|&b| b as char).collect::<String>())
}
fn get_size<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(layout_of(py, &slf)?.size)
}
fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let mut out = protocol::ReprWriter::new(py);
    out.object(&py.str(&slf.ty().name())?)?;
    out.ascii("(")?;
    out.object(&get_format(py, slf)?.as_any().repr()?)?;
    out.ascii(")")?;
    out.finish()
}
fn sizeof<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let codes = layout_of(py, &slf)?.codes.capacity();
    py.int_from_usize(std::mem::size_of::<Native<Struct>>() + codes * std::mem::size_of::<Code>())
}

fn do_pack<'py>(py: Attached<'py>, layout: &Layout, args: &[Borrowed<'_, 'py>]) -> PyResult<Ref<'py, Bytes>> {
    check_count(py, layout, "pack", args.len())?;
    let mut out = vec![0u8; layout.size];
    pack_values(py, layout, args, &mut out)?;
    py.bytes(&out)
}

fn do_pack_into<'py>(py: Attached<'py>, layout: &Layout, args: &[Borrowed<'_, 'py>]) -> PyResult<Ref<'py>> {
    let [buffer, offset, values @ ..] = args else {
        let missing = if args.is_empty() { "buffer" } else { "offset" };
        return Err(ERROR.raise(py, &format!("pack_into expected {missing} argument")));
    };
    check_count(py, layout, "pack_into", values.len())?;
    let view = match View::writable(py, buffer) {
        Ok(view) => view,
        Err(raised) => {
            raised.clear(py);
            return Err(raise!(
                py,
                TypeError,
                "argument must be read-write bytes-like object, not {}",
                buffer.ty().full_name()
            ));
        }
    };
    let (size, len) = (layout.size, view.len());
    let mut at = offset.index_as_isize(Some(classes::IndexError()))?;
    if at < 0 {
        if at + size as isize > 0 {
            return Err(ERROR.raise(py, &format!("no space to pack {size} bytes at offset {at}")));
        }
        if at + (len as isize) < 0 {
            return Err(ERROR.raise(py, &format!("offset {at} out of range for {len}-byte buffer")));
        }
        at += len as isize;
    }
    let at = at as usize;
    if at > len || len - at < size {
        let text = format!(
            "pack_into requires a buffer of at least {} bytes for packing {size} bytes at offset {at} (actual buffer size is {len})",
            at.saturating_add(size)
        );
        return Err(ERROR.raise(py, &text));
    }
    let mut packed = vec![0u8; size];
    pack_values(py, layout, values, &mut packed)?;
    // SAFETY: the exporter keeps its bytes while the view lives; the range was checked.
    unsafe { std::ptr::copy_nonoverlapping(packed.as_ptr(), view.as_mut_ptr().add(at), size) };
    Ok(py.none())
}

fn do_unpack<'py>(py: Attached<'py>, layout: &Layout, buffer: &Ref<'py>) -> PyResult<Ref<'py, Tuple>> {
    let view = View::simple(py, buffer)?;
    if view.len() != layout.size {
        return Err(ERROR.raise(py, &format!("unpack requires a buffer of {} bytes", layout.size)));
    }
    unpack_values(py, layout, view.bytes())
}

fn do_unpack_from<'py>(
    py: Attached<'py>,
    layout: &Layout,
    buffer: &Ref<'py>,
    offset: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py, Tuple>> {
    let mut at = offset.map_or(Ok(0), |o| o.index_as_isize(Some(classes::OverflowError())))?;
    let view = View::simple(py, buffer)?;
    let (size, len) = (layout.size, view.len());
    if at < 0 {
        if at + size as isize > 0 {
            return Err(ERROR.raise(py, &format!("not enough data to unpack {size} bytes")));
        }
        if at + (len as isize) < 0 {
            return Err(ERROR.raise(py, &format!("offset {at} out of range for {len}-byte buffer")));
        }
        at += len as isize;
    }
    let at = at as usize;
    if at > len || len - at < size {
        let text = format!(
            "unpack_from requires a buffer of at least {} bytes for unpacking {size} bytes at offset {at} (actual buffer size is {len})",
            at.saturating_add(size)
        );
        return Err(ERROR.raise(py, &text));
    }
    unpack_values(py, layout, &view.bytes()[at..at + size])
}

fn struct_pack<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Bytes>> {
    do_pack(py, &*layout_of(py, &slf)?, &args.iter().collect::<Vec<_>>())
}
fn struct_pack_into<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    do_pack_into(py, &*layout_of(py, &slf)?, &args.iter().collect::<Vec<_>>())
}
fn struct_unpack<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    buffer: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    do_unpack(py, &*layout_of(py, &slf)?, &buffer)
}
fn struct_unpack_from<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    static SIG: Signature<2> = Signature::new("unpack_from", ["buffer", "offset"], 1);
    let [buffer, offset] = SIG.parse(py, args)?;
    do_unpack_from(py, &*layout_of(py, &slf)?, &buffer.expect("required"), offset)
}
fn struct_iter_unpack<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    buffer: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    do_iter_unpack(py, layout_of(py, &slf)?, &buffer)
}

/// The rows of a buffer, copied when the iterator was made.
#[derive(Default)]
pub struct RowState {
    layout: std::sync::Arc<Layout>,
    bytes: Vec<u8>,
    at: usize,
}
/// `_struct.unpack_iterator`
pub struct Rows(Locked<RowState>);
impl NativeValue for Rows {}

native_type! {
    /// `_struct.unpack_iterator`
    pub static ROWS: Rows = "_struct.unpack_iterator" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        slots: { tp_iter: iter_self, tp_iternext: next_row },
        methods: [ method!(noargs "__length_hint__", rows_left) ],
    }
}

fn do_iter_unpack<'py>(
    py: Attached<'py>,
    layout: std::sync::Arc<Layout>,
    buffer: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    if layout.size == 0 {
        return Err(ERROR.raise(py, "cannot iteratively unpack with a struct of length 0"));
    }
    let bytes = View::simple(py, buffer)?.bytes().to_vec();
    if bytes.len() % layout.size != 0 {
        let text = format!("iterative unpacking requires a buffer of a multiple of {} bytes", layout.size);
        return Err(ERROR.raise(py, &text));
    }
    Ok(Native::new(py, Rows(Locked::new(RowState { layout, bytes, at: 0 })))?.into_any())
}

fn next_row<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Rows>>,
) -> PyResult<Option<Ref<'py, Tuple>>> {
    let row = slf.value().0.with(|s| {
        let row = s.bytes.get(s.at..s.at + s.layout.size)?.to_vec();
        s.at += s.layout.size;
        Some((s.layout.clone(), row))
    });
    row.map(|(layout, row)| unpack_values(py, &layout, &row)).transpose()
}
fn rows_left<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Rows>>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(slf.value().0.with(|s| (s.bytes.len() - s.at) / s.layout.size.max(1)))
}

builtin_module! {
    /// The `_struct` module.
    pub STRUCT_MODULE = "_struct" {
        doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.",
        methods: [
            method!(noargs "_clearcache", clearcache, "_clearcache($module, /)\n--\n\nClear the internal cache."),
            method!(o "calcsize", calcsize, "calcsize($module, format, /)\n--\n\nReturn size in bytes of the struct described by the format string."),
            method!(fastcall "iter_unpack", iter_unpack, "iter_unpack($module, format, buffer, /)\n--\n\nReturn an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the format struct size."),
            method!(fastcall "pack", pack, "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings."),
            method!(fastcall "pack_into", pack_into, "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a required argument.  See help(struct) for more\non format strings."),
            method!(fastcall "unpack", unpack, "unpack($module, format, buffer, /)\n--\n\nReturn a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).\n\nSee help(struct) for more on format strings."),
            method!(keywords "unpack_from", unpack_from, "unpack_from($module, format, /, buffer, offset=0)\n--\n\nReturn a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).\n\nSee help(struct) for more on format strings."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, m: Mod<'_, 'py>) -> PyResult<()> {
    add_types(&m, &[&raw mut STRUCT])?;
    ready_types(py, &[&raw mut ROWS])?;
    ERROR.add(&m, "struct.error", None, classes::Exception())
}

fn parsed<'py>(py: Attached<'py>, format: Option<Borrowed<'_, 'py>>) -> PyResult<Layout> {
    match format {
        Some(format) => parse(py, &format_bytes(py, &format)?),
        None => Err(raise!(py, TypeError, "missing format argument")),
    }
}
fn clearcache<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py>> {
    // Formats are parsed anew each time: there is nothing to clear.
    Ok(py.none())
}
fn calcsize<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, format: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(parsed(py, Some(format))?.size)
}
fn iter_unpack<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "iter_unpack", 2, 2)?;
    do_iter_unpack(py, std::sync::Arc::new(parsed(py, args.get(0))?), &args.get(1).expect("counted"))
}
fn pack<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Bytes>> {
    do_pack(py, &parsed(py, args.get(0))?, &args.iter().skip(1).collect::<Vec<_>>())
}
fn pack_into<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    do_pack_into(py, &parsed(py, args.get(0))?, &args.iter().skip(1).collect::<Vec<_>>())
}
fn unpack<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "unpack", 2, 2)?;
    do_unpack(py, &parsed(py, args.get(0))?, &args.get(1).expect("counted"))
}
fn unpack_from<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    static SIG: Signature<3> = Signature::with("unpack_from", ["format", "buffer", "offset"], 2, 1, 3);
    let [format, buffer, offset] = SIG.parse(py, args)?;
    do_unpack_from(py, &parsed(py, format)?, &buffer.expect("required"), offset)
}
