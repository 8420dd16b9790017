//! What works on every object, as methods of `Ref<'py, PyObject>`; concrete handles dereference to it.
//!
//! Names and meaning are those of the C API without its prefix (`PyObject_GetAttr` is `getattr`) and, where it has one, PyO3's.

pub mod attr;
pub mod buffer;
pub mod call;
pub mod compare;
pub mod dir;
mod hooks;
pub mod isinstance;
pub mod iter;
pub mod mapping;
pub mod print;
pub mod sequence;
pub mod text;

pub use hooks::*;

pub use sequence::{
    Fast, ReprWriter, bad_internal_call, builtin, clamp_range, class_getitem, compact_int, compare_lengths,
    has_index, index_key, no_memory, null_error, repr_scope,
};

pub mod number;

use std::ffi::c_int;

use mortise_abi::PyObject;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Ref};
use crate::objects::*;
use crate::raise;

/// The operators of rich comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum CompareOp {
    /// `<`
    Lt = 0,
    /// `<=`
    Le = 1,
    /// `==`
    Eq = 2,
    /// `!=`
    Ne = 3,
    /// `>`
    Gt = 4,
    /// `>=`
    Ge = 5,
}

impl CompareOp {
    /// From C's `Py_LT` … `Py_GE`; anything else counts as `==`, which C code never passes.
    #[inline(always)]
    pub fn from_raw(op: c_int) -> CompareOp {
        match op {
            0 => CompareOp::Lt,
            1 => CompareOp::Le,
            3 => CompareOp::Ne,
            4 => CompareOp::Gt,
            5 => CompareOp::Ge,
            _ => CompareOp::Eq,
        }
    }
    /// Whether an ordering satisfies the operator.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Lt => ordering.is_lt(),
            CompareOp::Le => ordering.is_le(),
            CompareOp::Eq => ordering.is_eq(),
            CompareOp::Ne => ordering.is_ne(),
            CompareOp::Gt => ordering.is_gt(),
            CompareOp::Ge => ordering.is_ge(),
        }
    }
}

/// `-1` with an exception set, else the value.
#[inline(always)]
fn check(status: c_int) -> PyResult<c_int> {
    // SAFETY: the C functions of this file set the indicator when they return -1.
    if status < 0 { Err(unsafe { Raised::assume() }) } else { Ok(status) }
}

/// A size, or `-1` with an exception set.
#[inline(always)]
fn check_size(size: isize) -> PyResult<usize> {
    // SAFETY: as in `check`.
    if size < 0 { Err(unsafe { Raised::assume() }) } else { Ok(size as usize) }
}

