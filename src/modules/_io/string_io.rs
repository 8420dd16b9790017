//! `StringIO`: a text stream in memory.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeValue};
use mortise_core::objects::str::StrBuilder;
use mortise_core::objects::{Dict, Str, Tuple, Type};
use mortise_core::{Attached, Borrowed, PyResult, Ref, getset, intern, method, native_type, raise};

use super::newlines::Translator;
use super::{Object, base};

#[derive(Default)]
struct State {
    initialized: bool,
    closed: bool,
    text: Vec<u32>,
    pos: usize,
    newline: Option<&'static str>,
    translator: Option<Translator>,
}
/// What `StringIO` objects hold.
pub struct StringIo(Locked<State>);
impl NativeValue for StringIo {}
type Slf<'a, 'py> = Borrowed<'a, 'py, Native<StringIo>>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<StringIo>>> {
    Native::new_in(py, cls, StringIo(Locked::new(State::default())))
}
fn check(py: Attached<'_>, slf: &Slf<'_, '_>) -> PyResult<()> {
    match slf.value().0.with(|s| (s.initialized, s.closed)) {
        (false, _) => Err(raise!(py, ValueError, "I/O operation on uninitialized object")),
        (_, true) => Err(raise!(py, ValueError, "I/O operation on closed file")),
        _ => Ok(()),
    }
}
fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<2> = Signature::new("StringIO", ["initial_value", "newline"], 0);
    let [initial, newline] = SIG.parse_tuple(py, args, kwargs)?;
    let newline = match newline {
        None => Some("\n"),
        Some(n) if n.is_none() => None,
        Some(n) => match n.cast::<Str>() {
            Some(text) => match ["", "\n", "\r", "\r\n"].into_iter().find(|k| text.equals_str(k)) {
                Some(known) => Some(known),
                None => {
                    let shown = text.repr()?.to_string_lossy();
                    return Err(raise!(py, ValueError, "illegal newline value: {shown}"));
                }
            },
            None => {
                return Err(raise!(py, TypeError, "newline must be str or None, not {}", n.ty().full_name()));
            }
        },
    };
    let initial = initial.filter(|i| !i.is_none());
    if let Some(i) = initial
        && !i.is_instance_of::<Str>()
    {
        return Err(raise!(py, TypeError, "initial_value must be str or None, not {}", i.ty().full_name()));
    }
    slf.value().0.with(|s| {
        *s = State {
            initialized: true,
            newline,
            translator: newline.is_none_or(str::is_empty).then(|| Translator::new(newline.is_none())),
            ..State::default()
        }
    });
    if let Some(i) = initial.as_ref().and_then(|i| i.cast::<Str>()) {
        put(py, &slf, i)?;
        slf.value().0.with(|s| s.pos = 0);
    }
    Ok(())
}
fn put<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>, text: &Ref<'py, Str>) -> PyResult<()> {
    let (translator, newline) = slf.value().0.with(|s| (s.translator, s.newline));
    let translated = match translator {
        Some(mut t) => {
            let out = t.run(py, text, true)?;
            slf.value().0.with(|s| s.translator = Some(t));
            out
        }
        None => text.clone(),
    };
    let mut points: Vec<u32> = Vec::with_capacity(translated.len());
    for c in translated.code_points() {
        match newline {
            Some(n @ ("\r" | "\r\n")) if c == '\n' as u32 => points.extend(n.chars().map(|c| c as u32)),
            _ => points.push(c),
        }
    }
    slf.value().0.with(|s| {
        let end = s.pos + points.len();
        if s.text.len() < end {
            s.text.resize(end, 0);
        }
        s.text[s.pos..end].copy_from_slice(&points);
        s.pos = end;
    });
    Ok(())
}
fn write<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, text: Borrowed<'_, 'py>) -> Object<'py> {
    if !slf.value().0.with(|s| s.initialized) {
        check(py, &slf)?;
    }
    let Some(text) = text.cast::<Str>() else {
        return Err(raise!(py, TypeError, "string argument expected, got '{}'", text.ty().full_name()));
    };
    check(py, &slf)?;
    if !text.is_empty() {
        put(py, &slf, text)?;
    }
    Ok(py.int_from_usize(text.len())?.into_any())
}
fn text_of<'py>(py: Attached<'py>, points: &[u32]) -> Object<'py> {
    let mut out = StrBuilder::with_capacity(points.len());
    for &c in points {
        out.push(c);
    }
    Ok(out.finish(py)?.into_any())
}
fn take<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>, n: usize) -> Object<'py> {
    let part = slf.value().0.with(|s| {
        let start = s.pos.min(s.text.len());
        let end = start.saturating_add(n).min(s.text.len());
        s.pos = s.pos.max(end);
        s.text[start..end].to_vec()
    });
    text_of(py, &part)
}
fn line_length(slf: &Slf<'_, '_>) -> usize {
    slf.value().0.with(|s| {
        let rest = s.text.get(s.pos..).unwrap_or(&[]);
        let is = |i: usize, c: char| rest.get(i) == Some(&(c as u32));
        let end = match s.newline {
            None | Some("\n") => (0..rest.len()).find(|&i| is(i, '\n')).map(|i| i + 1),
            Some("\r") => (0..rest.len()).find(|&i| is(i, '\r')).map(|i| i + 1),
            Some("\r\n") => (0..rest.len()).find(|&i| is(i, '\r') && is(i + 1, '\n')).map(|i| i + 2),
            Some(_) => (0..rest.len())
                .find(|&i| is(i, '\n') || is(i, '\r'))
                .map(|i| if is(i, '\r') && is(i + 1, '\n') { i + 2 } else { i + 1 }),
        };
        end.unwrap_or(rest.len())
    })
}
fn read<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read", 0, 1)?;
    let n = base::size_arg(py, args.get(0))?.unwrap_or(usize::MAX);
    check(py, &slf)?;
    take(py, &slf, n)
}
fn readline<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "readline", 0, 1)?;
    let n = base::size_arg(py, args.get(0))?.unwrap_or(usize::MAX);
    check(py, &slf)?;
    take(py, &slf, line_length(&slf).min(n))
}
fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    check(py, &slf)?;
    match line_length(&slf) {
        0 => Ok(None),
        n => take(py, &slf, n).map(Some),
    }
}
fn getvalue<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check(py, &slf)?;
    let all = slf.value().0.with(|s| s.text.clone());
    text_of(py, &all)
}
fn tell<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check(py, &slf)?;
    Ok(py.int_from_usize(slf.value().0.with(|s| s.pos))?.into_any())
}
fn seek<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "seek", 1, 2)?;
    let at = args.get(0).expect("counted").index()?.as_i64()?;
    let whence = args.get(1).map_or(Ok(0), |w| w.as_int())?;
    check(py, &slf)?;
    if !(0..=2).contains(&whence) {
        return Err(raise!(py, ValueError, "Invalid whence ({whence}, should be 0, 1 or 2)"));
    }
    if at < 0 && whence == 0 {
        return Err(raise!(py, ValueError, "Negative seek position {at}"));
    }
    if whence != 0 && at != 0 {
        return Err(raise!(
            py,
            OSError,
            "Can't do nonzero {}-relative seeks",
            if whence == 1 { "cur" } else { "end" }
        ));
    }
    let at = slf.value().0.with(|s| {
        s.pos = match whence {
            0 => at as usize,
            1 => s.pos,
            _ => s.text.len(),
        };
        s.pos
    });
    Ok(py.int_from_usize(at)?.into_any())
}
fn truncate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "truncate", 0, 1)?;
    check(py, &slf)?;
    let n = match args.get(0).filter(|n| !n.is_none()) {
        Some(n) => n.index()?.as_i64()?,
        None => slf.value().0.with(|s| s.pos as i64),
    };
    if n < 0 {
        return Err(raise!(py, ValueError, "Negative size value {n}"));
    }
    slf.value().0.with(|s| s.text.truncate(n as usize));
    Ok(py.int(n)?.into_any())
}
fn close<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    slf.value().0.with(|s| {
        s.closed = true;
        s.text = Vec::new();
    });
    Ok(py.none())
}
fn yes<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check(py, &slf)?;
    Ok(py.bool(true))
}
fn get_closed<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().0.with(|s| s.closed)))
}
fn get_newlines<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check(py, &slf)?;
    slf.value().0.with(|s| s.translator).map_or_else(|| Ok(py.none()), |t| t.newlines(py))
}
fn get_line_buffering<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check(py, &slf)?;
    Ok(py.bool(false))
}
fn getstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let value = getvalue(py, slf)?;
    let (newline, pos) = slf.value().0.with(|s| (s.newline, s.pos));
    let newline = newline.map_or_else(|| Ok(py.none()), |n| Ok(py.str(n)?.into_any()))?;
    let dict = slf.getattr(intern!(py, "__dict__"))?;
    let dict = if dict.is_true()? { dict.call_method::<0>(intern!(py, "copy"), [])? } else { py.none() };
    Ok(py.tuple([value, newline, py.int_from_usize(pos)?.into_any(), dict])?.into_any())
}
fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> Object<'py> {
    let Some(t) = state.cast::<Tuple>().filter(|t| t.len() >= 4) else {
        return Err(raise!(
            py,
            TypeError,
            "{}.__setstate__ argument should be 4-tuple, got {}",
            slf.ty().full_name(),
            state.ty().full_name()
        ));
    };
    init(py, slf, py.tuple([py.str("")?.into_any(), t.item(1).to_owned()])?.borrow(), None)?;
    // The value is the text as it was held: line ends are not translated again.
    let points: Vec<u32> = t.item(0).expect::<Str>()?.code_points().collect();
    let pos = t.item(2).as_i64()?;
    if pos < 0 {
        return Err(raise!(py, ValueError, "position value cannot be negative"));
    }
    slf.value().0.with(|s| {
        s.text = points;
        s.pos = pos as usize;
    });
    if !t.item(3).is_none() {
        slf.getattr(intern!(py, "__dict__"))?.call_method(intern!(py, "update"), [&t.item(3)])?;
    }
    Ok(py.none())
}

