//! Sequences: what the built-in containers share, and the sequence part of the object protocol.

use mortise_abi::{Py_TPFLAGS_DICT_SUBCLASS, PyObject, PySequenceMethods, PyTypeObject};

use super::{CompareOp, mapping};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::*;
use crate::raise;

/// Raises MemoryError.
#[cold]
pub fn no_memory(_py: Attached<'_>) -> Raised {
    // SAFETY: the function sets the indicator.
    unsafe {
        decl::PyErr_NoMemory();
        Raised::assume()
    }
}

/// Raises SystemError for a bad argument of a C API function.
#[cold]
pub fn bad_internal_call(_py: Attached<'_>) -> Raised {
    // SAFETY: the function sets the indicator.
    unsafe {
        decl::PyErr_BadInternalCall();
        Raised::assume()
    }
}

/// Raises SystemError "null argument to internal routine", unless an exception is set already.
#[cold]
pub fn null_error(py: Attached<'_>) -> Raised {
    if crate::state::error::occurred(py) {
        // SAFETY: it is set.
        return unsafe { Raised::assume() };
    }
    raise!(py, SystemError, "null argument to internal routine")
}

/// A builtin by name: for `__reduce__`.
pub fn builtin<'py>(py: Attached<'py>, name: &'static str) -> PyResult<Ref<'py>> {
    // SAFETY: borrowed from the frame or interpreter, a dict.
    let builtins: Borrowed<'_, 'py, Dict> = unsafe {
        let dict = decl::PyEval_GetBuiltins();
        match Borrowed::from_ptr_or_null(py, dict.cast()) {
            Some(dict) => dict,
            None => return Err(raise!(py, SystemError, "no builtins")),
        }
    };
    match builtins.get_str(name)? {
        Some(value) => Ok(value),
        None => Err(raise!(py, AttributeError, "{name}")),
    }
}

/// `cls[item]` of generic built-in types: `types.GenericAlias(cls, item)`.
pub fn class_getitem<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: live objects; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::Py_GenericAlias(cls.as_ptr(), item.as_ptr())) }
}

/// Marks an object as being in the middle of its `repr` until dropped.
pub struct ReprScope<'a, 'py>(&'a Ref<'py>);

impl Drop for ReprScope<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: entered by `repr_scope`.
        unsafe { decl::Py_ReprLeave(self.0.as_ptr()) }
    }
}

/// Guards against an object that contains itself: `None` when its `repr` is being made already.
pub fn repr_scope<'a, 'py>(_py: Attached<'py>, ob: &'a Ref<'py>) -> PyResult<Option<ReprScope<'a, 'py>>> {
    // SAFETY: a live object.
    match unsafe { decl::Py_ReprEnter(ob.as_ptr()) } {
        0 => Ok(Some(ReprScope(ob))),
        // SAFETY: negative means that an exception is set.
        n if n < 0 => Err(unsafe { Raised::assume() }),
        _ => Ok(None),
    }
}

/// Puts a text together from literals and the reprs of objects.
pub struct ReprWriter<'py> {
    py: Attached<'py>,
    raw: mortise_abi::_PyUnicodeWriter,
}

impl<'py> ReprWriter<'py> {
    /// An empty text.
    pub fn new(py: Attached<'py>) -> Self {
        let mut raw = mortise_abi::_PyUnicodeWriter::EMPTY;
        // SAFETY: Init fills the struct.
        unsafe { decl::_PyUnicodeWriter_Init(&raw mut raw) };
        raw.overallocate = 1;
        ReprWriter { py, raw }
    }
    /// Adds ASCII text.
    pub fn ascii(&mut self, text: &str) -> PyResult<()> {
        // SAFETY: the writer is initialised; that many ASCII bytes are readable.
        super::check(unsafe {
            decl::_PyUnicodeWriter_WriteASCIIString(
                &raw mut self.raw,
                text.as_ptr().cast(),
                text.len() as isize,
            )
        })
        .map(drop)
    }
    /// Adds a str.
    pub fn object(&mut self, text: &Ref<'py, Str>) -> PyResult<()> {
        // SAFETY: the writer is initialised; a live str.
        super::check(unsafe { decl::_PyUnicodeWriter_WriteStr(&raw mut self.raw, text.as_object_ptr()) })
            .map(drop)
    }
    /// The text.
    pub fn finish(mut self) -> PyResult<Ref<'py>> {
        // SAFETY: Finish takes the buffer out of the writer, whose destructor then finds nothing.
        unsafe {
            let text = decl::_PyUnicodeWriter_Finish(&raw mut self.raw);
            let py = self.py;
            std::mem::forget(self);
            Ref::from_owned_or_raised(py, text)
        }
    }
}

