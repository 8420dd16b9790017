//! The `sys` module.

mod data;
mod functions;
mod hooks;
pub mod mortise;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Module;
use crate::state::interpreter;

pub use data::{VERSION, extension_suffixes, struct_sequence, struct_sequence_type};
pub use functions::DLOPEN_FLAGS;
pub(super) use hooks::clear as clear_hooks;
pub use hooks::{add_c_audit_hook, audit_event};

/// `sys.NAME`, if it is there.
pub fn get<'py>(py: Attached<'py>, name: &str) -> PyResult<Option<Ref<'py>>> {
    match interpreter::main().sys_dict.get(py) {
        Some(dict) => dict.get_str(name),
        None => Ok(None),
    }
}

/// `sys._current_frames()`: the innermost frame of every thread, by ident.
pub fn current_frames<'py>(py: Attached<'py>) -> PyResult<Ref<'py>> {
    Ok(crate::capi::pystate_interpreters::frames_of_threads(py)?.into_any())
}

/// `sys.NAME = value`
pub fn set<'py>(py: Attached<'py>, name: &str, value: &Ref<'py>) -> PyResult<()> {
    match interpreter::main().sys_dict.get(py) {
        Some(dict) => dict.set_str(name, value),
        None => Ok(()),
    }
}

builtin_module! {
    /// `sys`
    pub SYS = "sys" {
        doc: "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
        methods: [
            method!(varargs "addaudithook", hooks::addaudithook, "addaudithook($module, /, hook)\n--\n\nAdds a new audit hook callback."),
            method!(fastcall "audit", hooks::audit, "audit($module, event, /, *args)\n--\n\nPasses the event to any hooks that are attached."),
            method!(keywords "breakpointhook", hooks::breakpointhook, "breakpointhook($module, /, *args, **kwargs)\n--\n\nThis hook function is called by built-in breakpoint()."),
            method!(noargs "_clear_internal_caches", functions::clear_caches, "_clear_internal_caches($module, /)\n--\n\nClear all internal performance-related caches."),
            method!(noargs "_clear_type_cache", functions::clear_caches, "_clear_type_cache($module, /)\n--\n\nClear the internal type lookup cache."),
            method!(noargs "_get_cpu_count_config", functions::get_cpu_count_config, "_get_cpu_count_config($module, /)\n--\n\nPrivate function for getting PyConfig.cpu_count"),
            method!(noargs "_current_frames", functions::current_frames, "_current_frames($module, /)\n--\n\nReturn a dict mapping each thread's thread id to its current stack frame."),
            method!(o "displayhook", hooks::displayhook, "displayhook($module, object, /)\n--\n\nPrint an object to sys.stdout and also save it in builtins._"),
            method!(noargs "exception", functions::exception, "exception($module, /)\n--\n\nReturn the current exception."),
            method!(noargs "exc_info", functions::exc_info, "exc_info($module, /)\n--\n\nReturn current exception information: (type, value, traceback)."),
            method!(fastcall "excepthook", hooks::excepthook, "excepthook($module, exctype, value, traceback, /)\n--\n\nHandle an exception by displaying it with a traceback on sys.stderr."),
            method!(fastcall "exit", functions::exit, "exit($module, status=None, /)\n--\n\nExit the interpreter by raising SystemExit(status)."),
            method!(noargs "getdefaultencoding", functions::getdefaultencoding, "getdefaultencoding($module, /)\n--\n\nReturn the current default encoding used by the Unicode implementation."),
            method!(noargs "getdlopenflags", functions::getdlopenflags, "getdlopenflags($module, /)\n--\n\nReturn the current value of the flags that are used for dlopen calls."),
            method!(o "setdlopenflags", functions::setdlopenflags, "setdlopenflags($module, flags, /)\n--\n\nSet the flags used by the interpreter for dlopen calls."),
            method!(noargs "getallocatedblocks", functions::getallocatedblocks, "getallocatedblocks($module, /)\n--\n\nReturn the number of memory blocks currently allocated."),
            method!(noargs "getfilesystemencoding", functions::getfilesystemencoding, "getfilesystemencoding($module, /)\n--\n\nReturn the encoding used to convert Unicode filenames to OS filenames."),
            method!(noargs "getfilesystemencodeerrors", functions::getfilesystemencodeerrors, "getfilesystemencodeerrors($module, /)\n--\n\nReturn the error mode used for Unicode to OS filename conversion."),
            method!(fastcall "_getframe", functions::getframe, "_getframe($module, depth=0, /)\n--\n\nReturn a frame object from the call stack."),
            method!(keywords "_getframemodulename", functions::getframemodulename, "_getframemodulename($module, /, depth=0)\n--\n\nReturn the name of the module for a calling frame."),
            method!(o "getrefcount", functions::getrefcount, "getrefcount($module, object, /)\n--\n\nReturn the reference count of object."),
            method!(noargs "getrecursionlimit", functions::getrecursionlimit, "getrecursionlimit($module, /)\n--\n\nReturn the current value of the recursion limit."),
            method!(o "setrecursionlimit", functions::setrecursionlimit, "setrecursionlimit($module, limit, /)\n--\n\nSet the maximum depth of the Python interpreter stack to n."),
            method!(keywords "getsizeof", functions::getsizeof, "getsizeof(object [, default]) -> int\n\nReturn the size of object in bytes."),
            method!(noargs "getswitchinterval", functions::getswitchinterval, "getswitchinterval($module, /)\n--\n\nReturn the current thread switch interval; see sys.setswitchinterval()."),
            method!(o "setswitchinterval", functions::setswitchinterval, "setswitchinterval($module, interval, /)\n--\n\nSet the ideal thread switching delay inside the Python interpreter."),
            method!(o "intern", functions::intern, "intern($module, string, /)\n--\n\n``Intern'' the given string."),
            method!(o "_is_interned", functions::is_interned, "_is_interned($module, string, /)\n--\n\nReturn True if the given string is \"interned\"."),
            method!(noargs "_is_gil_enabled", functions::is_gil_enabled, "_is_gil_enabled($module, /)\n--\n\nReturn True if the GIL is currently enabled."),
            method!(noargs "is_finalizing", functions::is_finalizing, "is_finalizing($module, /)\n--\n\nReturn True if Python is exiting."),
            method!(noargs "get_int_max_str_digits", functions::get_int_max_str_digits, "get_int_max_str_digits($module, /)\n--\n\nReturn the maximum string digits limit for non-binary int<->str conversions."),
            method!(keywords "set_int_max_str_digits", functions::set_int_max_str_digits, "set_int_max_str_digits($module, /, maxdigits)\n--\n\nSet the maximum string digits limit for non-binary int<->str conversions."),
            method!(noargs "gettrace", functions::gettrace, "gettrace($module, /)\n--\n\nReturn the global debug tracing function set with sys.settrace."),
            method!(noargs "getprofile", functions::gettrace, "getprofile($module, /)\n--\n\nReturn the profiling function set with sys.setprofile."),
            method!(o "settrace", functions::settrace, "settrace(function)\n\nSet the global debug tracing function."),
            method!(o "setprofile", functions::setprofile, "setprofile(function)\n\nSet the profiling function."),
            method!(o "unraisablehook", hooks::unraisablehook, "unraisablehook($module, unraisable, /)\n--\n\nHandle an unraisable exception."),
            method!(noargs "get_asyncgen_hooks", hooks::get_asyncgen_hooks, "get_asyncgen_hooks($module, /)\n--\n\nReturn the installed asynchronous generators hooks."),
            method!(keywords "set_asyncgen_hooks", hooks::set_asyncgen_hooks, "set_asyncgen_hooks([firstiter] [, finalizer])\n\nSet a finalizer for async generators objects."),
            method!(noargs "get_coroutine_origin_tracking_depth", functions::get_origin_depth, "get_coroutine_origin_tracking_depth($module, /)\n--\n\nCheck status of origin tracking for coroutine objects in this thread."),
            method!(keywords "set_coroutine_origin_tracking_depth", functions::set_origin_depth, "set_coroutine_origin_tracking_depth($module, /, depth)\n--\n\nEnable or disable origin tracking for coroutine objects in this thread."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, module: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    // SAFETY: a live module; its dictionary is borrowed from it.
    let dict = unsafe { Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_object_ptr()).cast()) };
    data::fill(py, &dict)?;
    mortise::fill(py, &dict)
}
