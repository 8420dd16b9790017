//! The `time` module.

use std::ffi::{CStr, CString};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use mortise_abi::PyTypeObject;
use mortise_core::args::Args;
use mortise_core::builtin::sys::{struct_sequence, struct_sequence_type};
use mortise_core::objects::{Float, Module, Str, Tuple};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, builtin_module, intern, method, raise, state};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

const NANOSECONDS: i64 = 1_000_000_000;

/// A clock's time in nanoseconds.
fn clock(py: Attached<'_>, id: libc::clockid_t) -> PyResult<i64> {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is writable.
    if unsafe { libc::clock_gettime(id, &raw mut now) } != 0 {
        let error = std::io::Error::last_os_error();
        return Err(raise!(py, OSError, "{error}"));
    }
    Ok(now.tv_sec * NANOSECONDS + now.tv_nsec)
}

fn seconds<'py>(py: Attached<'py>, ns: i64) -> Object<'py> {
    // Divided in one step, as CPython does, so that the last digit agrees.
    Ok(py.float(ns as f64 / NANOSECONDS as f64)?.into_any())
}

macro_rules! clocks {
    ($($name:ident, $name_ns:ident = $id:expr;)*) => { $(
        fn $name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
            seconds(py, clock(py, $id)?)
        }
        fn $name_ns<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
            Ok(py.int(clock(py, $id)?)?.into_any())
        }
    )* };
}
clocks! {
    time, time_ns = libc::CLOCK_REALTIME;
    monotonic, monotonic_ns = libc::CLOCK_MONOTONIC;
    process_time, process_time_ns = libc::CLOCK_PROCESS_CPUTIME_ID;
    thread_time, thread_time_ns = libc::CLOCK_THREAD_CPUTIME_ID;
}

fn clock_gettime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, id: Borrowed<'_, 'py>) -> Object<'py> {
    seconds(py, clock(py, id.as_int()?)?)
}

fn clock_gettime_ns<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, id: Borrowed<'_, 'py>) -> Object<'py> {
    Ok(py.int(clock(py, id.as_int()?)?)?.into_any())
}

fn sleep<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, duration: Borrowed<'_, 'py>) -> Object<'py> {
    let ns = if duration.cast::<Float>().is_some() {
        let seconds = duration.as_f64()?;
        if seconds.is_nan() {
            return Err(raise!(py, ValueError, "Invalid value NaN (not a number)"));
        }
        (seconds * NANOSECONDS as f64).ceil()
    } else {
        duration.index()?.as_any().as_f64()? * NANOSECONDS as f64
    };
    if ns < 0.0 {
        return Err(raise!(py, ValueError, "sleep length must be non-negative"));
    }
    if ns > i64::MAX as f64 {
        return Err(raise!(py, OverflowError, "timestamp too large to convert to C PyTime_t"));
    }
    let deadline = clock(py, libc::CLOCK_MONOTONIC)?.saturating_add(ns as i64);
    loop {
        let left = deadline - clock(py, libc::CLOCK_MONOTONIC)?;
        if left <= 0 {
            break;
        }
        let left = Duration::from_nanos(left as u64);
        let pause = libc::timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
        // SAFETY: the struct is readable; NULL for no remainder. A signal ends the wait, and its handler may raise.
        state::detached(py, || unsafe { libc::nanosleep(&raw const pause, std::ptr::null_mut()) });
        state::handle_pending(py)?;
    }
    Ok(py.none())
}

/// `time.struct_time`
static STRUCT_TIME: Mutex<Option<Owned<PyTypeObject>>> = Mutex::new(None);

fn struct_time(py: Attached<'_>) -> PyResult<Ref<'_>> {
    let ty = STRUCT_TIME.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|t| t.clone_ref(py));
    match ty {
        Some(ty) => Ok(ty.into_bound(py).into_any()),
        None => Err(raise!(py, RuntimeError, "time.struct_time is not there yet")),
    }
}

