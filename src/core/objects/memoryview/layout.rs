//! The shape of buffers: contiguity, walking through items.

use mortise_abi::Py_buffer;

/// Shape of dimension `i` (the whole length in items where there is no shape).
///
/// # Safety
/// The buffer's arrays hold `ndim` entries.
unsafe fn shape(view: &Py_buffer, i: usize) -> isize {
    // SAFETY: by contract.
    unsafe { if view.shape.is_null() { view.len / view.itemsize.max(1) } else { *view.shape.add(i) } }
}
/// # Safety
/// As [`shape`].
unsafe fn stride(view: &Py_buffer, i: usize) -> isize {
    // SAFETY: by contract; without strides the buffer is C-contiguous.
    unsafe {
        if view.strides.is_null() {
            (i + 1..view.ndim as usize).map(|k| shape(view, k)).product::<isize>() * view.itemsize
        } else {
            *view.strides.add(i)
        }
    }
}

fn dimensions(view: &Py_buffer) -> usize {
    view.ndim.max(0) as usize
}

/// Whether the buffer is contiguous in the order `C`, `F`, or either (`A`).
///
/// # Safety
/// A filled-in buffer.
pub unsafe fn is_contiguous(view: &Py_buffer, order: u8) -> bool {
    if !view.suboffsets.is_null() {
        return false;
    }
    let along = |order: u8| {
        if view.len == 0 {
            return true;
        }
        // Without strides the order is C; with one dimension it is both.
        if view.strides.is_null() {
            return order == b'C' || dimensions(view) <= 1;
        }
        let n = dimensions(view);
        let mut size = view.itemsize;
        (0..n).all(|k| {
            let i = if order == b'F' { k } else { n - 1 - k };
            // SAFETY: the arrays hold ndim entries.
            let (dim, step) = unsafe { (shape(view, i), stride(view, i)) };
            let good = dim <= 1 || step == size;
            size *= dim;
            good
        })
    };
    match order {
        b'C' => along(b'C'),
        b'F' => along(b'F'),
        b'A' => along(b'C') || along(b'F'),
        _ => false,
    }
}

/// The order in which items are taken: Fortran's for `F`, and for `A` when the buffer has it.
///
/// # Safety
/// A filled-in buffer.
pub unsafe fn order_for(view: &Py_buffer, order: u8) -> u8 {
    // SAFETY: by contract.
    let fortran = order == b'F'
        || (order == b'A' && unsafe { is_contiguous(view, b'F') && !is_contiguous(view, b'C') });
    if fortran { b'F' } else { b'C' }
}

/// Calls `f` with the address of each item, the last index moving fastest (`C`) or the first (`F`).
///
/// # Safety
/// A filled-in buffer whose memory is live.
pub unsafe fn each_item(view: &Py_buffer, order: u8, mut f: impl FnMut(*mut u8)) {
    let n = dimensions(view);
    // SAFETY: the arrays hold ndim entries; addresses are computed as the protocol says.
    unsafe {
        let shape: Vec<isize> = (0..n).map(|i| shape(view, i)).collect();
        let strides: Vec<isize> = (0..n).map(|i| stride(view, i)).collect();
        if shape.iter().any(|&d| d <= 0) {
            return;
        }
        let mut index = vec![0isize; n];
        loop {
            let mut at: *mut u8 = view.buf.cast();
            for i in 0..n {
                at = at.offset(strides[i] * index[i]);
                if !view.suboffsets.is_null() && *view.suboffsets.add(i) >= 0 {
                    at = at.cast::<*mut u8>().read().offset(*view.suboffsets.add(i));
                }
            }
            f(at);
            let mut k = 0;
            loop {
                if k == n {
                    return;
                }
                let i = if order == b'F' { k } else { n - 1 - k };
                index[i] += 1;
                if index[i] < shape[i] {
                    break;
                }
                index[i] = 0;
                k += 1;
            }
        }
    }
}

/// The contents item by item.
///
/// # Safety
/// A filled-in buffer whose memory is live.
pub unsafe fn gather(view: &Py_buffer, order: u8) -> Vec<u8> {
    let size = view.itemsize.max(0) as usize;
    let mut out = Vec::with_capacity(view.len.max(0) as usize);
    // SAFETY: each item has itemsize bytes.
    unsafe { each_item(view, order, |at| out.extend_from_slice(std::slice::from_raw_parts(at, size))) };
    out
}

/// Writes the contents item by item, as far as `from` goes.
///
/// # Safety
/// A filled-in, writable buffer whose memory is live; `from` is not part of it.
pub unsafe fn scatter(view: &Py_buffer, from: &[u8], order: u8) {
    let size = view.itemsize.max(1) as usize;
    let mut items = from.chunks(size);
    // SAFETY: each item has itemsize bytes.
    unsafe {
        each_item(view, order, |at| {
            if let Some(item) = items.next() {
                std::ptr::copy(item.as_ptr(), at, item.len());
            }
        });
    }
}
