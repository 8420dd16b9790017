//! `modsupport.h`: parsing arguments. `convert` holds the format units, this file the entry points.

mod convert;
mod keywords;
mod quick;

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::{_PyArg_Parser, PyObject, PyTupleObject};

use crate::boundary::enter;
use crate::capi::decl::{self, VaList};
use crate::capi::va_list::Arguments;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::raise;
use convert::{Converter, Format};

/// 1, or 0 with an exception set: what the parsing functions return.
struct Parsed(PyResult<()>);
impl crate::boundary::IntoC for Parsed {
    type C = c_int;
    const ERROR: c_int = 0;
    fn into_c(self) -> c_int {
        self.0.is_ok() as c_int
    }
}

fn system_error(py: Attached<'_>, text: &str) -> Raised {
    raise!(py, SystemError, "{text}")
}

/// The items of a tuple.
///
/// # Safety
/// `tuple` is a live tuple.
unsafe fn items<'a>(tuple: *mut PyObject) -> &'a [*mut PyObject] {
    // SAFETY: by contract; a tuple's items do not change.
    unsafe {
        let tuple: *mut PyTupleObject = tuple.cast();
        std::slice::from_raw_parts((&raw const (*tuple).ob_item).cast(), (*tuple).ob_base.ob_size as usize)
    }
}

/// # Safety
/// `ob` is null or live.
unsafe fn is_tuple(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { !ob.is_null() && (*(*ob).ob_type).tp_flags & mortise_abi::Py_TPFLAGS_TUPLE_SUBCLASS != 0 }
}

/// Positional arguments against a format.
///
/// # Safety
/// The format matches the variable arguments.
unsafe fn parse_values(
    py: Attached<'_>,
    values: &[*mut PyObject],
    text: *const c_char,
    arguments: Arguments,
) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        let mut format = Format::new(CStr::from_ptr(text).to_bytes());
        format.read(py)?;
        let bar = format.marks.iter().rfind(|(mark, _)| *mark == b'|');
        let max = format.arguments(format.count());
        let (min, n) = (bar.map_or(max, |(_, before)| format.arguments(*before)), values.len());
        if n < min || n > max {
            if let Some(message) = &format.message {
                return Err(raise!(py, TypeError, "{message}"));
            }
            let how = if min == max {
                "exactly"
            } else if n < min {
                "at least"
            } else {
                "at most"
            };
            let wanted = if n < min { min } else { max };
            let (name, parentheses) = format.shown_name();
            let s = if wanted == 1 { "" } else { "s" };
            return Err(raise!(
                py,
                TypeError,
                "{name}{parentheses} takes {how} {wanted} argument{s} ({n} given)"
            ));
        }
        let mut converter = Converter::new(py, &format, arguments);
        for (i, &value) in values.iter().enumerate() {
            if format.marks.contains(&(b'$', i)) {
                return Err(raise!(py, SystemError, "argument {} (impossible<bad format char>)", i + 1));
            }
            converter.convert(value, i + 1)?;
        }
        if format.is_bad_after(n) {
            let text = CStr::from_ptr(text).to_string_lossy();
            return Err(raise!(py, SystemError, "bad format string: {text}"));
        }
        converter.keep();
        Ok(())
    }
}

/// `PyArg_ParseTuple`'s work.
///
/// # Safety
/// `args` is live; the format matches the variable arguments.
pub unsafe extern "C" fn parse_tuple(args: *mut PyObject, format: *const c_char, list: *mut VaList) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if is_tuple(args) && quick::parse(items(args), format, list, None) {
            return 1;
        }
        enter("PyArg_ParseTuple", |py| {
            Parsed(if is_tuple(args) {
                parse_values(py, items(args), format, Arguments::new(list))
            } else {
                Err(system_error(py, "new style getargs format but argument is not a tuple"))
            })
        })
    }
}