fn from_tm<'py>(py: Attached<'py>, tm: &libc::tm) -> Object<'py> {
    let numbers = [
        tm.tm_year as i64 + 1900,
        i64::from(tm.tm_mon) + 1,
        tm.tm_mday.into(),
        tm.tm_hour.into(),
        tm.tm_min.into(),
        tm.tm_sec.into(),
        (i64::from(tm.tm_wday) + 6) % 7,
        i64::from(tm.tm_yday) + 1,
        tm.tm_isdst.into(),
    ];
    let mut values = numbers.iter().map(|&n| Ok(py.int(n)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    let zone = if tm.tm_zone.is_null() {
        String::new()
    } else {
        // SAFETY: the C library's own string.
        unsafe { CStr::from_ptr(tm.tm_zone) }.to_string_lossy().into_owned()
    };
    values.push(py.str(&zone)?.into_any());
    values.push(py.int(tm.tm_gmtoff)?.into_any());
    struct_sequence(py, &struct_time(py)?, values)
}

/// The time argument: seconds, or now.
fn seconds_arg<'py>(py: Attached<'py>, name: &str, args: Args<'_, 'py>) -> PyResult<libc::time_t> {
    args.expect(py, name, 0, 1)?;
    match args.get(0).filter(|a| !a.is_none()) {
        None => Ok(clock(py, libc::CLOCK_REALTIME)? / NANOSECONDS),
        Some(ob) if ob.cast::<Float>().is_some() => {
            let x = ob.as_f64()?;
            if x.is_nan() {
                return Err(raise!(py, ValueError, "Invalid value NaN (not a number)"));
            }
            if x.abs() >= i64::MAX as f64 {
                return Err(raise!(py, OverflowError, "timestamp out of range for platform time_t"));
            }
            Ok(x.floor() as libc::time_t)
        }
        Some(ob) => {
            let n = ob.index()?;
            n.as_any().as_i64()
        }
    }
}

fn broken_down(py: Attached<'_>, seconds: libc::time_t, local: bool) -> PyResult<libc::tm> {
    // SAFETY: tm consists of integers and a pointer; both structs are valid for the calls.
    unsafe {
        let mut tm: libc::tm = std::mem::zeroed();
        let done = if local {
            libc::localtime_r(&raw const seconds, &raw mut tm)
        } else {
            libc::gmtime_r(&raw const seconds, &raw mut tm)
        };
        if done.is_null() {
            return Err(raise!(py, OverflowError, "timestamp out of range for platform time_t"));
        }
        Ok(tm)
    }
}

fn gmtime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let seconds = seconds_arg(py, "gmtime", args)?;
    from_tm(py, &broken_down(py, seconds, false)?)
}

fn localtime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let seconds = seconds_arg(py, "localtime", args)?;
    from_tm(py, &broken_down(py, seconds, true)?)
}

/// The C struct of a time tuple, checked as `function` wants it.
fn to_tm<'py>(py: Attached<'py>, ob: &Ref<'py>, function: &str) -> PyResult<libc::tm> {
    let Some(tuple) = ob.cast::<Tuple>() else {
        return Err(raise!(py, TypeError, "Tuple or struct_time argument required"));
    };
    if tuple.len() != 9 {
        return Err(raise!(py, TypeError, "{function}(): illegal time tuple argument"));
    }
    let field = |i: usize| tuple.item(i).as_int();
    // SAFETY: tm consists of integers and a pointer.
    let mut tm: libc::tm = unsafe { std::mem::zeroed() };
    let year = field(0)?;
    tm.tm_year = year.checked_sub(1900).ok_or_else(|| raise!(py, OverflowError, "year out of range"))?;
    tm.tm_mon = (field(1)? + 11) % 12;
    tm.tm_mday = field(2)?;
    tm.tm_hour = field(3)?;
    tm.tm_min = field(4)?;
    tm.tm_sec = field(5)?;
    tm.tm_wday = (field(6)? + 1) % 7;
    tm.tm_yday = field(7)? - 1;
    tm.tm_isdst = field(8)?;
    Ok(tm)
}

