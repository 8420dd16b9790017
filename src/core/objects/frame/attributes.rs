//! The type `frame` as Python sees it.

use std::mem::offset_of;

use mortise_abi::*;

use super::*;
use crate::err::{PyResult, Raised};
use crate::eval::ops::text;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Concrete, Ref};
use crate::objects::{Int, Str};
use crate::raise;

builtin_type! {
    /// The type of frames.
    #[unsafe(no_mangle)]
    pub static PyFrame_Type: FrameObject = "frame" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_itemsize: size_of::<*mut PyObject>() as isize,
            tp_dealloc: Some(super::dealloc),
            tp_traverse: Some(super::traverse),
            tp_clear: Some(super::clear),
        },
        slots: { tp_repr: repr },
        methods: [
            method!(noargs "clear", clear_method, "Clear all references held by the frame."),
            method!(noargs "__sizeof__", sizeof, "Return the size of the frame in memory, in bytes."),
        ],
        getset: [
            getset!("f_back", get_back, ""),
            getset!("f_locals", get_locals, ""),
            getset!("f_lineno", get_lineno, set_lineno, ""),
            getset!("f_trace", get_trace, set_trace, ""),
            getset!("f_lasti", get_lasti, ""),
            getset!("f_globals", get_globals, ""),
            getset!("f_builtins", get_builtins, ""),
            getset!("f_code", get_code, ""),
            getset!("f_trace_opcodes", get_trace_opcodes, set_trace_opcodes, ""),
        ],
        members: [
            member!("f_trace_lines", Py_T_BOOL, offset_of!(FrameObject, trace_lines), 0, ""),
        ],
    }
}

// SAFETY: the type is declared with this struct.
unsafe impl Class for FrameObject {
    const NAME: &'static str = "frame";
    fn type_object() -> *mut PyTypeObject {
        &raw mut PyFrame_Type
    }
}
impl Concrete for FrameObject {}

type This<'a, 'py> = Borrowed<'a, 'py, FrameObject>;
type Value<'a, 'py> = Option<Borrowed<'a, 'py>>;

fn frame(slf: &This<'_, '_>) -> *mut InterpreterFrame {
    // SAFETY: a live object has a frame.
    unsafe { (*slf.as_ptr()).frame }
}

fn repr<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    // SAFETY: the frame holds its code.
    unsafe {
        let code = (*frame(&slf)).code;
        let file = Borrowed::<PyObject>::from_ptr(py, (*code).co_filename).repr()?;
        py.str(&format!(
            "<frame at {:p}, file {}, line {}, code {}>",
            slf.as_ptr(),
            file.to_string_lossy(),
            line(slf.as_ptr()),
            text((*code).co_name)
        ))
    }
}

fn clear_method<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the frame does not run, so its contents may go.
    unsafe {
        let f = frame(&slf);
        match (*f).owner {
            owner::THREAD => return Err(raise!(py, RuntimeError, "cannot clear an executing frame")),
            owner::GENERATOR => {
                let g = crate::objects::generator::of_frame(f);
                let state = (*g).frame_state;
                if state == crate::objects::generator::EXECUTING {
                    return Err(raise!(py, RuntimeError, "cannot clear an executing frame"));
                }
                if state < crate::objects::generator::EXECUTING && state != crate::objects::generator::CREATED
                {
                    return Err(raise!(py, RuntimeError, "cannot clear a suspended frame"));
                }
                if state == crate::objects::generator::CREATED {
                    crate::objects::generator::clear_frame(g);
                }
            }
            _ => {
                super::clear_contents(f);
                super::drop_fields(slf.as_ptr());
            }
        }
    }
    Ok(py.none())
}

fn sizeof<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    // SAFETY: the frame holds its code.
    let slots = unsafe {
        let code = (*frame(&slf)).code;
        ((*code).co_nlocalsplus + (*code).co_stacksize) as usize
    };
    py.int_from_usize(size_of::<FrameObject>() + slots * 8)
}

fn get_back<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a new reference or NULL.
    unsafe {
        match Ref::from_owned_or_null(py, back(slf.as_ptr()).cast::<PyObject>()) {
            Some(back) => Ok(back),
            None if crate::state::error::occurred(py) => Err(Raised::assume()),
            None => Ok(py.none()),
        }
    }
}

fn get_locals<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object.
    unsafe { super::locals::f_locals(py, slf.as_ptr()) }
}

fn get_lineno<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object.
    match unsafe { line(slf.as_ptr()) } {
        n if n < 0 => Ok(py.none()),
        n => Ok(py.int(n as i64)?.into_any()),
    }
}

fn set_lineno<'py>(py: Attached<'py>, _slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    if value.is_none() {
        return Err(raise!(py, AttributeError, "cannot delete attribute"));
    }
    // Jumps are allowed from a line event only, which tracing would send.
    Err(raise!(py, ValueError, "f_lineno can only be set in a trace function"))
}

fn get_trace<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: an owned field.
    unsafe {
        Ok(Borrowed::from_ptr_or_null(py, (*slf.as_ptr()).trace).map_or_else(|| py.none(), |t| t.to_owned()))
    }
}

fn set_trace<'py>(_py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = value.filter(|v| !v.is_none()).map_or(std::ptr::null_mut(), |v| v.to_owned().into_ptr());
    // SAFETY: an owned field.
    unsafe { crate::objects::function::replace_field(&raw mut (*slf.as_ptr()).trace, value) };
    Ok(())
}

fn get_lasti<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    // SAFETY: a live frame.
    let lasti = unsafe { InterpreterFrame::lasti(frame(&slf)) };
    py.int(if lasti < 0 { -1 } else { lasti as i64 })
}

fn get_globals<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the frame borrows it from its function.
    unsafe {
        let globals = (*frame(&slf)).globals;
        Ok(Borrowed::from_ptr_or_null(py, globals).map_or_else(|| py.none(), |g| g.to_owned()))
    }
}

fn get_builtins<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: as above.
    unsafe {
        let builtins = (*frame(&slf)).builtins;
        Ok(Borrowed::from_ptr_or_null(py, builtins).map_or_else(|| py.none(), |g| g.to_owned()))
    }
}

fn get_code<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the frame holds its code.
    unsafe { Ok(Borrowed::from_ptr(py, (*frame(&slf)).code.cast::<PyObject>()).to_owned()) }
}

fn get_trace_opcodes<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a plain field.
    Ok(py.bool(unsafe { (*slf.as_ptr()).trace_opcodes } != 0))
}

fn set_trace_opcodes<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let Some(value) = value.filter(|v| v.type_ptr() == &raw mut decl::PyBool_Type) else {
        return Err(raise!(py, TypeError, "attribute value type must be bool"));
    };
    let on = value.is_true()?;
    // SAFETY: a plain field.
    unsafe { (*slf.as_ptr()).trace_opcodes = on as _ };
    Ok(())
}