/// The objects and constructors that everybody needs.
impl<'py> Attached<'py> {
    /// `None`
    #[inline(always)]
    pub fn none(self) -> Ref<'py> {
        // SAFETY: static and immortal.
        unsafe { Ref::from_owned(self, &raw mut decl::_Py_NoneStruct) }
    }
    /// `NotImplemented`
    #[inline(always)]
    pub fn not_implemented(self) -> Ref<'py> {
        // SAFETY: static and immortal.
        unsafe { Ref::from_owned(self, &raw mut decl::_Py_NotImplementedStruct) }
    }
    /// `Ellipsis`
    #[inline(always)]
    pub fn ellipsis(self) -> Ref<'py> {
        // SAFETY: static and immortal.
        unsafe { Ref::from_owned(self, &raw mut decl::_Py_EllipsisObject) }
    }
    /// `True` or `False`
    #[inline(always)]
    pub fn bool(self, value: bool) -> Ref<'py> {
        // SAFETY: static and immortal.
        unsafe {
            Ref::from_owned(
                self,
                if value {
                    (&raw mut decl::_Py_TrueStruct).cast()
                } else {
                    (&raw mut decl::_Py_FalseStruct).cast()
                },
            )
        }
    }
    /// An int
    pub fn int(self, value: i64) -> PyResult<Ref<'py, Int>> {
        // SAFETY: a new reference or NULL.
        unsafe { Ref::from_owned_or_raised(self, decl::PyLong_FromLongLong(value).cast()) }
    }
    /// An int from a `usize`
    pub fn int_from_usize(self, value: usize) -> PyResult<Ref<'py, Int>> {
        // SAFETY: a new reference or NULL.
        unsafe { Ref::from_owned_or_raised(self, decl::PyLong_FromSize_t(value).cast()) }
    }
    /// A float
    pub fn float(self, value: f64) -> PyResult<Ref<'py, Float>> {
        // SAFETY: a new reference or NULL.
        unsafe { Ref::from_owned_or_raised(self, decl::PyFloat_FromDouble(value).cast()) }
    }
    /// A str
    pub fn str(self, value: &str) -> PyResult<Ref<'py, Str>> {
        // SAFETY: valid UTF-8 of that length; a new reference or NULL.
        unsafe {
            Ref::from_owned_or_raised(
                self,
                decl::PyUnicode_FromStringAndSize(value.as_ptr().cast(), value.len() as isize).cast(),
            )
        }
    }
    /// An interned str: use the [`crate::intern!`] macro for constants.
    pub fn interned(self, value: &str) -> PyResult<Ref<'py, Str>> {
        let mut ptr = self.str(value)?.into_object_ptr();
        // SAFETY: swaps the owned reference for the interned one.
        unsafe {
            decl::PyUnicode_InternInPlace(&raw mut ptr);
            Ok(Ref::from_owned(self, ptr.cast()))
        }
    }
    /// A bytes object
    pub fn bytes(self, value: &[u8]) -> PyResult<Ref<'py, Bytes>> {
        // SAFETY: that many bytes are readable; a new reference or NULL.
        unsafe {
            Ref::from_owned_or_raised(
                self,
                decl::PyBytes_FromStringAndSize(value.as_ptr().cast(), value.len() as isize).cast(),
            )
        }
    }
    /// The object for a static type
    ///
    /// # Safety
    /// `ty` points to a ready type that is never freed.
    pub unsafe fn static_type(self, ty: *mut Type) -> Borrowed<'static, 'py, Type> {
        // SAFETY: by contract.
        unsafe { Borrowed::from_ptr(self, ty) }
    }
    /// Imports a module by name
    pub fn import(self, name: &str) -> PyResult<Ref<'py>> {
        let name = self.str(name)?;
        // SAFETY: a new reference or NULL.
        unsafe { Ref::from_owned_or_raised(self, decl::PyImport_Import(name.as_object_ptr())) }
    }
}

/// An interned constant name: `intern!(py, "append")` is a `&Ref<'_, Str>`, made once per place.
#[macro_export]
macro_rules! intern {
    ($py:expr, $text:literal) => {{
        static NAME: $crate::objects::protocol::InternedName =
            $crate::objects::protocol::InternedName::new($text);
        NAME.get($py)
    }};
}

/// The static behind [`crate::intern!`]; the string is made on first use and kept for ever.
pub struct InternedName {
    text: &'static str,
    object: std::sync::atomic::AtomicPtr<Str>,
}

impl InternedName {
    /// For [`crate::intern!`].
    pub const fn new(text: &'static str) -> Self {
        InternedName { text, object: std::sync::atomic::AtomicPtr::new(std::ptr::null_mut()) }
    }
    /// The interned string.
    #[inline]
    pub fn get<'a, 'py>(&'static self, py: Attached<'py>) -> &'a Ref<'py, Str> {
        if self.object.load(std::sync::atomic::Ordering::Acquire).is_null() {
            self.make(py);
        }
        // SAFETY: once set, the pointer is that of an immortal string and never changes; a `Ref` is just such a pointer.
        unsafe { &*(&raw const self.object).cast() }
    }
    #[cold]
    fn make(&'static self, py: Attached<'_>) {
        let name = py.interned(self.text).expect("memory for a constant name").into_ptr();
        // SAFETY: the string is live; immortal names need no counting.
        unsafe { crate::heap::refcount::make_immortal(name.cast()) };
        // Two threads may race: interning gives both the same object.
        self.object.store(name, std::sync::atomic::Ordering::Release);
    }
}