/// Checks the ranges for functions that use the fields as indices; 0 counts as 1 for month and days.
fn check_ranges(py: Attached<'_>, tm: &mut libc::tm, month: i32) -> PyResult<()> {
    if month == 0 {
        tm.tm_mon = 0;
    }
    if tm.tm_mday == 0 {
        tm.tm_mday = 1;
    }
    if tm.tm_yday == -1 {
        tm.tm_yday = 0;
    }
    let wrong = [
        (!(0..=12).contains(&month), "month out of range"),
        (!(1..=31).contains(&tm.tm_mday), "day of month out of range"),
        (!(0..=23).contains(&tm.tm_hour), "hour out of range"),
        (!(0..=59).contains(&tm.tm_min), "minute out of range"),
        (!(0..=61).contains(&tm.tm_sec), "seconds out of range"),
        (tm.tm_wday < 0, "day of week out of range"),
        (!(0..=365).contains(&tm.tm_yday), "day of year out of range"),
    ];
    match wrong.iter().find(|(wrong, _)| *wrong) {
        Some((_, text)) => Err(raise!(py, ValueError, "{text}")),
        None => Ok(()),
    }
}

fn checked_tm<'py>(py: Attached<'py>, ob: Option<Borrowed<'_, 'py>>, function: &str) -> PyResult<libc::tm> {
    match ob {
        None => broken_down(py, clock(py, libc::CLOCK_REALTIME)? / NANOSECONDS, true),
        Some(ob) => {
            let mut tm = to_tm(py, &ob, function)?;
            let month = ob.cast::<Tuple>().map_or(Ok(1), |t| t.item(1).as_int())?;
            check_ranges(py, &mut tm, month)?;
            Ok(tm)
        }
    }
}

fn mktime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> Object<'py> {
    let mut tm = to_tm(py, &ob, "mktime")?;
    tm.tm_wday = -1;
    // SAFETY: the struct is valid for the call.
    let seconds = unsafe { libc::mktime(&raw mut tm) };
    if seconds == -1 && tm.tm_wday == -1 {
        return Err(raise!(py, OverflowError, "mktime argument out of range"));
    }
    Ok(py.float(seconds as f64)?.into_any())
}

fn strftime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "strftime", 1, 2)?;
    let format = args.get(0).expect("checked");
    let format = format.expect_arg::<Str>("strftime", "argument 1")?;
    let mut tm = checked_tm(py, args.get(1), "strftime")?;
    tm.tm_isdst = tm.tm_isdst.clamp(-1, 1);
    let text = format.as_utf8()?;
    if text.is_empty() {
        return Ok(py.str("")?.into_any());
    }
    // Parts between NULs are formatted one by one, since C stops at them.
    let mut out = Vec::new();
    for (i, part) in text.split('\0').enumerate() {
        if i > 0 {
            out.push(0);
        }
        let part = CString::new(part).unwrap_or_default();
        let mut buffer = vec![0u8; 1024];
        let size = loop {
            // SAFETY: the buffer's size is given; format and struct are valid.
            let n = unsafe {
                libc::strftime(buffer.as_mut_ptr().cast(), buffer.len(), part.as_ptr(), &raw const tm)
            };
            // Zero also stands for an empty result, which no long buffer changes.
            if n > 0 || buffer.len() >= 256 * part.as_bytes().len().max(4) {
                break n;
            }
            buffer.resize(buffer.len() * 2, 0);
        };
        out.extend_from_slice(&buffer[..size]);
    }
    Ok(py.str(&String::from_utf8_lossy(&out))?.into_any())
}

fn ascii_time<'py>(py: Attached<'py>, tm: &libc::tm) -> Object<'py> {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[tm.tm_wday as usize % 7],
        MONTHS[tm.tm_mon as usize % 12],
        tm.tm_mday,
        tm.tm_hour,
        tm.tm_min,
        tm.tm_sec,
        i64::from(tm.tm_year) + 1900
    );
    Ok(py.str(&text)?.into_any())
}

fn asctime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "asctime", 0, 1)?;
    ascii_time(py, &checked_tm(py, args.get(0), "asctime")?)
}

fn ctime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let seconds = seconds_arg(py, "ctime", args)?;
    ascii_time(py, &broken_down(py, seconds, true)?)
}

