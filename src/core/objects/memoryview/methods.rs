//! The methods of memoryview.

use std::sync::atomic::{AtomicUsize, Ordering};

use mortise_abi::*;

use super::storage::{self, Hold, check_released, copy, is_released, refresh_flags};
use super::{item as items, layout};
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::exceptions::classes;
use crate::objects::protocol::CompareOp;
use crate::objects::protocol::buffer::View;
use crate::objects::str::sequence::slice_indices;
use crate::objects::*;
use crate::raise;

type Slf<'a, 'py> = Borrowed<'a, 'py, MemoryView>;
type Arg<'a, 'py> = Borrowed<'a, 'py>;

pub(super) fn new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, MemoryView>> {
    static SIG: Signature<1> = Signature::new("memoryview", ["object"], 1);
    let [object] = SIG.parse_tuple(py, args, kwargs)?;
    storage::from_object(py, &object.expect("required"), PyBUF_FULL_RO)
}
pub(super) fn from_flags<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, MemoryView>> {
    static SIG: Signature<2> = Signature::new("_from_flags", ["object", "flags"], 2);
    let [object, flags] = SIG.parse(py, args)?;
    let flags = flags.expect("required").as_int()?;
    storage::from_object(py, &object.expect("required"), flags)
}

/// The dimensions as a slice.
fn shape_of(view: &Py_buffer) -> &[isize] {
    // SAFETY: a view's own buffer has a shape of ndim entries.
    unsafe { std::slice::from_raw_parts(view.shape, view.ndim as usize) }
}
fn strides_of(view: &Py_buffer) -> &[isize] {
    // SAFETY: a view's own buffer has strides of ndim entries.
    unsafe { std::slice::from_raw_parts(view.strides, view.ndim as usize) }
}

/// The address of `index` in dimension `dim`, starting from `base`.
fn step<'py>(
    py: Attached<'py>,
    view: &Py_buffer,
    base: *mut u8,
    index: isize,
    dim: usize,
) -> PyResult<*mut u8> {
    let n = shape_of(view)[dim];
    let i = if index < 0 { index + n } else { index };
    if i < 0 || i >= n {
        return Err(raise!(py, IndexError, "index out of bounds on dimension {}", dim + 1));
    }
    // SAFETY: the index is in range, so the exporter's memory is reached as the protocol says.
    unsafe {
        let mut at = base.offset(strides_of(view)[dim] * i);
        if !view.suboffsets.is_null() && *view.suboffsets.add(dim) >= 0 {
            at = at.cast::<*mut u8>().read().offset(*view.suboffsets.add(dim));
        }
        Ok(at)
    }
}

pub(super) fn len<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<usize> {
    let hold = Hold::new(&slf)?;
    match shape_of(hold.buffer()).first() {
        Some(&n) => Ok(n as usize),
        None => Err(raise!(py, TypeError, "0-dim memory has no length")),
    }
}

pub(super) fn item<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, index: isize) -> PyResult<Ref<'py>> {
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    let format = items::native_or_raise(py, view)?;
    match view.ndim {
        0 => Err(raise!(py, TypeError, "invalid indexing of 0-dim memory")),
        1 => {
            let at = step(py, view, view.buf.cast(), index, 0)?;
            // SAFETY: an item of the view.
            unsafe { items::unpack(py, at, format) }
        }
        _ => Err(raise!(py, NotImplementedError, "multi-dimensional sub-views are not implemented")),
    }
}

fn is_index(ob: &Ref<'_>) -> bool {
    // SAFETY: a live object.
    unsafe { decl::PyIndex_Check(ob.as_ptr()) != 0 }
}

/// The address of the item at a tuple of indices.
fn tuple_address<'py>(py: Attached<'py>, view: &Py_buffer, key: &Ref<'py, Tuple>) -> PyResult<*mut u8> {
    let n = view.ndim as usize;
    if key.len() > n {
        return Err(raise!(
            py,
            TypeError,
            "cannot index {n}-dimension view with {}-element tuple",
            key.len()
        ));
    }
    let mut at: *mut u8 = view.buf.cast();
    for (dim, index) in key.items().enumerate() {
        at = step(py, view, at, index.index_as_isize(Some(classes::IndexError()))?, dim)?;
    }
    Ok(at)
}

