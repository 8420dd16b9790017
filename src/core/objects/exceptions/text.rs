//! Joining texts that may hold lone surrogates.

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::Str;

/// A piece of a text.
pub enum Part<'a, 'py> {
    /// Rust text.
    Text(&'a str),
    /// A Python str.
    Str(&'a Ref<'py, Str>),
}

/// The pieces as one str.
pub fn concat<'a, 'py: 'a>(
    py: Attached<'py>,
    parts: impl IntoIterator<Item = Part<'a, 'py>>,
) -> PyResult<Ref<'py, Str>> {
    let mut out: Option<Ref<'py, Str>> = None;
    for part in parts {
        let piece = match part {
            Part::Text(text) => py.str(text)?,
            Part::Str(s) => s.clone(),
        };
        out = Some(match out {
            None => piece,
            // SAFETY: two live strs; a new str or NULL.
            Some(before) => unsafe {
                Ref::from_owned_or_raised(
                    py,
                    decl::PyUnicode_Concat(before.as_object_ptr(), piece.as_object_ptr()).cast(),
                )?
            },
        });
    }
    match out {
        Some(text) => Ok(text),
        None => py.str(""),
    }
}

/// `concat!`-like joining: `text!(py, "a", &str_ref, name)`.
#[macro_export]
macro_rules! join_text {
    ($py:expr, $($part:expr),+ $(,)?) => {
        $crate::objects::exceptions::text::concat($py, [$($crate::objects::exceptions::text::Part::from($part)),+])
    };
}

impl<'a, 'py> From<&'a str> for Part<'a, 'py> {
    fn from(text: &'a str) -> Self {
        Part::Text(text)
    }
}
impl<'a, 'py> From<&'a String> for Part<'a, 'py> {
    fn from(text: &'a String) -> Self {
        Part::Text(text)
    }
}
impl<'a, 'py> From<&'a Ref<'py, Str>> for Part<'a, 'py> {
    fn from(text: &'a Ref<'py, Str>) -> Self {
        Part::Str(text)
    }
}
