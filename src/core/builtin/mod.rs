//! The modules that the core itself needs.

pub mod _codecs;
pub mod _imp;
pub mod _string;
pub mod _thread;
pub mod _warnings;
pub mod _weakref;
pub mod builtins;
pub mod gc;
pub mod marshal;
pub mod support;
pub mod sys;

use crate::import::inittab::Init;

/// The modules of this folder.
pub fn builtin_modules() -> Vec<(&'static str, Init)> {
    vec![
        ("builtins", builtins::BUILTINS as Init),
        ("sys", sys::SYS),
        ("_codecs", _codecs::CODECS),
        ("_imp", _imp::IMP),
        ("_string", _string::STRING),
        ("_warnings", _warnings::WARNINGS),
        ("marshal", marshal::MARSHAL),
        ("_thread", _thread::THREAD),
        ("_weakref", _weakref::WEAKREF),
        ("gc", gc::GC),
    ]
}

/// The spec with which startup makes a built-in module: an object with a name.
pub fn sys_spec<'py>(py: crate::Attached<'py>, name: &str) -> crate::PyResult<crate::Ref<'py>> {
    let dict = py.dict()?;
    dict.set_str("name", &*py.interned(name)?)?;
    // SAFETY: a live dict; a new reference or NULL.
    unsafe {
        crate::Ref::from_owned_or_raised(
            py,
            crate::capi::object_cpython::_PyNamespace_New(dict.as_object_ptr()),
        )
    }
}

/// Lets go of the objects in statics, at the end of the runtime.
pub fn end(py: crate::heap::attached::Attached<'_>) {
    _warnings::clear(py);
    sys::clear_hooks(py);
}
