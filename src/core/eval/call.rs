//! Calling Python functions: matching arguments to parameters, and entering from C.

use std::ffi::c_int;

use mortise_abi::*;

use super::frames::{self, InterpreterFrame};
use super::ops::{set_error, text};
use crate::capi::decl::*;
use crate::heap::refcount::{decref, incref};
use crate::objects::code::{local_name, tuple_item, tuple_len};

/// A frame for a call of `func` (taken over) with `locals` (taken over, NULL for functions) and the `nargs` positional
/// arguments at `args` followed by those named in `kwnames` (a borrowed tuple or NULL), all taken over. NULL with an exception.
///
/// # Safety
/// `ts` is the attached thread's state; live objects.
#[inline]
pub unsafe fn push_frame(
    ts: *mut PyThreadState,
    func: *mut PyFunctionObject,
    locals: *mut PyObject,
    args: *const *mut PyObject,
    nargs: usize,
    kwnames: *mut PyObject,
) -> *mut InterpreterFrame {
    // SAFETY: by contract.
    unsafe {
        let code: *mut PyCodeObject = (*func).func_code.cast();
        let frame = frames::push(ts, (*code).co_framesize as usize);
        if frame.is_null() {
            drop_arguments(args, nargs, kwnames);
            decref(func.cast());
            if !locals.is_null() {
                decref(locals);
            }
            return frame;
        }
        InterpreterFrame::init(frame, func, locals, (*ts).current_frame.cast());
        let slots = InterpreterFrame::locals_start(frame);
        if kwnames.is_null()
            && (*code).co_argcount as usize == nargs
            && (*code).co_flags & (CO_VARARGS | CO_VARKEYWORDS) == 0
            && (*code).co_kwonlyargcount == 0
        {
            std::ptr::copy_nonoverlapping(args, slots, nargs);
            return frame;
        }
        if bind(func, code, slots, args, nargs, kwnames) {
            return frame;
        }
        InterpreterFrame::clear(frame);
        frames::pop(ts, frame);
        std::ptr::null_mut()
    }
}

unsafe fn drop_arguments(args: *const *mut PyObject, nargs: usize, kwnames: *mut PyObject) {
    // SAFETY: that many owned references.
    unsafe {
        let total = nargs + if kwnames.is_null() { 0 } else { tuple_len(kwnames) };
        for i in 0..total {
            decref(*args.add(i));
        }
    }
}

/// Fills the parameters. Takes all arguments over, also when it fails.
#[inline(never)]
unsafe fn bind(
    func: *mut PyFunctionObject,
    code: *mut PyCodeObject,
    slots: *mut *mut PyObject,
    args: *const *mut PyObject,
    nargs: usize,
    kwnames: *mut PyObject,
) -> bool {
    // SAFETY: the slots are NULL and belong to the frame, which gives them back when this fails.
    unsafe {
        let argcount = (*code).co_argcount as usize;
        let kwonly = (*code).co_kwonlyargcount as usize;
        let total = argcount + kwonly;
        let flags = (*code).co_flags;
        let nkw = if kwnames.is_null() { 0 } else { tuple_len(kwnames) };
        let positional = nargs.min(argcount);
        std::ptr::copy_nonoverlapping(args, slots, positional);
        let mut kwdict = std::ptr::null_mut();
        let mut ok = true;
        if flags & CO_VARARGS != 0 {
            let rest = super::ops::build::tuple(args.add(positional).cast_mut(), nargs - positional);
            if rest.is_null() {
                for i in 0..nkw {
                    decref(*args.add(nargs + i));
                }
                return false;
            }
            *slots.add(total) = rest;
        } else {
            for i in positional..nargs {
                decref(*args.add(i));
            }
        }
        if flags & CO_VARKEYWORDS != 0 {
            kwdict = PyDict_New();
            if kwdict.is_null() {
                ok = false;
            }
            *slots.add(total + (flags & CO_VARARGS != 0) as usize) = kwdict;
        }
        for i in 0..nkw {
            let value = *args.add(nargs + i);
            if !ok {
                decref(value);
                continue;
            }
            ok = keyword(func, code, slots, kwdict, kwnames, tuple_item(kwnames, i), value);
        }
        if !ok {
            return false;
        }
        if nargs > argcount && flags & CO_VARARGS == 0 {
            too_many_positional(func, code, slots, nargs);
            return false;
        }
        if nargs < argcount {
            let defaults = (*func).func_defaults;
            let ndefaults = if defaults.is_null() { 0 } else { tuple_len(defaults) };
            let required = argcount.saturating_sub(ndefaults);
            let missing: Vec<usize> = (nargs..required).filter(|i| (*slots.add(*i)).is_null()).collect();
            if !missing.is_empty() {
                missing_arguments(func, code, &missing, "positional");
                return false;
            }
            // With more defaults than parameters the first ones are left out.
            let skip = ndefaults.saturating_sub(argcount);
            for i in nargs.max(required)..argcount {
                if (*slots.add(i)).is_null() {
                    let default = tuple_item(defaults, i - required + skip);
                    incref(default);
                    *slots.add(i) = default;
                }
            }
        }
        if kwonly > 0 {
            let defaults = (*func).func_kwdefaults;
            let mut missing = Vec::new();
            for i in argcount..total {
                if !(*slots.add(i)).is_null() {
                    continue;
                }
                if !defaults.is_null() {
                    let mut value = std::ptr::null_mut();
                    if PyDict_GetItemRef(defaults, local_name(code, i), &raw mut value) < 0 {
                        return false;
                    }
                    if !value.is_null() {
                        *slots.add(i) = value;
                        continue;
                    }
                }
                missing.push(i);
            }
            if !missing.is_empty() {
                missing_arguments(func, code, &missing, "keyword-only");
                return false;
            }
        }
        true
    }
}

