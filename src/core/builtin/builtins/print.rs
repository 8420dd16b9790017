//! `print` and `input`.

use std::io::{BufRead, Write};

use crate::args::Args;
use crate::builtin::sys;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::{Module, Str};
use crate::raise;

/// `sep` or `end`: a str, or `None` for the default.
fn separator<'py>(
    py: Attached<'py>,
    name: &str,
    value: Option<Borrowed<'_, 'py>>,
    default: &str,
) -> PyResult<Ref<'py, Str>> {
    match value.filter(|v| !v.is_none()) {
        None => py.interned(default),
        Some(value) => match value.cast::<Str>() {
            Some(text) => Ok(text.clone()),
            None => {
                Err(raise!(py, TypeError, "{name} must be None or a string, not {}", value.ty().full_name()))
            }
        },
    }
}

pub(super) fn print<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let (mut sep, mut end, mut file, mut flush) = (None, None, None, None);
    for i in 0..args.keyword_count() {
        let (name, value) = args.keyword(i).expect("in range");
        let slot = [("sep", &mut sep), ("end", &mut end), ("file", &mut file), ("flush", &mut flush)]
            .into_iter()
            .find(|(n, _)| name.equals_str(n));
        match slot {
            Some((_, slot)) => *slot = Some(value),
            None => {
                let name = name.to_string_lossy();
                return Err(raise!(py, TypeError, "print() got an unexpected keyword argument '{name}'"));
            }
        }
    }
    let file = match file.filter(|f| !f.is_none()) {
        Some(file) => file.to_owned(),
        None => match sys::get(py, "stdout")? {
            None => return Err(raise!(py, RuntimeError, "lost sys.stdout")),
            // A process without standard output prints nothing.
            Some(file) if file.is_none() => return Ok(py.none()),
            Some(file) => file,
        },
    };
    let sep = separator(py, "sep", sep, " ")?;
    let end = separator(py, "end", end, "\n")?;
    let write = file.getattr(intern!(py, "write"))?;
    for (i, ob) in args.iter().enumerate() {
        if i > 0 {
            write.call([&sep])?;
        }
        write.call([&*ob.to_str()?])?;
    }
    write.call([&end])?;
    if flush.is_some_and(|f| !f.is_none()) && flush.expect("some").is_true()? {
        file.call_method(intern!(py, "flush"), [])?;
    }
    Ok(py.none())
}

/// Whether `file` has this file descriptor and that is a terminal.
fn is_terminal<'py>(py: Attached<'py>, file: &Ref<'py>, fd: i32) -> bool {
    let number = match file.call_method(intern!(py, "fileno"), []).and_then(|n| n.as_int()) {
        Ok(n) => n,
        Err(raised) => {
            raised.clear(py);
            return false;
        }
    };
    // SAFETY: isatty takes any number.
    number == fd && unsafe { libc::isatty(fd) == 1 }
}

pub(super) fn input<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "input", 0, 1)?;
    let stream = |name: &str| -> PyResult<Ref<'py>> {
        sys::get(py, name)?
            .filter(|f| !f.is_none())
            .ok_or_else(|| raise!(py, RuntimeError, "input(): lost sys.{name}"))
    };
    let (stdin, stdout, stderr) = (stream("stdin")?, stream("stdout")?, stream("stderr")?);
    if let Err(raised) = stderr.call_method(intern!(py, "flush"), []) {
        raised.clear(py);
    }
    let prompt = args.get(0).map(|p| p.to_str()).transpose()?;
    let line = if is_terminal(py, &stdin, 0) && is_terminal(py, &stdout, 1) {
        stdout.call_method(intern!(py, "flush"), [])?;
        let text = prompt.map_or(String::new(), |p| p.to_string_lossy());
        let mut line = String::new();
        let read = crate::state::detached(py, || {
            print!("{text}");
            std::io::stdout().flush()?;
            std::io::stdin().lock().read_line(&mut line)
        });
        match read {
            Ok(_) => py.str(&line)?.into_any(),
            Err(e) => return Err(raise!(py, OSError, "{e}")),
        }
    } else {
        if let Some(prompt) = prompt {
            stdout.call_method(intern!(py, "write"), [&prompt])?;
        }
        stdout.call_method(intern!(py, "flush"), [])?;
        stdin.call_method(intern!(py, "readline"), [])?
    };
    let Some(text) = line.cast::<Str>() else {
        return Err(raise!(py, TypeError, "object.readline() returned non-string"));
    };
    let len = text.len();
    if len == 0 {
        return Err(raise!(py, EOFError, "EOF when reading a line"));
    }
    if text.code_point(len - 1) != u32::from('\n') {
        return Ok(line);
    }
    // SAFETY: a live str and positions inside it; a new reference or NULL.
    unsafe {
        Ref::from_owned_or_raised(
            py,
            crate::capi::decl::PyUnicode_Substring(line.as_ptr(), 0, len as isize - 1),
        )
    }
}
