//! `TextIOWrapper`: text over a binary stream.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeValue, Visit, Visited};
use mortise_core::objects::codecs::utf8;
use mortise_core::objects::exceptions::classes;
use mortise_core::objects::str::from_chars;
use mortise_core::objects::{Bytes, Dict, Int, Str, Tuple, Type};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, getset, intern, method, native_type, raise};

use super::{Object, base, newlines, text_arg, unsupported};

/// How text becomes bytes.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Coding {
    Utf8,
    Latin1,
    Ascii,
    /// Through the codec's incremental encoder.
    #[default]
    Other,
}

#[derive(Default)]
struct State {
    initialized: bool,
    finalizing: bool,
    buffer: Option<Owned>,
    encoding: Option<Owned<Str>>,
    errors: Option<Owned<Str>>,
    coding: Coding,
    encoder: Option<Owned>,
    decoder: Option<Owned>,
    /// The `newline` argument: `None`, `""`, `"\n"`, `"\r"`, `"\r\n"`.
    newline: Option<&'static str>,
    line_buffering: bool,
    write_through: bool,
    seekable: bool,
    telling: bool,
    has_read1: bool,
    chunk: usize,
    /// Decoded text that was not given out yet, from `used` on.
    decoded: Option<Owned<Str>>,
    used: usize,
    /// The decoder's flags and input at the start of `decoded`.
    snapshot: Option<(Owned, Vec<u8>)>,
    pending: Vec<u8>,
}

/// What `TextIOWrapper` objects hold.
pub struct TextIo(Locked<State>);
impl NativeValue for TextIo {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|s| {
            visit.option(&s.buffer)?;
            visit.option(&s.encoder)?;
            visit.option(&s.decoder)
        })
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(|s| (s.buffer.take(), s.encoder.take(), s.decoder.take())));
    }
}
type Slf<'a, 'py> = Borrowed<'a, 'py, Native<TextIo>>;

fn bound<'py, T>(
    py: Attached<'py>,
    slf: &Slf<'_, 'py>,
    pick: fn(&State) -> &Option<Owned<T>>,
) -> Option<Ref<'py, T>> {
    slf.value().0.with(|s| pick(s).as_ref().map(|o| o.clone_ref(py))).map(|o| o.into_bound(py))
}

/// The binary stream.
fn buffer_of<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let initialized = slf.value().0.with(|s| s.initialized);
    match bound(py, slf, |s| &s.buffer) {
        _ if !initialized => Err(raise!(py, ValueError, "I/O operation on uninitialized object")),
        Some(buffer) => Ok(buffer),
        None => Err(raise!(py, ValueError, "underlying buffer has been detached")),
    }
}
/// The binary stream, which must be open.
fn open_buffer<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let buffer = buffer_of(py, slf)?;
    if base::is_closed(py, &buffer)? {
        return Err(raise!(py, ValueError, "I/O operation on closed file."));
    }
    Ok(buffer)
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<TextIo>>> {
    Native::new_in(py, cls, TextIo(Locked::new(State::default())))
}

fn newline_of<'py>(py: Attached<'py>, value: &Option<Ref<'py, Str>>) -> PyResult<Option<&'static str>> {
    let Some(text) = value else { return Ok(None) };
    match ["", "\n", "\r", "\r\n"].into_iter().find(|n| text.equals_str(n)) {
        Some(n) => Ok(Some(n)),
        None => Err(raise!(py, ValueError, "illegal newline value: {}", text.to_string_lossy())),
    }
}

/// The codec for an encoding, which must be one of text.
fn codec<'py>(py: Attached<'py>, encoding: &Ref<'py, Str>) -> PyResult<Ref<'py>> {
    let info = py.import("_codecs")?.call_method(intern!(py, "lookup"), [encoding])?;
    if let Some(is_text) = info.getattr_opt(intern!(py, "_is_text_encoding"))?
        && !is_text.is_true()?
    {
        return Err(raise!(
            py,
            LookupError,
            "'{}' is not a text encoding; use codecs.open() to handle arbitrary codecs",
            encoding.to_string_lossy()
        ));
    }
    Ok(info)
}

fn coding_of(name: &str) -> Coding {
    match name.to_ascii_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => Coding::Utf8,
        "iso8859-1" | "latin-1" | "latin1" | "iso-8859-1" => Coding::Latin1,
        "ascii" | "us-ascii" => Coding::Ascii,
        _ => Coding::Other,
    }
}

