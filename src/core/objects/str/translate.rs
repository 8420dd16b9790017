//! `maketrans` and `translate`.

use super::builder::StrBuilder;
use super::storage::MAX_UNICODE;
use crate::args::Args;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::codecs::errors::{Handler, lookup, new_translate_error};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Int, Str, Tuple};
use crate::raise;

pub(super) fn maketrans<'py>(py: Attached<'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    args.expect(py, "maketrans", 1, 3)?;
    let table = py.dict()?;
    let first = args.get(0).expect("counted");
    let Some(second) = args.get(1) else {
        let Some(from) = first.cast_exact::<Dict>() else {
            return Err(raise!(
                py,
                TypeError,
                "if you give only one argument to maketrans it must be a dict"
            ));
        };
        let mut position = 0;
        while let Some((key, value)) = from.next_entry(&mut position) {
            if let Some(name) = key.cast::<Str>() {
                if name.len() != 1 {
                    return Err(raise!(py, ValueError, "string keys in translate table must be of length 1"));
                }
                table.set(&*py.int(name.code_point(0) as i64)?, &value)?;
            } else if key.is_instance_of::<Int>() {
                table.set(&key, &value)?;
            } else {
                return Err(raise!(py, TypeError, "keys in translate table must be strings or integers"));
            }
        }
        return Ok(table);
    };
    let to = second.expect_arg::<Str>("maketrans", "argument 2")?;
    if let Some(third) = args.get(2) {
        third.expect_arg::<Str>("maketrans", "argument 3")?;
    }
    let Some(from) = first.cast::<Str>() else {
        return Err(raise!(
            py,
            TypeError,
            "first maketrans argument must be a string if there is a second argument"
        ));
    };
    if from.len() != to.len() {
        return Err(raise!(py, ValueError, "the first two maketrans arguments must have equal length"));
    }
    for (a, b) in from.code_points().zip(to.code_points()) {
        table.set(&*py.int(a as i64)?, &*py.int(b as i64)?)?;
    }
    if let Some(delete) = args.get(2).and_then(|d| d.into_cast::<Str>()) {
        for c in delete.code_points() {
            table.set(&*py.int(c as i64)?, &py.none())?;
        }
    }
    Ok(table)
}

/// What a mapping says of a code point.
enum Mapped<'py> {
    Same,
    Delete,
    Char(u32),
    Text(Ref<'py, Str>),
}

fn look_up<'py>(py: Attached<'py>, table: &Ref<'py>, c: u32) -> PyResult<Mapped<'py>> {
    let value = match table.get_item(&*py.int(c as i64)?) {
        Ok(value) => value,
        Err(raised) if raised.matches(py, classes::LookupError()) => {
            raised.clear(py);
            return Ok(Mapped::Same);
        }
        Err(raised) => return Err(raised),
    };
    if value.is_none() {
        return Ok(Mapped::Delete);
    }
    if value.is_instance_of::<Int>() {
        let n = value.as_i64().ok().filter(|n| (0..=MAX_UNICODE as i64).contains(n));
        return match n {
            Some(n) => Ok(Mapped::Char(n as u32)),
            None => {
                Err(raise!(py, ValueError, "character mapping must be in range(0x{:x})", MAX_UNICODE + 1))
            }
        };
    }
    match value.into_cast::<Str>() {
        Ok(text) => Ok(Mapped::Text(text)),
        Err(_) => Err(raise!(py, TypeError, "character mapping must return integer, None or str")),
    }
}

/// `s.translate(table)`; `errors` says what becomes of code points that the table deletes by `None`.
pub fn translate<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    table: &Ref<'py>,
    errors: &str,
) -> PyResult<Ref<'py, Str>> {
    let handler = Handler::by_name(errors);
    let mut out = StrBuilder::with_capacity(s.len());
    let mut at = 0;
    let mut known: [Option<u8>; 128] = [None; 128];
    while at < s.len() {
        let c = s.code_point(at);
        if let Some(Some(mapped)) = known.get(c as usize) {
            out.push(*mapped as u32);
            at += 1;
            continue;
        }
        match look_up(py, table, c)? {
            Mapped::Same => {
                if let Some(known) = known.get_mut(c as usize) {
                    *known = Some(c as u8);
                }
                out.push(c);
                at += 1;
            }
            Mapped::Char(n) => {
                if n < 128
                    && let Some(known) = known.get_mut(c as usize)
                {
                    *known = Some(n as u8);
                }
                out.push(n);
                at += 1;
            }
            Mapped::Text(text) => {
                out.push_object(&text);
                at += 1;
            }
            Mapped::Delete if handler == Handler::Ignore => at += 1,
            Mapped::Delete => {
                let mut end = at + 1;
                while end < s.len() && matches!(look_up(py, table, s.code_point(end))?, Mapped::Delete) {
                    end += 1;
                }
                at = untranslatable(py, s, handler, errors, at, end, &mut out)?;
            }
        }
    }
    out.finish(py)
}

fn untranslatable<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    handler: Handler,
    errors: &str,
    start: usize,
    end: usize,
    out: &mut StrBuilder,
) -> PyResult<usize> {
    const REASON: &str = "character maps to <undefined>";
    let exception = new_translate_error(py, s, start, end, REASON)?;
    if handler == Handler::Strict {
        return Err(crate::state::error::set(py, exception));
    }
    let result = lookup(py, errors)?.call([&exception])?;
    const WRONG: &str = "translating error handler must return (str, int) tuple";
    let Some(pair) = result.cast::<Tuple>().filter(|t| t.len() == 2) else {
        return Err(raise!(py, TypeError, "{WRONG}"));
    };
    let (text, position) = (pair.item(0), pair.item(1));
    let Some(text) = text.cast::<Str>().filter(|_| position.is_instance_of::<Int>()) else {
        return Err(raise!(py, TypeError, "{WRONG}"));
    };
    let position = position.index_as_isize(Some(classes::OverflowError()))?;
    let absolute = if position < 0 { position + s.len() as isize } else { position };
    if absolute < 0 || absolute as usize > s.len() {
        return Err(raise!(py, IndexError, "position {position} from error handler out of bounds"));
    }
    out.push_object(text);
    Ok(absolute as usize)
}

pub(super) fn m_translate<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    table: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    translate(py, &slf, &table, "ignore")
}
