//! Writing marshalled data.

use std::collections::HashMap;

use mortise_abi::{PyASCIIObject, PyCodeObject, PyComplexObject, PyObject};

use super::{MAX_DEPTH, code};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount;
use crate::objects::exceptions::classes;
use crate::objects::{Bytes, Code, Complex, Dict, Float, FrozenSet, Int, List, Set, Str, Tuple};
use crate::raise;

/// The bytes of a value.
pub fn dumps<'py>(py: Attached<'py>, ob: &Ref<'py>, version: i32, allow_code: bool) -> PyResult<Vec<u8>> {
    let mut writer = Writer::new(py, version, allow_code);
    writer.object(ob)?;
    Ok(writer.out)
}

/// The bytes of a value; what cannot be written is marked with `?`, which no reader accepts.
pub fn dumps_marked<'py>(py: Attached<'py>, ob: &Ref<'py>, version: i32) -> PyResult<Vec<u8>> {
    let mut writer = Writer::new(py, version, true);
    writer.mark = true;
    writer.object(ob)?;
    Ok(writer.out)
}

struct Writer<'py> {
    py: Attached<'py>,
    out: Vec<u8>,
    /// Reference numbers by address.
    refs: HashMap<usize, u32>,
    /// Temporary objects that have numbers, so that no other object gets their address.
    keep: Vec<Ref<'py>>,
    version: i32,
    depth: usize,
    allow_code: bool,
    /// Whether what cannot be written is marked instead of being an error.
    mark: bool,
}

impl<'py> Writer<'py> {
    fn new(py: Attached<'py>, version: i32, allow_code: bool) -> Self {
        let (out, refs, keep) = (Vec::new(), HashMap::new(), Vec::new());
        Writer { py, out, refs, keep, version, depth: 0, allow_code, mark: false }
    }
    fn unmarshallable(&self) -> crate::Raised {
        raise!(self.py, ValueError, "unmarshallable object")
    }
    fn i32(&mut self, n: i32) {
        self.out.extend(n.to_le_bytes());
    }
    fn len(&mut self, n: usize) -> PyResult<()> {
        self.i32(i32::try_from(n).map_err(|_| self.unmarshallable())?);
        Ok(())
    }
    fn bytes(&mut self, data: &[u8]) -> PyResult<()> {
        self.len(data.len())?;
        self.out.extend_from_slice(data);
        Ok(())
    }

    /// Writes a type code; objects that may come again get a number.
    fn head(&mut self, kind: u8, flag: bool) {
        self.out.push(if flag { kind | code::FLAG_REF } else { kind });
    }

    fn object(&mut self, ob: &Ref<'py>) -> PyResult<()> {
        let py = self.py;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            if self.mark {
                self.depth -= 1;
                return Ok(());
            }
            return Err(raise!(py, ValueError, "object too deeply nested to marshal"));
        }
        // SAFETY: the class is static.
        let stop = unsafe { py.static_type(classes::StopIteration()) };
        if ob.is_none() {
            self.head(code::NONE, false);
        } else if ob.is(&py.bool(false)) {
            self.head(code::FALSE, false);
        } else if ob.is(&py.bool(true)) {
            self.head(code::TRUE, false);
        } else if ob.is(&py.ellipsis()) {
            self.head(code::ELLIPSIS, false);
        } else if ob.is(&stop) {
            self.head(code::STOP_ITERATION, false);
        } else if let Some(flag) = self.reference(ob)? {
            self.value(ob, flag)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Writes a reference to an object that was written before (`None`), or says whether the object gets a number.
    fn reference(&mut self, ob: &Ref<'py>) -> PyResult<Option<bool>> {
        if self.version < 3 {
            return Ok(Some(false));
        }
        // As CPython: what only its container holds cannot come again.
        // SAFETY: a live object.
        if unsafe { refcount::refcount(ob.as_ptr()) } == 1 {
            return Ok(Some(false));
        }
        let next = self.refs.len() as u32;
        match self.refs.entry(ob.as_ptr() as usize) {
            std::collections::hash_map::Entry::Occupied(old) => {
                let number = *old.get();
                self.out.push(code::REF);
                self.out.extend(number.to_le_bytes());
                Ok(None)
            }
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(next);
                self.keep.push(ob.clone());
                Ok(Some(true))
            }
        }
    }

