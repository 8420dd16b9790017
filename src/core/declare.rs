//! Declaring types, methods and modules: macros that make C's tables and entry points from Rust functions.
//!
//! Each entry point that C calls is made here and nowhere else; it goes through [`crate::boundary::enter`].

/// Declares a built-in type: the static `PyTypeObject` with its tables, made from Rust functions.
///
/// ```ignore
/// builtin_type! {
///     /// Python's list.
///     #[unsafe(no_mangle)]                               // for the types that the C API names
///     pub static PyList_Type: List = "list" {            // List: the struct of instances
///         base: &raw mut PyLong_Type,                    // default: object
///         metatype: &raw mut PyType_Type,                // default
///         flags: Py_TPFLAGS_BASETYPE | ...,              // Py_TPFLAGS_DEFAULT is added
///         doc: "...",
///         set: { tp_itemsize: 8, tp_dealloc: Some(dealloc), ... },    // fields as C has them
///         slots: { tp_repr: repr, ... },                              // Rust functions, see slot!
///         number: { nb_add: add, ... }, sequence: { … }, mapping: { … }, async_methods: { … }, buffer: { as in C },
///         methods: [ method!(noargs "clear", clear, "doc"), ... ],
///         getset: [ getset!("real", real, "doc"), getset!("x", get_x, set_x, "doc"), ... ],
///         members: [ member!("start", Py_T_OBJECT_EX, offset_of!(PySliceObject, start), Py_READONLY, "doc"), ... ],
///     }
/// }
/// ```
/// All parts are optional but keep this order. The type must be in the list of `objects/mod.rs` (or in its module's list of
/// types), which readies it.
#[macro_export]
macro_rules! builtin_type {
    (
        $(#[$attr:meta])*
        $vis:vis static $Name:ident : $Struct:ty = $name:literal {
            $(base: $base:expr,)?
            $(metatype: $meta:expr,)?
            $(flags: $flags:expr,)?
            $(doc: $doc:expr,)?
            $(set: { $($field:ident : $value:expr),* $(,)? },)?
            $(slots: { $($slot:ident : $f:expr),* $(,)? },)?
            $(number: { $($nslot:ident : $nf:expr),* $(,)? },)?
            $(sequence: { $($sslot:ident : $sf:expr),* $(,)? },)?
            $(mapping: { $($mslot:ident : $mf:expr),* $(,)? },)?
            $(async_methods: { $($aslot:ident : $af:expr),* $(,)? },)?
            $(buffer: { $($bslot:ident : $bf:expr),* $(,)? },)?
            $(methods: [ $($method:expr),* $(,)? ],)?
            $(getset: [ $($getset:expr),* $(,)? ],)?
            $(members: [ $($member:expr),* $(,)? ],)?
        }
    ) => {
        $(#[$attr])*
        #[allow(non_upper_case_globals)]
        $vis static mut $Name: $crate::abi::PyTypeObject = $crate::abi::PyTypeObject {
            ob_base: $crate::abi::PyVarObject::immortal(
                $crate::first_of!($(($meta))? (&raw mut $crate::capi::decl::PyType_Type)), 0),
            tp_name: concat!($name, "\0").as_ptr().cast(),
            tp_basicsize: std::mem::size_of::<$Struct>() as isize,
            tp_base: $crate::first_of!($(($base))? (std::ptr::null_mut())),
            tp_flags: ($crate::abi::Py_TPFLAGS_DEFAULT as u64 | $crate::first_of!($((($flags) as u64))? (0u64))) as _,
            $(tp_doc: concat!($doc, "\0").as_ptr().cast(),)?
            $($($slot: $crate::slot!($slot, $f),)*)?
            $(tp_as_number: {
                static mut NUMBER: $crate::abi::PyNumberMethods = $crate::abi::PyNumberMethods {
                    $($nslot: $crate::slot!($nslot, $nf),)*
                    ..$crate::abi::PyNumberMethods::EMPTY
                };
                &raw mut NUMBER
            },)?
            $(tp_as_sequence: {
                static mut SEQUENCE: $crate::abi::PySequenceMethods = $crate::abi::PySequenceMethods {
                    $($sslot: $crate::slot!($sslot, $sf),)*
                    ..$crate::abi::PySequenceMethods::EMPTY
                };
                &raw mut SEQUENCE
            },)?
            $(tp_as_mapping: {
                #[allow(clippy::needless_update)] // all slots may be given
                static mut MAPPING: $crate::abi::PyMappingMethods = $crate::abi::PyMappingMethods {
                    $($mslot: $crate::slot!($mslot, $mf),)*
                    ..$crate::abi::PyMappingMethods::EMPTY
                };
                &raw mut MAPPING
            },)?
            $(tp_as_async: {
                static mut ASYNC: $crate::abi::PyAsyncMethods = $crate::abi::PyAsyncMethods {
                    $($aslot: $crate::slot!($aslot, $af),)*
                    ..$crate::abi::PyAsyncMethods::EMPTY
                };
                &raw mut ASYNC
            },)?
            $(tp_as_buffer: {
                #[allow(clippy::needless_update)] // all slots may be given
                static mut BUFFER: $crate::abi::PyBufferProcs = $crate::abi::PyBufferProcs {
                    $($bslot: $bf,)*
                    ..$crate::abi::PyBufferProcs::EMPTY
                };
                &raw mut BUFFER
            },)?
            $(tp_methods: {
                static mut METHODS: [$crate::abi::PyMethodDef; $crate::count!($($method),*) + 1] =
                    [$($method,)* $crate::abi::PyMethodDef::EMPTY];
                (&raw mut METHODS).cast()
            },)?
            $(tp_getset: {
                static mut GETSET: [$crate::abi::PyGetSetDef; $crate::count!($($getset),*) + 1] =
                    [$($getset,)* $crate::abi::PyGetSetDef::EMPTY];
                (&raw mut GETSET).cast()
            },)?
            $(tp_members: {
                static mut MEMBERS: [$crate::abi::PyMemberDef; $crate::count!($($member),*) + 1] =
                    [$($member,)* $crate::abi::PyMemberDef::EMPTY];
                (&raw mut MEMBERS).cast()
            },)?
            $($($field: $value,)*)?
            ..$crate::abi::PyTypeObject::EMPTY
        };
    };
}

/// Declares the type of a native value ([`crate::heap::native`]): destructor, traversal and the `NativeClass` impl come with it.
///
/// ```ignore
/// native_type! {
///     /// collections.deque
///     pub static DEQUE: Deque = "collections.deque" { dict: false, weakrefs: true, flags: …, doc: …, slots: {…}, … }
/// }
/// ```
/// `Native::<Deque>::new(py, value)` makes instances; a `tp_new` slot takes `(py, cls, args, kwargs)` and uses
/// `Native::new_in`. The rest is as in [`crate::builtin_type!`].
#[macro_export]
macro_rules! native_type {
    (
        $(#[$attr:meta])*
        $vis:vis static $NAME:ident : $Value:ty = $name:literal {
            dict: $dict:literal, weakrefs: $weak:literal,
            $(base: $base:expr,)?
            $(flags: $flags:expr,)?
            $(doc: $doc:expr,)?
            $(set: { $($field:ident : $value:expr),* $(,)? },)?
            $(slots: { $($slots:tt)* },)?
            $(number: { $($number:tt)* },)?
            $(sequence: { $($sequence:tt)* },)?
            $(mapping: { $($mapping:tt)* },)?
            $(async_methods: { $($async_methods:tt)* },)?
            $(buffer: { $($buffer:tt)* },)?
            $(methods: [ $($methods:tt)* ],)?
            $(getset: [ $($getset:tt)* ],)?
            $(members: [ $($members:tt)* ],)?
        }
    ) => {
        // SAFETY: the type declared below has the struct Native<$Value>.
        unsafe impl $crate::heap::native::NativeClass for $Value {
            const NAME: &'static str = $name;
            fn type_object() -> *mut $crate::abi::PyTypeObject {
                &raw mut $NAME
            }
        }
        $crate::builtin_type! {
            $(#[$attr])*
            $vis static $NAME: $crate::heap::native::Native<$Value> = $name {
                $(base: $base,)?
                flags: ($crate::first_of!($((($flags) as u64))? (0u64))
                    | if <$Value as $crate::heap::native::NativeValue>::GC || $dict {
                        $crate::abi::Py_TPFLAGS_HAVE_GC as u64
                    } else {
                        0
                    }),
                $(doc: $doc,)?
                set: {
                    tp_dealloc: Some($crate::heap::native::dealloc::<$Value>),
                    tp_traverse: if <$Value as $crate::heap::native::NativeValue>::GC || $dict {
                        Some($crate::heap::native::traverse::<$Value>)
                    } else {
                        None
                    },
                    tp_clear: if <$Value as $crate::heap::native::NativeValue>::GC || $dict {
                        Some($crate::heap::native::clear::<$Value>)
                    } else {
                        None
                    },
                    tp_dictoffset: if $dict {
                        std::mem::offset_of!($crate::heap::native::Native<$Value>, dict) as isize
                    } else {
                        0
                    },
                    tp_weaklistoffset: if $weak {
                        std::mem::offset_of!($crate::heap::native::Native<$Value>, weaklist) as isize
                    } else {
                        0
                    },
                    $($($field: $value,)*)?
                },
                $(slots: { $($slots)* },)?
                $(number: { $($number)* },)?
                $(sequence: { $($sequence)* },)?
                $(mapping: { $($mapping)* },)?
                $(async_methods: { $($async_methods)* },)?
                $(buffer: { $($buffer)* },)?
                $(methods: [ $($methods)* ],)?
                $(getset: [ $($getset)* ],)?
                $(members: [ $($members)* ],)?
            }
        }
    };
}

/// The C doc string of a row in a table: NULL, so that `__doc__` is None, for an empty one.
#[doc(hidden)]
pub const fn doc(text: &'static str) -> *const std::ffi::c_char {
    if text.len() > 1 { text.as_ptr().cast() } else { std::ptr::null() }
}

/// The first of the given expressions.
#[macro_export]
#[doc(hidden)]
macro_rules! first_of {
    (($first:expr) $($rest:tt)*) => {
        $first
    };
}

/// How many expressions there are.
#[macro_export]
#[doc(hidden)]
macro_rules! count {
    ($($e:expr),*) => { <[()]>::len(&[$($crate::unit!($e)),*]) };
}

/// `()` whatever the expression.
#[macro_export]
#[doc(hidden)]
macro_rules! unit {
    ($e:expr) => {
        ()
    };
}

/// Makes the C entry point of a slot from a Rust function. The first handle is `self`, of the type that the function names:
///
/// | slots | Rust function |
/// | --- | --- |
/// | `tp_repr tp_str tp_iter am_* nb_negative …` (unary) | `fn(py, Borrowed<T>) -> PyResult<Ref<_>>` |
/// | `tp_iternext` | `fn(py, Borrowed<T>) -> PyResult<Option<Ref<_>>>` |
/// | `nb_add …` (binary; either operand may be of the type), `nb_inplace_*`, `sq_concat mp_subscript tp_getattro` | `fn(py, Borrowed<A>, Borrowed<B>) -> PyResult<Ref<_>>` |
/// | `nb_power nb_inplace_power`, `tp_call` (`args: Borrowed<Tuple>`, `kwargs: Option<Borrowed<Dict>>`), `tp_descr_get` (`Option<Borrowed>` twice) | ternary |
/// | `nb_bool sq_contains` | `-> PyResult<bool>` |
/// | `sq_length mp_length` | `-> PyResult<usize>` |
/// | `tp_hash` | `-> PyResult<isize>` (-1 is turned into -2) |
/// | `sq_item sq_repeat sq_inplace_repeat` | `fn(py, Borrowed<T>, isize) -> PyResult<Ref<_>>` |
/// | `sq_ass_item` | `fn(py, Borrowed<T>, isize, Option<Borrowed>) -> PyResult<()>`, `None` deletes |
/// | `mp_ass_subscript tp_setattro tp_descr_set` | `fn(py, Borrowed<T>, Borrowed, Option<Borrowed>) -> PyResult<()>`, `None` deletes |
/// | `tp_richcompare` | `fn(py, Borrowed<T>, Borrowed, CompareOp) -> PyResult<Ref<_>>` |
/// | `tp_init` | `fn(py, Borrowed<T>, Borrowed<Tuple>, Option<Borrowed<Dict>>) -> PyResult<()>` |
/// | `tp_new` | `fn(py, Borrowed<Type>, Borrowed<Tuple>, Option<Borrowed<Dict>>) -> PyResult<Ref<_>>` |
/// | `tp_vectorcall` | `fn(py, Borrowed<Type>, Args) -> PyResult<Ref<_>>` |
/// | `tp_finalize` | `fn(py, Borrowed<T>)` |
///
/// Destructors, traversal, `tp_as_buffer` and the like are C functions: give them in `set`.
#[macro_export]
macro_rules! slot {
    (tp_repr, $f:expr) => { $crate::slot!(@unary tp_repr, $f) };
    (tp_str, $f:expr) => { $crate::slot!(@unary tp_str, $f) };
    (tp_iter, $f:expr) => { $crate::slot!(@unary tp_iter, $f) };
    (nb_negative, $f:expr) => { $crate::slot!(@unary nb_negative, $f) };
    (nb_positive, $f:expr) => { $crate::slot!(@unary nb_positive, $f) };
    (nb_absolute, $f:expr) => { $crate::slot!(@unary nb_absolute, $f) };
    (nb_invert, $f:expr) => { $crate::slot!(@unary nb_invert, $f) };
    (nb_int, $f:expr) => { $crate::slot!(@unary nb_int, $f) };
    (nb_float, $f:expr) => { $crate::slot!(@unary nb_float, $f) };
    (nb_index, $f:expr) => { $crate::slot!(@unary nb_index, $f) };
    (am_await, $f:expr) => { $crate::slot!(@unary am_await, $f) };
    (am_aiter, $f:expr) => { $crate::slot!(@unary am_aiter, $f) };
    (am_anext, $f:expr) => { $crate::slot!(@unary am_anext, $f) };
    (tp_iternext, $f:expr) => { $crate::slot!(@unary tp_iternext, $f) };
    (nb_add, $f:expr) => { $crate::slot!(@binary nb_add, $f) };
    (nb_subtract, $f:expr) => { $crate::slot!(@binary nb_subtract, $f) };
    (nb_multiply, $f:expr) => { $crate::slot!(@binary nb_multiply, $f) };
    (nb_remainder, $f:expr) => { $crate::slot!(@binary nb_remainder, $f) };
    (nb_divmod, $f:expr) => { $crate::slot!(@binary nb_divmod, $f) };
    (nb_lshift, $f:expr) => { $crate::slot!(@binary nb_lshift, $f) };
    (nb_rshift, $f:expr) => { $crate::slot!(@binary nb_rshift, $f) };
    (nb_and, $f:expr) => { $crate::slot!(@binary nb_and, $f) };
    (nb_xor, $f:expr) => { $crate::slot!(@binary nb_xor, $f) };
    (nb_or, $f:expr) => { $crate::slot!(@binary nb_or, $f) };
    (nb_floor_divide, $f:expr) => { $crate::slot!(@binary nb_floor_divide, $f) };
    (nb_true_divide, $f:expr) => { $crate::slot!(@binary nb_true_divide, $f) };
    (nb_matrix_multiply, $f:expr) => { $crate::slot!(@binary nb_matrix_multiply, $f) };
    (nb_inplace_add, $f:expr) => { $crate::slot!(@binary nb_inplace_add, $f) };
    (nb_inplace_subtract, $f:expr) => { $crate::slot!(@binary nb_inplace_subtract, $f) };
    (nb_inplace_multiply, $f:expr) => { $crate::slot!(@binary nb_inplace_multiply, $f) };
    (nb_inplace_remainder, $f:expr) => { $crate::slot!(@binary nb_inplace_remainder, $f) };
    (nb_inplace_lshift, $f:expr) => { $crate::slot!(@binary nb_inplace_lshift, $f) };
    (nb_inplace_rshift, $f:expr) => { $crate::slot!(@binary nb_inplace_rshift, $f) };
    (nb_inplace_and, $f:expr) => { $crate::slot!(@binary nb_inplace_and, $f) };
    (nb_inplace_xor, $f:expr) => { $crate::slot!(@binary nb_inplace_xor, $f) };
    (nb_inplace_or, $f:expr) => { $crate::slot!(@binary nb_inplace_or, $f) };
    (nb_inplace_floor_divide, $f:expr) => { $crate::slot!(@binary nb_inplace_floor_divide, $f) };
    (nb_inplace_true_divide, $f:expr) => { $crate::slot!(@binary nb_inplace_true_divide, $f) };
    (nb_inplace_matrix_multiply, $f:expr) => { $crate::slot!(@binary nb_inplace_matrix_multiply, $f) };
    (sq_concat, $f:expr) => { $crate::slot!(@binary sq_concat, $f) };
    (sq_inplace_concat, $f:expr) => { $crate::slot!(@binary sq_inplace_concat, $f) };
    (mp_subscript, $f:expr) => { $crate::slot!(@binary mp_subscript, $f) };
    (tp_getattro, $f:expr) => { $crate::slot!(@binary tp_getattro, $f) };
    (nb_power, $f:expr) => { $crate::slot!(@ternary nb_power, $f) };
    (nb_inplace_power, $f:expr) => { $crate::slot!(@ternary nb_inplace_power, $f) };
    (tp_call, $f:expr) => { $crate::slot!(@call tp_call, $f) };
    (tp_descr_get, $f:expr) => { $crate::slot!(@descr_get tp_descr_get, $f) };
    (nb_bool, $f:expr) => { $crate::slot!(@test nb_bool, $f) };
    (sq_contains, $f:expr) => { $crate::slot!(@contains sq_contains, $f) };
    (sq_length, $f:expr) => { $crate::slot!(@len sq_length, $f) };
    (mp_length, $f:expr) => { $crate::slot!(@len mp_length, $f) };
    (tp_hash, $f:expr) => { $crate::slot!(@hash tp_hash, $f) };
    (sq_item, $f:expr) => { $crate::slot!(@item sq_item, $f) };
    (sq_repeat, $f:expr) => { $crate::slot!(@item sq_repeat, $f) };
    (sq_inplace_repeat, $f:expr) => { $crate::slot!(@item sq_inplace_repeat, $f) };
    (sq_ass_item, $f:expr) => { $crate::slot!(@ass_item sq_ass_item, $f) };
    (mp_ass_subscript, $f:expr) => { $crate::slot!(@ass_sub mp_ass_subscript, $f) };
    (tp_setattro, $f:expr) => { $crate::slot!(@ass_sub tp_setattro, $f) };
    (tp_descr_set, $f:expr) => { $crate::slot!(@ass_sub tp_descr_set, $f) };
    (tp_richcompare, $f:expr) => { $crate::slot!(@cmp tp_richcompare, $f) };
    (tp_init, $f:expr) => { $crate::slot!(@init tp_init, $f) };
    (tp_new, $f:expr) => { $crate::slot!(@new tp_new, $f) };
    (tp_vectorcall, $f:expr) => { $crate::slot!(@vcall tp_vectorcall, $f) };
    (tp_finalize, $f:expr) => { $crate::slot!(@fin tp_finalize, $f) };
    (@unary $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()))) }
        }
        Some(entry)
    }};
    (@binary $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()))) }
        }
        Some(entry)
    }};
    (@ternary $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr(py, c.cast()))) }
        }
        Some(entry)
    }};
    (@call $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, c.cast()))) }
        }
        Some(entry)
    }};
    (@descr_get $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, c.cast()))) }
        }
        Some(entry)
    }};
    (@test $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject) -> std::ffi::c_int {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> $crate::err::PyResult<bool> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast())) }) }
        }
        Some(entry)
    }};
    (@contains $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject) -> std::ffi::c_int {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> $crate::err::PyResult<bool> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast())) }) }
        }
        Some(entry)
    }};
    (@len $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject) -> isize {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> $crate::err::PyResult<isize> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast())).map(|n: usize| n as isize) }) }
        }
        Some(entry)
    }};
    (@hash $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject) -> isize {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> $crate::err::PyResult<isize> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast())).map(|h: isize| if h == -1 { -2 } else { h }) }) }
        }
        Some(entry)
    }};
    (@item $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, i: isize) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), i)) }
        }
        Some(entry)
    }};
    (@ass_item $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, i: isize, v: *mut $crate::abi::PyObject) -> std::ffi::c_int {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> $crate::err::PyResult<()> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), i, $crate::heap::handles::Borrowed::from_ptr_or_null(py, v.cast())) }) }
        }
        Some(entry)
    }};
    (@ass_sub $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, k: *mut $crate::abi::PyObject, v: *mut $crate::abi::PyObject) -> std::ffi::c_int {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> $crate::err::PyResult<()> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, k.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, v.cast())) }) }
        }
        Some(entry)
    }};
    (@cmp $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, op: std::ffi::c_int) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::objects::protocol::CompareOp::from_raw(op))) }
        }
        Some(entry)
    }};
    (@init $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> std::ffi::c_int {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> $crate::err::PyResult<()> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, c.cast())) }) }
        }
        Some(entry)
    }};
    (@new $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyTypeObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, c.cast()))) }
        }
        Some(entry)
    }};
    (@vcall $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, v: *const *mut $crate::abi::PyObject, n: usize, k: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::args::Args::from_raw(py, v, n & !(1usize << 63), $crate::heap::handles::Borrowed::from_ptr_or_null(py, k.cast())))) }
        }
        Some(entry)
    }};
    (@fin $slot:ident, $f:expr) => {{
        /// # Safety
        /// Called as the C slot function.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject) {
            // SAFETY: the slot's contract: live objects of the right type, an attached thread.
            unsafe { $crate::boundary::enter(concat!(stringify!($slot), " ", stringify!($f)), |py| -> () { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast())) }) }
        }
        Some(entry)
    }};
}