/// Places one keyword argument, `value` (taken over).
unsafe fn keyword(
    func: *mut PyFunctionObject,
    code: *mut PyCodeObject,
    slots: *mut *mut PyObject,
    kwdict: *mut PyObject,
    kwnames: *mut PyObject,
    name: *mut PyObject,
    value: *mut PyObject,
) -> bool {
    // SAFETY: live objects; slots as in bind.
    unsafe {
        let qualname = || text((*func).func_qualname);
        if !super::ops::names::is_str(name) {
            decref(value);
            set_error!(TypeError, "{}() keywords must be strings", qualname());
            return false;
        }
        let posonly = (*code).co_posonlyargcount as usize;
        let total = ((*code).co_argcount + (*code).co_kwonlyargcount) as usize;
        // Names are interned: compare addresses first.
        let mut at = (posonly..total).find(|i| local_name(code, *i) == name);
        if at.is_none() {
            at = (posonly..total).find(|i| PyObject_RichCompareBool(local_name(code, *i), name, Py_EQ) > 0);
        }
        match at {
            Some(i) if (*slots.add(i)).is_null() => {
                *slots.add(i) = value;
                true
            }
            Some(_) => {
                decref(value);
                set_error!(TypeError, "{}() got multiple values for argument '{}'", qualname(), text(name));
                false
            }
            None if !kwdict.is_null() => {
                let status = PyDict_SetItem(kwdict, name, value);
                decref(value);
                status >= 0
            }
            None => {
                decref(value);
                if posonly > 0 && positional_only_as_keyword(func, code, posonly, kwnames) {
                    return false;
                }
                let candidates: Vec<String> = (posonly..total).map(|i| text(local_name(code, i))).collect();
                let wrong = text(name);
                match super::suggestions::closest(&wrong, &candidates) {
                    Some(best) => set_error!(
                        TypeError,
                        "{}() got an unexpected keyword argument '{wrong}'. Did you mean '{best}'?",
                        qualname()
                    ),
                    None => {
                        set_error!(TypeError, "{}() got an unexpected keyword argument '{wrong}'", qualname())
                    }
                }
                false
            }
        }
    }
}

/// Complains about positional-only parameters given by keyword, if there are any.
unsafe fn positional_only_as_keyword(
    func: *mut PyFunctionObject,
    code: *mut PyCodeObject,
    posonly: usize,
    kwnames: *mut PyObject,
) -> bool {
    // SAFETY: live objects.
    unsafe {
        let mut given = Vec::new();
        for i in 0..posonly {
            let name = local_name(code, i);
            for k in 0..tuple_len(kwnames) {
                let key = tuple_item(kwnames, k);
                if key == name || PyObject_RichCompareBool(key, name, Py_EQ) > 0 {
                    given.push(text(name));
                }
            }
        }
        if given.is_empty() {
            return false;
        }
        set_error!(
            TypeError,
            "{}() got some positional-only arguments passed as keyword arguments: '{}'",
            text((*func).func_qualname),
            given.join(", ")
        );
        true
    }
}

