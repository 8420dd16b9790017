//! `contextvars.Token`: what `ContextVar.set` gives, to undo it.

use std::sync::atomic::{AtomicBool, Ordering};

use mortise_abi::*;

use super::Context;
use super::variable::Variable;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::{Dict, Str, Tuple, Type, protocol};
use crate::{PyResult, raise};

/// What a token remembers.
pub struct Token {
    context: Owned<Native<Context>>,
    variable: Owned<Native<Variable>>,
    old: Locked<Option<Owned>>,
    used: AtomicBool,
}

impl NativeValue for Token {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.context)?;
        visit.object(&self.variable)?;
        self.old.with(|old| visit.option(old))
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.old.with(Option::take));
    }
}

native_type! {
    /// `contextvars.Token`
    #[unsafe(no_mangle)]
    pub static PyContextToken_Type: Token = "_contextvars.Token" {
        dict: false, weakrefs: false,
        set: { tp_hash: Some(crate::capi::decl::PyObject_HashNotImplemented) },
        slots: { tp_repr: repr, tp_new: new_from_python },
        methods: [
            method!(class_o "__class_getitem__", protocol::class_getitem, "See PEP 585"),
        ],
        getset: [
            PyGetSetDef { doc: std::ptr::null(), ..getset!("var", get_variable, "") },
            PyGetSetDef { doc: std::ptr::null(), ..getset!("old_value", get_old_value, "") },
        ],
    }
}

/// `Token.MISSING`, of which there is one.
pub struct Missing;

impl NativeValue for Missing {}

native_type! {
    /// The type of `Token.MISSING`
    pub static MISSING: Missing = "Token.MISSING" {
        dict: false, weakrefs: false,
        slots: { tp_repr: missing_repr },
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyContextToken_Type, &raw mut MISSING]
}

type This<'a, 'py> = Borrowed<'a, 'py, Native<Token>>;

/// A token for a variable that is about to be set.
pub fn new<'py>(
    context: &Ref<'py, Native<Context>>,
    variable: &Ref<'py, Native<Variable>>,
    old: Option<Ref<'py>>,
) -> PyResult<Ref<'py, Native<Token>>> {
    let token = Token {
        context: context.clone().unbind(),
        variable: variable.clone().unbind(),
        old: Locked::new(old.map(Ref::unbind)),
        used: AtomicBool::new(false),
    };
    Native::new(context.py(), token)
}

impl<'py> Ref<'py, Native<Token>> {
    /// Whether it has undone its setting already.
    pub fn is_used(&self) -> bool {
        self.value().used.load(Ordering::Acquire)
    }
    /// It must not be used again.
    pub fn use_up(&self) {
        self.value().used.store(true, Ordering::Release);
    }
    /// The context in which the variable was set.
    pub fn context(&self) -> Borrowed<'_, 'py, Native<Context>> {
        self.value().context.bind(self.py())
    }
    /// The variable that was set.
    pub fn variable(&self) -> Borrowed<'_, 'py, Native<Variable>> {
        self.value().variable.bind(self.py())
    }
    /// What it was set to before.
    pub fn old_value(&self) -> Option<Ref<'py>> {
        let py = self.py();
        self.value().old.with(|old| old.as_ref().map(|old| old.bind(py).to_owned()))
    }
}

/// `Token.MISSING`.
pub fn missing(py: Attached<'_>) -> PyResult<Ref<'_>> {
    static ONE: std::sync::atomic::AtomicPtr<PyObject> =
        std::sync::atomic::AtomicPtr::new(std::ptr::null_mut());
    super::storage::once(py, &ONE, || Ok(Native::new(py, Missing)?.into_any()))
}

fn new_from_python<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    Err(raise!(py, RuntimeError, "Tokens can only be created by ContextVars"))
}

fn repr<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let used = if slf.is_used() { " used" } else { "" };
    let variable = slf.variable().repr()?.to_string_lossy();
    py.str(&format!("<Token{used} var={variable} at {:p}>", slf.as_ptr()))
}

fn get_variable<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Native<Variable>>> {
    Ok(slf.variable().to_owned())
}

fn get_old_value<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    match slf.old_value() {
        Some(old) => Ok(old),
        None => missing(py),
    }
}

fn missing_repr<'py>(py: Attached<'py>, _slf: Borrowed<'_, 'py, Native<Missing>>) -> PyResult<Ref<'py, Str>> {
    py.str("<Token.MISSING>")
}
