//! Type variables in the arguments of aliases and unions, and their substitution.

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{List, Tuple, Type};
use crate::{intern, raise};

fn push_unique<'py>(found: &mut Vec<Ref<'py>>, item: &Ref<'py>) {
    if !found.iter().any(|f| f.is(item)) {
        found.push(item.clone());
    }
}

/// The items of a tuple or list.
fn sequence<'py>(ob: &Ref<'py>) -> Option<Vec<Ref<'py>>> {
    if let Some(tuple) = ob.cast::<Tuple>() {
        return Some(tuple.items().map(Borrowed::to_owned).collect());
    }
    ob.cast::<List>().map(|list| (0..list.len()).filter_map(|i| list.get(i)).collect())
}

/// The type variables in `args`, each once, in order.
pub fn collect<'py>(py: Attached<'py>, args: &Ref<'py>) -> PyResult<Ref<'py, Tuple>> {
    let mut found = Vec::new();
    for item in sequence(args).unwrap_or_default() {
        if item.is_instance_of::<Type>() {
            continue;
        }
        if item.getattr_opt(intern!(py, "__typing_subst__"))?.is_some() {
            push_unique(&mut found, &item);
        } else if sequence(&item).is_some() {
            for inner in collect(py, &item)?.items() {
                push_unique(&mut found, &inner);
            }
        } else if let Some(parameters) = item.getattr_opt(intern!(py, "__parameters__"))?
            && let Some(parameters) = parameters.cast::<Tuple>()
        {
            for inner in parameters.items() {
                push_unique(&mut found, &inner);
            }
        }
    }
    py.tuple(found)
}

/// Puts an unpacked tuple's items in its place.
fn unpack<'py>(py: Attached<'py>, item: &Ref<'py>) -> PyResult<Vec<Ref<'py>>> {
    let mut out = Vec::new();
    let given = match item.cast::<Tuple>() {
        Some(tuple) => tuple.items().map(Borrowed::to_owned).collect(),
        None => vec![item.clone()],
    };
    for each in given {
        if !each.is_instance_of::<Type>()
            && let Some(inner) = each.getattr_opt(intern!(py, "__typing_unpacked_tuple_args__"))?
            && let Some(inner) = inner.cast::<Tuple>()
            && (inner.is_empty()
                || inner.item(inner.len() - 1).as_ptr() != &raw mut crate::capi::decl::_Py_EllipsisObject)
        {
            out.extend(inner.items().map(Borrowed::to_owned));
            continue;
        }
        out.push(each);
    }
    Ok(out)
}

/// The arguments of `alias[item]`.
pub fn substitute<'py>(
    py: Attached<'py>,
    alias: &Ref<'py>,
    args: &Ref<'py, Tuple>,
    parameters: &Ref<'py, Tuple>,
    item: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    if parameters.is_empty() {
        return Err(raise!(py, TypeError, "{} is not a generic class", alias.repr()?.to_string_lossy()));
    }
    let mut values: Ref<'py> = py.tuple(unpack(py, item)?)?.into_any();
    for parameter in parameters.items() {
        if let Some(prepare) = parameter.getattr_opt(intern!(py, "__typing_prepare_subst__"))?
            && !prepare.is_none()
        {
            let given = match values.cast::<Tuple>() {
                Some(tuple) => tuple.clone(),
                None => py.tuple([values.clone()])?,
            };
            values = prepare.call([alias, &given])?;
        }
    }
    let values: Vec<Ref<'py>> = match values.cast::<Tuple>() {
        Some(tuple) => tuple.items().map(Borrowed::to_owned).collect(),
        None => vec![values.clone()],
    };
    if values.len() != parameters.len() {
        let how = if values.len() > parameters.len() { "many" } else { "few" };
        return Err(raise!(
            py,
            TypeError,
            "Too {how} arguments for {}; actual {}, expected {}",
            alias.repr()?.to_string_lossy(),
            values.len(),
            parameters.len()
        ));
    }
    Ok(replace(py, args, parameters, &values)?.into_any())
}

fn replace<'py>(
    py: Attached<'py>,
    args: &Ref<'py>,
    parameters: &Ref<'py, Tuple>,
    values: &[Ref<'py>],
) -> PyResult<Ref<'py, Tuple>> {
    let value_of =
        |parameter: &Ref<'py>| parameters.items().position(|p| p.is(parameter)).map(|i| values[i].clone());
    let mut out = Vec::new();
    for item in sequence(args).unwrap_or_default() {
        if item.is_instance_of::<Type>() {
            out.push(item);
            continue;
        }
        if item.is_instance_of::<Tuple>() {
            out.push(replace(py, &item, parameters, values)?.into_any());
            continue;
        }
        if item.is_instance_of::<List>() {
            let inner = replace(py, &item, parameters, values)?;
            out.push(inner.to_list()?.into_any());
            continue;
        }
        let unpacked = match item.getattr_opt(intern!(py, "__typing_is_unpacked_typevartuple__"))? {
            Some(flag) => flag.is_true()?,
            None => false,
        };
        let new = if let Some(subst) = item.getattr_opt(intern!(py, "__typing_subst__"))? {
            match value_of(&item) {
                Some(value) => subst.call([&value])?,
                None => item.clone(),
            }
        } else {
            within(py, &item, parameters, values)?
        };
        match new.cast::<Tuple>() {
            Some(tuple) if unpacked => out.extend(tuple.items().map(Borrowed::to_owned)),
            _ => out.push(new),
        }
    }
    py.tuple(out)
}

/// An argument that has parameters of its own, with those replaced.
fn within<'py>(
    py: Attached<'py>,
    item: &Ref<'py>,
    parameters: &Ref<'py, Tuple>,
    values: &[Ref<'py>],
) -> PyResult<Ref<'py>> {
    let Some(own) = item.getattr_opt(intern!(py, "__parameters__"))? else { return Ok(item.clone()) };
    let Some(own) = own.cast::<Tuple>().filter(|p| !p.is_empty()) else { return Ok(item.clone()) };
    let mut inner = Vec::new();
    for parameter in own.items() {
        match parameters.items().position(|p| p.is(&*parameter)) {
            None => inner.push(parameter.to_owned()),
            Some(i) => match values[i].cast::<Tuple>() {
                // The values of a variadic parameter are spliced in.
                Some(tuple) if parameter.iter().is_ok() => {
                    inner.extend(tuple.items().map(Borrowed::to_owned))
                }
                _ => inner.push(values[i].clone()),
            },
        }
        crate::state::error::clear(py);
    }
    item.get_item(&*py.tuple(inner)?)
}
