//! `ImportError`.

use std::mem::offset_of;

use mortise_abi::*;

use super::storage::*;
use super::types::{EXCEPTION, FLAGS, NEW, member};
use crate::args::Signature;
use crate::err::PyResult;
use crate::exc_field;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Dict, Str, Tuple};

fn init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, ImportError>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<3> = Signature::with("ImportError", ["name", "path", "name_from"], 0, 0, 0);
    super::base::init_positional(slf.cast::<BaseException>().expect("a subclass"), args);
    let empty = py.tuple([])?;
    let [name, path, name_from] = SIG.parse_tuple(py, empty.borrow(), kwargs)?;
    exc_field!(slf, name).set(name.map(Borrowed::to_owned));
    exc_field!(slf, path).set(path.map(Borrowed::to_owned));
    exc_field!(slf, name_from).set(name_from.map(Borrowed::to_owned));
    let msg = (args.len() == 1).then(|| args.item(0).to_owned());
    exc_field!(slf, msg).set(msg);
    Ok(())
}

fn str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, ImportError>) -> PyResult<Ref<'py, Str>> {
    match exc_field!(slf, msg).get() {
        Some(msg) if msg.cast_exact::<Str>().is_some() => msg.expect::<Str>().cloned(),
        _ => super::base::str(py, slf.cast::<BaseException>().expect("a subclass").borrow()),
    }
}

fn reduce<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, ImportError>) -> PyResult<Ref<'py, Tuple>> {
    let base = slf.cast::<BaseException>().expect("a subclass");
    let dict = super::base::dict_of(base);
    let fields = [
        ("name", exc_field!(slf, name).get()),
        ("path", exc_field!(slf, path).get()),
        ("name_from", exc_field!(slf, name_from).get()),
    ];
    let state = if fields.iter().any(|(_, v)| v.is_some()) {
        let state = py.dict()?;
        if let Some(dict) = dict {
            let mut pos = 0;
            while let Some((key, value)) = dict.next_entry(&mut pos) {
                state.set(&key, &value)?;
            }
        }
        for (name, value) in fields {
            if let Some(value) = value {
                state.set_str(name, &value)?;
            }
        }
        Some(state.into_any())
    } else {
        dict.map(Ref::into_any)
    };
    super::base::reduce_with(py, base, super::base::args_of(base)?, state)
}

/// `ImportError.__init__` as a slot.
pub const INIT: initproc = crate::slot!(tp_init, init);

crate::builtin_type! {
    /// `ImportError`
    pub static IMPORT_ERROR: ImportError = "ImportError" {
        base: &raw mut EXCEPTION,
        flags: FLAGS,
        doc: "Import can't find module, or can't find name in module.",
        set: {
            tp_dealloc: Some(dealloc::<ImportError>),
            tp_traverse: Some(traverse::<ImportError>),
            tp_clear: Some(clear::<ImportError>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
            tp_init: INIT,
        },
        slots: { tp_str: str },
        methods: [crate::method!(noargs "__reduce__", reduce)],
        members: [
            member(c"msg", _Py_T_OBJECT, offset_of!(PyImportErrorObject, msg), Some(c"exception message")),
            member(c"name", _Py_T_OBJECT, offset_of!(PyImportErrorObject, name), Some(c"module name")),
            member(c"path", _Py_T_OBJECT, offset_of!(PyImportErrorObject, path), Some(c"module path")),
            member(c"name_from", _Py_T_OBJECT, offset_of!(PyImportErrorObject, name_from), Some(c"name imported from module")),
        ],
    }
}
