//! The type `code` as Python sees it.

use std::mem::offset_of;

use mortise_abi::*;

use super::positions;
use super::{CodeHead, CodeParts, KIND_CELL, KIND_FREE, KIND_LOCAL, local_name, plain_code, unit_count};
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::CompareOp;
use crate::objects::{Bytes, Code, Complex, Dict, Float, FrozenSet, Str, Tuple, Type};
use crate::raise;

const RO: i32 = Py_READONLY;

builtin_type! {
    /// The type of code objects.
    #[unsafe(no_mangle)]
    pub static PyCode_Type: CodeHead = "code" {
        doc: "Create a code object.  Not for the faint of heart.",
        set: {
            tp_itemsize: 2,
            tp_dealloc: Some(super::dealloc),
            tp_weaklistoffset: offset_of!(PyCodeObject, co_weakreflist) as isize,
        },
        slots: { tp_repr: repr, tp_hash: hash, tp_richcompare: compare, tp_new: new },
        methods: [
            method!(noargs "__sizeof__", sizeof),
            method!(noargs "co_lines", co_lines),
            method!(noargs "co_positions", co_positions),
            method!(keywords "replace", replace, "replace($self, /, **changes)\n--\n\nReturn a copy of the code object with new values for the specified fields."),
            method!(keywords "__replace__", replace, "__replace__($self, /, **changes)\n--\n\nThe same as replace()."),
            method!(o "_varname_from_oparg", varname_from_oparg, "_varname_from_oparg($self, /, oparg)\n--\n\n(internal-only) Return the local variable name for the given oparg.\n\nWARNING: this method is for internal use only and may change or go away."),
        ],
        getset: [
            getset!("co_lnotab", co_lnotab, ""),
            getset!("_co_code_adaptive", adaptive, ""),
            getset!("co_varnames", varnames, ""),
            getset!("co_cellvars", cellvars, ""),
            getset!("co_freevars", freevars, ""),
            getset!("co_code", co_code, ""),
        ],
        members: [
            member!("co_argcount", Py_T_INT, offset_of!(PyCodeObject, co_argcount), RO, ""),
            member!("co_posonlyargcount", Py_T_INT, offset_of!(PyCodeObject, co_posonlyargcount), RO, ""),
            member!("co_kwonlyargcount", Py_T_INT, offset_of!(PyCodeObject, co_kwonlyargcount), RO, ""),
            member!("co_stacksize", Py_T_INT, offset_of!(PyCodeObject, co_stacksize), RO, ""),
            member!("co_flags", Py_T_INT, offset_of!(PyCodeObject, co_flags), RO, ""),
            member!("co_nlocals", Py_T_INT, offset_of!(PyCodeObject, co_nlocals), RO, ""),
            member!("co_consts", _Py_T_OBJECT, offset_of!(PyCodeObject, co_consts), RO, ""),
            member!("co_names", _Py_T_OBJECT, offset_of!(PyCodeObject, co_names), RO, ""),
            member!("co_filename", _Py_T_OBJECT, offset_of!(PyCodeObject, co_filename), RO, ""),
            member!("co_name", _Py_T_OBJECT, offset_of!(PyCodeObject, co_name), RO, ""),
            member!("co_qualname", _Py_T_OBJECT, offset_of!(PyCodeObject, co_qualname), RO, ""),
            member!("co_firstlineno", Py_T_INT, offset_of!(PyCodeObject, co_firstlineno), RO, ""),
            member!("co_linetable", _Py_T_OBJECT, offset_of!(PyCodeObject, co_linetable), RO, ""),
            member!("co_exceptiontable", _Py_T_OBJECT, offset_of!(PyCodeObject, co_exceptiontable), RO, ""),
        ],
    }
}

/// A field that holds an object of a known type, as a new reference.
fn field<'py, T>(slf: &Ref<'py, Code>, get: impl FnOnce(*mut PyCodeObject) -> *mut PyObject) -> Ref<'py, T> {
    // SAFETY: the callers name fields that are set once, with objects of that type.
    unsafe { Borrowed::from_ptr(slf.py(), get(slf.as_ptr()).cast()).to_owned() }
}

macro_rules! object_field {
    ($slf:expr, $name:ident) => {
        // SAFETY: the field is set when the code object is made.
        field($slf, |co| unsafe { (*co).$name })
    };
}

