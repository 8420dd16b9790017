//! Specialisation (PEP 659): an instruction that has met the same kind of operands for a while is replaced by a form for just
//! these, which checks that it still fits and otherwise leaves the work to the general form.
//!
//! The first cache entry counts: `value << 4 | backoff`. The general form counts down and comes here at zero. What the other
//! entries hold is said at each form. Instructions are rewritten in the default flavour only, where the GIL keeps other threads
//! away.

use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::opcode_ids as op;
use mortise_abi::*;

use super::frames::CodeUnit;
use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::dict::{keys, shared, storage};
use crate::objects::iterator::indexed::IndexIter;
use crate::objects::{Dict, Str};

/// Whether instructions are rewritten.
pub const ENABLED: bool = cfg!(not(Py_GIL_DISABLED));

/// Executions before a general form that was left tries again.
const COOLDOWN: u16 = 52 << 4;
/// Longest wait, as a power of two.
const MAX_BACKOFF: u16 = 12;

/// Installs a specialised form.
unsafe fn install(instr: *mut CodeUnit, opcode: i32) {
    // SAFETY: the callers pass an instruction with a cache entry.
    unsafe {
        *instr = (*instr & 0xff00) | opcode as u16;
        *instr.add(1) = COOLDOWN;
    }
}

/// Keeps the general form and waits twice as long as the last time.
unsafe fn back_off(instr: *mut CodeUnit) {
    // SAFETY: as in `install`.
    unsafe {
        let backoff = ((*instr.add(1) & 15) + 1).min(MAX_BACKOFF);
        *instr.add(1) = ((1 << backoff) - 1) << 4 | backoff;
    }
}

unsafe fn choose(instr: *mut CodeUnit, opcode: Option<i32>) {
    // SAFETY: as in `install`.
    unsafe {
        match opcode {
            Some(opcode) => install(instr, opcode),
            None => back_off(instr),
        }
    }
}

/// A 32-bit cache entry.
///
/// # Safety
/// Two cache units at `at`.
#[inline(always)]
pub unsafe fn read_u32(at: *mut CodeUnit) -> u32 {
    // SAFETY: by contract.
    unsafe { *at as u32 | (*at.add(1) as u32) << 16 }
}

/// Writes a 32-bit cache entry.
///
/// # Safety
/// Two cache units at `at`.
unsafe fn write_u32(at: *mut CodeUnit, value: u32) {
    // SAFETY: by contract.
    unsafe { at.cast::<u32>().write_unaligned(value) }
}

/// A pointer in four cache units.
///
/// # Safety
/// Four cache units at `at`.
#[inline(always)]
pub unsafe fn read_pointer(at: *mut CodeUnit) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let word = read_u32(at) as usize | (read_u32(at.add(2)) as usize) << 32;
        std::ptr::with_exposed_provenance_mut(word)
    }
}

/// The value of an int of at most one digit.
///
/// # Safety
/// `ob` is an int.
#[inline(always)]
pub unsafe fn compact(ob: *mut PyObject) -> Option<i64> {
    // SAFETY: by contract; sizes below two digits leave only the sign in the low bits.
    unsafe {
        let int: *mut PyLongObject = ob.cast();
        let tag = (*int).long_value.lv_tag;
        if tag >= 2 << _PyLong_NON_SIZE_BITS {
            return None;
        }
        let digit = (*int).long_value.ob_digit[0] as i64;
        Some((1 - (tag & _PyLong_SIGN_MASK) as i64) * digit)
    }
}

/// `BINARY_OP`
///
/// # Safety
/// The running instruction and live operands.
#[cold]
#[inline(never)]
pub unsafe fn binary_op(instr: *mut CodeUnit, oparg: u32, a: *mut PyObject, b: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let (x, y) = ((*a).ob_type, (*b).ob_type);
        let int = x == &raw mut PyLong_Type && x == y;
        let float = x == &raw mut PyFloat_Type && x == y;
        let text = x == &raw mut PyUnicode_Type && x == y;
        // The numbers of +, * and - and of their in-place forms.
        let form = match oparg {
            0 | 13 if int => Some(op::BINARY_OP_ADD_INT),
            0 | 13 if float => Some(op::BINARY_OP_ADD_FLOAT),
            0 | 13 if text => Some(op::BINARY_OP_ADD_UNICODE),
            5 | 18 if int => Some(op::BINARY_OP_MULTIPLY_INT),
            5 | 18 if float => Some(op::BINARY_OP_MULTIPLY_FLOAT),
            10 | 23 if int => Some(op::BINARY_OP_SUBTRACT_INT),
            10 | 23 if float => Some(op::BINARY_OP_SUBTRACT_FLOAT),
            _ => None,
        };
        choose(instr, form);
    }
}

