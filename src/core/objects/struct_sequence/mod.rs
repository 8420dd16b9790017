//! Struct sequences: tuples with named fields, such as `time.struct_time`, made by C code.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use crate::args::Signature;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::type_::{ready, storage};
use crate::objects::{Dict, Str, Tuple, Type};
use crate::{intern, raise};

/// The name of fields without a name: this very address marks them.
pub static UNNAMED: &CStr = c"unnamed field";

/// What a type's dict says about its fields.
#[derive(Clone, Copy)]
struct Shape {
    /// Items that the tuple shows.
    visible: usize,
    /// All fields.
    all: usize,
    /// Visible fields without a name.
    unnamed: usize,
}

fn number<'py>(cls: &Ref<'py, Type>, name: &Ref<'py, Str>) -> PyResult<usize> {
    match cls.lookup(name) {
        Some(value) => Ok(value.as_i64()? as usize),
        None => Err(raise!(
            cls.py(),
            TypeError,
            "Missed attribute '{}' of type {}",
            name.to_string_lossy(),
            cls.full_name()
        )),
    }
}

fn shape<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<Shape> {
    Ok(Shape {
        visible: number(cls, intern!(py, "n_sequence_fields"))?,
        all: number(cls, intern!(py, "n_fields"))?,
        unnamed: number(cls, intern!(py, "n_unnamed_fields"))?,
    })
}

/// # Safety
/// `ob` is a struct sequence.
unsafe fn items(ob: *mut PyObject) -> *mut *mut PyObject {
    // SAFETY: by contract; it is a tuple with more items than its size tells.
    unsafe { (&raw mut (*ob.cast::<PyTupleObject>()).ob_item).cast() }
}

/// A new instance whose fields are NULL.
pub fn new<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<Ref<'py>> {
    let shape = shape(py, cls)?;
    // SAFETY: a tuple subtype with room for all fields; the size is that of the visible ones.
    unsafe {
        let raw: *mut PyTupleObject = decl::_PyObject_GC_NewVar(cls.as_ptr(), shape.all as isize).cast();
        if raw.is_null() {
            return Err(Raised::assume());
        }
        (*raw).ob_base.ob_size = shape.visible as isize;
        let fields = items(raw.cast());
        for i in 0..shape.all {
            *fields.add(i) = std::ptr::null_mut();
        }
        Ok(Ref::from_owned(py, raw.cast()))
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; all fields are given back, hidden ones too.
    unsafe {
        let ty = (*ob).ob_type;
        decl::PyObject_GC_UnTrack(ob.cast());
        let py = Attached::assume();
        let saved = crate::state::error::take(py);
        let count = match shape(py, &Borrowed::<Type>::from_ptr(py, ty)) {
            Ok(shape) => shape.all,
            Err(raised) => {
                raised.clear(py);
                (*ob.cast::<PyVarObject>()).ob_size as usize
            }
        };
        for i in 0..count {
            let field = *items(ob).add(i);
            if !field.is_null() {
                decref(field);
            }
        }
        if let Some(saved) = saved {
            let _ = crate::state::error::set(py, saved);
        }
        decl::PyObject_GC_Del(ob.cast());
        if storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            decref(ty.cast());
        }
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract. No Python code runs: the count is that of the members, one for each named field, and of the
    // visible items, whichever reaches further.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let ty = (*ob).ob_type;
        if storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            let stop = visit(ty.cast(), arg);
            if stop != 0 {
                return stop;
            }
        }
        let base = std::mem::offset_of!(PyTupleObject, ob_item) as isize;
        let mut count = (*ob.cast::<PyVarObject>()).ob_size;
        let mut member = (*ty).tp_members;
        while !member.is_null() && !(*member).name.is_null() {
            count = count.max(((*member).offset - base) / size_of::<*mut PyObject>() as isize + 1);
            member = member.add(1);
        }
        for i in 0..count {
            let field = *items(ob).offset(i);
            if !field.is_null() {
                let stop = visit(field, arg);
                if stop != 0 {
                    return stop;
                }
            }
        }
        0
    }
}