macro_rules! int_field {
    ($slf:expr, $name:ident) => {
        // SAFETY: the field is set when the code object is made.
        unsafe { (*$slf.as_ptr()).$name }
    };
}

fn repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, Str>> {
    let name: Ref<'_, Str> = object_field!(&slf, co_name);
    let file: Ref<'_, Str> = object_field!(&slf, co_filename);
    let line = match int_field!(slf, co_firstlineno) {
        0 => -1,
        line => line,
    };
    py.str(&format!(
        "<code object {} at {:p}, file \"{}\", line {line}>",
        name.to_string_lossy(),
        slf.as_ptr(),
        file.to_string_lossy()
    ))
}

fn hash(_py: Attached<'_>, slf: Borrowed<'_, '_, Code>) -> PyResult<isize> {
    let name: Ref<'_> = object_field!(&slf, co_name);
    let consts: Ref<'_> = object_field!(&slf, co_consts);
    let names: Ref<'_> = object_field!(&slf, co_names);
    let locals: Ref<'_> = object_field!(&slf, co_localsplusnames);
    let table: Ref<'_> = object_field!(&slf, co_linetable);
    let mut h: usize = 20221211;
    for part in [name.hash()?, consts.hash()?, names.hash()?, locals.hash()?, table.hash()?] {
        h = (h ^ part as usize).wrapping_mul(1000003);
    }
    for part in [
        int_field!(slf, co_argcount),
        int_field!(slf, co_posonlyargcount),
        int_field!(slf, co_kwonlyargcount),
        int_field!(slf, co_flags),
        int_field!(slf, co_firstlineno),
    ] {
        h = (h ^ part as usize).wrapping_mul(1000003);
    }
    for byte in plain_code(&slf) {
        h = (h ^ byte as usize).wrapping_mul(1000003);
    }
    Ok(h as isize)
}

/// Whether one constant can stand for the other: same type and same value, zeros with their signs.
fn same_constant<'py>(a: &Ref<'py>, b: &Ref<'py>) -> PyResult<bool> {
    if a.is(b) {
        return Ok(true);
    }
    if a.type_ptr() != b.type_ptr() {
        return Ok(false);
    }
    if let (Some(a), Some(b)) = (a.cast_exact::<Tuple>(), b.cast_exact::<Tuple>()) {
        if a.len() != b.len() {
            return Ok(false);
        }
        for i in 0..a.len() {
            if !same_constant(&a.item(i), &b.item(i))? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    if a.cast_exact::<Float>().is_some() {
        return Ok(a.as_f64()?.to_bits() == b.as_f64()?.to_bits());
    }
    if a.cast_exact::<Complex>().is_some() {
        // SAFETY: both are complex numbers.
        let (x, y) =
            unsafe { (decl::PyComplex_AsCComplex(a.as_ptr()), decl::PyComplex_AsCComplex(b.as_ptr())) };
        return Ok(x.real.to_bits() == y.real.to_bits() && x.imag.to_bits() == y.imag.to_bits());
    }
    if a.cast_exact::<FrozenSet>().is_some() {
        // Members must agree in type too; sets of constants are small.
        let (left, right) = (a.to_list()?, b.to_list()?);
        if left.len() != right.len() {
            return Ok(false);
        }
        for i in 0..left.len() {
            let Some(x) = left.get(i) else { return Ok(false) };
            let mut found = false;
            for j in 0..right.len() {
                if let Some(y) = right.get(j)
                    && same_constant(&x, &y)?
                {
                    found = true;
                    break;
                }
            }
            if !found {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    a.eq(b)
}

fn equal<'py>(a: &Ref<'py, Code>, b: &Ref<'py, Code>) -> PyResult<bool> {
    if a.is(b) {
        return Ok(true);
    }
    if int_field!(a, co_argcount) != int_field!(b, co_argcount)
        || int_field!(a, co_posonlyargcount) != int_field!(b, co_posonlyargcount)
        || int_field!(a, co_kwonlyargcount) != int_field!(b, co_kwonlyargcount)
        || int_field!(a, co_flags) != int_field!(b, co_flags)
        || int_field!(a, co_firstlineno) != int_field!(b, co_firstlineno)
        || plain_code(a) != plain_code(b)
    {
        return Ok(false);
    }
    macro_rules! same {
        ($name:ident) => {{
            let (x, y): (Ref<'_>, Ref<'_>) = (object_field!(a, $name), object_field!(b, $name));
            if !x.eq(&y)? {
                return Ok(false);
            }
        }};
    }
    same!(co_name);
    let (x, y): (Ref<'_>, Ref<'_>) = (object_field!(a, co_consts), object_field!(b, co_consts));
    if !same_constant(&x, &y)? {
        return Ok(false);
    }
    same!(co_names);
    same!(co_localsplusnames);
    same!(co_linetable);
    same!(co_exceptiontable);
    Ok(true)
}

fn compare<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Code>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let (Some(b), CompareOp::Eq | CompareOp::Ne) = (b.cast::<Code>(), op) else {
        return Ok(py.not_implemented());
    };
    Ok(py.bool(equal(&a, b)? == (op == CompareOp::Eq)))
}

fn sizeof<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, crate::objects::Int>> {
    // SAFETY: a live code object.
    let units = unsafe { unit_count(slf.as_ptr()) };
    py.int_from_usize(size_of::<CodeHead>() + units * 2)
}

fn optional_int<'py>(py: Attached<'py>, value: i32) -> PyResult<Ref<'py>> {
    if value < 0 { Ok(py.none()) } else { Ok(py.int(value as i64)?.into_any()) }
}

