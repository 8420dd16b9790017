//! `gc`: the collector's controls.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicI64, Ordering::*};

use mortise_abi::PyObject;

use super::support::{add, add_int};
use crate::args::{Args, Signature};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::gc::{self, collect, registry};
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{List, Module};
use crate::{intern, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

static DEBUG: AtomicI64 = AtomicI64::new(0);

fn enable<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    registry::ENABLED.store(true, Relaxed);
    Ok(py.none())
}
fn disable<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    registry::ENABLED.store(false, Relaxed);
    Ok(py.none())
}
fn isenabled<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.bool(registry::ENABLED.load(Relaxed)))
}
fn set_debug<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, flags: Borrowed<'_, 'py>) -> Object<'py> {
    DEBUG.store(flags.as_int()?.into(), Relaxed);
    Ok(py.none())
}
fn get_debug<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(DEBUG.load(Relaxed))?.into_any())
}
fn three<'py>(py: Attached<'py>, numbers: impl Iterator<Item = usize>) -> Object<'py> {
    let items = numbers.map(|n| Ok(py.int_from_usize(n)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    Ok(py.tuple(items)?.into_any())
}
fn get_count<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    three(py, registry::COUNTS.iter().map(|n| n.load(Relaxed)))
}
fn get_threshold<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    three(py, registry::THRESHOLDS.iter().map(|n| n.load(Relaxed)))
}
fn set_threshold<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    if !(1..=3).contains(&args.len()) {
        return Err(raise!(py, TypeError, "gc.set_threshold requires 1 to 3 arguments"));
    }
    let values = args.iter().map(|v| v.as_int()).collect::<PyResult<Vec<_>>>()?;
    for (slot, value) in registry::THRESHOLDS.iter().zip(values) {
        slot.store(value.max(0) as usize, Relaxed);
    }
    Ok(py.none())
}

/// Tells `gc.callbacks` that a collection starts or has stopped.
fn announce<'py>(
    py: Attached<'py>,
    m: Mod<'_, 'py>,
    phase: &str,
    generation: i32,
    outcome: collect::Outcome,
) -> PyResult<()> {
    let callbacks = m.getattr(intern!(py, "callbacks"))?;
    let Some(callbacks) = callbacks.cast::<List>().filter(|c| !c.is_empty()) else { return Ok(()) };
    let info = py.dict()?;
    info.set_str("generation", &*py.int(generation.into())?)?;
    info.set_str("collected", &*py.int_from_usize(outcome.collected)?)?;
    info.set_str("uncollectable", &*py.int_from_usize(outcome.uncollectable)?)?;
    let phase = py.str(phase)?;
    let mut i = 0;
    while let Some(callback) = callbacks.get(i) {
        if let Err(raised) = callback.call([&*phase, &*info]) {
            super::support::unraisable(raised, Some(&callback));
        }
        i += 1;
    }
    Ok(())
}
fn collect_now<'py>(py: Attached<'py>, m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("collect", ["generation"], 0);
    let [generation] = SIG.parse(py, args)?;
    let generation = generation.map_or(Ok(2), |g| g.as_int())?;
    if !(0..=2).contains(&generation) {
        return Err(raise!(py, ValueError, "invalid generation"));
    }
    announce(py, m, "start", generation, collect::Outcome::default())?;
    let outcome = collect::collect(py, generation as usize);
    announce(py, m, "stop", generation, outcome)?;
    Ok(py.int_from_usize(outcome.collected + outcome.uncollectable)?.into_any())
}
fn get_stats<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let list = py.list([])?;
    for totals in &collect::TOTALS {
        let row = py.dict()?;
        row.set_str("collections", &*py.int_from_usize(totals.collections.load(Relaxed))?)?;
        row.set_str("collected", &*py.int_from_usize(totals.collected.load(Relaxed))?)?;
        row.set_str("uncollectable", &*py.int_from_usize(totals.uncollectable.load(Relaxed))?)?;
        list.append(&row)?;
    }
    Ok(list.into_any())
}

/// New references to the tracked objects of the generations.
fn tracked<'py>(py: Attached<'py>, generations: std::ops::RangeInclusive<usize>) -> Vec<Ref<'py>> {
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::new();
    for generation in generations {
        for ob in registry::objects(generation) {
            // SAFETY: tracked objects have their memory; one that is being destroyed gives no reference.
            if seen.insert(ob as usize) && unsafe { crate::heap::refcount::try_incref(ob) } {
                // SAFETY: the reference was taken just now.
                all.push(unsafe { Ref::from_owned(py, ob) });
            }
        }
    }
    all
}
fn get_objects<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("get_objects", ["generation"], 0);
    let [generation] = SIG.parse(py, args)?;
    let range = match generation.filter(|g| !g.is_none()) {
        None => 0..=2,
        Some(g) => match g.as_i64()? {
            n if n < 0 => return Err(raise!(py, ValueError, "generation parameter cannot be negative")),
            n if n > 2 => {
                return Err(raise!(
                    py,
                    ValueError,
                    "generation parameter must be less than the number of available generations (3)"
                ));
            }
            n => n as usize..=n as usize,
        },
    };
    Ok(py.list(tracked(py, range))?.into_any())
}

