//! Quoted-printable (RFC 2045), and its variant for headers (RFC 2047).

use mortise_core::objects::protocol::buffer::View;

use super::{Mod, ascii_bytes, flag};
use crate::support::prelude::*;

const MAX_LINE: usize = 76;

pub(super) fn a2b_qp<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIGNATURE: Signature<2> = Signature::new("a2b_qp", ["data", "header"], 1);
    let [data, header] = SIGNATURE.parse(py, args)?;
    let text = ascii_bytes(py, &data.expect("required"))?;
    let header = flag(header, false)?;
    let digit = |i: usize| text.get(i).and_then(|&c| (c as char).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let c = text[at];
        at += 1;
        match c {
            b'=' => match text.get(at) {
                None => {}
                // A line that goes on: what is left of it is passed over.
                Some(b'\n' | b'\r') => {
                    while at < text.len() && text[at] != b'\n' {
                        at += 1;
                    }
                    at += 1;
                }
                Some(b'=') => {
                    // A broken encoder's `==` stands for one.
                    out.push(b'=');
                    at += 1;
                }
                Some(_) => match (digit(at), digit(at + 1)) {
                    (Some(high), Some(low)) => {
                        out.push((high << 4 | low) as u8);
                        at += 2;
                    }
                    _ => out.push(b'='),
                },
            },
            b'_' if header => out.push(b' '),
            c => out.push(c),
        }
    }
    py.bytes(&out)
}

struct Options {
    quote_tabs: bool,
    text: bool,
    header: bool,
}

pub(super) fn b2a_qp<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIGNATURE: Signature<4> = Signature::new("b2a_qp", ["data", "quotetabs", "istext", "header"], 1);
    let [data, quote_tabs, text, header] = SIGNATURE.parse(py, args)?;
    let view = View::simple(py, &data.expect("required"))?;
    let options = Options {
        quote_tabs: flag(quote_tabs, false)?,
        text: flag(text, true)?,
        header: flag(header, false)?,
    };
    py.bytes(&encode(view.bytes(), &options))
}

/// Whether the byte at `i`, which starts the output line's column `column`, must be written with its number.
fn must_quote(data: &[u8], i: usize, column: usize, options: &Options) -> bool {
    let next = data.get(i + 1).copied();
    match data[i] {
        b'=' => true,
        b'_' => options.header,
        // A full stop alone on its line ends a mail.
        b'.' => column == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0)),
        b'\r' | b'\n' => !options.text,
        b' ' | b'\t' if next.is_none() => true,
        b' ' | b'\t' => options.quote_tabs,
        c => !(33..127).contains(&c),
    }
}

fn encode(data: &[u8], options: &Options) -> Vec<u8> {
    // Line ends are written as the first one of the data is.
    let crlf = data.iter().position(|&c| c == b'\n').is_some_and(|i| i > 0 && data[i - 1] == b'\r');
    let line_end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
    let number = |c: u8| {
        let digit = |n: u8| b"0123456789ABCDEF"[n as usize];
        [b'=', digit(c >> 4), digit(c & 15)]
    };
    let mut out = Vec::with_capacity(data.len() + data.len() / 4);
    let (mut i, mut column) = (0, 0);
    while i < data.len() {
        let c = data[i];
        if must_quote(data, i, column, options) {
            if column + 3 >= MAX_LINE {
                out.push(b'=');
                out.extend(line_end);
                column = 0;
            }
            out.extend(number(c));
            column += 3;
            i += 1;
            continue;
        }
        let ends_line = c == b'\n' || c == b'\r' && data.get(i + 1) == Some(&b'\n');
        if options.text && ends_line {
            // Blanks at the end of a line get lost on the way.
            if let Some(&blank @ (b' ' | b'\t')) = out.last() {
                out.pop();
                out.extend(number(blank));
            }
            out.extend(line_end);
            column = 0;
            i += if c == b'\r' { 2 } else { 1 };
            continue;
        }
        let last_of_line = matches!(data.get(i + 1), None | Some(b'\n'));
        if !last_of_line && column + 1 >= MAX_LINE {
            out.push(b'=');
            out.extend(line_end);
            column = 0;
        }
        column += 1;
        out.push(if options.header && c == b' ' { b'_' } else { c });
        i += 1;
    }
    out
}
