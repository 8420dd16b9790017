//! `IncrementalNewlineDecoder`: turns line ends into `\n` and remembers which kinds it met.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeValue, Visit, Visited};
use mortise_core::objects::str::StrBuilder;
use mortise_core::objects::{Bytes, Dict, Str, Tuple, Type};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, getset, intern, method, native_type, raise};

use super::Object;

const CR: u32 = '\r' as u32;
const LF: u32 = '\n' as u32;
const SEEN_CR: u8 = 1;
const SEEN_LF: u8 = 2;
const SEEN_CRLF: u8 = 4;

/// Translation of line ends, without a decoder.
#[derive(Clone, Copy, Default)]
pub struct Translator {
    /// Whether line ends are turned into `\n`.
    pub translate: bool,
    pending_cr: bool,
    seen: u8,
}

impl Translator {
    /// A fresh one.
    pub fn new(translate: bool) -> Translator {
        Translator { translate, pending_cr: false, seen: 0 }
    }
    /// Handles a piece of text; a `\r` at its end waits for what follows unless `last`.
    pub fn run<'py>(
        &mut self,
        py: Attached<'py>,
        text: &Ref<'py, Str>,
        last: bool,
    ) -> PyResult<Ref<'py, Str>> {
        let plain = !self.pending_cr && text.as_ascii().is_some_and(|t| !t.contains('\r'));
        if plain {
            if self.seen & SEEN_LF == 0 && text.as_ascii().is_some_and(|t| t.contains('\n')) {
                self.seen |= SEEN_LF;
            }
            return Ok(text.clone());
        }
        let mut out = StrBuilder::with_capacity(text.len() + 1);
        let mut points = self.pending_cr.then_some(CR).into_iter().chain(text.code_points()).peekable();
        self.pending_cr = false;
        while let Some(c) = points.next() {
            match c {
                CR => match points.peek() {
                    Some(&LF) => {
                        points.next();
                        self.seen |= SEEN_CRLF;
                        if !self.translate {
                            out.push(CR);
                        }
                        out.push(LF);
                    }
                    None if !last => self.pending_cr = true,
                    _ => {
                        self.seen |= SEEN_CR;
                        out.push(if self.translate { LF } else { CR });
                    }
                },
                LF => {
                    self.seen |= SEEN_LF;
                    out.push(LF);
                }
                _ => out.push(c),
            }
        }
        out.finish(py)
    }
    /// Forgets everything.
    pub fn reset(&mut self) {
        self.pending_cr = false;
        self.seen = 0;
    }
    /// The kinds met: None, a str, or a tuple.
    pub fn newlines<'py>(&self, py: Attached<'py>) -> Object<'py> {
        let mut kinds = Vec::new();
        for (bit, text) in [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")] {
            if self.seen & bit != 0 {
                kinds.push(py.str(text)?.into_any());
            }
        }
        match kinds.len() {
            0 => Ok(py.none()),
            1 => Ok(kinds.remove(0)),
            _ => Ok(py.tuple(kinds)?.into_any()),
        }
    }
}

/// What `IncrementalNewlineDecoder` objects hold.
pub struct NewlineDecoder(Locked<(Option<Owned>, Translator)>);
impl NativeValue for NewlineDecoder {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|s| visit.option(&s.0))
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(|s| s.0.take()));
    }
}
type Slf<'a, 'py> = Borrowed<'a, 'py, Native<NewlineDecoder>>;

