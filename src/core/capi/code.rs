//! `code.h`

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl::*;
use crate::err::{PyResult, Raised};
use crate::eval::watchers::{CODES, MAX_WATCHERS};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::code::attributes::{Fields, from_fields};
use crate::objects::code::{self, CodeParts, KIND_CELL, KIND_FREE, KIND_LOCAL, extra, positions};
use crate::objects::{Bytes, Code, Str, Tuple};
use crate::raise;

/// The code object's names by kind, as a new tuple.
unsafe fn names(name: &'static str, co: *mut PyCodeObject, kind: u8) -> *mut PyObject {
    // SAFETY: a live code object (C API contract).
    unsafe { enter(name, |py| code::names_of_kind(&Borrowed::from_ptr(py, co), kind)) }
}

/// Names of the local variables.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetVarnames(co: *mut PyCodeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { names("PyCode_GetVarnames", co, KIND_LOCAL) }
}

/// Names of the cell variables.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetCellvars(co: *mut PyCodeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { names("PyCode_GetCellvars", co, KIND_CELL) }
}

/// Names of the free variables.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetFreevars(co: *mut PyCodeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { names("PyCode_GetFreevars", co, KIND_FREE) }
}

/// The instructions as bytes.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_GetCode(co: *mut PyCodeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyCode_GetCode", |py| py.bytes(&code::plain_code(&Borrowed::from_ptr(py, co)))) }
}

/// The line of the instruction at byte `offset`.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_Addr2Line(co: *mut PyCodeObject, offset: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe { positions::line_of(co, offset) }
}

/// The source position of the instruction at byte `offset`.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_Addr2Location(
    co: *mut PyCodeObject,
    offset: c_int,
    start_line: *mut c_int,
    start_column: *mut c_int,
    end_line: *mut c_int,
    end_column: *mut c_int,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if offset < 0 {
            *start_line = (*co).co_firstlineno;
            *start_column = 0;
            *end_line = (*co).co_firstlineno;
            *end_column = 0;
            return 1;
        }
        let range = positions::range_at(co, offset);
        *start_line = range.map_or(-1, |r| r.line);
        *start_column = range.map_or(-1, |r| r.column);
        *end_line = range.map_or(-1, |r| r.end_line);
        *end_column = range.map_or(-1, |r| r.end_column);
        1
    }
}

/// Moves `bounds`, which a tool set up with the code's location table, to the entry for byte `lasti`; its line.
///
/// # Safety
/// C API contract: `bounds.opaque` points into a location table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCode_CheckLineNumber(lasti: c_int, bounds: *mut PyCodeAddressRange) -> c_int {
    // SAFETY: by contract.
    unsafe {
        while (*bounds).ar_end <= lasti {
            let next = (*bounds).opaque.lo_next;
            if next >= (*bounds).opaque.limit {
                return -1;
            }
            let rest = std::slice::from_raw_parts(next, (*bounds).opaque.limit.offset_from(next) as usize);
            let mut ranges = positions::Ranges::new(rest, (*bounds).opaque.computed_line);
            let Some(range) = ranges.next() else { return -1 };
            // An entry's first byte alone has the top bit set.
            let length = rest.iter().skip(1).take_while(|b| **b & 0x80 == 0).count() + 1;
            (*bounds).opaque.lo_next = next.add(length);
            (*bounds).ar_start = (*bounds).ar_end;
            (*bounds).ar_end += range.end - range.start;
            if range.line >= 0 {
                (*bounds).opaque.computed_line = range.line;
            }
            (*bounds).ar_line = range.line;
        }
        if (*bounds).ar_start > lasti { -1 } else { (*bounds).ar_line }
    }
}

/// The arguments of the two constructors.
struct New {
    argcount: c_int,
    posonly: c_int,
    kwonly: c_int,
    nlocals: c_int,
    stacksize: c_int,
    flags: c_int,
    objects: [*mut PyObject; 10],
    firstlineno: c_int,
    linetable: *mut PyObject,
    exceptiontable: *mut PyObject,
}

