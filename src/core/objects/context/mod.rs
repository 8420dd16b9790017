//! `contextvars.Context`: what the context variables of a flow of execution are set to.

use std::sync::atomic::{AtomicBool, Ordering};

use mortise_abi::*;

use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::protocol::CompareOp;
use crate::objects::{Dict, Tuple, Type};
use crate::{PyResult, raise};

pub mod hamt;
pub mod iterators;
mod storage;
pub mod token;
pub mod variable;

use hamt::Map;
use iterators::Part;
use variable::Variable;

/// What a context holds.
pub struct Context {
    variables: Locked<Map>,
    /// The context to come back to, while this one is entered.
    previous: Locked<Option<Owned<Native<Context>>>>,
    entered: AtomicBool,
}

impl NativeValue for Context {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.variables.with(|map| map.traverse(visit))?;
        self.previous.with(|previous| visit.option(previous))
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.variables.with(std::mem::take));
        drop(self.previous.with(Option::take));
    }
}

native_type! {
    /// `contextvars.Context`
    #[unsafe(no_mangle)]
    pub static PyContext_Type: Context = "_contextvars.Context" {
        dict: false, weakrefs: true,
        set: { tp_hash: Some(crate::capi::decl::PyObject_HashNotImplemented) },
        slots: { tp_iter: keys, tp_richcompare: compare, tp_new: new_from_python },
        sequence: { sq_contains: contains },
        mapping: { mp_length: len, mp_subscript: get_item },
        methods: [
            method!(fastcall "get", get, "get($self, key, default=None, /)\n--\n\nReturn the value for `key` if `key` has the value in the context object.\n\nIf `key` does not exist, return `default`. If `default` is not given,\nreturn None."),
            method!(noargs "items", items, "items($self, /)\n--\n\nReturn all variables and their values in the context object.\n\nThe result is returned as a list of 2-tuples (variable, value)."),
            method!(noargs "keys", keys, "keys($self, /)\n--\n\nReturn a list of all variables in the context object."),
            method!(noargs "values", values, "values($self, /)\n--\n\nReturn a list of all variables' values in the context object."),
            method!(noargs "copy", copied, "copy($self, /)\n--\n\nReturn a shallow copy of the context object."),
            method!(keywords "run", run),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> Vec<*mut PyTypeObject> {
    let mut all = vec![&raw mut PyContext_Type];
    all.extend(hamt::types());
    all.extend(iterators::types());
    all.extend(variable::types());
    all.extend(token::types());
    all
}

/// Puts `Token.MISSING` where it belongs, when the types are ready.
pub fn prepare(py: Attached<'_>) -> PyResult<()> {
    // SAFETY: a static type, readied before.
    let class = unsafe { py.static_type(&raw mut token::PyContextToken_Type) };
    class.dict().expect("a ready type has a dict").set_str("MISSING", &token::missing(py)?)
}

type This<'a, 'py> = Borrowed<'a, 'py, Native<Context>>;

/// An empty context.
pub fn new(py: Attached<'_>) -> PyResult<Ref<'_, Native<Context>>> {
    with_map(py, Map::default())
}

fn with_map(py: Attached<'_>, map: Map) -> PyResult<Ref<'_, Native<Context>>> {
    Native::new(
        py,
        Context { variables: Locked::new(map), previous: Locked::new(None), entered: AtomicBool::new(false) },
    )
}

/// The thread's context; a thread that has none gets an empty one.
pub fn current(py: Attached<'_>) -> PyResult<Ref<'_, Native<Context>>> {
    if let Some(context) = storage::current(py) {
        return Ok(context);
    }
    let context = new(py)?;
    drop(storage::set_current(py, Some(context.clone())));
    Ok(context)
}

/// The thread's context, if it has one.
pub fn current_opt(py: Attached<'_>) -> Option<Ref<'_, Native<Context>>> {
    storage::current(py)
}

impl<'py> Ref<'py, Native<Context>> {
    fn map(&self) -> Map {
        self.value().variables.with(|map| map.clone_ref(self.py()))
    }

    /// The value of a variable in this context.
    pub fn variable(&self, variable: &Ref<'py, Native<Variable>>) -> Option<Ref<'py>> {
        self.value().variables.with(|map| map.get(self.py(), variable))
    }

    /// Sets a variable in this context; `None` removes it.
    pub fn set_variable(
        &self,
        variable: &Ref<'py, Native<Variable>>,
        value: Option<&Ref<'py>>,
    ) -> PyResult<()> {
        let py = self.py();
        let map = self.map();
        let map = match value {
            Some(value) => map.with(py, variable, value)?,
            None => match map.without(py, variable)? {
                Some(map) => map,
                None => return Err(variable::not_set(variable)),
            },
        };
        drop(self.value().variables.with(|old| std::mem::replace(old, map)));
        Ok(())
    }

    /// A context with the same variables and values.
    pub fn copy_context(&self) -> PyResult<Ref<'py, Native<Context>>> {
        with_map(self.py(), self.map())
    }

    /// Makes it the thread's context.
    pub fn enter(&self) -> PyResult<()> {
        let py = self.py();
        if self.value().entered.swap(true, Ordering::AcqRel) {
            let text = self.repr()?;
            return Err(raise!(
                py,
                RuntimeError,
                "cannot enter context: {} is already entered",
                text.to_string_lossy()
            ));
        }
        let previous = storage::set_current(py, Some(self.clone())).map(Ref::unbind);
        drop(self.value().previous.with(|place| std::mem::replace(place, previous)));
        Ok(())
    }

    /// Goes back to the context in which this one was entered.
    pub fn exit(&self) -> PyResult<()> {
        let py = self.py();
        if !self.value().entered.load(Ordering::Acquire) {
            let text = self.repr()?;
            return Err(raise!(
                py,
                RuntimeError,
                "cannot exit context: {} has not been entered",
                text.to_string_lossy()
            ));
        }
        if storage::current(py).is_none_or(|context| !context.is(self)) {
            return Err(raise!(
                py,
                RuntimeError,
                "cannot exit context: thread state references a different context object"
            ));
        }
        let previous = self.value().previous.with(Option::take).map(|context| context.into_bound(py));
        self.value().entered.store(false, Ordering::Release);
        drop(storage::set_current(py, previous));
        Ok(())
    }
}

fn new_from_python<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Context>>> {
    if !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
        return Err(raise!(py, TypeError, "Context() does not accept any arguments"));
    }
    new(py)
}

fn key<'a, 'py>(key: &'a Ref<'py>) -> PyResult<&'a Ref<'py, Native<Variable>>> {
    match key.cast::<Native<Variable>>() {
        Some(variable) => Ok(variable),
        None => {
            let text = key.repr()?;
            Err(raise!(key.py(), TypeError, "a ContextVar key was expected, got {}", text.to_string_lossy()))
        }
    }
}

fn len(_py: Attached<'_>, slf: This<'_, '_>) -> PyResult<usize> {
    Ok(slf.value().variables.with(|map| map.len()))
}

fn contains<'py>(_py: Attached<'py>, slf: This<'_, 'py>, variable: Borrowed<'_, 'py>) -> PyResult<bool> {
    Ok(slf.variable(key(&variable)?).is_some())
}

fn get_item<'py>(py: Attached<'py>, slf: This<'_, 'py>, variable: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.variable(key(&variable)?).ok_or_else(|| crate::objects::dict::key_error(py, &variable))
}

fn get<'py>(py: Attached<'py>, slf: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "get", 1, 2)?;
    let variable = args.get(0).expect("counted");
    let found = slf.variable(key(&variable)?);
    Ok(found.unwrap_or_else(|| args.get(1).map_or_else(|| py.none(), Borrowed::to_owned)))
}

fn keys<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    iterators::new(py, &slf.map(), Part::Keys)
}

fn values<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    iterators::new(py, &slf.map(), Part::Values)
}

