//! The functions that compile and run code, and those that look at the calling frame.

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::{Bytes, Code, Dict, Module, Str};
use crate::raise;

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

pub(super) fn build_class<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    crate::eval::build_class::build_class(py, args)
}

pub(super) fn globals<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: borrowed from the frame, which runs; NULL without a frame.
    let dict = unsafe { Borrowed::from_ptr_or_null(py, decl::PyEval_GetGlobals()) };
    dict.map(Borrowed::to_owned).ok_or_else(|| raise!(py, SystemError, "globals(): no frame is running"))
}

pub(super) fn locals<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a new reference or NULL with an exception.
    unsafe { Ref::from_owned_or_raised(py, decl::PyEval_GetFrameLocals()) }
}

/// The source of compile, eval and exec as bytes that the compiler takes: text, or any bytes-like object.
fn source_bytes<'py>(
    py: Attached<'py>,
    function: &str,
    source: &Ref<'py>,
    what: &str,
) -> PyResult<(Vec<u8>, bool)> {
    if let Some(text) = source.cast::<Str>() {
        let text = text.as_utf8()?;
        return Ok((text.as_bytes().to_vec(), true));
    }
    if let Some(bytes) = source.cast::<Bytes>() {
        return Ok((bytes.as_bytes().to_vec(), false));
    }
    // SAFETY: a live object.
    if unsafe { decl::PyObject_CheckBuffer(source.as_ptr()) } != 0 {
        // SAFETY: a live object; a new reference or NULL.
        let bytes: Ref<'py> =
            unsafe { Ref::from_owned_or_raised(py, decl::PyBytes_FromObject(source.as_ptr()))? };
        let bytes = bytes.cast::<Bytes>().map(|b| b.as_bytes().to_vec()).unwrap_or_default();
        return Ok((bytes, false));
    }
    Err(raise!(py, TypeError, "{function}() arg 1 must be a {what}"))
}

/// Text is UTF-8 whatever its coding cookie says.
fn utf8(is_text: bool) -> i32 {
    if is_text { mortise_abi::PyCF_SOURCE_IS_UTF8 | mortise_abi::PyCF_IGNORE_COOKIE } else { 0 }
}

/// What `compile` understands of its flags (`PyCF_MASK` and the like).
const KNOWN_FLAGS: i32 =
    0x1ff_0000 | 0x0010 | 0x0100 | 0x0200 | 0x0400 | 0x1000 | 0x2000 | 0x4000 | 0x8000 | 0x10;
const ONLY_AST: i32 = 0x400;

pub(super) fn compile<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<7> = Signature::with(
        "compile",
        ["source", "filename", "mode", "flags", "dont_inherit", "optimize", "_feature_version"],
        3,
        0,
        6,
    );
    let [source, filename, mode, flags, dont_inherit, optimize, _feature_version] = SIG.parse(py, args)?;
    let (source, filename, mode) =
        (source.expect("required"), filename.expect("required"), mode.expect("required"));
    let filename = file_name(py, &filename)?;
    let mode = mode.expect_arg::<Str>("compile", "argument 'mode'")?.to_string_lossy();
    let mut flags = flags.map_or(Ok(0), |f| f.as_int())?;
    let dont_inherit = dont_inherit.map_or(Ok(false), |d| d.is_true())?;
    let optimize = optimize.map_or(Ok(-1), |o| o.as_int())?;
    if flags & !KNOWN_FLAGS != 0 {
        return Err(raise!(py, ValueError, "compile(): unrecognised flags"));
    }
    if !(-1..=2).contains(&optimize) {
        return Err(raise!(py, ValueError, "compile(): invalid optimize value"));
    }
    let mode = match mode.as_str() {
        "exec" => mortise_compiler::Mode::Exec,
        "eval" => mortise_compiler::Mode::Eval,
        "single" => mortise_compiler::Mode::Single,
        "func_type" if flags & ONLY_AST == 0 => {
            return Err(raise!(py, ValueError, "compile() mode 'func_type' requires flag PyCF_ONLY_AST"));
        }
        _ => return Err(raise!(py, ValueError, "compile() mode must be 'exec', 'eval' or 'single'")),
    };
    if flags & ONLY_AST != 0 {
        return Err(raise!(py, NotImplementedError, "compile() to an AST is not implemented"));
    }
    if !dont_inherit {
        flags |= crate::eval::run::inherited_flags(py);
    }
    let (bytes, is_text) = source_bytes(py, "compile", &source, "string, bytes or AST object")?;
    Ok(crate::eval::run::compile(py, &bytes, &filename, mode, flags | utf8(is_text), optimize)?.into_any())
}

