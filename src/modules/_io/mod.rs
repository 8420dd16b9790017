//! `_io`: streams.
#![deny(unsafe_code)]

pub mod base;
pub mod buffered;
pub mod bytes_io;
#[allow(unsafe_code)]
mod export;
pub mod fileio;
pub mod newlines;
pub mod pair;
pub mod string_io;
pub mod text;

use std::sync::OnceLock;

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{add, add_int, add_type, class_object, new_class, ready};
use mortise_core::heap::native::NativeClass;
use mortise_core::objects::exceptions::{classes, warn};
use mortise_core::objects::{Int, Module, Str};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Raised, Ref, builtin_module, intern, method, raise};

/// What functions of this module return.
pub type Object<'py> = PyResult<Ref<'py>>;

/// Buffer size when nothing else is known.
pub const DEFAULT_BUFFER_SIZE: usize = 8192;

static UNSUPPORTED: OnceLock<Owned> = OnceLock::new();

/// Raises `io.UnsupportedOperation`.
pub fn unsupported(py: Attached<'_>, text: &str) -> Raised {
    let class = match UNSUPPORTED.get() {
        Some(class) => class.bind(py).to_owned(),
        None => class_object(py, classes::OSError()),
    };
    match py.str(text) {
        Ok(text) => mortise_core::state::error::set_object(py, &class, Some(&text)),
        Err(raised) => raised,
    }
}

/// `<class name='…'>`, without the name when there is none.
pub fn named_repr<'py>(py: Attached<'py>, slf: &Ref<'py>) -> PyResult<Ref<'py, Str>> {
    let class = slf.ty().full_name();
    let name = match slf.getattr_opt(intern!(py, "name")) {
        Ok(name) => name,
        Err(raised) if raised.matches(py, classes::ValueError()) => {
            raised.clear(py);
            None
        }
        Err(raised) => return Err(raised),
    };
    match name {
        Some(name) => py.str(&format!("<{class} name={}>", name.repr()?.to_string_lossy())),
        None => py.str(&format!("<{class}>")),
    }
}

/// `__getstate__` of streams that cannot be pickled.
pub fn no_pickle<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py>) -> Object<'py> {
    Err(raise!(py, TypeError, "cannot pickle '{}' instances", slf.ty().full_name()))
}

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

/// An optional str argument of `function`.
pub fn text_arg<'py>(
    py: Attached<'py>,
    value: Option<Borrowed<'_, 'py>>,
    function: &str,
    name: &str,
) -> PyResult<Option<Ref<'py, Str>>> {
    match value.filter(|v| !v.is_none()) {
        None => Ok(None),
        Some(v) => match v.cast::<Str>() {
            Some(text) => Ok(Some(text.clone())),
            None => Err(raise!(
                py,
                TypeError,
                "{function}() argument '{name}' must be str or None, not {}",
                v.ty().name()
            )),
        },
    }
}

fn open<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<8> = Signature::new(
        "open",
        ["file", "mode", "buffering", "encoding", "errors", "newline", "closefd", "opener"],
        1,
    );
    let [file, mode, buffering, encoding, errors, newline, closefd, opener] = SIG.parse(py, args)?;
    let file = file.expect("required");
    let mode = match mode {
        Some(m) => m.expect_arg::<Str>("open", "argument 'mode'")?.as_utf8()?.to_string(),
        None => "r".to_string(),
    };
    let buffering = buffering.map_or(Ok(-1), |b| b.as_int())?;
    let encoding = text_arg(py, encoding, "open", "encoding")?;
    let errors = text_arg(py, errors, "open", "errors")?;
    let newline = text_arg(py, newline, "open", "newline")?;
    let closefd = closefd.map_or(Ok(true), |c| c.is_true())?;

    let path = if file.is_instance_of::<Int>() { file.to_owned() } else { crate::path::fspath(py, &file)? };
    let has = |c| mode.contains(c);
    let mut seen = String::new();
    for c in mode.chars() {
        if !"xrwa+tb".contains(c) || seen.contains(c) {
            return Err(raise!(py, ValueError, "invalid mode: '{mode}'"));
        }
        seen.push(c);
    }
    let (creating, reading, writing, appending, updating) =
        (has('x'), has('r'), has('w'), has('a'), has('+'));
    let (text, binary) = (has('t'), has('b'));
    if text && binary {
        return Err(raise!(py, ValueError, "can't have text and binary mode at once"));
    }
    if [creating, reading, writing, appending].iter().filter(|&&b| b).count() > 1 {
        return Err(raise!(py, ValueError, "must have exactly one of create/read/write/append mode"));
    }
    for (value, name) in
        [(encoding.is_some(), "encoding"), (errors.is_some(), "errors"), (newline.is_some(), "newline")]
    {
        if binary && value {
            let article = if name == "encoding" || name == "errors" { "an" } else { "a" };
            return Err(raise!(py, ValueError, "binary mode doesn't take {article} {name} argument"));
        }
    }
    if binary && buffering == 1 {
        warn(
            py,
            classes::RuntimeWarning(),
            "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
            1,
        )?;
    }
    let mut raw_mode = String::new();
    for (is, c) in [(creating, 'x'), (reading, 'r'), (writing, 'w'), (appending, 'a'), (updating, '+')] {
        if is {
            raw_mode.push(c);
        }
    }
    let file_io = class_object(py, <fileio::FileIo as NativeClass>::type_object());
    let opener = opener.map_or_else(|| py.none(), Borrowed::to_owned);
    let raw = file_io.call([&path, &*py.str(&raw_mode)?, &py.bool(closefd), &opener])?;

    // From here on whatever fails closes the file.
    let mut result = raw.clone();
    let made = (|| -> PyResult<()> {
        let terminal =
            if buffering < 0 { raw.call_method::<0>(intern!(py, "isatty"), [])?.is_true()? } else { false };
        let line_buffering = buffering == 1 && !binary || terminal;
        let size = match buffering {
            0 if binary => return Ok(()),
            0 => return Err(raise!(py, ValueError, "can't have unbuffered text I/O")),
            n if n > 1 => i64::from(n),
            _ => raw.getattr(intern!(py, "_blksize"))?.as_i64()?.max(2),
        };
        let class = if updating {
            <buffered::Random as NativeClass>::type_object()
        } else if creating || writing || appending {
            <buffered::Writer as NativeClass>::type_object()
        } else {
            <buffered::Reader as NativeClass>::type_object()
        };
        let buffer = class_object(py, class).call([&raw, &*py.int(size)?])?;
        result = buffer.clone();
        if binary {
            return Ok(());
        }
        let or_none = |v: Option<Ref<'py, Str>>| v.map_or_else(|| py.none(), Ref::into_any);
        let wrapper = class_object(py, <text::TextIo as NativeClass>::type_object());
        let stream = wrapper.call([
            &buffer,
            &or_none(encoding),
            &or_none(errors),
            &or_none(newline),
            &py.bool(line_buffering),
        ])?;
        result = stream.clone();
        stream.setattr(intern!(py, "mode"), &*py.str(&mode)?)
    })();
    if let Err(raised) = made {
        let error = raised.take(py);
        if let Err(second) = result.call_method::<0>(intern!(py, "close"), []) {
            second.clear(py);
        }
        return Err(mortise_core::state::error::set(py, error));
    }
    Ok(result)
}

