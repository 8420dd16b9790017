//! `contextvars.ContextVar`.

use std::mem::offset_of;

use mortise_abi::*;

use super::token::{self, Token};
use super::{current, current_opt};
use crate::args::Args;
use crate::err::Raised;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Str, Tuple, Type, protocol};
use crate::{PyResult, raise};

/// What a context variable holds; its values are in the contexts.
pub struct Variable {
    name: Owned<Str>,
    default: Option<Owned>,
    hash: isize,
}

impl Variable {
    /// Bits for a map to choose places by.
    pub fn bits(&self) -> u64 {
        self.hash as u64
    }
}

impl NativeValue for Variable {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.option(&self.default)
    }
    // No `clear`: the default does not change. A cycle through it leads through something that does.
}

native_type! {
    /// `contextvars.ContextVar`
    #[unsafe(no_mangle)]
    pub static PyContextVar_Type: Variable = "_contextvars.ContextVar" {
        dict: false, weakrefs: false,
        slots: { tp_repr: repr, tp_hash: hash, tp_new: new_from_python },
        methods: [
            method!(fastcall "get", get, "get($self, default=<unrepresentable>, /)\n--\n\nReturn a value for the context variable for the current context.\n\nIf there is no value for the variable in the current context, the method will:\n * return the value of the default argument of the method, if provided; or\n * return the default value for the context variable, if it was created\n   with one; or\n * raise a LookupError."),
            method!(o "set", set, "set($self, value, /)\n--\n\nCall to set a new value for the context variable in the current context.\n\nThe required value argument is the new value for the context variable.\n\nReturns a Token object that can be used to restore the variable to its previous\nvalue via the `ContextVar.reset()` method."),
            method!(o "reset", reset, "reset($self, token, /)\n--\n\nReset the context variable.\n\nThe variable is reset to the value it had before the `ContextVar.set()` that\ncreated the token was used."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "See PEP 585"),
        ],
        members: [
            PyMemberDef {
                name: c"name".as_ptr(),
                r#type: Py_T_OBJECT_EX,
                offset: (Native::<Variable>::VALUE + offset_of!(Variable, name)) as isize,
                flags: Py_READONLY,
                doc: std::ptr::null(),
            },
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyContextVar_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py, Native<Variable>>;

/// A new variable.
pub fn new<'py>(
    py: Attached<'py>,
    name: &Ref<'py, Str>,
    default: Option<&Ref<'py>>,
) -> PyResult<Ref<'py, Native<Variable>>> {
    // Variables are equal only to themselves, so any spread number will do; it is not the address, which is not known yet.
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let spread = (count + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = match (spread ^ spread >> 32) as isize ^ name.hash()? {
        -1 => -2,
        hash => hash,
    };
    let default = default.map(|value| value.clone().unbind());
    Native::new(py, Variable { name: name.clone().unbind(), default, hash })
}

/// LookupError for a variable without a value.
pub fn not_set(variable: &Ref<'_, Native<Variable>>) -> Raised {
    let py = variable.py();
    // SAFETY: a static class.
    let class = unsafe { py.static_type(classes::LookupError()) };
    crate::state::error::set_object(py, class.as_any(), Some(variable.as_any()))
}

impl<'py> Ref<'py, Native<Variable>> {
    /// The value in the thread's context, else `default`, else the variable's own default.
    pub fn value_or(&self, default: Option<&Ref<'py>>) -> Option<Ref<'py>> {
        let set = current_opt(self.py()).and_then(|context| context.variable(self));
        set.or_else(|| default.cloned())
            .or_else(|| self.value().default.as_ref().map(|value| value.bind(self.py()).to_owned()))
    }

    /// Sets it in the thread's context.
    pub fn assign(&self, value: &Ref<'py>) -> PyResult<Ref<'py, Native<Token>>> {
        let context = current(self.py())?;
        let token = token::new(&context, self, context.variable(self))?;
        context.set_variable(self, Some(value))?;
        Ok(token)
    }

    /// Gives it back the value that it had before the token was made.
    pub fn restore(&self, token: &Ref<'py, Native<Token>>) -> PyResult<()> {
        let py = self.py();
        let wrong =
            |why: &str| -> PyResult<String> { Ok(format!("{} {why}", token.repr()?.to_string_lossy())) };
        if token.is_used() {
            return Err(raise!(py, RuntimeError, "{}", wrong("has already been used once")?));
        }
        if !token.variable().is(self) {
            return Err(raise!(py, ValueError, "{}", wrong("was created by a different ContextVar")?));
        }
        let context = current(py)?;
        if !token.context().is(&context) {
            return Err(raise!(py, ValueError, "{}", wrong("was created in a different Context")?));
        }
        token.use_up();
        context.set_variable(self, token.old_value().as_ref())
    }
}

fn new_from_python<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Variable>>> {
    let named = kwargs.map_or(0, |kwargs| kwargs.len());
    let given = args.len() + named;
    if given > 2 {
        return Err(raise!(py, TypeError, "ContextVar() takes at most 2 arguments ({given} given)"));
    }
    if args.len() != 1 {
        let how = if args.is_empty() { "exactly" } else { "at most" };
        return Err(raise!(
            py,
            TypeError,
            "ContextVar() takes {how} 1 positional argument ({} given)",
            args.len()
        ));
    }
    let default = match kwargs {
        Some(kwargs) if named > 0 => {
            let (key, value) = kwargs.next_entry(&mut 0).expect("one entry");
            let text = key.to_str()?.to_string_lossy();
            if text != "default" {
                return Err(raise!(
                    py,
                    TypeError,
                    "ContextVar() got an unexpected keyword argument '{text}'"
                ));
            }
            Some(value)
        }
        _ => None,
    };
    let name = args.item(0);
    match name.cast::<Str>() {
        Some(name) => new(py, name, default.as_ref()),
        None => Err(raise!(py, TypeError, "context variable name must be a str")),
    }
}

fn repr<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let mut text = format!("<ContextVar name={}", slf.value().name.bind(py).repr()?.to_string_lossy());
    if let Some(default) = &slf.value().default {
        text += &format!(" default={}", default.bind(py).repr()?.to_string_lossy());
    }
    text += &format!(" at {:p}>", slf.as_ptr());
    py.str(&text)
}

fn hash(_py: Attached<'_>, slf: This<'_, '_>) -> PyResult<isize> {
    Ok(slf.value().hash)
}

fn get<'py>(py: Attached<'py>, slf: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "get", 0, 1)?;
    slf.value_or(args.get(0).as_deref()).ok_or_else(|| not_set(&slf))
}

fn set<'py>(
    _py: Attached<'py>,
    slf: This<'_, 'py>,
    value: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Native<Token>>> {
    slf.assign(&value)
}

fn reset<'py>(py: Attached<'py>, slf: This<'_, 'py>, token: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(token) = token.cast::<Native<Token>>() else {
        let text = token.repr()?.to_string_lossy();
        return Err(raise!(py, TypeError, "expected an instance of Token, got {text}"));
    };
    slf.restore(token)?;
    Ok(py.none())
}
