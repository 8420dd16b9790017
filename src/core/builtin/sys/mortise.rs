//! `sys._mortise`: what only Mortise knows.

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::import::gil;
use crate::intern;
use crate::objects::{Dict, Module};

#[cfg(Py_GIL_DISABLED)]
const FLAVOUR: &str = "t";
#[cfg(not(Py_GIL_DISABLED))]
const FLAVOUR: &str = "default";

/// `gil_reasons()`: the modules that asked for the GIL, in the order of their imports: `[(name, file), …]`.
fn gil_reasons<'py>(py: Attached<'py>, _m: Borrowed<'_, 'py, Module>) -> PyResult<Ref<'py>> {
    let list = py.list([])?;
    for (name, file) in gil::reasons() {
        let row = py.tuple([py.str(&name)?.into_any(), py.str(&file)?.into_any()])?;
        list.append(&row)?;
    }
    Ok(list.into_any())
}

builtin_module! {
    /// `sys._mortise`
    pub MORTISE = "sys._mortise" {
        doc: "What only Mortise knows about the running process.",
        methods: [
            method!(noargs "gil_reasons", gil_reasons, "gil_reasons($module, /)\n--\n\nThe modules that asked for the GIL: a list of (name, file)."),
        ],
    }
}

/// Adds `sys._mortise`.
pub(super) fn fill<'py>(py: Attached<'py>, sys: &Borrowed<'_, 'py, Dict>) -> PyResult<()> {
    let module = crate::import::inittab::create(py, "sys._mortise", MORTISE)?;
    module.setattr(intern!(py, "version"), &*py.str(env!("CARGO_PKG_VERSION"))?)?;
    module.setattr(intern!(py, "flavour"), &*py.str(FLAVOUR)?)?;
    sys.set_str("_mortise", &module)
}