unsafe fn new<'py>(py: Attached<'py>, new: New) -> PyResult<Ref<'py, Code>> {
    fn typed<'py, T: crate::heap::handles::Class>(
        py: Attached<'py>,
        ob: *mut PyObject,
    ) -> PyResult<Ref<'py, T>> {
        // SAFETY: NULL or live (C API contract).
        let ob = unsafe { Borrowed::from_ptr_or_null(py, ob) };
        match ob.as_ref().and_then(|o| o.cast::<T>()) {
            Some(ob) => Ok(ob.clone()),
            None => {
                // SAFETY: attached.
                unsafe { PyErr_BadInternalCall() };
                // SAFETY: just set.
                Err(unsafe { Raised::assume() })
            }
        }
    }
    let [bytecode, consts, names, varnames, freevars, cellvars, filename, name, qualname, _] = new.objects;
    let varnames: Ref<'_, Tuple> = typed(py, varnames)?;
    if new.nlocals as usize != varnames.len() {
        return Err(raise!(py, ValueError, "code: co_nlocals != len(co_varnames)"));
    }
    let fields = Fields {
        parts: CodeParts {
            argcount: new.argcount,
            posonlyargcount: new.posonly,
            kwonlyargcount: new.kwonly,
            stacksize: new.stacksize,
            flags: new.flags,
            code: typed::<Bytes>(py, bytecode)?.as_bytes().to_vec(),
            consts: typed(py, consts)?,
            names: typed(py, names)?,
            localsplusnames: varnames.clone(),
            localspluskinds: py.bytes(b"")?,
            filename: typed::<Str>(py, filename)?,
            name: typed(py, name)?,
            qualname: typed(py, qualname)?,
            firstlineno: new.firstlineno,
            linetable: typed(py, new.linetable)?,
            exceptiontable: typed(py, new.exceptiontable)?,
        },
        varnames,
        freevars: typed(py, freevars)?,
        cellvars: typed(py, cellvars)?,
    };
    from_fields(py, fields)
}

/// A code object from its parts.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_NewWithPosOnlyArgs(
    argcount: c_int,
    posonlyargcount: c_int,
    kwonlyargcount: c_int,
    nlocals: c_int,
    stacksize: c_int,
    flags: c_int,
    code: *mut PyObject,
    consts: *mut PyObject,
    names: *mut PyObject,
    varnames: *mut PyObject,
    freevars: *mut PyObject,
    cellvars: *mut PyObject,
    filename: *mut PyObject,
    name: *mut PyObject,
    qualname: *mut PyObject,
    firstlineno: c_int,
    linetable: *mut PyObject,
    exceptiontable: *mut PyObject,
) -> *mut PyCodeObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyUnstable_Code_NewWithPosOnlyArgs", |py| {
            new(
                py,
                New {
                    argcount,
                    posonly: posonlyargcount,
                    kwonly: kwonlyargcount,
                    nlocals,
                    stacksize,
                    flags,
                    objects: [
                        code,
                        consts,
                        names,
                        varnames,
                        freevars,
                        cellvars,
                        filename,
                        name,
                        qualname,
                        std::ptr::null_mut(),
                    ],
                    firstlineno,
                    linetable,
                    exceptiontable,
                },
            )
        })
        .cast()
    }
}

/// A code object from its parts, without positional-only parameters.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_New(
    argcount: c_int,
    kwonlyargcount: c_int,
    nlocals: c_int,
    stacksize: c_int,
    flags: c_int,
    code: *mut PyObject,
    consts: *mut PyObject,
    names: *mut PyObject,
    varnames: *mut PyObject,
    freevars: *mut PyObject,
    cellvars: *mut PyObject,
    filename: *mut PyObject,
    name: *mut PyObject,
    qualname: *mut PyObject,
    firstlineno: c_int,
    linetable: *mut PyObject,
    exceptiontable: *mut PyObject,
) -> *mut PyCodeObject {
    // SAFETY: by contract.
    unsafe {
        PyUnstable_Code_NewWithPosOnlyArgs(
            argcount,
            0,
            kwonlyargcount,
            nlocals,
            stacksize,
            flags,
            code,
            consts,
            names,
            varnames,
            freevars,
            cellvars,
            filename,
            name,
            qualname,
            firstlineno,
            linetable,
            exceptiontable,
        )
    }
}

/// Code that only carries a place for tracebacks; running it raises AssertionError.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_NewEmpty(
    filename: *const c_char,
    funcname: *const c_char,
    firstlineno: c_int,
) -> *mut PyCodeObject {
    // SAFETY: by contract: NUL-terminated texts.
    unsafe {
        enter("PyCode_NewEmpty", |py| -> PyResult<Ref<'_, Code>> {
            let decode = |p: *const c_char| py.str(&CStr::from_ptr(p).to_string_lossy());
            let name = decode(funcname)?;
            let empty = || py.tuple([]);
            let parts = CodeParts {
                argcount: 0,
                posonlyargcount: 0,
                kwonlyargcount: 0,
                stacksize: 1,
                flags: CO_OPTIMIZED | CO_NEWLOCALS,
                code: vec![
                    opcode_ids::RESUME as u8,
                    0,
                    opcode_ids::LOAD_ASSERTION_ERROR as u8,
                    0,
                    opcode_ids::RAISE_VARARGS as u8,
                    1,
                ],
                consts: empty()?,
                names: empty()?,
                localsplusnames: empty()?,
                localspluskinds: py.bytes(b"")?,
                filename: decode(filename)?,
                qualname: name.clone(),
                name,
                firstlineno,
                // Three instructions on the first line, without columns.
                linetable: py.bytes(&[0x80 | 13 << 3 | 2, 0])?,
                exceptiontable: py.bytes(b"")?,
            };
            code::new(py, parts)
        })
        .cast()
    }
}

