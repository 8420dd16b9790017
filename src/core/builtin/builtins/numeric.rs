//! The functions on numbers and characters.

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{ByteArray, Bytes, Float, Int, Module, Str};
use crate::{intern, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

pub(super) fn abs<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyNumber_Absolute(ob.as_ptr())) }
}

fn to_base<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>, base: i32) -> PyResult<Ref<'py>> {
    // SAFETY: a live object; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyNumber_ToBase(ob.as_ptr(), base)) }
}

pub(super) fn bin<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    to_base(py, ob, 2)
}

pub(super) fn oct<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    to_base(py, ob, 8)
}

pub(super) fn hex<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    to_base(py, ob, 16)
}

pub(super) fn chr<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let mut overflow = 0;
    // SAFETY: a live object; -1 may be a value.
    let n = unsafe { decl::PyLong_AsLongAndOverflow(ob.as_ptr(), &raw mut overflow) };
    if n == -1 && overflow == 0 && crate::state::error::occurred(py) {
        // SAFETY: an exception is set.
        return Err(unsafe { Raised::assume() });
    }
    if overflow != 0 || !(0..=0x10ffff).contains(&n) {
        return Err(raise!(py, ValueError, "chr() arg not in range(0x110000)"));
    }
    // SAFETY: the code point is in range; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_FromOrdinal(n as i32)) }
}

pub(super) fn ord<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (len, first) = if let Some(s) = ob.cast::<Str>() {
        (s.len(), (s.len() == 1).then(|| s.code_point(0)))
    } else if let Some(b) = ob.cast::<Bytes>() {
        let b = b.as_bytes();
        (b.len(), b.first().map(|&b| u32::from(b)))
    } else if ob.is_instance_of::<ByteArray>() {
        let size = ob.size()?;
        let first = if size == 1 { Some(ob.get_item(&*py.int(0)?)?.as_i64()? as u32) } else { None };
        (size, first)
    } else {
        let kind = ob.ty().full_name();
        return Err(raise!(py, TypeError, "ord() expected string of length 1, but {kind} found"));
    };
    match first {
        Some(c) if len == 1 => Ok(py.int(i64::from(c))?.into_any()),
        _ => Err(raise!(py, TypeError, "ord() expected a character, but string of length {len} found")),
    }
}

pub(super) fn divmod<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "divmod", 2, 2)?;
    args.get(0).expect("checked").divmod(&args.get(1).expect("checked"))
}

pub(super) fn pow<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::new("pow", ["base", "exp", "mod"], 2);
    let [base, exp, modulus] = SIG.parse(py, args)?;
    let none = py.none();
    let modulus = modulus.map_or(none.as_ptr(), |m| m.as_ptr());
    let (base, exp) = (base.expect("required"), exp.expect("required"));
    // SAFETY: live objects; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyNumber_Power(base.as_ptr(), exp.as_ptr(), modulus)) }
}

pub(super) fn round<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::new("round", ["number", "ndigits"], 1);
    let [number, ndigits] = SIG.parse(py, args)?;
    let number = number.expect("required");
    let Some(method) = special(py, &number, intern!(py, "__round__"))? else {
        let kind = number.ty().full_name();
        return Err(raise!(py, TypeError, "type {kind} doesn't define __round__ method"));
    };
    match ndigits.filter(|n| !n.is_none()) {
        Some(ndigits) => method.call([&ndigits]),
        None => method.call0(),
    }
}

/// A special method looked up on the type, bound to the object.
pub(super) fn special<'py>(
    py: Attached<'py>,
    ob: &Ref<'py>,
    name: &Ref<'py, Str>,
) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: live type and name; the result is borrowed from the type.
    let found =
        unsafe { Borrowed::from_ptr_or_null(py, decl::_PyType_Lookup(ob.type_ptr(), name.as_object_ptr())) };
    let Some(found) = found.map(Borrowed::to_owned) else { return Ok(None) };
    // SAFETY: a live type.
    match unsafe { (*found.type_ptr()).tp_descr_get } {
        // SAFETY: the slot takes live objects and gives a new reference or NULL.
        Some(get) => unsafe {
            Ref::from_owned_or_raised(py, get(found.as_ptr(), ob.as_ptr(), ob.type_ptr().cast())).map(Some)
        },
        None => Ok(Some(found)),
    }
}

pub(super) fn sum<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::with("sum", ["iterable", "start"], 1, 1, 2);
    let [iterable, start] = SIG.parse(py, args)?;
    let iterable = iterable.expect("required");
    let it = iterable.iter()?;
    let mut total = match start {
        Some(start) => {
            for (is, text) in [
                (start.is_instance_of::<Str>(), "sum() can't sum strings [use ''.join(seq) instead]"),
                (start.is_instance_of::<Bytes>(), "sum() can't sum bytes [use b''.join(seq) instead]"),
                (
                    start.is_instance_of::<ByteArray>(),
                    "sum() can't sum bytearray [use b''.join(seq) instead]",
                ),
            ] {
                if is {
                    return Err(raise!(py, TypeError, "{text}"));
                }
            }
            start.to_owned()
        }
        None => py.int(0)?.into_any(),
    };
    // Machine numbers while all items are such: ints first, then floats with compensated summation (as CPython since 3.12).
    let mut item = it.next()?;
    if total.cast_exact::<Int>().is_some() {
        let mut n = small(&total);
        while let (Some(acc), Some(next)) = (n, &item) {
            let Some(sum) = small(next).and_then(|v| acc.checked_add(v)) else { break };
            n = Some(sum);
            total = py.int(sum)?.into_any();
            item = it.next()?;
        }
    }
    if let Some(start) = total.cast_exact::<Float>() {
        let mut sum = Compensated { high: start.as_f64()?, low: 0.0 };
        while let Some(next) = &item {
            if next.cast_exact::<Float>().is_some() {
                sum.add(next.as_f64()?);
            } else if let Some(v) = small(next) {
                sum.high += v as f64;
            } else {
                break;
            }
            item = it.next()?;
        }
        total = py.float(sum.value())?.into_any();
    }
    while let Some(next) = item {
        total = total.add(&next)?;
        item = it.next()?;
    }
    Ok(total)
}

/// The value of an exact int (or bool) that fits.
fn small(ob: &Ref<'_>) -> Option<i64> {
    if ob.type_ptr() != &raw mut decl::PyLong_Type && ob.type_ptr() != &raw mut decl::PyBool_Type {
        return None;
    }
    let mut overflow = 0;
    // SAFETY: a live int raises nothing.
    let n = unsafe { decl::PyLong_AsLongLongAndOverflow(ob.as_ptr(), &raw mut overflow) };
    (overflow == 0).then_some(n)
}

/// Neumaier's summation: the low part collects what rounding loses.
struct Compensated {
    high: f64,
    low: f64,
}

impl Compensated {
    fn add(&mut self, x: f64) {
        let sum = self.high + x;
        self.low += if self.high.abs() >= x.abs() { (self.high - sum) + x } else { (x - sum) + self.high };
        self.high = sum;
    }
    fn value(&self) -> f64 {
        // An infinite or NaN sum must not be spoilt by the correction.
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}
