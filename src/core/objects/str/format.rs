//! `str.format`, `format_map`, and the parsing that the `_string` module shows.

use super::builder::StrBuilder;
use super::search::substring;
use super::unicode;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Str, Tuple};
use crate::raise;

/// A replacement field, as positions in the format string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field name
    pub name: (usize, usize),
    /// The specification
    pub spec: (usize, usize),
    /// The character after `!`
    pub conversion: Option<u32>,
    /// Whether the specification has fields of its own
    pub nested: bool,
}

/// Walks through a format string.
pub struct Markup<'a, 'py> {
    text: &'a Ref<'py, Str>,
    at: usize,
    end: usize,
}

/// Literal text (pieces of the format string) followed by a field, if any.
pub struct Piece {
    /// The literal text, escaped braces undone
    pub literal: (usize, usize),
    /// The field
    pub field: Option<Field>,
}

impl<'a, 'py> Markup<'a, 'py> {
    /// For a part of a string.
    pub fn new(text: &'a Ref<'py, Str>, start: usize, end: usize) -> Self {
        Markup { text, at: start, end }
    }

    /// Where the next piece starts.
    pub fn position(&self) -> usize {
        self.at
    }

    fn take(&mut self) -> Option<u32> {
        (self.at < self.end).then(|| {
            self.at += 1;
            self.text.code_point(self.at - 1)
        })
    }

    /// The next piece; `None` at the end.
    pub fn next(&mut self, py: Attached<'py>) -> PyResult<Option<Piece>> {
        if self.at >= self.end {
            return Ok(None);
        }
        const OPEN: u32 = b'{' as u32;
        const CLOSE: u32 = b'}' as u32;
        let start = self.at;
        while let Some(c) = self.take() {
            if c != OPEN && c != CLOSE {
                continue;
            }
            let doubled = self.at < self.end && self.text.code_point(self.at) == c;
            if doubled {
                // The first brace belongs to the literal, the second is skipped.
                let literal = (start, self.at);
                self.at += 1;
                return Ok(Some(Piece { literal, field: None }));
            }
            if c == CLOSE {
                return Err(raise!(py, ValueError, "Single '}}' encountered in format string"));
            }
            if self.at >= self.end {
                return Err(raise!(py, ValueError, "Single '{{' encountered in format string"));
            }
            let literal = (start, self.at - 1);
            let field = self.field(py)?;
            return Ok(Some(Piece { literal, field: Some(field) }));
        }
        Ok(Some(Piece { literal: (start, self.end), field: None }))
    }

    fn field(&mut self, py: Attached<'py>) -> PyResult<Field> {
        let start = self.at;
        let mut stop = None;
        while let Some(c) = self.take() {
            match u8::try_from(c) {
                Ok(b'{') => return Err(raise!(py, ValueError, "unexpected '{{' in field name")),
                Ok(b'[') => {
                    while self.at < self.end && self.text.code_point(self.at) != b']' as u32 {
                        self.at += 1;
                    }
                }
                Ok(c @ (b'}' | b':' | b'!')) => {
                    stop = Some(c);
                    break;
                }
                _ => {}
            }
        }
        let Some(stop) = stop else {
            return Err(raise!(py, ValueError, "expected '}}' before end of string"));
        };
        let mut field =
            Field { name: (start, self.at - 1), spec: (self.at, self.at), conversion: None, nested: false };
        if stop == b'}' {
            return Ok(field);
        }
        if stop == b'!' {
            let Some(conversion) = self.take() else {
                return Err(raise!(py, ValueError, "end of string while looking for conversion specifier"));
            };
            field.conversion = Some(conversion);
            match self.take() {
                Some(c) if c == b'}' as u32 => {
                    field.spec = (self.at, self.at);
                    return Ok(field);
                }
                Some(c) if c != b':' as u32 => {
                    return Err(raise!(py, ValueError, "expected ':' after conversion specifier"));
                }
                _ => {}
            }
        }
        let start = self.at;
        let mut depth = 1;
        while let Some(c) = self.take() {
            if c == b'{' as u32 {
                field.nested = true;
                depth += 1;
            } else if c == b'}' as u32 {
                depth -= 1;
                if depth == 0 {
                    field.spec = (start, self.at - 1);
                    return Ok(field);
                }
            }
        }
        Err(raise!(py, ValueError, "unmatched '{{' in format spec"))
    }
}

/// The first part of a field name, or an index in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A number
    Index(usize),
    /// A name: where it is
    Name(usize, usize),
}