fn items<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    iterators::new(py, &slf.map(), Part::Items)
}

fn copied<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Native<Context>>> {
    slf.copy_context()
}

fn run<'py>(py: Attached<'py>, slf: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(function) = args.get(0) else {
        return Err(raise!(py, TypeError, "run() missing 1 required positional argument"));
    };
    let mut raw: Vec<*mut PyObject> =
        (1..args.len()).filter_map(|i| args.get(i)).map(|a| a.as_ptr()).collect();
    raw.extend((0..args.keyword_count()).filter_map(|i| args.keyword(i)).map(|(_, value)| value.as_ptr()));
    slf.enter()?;
    let result = function.vectorcall(&raw, args.len() - 1, args.kwnames().as_deref());
    match slf.exit() {
        Ok(()) => result,
        Err(error) => Err(error),
    }
}

fn compare<'py>(
    py: Attached<'py>,
    slf: This<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let (Some(other), CompareOp::Eq | CompareOp::Ne) = (other.cast::<Native<Context>>(), op) else {
        return Ok(py.not_implemented());
    };
    let equal = equal(py, &slf.map(), &other.map())?;
    Ok(py.bool(equal == (op == CompareOp::Eq)))
}

fn equal(py: Attached<'_>, a: &Map, b: &Map) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut walk = a.walk(py);
    let mut done = Vec::new();
    while let Some((variable, value)) = walk.next(py, &mut done) {
        match b.get(py, &variable) {
            Some(other) if value.eq(&other)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}