/// A file name as the compiler wants it: through `os.fsdecode`'s rules.
fn file_name<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<String> {
    if let Some(text) = ob.cast::<Str>() {
        return Ok(text.to_string_lossy());
    }
    let mut out: *mut Str = std::ptr::null_mut();
    // SAFETY: a live object; out receives a new reference on success.
    unsafe {
        if decl::PyUnicode_FSDecoder(ob.as_ptr(), (&raw mut out).cast()) == 0 {
            return Err(crate::Raised::assume());
        }
        let text: Ref<'py, Str> = Ref::from_owned(py, out);
        Ok(text.to_string_lossy())
    }
}

/// The globals and locals of eval and exec: the caller's where they are not given.
fn scopes<'py>(
    py: Attached<'py>,
    function: &str,
    globals: Option<Borrowed<'_, 'py>>,
    locals: Option<Borrowed<'_, 'py>>,
) -> PyResult<(Ref<'py, Dict>, Ref<'py>)> {
    let globals = globals.filter(|g| !g.is_none());
    let locals = locals.filter(|l| !l.is_none());
    // SAFETY: a live object.
    let is_mapping = |ob: &Ref<'py>| unsafe { decl::PyMapping_Check(ob.as_ptr()) } != 0;
    let wrong_locals = locals.filter(|l| !is_mapping(l));
    if wrong_locals.is_some() && function == "eval" {
        return Err(raise!(py, TypeError, "locals must be a mapping"));
    }
    let (globals, locals) = match globals {
        Some(globals) => {
            let Some(dict) = globals.cast::<Dict>() else {
                let kind = globals.ty().full_name();
                return Err(match (function, is_mapping(&globals)) {
                    ("eval", true) => {
                        raise!(py, TypeError, "globals must be a real dict; try eval(code, {{}}, mapping)")
                    }
                    ("eval", false) => raise!(py, TypeError, "globals must be a dict"),
                    _ => raise!(py, TypeError, "exec() globals must be a dict, not {kind}"),
                });
            };
            let locals = locals.map_or_else(|| dict.clone().into_any(), Borrowed::to_owned);
            (dict.clone(), locals)
        }
        None => {
            // SAFETY: borrowed from the running frame, or NULL.
            let current = unsafe { Borrowed::<Dict>::from_ptr_or_null(py, decl::PyEval_GetGlobals().cast()) };
            let Some(current) = current else {
                return Err(raise!(py, SystemError, "globals and locals cannot be NULL"));
            };
            let locals = match locals {
                Some(locals) => locals.to_owned(),
                // SAFETY: a new reference or NULL with an exception.
                None => unsafe { Ref::from_owned_or_raised(py, decl::PyEval_GetFrameLocals())? },
            };
            (current.to_owned(), locals)
        }
    };
    if let Some(wrong) = wrong_locals {
        let kind = wrong.ty().full_name();
        return Err(raise!(py, TypeError, "locals must be a mapping or None, not {kind}"));
    }
    let name = intern!(py, "__builtins__");
    if globals.get(name)?.is_none() {
        // SAFETY: borrowed from the frame or the interpreter.
        let builtins = unsafe { Borrowed::from_ptr_or_null(py, decl::PyEval_GetBuiltins()) };
        if let Some(builtins) = builtins {
            globals.set(name, &builtins)?;
        }
    }
    Ok((globals, locals))
}