#[cold]
unsafe fn missing_arguments(
    func: *mut PyFunctionObject,
    code: *mut PyCodeObject,
    missing: &[usize],
    kind: &str,
) {
    // SAFETY: live objects; indices of parameters.
    unsafe {
        let names: Vec<String> =
            missing.iter().map(|i| format!("'{}'", text(local_name(code, *i)))).collect();
        let list = match names.as_slice() {
            [one] => one.clone(),
            [a, b] => format!("{a} and {b}"),
            [head @ .., last] => format!("{}, and {last}", head.join(", ")),
            [] => String::new(),
        };
        set_error!(
            TypeError,
            "{}() missing {} required {kind} argument{}: {list}",
            text((*func).func_qualname),
            names.len(),
            if names.len() == 1 { "" } else { "s" }
        );
    }
}

#[cold]
unsafe fn too_many_positional(
    func: *mut PyFunctionObject,
    code: *mut PyCodeObject,
    slots: *mut *mut PyObject,
    given: usize,
) {
    // SAFETY: live objects; slots as in bind.
    unsafe {
        let argcount = (*code).co_argcount as usize;
        let kwonly = (*code).co_kwonlyargcount as usize;
        let kwonly_given = (argcount..argcount + kwonly).filter(|i| !(*slots.add(*i)).is_null()).count();
        let ndefaults = if (*func).func_defaults.is_null() { 0 } else { tuple_len((*func).func_defaults) };
        let (range, plural) = if ndefaults > 0 {
            (format!("from {} to {argcount}", argcount.saturating_sub(ndefaults)), true)
        } else {
            (argcount.to_string(), argcount != 1)
        };
        let extra = if kwonly_given > 0 {
            format!(
                " positional argument{} (and {kwonly_given} keyword-only argument{})",
                if given == 1 { "" } else { "s" },
                if kwonly_given == 1 { "" } else { "s" }
            )
        } else {
            String::new()
        };
        set_error!(
            TypeError,
            "{}() takes {range} positional argument{} but {given}{extra} {} given",
            text((*func).func_qualname),
            if plural { "s" } else { "" },
            if given == 1 && kwonly_given == 0 { "was" } else { "were" }
        );
    }
}