/// `COMPARE_OP`
///
/// # Safety
/// As [`binary_op`].
#[cold]
#[inline(never)]
pub unsafe fn compare_op(instr: *mut CodeUnit, oparg: u32, a: *mut PyObject, b: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let ty = (*a).ob_type;
        let equality = matches!(oparg >> 5, 2 | 3);
        let form = if ty != (*b).ob_type {
            None
        } else if ty == &raw mut PyLong_Type && compact(a).is_some() && compact(b).is_some() {
            Some(op::COMPARE_OP_INT)
        } else if ty == &raw mut PyFloat_Type {
            Some(op::COMPARE_OP_FLOAT)
        } else if ty == &raw mut PyUnicode_Type && equality {
            Some(op::COMPARE_OP_STR)
        } else {
            None
        };
        choose(instr, form);
    }
}

/// `BINARY_SUBSCR`
///
/// # Safety
/// As [`binary_op`].
#[cold]
#[inline(never)]
pub unsafe fn binary_subscr(instr: *mut CodeUnit, container: *mut PyObject, key: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let ty = (*container).ob_type;
        let index = (*key).ob_type == &raw mut PyLong_Type && compact(key).is_some_and(|i| i >= 0);
        let form = if ty == &raw mut PyList_Type && index {
            Some(op::BINARY_SUBSCR_LIST_INT)
        } else if ty == &raw mut PyTuple_Type && index {
            Some(op::BINARY_SUBSCR_TUPLE_INT)
        } else if ty == &raw mut PyDict_Type {
            Some(op::BINARY_SUBSCR_DICT)
        } else {
            None
        };
        choose(instr, form);
    }
}

/// `STORE_SUBSCR`
///
/// # Safety
/// As [`binary_op`].
#[cold]
#[inline(never)]
pub unsafe fn store_subscr(instr: *mut CodeUnit, container: *mut PyObject, key: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let ty = (*container).ob_type;
        let index = (*key).ob_type == &raw mut PyLong_Type && compact(key).is_some_and(|i| i >= 0);
        let form = if ty == &raw mut PyList_Type && index {
            Some(op::STORE_SUBSCR_LIST_INT)
        } else if ty == &raw mut PyDict_Type {
            Some(op::STORE_SUBSCR_DICT)
        } else {
            None
        };
        choose(instr, form);
    }
}

/// `TO_BOOL`
///
/// # Safety
/// As [`binary_op`].
#[cold]
#[inline(never)]
pub unsafe fn to_bool(instr: *mut CodeUnit, value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let ty = (*value).ob_type;
        let form = if ty == &raw mut PyBool_Type {
            Some(op::TO_BOOL_BOOL)
        } else if value == &raw mut _Py_NoneStruct {
            Some(op::TO_BOOL_NONE)
        } else if ty == &raw mut PyLong_Type {
            Some(op::TO_BOOL_INT)
        } else if ty == &raw mut PyList_Type {
            Some(op::TO_BOOL_LIST)
        } else if ty == &raw mut PyUnicode_Type {
            Some(op::TO_BOOL_STR)
        } else {
            None
        };
        choose(instr, form);
    }
}

unsafe fn dict<'a, 'py>(ob: *mut PyObject) -> Option<Borrowed<'a, 'py, Dict>> {
    // SAFETY: live objects; exact dicts only.
    unsafe {
        let py = Attached::assume();
        (!ob.is_null() && (*ob).ob_type == &raw mut PyDict_Type).then(|| Borrowed::from_ptr(py, ob.cast()))
    }
}