fn run<'py>(
    py: Attached<'py>,
    function: &str,
    source: &Ref<'py>,
    globals: &Ref<'py, Dict>,
    locals: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    let (what, mode) = match function {
        "eval" => ("string, bytes or code object", mortise_compiler::Mode::Eval),
        _ => ("string, bytes or code object", mortise_compiler::Mode::Exec),
    };
    let (mut bytes, is_text) = source_bytes(py, function, source, what)?;
    if function == "eval" {
        let start = bytes.iter().take_while(|&&b| b == b' ' || b == b'\t').count();
        bytes.drain(..start);
    }
    let flags = crate::eval::run::inherited_flags(py);
    let code = crate::eval::run::compile(py, &bytes, "<string>", mode, flags | utf8(is_text), -1)?;
    // SAFETY: live objects; a new reference or NULL.
    unsafe {
        Ref::from_owned_or_raised(
            py,
            decl::PyEval_EvalCode(code.as_object_ptr(), globals.as_object_ptr(), locals.as_ptr()),
        )
    }
}

/// How many free variables a code object has.
fn free_count(code: &Ref<'_, Code>) -> usize {
    // SAFETY: a live code object; the field does not change.
    unsafe { (*code.as_ptr()).co_nfreevars as usize }
}

pub(super) fn eval<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::with("eval", ["source", "globals", "locals"], 1, 1, 3);
    let [source, globals, locals] = SIG.parse(py, args)?;
    let source = source.expect("required");
    let (globals, locals) = scopes(py, "eval", globals, locals)?;
    if let Some(code) = source.cast::<Code>() {
        if free_count(code) > 0 {
            return Err(raise!(py, TypeError, "code object passed to eval() may not contain free variables"));
        }
        // SAFETY: live objects; a new reference or NULL.
        return unsafe {
            Ref::from_owned_or_raised(
                py,
                decl::PyEval_EvalCode(code.as_object_ptr(), globals.as_object_ptr(), locals.as_ptr()),
            )
        };
    }
    run(py, "eval", &source, &globals, &locals)
}

pub(super) fn exec<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<4> = Signature::with("exec", ["source", "globals", "locals", "closure"], 1, 1, 3);
    let [source, globals, locals, closure] = SIG.parse(py, args)?;
    let source = source.expect("required");
    let (globals, locals) = scopes(py, "exec", globals, locals)?;
    let closure = closure.filter(|c| !c.is_none());
    if let Some(code) = source.cast::<Code>() {
        let free = free_count(code);
        if free == 0 {
            if closure.is_some() {
                return Err(raise!(py, TypeError, "cannot use a closure with this code object"));
            }
        } else {
            let fits =
                closure.as_ref().and_then(|c| c.cast_exact::<crate::objects::Tuple>()).is_some_and(|t| {
                    t.len() == free && t.items().all(|cell| cell.type_ptr() == &raw mut decl::PyCell_Type)
                });
            if !fits {
                return Err(raise!(py, TypeError, "code object requires a closure of exactly length {free}"));
            }
        }
        let closure = closure.map_or(std::ptr::null_mut(), |c| c.as_ptr());
        // SAFETY: live objects; no arguments; a new reference or NULL.
        unsafe {
            drop(Ref::from_owned_or_raised(
                py,
                decl::PyEval_EvalCodeEx(
                    code.as_object_ptr(),
                    globals.as_object_ptr(),
                    locals.as_ptr(),
                    std::ptr::null(),
                    0,
                    std::ptr::null(),
                    0,
                    std::ptr::null(),
                    0,
                    std::ptr::null_mut(),
                    closure,
                ),
            )?);
        }
        return Ok(py.none());
    }
    if closure.is_some() {
        return Err(raise!(py, TypeError, "closure can only be used when source is a code object"));
    }
    run(py, "exec", &source, &globals, &locals)?;
    Ok(py.none())
}