fn new_slot<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::new("structseq", ["sequence", "dict"], 1);
    let [sequence, dict] = SIG.parse_tuple(py, args, kwargs)?;
    let sequence = sequence.expect("required");
    let name = cls.full_name();
    let dict = match dict.filter(|d| !d.is_none()) {
        None => None,
        Some(given) => match given.cast::<Dict>() {
            Some(dict) => Some(dict.clone()),
            None => {
                return Err(raise!(py, TypeError, "{name}() takes a dict as second arg, if any"));
            }
        },
    };
    let values = match sequence.to_tuple() {
        Ok(values) => values,
        Err(raised) => {
            if raised.matches(py, crate::objects::exceptions::classes::TypeError())
                && sequence.iter().is_err()
            {
                crate::state::error::clear(py);
                return Err(raise!(py, TypeError, "constructor requires a sequence"));
            }
            return Err(raised);
        }
    };
    let shape = shape(py, &cls)?;
    let n = values.len();
    if shape.visible != shape.all {
        if n < shape.visible {
            return Err(raise!(
                py,
                TypeError,
                "{name}() takes an at least {}-sequence ({n}-sequence given)",
                shape.visible
            ));
        }
        if n > shape.all {
            return Err(raise!(
                py,
                TypeError,
                "{name}() takes an at most {}-sequence ({n}-sequence given)",
                shape.all
            ));
        }
    } else if n != shape.visible {
        return Err(raise!(
            py,
            TypeError,
            "{name}() takes a {}-sequence ({n}-sequence given)",
            shape.visible
        ));
    }
    let ob = new(py, &cls)?;
    // SAFETY: a new struct sequence with room for all fields; each is set once.
    unsafe {
        let fields = items(ob.as_ptr());
        for i in 0..n {
            *fields.add(i) = values.item(i).to_owned().into_ptr();
        }
        let mut used = 0;
        for i in n..shape.all {
            let member = (*cls.as_ptr()).tp_members.add(i - shape.unnamed);
            let found = match &dict {
                Some(dict) => {
                    let key = py.interned(&CStr::from_ptr((*member).name).to_string_lossy())?;
                    dict.get(&key)?
                }
                None => None,
            };
            used += usize::from(found.is_some());
            *fields.add(i) = found.unwrap_or_else(|| py.none()).into_ptr();
        }
        if dict.is_some_and(|d| d.len() > used) {
            return Err(raise!(py, TypeError, "{name}() got duplicate or unexpected field name(s)"));
        }
        decl::PyObject_GC_Track(ob.as_ptr().cast());
    }
    Ok(ob)
}

fn repr<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let cls = ob.ty();
    let shape = shape(py, &cls)?;
    let mut parts = Vec::with_capacity(shape.visible);
    // SAFETY: a struct sequence; each visible field has its member, and is set.
    unsafe {
        for i in 0..shape.visible {
            let member = (*cls.as_ptr()).tp_members.add(i);
            if member.is_null() || (*member).name.is_null() {
                return Err(raise!(
                    py,
                    SystemError,
                    "In structseq_repr(), member {i} name is NULL for type {}",
                    cls.full_name()
                ));
            }
            let value = *items(ob.as_ptr()).add(i);
            let text = match Borrowed::<PyObject>::from_ptr_or_null(py, value) {
                Some(value) => value.to_owned().repr()?.to_string_lossy(),
                None => "<NULL>".to_string(),
            };
            parts.push(format!("{}={text}", CStr::from_ptr((*member).name).to_string_lossy()));
        }
    }
    py.str(&format!("{}({})", cls.full_name(), parts.join(", ")))
}

fn reduce<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let cls = ob.ty();
    let shape = shape(py, &cls)?;
    let dict = py.dict()?;
    // SAFETY: a struct sequence; fields are NULL or objects.
    unsafe {
        let value = |i: usize| {
            Borrowed::<PyObject>::from_ptr_or_null(py, *items(ob.as_ptr()).add(i))
                .map_or_else(|| py.none(), Borrowed::to_owned)
        };
        let visible = py.tuple((0..shape.visible).map(value).collect::<Vec<_>>())?;
        for i in shape.visible..shape.all {
            let member = (*cls.as_ptr()).tp_members.add(i - shape.unnamed);
            dict.set_str(&CStr::from_ptr((*member).name).to_string_lossy(), &value(i))?;
        }
        let args = py.tuple([visible.into_any(), dict.into_any()])?;
        py.tuple([cls.to_owned().into_any(), args.into_any()])
    }
}

