//! The registry of codecs and error handlers: search functions, what they found, handlers by name.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Owned, Ref};
use crate::objects::*;
use crate::{intern, raise};

/// Three containers, made on first use and then kept.
struct Registry {
    search: Owned<List>,
    cache: Owned<Dict>,
    handlers: Owned<Dict>,
}
static REGISTRY: Mutex<Option<Registry>> = Mutex::new(None);
static LOADED: AtomicBool = AtomicBool::new(false);

/// References to the registry's containers.
struct View<'py> {
    search: Ref<'py, List>,
    cache: Ref<'py, Dict>,
    handlers: Ref<'py, Dict>,
}

fn view<'py>(py: Attached<'py>) -> PyResult<View<'py>> {
    let take = |r: &Registry| View {
        search: r.search.clone_ref(py).into_bound(py),
        cache: r.cache.clone_ref(py).into_bound(py),
        handlers: r.handlers.clone_ref(py).into_bound(py),
    };
    if let Some(registry) = &*REGISTRY.lock().unwrap_or_else(PoisonError::into_inner) {
        return Ok(take(registry));
    }
    // Made without the lock: allocation may run the collector.
    let handlers = py.dict()?;
    super::callbacks::install(py, &handlers)?;
    let new =
        Registry { search: py.list([])?.unbind(), cache: py.dict()?.unbind(), handlers: handlers.unbind() };
    let mut slot = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
    let (view, unused) = match &*slot {
        Some(first) => (take(first), Some(new)),
        None => {
            let view = take(&new);
            *slot = Some(new);
            (view, None)
        }
    };
    drop(slot);
    drop(unused);
    Ok(view)
}

/// Lets go of everything, at the end of the runtime.
pub fn clear(_py: Attached<'_>) {
    let old = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner).take();
    LOADED.store(false, Ordering::Relaxed);
    drop(old);
}

/// An encoding's name as search functions get it: lower case, runs of other characters as one underscore.
pub fn normalize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

/// Imports `encodings`, which registers the standard search function, on the first lookup.
fn load(py: Attached<'_>) -> PyResult<()> {
    if !LOADED.swap(true, Ordering::AcqRel) {
        py.import("encodings").map(drop).inspect_err(|_| LOADED.store(false, Ordering::Release))?;
    }
    Ok(())
}

/// `codecs.register`
pub fn register<'py>(py: Attached<'py>, search: &Ref<'py>) -> PyResult<()> {
    if !search.is_callable() {
        return Err(raise!(py, TypeError, "argument must be callable"));
    }
    view(py)?.search.append(search)
}

/// `codecs.unregister`
pub fn unregister<'py>(py: Attached<'py>, search: &Ref<'py>) -> PyResult<()> {
    let view = view(py)?;
    for i in 0..view.search.len() {
        if view.search.get(i).is_some_and(|f| f.is(search)) {
            // SAFETY: live dict and list; the slice is in range.
            unsafe {
                decl::PyDict_Clear(view.cache.as_object_ptr());
                let (list, i) = (view.search.as_object_ptr(), i as isize);
                if decl::PyList_SetSlice(list, i, i + 1, std::ptr::null_mut()) < 0 {
                    return Err(Raised::assume());
                }
            }
            return Ok(());
        }
    }
    Ok(())
}

/// `codecs.lookup`: a CodecInfo (a tuple of four).
pub fn lookup<'py>(py: Attached<'py>, encoding: &str) -> PyResult<Ref<'py>> {
    load(py)?;
    let view = view(py)?;
    let name = py.interned(&normalize(encoding))?;
    if let Some(found) = view.cache.get(&name)? {
        return Ok(found);
    }
    let mut i = 0;
    if view.search.is_empty() {
        return Err(raise!(py, LookupError, "no codec search functions registered: can't find encoding"));
    }
    while let Some(search) = view.search.get(i) {
        i += 1;
        let found = search.call([&name])?;
        if found.is_none() {
            continue;
        }
        if found.cast::<Tuple>().is_none_or(|t| t.len() != 4) {
            return Err(raise!(py, TypeError, "codec search functions must return 4-tuples"));
        }
        view.cache.set(&name, &found)?;
        return Ok(found);
    }
    Err(raise!(py, LookupError, "unknown encoding: {encoding}"))
}

/// Part `i` of a codec: encoder, decoder, stream reader, stream writer.
pub fn part<'py>(py: Attached<'py>, encoding: &str, i: usize) -> PyResult<Ref<'py>> {
    let codec = lookup(py, encoding)?;
    match codec.cast::<Tuple>() {
        Some(tuple) => Ok(tuple.item(i).to_owned()),
        None => Err(raise!(py, TypeError, "codec search functions must return 4-tuples")),
    }
}

/// A codec that is between text and bytes.
pub fn text_codec<'py>(py: Attached<'py>, encoding: &str, alternative: &str) -> PyResult<Ref<'py>> {
    let codec = lookup(py, encoding)?;
    // Plain tuples are accepted without a question.
    if codec.cast_exact::<Tuple>().is_none()
        && let Some(flag) = codec.getattr_opt(intern!(py, "_is_text_encoding"))?
        && !flag.is_true()?
    {
        return Err(raise!(
            py,
            LookupError,
            "'{encoding}' is not a text encoding; use {alternative} to handle arbitrary codecs"
        ));
    }
    Ok(codec)
}

/// Runs an encoder or decoder (`what` is "encoding" or "decoding") and unpacks its result.
pub fn run<'py>(
    py: Attached<'py>,
    codec: &Ref<'py>,
    object: &Ref<'py>,
    encoding: &str,
    errors: Option<&str>,
    what: &str,
) -> PyResult<Ref<'py>> {
    let result = match errors {
        Some(errors) => codec.call([object, &*py.str(errors)?]),
        None => codec.call([object]),
    };
    let result = result.map_err(|raised| {
        let exception = raised.take(py);
        let note = format!("{what} with '{encoding}' codec failed");
        let noted = py.str(&note).and_then(|note| exception.call_method(intern!(py, "add_note"), [&note]));
        if let Err(second) = noted {
            second.clear(py);
        }
        crate::state::error::set(py, exception)
    })?;
    match result.cast::<Tuple>().filter(|t| t.len() == 2) {
        Some(tuple) => Ok(tuple.item(0).to_owned()),
        None if what == "encoding" => {
            Err(raise!(py, TypeError, "encoder must return a tuple (object, integer)"))
        }
        None => Err(raise!(py, TypeError, "decoder must return a tuple (object,integer)")),
    }
}

/// `codecs.register_error`
pub fn register_error<'py>(py: Attached<'py>, name: &str, handler: &Ref<'py>) -> PyResult<()> {
    if !handler.is_callable() {
        return Err(raise!(py, TypeError, "handler must be callable"));
    }
    view(py)?.handlers.set(&*py.str(name)?, handler)
}

/// `codecs.lookup_error`
pub fn lookup_error<'py>(py: Attached<'py>, name: &str) -> PyResult<Ref<'py>> {
    let name = if name.is_empty() { "strict" } else { name };
    match view(py)?.handlers.get(&*py.str(name)?)? {
        Some(handler) => Ok(handler),
        None => Err(raise!(py, LookupError, "unknown error handler name '{name}'")),
    }
}
