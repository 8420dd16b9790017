//! What the methods of bytes and bytearray compute: on slices, without objects.

use memchr::memmem;

/// ASCII white space.
pub fn is_space(c: u8) -> bool {
    matches!(c, b' ' | 9..=13)
}

/// The first place of `needle`.
pub fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [one] => memchr::memchr(*one, hay),
        _ => memmem::find(hay, needle),
    }
}
/// The last place of `needle`.
pub fn rfind(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(hay.len()),
        [one] => memchr::memrchr(*one, hay),
        _ => memmem::rfind(hay, needle),
    }
}
/// How often `needle` occurs without overlapping.
pub fn count(hay: &[u8], needle: &[u8]) -> usize {
    match needle {
        [] => hay.len() + 1,
        [one] => memchr::memchr_iter(*one, hay).count(),
        _ => memmem::find_iter(hay, needle).count(),
    }
}
/// At most `max` occurrences replaced; `None` when there is none.
pub fn replace(hay: &[u8], old: &[u8], new: &[u8], max: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    if old.is_empty() {
        if max == 0 {
            return None;
        }
        for i in 0..=hay.len() {
            if i < max {
                out.extend_from_slice(new);
            }
            out.extend(hay.get(i));
        }
        return Some(out);
    }
    let finder = memmem::Finder::new(old);
    let (mut at, mut n) = (0, 0);
    while n < max
        && let Some(found) = finder.find(&hay[at..])
    {
        out.extend_from_slice(&hay[at..at + found]);
        out.extend_from_slice(new);
        at += found + old.len();
        n += 1;
    }
    if n == 0 {
        return None;
    }
    out.extend_from_slice(&hay[at..]);
    Some(out)
}

/// A part of the text: start and end.
pub type Part = (usize, usize);