/// `LOAD_GLOBAL`. Cache: index, version of the globals' keys, version of the builtins' keys (the last for builtins only).
///
/// # Safety
/// As [`binary_op`].
#[cold]
#[inline(never)]
pub unsafe fn load_global(
    instr: *mut CodeUnit,
    globals: *mut PyObject,
    builtins: *mut PyObject,
    name: *mut PyObject,
) {
    // SAFETY: by contract.
    unsafe {
        let form = (|| {
            let py = Attached::assume();
            let name: Borrowed<'_, '_, Str> = Borrowed::from_ptr(py, name.cast());
            let globals = dict(globals)?;
            let builtins = dict(builtins)?;
            let small = |v: u32| u16::try_from(v).ok().filter(|v| *v != 0);
            let index_in = |d: &Borrowed<'_, '_, Dict>| match shared::index_of(d, &name) {
                Ok(index) => index,
                Err(raised) => {
                    raised.clear(py);
                    None
                }
            };
            let found = index_in(&globals);
            if let Some(index) = found
                && shared::value_at(&globals, index).is_some()
            {
                *instr.add(2) = u16::try_from(index).ok()?;
                *instr.add(3) = small(shared::version(&globals))?;
                return Some(op::LOAD_GLOBAL_MODULE);
            }
            if found.is_some() {
                return None;
            }
            // A missing name stays missing as long as the keys keep their version.
            let index = index_in(&builtins)?;
            *instr.add(2) = u16::try_from(index).ok()?;
            *instr.add(3) = small(shared::version(&globals))?;
            *instr.add(4) = small(shared::version(&builtins))?;
            Some(op::LOAD_GLOBAL_BUILTIN)
        })();
        choose(instr, form);
    }
}

/// The version of a dict's keys; 0 for what is not an exact dict.
///
/// # Safety
/// Live object.
#[inline(always)]
pub unsafe fn keys_version(ob: *mut PyObject) -> u32 {
    // SAFETY: by contract.
    unsafe {
        if (*ob).ob_type != &raw mut PyDict_Type {
            return 0;
        }
        keys::known_version(storage::keys_of(ob.cast()))
    }
}

/// The value of entry `index`, borrowed, or NULL.
///
/// # Safety
/// `ob` is a dict with such an entry.
#[inline(always)]
pub unsafe fn entry(ob: *mut PyObject, index: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { storage::value_at(ob.cast(), index) }
}

/// The value of entry `index` of an instance's dict when its key is `name`, borrowed, else NULL.
///
/// # Safety
/// `ob` is a dict, `name` an interned str.
#[inline(always)]
pub unsafe fn hinted(ob: *mut PyObject, index: usize, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: the index is checked against the table's length.
    unsafe {
        let table = storage::keys_of(ob.cast());
        if index >= keys::len(table) || keys::key(table, index) != name {
            return std::ptr::null_mut();
        }
        storage::value_at(ob.cast(), index)
    }
}

/// Whether the dict surely lacks a name: all of its keys are strings, and none is this.
///
/// # Safety
/// `ob` is a dict, `name` an interned str, which knows its hash.
#[inline(always)]
pub unsafe fn lacks(ob: *mut PyObject, name: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let table = storage::keys_of(ob.cast());
        keys::kind(table) != keys::Kind::General
            && keys::find_text(table, name, crate::objects::dict::text::cached_hash(name)) < 0
    }
}

/// The instance's dict now, borrowed, or NULL. The type has a managed dict.
///
/// # Safety
/// Live object of such a type.
#[inline(always)]
pub unsafe fn managed_dict(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: a managed dict lies three words before the object.
    unsafe { *ob.cast::<*mut PyObject>().sub(3) }
}

unsafe fn has_managed_dict(ty: *mut PyTypeObject) -> bool {
    // SAFETY: a live type.
    unsafe { (*ty).tp_flags & Py_TPFLAGS_MANAGED_DICT != 0 }
}

