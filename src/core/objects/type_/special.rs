//! Calling special methods: they are looked up on the type, never on the instance.

use mortise_abi::{Py_TPFLAGS_METHOD_DESCRIPTOR, PyObject};

use crate::err::PyResult;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::call;
use crate::objects::{Str, Type};

/// A special method as found: a function that takes the instance first, or something bound to it already.
pub struct Special<'py> {
    func: Ref<'py>,
    unbound: bool,
}

/// The most arguments (without the instance) that a special method gets here.
const MOST: usize = 4;

impl<'py> Special<'py> {
    /// Calls the method of `ob` with positional arguments.
    pub fn call(&self, ob: &Ref<'py>, args: &[&Ref<'py>]) -> PyResult<Ref<'py>> {
        let mut stack = [std::ptr::null_mut::<PyObject>(); MOST + 2];
        stack[1] = ob.as_ptr();
        for (slot, arg) in stack[2..].iter_mut().zip(args) {
            *slot = arg.as_ptr();
        }
        let first = if self.unbound { 1 } else { 2 };
        let count = args.len() + usize::from(self.unbound);
        // SAFETY: `count` live objects, and a free word before them.
        unsafe { call::vectorcall(&self.func, stack.as_ptr().add(first), count | call::OFFSET, None) }
    }

    /// What was found, bound when `is_unbound` is false.
    pub fn function(&self) -> &Ref<'py> {
        &self.func
    }

    /// Whether the function takes the instance as its first argument.
    pub fn is_unbound(&self) -> bool {
        self.unbound
    }
}

/// The special method `name` of `ob`, bound if need be.
pub fn lookup<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<Option<Special<'py>>> {
    lookup_in(ob, &ob.ty(), name)
}

/// As [`lookup`] along the order of `cls`, the type of `ob`.
fn lookup_in<'py>(
    ob: &Ref<'py>,
    cls: &Ref<'py, Type>,
    name: &Ref<'py, Str>,
) -> PyResult<Option<Special<'py>>> {
    let Some(func) = cls.lookup(name) else { return Ok(None) };
    if func.ty().has_feature(Py_TPFLAGS_METHOD_DESCRIPTOR) {
        return Ok(Some(Special { func, unbound: true }));
    }
    // SAFETY: a live descriptor of a ready type; the slot gives a new reference or NULL with an exception.
    unsafe {
        let Some(get) = (*func.type_ptr()).tp_descr_get else {
            return Ok(Some(Special { func, unbound: false }));
        };
        let bound = get(func.as_ptr(), ob.as_ptr(), cls.as_object_ptr());
        Ok(Some(Special { func: Ref::from_owned_or_raised(ob.py(), bound)?, unbound: false }))
    }
}

/// Calls the special method `name` of `ob` if its type has it.
pub fn call_optional<'py>(
    ob: &Ref<'py>,
    name: &Ref<'py, Str>,
    args: &[&Ref<'py>],
) -> PyResult<Option<Ref<'py>>> {
    match lookup(ob, name)? {
        Some(special) => special.call(ob, args).map(Some),
        None => Ok(None),
    }
}

/// Calls the special method `name` of `ob`; AttributeError with the name when its type has none.
pub fn call<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>, args: &[&Ref<'py>]) -> PyResult<Ref<'py>> {
    match call_optional(ob, name, args)? {
        Some(result) => Ok(result),
        None => Err(crate::raise!(ob.py(), AttributeError, "{}", name.to_string_lossy())),
    }
}

/// The attribute `name` of the type of `ob`, bound to `ob` (what `operator` functions and `type(x).__f__` use).
pub fn bound<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    let cls = ob.ty();
    let Some(func) = cls.lookup(name) else { return Ok(None) };
    // SAFETY: as in `lookup_in`.
    unsafe {
        match (*func.type_ptr()).tp_descr_get {
            None => Ok(Some(func)),
            Some(get) => {
                let bound = get(func.as_ptr(), ob.as_ptr(), cls.as_object_ptr());
                Ref::from_owned_or_raised(ob.py(), bound).map(Some)
            }
        }
    }
}

/// Whether the special method `name` of the types of `a` and `b` is not the same: the right operand's reflected method then goes first.
pub fn overloaded<'py>(a: &Ref<'py>, b: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<bool> {
    let Some(of_b) = b.ty().lookup(name) else { return Ok(false) };
    match a.ty().lookup(name) {
        None => Ok(true),
        Some(of_a) if of_a.is(&of_b) => Ok(false),
        Some(of_a) => of_a.rich_compare_bool(&of_b, crate::objects::protocol::CompareOp::Ne),
    }
}

/// A borrowed handle of a raw argument.
///
/// # Safety
/// `ob` points to an object that lives for `'a`.
pub unsafe fn borrow<'a, 'py>(py: crate::Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}
