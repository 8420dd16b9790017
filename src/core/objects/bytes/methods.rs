//! The methods that bytes and bytearray share.

use super::ops;
use crate::args::{Args, Signature};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Concrete, Ref};
use crate::objects::exceptions::classes;
use crate::objects::protocol::buffer::View;
use crate::objects::str::search::{adjust, slice_index};
use crate::objects::str::split::items_of;
use crate::objects::*;
use crate::raise;

/// bytes or bytearray.
pub trait ByteString: Class + Concrete {
    /// Runs `f` on the contents; it runs no Python code.
    fn with<R>(slf: &Ref<'_, Self>, f: impl FnOnce(&[u8]) -> R) -> R;
    /// A new object of the exact type.
    fn make<'py>(py: Attached<'py>, data: &[u8]) -> PyResult<Ref<'py>>;
    /// What a method gives back that changed nothing: the object itself when it cannot change.
    fn unchanged<'py>(py: Attached<'py>, slf: &Ref<'py, Self>) -> PyResult<Ref<'py>> {
        Self::make(py, &Self::with(slf, <[u8]>::to_vec))
    }
}

impl ByteString for Bytes {
    #[inline(always)]
    fn with<R>(slf: &Ref<'_, Self>, f: impl FnOnce(&[u8]) -> R) -> R {
        f(slf.as_bytes())
    }
    fn make<'py>(py: Attached<'py>, data: &[u8]) -> PyResult<Ref<'py>> {
        Ok(super::storage::from_slice(py, data)?.into_any())
    }
    fn unchanged<'py>(py: Attached<'py>, slf: &Ref<'py, Self>) -> PyResult<Ref<'py>> {
        if slf.cast_exact::<Bytes>().is_some() {
            return Ok(slf.as_any().clone());
        }
        Self::make(py, slf.as_bytes())
    }
}

type Slf<'a, 'py, T> = Borrowed<'a, 'py, T>;
type Arg<'a, 'py> = Borrowed<'a, 'py>;

/// The bytes of a bytes-like argument.
pub enum Piece<'a, 'py> {
    /// A view, held while it is used
    View(View<'py>),
    /// bytes in place
    Slice(&'a [u8]),
    /// One byte given as an integer
    Byte([u8; 1]),
}
impl<'a, 'py> Piece<'a, 'py> {
    /// A bytes-like object.
    pub fn new(py: Attached<'py>, ob: &'a Ref<'py>) -> PyResult<Piece<'a, 'py>> {
        match ob.cast::<Bytes>() {
            Some(bytes) => Ok(Piece::Slice(bytes.as_bytes())),
            None => Ok(Piece::View(View::simple(py, ob)?)),
        }
    }
    /// A bytes-like object or a byte's value.
    pub fn or_byte(py: Attached<'py>, ob: &'a Ref<'py>, strict: bool) -> PyResult<Piece<'a, 'py>> {
        if let Some(bytes) = ob.cast::<Bytes>() {
            return Ok(Piece::Slice(bytes.as_bytes()));
        }
        // SAFETY: a live object.
        let (buffer, index) = unsafe {
            (
                crate::capi::decl::PyObject_CheckBuffer(ob.as_ptr()) != 0,
                crate::capi::decl::PyIndex_Check(ob.as_ptr()) != 0,
            )
        };
        if buffer {
            return Ok(Piece::View(View::simple(py, ob)?));
        }
        if index {
            return Ok(Piece::Byte([byte_value(py, ob, "byte must be in range(0, 256)")?]));
        }
        if strict {
            return Err(raise!(
                py,
                TypeError,
                "argument should be integer or bytes-like object, not '{}'",
                ob.ty().full_name()
            ));
        }
        Err(raise!(py, TypeError, "a bytes-like object is required, not '{}'", ob.ty().full_name()))
    }
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Piece::View(view) => view.bytes(),
            Piece::Slice(slice) => slice,
            Piece::Byte(byte) => byte,
        }
    }
}

/// An integer from 0 to 255.
pub fn byte_value(py: Attached<'_>, ob: &Ref<'_>, message: &str) -> PyResult<u8> {
    let index = ob.index()?;
    match index.as_i64() {
        Ok(n) if (0..256).contains(&n) => Ok(n as u8),
        Ok(_) => Err(raise!(py, ValueError, "{message}")),
        Err(raised) => {
            raised.clear(py);
            Err(raise!(py, ValueError, "{message}"))
        }
    }
}

fn max_of(n: Option<Arg<'_, '_>>) -> PyResult<usize> {
    let n = match n {
        Some(n) => n.index_as_isize(Some(classes::OverflowError()))?,
        None => -1,
    };
    Ok(if n < 0 { usize::MAX } else { n as usize })
}