impl<'py> Ref<'py, PyObject> {
    /// Adopts a C result in this handle's thread.
    #[inline(always)]
    fn adopt<T>(&self, ptr: *mut PyObject) -> PyResult<Ref<'py, T>> {
        // SAFETY: the C functions of this file give a new reference or NULL with an exception set.
        unsafe { Ref::from_owned_or_raised(self.py(), ptr.cast()) }
    }

    /// `self.name`
    pub fn getattr(&self, name: &Ref<'py, Str>) -> PyResult<Ref<'py>> {
        // SAFETY: live objects.
        self.adopt(unsafe { decl::PyObject_GetAttr(self.as_ptr(), name.as_object_ptr()) })
    }
    /// `self.name`, or `None` when there is no such attribute
    pub fn getattr_opt(&self, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
        let mut out = std::ptr::null_mut();
        // SAFETY: live objects; out receives a new reference or NULL.
        unsafe {
            check(decl::PyObject_GetOptionalAttr(self.as_ptr(), name.as_object_ptr(), &raw mut out))?;
            Ok(Ref::from_owned_or_null(self.py(), out))
        }
    }
    /// `self.name = value`
    pub fn setattr(&self, name: &Ref<'py, Str>, value: &Ref<'py>) -> PyResult<()> {
        // SAFETY: live objects.
        check(unsafe { decl::PyObject_SetAttr(self.as_ptr(), name.as_object_ptr(), value.as_ptr()) })
            .map(drop)
    }
    /// `del self.name`
    pub fn delattr(&self, name: &Ref<'py, Str>) -> PyResult<()> {
        // SAFETY: live objects; NULL deletes.
        check(unsafe { decl::PyObject_SetAttr(self.as_ptr(), name.as_object_ptr(), std::ptr::null_mut()) })
            .map(drop)
    }
    /// `repr(self)`
    pub fn repr(&self) -> PyResult<Ref<'py, Str>> {
        // SAFETY: a live object.
        self.adopt(unsafe { decl::PyObject_Repr(self.as_ptr()) })
    }
    /// `str(self)`
    pub fn to_str(&self) -> PyResult<Ref<'py, Str>> {
        // SAFETY: a live object.
        self.adopt(unsafe { decl::PyObject_Str(self.as_ptr()) })
    }
    /// `hash(self)`
    pub fn hash(&self) -> PyResult<isize> {
        // SAFETY: a live object; -1 means an exception.
        match unsafe { decl::PyObject_Hash(self.as_ptr()) } {
            // SAFETY: see above.
            -1 => Err(unsafe { Raised::assume() }),
            h => Ok(h),
        }
    }
    /// `bool(self)`
    pub fn is_true(&self) -> PyResult<bool> {
        // SAFETY: a live object.
        check(unsafe { decl::PyObject_IsTrue(self.as_ptr()) }).map(|b| b != 0)
    }
    /// Whether it is None
    #[inline(always)]
    pub fn is_none(&self) -> bool {
        self.as_ptr() == &raw mut decl::_Py_NoneStruct
    }
    /// `callable(self)`
    pub fn is_callable(&self) -> bool {
        // SAFETY: a live object has a type.
        unsafe { (*self.type_ptr()).tp_call.is_some() }
    }
    /// A rich comparison
    pub fn rich_compare(&self, other: &Ref<'py>, op: CompareOp) -> PyResult<Ref<'py>> {
        // SAFETY: live objects.
        self.adopt(unsafe { decl::PyObject_RichCompare(self.as_ptr(), other.as_ptr(), op as c_int) })
    }
    /// A rich comparison as a truth value; identical objects are equal
    pub fn rich_compare_bool(&self, other: &Ref<'py>, op: CompareOp) -> PyResult<bool> {
        // SAFETY: live objects.
        check(unsafe { decl::PyObject_RichCompareBool(self.as_ptr(), other.as_ptr(), op as c_int) })
            .map(|b| b != 0)
    }
    /// `self == other` (identity first)
    pub fn eq(&self, other: &Ref<'py>) -> PyResult<bool> {
        self.rich_compare_bool(other, CompareOp::Eq)
    }
    /// `self()`
    pub fn call0(&self) -> PyResult<Ref<'py>> {
        // SAFETY: a live object.
        self.adopt(unsafe { decl::PyObject_CallNoArgs(self.as_ptr()) })
    }
    /// `self(*args)` with positional arguments
    pub fn call<const N: usize>(&self, args: [&Ref<'py>; N]) -> PyResult<Ref<'py>> {
        let raw = args.map(|a| a.as_ptr());
        // SAFETY: N live objects.
        self.adopt(unsafe { decl::PyObject_Vectorcall(self.as_ptr(), raw.as_ptr(), N, std::ptr::null_mut()) })
    }
    /// `self(*args, **kwargs)` with the names of the last arguments in `kwnames`
    pub fn vectorcall(
        &self,
        args: &[*mut PyObject],
        positional: usize,
        kwnames: Option<&Ref<'py, Tuple>>,
    ) -> PyResult<Ref<'py>> {
        // SAFETY: the callers hold the arguments, one for each positional and each name.
        self.adopt(unsafe {
            decl::PyObject_Vectorcall(
                self.as_ptr(),
                args.as_ptr(),
                positional,
                kwnames.map_or(std::ptr::null_mut(), |k| k.as_object_ptr()),
            )
        })
    }
    /// `self(*args, **kwargs)` with a tuple and a dict
    pub fn call_tuple(&self, args: &Ref<'py, Tuple>, kwargs: Option<&Ref<'py, Dict>>) -> PyResult<Ref<'py>> {
        // SAFETY: live objects.
        self.adopt(unsafe {
            decl::PyObject_Call(
                self.as_ptr(),
                args.as_object_ptr(),
                kwargs.map_or(std::ptr::null_mut(), |k| k.as_object_ptr()),
            )
        })
    }
    /// `self.name(*args)`
    pub fn call_method<const N: usize>(
        &self,
        name: &Ref<'py, Str>,
        args: [&Ref<'py>; N],
    ) -> PyResult<Ref<'py>> {
        let mut raw = Vec::with_capacity(N + 1);
        raw.push(self.as_ptr());
        raw.extend(args.iter().map(|a| a.as_ptr()));
        // SAFETY: N + 1 live objects, the first of them self.
        self.adopt(unsafe {
            decl::PyObject_VectorcallMethod(name.as_object_ptr(), raw.as_ptr(), N + 1, std::ptr::null_mut())
        })
    }
    /// `isinstance(self, cls)`
    pub fn is_instance(&self, cls: &Ref<'py>) -> PyResult<bool> {
        // SAFETY: live objects.
        check(unsafe { decl::PyObject_IsInstance(self.as_ptr(), cls.as_ptr()) }).map(|b| b != 0)
    }
    /// `operator.index(self)`: an int
    pub fn index(&self) -> PyResult<Ref<'py, Int>> {
        // SAFETY: a live object.
        self.adopt(unsafe { decl::PyNumber_Index(self.as_ptr()) })
    }
    /// `operator.index(self)` as a machine integer; `exc` when it does not fit (clipped when `None`)
    pub fn index_as_isize(&self, exc: Option<*mut Type>) -> PyResult<isize> {
        // SAFETY: a live object; -1 may be a value.
        unsafe {
            let n = decl::PyNumber_AsSsize_t(self.as_ptr(), exc.map_or(std::ptr::null_mut(), |e| e.cast()));
            if n == -1 && crate::state::error::occurred(self.py()) { Err(Raised::assume()) } else { Ok(n) }
        }
    }
    /// The value as an `i64`; OverflowError when it does not fit, TypeError when it is no integer
    pub fn as_i64(&self) -> PyResult<i64> {
        // SAFETY: a live object; -1 may be a value.
        unsafe {
            let n = decl::PyLong_AsLongLong(self.as_ptr());
            if n == -1 && crate::state::error::occurred(self.py()) { Err(Raised::assume()) } else { Ok(n) }
        }
    }
    /// The value as a C int
    pub fn as_int(&self) -> PyResult<c_int> {
        // SAFETY: a live object; -1 may be a value.
        unsafe {
            let n = decl::PyLong_AsInt(self.as_ptr());
            if n == -1 && crate::state::error::occurred(self.py()) { Err(Raised::assume()) } else { Ok(n) }
        }
    }
    /// `float(self)` as a machine float (through `__float__` and `__index__`)
    pub fn as_f64(&self) -> PyResult<f64> {
        // SAFETY: a live object; -1.0 may be a value.
        unsafe {
            let n = decl::PyFloat_AsDouble(self.as_ptr());
            if n == -1.0 && crate::state::error::occurred(self.py()) { Err(Raised::assume()) } else { Ok(n) }
        }
    }
    /// `format(self, spec)`
    pub fn format(&self, spec: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
        // SAFETY: live objects.
        self.adopt(unsafe { decl::PyObject_Format(self.as_ptr(), spec.as_object_ptr()) })
    }
    /// The handle as a `T`, or TypeError "expected T, got X"
    pub fn expect<T: Class>(&self) -> PyResult<&Ref<'py, T>> {
        match self.cast::<T>() {
            Some(t) => Ok(t),
            None => Err(raise!(self.py(), TypeError, "expected {}, got {}", T::NAME, self.ty().name())),
        }
    }
    /// The handle as a `str` argument of `function`, or CPython's "f() argument 1 must be str, not X"
    pub fn expect_arg<T: Class>(&self, function: &str, argument: &str) -> PyResult<&Ref<'py, T>> {
        match self.cast::<T>() {
            Some(t) => Ok(t),
            None => Err(raise!(
                self.py(),
                TypeError,
                "{function}() {argument} must be {}, not {}",
                T::NAME,
                if self.is_none() { "None".into() } else { self.ty().name() }
            )),
        }
    }
}

