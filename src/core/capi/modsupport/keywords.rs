//! Matching positional and keyword arguments with a list of names.

use std::borrow::Cow;
use std::ffi::{CStr, c_char};

use mortise_abi::{Py_TPFLAGS_DICT_SUBCLASS, PyObject};
use smallvec::SmallVec;

use super::convert::{Converter, Format};
use crate::capi::va_list::Arguments;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Str};
use crate::raise;

/// Keyword arguments as they come.
pub enum Named<'a> {
    /// A dict or NULL.
    Dict(*mut PyObject),
    /// Names and values of a vectorcall.
    Stack(&'a [*mut PyObject], &'a [*mut PyObject]),
}

/// The arguments of a call.
pub struct Given<'a, 'py> {
    py: Attached<'py>,
    positional: &'a [*mut PyObject],
    named: Named<'a>,
}

impl<'a, 'py> Given<'a, 'py> {
    /// Collects them.
    pub fn new(py: Attached<'py>, positional: &'a [*mut PyObject], named: Named<'a>) -> Self {
        Given { py, positional, named }
    }

    fn dict(&self) -> Option<Borrowed<'_, 'py, Dict>> {
        match self.named {
            // SAFETY: a live dict or NULL by the callers' check.
            Named::Dict(dict) => unsafe { Borrowed::from_ptr_or_null(self.py, dict.cast()) },
            Named::Stack(..) => None,
        }
    }

    fn keyword_count(&self) -> usize {
        match &self.named {
            Named::Stack(names, _) => names.len(),
            Named::Dict(_) => self.dict().map_or(0, |d| d.len()),
        }
    }

    /// The value of a keyword, borrowed from the caller.
    fn keyword(&self, name: &str) -> PyResult<Option<*mut PyObject>> {
        match &self.named {
            Named::Dict(_) => match self.dict() {
                // The dict keeps the value while the caller holds it.
                Some(dict) => Ok(dict.get_str(name)?.map(|v| v.as_ptr())),
                None => Ok(None),
            },
            Named::Stack(names, values) => Ok(names.iter().zip(values.iter()).find_map(|(&n, &v)| {
                // SAFETY: the names of a vectorcall are live str.
                let n: Borrowed<'_, '_, Str> = unsafe { Borrowed::from_ptr(self.py, n.cast()) };
                n.equals_str(name).then_some(v)
            })),
        }
    }

    fn names(&self) -> Vec<Ref<'py>> {
        match &self.named {
            Named::Stack(names, _) => {
                // SAFETY: live names.
                names.iter().map(|&n| unsafe { Borrowed::from_ptr(self.py, n) }.to_owned()).collect()
            }
            Named::Dict(_) => {
                let mut pos = 0;
                let mut out = Vec::new();
                if let Some(dict) = self.dict() {
                    while let Some((name, _)) = dict.next_entry(&mut pos) {
                        out.push(name);
                    }
                }
                out
            }
        }
    }
}

/// Whether it is NULL or a dict.
///
/// # Safety
/// `ob` is null or live.
pub unsafe fn is_dict_or_null(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { ob.is_null() || (*(*ob).ob_type).tp_flags & Py_TPFLAGS_DICT_SUBCLASS != 0 }
}

