//! `pytime.h`: time.

/// Nanoseconds.
pub type PyTime_t = i64;
