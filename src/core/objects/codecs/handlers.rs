//! How `surrogatepass` writes a surrogate, by codec.

/// A codec that can carry surrogates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum SurrogateWidth {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

/// The form for an encoding's name; `None` when the encoding cannot carry surrogates.
pub fn surrogate_width(encoding: &str) -> Option<SurrogateWidth> {
    let lower = encoding.to_ascii_lowercase();
    let rest = lower.strip_prefix("utf").map(|r| r.strip_prefix(['-', '_']).unwrap_or(r));
    if let Some(rest) = rest {
        return match rest {
            "8" => Some(SurrogateWidth::Utf8),
            "16" => Some(SurrogateWidth::Utf16Le),
            "32" => Some(SurrogateWidth::Utf32Le),
            _ => match (rest.get(..2), rest.get(2..).map(|r| r.strip_prefix(['-', '_']).unwrap_or(r))) {
                (Some("16"), Some("le")) => Some(SurrogateWidth::Utf16Le),
                (Some("16"), Some("be")) => Some(SurrogateWidth::Utf16Be),
                (Some("32"), Some("le")) => Some(SurrogateWidth::Utf32Le),
                (Some("32"), Some("be")) => Some(SurrogateWidth::Utf32Be),
                _ => None,
            },
        };
    }
    (lower == "cp65001").then_some(SurrogateWidth::Utf8)
}

impl SurrogateWidth {
    /// Appends a surrogate.
    pub fn push(self, c: u32, out: &mut Vec<u8>) {
        match self {
            SurrogateWidth::Utf8 => super::utf8::push(out, c),
            SurrogateWidth::Utf16Le => out.extend((c as u16).to_le_bytes()),
            SurrogateWidth::Utf16Be => out.extend((c as u16).to_be_bytes()),
            SurrogateWidth::Utf32Le => out.extend(c.to_le_bytes()),
            SurrogateWidth::Utf32Be => out.extend(c.to_be_bytes()),
        }
    }
    /// Reads a surrogate at the start of `bytes`: it and its length.
    pub fn read(self, bytes: &[u8]) -> Option<(u32, usize)> {
        let (c, n) = match self {
            SurrogateWidth::Utf8 => match *bytes {
                [0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf, ..] => {
                    (0xd000 | ((b & 0x3f) as u32) << 6 | (c & 0x3f) as u32, 3)
                }
                _ => return None,
            },
            SurrogateWidth::Utf16Le => (u16::from_le_bytes(*bytes.first_chunk()?) as u32, 2),
            SurrogateWidth::Utf16Be => (u16::from_be_bytes(*bytes.first_chunk()?) as u32, 2),
            SurrogateWidth::Utf32Le => (u32::from_le_bytes(*bytes.first_chunk()?), 4),
            SurrogateWidth::Utf32Be => (u32::from_be_bytes(*bytes.first_chunk()?), 4),
        };
        (0xd800..=0xdfff).contains(&c).then_some((c, n))
    }
}