/// Makes encoder and decoder for encoding, errors and newline, and puts them in place.
fn set_coding<'py>(
    py: Attached<'py>,
    slf: &Slf<'_, 'py>,
    encoding: Ref<'py, Str>,
    errors: Ref<'py, Str>,
    newline: Option<&'static str>,
) -> PyResult<()> {
    let buffer = buffer_of(py, slf)?;
    let info = codec(py, &encoding)?;
    let universal = newline.is_none_or(str::is_empty);
    let mut decoder = None;
    if buffer.call_method::<0>(intern!(py, "readable"), [])?.is_true()? {
        let made = info.getattr(intern!(py, "incrementaldecoder"))?.call([&*errors])?;
        decoder = Some(if universal { newlines::wrap(py, made, newline.is_none())? } else { made }.unbind());
    }
    let mut encoder = None;
    let mut coding = Coding::Other;
    if buffer.call_method::<0>(intern!(py, "writable"), [])?.is_true()? {
        encoder = Some(info.getattr(intern!(py, "incrementalencoder"))?.call([&*errors])?.unbind());
        let name = info.getattr(intern!(py, "name"))?;
        coding = name.cast::<Str>().map_or(Coding::Other, |n| coding_of(&n.to_string_lossy()));
    }
    let (encoding, errors) = (encoding.unbind(), errors.unbind());
    let old = slf.value().0.with(|s| {
        s.coding = coding;
        s.newline = newline;
        (
            std::mem::replace(&mut s.encoder, encoder),
            std::mem::replace(&mut s.decoder, decoder),
            s.encoding.replace(encoding),
            s.errors.replace(errors),
        )
    });
    drop(old);
    Ok(())
}

/// An encoder in the middle of a file must not write a byte order mark.
fn fix_encoder<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> PyResult<()> {
    let (seekable, coding) = slf.value().0.with(|s| (s.seekable, s.coding));
    let Some(encoder) = bound(py, slf, |s| &s.encoder) else { return Ok(()) };
    if !seekable || coding != Coding::Other {
        return Ok(());
    }
    let at = buffer_of(py, slf)?.call_method::<0>(intern!(py, "tell"), [])?;
    if at.is_true()? {
        encoder.call_method(intern!(py, "setstate"), [&*py.int(0)?])?;
    }
    Ok(())
}

fn default_encoding(py: Attached<'_>) -> PyResult<Ref<'_, Str>> {
    // The locale's encoding; this runtime speaks UTF-8 with the system in all locales.
    py.str("UTF-8")
}

fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<6> = Signature::new(
        "TextIOWrapper",
        ["buffer", "encoding", "errors", "newline", "line_buffering", "write_through"],
        1,
    );
    let [buffer, encoding, errors, newline, line_buffering, write_through] =
        SIG.parse_tuple(py, args, kwargs)?;
    let buffer = buffer.expect("required").to_owned();
    let encoding = text_arg(py, encoding, "TextIOWrapper", "encoding")?;
    let errors = match errors.filter(|e| !e.is_none()) {
        Some(e) => match e.cast::<Str>() {
            Some(e) => e.clone(),
            None => {
                return Err(raise!(
                    py,
                    TypeError,
                    "TextIOWrapper() argument 'errors' must be str or None, not {}",
                    e.ty().name()
                ));
            }
        },
        None => py.interned("strict")?,
    };
    let newline = newline_of(py, &text_arg(py, newline, "TextIOWrapper", "newline")?)?;
    let line_buffering = line_buffering.map_or(Ok(false), |b| b.is_true())?;
    let write_through = write_through.map_or(Ok(false), |b| b.is_true())?;
    let encoding = match encoding {
        Some(e) if e.equals_str("locale") => default_encoding(py)?,
        Some(e) => e,
        None => default_encoding(py)?,
    };
    if errors.as_utf8().is_ok_and(|e| e.contains('\0')) {
        return Err(raise!(py, ValueError, "embedded null character"));
    }
    if encoding.as_utf8().is_ok_and(|e| e.contains('\0')) {
        return Err(raise!(py, ValueError, "embedded null character"));
    }
    let fresh = State {
        buffer: Some(buffer.clone().unbind()),
        initialized: true,
        line_buffering,
        write_through,
        chunk: super::DEFAULT_BUFFER_SIZE,
        ..State::default()
    };
    drop(slf.value().0.with(|s| std::mem::replace(s, fresh)));
    let made = (|| -> PyResult<()> {
        set_coding(py, &slf, encoding, errors, newline)?;
        let seekable = buffer.call_method::<0>(intern!(py, "seekable"), [])?.is_true()?;
        let has_read1 = buffer.getattr_opt(intern!(py, "read1"))?.is_some();
        slf.value().0.with(|s| {
            s.seekable = seekable;
            s.telling = seekable;
            s.has_read1 = has_read1;
        });
        fix_encoder(py, &slf)
    })();
    if made.is_err() {
        slf.value().0.with(|s| s.initialized = false);
    }
    made
}

/// Gives the encoded text that waits to the binary stream.
fn write_pending<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> PyResult<()> {
    let pending = slf.value().0.with(|s| std::mem::take(&mut s.pending));
    if pending.is_empty() {
        return Ok(());
    }
    let buffer = buffer_of(py, slf)?;
    buffer.call_method(intern!(py, "write"), [&*py.bytes(&pending)?]).map(drop)
}

