//! What `Context.keys()`, `values()` and `items()` give.

use mortise_abi::*;

use super::hamt::{Map, Walk};
use crate::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeClass, NativeValue, Visit, Visited};

/// Which part of an entry is wanted.
#[derive(Clone, Copy)]
pub enum Part {
    /// Variables.
    Keys,
    /// Values.
    Values,
    /// Both.
    Items,
}

macro_rules! iterator {
    ($(#[$attr:meta])* $Name:ident, $TYPE:ident, $name:literal, $part:expr) => {
        $(#[$attr])*
        pub struct $Name {
            walk: Locked<Walk>,
            len: usize,
        }

        impl NativeValue for $Name {
            const GC: bool = true;
            fn traverse(&self, visit: &mut Visit) -> Visited {
                self.walk.with(|walk| walk.traverse(visit))
            }
            fn clear(&self, _py: Attached<'_>) {
                drop(self.walk.with(Walk::take));
            }
        }

        impl Iterator for $Name {
            const PART: Part = $part;
            fn new(walk: Walk, len: usize) -> $Name {
                $Name { walk: Locked::new(walk), len }
            }
            fn walk(&self) -> &Locked<Walk> {
                &self.walk
            }
            fn len(&self) -> usize {
                self.len
            }
        }

        native_type! {
            $(#[$attr])*
            pub static $TYPE: $Name = $name {
                dict: false, weakrefs: false,
                slots: { tp_iter: crate::objects::iterator::indexed::self_iter::<Native<$Name>>, tp_iternext: next::<$Name> },
                mapping: { mp_length: len::<$Name> },
            }
        }
    };
}

trait Iterator: NativeClass {
    const PART: Part;
    fn new(walk: Walk, len: usize) -> Self;
    fn walk(&self) -> &Locked<Walk>;
    fn len(&self) -> usize;
}

iterator!(
    /// Gives variables.
    Keys, KEYS, "keys", Part::Keys
);
iterator!(
    /// Gives values.
    Values, VALUES, "values", Part::Values
);
iterator!(
    /// Gives pairs.
    Items, ITEMS, "items", Part::Items
);

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 3] {
    [&raw mut KEYS, &raw mut VALUES, &raw mut ITEMS]
}

/// An iterator over a map.
pub fn new<'py>(py: Attached<'py>, map: &Map, part: Part) -> PyResult<Ref<'py>> {
    fn make<'py, I: Iterator>(py: Attached<'py>, map: &Map) -> PyResult<Ref<'py>> {
        Ok(Native::new(py, I::new(map.walk(py), map.len()))?.into_any())
    }
    match part {
        Part::Keys => make::<Keys>(py, map),
        Part::Values => make::<Values>(py, map),
        Part::Items => make::<Items>(py, map),
    }
}

fn next<'py, I: Iterator>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<I>>,
) -> PyResult<Option<Ref<'py>>> {
    let mut done = Vec::new();
    let entry = slf.value().walk().with(|walk| walk.next(py, &mut done));
    drop(done);
    let Some((variable, value)) = entry else { return Ok(None) };
    Ok(Some(match I::PART {
        Part::Keys => variable.into_any(),
        Part::Values => value,
        Part::Items => py.tuple([variable.into_any(), value])?.into_any(),
    }))
}

fn len<I: Iterator>(_py: Attached<'_>, slf: Borrowed<'_, '_, Native<I>>) -> PyResult<usize> {
    Ok(slf.value().len())
}