/// # Safety
/// `visitproc`: `arg` is a list of addresses, used by this traversal only.
unsafe extern "C" fn note(ob: *mut PyObject, arg: *mut c_void) -> c_int {
    // SAFETY: by contract.
    unsafe { (*arg.cast::<Vec<*mut PyObject>>()).push(ob) };
    0
}
/// What an object refers to, as its type says.
fn referents(ob: &Ref<'_>) -> Vec<*mut PyObject> {
    let mut all: Vec<*mut PyObject> = Vec::new();
    // SAFETY: a live object; its traversal runs no Python code.
    unsafe {
        if gc::is_gc(ob.as_ptr())
            && let Some(traverse) = (*ob.type_ptr()).tp_traverse
        {
            traverse(ob.as_ptr(), Some(note), (&raw mut all).cast());
        }
    }
    all
}
fn get_referents<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let list = py.list([])?;
    for ob in args.iter() {
        // SAFETY: what a live object refers to is alive, and referenced at once.
        let found: Vec<Ref<'py>> = referents(&ob)
            .into_iter()
            .map(|p| unsafe { Borrowed::<PyObject>::from_ptr(py, p).to_owned() })
            .collect();
        for item in &found {
            list.append(item)?;
        }
    }
    Ok(list.into_any())
}
fn get_referrers<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let wanted: Vec<*mut PyObject> = args.iter().map(|a| a.as_ptr()).collect();
    let all = tracked(py, 0..=2);
    let list = py.list([])?;
    for ob in &all {
        if referents(ob).iter().any(|p| wanted.contains(p)) {
            list.append(ob)?;
        }
    }
    Ok(list.into_any())
}
fn is_tracked<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> Object<'py> {
    // SAFETY: a live object.
    Ok(py.bool(unsafe { gc::is_gc(ob.as_ptr()) && gc::is_tracked(ob.as_ptr()) }))
}
fn is_finalized<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> Object<'py> {
    // SAFETY: a live object.
    Ok(py.bool(unsafe { gc::is_gc(ob.as_ptr()) && gc::is_finalized(ob.as_ptr()) }))
}
fn freeze<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Err(raise!(py, NotImplementedError, "gc.freeze() is not implemented yet"))
}
fn unfreeze<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // Nothing is ever frozen.
    Ok(py.none())
}
fn get_freeze_count<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(0)?.into_any())
}

builtin_module! {
    /// `gc`
    pub GC = "gc" {
        doc: "This module provides access to the garbage collector for reference cycles.",
        methods: [
            method!(noargs "enable", enable, "enable($module, /)\n--\n\nEnable automatic garbage collection."),
            method!(noargs "disable", disable, "disable($module, /)\n--\n\nDisable automatic garbage collection."),
            method!(noargs "isenabled", isenabled, "isenabled($module, /)\n--\n\nReturns true if automatic garbage collection is enabled."),
            method!(o "set_debug", set_debug, "set_debug($module, flags, /)\n--\n\nSet the garbage collection debugging flags."),
            method!(noargs "get_debug", get_debug, "get_debug($module, /)\n--\n\nGet the garbage collection debugging flags."),
            method!(noargs "get_count", get_count, "get_count($module, /)\n--\n\nReturn a three-tuple of the current collection counts."),
            method!(fastcall "set_threshold", set_threshold, "set_threshold(threshold0, [threshold1, [threshold2]])\nSet the collection thresholds (the collection frequency)."),
            method!(noargs "get_threshold", get_threshold, "get_threshold($module, /)\n--\n\nReturn the current collection thresholds."),
            method!(keywords "collect", collect_now, "collect($module, /, generation=2)\n--\n\nRun the garbage collector."),
            method!(keywords "get_objects", get_objects, "get_objects($module, /, generation=None)\n--\n\nReturn a list of objects tracked by the collector (excluding the list returned)."),
            method!(noargs "get_stats", get_stats, "get_stats($module, /)\n--\n\nReturn a list of dictionaries containing per-generation statistics."),
            method!(o "is_tracked", is_tracked, "is_tracked($module, obj, /)\n--\n\nReturns true if the object is tracked by the garbage collector."),
            method!(o "is_finalized", is_finalized, "is_finalized($module, obj, /)\n--\n\nReturns true if the object has been already finalized by the GC."),
            method!(fastcall "get_referrers", get_referrers, "get_referrers($module, /, *objs)\n--\n\nReturn the list of objects that directly refer to any of 'objs'."),
            method!(fastcall "get_referents", get_referents, "get_referents($module, /, *objs)\n--\n\nReturn the list of objects that are directly referred to by 'objs'."),
            method!(noargs "freeze", freeze, "freeze($module, /)\n--\n\nFreeze all current tracked objects and ignore them for future collections."),
            method!(noargs "unfreeze", unfreeze, "unfreeze($module, /)\n--\n\nUnfreeze all objects in the permanent generation."),
            method!(noargs "get_freeze_count", get_freeze_count, "get_freeze_count($module, /)\n--\n\nReturn the number of objects in the permanent generation."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    add(py, module, "garbage", &*py.list([])?)?;
    add(py, module, "callbacks", &*py.list([])?)?;
    for (name, value) in
        [("STATS", 1), ("COLLECTABLE", 2), ("UNCOLLECTABLE", 4), ("SAVEALL", 32), ("LEAK", 38)]
    {
        add_int(py, module, &format!("DEBUG_{name}"), value)?;
    }
    Ok(())
}
