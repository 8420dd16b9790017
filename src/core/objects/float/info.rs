//! `sys.float_info`.

use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::{PyStructSequence_Desc, PyStructSequence_Field, PyTypeObject};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

static TYPE: AtomicPtr<PyTypeObject> = AtomicPtr::new(std::ptr::null_mut());

/// A new `sys.float_info`.
pub fn make(py: Attached<'_>) -> PyResult<Ref<'_>> {
    if TYPE.load(Ordering::Acquire).is_null() {
        let names = [
            (c"max", c"DBL_MAX -- maximum representable finite float"),
            (c"max_exp", c"DBL_MAX_EXP -- maximum int e such that radix**(e-1) is representable"),
            (c"max_10_exp", c"DBL_MAX_10_EXP -- maximum int e such that 10**e is representable"),
            (c"min", c"DBL_MIN -- Minimum positive normalized float"),
            (c"min_exp", c"DBL_MIN_EXP -- minimum int e such that radix**(e-1) is a normalized float"),
            (c"min_10_exp", c"DBL_MIN_10_EXP -- minimum int e such that 10**e is a normalized float"),
            (
                c"dig",
                c"DBL_DIG -- maximum number of decimal digits that can be faithfully represented in a float",
            ),
            (c"mant_dig", c"DBL_MANT_DIG -- mantissa digits"),
            (c"epsilon", c"DBL_EPSILON -- Difference between 1 and the next representable float"),
            (c"radix", c"FLT_RADIX -- radix of exponent"),
            (c"rounds", c"FLT_ROUNDS -- rounding mode used for arithmetic operations"),
        ];
        let mut fields: Vec<PyStructSequence_Field> = names
            .iter()
            .map(|(name, doc)| PyStructSequence_Field { name: name.as_ptr(), doc: doc.as_ptr() })
            .collect();
        fields.push(PyStructSequence_Field { name: std::ptr::null(), doc: std::ptr::null() });
        let mut desc = PyStructSequence_Desc {
            name: c"sys.float_info".as_ptr(),
            doc: c"sys.float_info\n\nA named tuple holding information about the float type.".as_ptr(),
            fields: fields.as_mut_ptr(),
            n_in_sequence: names.len() as i32,
        };
        // SAFETY: the description is complete; the type is made once (a second one of a race is never used, nor freed).
        let ty = unsafe {
            Ref::<PyTypeObject>::from_owned_or_raised(py, decl::PyStructSequence_NewType(&raw mut desc))?
        };
        TYPE.store(ty.into_ptr(), Ordering::Release);
    }
    let values = [
        py.float(f64::MAX)?.into_any(),
        py.int(f64::MAX_EXP as i64)?.into_any(),
        py.int(f64::MAX_10_EXP as i64)?.into_any(),
        py.float(f64::MIN_POSITIVE)?.into_any(),
        py.int(f64::MIN_EXP as i64)?.into_any(),
        py.int(f64::MIN_10_EXP as i64)?.into_any(),
        py.int(f64::DIGITS as i64)?.into_any(),
        py.int(f64::MANTISSA_DIGITS as i64)?.into_any(),
        py.float(f64::EPSILON)?.into_any(),
        py.int(f64::RADIX as i64)?.into_any(),
        py.int(1)?.into_any(),
    ];
    // SAFETY: the type has as many fields; each is set once.
    unsafe {
        let info = Ref::from_owned_or_raised(py, decl::PyStructSequence_New(TYPE.load(Ordering::Acquire)))?;
        for (i, value) in values.into_iter().enumerate() {
            decl::PyStructSequence_SetItem(info.as_ptr(), i as isize, value.into_ptr());
        }
        Ok(info)
    }
}
