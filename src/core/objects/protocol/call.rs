//! Calling objects: vectorcall first, `tp_call` else.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Str, Tuple};
use crate::raise;

/// `PY_VECTORCALL_ARGUMENTS_OFFSET`: the callee may use the word before the first argument.
pub const OFFSET: usize = 1 << 63;

/// `PyVectorcall_Function`
///
/// # Safety
/// `callable` points to a live object.
#[inline(always)]
pub unsafe fn vectorcall_function(callable: *mut PyObject) -> vectorcallfunc {
    // SAFETY: a type with the flag has the function at this offset in its instances.
    unsafe {
        let ty = (*callable).ob_type;
        if (*ty).tp_flags & Py_TPFLAGS_HAVE_VECTORCALL == 0 {
            return None;
        }
        *callable.byte_offset((*ty).tp_vectorcall_offset).cast::<vectorcallfunc>()
    }
}

/// Checks that a callee returned a result or set an exception, not both and not neither.
#[inline(always)]
pub(crate) fn check_result<'py, T>(
    py: Attached<'py>,
    callable: &Ref<'py, T>,
    result: *mut PyObject,
) -> PyResult<Ref<'py>> {
    // SAFETY: a new reference or NULL.
    match unsafe { Ref::from_owned_or_null(py, result) } {
        Some(result) if !crate::state::error::occurred(py) => Ok(result),
        result => Err(bad_result(py, callable.as_any(), result)),
    }
}

#[cold]
fn bad_result<'py>(py: Attached<'py>, callable: &Ref<'py>, result: Option<Ref<'py>>) -> Raised {
    let name = |py: Attached<'py>| match callable.repr() {
        Ok(text) => text.to_string_lossy(),
        Err(raised) => {
            raised.clear(py);
            "<callable>".to_string()
        }
    };
    match result {
        None if crate::state::error::occurred(py) => {
            // SAFETY: the indicator is set.
            unsafe { Raised::assume() }
        }
        None => {
            let name = name(py);
            raise!(py, SystemError, "{name} returned NULL without setting an exception")
        }
        Some(result) => {
            drop(result);
            let cause = crate::state::error::take(py);
            let name = name(py);
            let raised = raise!(py, SystemError, "{name} returned a result with an exception set");
            if let Some(cause) = cause {
                let error = raised.take(py);
                // SAFETY: both functions steal a reference.
                unsafe {
                    decl::PyException_SetContext(error.as_ptr(), cause.clone().into_ptr());
                    decl::PyException_SetCause(error.as_ptr(), cause.into_ptr());
                }
                return crate::state::error::set(py, error);
            }
            raised
        }
    }
}

/// `PyObject_Vectorcall` on raw arguments.
///
/// # Safety
/// `args` holds the positional arguments that `nargsf` counts and one for each name in `kwnames`; all of them live. With [`OFFSET`] in
/// `nargsf`, the word before `args` may be used.
#[inline]
pub unsafe fn vectorcall_raw(
    py: Attached<'_>,
    callable: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        match vectorcall_function(callable) {
            Some(function) => {
                let result = function(callable, args, nargsf, kwnames);
                if result.is_null() == crate::state::error::occurred(py) {
                    return result;
                }
                let callable: Borrowed<'_, '_> = Borrowed::from_ptr(py, callable);
                raw(check_result(py, &callable, result))
            }
            None => raw(call_with_tuple(py, callable, args, nargsf & !OFFSET, kwnames)),
        }
    }
}

fn raw(result: PyResult<Ref<'_>>) -> *mut PyObject {
    result.map_or(std::ptr::null_mut(), Ref::into_ptr)
}

/// As [`vectorcall_raw`] with handles.
///
/// # Safety
/// As [`vectorcall_raw`].
#[inline]
pub unsafe fn vectorcall<'py>(
    callable: &Ref<'py>,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: Option<&Ref<'py, Tuple>>,
) -> PyResult<Ref<'py>> {
    let py = callable.py();
    // SAFETY: by contract; a new reference or NULL with an exception.
    unsafe {
        let kwnames = kwnames.map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
        Ref::from_owned_or_raised(py, vectorcall_raw(py, callable.as_ptr(), args, nargsf, kwnames))
    }
}