impl Drop for ReprWriter<'_> {
    fn drop(&mut self) {
        // SAFETY: an initialised writer that was not finished.
        unsafe { decl::_PyUnicodeWriter_Dealloc(&raw mut self.raw) }
    }
}

/// The value of an exact int of at most one digit.
#[inline(always)]
pub fn compact_int(ob: &Ref<'_>) -> Option<isize> {
    if ob.type_ptr() != &raw mut decl::PyLong_Type {
        return None;
    }
    // SAFETY: an exact int; the tag holds the sign in its two low bits (0 positive, 1 zero, 2 negative) and the number of
    // digits from bit 3 on.
    unsafe {
        let value = &raw const (*ob.as_ptr().cast::<Int>()).long_value;
        let tag = (*value).lv_tag;
        (tag < 2 << 3).then(|| (1 - (tag & 3) as isize) * (*value).ob_digit[0] as isize)
    }
}

/// A subscript as an index: `None` when it is no integer; IndexError when it is out of a machine integer's range.
#[inline(always)]
pub fn index_key(key: &Ref<'_>) -> Option<PyResult<isize>> {
    if let Some(i) = compact_int(key) {
        return Some(Ok(i));
    }
    has_index(key).then(|| key.index_as_isize(Some(exceptions::classes::IndexError())))
}

/// Whether the object's type has `nb_index`.
#[inline]
pub fn has_index(ob: &Ref<'_>) -> bool {
    // SAFETY: a live object has a ready type.
    unsafe {
        let number = (*ob.type_ptr()).tp_as_number;
        !number.is_null() && (*number).nb_index.is_some()
    }
}

/// The `start` and `stop` arguments of `index` methods, brought into `0..=isize::MAX`.
pub fn clamp_range(
    start: Option<Borrowed<'_, '_>>,
    stop: Option<Borrowed<'_, '_>>,
    len: usize,
) -> PyResult<(usize, usize)> {
    let bound = |arg: Option<Borrowed<'_, '_>>, default: isize| -> PyResult<usize> {
        let Some(arg) = arg else { return Ok(default as usize) };
        if !has_index(&arg) {
            return Err(raise!(
                arg.py(),
                TypeError,
                "slice indices must be integers or have an __index__ method"
            ));
        }
        let n = arg.index_as_isize(None)?;
        Ok(if n < 0 { n.saturating_add(len as isize).max(0) } else { n } as usize)
    };
    Ok((bound(start, 0)?, bound(stop, isize::MAX)?))
}

/// The comparison of two sequences whose common part is equal.
pub fn compare_lengths<'py>(py: Attached<'py>, a: usize, b: usize, op: CompareOp) -> Ref<'py> {
    py.bool(op.holds(a.cmp(&b)))
}

impl<'py> Ref<'py, PyObject> {
    /// The argument of an iterator's `__setstate__`: an int.
    pub fn index_state(&self) -> PyResult<isize> {
        // SAFETY: a live object; -1 may be a value.
        unsafe {
            let n = decl::PyLong_AsSsize_t(self.as_ptr());
            if n == -1 && crate::state::error::occurred(self.py()) { Err(Raised::assume()) } else { Ok(n) }
        }
    }

    /// The type's sequence functions.
    #[inline(always)]
    fn sequence_methods(&self) -> Option<&PySequenceMethods> {
        // SAFETY: a ready type's tables live as long as it and are only written under the type's lock, field by field.
        unsafe { (*self.type_ptr()).tp_as_sequence.as_ref() }
    }

    /// Whether it has `sq_item` and is no dict (`PySequence_Check`)
    pub fn is_sequence(&self) -> bool {
        // SAFETY: a live object has a type.
        let dict = unsafe { (*self.type_ptr()).tp_flags & Py_TPFLAGS_DICT_SUBCLASS != 0 };
        !dict && self.sequence_methods().is_some_and(|m| m.sq_item.is_some())
    }