fn encode<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>, text: &Ref<'py, Str>) -> PyResult<Vec<u8>> {
    let coding = slf.value().0.with(|s| s.coding);
    if let Some(ascii) = text.as_ascii()
        && coding != Coding::Other
    {
        return Ok(ascii.as_bytes().to_vec());
    }
    if coding == Coding::Utf8 {
        let errors =
            bound(py, slf, |s| &s.errors).map_or_else(|| "strict".to_string(), |e| e.to_string_lossy());
        return Ok(utf8::encode(py, text.borrow(), &errors)?.as_bytes().to_vec());
    }
    let Some(encoder) = bound(py, slf, |s| &s.encoder) else {
        return Err(unsupported(py, "not writable"));
    };
    let bytes = encoder.call_method(intern!(py, "encode"), [text])?;
    match bytes.cast::<Bytes>() {
        Some(b) => Ok(b.as_bytes().to_vec()),
        None => Err(raise!(
            py,
            TypeError,
            "encoder should return a bytes object, not '{}'",
            bytes.ty().full_name()
        )),
    }
}

/// Forgets text that was read ahead.
fn drop_decoded(slf: &Slf<'_, '_>) {
    let old = slf.value().0.with(|s| {
        s.used = 0;
        (s.decoded.take(), s.snapshot.take())
    });
    drop(old);
}

fn write<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, text: Borrowed<'_, 'py>) -> Object<'py> {
    let Some(text) = text.cast::<Str>() else {
        return Err(raise!(py, TypeError, "write() argument must be str, not {}", text.ty().name()));
    };
    let buffer = open_buffer(py, &slf)?;
    if slf.value().0.with(|s| s.encoder.is_none()) {
        return Err(unsupported(py, "not writable"));
    }
    let (newline, line_buffering, write_through) =
        slf.value().0.with(|s| (s.newline, s.line_buffering, s.write_through));
    let has = |c: char| text.code_points().any(|p| p == c as u32);
    let length = text.len();
    let replaced = match newline {
        Some(n @ ("\r" | "\r\n")) if has('\n') => {
            let changed = text.call_method(intern!(py, "replace"), [&*py.str("\n")?, &*py.str(n)?])?;
            changed.into_cast::<Str>().ok()
        }
        _ => None,
    };
    let text = replaced.as_ref().unwrap_or(text);
    let flush_lines = line_buffering && (has('\n') || text.code_points().any(|p| p == '\r' as u32));
    let bytes = encode(py, &slf, text)?;
    let full = slf.value().0.with(|s| {
        s.pending.extend_from_slice(&bytes);
        s.pending.len() > s.chunk
    });
    if full || flush_lines || write_through {
        write_pending(py, &slf)?;
    }
    if flush_lines {
        buffer.call_method::<0>(intern!(py, "flush"), [])?;
    }
    drop_decoded(&slf);
    if let Some(decoder) = bound(py, &slf, |s| &s.decoder) {
        decoder.call_method::<0>(intern!(py, "reset"), [])?;
    }
    Ok(py.int_from_usize(length)?.into_any())
}

/// Text that was decoded and not given out: at most `n` characters of it.
fn take_decoded<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>, n: usize) -> PyResult<Ref<'py, Str>> {
    let (text, used) = slf.value().0.with(|s| (s.decoded.as_ref().map(|d| d.clone_ref(py)), s.used));
    let Some(text) = text else { return Ok(mortise_core::objects::str::empty(py)) };
    let text = text.into_bound(py);
    let end = text.len().min(used.saturating_add(n));
    slf.value().0.with(|s| s.used = end);
    if used == 0 && end == text.len() {
        return Ok(text);
    }
    from_chars(py, text.chars().slice(used.min(end), end))
}

fn set_decoded<'py>(slf: &Slf<'_, 'py>, text: Ref<'py, Str>) {
    let text = text.unbind();
    let old = slf.value().0.with(|s| {
        s.used = 0;
        s.decoded.replace(text)
    });
    drop(old);
}

fn decoder_of<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    bound(py, slf, |s| &s.decoder).ok_or_else(|| unsupported(py, "not readable"))
}

fn decode<'py>(
    py: Attached<'py>,
    decoder: &Ref<'py>,
    input: &Ref<'py>,
    last: bool,
) -> PyResult<Ref<'py, Str>> {
    let text = decoder.call_method(intern!(py, "decode"), [input, &py.bool(last)])?;
    match text.into_cast::<Str>() {
        Ok(text) => Ok(text),
        Err(other) => Err(raise!(
            py,
            TypeError,
            "decoder should return a string result, not '{}'",
            other.ty().full_name()
        )),
    }
}

fn decoder_state<'py>(py: Attached<'py>, decoder: &Ref<'py>) -> PyResult<(Vec<u8>, Ref<'py>)> {
    let state = decoder.call_method::<0>(intern!(py, "getstate"), [])?;
    match state.cast::<Tuple>() {
        Some(t) if t.len() == 2 => match t.item(0).cast::<Bytes>() {
            Some(b) => Ok((b.as_bytes().to_vec(), t.item(1).to_owned())),
            None => Err(raise!(
                py,
                TypeError,
                "illegal decoder state: the first item should be a bytes object, not '{}'",
                t.item(0).ty().full_name()
            )),
        },
        _ => Err(raise!(py, TypeError, "illegal decoder state")),
    }
}

