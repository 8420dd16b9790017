//! `complex`.

pub mod arith;
pub mod methods;
pub mod text;

use std::mem::offset_of;

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Complex, Type};

pub use arith::power_of_real;

/// The type objects of this folder.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyComplex_Type]
}

/// A complex number.
pub fn new(py: Attached<'_>, value: Py_complex) -> PyResult<Ref<'_, Complex>> {
    // SAFETY: the type is static and ready.
    let cls = unsafe { py.static_type(&raw mut PyComplex_Type) };
    new_in(py, cls, value)
}

/// A complex number of a subclass.
pub fn new_in<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    value: Py_complex,
) -> PyResult<Ref<'py, Complex>> {
    let complex = crate::objects::type_::alloc(py, cls)?;
    // SAFETY: cls is complex or derives from it, so that instances start with its struct.
    unsafe {
        (*complex.as_ptr().cast::<PyComplexObject>()).cval = value;
        Ok(complex.into_cast_unchecked())
    }
}

impl Ref<'_, Complex> {
    /// The value.
    #[inline(always)]
    pub fn value(&self) -> Py_complex {
        // SAFETY: a live complex number.
        unsafe { (*self.as_ptr()).cval }
    }
}

/// `tp_dealloc`.
///
/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; there is nothing to drop.
    unsafe { crate::objects::type_::end_dealloc(ob, (*ob).ob_type) }
}

const fn read_only(mut row: PyMemberDef) -> PyMemberDef {
    row.flags = Py_READONLY;
    row
}

crate::builtin_type! {
    /// `complex`
    #[unsafe(no_mangle)]
    pub static PyComplex_Type: Complex = "complex" {
        flags: Py_TPFLAGS_BASETYPE,
        doc: "complex(real=0, imag=0)\n--\n\nCreate a complex number from a string or numbers.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_free: Some(decl::PyObject_Free),
        },
        slots: {
            tp_new: methods::new,
            tp_repr: methods::repr,
            tp_hash: arith::hash,
            tp_richcompare: arith::richcompare,
        },
        number: {
            nb_add: arith::add,
            nb_subtract: arith::subtract,
            nb_multiply: arith::multiply,
            nb_power: arith::power,
            nb_negative: arith::negative,
            nb_positive: arith::positive,
            nb_absolute: arith::absolute,
            nb_bool: arith::is_true,
            nb_true_divide: arith::true_divide,
        },
        methods: [
            crate::method!(noargs "conjugate", methods::conjugate, "conjugate($self, /)\n--\n\nReturn the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."),
            crate::method!(noargs "__complex__", methods::to_complex, "__complex__($self, /)\n--\n\nConvert this value to exact type complex."),
            crate::method!(noargs "__getnewargs__", methods::getnewargs, "__getnewargs__($self, /)\n--\n\n"),
            crate::method!(o "__format__", methods::format, "__format__($self, format_spec, /)\n--\n\nConvert to a string according to format_spec."),
        ],
        members: [
            read_only(crate::objects::exceptions::types::member(c"real", Py_T_DOUBLE, offset_of!(PyComplexObject, cval) + offset_of!(Py_complex, real), Some(c"the real part of a complex number"))),
            read_only(crate::objects::exceptions::types::member(c"imag", Py_T_DOUBLE, offset_of!(PyComplexObject, cval) + offset_of!(Py_complex, imag), Some(c"the imaginary part of a complex number"))),
        ],
    }
}
