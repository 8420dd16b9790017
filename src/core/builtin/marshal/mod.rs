//! The `marshal` module: CPython 3.13's format, version 4.

mod read;
mod write;

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Bytes, Module};
use crate::{intern, raise};

pub use read::{Input, load, loads, loads_prefix};
pub use write::{dumps, dumps_marked};

/// The version that `dumps` writes by default.
pub const VERSION: i32 = 4;

/// The type codes.
mod code {
    pub const NULL: u8 = b'0';
    pub const NONE: u8 = b'N';
    pub const FALSE: u8 = b'F';
    pub const TRUE: u8 = b'T';
    pub const STOP_ITERATION: u8 = b'S';
    pub const ELLIPSIS: u8 = b'.';
    pub const INT: u8 = b'i';
    pub const INT64: u8 = b'I';
    pub const LONG: u8 = b'l';
    pub const FLOAT: u8 = b'f';
    pub const BINARY_FLOAT: u8 = b'g';
    pub const COMPLEX: u8 = b'x';
    pub const BINARY_COMPLEX: u8 = b'y';
    pub const STRING: u8 = b's';
    pub const INTERNED: u8 = b't';
    pub const REF: u8 = b'r';
    pub const TUPLE: u8 = b'(';
    pub const SMALL_TUPLE: u8 = b')';
    pub const LIST: u8 = b'[';
    pub const DICT: u8 = b'{';
    pub const CODE: u8 = b'c';
    pub const UNICODE: u8 = b'u';
    pub const SET: u8 = b'<';
    pub const FROZENSET: u8 = b'>';
    pub const ASCII: u8 = b'a';
    pub const ASCII_INTERNED: u8 = b'A';
    pub const SHORT_ASCII: u8 = b'z';
    pub const SHORT_ASCII_INTERNED: u8 = b'Z';
    /// Something that could not be written.
    pub const UNKNOWN: u8 = b'?';
    /// Set in a type code: the object gets the next reference number.
    pub const FLAG_REF: u8 = 0x80;
}

/// How deep objects may nest.
const MAX_DEPTH: usize = 2000;

builtin_module! {
    /// `marshal`
    pub MARSHAL = "marshal" {
        doc: "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.",
        methods: [
            method!(keywords "dump", dump, "dump($module, value, file, version=version, /, *, allow_code=True)\n--\n\nWrite the value on the open file."),
            method!(keywords "load", load_function, "load($module, file, /, *, allow_code=True)\n--\n\nRead one value from the open file and return it."),
            method!(keywords "dumps", dumps_function, "dumps($module, value, version=version, /, *, allow_code=True)\n--\n\nReturn the bytes object that would be written to a file by dump(value, file)."),
            method!(keywords "loads", loads_function, "loads($module, bytes, /, *, allow_code=True)\n--\n\nConvert the bytes-like object to a value."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, module: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    module.setattr(intern!(py, "version"), &*py.int(VERSION.into())?)
}

fn dump<'py>(py: Attached<'py>, _m: Borrowed<'_, 'py, Module>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<4> = Signature::with("dump", ["value", "file", "version", "allow_code"], 2, 3, 3);
    let [value, file, version, allow_code] = SIG.parse(py, args)?;
    let version = version.map_or(Ok(VERSION), |v| v.as_int())?;
    let allow_code = allow_code.map_or(Ok(true), |a| a.is_true())?;
    let bytes = dumps(py, &value.expect("required"), version, allow_code)?;
    file.expect("required").call_method(intern!(py, "write"), [&*py.bytes(&bytes)?])
}

fn dumps_function<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::with("dumps", ["value", "version", "allow_code"], 1, 2, 2);
    let [value, version, allow_code] = SIG.parse(py, args)?;
    let version = version.map_or(Ok(VERSION), |v| v.as_int())?;
    let allow_code = allow_code.map_or(Ok(true), |a| a.is_true())?;
    Ok(py.bytes(&dumps(py, &value.expect("required"), version, allow_code)?)?.into_any())
}

fn loads_function<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::with("loads", ["bytes", "allow_code"], 1, 1, 1);
    let [data, allow_code] = SIG.parse(py, args)?;
    let allow_code = allow_code.map_or(Ok(true), |a| a.is_true())?;
    let data = data.expect("required");
    // SAFETY: a live object; a new reference or NULL.
    let bytes: Ref<'py> = unsafe { Ref::from_owned_or_raised(py, decl::PyBytes_FromObject(data.as_ptr()))? };
    loads_prefix(py, bytes.expect::<Bytes>()?.as_bytes(), allow_code).map(|(ob, _)| ob)
}

fn load_function<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::with("load", ["file", "allow_code"], 1, 1, 1);
    let [file, allow_code] = SIG.parse(py, args)?;
    let allow_code = allow_code.map_or(Ok(true), |a| a.is_true())?;
    let file = file.expect("required");
    // The whole rest is read, and the file set back behind the value.
    let start = file.call_method(intern!(py, "tell"), [])?.as_i64()?;
    let data = file.call_method(intern!(py, "read"), [])?;
    let Some(bytes) = data.cast::<Bytes>() else {
        return Err(raise!(py, TypeError, "file.read() returned not bytes but {}", data.ty().full_name()));
    };
    let (ob, used) = loads_prefix(py, bytes.as_bytes(), allow_code)?;
    file.call_method(intern!(py, "seek"), [&*py.int(start + used as i64)?])?;
    Ok(ob)
}