/// Reads and decodes one more chunk; false at the end.
fn read_chunk<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> PyResult<bool> {
    let decoder = decoder_of(py, slf)?;
    let buffer = buffer_of(py, slf)?;
    let (telling, has_read1, chunk) = slf.value().0.with(|s| (s.telling, s.has_read1, s.chunk));
    let before = if telling { Some(decoder_state(py, &decoder)?) } else { None };
    let name = if has_read1 { intern!(py, "read1") } else { intern!(py, "read") };
    let input = buffer.call_method(name, [&*py.int_from_usize(chunk)?])?;
    let bytes = match input.cast::<Bytes>() {
        Some(b) => b.as_bytes().to_vec(),
        None => match mortise_core::objects::protocol::buffer::View::simple(py, &input) {
            Ok(view) => view.to_vec()?,
            Err(raised) => {
                raised.clear(py);
                return Err(raise!(
                    py,
                    TypeError,
                    "underlying {}() should have returned a bytes-like object, not '{}'",
                    if has_read1 { "read1" } else { "read" },
                    input.ty().full_name()
                ));
            }
        },
    };
    let end = bytes.is_empty();
    let text = decode(py, &decoder, &input, end)?;
    let more = !end || !text.is_empty();
    set_decoded(slf, text);
    if let Some((mut held, flags)) = before {
        held.extend_from_slice(&bytes);
        let new = (flags.unbind(), held);
        drop(slf.value().0.with(|s| s.snapshot.replace(new)));
    }
    Ok(more)
}

fn join<'py>(py: Attached<'py>, mut parts: Vec<Ref<'py, Str>>) -> PyResult<Ref<'py, Str>> {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return Ok(only);
    }
    let mut out = mortise_core::objects::str::StrBuilder::new();
    for part in &parts {
        out.push_chars(part.chars());
    }
    out.finish(py)
}

fn read<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read", 0, 1)?;
    let n = base::size_arg(py, args.get(0))?;
    let buffer = open_buffer(py, &slf)?;
    let decoder = decoder_of(py, &slf)?;
    write_pending(py, &slf)?;
    let Some(n) = n else {
        let rest = buffer.call_method::<0>(intern!(py, "read"), [])?;
        if rest.is_none() {
            return Err(raise!(py, BlockingIOError, "underlying stream is not ready"));
        }
        let first = take_decoded(py, &slf, usize::MAX)?;
        let text = decode(py, &decoder, &rest, true)?;
        drop_decoded(&slf);
        if first.is_empty() {
            return Ok(text.into_any());
        }
        return Ok(join(py, vec![first, text])?.into_any());
    };
    let mut parts = vec![take_decoded(py, &slf, n)?];
    let mut have = parts[0].len();
    while have < n && read_chunk(py, &slf)? {
        let part = take_decoded(py, &slf, n - have)?;
        have += part.len();
        parts.push(part);
    }
    Ok(join(py, parts)?.into_any())
}

/// Where the line in `text` ends: the index after its end. With `None` the line goes on.
fn line_end(text: &Ref<'_, Str>, start: usize, newline: Option<&str>) -> Option<usize> {
    let chars = text.chars();
    let find = |c: char| (start..chars.len()).find(|&i| chars.at(i) == c as u32);
    match newline {
        None | Some("\n") => find('\n').map(|i| i + 1),
        Some("\r") => find('\r').map(|i| i + 1),
        Some("\r\n") => (start..chars.len().saturating_sub(1))
            .find(|&i| chars.at(i) == 13 && chars.at(i + 1) == 10)
            .map(|i| i + 2),
        // All three kinds, kept as they are; the decoder never splits \r\n.
        Some(_) => (start..chars.len()).find(|&i| matches!(chars.at(i), 10 | 13)).map(|i| {
            if chars.at(i) == 13 && i + 1 < chars.len() && chars.at(i + 1) == 10 { i + 2 } else { i + 1 }
        }),
    }
}