fn open_code<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("open_code", ["path"], 1);
    let [path] = SIG.parse(py, args)?;
    let path = path.expect("required");
    path.expect_arg::<Str>("open_code", "argument 'path'")?;
    mortise_core::capi::fileobject_cpython::open_code(py, &path)
}

fn text_encoding<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "text_encoding", 1, 2)?;
    let encoding = args.get(0).expect("counted");
    if !encoding.is_none() {
        return Ok(encoding.to_owned());
    }
    let config = mortise_core::state::config::get();
    if config.warn_default_encoding != 0 {
        let level = args.get(1).map_or(Ok(2), |l| l.as_i64())?;
        warn(py, classes::EncodingWarning(), "'encoding' argument not specified", level as isize)?;
    }
    Ok(py.interned(if config.utf8_mode { "utf-8" } else { "locale" })?.into_any())
}

builtin_module! {
    /// `_io`
    pub IO = "_io" {
        doc: "The io module provides the Python interfaces to stream handling. The\nbuiltin open function is defined in this module.",
        methods: [
            method!(keywords "open", open, "open($module, /, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)\n--\n\nOpen file and return a stream.  Raise OSError upon failure."),
            method!(fastcall "text_encoding", text_encoding, "text_encoding($module, encoding, stacklevel=2, /)\n--\n\nA helper function to choose the text encoding."),
            method!(keywords "open_code", open_code, "open_code($module, /, path)\n--\n\nOpens the provided file with the intent to import the contents."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    add_int(py, module, "DEFAULT_BUFFER_SIZE", DEFAULT_BUFFER_SIZE as i64)?;
    let class = match UNSUPPORTED.get() {
        Some(class) => class.bind(py).to_owned(),
        None => {
            let bases = vec![class_object(py, classes::OSError()), class_object(py, classes::ValueError())];
            let class = new_class(py, "io", "UnsupportedOperation", bases)?;
            let _ = UNSUPPORTED.set(class.clone().unbind());
            class
        }
    };
    add(py, module, "UnsupportedOperation", &class)?;
    add(py, module, "BlockingIOError", &class_object(py, classes::BlockingIOError()))?;
    for ty in [
        <base::IoBase as NativeClass>::type_object(),
        <base::RawIoBase as NativeClass>::type_object(),
        <base::BufferedIoBase as NativeClass>::type_object(),
        <base::TextIoBase as NativeClass>::type_object(),
        <fileio::FileIo as NativeClass>::type_object(),
        <buffered::Reader as NativeClass>::type_object(),
        <buffered::Writer as NativeClass>::type_object(),
        <buffered::Random as NativeClass>::type_object(),
        <pair::Pair as NativeClass>::type_object(),
        <bytes_io::BytesIo as NativeClass>::type_object(),
        <export::BytesIoBuffer as NativeClass>::type_object(),
        <newlines::NewlineDecoder as NativeClass>::type_object(),
        <string_io::StringIo as NativeClass>::type_object(),
        <text::TextIo as NativeClass>::type_object(),
    ] {
        ready(py, ty)?;
        add_type(py, module, ty)?;
    }
    Ok(())
}
