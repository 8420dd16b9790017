//! `cpython/pytime.h`: clocks, in nanoseconds.

use std::ffi::c_int;

use mortise_abi::PyTime_t;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::raise;

const NANOSECONDS: i64 = 1_000_000_000;

/// A clock's time, or the error number. A time that no `PyTime_t` can hold becomes the nearest one.
fn read(id: libc::clockid_t) -> Result<PyTime_t, c_int> {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is writable.
    if unsafe { libc::clock_gettime(id, &raw mut now) } != 0 {
        return Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(0));
    }
    Ok(now.tv_sec.saturating_mul(NANOSECONDS).saturating_add(now.tv_nsec))
}

/// `read` for an attached thread: a failure is an `OSError`, and the result is 0 then.
///
/// # Safety
/// `result` is writable.
unsafe fn checked(py: Attached<'_>, id: libc::clockid_t, result: *mut PyTime_t) -> PyResult<()> {
    let (time, outcome) = match read(id) {
        Ok(time) => (time, Ok(())),
        Err(number) => {
            let text = std::io::Error::from_raw_os_error(number);
            (0, Err(raise!(py, OSError, "{text}")))
        }
    };
    // SAFETY: by contract.
    unsafe { result.write(time) };
    outcome
}

/// `read` for any thread: no exception is set.
///
/// # Safety
/// `result` is writable.
unsafe fn unchecked(id: libc::clockid_t, result: *mut PyTime_t) -> c_int {
    let time = read(id);
    // SAFETY: by contract.
    unsafe { result.write(time.unwrap_or(0)) };
    if time.is_ok() { 0 } else { -1 }
}

/// `PyTime_AsSecondsDouble`
///
/// # Safety
/// None needed; the thread need not be attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTime_AsSecondsDouble(t: PyTime_t) -> f64 {
    // Whole seconds are converted as such, which keeps more digits.
    if t % NANOSECONDS == 0 { (t / NANOSECONDS) as f64 } else { t as f64 / NANOSECONDS as f64 }
}

/// `PyTime_Monotonic`: 0, or -1 with an exception.
///
/// # Safety
/// The thread is attached; `result` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTime_Monotonic(result: *mut PyTime_t) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyTime_Monotonic", |py| checked(py, libc::CLOCK_MONOTONIC, result)) }
}

/// `PyTime_PerfCounter`: 0, or -1 with an exception.
///
/// # Safety
/// The thread is attached; `result` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTime_PerfCounter(result: *mut PyTime_t) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyTime_PerfCounter", |py| checked(py, libc::CLOCK_MONOTONIC, result)) }
}

/// `PyTime_Time`: 0, or -1 with an exception.
///
/// # Safety
/// The thread is attached; `result` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTime_Time(result: *mut PyTime_t) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyTime_Time", |py| checked(py, libc::CLOCK_REALTIME, result)) }
}

/// `PyTime_MonotonicRaw`: 0, or -1 without an exception.
///
/// # Safety
/// `result` is writable; the thread need not be attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTime_MonotonicRaw(result: *mut PyTime_t) -> c_int {
    // SAFETY: by contract.
    unsafe { unchecked(libc::CLOCK_MONOTONIC, result) }
}

/// `PyTime_PerfCounterRaw`: 0, or -1 without an exception.
///
/// # Safety
/// `result` is writable; the thread need not be attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTime_PerfCounterRaw(result: *mut PyTime_t) -> c_int {
    // SAFETY: by contract.
    unsafe { unchecked(libc::CLOCK_MONOTONIC, result) }
}

/// `PyTime_TimeRaw`: 0, or -1 without an exception.
///
/// # Safety
/// `result` is writable; the thread need not be attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTime_TimeRaw(result: *mut PyTime_t) -> c_int {
    // SAFETY: by contract.
    unsafe { unchecked(libc::CLOCK_REALTIME, result) }
}