/// A view of a slice of the first dimension.
fn sliced<'py>(
    py: Attached<'py>,
    slf: &Ref<'py, MemoryView>,
    slice: &Ref<'py, Slice>,
) -> PyResult<Ref<'py, MemoryView>> {
    let new = copy(py, slf)?;
    // SAFETY: the new view is ours alone; its arrays have an entry for dimension 0.
    unsafe {
        let p = new.as_ptr();
        let view = &raw mut (*p).view;
        let (start, step, count) = slice_indices(py, slice, *(*view).shape as usize)?;
        let offset = start * *(*view).strides;
        if !(*view).suboffsets.is_null() && *(*view).suboffsets >= 0 {
            *(*view).suboffsets += offset;
        } else {
            (*view).buf = (*view).buf.cast::<u8>().offset(offset).cast();
        }
        *(*view).shape = count as isize;
        *(*view).strides *= step;
        (*view).len = shape_of(&*view).iter().product::<isize>() * (*view).itemsize;
        refresh_flags(p);
    }
    Ok(new)
}

pub(super) fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Arg<'_, 'py>) -> PyResult<Ref<'py>> {
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    if view.ndim == 0 {
        if let Some(tuple) = key.cast::<Tuple>()
            && tuple.is_empty()
        {
            let format = items::native_or_raise(py, view)?;
            // SAFETY: the view's only item.
            return unsafe { items::unpack(py, view.buf.cast(), format) };
        }
        if key.is(&py.ellipsis()) {
            return Ok(slf.to_owned().into_any());
        }
        return Err(raise!(py, TypeError, "invalid indexing of 0-dim memory"));
    }
    if is_index(&key) {
        let index = key.index_as_isize(Some(classes::IndexError()))?;
        return item(py, slf, index);
    }
    if let Some(slice) = key.cast::<Slice>() {
        return Ok(sliced(py, &slf, slice)?.into_any());
    }
    if let Some(tuple) = key.cast::<Tuple>() {
        if tuple.items().all(|i| is_index(&i)) {
            let format = items::native_or_raise(py, view)?;
            if tuple.len() < view.ndim as usize {
                return Err(raise!(py, NotImplementedError, "sub-views are not implemented"));
            }
            let at = tuple_address(py, view, tuple)?;
            // SAFETY: an item of the view.
            return unsafe { items::unpack(py, at, format) };
        }
        if tuple.items().all(|i| is_index(&i) || i.is_instance_of::<Slice>()) {
            return Err(raise!(py, NotImplementedError, "multi-dimensional slicing is not implemented"));
        }
    }
    Err(raise!(py, TypeError, "memoryview: invalid slice key"))
}

pub(super) fn ass_subscript<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Arg<'_, 'py>,
    value: Option<Arg<'_, 'py>>,
) -> PyResult<()> {
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    if view.readonly != 0 {
        return Err(raise!(py, TypeError, "cannot modify read-only memory"));
    }
    let Some(value) = value else {
        return Err(raise!(py, TypeError, "cannot delete memory"));
    };
    let store = |at: *mut u8, bytes: &[u8]| {
        // SAFETY: an item of the view, which is writable and held.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), at, bytes.len()) }
    };
    if view.ndim == 0 {
        let empty = key.cast::<Tuple>().is_some_and(|t| t.is_empty());
        if empty || key.is(&py.ellipsis()) {
            store(view.buf.cast(), &items::pack(py, &value, view)?);
            return Ok(());
        }
        return Err(raise!(py, TypeError, "invalid indexing of 0-dim memory"));
    }
    if is_index(&key) {
        if view.ndim > 1 {
            return Err(raise!(py, NotImplementedError, "sub-views are not implemented"));
        }
        let index = key.index_as_isize(Some(classes::IndexError()))?;
        let at = step(py, view, view.buf.cast(), index, 0)?;
        store(at, &items::pack(py, &value, view)?);
        return Ok(());
    }
    if let Some(slice) = key.cast::<Slice>().filter(|_| view.ndim == 1) {
        let target = sliced(py, &slf, slice)?;
        let target = Hold::new(&target)?;
        let source = View::new(py, &value, PyBUF_FULL_RO)?;
        let same = items::text(target.buffer()).trim_start_matches('@')
            == source.format().trim_start_matches('@')
            && target.buffer().itemsize == source.raw().itemsize
            && source.raw().ndim == 1
            && target.buffer().len == source.raw().len;
        if !same {
            return Err(raise!(
                py,
                ValueError,
                "memoryview assignment: lvalue and rvalue have different structures"
            ));
        }
        let bytes = source.to_vec()?;
        // SAFETY: the target is writable and held; the bytes are a copy.
        unsafe { layout::scatter(target.buffer(), &bytes, b'C') };
        return Ok(());
    }
    if let Some(tuple) = key.cast::<Tuple>()
        && tuple.items().all(|i| is_index(&i))
    {
        if tuple.len() < view.ndim as usize {
            return Err(raise!(py, NotImplementedError, "sub-views are not implemented"));
        }
        let at = tuple_address(py, view, tuple)?;
        store(at, &items::pack(py, &value, view)?);
        return Ok(());
    }
    if key.is_instance_of::<Slice>()
        || key.cast::<Tuple>().is_some_and(|t| t.items().all(|i| is_index(&i) || i.is_instance_of::<Slice>()))
    {
        return Err(raise!(
            py,
            NotImplementedError,
            "memoryview slice assignments are currently restricted to ndim = 1"
        ));
    }
    Err(raise!(py, TypeError, "memoryview: invalid slice key"))
}

