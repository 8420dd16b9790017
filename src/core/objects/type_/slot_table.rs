//! The special methods and the slots that they belong to.

use std::ffi::{CStr, c_int, c_void};
use std::mem::offset_of;

use mortise_abi::*;

use super::slot_functions::*;
use super::wrappers;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::make_immortal;
use crate::objects::{Dict, Str, Type};

const NONE: *mut c_void = std::ptr::null_mut();

const fn row(
    name: &'static CStr,
    offset: usize,
    function: *mut c_void,
    wrapper: wrapperfunc,
    doc: &'static CStr,
    flags: c_int,
) -> wrapperbase {
    wrapperbase {
        name: name.as_ptr(),
        offset: offset as c_int,
        function,
        wrapper,
        doc: doc.as_ptr(),
        flags,
        name_strobj: std::ptr::null_mut(),
    }
}

type WithKeywords =
    unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut c_void, *mut PyObject) -> *mut PyObject;
type Plain = unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut c_void) -> *mut PyObject;

const fn keywords(f: WithKeywords) -> wrapperfunc {
    // SAFETY: the flag PyWrapperFlag_KEYWORDS of the row says which type the function has.
    Some(unsafe { std::mem::transmute::<WithKeywords, Plain>(f) })
}

/// One row for each pair of special method and slot. Where a name has two slots, the first row is the one that makes the method; rows of
/// one slot are side by side.
static mut TABLE: [wrapperbase; 90] = [
    row(c"__repr__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_repr), slot_tp_repr as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__repr__($self, /)\n--\n\nReturn repr(self).", 0),
    row(c"__hash__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_hash), slot_tp_hash as *const () as *mut c_void, Some(wrappers::wrap_hash), c"__hash__($self, /)\n--\n\nReturn hash(self).", 0),
    row(c"__call__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_call), slot_tp_call as *const () as *mut c_void, keywords(wrappers::wrap_call), c"__call__($self, /, *args, **kwargs)\n--\n\nCall self as a function.", 1),
    row(c"__str__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_str), slot_tp_str as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__str__($self, /)\n--\n\nReturn str(self).", 0),
    row(c"__getattribute__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_getattro), slot_tp_getattr_hook as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__getattribute__($self, name, /)\n--\n\nReturn getattr(self, name).", 0),
    row(c"__getattr__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_getattro), slot_tp_getattr_hook as *const () as *mut c_void, None, c"__getattr__($self, name, /)\n--\n\nImplement getattr(self, name).", 0),
    row(c"__setattr__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_setattro), slot_tp_setattro as *const () as *mut c_void, Some(wrappers::wrap_setattr), c"__setattr__($self, name, value, /)\n--\n\nImplement setattr(self, name, value).", 0),
    row(c"__delattr__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_setattro), slot_tp_setattro as *const () as *mut c_void, Some(wrappers::wrap_delattr), c"__delattr__($self, name, /)\n--\n\nImplement delattr(self, name).", 0),
    row(c"__lt__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_richcompare), slot_tp_richcompare as *const () as *mut c_void, Some(wrappers::wrap_lt), c"__lt__($self, value, /)\n--\n\nReturn self<value.", 0),
    row(c"__le__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_richcompare), slot_tp_richcompare as *const () as *mut c_void, Some(wrappers::wrap_le), c"__le__($self, value, /)\n--\n\nReturn self<=value.", 0),
    row(c"__eq__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_richcompare), slot_tp_richcompare as *const () as *mut c_void, Some(wrappers::wrap_eq), c"__eq__($self, value, /)\n--\n\nReturn self==value.", 0),
    row(c"__ne__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_richcompare), slot_tp_richcompare as *const () as *mut c_void, Some(wrappers::wrap_ne), c"__ne__($self, value, /)\n--\n\nReturn self!=value.", 0),
    row(c"__gt__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_richcompare), slot_tp_richcompare as *const () as *mut c_void, Some(wrappers::wrap_gt), c"__gt__($self, value, /)\n--\n\nReturn self>value.", 0),
    row(c"__ge__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_richcompare), slot_tp_richcompare as *const () as *mut c_void, Some(wrappers::wrap_ge), c"__ge__($self, value, /)\n--\n\nReturn self>=value.", 0),
    row(c"__iter__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_iter), slot_tp_iter as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__iter__($self, /)\n--\n\nImplement iter(self).", 0),
    row(c"__next__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_iternext), slot_tp_iternext as *const () as *mut c_void, Some(wrappers::wrap_next), c"__next__($self, /)\n--\n\nImplement next(self).", 0),
    row(c"__get__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_descr_get), slot_tp_descr_get as *const () as *mut c_void, Some(wrappers::wrap_descr_get), c"__get__($self, instance, owner=None, /)\n--\n\nReturn an attribute of instance, which is of type owner.", 0),
    row(c"__set__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_descr_set), slot_tp_descr_set as *const () as *mut c_void, Some(wrappers::wrap_descr_set), c"__set__($self, instance, value, /)\n--\n\nSet an attribute of instance to value.", 0),
    row(c"__delete__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_descr_set), slot_tp_descr_set as *const () as *mut c_void, Some(wrappers::wrap_descr_delete), c"__delete__($self, instance, /)\n--\n\nDelete an attribute of instance.", 0),
    row(c"__init__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_init), slot_tp_init as *const () as *mut c_void, keywords(wrappers::wrap_init), c"__init__($self, /, *args, **kwargs)\n--\n\nInitialize self.  See help(type(self)) for accurate signature.", 1),
    row(c"__new__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_new), slot_tp_new as *const () as *mut c_void, None, c"__new__(type, /, *args, **kwargs)\n--\n\nCreate and return new object.  See help(type) for accurate signature.", 0),
    row(c"__del__", offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_finalize), slot_tp_finalize as *const () as *mut c_void, Some(wrappers::wrap_del), c"__del__($self, /)\n--\n\nCalled when the instance is about to be destroyed.", 0),
    row(c"__buffer__", offset_of!(PyHeapTypeObject, as_buffer) + offset_of!(PyBufferProcs, bf_getbuffer), slot_bf_getbuffer as *const () as *mut c_void, Some(wrappers::wrap_buffer), c"__buffer__($self, flags, /)\n--\n\nReturn a buffer object that exposes the underlying memory of the object.", 0),
    row(c"__release_buffer__", offset_of!(PyHeapTypeObject, as_buffer) + offset_of!(PyBufferProcs, bf_releasebuffer), NONE, Some(wrappers::wrap_releasebuffer), c"__release_buffer__($self, buffer, /)\n--\n\nRelease the buffer object that exposes the underlying memory of the object.", 0),
    row(c"__await__", offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_await), slot_am_await as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__await__($self, /)\n--\n\nReturn an iterator to be used in await expression.", 0),
    row(c"__aiter__", offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_aiter), slot_am_aiter as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__aiter__($self, /)\n--\n\nReturn an awaitable, that resolves in asynchronous iterator.", 0),
    row(c"__anext__", offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_anext), slot_am_anext as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__anext__($self, /)\n--\n\nReturn a value or raise StopAsyncIteration.", 0),
    row(c"__add__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_add), slot_nb_add as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__add__($self, value, /)\n--\n\nReturn self+value.", 0),
    row(c"__radd__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_add), slot_nb_add as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__radd__($self, value, /)\n--\n\nReturn value+self.", 0),
    row(c"__sub__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_subtract), slot_nb_subtract as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__sub__($self, value, /)\n--\n\nReturn self-value.", 0),
    row(c"__rsub__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_subtract), slot_nb_subtract as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rsub__($self, value, /)\n--\n\nReturn value-self.", 0),
    row(c"__mul__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_multiply), slot_nb_multiply as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__mul__($self, value, /)\n--\n\nReturn self*value.", 0),
    row(c"__rmul__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_multiply), slot_nb_multiply as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rmul__($self, value, /)\n--\n\nReturn value*self.", 0),
    row(c"__mod__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_remainder), slot_nb_remainder as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__mod__($self, value, /)\n--\n\nReturn self%value.", 0),
    row(c"__rmod__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_remainder), slot_nb_remainder as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rmod__($self, value, /)\n--\n\nReturn value%self.", 0),
    row(c"__divmod__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_divmod), slot_nb_divmod as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__divmod__($self, value, /)\n--\n\nReturn divmod(self, value).", 0),
    row(c"__rdivmod__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_divmod), slot_nb_divmod as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rdivmod__($self, value, /)\n--\n\nReturn divmod(value, self).", 0),
    row(c"__pow__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_power), slot_nb_power as *const () as *mut c_void, Some(wrappers::wrap_ternary), c"__pow__($self, value, mod=None, /)\n--\n\nReturn pow(self, value, mod).", 0),
    row(c"__rpow__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_power), slot_nb_power as *const () as *mut c_void, Some(wrappers::wrap_ternary_r), c"__rpow__($self, value, mod=None, /)\n--\n\nReturn pow(value, self, mod).", 0),
    row(c"__neg__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_negative), slot_nb_negative as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__neg__($self, /)\n--\n\n-self", 0),
    row(c"__pos__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_positive), slot_nb_positive as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__pos__($self, /)\n--\n\n+self", 0),
    row(c"__abs__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_absolute), slot_nb_absolute as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__abs__($self, /)\n--\n\nabs(self)", 0),
    row(c"__bool__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_bool), slot_nb_bool as *const () as *mut c_void, Some(wrappers::wrap_predicate), c"__bool__($self, /)\n--\n\nTrue if self else False", 0),
    row(c"__invert__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_invert), slot_nb_invert as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__invert__($self, /)\n--\n\n~self", 0),
    row(c"__lshift__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_lshift), slot_nb_lshift as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__lshift__($self, value, /)\n--\n\nReturn self<<value.", 0),
    row(c"__rlshift__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_lshift), slot_nb_lshift as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rlshift__($self, value, /)\n--\n\nReturn value<<self.", 0),
    row(c"__rshift__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_rshift), slot_nb_rshift as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__rshift__($self, value, /)\n--\n\nReturn self>>value.", 0),
    row(c"__rrshift__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_rshift), slot_nb_rshift as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rrshift__($self, value, /)\n--\n\nReturn value>>self.", 0),
    row(c"__and__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_and), slot_nb_and as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__and__($self, value, /)\n--\n\nReturn self&value.", 0),
    row(c"__rand__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_and), slot_nb_and as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rand__($self, value, /)\n--\n\nReturn value&self.", 0),
    row(c"__xor__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_xor), slot_nb_xor as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__xor__($self, value, /)\n--\n\nReturn self^value.", 0),
    row(c"__rxor__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_xor), slot_nb_xor as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rxor__($self, value, /)\n--\n\nReturn value^self.", 0),
    row(c"__or__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_or), slot_nb_or as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__or__($self, value, /)\n--\n\nReturn self|value.", 0),
    row(c"__ror__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_or), slot_nb_or as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__ror__($self, value, /)\n--\n\nReturn value|self.", 0),
    row(c"__int__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_int), slot_nb_int as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__int__($self, /)\n--\n\nint(self)", 0),
    row(c"__float__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_float), slot_nb_float as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__float__($self, /)\n--\n\nfloat(self)", 0),
    row(c"__iadd__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_add), slot_nb_inplace_add as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__iadd__($self, value, /)\n--\n\nReturn self+=value.", 0),
    row(c"__isub__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_subtract), slot_nb_inplace_subtract as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__isub__($self, value, /)\n--\n\nReturn self-=value.", 0),
    row(c"__imul__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_multiply), slot_nb_inplace_multiply as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__imul__($self, value, /)\n--\n\nReturn self*=value.", 0),
    row(c"__imod__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_remainder), slot_nb_inplace_remainder as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__imod__($self, value, /)\n--\n\nReturn self%=value.", 0),
    row(c"__ipow__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_power), slot_nb_inplace_power as *const () as *mut c_void, Some(wrappers::wrap_ternary), c"__ipow__($self, value, /)\n--\n\nReturn self**=value.", 0),
    row(c"__ilshift__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_lshift), slot_nb_inplace_lshift as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__ilshift__($self, value, /)\n--\n\nReturn self<<=value.", 0),
    row(c"__irshift__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_rshift), slot_nb_inplace_rshift as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__irshift__($self, value, /)\n--\n\nReturn self>>=value.", 0),
    row(c"__iand__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_and), slot_nb_inplace_and as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__iand__($self, value, /)\n--\n\nReturn self&=value.", 0),
    row(c"__ixor__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_xor), slot_nb_inplace_xor as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__ixor__($self, value, /)\n--\n\nReturn self^=value.", 0),
    row(c"__ior__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_or), slot_nb_inplace_or as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__ior__($self, value, /)\n--\n\nReturn self|=value.", 0),
    row(c"__floordiv__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_floor_divide), slot_nb_floor_divide as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__floordiv__($self, value, /)\n--\n\nReturn self//value.", 0),
    row(c"__rfloordiv__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_floor_divide), slot_nb_floor_divide as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rfloordiv__($self, value, /)\n--\n\nReturn value//self.", 0),
    row(c"__truediv__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_true_divide), slot_nb_true_divide as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__truediv__($self, value, /)\n--\n\nReturn self/value.", 0),
    row(c"__rtruediv__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_true_divide), slot_nb_true_divide as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rtruediv__($self, value, /)\n--\n\nReturn value/self.", 0),
    row(c"__ifloordiv__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_floor_divide), slot_nb_inplace_floor_divide as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__ifloordiv__($self, value, /)\n--\n\nReturn self//=value.", 0),
    row(c"__itruediv__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_true_divide), slot_nb_inplace_true_divide as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__itruediv__($self, value, /)\n--\n\nReturn self/=value.", 0),
    row(c"__index__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_index), slot_nb_index as *const () as *mut c_void, Some(wrappers::wrap_unary), c"__index__($self, /)\n--\n\nReturn self converted to an integer, if self is suitable for use as an index into a list.", 0),
    row(c"__matmul__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_matrix_multiply), slot_nb_matrix_multiply as *const () as *mut c_void, Some(wrappers::wrap_binary_l), c"__matmul__($self, value, /)\n--\n\nReturn self@value.", 0),
    row(c"__rmatmul__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_matrix_multiply), slot_nb_matrix_multiply as *const () as *mut c_void, Some(wrappers::wrap_binary_r), c"__rmatmul__($self, value, /)\n--\n\nReturn value@self.", 0),
    row(c"__imatmul__", offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_matrix_multiply), slot_nb_inplace_matrix_multiply as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__imatmul__($self, value, /)\n--\n\nReturn self@=value.", 0),
    row(c"__len__", offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_length), slot_sq_length as *const () as *mut c_void, Some(wrappers::wrap_len), c"__len__($self, /)\n--\n\nReturn len(self).", 0),
    row(c"__getitem__", offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_subscript), slot_mp_subscript as *const () as *mut c_void, Some(wrappers::wrap_binary), c"__getitem__($self, key, /)\n--\n\nReturn self[key].", 0),
    row(c"__setitem__", offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_ass_subscript), slot_mp_ass_subscript as *const () as *mut c_void, Some(wrappers::wrap_set_item), c"__setitem__($self, key, value, /)\n--\n\nSet self[key] to value.", 0),
    row(c"__delitem__", offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_ass_subscript), slot_mp_ass_subscript as *const () as *mut c_void, Some(wrappers::wrap_del_item), c"__delitem__($self, key, /)\n--\n\nDelete self[key].", 0),
    row(c"__len__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_length), slot_sq_length as *const () as *mut c_void, Some(wrappers::wrap_len), c"__len__($self, /)\n--\n\nReturn len(self).", 0),
    row(c"__add__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_concat), NONE, Some(wrappers::wrap_binary), c"__add__($self, value, /)\n--\n\nReturn self+value.", 0),
    row(c"__mul__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_repeat), NONE, Some(wrappers::wrap_index_argument), c"__mul__($self, value, /)\n--\n\nReturn self*value.", 0),
    row(c"__rmul__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_repeat), NONE, Some(wrappers::wrap_index_argument), c"__rmul__($self, value, /)\n--\n\nReturn value*self.", 0),
    row(c"__getitem__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_item), slot_sq_item as *const () as *mut c_void, Some(wrappers::wrap_sq_item), c"__getitem__($self, key, /)\n--\n\nReturn self[key].", 0),
    row(c"__setitem__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_ass_item), slot_sq_ass_item as *const () as *mut c_void, Some(wrappers::wrap_sq_set_item), c"__setitem__($self, key, value, /)\n--\n\nSet self[key] to value.", 0),
    row(c"__delitem__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_ass_item), slot_sq_ass_item as *const () as *mut c_void, Some(wrappers::wrap_sq_del_item), c"__delitem__($self, key, /)\n--\n\nDelete self[key].", 0),
    row(c"__contains__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_contains), slot_sq_contains as *const () as *mut c_void, Some(wrappers::wrap_contains), c"__contains__($self, key, /)\n--\n\nReturn bool(key in self).", 0),
    row(c"__iadd__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_inplace_concat), NONE, Some(wrappers::wrap_binary), c"__iadd__($self, value, /)\n--\n\nImplement self+=value.", 0),
    row(c"__imul__", offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_inplace_repeat), NONE, Some(wrappers::wrap_index_argument), c"__imul__($self, value, /)\n--\n\nImplement self*=value.", 0),
];

/// The number of rows.
pub const ROWS: usize = 90;

/// Row `i`.
pub fn at(i: usize) -> *mut wrapperbase {
    assert!(i < ROWS);
    // SAFETY: in bounds.
    unsafe { (&raw mut TABLE).cast::<wrapperbase>().add(i) }
}

/// Interns the names; called once, before any other use.
pub fn prepare(py: Attached<'_>) -> PyResult<()> {
    for i in 0..ROWS {
        let row = at(i);
        // SAFETY: the rows are written here only, while the first type is readied.
        unsafe {
            if (*row).name_strobj.is_null() {
                let name = py.interned(&CStr::from_ptr((*row).name).to_string_lossy())?.into_object_ptr();
                make_immortal(name);
                (*row).name_strobj = name;
            }
        }
    }
    Ok(())
}

/// The interned name of a row.
pub(crate) fn name_of<'py>(py: Attached<'py>, row: *mut wrapperbase) -> Borrowed<'static, 'py, Str> {
    // SAFETY: set by `prepare`; immortal.
    unsafe { Borrowed::from_ptr(py, (*row).name_strobj.cast()) }
}

/// The place of a slot in a type: NULL when the type has not the table that holds it.
///
/// # Safety
/// `ty` points to a live type; `offset` is that of a row.
pub unsafe fn place(ty: *mut PyTypeObject, offset: c_int) -> *mut *mut c_void {
    let offset = offset as usize;
    // SAFETY: the tables are laid out in PyHeapTypeObject in this order; tp_as_* point to one of each kind.
    unsafe {
        let (table, start): (*mut c_void, usize) = if offset >= offset_of!(PyHeapTypeObject, as_buffer) {
            ((*ty).tp_as_buffer.cast(), offset_of!(PyHeapTypeObject, as_buffer))
        } else if offset >= offset_of!(PyHeapTypeObject, as_sequence) {
            ((*ty).tp_as_sequence.cast(), offset_of!(PyHeapTypeObject, as_sequence))
        } else if offset >= offset_of!(PyHeapTypeObject, as_mapping) {
            ((*ty).tp_as_mapping.cast(), offset_of!(PyHeapTypeObject, as_mapping))
        } else if offset >= offset_of!(PyHeapTypeObject, as_number) {
            ((*ty).tp_as_number.cast(), offset_of!(PyHeapTypeObject, as_number))
        } else if offset >= offset_of!(PyHeapTypeObject, as_async) {
            ((*ty).tp_as_async.cast(), offset_of!(PyHeapTypeObject, as_async))
        } else {
            (ty.cast(), 0)
        };
        if table.is_null() { std::ptr::null_mut() } else { table.byte_add(offset - start).cast() }
    }
}

/// Puts a wrapper descriptor into the dict for each slot that the type has of its own.
pub fn add_wrappers<'py>(py: Attached<'py>, cls: &Ref<'py, Type>, dict: &Ref<'py, Dict>) -> PyResult<()> {
    // SAFETY: a row of the table.
    if unsafe { (*at(0)).name_strobj.is_null() } {
        prepare(py)?;
    }
    for i in 0..ROWS {
        let row = at(i);
        // SAFETY: a row of the table and a live type.
        unsafe {
            if (*row).wrapper.is_none() {
                continue;
            }
            let place = place(cls.as_ptr(), (*row).offset);
            if place.is_null() || (*place).is_null() {
                continue;
            }
            let name = name_of(py, row);
            if dict.get(&name)?.is_some() {
                continue;
            }
            if *place == decl::PyObject_HashNotImplemented as *mut c_void {
                dict.set(&name, &py.none())?;
            } else {
                let descriptor = decl::PyDescr_NewWrapper(cls.as_ptr(), row, *place);
                dict.set(&name, &Ref::from_owned_or_raised(py, descriptor)?)?;
            }
        }
    }
    Ok(())
}
