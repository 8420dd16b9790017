//! `pytime.h`.

/// Nanoseconds.
pub type PyTime_t = i64;