fn line<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>, limit: usize) -> PyResult<Ref<'py, Str>> {
    open_buffer(py, slf)?;
    decoder_of(py, slf)?;
    write_pending(py, slf)?;
    let newline = slf.value().0.with(|s| s.newline);
    let mut line: Option<Ref<'py, Str>> = None;
    loop {
        let (text, used) = slf.value().0.with(|s| (s.decoded.as_ref().map(|d| d.clone_ref(py)), s.used));
        let text = text.map(|t| t.into_bound(py));
        let Some(text) = text.filter(|t| used < t.len()) else {
            if !read_chunk(py, slf)? {
                drop_decoded(slf);
                return Ok(line.unwrap_or_else(|| mortise_core::objects::str::empty(py)));
            }
            continue;
        };
        let have = line.as_ref().map_or(0, |l| l.len());
        // A line end of two characters may be split between what is there already and the new text.
        let rest = from_chars(py, text.chars().slice(used, text.len()))?;
        let whole = match &line {
            Some(l) => join(py, vec![l.clone(), rest])?,
            None => rest,
        };
        let end = line_end(&whole, have.saturating_sub(1), newline).filter(|&e| e > have || have == 0);
        let stop = match end {
            Some(e) => Some(e.min(limit)),
            None if whole.len() >= limit => Some(limit),
            None => None,
        };
        match stop {
            Some(stop) => {
                slf.value().0.with(|s| s.used = used + stop - have);
                return from_chars(py, whole.chars().slice(0, stop));
            }
            None => {
                slf.value().0.with(|s| s.used = text.len());
                line = Some(whole);
            }
        }
    }
}
fn readline<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "readline", 0, 1)?;
    let limit = match args.get(0) {
        Some(n) => usize::try_from(n.index_as_isize(Some(classes::OverflowError()))?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    if limit == 0 {
        open_buffer(py, &slf)?;
        return Ok(mortise_core::objects::str::empty(py).into_any());
    }
    Ok(line(py, &slf, limit)?.into_any())
}
fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    buffer_of(py, &slf)?;
    slf.value().0.with(|s| s.telling = false);
    let line = if slf.type_ptr() == <TextIo as mortise_core::heap::native::NativeClass>::type_object() {
        line(py, &slf, usize::MAX)?.into_any()
    } else {
        slf.call_method::<0>(intern!(py, "readline"), [])?
    };
    if line.size()? > 0 {
        return Ok(Some(line));
    }
    let old = slf.value().0.with(|s| {
        s.telling = s.seekable;
        s.snapshot.take()
    });
    drop(old);
    Ok(None)
}

fn flush<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let buffer = open_buffer(py, &slf)?;
    slf.value().0.with(|s| s.telling = s.seekable);
    write_pending(py, &slf)?;
    buffer.call_method::<0>(intern!(py, "flush"), [])
}

/// What a cookie of `tell` says.
#[derive(Default)]
struct Cookie {
    position: i64,
    flags: i64,
    feed: i64,
    skip: i64,
    need_eof: bool,
}
impl Cookie {
    fn pack<'py>(&self, py: Attached<'py>) -> Object<'py> {
        let mut value = py.int(self.need_eof.into())?.into_any();
        for part in [self.skip, self.feed, self.flags, self.position] {
            value = value.lshift(&*py.int(64)?)?.bitor(&*py.int(part)?)?;
        }
        Ok(value)
    }
    fn unpack<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<Cookie> {
        let mask = py.int(1)?.lshift(&*py.int(64)?)?.sub(&*py.int(1)?)?;
        let part = |i: i64| value.rshift(&*py.int(64 * i)?)?.bitand(&mask)?.as_i64();
        Ok(Cookie {
            position: part(0)?,
            flags: part(1)?,
            feed: part(2)?,
            skip: part(3)?,
            need_eof: part(4)? != 0,
        })
    }
}

fn tell<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let buffer = open_buffer(py, &slf)?;
    let (seekable, telling) = slf.value().0.with(|s| (s.seekable, s.telling));
    if !seekable {
        return Err(unsupported(py, "underlying stream is not seekable"));
    }
    if !telling {
        return Err(raise!(py, OSError, "telling position disabled by next() call"));
    }
    write_pending(py, &slf)?;
    slf.call_method::<0>(intern!(py, "flush"), [])?;
    let at = buffer.call_method::<0>(intern!(py, "tell"), [])?;
    let snapshot =
        slf.value().0.with(|s| s.snapshot.as_ref().map(|(f, b)| (f.clone_ref(py), b.clone(), s.used)));
    let decoder = bound(py, &slf, |s| &s.decoder);
    let (Some(decoder), Some((flags, input, used))) = (decoder, snapshot) else { return Ok(at) };
    let flags = flags.into_bound(py);
    let mut cookie =
        Cookie { position: at.as_i64()? - input.len() as i64, flags: flags.as_i64()?, ..Cookie::default() };
    if used == 0 {
        return cookie.pack(py);
    }
    let saved = decoder.call_method::<0>(intern!(py, "getstate"), [])?;
    let found = (|| -> PyResult<()> {
        let setstate = |flags: &Ref<'py>| {
            let state = py.tuple([py.bytes(b"")?.into_any(), flags.clone()])?;
            decoder.call_method(intern!(py, "setstate"), [&*state]).map(drop)
        };
        // A guess that is right unless line ends were translated or the encoding keeps state.
        let decoded = bound(py, &slf, |s| &s.decoded);
        let guess = decoded.and_then(|d| {
            let head = from_chars(py, d.chars().slice(0, used)).ok()?;
            Some(utf8::encode(py, head.borrow(), "surrogatepass").ok()?.as_bytes().len())
        });
        if let Some(guess) = guess.filter(|&g| g <= input.len()) {
            setstate(&flags)?;
            let text = decode(py, &decoder, &*py.bytes(&input[..guess])?, false)?;
            let (held, now) = decoder_state(py, &decoder)?;
            if text.len() == used && held.is_empty() {
                cookie.position += guess as i64;
                cookie.flags = now.as_i64()?;
                return Ok(());
            }
        }
        // Byte by byte: the last point at which the decoder held nothing back is where a reader can start.
        setstate(&flags)?;
        let (mut chars, mut safe_chars, mut safe_bytes, mut safe_flags) = (0, 0, 0, cookie.flags);
        let mut fed = 0;
        while chars < used && fed < input.len() {
            chars += decode(py, &decoder, &*py.bytes(&input[fed..=fed])?, false)?.len();
            fed += 1;
            let (held, now) = decoder_state(py, &decoder)?;
            if held.is_empty() && chars <= used {
                (safe_chars, safe_bytes, safe_flags) = (chars, fed, now.as_i64()?);
            }
        }
        let mut need_eof = false;
        if chars < used {
            chars += decode(py, &decoder, &*py.bytes(b"")?, true)?.len();
            need_eof = true;
            if chars < used {
                return Err(raise!(py, OSError, "can't reconstruct logical file position"));
            }
        }
        cookie.position += safe_bytes as i64;
        cookie.flags = safe_flags;
        cookie.skip = (used - safe_chars) as i64;
        cookie.feed = if cookie.skip > 0 { (fed - safe_bytes) as i64 } else { 0 };
        cookie.need_eof = need_eof && cookie.skip > 0;
        Ok(())
    })();
    let error = found.err().map(|raised| raised.take(py));
    decoder.call_method(intern!(py, "setstate"), [&saved])?;
    match error {
        Some(error) => Err(mortise_core::state::error::set(py, error)),
        None => cookie.pack(py),
    }
}