fn co_lines<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py>> {
    let mut runs: Vec<(i32, i32, i32)> = Vec::new();
    // SAFETY: a live code object.
    for r in unsafe { positions::ranges(slf.as_ptr()) } {
        match runs.last_mut() {
            Some(last) if last.2 == r.line => last.1 = r.end,
            _ => runs.push((r.start, r.end, r.line)),
        }
    }
    let mut rows = Vec::with_capacity(runs.len());
    for (start, end, line) in runs {
        let row = [py.int(start as i64)?.into_any(), py.int(end as i64)?.into_any(), optional_int(py, line)?];
        rows.push(py.tuple(row)?.into_any());
    }
    py.list(rows)?.iter()
}

fn co_positions<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py>> {
    let mut rows = Vec::new();
    // SAFETY: a live code object.
    for r in unsafe { positions::ranges(slf.as_ptr()) } {
        let row = py.tuple([
            optional_int(py, r.line)?,
            optional_int(py, r.end_line)?,
            optional_int(py, r.column)?,
            optional_int(py, r.end_column)?,
        ])?;
        for _ in 0..(r.end - r.start) / 2 {
            rows.push(row.clone().into_any());
        }
    }
    py.list(rows)?.iter()
}

fn varname_from_oparg<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Code>,
    oparg: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let names: Ref<'_, Tuple> = object_field!(&slf, co_localsplusnames);
    match usize::try_from(oparg.as_int()?) {
        Ok(i) if i < names.len() => Ok(names.item(i).to_owned()),
        _ => Err(raise!(py, IndexError, "tuple index out of range")),
    }
}

fn co_lnotab<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, Bytes>> {
    // SAFETY: a live class and a NUL-terminated text.
    unsafe {
        if decl::PyErr_WarnEx(
            decl::PyExc_DeprecationWarning,
            c"co_lnotab is deprecated, use co_lines instead.".as_ptr(),
            1,
        ) < 0
        {
            return Err(Raised::assume());
        }
    }
    let mut table = Vec::new();
    let (mut offset, mut line) = (0, int_field!(slf, co_firstlineno));
    // SAFETY: a live code object.
    for r in unsafe { positions::ranges(slf.as_ptr()) } {
        if r.line < 0 || r.line == line {
            continue;
        }
        let (mut bytes, mut lines) = (r.start - offset, r.line - line);
        while bytes > 255 {
            table.extend([255, 0]);
            bytes -= 255;
        }
        while !(-128..=127).contains(&lines) {
            let step = lines.clamp(-128, 127);
            table.extend([bytes as u8, step as i8 as u8]);
            bytes = 0;
            lines -= step;
        }
        table.extend([bytes as u8, lines as i8 as u8]);
        (offset, line) = (r.start, r.line);
    }
    py.bytes(&table)
}

