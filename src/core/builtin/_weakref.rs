//! `_weakref`: what `weakref` is on top of.

use super::support::{add, dict_of};
use crate::args::Args;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::weakref::{self, Weakref, storage};
use crate::objects::{Dict, Module};
use crate::raise;

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

fn getweakrefcount<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int_from_usize(storage::count(&ob))?.into_any())
}

fn getweakrefs<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.list(storage::references(&ob).into_iter().map(Ref::into_any))?.into_any())
}

fn proxy<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "proxy", 1, 2)?;
    let ob = args.get(0).expect("counted");
    Ok(weakref::new_proxy(py, &ob, args.get(1).as_deref())?.into_any())
}

/// Removes the entry of `key` when its value is a reference to an object that is gone.
fn remove_dead<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "_remove_dead_weakref", 2, 2)?;
    let (dict, key) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let dict = dict.expect_arg::<Dict>("_remove_dead_weakref", "argument 1")?;
    if let Some(value) = dict.get(&key)? {
        let Some(reference) = value.cast::<Weakref>() else {
            return Err(raise!(py, TypeError, "not a weakref"));
        };
        if reference.target().is_none() {
            dict.remove(&key)?;
        }
    }
    Ok(py.none())
}

builtin_module! {
    /// `_weakref`
    pub WEAKREF = "_weakref" {
        doc: "Weak-reference support module.",
        methods: [
            method!(o "getweakrefcount", getweakrefcount, "getweakrefcount($module, object, /)\n--\n\nReturn the number of weak references to 'object'."),
            method!(fastcall "_remove_dead_weakref", remove_dead, "_remove_dead_weakref($module, dct, key, /)\n--\n\nAtomically remove key from dict if it points to a dead weakref."),
            method!(o "getweakrefs", getweakrefs, "getweakrefs($module, object, /)\n--\n\nReturn a list of all weak reference objects pointing to 'object'."),
            method!(fastcall "proxy", proxy, "proxy($module, object, callback=None, /)\n--\n\nCreate a proxy object that weakly references 'object'."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    let _ = dict_of(py, module);
    let types = [
        ("ref", &raw mut weakref::_PyWeakref_RefType),
        ("ReferenceType", &raw mut weakref::_PyWeakref_RefType),
        ("ProxyType", &raw mut weakref::_PyWeakref_ProxyType),
        ("CallableProxyType", &raw mut weakref::_PyWeakref_CallableProxyType),
    ];
    for (name, ty) in types {
        // SAFETY: static types, readied at startup.
        add(py, module, name, unsafe { py.static_type(ty) }.as_any())?;
    }
    Ok(())
}