pub(super) fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let what = if is_released(&slf) { "released memory" } else { "memory" };
    py.str(&format!("<{what} at {:#x}>", slf.as_ptr() as usize))
}

pub(super) fn hash<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<isize> {
    // SAFETY: a live view; the word is accessed atomically.
    let cache = unsafe { std::sync::atomic::AtomicIsize::from_ptr(&raw mut (*slf.as_ptr()).hash) };
    let known = cache.load(Ordering::Relaxed);
    if known != -1 {
        return Ok(known);
    }
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    if view.readonly == 0 {
        return Err(raise!(py, ValueError, "cannot hash writable memoryview object"));
    }
    if !matches!(items::native(&items::text(view)), Some((b'B' | b'b' | b'c', _))) {
        return Err(raise!(py, ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
    }
    // SAFETY: the managed buffer lives as long as the view is held.
    let exporter: Option<Borrowed<'_, 'py>> =
        unsafe { Borrowed::from_ptr_or_null(py, (*(*slf.as_ptr()).mbuf).master.obj) };
    if let Some(exporter) = exporter {
        // The exporter must be hashable too.
        exporter.hash()?;
    }
    // SAFETY: held.
    let hash = crate::objects::hash::bytes(&unsafe { layout::gather(view, b'C') });
    cache.store(hash, Ordering::Relaxed);
    Ok(hash)
}

/// Whether two buffers have equal shapes and items.
fn equal<'py>(py: Attached<'py>, a: &Py_buffer, b: &Py_buffer) -> PyResult<bool> {
    let shape = |v: &Py_buffer| -> Vec<isize> {
        if v.shape.is_null() { vec![v.len / v.itemsize.max(1)] } else { shape_of(v).to_vec() }
    };
    if a.ndim != b.ndim || shape(a) != shape(b) {
        return Ok(false);
    }
    let (fa, fb) = (items::text(a), items::text(b));
    if let (Some((x, n)), Some((y, _))) = (items::native(&fa), items::native(&fb))
        && x == y
        && !matches!(x, b'f' | b'd' | b'e' | b'?')
        && a.itemsize as usize == n
    {
        // SAFETY: both buffers are held by the caller.
        return Ok(unsafe { layout::gather(a, b'C') == layout::gather(b, b'C') });
    }
    let (Some(ra), Some(rb)) = (items::Reader::new(py, a)?, items::Reader::new(py, b)?) else {
        return Ok(false);
    };
    let (mut pa, mut pb) = (Vec::new(), Vec::new());
    // SAFETY: as above.
    unsafe {
        layout::each_item(a, b'C', |at| pa.push(at));
        layout::each_item(b, b'C', |at| pb.push(at));
        for (x, y) in pa.into_iter().zip(pb) {
            let (x, y) = (ra.read(py, x)?, rb.read(py, y)?);
            if !x.rich_compare(&y, CompareOp::Eq)?.is_true()? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

pub(super) fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Arg<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(py.not_implemented());
    }
    let answer = |same: bool| Ok(py.bool(same == (op == CompareOp::Eq)));
    if is_released(&slf) {
        return answer(slf.is(&*other));
    }
    if let Some(view) = other.cast::<MemoryView>() {
        if is_released(view) {
            return answer(false);
        }
        let (a, b) = (Hold::new(&slf)?, Hold::new(view)?);
        return answer(equal(py, a.buffer(), b.buffer())?);
    }
    let view = match View::new(py, &other, PyBUF_FULL_RO) {
        Ok(view) => view,
        Err(raised) => {
            raised.clear(py);
            return Ok(py.not_implemented());
        }
    };
    let hold = Hold::new(&slf)?;
    answer(equal(py, hold.buffer(), view.raw())?)
}

pub(super) fn release<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    storage::release(&slf)?;
    Ok(py.none())
}
pub(super) fn enter<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, MemoryView>> {
    check_released(&slf)?;
    Ok(slf.to_owned())
}
pub(super) fn exit<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "__exit__", 0, usize::MAX)?;
    release(py, slf)
}