fn strptime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let function = py.import("_strptime")?.getattr(intern!(py, "_strptime_time"))?;
    let values: Vec<_> = args.iter().map(|a| a.as_ptr()).collect();
    function.vectorcall(&values, values.len(), None)
}

fn get_clock_info<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> Object<'py> {
    let name = name.expect_arg::<Str>("get_clock_info", "argument 1")?.to_string_lossy();
    let (id, adjustable, monotonic, function) = match name.as_str() {
        "time" => (libc::CLOCK_REALTIME, true, false, "clock_gettime(CLOCK_REALTIME)"),
        "monotonic" | "perf_counter" => {
            (libc::CLOCK_MONOTONIC, false, true, "clock_gettime(CLOCK_MONOTONIC)")
        }
        "process_time" => {
            (libc::CLOCK_PROCESS_CPUTIME_ID, false, true, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)")
        }
        "thread_time" => {
            (libc::CLOCK_THREAD_CPUTIME_ID, false, true, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)")
        }
        _ => return Err(raise!(py, ValueError, "unknown clock")),
    };
    let mut resolution = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is writable.
    unsafe { libc::clock_getres(id, &raw mut resolution) };
    let resolution = resolution.tv_sec as f64 + resolution.tv_nsec as f64 * 1e-9;
    let namespace = py.import("types")?.getattr(intern!(py, "SimpleNamespace"))?;
    let info = namespace.call0()?;
    info.setattr(intern!(py, "implementation"), &*py.str(function)?)?;
    info.setattr(intern!(py, "monotonic"), &py.bool(monotonic))?;
    info.setattr(intern!(py, "adjustable"), &py.bool(adjustable))?;
    info.setattr(intern!(py, "resolution"), &*py.float(resolution)?)?;
    Ok(info)
}

unsafe extern "C" {
    /// C: reads the time zone from the environment.
    fn tzset();
}

fn set_zone<'py>(py: Attached<'py>, module: &Ref<'py>) -> PyResult<()> {
    // SAFETY: the call reads the environment only.
    unsafe { tzset() };
    // The offsets of January and July of this year tell whether there is a daylight saving time.
    let year = 365 * 24 * 3600;
    let now = clock(py, libc::CLOCK_REALTIME)? / NANOSECONDS;
    let start = (now / year) * year;
    let (a, b) = (broken_down(py, start, true)?, broken_down(py, start + year / 2, true)?);
    let name = |tm: &libc::tm| -> PyResult<Ref<'py>> {
        // SAFETY: the C library's own string.
        let text = unsafe { CStr::from_ptr(tm.tm_zone) }.to_string_lossy().into_owned();
        Ok(py.str(&text)?.into_any())
    };
    // South of the equator summer is in January.
    let (standard, daylight) = if a.tm_gmtoff > b.tm_gmtoff { (b, a) } else { (a, b) };
    module.setattr(intern!(py, "timezone"), &*py.int(-standard.tm_gmtoff)?)?;
    module.setattr(intern!(py, "altzone"), &*py.int(-daylight.tm_gmtoff)?)?;
    module.setattr(intern!(py, "daylight"), &*py.int((standard.tm_gmtoff != daylight.tm_gmtoff).into())?)?;
    module.setattr(intern!(py, "tzname"), &*py.tuple([name(&standard)?, name(&daylight)?])?)
}