    /// Adopts a slot's result.
    ///
    /// # Safety
    /// `ptr` is a new reference, or NULL with an exception set.
    unsafe fn slot_result<T>(&self, ptr: *mut T) -> PyResult<Ref<'py, T>> {
        // SAFETY: by contract.
        unsafe { Ref::from_owned_or_raised(self.py(), ptr) }
    }

    /// `len(self)`
    pub fn size(&self) -> PyResult<usize> {
        if let Some(f) = self.sequence_methods().and_then(|m| m.sq_length) {
            // SAFETY: the slot takes a live object of its type.
            return super::check_size(unsafe { f(self.as_ptr()) });
        }
        mapping::size(self)
    }

    /// The length as the sequence protocol gives it (`PySequence_Size`)
    pub fn sequence_size(&self) -> PyResult<usize> {
        if let Some(f) = self.sequence_methods().and_then(|m| m.sq_length) {
            // SAFETY: the slot takes a live object of its type.
            return super::check_size(unsafe { f(self.as_ptr()) });
        }
        if mapping::has_length(self) {
            return Err(raise!(self.py(), TypeError, "{} is not a sequence", self.ty().full_name()));
        }
        Err(no_length(self))
    }

    /// Item `i` by the sequence protocol; negative indices count from the end
    pub fn sequence_item(&self, i: isize) -> PyResult<Ref<'py>> {
        let methods = self.sequence_methods();
        if let Some(item) = methods.and_then(|m| m.sq_item) {
            let i = self.from_the_end(i)?;
            // SAFETY: the slot takes a live object of its type.
            return unsafe { self.slot_result(item(self.as_ptr(), i)) };
        }
        if mapping::is_mapping(self) {
            return Err(raise!(self.py(), TypeError, "{} is not a sequence", self.ty().full_name()));
        }
        Err(raise!(self.py(), TypeError, "'{}' object does not support indexing", self.ty().full_name()))
    }

    /// Adds the length to a negative index, when there is one.
    #[allow(clippy::wrong_self_convention)] // counted from the end
    fn from_the_end(&self, i: isize) -> PyResult<isize> {
        match self.sequence_methods().and_then(|m| m.sq_length) {
            // SAFETY: the slot takes a live object of its type.
            Some(length) if i < 0 => Ok(i + super::check_size(unsafe { length(self.as_ptr()) })? as isize),
            _ => Ok(i),
        }
    }

    /// Sets item `i` (deletes it: `None`) by the sequence protocol
    pub fn set_sequence_item(&self, i: isize, value: Option<&Ref<'py>>) -> PyResult<()> {
        if let Some(f) = self.sequence_methods().and_then(|m| m.sq_ass_item) {
            let i = self.from_the_end(i)?;
            // SAFETY: the slot takes live objects; NULL deletes.
            return super::check(unsafe {
                f(self.as_ptr(), i, value.map_or(std::ptr::null_mut(), |v| v.as_ptr()))
            })
            .map(drop);
        }
        let (py, name) = (self.py(), self.ty().full_name());
        if mapping::has_assignment(self) {
            return Err(raise!(py, TypeError, "{name} is not a sequence"));
        }
        Err(if value.is_some() {
            raise!(py, TypeError, "'{name}' object does not support item assignment")
        } else {
            raise!(py, TypeError, "'{name}' object doesn't support item deletion")
        })
    }

    /// `self[start:stop]` with machine integers
    pub fn sequence_slice(&self, start: isize, stop: isize) -> PyResult<Ref<'py>> {
        match mapping::methods(self).and_then(|m| m.mp_subscript) {
            Some(f) => {
                let slice = slice::from_indices(self.py(), start, stop)?;
                // SAFETY: the slot takes live objects.
                unsafe { self.slot_result(f(self.as_ptr(), slice.as_object_ptr())) }
            }
            None => Err(raise!(self.py(), TypeError, "'{}' object is unsliceable", self.ty().full_name())),
        }
    }

    /// `self[start:stop] = value`, or deletes the slice
    pub fn set_sequence_slice(&self, start: isize, stop: isize, value: Option<&Ref<'py>>) -> PyResult<()> {
        match mapping::methods(self).and_then(|m| m.mp_ass_subscript) {
            Some(f) => {
                let slice = slice::from_indices(self.py(), start, stop)?;
                // SAFETY: the slot takes live objects; NULL deletes.
                super::check(unsafe {
                    f(
                        self.as_ptr(),
                        slice.as_object_ptr(),
                        value.map_or(std::ptr::null_mut(), |v| v.as_ptr()),
                    )
                })
                .map(drop)
            }
            None => Err(raise!(
                self.py(),
                TypeError,
                "'{}' object doesn't support slice {}",
                self.ty().full_name(),
                if value.is_some() { "assignment" } else { "deletion" }
            )),
        }
    }

    /// `self + other` of sequences (`PySequence_Concat`)
    pub fn concat(&self, other: &Ref<'py>) -> PyResult<Ref<'py>> {
        self.concat_with(other, false)
    }

    /// `self += other` of sequences
    pub fn inplace_concat(&self, other: &Ref<'py>) -> PyResult<Ref<'py>> {
        self.concat_with(other, true)
    }

    fn concat_with(&self, other: &Ref<'py>, inplace: bool) -> PyResult<Ref<'py>> {
        if let Some(m) = self.sequence_methods()
            && let Some(f) = if inplace { m.sq_inplace_concat.or(m.sq_concat) } else { m.sq_concat }
        {
            // SAFETY: the slot takes live objects.
            return unsafe { self.slot_result(f(self.as_ptr(), other.as_ptr())) };
        }
        // Classes written in Python have `__add__` in nb_add only.
        if self.is_sequence() && other.is_sequence() {
            let result =
                number_op(self, other, |n| if inplace { n.nb_inplace_add.or(n.nb_add) } else { n.nb_add })?;
            if let Some(result) = result {
                return Ok(result);
            }
        }
        Err(raise!(self.py(), TypeError, "'{}' object can't be concatenated", self.ty().full_name()))
    }

    /// `self * n` of sequences (`PySequence_Repeat`)
    pub fn repeat(&self, n: isize) -> PyResult<Ref<'py>> {
        self.repeat_with(n, false)
    }

    /// `self *= n` of sequences
    pub fn inplace_repeat(&self, n: isize) -> PyResult<Ref<'py>> {
        self.repeat_with(n, true)
    }

    fn repeat_with(&self, n: isize, inplace: bool) -> PyResult<Ref<'py>> {
        if let Some(m) = self.sequence_methods()
            && let Some(f) = if inplace { m.sq_inplace_repeat.or(m.sq_repeat) } else { m.sq_repeat }
        {
            // SAFETY: the slot takes a live object.
            return unsafe { self.slot_result(f(self.as_ptr(), n)) };
        }
        if self.is_sequence() {
            let n = self.py().int(n as i64)?;
            let result = number_op(self, &n, |m| {
                if inplace { m.nb_inplace_multiply.or(m.nb_multiply) } else { m.nb_multiply }
            })?;
            if let Some(result) = result {
                return Ok(result);
            }
        }
        Err(raise!(self.py(), TypeError, "'{}' object can't be repeated", self.ty().full_name()))
    }

    /// `item in self`
    pub fn contains(&self, item: &Ref<'py>) -> PyResult<bool> {
        if let Some(f) = self.sequence_methods().and_then(|m| m.sq_contains) {
            // SAFETY: the slot takes live objects.
            return super::check(unsafe { f(self.as_ptr(), item.as_ptr()) }).map(|b| b != 0);
        }
        let iter = self.iter_or("argument of type '{}' is not iterable")?;
        while let Some(x) = iter.next_unchecked()? {
            if x.eq(item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How often `item` occurs, by iteration
    pub fn count_of(&self, item: &Ref<'py>) -> PyResult<usize> {
        let iter = self.iter_or("argument of type '{}' is not iterable")?;
        let mut n = 0usize;
        while let Some(x) = iter.next_unchecked()? {
            n += x.eq(item)? as usize;
        }
        Ok(n)
    }

    /// Where `item` occurs first, by iteration; ValueError when it does not
    pub fn index_of(&self, item: &Ref<'py>) -> PyResult<usize> {
        let iter = self.iter_or("argument of type '{}' is not iterable")?;
        let mut i = 0usize;
        while let Some(x) = iter.next_unchecked()? {
            if x.eq(item)? {
                return Ok(i);
            }
            i += 1;
        }
        Err(raise!(self.py(), ValueError, "sequence.index(x): x not in sequence"))
    }

    /// `list(self)` (a new list)
    pub fn to_list(&self) -> PyResult<Ref<'py, List>> {
        let list = self.py().empty_list()?;
        list.extend(self)?;
        Ok(list)
    }

    /// `tuple(self)`
    pub fn to_tuple(&self) -> PyResult<Ref<'py, Tuple>> {
        if let Some(tuple) = self.cast_exact::<Tuple>() {
            return Ok(tuple.clone());
        }
        if let Some(list) = self.cast_exact::<List>() {
            return list.as_tuple();
        }
        let py = self.py();
        let iter = self.iter()?;
        let mut items = Items(Vec::with_capacity(self.length_hint(10)?.min(1 << 20)));
        while let Some(item) = iter.next_unchecked()? {
            items.0.push(item.into_ptr());
        }
        let items = std::mem::take(&mut items.0);
        // SAFETY: the vector owns one reference for each place.
        unsafe { tuple::storage::adopting(py, items.as_ptr(), items.len()) }
    }
}

