//! Reading marshalled data.

use std::borrow::Cow;

use super::{MAX_DEPTH, code};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Class;
use crate::heap::handles::Ref;
use crate::objects::code::CodeParts;
use crate::objects::{Bytes, Str, Tuple};
use crate::raise;

/// Reads one value; data after it is ignored.
pub fn loads<'py>(py: Attached<'py>, data: &[u8]) -> PyResult<Ref<'py>> {
    loads_prefix(py, data, true).map(|(ob, _)| ob)
}

/// Reads one value and says how many bytes it took.
pub fn loads_prefix<'py>(py: Attached<'py>, data: &[u8], allow_code: bool) -> PyResult<(Ref<'py>, usize)> {
    let mut reader = Reader::new(py, Input::Bytes(data), allow_code);
    let ob = reader.required("object")?;
    Ok((ob, reader.at))
}

/// Reads one value, and nothing behind it.
pub fn load<'py>(py: Attached<'py>, input: Input<'_>) -> PyResult<Ref<'py>> {
    Reader::new(py, input, true).required("object")
}

/// Where the data comes from.
pub enum Input<'a> {
    /// All of it is there.
    Bytes(&'a [u8]),
    /// A function gives the next `n` bytes, or raises `EOFError`.
    Stream(&'a mut dyn FnMut(usize) -> PyResult<Vec<u8>>),
}

struct Reader<'a, 'py> {
    py: Attached<'py>,
    input: Input<'a>,
    /// How many bytes were read.
    at: usize,
    /// Objects by reference number; `None` while one is being read.
    refs: Vec<Option<Ref<'py>>>,
    depth: usize,
    allow_code: bool,
}

impl<'a, 'py> Reader<'a, 'py> {
    fn new(py: Attached<'py>, input: Input<'a>, allow_code: bool) -> Self {
        Reader { py, input, at: 0, refs: Vec::new(), depth: 0, allow_code }
    }
    fn take(&mut self, n: usize) -> PyResult<Cow<'a, [u8]>> {
        let found = match &mut self.input {
            Input::Bytes(data) => match data.get(self.at..).and_then(|rest| rest.get(..n)) {
                Some(found) => Cow::Borrowed(found),
                None => return Err(raise!(self.py, EOFError, "marshal data too short")),
            },
            Input::Stream(next) => Cow::Owned(next(n)?),
        };
        self.at += n;
        Ok(found)
    }
    /// The first byte of an object.
    fn byte(&mut self) -> PyResult<u8> {
        let byte = match &mut self.input {
            Input::Bytes(data) => data.get(self.at).copied(),
            Input::Stream(next) => match next(1) {
                Ok(found) => found.first().copied(),
                Err(raised) => {
                    raised.clear(self.py);
                    None
                }
            },
        };
        self.at += 1;
        byte.ok_or_else(|| raise!(self.py, EOFError, "EOF read where object expected"))
    }
    fn short_len(&mut self) -> PyResult<usize> {
        Ok(self.take(1)?[0] as usize)
    }
    fn i32(&mut self) -> PyResult<i32> {
        let b = self.take(4)?;
        Ok(i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }
    fn len(&mut self, what: &str) -> PyResult<usize> {
        let n = self.i32()?;
        usize::try_from(n)
            .map_err(|_| raise!(self.py, ValueError, "bad marshal data ({what} size out of range)"))
    }
    fn f64(&mut self) -> PyResult<f64> {
        let b = self.take(8)?;
        Ok(f64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
    }
    fn text_f64(&mut self) -> PyResult<f64> {
        let n = self.short_len()?;
        let text = String::from_utf8_lossy(&self.take(n)?).into_owned();
        text.parse().map_err(|_| raise!(self.py, ValueError, "could not convert string to float: '{text}'"))
    }

    /// An object that must be there.
    fn required(&mut self, what: &str) -> PyResult<Ref<'py>> {
        self.object()?.ok_or_else(|| raise!(self.py, TypeError, "NULL object in marshal data for {what}"))
    }

    fn typed<T: Class>(&mut self, what: &str) -> PyResult<Ref<'py, T>> {
        let ob = self.required(what)?;
        ob.into_cast().map_err(|_| raise!(self.py, ValueError, "bad marshal data (code: {what})"))
    }

    fn latin1(&mut self, n: usize, interned: bool) -> PyResult<Ref<'py>> {
        let bytes = self.take(n)?;
        let text: String = bytes.iter().map(|&b| char::from(b)).collect();
        Ok(if interned { self.py.interned(&text)? } else { self.py.str(&text)? }.into_any())
    }

    fn utf8(&mut self, interned: bool) -> PyResult<Ref<'py>> {
        let n = self.len("string")?;
        let bytes = self.take(n)?;
        // SAFETY: that many bytes are readable; a new reference or NULL.
        let text: Ref<'py> = unsafe {
            Ref::from_owned_or_raised(
                self.py,
                decl::PyUnicode_DecodeUTF8(bytes.as_ptr().cast(), n as isize, c"surrogatepass".as_ptr()),
            )?
        };
        if !interned {
            return Ok(text);
        }
        let mut ptr = text.into_ptr();
        // SAFETY: swaps the owned reference for the interned one.
        unsafe {
            decl::PyUnicode_InternInPlace(&raw mut ptr);
            Ok(Ref::from_owned(self.py, ptr))
        }
    }

    /// An int from 15-bit digits.
    fn long(&mut self) -> PyResult<Ref<'py>> {
        let n = self.i32()?;
        let digits = n.unsigned_abs() as usize;
        let bad = |py, why: &str| raise!(py, ValueError, "bad marshal data ({why})");
        if n == i32::MIN {
            return Err(bad(self.py, "long size out of range"));
        }
        let mut bits: u64 = 0;
        let mut filled = 0;
        let mut bytes = Vec::with_capacity(digits * 2 + 1);
        for i in 0..digits {
            let b = self.take(2)?;
            let digit = u16::from_le_bytes([b[0], b[1]]);
            if digit >= 1 << 15 {
                return Err(bad(self.py, "digit out of range in long"));
            }
            if digit == 0 && i + 1 == digits {
                return Err(bad(self.py, "unnormalized long data"));
            }
            bits |= u64::from(digit) << filled;
            filled += 15;
            while filled >= 8 {
                bytes.push(bits as u8);
                bits >>= 8;
                filled -= 8;
            }
        }
        bytes.push(bits as u8);
        // SAFETY: that many bytes are readable (little endian, unsigned); a new reference or NULL.
        let value: Ref<'py> = unsafe {
            Ref::from_owned_or_raised(
                self.py,
                decl::_PyLong_FromByteArray(bytes.as_ptr(), bytes.len(), 1, 0),
            )?
        };
        if n >= 0 {
            return Ok(value);
        }
        // SAFETY: a live object; a new reference or NULL.
        unsafe { Ref::from_owned_or_raised(self.py, decl::PyNumber_Negative(value.as_ptr())) }
    }

    fn items(&mut self, n: usize, what: &str) -> PyResult<Vec<Ref<'py>>> {
        let mut items = Vec::with_capacity(n.min(1 << 16));
        for _ in 0..n {
            items.push(self.required(what)?);
        }
        Ok(items)
    }

    fn object(&mut self) -> PyResult<Option<Ref<'py>>> {
        let head = self.byte()?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(raise!(self.py, ValueError, "recursion limit exceeded"));
        }
        let flag = head & code::FLAG_REF != 0;
        let kind = head & !code::FLAG_REF;
        // Containers take their number before their contents.
        let index = flag.then(|| {
            self.refs.push(None);
            self.refs.len() - 1
        });
        let ob = self.value(kind, index)?;
        if let (Some(index), Some(ob)) = (index, &ob) {
            self.refs[index] = Some(ob.clone());
        }
        self.depth -= 1;
        Ok(ob)
    }

    fn value(&mut self, kind: u8, index: Option<usize>) -> PyResult<Option<Ref<'py>>> {
        let py = self.py;
        Ok(Some(match kind {
            code::NULL => return Ok(None),
            code::NONE => py.none(),
            code::FALSE => py.bool(false),
            code::TRUE => py.bool(true),
            code::ELLIPSIS => py.ellipsis(),
            // SAFETY: the class is static.
            code::STOP_ITERATION => unsafe {
                py.static_type(crate::objects::exceptions::classes::StopIteration()).to_owned().into_any()
            },
            code::INT => py.int(self.i32()?.into())?.into_any(),
            code::INT64 => {
                let b = self.take(8)?;
                py.int(i64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))?.into_any()
            }
            code::LONG => self.long()?,
            code::FLOAT => py.float(self.text_f64()?)?.into_any(),
            code::BINARY_FLOAT => py.float(self.f64()?)?.into_any(),
            code::COMPLEX | code::BINARY_COMPLEX => {
                let (re, im) = if kind == code::COMPLEX {
                    (self.text_f64()?, self.text_f64()?)
                } else {
                    (self.f64()?, self.f64()?)
                };
                // SAFETY: a new reference or NULL.
                unsafe { Ref::from_owned_or_raised(py, decl::PyComplex_FromDoubles(re, im))? }
            }
            code::STRING => {
                let n = self.len("bytes object")?;
                py.bytes(&self.take(n)?)?.into_any()
            }
            code::ASCII | code::ASCII_INTERNED => {
                let n = self.len("string")?;
                self.latin1(n, kind == code::ASCII_INTERNED)?
            }
            code::SHORT_ASCII | code::SHORT_ASCII_INTERNED => {
                let n = self.short_len()?;
                self.latin1(n, kind == code::SHORT_ASCII_INTERNED)?
            }
            code::UNICODE | code::INTERNED => self.utf8(kind == code::INTERNED)?,
            code::SMALL_TUPLE | code::TUPLE => {
                let n = if kind == code::TUPLE { self.len("tuple")? } else { self.short_len()? };
                py.tuple(self.items(n, "tuple")?)?.into_any()
            }
            code::LIST => {
                let n = self.len("list")?;
                let list = py.list([])?;
                self.remember(index, list.as_any());
                for _ in 0..n {
                    list.append(&self.required("list")?)?;
                }
                list.into_any()
            }
            code::DICT => {
                let dict = py.dict()?;
                self.remember(index, dict.as_any());
                while let Some(key) = self.object()? {
                    let Some(value) = self.object()? else { break };
                    dict.set(&key, &value)?;
                }
                dict.into_any()
            }
            code::SET | code::FROZENSET => {
                let n = self.len("set")?;
                let items = py.tuple(self.items(n, "set")?)?;
                // SAFETY: a live tuple; a new reference or NULL.
                unsafe {
                    let made = if kind == code::SET {
                        decl::PySet_New(items.as_object_ptr())
                    } else {
                        decl::PyFrozenSet_New(items.as_object_ptr())
                    };
                    Ref::from_owned_or_raised(py, made)?
                }
            }
            code::CODE => self.code()?,
            code::REF => {
                let n = self.i32()?;
                let found = usize::try_from(n).ok().and_then(|n| self.refs.get(n)).cloned().flatten();
                return match found {
                    Some(ob) => Ok(Some(ob)),
                    None => Err(raise!(py, ValueError, "bad marshal data (invalid reference)")),
                };
            }
            _ => return Err(raise!(py, ValueError, "bad marshal data (unknown type code)")),
        }))
    }

    fn remember(&mut self, index: Option<usize>, ob: &Ref<'py>) {
        if let Some(index) = index {
            self.refs[index] = Some(ob.clone());
        }
    }

    fn code(&mut self) -> PyResult<Ref<'py>> {
        if !self.allow_code {
            return Err(raise!(self.py, ValueError, "unmarshalling code objects is disallowed"));
        }
        let parts = CodeParts {
            argcount: self.i32()?,
            posonlyargcount: self.i32()?,
            kwonlyargcount: self.i32()?,
            stacksize: self.i32()?,
            flags: self.i32()?,
            code: self.typed::<Bytes>("code")?.as_bytes().to_vec(),
            consts: self.typed::<Tuple>("consts")?,
            names: self.typed::<Tuple>("names")?,
            localsplusnames: self.typed::<Tuple>("localsplusnames")?,
            localspluskinds: self.typed::<Bytes>("localspluskinds")?,
            filename: self.typed::<Str>("filename")?,
            name: self.typed::<Str>("name")?,
            qualname: self.typed::<Str>("qualname")?,
            firstlineno: self.i32()?,
            linetable: self.typed::<Bytes>("linetable")?,
            exceptiontable: self.typed::<Bytes>("exceptiontable")?,
        };
        Ok(crate::objects::code::new(self.py, parts)?.into_any())
    }
}