fn tz_set<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> Object<'py> {
    set_zone(py, module.as_any())?;
    Ok(py.none())
}

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    let ty = struct_sequence_type(
        py,
        c"time.struct_time",
        c"The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by asctime(), mktime() and strftime().",
        &[
            (c"tm_year", c"year, for example, 1993"),
            (c"tm_mon", c"month of year, range [1, 12]"),
            (c"tm_mday", c"day of month, range [1, 31]"),
            (c"tm_hour", c"hours, range [0, 23]"),
            (c"tm_min", c"minutes, range [0, 59]"),
            (c"tm_sec", c"seconds, range [0, 61])"),
            (c"tm_wday", c"day of week, range [0, 6], Monday is 0"),
            (c"tm_yday", c"day of year, range [1, 366]"),
            (c"tm_isdst", c"1 if summer time is in effect, 0 if not, and -1 if unknown"),
            (c"tm_zone", c"abbreviation of timezone name"),
            (c"tm_gmtoff", c"offset from UTC in seconds"),
        ],
        9,
    )?;
    module.setattr(intern!(py, "struct_time"), &ty)?;
    if let Ok(ty) = ty.into_cast::<PyTypeObject>() {
        let old = STRUCT_TIME.lock().unwrap_or_else(PoisonError::into_inner).replace(ty.unbind());
        drop(old);
    }
    for (name, value) in [
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
        ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
    ] {
        module.setattr(&py.interned(name)?, &*py.int(value.into())?)?;
    }
    module.setattr(intern!(py, "_STRUCT_TM_ITEMS"), &*py.int(11)?)?;
    set_zone(py, module.as_any())
}

builtin_module! {
    /// `time`
    pub TIME = "time" {
        doc: "This module provides various functions to manipulate time values.",
        methods: [
            method!(noargs "time", time, "time() -> floating-point number\n\nReturn the current time in seconds since the Epoch."),
            method!(noargs "time_ns", time_ns, "time_ns() -> int\n\nReturn the current time in nanoseconds since the Epoch."),
            method!(noargs "monotonic", monotonic, "monotonic() -> float\n\nMonotonic clock, cannot go backward."),
            method!(noargs "monotonic_ns", monotonic_ns, "monotonic_ns() -> int\n\nMonotonic clock, cannot go backward, as nanoseconds."),
            method!(noargs "perf_counter", monotonic, "perf_counter() -> float\n\nPerformance counter for benchmarking."),
            method!(noargs "perf_counter_ns", monotonic_ns, "perf_counter_ns() -> int\n\nPerformance counter for benchmarking as nanoseconds."),
            method!(noargs "process_time", process_time, "process_time() -> float\n\nProcess time for profiling: sum of the kernel and user-space CPU time."),
            method!(noargs "process_time_ns", process_time_ns, "process_time_ns() -> int\n\nProcess time for profiling as nanoseconds."),
            method!(noargs "thread_time", thread_time, "thread_time() -> float\n\nThread time for profiling."),
            method!(noargs "thread_time_ns", thread_time_ns, "thread_time_ns() -> int\n\nThread time for profiling as nanoseconds."),
            method!(o "clock_gettime", clock_gettime, "clock_gettime(clk_id) -> float\n\nReturn the time of the specified clock clk_id as a float."),
            method!(o "clock_gettime_ns", clock_gettime_ns, "clock_gettime_ns(clk_id) -> int\n\nReturn the time of the specified clock clk_id as nanoseconds (int)."),
            method!(o "sleep", sleep, "sleep(object, /)\n--\n\nsleep(seconds)\n\nDelay execution for a given number of seconds."),
            method!(fastcall "gmtime", gmtime, "gmtime([seconds]) -> struct_time\n\nConvert seconds since the Epoch to UTC."),
            method!(fastcall "localtime", localtime, "localtime([seconds]) -> struct_time\n\nConvert seconds since the Epoch to local time."),
            method!(o "mktime", mktime, "mktime(tuple) -> floating-point number\n\nConvert a time tuple in local time to seconds since the Epoch."),
            method!(fastcall "strftime", strftime, "strftime(format[, tuple]) -> string\n\nConvert a time tuple to a string according to a format specification."),
            method!(fastcall "strptime", strptime, "strptime(string, format) -> struct_time\n\nParse a string to a time tuple according to a format specification."),
            method!(fastcall "asctime", asctime, "asctime([tuple]) -> string\n\nConvert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'."),
            method!(fastcall "ctime", ctime, "ctime(seconds) -> string\n\nConvert a time in seconds since the Epoch to a string in local time."),
            method!(o "get_clock_info", get_clock_info, "get_clock_info(name: str) -> dict\n\nGet information of the specified clock."),
            method!(noargs "tzset", tz_set, "tzset()\n\nInitialize, or reinitialize, the local timezone to the value stored in os.environ['TZ']."),
        ],
        exec: exec,
    }
}