/// Once optimised bytecode; gives the code back unchanged.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_Optimize(
    code: *mut PyObject,
    _consts: *mut PyObject,
    _names: *mut PyObject,
    _lnotab: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { crate::heap::refcount::incref(code) };
    code
}

/// A key that is equal for constants that can stand for each other.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyCode_ConstantKey(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("_PyCode_ConstantKey", |py| key(py, Borrowed::from_ptr(py, op))) }
}

fn key<'py>(py: Attached<'py>, op: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let class = op.ty().to_owned().into_any();
    let exact = |ty: *mut PyTypeObject| op.type_ptr() == ty;
    if op.is_none()
        || op.is(&py.ellipsis())
        || exact(&raw mut PyLong_Type)
        || exact(&raw mut PyUnicode_Type)
        || op.cast::<Code>().is_some()
    {
        return Ok(op.to_owned());
    }
    if let Some(tuple) = op.cast_exact::<Tuple>() {
        let keys = (0..tuple.len()).map(|i| key(py, tuple.item(i))).collect::<PyResult<Vec<_>>>()?;
        return Ok(py.tuple([py.tuple(keys)?.into_any(), op.to_owned()])?.into_any());
    }
    if exact(&raw mut PyFloat_Type) {
        let bits = py.int(op.as_f64()?.to_bits() as i64)?.into_any();
        return Ok(py.tuple([class, op.to_owned(), bits])?.into_any());
    }
    if exact(&raw mut PyComplex_Type) {
        // SAFETY: a complex number.
        let c = unsafe { PyComplex_AsCComplex(op.as_ptr()) };
        let bits = [c.real.to_bits() as i64, c.imag.to_bits() as i64];
        return Ok(py
            .tuple([class, op.to_owned(), py.int(bits[0])?.into_any(), py.int(bits[1])?.into_any()])?
            .into_any());
    }
    if exact(&raw mut PyFrozenSet_Type) {
        let items = op.to_list()?;
        let mut keys = Vec::new();
        for i in 0..items.len() {
            if let Some(item) = items.get(i) {
                keys.push(key(py, item.borrow())?);
            }
        }
        // SAFETY: a live iterable.
        let set = unsafe { Ref::from_owned_or_raised(py, PyFrozenSet_New(py.list(keys)?.as_object_ptr()))? };
        return Ok(py.tuple([set, op.to_owned()])?.into_any());
    }
    if exact(&raw mut PyBool_Type) || exact(&raw mut PyBytes_Type) {
        return Ok(py.tuple([class, op.to_owned()])?.into_any());
    }
    // Anything else is equal to itself alone.
    let id = py.int_from_usize(op.as_ptr() as usize)?.into_any();
    Ok(py.tuple([id, op.to_owned()])?.into_any())
}

/// The value of an extra slot.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_GetExtra(
    code: *mut PyObject,
    index: isize,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if (*code).ob_type != &raw mut PyCode_Type {
            PyErr_BadInternalCall();
            return -1;
        }
        *out = extra::get(code.cast(), index as usize);
        0
    }
}

/// Sets an extra slot.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Code_SetExtra(
    code: *mut PyObject,
    index: isize,
    value: *mut c_void,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if (*code).ob_type != &raw mut PyCode_Type
            || index < 0
            || !extra::set(code.cast(), index as usize, value)
        {
            PyErr_BadInternalCall();
            return -1;
        }
        0
    }
}

/// Registers a watcher of code objects.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_AddWatcher(callback: PyCode_WatchCallback) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyCode_AddWatcher", |py| -> PyResult<c_int> {
            let slot = callback.and_then(|c| CODES.add(c as *mut ()));
            slot.map(|s| s as c_int)
                .ok_or_else(|| raise!(py, RuntimeError, "no more code watcher IDs available"))
        })
    }
}

/// Removes a watcher of code objects.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCode_ClearWatcher(id: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyCode_ClearWatcher", |py| -> PyResult<()> {
            if id < 0 || id as usize >= MAX_WATCHERS {
                return Err(raise!(py, ValueError, "Invalid code watcher ID {id}"));
            }
            if !CODES.clear(id as usize) {
                return Err(raise!(py, ValueError, "No code watcher set for ID {id}"));
            }
            Ok(())
        })
    }
}
