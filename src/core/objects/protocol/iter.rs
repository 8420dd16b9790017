//! Iteration: `iter`, `next`, length hints, `send`.

use mortise_abi::{PYGEN_ERROR, PYGEN_NEXT, PYGEN_RETURN, PyObject, PySendResult};

use super::check;
use crate::capi::decl;
use crate::capi::object_cpython::_PyObject_NextNotImplemented;
use crate::err::{PyResult, Raised};
use crate::heap::handles::Ref;
use crate::objects::*;
use crate::state::error;
use crate::{intern, raise};

unsafe extern "C" {
    /// Takes the value out of a StopIteration that is set; None when nothing is set; -1 for other exceptions.
    fn _PyGen_FetchStopIterationValue(out: *mut *mut PyObject) -> std::ffi::c_int;
}

/// What [`Ref::send`] ended with.
pub enum Sent<'py> {
    /// The coroutine or generator yielded.
    Next(Ref<'py>),
    /// It returned.
    Return(Ref<'py>),
}

impl<'py> Ref<'py, PyObject> {
    /// `iter(self)`
    pub fn iter(&self) -> PyResult<Ref<'py>> {
        self.iter_or("'{}' object is not iterable")
    }

    /// As [`Ref::iter`] with a text of one's own for what is not iterable; `{}` stands for the type's name.
    pub fn iter_or(&self, message: &str) -> PyResult<Ref<'py>> {
        let py = self.py();
        // SAFETY: a live object has a ready type.
        let Some(f) = (unsafe { (*self.type_ptr()).tp_iter }) else {
            if self.is_sequence() {
                return iterator::sequence_iterator(py, self);
            }
            return Err(raise!(py, TypeError, "{}", message.replace("{}", &self.ty().full_name())));
        };
        // SAFETY: the slot takes a live object and gives a new reference or NULL with an exception.
        let iter: Ref<'py> = unsafe { Ref::from_owned_or_raised(py, f(self.as_ptr()))? };
        if !iter.is_iterator() {
            return Err(raise!(
                py,
                TypeError,
                "iter() returned non-iterator of type '{}'",
                iter.ty().full_name()
            ));
        }
        Ok(iter)
    }

    /// Whether it has `tp_iternext` (`PyIter_Check`)
    #[inline]
    pub fn is_iterator(&self) -> bool {
        // SAFETY: a live object has a ready type.
        unsafe {
            (*self.type_ptr())
                .tp_iternext
                .is_some_and(|f| f as usize != _PyObject_NextNotImplemented as *const () as usize)
        }
    }

    /// `next(self)` of an iterator; `None` at the end
    pub fn next(&self) -> PyResult<Option<Ref<'py>>> {
        if !self.is_iterator() {
            return Err(raise!(
                self.py(),
                TypeError,
                "'{}' object is not an iterator",
                self.ty().full_name()
            ));
        }
        self.next_unchecked()
    }

    /// As [`Ref::next`] for what [`Ref::iter`] gave.
    #[inline]
    pub fn next_unchecked(&self) -> PyResult<Option<Ref<'py>>> {
        // SAFETY: iterators have tp_iternext (callers checked), which gives a new reference, or NULL with or without an
        // exception.
        unsafe {
            let Some(f) = (*self.type_ptr()).tp_iternext else {
                return Err(raise!(
                    self.py(),
                    TypeError,
                    "'{}' object is not an iterator",
                    self.ty().full_name()
                ));
            };
            match Ref::from_owned_or_null(self.py(), f(self.as_ptr())) {
                Some(item) => Ok(Some(item)),
                None if !error::occurred(self.py()) => Ok(None),
                None => {
                    let raised = Raised::assume();
                    if raised.matches(self.py(), exceptions::classes::StopIteration()) {
                        raised.clear(self.py());
                        return Ok(None);
                    }
                    Err(raised)
                }
            }
        }
    }

    /// `operator.length_hint(self, default)`
    pub fn length_hint(&self, default: usize) -> PyResult<usize> {
        let py = self.py();
        // SAFETY: a ready type's tables live as long as it.
        let has_len = unsafe {
            let ty = self.type_ptr();
            (*ty).tp_as_sequence.as_ref().is_some_and(|m| m.sq_length.is_some())
                || (*ty).tp_as_mapping.as_ref().is_some_and(|m| m.mp_length.is_some())
        };
        if has_len {
            match self.size() {
                Ok(n) => return Ok(n),
                Err(raised) if raised.matches(py, exceptions::classes::TypeError()) => raised.clear(py),
                Err(raised) => return Err(raised),
            }
        }
        // A special method: looked up on the type.
        let Some(hint) = self.lookup_special(intern!(py, "__length_hint__"))? else { return Ok(default) };
        let result = match hint.call0() {
            Ok(result) => result,
            Err(raised) if raised.matches(py, exceptions::classes::TypeError()) => {
                raised.clear(py);
                return Ok(default);
            }
            Err(raised) => return Err(raised),
        };
        if result.is(&py.not_implemented()) {
            return Ok(default);
        }
        if result.cast::<Int>().is_none() {
            return Err(raise!(
                py,
                TypeError,
                "__length_hint__ must be an integer, not {}",
                result.ty().full_name()
            ));
        }
        match result.index_state()? {
            n if n < 0 => Err(raise!(py, ValueError, "__length_hint__() should return >= 0")),
            n => Ok(n as usize),
        }
    }

    /// A method of the type, bound to this object: what the interpreter calls for syntax. `None` when there is none.
    pub fn lookup_special(&self, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
        let py = self.py();
        // SAFETY: live objects; the type lookup gives a new reference, or NULL with or without an exception.
        unsafe {
            let found = decl::_PyType_LookupRef(self.type_ptr(), name.as_object_ptr());
            let Some(found) = Ref::<'py, PyObject>::from_owned_or_null(py, found) else {
                return if error::occurred(py) { Err(Raised::assume()) } else { Ok(None) };
            };
            match (*found.type_ptr()).tp_descr_get {
                Some(get) => {
                    let bound = get(found.as_ptr(), self.as_ptr(), self.type_ptr().cast());
                    Ref::from_owned_or_raised(py, bound).map(Some)
                }
                None => Ok(Some(found)),
            }
        }
    }

    /// `iterator.send(value)` (`PyIter_Send`)
    pub fn send(&self, value: &Ref<'py>) -> PyResult<Sent<'py>> {
        let py = self.py();
        // SAFETY: slots of a ready type take live objects; results are new references.
        unsafe {
            let ty = self.type_ptr();
            if let Some(f) = (*ty).tp_as_async.as_ref().and_then(|m| m.am_send) {
                let mut out = std::ptr::null_mut();
                let how: PySendResult = f(self.as_ptr(), value.as_ptr(), &raw mut out);
                return match how {
                    PYGEN_RETURN => Ok(Sent::Return(Ref::from_owned(py, out))),
                    PYGEN_NEXT => Ok(Sent::Next(Ref::from_owned(py, out))),
                    PYGEN_ERROR => Err(Raised::assume()),
                    _ => Err(raise!(py, SystemError, "am_send returned {how}")),
                };
            }
            let result = match (*ty).tp_iternext {
                Some(f) if value.is_none() && self.is_iterator() => f(self.as_ptr()),
                _ => match self.call_method(intern!(py, "send"), [value]) {
                    Ok(result) => result.into_ptr(),
                    Err(_) => std::ptr::null_mut(),
                },
            };
            if let Some(result) = Ref::from_owned_or_null(py, result) {
                return Ok(Sent::Next(result));
            }
            // StopIteration's value, None without an exception; another exception stays.
            let mut out = std::ptr::null_mut();
            check(_PyGen_FetchStopIterationValue(&raw mut out))?;
            Ok(Sent::Return(Ref::from_owned(py, out)))
        }
    }
}

/// Whether it has `am_anext` (`PyAIter_Check`).
pub fn is_async_iterator(ob: &Ref<'_>) -> bool {
    // SAFETY: a ready type's table lives as long as it.
    unsafe {
        (*ob.type_ptr())
            .tp_as_async
            .as_ref()
            .and_then(|m| m.am_anext)
            .is_some_and(|f| f as usize != _PyObject_NextNotImplemented as *const () as usize)
    }
}
