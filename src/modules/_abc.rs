//! `_abc`: the caches behind `abc.ABCMeta`.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::*};

use mortise_abi::{Py_TPFLAGS_MAPPING, Py_TPFLAGS_SEQUENCE};
use mortise_core::args::Args;
use mortise_core::builtin::support::{is_subclass, replace_type_flags, set_of, type_flags};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeValue};
use mortise_core::objects::weakref::{Weakref, new_ref};
use mortise_core::objects::{Dict, Module, Str, Tuple, Type};
use mortise_core::{
    Attached, Borrowed, Owned, PyResult, Ref, builtin_module, intern, method, native_type, raise,
};

/// Changes whenever a class is registered anywhere: negative answers of older times are forgotten.
static COUNTER: AtomicU64 = AtomicU64::new(0);
const COLLECTION: u64 = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING;

/// Classes, held weakly, by address.
#[derive(Default)]
struct ClassSet(HashMap<usize, Owned<Weakref>>);

impl ClassSet {
    /// Whether the class is in; an entry whose class is gone (and whose address was used again) is not it.
    fn contains(&self, py: Attached<'_>, class: &Ref<'_>) -> bool {
        self.0
            .get(&(class.as_ptr() as usize))
            .is_some_and(|r| r.bind(py).target().is_some_and(|t| t.is(class)))
    }
    /// The references to classes that live.
    fn alive<'py>(&self, py: Attached<'py>) -> Vec<Ref<'py>> {
        self.0.values().filter_map(|r| r.bind(py).target()).collect()
    }
    fn references<'py>(&self, py: Attached<'py>) -> Vec<Ref<'py>> {
        self.0
            .values()
            .filter(|r| r.bind(py).target().is_some())
            .map(|r| r.bind(py).to_owned().into_any())
            .collect()
    }
}

/// `cls._abc_impl`
#[derive(Default)]
struct Data {
    registry: ClassSet,
    cache: ClassSet,
    negative: ClassSet,
    negative_version: u64,
}

/// The value of `_abc._abc_data` objects.
pub struct AbcData(Locked<Data>);
impl NativeValue for AbcData {}

native_type! {
    /// `_abc._abc_data`
    pub static ABC_DATA: AbcData = "_abc._abc_data" {
        dict: false, weakrefs: false,
        flags: mortise_abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        doc: "Internal state held by ABC machinery.",
    }
}

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

fn data_of<'py>(py: Attached<'py>, cls: &Ref<'py>) -> PyResult<Ref<'py, Native<AbcData>>> {
    match cls.getattr(intern!(py, "_abc_impl"))?.into_cast::<Native<AbcData>>() {
        Ok(data) => Ok(data),
        Err(_) => Err(raise!(py, TypeError, "_abc_impl is set to a wrong type")),
    }
}

/// Adds a class to one of the sets; what it displaces is dropped outside.
fn remember<'py>(
    py: Attached<'py>,
    data: &Ref<'py, Native<AbcData>>,
    class: &Ref<'py>,
    which: fn(&mut Data) -> &mut ClassSet,
) -> PyResult<()> {
    let reference = new_ref(py, class, None)?.unbind();
    let key = class.as_ptr() as usize;
    let gone = data.value().0.with(|d| {
        let set = which(d);
        let mut gone = Vec::new();
        // Now and then, entries of classes that are gone are swept out.
        if set.0.len() >= 32 && set.0.len().is_power_of_two() {
            let dead: Vec<usize> =
                set.0.iter().filter(|(_, r)| r.bind(py).target().is_none()).map(|(k, _)| *k).collect();
            gone.extend(dead.iter().filter_map(|k| set.0.remove(k)));
        }
        gone.extend(set.0.insert(key, reference));
        gone
    });
    drop(gone);
    Ok(())
}

fn is_abstract<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<bool> {
    match value.getattr_opt(intern!(py, "__isabstractmethod__"))? {
        Some(flag) => flag.is_true(),
        None => Ok(false),
    }
}

fn namespace<'py>(py: Attached<'py>, cls: &Ref<'py>) -> PyResult<Ref<'py, Dict>> {
    let view = cls.getattr(intern!(py, "__dict__"))?;
    let copy = view.call_method::<0>(intern!(py, "copy"), [])?;
    copy.into_cast::<Dict>().map_err(|_| raise!(py, TypeError, "__dict__ is not a dictionary"))
}

