//! Code objects.

pub mod attributes;
pub mod build;
pub mod extra;
pub mod positions;

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicU32, Ordering};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::eval::frames::{CodeUnit, HEADER_WORDS};
use crate::eval::opcodes;
use crate::eval::watchers;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{self, decref};
use crate::objects::{Bytes, Code, Str, Tuple};
use crate::raise;

pub use attributes::PyCode_Type;

/// Kind bits of `co_localspluskinds`: not shown as a local (an inlined comprehension's variable).
pub const KIND_HIDDEN: u8 = 0x10;
/// A local variable.
pub const KIND_LOCAL: u8 = 0x20;
/// A variable in a cell of this code's own.
pub const KIND_CELL: u8 = 0x40;
/// A variable in a cell of an enclosing function.
pub const KIND_FREE: u8 = 0x80;

/// The part of a code object before its instructions.
#[repr(C, align(8))]
pub struct CodeHead([u8; std::mem::offset_of!(PyCodeObject, co_code_adaptive)]);

/// What a code object is made from.
pub struct CodeParts<'py> {
    /// Positional parameters.
    pub argcount: c_int,
    /// Positional-only ones among them.
    pub posonlyargcount: c_int,
    /// Keyword-only parameters.
    pub kwonlyargcount: c_int,
    /// Depth of the value stack.
    pub stacksize: c_int,
    /// `CO_*` flags.
    pub flags: c_int,
    /// Instructions and cache entries.
    pub code: Vec<u8>,
    /// `co_consts`
    pub consts: Ref<'py, Tuple>,
    /// `co_names`
    pub names: Ref<'py, Tuple>,
    /// Names of locals, cells and free variables.
    pub localsplusnames: Ref<'py, Tuple>,
    /// Their kinds.
    pub localspluskinds: Ref<'py, Bytes>,
    /// `co_filename`
    pub filename: Ref<'py, Str>,
    /// `co_name`
    pub name: Ref<'py, Str>,
    /// `co_qualname`
    pub qualname: Ref<'py, Str>,
    /// `co_firstlineno`
    pub firstlineno: c_int,
    /// `co_linetable`
    pub linetable: Ref<'py, Bytes>,
    /// `co_exceptiontable`
    pub exceptiontable: Ref<'py, Bytes>,
}

static NEXT_VERSION: AtomicU32 = AtomicU32::new(1);

/// The address of the first instruction.
///
/// # Safety
/// `code` points to a code object.
#[inline(always)]
pub unsafe fn first_instruction(code: *mut PyCodeObject) -> *mut CodeUnit {
    // SAFETY: the instructions follow the fixed part, aligned to two bytes.
    unsafe { (&raw mut (*code).co_code_adaptive).cast() }
}

/// Number of code units.
///
/// # Safety
/// `code` points to a code object.
#[inline(always)]
pub unsafe fn unit_count(code: *mut PyCodeObject) -> usize {
    // SAFETY: by contract.
    unsafe { (*code).ob_base.ob_size as usize }
}

/// Kind bits of variable `i`.
///
/// # Safety
/// `code` points to a code object with more than `i` variables.
#[inline(always)]
pub unsafe fn local_kind(code: *mut PyCodeObject, i: usize) -> u8 {
    // SAFETY: the kinds are bytes, one for each variable.
    unsafe {
        let kinds: *mut PyBytesObject = (*code).co_localspluskinds.cast();
        *(&raw const (*kinds).ob_sval).cast::<u8>().add(i)
    }
}

/// Name of variable `i`, borrowed.
///
/// # Safety
/// `code` points to a code object with more than `i` variables.
#[inline(always)]
pub unsafe fn local_name(code: *mut PyCodeObject, i: usize) -> *mut PyObject {
    // SAFETY: the names are a tuple, one for each variable.
    unsafe { tuple_item((*code).co_localsplusnames, i) }
}

/// Item `i` of a tuple, borrowed.
///
/// # Safety
/// `tuple` is a tuple with more than `i` items.
#[inline(always)]
pub unsafe fn tuple_item(tuple: *mut PyObject, i: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { *(&raw const (*tuple.cast::<PyTupleObject>()).ob_item).cast::<*mut PyObject>().add(i) }
}

/// Number of items of a tuple.
///
/// # Safety
/// `tuple` is a tuple.
#[inline(always)]
pub unsafe fn tuple_len(tuple: *mut PyObject) -> usize {
    // SAFETY: by contract.
    unsafe { (*tuple.cast::<PyVarObject>()).ob_size as usize }
}

