//! The `builtins` module.

mod code;
mod functions;
mod numeric;
mod print;

use std::ffi::CStr;

use mortise_abi::{PyMethodDef, PyModuleDef, PyTypeObject};

use crate::capi::decl::*;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Module;
use crate::objects::exceptions::classes;

builtin_module! {
    /// `builtins`
    pub BUILTINS = "builtins" {
        doc: "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().\n\nThis module is not normally accessed explicitly by most\napplications, but can be useful in modules that provide\nobjects with the same name as a builtin and need to\nrefer to the builtin.",
        methods: [
            method!(keywords "__build_class__", code::build_class, "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement."),
            method!(keywords "__import__", functions::import, "__import__($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)\n--\n\nImport a module.\n\nBecause this function is meant for use by the Python\ninterpreter and not for general use, it is better to use\nimportlib.import_module() to programmatically import a module."),
            method!(o "abs", numeric::abs, "abs($module, x, /)\n--\n\nReturn the absolute value of the argument."),
            method!(o "aiter", functions::aiter, "aiter($module, async_iterable, /)\n--\n\nReturn an AsyncIterator for an AsyncIterable object."),
            method!(o "all", functions::all, "all($module, iterable, /)\n--\n\nReturn True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True."),
            method!(o "any", functions::any, "any($module, iterable, /)\n--\n\nReturn True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False."),
            method!(o "ascii", functions::ascii, "ascii($module, obj, /)\n--\n\nReturn an ASCII-only representation of an object."),
            method!(o "bin", numeric::bin, "bin($module, number, /)\n--\n\nReturn the binary representation of an integer."),
            method!(keywords "breakpoint", functions::breakpoint, "breakpoint($module, /, *args, **kws)\n--\n\nCall sys.breakpointhook(*args, **kws)."),
            method!(o "callable", functions::callable, "callable($module, obj, /)\n--\n\nReturn whether the object is callable (i.e., some kind of function)."),
            method!(o "chr", numeric::chr, "chr($module, i, /)\n--\n\nReturn a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."),
            method!(keywords "compile", code::compile, "compile($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)\n--\n\nCompile source into a code object that can be executed by exec() or eval()."),
            method!(fastcall "delattr", functions::delattr, "delattr($module, obj, name, /)\n--\n\nDeletes the named attribute from the given object."),
            method!(fastcall "dir", functions::dir, "dir([object]) -> list of strings"),
            method!(fastcall "divmod", numeric::divmod, "divmod($module, x, y, /)\n--\n\nReturn the tuple (x//y, x%y).  Invariant: div*y + mod == x."),
            method!(keywords "eval", code::eval, "eval($module, source, /, globals=None, locals=None)\n--\n\nEvaluate the given source in the context of globals and locals."),
            method!(keywords "exec", code::exec, "exec($module, source, /, globals=None, locals=None, *, closure=None)\n--\n\nExecute the given source in the context of globals and locals."),
            method!(fastcall "format", functions::format, "format($module, value, format_spec='', /)\n--\n\nReturn type(value).__format__(value, format_spec)"),
            method!(fastcall "getattr", functions::getattr, "getattr(object, name[, default]) -> value\n\nGet a named attribute from an object; getattr(x, 'y') is equivalent to x.y."),
            method!(noargs "globals", code::globals, "globals($module, /)\n--\n\nReturn the dictionary containing the current scope's global variables."),
            method!(fastcall "hasattr", functions::hasattr, "hasattr($module, obj, name, /)\n--\n\nReturn whether the object has an attribute with the given name."),
            method!(o "hash", functions::hash, "hash($module, obj, /)\n--\n\nReturn the hash value for the given object."),
            method!(o "hex", numeric::hex, "hex($module, number, /)\n--\n\nReturn the hexadecimal representation of an integer."),
            method!(o "id", functions::id, "id($module, obj, /)\n--\n\nReturn the identity of an object."),
            method!(fastcall "input", print::input, "input($module, prompt='', /)\n--\n\nRead a string from standard input.  The trailing newline is stripped."),
            method!(fastcall "isinstance", functions::isinstance, "isinstance($module, obj, class_or_tuple, /)\n--\n\nReturn whether an object is an instance of a class or of a subclass thereof."),
            method!(fastcall "issubclass", functions::issubclass, "issubclass($module, cls, class_or_tuple, /)\n--\n\nReturn whether 'cls' is derived from another class or is the same class."),
            method!(fastcall "iter", functions::iter, "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator"),
            method!(o "len", functions::len, "len($module, obj, /)\n--\n\nReturn the number of items in a container."),
            method!(noargs "locals", code::locals, "locals($module, /)\n--\n\nReturn a dictionary containing the current scope's local variables."),
            method!(keywords "max", functions::max, "max(iterable, *[, default=obj, key=func]) -> value"),
            method!(keywords "min", functions::min, "min(iterable, *[, default=obj, key=func]) -> value"),
            method!(fastcall "next", functions::next, "next(iterator[, default])\n\nReturn the next item from the iterator."),
            method!(fastcall "anext", functions::anext, "anext($module, aiterator, default=<unrepresentable>, /)\n--\n\nReturn the next item from the async iterator."),
            method!(o "oct", numeric::oct, "oct($module, number, /)\n--\n\nReturn the octal representation of an integer."),
            method!(o "ord", numeric::ord, "ord($module, c, /)\n--\n\nReturn the Unicode code point for a one-character string."),
            method!(keywords "pow", numeric::pow, "pow($module, /, base, exp, mod=None)\n--\n\nEquivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."),
            method!(keywords "print", print::print, "print($module, /, *args, sep=' ', end='\\n', file=None, flush=False)\n--\n\nPrints the values to a stream, or to sys.stdout by default."),
            method!(o "repr", functions::repr, "repr($module, obj, /)\n--\n\nReturn the canonical string representation of the object."),
            method!(keywords "round", numeric::round, "round($module, /, number, ndigits=None)\n--\n\nRound a number to a given precision in decimal digits."),
            method!(fastcall "setattr", functions::setattr, "setattr($module, obj, name, value, /)\n--\n\nSets the named attribute on the given object to the specified value."),
            method!(keywords "sorted", functions::sorted, "sorted($module, iterable, /, *, key=None, reverse=False)\n--\n\nReturn a new list containing all items from the iterable in ascending order."),
            method!(keywords "sum", numeric::sum, "sum($module, iterable, /, start=0)\n--\n\nReturn the sum of a 'start' value (default: 0) plus an iterable of numbers"),
            method!(fastcall "vars", functions::vars, "vars([object]) -> dictionary"),
        ],
        exec: exec,
    }
}

