//! Doc strings of C functions: `name(signature)\n--\n\ntext`.

use std::ffi::c_int;

use mortise_abi::{METH_CLASS, METH_NOARGS, METH_O, METH_STATIC};

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

const END: &str = ")\n--\n\n";

/// The start of the signature, when `doc` starts with `name(`.
fn after_name<'a>(name: &str, doc: &'a str) -> Option<&'a str> {
    let name = name.rsplit('.').next().unwrap_or(name);
    doc.strip_prefix(name).filter(|rest| rest.starts_with('('))
}

/// Splits a doc string into signature (with parentheses) and text.
fn split<'a>(name: &str, doc: &'a str) -> Option<(&'a str, &'a str)> {
    let rest = after_name(name, doc)?;
    let end = rest.find(END)?;
    // A blank line before the end marker means that it belongs to something else.
    if rest[..end].contains("\n\n") {
        return None;
    }
    Some((&rest[..end + 1], &rest[end + END.len()..]))
}

/// The text without the signature (`__doc__`).
pub fn text<'a>(name: &str, doc: &'a str) -> &'a str {
    split(name, doc).map_or(doc, |(_, text)| text)
}

/// The signature (`__text_signature__`).
pub fn signature<'a>(name: &str, doc: &'a str) -> Option<&'a str> {
    split(name, doc).map(|(signature, _)| signature)
}

/// The signature of a function whose doc has none, where its flags leave no doubt.
pub fn default_signature(flags: c_int) -> Option<&'static str> {
    let class = flags & METH_CLASS as c_int != 0;
    let fixed = flags & METH_STATIC as c_int != 0;
    if flags & METH_NOARGS as c_int != 0 {
        Some(if fixed {
            "()"
        } else if class {
            "($type, /)"
        } else {
            "($self, /)"
        })
    } else if flags & METH_O as c_int != 0 {
        Some(if fixed {
            "(object, /)"
        } else if class {
            "($type, object, /)"
        } else {
            "($self, object, /)"
        })
    } else {
        None
    }
}

/// `__doc__` of what has this doc string: None when nothing is left without the signature.
pub fn object<'py>(py: Attached<'py>, name: &str, doc: &str) -> PyResult<Ref<'py>> {
    match text(name, doc) {
        "" => Ok(py.none()),
        text => Ok(py.str(text)?.into_any()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits() {
        let doc = "len($module, obj, /)\n--\n\nReturn it.";
        assert_eq!(signature("len", doc), Some("($module, obj, /)"));
        assert_eq!(text("len", doc), "Return it.");
        assert_eq!(signature("len", "len(x) -> y"), None);
        assert_eq!(text("len", "len(x) -> y"), "len(x) -> y");
        assert_eq!(text("a.b.Thing", "Thing()\n--\n\nx"), "x");
    }
}