/// One row of a method table: `method!(KIND "name", function, "doc")`.
///
/// | kind | Rust function, `slf` being the instance, the class (`class`), or the module |
/// | --- | --- |
/// | `noargs` | `fn(py, slf) -> R` |
/// | `o` | `fn(py, slf, Borrowed) -> R` |
/// | `fastcall`, `keywords` | `fn(py, slf, Args) -> R`; without/with keyword arguments |
/// | `varargs` | `fn(py, slf, Borrowed<Tuple>, Option<Borrowed<Dict>>) -> R` |
///
/// A prefix makes a class or static method: `class_noargs`, `class_o`, `class_fastcall`, `class_keywords`, `static_o`,
/// `static_noargs`, `static_fastcall`, `static_keywords` (a static function has no `slf`). `R` is anything that
/// [`crate::boundary::IntoC`] turns into an object; `PyResult<()>` has no object: return `py.none()`.
/// A doc text that starts with `name($self, …)\n--\n\n` gives `__text_signature__`.
#[macro_export]
macro_rules! method {
    (noargs $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, _none: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_NOARGS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (o $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_O) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (fastcall $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, v: *const *mut $crate::abi::PyObject, n: isize) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::args::Args::from_raw(py, v, n as usize, None))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_FASTCALL) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (keywords $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, v: *const *mut $crate::abi::PyObject, n: isize, k: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::args::Args::from_raw(py, v, n as usize, $crate::heap::handles::Borrowed::from_ptr_or_null(py, k.cast())))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_FASTCALL | $crate::abi::METH_KEYWORDS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (varargs $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, c.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_VARARGS | $crate::abi::METH_KEYWORDS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (class_noargs $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, _none: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_NOARGS | $crate::abi::METH_CLASS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (class_o $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_O | $crate::abi::METH_CLASS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (class_fastcall $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, v: *const *mut $crate::abi::PyObject, n: isize) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::args::Args::from_raw(py, v, n as usize, None))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_FASTCALL | $crate::abi::METH_CLASS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (class_keywords $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, v: *const *mut $crate::abi::PyObject, n: isize, k: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::args::Args::from_raw(py, v, n as usize, $crate::heap::handles::Borrowed::from_ptr_or_null(py, k.cast())))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_FASTCALL | $crate::abi::METH_KEYWORDS | $crate::abi::METH_CLASS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (class_varargs $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, c.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_VARARGS | $crate::abi::METH_KEYWORDS | $crate::abi::METH_CLASS) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (static_noargs $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(_a: *mut $crate::abi::PyObject, _none: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py)) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_NOARGS | $crate::abi::METH_STATIC) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (static_o $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(_a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, b.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_O | $crate::abi::METH_STATIC) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (static_fastcall $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(_a: *mut $crate::abi::PyObject, v: *const *mut $crate::abi::PyObject, n: isize) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::args::Args::from_raw(py, v, n as usize, None))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_FASTCALL | $crate::abi::METH_STATIC) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (static_keywords $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(_a: *mut $crate::abi::PyObject, v: *const *mut $crate::abi::PyObject, n: isize, k: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::args::Args::from_raw(py, v, n as usize, $crate::heap::handles::Borrowed::from_ptr_or_null(py, k.cast())))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_FASTCALL | $crate::abi::METH_KEYWORDS | $crate::abi::METH_STATIC) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
    (static_varargs $name:literal, $f:expr $(, $doc:expr)?) => {{
        /// # Safety
        /// Called as the C method.
        unsafe extern "C" fn entry(_a: *mut $crate::abi::PyObject, b: *mut $crate::abi::PyObject, c: *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject {
            // SAFETY: the calling convention's contract: live objects, self of the method's type, an attached thread.
            unsafe { $crate::boundary::enter(concat!($name, "()"), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, b.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, c.cast()))) }
        }
        $crate::abi::PyMethodDef {
            ml_name: concat!($name, "\0").as_ptr().cast(),
            // SAFETY: ml_flags says which convention the function has; C reads it back as that.
            ml_meth: Some(unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(*mut $crate::abi::PyObject, *mut $crate::abi::PyObject) -> *mut $crate::abi::PyObject>(entry as *const ()) }),
            ml_flags: ($crate::abi::METH_VARARGS | $crate::abi::METH_KEYWORDS | $crate::abi::METH_STATIC) as std::ffi::c_int,
            ml_doc: $crate::first_of!($((concat!($doc, "\0").as_ptr().cast()))? (std::ptr::null())),
        }
    }};
}