/// Owned references on their way into a container.
struct Items(Vec<*mut PyObject>);

impl Drop for Items {
    fn drop(&mut self) {
        for item in self.0.drain(..) {
            // SAFETY: each is an owned reference; the thread is attached as the handles that made them were.
            unsafe { crate::heap::refcount::decref(item) }
        }
    }
}

/// Raises TypeError "object of type 'X' has no len()".
#[cold]
pub fn no_length(ob: &Ref<'_>) -> Raised {
    raise!(ob.py(), TypeError, "object of type '{}' has no len()", ob.ty().full_name())
}

/// A binary operation through the number slots alone; `None` when neither operand knows how.
fn number_op<'py>(
    a: &Ref<'py>,
    b: &Ref<'py>,
    slot: impl Fn(&mortise_abi::PyNumberMethods) -> mortise_abi::binaryfunc,
) -> PyResult<Option<Ref<'py>>> {
    let of = |ty: *mut PyTypeObject| {
        // SAFETY: a ready type; its table lives as long as it.
        unsafe { (*ty).tp_as_number.as_ref() }.and_then(&slot)
    };
    let (ta, tb) = (a.type_ptr(), b.type_ptr());
    let mut tried = [of(ta), if tb != ta { of(tb) } else { None }];
    // SAFETY: live types.
    if ta != tb && tried[1].is_some() && unsafe { type_::is_subtype(tb, ta) } {
        tried.swap(0, 1);
    }
    for f in tried.into_iter().flatten() {
        // SAFETY: number slots take their operands in order, one of which is of their type.
        let result: Ref<'py> = unsafe { Ref::from_owned_or_raised(a.py(), f(a.as_ptr(), b.as_ptr()))? };
        if !result.is(&a.py().not_implemented()) {
            return Ok(Some(result));
        }
    }
    Ok(None)
}