native_type! {
    /// `_io.StringIO`
    pub static STRING_IO: StringIo = "_io.StringIO" {
        dict: true, weakrefs: true,
        base: &raw mut base::TEXT_IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "StringIO(initial_value='', newline='\\n')\n--\n\nText I/O implementation using an in-memory buffer.",
        slots: { tp_new: new, tp_init: init, tp_iternext: next },
        methods: [
            method!(noargs "close", close, "close($self, /)\n--\n\nClose the IO object."),
            method!(noargs "getvalue", getvalue, "getvalue($self, /)\n--\n\nRetrieve the entire contents of the object."),
            method!(fastcall "read", read, "read($self, size=-1, /)\n--\n\nRead at most size characters, returned as a string."),
            method!(fastcall "readline", readline, "readline($self, size=-1, /)\n--\n\nRead until newline or EOF."),
            method!(noargs "tell", tell, "tell($self, /)\n--\n\nTell the current file position."),
            method!(fastcall "truncate", truncate, "truncate($self, pos=None, /)\n--\n\nTruncate size to pos."),
            method!(fastcall "seek", seek, "seek($self, pos, whence=0, /)\n--\n\nChange stream position."),
            method!(o "write", write, "write($self, s, /)\n--\n\nWrite string to file."),
            method!(noargs "seekable", yes, "seekable($self, /)\n--\n\nReturns True if the IO object can be seeked."),
            method!(noargs "readable", yes, "readable($self, /)\n--\n\nReturns True if the IO object can be read."),
            method!(noargs "writable", yes, "writable($self, /)\n--\n\nReturns True if the IO object can be written."),
            method!(noargs "__getstate__", getstate),
            method!(o "__setstate__", setstate),
        ],
        getset: [
            getset!("closed", get_closed, ""),
            getset!("newlines", get_newlines, ""),
            getset!("line_buffering", get_line_buffering, ""),
        ],
    }
}