/// One row of a getset table: `getset!("name", get[, set], "doc")` with `get: fn(py, Borrowed<T>) -> PyResult<Ref<_>>` and
/// `set: fn(py, Borrowed<T>, Option<Borrowed>) -> PyResult<()>` (`None` deletes).
#[macro_export]
macro_rules! getset {
    ($name:literal, $get:expr, $doc:literal) => {
        $crate::abi::PyGetSetDef {
            name: concat!($name, "\0").as_ptr().cast(),
            get: $crate::getset!(@get $get),
            set: None,
            doc: $crate::declare::doc(concat!($doc, "\0")),
            closure: std::ptr::null_mut(),
        }
    };
    ($name:literal, $get:expr, $set:expr, $doc:literal) => {
        $crate::abi::PyGetSetDef {
            name: concat!($name, "\0").as_ptr().cast(),
            get: $crate::getset!(@get $get),
            set: $crate::getset!(@set $set),
            doc: $crate::declare::doc(concat!($doc, "\0")),
            closure: std::ptr::null_mut(),
        }
    };
    (@get $f:expr) => {{
        /// # Safety
        /// Called as the C getter.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, _closure: *mut std::ffi::c_void) -> *mut $crate::abi::PyObject {
            // SAFETY: the getter's contract: a live instance, an attached thread.
            unsafe { $crate::boundary::enter(stringify!($f), |py| $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()))) }
        }
        Some(entry)
    }};
    (@set $f:expr) => {{
        /// # Safety
        /// Called as the C setter.
        unsafe extern "C" fn entry(a: *mut $crate::abi::PyObject, v: *mut $crate::abi::PyObject, _closure: *mut std::ffi::c_void) -> std::ffi::c_int {
            // SAFETY: the setter's contract: a live instance, an attached thread.
            unsafe { $crate::boundary::enter(stringify!($f), |py| -> $crate::err::PyResult<()> { $f(py, $crate::heap::handles::Borrowed::from_ptr(py, a.cast()), $crate::heap::handles::Borrowed::from_ptr_or_null(py, v.cast())) }) }
        }
        Some(entry)
    }};
}

