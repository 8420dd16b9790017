//! The method resolution order (C3).

use super::{layout, lock, lookup};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{List, Tuple, Type};
use crate::{intern, raise};

/// The C3 linearisation of `cls` from its bases (`type.mro`).
pub fn linearise<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<Vec<Ref<'py>>> {
    let bases = cls.bases().ok_or_else(|| raise!(py, SystemError, "type has no bases"))?;
    let mut sequences: Vec<Vec<Ref<'py>>> = Vec::with_capacity(bases.len() + 1);
    for base in bases.items() {
        let Some(base) = base.cast::<Type>() else {
            return Err(raise!(py, TypeError, "bases must be types"));
        };
        let Some(mro) = base.mro_tuple() else {
            return Err(raise!(py, TypeError, "Cannot extend an incomplete type '{}'", base.full_name()));
        };
        sequences.push(mro.items().map(Borrowed::to_owned).collect());
    }
    let mut order: Vec<Ref<'py>> = vec![cls.as_any().clone()];
    if sequences.len() == 1 {
        order.append(&mut sequences[0]);
        return Ok(order);
    }
    let direct: Vec<Ref<'py>> = bases.items().map(Borrowed::to_owned).collect();
    for (i, base) in direct.iter().enumerate() {
        if direct[..i].iter().any(|b| b.is(base)) {
            let name = class_name(base);
            return Err(raise!(py, TypeError, "duplicate base class {name}"));
        }
    }
    sequences.push(direct);
    let mut heads = vec![0usize; sequences.len()];
    loop {
        let mut left = false;
        let mut chosen = None;
        for (i, sequence) in sequences.iter().enumerate() {
            let Some(candidate) = sequence.get(heads[i]) else { continue };
            left = true;
            let blocked =
                sequences.iter().zip(&heads).any(|(s, &h)| s.iter().skip(h + 1).any(|c| c.is(candidate)));
            if !blocked {
                chosen = Some(candidate.clone());
                break;
            }
        }
        match chosen {
            Some(next) => {
                for (sequence, head) in sequences.iter().zip(&mut heads) {
                    if sequence.get(*head).is_some_and(|c| c.is(&next)) {
                        *head += 1;
                    }
                }
                order.push(next);
            }
            None if left => return Err(inconsistent(py, &sequences, &heads)),
            None => return Ok(order),
        }
    }
}

fn class_name(class: &Ref<'_>) -> String {
    class.cast::<Type>().map_or_else(|| "?".to_string(), |t| t.name())
}

fn inconsistent(py: Attached<'_>, sequences: &[Vec<Ref<'_>>], heads: &[usize]) -> crate::Raised {
    let mut seen: Vec<&Ref<'_>> = Vec::new();
    for (sequence, &head) in sequences.iter().zip(heads) {
        if let Some(class) = sequence.get(head)
            && !seen.iter().any(|c| c.is(class))
        {
            seen.push(class);
        }
    }
    let names: Vec<String> = seen.into_iter().map(class_name).collect();
    raise!(
        py,
        TypeError,
        "Cannot create a consistent method resolution order (MRO) for bases {}",
        names.join(", ")
    )
}

/// The order of `cls` as its metaclass's `mro()` wants it, checked, and whether that method is not `type`'s own.
fn ask<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<(Ref<'py, Tuple>, bool)> {
    if cls.type_ptr() == &raw mut decl::PyType_Type {
        return Ok((py.tuple(linearise(py, cls)?)?, false));
    }
    let name = intern!(py, "mro");
    let custom = match cls.ty().lookup(name) {
        Some(found) => {
            // SAFETY: type is static.
            let own = unsafe { py.static_type(&raw mut decl::PyType_Type) }.lookup(name);
            own.is_none_or(|o| !o.is(&found))
        }
        None => false,
    };
    if !custom {
        return Ok((py.tuple(linearise(py, cls)?)?, false));
    }
    let Some(special) = super::special::lookup(cls, name)? else {
        return Err(raise!(py, AttributeError, "mro"));
    };
    let result = special.call(cls, &[])?;
    let order = result.to_tuple()?;
    let solid = layout::solid_base(py, cls);
    for item in order.items() {
        let Some(class) = item.cast::<Type>() else {
            return Err(raise!(py, TypeError, "mro() returned a non-class ('{}')", item.ty().full_name()));
        };
        if !solid.is_subtype_of(&layout::solid_base(py, class)) {
            return Err(raise!(
                py,
                TypeError,
                "mro() returned base with unsuitable layout ('{}')",
                class.full_name()
            ));
        }
    }
    Ok((order, true))
}

/// Computes and sets the order of `cls`; the former one is returned. `None` when the metaclass's `mro()` set another meanwhile.
pub fn compute<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<Option<Option<Ref<'py, Tuple>>>> {
    let before = cls.mro_tuple();
    let (order, custom) = ask(py, cls)?;
    let now = cls.mro_tuple();
    let unchanged = match (&before, &now) {
        (Some(a), Some(b)) => a.is(b),
        (None, None) => true,
        _ => false,
    };
    if !unchanged {
        return Ok(None);
    }
    let foreign = custom && {
        let bases = cls.bases();
        order.items().any(|c| {
            !c.is(cls)
                && !bases.iter().any(|b| {
                    b.items().any(|base| match (base.cast::<Type>(), c.cast::<Type>()) {
                        (Some(base), Some(class)) => base.is_subtype_of(class),
                        _ => false,
                    })
                })
        })
    };
    let raw = order.into_ptr();
    // SAFETY: a live type; the field owns the new tuple, the former one goes to the caller; readers are stopped meanwhile.
    let old = lock::exclusive(py, || unsafe {
        if foreign {
            (*cls.as_ptr()).tp_versions_used = lookup::NO_VERSIONS;
        }
        std::mem::replace(&mut (*cls.as_ptr()).tp_mro, raw.cast())
    });
    // SAFETY: the type is live; the field owned the old tuple.
    unsafe {
        lookup::modified(py, cls.as_ptr());
        Ok(Some(Ref::from_owned_or_null(py, old.cast())))
    }
}

/// `type.mro(cls)`
pub fn method<'py>(py: Attached<'py>, cls: Borrowed<'_, 'py, Type>) -> PyResult<Ref<'py, List>> {
    py.list(linearise(py, &cls)?)
}
