//! Building a string whose length and width are not known beforehand.

use super::storage::{Chars, MAX_UNICODE, from_chars};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::Str;

enum Buffer {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

/// Text in the narrowest width that holds what was pushed so far.
pub struct StrBuilder(Buffer);

impl Default for StrBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl StrBuilder {
    /// An empty one.
    pub const fn new() -> StrBuilder {
        StrBuilder(Buffer::One(Vec::new()))
    }
    /// An empty one with room for `n` code points of Latin-1.
    pub fn with_capacity(n: usize) -> StrBuilder {
        StrBuilder(Buffer::One(Vec::with_capacity(n)))
    }
    /// What is there.
    pub fn chars(&self) -> Chars<'_> {
        match &self.0 {
            Buffer::One(v) => Chars::One(v),
            Buffer::Two(v) => Chars::Two(v),
            Buffer::Four(v) => Chars::Four(v),
        }
    }
    /// Number of code points so far.
    pub fn len(&self) -> usize {
        self.chars().len()
    }
    /// Whether nothing was pushed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Makes room for code points up to `max`.
    #[cold]
    fn widen(&mut self, max: u32) {
        self.0 = match std::mem::replace(&mut self.0, Buffer::One(Vec::new())) {
            Buffer::One(v) if (0x100..0x10000).contains(&max) => {
                let mut wide = Vec::with_capacity(v.capacity());
                wide.extend(v.iter().map(|&c| c as u16));
                Buffer::Two(wide)
            }
            Buffer::One(v) if max >= 0x10000 => {
                let mut wide = Vec::with_capacity(v.capacity());
                wide.extend(v.iter().map(|&c| c as u32));
                Buffer::Four(wide)
            }
            Buffer::Two(v) if max >= 0x10000 => {
                let mut wide = Vec::with_capacity(v.capacity());
                wide.extend(v.iter().map(|&c| c as u32));
                Buffer::Four(wide)
            }
            same => same,
        };
    }
    /// Appends one code point.
    #[inline]
    pub fn push(&mut self, c: u32) {
        debug_assert!(c <= MAX_UNICODE);
        match &mut self.0 {
            Buffer::One(v) if c < 0x100 => v.push(c as u8),
            Buffer::Two(v) if c < 0x10000 => v.push(c as u16),
            Buffer::Four(v) => v.push(c),
            _ => {
                self.widen(c);
                self.push(c);
            }
        }
    }
    /// Appends a code point `n` times.
    pub fn push_repeat(&mut self, c: u32, n: usize) {
        if n > 0 {
            self.push(c);
            match &mut self.0 {
                Buffer::One(v) => v.resize(v.len() + n - 1, c as u8),
                Buffer::Two(v) => v.resize(v.len() + n - 1, c as u16),
                Buffer::Four(v) => v.resize(v.len() + n - 1, c),
            }
        }
    }
    /// Appends text.
    pub fn push_chars(&mut self, text: Chars<'_>) {
        match (&mut self.0, text) {
            (Buffer::One(v), Chars::One(t)) => v.extend_from_slice(t),
            (Buffer::Two(v), Chars::Two(t)) => v.extend_from_slice(t),
            (Buffer::Two(v), Chars::One(t)) => v.extend(t.iter().map(|&c| c as u16)),
            (Buffer::Four(v), Chars::Four(t)) => v.extend_from_slice(t),
            (Buffer::Four(v), Chars::One(t)) => v.extend(t.iter().map(|&c| c as u32)),
            (Buffer::Four(v), Chars::Two(t)) => v.extend(t.iter().map(|&c| c as u32)),
            (_, t) => t.iter().for_each(|c| self.push(c)),
        }
    }
    /// Appends a Rust text.
    pub fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.push_chars(Chars::One(text.as_bytes()));
        } else {
            text.chars().for_each(|c| self.push(c as u32));
        }
    }
    /// Appends a string.
    pub fn push_object(&mut self, text: &Ref<'_, Str>) {
        self.push_chars(text.chars());
    }
    /// Shortens to `len` code points.
    pub fn truncate(&mut self, len: usize) {
        match &mut self.0 {
            Buffer::One(v) => v.truncate(len),
            Buffer::Two(v) => v.truncate(len),
            Buffer::Four(v) => v.truncate(len),
        }
    }
    /// The string.
    pub fn finish(self, py: Attached<'_>) -> PyResult<Ref<'_, Str>> {
        from_chars(py, self.chars())
    }
}

impl std::fmt::Write for StrBuilder {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push_str(text);
        Ok(())
    }
}
