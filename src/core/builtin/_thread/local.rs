//! `_local`: attributes that each thread has for itself.
//!
//! The object owns one dictionary for each thread that used it. The thread's own dictionary holds a [`Sentinel`], which is dropped
//! when the thread ends and takes the thread's dictionary out of the object, if that still lives.

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::weakref::{self, Weakref};
use crate::objects::{Dict, Str, Tuple, Type};
use crate::{intern, raise};

/// What `_local` objects hold.
pub struct Local {
    args: Owned<Tuple>,
    kwargs: Option<Owned<Dict>>,
    dicts: Locked<Vec<(u64, Owned<Dict>)>>,
}

impl NativeValue for Local {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.args)?;
        visit.option(&self.kwargs)?;
        self.dicts.with(|d| visit.each(d.iter().map(|(_, dict)| dict)))
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.dicts.with(std::mem::take));
    }
}

/// Lives in the dictionary of a thread; its end is that of the thread.
pub struct Sentinel {
    local: Owned<Weakref>,
    thread: u64,
}
impl NativeValue for Sentinel {}

impl Drop for Sentinel {
    fn drop(&mut self) {
        // SAFETY: objects are destroyed by attached threads.
        let py = unsafe { Attached::assume() };
        if let Some(local) = self.local.bind(py).target()
            && let Some(local) = local.cast::<Native<Local>>()
        {
            let thread = self.thread;
            let gone = local
                .value()
                .dicts
                .with(|dicts| dicts.iter().position(|(t, _)| *t == thread).map(|i| dicts.swap_remove(i)));
            drop(gone);
        }
    }
}

native_type! {
    /// The sentinel's type.
    pub static SENTINEL: Sentinel = "_thread._localdummy" { dict: false, weakrefs: false, doc: "Thread-local dummy", }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Local>>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Local>>> {
    // SAFETY: ready types.
    let plain_init = unsafe {
        (*cls.as_ptr()).tp_init.map(|f| f as usize)
            == (*(&raw mut decl::PyBaseObject_Type)).tp_init.map(|f| f as usize)
    };
    if plain_init && (!args.is_empty() || kwargs.is_some_and(|k| !k.is_empty())) {
        return Err(raise!(py, TypeError, "Initialization arguments are not supported"));
    }
    let value = Local {
        args: args.to_owned().unbind(),
        kwargs: kwargs.map(|k| k.to_owned().unbind()),
        dicts: Locked::new(Vec::new()),
    };
    let new = Native::new_in(py, cls, value)?;
    // The thread that makes the object initialises it through its class's call.
    make_dict(py, new.borrow())?;
    Ok(new)
}

fn thread_id() -> u64 {
    // SAFETY: the calling thread is attached.
    unsafe { (*crate::state::current()).id }
}

fn make_dict<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    let thread = thread_id();
    let dict = py.dict()?;
    let sentinel = Native::new(py, Sentinel { local: weakref::new_ref(py, &slf, None)?.unbind(), thread })?;
    // SAFETY: borrowed from the thread state, or NULL without an exception.
    let own = unsafe { Borrowed::<Dict>::from_ptr_or_null(py, decl::PyThreadState_GetDict().cast()) };
    let Some(own) = own else {
        return Err(raise!(py, RuntimeError, "Couldn't get thread-state dictionary"));
    };
    // One more for this object: the key has to be its own as long as the thread lives, so it is the sentinel itself.
    let key = py.int(sentinel.as_ptr() as i64)?;
    own.set(&key, &sentinel)?;
    let kept = dict.clone().unbind();
    slf.value().dicts.with(|d| d.push((thread, kept)));
    Ok(dict)
}

/// The calling thread's dictionary, made and initialised on first use.
fn dict_of<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    let thread = thread_id();
    let local = slf.value();
    let found =
        local.dicts.with(|dicts| dicts.iter().find(|(t, _)| *t == thread).map(|(_, d)| d.clone_ref(py)));
    if let Some(dict) = found {
        return Ok(dict.into_bound(py));
    }
    let dict = make_dict(py, slf)?;
    // SAFETY: a ready type; its init is called as its metatype would.
    let done = unsafe {
        let base = (*(&raw mut decl::PyBaseObject_Type)).tp_init.map(|f| f as usize);
        match (*slf.type_ptr()).tp_init {
            Some(init) if Some(init as usize) != base => init(
                slf.as_object_ptr(),
                local.args.as_ptr().cast(),
                local.kwargs.as_ref().map_or(std::ptr::null_mut(), |k| k.as_ptr().cast()),
            ),
            _ => 0,
        }
    };
    if done < 0 {
        let gone = local
            .dicts
            .with(|dicts| dicts.iter().position(|(t, _)| *t == thread).map(|i| dicts.swap_remove(i)));
        drop(gone);
        // SAFETY: a failing init has set an exception.
        return Err(unsafe { Raised::assume() });
    }
    Ok(dict)
}

fn getattro<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, name: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py>> {
    let dict = dict_of(py, slf)?;
    if name.same_text(intern!(py, "__dict__")) {
        return Ok(dict.into_any());
    }
    // SAFETY: live objects; a new reference or NULL with an exception.
    unsafe {
        Ref::from_owned_or_raised(
            py,
            decl::_PyObject_GenericGetAttrWithDict(
                slf.as_object_ptr(),
                name.as_object_ptr(),
                dict.as_object_ptr(),
                0,
            ),
        )
    }
}

fn setattro<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    name: Borrowed<'_, 'py, Str>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let dict = dict_of(py, slf)?;
    if name.same_text(intern!(py, "__dict__")) {
        return Err(raise!(
            py,
            AttributeError,
            "'{}' object attribute '__dict__' is read-only",
            slf.ty().full_name()
        ));
    }
    // SAFETY: live objects; NULL deletes; -1 with an exception.
    unsafe {
        let status = decl::_PyObject_GenericSetAttrWithDict(
            slf.as_object_ptr(),
            name.as_object_ptr(),
            value.map_or(std::ptr::null_mut(), |v| v.as_ptr()),
            dict.as_object_ptr(),
        );
        if status < 0 { Err(Raised::assume()) } else { Ok(()) }
    }
}

native_type! {
    /// `_thread._local`
    pub static LOCAL: Local = "_thread._local" {
        dict: false, weakrefs: true,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "_local()\n--\n\nThread-local data",
        slots: { tp_new: new, tp_getattro: getattro, tp_setattro: setattro },
    }
}