/// `PyArg_VaParse`
///
/// # Safety
/// As [`parse_tuple`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_VaParse(
    args: *mut PyObject,
    format: *const c_char,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract; the list is copied, as the C API promises.
    unsafe {
        let mut copy = list.read();
        parse_tuple(args, format, &raw mut copy)
    }
}

/// `_PyArg_VaParse_SizeT`: the same.
///
/// # Safety
/// As [`PyArg_VaParse`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_VaParse_SizeT(
    args: *mut PyObject,
    format: *const c_char,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyArg_VaParse(args, format, list) }
}

/// `PyArg_Parse`'s work: one object against a format of one unit (or a tuple against several).
///
/// # Safety
/// As [`parse_tuple`].
pub unsafe extern "C" fn parse_object(arg: *mut PyObject, format: *const c_char, list: *mut VaList) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyArg_Parse", |py| {
            Parsed((|| {
                let mut parsed = Format::new(CStr::from_ptr(format).to_bytes());
                parsed.read(py)?;
                match parsed.count() {
                    0 if arg.is_null() => Ok(()),
                    0 => {
                        let (name, parentheses) = parsed.shown_name();
                        Err(raise!(py, TypeError, "{name}{parentheses} takes no arguments"))
                    }
                    1 if arg.is_null() => {
                        let (name, parentheses) = parsed.shown_name();
                        Err(raise!(py, TypeError, "{name}{parentheses} takes at least one argument"))
                    }
                    1 => {
                        let mut converter = Converter::new(py, &parsed, Arguments::new(list));
                        converter.convert(arg, 0)?;
                        converter.keep();
                        Ok(())
                    }
                    _ => Err(system_error(py, "old style getargs format uses new features")),
                }
            })())
        })
    }
}

/// `_PyArg_ParseStack`'s work.
///
/// # Safety
/// `args` holds `nargs` live objects; the format matches the variable arguments.
pub unsafe extern "C" fn parse_stack(
    args: *const *mut PyObject,
    nargs: isize,
    format: *const c_char,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("_PyArg_ParseStack", |py| {
            let values = if nargs > 0 { std::slice::from_raw_parts(args, nargs as usize) } else { &[] };
            Parsed(parse_values(py, values, format, Arguments::new(list)))
        })
    }
}

/// `PyArg_ParseTupleAndKeywords`'s work.
///
/// # Safety
/// Live objects; `kwlist` ends with NULL; the format matches the variable arguments.
pub unsafe extern "C" fn parse_keywords(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    format: *const c_char,
    kwlist: *const *const c_char,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if is_tuple(args)
            && !format.is_null()
            && !kwlist.is_null()
            && (kwargs.is_null()
                || (*kwargs).ob_type == &raw mut decl::PyDict_Type && decl::PyDict_Size(kwargs) == 0)
            && let Some(names) = quick::count_names(kwlist)
            && quick::parse(items(args), format, list, Some(names))
        {
            return 1;
        }
        enter("PyArg_ParseTupleAndKeywords", |py| {
            if !is_tuple(args) || format.is_null() || kwlist.is_null() || !keywords::is_dict_or_null(kwargs) {
                decl::PyErr_BadInternalCall();
                return Parsed(Err(Raised::assume()));
            }
            let given = keywords::Given::new(py, items(args), keywords::Named::Dict(kwargs));
            Parsed(keywords::parse(py, given, CStr::from_ptr(format), kwlist, Arguments::new(list)))
        })
    }
}

/// `PyArg_VaParseTupleAndKeywords`
///
/// # Safety
/// As [`parse_keywords`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_VaParseTupleAndKeywords(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    format: *const c_char,
    kwlist: *const *mut c_char,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract; the list is copied, as the C API promises.
    unsafe {
        let mut copy = list.read();
        parse_keywords(args, kwargs, format, kwlist.cast(), &raw mut copy)
    }
}

/// `_PyArg_VaParseTupleAndKeywords_SizeT`: the same.
///
/// # Safety
/// As [`parse_keywords`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_VaParseTupleAndKeywords_SizeT(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    format: *const c_char,
    kwlist: *const *mut c_char,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyArg_VaParseTupleAndKeywords(args, kwargs, format, kwlist, list) }
}