fn replace<'py>(
    py: Attached<'py>,
    ob: Borrowed<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if !args.is_empty() {
        return Err(raise!(
            py,
            TypeError,
            "__replace__() takes no positional arguments ({} given)",
            args.len()
        ));
    }
    let cls = ob.ty();
    let shape = shape(py, &cls)?;
    if shape.unnamed > 0 {
        return Err(raise!(
            py,
            TypeError,
            "__replace__() is not supported for {} because it has unnamed field(s)",
            cls.full_name()
        ));
    }
    let rest: Ref<'py, Dict> = match kwargs {
        // SAFETY: a live dict; a new reference or NULL.
        Some(kwargs) => unsafe {
            Ref::from_owned_or_raised(py, decl::PyDict_Copy(kwargs.as_object_ptr()).cast())?
        },
        None => py.dict()?,
    };
    let result = new(py, &cls)?;
    // SAFETY: both are struct sequences of one type; each field is set once.
    unsafe {
        for i in 0..shape.all {
            let member = (*cls.as_ptr()).tp_members.add(i);
            let key = py.interned(&CStr::from_ptr((*member).name).to_string_lossy())?;
            let value = match rest.get(&key)? {
                Some(value) => {
                    rest.remove(&key)?;
                    value.into_ptr()
                }
                None => {
                    let old = *items(ob.as_ptr()).add(i);
                    if !old.is_null() {
                        incref(old);
                    }
                    old
                }
            };
            *items(result.as_ptr()).add(i) = value;
        }
        if !rest.is_empty() {
            let keys: Ref<'py> = Ref::from_owned_or_raised(py, decl::PyDict_Keys(rest.as_object_ptr()))?;
            return Err(raise!(
                py,
                TypeError,
                "Got unexpected field name(s): {}",
                keys.repr()?.to_string_lossy()
            ));
        }
        decl::PyObject_GC_Track(result.as_ptr().cast());
    }
    Ok(result)
}

static mut METHODS: [PyMethodDef; 3] = [
    method!(noargs "__reduce__", reduce),
    method!(varargs "__replace__", replace, "__replace__($self, /, **changes)\n--\n\nReturn a copy of the structure with new values for the specified fields."),
    PyMethodDef::EMPTY,
];

/// The members of a description (named fields only), and the numbers of all and of unnamed fields.
unsafe fn members(desc: *mut PyStructSequence_Desc) -> (Vec<PyMemberDef>, usize, usize) {
    // SAFETY: the fields end with one without a name.
    unsafe {
        let (mut members, mut all, mut unnamed) = (Vec::new(), 0usize, 0);
        loop {
            let field = (*desc).fields.add(all);
            if (*field).name.is_null() {
                break;
            }
            if is_unnamed((*field).name) {
                unnamed += 1;
            } else {
                members.push(PyMemberDef {
                    name: (*field).name,
                    r#type: _Py_T_OBJECT,
                    offset: (std::mem::offset_of!(PyTupleObject, ob_item) + all * size_of::<*mut PyObject>())
                        as isize,
                    flags: Py_READONLY,
                    doc: (*field).doc,
                });
            }
            all += 1;
        }
        members.push(PyMemberDef::EMPTY);
        (members, all, unnamed)
    }
}

fn is_unnamed(name: *const c_char) -> bool {
    // SAFETY: a datum of this crate, written before any module starts.
    name == UNNAMED.as_ptr() || name == unsafe { crate::capi::structseq::PyStructSequence_UnnamedField }
}

/// Puts the numbers and `__match_args__` into the type's dict.
unsafe fn describe<'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    visible: usize,
    all: usize,
    unnamed: usize,
) -> PyResult<()> {
    // SAFETY: a ready type with members.
    unsafe {
        let cls: Borrowed<'_, 'py, Type> = Borrowed::from_ptr(py, ty);
        let dict = cls.dict().ok_or_else(|| raise!(py, SystemError, "type without a dict"))?;
        dict.set(intern!(py, "n_sequence_fields"), &*py.int_from_usize(visible)?)?;
        dict.set(intern!(py, "n_fields"), &*py.int_from_usize(all)?)?;
        dict.set(intern!(py, "n_unnamed_fields"), &*py.int_from_usize(unnamed)?)?;
        let mut names = Vec::new();
        for i in 0..visible.saturating_sub(unnamed) {
            let member = (*ty).tp_members.add(i);
            names.push(py.interned(&CStr::from_ptr((*member).name).to_string_lossy())?.into_any());
        }
        dict.set(intern!(py, "__match_args__"), &*py.tuple(names)?)?;
        crate::objects::type_::lookup::modified(py, ty);
        Ok(())
    }
}