/// `LOAD_ATTR`. Cache: version of the type in entries 1 and 2; 3: index or offset; 5 to 8: the method.
///
/// # Safety
/// As [`binary_op`]; `name` is a str.
#[cold]
#[inline(never)]
pub unsafe fn load_attr(instr: *mut CodeUnit, oparg: u32, ob: *mut PyObject, name: *mut PyObject) {
    // SAFETY: by contract; the type keeps the method as long as its version stands.
    unsafe {
        let form = (|| {
            let ty = (*ob).ob_type;
            if ty == &raw mut PyModule_Type {
                let space = PyModule_GetDict(ob);
                let space = dict(space)?;
                let name: Borrowed<'_, '_, Str> = Borrowed::from_ptr(Attached::assume(), name.cast());
                let index = shared::index_of(&space, &name).ok().flatten()?;
                shared::value_at(&space, index)?;
                let version = shared::version(&space);
                if version == 0 {
                    return None;
                }
                write_u32(instr.add(2), version);
                *instr.add(4) = u16::try_from(index).ok()?;
                return Some(op::LOAD_ATTR_MODULE);
            }
            let generic: unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject =
                PyObject_GenericGetAttr;
            if !(*ty).tp_getattro.is_some_and(|f| std::ptr::fn_addr_eq(f, generic))
                || (*ty).tp_flags & Py_TPFLAGS_READY == 0
                || PyUnstable_Type_AssignVersionTag(ty) == 0
            {
                return None;
            }
            write_u32(instr.add(2), (*ty).tp_version_tag);
            let descr = _PyType_Lookup(ty, name);
            let no_dict = !has_managed_dict(ty) && (*ty).tp_dictoffset == 0;
            if !descr.is_null() {
                let kind = (*descr).ob_type;
                if (*kind).tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR != 0 {
                    if oparg & 1 == 0 {
                        return None;
                    }
                    instr.add(6).cast::<usize>().write_unaligned(descr.expose_provenance());
                    return if no_dict {
                        Some(op::LOAD_ATTR_METHOD_NO_DICT)
                    } else if has_managed_dict(ty) {
                        Some(op::LOAD_ATTR_METHOD_WITH_VALUES)
                    } else {
                        None
                    };
                }
                if kind == &raw mut PyMemberDescr_Type {
                    let member = (*descr.cast::<PyMemberDescrObject>()).d_member;
                    if (*member).r#type == Py_T_OBJECT_EX && (*member).flags & Py_AUDIT_READ == 0 {
                        *instr.add(4) = u16::try_from((*member).offset).ok()?;
                        return Some(op::LOAD_ATTR_SLOT);
                    }
                }
                return None;
            }
            if !has_managed_dict(ty) {
                return None;
            }
            let own = dict(managed_dict(ob))?;
            let name: Borrowed<'_, '_, Str> = Borrowed::from_ptr(Attached::assume(), name.cast());
            let index = shared::index_of(&own, &name).ok().flatten()?;
            shared::value_at(&own, index)?;
            *instr.add(4) = u16::try_from(index).ok()?;
            Some(op::LOAD_ATTR_WITH_HINT)
        })();
        if !PyErr_Occurred().is_null() {
            PyErr_Clear();
        }
        choose(instr, form);
    }
}

/// `STORE_ATTR`. Cache: version of the type; 3: offset.
///
/// # Safety
/// As [`load_attr`].
#[cold]
#[inline(never)]
pub unsafe fn store_attr(instr: *mut CodeUnit, ob: *mut PyObject, name: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let form = (|| {
            let ty = (*ob).ob_type;
            let generic: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> i32 =
                PyObject_GenericSetAttr;
            if !(*ty).tp_setattro.is_some_and(|f| std::ptr::fn_addr_eq(f, generic))
                || PyUnstable_Type_AssignVersionTag(ty) == 0
            {
                return None;
            }
            write_u32(instr.add(2), (*ty).tp_version_tag);
            let descr = _PyType_Lookup(ty, name);
            if !descr.is_null() {
                if (*descr).ob_type == &raw mut PyMemberDescr_Type {
                    let member = (*descr.cast::<PyMemberDescrObject>()).d_member;
                    if (*member).r#type == Py_T_OBJECT_EX && (*member).flags & Py_READONLY == 0 {
                        *instr.add(4) = u16::try_from((*member).offset).ok()?;
                        return Some(op::STORE_ATTR_SLOT);
                    }
                }
                if (*(*descr).ob_type).tp_descr_set.is_some() {
                    return None;
                }
            }
            if !has_managed_dict(ty) {
                return None;
            }
            dict(managed_dict(ob))?;
            Some(op::STORE_ATTR_WITH_HINT)
        })();
        choose(instr, form);
    }
}