/// `_PyArg_ParseTupleAndKeywordsFast`'s work: the format and names come from a parser struct.
///
/// # Safety
/// Live objects; a filled parser; its format matches the variable arguments.
pub unsafe extern "C" fn parse_keywords_fast(
    args: *mut PyObject,
    kwargs: *mut PyObject,
    parser: *mut _PyArg_Parser,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract.
    unsafe { parse_keywords(args, kwargs, (*parser).format, (*parser).keywords.cast(), list) }
}

/// `_PyArg_ParseStackAndKeywords`'s work: a vectorcall against a parser struct.
///
/// # Safety
/// `args` holds `nargs` live objects and one for each name in `kwnames`; the parser's format matches the variable arguments.
pub unsafe extern "C" fn parse_stack_keywords(
    args: *const *mut PyObject,
    nargs: isize,
    kwnames: *mut PyObject,
    parser: *mut _PyArg_Parser,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("_PyArg_ParseStackAndKeywords", |py| {
            let named = if kwnames.is_null() { &[][..] } else { items(kwnames) };
            let n = nargs.max(0) as usize;
            let values =
                if n + named.len() > 0 { std::slice::from_raw_parts(args, n + named.len()) } else { &[] };
            let given = keywords::Given::new(py, &values[..n], keywords::Named::Stack(named, &values[n..]));
            Parsed(keywords::parse(
                py,
                given,
                CStr::from_ptr((*parser).format),
                (*parser).keywords.cast(),
                Arguments::new(list),
            ))
        })
    }
}

/// `PyArg_UnpackTuple`'s work: borrowed references to the items, up to `max` of them.
///
/// # Safety
/// `args` is live; the variable arguments are `max` pointers to `PyObject *`.
pub unsafe extern "C" fn unpack_tuple(
    args: *mut PyObject,
    name: *const c_char,
    min: isize,
    max: isize,
    list: *mut VaList,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyArg_UnpackTuple", |py| {
            Parsed((|| {
                if !is_tuple(args) {
                    return Err(system_error(py, "PyArg_UnpackTuple() argument list is not a tuple"));
                }
                let values = items(args);
                let n = values.len() as isize;
                let name = (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy());
                let plural = |n: isize| if n == 1 { "" } else { "s" };
                if n < min {
                    let least = if min == max { "" } else { "at least " };
                    return Err(match name {
                        Some(name) => {
                            raise!(
                                py,
                                TypeError,
                                "{name} expected {least}{min} argument{}, got {n}",
                                plural(min)
                            )
                        }
                        None => raise!(
                            py,
                            TypeError,
                            "unpacked tuple should have {least}{min} element{}, but has {n}",
                            plural(min)
                        ),
                    });
                }
                if n > max {
                    let most = if min == max { "" } else { "at most " };
                    return Err(match name {
                        Some(name) => {
                            raise!(
                                py,
                                TypeError,
                                "{name} expected {most}{max} argument{}, got {n}",
                                plural(max)
                            )
                        }
                        None => raise!(
                            py,
                            TypeError,
                            "unpacked tuple should have {most}{max} element{}, but has {n}",
                            plural(max)
                        ),
                    });
                }
                let mut arguments = Arguments::new(list);
                for &value in values {
                    *arguments.pointer::<*mut PyObject>() = value;
                }
                Ok(())
            })())
        })
    }
}

/// `PyArg_ValidateKeywordArguments`: 1 when `kwargs` is a dict with str keys only, else 0 with an exception.
///
/// # Safety
/// `kwargs` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_ValidateKeywordArguments(kwargs: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyArg_ValidateKeywordArguments", |py| {
            if kwargs.is_null() || !keywords::is_dict_or_null(kwargs) {
                decl::PyErr_BadInternalCall();
                return Parsed(Err(Raised::assume()));
            }
            Parsed(keywords::check_names(py, kwargs))
        })
    }
}