/// A list or tuple whose items can be reached fast (`PySequence_Fast`).
pub enum Fast<'py> {
    /// A list
    List(Ref<'py, List>),
    /// A tuple
    Tuple(Ref<'py, Tuple>),
}

impl<'py> Fast<'py> {
    /// Number of items now
    pub fn len(&self) -> usize {
        match self {
            Fast::List(list) => list.len(),
            Fast::Tuple(tuple) => tuple.len(),
        }
    }
    /// Whether it is empty now
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Item `i`, if there is one
    pub fn get(&self, i: usize) -> Option<Ref<'py>> {
        match self {
            Fast::List(list) => list.get(i),
            Fast::Tuple(tuple) => (i < tuple.len()).then(|| tuple.item(i).to_owned()),
        }
    }
    /// The list or tuple
    pub fn into_any(self) -> Ref<'py> {
        match self {
            Fast::List(list) => list.into_any(),
            Fast::Tuple(tuple) => tuple.into_any(),
        }
    }
}

impl<'py> Ref<'py, PyObject> {
    /// The object itself when it is an exact list or tuple, else a list of its items
    pub fn to_fast(&self) -> PyResult<Fast<'py>> {
        if let Some(list) = self.cast_exact::<List>() {
            return Ok(Fast::List(list.clone()));
        }
        if let Some(tuple) = self.cast_exact::<Tuple>() {
            return Ok(Fast::Tuple(tuple.clone()));
        }
        Ok(Fast::List(self.iter()?.to_list()?))
    }
}