fn reset_encoder<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>, at_start: bool) -> PyResult<()> {
    if let Some(encoder) = bound(py, slf, |s| &s.encoder) {
        if at_start {
            encoder.call_method::<0>(intern!(py, "reset"), [])?;
        } else {
            encoder.call_method(intern!(py, "setstate"), [&*py.int(0)?])?;
        }
    }
    Ok(())
}

fn seek<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "seek", 1, 2)?;
    let buffer = open_buffer(py, &slf)?;
    let whence = args.get(1).map_or(Ok(0), |w| w.as_int())?;
    if !slf.value().0.with(|s| s.seekable) {
        return Err(unsupported(py, "underlying stream is not seekable"));
    }
    let mut target = args.get(0).expect("counted").to_owned();
    let zero = py.int(0)?;
    match whence {
        1 => {
            if !target.eq(&zero)? {
                return Err(unsupported(py, "can't do nonzero cur-relative seeks"));
            }
            target = slf.call_method::<0>(intern!(py, "tell"), [])?;
        }
        2 => {
            if !target.eq(&zero)? {
                return Err(unsupported(py, "can't do nonzero end-relative seeks"));
            }
            slf.call_method::<0>(intern!(py, "flush"), [])?;
            drop_decoded(&slf);
            if let Some(decoder) = bound(py, &slf, |s| &s.decoder) {
                decoder.call_method::<0>(intern!(py, "reset"), [])?;
            }
            let at = buffer.call_method(intern!(py, "seek"), [&*zero, &*py.int(2)?])?;
            reset_encoder(py, &slf, !at.is_true()?)?;
            return Ok(at);
        }
        0 => {}
        _ => return Err(raise!(py, ValueError, "invalid whence ({whence}, should be 0, 1 or 2)")),
    }
    if target.rich_compare_bool(&zero, mortise_core::objects::protocol::CompareOp::Lt)? {
        return Err(raise!(py, ValueError, "negative seek position {}", target.repr()?.to_string_lossy()));
    }
    slf.call_method::<0>(intern!(py, "flush"), [])?;
    let cookie = if target.is_instance_of::<Int>() {
        Cookie::unpack(py, &target)?
    } else {
        return Err(raise!(py, TypeError, "an integer is required (got type {})", target.ty().full_name()));
    };
    buffer.call_method(intern!(py, "seek"), [&*py.int(cookie.position)?])?;
    drop_decoded(&slf);
    if let Some(decoder) = bound(py, &slf, |s| &s.decoder) {
        if cookie.position == 0 && cookie.flags == 0 {
            decoder.call_method::<0>(intern!(py, "reset"), [])?;
        } else {
            let state = py.tuple([py.bytes(b"")?.into_any(), py.int(cookie.flags)?.into_any()])?;
            decoder.call_method(intern!(py, "setstate"), [&*state])?;
        }
        if cookie.skip > 0 {
            let input = buffer.call_method(intern!(py, "read"), [&*py.int(cookie.feed)?])?;
            let bytes = input.expect::<Bytes>()?.as_bytes().to_vec();
            let text = decode(py, &decoder, &input, cookie.need_eof)?;
            if text.len() < cookie.skip as usize {
                return Err(raise!(py, OSError, "can't restore logical file position"));
            }
            set_decoded(&slf, text);
            let flags = py.int(cookie.flags)?.into_any().unbind();
            let old = slf.value().0.with(|s| {
                s.used = cookie.skip as usize;
                s.snapshot.replace((flags, bytes))
            });
            drop(old);
        } else {
            let flags = py.int(cookie.flags)?.into_any().unbind();
            drop(slf.value().0.with(|s| s.snapshot.replace((flags, Vec::new()))));
        }
    }
    reset_encoder(py, &slf, cookie.position == 0)?;
    Ok(target)
}
fn truncate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "truncate", 0, 1)?;
    let buffer = buffer_of(py, &slf)?;
    slf.call_method::<0>(intern!(py, "flush"), [])?;
    let size = args.get(0).map_or_else(|| py.none(), Borrowed::to_owned);
    buffer.call_method(intern!(py, "truncate"), [&size])
}
fn close<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let buffer = buffer_of(py, &slf)?;
    if base::is_closed(py, &buffer)? {
        return Ok(py.none());
    }
    if slf.value().0.with(|s| s.finalizing)
        && let Err(raised) = buffer.call_method(intern!(py, "_dealloc_warn"), [&slf])
    {
        raised.clear(py);
    }
    let first = match slf.call_method::<0>(intern!(py, "flush"), []) {
        Ok(_) => None,
        Err(raised) => Some(raised.take(py)),
    };
    match (buffer.call_method::<0>(intern!(py, "close"), []), first) {
        (Ok(result), None) => Ok(result),
        (Ok(_), Some(error)) => Err(mortise_core::state::error::set(py, error)),
        (Err(raised), None) => Err(raised),
        (Err(raised), Some(error)) => {
            mortise_core::state::error::chain(py, error);
            Err(raised)
        }
    }
}
fn detach<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    buffer_of(py, &slf)?;
    slf.call_method::<0>(intern!(py, "flush"), [])?;
    let buffer = slf.value().0.with(|s| s.buffer.take());
    buffer.map_or_else(|| Ok(py.none()), |b| Ok(b.into_bound(py)))
}

