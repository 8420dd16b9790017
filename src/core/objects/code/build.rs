//! From the compiler's plain data to code objects.

use mortise_abi::PyObject;
use mortise_compiler::{Code as Plain, CompileError, Constant, ErrorKind, Int as PlainInt};

use super::CodeParts;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::exceptions::classes;
use crate::objects::{Code, Str, Tuple};
use crate::raise;

/// Makes a code object, and those nested in it.
pub fn code_object<'py>(py: Attached<'py>, plain: &Plain) -> PyResult<Ref<'py, Code>> {
    let filename = py.str(&plain.filename)?;
    with_filename(py, plain, &filename)
}

fn with_filename<'py>(
    py: Attached<'py>,
    plain: &Plain,
    filename: &Ref<'py, Str>,
) -> PyResult<Ref<'py, Code>> {
    let mut consts = Vec::with_capacity(plain.consts.len());
    for c in &plain.consts {
        consts.push(constant(py, c, filename)?);
    }
    let parts = CodeParts {
        argcount: plain.argcount as _,
        posonlyargcount: plain.posonlyargcount as _,
        kwonlyargcount: plain.kwonlyargcount as _,
        stacksize: plain.stacksize as _,
        flags: plain.flags as _,
        code: plain.code.clone(),
        consts: py.tuple(consts)?,
        names: names(py, &plain.names)?,
        localsplusnames: names(py, &plain.localsplusnames)?,
        localspluskinds: py.bytes(&plain.localspluskinds)?,
        filename: filename.clone(),
        name: py.str(&plain.name)?,
        qualname: py.str(&plain.qualname)?,
        firstlineno: plain.firstlineno,
        linetable: py.bytes(&plain.linetable)?,
        exceptiontable: py.bytes(&plain.exceptiontable)?,
    };
    super::new(py, parts)
}

fn names<'py>(py: Attached<'py>, names: &[String]) -> PyResult<Ref<'py, Tuple>> {
    let all = names.iter().map(|n| py.interned(n).map(Ref::into_any)).collect::<PyResult<Vec<_>>>()?;
    py.tuple(all)
}

/// The object for a constant.
pub fn constant<'py>(py: Attached<'py>, c: &Constant, filename: &Ref<'py, Str>) -> PyResult<Ref<'py>> {
    // SAFETY: the C functions give a new reference or NULL with an exception set.
    let adopt = |p: *mut PyObject| unsafe { Ref::from_owned_or_raised(py, p) };
    Ok(match c {
        Constant::None => py.none(),
        Constant::True => py.bool(true),
        Constant::False => py.bool(false),
        Constant::Ellipsis => py.ellipsis(),
        Constant::Int(PlainInt::Small(v)) => py.int(*v)?.into_any(),
        Constant::Int(PlainInt::Big(v)) => {
            let bytes = v.to_signed_bytes_le();
            // SAFETY: that many bytes, little-endian, signed.
            adopt(unsafe { decl::_PyLong_FromByteArray(bytes.as_ptr(), bytes.len(), 1, 1) })?
        }
        Constant::Float(v) => py.float(*v)?.into_any(),
        // SAFETY: plain numbers.
        Constant::Complex { re, im } => adopt(unsafe { decl::PyComplex_FromDoubles(*re, *im) })?,
        Constant::Str(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => py.str(text)?.into_any(),
            // SAFETY: that many bytes, and a NUL-terminated name of an error handler.
            Err(_) => adopt(unsafe {
                decl::PyUnicode_DecodeUTF8(
                    bytes.as_ptr().cast(),
                    bytes.len() as isize,
                    c"surrogatepass".as_ptr(),
                )
            })?,
        },
        Constant::Bytes(bytes) => py.bytes(bytes)?.into_any(),
        Constant::Tuple(items) => {
            let items = items.iter().map(|i| constant(py, i, filename)).collect::<PyResult<Vec<_>>>()?;
            let tuple = py.tuple(items)?.into_any();
            // Its items are constants: there is nothing for the collector to follow, and dicts that hold it see that.
            // SAFETY: a live object of a collected type; untracking it twice (the empty one) does no harm.
            unsafe { decl::PyObject_GC_UnTrack(tuple.as_ptr().cast()) };
            tuple
        }
        Constant::FrozenSet(items) => {
            let items = items.iter().map(|i| constant(py, i, filename)).collect::<PyResult<Vec<_>>>()?;
            let items = py.tuple(items)?;
            // SAFETY: a live iterable.
            adopt(unsafe { decl::PyFrozenSet_New(items.as_object_ptr()) })?
        }
        Constant::Code(code) => with_filename(py, code, filename)?.into_any(),
    })
}

/// Raises the exception for a refused source.
pub fn raise_compile_error(py: Attached<'_>, error: &CompileError) -> Raised {
    let class = match error.kind {
        ErrorKind::Syntax => classes::SyntaxError(),
        ErrorKind::Incomplete => match incomplete_input_error(py) {
            Ok(class) => class,
            Err(raised) => return raised,
        },
        ErrorKind::Indentation => classes::IndentationError(),
        ErrorKind::Tab => classes::TabError(),
        ErrorKind::Value => return raise!(py, ValueError, "{}", error.message),
        ErrorKind::Overflow => return raise!(py, OverflowError, "{}", error.message),
        ErrorKind::Recursion => return raise!(py, RecursionError, "{}", error.message),
        ErrorKind::System => return raise!(py, SystemError, "{}", error.message),
    };
    let arguments = || -> PyResult<Ref<'_, Tuple>> {
        let text = match &error.text {
            Some(text) => py.str(text)?.into_any(),
            None => py.none(),
        };
        let message = py.str(&error.message)?.into_any();
        // What concerns no line has a shorter place, or none.
        if error.lineno == 0 && error.offset == 0 {
            return py.tuple([message]);
        }
        let start = [
            py.str(&error.filename)?.into_any(),
            py.int(error.lineno as i64)?.into_any(),
            py.int(error.offset as i64)?.into_any(),
            text,
        ];
        if error.lineno == 0 {
            return py.tuple([message, py.tuple(start)?.into_any()]);
        }
        let [file, line, offset, text] = start;
        let place = py.tuple([
            file,
            line,
            offset,
            text,
            py.int(error.end_lineno as i64)?.into_any(),
            py.int(error.end_offset as i64)?.into_any(),
        ])?;
        py.tuple([message, place.into_any()])
    };
    match arguments() {
        // SAFETY: a live class and arguments tuple; the indicator is set afterwards.
        Ok(arguments) => unsafe {
            decl::PyErr_SetObject(class.cast(), arguments.as_object_ptr());
            Raised::assume()
        },
        Err(raised) => raised,
    }
}

/// The hidden subclass of SyntaxError which says that an interactive statement is not finished yet.
fn incomplete_input_error(py: Attached<'_>) -> PyResult<*mut mortise_abi::PyTypeObject> {
    let builtins = py.import("builtins")?;
    match builtins.getattr_opt(&py.interned("_IncompleteInputError")?)? {
        // The module keeps the class alive.
        Some(class) => Ok(class.as_ptr().cast()),
        None => Ok(classes::SyntaxError()),
    }
}