/// The tuple and dict of a vectorcall's arguments.
unsafe fn pack<'py>(
    py: Attached<'py>,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
) -> PyResult<(Ref<'py, Tuple>, Option<Ref<'py, Dict>>)> {
    // SAFETY: the vectorcall contract.
    unsafe {
        let items = (0..count).map(|i| Borrowed::<PyObject>::from_ptr(py, *args.add(i)).to_owned());
        let tuple = py.tuple(items)?;
        let kwnames: Option<Borrowed<'_, 'py, Tuple>> = Borrowed::from_ptr_or_null(py, kwnames.cast());
        let dict = match kwnames {
            Some(names) if !names.is_empty() => {
                let dict = py.dict()?;
                for (i, name) in names.items().enumerate() {
                    dict.set(&name, &Borrowed::from_ptr(py, *args.add(count + i)))?;
                }
                Some(dict)
            }
            _ => None,
        };
        Ok((tuple, dict))
    }
}

#[cold]
fn not_callable(ob: &Ref<'_>) -> Raised {
    raise!(ob.py(), TypeError, "'{}' object is not callable", ob.ty().full_name())
}

/// Calls `tp_call` with the arguments of a vectorcall.
unsafe fn call_with_tuple<'py>(
    py: Attached<'py>,
    callable: *mut PyObject,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
) -> PyResult<Ref<'py>> {
    // SAFETY: the vectorcall contract.
    unsafe {
        let ob: Borrowed<'_, 'py> = Borrowed::from_ptr(py, callable);
        if (*ob.type_ptr()).tp_call.is_none() {
            return Err(not_callable(&ob));
        }
        let (args, kwargs) = pack(py, args, count, kwnames)?;
        tp_call(py, &ob, &args, kwargs.as_ref())
    }
}

/// Calls a given `tp_call` with the arguments of a vectorcall.
///
/// # Safety
/// The vectorcall contract; `function` is the `tp_call` of the callable's type.
pub unsafe fn through_tp_call<'py>(
    py: Attached<'py>,
    callable: *mut PyObject,
    args: *const *mut PyObject,
    count: usize,
    kwnames: *mut PyObject,
    function: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let (args, kwargs) = pack(py, args, count, kwnames)?;
        let kwargs = kwargs.as_ref().map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
        Ref::from_owned_or_raised(py, function(callable, args.as_object_ptr(), kwargs))
    }
}

/// Calls `tp_call`.
fn tp_call<'py>(
    py: Attached<'py>,
    callable: &Ref<'py>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<&Ref<'py, Dict>>,
) -> PyResult<Ref<'py>> {
    // SAFETY: a slot of a live object's type; its result is checked.
    unsafe {
        let Some(call) = (*callable.type_ptr()).tp_call else { return Err(not_callable(callable)) };
        if decl::Py_EnterRecursiveCall(c" while calling a Python object".as_ptr()) != 0 {
            return Err(Raised::assume());
        }
        let kwargs = kwargs.map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
        let result = call(callable.as_ptr(), args.as_object_ptr(), kwargs);
        decl::Py_LeaveRecursiveCall();
        check_result(py, callable, result)
    }
}

/// `PyObject_Call`
pub fn call<'py>(
    callable: &Ref<'py>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<&Ref<'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let py = callable.py();
    // SAFETY: a live object.
    match unsafe { vectorcall_function(callable.as_ptr()) } {
        Some(function) => {
            // SAFETY: the function is that of the callable.
            unsafe { vectorcall_tuple(py, function, callable, None, args, kwargs) }
        }
        None => tp_call(py, callable, args, kwargs),
    }
}

/// `PyVectorcall_Call`: `tp_call` of types with a vectorcall function.
pub fn vectorcall_call<'py>(
    callable: &Ref<'py>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<&Ref<'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let py = callable.py();
    // SAFETY: a live object of a type with an offset (checked).
    unsafe {
        let offset = (*callable.type_ptr()).tp_vectorcall_offset;
        let function =
            if offset <= 0 { None } else { *callable.as_ptr().byte_offset(offset).cast::<vectorcallfunc>() };
        let Some(function) = function else {
            return Err(raise!(
                py,
                TypeError,
                "'{}' object does not support vectorcall",
                callable.ty().full_name()
            ));
        };
        vectorcall_tuple(py, function, callable, None, args, kwargs)
    }
}

type VectorcallFunction =
    unsafe extern "C" fn(*mut PyObject, *const *mut PyObject, usize, *mut PyObject) -> *mut PyObject;