fn reconfigure<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<5> = Signature::with(
        "reconfigure",
        ["encoding", "errors", "newline", "line_buffering", "write_through"],
        0,
        0,
        0,
    );
    let [encoding, errors, newline, line_buffering, write_through] = SIG.parse(py, args)?;
    let encoding = text_arg(py, encoding, "reconfigure", "encoding")?;
    let errors = text_arg(py, errors, "reconfigure", "errors")?;
    let newline_given = newline.is_some();
    let newline = newline_of(py, &text_arg(py, newline, "reconfigure", "newline")?)?;
    let started = slf.value().0.with(|s| s.decoded.is_some() || s.snapshot.is_some());
    if started && (encoding.is_some() || errors.is_some() || newline_given) {
        return Err(unsupported(
            py,
            "It is not possible to set the encoding or newline of stream after the first read",
        ));
    }
    let flag = |v: Option<Borrowed<'_, 'py>>| -> PyResult<Option<bool>> {
        v.filter(|v| !v.is_none()).map(|v| v.is_true()).transpose()
    };
    let (line_buffering, write_through) = (flag(line_buffering)?, flag(write_through)?);
    slf.call_method::<0>(intern!(py, "flush"), [])?;
    if encoding.is_some() || errors.is_some() || newline_given {
        let old = |pick| bound(py, &slf, pick);
        let new_errors = match (errors, &encoding) {
            (Some(e), _) => e,
            (None, Some(_)) => py.interned("strict")?,
            (None, None) => old(|s| &s.errors).map_or_else(|| py.interned("strict"), Ok)?,
        };
        let encoding = match encoding {
            Some(e) if e.equals_str("locale") => default_encoding(py)?,
            Some(e) => e,
            None => old(|s| &s.encoding).map_or_else(|| default_encoding(py), Ok)?,
        };
        let newline = if newline_given { newline } else { slf.value().0.with(|s| s.newline) };
        set_coding(py, &slf, encoding, new_errors, newline)?;
        fix_encoder(py, &slf)?;
    }
    slf.value().0.with(|s| {
        s.line_buffering = line_buffering.unwrap_or(s.line_buffering);
        s.write_through = write_through.unwrap_or(s.write_through);
    });
    Ok(py.none())
}

macro_rules! delegate {
    ($($name:ident $python:literal;)*) => { $(
        fn $name<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
            buffer_of(py, &slf)?.call_method::<0>(intern!(py, $python), [])
        }
    )* };
}
delegate! { seekable "seekable"; readable "readable"; writable "writable"; fileno "fileno"; isatty "isatty"; }