/// One row of a member table: name, `Py_T_*` type, offset, flags, doc.
#[macro_export]
macro_rules! member {
    ($name:literal, $ty:expr, $offset:expr, $flags:expr, $doc:literal) => {
        $crate::abi::PyMemberDef {
            name: concat!($name, "\0").as_ptr().cast(),
            r#type: $ty as std::ffi::c_int,
            offset: $offset as isize,
            flags: $flags as std::ffi::c_int,
            doc: $crate::declare::doc(concat!($doc, "\0")),
        }
    };
}

/// Declares a built-in module (multi-phase, one definition per process).
///
/// ```ignore
/// builtin_module! {
///     /// The `math` module.
///     pub MATH = "math" {
///         doc: "...",
///         methods: [ method!(o "sqrt", sqrt, "doc"), ... ],       // slf: Borrowed<Module>
///         exec: exec,                                            // fn(py, Borrowed<Module>) -> PyResult<()>
///     }
/// }
/// ```
/// `MATH` is a `fn() -> *mut PyModuleDef`-like initialiser to be listed in the module table (`PyInit_` form).
#[macro_export]
macro_rules! builtin_module {
    (
        $(#[$attr:meta])*
        $vis:vis $NAME:ident = $name:literal {
            $(doc: $doc:expr,)?
            $(methods: [ $($method:expr),* $(,)? ],)?
            $(exec: $exec:expr,)?
        }
    ) => {
        $(#[$attr])*
        #[allow(non_snake_case)]
        $vis extern "C" fn $NAME() -> *mut $crate::abi::PyObject {
            static mut SLOTS: [$crate::abi::PyModuleDef_Slot; 4] = [
                $crate::abi::PyModuleDef_Slot {
                    slot: $crate::abi::Py_mod_gil as std::ffi::c_int,
                    // Py_MOD_GIL_NOT_USED
                    value: std::ptr::without_provenance_mut(1),
                },
                $crate::abi::PyModuleDef_Slot {
                    slot: $crate::abi::Py_mod_multiple_interpreters as std::ffi::c_int,
                    // Py_MOD_PER_INTERPRETER_GIL_SUPPORTED
                    value: std::ptr::without_provenance_mut(2),
                },
                $crate::first_of!($(($crate::abi::PyModuleDef_Slot {
                    slot: $crate::abi::Py_mod_exec as std::ffi::c_int,
                    value: {
                        /// # Safety
                        /// Called as Py_mod_exec.
                        unsafe extern "C" fn entry(m: *mut $crate::abi::PyObject) -> std::ffi::c_int {
                            // SAFETY: the slot's contract: a live module, an attached thread.
                            unsafe { $crate::boundary::enter(concat!($name, " (exec)"), |py| -> $crate::err::PyResult<()> { $exec(py, $crate::heap::handles::Borrowed::from_ptr(py, m.cast())) }) }
                        }
                        entry as *mut std::ffi::c_void
                    },
                }))? ($crate::abi::PyModuleDef_Slot { slot: 0, value: std::ptr::null_mut() })),
                $crate::abi::PyModuleDef_Slot { slot: 0, value: std::ptr::null_mut() },
            ];
            $(static mut METHODS: [$crate::abi::PyMethodDef; $crate::count!($($method),*) + 1] =
                [$($method,)* $crate::abi::PyMethodDef::EMPTY];)?
            static mut DEF: $crate::abi::PyModuleDef = $crate::abi::PyModuleDef {
                m_name: concat!($name, "\0").as_ptr().cast(),
                $(m_doc: $crate::declare::doc(concat!($doc, "\0")),)?
                $(m_methods: { let _ = [$($crate::unit!($method)),*]; (&raw mut METHODS).cast() },)?
                m_slots: (&raw mut SLOTS).cast(),
                ..$crate::abi::PyModuleDef::EMPTY
            };
            // SAFETY: the definition is static; PyModuleDef_Init readies its object header.
            unsafe { $crate::capi::decl::PyModuleDef_Init(&raw mut DEF) }
        }
    };
}
