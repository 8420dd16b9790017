//! `_collections`

pub mod defaultdict;
pub mod deque;
pub mod tuplegetter;

use crate::support::prelude::*;

builtin_module! {
    /// The `_collections` module.
    pub COLLECTIONS = "_collections" {
        doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
        methods: [
            method!(fastcall "_count_elements", count_elements, "_count_elements($module, mapping, iterable, /)\n--\n\nCount elements in the iterable, updating the mapping"),
        ],
        exec: exec,
    }
}

fn exec<'py>(_py: Attached<'py>, m: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    add_types(
        &m,
        &[
            &raw mut deque::DEQUE,
            &raw mut defaultdict::DEFAULT_DICT,
            &raw mut deque::iterator::DEQUE_ITER,
            &raw mut deque::iterator::DEQUE_REV_ITER,
            &raw mut tuplegetter::TUPLE_GETTER,
        ],
    )
}

fn count_elements<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "_count_elements", 2, 2)?;
    let (mapping, iterable) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let iter = iterable.iter()?;
    let (zero, one) = (py.int(0)?, py.int(1)?);
    // A plain dict's own `get` and `__setitem__` are known.
    let plain = mapping.cast::<Dict>().filter(|_| {
        same_attribute(py, &mapping, intern!(py, "get"))
            && same_attribute(py, &mapping, intern!(py, "__setitem__"))
    });
    match plain {
        Some(dict) => {
            while let Some(key) = iter.next_unchecked()? {
                let hash = key.hash()?;
                let count = match dict.get_known_hash(&key, hash)? {
                    None => one.clone().into_any(),
                    Some(old) => old.add(&one)?,
                };
                dict.set_known_hash(key, hash, count)?;
            }
        }
        None => {
            let get = mapping.getattr(intern!(py, "get"))?;
            while let Some(key) = iter.next_unchecked()? {
                let count = get.call([&key, &zero])?.add(&one)?;
                mapping.set_item(&key, &count)?;
            }
        }
    }
    Ok(py.none())
}

/// Whether the class of `ob` has dict's attribute of that name.
fn same_attribute<'py>(py: Attached<'py>, ob: &Ref<'py>, name: &Ref<'py, Str>) -> bool {
    // SAFETY: live types and a str; borrowed results or NULL, never an exception.
    unsafe {
        let _ = py;
        decl::_PyType_Lookup(ob.type_ptr(), name.as_object_ptr())
            == decl::_PyType_Lookup(Dict::type_object(), name.as_object_ptr())
    }
}