    fn value(&mut self, ob: &Ref<'py>, flag: bool) -> PyResult<()> {
        if let Some(n) = ob.cast_exact::<Int>() {
            self.int(n, flag)
        } else if ob.cast_exact::<Float>().is_some() {
            self.float(ob.as_f64()?, flag)
        } else if let Some(z) = ob.cast_exact::<Complex>() {
            self.complex(z, flag)
        } else if let Some(b) = ob.cast_exact::<Bytes>() {
            self.head(code::STRING, flag);
            self.bytes(b.as_bytes())
        } else if let Some(s) = ob.cast_exact::<Str>() {
            self.str(s, flag)
        } else if let Some(t) = ob.cast_exact::<Tuple>() {
            if self.version >= 4 && t.len() < 256 {
                self.head(code::SMALL_TUPLE, flag);
                self.out.push(t.len() as u8);
            } else {
                self.head(code::TUPLE, flag);
                self.len(t.len())?;
            }
            t.items().try_for_each(|item| self.object(&item))
        } else if let Some(list) = ob.cast_exact::<List>() {
            self.head(code::LIST, flag);
            let items = list.to_tuple()?;
            self.len(items.len())?;
            items.items().try_for_each(|item| self.object(&item))
        } else if let Some(dict) = ob.cast_exact::<Dict>() {
            self.head(code::DICT, flag);
            let mut pos = 0;
            while let Some((key, value)) = dict.next_entry(&mut pos) {
                self.object(&key)?;
                self.object(&value)?;
            }
            self.head(code::NULL, false);
            Ok(())
        } else if ob.cast_exact::<Set>().is_some() || ob.cast_exact::<FrozenSet>().is_some() {
            self.head(if ob.cast_exact::<Set>().is_some() { code::SET } else { code::FROZENSET }, flag);
            self.set(ob)
        } else if let Some(c) = ob.cast_exact::<Code>() {
            if !self.allow_code {
                return Err(raise!(self.py, ValueError, "marshalling code objects is disallowed"));
            }
            self.head(code::CODE, flag);
            self.code(c)
        } else {
            self.buffer(ob, flag)
        }
    }

    fn int(&mut self, n: &Ref<'py, Int>, flag: bool) -> PyResult<()> {
        let mut overflow = 0;
        // SAFETY: a live int raises nothing.
        let small = unsafe { decl::PyLong_AsLongLongAndOverflow(n.as_object_ptr(), &raw mut overflow) };
        if overflow == 0
            && let Ok(small) = i32::try_from(small)
        {
            self.head(code::INT, flag);
            self.i32(small);
            return Ok(());
        }
        self.head(code::LONG, flag);
        // SAFETY: a live int; a new reference or NULL.
        let (negative, magnitude) = unsafe {
            let sign = decl::_PyLong_Sign(n.as_object_ptr());
            (
                sign < 0,
                Ref::<PyObject>::from_owned_or_raised(self.py, decl::PyNumber_Absolute(n.as_object_ptr()))?,
            )
        };
        // SAFETY: a live int.
        let bits = unsafe { decl::_PyLong_NumBits(magnitude.as_ptr()) };
        let size = bits / 8 + 1;
        let mut bytes = vec![0u8; size];
        // SAFETY: the buffer has the size that the number needs (little endian, unsigned).
        let status = unsafe {
            decl::_PyLong_AsByteArray(magnitude.as_ptr().cast(), bytes.as_mut_ptr(), size, 1, 0, 1)
        };
        if status < 0 {
            // SAFETY: -1 means that an exception is set.
            return Err(unsafe { crate::Raised::assume() });
        }
        let digits = bits.div_ceil(15);
        let count = i32::try_from(digits).map_err(|_| self.unmarshallable())?;
        self.i32(if negative { -count } else { count });
        for i in 0..digits {
            let bit = i * 15;
            let at = |k: usize| u32::from(bytes.get(bit / 8 + k).copied().unwrap_or(0));
            let word = at(0) | at(1) << 8 | at(2) << 16;
            let digit = (word >> (bit % 8)) & 0x7fff;
            self.out.extend((digit as u16).to_le_bytes());
        }
        Ok(())
    }

    fn float_text(&mut self, x: f64) -> PyResult<()> {
        let text = self.py.float(x)?.repr()?.to_string_lossy();
        self.out.push(text.len() as u8);
        self.out.extend(text.as_bytes());
        Ok(())
    }

    fn float(&mut self, x: f64, flag: bool) -> PyResult<()> {
        if self.version > 1 {
            self.head(code::BINARY_FLOAT, flag);
            self.out.extend(x.to_le_bytes());
            return Ok(());
        }
        self.head(code::FLOAT, flag);
        self.float_text(x)
    }