/// `PyStructSequence_InitType2`: makes a static type from a description.
///
/// # Safety
/// `ty` is static memory for a type, `desc` a description that lives as long.
pub unsafe fn init_type<'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    desc: *mut PyStructSequence_Desc,
) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        if storage::has(ty, Py_TPFLAGS_READY) {
            return Ok(());
        }
        let (members, all, unnamed) = members(desc);
        // The members live as long as the static type.
        let members = Box::leak(members.into_boxed_slice()).as_mut_ptr();
        (*ty).tp_name = (*desc).name;
        (*ty).tp_basicsize = (std::mem::offset_of!(PyTupleObject, ob_item)) as isize;
        (*ty).tp_itemsize = size_of::<*mut PyObject>() as isize;
        (*ty).tp_dealloc = Some(dealloc);
        (*ty).tp_repr = slot!(tp_repr, repr);
        (*ty).tp_doc = (*desc).doc;
        (*ty).tp_base = &raw mut decl::PyTuple_Type;
        (*ty).tp_methods = (&raw mut METHODS).cast();
        (*ty).tp_new = slot!(tp_new, new_slot);
        (*ty).tp_flags |= Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
        (*ty).tp_traverse = Some(traverse);
        (*ty).tp_members = members;
        ready::ready(py, ty)?;
        describe(py, ty, (*desc).n_in_sequence as usize, all, unnamed)
    }
}

/// `PyStructSequence_NewType`: a heap type from a description.
///
/// # Safety
/// `desc` is a description whose names live as long as the type.
pub unsafe fn new_type<'py>(py: Attached<'py>, desc: *mut PyStructSequence_Desc) -> PyResult<Ref<'py, Type>> {
    // SAFETY: by contract; the tables are copied by the function that makes the type.
    unsafe {
        let (mut members, all, unnamed) = members(desc);
        let repr_slot: reprfunc = slot!(tp_repr, repr);
        let new_function: newfunc = slot!(tp_new, new_slot);
        let row = |slot: c_int, pfunc: *mut c_void| PyType_Slot { slot, pfunc };
        let mut slots = [
            row(Py_tp_dealloc, dealloc as *const () as *mut c_void),
            row(Py_tp_repr, repr_slot.map_or(std::ptr::null_mut(), |f| f as *mut c_void)),
            row(Py_tp_doc, (*desc).doc.cast_mut().cast()),
            row(Py_tp_methods, (&raw mut METHODS).cast()),
            row(Py_tp_new, new_function.map_or(std::ptr::null_mut(), |f| f as *mut c_void)),
            row(Py_tp_members, members.as_mut_ptr().cast()),
            row(Py_tp_traverse, traverse as *const () as *mut c_void),
            row(0, std::ptr::null_mut()),
        ];
        let mut spec = PyType_Spec {
            name: (*desc).name,
            basicsize: std::mem::offset_of!(PyTupleObject, ob_item) as c_int,
            itemsize: size_of::<*mut PyObject>() as c_int,
            flags: (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC) as _,
            slots: slots.as_mut_ptr(),
        };
        let cls = crate::objects::type_::spec::from_metaclass(
            py,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            &raw mut spec,
            (&raw mut decl::PyTuple_Type).cast(),
        )?;
        describe(py, cls.as_ptr(), (*desc).n_in_sequence as usize, all, unnamed)?;
        Ok(cls)
    }
}

/// Reads a field; borrowed.
///
/// # Safety
/// `ob` is a struct sequence with more than `i` fields.
pub unsafe fn get(ob: *mut PyObject, i: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { *items(ob).offset(i) }
}

/// Writes a field of a new instance; the reference is stolen.
///
/// # Safety
/// `ob` is a struct sequence with more than `i` fields.
pub unsafe fn set(ob: *mut PyObject, i: isize, value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { *items(ob).offset(i) = value }
}