pub(super) fn tobytes<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIG: Signature<1> = Signature::new("tobytes", ["order"], 0);
    let [order] = SIG.parse(py, args)?;
    let order = match order.filter(|o| !o.is_none()) {
        None => b'C',
        Some(order) => {
            let Some(text) = order.cast::<Str>() else {
                return Err(raise!(
                    py,
                    TypeError,
                    "tobytes() argument 'order' must be str or None, not {}",
                    order.ty().full_name()
                ));
            };
            match text.as_utf8()? {
                "C" => b'C',
                "F" => b'F',
                "A" => b'A',
                _ => return Err(raise!(py, ValueError, "order must be 'C', 'F' or 'A'")),
            }
        }
    };
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    // SAFETY: held.
    py.bytes(&unsafe { layout::gather(view, layout::order_for(view, order)) })
}
pub(super) fn hex<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let (sep, group) = crate::objects::bytes::methods::hex_args(py, args)?;
    let hold = Hold::new(&slf)?;
    // SAFETY: held.
    let data = unsafe { layout::gather(hold.buffer(), b'C') };
    crate::objects::str::from_ascii(py, &crate::objects::bytes::ops::hex(&data, sep, group))
}

fn list_of<'py>(
    py: Attached<'py>,
    view: &Py_buffer,
    base: *mut u8,
    dim: usize,
    format: u8,
) -> PyResult<Ref<'py>> {
    let n = shape_of(view)[dim];
    let last = dim + 1 == view.ndim as usize;
    let mut out = Vec::with_capacity(n.max(0) as usize);
    for i in 0..n {
        let at = step(py, view, base, i, dim)?;
        out.push(if last {
            // SAFETY: an item of the view.
            unsafe { items::unpack(py, at, format)? }
        } else {
            list_of(py, view, at, dim + 1, format)?
        });
    }
    Ok(py.list(out)?.into_any())
}
pub(super) fn tolist<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    let format = items::native_or_raise(py, view)?;
    if view.ndim == 0 {
        // SAFETY: the view's only item.
        return unsafe { items::unpack(py, view.buf.cast(), format) };
    }
    list_of(py, view, view.buf.cast(), 0, format)
}

pub(super) fn toreadonly<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, MemoryView>> {
    check_released(&slf)?;
    let new = copy(py, &slf)?;
    // SAFETY: the new view is ours alone.
    unsafe { (*new.as_ptr()).view.readonly = 1 };
    Ok(new)
}

/// Formats live as long as the views that name them: the native ones are static.
fn static_format(format: &str) -> Option<*const std::ffi::c_char> {
    const ALL: &[&std::ffi::CStr] = &[
        c"c", c"b", c"B", c"h", c"H", c"i", c"I", c"l", c"L", c"q", c"Q", c"n", c"N", c"f", c"d", c"e", c"?",
        c"P", c"@c", c"@b", c"@B", c"@h", c"@H", c"@i", c"@I", c"@l", c"@L", c"@q", c"@Q", c"@n", c"@N",
        c"@f", c"@d", c"@e", c"@?", c"@P",
    ];
    ALL.iter().find(|f| f.to_bytes() == format.as_bytes()).map(|f| f.as_ptr())
}

