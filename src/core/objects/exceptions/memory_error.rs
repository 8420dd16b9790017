//! `MemoryError`: some are kept ready, so that running out of memory can be reported without memory.

use std::mem::offset_of;
use std::sync::Mutex;

use mortise_abi::*;

use super::storage::*;
use super::types::{EXCEPTION, FLAGS, INIT, NEW};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Owned, Ref};
use crate::objects::{BaseException, Tuple};

/// How many are kept.
const READY: usize = 16;

struct Pool {
    /// `()`, which every one of them has for arguments.
    no_args: Option<Owned<Tuple>>,
    spare: Vec<Owned<BaseException>>,
}

static POOL: Mutex<Pool> = Mutex::new(Pool { no_args: None, spare: Vec::new() });

/// Fills the pool; called once the types are ready.
pub fn prepare(py: Attached<'_>) -> PyResult<()> {
    let no_args = py.tuple([])?;
    let mut spare = Vec::with_capacity(READY);
    for _ in 0..READY {
        // SAFETY: the type is static and ready.
        let cls = unsafe { py.static_type(&raw mut MEMORY_ERROR) };
        spare.push(super::base::with_args(py, cls, no_args.clone())?.unbind());
    }
    let mut pool = POOL.lock().unwrap_or_else(|e| e.into_inner());
    let old = (pool.no_args.replace(no_args.unbind()), std::mem::replace(&mut pool.spare, spare));
    // Destroying one looks at the pool.
    drop(pool);
    drop(old);
    Ok(())
}

/// Sets the indicator to a MemoryError, without allocating while the pool lasts.
pub fn raise(py: Attached<'_>) -> Raised {
    let spare = POOL.lock().unwrap_or_else(|e| e.into_inner()).spare.pop();
    let exc = match spare {
        Some(exc) => exc.into_bound(py),
        None => match fresh(py) {
            Ok(exc) => exc,
            // The allocator reported its failure by raising: that is the exception.
            Err(raised) => return raised,
        },
    };
    crate::state::error::set_chained(py, exc.into_any())
}

fn fresh(py: Attached<'_>) -> PyResult<Ref<'_, BaseException>> {
    // SAFETY: the type is static and ready.
    let cls = unsafe { py.static_type(&raw mut MEMORY_ERROR) };
    let no_args = {
        let pool = POOL.lock().unwrap_or_else(|e| e.into_inner());
        pool.no_args.as_ref().map(|t| t.clone_ref(py).into_bound(py))
    };
    let args = match no_args {
        Some(args) => args,
        None => py.tuple([])?,
    };
    super::base::with_args(py, cls, args)
}

/// `tp_dealloc`: puts exact instances back into the pool while it is not full.
///
/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc_to_pool(ob: *mut PyObject) {
    // SAFETY: the last reference is gone. An exact MemoryError is emptied and gets a count of one again, which the pool owns.
    unsafe {
        let py = Attached::assume();
        if (*ob).ob_type == &raw mut MEMORY_ERROR {
            let no_args = {
                let pool = POOL.lock().unwrap_or_else(|e| e.into_inner());
                if pool.spare.len() < READY { pool.no_args.as_ref().map(|t| t.clone_ref(py)) } else { None }
            };
            if let Some(no_args) = no_args {
                clear::<BaseException>(ob);
                let exc: *mut PyBaseExceptionObject = ob.cast();
                (*exc).suppress_context = 0;
                (*exc).args = no_args.into_bound(py).into_object_ptr();
                decl::_Py_NewReference(ob);
                let owned: Owned<BaseException> = Ref::from_owned(py, exc).unbind();
                POOL.lock().unwrap_or_else(|e| e.into_inner()).spare.push(owned);
                return;
            }
        }
        dealloc::<BaseException>(ob);
    }
}

crate::builtin_type! {
    /// `MemoryError`
    pub static MEMORY_ERROR: BaseException = "MemoryError" {
        base: &raw mut EXCEPTION,
        flags: FLAGS,
        doc: "Out of memory.",
        set: {
            tp_dealloc: Some(dealloc_to_pool),
            tp_traverse: Some(traverse::<BaseException>),
            tp_clear: Some(clear::<BaseException>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
            tp_init: INIT,
        },
    }
}