/// Checks that all keys are str.
///
/// # Safety
/// `dict` is a live dict.
pub unsafe fn check_names(py: Attached<'_>, dict: *mut PyObject) -> PyResult<()> {
    let given = Given::new(py, &[], Named::Dict(dict));
    match given.names().iter().all(|name| name.is_instance_of::<Str>()) {
        true => Ok(()),
        false => Err(raise!(py, TypeError, "keywords must be strings")),
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Parses a call against a format and names; empty names are positional-only.
///
/// # Safety
/// `kwlist` ends with NULL; the format matches the variable arguments.
pub unsafe fn parse(
    py: Attached<'_>,
    given: Given<'_, '_>,
    format: &CStr,
    kwlist: *const *const c_char,
    arguments: Arguments,
) -> PyResult<()> {
    let mut format = Format::new(format.to_bytes());
    format.read(py)?;
    // SAFETY: by contract.
    let names: SmallVec<[Cow<'_, str>; 8]> = unsafe {
        let given = (0..).map(|i| *kwlist.add(i)).take_while(|name| !name.is_null());
        given.map(|name| CStr::from_ptr(name).to_string_lossy()).collect()
    };
    let posonly = names.iter().take_while(|name| name.is_empty()).count();
    if names[posonly..].iter().any(|name| name.is_empty()) {
        return Err(raise!(py, SystemError, "Empty keyword parameter name"));
    }
    let (name, parentheses) = format.shown_name();
    let (n, keywords, total) = (given.positional.len(), given.keyword_count(), names.len());
    if n + keywords > total {
        let kind = if n == 0 { "keyword " } else { "" };
        let all = n + keywords;
        return Err(raise!(
            py,
            TypeError,
            "{name}{parentheses} takes at most {total} {kind}argument{} ({all} given)",
            plural(total)
        ));
    }
    // How many are required and how many may be positional, as far as the format is known yet.
    let (mut required, mut positional) = (usize::MAX, usize::MAX);
    let mut converter = Converter::new(py, &format, arguments);
    let (mut matched, mut lacks_positional, mut end) = (0, false, total);
    'parameters: for (i, parameter) in names.iter().enumerate() {
        for &(mark, _) in format.marks.iter().filter(|(_, before)| *before == i) {
            let twice = if mark == b'|' { required } else { positional } != usize::MAX;
            if twice {
                let mark = mark as char;
                return Err(raise!(py, SystemError, "Invalid format string ({mark} specified twice)"));
            }
            if mark == b'|' {
                if positional == i {
                    break; // "$|" is no mark, but a wrong unit
                }
                if positional != usize::MAX {
                    return Err(raise!(py, SystemError, "Invalid format string ($ before |)"));
                }
                required = i;
                continue;
            }
            positional = i;
            if positional < posonly {
                return Err(raise!(py, SystemError, "Empty parameter name after $"));
            }
            if lacks_positional {
                end = i;
                break 'parameters;
            }
            if positional == 0 && n > 0 {
                return Err(raise!(py, TypeError, "{name}{parentheses} takes no positional arguments"));
            }
            if n > positional {
                let how = if required != usize::MAX { "at most" } else { "exactly" };
                return Err(raise!(
                    py,
                    TypeError,
                    "{name}{parentheses} takes {how} {positional} positional argument{} ({n} given)",
                    plural(positional)
                ));
            }
        }
        if i >= format.count() {
            return Err(raise!(
                py,
                SystemError,
                "More keyword list entries ({total}) than format specifiers ({i})"
            ));
        }
        if !lacks_positional {
            let value = match given.positional.get(i) {
                Some(&value) => Some(value),
                None if i < posonly || matched == keywords => None,
                None => given.keyword(parameter)?,
            };
            matched += usize::from(i >= n && value.is_some());
            if let Some(value) = value {
                // SAFETY: a live argument; the format matches by contract.
                unsafe { converter.convert(value, i + 1)? };
                continue;
            }
            if i < required {
                if i >= posonly {
                    let i = i + 1;
                    return Err(raise!(
                        py,
                        TypeError,
                        "{name}{parentheses} missing required argument '{parameter}' (pos {i})"
                    ));
                }
                // How many there must be is known at the end.
                lacks_positional = true;
            } else if matched == keywords && n <= i {
                // Nothing is left; the rest of the format does not matter.
                converter.keep();
                return Ok(());
            }
        }
        // SAFETY: by contract.
        unsafe { converter.skip()? };
    }
    if lacks_positional {
        let least = posonly.min(required);
        let how = if least < end { "at least" } else { "exactly" };
        return Err(raise!(
            py,
            TypeError,
            "{name}{parentheses} takes {how} {least} positional argument{} ({n} given)",
            plural(least)
        ));
    }
    if format.count() > total && !format.marks.iter().any(|(_, before)| *before == total) {
        let rest = format.text_from(total);
        return Err(raise!(
            py,
            SystemError,
            "more argument specifiers than keyword list entries (remaining format:'{rest}')"
        ));
    }
    if matched < keywords {
        for keyword in given.names() {
            let Some(text) = keyword.cast::<Str>() else {
                return Err(raise!(py, TypeError, "keywords must be strings"));
            };
            if !names[posonly..].iter().any(|name| text.equals_str(name)) {
                let text = text.to_string_lossy();
                let name = format.name.as_deref().unwrap_or("this function");
                return Err(raise!(
                    py,
                    TypeError,
                    "{name}{parentheses} got an unexpected keyword argument '{text}'"
                ));
            }
        }
        // A name of a positional-only parameter, or one given twice.
        for (i, parameter) in names.iter().enumerate().skip(posonly).take(n.saturating_sub(posonly)) {
            if given.keyword(parameter)?.is_some() {
                let i = i + 1;
                return Err(raise!(
                    py,
                    TypeError,
                    "argument for {name}{parentheses} given by name ('{parameter}') and position ({i})"
                ));
            }
        }
    }
    converter.keep();
    Ok(())
}