pub(super) fn cast<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, MemoryView>> {
    static SIG: Signature<2> = Signature::new("cast", ["format", "shape"], 1);
    let [format, shape] = SIG.parse(py, args)?;
    let format = format.expect("required");
    let format = format.expect_arg::<Str>("cast", "argument 'format'")?.to_string_lossy();
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    // SAFETY: held.
    if unsafe { !layout::is_contiguous(view, b'C') } {
        return Err(raise!(py, TypeError, "memoryview: casts are restricted to C-contiguous views"));
    }
    let zero = view.ndim > 0 && shape_of(view).contains(&0);
    if (shape.is_some() || view.ndim != 1) && zero {
        return Err(raise!(py, TypeError, "memoryview: cannot cast view with zeros in shape or strides"));
    }
    let dims: Option<Vec<isize>> = match &shape {
        None => None,
        Some(shape) => Some(read_shape(py, shape)?),
    };
    let bytes = |f: &str| matches!(items::native(f), Some((b'b' | b'B' | b'c', _)));
    let old = items::text(view);
    let Some((_, size)) = items::native(&format) else {
        return Err(raise!(
            py,
            ValueError,
            "memoryview: destination format must be a native single character format prefixed with an optional '@'"
        ));
    };
    if dims.as_ref().is_some_and(|d| d.len() != 1) && view.ndim > 1 {
        return Err(raise!(py, TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D"));
    }
    if items::native(&old).is_none() {
        return Err(raise!(
            py,
            ValueError,
            "memoryview: source format must be a native single character format prefixed with an optional '@'"
        ));
    }
    if !bytes(&old) && !bytes(&format) {
        return Err(raise!(py, TypeError, "memoryview: cannot cast between two non-byte formats"));
    }
    if !view.len.unsigned_abs().is_multiple_of(size) {
        return Err(raise!(py, TypeError, "memoryview: length is not a multiple of itemsize"));
    }
    let dims = dims.unwrap_or_else(|| vec![view.len / size as isize]);
    let product = dims.iter().try_fold(size as isize, |a, &b| a.checked_mul(b));
    if product != Some(view.len) {
        return Err(raise!(py, TypeError, "memoryview: product(shape) * itemsize != buffer size"));
    }
    let Some(format) = static_format(&format) else {
        return Err(raise!(py, SystemError, "memoryview: no static text for a native format"));
    };
    let new = storage::copy_with_ndim(py, &slf, &dims)?;
    // SAFETY: the new view is ours alone; its arrays have an entry for each dimension.
    unsafe {
        let p = new.as_ptr();
        (*p).view.itemsize = size as isize;
        (*p).view.format = format.cast_mut();
        decl::PyBuffer_FillContiguousStrides(
            (*p).view.ndim,
            (*p).view.shape,
            (*p).view.strides,
            size as i32,
            b'C' as _,
        );
        refresh_flags(p);
    }
    Ok(new)
}

fn read_shape<'py>(py: Attached<'py>, shape: &Ref<'py>) -> PyResult<Vec<isize>> {
    let all: Vec<Ref<'py>> = if let Some(list) = shape.cast::<List>() {
        (0..list.len()).filter_map(|i| list.get(i)).collect()
    } else if let Some(tuple) = shape.cast::<Tuple>() {
        tuple.items().map(Borrowed::to_owned).collect()
    } else {
        return Err(raise!(py, TypeError, "shape must be a list or a tuple"));
    };
    if all.len() > PyBUF_MAX_NDIM as usize {
        return Err(raise!(
            py,
            ValueError,
            "memoryview: number of dimensions must not exceed {PyBUF_MAX_NDIM}"
        ));
    }
    let mut out = Vec::with_capacity(all.len());
    for dim in all {
        if !dim.is_instance_of::<Int>() {
            return Err(raise!(py, TypeError, "memoryview.cast(): elements of shape must be integers"));
        }
        let n = dim.index_as_isize(Some(classes::OverflowError()))?;
        if n <= 0 {
            return Err(raise!(py, ValueError, "memoryview.cast(): elements of shape must be integers > 0"));
        }
        out.push(n);
    }
    Ok(out)
}

