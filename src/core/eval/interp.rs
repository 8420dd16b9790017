//! The instruction loop.
//!
//! Conventions: `ip` points behind the instruction word that runs, at its caches; `(*frame).instr` at the word itself. `sp` points
//! at the first free slot of the value stack. Both are written to the frame only when another frame takes over. Every object on
//! the stack is an owned reference.

use mortise_abi::opcode_ids as op;
use mortise_abi::*;

use super::frames::{self, CodeUnit, InterpreterFrame, owner};
use super::ops::{self, set_error, type_name};
use super::{call, cells, specialize, unwind};
use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::heap::refcount::{decref, incref};
use crate::objects::code::{first_instruction, tuple_item};
use crate::objects::exceptions::classes;
use crate::objects::{generator, traceback};

/// Why the instruction loop was left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// It was not.
    Run,
    /// An exception was raised here.
    Error,
    /// An exception that has this frame in its traceback already is raised again.
    Unwind,
}

/// Bits of `eval_breaker` that ask for attention.
pub(super) const PENDING: usize = 0xff;

/// Runs `frame` and the frames that it enters, until it is left.
///
/// # Safety
/// `ts` is the attached thread's state and `entry` its current frame.
#[allow(clippy::cognitive_complexity)]
pub unsafe fn run(ts: *mut PyThreadState, entry: *mut InterpreterFrame, throwing: bool) -> *mut PyObject {
    // SAFETY: the compiler's stack depths bound `sp`; jumps stay inside the code; indices stay inside its tuples; stack slots hold
    // owned references (or NULL where an instruction's description says so). Code that breaks these rules is refused or was made
    // by hand, which CPython does not survive either.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        let true_object: *mut PyObject = (&raw mut _Py_TrueStruct).cast();
        let false_object: *mut PyObject = (&raw mut _Py_FalseStruct).cast();
        let mut frame = entry;
        let mut exit = if throwing { Exit::Error } else { Exit::Run };
        if !call::enter_python(ts) {
            // The frame that would be one too many does not show in the traceback.
            leave(ts, frame);
            return std::ptr::null_mut();
        }
        'frames: loop {
            let locals = InterpreterFrame::locals_start(frame);
            let mut sp = locals.add((*frame).top as usize);
            let mut ip: *mut CodeUnit = (*frame).instr.add((*frame).return_offset as usize);
            let code = (*frame).code;
            // Where an exception is raised again, when `instr` shows another place already.
            let mut raised_at: *mut CodeUnit = std::ptr::null_mut();
            let consts: *const *mut PyObject =
                (&raw const (*(*code).co_consts.cast::<PyTupleObject>()).ob_item).cast();

            macro_rules! push {
                ($v:expr) => {{
                    let v = $v;
                    *sp = v;
                    sp = sp.add(1);
                }};
            }
            macro_rules! pop {
                () => {{
                    sp = sp.sub(1);
                    *sp
                }};
            }
            macro_rules! name {
                ($i:expr) => {
                    tuple_item((*code).co_names, $i as usize)
                };
            }
            // Leaves this frame for `$new`; the caller goes on `$offset` code units after the current instruction.
            macro_rules! switch_to {
                ($new:expr, $offset:expr) => {{
                    let new: *mut InterpreterFrame = $new;
                    (*frame).top = sp.offset_from(locals) as u32;
                    (*frame).return_offset = ($offset) as u16;
                    (*new).previous = frame;
                    (*ts).current_frame = new.cast();
                    frame = new;
                    if !call::enter_python(ts) {
                        let caller = (*frame).previous;
                        leave(ts, frame);
                        frame = caller;
                        exit = Exit::Error;
                    }
                    continue 'frames;
                }};
            }
            // Leaves this frame for good with a result.
            macro_rules! return_value {
                ($v:expr) => {{
                    let value: *mut PyObject = $v;
                    (*frame).top = (*code).co_nlocalsplus as u32;
                    let caller = (*frame).previous;
                    let done = (*frame).entry;
                    leave(ts, frame);
                    if done {
                        return value;
                    }
                    frame = caller;
                    give(frame, value);
                    continue 'frames;
                }};
            }

            'exec: loop {
                if exit == Exit::Run {
                    exit = 'run: loop {
                        macro_rules! fail {
                            () => {
                                break 'run Exit::Error
                            };
                        }
                        // Pushes a new reference; NULL is an exception.
                        macro_rules! push_or_fail {
                            ($v:expr) => {{
                                let v: *mut PyObject = $v;
                                if v.is_null() {
                                    fail!();
                                }
                                push!(v);
                            }};
                        }
                        macro_rules! check_breaker {
                            () => {
                                if (*ts).eval_breaker & PENDING != 0
                                    && crate::state::handle_pending(Attached::assume()).is_err()
                                {
                                    fail!();
                                }
                            };
                        }
                        // Counts an execution of a general form; at zero it may be replaced, and is then executed anew.
                        macro_rules! adapt {
                            ($opcode:ident, $again:lifetime, $specialize:expr) => {
                                if specialize::ENABLED {
                                    let counter = *ip;
                                    if counter < 16 {
                                        $specialize;
                                        $opcode = *ip.sub(1) as u8;
                                        continue $again;
                                    }
                                    *ip = counter - 16;
                                }
                            };
                        }
                        // The operands are not of the kind that the specialised form is for.
                        macro_rules! generalize {
                            ($opcode:ident, $again:lifetime, $general:expr) => {{
                                $opcode = $general as u8;
                                continue $again;
                            }};
                        }
                        // Arithmetic on small ints.
                        macro_rules! int_operation {
                            ($opcode:ident, $again:lifetime, |$x:ident, $y:ident| $result:expr) => {{
                                let (a, b) = (*sp.sub(2), *sp.sub(1));
                                if (*a).ob_type != &raw mut PyLong_Type
                                    || (*b).ob_type != &raw mut PyLong_Type
                                {
                                    generalize!($opcode, $again, op::BINARY_OP);
                                }
                                let (Some($x), Some($y)) = (specialize::compact(a), specialize::compact(b))
                                else {
                                    generalize!($opcode, $again, op::BINARY_OP)
                                };
                                ip = ip.add(1);
                                let r = PyLong_FromLongLong($result);
                                if r.is_null() {
                                    fail!();
                                }
                                sp = sp.sub(1);
                                *sp.sub(1) = r;
                                decref(a);
                                decref(b);
                            }};
                        }
                        // Arithmetic on floats; an operand that nobody else holds takes the result.
                        macro_rules! float_operation {
                            ($opcode:ident, $again:lifetime, |$x:ident, $y:ident| $result:expr) => {{
                                let (a, b) = (*sp.sub(2), *sp.sub(1));
                                if (*a).ob_type != &raw mut PyFloat_Type
                                    || (*b).ob_type != &raw mut PyFloat_Type
                                {
                                    generalize!($opcode, $again, op::BINARY_OP);
                                }
                                ip = ip.add(1);
                                let ($x, $y) = (
                                    (*a.cast::<PyFloatObject>()).ob_fval,
                                    (*b.cast::<PyFloatObject>()).ob_fval,
                                );
                                let result: f64 = $result;
                                sp = sp.sub(1);
                                if crate::heap::refcount::is_unique(a) {
                                    (*a.cast::<PyFloatObject>()).ob_fval = result;
                                    decref(b);
                                } else {
                                    let r = PyFloat_FromDouble(result);
                                    decref(a);
                                    decref(b);
                                    if r.is_null() {
                                        sp = sp.sub(1);
                                        fail!();
                                    }
                                    *sp.sub(1) = r;
                                }
                            }};
                        }
                        // The result of a comparison of two values that are at hand, by the mask in the argument.
                        macro_rules! compared {
                            ($oparg:ident, $a:expr, $b:expr, $ordering:expr) => {{
                                let bit = match $ordering {
                                    Some(std::cmp::Ordering::Less) => 2,
                                    Some(std::cmp::Ordering::Greater) => 4,
                                    Some(std::cmp::Ordering::Equal) => 8,
                                    None => 1,
                                };
                                ip = ip.add(1);
                                sp = sp.sub(1);
                                *sp.sub(1) = if $oparg & bit != 0 { true_object } else { false_object };
                                decref($a);
                                decref($b);
                            }};
                        }
                        let word = *ip;
                        let mut opcode = word as u8;
                        let mut oparg = (word >> 8) as u32;
                        (*frame).instr = ip;
                        ip = ip.add(1);
                        'again: loop {
                            match opcode as i32 {
                                op::EXTENDED_ARG => {
                                    let word = *ip;
                                    (*frame).instr = ip;
                                    ip = ip.add(1);
                                    opcode = word as u8;
                                    oparg = oparg << 8 | (word >> 8) as u32;
                                    continue 'again;
                                }
                                op::NOP => {}
                                op::RESUME | op::RESUME_CHECK => {
                                    if oparg & 3 < 2 {
                                        check_breaker!();
                                    }
                                }

                                // Loads and stores of local variables.
                                op::LOAD_FAST => {
                                    let v = *locals.add(oparg as usize);
                                    incref(v);
                                    push!(v);
                                }
                                op::LOAD_FAST_CHECK => {
                                    let v = *locals.add(oparg as usize);
                                    if v.is_null() {
                                        ops::names::unbound(code, oparg as usize);
                                        fail!();
                                    }
                                    incref(v);
                                    push!(v);
                                }
                                op::LOAD_FAST_AND_CLEAR => {
                                    let v = std::mem::replace(
                                        &mut *locals.add(oparg as usize),
                                        std::ptr::null_mut(),
                                    );
                                    push!(v);
                                }
                                op::LOAD_FAST_LOAD_FAST => {
                                    let a = *locals.add((oparg >> 4) as usize);
                                    let b = *locals.add((oparg & 15) as usize);
                                    incref(a);
                                    incref(b);
                                    push!(a);
                                    push!(b);
                                }
                                op::LOAD_CONST => {
                                    let v = *consts.add(oparg as usize);
                                    incref(v);
                                    push!(v);
                                }
                                op::STORE_FAST => {
                                    let v = pop!();
                                    let old = std::mem::replace(&mut *locals.add(oparg as usize), v);
                                    if !old.is_null() {
                                        decref(old);
                                    }
                                }
                                op::STORE_FAST_LOAD_FAST => {
                                    let v = pop!();
                                    let old = std::mem::replace(&mut *locals.add((oparg >> 4) as usize), v);
                                    let b = *locals.add((oparg & 15) as usize);
                                    incref(b);
                                    push!(b);
                                    if !old.is_null() {
                                        decref(old);
                                    }
                                }
                                op::STORE_FAST_STORE_FAST => {
                                    let a = pop!();
                                    let old = std::mem::replace(&mut *locals.add((oparg >> 4) as usize), a);
                                    if !old.is_null() {
                                        decref(old);
                                    }
                                    let b = pop!();
                                    let old = std::mem::replace(&mut *locals.add((oparg & 15) as usize), b);
                                    if !old.is_null() {
                                        decref(old);
                                    }
                                }
                                op::DELETE_FAST => {
                                    let old = std::mem::replace(
                                        &mut *locals.add(oparg as usize),
                                        std::ptr::null_mut(),
                                    );
                                    if old.is_null() {
                                        ops::names::unbound(code, oparg as usize);
                                        fail!();
                                    }
                                    decref(old);
                                }

                                // Rearranging the stack.
                                op::POP_TOP | op::END_FOR => {
                                    let v = pop!();
                                    decref(v);
                                }
                                op::PUSH_NULL => push!(std::ptr::null_mut()),
                                op::COPY => {
                                    let v = *sp.sub(oparg as usize);
                                    if !v.is_null() {
                                        incref(v);
                                    }
                                    push!(v);
                                }
                                op::SWAP => std::ptr::swap(sp.sub(1), sp.sub(oparg as usize)),
                                op::END_SEND => {
                                    let v = pop!();
                                    let receiver = std::mem::replace(&mut *sp.sub(1), v);
                                    decref(receiver);
                                }

                                // Operators.
                                op::UNARY_NEGATIVE | op::UNARY_INVERT => {
                                    let v = *sp.sub(1);
                                    let r = if opcode as i32 == op::UNARY_NEGATIVE {
                                        PyNumber_Negative(v)
                                    } else {
                                        PyNumber_Invert(v)
                                    };
                                    if r.is_null() {
                                        fail!();
                                    }
                                    *sp.sub(1) = r;
                                    decref(v);
                                }
                                op::UNARY_NOT => {
                                    let v = *sp.sub(1);
                                    *sp.sub(1) = if v == false_object { true_object } else { false_object };
                                }
                                op::TO_BOOL => {
                                    adapt!(opcode, 'again, specialize::to_bool(ip.sub(1), *sp.sub(1)));
                                    ip = ip.add(3);
                                    let v = *sp.sub(1);
                                    if v != true_object && v != false_object {
                                        let t = if v == none { 0 } else { PyObject_IsTrue(v) };
                                        if t < 0 {
                                            fail!();
                                        }
                                        *sp.sub(1) = if t != 0 { true_object } else { false_object };
                                        decref(v);
                                    }
                                }
                                op::TO_BOOL_BOOL => {
                                    let v = *sp.sub(1);
                                    if v != true_object && v != false_object {
                                        generalize!(opcode, 'again, op::TO_BOOL);
                                    }
                                    ip = ip.add(3);
                                }
                                op::TO_BOOL_NONE => {
                                    if *sp.sub(1) != none {
                                        generalize!(opcode, 'again, op::TO_BOOL);
                                    }
                                    ip = ip.add(3);
                                    *sp.sub(1) = false_object;
                                }
                                op::TO_BOOL_INT => {
                                    let v = *sp.sub(1);
                                    if (*v).ob_type != &raw mut PyLong_Type {
                                        generalize!(opcode, 'again, op::TO_BOOL);
                                    }
                                    ip = ip.add(3);
                                    let zero = specialize::compact(v) == Some(0);
                                    *sp.sub(1) = if zero { false_object } else { true_object };
                                    decref(v);
                                }
                                op::TO_BOOL_LIST => {
                                    let v = *sp.sub(1);
                                    if (*v).ob_type != &raw mut PyList_Type {
                                        generalize!(opcode, 'again, op::TO_BOOL);
                                    }
                                    ip = ip.add(3);
                                    let empty = (*v.cast::<PyVarObject>()).ob_size == 0;
                                    *sp.sub(1) = if empty { false_object } else { true_object };
                                    decref(v);
                                }
                                op::TO_BOOL_STR => {
                                    let v = *sp.sub(1);
                                    if (*v).ob_type != &raw mut PyUnicode_Type {
                                        generalize!(opcode, 'again, op::TO_BOOL);
                                    }
                                    ip = ip.add(3);
                                    let empty = (*v.cast::<PyASCIIObject>()).length == 0;
                                    *sp.sub(1) = if empty { false_object } else { true_object };
                                    decref(v);
                                }
                                op::BINARY_OP_ADD_INT => int_operation!(opcode, 'again, |x, y| x + y),
                                op::BINARY_OP_SUBTRACT_INT => int_operation!(opcode, 'again, |x, y| x - y),
                                op::BINARY_OP_MULTIPLY_INT => int_operation!(opcode, 'again, |x, y| x * y),
                                op::BINARY_OP_ADD_FLOAT => float_operation!(opcode, 'again, |x, y| x + y),
                                op::BINARY_OP_SUBTRACT_FLOAT => {
                                    float_operation!(opcode, 'again, |x, y| x - y)
                                }
                                op::BINARY_OP_MULTIPLY_FLOAT => {
                                    float_operation!(opcode, 'again, |x, y| x * y)
                                }
                                op::BINARY_OP_ADD_UNICODE => {
                                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                                    if (*a).ob_type != &raw mut PyUnicode_Type
                                        || (*b).ob_type != &raw mut PyUnicode_Type
                                    {
                                        generalize!(opcode, 'again, op::BINARY_OP);
                                    }
                                    ip = ip.add(1);
                                    // `s = s + t`: the variable that is about to be replaced lets go of the string, which can
                                    // then grow in place.
                                    let next = *ip;
                                    if next as u8 as i32 == op::STORE_FAST
                                        && *locals.add((next >> 8) as usize) == a
                                    {
                                        *locals.add((next >> 8) as usize) = std::ptr::null_mut();
                                        decref(a);
                                    }
                                    sp = sp.sub(2);
                                    let mut r = a;
                                    PyUnicode_Append(&raw mut r, b);
                                    decref(b);
                                    push_or_fail!(r);
                                }
                                op::COMPARE_OP_INT => {
                                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                                    if (*a).ob_type != &raw mut PyLong_Type
                                        || (*b).ob_type != &raw mut PyLong_Type
                                    {
                                        generalize!(opcode, 'again, op::COMPARE_OP);
                                    }
                                    let (Some(x), Some(y)) = (specialize::compact(a), specialize::compact(b))
                                    else {
                                        generalize!(opcode, 'again, op::COMPARE_OP)
                                    };
                                    compared!(oparg, a, b, Some(x.cmp(&y)));
                                }
                                op::COMPARE_OP_FLOAT => {
                                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                                    if (*a).ob_type != &raw mut PyFloat_Type
                                        || (*b).ob_type != &raw mut PyFloat_Type
                                    {
                                        generalize!(opcode, 'again, op::COMPARE_OP);
                                    }
                                    let (x, y) = (
                                        (*a.cast::<PyFloatObject>()).ob_fval,
                                        (*b.cast::<PyFloatObject>()).ob_fval,
                                    );
                                    compared!(oparg, a, b, x.partial_cmp(&y));
                                }
                                op::COMPARE_OP_STR => {
                                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                                    if (*a).ob_type != &raw mut PyUnicode_Type
                                        || (*b).ob_type != &raw mut PyUnicode_Type
                                    {
                                        generalize!(opcode, 'again, op::COMPARE_OP);
                                    }
                                    let same = a == b
                                        || crate::capi::unicodeobject_cpython::_PyUnicode_Equal(a, b) != 0;
                                    // Only == and != come here: any other order will do for "not equal".
                                    compared!(
                                        oparg,
                                        a,
                                        b,
                                        Some(if same {
                                            std::cmp::Ordering::Equal
                                        } else {
                                            std::cmp::Ordering::Less
                                        })
                                    );
                                }
                                op::BINARY_OP => {
                                    adapt!(
                                        opcode,
                                        'again,
                                        specialize::binary_op(ip.sub(1), oparg, *sp.sub(2), *sp.sub(1))
                                    );
                                    ip = ip.add(1);
                                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                                    let r = ops::arith::binary(oparg, a, b);
                                    if r.is_null() {
                                        fail!();
                                    }
                                    sp = sp.sub(1);
                                    *sp.sub(1) = r;
                                    decref(a);
                                    decref(b);
                                }
                                op::COMPARE_OP => {
                                    adapt!(
                                        opcode,
                                        'again,
                                        specialize::compare_op(ip.sub(1), oparg, *sp.sub(2), *sp.sub(1))
                                    );
                                    ip = ip.add(1);
                                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                                    let r = ops::arith::compare(a, b, (oparg >> 5) as i32, oparg & 16 != 0);
                                    if r.is_null() {
                                        fail!();
                                    }
                                    sp = sp.sub(1);
                                    *sp.sub(1) = r;
                                    decref(a);
                                    decref(b);
                                }
                                op::IS_OP => {
                                    let b = pop!();
                                    let a = *sp.sub(1);
                                    *sp.sub(1) =
                                        if (a == b) ^ (oparg != 0) { true_object } else { false_object };
                                    decref(a);
                                    decref(b);
                                }
                                op::CONTAINS_OP => {
                                    ip = ip.add(1);
                                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                                    let found = PySequence_Contains(b, a);
                                    if found < 0 {
                                        fail!();
                                    }
                                    sp = sp.sub(1);
                                    *sp.sub(1) =
                                        if (found != 0) ^ (oparg != 0) { true_object } else { false_object };
                                    decref(a);
                                    decref(b);
                                }

                                // Subscripts.
                                op::BINARY_SUBSCR_LIST_INT | op::BINARY_SUBSCR_TUPLE_INT => {
                                    let (container, key) = (*sp.sub(2), *sp.sub(1));
                                    let list = opcode as i32 == op::BINARY_SUBSCR_LIST_INT;
                                    let ty = if list { &raw mut PyList_Type } else { &raw mut PyTuple_Type };
                                    if (*container).ob_type != ty || (*key).ob_type != &raw mut PyLong_Type {
                                        generalize!(opcode, 'again, op::BINARY_SUBSCR);
                                    }
                                    let index = specialize::compact(key).unwrap_or(-1);
                                    if index < 0 || index >= (*container.cast::<PyVarObject>()).ob_size as i64
                                    {
                                        generalize!(opcode, 'again, op::BINARY_SUBSCR);
                                    }
                                    let v = if list {
                                        *(*container.cast::<PyListObject>()).ob_item.add(index as usize)
                                    } else {
                                        tuple_item(container, index as usize)
                                    };
                                    ip = ip.add(1);
                                    incref(v);
                                    sp = sp.sub(1);
                                    *sp.sub(1) = v;
                                    decref(container);
                                    decref(key);
                                }
                                op::BINARY_SUBSCR_DICT => {
                                    let (container, key) = (*sp.sub(2), *sp.sub(1));
                                    if (*container).ob_type != &raw mut PyDict_Type {
                                        generalize!(opcode, 'again, op::BINARY_SUBSCR);
                                    }
                                    let mut v = std::ptr::null_mut();
                                    match PyDict_GetItemRef(container, key, &raw mut v) {
                                        1 => {}
                                        // The general form knows how to raise KeyError.
                                        0 => generalize!(opcode, 'again, op::BINARY_SUBSCR),
                                        _ => fail!(),
                                    }
                                    ip = ip.add(1);
                                    sp = sp.sub(1);
                                    *sp.sub(1) = v;
                                    decref(container);
                                    decref(key);
                                }
                                op::STORE_SUBSCR_LIST_INT => {
                                    let (v, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                                    if (*container).ob_type != &raw mut PyList_Type
                                        || (*key).ob_type != &raw mut PyLong_Type
                                    {
                                        generalize!(opcode, 'again, op::STORE_SUBSCR);
                                    }
                                    let index = specialize::compact(key).unwrap_or(-1);
                                    if index < 0 || index >= (*container.cast::<PyVarObject>()).ob_size as i64
                                    {
                                        generalize!(opcode, 'again, op::STORE_SUBSCR);
                                    }
                                    ip = ip.add(1);
                                    sp = sp.sub(3);
                                    let place =
                                        (*container.cast::<PyListObject>()).ob_item.add(index as usize);
                                    let old = std::mem::replace(&mut *place, v);
                                    decref(old);
                                    decref(container);
                                    decref(key);
                                }
                                op::STORE_SUBSCR_DICT => {
                                    let (v, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                                    if (*container).ob_type != &raw mut PyDict_Type {
                                        generalize!(opcode, 'again, op::STORE_SUBSCR);
                                    }
                                    ip = ip.add(1);
                                    let status = PyDict_SetItem(container, key, v);
                                    sp = sp.sub(3);
                                    decref(v);
                                    decref(container);
                                    decref(key);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::BINARY_SUBSCR => {
                                    adapt!(
                                        opcode,
                                        'again,
                                        specialize::binary_subscr(ip.sub(1), *sp.sub(2), *sp.sub(1))
                                    );
                                    ip = ip.add(1);
                                    let (container, key) = (*sp.sub(2), *sp.sub(1));
                                    let r = PyObject_GetItem(container, key);
                                    if r.is_null() {
                                        fail!();
                                    }
                                    sp = sp.sub(1);
                                    *sp.sub(1) = r;
                                    decref(container);
                                    decref(key);
                                }
                                op::STORE_SUBSCR => {
                                    adapt!(
                                        opcode,
                                        'again,
                                        specialize::store_subscr(ip.sub(1), *sp.sub(2), *sp.sub(1))
                                    );
                                    ip = ip.add(1);
                                    let (v, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                                    let status = PyObject_SetItem(container, key, v);
                                    sp = sp.sub(3);
                                    decref(v);
                                    decref(container);
                                    decref(key);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::DELETE_SUBSCR => {
                                    let (container, key) = (*sp.sub(2), *sp.sub(1));
                                    let status = PyObject_DelItem(container, key);
                                    sp = sp.sub(2);
                                    decref(container);
                                    decref(key);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::BINARY_SLICE => {
                                    let (container, start, stop) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                                    let r = ops::arith::get_slice(container, start, stop);
                                    sp = sp.sub(3);
                                    decref(container);
                                    decref(start);
                                    decref(stop);
                                    push_or_fail!(r);
                                }
                                op::STORE_SLICE => {
                                    let (v, container) = (*sp.sub(4), *sp.sub(3));
                                    let (start, stop) = (*sp.sub(2), *sp.sub(1));
                                    let status = ops::arith::set_slice(container, start, stop, v);
                                    sp = sp.sub(4);
                                    decref(v);
                                    decref(container);
                                    decref(start);
                                    decref(stop);
                                    if status < 0 {
                                        fail!();
                                    }
                                }

                                // Jumps.
                                op::JUMP_FORWARD => ip = ip.add(oparg as usize),
                                op::JUMP_BACKWARD => {
                                    ip = ip.add(1).sub(oparg as usize);
                                    check_breaker!();
                                }
                                op::JUMP_BACKWARD_NO_INTERRUPT => ip = ip.sub(oparg as usize),
                                op::POP_JUMP_IF_FALSE => {
                                    ip = ip.add(1);
                                    if pop!() == false_object {
                                        ip = ip.add(oparg as usize);
                                    }
                                }
                                op::POP_JUMP_IF_TRUE => {
                                    ip = ip.add(1);
                                    if pop!() == true_object {
                                        ip = ip.add(oparg as usize);
                                    }
                                }
                                op::POP_JUMP_IF_NONE => {
                                    ip = ip.add(1);
                                    let v = pop!();
                                    if v == none {
                                        ip = ip.add(oparg as usize);
                                    } else {
                                        decref(v);
                                    }
                                }
                                op::POP_JUMP_IF_NOT_NONE => {
                                    ip = ip.add(1);
                                    let v = pop!();
                                    if v != none {
                                        ip = ip.add(oparg as usize);
                                        decref(v);
                                    }
                                }

                                // Names.
                                op::LOAD_NAME => {
                                    push_or_fail!(ops::names::local_or_global(
                                        (*frame).locals,
                                        (*frame).globals,
                                        (*frame).builtins,
                                        name!(oparg)
                                    ));
                                }
                                op::LOAD_GLOBAL_MODULE => {
                                    let space = (*frame).globals;
                                    if specialize::keys_version(space) != *ip.add(2) as u32 {
                                        generalize!(opcode, 'again, op::LOAD_GLOBAL);
                                    }
                                    let v = specialize::entry(space, *ip.add(1) as usize);
                                    if v.is_null() {
                                        generalize!(opcode, 'again, op::LOAD_GLOBAL);
                                    }
                                    ip = ip.add(4);
                                    incref(v);
                                    push!(v);
                                    if oparg & 1 != 0 {
                                        push!(std::ptr::null_mut());
                                    }
                                }
                                op::LOAD_GLOBAL_BUILTIN => {
                                    let space = (*frame).builtins;
                                    if specialize::keys_version((*frame).globals) != *ip.add(2) as u32
                                        || specialize::keys_version(space) != *ip.add(3) as u32
                                    {
                                        generalize!(opcode, 'again, op::LOAD_GLOBAL);
                                    }
                                    let v = specialize::entry(space, *ip.add(1) as usize);
                                    if v.is_null() {
                                        generalize!(opcode, 'again, op::LOAD_GLOBAL);
                                    }
                                    ip = ip.add(4);
                                    incref(v);
                                    push!(v);
                                    if oparg & 1 != 0 {
                                        push!(std::ptr::null_mut());
                                    }
                                }
                                op::LOAD_GLOBAL => {
                                    adapt!(
                                        opcode,
                                        'again,
                                        specialize::load_global(
                                            ip.sub(1),
                                            (*frame).globals,
                                            (*frame).builtins,
                                            name!(oparg >> 1)
                                        )
                                    );
                                    ip = ip.add(4);
                                    push_or_fail!(ops::names::global(
                                        (*frame).globals,
                                        (*frame).builtins,
                                        name!(oparg >> 1)
                                    ));
                                    if oparg & 1 != 0 {
                                        push!(std::ptr::null_mut());
                                    }
                                }
                                op::LOAD_FROM_DICT_OR_GLOBALS => {
                                    let namespace = pop!();
                                    let r = ops::names::local_or_global(
                                        namespace,
                                        (*frame).globals,
                                        (*frame).builtins,
                                        name!(oparg),
                                    );
                                    decref(namespace);
                                    push_or_fail!(r);
                                }
                                op::STORE_NAME => {
                                    let v = pop!();
                                    let namespace = (*frame).locals;
                                    if namespace.is_null() {
                                        set_error!(
                                            SystemError,
                                            "no locals found when storing '{}'",
                                            ops::text(name!(oparg))
                                        );
                                        decref(v);
                                        fail!();
                                    }
                                    let status = if (*namespace).ob_type == &raw mut PyDict_Type {
                                        PyDict_SetItem(namespace, name!(oparg), v)
                                    } else {
                                        PyObject_SetItem(namespace, name!(oparg), v)
                                    };
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::DELETE_NAME => {
                                    let namespace = (*frame).locals;
                                    if namespace.is_null() {
                                        set_error!(
                                            SystemError,
                                            "no locals when deleting '{}'",
                                            ops::text(name!(oparg))
                                        );
                                        fail!();
                                    }
                                    if PyObject_DelItem(namespace, name!(oparg)) < 0 {
                                        if ops::pending(classes::KeyError()) {
                                            PyErr_Clear();
                                            ops::names::undefined(name!(oparg));
                                        }
                                        fail!();
                                    }
                                }
                                op::STORE_GLOBAL => {
                                    let v = pop!();
                                    let status = PyDict_SetItem((*frame).globals, name!(oparg), v);
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::DELETE_GLOBAL => {
                                    match PyDict_Pop((*frame).globals, name!(oparg), std::ptr::null_mut()) {
                                        1 => {}
                                        0 => {
                                            ops::names::undefined(name!(oparg));
                                            fail!();
                                        }
                                        _ => fail!(),
                                    }
                                }
                                op::LOAD_LOCALS => {
                                    let v = (*frame).locals;
                                    if v.is_null() {
                                        set_error!(SystemError, "no locals");
                                        fail!();
                                    }
                                    incref(v);
                                    push!(v);
                                }
                                op::LOAD_BUILD_CLASS => {
                                    push_or_fail!(ops::load_store::build_class((*frame).builtins));
                                }
                                op::LOAD_ASSERTION_ERROR => {
                                    let v = PyExc_AssertionError;
                                    incref(v);
                                    push!(v);
                                }
                                op::SETUP_ANNOTATIONS => {
                                    if !ops::load_store::setup_annotations((*frame).locals) {
                                        fail!();
                                    }
                                }

                                // Cells and free variables.
                                op::MAKE_CELL => {
                                    let slot = locals.add(oparg as usize);
                                    let cell = PyCell_New(*slot);
                                    if cell.is_null() {
                                        fail!();
                                    }
                                    let old = std::mem::replace(&mut *slot, cell);
                                    if !old.is_null() {
                                        decref(old);
                                    }
                                }
                                op::COPY_FREE_VARS => {
                                    let closure = (*(*frame).func).func_closure;
                                    let first = (*code).co_nlocalsplus as usize - oparg as usize;
                                    for i in 0..oparg as usize {
                                        let cell = tuple_item(closure, i);
                                        incref(cell);
                                        *locals.add(first + i) = cell;
                                    }
                                }
                                op::LOAD_DEREF => {
                                    let v = cells::get((*locals.add(oparg as usize)).cast());
                                    if v.is_null() {
                                        ops::names::unbound(code, oparg as usize);
                                        fail!();
                                    }
                                    push!(v);
                                }
                                op::LOAD_FROM_DICT_OR_DEREF => {
                                    let namespace = pop!();
                                    let name = crate::objects::code::local_name(code, oparg as usize);
                                    let found = ops::names::lookup(namespace, name);
                                    decref(namespace);
                                    let mut v = match found {
                                        Ok(v) => v,
                                        Err(()) => fail!(),
                                    };
                                    if v.is_null() {
                                        v = cells::get((*locals.add(oparg as usize)).cast());
                                        if v.is_null() {
                                            ops::names::unbound(code, oparg as usize);
                                            fail!();
                                        }
                                    }
                                    push!(v);
                                }
                                op::STORE_DEREF => {
                                    let v = pop!();
                                    let old = cells::swap((*locals.add(oparg as usize)).cast(), v);
                                    if !old.is_null() {
                                        decref(old);
                                    }
                                }
                                op::DELETE_DEREF => {
                                    let old = cells::swap(
                                        (*locals.add(oparg as usize)).cast(),
                                        std::ptr::null_mut(),
                                    );
                                    if old.is_null() {
                                        ops::names::unbound(code, oparg as usize);
                                        fail!();
                                    }
                                    decref(old);
                                }

                                // Attributes.
                                op::LOAD_ATTR_METHOD_NO_DICT => {
                                    let ob = *sp.sub(1);
                                    if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
                                        generalize!(opcode, 'again, op::LOAD_ATTR);
                                    }
                                    let method = specialize::read_pointer(ip.add(5));
                                    ip = ip.add(9);
                                    incref(method);
                                    *sp.sub(1) = method;
                                    push!(ob);
                                }
                                op::LOAD_ATTR_METHOD_WITH_VALUES => {
                                    let ob = *sp.sub(1);
                                    if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
                                        generalize!(opcode, 'again, op::LOAD_ATTR);
                                    }
                                    let own = specialize::managed_dict(ob);
                                    if !own.is_null() && !specialize::lacks(own, name!(oparg >> 1)) {
                                        generalize!(opcode, 'again, op::LOAD_ATTR);
                                    }
                                    let method = specialize::read_pointer(ip.add(5));
                                    ip = ip.add(9);
                                    incref(method);
                                    *sp.sub(1) = method;
                                    push!(ob);
                                }
                                op::LOAD_ATTR_WITH_HINT | op::LOAD_ATTR_SLOT | op::LOAD_ATTR_MODULE => {
                                    let ob = *sp.sub(1);
                                    let index = *ip.add(3) as usize;
                                    let v = if opcode as i32 == op::LOAD_ATTR_MODULE {
                                        if (*ob).ob_type != &raw mut PyModule_Type {
                                            generalize!(opcode, 'again, op::LOAD_ATTR);
                                        }
                                        let space = PyModule_GetDict(ob);
                                        if space.is_null()
                                            || specialize::keys_version(space)
                                                != specialize::read_u32(ip.add(1))
                                        {
                                            generalize!(opcode, 'again, op::LOAD_ATTR);
                                        }
                                        specialize::entry(space, index)
                                    } else if (*(*ob).ob_type).tp_version_tag
                                        != specialize::read_u32(ip.add(1))
                                    {
                                        std::ptr::null_mut()
                                    } else if opcode as i32 == op::LOAD_ATTR_SLOT {
                                        *ob.byte_add(index).cast::<*mut PyObject>()
                                    } else {
                                        let own = specialize::managed_dict(ob);
                                        if own.is_null() || (*own).ob_type != &raw mut PyDict_Type {
                                            std::ptr::null_mut()
                                        } else {
                                            specialize::hinted(own, index, name!(oparg >> 1))
                                        }
                                    };
                                    if v.is_null() {
                                        generalize!(opcode, 'again, op::LOAD_ATTR);
                                    }
                                    ip = ip.add(9);
                                    incref(v);
                                    *sp.sub(1) = v;
                                    if oparg & 1 != 0 {
                                        push!(std::ptr::null_mut());
                                    }
                                    decref(ob);
                                }
                                op::STORE_ATTR_SLOT | op::STORE_ATTR_WITH_HINT => {
                                    let (v, ob) = (*sp.sub(2), *sp.sub(1));
                                    if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
                                        generalize!(opcode, 'again, op::STORE_ATTR);
                                    }
                                    if opcode as i32 == op::STORE_ATTR_SLOT {
                                        let place = ob.byte_add(*ip.add(3) as usize).cast::<*mut PyObject>();
                                        ip = ip.add(4);
                                        sp = sp.sub(2);
                                        let old = std::mem::replace(&mut *place, v);
                                        if !old.is_null() {
                                            decref(old);
                                        }
                                        decref(ob);
                                    } else {
                                        let own = specialize::managed_dict(ob);
                                        if own.is_null() || (*own).ob_type != &raw mut PyDict_Type {
                                            generalize!(opcode, 'again, op::STORE_ATTR);
                                        }
                                        ip = ip.add(4);
                                        incref(own);
                                        let status = PyDict_SetItem(own, name!(oparg), v);
                                        decref(own);
                                        sp = sp.sub(2);
                                        decref(v);
                                        decref(ob);
                                        if status < 0 {
                                            fail!();
                                        }
                                    }
                                }
                                op::LOAD_ATTR => {
                                    adapt!(
                                        opcode,
                                        'again,
                                        specialize::load_attr(ip.sub(1), oparg, *sp.sub(1), name!(oparg >> 1))
                                    );
                                    ip = ip.add(9);
                                    let ob = *sp.sub(1);
                                    let name = name!(oparg >> 1);
                                    if oparg & 1 != 0 {
                                        let (v, unbound) = ops::load_store::load_method(ob, name);
                                        if v.is_null() {
                                            fail!();
                                        }
                                        *sp.sub(1) = v;
                                        if unbound {
                                            push!(ob);
                                        } else {
                                            push!(std::ptr::null_mut());
                                            decref(ob);
                                        }
                                    } else {
                                        let v = PyObject_GetAttr(ob, name);
                                        if v.is_null() {
                                            fail!();
                                        }
                                        *sp.sub(1) = v;
                                        decref(ob);
                                    }
                                }
                                op::STORE_ATTR => {
                                    adapt!(
                                        opcode,
                                        'again,
                                        specialize::store_attr(ip.sub(1), *sp.sub(1), name!(oparg))
                                    );
                                    ip = ip.add(4);
                                    let (v, ob) = (*sp.sub(2), *sp.sub(1));
                                    let status = PyObject_SetAttr(ob, name!(oparg), v);
                                    sp = sp.sub(2);
                                    decref(v);
                                    decref(ob);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::DELETE_ATTR => {
                                    let ob = pop!();
                                    let status = PyObject_SetAttr(ob, name!(oparg), std::ptr::null_mut());
                                    decref(ob);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::LOAD_SUPER_ATTR => {
                                    ip = ip.add(1);
                                    let (su, class, instance) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                                    let name = name!(oparg >> 2);
                                    let v = ops::load_store::load_super(su, class, instance, name);
                                    sp = sp.sub(3);
                                    decref(su);
                                    decref(class);
                                    decref(instance);
                                    push_or_fail!(v);
                                    if oparg & 1 != 0 {
                                        push!(std::ptr::null_mut());
                                    }
                                }

                                // Building containers and strings.
                                op::BUILD_TUPLE => {
                                    sp = sp.sub(oparg as usize);
                                    push_or_fail!(ops::build::tuple(sp, oparg as usize));
                                }
                                op::BUILD_LIST => {
                                    sp = sp.sub(oparg as usize);
                                    push_or_fail!(ops::build::list(sp, oparg as usize));
                                }
                                op::BUILD_SET => {
                                    sp = sp.sub(oparg as usize);
                                    push_or_fail!(ops::build::set(sp, oparg as usize));
                                }
                                op::BUILD_MAP => {
                                    sp = sp.sub(2 * oparg as usize);
                                    push_or_fail!(ops::build::map(sp, oparg as usize));
                                }
                                op::BUILD_CONST_KEY_MAP => {
                                    let keys = pop!();
                                    sp = sp.sub(oparg as usize);
                                    let r = ops::build::const_key_map(keys, sp, oparg as usize);
                                    decref(keys);
                                    push_or_fail!(r);
                                }
                                op::BUILD_STRING => {
                                    sp = sp.sub(oparg as usize);
                                    push_or_fail!(ops::build::string(sp, oparg as usize));
                                }
                                op::BUILD_SLICE => {
                                    let step = if oparg == 3 { pop!() } else { std::ptr::null_mut() };
                                    let stop = pop!();
                                    let start = pop!();
                                    let r = PySlice_New(start, stop, step);
                                    decref(start);
                                    decref(stop);
                                    if !step.is_null() {
                                        decref(step);
                                    }
                                    push_or_fail!(r);
                                }
                                op::LIST_APPEND => {
                                    let v = pop!();
                                    let status = PyList_Append(*sp.sub(oparg as usize), v);
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::LIST_EXTEND => {
                                    let v = pop!();
                                    let status = ops::build::list_extend(*sp.sub(oparg as usize), v);
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::SET_ADD => {
                                    let v = pop!();
                                    let status = PySet_Add(*sp.sub(oparg as usize), v);
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::SET_UPDATE => {
                                    let v = pop!();
                                    let status = ops::build::set_update(*sp.sub(oparg as usize), v);
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::MAP_ADD => {
                                    let v = pop!();
                                    let key = pop!();
                                    let status = PyDict_SetItem(*sp.sub(oparg as usize), key, v);
                                    decref(key);
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::DICT_UPDATE => {
                                    let v = pop!();
                                    let status = ops::build::dict_update(*sp.sub(oparg as usize), v);
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::DICT_MERGE => {
                                    let v = pop!();
                                    let status = ops::build::dict_merge(
                                        *sp.sub(oparg as usize),
                                        v,
                                        *sp.sub(oparg as usize + 3),
                                    );
                                    decref(v);
                                    if status < 0 {
                                        fail!();
                                    }
                                }
                                op::CONVERT_VALUE => {
                                    let v = *sp.sub(1);
                                    let r = match oparg as i32 {
                                        FVC_STR => PyObject_Str(v),
                                        FVC_REPR => PyObject_Repr(v),
                                        _ => PyObject_ASCII(v),
                                    };
                                    if r.is_null() {
                                        fail!();
                                    }
                                    *sp.sub(1) = r;
                                    decref(v);
                                }
                                op::FORMAT_SIMPLE => {
                                    let v = *sp.sub(1);
                                    if (*v).ob_type != &raw mut PyUnicode_Type {
                                        let r = ops::arith::format_simple(v);
                                        if r.is_null() {
                                            fail!();
                                        }
                                        *sp.sub(1) = r;
                                        decref(v);
                                    }
                                }
                                op::FORMAT_WITH_SPEC => {
                                    let spec = pop!();
                                    let v = pop!();
                                    let r = PyObject_Format(v, spec);
                                    decref(v);
                                    decref(spec);
                                    push_or_fail!(r);
                                }
                                op::UNPACK_SEQUENCE => {
                                    ip = ip.add(1);
                                    let v = pop!();
                                    let ok = ops::unpack::unpack(v, oparg as usize, None, sp);
                                    decref(v);
                                    if !ok {
                                        fail!();
                                    }
                                    sp = sp.add(oparg as usize);
                                }
                                op::UNPACK_EX => {
                                    let v = pop!();
                                    let (before, after) = ((oparg & 0xff) as usize, (oparg >> 8) as usize);
                                    let ok = ops::unpack::unpack(v, before, Some(after), sp);
                                    decref(v);
                                    if !ok {
                                        fail!();
                                    }
                                    sp = sp.add(before + 1 + after);
                                }

                                // Functions and calls.
                                op::MAKE_FUNCTION => {
                                    let co = pop!();
                                    push_or_fail!(ops::build::function(co, (*frame).globals));
                                }
                                op::SET_FUNCTION_ATTRIBUTE => {
                                    let f = pop!();
                                    let v = pop!();
                                    ops::build::set_function_attribute(f, oparg, v);
                                    push!(f);
                                }
                                op::CALL => {
                                    ip = ip.add(3);
                                    let base = sp.sub(oparg as usize + 2);
                                    if (*base.add(1)).is_null() {
                                        unpack_method(base);
                                    }
                                    let callable = *base;
                                    let (args, n) = if (*base.add(1)).is_null() {
                                        (base.add(2), oparg as usize)
                                    } else {
                                        (base.add(1), oparg as usize + 1)
                                    };
                                    if call::is_plain_function(callable) {
                                        let new = call::push_frame(
                                            ts,
                                            callable.cast(),
                                            std::ptr::null_mut(),
                                            args,
                                            n,
                                            std::ptr::null_mut(),
                                        );
                                        sp = base;
                                        if new.is_null() {
                                            fail!();
                                        }
                                        switch_to!(new, 4);
                                    }
                                    let r = ops::call::vectorcall(callable, args, n, std::ptr::null_mut());
                                    drop_slots(base, sp);
                                    sp = base;
                                    push_or_fail!(r);
                                    check_breaker!();
                                }
                                op::CALL_KW => {
                                    let kwnames = pop!();
                                    let base = sp.sub(oparg as usize + 2);
                                    if (*base.add(1)).is_null() {
                                        unpack_method(base);
                                    }
                                    let callable = *base;
                                    let (args, total) = if (*base.add(1)).is_null() {
                                        (base.add(2), oparg as usize)
                                    } else {
                                        (base.add(1), oparg as usize + 1)
                                    };
                                    let n = total - crate::objects::code::tuple_len(kwnames);
                                    if call::is_plain_function(callable) {
                                        let new = call::push_frame(
                                            ts,
                                            callable.cast(),
                                            std::ptr::null_mut(),
                                            args,
                                            n,
                                            kwnames,
                                        );
                                        decref(kwnames);
                                        sp = base;
                                        if new.is_null() {
                                            fail!();
                                        }
                                        switch_to!(new, 1);
                                    }
                                    let r = ops::call::vectorcall(callable, args, n, kwnames);
                                    decref(kwnames);
                                    drop_slots(base, sp);
                                    sp = base;
                                    push_or_fail!(r);
                                    check_breaker!();
                                }
                                op::CALL_FUNCTION_EX => {
                                    let kwargs = if oparg & 1 != 0 { pop!() } else { std::ptr::null_mut() };
                                    let args = pop!();
                                    sp = sp.sub(1);
                                    let callable = pop!();
                                    let args = ops::call::star_args(callable, args);
                                    if args.is_null() {
                                        decref(callable);
                                        if !kwargs.is_null() {
                                            decref(kwargs);
                                        }
                                        fail!();
                                    }
                                    if call::is_plain_function(callable) {
                                        let new = call::push_frame_star(ts, callable.cast(), args, kwargs);
                                        if new.is_null() {
                                            fail!();
                                        }
                                        switch_to!(new, 1);
                                    }
                                    let r = PyObject_Call(callable, args, kwargs);
                                    decref(callable);
                                    decref(args);
                                    if !kwargs.is_null() {
                                        decref(kwargs);
                                    }
                                    push_or_fail!(r);
                                    check_breaker!();
                                }
                                op::CALL_INTRINSIC_1 => {
                                    let v = *sp.sub(1);
                                    let r = ops::intrinsics::one(frame, oparg, v);
                                    if r.is_null() {
                                        fail!();
                                    }
                                    *sp.sub(1) = r;
                                    decref(v);
                                }
                                op::CALL_INTRINSIC_2 => {
                                    let b = pop!();
                                    let a = pop!();
                                    let r = ops::intrinsics::two(oparg, a, b);
                                    decref(a);
                                    decref(b);
                                    push_or_fail!(r);
                                }
                                op::EXIT_INIT_CHECK => {
                                    let v = pop!();
                                    if v != none {
                                        set_error!(
                                            TypeError,
                                            "__init__() should return None, not '{}'",
                                            type_name(v)
                                        );
                                        decref(v);
                                        fail!();
                                    }
                                }
                                op::RETURN_VALUE => return_value!(pop!()),
                                op::RETURN_CONST => {
                                    let v = *consts.add(oparg as usize);
                                    incref(v);
                                    return_value!(v);
                                }
                                op::INTERPRETER_EXIT => return pop!(),

                                // Iteration.
                                op::GET_ITER => {
                                    let v = *sp.sub(1);
                                    let it = PyObject_GetIter(v);
                                    if it.is_null() {
                                        fail!();
                                    }
                                    *sp.sub(1) = it;
                                    decref(v);
                                }
                                op::GET_LEN => {
                                    let n = PyObject_Size(*sp.sub(1));
                                    if n < 0 {
                                        fail!();
                                    }
                                    push_or_fail!(PyLong_FromSsize_t(n));
                                }
                                op::FOR_ITER_LIST | op::FOR_ITER_TUPLE | op::FOR_ITER_RANGE => {
                                    let it = *sp.sub(1);
                                    let Some(v) = specialize::next_item(it, opcode as i32) else {
                                        generalize!(opcode, 'again, op::FOR_ITER)
                                    };
                                    ip = ip.add(1);
                                    if !v.is_null() {
                                        push!(v);
                                    } else {
                                        if !(*ts).current_exception.is_null() {
                                            fail!();
                                        }
                                        sp = sp.sub(1);
                                        decref(it);
                                        ip = ip.add(oparg as usize + 2);
                                    }
                                }
                                op::FOR_ITER => {
                                    adapt!(opcode, 'again, specialize::for_iter(ip.sub(1), *sp.sub(1)));
                                    ip = ip.add(1);
                                    let it = *sp.sub(1);
                                    if (*it).ob_type == &raw mut PyGen_Type
                                        && generator::start_inline(ts, it, none)
                                    {
                                        switch_to!(generator::frame_of(it), oparg + 2);
                                    }
                                    let v = ops::iter::next(it);
                                    if !v.is_null() {
                                        push!(v);
                                    } else {
                                        if !(*ts).current_exception.is_null() {
                                            fail!();
                                        }
                                        sp = sp.sub(1);
                                        decref(it);
                                        ip = ip.add(oparg as usize + 2);
                                    }
                                }

                                // Generators.
                                op::RETURN_GENERATOR => {
                                    let g = generator::from_frame(frame, ip);
                                    if g.is_null() {
                                        fail!();
                                    }
                                    let caller = (*frame).previous;
                                    let done = (*frame).entry;
                                    // The contents have moved; only the room goes back.
                                    (*ts).current_frame = caller.cast();
                                    (*ts).py_recursion_remaining += 1;
                                    frames::pop(ts, frame);
                                    if done {
                                        return g;
                                    }
                                    frame = caller;
                                    give(frame, g);
                                    continue 'frames;
                                }
                                op::YIELD_VALUE => {
                                    let v = pop!();
                                    let g = generator::of_frame(frame);
                                    (*frame).top = sp.offset_from(locals) as u32;
                                    (*frame).return_offset = 1;
                                    generator::suspend(ts, g, oparg);
                                    let caller = (*frame).previous;
                                    let done = (*frame).entry;
                                    (*frame).previous = std::ptr::null_mut();
                                    (*ts).current_frame = caller.cast();
                                    (*ts).py_recursion_remaining += 1;
                                    if done {
                                        return v;
                                    }
                                    frame = caller;
                                    // A frame that iterates or delegates goes on behind its instruction and one cache entry.
                                    (*frame).return_offset = 2;
                                    give(frame, v);
                                    continue 'frames;
                                }
                                op::SEND => {
                                    ip = ip.add(1);
                                    let (receiver, v) = (*sp.sub(2), *sp.sub(1));
                                    if generator::is_generator_or_coroutine(receiver)
                                        && generator::start_inline(ts, receiver, v)
                                    {
                                        sp = sp.sub(1);
                                        switch_to!(generator::frame_of(receiver), oparg + 2);
                                    }
                                    let sent = ops::iter::send(receiver, v);
                                    sp = sp.sub(1);
                                    decref(v);
                                    match sent {
                                        ops::iter::Sent::Next(v) => push!(v),
                                        ops::iter::Sent::Return(v) => {
                                            push!(v);
                                            ip = ip.add(oparg as usize);
                                        }
                                        ops::iter::Sent::Error => fail!(),
                                    }
                                }
                                op::GET_YIELD_FROM_ITER => {
                                    let v = pop!();
                                    push_or_fail!(ops::iter::yield_from_iter(v, (*code).co_flags));
                                }
                                op::CLEANUP_THROW => {
                                    let exc = *sp.sub(1);
                                    if PyErr_GivenExceptionMatches(exc, PyExc_StopIteration) == 0 {
                                        incref(exc);
                                        PyErr_SetRaisedException(exc);
                                        break 'run Exit::Unwind;
                                    }
                                    let v = (*exc.cast::<PyStopIterationObject>()).value;
                                    let v = if v.is_null() { none } else { v };
                                    incref(v);
                                    decref(exc);
                                    decref(*sp.sub(2));
                                    decref(*sp.sub(3));
                                    *sp.sub(3) = none;
                                    *sp.sub(2) = v;
                                    sp = sp.sub(1);
                                }

                                // Asynchronous iteration.
                                op::GET_AITER => {
                                    let v = pop!();
                                    push_or_fail!(ops::iter::async_iter(v));
                                }
                                op::GET_ANEXT => push_or_fail!(ops::iter::async_next(*sp.sub(1))),
                                op::GET_AWAITABLE => {
                                    let v = pop!();
                                    let it = generator::get_awaitable(v, oparg);
                                    decref(v);
                                    push_or_fail!(it);
                                }
                                op::END_ASYNC_FOR => {
                                    let exc = pop!();
                                    let awaitable = pop!();
                                    if PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration) == 0 {
                                        decref(awaitable);
                                        PyErr_SetRaisedException(exc);
                                        break 'run Exit::Unwind;
                                    }
                                    decref(exc);
                                    decref(awaitable);
                                }

                                // Exceptions.
                                op::RAISE_VARARGS => {
                                    match oparg {
                                        0 => {
                                            if ops::exceptions::reraise_handled(ts) {
                                                break 'run Exit::Unwind;
                                            }
                                        }
                                        1 => {
                                            let exc = pop!();
                                            ops::exceptions::raise(exc, std::ptr::null_mut());
                                        }
                                        _ => {
                                            let cause = pop!();
                                            let exc = pop!();
                                            ops::exceptions::raise(exc, cause);
                                        }
                                    }
                                    fail!();
                                }
                                op::RERAISE => {
                                    let exc = pop!();
                                    if oparg != 0 {
                                        let unit = PyLong_AsLong(*sp.sub(oparg as usize));
                                        raised_at = (*frame).instr;
                                        (*frame).instr = first_instruction(code).add(unit as usize);
                                    }
                                    PyErr_SetRaisedException(exc);
                                    break 'run Exit::Unwind;
                                }
                                op::PUSH_EXC_INFO => {
                                    let exc = *sp.sub(1);
                                    let item = (*ts).exc_info;
                                    let old = (*item).exc_value;
                                    *sp.sub(1) = if old.is_null() { none } else { old };
                                    incref(exc);
                                    (*item).exc_value = exc;
                                    push!(exc);
                                }
                                op::POP_EXCEPT => {
                                    let old = pop!();
                                    let item = (*ts).exc_info;
                                    let current = (*item).exc_value;
                                    (*item).exc_value = if old == none { std::ptr::null_mut() } else { old };
                                    if !current.is_null() {
                                        decref(current);
                                    }
                                }
                                op::CHECK_EXC_MATCH => {
                                    let class = *sp.sub(1);
                                    if !ops::exceptions::check_except(class) {
                                        fail!();
                                    }
                                    let r = PyErr_GivenExceptionMatches(*sp.sub(2), class);
                                    *sp.sub(1) = if r != 0 { true_object } else { false_object };
                                    decref(class);
                                }
                                op::CHECK_EG_MATCH => {
                                    let class = pop!();
                                    let exc = pop!();
                                    let split = ops::exceptions::split_group(exc, class);
                                    decref(class);
                                    decref(exc);
                                    let Some((matched, rest)) = split else { fail!() };
                                    push!(rest);
                                    push!(matched);
                                    if matched != none {
                                        PyErr_SetHandledException(matched);
                                    }
                                }
                                op::BEFORE_WITH | op::BEFORE_ASYNC_WITH => {
                                    let manager = pop!();
                                    let asynchronous = opcode as i32 == op::BEFORE_ASYNC_WITH;
                                    let methods = ops::exceptions::context_methods(manager, asynchronous);
                                    decref(manager);
                                    let Some((enter, leave)) = methods else { fail!() };
                                    let r = PyObject_CallNoArgs(enter);
                                    decref(enter);
                                    if r.is_null() {
                                        decref(leave);
                                        fail!();
                                    }
                                    push!(leave);
                                    push!(r);
                                }
                                op::WITH_EXCEPT_START => {
                                    push_or_fail!(ops::exceptions::call_exit(*sp.sub(4), *sp.sub(1)));
                                }

                                // Pattern matching.
                                op::MATCH_MAPPING | op::MATCH_SEQUENCE => {
                                    let flag = if opcode as i32 == op::MATCH_MAPPING {
                                        Py_TPFLAGS_MAPPING
                                    } else {
                                        Py_TPFLAGS_SEQUENCE
                                    };
                                    let ty = (**sp.sub(1)).ob_type;
                                    push!(if (*ty).tp_flags & flag != 0 {
                                        true_object
                                    } else {
                                        false_object
                                    });
                                }
                                op::MATCH_KEYS => push_or_fail!(ops::match_::keys(*sp.sub(2), *sp.sub(1))),
                                op::MATCH_CLASS => {
                                    let names = pop!();
                                    let class = pop!();
                                    let subject = pop!();
                                    let r = ops::match_::class(subject, class, oparg as usize, names);
                                    decref(names);
                                    decref(class);
                                    decref(subject);
                                    if !r.is_null() {
                                        push!(r);
                                    } else {
                                        if !(*ts).current_exception.is_null() {
                                            fail!();
                                        }
                                        push!(none);
                                    }
                                }

                                // Imports.
                                op::IMPORT_NAME => {
                                    let fromlist = pop!();
                                    let level = pop!();
                                    let r = ops::import::import_name(frame, name!(oparg), fromlist, level);
                                    decref(fromlist);
                                    decref(level);
                                    push_or_fail!(r);
                                }
                                op::IMPORT_FROM => {
                                    push_or_fail!(ops::import::import_from(*sp.sub(1), name!(oparg)));
                                }

                                _ => {
                                    unknown_opcode(opcode);
                                    fail!();
                                }
                            }
                            break 'again;
                        }
                    };
                }

                // An exception is set.
                if (*ts).current_exception.is_null() {
                    set_error!(SystemError, "error return without exception set");
                }
                if exit == Exit::Error && !InterpreterFrame::is_incomplete(frame) {
                    traceback::add_pending(ts, frame);
                }
                exit = Exit::Run;
                let place = if raised_at.is_null() { (*frame).instr } else { raised_at };
                raised_at = std::ptr::null_mut();
                let unit = place.offset_from(first_instruction(code)) as usize;
                let stack = locals.add((*code).co_nlocalsplus as usize);
                match unwind::handler(code, unit) {
                    Some(handler) => {
                        let floor = stack.add(handler.depth);
                        while sp > floor {
                            let v = pop!();
                            if !v.is_null() {
                                decref(v);
                            }
                        }
                        if handler.lasti {
                            let lasti =
                                PyLong_FromSsize_t((*frame).instr.offset_from(first_instruction(code)));
                            if lasti.is_null() {
                                // The error about memory replaces the other one; the handler cannot run without the index.
                                exit = Exit::Error;
                                continue 'exec;
                            }
                            push!(lasti);
                        }
                        push!(PyErr_GetRaisedException());
                        ip = first_instruction(code).add(handler.target);
                        continue 'exec;
                    }
                    None => {
                        while sp > stack {
                            let v = pop!();
                            if !v.is_null() {
                                decref(v);
                            }
                        }
                        (*frame).top = (*code).co_nlocalsplus as u32;
                        let caller = (*frame).previous;
                        let done = (*frame).entry;
                        leave(ts, frame);
                        if done {
                            return std::ptr::null_mut();
                        }
                        frame = caller;
                        exit = Exit::Error;
                        continue 'frames;
                    }
                }
            }
        }
    }
}

/// Pushes a callee's result on the stack of the frame that waits for it.
///
/// # Safety
/// The frame's stack has room, as its code says.
#[inline(always)]
unsafe fn give(frame: *mut InterpreterFrame, value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        *InterpreterFrame::locals_start(frame).add((*frame).top as usize) = value;
        (*frame).top += 1;
    }
}

/// Takes the running frame off the chain and gives back what it holds; its stack is empty.
///
/// # Safety
/// `frame` is the thread's current frame and has been counted.
#[inline(always)]
unsafe fn leave(ts: *mut PyThreadState, frame: *mut InterpreterFrame) {
    // SAFETY: by contract; `previous` is kept for a frame object that takes the contents over.
    unsafe {
        (*ts).current_frame = (*frame).previous.cast();
        (*ts).py_recursion_remaining += 1;
        if (*frame).owner == owner::GENERATOR {
            generator::finish(ts, frame);
        } else {
            InterpreterFrame::clear(frame);
            frames::pop(ts, frame);
        }
    }
}

/// Gives back the slots from `base` up to `sp`, which may be NULL.
///
/// # Safety
/// Owned slots.
#[inline(always)]
unsafe fn drop_slots(base: *mut *mut PyObject, sp: *mut *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let mut p = sp;
        while p > base {
            p = p.sub(1);
            let v = *p;
            if !v.is_null() {
                decref(v);
            }
        }
    }
}

/// Replaces a bound method at `base` by its function and puts its `self` into the empty slot behind.
///
/// # Safety
/// `base` points to the callable of a call whose `self` slot is empty.
#[inline(always)]
unsafe fn unpack_method(base: *mut *mut PyObject) {
    // SAFETY: a method's fields do not change.
    unsafe {
        let callable = *base;
        if (*callable).ob_type == &raw mut PyMethod_Type {
            let method: *mut PyMethodObject = callable.cast();
            let (func, slf) = ((*method).im_func, (*method).im_self);
            incref(func);
            incref(slf);
            *base = func;
            *base.add(1) = slf;
            decref(callable);
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn unknown_opcode(opcode: u8) {
    if opcode as i32 >= op::MIN_INSTRUMENTED_OPCODE {
        set_error!(
            NotImplementedError,
            "instrumented code (sys.settrace, sys.setprofile, sys.monitoring) is not implemented: opcode {opcode}"
        );
    } else {
        set_error!(SystemError, "unknown opcode {opcode}");
    }
}