fn get_closed<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    buffer_of(py, &slf)?.getattr(intern!(py, "closed"))
}
fn get_name<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    buffer_of(py, &slf)?.getattr(intern!(py, "name"))
}
fn get_buffer<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(bound(py, &slf, |s| &s.buffer).unwrap_or_else(|| py.none()))
}
fn get_encoding<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(bound(py, &slf, |s| &s.encoding).map_or_else(|| py.none(), Ref::into_any))
}
fn get_errors<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    if !slf.value().0.with(|s| s.initialized) {
        return Err(raise!(py, ValueError, "I/O operation on uninitialized object"));
    }
    Ok(bound(py, &slf, |s| &s.errors).map_or_else(|| py.none(), Ref::into_any))
}
fn get_newlines<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    match bound(py, &slf, |s| &s.decoder) {
        Some(decoder) => Ok(decoder.getattr_opt(intern!(py, "newlines"))?.unwrap_or_else(|| py.none())),
        None => Ok(py.none()),
    }
}
fn get_line_buffering<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().0.with(|s| s.line_buffering)))
}
fn get_write_through<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().0.with(|s| s.write_through)))
}
fn get_finalizing<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().0.with(|s| s.finalizing)))
}
fn set_finalizing<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let Some(value) = value else { return Err(raise!(py, TypeError, "can't delete numeric/char attribute")) };
    let value = value.is_true()?;
    slf.value().0.with(|s| s.finalizing = value);
    Ok(())
}
fn get_chunk<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.int_from_usize(slf.value().0.with(|s| s.chunk))?.into_any())
}
fn set_chunk<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    let Some(value) = value else { return Err(raise!(py, AttributeError, "cannot delete attribute")) };
    let n = value.index_as_isize(Some(classes::ValueError()))?;
    if n <= 0 {
        return Err(raise!(py, ValueError, "a strictly positive integer is required"));
    }
    slf.value().0.with(|s| s.chunk = n as usize);
    Ok(())
}
fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    if !slf.value().0.with(|s| s.initialized) {
        return Err(raise!(py, ValueError, "I/O operation on uninitialized object"));
    }
    let mut text = format!("<{}", slf.ty().full_name());
    for (name, key) in [(intern!(py, "name"), "name"), (intern!(py, "mode"), "mode")] {
        match slf.getattr_opt(name) {
            Ok(Some(value)) => text.push_str(&format!(" {key}={}", value.repr()?.to_string_lossy())),
            Ok(None) => {}
            Err(raised) if raised.matches(py, classes::ValueError()) => raised.clear(py),
            Err(raised) => return Err(raised),
        }
    }
    let encoding = get_encoding(py, slf)?.repr()?.to_string_lossy();
    py.str(&format!("{text} encoding={encoding}>"))
}

native_type! {
    /// `_io.TextIOWrapper`
    pub static TEXT_IO: TextIo = "_io.TextIOWrapper" {
        dict: true, weakrefs: true,
        base: &raw mut base::TEXT_IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "TextIOWrapper(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, write_through=False)\n--\n\nCharacter and line based layer over a BufferedIOBase object, buffer.",
        slots: { tp_new: new, tp_init: init, tp_repr: repr, tp_iternext: next },
        methods: [
            method!(noargs "detach", detach, "detach($self, /)\n--\n\n"),
            method!(keywords "reconfigure", reconfigure, "reconfigure($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)\n--\n\nReconfigure the text stream with new parameters."),
            method!(o "write", write, "write($self, text, /)\n--\n\n"),
            method!(fastcall "read", read, "read($self, size=-1, /)\n--\n\n"),
            method!(fastcall "readline", readline, "readline($self, size=-1, /)\n--\n\n"),
            method!(noargs "flush", flush, "flush($self, /)\n--\n\n"),
            method!(noargs "close", close, "close($self, /)\n--\n\n"),
            method!(noargs "fileno", fileno, "fileno($self, /)\n--\n\n"),
            method!(noargs "seekable", seekable, "seekable($self, /)\n--\n\n"),
            method!(noargs "readable", readable, "readable($self, /)\n--\n\n"),
            method!(noargs "writable", writable, "writable($self, /)\n--\n\n"),
            method!(noargs "isatty", isatty, "isatty($self, /)\n--\n\n"),
            method!(fastcall "seek", seek, "seek($self, cookie, whence=os.SEEK_SET, /)\n--\n\nSet the stream position, and return the new stream position."),
            method!(noargs "tell", tell, "tell($self, /)\n--\n\nReturn the stream position as an opaque number."),
            method!(fastcall "truncate", truncate, "truncate($self, pos=None, /)\n--\n\n"),
            method!(noargs "__getstate__", super::no_pickle),
        ],
        getset: [
            getset!("encoding", get_encoding, ""),
            getset!("buffer", get_buffer, ""),
            getset!("line_buffering", get_line_buffering, ""),
            getset!("write_through", get_write_through, ""),
            getset!("_finalizing", get_finalizing, set_finalizing, ""),
            getset!("name", get_name, ""),
            getset!("closed", get_closed, ""),
            getset!("newlines", get_newlines, ""),
            getset!("errors", get_errors, ""),
            getset!("_CHUNK_SIZE", get_chunk, set_chunk, ""),
        ],
    }
}