fn integer(py: Attached<'_>, text: &Ref<'_, Str>, start: usize, end: usize) -> PyResult<Option<usize>> {
    if start >= end {
        return Ok(None);
    }
    let mut value = 0usize;
    for i in start..end {
        let Some(digit) = unicode::decimal(text.code_point(i)) else {
            return Ok(None);
        };
        value = match value.checked_mul(10).and_then(|v| v.checked_add(digit as usize)) {
            Some(v) if v <= isize::MAX as usize => v,
            _ => return Err(raise!(py, ValueError, "Too many decimal digits in format string")),
        };
    }
    Ok(Some(value))
}

/// A step behind the first part of a field name.
pub enum Step {
    /// `.name`
    Attribute(usize, usize),
    /// `[key]`
    Item(Key),
}

/// Walks through a field name.
pub struct FieldName<'a, 'py> {
    text: &'a Ref<'py, Str>,
    at: usize,
    end: usize,
}

impl<'a, 'py> FieldName<'a, 'py> {
    /// The first part (`None` when it is empty) and the rest.
    pub fn new(
        py: Attached<'py>,
        text: &'a Ref<'py, Str>,
        start: usize,
        end: usize,
    ) -> PyResult<(Option<Key>, Self)> {
        let mut stop = start;
        while stop < end && !matches!(u8::try_from(text.code_point(stop)), Ok(b'.' | b'[')) {
            stop += 1;
        }
        let first = match integer(py, text, start, stop)? {
            Some(n) => Some(Key::Index(n)),
            None if start == stop => None,
            None => Some(Key::Name(start, stop)),
        };
        Ok((first, FieldName { text, at: stop, end }))
    }
    /// Goes on from a position behind the first part.
    pub fn resume(text: &'a Ref<'py, Str>, at: usize, end: usize) -> Self {
        FieldName { text, at, end }
    }
    /// Where the next step starts.
    pub fn position(&self) -> usize {
        self.at
    }
    /// The next step.
    pub fn next(&mut self, py: Attached<'py>) -> PyResult<Option<Step>> {
        if self.at >= self.end {
            return Ok(None);
        }
        let c = self.text.code_point(self.at);
        self.at += 1;
        let start = self.at;
        if c == b'.' as u32 {
            while self.at < self.end
                && !matches!(u8::try_from(self.text.code_point(self.at)), Ok(b'.' | b'['))
            {
                self.at += 1;
            }
            if start == self.at {
                return Err(raise!(py, ValueError, "Empty attribute in format string"));
            }
            return Ok(Some(Step::Attribute(start, self.at)));
        }
        if c != b'[' as u32 {
            return Err(raise!(py, ValueError, "Only '.' or '[' may follow ']' in format field specifier"));
        }
        while self.at < self.end && self.text.code_point(self.at) != b']' as u32 {
            self.at += 1;
        }
        if self.at >= self.end {
            return Err(raise!(py, ValueError, "Missing ']' in format string"));
        }
        let stop = self.at;
        self.at += 1;
        if start == stop {
            return Err(raise!(py, ValueError, "Empty attribute in format string"));
        }
        Ok(Some(Step::Item(match integer(py, self.text, start, stop)? {
            Some(n) => Key::Index(n),
            None => Key::Name(start, stop),
        })))
    }
}

/// Where values come from.
enum Source<'a, 'py> {
    Call(Vec<Borrowed<'a, 'py>>, Option<Ref<'py, Dict>>),
    Mapping(Borrowed<'a, 'py>),
}

/// Automatic or manual numbering.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Undecided,
    Automatic(usize),
    Manual,
}

struct Formatter<'a, 'py> {
    py: Attached<'py>,
    source: Source<'a, 'py>,
    numbering: Numbering,
}