fn adaptive<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, Bytes>> {
    // SAFETY: that many units follow the fixed part; they are copied at once.
    unsafe {
        let first: *const u8 = super::first_instruction(slf.as_ptr()).cast();
        py.bytes(std::slice::from_raw_parts(first, unit_count(slf.as_ptr()) * 2))
    }
}

fn varnames<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, Tuple>> {
    super::names_of_kind(&slf, KIND_LOCAL)
}

fn cellvars<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, Tuple>> {
    super::names_of_kind(&slf, KIND_CELL)
}

fn freevars<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, Tuple>> {
    super::names_of_kind(&slf, KIND_FREE)
}

fn co_code<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Code>) -> PyResult<Ref<'py, Bytes>> {
    py.bytes(&plain_code(&slf))
}

/// What `code(...)` and `replace` give: variables by kind instead of one list.
pub struct Fields<'py> {
    /// Everything but the variables, whose two fields are ignored.
    pub parts: CodeParts<'py>,
    /// `co_varnames`
    pub varnames: Ref<'py, Tuple>,
    /// `co_cellvars`
    pub cellvars: Ref<'py, Tuple>,
    /// `co_freevars`
    pub freevars: Ref<'py, Tuple>,
}

/// Makes a code object from variables by kind. A cell variable that is also a local becomes one variable with both kinds.
pub fn from_fields<'py>(py: Attached<'py>, fields: Fields<'py>) -> PyResult<Ref<'py, Code>> {
    let Fields { mut parts, varnames, cellvars, freevars } = fields;
    let mut names: Vec<Ref<'py>> = varnames.items().map(|n| n.to_owned()).collect();
    let mut kinds = vec![KIND_LOCAL; names.len()];
    for cell in cellvars.items() {
        let mut at = None;
        for (i, name) in varnames.items().enumerate() {
            if name.eq(&cell)? {
                at = Some(i);
                break;
            }
        }
        match at {
            Some(i) => kinds[i] |= KIND_CELL,
            None => {
                names.push(cell.to_owned());
                kinds.push(KIND_CELL);
            }
        }
    }
    for free in freevars.items() {
        names.push(free.to_owned());
        kinds.push(KIND_FREE);
    }
    parts.localsplusnames = py.tuple(names)?;
    parts.localspluskinds = py.bytes(&kinds)?;
    super::new(py, parts)
}

fn int_argument(py: Attached<'_>, value: &Ref<'_>) -> PyResult<i32> {
    let _ = py;
    value.as_int()
}

/// Checks an argument's type with the message of CPython's argument parser.
fn typed<'py, T: crate::heap::handles::Class>(
    value: &Ref<'py>,
    function: &str,
    index: usize,
) -> PyResult<Ref<'py, T>> {
    Ok(value.expect_arg::<T>(function, &format!("argument {index}"))?.clone())
}

fn new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Code>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "code() takes no keyword arguments"));
    }
    let n = args.len();
    if !(16..=18).contains(&n) {
        let (word, bound) = if n < 16 { ("at least", 16) } else { ("at most", 18) };
        return Err(raise!(py, TypeError, "code expected {word} {bound} arguments, got {n}"));
    }
    let int = |i: usize| int_argument(py, &args.item(i));
    let empty = py.tuple([])?;
    let tuple = |i: usize| typed::<Tuple>(&args.item(i), "code", i + 1);
    let fields = Fields {
        parts: CodeParts {
            argcount: int(0)?,
            posonlyargcount: int(1)?,
            kwonlyargcount: int(2)?,
            stacksize: int(4)?,
            flags: int(5)?,
            code: typed::<Bytes>(&args.item(6), "code", 7)?.as_bytes().to_vec(),
            consts: tuple(7)?,
            names: tuple(8)?,
            localsplusnames: empty.clone(),
            localspluskinds: py.bytes(b"")?,
            filename: typed(&args.item(10), "code", 11)?,
            name: typed(&args.item(11), "code", 12)?,
            qualname: typed(&args.item(12), "code", 13)?,
            firstlineno: int(13)?,
            linetable: typed(&args.item(14), "code", 15)?,
            exceptiontable: typed(&args.item(15), "code", 16)?,
        },
        varnames: tuple(9)?,
        freevars: if n > 16 { tuple(16)? } else { empty.clone() },
        cellvars: if n > 17 { tuple(17)? } else { empty },
    };
    for (what, value) in [
        ("argcount", fields.parts.argcount),
        ("posonlyargcount", fields.parts.posonlyargcount),
        ("kwonlyargcount", fields.parts.kwonlyargcount),
        ("nlocals", int(3)?),
    ] {
        if value < 0 {
            return Err(raise!(py, ValueError, "code: {what} must not be negative"));
        }
    }
    if int(3)? as usize != fields.varnames.len() {
        return Err(raise!(py, ValueError, "code: co_nlocals != len(co_varnames)"));
    }
    from_fields(py, fields)
}