/// Adds constants, types and exceptions.
fn exec<'py>(py: Attached<'py>, module: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    let constants: [(&str, Ref<'py>); 6] = [
        ("None", py.none()),
        ("Ellipsis", py.ellipsis()),
        ("NotImplemented", py.not_implemented()),
        ("False", py.bool(false)),
        ("True", py.bool(true)),
        ("__debug__", py.bool(crate::state::config::get().optimization_level == 0)),
    ];
    for (name, value) in &constants {
        let name = py.interned(name)?;
        module.setattr(&name, value)?;
    }
    let types: [(&str, *mut PyTypeObject); 26] = [
        ("bool", &raw mut PyBool_Type),
        ("memoryview", &raw mut PyMemoryView_Type),
        ("bytearray", &raw mut PyByteArray_Type),
        ("bytes", &raw mut PyBytes_Type),
        ("classmethod", &raw mut PyClassMethod_Type),
        ("complex", &raw mut PyComplex_Type),
        ("dict", &raw mut PyDict_Type),
        ("enumerate", &raw mut PyEnum_Type),
        ("filter", &raw mut PyFilter_Type),
        ("float", &raw mut PyFloat_Type),
        ("frozenset", &raw mut PyFrozenSet_Type),
        ("property", &raw mut PyProperty_Type),
        ("int", &raw mut PyLong_Type),
        ("list", &raw mut PyList_Type),
        ("map", &raw mut PyMap_Type),
        ("object", &raw mut PyBaseObject_Type),
        ("range", &raw mut PyRange_Type),
        ("reversed", &raw mut PyReversed_Type),
        ("set", &raw mut PySet_Type),
        ("slice", &raw mut PySlice_Type),
        ("staticmethod", &raw mut PyStaticMethod_Type),
        ("str", &raw mut PyUnicode_Type),
        ("super", &raw mut PySuper_Type),
        ("tuple", &raw mut PyTuple_Type),
        ("type", &raw mut PyType_Type),
        ("zip", &raw mut PyZip_Type),
    ];
    let exceptions = classes::ALL.iter().map(|(name, class)| (*name, class()));
    let group = crate::objects::exceptions::group::exception_group_class(py)?;
    for (name, ty) in types.into_iter().chain(exceptions).chain([("ExceptionGroup", group)]) {
        // SAFETY: the types are static and ready.
        let ty = unsafe { py.static_type(ty) };
        module.setattr(&py.interned(name)?, ty.as_any())?;
    }
    Ok(())
}

/// The definition of one of the module's functions; NULL when there is none of the name.
pub fn definition(name: &CStr) -> *mut PyMethodDef {
    // SAFETY: the module's definition is static, and so is its table of functions, which ends with an entry without a name.
    unsafe {
        let module: *mut PyModuleDef = BUILTINS().cast();
        let mut entry = (*module).m_methods;
        while !(*entry).ml_name.is_null() {
            if CStr::from_ptr((*entry).ml_name) == name {
                return entry;
            }
            entry = entry.add(1);
        }
        std::ptr::null_mut()
    }
}