/// A decoder around another one.
pub fn wrap<'py>(py: Attached<'py>, decoder: Ref<'py>, translate: bool) -> PyResult<Ref<'py>> {
    let state = (Some(decoder.unbind()), Translator::new(translate));
    Ok(Native::new(py, NewlineDecoder(Locked::new(state)))?.into_any())
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<NewlineDecoder>>> {
    Native::new_in(py, cls, NewlineDecoder(Locked::new((None, Translator::default()))))
}
fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<3> =
        Signature::new("IncrementalNewlineDecoder", ["decoder", "translate", "errors"], 2);
    let [decoder, translate, _errors] = SIG.parse_tuple(py, args, kwargs)?;
    let decoder = decoder.filter(|d| !d.is_none()).map(|d| d.to_owned().unbind());
    let translate = translate.expect("required").is_true()?;
    drop(slf.value().0.with(|s| std::mem::replace(s, (decoder, Translator::new(translate)))));
    Ok(())
}
fn decoder_of<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> Option<Ref<'py>> {
    slf.value().0.with(|s| s.0.as_ref().map(|d| d.clone_ref(py))).map(|d| d.into_bound(py))
}
fn decode<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("decode", ["input", "final"], 1);
    let [input, last] = SIG.parse(py, args)?;
    let input = input.expect("required");
    let last = last.map_or(Ok(false), |l| l.is_true())?;
    let decoded = match decoder_of(py, &slf) {
        Some(decoder) => decoder.call_method(intern!(py, "decode"), [&input, &py.bool(last)])?,
        None => input.to_owned(),
    };
    let Some(text) = decoded.cast::<Str>() else {
        return Err(raise!(
            py,
            TypeError,
            "decoder should return a string result, not '{}'",
            decoded.ty().full_name()
        ));
    };
    let mut translator = slf.value().0.with(|s| s.1);
    let out = translator.run(py, text, last)?;
    slf.value().0.with(|s| s.1 = translator);
    Ok(out.into_any())
}
fn getstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let (buffer, flag) = match decoder_of(py, &slf) {
        None => (py.bytes(b"")?.into_any(), py.int(0)?.into_any()),
        Some(decoder) => {
            let state = decoder.call_method::<0>(intern!(py, "getstate"), [])?;
            match state.cast::<Tuple>() {
                Some(t) if t.len() == 2 && t.item(0).is_instance_of::<Bytes>() => {
                    (t.item(0).to_owned(), t.item(1).to_owned())
                }
                _ => return Err(raise!(py, TypeError, "illegal decoder state")),
            }
        }
    };
    let pending = slf.value().0.with(|s| s.1.pending_cr);
    let flag = flag.lshift(&*py.int(1)?)?.bitor(&*py.int(pending.into())?)?;
    Ok(py.tuple([buffer, flag])?.into_any())
}
fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> Object<'py> {
    let Some(t) = state.cast::<Tuple>().filter(|t| t.len() == 2) else {
        return Err(raise!(py, TypeError, "state argument must be a tuple"));
    };
    let (buffer, flag) = (t.item(0), t.item(1));
    let one = py.int(1)?;
    let pending = flag.bitand(&one)?.is_true()?;
    slf.value().0.with(|s| s.1.pending_cr = pending);
    if let Some(decoder) = decoder_of(py, &slf) {
        let inner = py.tuple([buffer.to_owned(), flag.rshift(&one)?])?;
        return decoder.call_method(intern!(py, "setstate"), [&*inner]);
    }
    Ok(py.none())
}
fn reset<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    slf.value().0.with(|s| s.1.reset());
    match decoder_of(py, &slf) {
        Some(decoder) => decoder.call_method::<0>(intern!(py, "reset"), []),
        None => Ok(py.none()),
    }
}
fn get_newlines<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    slf.value().0.with(|s| s.1).newlines(py)
}

native_type! {
    /// `_io.IncrementalNewlineDecoder`
    pub static NEWLINE_DECODER: NewlineDecoder = "_io.IncrementalNewlineDecoder" {
        dict: false, weakrefs: false,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "IncrementalNewlineDecoder(decoder, translate, errors='strict')\n--\n\nCodec used when reading a file in universal newlines mode.",
        slots: { tp_new: new, tp_init: init },
        methods: [
            method!(keywords "decode", decode, "decode($self, /, input, final=False)\n--\n\n"),
            method!(noargs "getstate", getstate, "getstate($self, /)\n--\n\n"),
            method!(o "setstate", setstate, "setstate($self, state, /)\n--\n\n"),
            method!(noargs "reset", reset, "reset($self, /)\n--\n\n"),
        ],
        getset: [getset!("newlines", get_newlines, "")],
    }
}