/// The instructions as they were before specialisation, with empty caches.
pub fn plain_code(code: &Ref<'_, Code>) -> Vec<u8> {
    // SAFETY: unit_count units follow the fixed part.
    unsafe {
        let first = first_instruction(code.as_ptr());
        let count = unit_count(code.as_ptr());
        let mut out = Vec::with_capacity(count * 2);
        let mut i = 0;
        while i < count {
            let [op, arg] = (*first.add(i)).to_le_bytes();
            let base = opcodes::BASE[op as usize];
            out.extend([base, arg]);
            let caches = opcodes::CACHES[base as usize] as usize;
            out.extend(std::iter::repeat_n(0, caches * 2));
            i += 1 + caches;
        }
        out.truncate(count * 2);
        out
    }
}

/// Makes a code object.
pub fn new<'py>(py: Attached<'py>, parts: CodeParts<'py>) -> PyResult<Ref<'py, Code>> {
    let total = parts.localsplusnames.len();
    let kinds = parts.localspluskinds.as_bytes();
    if !parts.code.len().is_multiple_of(2)
        || kinds.len() != total
        || parts.argcount < parts.posonlyargcount
        || parts.posonlyargcount < 0
        || parts.kwonlyargcount < 0
        || parts.stacksize < 0
        || parts.flags < 0
    {
        return Err(raise!(py, ValueError, "code: bad argument"));
    }
    let parameters = parts.argcount as usize
        + parts.kwonlyargcount as usize
        + (parts.flags & CO_VARARGS != 0) as usize
        + (parts.flags & CO_VARKEYWORDS != 0) as usize;
    let count = |bit: u8| kinds.iter().filter(|k| **k & bit != 0).count() as c_int;
    let (nlocals, ncellvars, nfreevars) = (count(KIND_LOCAL), count(KIND_CELL), count(KIND_FREE));
    if parameters > nlocals as usize {
        return Err(raise!(py, ValueError, "code: varnames is too small"));
    }
    intern_names(py, &parts.names)?;
    intern_names(py, &parts.localsplusnames)?;
    intern_constants(&parts.consts);
    let units = parts.code.len() / 2;
    // SAFETY: the fresh object's fields are all written before anybody sees it; references pass to it.
    unsafe {
        let ob: Ref<'py, Code> = Ref::from_owned_or_raised(
            py,
            decl::_PyObject_NewVar(&raw mut PyCode_Type, units as isize).cast::<PyCodeObject>(),
        )?;
        let co = ob.as_ptr();
        (*co).co_consts = parts.consts.into_object_ptr();
        (*co).co_names = parts.names.into_object_ptr();
        (*co).co_exceptiontable = parts.exceptiontable.into_object_ptr();
        (*co).co_flags = parts.flags;
        (*co).co_argcount = parts.argcount;
        (*co).co_posonlyargcount = parts.posonlyargcount;
        (*co).co_kwonlyargcount = parts.kwonlyargcount;
        // A generator's first value and a callee's result need a place even in code that uses no stack itself.
        (*co).co_stacksize = parts.stacksize.max(1);
        (*co).co_firstlineno = parts.firstlineno;
        (*co).co_nlocalsplus = total as c_int;
        (*co).co_framesize = total as c_int + (*co).co_stacksize + HEADER_WORDS as c_int;
        (*co).co_nlocals = nlocals;
        (*co).co_ncellvars = ncellvars;
        (*co).co_nfreevars = nfreevars;
        (*co).co_version = NEXT_VERSION.fetch_add(1, Ordering::Relaxed);
        (*co).co_localsplusnames = parts.localsplusnames.into_object_ptr();
        (*co).co_localspluskinds = parts.localspluskinds.into_object_ptr();
        (*co).co_filename = parts.filename.into_object_ptr();
        let (mut name, mut qualname) = (parts.name.into_object_ptr(), parts.qualname.into_object_ptr());
        decl::PyUnicode_InternInPlace(&raw mut name);
        decl::PyUnicode_InternInPlace(&raw mut qualname);
        (*co).co_name = name;
        (*co).co_qualname = qualname;
        (*co).co_linetable = parts.linetable.into_object_ptr();
        (*co).co_weakreflist = std::ptr::null_mut();
        (*co).co_executors = std::ptr::null_mut();
        (*co)._co_cached = std::ptr::null_mut();
        (*co)._co_instrumentation_version = 0;
        (*co)._co_monitoring = std::ptr::null_mut();
        (*co)._co_firsttraceable = 0;
        (*co).co_extra = std::ptr::null_mut();
        let first = first_instruction(co);
        std::ptr::copy_nonoverlapping(parts.code.as_ptr(), first.cast(), units * 2);
        opcodes::prepare(first, units);
        (*co)._co_firsttraceable = opcodes::first_traceable(first, units) as c_int;
        watchers::code_event(PY_CODE_EVENT_CREATE, co);
        Ok(ob)
    }
}