fn init<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, cls: Borrowed<'_, 'py>) -> Object<'py> {
    let own = namespace(py, &cls)?;
    let mut names: Vec<Ref<'py>> = Vec::new();
    let mut pos = 0;
    while let Some((name, value)) = own.next_entry(&mut pos) {
        if is_abstract(py, &value)? {
            names.push(name);
        }
    }
    let bases = cls.getattr(intern!(py, "__bases__"))?;
    let Some(bases) = bases.cast::<Tuple>() else {
        return Err(raise!(py, TypeError, "__bases__ is not tuple"));
    };
    for base in bases.items() {
        let Some(inherited) = base.getattr_opt(intern!(py, "__abstractmethods__"))? else { continue };
        let iter = inherited.iter()?;
        while let Some(name) = iter.next()? {
            let Some(text) = name.cast::<Str>() else { continue };
            if let Some(value) = cls.getattr_opt(text)?
                && is_abstract(py, &value)?
            {
                names.push(name);
            }
        }
    }
    cls.setattr(intern!(py, "__abstractmethods__"), &set_of(py, names, true)?)?;
    let data = Native::new(py, AbcData(Locked::new(Data::default())))?;
    cls.setattr(intern!(py, "_abc_impl"), &data)?;
    if let Some(ty) = cls.cast::<Type>()
        && let Some(flags) = own.get(intern!(py, "__abc_tpflags__"))?
        && flags.is_instance_of::<mortise_core::objects::Int>()
    {
        let flags = flags.as_i64()? as u64;
        if flags & COLLECTION == COLLECTION {
            return Err(raise!(
                py,
                TypeError,
                "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING"
            ));
        }
        replace_type_flags(ty, COLLECTION, (type_flags(ty) | flags) & COLLECTION);
        cls.delattr(intern!(py, "__abc_tpflags__"))?;
    }
    Ok(py.none())
}

/// Gives a class and its subclasses the collection flags.
fn spread_flags<'py>(py: Attached<'py>, cls: &Ref<'py>, flags: u64) -> PyResult<()> {
    let Some(ty) = cls.cast::<Type>() else { return Ok(()) };
    if type_flags(ty) & mortise_abi::Py_TPFLAGS_IMMUTABLETYPE != 0 || type_flags(ty) & COLLECTION == flags {
        return Ok(());
    }
    replace_type_flags(ty, COLLECTION, flags);
    let below = cls.call_method::<0>(intern!(py, "__subclasses__"), [])?.iter()?;
    while let Some(sub) = below.next()? {
        spread_flags(py, &sub, flags)?;
    }
    Ok(())
}

fn register<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "_abc_register", 2, 2)?;
    let (cls, sub) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    if !sub.is_instance_of::<Type>() {
        return Err(raise!(py, TypeError, "Can only register classes"));
    }
    if is_subclass(&sub, &cls)? {
        return Ok(sub.to_owned());
    }
    if is_subclass(&cls, &sub)? {
        return Err(raise!(py, RuntimeError, "Refusing to create an inheritance cycle"));
    }
    remember(py, &data_of(py, &cls)?, &sub, |d| &mut d.registry)?;
    COUNTER.fetch_add(1, AcqRel);
    if let Some(ty) = cls.cast::<Type>() {
        let flags = type_flags(ty) & COLLECTION;
        if flags != 0 {
            spread_flags(py, &sub, flags)?;
        }
    }
    Ok(sub.to_owned())
}

fn instancecheck<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "_abc_instancecheck", 2, 2)?;
    let (cls, ob) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let data = data_of(py, &cls)?;
    let sub = ob.getattr(intern!(py, "__class__"))?;
    if data.value().0.with(|d| d.cache.contains(py, &sub)) {
        return Ok(py.bool(true));
    }
    let real = ob.ty().to_owned().into_any();
    if real.is(&sub) {
        let no = data
            .value()
            .0
            .with(|d| d.negative_version == COUNTER.load(Acquire) && d.negative.contains(py, &sub));
        if no {
            return Ok(py.bool(false));
        }
        return cls.call_method(intern!(py, "__subclasscheck__"), [&sub]);
    }
    let first = cls.call_method(intern!(py, "__subclasscheck__"), [&sub])?;
    if first.is_true()? {
        return Ok(first);
    }
    cls.call_method(intern!(py, "__subclasscheck__"), [&real])
}