macro_rules! binary_operators {
    ($($(#[$doc:meta])* $name:ident = $c:ident),* $(,)?) => {
        impl<'py> Ref<'py, PyObject> { $(
            $(#[$doc])*
            pub fn $name(&self, other: &Ref<'py>) -> PyResult<Ref<'py>> {
                // SAFETY: live objects.
                self.adopt(unsafe { decl::$c(self.as_ptr(), other.as_ptr()) })
            }
        )* }
    };
}
binary_operators! {
    /// `self + other`
    add = PyNumber_Add,
    /// `self - other`
    sub = PyNumber_Subtract,
    /// `self * other`
    mul = PyNumber_Multiply,
    /// `self @ other`
    matmul = PyNumber_MatrixMultiply,
    /// `self / other`
    truediv = PyNumber_TrueDivide,
    /// `self // other`
    floordiv = PyNumber_FloorDivide,
    /// `self % other`
    rem = PyNumber_Remainder,
    /// `divmod(self, other)`
    divmod = PyNumber_Divmod,
    /// `self << other`
    lshift = PyNumber_Lshift,
    /// `self >> other`
    rshift = PyNumber_Rshift,
    /// `self & other`
    bitand = PyNumber_And,
    /// `self | other`
    bitor = PyNumber_Or,
    /// `self ^ other`
    bitxor = PyNumber_Xor,
}

impl<'py> Ref<'py, Type> {
    /// The type's name without its module (`tp_name` after the last dot)
    pub fn name(&self) -> String {
        // SAFETY: tp_name of a ready type is a NUL-terminated string.
        let full = unsafe { std::ffi::CStr::from_ptr((*self.as_ptr()).tp_name) }.to_string_lossy();
        full.rsplit('.').next().unwrap_or(&full).to_string()
    }
    /// `tp_name` as it stands
    pub fn full_name(&self) -> String {
        // SAFETY: tp_name of a ready type is a NUL-terminated string.
        unsafe { std::ffi::CStr::from_ptr((*self.as_ptr()).tp_name) }.to_string_lossy().into_owned()
    }
}
