//! `abstract.h`: calls.

/// In the count of a vectorcall's arguments: the callee may use the place before the first one.
pub const PY_VECTORCALL_ARGUMENTS_OFFSET: usize = 1 << (usize::BITS - 1);