fn intern_names<'py>(py: Attached<'py>, names: &Ref<'py, Tuple>) -> PyResult<()> {
    for i in 0..names.len() {
        if names.item(i).cast_exact::<Str>().is_none() {
            return Err(raise!(py, TypeError, "name tuples must contain only strings, not '{}'", {
                names.item(i).ty().full_name()
            }));
        }
        intern_item(names, i);
    }
    Ok(())
}

/// Swaps item `i`, a str, for its interned twin.
fn intern_item(tuple: &Ref<'_, Tuple>, i: usize) {
    // SAFETY: the tuple owns its item, which the function replaces by an equal object, owned as well.
    unsafe {
        let slot = (&raw mut (*tuple.as_ptr()).ob_item).cast::<*mut PyObject>().add(i);
        decl::PyUnicode_InternInPlace(slot);
    }
}

/// Interns the strings among constants that look like names, so that they are found by address.
fn intern_constants(consts: &Ref<'_, Tuple>) {
    for i in 0..consts.len() {
        let item = consts.item(i).to_owned();
        if let Some(text) = item.cast_exact::<Str>() {
            if text.code_points().all(|c| c == 95 || (c < 128 && (c as u8).is_ascii_alphanumeric())) {
                drop(item);
                intern_item(consts, i);
            }
        } else if let Some(inner) = item.cast_exact::<Tuple>() {
            intern_constants(inner);
        }
    }
}

/// The names with any of the kind bits, as a tuple.
pub fn names_of_kind<'py>(code: &Ref<'py, Code>, bits: u8) -> PyResult<Ref<'py, Tuple>> {
    let py = code.py();
    // SAFETY: indices below the number of variables.
    unsafe {
        let co = code.as_ptr();
        let mut names = Vec::new();
        for i in 0..(*co).co_nlocalsplus as usize {
            if local_kind(co, i) & bits != 0 {
                names.push(Borrowed::from_ptr(py, local_name(co, i)).to_owned());
            }
        }
        py.tuple(names)
    }
}

/// `tp_dealloc`
///
/// # Safety
/// The last reference to the code object is gone.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: each field's reference is given back once.
    unsafe {
        let co: *mut PyCodeObject = ob.cast();
        if watchers::CODES.any() {
            // A watcher may keep the code object.
            refcount::resurrect(ob);
            let pending = decl::PyErr_GetRaisedException();
            watchers::code_event(PY_CODE_EVENT_DESTROY, co);
            decl::PyErr_SetRaisedException(pending);
            if !refcount::end_resurrection(ob) {
                return;
            }
        }
        if !(*co).co_weakreflist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        extra::free(co);
        let cached = (*co)._co_cached;
        if !cached.is_null() {
            let cached = Box::from_raw(cached);
            for p in [cached._co_code, cached._co_varnames, cached._co_cellvars, cached._co_freevars] {
                if !p.is_null() {
                    decref(p);
                }
            }
        }
        for p in [
            (*co).co_consts,
            (*co).co_names,
            (*co).co_exceptiontable,
            (*co).co_localsplusnames,
            (*co).co_localspluskinds,
            (*co).co_filename,
            (*co).co_name,
            (*co).co_qualname,
            (*co).co_linetable,
        ] {
            if !p.is_null() {
                decref(p);
            }
        }
        let free = (*(*ob).ob_type).tp_free.unwrap_unchecked();
        free(ob.cast::<c_void>());
    }
}

/// The static types of this module.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyCode_Type]
}

/// Sets `co_filename` of a code object and of the code among its constants that has the same one: for `_imp._fix_co_filename`.
pub fn fix_filename<'py>(code: &Ref<'py, Code>, path: &Ref<'py, Str>) {
    let py = code.py();
    // SAFETY: a live code object holds its name, a str.
    let old = unsafe { Borrowed::<Str>::from_ptr(py, (*code.as_ptr()).co_filename.cast()).to_owned() };
    if old.to_string_lossy() != path.to_string_lossy() {
        replace_filename(code, &old, path);
    }
}

fn replace_filename<'py>(code: &Ref<'py, Code>, old: &Ref<'py, Str>, path: &Ref<'py, Str>) {
    let py = code.py();
    // SAFETY: the importing thread alone uses code that was just unmarshalled; the field owns its reference.
    unsafe {
        let field = &raw mut (*code.as_ptr()).co_filename;
        let previous = std::mem::replace(&mut *field, path.clone().into_object_ptr());
        drop(Ref::<PyObject>::from_owned(py, previous));
        let consts = (*code.as_ptr()).co_consts;
        for i in 0..tuple_len(consts) {
            let constant = Borrowed::from_ptr(py, tuple_item(consts, i));
            if let Some(inner) = constant.cast::<Code>() {
                let name = Borrowed::<Str>::from_ptr(py, (*inner.as_ptr()).co_filename.cast());
                if name.to_string_lossy() == old.to_string_lossy() {
                    replace_filename(inner, old, path);
                }
            }
        }
    }
}
