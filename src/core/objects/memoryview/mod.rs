//! `memoryview`, and the managed buffer that the views of one export share.

pub mod exporter;
pub mod item;
pub mod layout;
pub mod methods;
pub mod storage;

use mortise_abi::*;

use crate::capi::decl;

builtin_type! {
    /// Python's memoryview.
    #[unsafe(no_mangle)]
    pub static PyMemoryView_Type: [u8; std::mem::offset_of!(PyMemoryViewObject, ob_array)] = "memoryview" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE,
        doc: "memoryview(object)\n--\n\nCreate a new memoryview object which references the given object.",
        set: {
            tp_itemsize: 8,
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_clear: Some(storage::clear),
            tp_weaklistoffset: std::mem::offset_of!(PyMemoryViewObject, weakreflist) as isize,
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
        },
        slots: {
            tp_repr: methods::repr,
            tp_hash: methods::hash,
            tp_richcompare: methods::richcompare,
            tp_iter: methods::iter,
            tp_new: methods::new,
        },
        sequence: { sq_length: methods::len, sq_item: methods::item, },
        mapping: {
            mp_length: methods::len,
            mp_subscript: methods::subscript,
            mp_ass_subscript: methods::ass_subscript,
        },
        buffer: { bf_getbuffer: Some(storage::getbuffer), bf_releasebuffer: Some(storage::releasebuffer), },
        methods: [
            method!(noargs "release", methods::release, "release($self, /)\n--\n\nGives the underlying buffer back."),
            method!(keywords "tobytes", methods::tobytes, "tobytes($self, /, order='C')\n--\n\nThe contents as bytes, in C or Fortran order."),
            method!(keywords "hex", methods::hex, "hex($self, /, sep=<unrepresentable>, bytes_per_sep=1)\n--\n\nHexadecimal digits, a separator between groups."),
            method!(noargs "tolist", methods::tolist, "tolist($self, /)\n--\n\nThe items as a list."),
            method!(keywords "cast", methods::cast, "cast($self, /, format, shape=<unrepresentable>)\n--\n\nA view with another format or shape."),
            method!(noargs "toreadonly", methods::toreadonly, "toreadonly($self, /)\n--\n\nA view that cannot be written."),
            method!(class_keywords "_from_flags", methods::from_flags, "_from_flags($type, /, object, flags)\n--\n\nA view got with the given flags."),
            method!(noargs "__enter__", methods::enter, "__enter__($self, /)\n--\n\n"),
            method!(keywords "__exit__", methods::exit, "__exit__($self, /, *exc_info)\n--\n\n"),
        ],
        getset: [
            getset!("obj", methods::obj, "The underlying object of the memoryview."),
            getset!("nbytes", methods::nbytes, "The amount of space in bytes that the array would use in a contiguous representation."),
            getset!("readonly", methods::readonly, "A bool indicating whether the memory is read only."),
            getset!("itemsize", methods::itemsize, "The size in bytes of each element of the memoryview."),
            getset!("format", methods::format, "A string containing the format (in struct module style) of each element."),
            getset!("ndim", methods::ndim, "The number of dimensions of the array."),
            getset!("shape", methods::shape, "A tuple of integers, the length of each dimension."),
            getset!("strides", methods::strides, "A tuple of integers, the bytes to step in each dimension."),
            getset!("suboffsets", methods::suboffsets, "A tuple of integers used internally for PIL-style arrays."),
            getset!("c_contiguous", methods::c_contiguous, "A bool indicating whether the memory is C contiguous."),
            getset!("f_contiguous", methods::f_contiguous, "A bool indicating whether the memory is Fortran contiguous."),
            getset!("contiguous", methods::contiguous, "A bool indicating whether the memory is contiguous."),
        ],
    }
}

builtin_type! {
    /// The buffer that views share; it is released when the last of them is.
    pub static _PyManagedBuffer_Type: _PyManagedBufferObject = "managedbuffer" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_dealloc: Some(storage::managed_dealloc),
            tp_traverse: Some(storage::managed_traverse),
            tp_clear: Some(storage::managed_clear),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
        },
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 4] {
    [
        &raw mut PyMemoryView_Type,
        &raw mut _PyManagedBuffer_Type,
        &raw mut methods::MEMORY_ITERATOR,
        &raw mut exporter::EXPORTER,
    ]
}