/// `FOR_ITER`
///
/// # Safety
/// As [`binary_op`].
#[cold]
#[inline(never)]
pub unsafe fn for_iter(instr: *mut CodeUnit, it: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let ty = (*it).ob_type;
        let form = if ty == &raw mut PyListIter_Type {
            Some(op::FOR_ITER_LIST)
        } else if ty == &raw mut PyTupleIter_Type {
            Some(op::FOR_ITER_TUPLE)
        } else if ty == &raw mut PyRangeIter_Type {
            Some(op::FOR_ITER_RANGE)
        } else {
            None
        };
        choose(instr, form);
    }
}

/// The definition of the built-in `len`, as far as [`call`] has met it.
static LEN: AtomicPtr<PyMethodDef> = AtomicPtr::new(std::ptr::null_mut());

/// The definition of the built-in `len`; NULL before the first specialised call of it.
#[inline(always)]
pub fn len_definition() -> *mut PyMethodDef {
    LEN.load(Ordering::Relaxed)
}

/// `CALL`: C functions of the usual conventions. What else there is, the general form tells apart quickly enough.
///
/// # Safety
/// As [`binary_op`]; `base` points to the callable, the slot for `self` and `oparg` arguments.
#[cold]
#[inline(never)]
pub unsafe fn call(instr: *mut CodeUnit, base: *mut *mut PyObject, oparg: u32) {
    // SAFETY: by contract.
    unsafe {
        let callable = *base;
        if (*callable).ob_type != &raw mut PyCFunction_Type || !(*base.add(1)).is_null() {
            return back_off(instr);
        }
        let definition = (*callable.cast::<PyCFunctionObject>()).m_ml;
        let form = match (*definition).ml_flags {
            METH_O if oparg == 1 => {
                let len = crate::builtin::builtins::definition(c"len");
                LEN.store(len, Ordering::Relaxed);
                Some(if definition == len { op::CALL_LEN } else { op::CALL_BUILTIN_O })
            }
            METH_FASTCALL => Some(op::CALL_BUILTIN_FAST),
            flags if flags == METH_FASTCALL | METH_KEYWORDS => Some(op::CALL_BUILTIN_FAST_WITH_KEYWORDS),
            _ => None,
        };
        choose(instr, form);
    }
}

/// The next item of an iterator of the kind that `form` is for: a new reference, or NULL at the end (or, with an exception, for
/// want of memory). `None` for any other iterator.
///
/// # Safety
/// Live object; the default flavour.
#[inline(always)]
pub unsafe fn next_item(it: *mut PyObject, form: i32) -> Option<*mut PyObject> {
    // SAFETY: the type says which struct it is; the item is counted before anything else can run.
    unsafe {
        let py = Attached::assume();
        let ty = (*it).ob_type;
        if form == op::FOR_ITER_RANGE {
            if ty != &raw mut PyRangeIter_Type {
                return None;
            }
            let it = Borrowed::from_ptr(py, it.cast());
            return Some(match crate::objects::range::advance(&it) {
                Some(value) => PyLong_FromLongLong(value),
                None => std::ptr::null_mut(),
            });
        }
        let list = form == op::FOR_ITER_LIST;
        if ty != if list { &raw mut PyListIter_Type } else { &raw mut PyTupleIter_Type } {
            return None;
        }
        let it: Borrowed<'_, '_, IndexIter> = Borrowed::from_ptr(py, it.cast());
        let Some(seq) = it.seq() else { return Some(std::ptr::null_mut()) };
        let seq = seq.as_ptr();
        let index = it.index();
        if index >= (*seq.cast::<PyVarObject>()).ob_size {
            it.finish();
            return Some(std::ptr::null_mut());
        }
        let item = if list {
            *(*seq.cast::<PyListObject>()).ob_item.add(index as usize)
        } else {
            crate::objects::code::tuple_item(seq, index as usize)
        };
        crate::heap::refcount::incref(item);
        it.set_index(index + 1);
        Some(item)
    }
}