impl<'py> Formatter<'_, 'py> {
    fn run(&mut self, text: &Ref<'py, Str>, start: usize, end: usize, depth: u32) -> PyResult<Ref<'py, Str>> {
        if depth == 0 {
            return Err(raise!(self.py, ValueError, "Max string recursion exceeded"));
        }
        let mut out = StrBuilder::with_capacity(end - start);
        let mut markup = Markup::new(text, start, end);
        while let Some(piece) = markup.next(self.py)? {
            out.push_chars(text.chars().slice(piece.literal.0, piece.literal.1));
            if let Some(field) = piece.field {
                self.field(text, &field, depth, &mut out)?;
            }
        }
        out.finish(self.py)
    }

    fn field(
        &mut self,
        text: &Ref<'py, Str>,
        field: &Field,
        depth: u32,
        out: &mut StrBuilder,
    ) -> PyResult<()> {
        let py = self.py;
        let mut value = self.value(text, field)?;
        if let Some(conversion) = field.conversion {
            value = match u8::try_from(conversion) {
                Ok(b'r') => value.repr()?.into_any(),
                Ok(b's') => value.to_str()?.into_any(),
                Ok(b'a') => super::repr::escape_non_ascii(py, &value.repr()?)?.into_any(),
                Ok(c @ 33..127) => {
                    return Err(raise!(py, ValueError, "Unknown conversion specifier {}", c as char));
                }
                _ => return Err(raise!(py, ValueError, "Unknown conversion specifier \\x{conversion:x}")),
            };
        }
        let spec = if field.nested {
            self.run(text, field.spec.0, field.spec.1, depth - 1)?
        } else {
            substring(py, text, field.spec.0, field.spec.1)?
        };
        if let Some(exact) = value.cast_exact::<Str>() {
            if spec.is_empty() {
                out.push_object(exact);
            } else {
                out.push_object(&super::format_spec::format_str(py, exact, spec.chars())?);
            }
        } else {
            out.push_object(&value.format(&spec)?);
        }
        Ok(())
    }

    fn number(&mut self, given: Option<usize>) -> PyResult<usize> {
        let py = self.py;
        match (given, self.numbering) {
            (None, Numbering::Manual) => Err(raise!(
                py,
                ValueError,
                "cannot switch from manual field specification to automatic field numbering"
            )),
            (Some(_), Numbering::Automatic(_)) => Err(raise!(
                py,
                ValueError,
                "cannot switch from automatic field numbering to manual field specification"
            )),
            (Some(n), _) => {
                self.numbering = Numbering::Manual;
                Ok(n)
            }
            (None, Numbering::Automatic(n)) => {
                self.numbering = Numbering::Automatic(n + 1);
                Ok(n)
            }
            (None, Numbering::Undecided) => {
                self.numbering = Numbering::Automatic(1);
                Ok(0)
            }
        }
    }

    fn value(&mut self, text: &Ref<'py, Str>, field: &Field) -> PyResult<Ref<'py>> {
        let py = self.py;
        let (first, mut rest) = FieldName::new(py, text, field.name.0, field.name.1)?;
        let mut value = match first {
            Some(Key::Name(start, end)) => {
                let name = substring(py, text, start, end)?;
                match &self.source {
                    Source::Mapping(mapping) => mapping.get_item(&name)?,
                    Source::Call(_, kwargs) => {
                        let found = match kwargs {
                            Some(kwargs) => kwargs.get(&name)?,
                            None => None,
                        };
                        match found {
                            Some(found) => found,
                            None => {
                                // SAFETY: a live class and a live key; sets KeyError(key).
                                unsafe {
                                    crate::capi::decl::PyErr_SetObject(
                                        crate::objects::exceptions::classes::KeyError().cast(),
                                        name.as_object_ptr(),
                                    );
                                    return Err(crate::err::Raised::assume());
                                }
                            }
                        }
                    }
                }
            }
            other => {
                let given = if let Some(Key::Index(n)) = other { Some(n) } else { None };
                let index = self.number(given)?;
                match &self.source {
                    Source::Mapping(_) => {
                        return Err(raise!(py, ValueError, "Format string contains positional fields"));
                    }
                    Source::Call(args, _) => match args.get(index) {
                        Some(arg) => (*arg).to_owned(),
                        None => {
                            return Err(raise!(
                                py,
                                IndexError,
                                "Replacement index {index} out of range for positional args tuple"
                            ));
                        }
                    },
                }
            }
        };
        while let Some(step) = rest.next(py)? {
            value = match step {
                Step::Attribute(start, end) => value.getattr(&substring(py, text, start, end)?)?,
                Step::Item(Key::Index(n)) => value.get_item(&*py.int_from_usize(n)?)?,
                Step::Item(Key::Name(start, end)) => value.get_item(&*substring(py, text, start, end)?)?,
            };
        }
        Ok(value)
    }
}

pub(super) fn m_format<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Str>> {
    let source = Source::Call(args.items().collect(), kwargs.map(Borrowed::to_owned));
    let n = slf.len();
    Formatter { py, source, numbering: Numbering::Undecided }.run(&slf, 0, n, 2)
}

pub(super) fn m_format_map<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    mapping: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let n = slf.len();
    Formatter { py, source: Source::Mapping(mapping), numbering: Numbering::Undecided }.run(&slf, 0, n, 2)
}

/// `str.__format__`
pub(super) fn m_dunder_format<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    spec: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let spec = spec.expect_arg::<Str>("__format__", "argument")?;
    super::format_spec::format_str(py, &slf, spec.chars())
}
