//! `atexit`: functions that run when the interpreter ends.
#![forbid(unsafe_code)]

use std::sync::{Mutex, PoisonError};

use mortise_core::builtin::support::unraisable;
use mortise_core::objects::{Dict, Module, Tuple};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, builtin_module, method, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

struct Callback {
    function: Owned,
    args: Owned<Tuple>,
    kwargs: Option<Owned<Dict>>,
}
static CALLBACKS: Mutex<Vec<Callback>> = Mutex::new(Vec::new());

fn all<R>(f: impl FnOnce(&mut Vec<Callback>) -> R) -> R {
    f(&mut CALLBACKS.lock().unwrap_or_else(PoisonError::into_inner))
}

fn register<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> Object<'py> {
    if args.is_empty() {
        return Err(raise!(py, TypeError, "register() takes at least 1 argument (0 given)"));
    }
    let function = args.item(0).to_owned();
    if !function.is_callable() {
        return Err(raise!(py, TypeError, "the first argument must be callable"));
    }
    let rest: Vec<Ref<'py>> = args.items().skip(1).map(Borrowed::to_owned).collect();
    let callback = Callback {
        function: function.clone().unbind(),
        args: py.tuple(rest)?.unbind(),
        kwargs: kwargs.map(|k| k.to_owned().unbind()),
    };
    all(|c| c.push(callback));
    Ok(function)
}
fn clear<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    drop(all(std::mem::take));
    Ok(py.none())
}
fn unregister<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, function: Borrowed<'_, 'py>) -> Object<'py> {
    // Comparing may run Python code: it is done without the lock.
    let known: Vec<Owned> = all(|c| c.iter().map(|c| c.function.clone_ref(py)).collect());
    for candidate in known {
        if candidate.bind(py).eq(&function)? {
            let gone: Vec<Callback> = all(|c| {
                let (gone, kept) = std::mem::take(c)
                    .into_iter()
                    .partition(|e: &Callback| e.function.as_ptr() == candidate.as_ptr());
                *c = kept;
                gone
            });
            drop(gone);
        }
    }
    Ok(py.none())
}
fn run<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // Last in, first out; functions registered meanwhile run as well.
    while let Some(callback) = all(Vec::pop) {
        let function = callback.function.bind(py);
        let kwargs = callback.kwargs.as_ref().map(|k| k.bind(py));
        if let Err(raised) = function.call_tuple(&callback.args.bind(py), kwargs.as_deref()) {
            unraisable(raised, Some(&function));
        }
    }
    Ok(py.none())
}
fn count<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int_from_usize(all(|c| c.len()))?.into_any())
}

/// The end of the runtime: what was registered too late is dropped.
fn release(_py: Attached<'_>) {
    drop(all(std::mem::take));
}

fn exec<'py>(_py: Attached<'py>, _module: Mod<'_, 'py>) -> PyResult<()> {
    mortise_core::state::lifecycle::end::at_end(release);
    Ok(())
}

builtin_module! {
    /// `atexit`
    pub ATEXIT = "atexit" {
        doc: "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n",
        methods: [
            method!(varargs "register", register, "register($module, func, /, *args, **kwargs)\n--\n\nRegister a function to be executed upon normal program termination."),
            method!(noargs "_clear", clear, "_clear($module, /)\n--\n\nClear the list of previously registered exit functions."),
            method!(o "unregister", unregister, "unregister($module, func, /)\n--\n\nUnregister an exit function which was previously registered using\natexit.register"),
            method!(noargs "_run_exitfuncs", run, "_run_exitfuncs($module, /)\n--\n\nRun all registered exit functions."),
            method!(noargs "_ncallbacks", count, "_ncallbacks($module, /)\n--\n\nReturn the number of registered exit functions."),
        ],
        exec: exec,
    }
}
