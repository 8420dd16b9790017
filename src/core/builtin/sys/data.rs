//! The values in `sys`.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::{PyStructSequence_Desc, PyStructSequence_Field, PyTypeObject};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Dict;
use crate::state::config;

const HEXVERSION: i64 = 0x030d_05f0;
const COPYRIGHT: &str = "Copyright (c) the Mortise developers.\nAll Rights Reserved.";

#[cfg(Py_GIL_DISABLED)]
mod flavour {
    pub const ABIFLAGS: &str = "t";
    pub const VERSION: &str =
        concat!("3.13.5 experimental free-threading build (Mortise ", env!("CARGO_PKG_VERSION"), ") [Rust]");
    pub const SUFFIXES: &[&str] = &[".cpython-313t-x86_64-linux-gnu.so", ".abi3.so", ".so"];
}
#[cfg(not(Py_GIL_DISABLED))]
mod flavour {
    pub const ABIFLAGS: &str = "";
    pub const VERSION: &str = concat!("3.13.5 (Mortise ", env!("CARGO_PKG_VERSION"), ") [Rust]");
    pub const SUFFIXES: &[&str] = &[".cpython-313-x86_64-linux-gnu.so", ".abi3.so", ".so"];
}
pub use flavour::ABIFLAGS;

/// The file name endings of extension modules, as in CPython.
pub fn extension_suffixes() -> &'static [&'static str] {
    flavour::SUFFIXES
}

/// `sys.version`
pub const VERSION: &str = flavour::VERSION;

/// Makes a struct sequence type, whose first `visible` fields are the sequence's items.
pub fn struct_sequence_type<'py>(
    py: Attached<'py>,
    name: &'static CStr,
    doc: &'static CStr,
    fields: &[(&'static CStr, &'static CStr)],
    visible: usize,
) -> PyResult<Ref<'py>> {
    let mut table: Vec<PyStructSequence_Field> = fields
        .iter()
        .map(|(name, doc)| PyStructSequence_Field { name: name.as_ptr(), doc: doc.as_ptr() })
        .collect();
    table.push(PyStructSequence_Field { name: std::ptr::null(), doc: std::ptr::null() });
    // The type keeps pointers to the names; it lives as long as the process.
    let table = Box::leak(table.into_boxed_slice());
    let desc = Box::leak(Box::new(PyStructSequence_Desc {
        name: name.as_ptr(),
        doc: doc.as_ptr(),
        fields: table.as_mut_ptr(),
        n_in_sequence: visible as c_int,
    }));
    // SAFETY: the description is complete and lives for ever; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyStructSequence_NewType(desc).cast()) }
}

/// An instance of a struct sequence type.
pub fn struct_sequence<'py>(py: Attached<'py>, ty: &Ref<'py>, values: Vec<Ref<'py>>) -> PyResult<Ref<'py>> {
    // SAFETY: ty is a struct sequence type; items are given away.
    unsafe {
        let new =
            Ref::from_owned_or_raised(py, decl::PyStructSequence_New(ty.as_ptr().cast::<PyTypeObject>()))?;
        for (i, value) in values.into_iter().enumerate() {
            decl::PyStructSequence_SetItem(new.as_ptr(), i as isize, value.into_ptr());
        }
        Ok(new)
    }
}

/// The type and an instance at once, for values of which there is one.
fn single<'py>(
    py: Attached<'py>,
    name: &'static CStr,
    doc: &'static CStr,
    fields: Vec<(&'static CStr, &'static CStr, Ref<'py>)>,
) -> PyResult<Ref<'py>> {
    let names: Vec<_> = fields.iter().map(|(n, d, _)| (*n, *d)).collect();
    let ty = struct_sequence_type(py, name, doc, &names, names.len())?;
    struct_sequence(py, &ty, fields.into_iter().map(|(_, _, v)| v).collect())
}

/// The result of `sys.get_asyncgen_hooks()`.
pub fn asyncgen_hooks<'py>(py: Attached<'py>, first: Ref<'py>, last: Ref<'py>) -> PyResult<Ref<'py>> {
    single(
        py,
        c"sys.asyncgen_hooks",
        c"Hooks of asynchronous generators.",
        vec![
            (c"firstiter", c"called at the first iteration", first),
            (c"finalizer", c"called before an unfinished generator is dropped", last),
        ],
    )
}