/// Calls a vectorcall function with a tuple and a dict, and `first` before them.
///
/// # Safety
/// `function` is the vectorcall function of `callable`.
unsafe fn vectorcall_tuple<'py>(
    py: Attached<'py>,
    function: VectorcallFunction,
    callable: &Ref<'py>,
    first: Option<&Ref<'py>>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<&Ref<'py, Dict>>,
) -> PyResult<Ref<'py>> {
    // SAFETY: the arguments live in the tuple and in `values` during the call.
    unsafe {
        let items = (&raw const (*args.as_ptr()).ob_item).cast::<*mut PyObject>();
        let kwargs = kwargs.filter(|k| !k.is_empty());
        if kwargs.is_none() && first.is_none() {
            let result = function(callable.as_ptr(), items, args.len(), std::ptr::null_mut());
            return check_result(py, callable, result);
        }
        let mut stack: Vec<*mut PyObject> =
            Vec::with_capacity(args.len() + 2 + kwargs.map_or(0, |k| k.len()));
        stack.push(std::ptr::null_mut());
        if let Some(first) = first {
            stack.push(first.as_ptr());
        }
        stack.extend((0..args.len()).map(|i| *items.add(i)));
        let count = stack.len() - 1;
        let mut names: Option<Ref<'py, Tuple>> = None;
        let mut values = Vec::new();
        if let Some(kwargs) = kwargs {
            let mut keys = Vec::with_capacity(kwargs.len());
            let mut pos = 0;
            while let Some((key, value)) = kwargs.next_entry(&mut pos) {
                if !key.is_instance_of::<Str>() {
                    return Err(raise!(py, TypeError, "keywords must be strings"));
                }
                keys.push(key);
                stack.push(value.as_ptr());
                values.push(value);
            }
            names = Some(py.tuple(keys)?);
        }
        let names = names.as_ref().map_or(std::ptr::null_mut(), |n| n.as_object_ptr());
        let result = function(callable.as_ptr(), stack.as_ptr().add(1), count | OFFSET, names);
        check_result(py, callable, result)
    }
}

/// `callable(first, *args, **kwargs)`
pub fn call_prepending<'py>(
    callable: &Ref<'py>,
    first: &Ref<'py>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<&Ref<'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let py = callable.py();
    // SAFETY: the function is that of the callable.
    unsafe {
        if let Some(function) = vectorcall_function(callable.as_ptr()) {
            return vectorcall_tuple(py, function, callable, Some(first), args, kwargs);
        }
    }
    let all: Vec<Ref<'py>> =
        std::iter::once(first.clone()).chain(args.items().map(Borrowed::to_owned)).collect();
    tp_call(py, callable, &py.tuple(all)?, kwargs)
}

/// `PyObject_VectorcallMethod`: `args[0].name(*args[1:], …)`.
///
/// # Safety
/// As [`vectorcall_raw`], with at least one positional argument.
pub unsafe fn vectorcall_method<'py>(
    py: Attached<'py>,
    name: &Ref<'py, Str>,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract. The object's place before the other arguments may be used by the callee.
    unsafe {
        let ob: Borrowed<'_, 'py> = Borrowed::from_ptr(py, *args);
        let result = match super::attr::get_method(&ob, name)? {
            super::attr::Method::Unbound(function) => {
                vectorcall_raw(py, function.as_ptr(), args, nargsf & !OFFSET, kwnames)
            }
            super::attr::Method::Bound(function) => {
                let count = (nargsf & !OFFSET) - 1;
                vectorcall_raw(py, function.as_ptr(), args.add(1), count | OFFSET, kwnames)
            }
        };
        Ref::from_owned_or_raised(py, result)
    }
}

/// `PyObject_VectorcallDict`: keyword arguments in a dict.
///
/// # Safety
/// As [`vectorcall_raw`].
pub unsafe fn vectorcall_dict<'py>(
    callable: &Ref<'py>,
    args: *const *mut PyObject,
    nargsf: usize,
    kwargs: Option<&Ref<'py, Dict>>,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let py = callable.py();
        if kwargs.is_none_or(|k| k.is_empty()) {
            return vectorcall(callable, args, nargsf, None);
        }
        let (tuple, _) = pack(py, args, nargsf & !OFFSET, std::ptr::null_mut())?;
        call(callable, &tuple, kwargs)
    }
}

/// How a callable is named in messages of the interpreter: `module.qualname()`, or its str.
pub fn function_str<'py>(ob: &Ref<'py>) -> PyResult<Ref<'py, Str>> {
    let py = ob.py();
    let Some(qualname) = ob.getattr_opt(crate::intern!(py, "__qualname__"))? else { return ob.to_str() };
    let qualname = qualname.to_str()?.to_string_lossy();
    let module = ob.getattr_opt(crate::intern!(py, "__module__"))?;
    match module.filter(|m| !m.is_none()) {
        Some(module) => {
            let module = module.to_str()?.to_string_lossy();
            if module == "builtins" {
                py.str(&format!("{qualname}()"))
            } else {
                py.str(&format!("{module}.{qualname}()"))
            }
        }
        None => py.str(&format!("{qualname}()")),
    }
}