fn replace<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Code>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Code>> {
    static SIG: Signature<18> = Signature::with(
        "replace",
        [
            "co_argcount",
            "co_posonlyargcount",
            "co_kwonlyargcount",
            "co_nlocals",
            "co_stacksize",
            "co_flags",
            "co_firstlineno",
            "co_code",
            "co_consts",
            "co_names",
            "co_varnames",
            "co_freevars",
            "co_cellvars",
            "co_filename",
            "co_name",
            "co_qualname",
            "co_linetable",
            "co_exceptiontable",
        ],
        0,
        0,
        0,
    );
    let given = SIG.parse(py, args)?;
    let int = |i: usize, old: i32| given[i].map_or(Ok(old), |v| v.as_int());
    fn object<'py, T: crate::heap::handles::Class>(
        given: Option<Borrowed<'_, 'py>>,
        name: &str,
        old: impl FnOnce() -> PyResult<Ref<'py, T>>,
    ) -> PyResult<Ref<'py, T>> {
        match given {
            Some(v) => Ok(v.expect_arg::<T>("replace", &format!("argument '{name}'"))?.clone()),
            None => old(),
        }
    }
    let fields = Fields {
        parts: CodeParts {
            argcount: int(0, int_field!(slf, co_argcount))?,
            posonlyargcount: int(1, int_field!(slf, co_posonlyargcount))?,
            kwonlyargcount: int(2, int_field!(slf, co_kwonlyargcount))?,
            stacksize: int(4, int_field!(slf, co_stacksize))?,
            flags: int(5, int_field!(slf, co_flags))?,
            firstlineno: int(6, int_field!(slf, co_firstlineno))?,
            code: object::<Bytes>(given[7], "co_code", || py.bytes(&plain_code(&slf)))?.as_bytes().to_vec(),
            consts: object(given[8], "co_consts", || Ok(object_field!(&slf, co_consts)))?,
            names: object(given[9], "co_names", || Ok(object_field!(&slf, co_names)))?,
            localsplusnames: object_field!(&slf, co_localsplusnames),
            localspluskinds: object_field!(&slf, co_localspluskinds),
            filename: object(given[13], "co_filename", || Ok(object_field!(&slf, co_filename)))?,
            name: object(given[14], "co_name", || Ok(object_field!(&slf, co_name)))?,
            qualname: object(given[15], "co_qualname", || Ok(object_field!(&slf, co_qualname)))?,
            linetable: object(given[16], "co_linetable", || Ok(object_field!(&slf, co_linetable)))?,
            exceptiontable: object(given[17], "co_exceptiontable", || {
                Ok(object_field!(&slf, co_exceptiontable))
            })?,
        },
        varnames: object(given[10], "co_varnames", || varnames(py, slf))?,
        freevars: object(given[11], "co_freevars", || freevars(py, slf))?,
        cellvars: object(given[12], "co_cellvars", || cellvars(py, slf))?,
    };
    if int(3, fields.varnames.len() as i32)? as usize != fields.varnames.len() {
        return Err(raise!(py, ValueError, "code: co_nlocals != len(co_varnames)"));
    }
    // Untouched variables keep their kinds exactly, hidden ones included.
    if given[10].is_none() && given[11].is_none() && given[12].is_none() {
        return super::new(py, fields.parts);
    }
    from_fields(py, fields)
}

/// The names of variables: used by error messages.
///
/// # Safety
/// `code` points to a code object with more than `i` variables.
pub unsafe fn variable_name(code: *mut PyCodeObject, i: usize) -> String {
    // SAFETY: by contract; names are str.
    unsafe {
        let py = Attached::assume();
        Borrowed::<Str>::from_ptr(py, local_name(code, i).cast()).to_string_lossy()
    }
}