/// `split`; white space for `None`.
pub fn split(hay: &[u8], sep: Option<&[u8]>, max: usize) -> Vec<Part> {
    let n = hay.len();
    let mut parts = Vec::new();
    let mut at = 0;
    match sep {
        None => {
            while let Some(start) = hay[at..].iter().position(|&c| !is_space(c)).map(|i| at + i) {
                if parts.len() == max {
                    let end = hay.iter().rposition(|&c| !is_space(c)).map_or(n, |i| i + 1);
                    parts.push((start, end));
                    break;
                }
                let end = hay[start..].iter().position(|&c| is_space(c)).map_or(n, |i| start + i);
                parts.push((start, end));
                at = end;
            }
        }
        Some(sep) => {
            let finder = memmem::Finder::new(sep);
            while parts.len() < max
                && let Some(found) = finder.find(&hay[at..])
            {
                parts.push((at, at + found));
                at += found + sep.len();
            }
            parts.push((at, n));
        }
    }
    parts
}
/// `rsplit`; white space for `None`.
pub fn rsplit(hay: &[u8], sep: Option<&[u8]>, max: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut end = hay.len();
    match sep {
        None => {
            while let Some(last) = hay[..end].iter().rposition(|&c| !is_space(c)) {
                end = last + 1;
                if parts.len() == max {
                    let start = hay.iter().position(|&c| !is_space(c)).unwrap_or(0);
                    parts.push((start, end));
                    break;
                }
                let start = hay[..end].iter().rposition(|&c| is_space(c)).map_or(0, |i| i + 1);
                parts.push((start, end));
                end = start;
            }
        }
        Some(sep) => {
            while parts.len() < max
                && let Some(found) = rfind(&hay[..end], sep)
            {
                parts.push((found + sep.len(), end));
                end = found;
            }
            parts.push((0, end));
        }
    }
    parts.reverse();
    parts
}
/// `splitlines`
pub fn splitlines(hay: &[u8], keep: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < hay.len() {
        let end = hay[at..].iter().position(|c| matches!(c, b'\n' | b'\r')).map_or(hay.len(), |i| at + i);
        let mut next = end;
        if end < hay.len() {
            next += if hay[end..].starts_with(b"\r\n") { 2 } else { 1 };
        }
        parts.push((at, if keep { next } else { end }));
        at = next;
    }
    parts
}
/// Bounds without the bytes at the ends that `test` accepts.
pub fn trim(hay: &[u8], left: bool, right: bool, test: impl Fn(u8) -> bool) -> Part {
    let start = if left { hay.iter().take_while(|&&c| test(c)).count() } else { 0 };
    let end = hay.len() - if right { hay[start..].iter().rev().take_while(|&&c| test(c)).count() } else { 0 };
    (start, end)
}
/// `expandtabs`
pub fn expandtabs(hay: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(hay.len());
    let mut column = 0;
    for &c in hay {
        if c == b'\t' {
            if size > 0 {
                let n = size - column % size;
                out.resize(out.len() + n, b' ');
                column += n;
            }
        } else {
            out.push(c);
            column = if c == b'\n' || c == b'\r' { 0 } else { column + 1 };
        }
    }
    out
}
/// `zfill`
pub fn zfill(hay: &[u8], width: usize) -> Vec<u8> {
    let extra = width.saturating_sub(hay.len());
    let sign = usize::from(extra > 0 && matches!(hay.first(), Some(b'+' | b'-')));
    let mut out = Vec::with_capacity(hay.len() + extra);
    out.extend_from_slice(&hay[..sign]);
    out.resize(sign + extra, b'0');
    out.extend_from_slice(&hay[sign..]);
    out
}
/// `title`
pub fn title(hay: &[u8]) -> Vec<u8> {
    let mut inside = false;
    hay.iter()
        .map(|&c| {
            let out = if inside { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
            inside = c.is_ascii_alphabetic();
            out
        })
        .collect()
}
/// `capitalize`
pub fn capitalize(hay: &[u8]) -> Vec<u8> {
    let mut out = hay.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}
/// `swapcase`
pub fn swapcase(hay: &[u8]) -> Vec<u8> {
    hay.iter().map(|&c| if c.is_ascii_alphabetic() { c ^ 0x20 } else { c }).collect()
}
/// `islower` (or `isupper`)
pub fn is_case(hay: &[u8], upper: bool) -> bool {
    let (good, bad) = (
        |c: &u8| if upper { c.is_ascii_uppercase() } else { c.is_ascii_lowercase() },
        |c: &u8| if upper { c.is_ascii_lowercase() } else { c.is_ascii_uppercase() },
    );
    hay.iter().any(good) && !hay.iter().any(bad)
}
/// `istitle`
pub fn is_title(hay: &[u8]) -> bool {
    let (mut cased, mut inside) = (false, false);
    for c in hay {
        if c.is_ascii_alphabetic() {
            if c.is_ascii_uppercase() == inside {
                return false;
            }
            (cased, inside) = (true, true);
        } else {
            inside = false;
        }
    }
    cased
}
/// `translate`
pub fn translate(hay: &[u8], table: Option<&[u8]>, delete: &[u8]) -> Vec<u8> {
    let mut gone = [false; 256];
    delete.iter().for_each(|&c| gone[c as usize] = true);
    hay.iter().filter(|&&c| !gone[c as usize]).map(|&c| table.map_or(c, |t| t[c as usize])).collect()
}
/// `hex`: with a separator after each `group` bytes, counted from the right (from the left when negative).
pub fn hex(data: &[u8], sep: Option<u8>, group: isize) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = Vec::with_capacity(data.len() * 3);
    let size = group.unsigned_abs();
    for (i, &c) in data.iter().enumerate() {
        if let Some(sep) = sep
            && size > 0
            && i > 0
            && (if group > 0 { (data.len() - i).is_multiple_of(size) } else { i % size == 0 })
        {
            out.push(sep);
        }
        out.extend([DIGITS[c as usize >> 4], DIGITS[c as usize & 15]]);
    }
    out
}
/// `fromhex`: the bytes, or the position of what is no hexadecimal digit.
pub fn from_hex(text: impl IntoIterator<Item = u32>) -> Result<Vec<u8>, usize> {
    let text: Vec<u32> = text.into_iter().collect();
    let digit = |i: usize| text.get(i).and_then(|&c| char::from_u32(c)).and_then(|c| c.to_digit(16));
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut at = 0;
    while at < text.len() {
        if u8::try_from(text[at]).is_ok_and(is_space) {
            at += 1;
            continue;
        }
        let high = digit(at).ok_or(at)?;
        let low = digit(at + 1).ok_or(at + 1)?;
        out.push((high << 4 | low) as u8);
        at += 2;
    }
    Ok(out)
}
/// `repr` of bytes; `always` escapes the apostrophe even where it needs none, as bytearray's does.
pub fn repr(data: &[u8], smart: bool, always: bool) -> String {
    let quote = if smart && data.contains(&b'\'') && !data.contains(&b'"') { '"' } else { '\'' };
    let mut out = String::with_capacity(data.len() + 3);
    out.push('b');
    out.push(quote);
    for &c in data {
        match c {
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            _ if c as char == quote || (always && c == b'\'') => {
                out.push('\\');
                out.push(c as char);
            }
            0x20..0x7f => out.push(c as char),
            _ => out.push_str(&format!("\\x{c:02x}")),
        }
    }
    out.push(quote);
    out
}