/// A frame for `func(*args, **kwargs)`; takes `func`, `args` (a tuple) and `kwargs` (a dict or NULL) over. NULL with an
/// exception.
///
/// # Safety
/// `ts` is the attached thread's state; live objects.
pub unsafe fn push_frame_star(
    ts: *mut PyThreadState,
    func: *mut PyFunctionObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut InterpreterFrame {
    // SAFETY: every reference put in the vector is passed on; the names' tuple is given back.
    unsafe {
        let nargs = tuple_len(args);
        let nkw = if kwargs.is_null() { 0 } else { PyDict_Size(kwargs) as usize };
        let mut all: Vec<*mut PyObject> = Vec::with_capacity(nargs + nkw);
        for i in 0..nargs {
            let item = tuple_item(args, i);
            incref(item);
            all.push(item);
        }
        let mut kwnames = std::ptr::null_mut();
        if nkw > 0 {
            let mut names = Vec::with_capacity(nkw);
            let (mut pos, mut key, mut value) = (0, std::ptr::null_mut(), std::ptr::null_mut());
            let mut strings = true;
            while PyDict_Next(kwargs, &raw mut pos, &raw mut key, &raw mut value) != 0 {
                strings &= super::ops::names::is_str(key);
                incref(key);
                incref(value);
                names.push(key);
                all.push(value);
            }
            let n = names.len();
            kwnames = super::ops::build::tuple(names.as_mut_ptr(), n);
            if !strings && !kwnames.is_null() {
                decref(kwnames);
                kwnames = std::ptr::null_mut();
                set_error!(TypeError, "keywords must be strings");
            }
            if kwnames.is_null() {
                all.into_iter().for_each(|a| decref(a));
                decref(args);
                decref(kwargs);
                decref(func.cast());
                return std::ptr::null_mut();
            }
        }
        let frame = push_frame(ts, func, std::ptr::null_mut(), all.as_ptr(), nargs, kwnames);
        decref(args);
        if !kwargs.is_null() {
            decref(kwargs);
        }
        if !kwnames.is_null() {
            decref(kwnames);
        }
        frame
    }
}

/// Runs a function with borrowed arguments. `locals` (borrowed) is NULL for functions proper.
///
/// # Safety
/// Attached thread; live objects.
pub unsafe fn call_function(
    func: *mut PyFunctionObject,
    locals: *mut PyObject,
    args: *const *mut PyObject,
    nargs: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the frame gets references of its own.
    unsafe {
        let ts = frames::thread();
        let total = nargs + if kwnames.is_null() { 0 } else { tuple_len(kwnames) };
        for i in 0..total {
            incref(*args.add(i));
        }
        incref(func.cast());
        if !locals.is_null() {
            incref(locals);
        }
        let frame = push_frame(ts, func, locals, args, nargs, kwnames);
        if frame.is_null() {
            return std::ptr::null_mut();
        }
        super::enter(ts, frame, false)
    }
}

/// The vectorcall function of Python functions.
///
/// # Safety
/// As every vectorcall function.
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyFunction_Vectorcall(
    func: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the type has this function, so it is a Python function.
    unsafe {
        let func: *mut PyFunctionObject = func.cast();
        let code: *mut PyCodeObject = (*func).func_code.cast();
        let locals =
            if (*code).co_flags & CO_OPTIMIZED != 0 { std::ptr::null_mut() } else { (*func).func_globals };
        call_function(func, locals, args, nargsf & !(1 << 63), kwnames)
    }
}

/// Whether calling `ob` means to run its code in a frame.
///
/// # Safety
/// Live object.
#[inline(always)]
pub unsafe fn is_plain_function(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        (*ob).ob_type == &raw mut PyFunction_Type && {
            let f: *mut PyFunctionObject = ob.cast();
            let own: unsafe extern "C" fn(
                *mut PyObject,
                *const *mut PyObject,
                usize,
                *mut PyObject,
            ) -> *mut PyObject = _PyFunction_Vectorcall;
            (*f).vectorcall.is_some_and(|v| std::ptr::fn_addr_eq(v, own))
                && (*(*f).func_code.cast::<PyCodeObject>()).co_flags & CO_OPTIMIZED != 0
                && !super::hook::is_set()
        }
    }
}

/// Checks and counts a new Python frame against the recursion limit.
///
/// # Safety
/// `ts` is the attached thread's state.
#[inline(always)]
pub unsafe fn enter_python(ts: *mut PyThreadState) -> bool {
    // SAFETY: by contract.
    unsafe {
        (*ts).py_recursion_remaining -= 1;
        (*ts).py_recursion_remaining >= 0 || too_deep(ts)
    }
}

#[cold]
#[inline(never)]
unsafe fn too_deep(ts: *mut PyThreadState) -> bool {
    // SAFETY: by contract of the caller.
    unsafe {
        // While the exception is made, a little more depth is allowed.
        if (*ts).recursion_headroom > 0 {
            if (*ts).py_recursion_remaining < -50 {
                _Py_FatalErrorFunc(
                    c"_Py_CheckRecursiveCall".as_ptr(),
                    c"Cannot recover from Python stack overflow.".as_ptr(),
                );
            }
            return true;
        }
        (*ts).recursion_headroom += 1;
        set_error!(RecursionError, "maximum recursion depth exceeded");
        (*ts).recursion_headroom -= 1;
        false
    }
}

/// As [`enter_python`] for C code; `place` is appended to the message.
///
/// # Safety
/// `ts` is the attached thread's state.
#[inline]
pub unsafe fn enter_c(ts: *mut PyThreadState, place: &str) -> c_int {
    // SAFETY: by contract.
    unsafe {
        (*ts).c_recursion_remaining -= 1;
        if (*ts).c_recursion_remaining >= 0 {
            return 0;
        }
        if (*ts).recursion_headroom > 0 {
            if (*ts).c_recursion_remaining < -50 {
                _Py_FatalErrorFunc(
                    c"_Py_CheckRecursiveCall".as_ptr(),
                    c"Cannot recover from stack overflow.".as_ptr(),
                );
            }
            return 0;
        }
        (*ts).recursion_headroom += 1;
        set_error!(RecursionError, "maximum recursion depth exceeded{place}");
        (*ts).recursion_headroom -= 1;
        (*ts).c_recursion_remaining += 1;
        -1
    }
}