/// The result of a search in `data[start..end]`.
fn search<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
    name: &str,
    how: impl Fn(&[u8], &[u8]) -> Option<usize>,
    index: bool,
) -> PyResult<Option<usize>> {
    args.expect(py, name, 1, 3)?;
    let sub = args.get(0).expect("counted");
    let start = slice_index(py, args.get(1), 0)?;
    let end = slice_index(py, args.get(2), isize::MAX)?;
    let piece = Piece::or_byte(py, &sub, true)?;
    Ok(T::with(&slf, |data| {
        let (start, end) = adjust(start, end, data.len());
        if start > end {
            return None;
        }
        how(&data[start..end], piece.bytes()).map(|i| if index { i + start } else { i })
    }))
}

/// `find`
pub fn find<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let found = search(py, slf, args, "find", ops::find, true)?;
    Ok(py.int(found.map_or(-1, |i| i as i64))?.into_any())
}
/// `rfind`
pub fn rfind<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let found = search(py, slf, args, "rfind", ops::rfind, true)?;
    Ok(py.int(found.map_or(-1, |i| i as i64))?.into_any())
}
/// `index`
pub fn index<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    match search(py, slf, args, "index", ops::find, true)? {
        Some(i) => Ok(py.int(i as i64)?.into_any()),
        None => Err(raise!(py, ValueError, "subsection not found")),
    }
}
/// `rindex`
pub fn rindex<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    match search(py, slf, args, "rindex", ops::rfind, true)? {
        Some(i) => Ok(py.int(i as i64)?.into_any()),
        None => Err(raise!(py, ValueError, "subsection not found")),
    }
}
/// `count`
pub fn count<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let n = search(py, slf, args, "count", |hay, needle| Some(ops::count(hay, needle)), false)?;
    Ok(py.int(n.unwrap_or(0) as i64)?.into_any())
}

fn affix<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
    name: &str,
    at_end: bool,
) -> PyResult<Ref<'py>> {
    args.expect(py, name, 1, 3)?;
    let sub = args.get(0).expect("counted");
    let start = slice_index(py, args.get(1), 0)?;
    let end = slice_index(py, args.get(2), isize::MAX)?;
    let test = |piece: &Piece<'_, 'py>| {
        T::with(&slf, |data| {
            let (start, end) = adjust(start, end, data.len());
            start <= end
                && if at_end {
                    data[start..end].ends_with(piece.bytes())
                } else {
                    data[start..end].starts_with(piece.bytes())
                }
        })
    };
    if let Some(choices) = sub.cast::<Tuple>() {
        for choice in choices.items() {
            if test(&Piece::new(py, &choice)?) {
                return Ok(py.bool(true));
            }
        }
        return Ok(py.bool(false));
    }
    // SAFETY: a live object.
    if unsafe { crate::capi::decl::PyObject_CheckBuffer(sub.as_ptr()) } == 0 {
        return Err(raise!(
            py,
            TypeError,
            "{name} first arg must be bytes or a tuple of bytes, not {}",
            sub.ty().full_name()
        ));
    }
    Ok(py.bool(test(&Piece::new(py, &sub)?)))
}
/// `startswith`
pub fn startswith<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    affix(py, slf, args, "startswith", false)
}
/// `endswith`
pub fn endswith<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    affix(py, slf, args, "endswith", true)
}
/// `removeprefix`
pub fn removeprefix<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    prefix: Arg<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let piece = Piece::new(py, &prefix)?;
    let cut = T::with(&slf, |d| {
        d.strip_prefix(piece.bytes()).filter(|_| !piece.bytes().is_empty()).map(<[u8]>::to_vec)
    });
    cut.map_or_else(|| T::unchanged(py, &slf), |d| T::make(py, &d))
}
/// `removesuffix`
pub fn removesuffix<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    suffix: Arg<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let piece = Piece::new(py, &suffix)?;
    let cut = T::with(&slf, |d| {
        d.strip_suffix(piece.bytes()).filter(|_| !piece.bytes().is_empty()).map(<[u8]>::to_vec)
    });
    cut.map_or_else(|| T::unchanged(py, &slf), |d| T::make(py, &d))
}
/// `replace`
pub fn replace<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "replace", 2, 3)?;
    let (old, new) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let (old, new) = (Piece::new(py, &old)?, Piece::new(py, &new)?);
    let max = max_of(args.get(2))?;
    let out = T::with(&slf, |d| ops::replace(d, old.bytes(), new.bytes(), max));
    out.map_or_else(|| T::unchanged(py, &slf), |d| T::make(py, &d))
}