fn check<'py>(py: Attached<'py>, cls: &Ref<'py>, sub: &Ref<'py>) -> PyResult<bool> {
    if !sub.is_instance_of::<Type>() {
        return Err(raise!(py, TypeError, "issubclass() arg 1 must be a class"));
    }
    let data = data_of(py, cls)?;
    let now = COUNTER.load(Acquire);
    let (known, old) = data.value().0.with(|d| {
        if d.cache.contains(py, sub) {
            return (Some(true), None);
        }
        if d.negative_version < now {
            d.negative_version = now;
            return (None, Some(std::mem::take(&mut d.negative)));
        }
        (d.negative.contains(py, sub).then_some(false), None)
    });
    drop(old);
    if let Some(known) = known {
        return Ok(known);
    }
    let hook = cls.call_method(intern!(py, "__subclasshook__"), [sub])?;
    if hook.is(&py.bool(true)) {
        remember(py, &data, sub, |d| &mut d.cache)?;
        return Ok(true);
    }
    if hook.is(&py.bool(false)) {
        remember(py, &data, sub, |d| &mut d.negative)?;
        return Ok(false);
    }
    if !hook.is(&py.not_implemented()) {
        return Err(raise!(
            py,
            AssertionError,
            "__subclasshook__ must return either False, True, or NotImplemented"
        ));
    }
    let mro = sub.getattr(intern!(py, "__mro__"))?;
    if let Some(mro) = mro.cast::<Tuple>()
        && mro.items().any(|c| c.is(cls))
    {
        remember(py, &data, sub, |d| &mut d.cache)?;
        return Ok(true);
    }
    let (registered, all) = data.value().0.with(|d| (d.registry.contains(py, sub), d.registry.alive(py)));
    if registered {
        return Ok(true);
    }
    for class in &all {
        if is_subclass(sub, class)? {
            remember(py, &data, sub, |d| &mut d.cache)?;
            return Ok(true);
        }
    }
    let below = cls.call_method::<0>(intern!(py, "__subclasses__"), [])?;
    if !below.is_instance_of::<mortise_core::objects::List>() {
        return Err(raise!(py, TypeError, "__subclasses__() must return a list"));
    }
    let below = below.iter()?;
    while let Some(class) = below.next()? {
        if is_subclass(sub, &class)? {
            remember(py, &data, sub, |d| &mut d.cache)?;
            return Ok(true);
        }
    }
    remember(py, &data, sub, |d| &mut d.negative)?;
    Ok(false)
}

fn subclasscheck<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "_abc_subclasscheck", 2, 2)?;
    let (cls, sub) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    Ok(py.bool(check(py, &cls, &sub)?))
}

fn get_dump<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, cls: Borrowed<'_, 'py>) -> Object<'py> {
    let data = data_of(py, &cls)?;
    let (r, c, n, version) = data.value().0.with(|d| {
        (d.registry.references(py), d.cache.references(py), d.negative.references(py), d.negative_version)
    });
    let version = py.int(version as i64)?.into_any();
    Ok(py.tuple([set_of(py, r, false)?, set_of(py, c, false)?, set_of(py, n, false)?, version])?.into_any())
}

fn reset_registry<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, cls: Borrowed<'_, 'py>) -> Object<'py> {
    let data = data_of(py, &cls)?;
    drop(data.value().0.with(|d| std::mem::take(&mut d.registry)));
    Ok(py.none())
}

fn reset_caches<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, cls: Borrowed<'_, 'py>) -> Object<'py> {
    let data = data_of(py, &cls)?;
    drop(data.value().0.with(|d| (std::mem::take(&mut d.cache), std::mem::take(&mut d.negative))));
    Ok(py.none())
}

fn cache_token<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(COUNTER.load(Acquire) as i64)?.into_any())
}

builtin_module! {
    /// `_abc`
    pub ABC = "_abc" {
        doc: "Module contains faster C implementation of abc.ABCMeta",
        methods: [
            method!(noargs "get_cache_token", cache_token, "get_cache_token($module, /)\n--\n\nReturns the current ABC cache token."),
            method!(o "_abc_init", init, "_abc_init($module, self, /)\n--\n\nInternal ABC helper for class set-up. Should be never used outside abc module."),
            method!(o "_reset_registry", reset_registry, "_reset_registry($module, self, /)\n--\n\nInternal ABC helper to reset registry of a given class."),
            method!(o "_reset_caches", reset_caches, "_reset_caches($module, self, /)\n--\n\nInternal ABC helper to reset both caches of a given class."),
            method!(o "_get_dump", get_dump, "_get_dump($module, self, /)\n--\n\nInternal ABC helper for cache and registry debugging."),
            method!(fastcall "_abc_register", register, "_abc_register($module, self, subclass, /)\n--\n\nInternal ABC helper for subclasss registration. Should be never used outside abc module."),
            method!(fastcall "_abc_instancecheck", instancecheck, "_abc_instancecheck($module, self, instance, /)\n--\n\nInternal ABC helper for instance checks. Should be never used outside abc module."),
            method!(fastcall "_abc_subclasscheck", subclasscheck, "_abc_subclasscheck($module, self, subclass, /)\n--\n\nInternal ABC helper for subclasss checks. Should be never used outside abc module."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<()> {
    mortise_core::builtin::support::ready(py, abc_data_type())
}

fn abc_data_type() -> *mut Type {
    <AbcData as mortise_core::heap::native::NativeClass>::type_object()
}