    fn complex(&mut self, z: &Ref<'py, Complex>, flag: bool) -> PyResult<()> {
        // SAFETY: a live complex, whose value does not change.
        let value = unsafe { (&raw const (*z.as_ptr().cast::<PyComplexObject>()).cval).read() };
        if self.version > 1 {
            self.head(code::BINARY_COMPLEX, flag);
            self.out.extend(value.real.to_le_bytes());
            self.out.extend(value.imag.to_le_bytes());
            return Ok(());
        }
        self.head(code::COMPLEX, flag);
        self.float_text(value.real)?;
        self.float_text(value.imag)
    }

    fn str(&mut self, s: &Ref<'py, Str>, flag: bool) -> PyResult<()> {
        // SAFETY: a live str; the lowest two state bits say whether it is interned.
        let interned = unsafe { (*s.as_ptr().cast::<PyASCIIObject>()).state & 3 != 0 };
        let ascii = s.len() == s.code_points().filter(|c| *c < 128).count();
        if self.version >= 4 && ascii {
            let text = s.to_string_lossy();
            if text.len() < 256 {
                self.head(if interned { code::SHORT_ASCII_INTERNED } else { code::SHORT_ASCII }, flag);
                self.out.push(text.len() as u8);
            } else {
                self.head(if interned { code::ASCII_INTERNED } else { code::ASCII }, flag);
                self.len(text.len())?;
            }
            self.out.extend(text.as_bytes());
            return Ok(());
        }
        self.head(if interned && self.version >= 1 { code::INTERNED } else { code::UNICODE }, flag);
        // SAFETY: a live str; a new reference to bytes or NULL.
        let encoded: Ref<'py> = unsafe {
            Ref::from_owned_or_raised(
                self.py,
                decl::PyUnicode_AsEncodedString(
                    s.as_object_ptr(),
                    c"utf8".as_ptr(),
                    c"surrogatepass".as_ptr(),
                ),
            )?
        };
        let bytes = encoded.expect::<Bytes>()?.as_bytes().to_vec();
        self.bytes(&bytes)
    }

    /// The elements in the order of their marshalled forms, so that equal sets give equal bytes.
    fn set(&mut self, ob: &Ref<'py>) -> PyResult<()> {
        let items = ob.to_tuple()?;
        self.len(items.len())?;
        let mut keyed = Vec::with_capacity(items.len());
        for item in items.items() {
            keyed.push((dumps(self.py, &item, self.version, self.allow_code)?, item));
        }
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        keyed.iter().try_for_each(|(_, item)| self.object(item))
    }

    fn code(&mut self, c: &Ref<'py, Code>) -> PyResult<()> {
        let py = self.py;
        let this: *mut PyCodeObject = c.as_ptr();
        // SAFETY: a live code object; these fields do not change.
        let (numbers, objects, firstlineno, tables) = unsafe {
            let ob = |p: *mut PyObject| Borrowed::from_ptr(py, p).to_owned();
            (
                [
                    (*this).co_argcount,
                    (*this).co_posonlyargcount,
                    (*this).co_kwonlyargcount,
                    (*this).co_stacksize,
                    (*this).co_flags,
                ],
                [
                    ob((*this).co_consts),
                    ob((*this).co_names),
                    ob((*this).co_localsplusnames),
                    ob((*this).co_localspluskinds),
                    ob((*this).co_filename),
                    ob((*this).co_name),
                    ob((*this).co_qualname),
                ],
                (*this).co_firstlineno,
                [ob((*this).co_linetable), ob((*this).co_exceptiontable)],
            )
        };
        numbers.into_iter().for_each(|n| self.i32(n));
        let instructions = py.bytes(&crate::objects::code::plain_code(c))?;
        self.object(instructions.as_any())?;
        objects.iter().try_for_each(|ob| self.object(ob))?;
        self.i32(firstlineno);
        tables.iter().try_for_each(|ob| self.object(ob))
    }

    fn refused(&mut self, flag: bool) -> PyResult<()> {
        if !self.mark {
            return Err(self.unmarshallable());
        }
        self.head(code::UNKNOWN, flag);
        Ok(())
    }

    /// Anything with a buffer is written as bytes.
    fn buffer(&mut self, ob: &Ref<'py>, flag: bool) -> PyResult<()> {
        // SAFETY: a live object.
        if unsafe { decl::PyObject_CheckBuffer(ob.as_ptr()) } == 0 {
            return self.refused(flag);
        }
        // SAFETY: a live object; a new reference or NULL.
        let made =
            unsafe { Ref::<PyObject>::from_owned_or_null(self.py, decl::PyBytes_FromObject(ob.as_ptr())) };
        let Some(made) = made else {
            drop(crate::state::error::take(self.py));
            return self.refused(flag);
        };
        self.head(code::STRING, flag);
        let bytes = made.expect::<Bytes>()?.as_bytes().to_vec();
        self.bytes(&bytes)
    }
}