fn list_of<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    parts: impl FnOnce(&[u8]) -> Vec<ops::Part>,
) -> PyResult<Ref<'py, List>> {
    // Copies first: making objects may run the collector.
    let pieces: Vec<Vec<u8>> =
        T::with(&slf, |d| parts(d).into_iter().map(|(start, end)| d[start..end].to_vec()).collect());
    let items = pieces.iter().map(|p| T::make(py, p)).collect::<PyResult<Vec<_>>>()?;
    py.list(items)
}

fn split_with<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
    sig: &Signature<2>,
    how: impl FnOnce(&[u8], Option<&[u8]>, usize) -> Vec<ops::Part>,
) -> PyResult<Ref<'py, List>> {
    let [sep, max] = sig.parse(py, args)?;
    let max = max_of(max)?;
    match sep.filter(|s| !s.is_none()) {
        None => list_of(py, slf, |d| how(d, None, max)),
        Some(sep) => {
            let piece = Piece::new(py, &sep)?;
            if piece.bytes().is_empty() {
                return Err(raise!(py, ValueError, "empty separator"));
            }
            list_of(py, slf, |d| how(d, Some(piece.bytes()), max))
        }
    }
}
/// `split`
pub fn split<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<2> = Signature::new("split", ["sep", "maxsplit"], 0);
    split_with(py, slf, args, &SIG, ops::split)
}
/// `rsplit`
pub fn rsplit<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<2> = Signature::new("rsplit", ["sep", "maxsplit"], 0);
    split_with(py, slf, args, &SIG, ops::rsplit)
}
/// `splitlines`
pub fn splitlines<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<1> = Signature::new("splitlines", ["keepends"], 0);
    let [keep] = SIG.parse(py, args)?;
    let keep = match keep {
        Some(keep) => keep.is_true()?,
        None => false,
    };
    list_of(py, slf, |d| ops::splitlines(d, keep))
}
fn partition_with<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    sep: Arg<'_, 'py>,
    last: bool,
) -> PyResult<Ref<'py, Tuple>> {
    let piece = Piece::new(py, &sep)?;
    if piece.bytes().is_empty() {
        return Err(raise!(py, ValueError, "empty separator"));
    }
    let n = piece.bytes().len();
    let found = T::with(&slf, |d| {
        let at = if last { ops::rfind(d, piece.bytes()) } else { ops::find(d, piece.bytes()) }?;
        Some((d[..at].to_vec(), d[at + n..].to_vec()))
    });
    let empty = || T::make(py, b"");
    match found {
        Some((before, after)) => {
            py.tuple([T::make(py, &before)?, T::make(py, piece.bytes())?, T::make(py, &after)?])
        }
        None if last => py.tuple([empty()?, empty()?, T::unchanged(py, &slf)?]),
        None => py.tuple([T::unchanged(py, &slf)?, empty()?, empty()?]),
    }
}
/// `partition`
pub fn partition<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    sep: Arg<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    partition_with(py, slf, sep, false)
}
/// `rpartition`
pub fn rpartition<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    sep: Arg<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    partition_with(py, slf, sep, true)
}

/// The items of an iterable joined.
pub fn join_to_vec<'py>(py: Attached<'py>, sep: &[u8], iterable: &Ref<'py>) -> PyResult<Vec<u8>> {
    join_items(py, sep, &items_of(py, iterable, "can only join an iterable")?)
}

/// `sep.join(iterable)` for bytes: of a single bytes object, that object.
pub fn join_bytes<'py>(py: Attached<'py>, sep: &[u8], iterable: &Ref<'py>) -> PyResult<Ref<'py, Bytes>> {
    let items = items_of(py, iterable, "can only join an iterable")?;
    if let [only] = &items[..]
        && let Some(bytes) = only.cast_exact::<Bytes>()
    {
        return Ok(bytes.clone());
    }
    py.bytes(&join_items(py, sep, &items)?)
}

fn join_items<'py>(py: Attached<'py>, sep: &[u8], items: &[Ref<'py>]) -> PyResult<Vec<u8>> {
    let mut views = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        views.push(Piece::new(py, item).map_err(|raised| {
            raised.clear(py);
            let kind = item.ty().full_name();
            raise!(py, TypeError, "sequence item {i}: expected a bytes-like object, {kind} found")
        })?);
    }
    let mut out = Vec::new();
    for (i, view) in views.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(sep);
        }
        out.extend_from_slice(view.bytes());
    }
    Ok(out)
}
/// `join`
pub fn join<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    iterable: Arg<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let sep = T::with(&slf, <[u8]>::to_vec);
    T::make(py, &join_to_vec(py, &sep, &iterable)?)
}