fn version_info(py: Attached<'_>) -> PyResult<Ref<'_>> {
    let int = |n: i64| Ok::<_, Raised>(py.int(n)?.into_any());
    single(
        py,
        c"sys.version_info",
        c"sys.version_info\n\nVersion information as a named tuple.",
        vec![
            (c"major", c"Major release number", int(3)?),
            (c"minor", c"Minor release number", int(13)?),
            (c"micro", c"Patch release number", int(5)?),
            (c"releaselevel", c"'alpha', 'beta', 'candidate', or 'final'", py.interned("final")?.into_any()),
            (c"serial", c"Serial release number", int(0)?),
        ],
    )
}

fn flags(py: Attached<'_>) -> PyResult<Ref<'_>> {
    let c = config::get();
    let int = |n: i32| Ok::<_, Raised>(py.int(n.into())?.into_any());
    let bit = |b: bool| int(b.into());
    let mut fields = vec![
        (c"debug", c"-d", int(c.parser_debug)?),
        (c"inspect", c"-i", int(c.inspect)?),
        (c"interactive", c"-i", int(c.interactive)?),
        (c"optimize", c"-O or -OO", int(c.optimization_level)?),
        (c"dont_write_bytecode", c"-B", bit(c.write_bytecode == 0)?),
        (c"no_user_site", c"-s", bit(c.user_site_directory == 0)?),
        (c"no_site", c"-S", bit(c.site_import == 0)?),
        (c"ignore_environment", c"-E", bit(c.use_environment == 0)?),
        (c"verbose", c"-v", int(c.verbose)?),
        (c"bytes_warning", c"-b", int(c.bytes_warning)?),
        (c"quiet", c"-q", int(c.quiet)?),
        (c"hash_randomization", c"-R", bit(c.use_hash_seed == 0 || c.hash_seed != 0)?),
        (c"isolated", c"-I", int(c.isolated)?),
        (c"dev_mode", c"-X dev", py.bool(c.dev_mode != 0)),
        (c"utf8_mode", c"-X utf8", bit(c.utf8_mode)?),
        (c"warn_default_encoding", c"-X warn_default_encoding", int(c.warn_default_encoding)?),
        (c"safe_path", c"-P", py.bool(c.safe_path != 0)),
        (c"int_max_str_digits", c"-X int_max_str_digits", int(c.int_max_str_digits)?),
    ];
    let values = fields.iter_mut().map(|(n, d, v)| (*n, *d, v.clone())).collect();
    single(
        py,
        c"sys.flags",
        c"sys.flags\n\nFlags provided through command line arguments or environment vars.",
        values,
    )
}

fn float_info(py: Attached<'_>) -> PyResult<Ref<'_>> {
    let int = |n: i32| Ok::<_, Raised>(py.int(n.into())?.into_any());
    let float = |x: f64| Ok::<_, Raised>(py.float(x)?.into_any());
    single(
        py,
        c"sys.float_info",
        c"sys.float_info\n\nA named tuple holding information about the float type.",
        vec![
            (c"max", c"maximum representable finite float", float(f64::MAX)?),
            (c"max_exp", c"maximum exponent of the radix", int(f64::MAX_EXP)?),
            (c"max_10_exp", c"maximum exponent of 10", int(f64::MAX_10_EXP)?),
            (c"min", c"minimum positive normalized float", float(f64::MIN_POSITIVE)?),
            (c"min_exp", c"minimum exponent of the radix", int(f64::MIN_EXP)?),
            (c"min_10_exp", c"minimum exponent of 10", int(f64::MIN_10_EXP)?),
            (c"dig", c"decimal digits that survive", int(f64::DIGITS as i32)?),
            (c"mant_dig", c"digits of the mantissa", int(f64::MANTISSA_DIGITS as i32)?),
            (c"epsilon", c"difference between 1 and the next float", float(f64::EPSILON)?),
            (c"radix", c"radix of the exponent", int(f64::RADIX as i32)?),
            (c"rounds", c"rounding mode of arithmetic", int(1)?),
        ],
    )
}

fn int_info(py: Attached<'_>) -> PyResult<Ref<'_>> {
    let int = |n: i32| Ok::<_, Raised>(py.int(n.into())?.into_any());
    single(
        py,
        c"sys.int_info",
        c"sys.int_info\n\nA named tuple that holds information about Python's internal representation of integers.",
        vec![
            (c"bits_per_digit", c"size of a digit in bits", int(30)?),
            (c"sizeof_digit", c"size in bytes of the C type of a digit", int(4)?),
            (c"default_max_str_digits", c"default limit of digits in conversions", int(4300)?),
            (c"str_digits_check_threshold", c"smallest limit that can be set", int(640)?),
        ],
    )
}

fn hash_info(py: Attached<'_>) -> PyResult<Ref<'_>> {
    let int = |n: i64| Ok::<_, Raised>(py.int(n)?.into_any());
    single(
        py,
        c"sys.hash_info",
        c"hash_info\n\nA named tuple providing parameters used for computing hashes.",
        vec![
            (c"width", c"width of the type used for hashing, in bits", int(64)?),
            (c"modulus", c"prime number for hashing numbers", int((1 << 61) - 1)?),
            (c"inf", c"hash of positive infinity", int(314_159)?),
            (c"nan", c"hash of a NaN", int(0)?),
            (c"imag", c"multiplier of the imaginary part", int(1_000_003)?),
            (c"algorithm", c"name of the algorithm for str and bytes", py.interned("siphash13")?.into_any()),
            (c"hash_bits", c"internal output size", int(64)?),
            (c"seed_bits", c"size of the seed", int(128)?),
            (c"cutoff", c"small string optimization cutoff", int(0)?),
        ],
    )
}

fn thread_info(py: Attached<'_>) -> PyResult<Ref<'_>> {
    // SAFETY: confstr writes at most the given size and ends it with NUL.
    let version = unsafe {
        let mut buffer = [0 as c_char; 64];
        let n = libc::confstr(libc::_CS_GNU_LIBPTHREAD_VERSION, buffer.as_mut_ptr(), buffer.len());
        (n > 0).then(|| CStr::from_ptr(buffer.as_ptr()).to_string_lossy().into_owned())
    };
    let version = match version {
        Some(version) => py.str(&version)?.into_any(),
        None => py.none(),
    };
    single(
        py,
        c"sys.thread_info",
        c"sys.thread_info\n\nA named tuple holding information about the thread implementation.",
        vec![
            (c"name", c"name of the thread implementation", py.interned("pthread")?.into_any()),
            (c"lock", c"name of the lock implementation", py.interned("semaphore")?.into_any()),
            (c"version", c"name and version of the thread library", version),
        ],
    )
}

/// A `types.SimpleNamespace` with the given attributes.
pub(super) fn namespace<'py>(py: Attached<'py>, values: Vec<(&str, Ref<'py>)>) -> PyResult<Ref<'py>> {
    let dict = py.dict()?;
    for (name, value) in &values {
        dict.set_str(name, value)?;
    }
    // SAFETY: a live dict; a new reference or NULL.
    unsafe {
        Ref::from_owned_or_raised(py, crate::capi::object_cpython::_PyNamespace_New(dict.as_object_ptr()))
    }
}

fn strings<'py>(py: Attached<'py>, all: &[config::Text]) -> PyResult<Ref<'py>> {
    let items =
        all.iter().map(|s| Ok(config::python_str(py, s)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    Ok(py.list(items)?.into_any())
}

/// `sys._xoptions`: `name` or `name=value`.
fn xoptions<'py>(py: Attached<'py>) -> PyResult<Ref<'py>> {
    let dict = py.dict()?;
    for option in &config::get().xoptions {
        let text = config::python_str(py, option)?.to_string_lossy();
        match text.split_once('=') {
            Some((name, value)) => dict.set_str(name, &*py.str(value)?)?,
            None => dict.set_str(&text, &py.bool(true))?,
        }
    }
    Ok(dict.into_any())
}

/// Fills the module's dictionary.
pub(super) fn fill<'py>(py: Attached<'py>, dict: &Borrowed<'_, 'py, Dict>) -> PyResult<()> {
    let c = config::get();
    let str = |s: &str| Ok::<_, Raised>(py.str(s)?.into_any());
    let int = |n: i64| Ok::<_, Raised>(py.int(n)?.into_any());
    let text = |s: &Option<config::Text>| match s {
        Some(s) => config::python_str(py, s).map(Ref::into_any),
        None => Ok(py.none()),
    };
    let empty_list = || Ok::<_, Raised>(py.list([])?.into_any());
    let info = version_info(py)?;
    let names: Vec<Ref<'py>> = include_str!("stdlib_module_names.txt")
        .lines()
        .map(|n| Ok(py.interned(n)?.into_any()))
        .collect::<PyResult<_>>()?;
    // SAFETY: a live tuple; a new reference or NULL.
    let stdlib_names: Ref<'py> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyFrozenSet_New(py.tuple(names)?.as_object_ptr()))? };
    let mut builtin_names: Vec<&str> = crate::import::inittab::names();
    builtin_names.sort_unstable();
    let builtin_names: Vec<Ref<'py>> =
        builtin_names.iter().map(|n| Ok(py.interned(n)?.into_any())).collect::<PyResult<_>>()?;
    let implementation = namespace(
        py,
        vec![
            ("name", py.interned("cpython")?.into_any()),
            ("cache_tag", str("cpython-313")?),
            ("version", info.clone()),
            ("hexversion", int(HEXVERSION)?),
            ("_multiarch", str("x86_64-linux-gnu")?),
            ("_mortise", str(env!("CARGO_PKG_VERSION"))?),
        ],
    )?;
    let git = py.tuple([str("Mortise")?, str("")?, str("")?])?.into_any();
    let values: Vec<(&str, Ref<'py>)> = vec![
        ("version", str(VERSION)?),
        ("version_info", info),
        ("hexversion", int(HEXVERSION)?),
        ("api_version", int(1013)?),
        ("implementation", implementation),
        ("flags", flags(py)?),
        ("float_info", float_info(py)?),
        ("int_info", int_info(py)?),
        ("hash_info", hash_info(py)?),
        ("thread_info", thread_info(py)?),
        ("maxsize", int(isize::MAX as i64)?),
        ("maxunicode", int(0x10ffff)?),
        ("byteorder", str("little")?),
        ("platform", str("linux")?),
        ("platlibdir", text(&c.platlibdir)?),
        ("abiflags", str(ABIFLAGS)?),
        ("copyright", str(COPYRIGHT)?),
        ("float_repr_style", str("short")?),
        ("_framework", str("")?),
        ("_git", git),
        ("executable", text(&c.executable)?),
        ("_base_executable", text(&c.base_executable)?),
        ("prefix", text(&c.prefix)?),
        ("exec_prefix", text(&c.exec_prefix)?),
        ("base_prefix", text(&c.base_prefix)?),
        ("base_exec_prefix", text(&c.base_exec_prefix)?),
        ("_home", py.none()),
        ("_stdlib_dir", text(&c.stdlib_dir)?),
        ("pycache_prefix", text(&c.pycache_prefix)?),
        ("path", strings(py, &c.module_search_paths)?),
        ("argv", strings(py, &c.argv)?),
        ("orig_argv", strings(py, &c.orig_argv)?),
        ("warnoptions", strings(py, &c.warnoptions)?),
        ("_xoptions", xoptions(py)?),
        ("dont_write_bytecode", py.bool(c.write_bytecode == 0)),
        ("meta_path", empty_list()?),
        ("path_hooks", empty_list()?),
        ("path_importer_cache", py.dict()?.into_any()),
        ("builtin_module_names", py.tuple(builtin_names)?.into_any()),
        ("stdlib_module_names", stdlib_names),
    ];
    for (name, value) in &values {
        dict.set_str(name, value)?;
    }
    for name in ["displayhook", "excepthook", "breakpointhook", "unraisablehook"] {
        if let Some(hook) = dict.get_str(name)? {
            dict.set_str(&format!("__{name}__"), &hook)?;
        }
    }
    Ok(())
}
