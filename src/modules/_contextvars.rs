//! `_contextvars`: the types are the core's.

use mortise_core::objects::context::{self, Context, token, variable};

use crate::support::prelude::*;

builtin_module! {
    /// The `_contextvars` module.
    pub CONTEXTVARS = "_contextvars" {
        doc: "Context Variables",
        methods: [ method!(noargs "copy_context", copy_context, "copy_context($module, /)\n--\n\n") ],
        exec: exec,
    }
}

fn copy_context<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
) -> PyResult<Ref<'py, Native<Context>>> {
    context::current(py)?.copy_context()
}

fn exec<'py>(_py: Attached<'py>, module: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    add_types(
        &module,
        &[
            &raw mut context::PyContext_Type,
            &raw mut variable::PyContextVar_Type,
            &raw mut token::PyContextToken_Type,
        ],
    )
}