fn pad<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
    name: &str,
    left: impl Fn(usize, usize) -> usize,
) -> PyResult<Ref<'py>> {
    args.expect(py, name, 1, 2)?;
    let width = args.get(0).expect("counted").index_as_isize(Some(classes::OverflowError()))?.max(0) as usize;
    let fill = match args.get(1) {
        None => b' ',
        Some(fill) => {
            let one = if let Some(b) = fill.cast::<Bytes>() {
                <[u8; 1]>::try_from(b.as_bytes()).ok()
            } else if let Some(b) = fill.cast::<ByteArray>() {
                ByteArray::with(b, |d| <[u8; 1]>::try_from(d).ok())
            } else {
                None
            };
            match one {
                Some([c]) => c,
                None => {
                    return Err(raise!(
                        py,
                        TypeError,
                        "{name}() argument 2 must be a byte string of length 1, not {}",
                        fill.ty().full_name()
                    ));
                }
            }
        }
    };
    let out = T::with(&slf, |d| {
        let extra = width.saturating_sub(d.len());
        if extra == 0 {
            return None;
        }
        let before = left(extra, width);
        let mut out = vec![fill; before];
        out.extend_from_slice(d);
        out.resize(width, fill);
        Some(out)
    });
    out.map_or_else(|| T::unchanged(py, &slf), |d| T::make(py, &d))
}
/// `center`
pub fn center<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    pad(py, slf, args, "center", |extra, width| extra / 2 + (extra & width & 1))
}
/// `ljust`
pub fn ljust<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    pad(py, slf, args, "ljust", |_, _| 0)
}
/// `rjust`
pub fn rjust<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    pad(py, slf, args, "rjust", |extra, _| extra)
}
/// `zfill`
pub fn zfill<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    width: Arg<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let width = width.index_as_isize(Some(classes::OverflowError()))?.max(0) as usize;
    T::make(py, &T::with(&slf, |d| ops::zfill(d, width)))
}
/// `expandtabs`
pub fn expandtabs<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<1> = Signature::new("expandtabs", ["tabsize"], 0);
    let [size] = SIG.parse(py, args)?;
    let size = match size {
        Some(n) => n.as_int()?.max(0) as usize,
        None => 8,
    };
    T::make(py, &T::with(&slf, |d| ops::expandtabs(d, size)))
}

fn strip_with<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
    name: &str,
    left: bool,
    right: bool,
) -> PyResult<Ref<'py>> {
    args.expect(py, name, 0, 1)?;
    let set = args.get(0).filter(|a| !a.is_none());
    let piece = match &set {
        Some(set) => Some(Piece::new(py, set)?),
        None => None,
    };
    let out = T::with(&slf, |d| {
        let (start, end) = match &piece {
            None => ops::trim(d, left, right, ops::is_space),
            Some(piece) => ops::trim(d, left, right, |c| piece.bytes().contains(&c)),
        };
        (end - start < d.len()).then(|| d[start..end].to_vec())
    });
    out.map_or_else(|| T::unchanged(py, &slf), |d| T::make(py, &d))
}
/// `strip`
pub fn strip<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    strip_with(py, slf, args, "strip", true, true)
}
/// `lstrip`
pub fn lstrip<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    strip_with(py, slf, args, "lstrip", true, false)
}
/// `rstrip`
pub fn rstrip<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    strip_with(py, slf, args, "rstrip", false, true)
}

macro_rules! mapped {
    ($($name:ident = $f:expr;)*) => { $(
        #[doc = concat!("`", stringify!($name), "`")]
        pub fn $name<'py, T: ByteString>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
            let out: Vec<u8> = T::with(&slf, $f);
            T::make(py, &out)
        }
    )* };
}
mapped! {
    upper = |d| d.to_ascii_uppercase();
    lower = |d| d.to_ascii_lowercase();
    title = ops::title;
    capitalize = ops::capitalize;
    swapcase = ops::swapcase;
}
macro_rules! tested {
    ($($name:ident = $f:expr;)*) => { $(
        #[doc = concat!("`", stringify!($name), "`")]
        pub fn $name<'py, T: ByteString>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
            let yes: bool = T::with(&slf, $f);
            Ok(py.bool(yes))
        }
    )* };
}
tested! {
    isalnum = |d| !d.is_empty() && d.iter().all(u8::is_ascii_alphanumeric);
    isalpha = |d| !d.is_empty() && d.iter().all(u8::is_ascii_alphabetic);
    isascii = |d| d.is_ascii();
    isdigit = |d| !d.is_empty() && d.iter().all(u8::is_ascii_digit);
    isspace = |d| !d.is_empty() && d.iter().all(|&c| ops::is_space(c));
    islower = |d| ops::is_case(d, false);
    isupper = |d| ops::is_case(d, true);
    istitle = ops::is_title;
}

