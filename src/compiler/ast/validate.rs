//! Checks that CPython's grammar makes and ruff's parser does not.

use super::Module;
use crate::{CompileError, Options};

pub(super) fn check(_module: &Module, _source: &str, _options: &Options<'_>) -> Result<(), CompileError> {
    Ok(())
}