fn tuple_of<'py>(py: Attached<'py>, values: &[isize]) -> PyResult<Ref<'py, Tuple>> {
    let all = values.iter().map(|&n| py.int(n as i64).map(Ref::into_any)).collect::<PyResult<Vec<_>>>()?;
    py.tuple(all)
}
pub(super) fn obj<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let hold = Hold::new(&slf)?;
    // SAFETY: held; the exporter lives as long as the managed buffer is not released.
    let exporter: Option<Borrowed<'_, 'py>> = unsafe { Borrowed::from_ptr_or_null(py, hold.buffer().obj) };
    Ok(exporter.map_or_else(|| py.none(), Borrowed::to_owned))
}
pub(super) fn nbytes<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(Hold::new(&slf)?.buffer().len as i64)
}
pub(super) fn readonly<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(Hold::new(&slf)?.buffer().readonly != 0))
}
pub(super) fn itemsize<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(Hold::new(&slf)?.buffer().itemsize as i64)
}
pub(super) fn format<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str(&items::text(Hold::new(&slf)?.buffer()))
}
pub(super) fn ndim<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(Hold::new(&slf)?.buffer().ndim as i64)
}
pub(super) fn shape<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    tuple_of(py, shape_of(Hold::new(&slf)?.buffer()))
}
pub(super) fn strides<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    tuple_of(py, strides_of(Hold::new(&slf)?.buffer()))
}
pub(super) fn suboffsets<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let hold = Hold::new(&slf)?;
    let view = hold.buffer();
    if view.suboffsets.is_null() {
        return py.tuple([]);
    }
    // SAFETY: ndim entries.
    tuple_of(py, unsafe { std::slice::from_raw_parts(view.suboffsets, view.ndim as usize) })
}
pub(super) fn c_contiguous<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let hold = Hold::new(&slf)?;
    // SAFETY: held.
    Ok(py.bool(unsafe { layout::is_contiguous(hold.buffer(), b'C') }))
}
pub(super) fn f_contiguous<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let hold = Hold::new(&slf)?;
    // SAFETY: held.
    Ok(py.bool(unsafe { layout::is_contiguous(hold.buffer(), b'F') }))
}
pub(super) fn contiguous<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let hold = Hold::new(&slf)?;
    // SAFETY: held.
    Ok(py.bool(unsafe { layout::is_contiguous(hold.buffer(), b'A') }))
}

/// An iterator over the items.
pub struct MemoryIterator {
    view: Owned<MemoryView>,
    next: AtomicUsize,
}
impl NativeValue for MemoryIterator {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.view)
    }
}
fn iternext<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<MemoryIterator>>,
) -> PyResult<Option<Ref<'py>>> {
    let this = slf.value();
    let view = this.view.bind(py);
    let at = this.next.load(Ordering::Relaxed);
    if at == usize::MAX {
        return Ok(None);
    }
    if at >= len(py, view)? {
        this.next.store(usize::MAX, Ordering::Relaxed);
        return Ok(None);
    }
    this.next.store(at + 1, Ordering::Relaxed);
    item(py, view, at as isize).map(Some)
}
fn iter_self<'py>(
    _py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<MemoryIterator>>,
) -> PyResult<Ref<'py, Native<MemoryIterator>>> {
    Ok(slf.to_owned())
}
pub(super) fn iter<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Native<MemoryIterator>>> {
    {
        let hold = Hold::new(&slf)?;
        match hold.buffer().ndim {
            0 => return Err(raise!(py, TypeError, "invalid indexing of 0-dim memory")),
            1 => {}
            _ => {
                return Err(raise!(
                    py,
                    NotImplementedError,
                    "multi-dimensional sub-views are not implemented"
                ));
            }
        }
        items::native_or_raise(py, hold.buffer())?;
    }
    Native::new(py, MemoryIterator { view: slf.to_owned().unbind(), next: AtomicUsize::new(0) })
}
native_type! {
    /// The iterator's type.
    pub static MEMORY_ITERATOR: MemoryIterator = "memory_iterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: iter_self, tp_iternext: iternext },
    }
}

/// A buffer's format as a text that lives for ever: a static one, or one that is kept.
pub fn kept_format(view: &Py_buffer) -> *mut std::ffi::c_char {
    let format = items::text(view);
    match static_format(&format) {
        Some(text) => text.cast_mut(),
        // Other formats are few: each is leaked once per use of this rare function.
        None => std::ffi::CString::new(format).unwrap_or_default().into_raw(),
    }
}