/// `decode`
pub fn decode<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    crate::objects::str::new::decode_method(py, args, |run| run(&T::with(&slf, <[u8]>::to_vec)))
}
/// `translate`
pub fn translate<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::with("translate", ["", "delete"], 1, 1, 2);
    let [table, delete] = SIG.parse(py, args)?;
    let table = table.filter(|t| !t.is_none());
    let table = match &table {
        Some(table) => Some(Piece::new(py, table)?),
        None => None,
    };
    if table.as_ref().is_some_and(|t| t.bytes().len() != 256) {
        return Err(raise!(py, ValueError, "translation table must be 256 characters long"));
    }
    let delete = match &delete {
        Some(delete) => Some(Piece::new(py, delete)?),
        None => None,
    };
    let gone = delete.as_ref().map_or(&[][..], |d| d.bytes());
    let out = T::with(&slf, |d| ops::translate(d, table.as_ref().map(|t| t.bytes()), gone));
    T::make(py, &out)
}
/// `maketrans`
pub fn maketrans<'py>(py: Attached<'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Bytes>> {
    args.expect(py, "maketrans", 2, 2)?;
    let (from, to) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let (from, to) = (Piece::new(py, &from)?, Piece::new(py, &to)?);
    if from.bytes().len() != to.bytes().len() {
        return Err(raise!(py, ValueError, "maketrans arguments must have same length"));
    }
    let mut table: [u8; 256] = std::array::from_fn(|i| i as u8);
    for (&a, &b) in from.bytes().iter().zip(to.bytes()) {
        table[a as usize] = b;
    }
    super::storage::from_slice(py, &table)
}

/// The separator and group size of `hex([sep[, bytes_per_sep]])`.
pub fn hex_args<'py>(py: Attached<'py>, args: Args<'_, 'py>) -> PyResult<(Option<u8>, isize)> {
    static SIG: Signature<2> = Signature::new("hex", ["sep", "bytes_per_sep"], 0);
    let [sep, group] = SIG.parse(py, args)?;
    separator(py, sep, group)
}

/// The arguments `sep` and `bytes_per_sep`.
pub fn separator<'py>(
    py: Attached<'py>,
    sep: Option<Borrowed<'_, 'py>>,
    group: Option<Borrowed<'_, 'py>>,
) -> PyResult<(Option<u8>, isize)> {
    let group = match group {
        Some(group) => group.as_int()? as isize,
        None => 1,
    };
    let Some(sep) = sep else {
        return Ok((None, group));
    };
    if sep.size()? != 1 {
        return Err(raise!(py, ValueError, "sep must be length 1."));
    }
    let c = if let Some(text) = sep.cast::<Str>() {
        text.code_point(0)
    } else if let Some(bytes) = sep.cast::<Bytes>() {
        bytes.as_bytes()[0] as u32
    } else {
        return Err(raise!(py, TypeError, "sep must be str or bytes."));
    };
    if c >= 0x80 {
        return Err(raise!(py, ValueError, "sep must be ASCII."));
    }
    Ok((Some(c as u8), group))
}
/// `hex`
pub fn hex<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let (sep, group) = hex_args(py, args)?;
    let text = T::with(&slf, |d| ops::hex(d, sep, group));
    crate::objects::str::from_ascii(py, &text)
}
/// `fromhex`
pub fn fromhex<'py, T: ByteString>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    text: Arg<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let text = text.expect_arg::<Str>("fromhex", "argument")?;
    let data = match ops::from_hex(text.code_points()) {
        Ok(data) => data,
        Err(at) => {
            return Err(raise!(
                py,
                ValueError,
                "non-hexadecimal number found in fromhex() arg at position {at}"
            ));
        }
    };
    let made = T::make(py, &data)?;
    if cls.as_ptr() == T::type_object() {
        return Ok(made);
    }
    let cls: Borrowed<'_, 'py> = cls.into_any();
    cls.call([&made])
}
/// `item in data`
pub fn contains<'py, T: ByteString>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    item: Arg<'_, 'py>,
) -> PyResult<bool> {
    let piece = Piece::or_byte(py, &item, false)?;
    Ok(T::with(&slf, |d| ops::find(d, piece.bytes()).is_some()))
}
