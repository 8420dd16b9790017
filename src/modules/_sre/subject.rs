//! What is searched: the characters of a str or the bytes of a buffer, in the form that the engine reads.

use mortise_core::objects::protocol::buffer::View;
use rustpython_sre_engine::{Request, State, StrDrive};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use crate::support::prelude::*;

/// The text. One-byte characters are read in place (bytes and str keep a NUL behind them), others from a copy.
enum Text {
    InPlace { at: *const u8, len: usize },
    Bytes(Vec<u8>),
    Wide { text: Wtf8Buf, len: usize },
}

/// An object to search in.
pub struct Subject<'py> {
    object: Ref<'py>,
    text: Text,
    is_bytes: bool,
}

/// Where a pattern was found: the whole, the groups, and the group closed last.
#[derive(Clone, Default)]
pub struct Found {
    /// Start and end of the whole and of each group; -1 for a group that took no part
    pub spans: Vec<(isize, isize)>,
    /// Number of the group closed last, 0 for none
    pub last: usize,
}

impl Found {
    /// Where the whole is.
    pub fn span(&self) -> (usize, usize) {
        let (start, end) = self.spans[0];
        (start as usize, end as usize)
    }
}

/// How to look for the pattern.
#[derive(Clone, Copy, PartialEq)]
pub enum How {
    /// At the start
    Match,
    /// From the start to the end
    Full,
    /// Anywhere
    Search,
}

impl<'py> Subject<'py> {
    /// Takes a str or a bytes-like object.
    pub fn new(py: Attached<'py>, object: &Ref<'py>) -> PyResult<Subject<'py>> {
        if let Some(s) = object.cast::<Str>() {
            let chars = s.chars();
            let text = if chars.kind() == 1 {
                let raw = chars.raw_bytes();
                Text::InPlace { at: raw.as_ptr(), len: raw.len() }
            } else {
                let mut text = Wtf8Buf::with_capacity(chars.len() * 3);
                for c in chars.iter() {
                    match CodePoint::from_u32(c) {
                        Some(c) => text.push(c),
                        None => return Err(raise!(py, SystemError, "a str holds no character")),
                    }
                }
                Text::Wide { text, len: chars.len() }
            };
            return Ok(Subject { object: object.clone(), text, is_bytes: false });
        }
        let text = if let Some(b) = object.cast::<Bytes>() {
            let raw = b.as_bytes();
            Text::InPlace { at: raw.as_ptr(), len: raw.len() }
        } else {
            let view = match View::simple(py, object) {
                Ok(view) => view,
                Err(raised) => {
                    raised.clear(py);
                    return Err(raise!(
                        py,
                        TypeError,
                        "expected string or bytes-like object, got '{}'",
                        object.ty().full_name()
                    ));
                }
            };
            Text::Bytes(view.bytes().to_vec())
        };
        Ok(Subject { object: object.clone(), text, is_bytes: true })
    }

    /// The object itself.
    pub fn object(&self) -> &Ref<'py> {
        &self.object
    }
    /// Whether it is no str.
    pub fn is_bytes(&self) -> bool {
        self.is_bytes
    }
    /// Number of characters or bytes.
    #[allow(clippy::len_without_is_empty)] // nobody asks
    pub fn len(&self) -> usize {
        match &self.text {
            Text::InPlace { len, .. } | Text::Wide { len, .. } => *len,
            Text::Bytes(bytes) => bytes.len(),
        }
    }

    /// Looks for a pattern.
    pub fn find(
        &self,
        code: &[u32],
        groups: usize,
        (start, end): (usize, usize),
        how: How,
        must_advance: bool,
    ) -> Option<Found> {
        match &self.text {
            Text::InPlace { at, len } => {
                // SAFETY: the memory of an immutable str or bytes, which `object` keeps alive.
                let bytes = unsafe { std::slice::from_raw_parts(*at, *len) };
                run(bytes, code, groups, (start, end), how, must_advance)
            }
            Text::Bytes(bytes) => run(&bytes[..], code, groups, (start, end), how, must_advance),
            Text::Wide { text, .. } => run(&**text, code, groups, (start, end), how, must_advance),
        }
    }

    /// The part from `start` to `end` as a str or bytes.
    pub fn slice(&self, py: Attached<'py>, start: usize, end: usize) -> PyResult<Ref<'py>> {
        if let Some(s) = self.object.cast::<Str>() {
            return Ok(str::search::substring(py, s, start, end)?.into_any());
        }
        if start == 0 && end == self.len() && self.object.cast_exact::<Bytes>().is_some() {
            return Ok(self.object.clone());
        }
        let bytes = match &self.text {
            // SAFETY: as in `find`.
            Text::InPlace { at, len } => unsafe { std::slice::from_raw_parts(*at, *len) },
            Text::Bytes(bytes) => bytes,
            Text::Wide { .. } => &[],
        };
        Ok(py.bytes(&bytes[start..end])?.into_any())
    }
}

fn run<S: StrDrive>(
    string: S,
    code: &[u32],
    groups: usize,
    (start, end): (usize, usize),
    how: How,
    must_advance: bool,
) -> Option<Found> {
    if start > end {
        return None;
    }
    let request =
        Request { string, start, end, pattern_codes: code, match_all: how == How::Full, must_advance };
    let mut state = State::default();
    let found = match how {
        How::Search => state.search(request),
        How::Match | How::Full => state.py_match(&request),
    };
    if !found {
        return None;
    }
    let mut spans = vec![(state.start as isize, state.cursor.position as isize)];
    for group in 0..groups {
        let (from, to) = state.marks.get(group);
        spans.push(match (from.into_option(), to.into_option()) {
            (Some(from), Some(to)) => (from as isize, to as isize),
            _ => (-1, -1),
        });
    }
    Some(Found { spans, last: state.marks.last_index().max(0) as usize })
}
