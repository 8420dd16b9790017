//! The compiler's result: code and constants as plain data.

use num_bigint::BigInt;
use std::sync::Arc;

/// A code object's contents, field for field what CPython's `PyCode_NewWithPosOnlyArgs` takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// Positional parameters, positional-only ones included.
    pub argcount: u32,
    /// Positional-only parameters.
    pub posonlyargcount: u32,
    /// Keyword-only parameters.
    pub kwonlyargcount: u32,
    /// Depth of the value stack.
    pub stacksize: u32,
    /// `co_flags`.
    pub flags: u32,
    /// The instructions, with their zeroed inline cache units.
    pub code: Vec<u8>,
    /// `co_consts`.
    pub consts: Vec<Constant>,
    /// `co_names`.
    pub names: Vec<String>,
    /// Names of locals, cells and free variables.
    pub localsplusnames: Vec<String>,
    /// Their kinds ([`crate::opcode::localkind`]).
    pub localspluskinds: Vec<u8>,
    /// `co_filename`.
    pub filename: String,
    /// `co_name`.
    pub name: String,
    /// `co_qualname`.
    pub qualname: String,
    /// `co_firstlineno`.
    pub firstlineno: i32,
    /// `co_linetable` (PEP 626, with PEP 657 columns).
    pub linetable: Vec<u8>,
    /// `co_exceptiontable`.
    pub exceptiontable: Vec<u8>,
}

/// An integer constant of any size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Int {
    /// Fits in 64 bits. Always used when it does.
    Small(i64),
    /// Anything larger.
    Big(BigInt),
}

impl Int {
    /// The value as a big integer.
    pub fn to_big(&self) -> BigInt {
        match self {
            Int::Small(v) => BigInt::from(*v),
            Int::Big(v) => v.clone(),
        }
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        *self == Int::Small(0)
    }
}

impl From<BigInt> for Int {
    fn from(v: BigInt) -> Self {
        match i64::try_from(&v) {
            Ok(small) => Int::Small(small),
            Err(_) => Int::Big(v),
        }
    }
}

/// A constant of `co_consts`.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `None`
    None,
    /// `True`
    True,
    /// `False`
    False,
    /// `...`
    Ellipsis,
    /// An `int`.
    Int(Int),
    /// A `float`.
    Float(f64),
    /// A `complex`.
    Complex {
        /// Real part.
        re: f64,
        /// Imaginary part.
        im: f64,
    },
    /// A `str`: UTF-8, with lone surrogates as three bytes each (`surrogatepass`).
    Str(Box<[u8]>),
    /// A `bytes`.
    Bytes(Box<[u8]>),
    /// A `tuple`.
    Tuple(Vec<Constant>),
    /// A `frozenset`, in the order written.
    FrozenSet(Vec<Constant>),
    /// Nested code.
    Code(Arc<Code>),
}

impl Constant {
    /// A string constant from valid UTF-8.
    pub fn str(s: &str) -> Constant {
        Constant::Str(s.as_bytes().into())
    }

    /// An integer constant.
    pub fn int(v: i64) -> Constant {
        Constant::Int(Int::Small(v))
    }

    /// The truth value.
    pub fn is_true(&self) -> bool {
        match self {
            Constant::None | Constant::False => false,
            Constant::True | Constant::Ellipsis | Constant::Code(_) => true,
            Constant::Int(i) => !i.is_zero(),
            Constant::Float(f) => *f != 0.0,
            Constant::Complex { re, im } => *re != 0.0 || *im != 0.0,
            Constant::Str(s) | Constant::Bytes(s) => !s.is_empty(),
            Constant::Tuple(v) | Constant::FrozenSet(v) => !v.is_empty(),
        }
    }

    /// A byte string that two constants share exactly if one can stand for the other in `co_consts`:
    /// same type, same value, `0.0` and `-0.0` apart.
    pub(crate) fn key(&self, out: &mut Vec<u8>) {
        fn sized(tag: u8, bytes: &[u8], out: &mut Vec<u8>) {
            out.push(tag);
            out.extend((bytes.len() as u64).to_le_bytes());
            out.extend(bytes);
        }
        match self {
            Constant::None => out.push(b'N'),
            Constant::True => out.push(b'T'),
            Constant::False => out.push(b'F'),
            Constant::Ellipsis => out.push(b'.'),
            Constant::Int(Int::Small(v)) => {
                out.push(b'i');
                out.extend(v.to_le_bytes());
            }
            Constant::Int(Int::Big(v)) => sized(b'l', &v.to_signed_bytes_le(), out),
            Constant::Float(f) => {
                out.push(b'g');
                out.extend(f.to_bits().to_le_bytes());
            }
            Constant::Complex { re, im } => {
                out.push(b'y');
                out.extend(re.to_bits().to_le_bytes());
                out.extend(im.to_bits().to_le_bytes());
            }
            Constant::Str(s) => sized(b'u', s, out),
            Constant::Bytes(s) => sized(b's', s, out),
            Constant::Tuple(v) | Constant::FrozenSet(v) => {
                out.push(if matches!(self, Constant::Tuple(_)) { b'(' } else { b'>' });
                out.extend((v.len() as u64).to_le_bytes());
                v.iter().for_each(|c| c.key(out));
            }
            Constant::Code(code) => sized(b'c', &crate::marshal::dump(code), out),
        }
    }
}
