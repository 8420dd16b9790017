//! `pytime.h`: time.

/// Nanoseconds.
pub type PyTime_t = i64;
pub const PyTime_MIN: PyTime_t = PyTime_t::MIN;
pub const PyTime_MAX: PyTime_t = PyTime_t::MAX;
