//! `weakref.ref`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use super::{Weakref, storage};
use crate::args::Signature;
use crate::boundary;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::CompareOp;
use crate::objects::{Dict, Tuple, Type};
use crate::raise;

builtin_type! {
    /// `weakref.ref` (`weakref.ReferenceType`)
    #[unsafe(no_mangle)]
    pub static _PyWeakref_RefType: PyWeakReference = "weakref.ReferenceType" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL,
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_vectorcall_offset: std::mem::offset_of!(PyWeakReference, vectorcall) as isize,
            tp_call: Some(crate::capi::decl::PyVectorcall_Call),
        },
        slots: { tp_repr: repr, tp_hash: hash, tp_richcompare: compare, tp_init: init, tp_new: new },
        methods: [
            method!(class_o "__class_getitem__", class_getitem, "See PEP 585"),
        ],
        getset: [ getset!("__callback__", callback, "") ],
    }
}

/// The arguments of the constructor; more are a subclass's business.
fn parse<'a, 'py>(
    py: Attached<'py>,
    args: Borrowed<'a, 'py, Tuple>,
) -> PyResult<(Ref<'py>, Option<Ref<'py>>)> {
    let n = args.len();
    if n == 0 {
        return Err(raise!(py, TypeError, "__new__ expected at least 1 argument, got 0"));
    }
    if n > 2 {
        return Err(raise!(py, TypeError, "__new__ expected at most 2 arguments, got {n}"));
    }
    Ok((args.item(0).to_owned(), (n == 2).then(|| args.item(1).to_owned())))
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Weakref>> {
    let (ob, callback) = parse(py, args)?;
    storage::get_or_make(py, cls, &ob, callback.as_ref().filter(|c| !c.is_none()))
}

fn init<'py>(
    py: Attached<'py>,
    _slf: Borrowed<'_, 'py, Weakref>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "ref() takes no keyword arguments"));
    }
    static SIG: Signature<2> = Signature::with("__init__", ["object", "callback"], 1, 2, 2);
    SIG.parse_tuple(py, args, None).map(drop)
}

/// `ref()`: the object or None.
///
/// # Safety
/// The vectorcall entry point of weak references.
pub unsafe extern "C" fn vectorcall(
    callable: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        boundary::enter("weakref.ref()", |py| -> PyResult<Ref<'_>> {
            let names = Borrowed::from_ptr_or_null(py, kwnames.cast());
            let args = crate::args::Args::from_raw(py, args, nargsf & !(1 << 63), names);
            if args.keyword_count() > 0 {
                return Err(raise!(
                    py,
                    TypeError,
                    "weakref.ReferenceType.__call__() takes no keyword arguments"
                ));
            }
            args.expect(py, "__call__", 0, 0)?;
            let this: Borrowed<'_, '_, Weakref> = Borrowed::from_ptr(py, callable.cast());
            Ok(this.target().unwrap_or_else(|| py.none()))
        })
    }
}

fn repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Weakref>) -> PyResult<Ref<'py>> {
    let address = slf.as_ptr();
    let Some(ob) = slf.target() else {
        return Ok(py.str(&format!("<weakref at {address:p}; dead>"))?.into_any());
    };
    let name = ob.getattr_opt(crate::intern!(py, "__name__"))?;
    let kind = ob.ty().full_name();
    let name = name.as_ref().and_then(|n| n.cast::<crate::objects::Str>());
    let text = match name {
        Some(name) => {
            format!("<weakref at {address:p}; to '{kind}' at {:p} ({})>", ob.as_ptr(), name.to_string_lossy())
        }
        None => format!("<weakref at {address:p}; to '{kind}' at {:p}>", ob.as_ptr()),
    };
    Ok(py.str(&text)?.into_any())
}

fn hash<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Weakref>) -> PyResult<isize> {
    let kept = storage::hash(&slf);
    if kept != -1 {
        return Ok(kept);
    }
    let ob = slf.target().ok_or_else(|| raise!(py, TypeError, "weak object has gone away"))?;
    let hash = ob.hash()?;
    storage::set_hash(&slf, hash);
    Ok(hash)
}

fn compare<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Weakref>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    // Proxies are Weakrefs for C, but here only references compare.
    let is_ref = |ob: &Ref<'py>| {
        // SAFETY: live types.
        unsafe { crate::objects::type_::is_subtype(ob.type_ptr(), &raw mut _PyWeakref_RefType) }
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !is_ref(&a) || !is_ref(&b) {
        return Ok(py.not_implemented());
    }
    let Some(other) = b.cast::<Weakref>() else { return Ok(py.not_implemented()) };
    match (a.target(), other.target()) {
        (Some(x), Some(y)) => x.rich_compare(&y, op),
        _ => Ok(py.bool((a.as_object_ptr() == other.as_object_ptr()) == (op == CompareOp::Eq))),
    }
}

fn callback<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Weakref>) -> PyResult<Ref<'py>> {
    Ok(storage::callback(&slf).unwrap_or_else(|| py.none()))
}

fn class_getitem<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: live objects; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, crate::capi::decl::Py_GenericAlias(cls.as_ptr(), item.as_ptr())) }
}

/// # Safety
/// `tp_dealloc`.
pub(super) unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the list lets go of it before the memory is freed.
    unsafe {
        let ty = (*ob).ob_type;
        if !crate::objects::type_::begin_dealloc(ob) {
            return;
        }
        storage::disconnect(Attached::assume(), ob.cast());
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// # Safety
/// `tp_traverse`.
pub(super) unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let callback = (*ob.cast::<PyWeakReference>()).wr_callback;
        if callback.is_null() { 0 } else { visit.unwrap_unchecked()(callback, arg) }
    }
}

/// # Safety
/// `tp_clear`.
pub(super) unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: the object is intact.
    unsafe { storage::disconnect(Attached::assume(), ob.cast()) };
    0
}
