//! Unicode character names, for `\N{...}` and the `namereplace` handler.

use crate::objects::str::StrBuilder;

/// The character with this name (case does not matter).
pub fn by_name(name: &str) -> Option<u32> {
    unicode_names2::character(name).map(|c| c as u32)
}

/// The character's name.
pub fn name_of(c: u32) -> Option<String> {
    unicode_names2::name(char::from_u32(c)?).map(|n| n.to_string())
}

/// `\N{NAME}`, or a backslash escape for a character without a name.
pub fn push_name_escape(out: &mut StrBuilder, c: u32) {
    match name_of(c) {
        Some(name) => {
            out.push_str("\\N{");
            out.push_str(&name);
            out.push(b'}' as u32);
        }
        None => super::errors::push_backslash(out, c),
    }
}
