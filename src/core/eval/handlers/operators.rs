//! Operators, comparisons and truth.

use super::prelude::*;

/// Arithmetic on ints of one digit.
macro_rules! int_operation {
    ($ts:ident, $frame:ident, $ip:ident, $sp:ident, $oparg:ident, |$x:ident, $y:ident| $result:expr) => {{
        let (a, b) = (*$sp.sub(2), *$sp.sub(1));
        if (*a).ob_type != &raw mut PyLong_Type || (*b).ob_type != &raw mut PyLong_Type {
            generalize!(binary_op, $ts, $frame, $ip, $sp, $oparg);
        }
        let (Some($x), Some($y)) = (specialize::compact(a), specialize::compact(b)) else {
            generalize!(binary_op, $ts, $frame, $ip, $sp, $oparg)
        };
        $ip = $ip.add(1);
        let r = PyLong_FromLongLong($result);
        if r.is_null() {
            fail!($ts, $frame, $ip, $sp);
        }
        $sp = $sp.sub(1);
        *$sp.sub(1) = r;
        decref(a);
        decref(b);
    }};
}

/// Arithmetic on floats; an operand that nobody else holds takes the result.
macro_rules! float_operation {
    ($ts:ident, $frame:ident, $ip:ident, $sp:ident, $oparg:ident, |$x:ident, $y:ident| $result:expr) => {{
        let (a, b) = (*$sp.sub(2), *$sp.sub(1));
        if (*a).ob_type != &raw mut PyFloat_Type || (*b).ob_type != &raw mut PyFloat_Type {
            generalize!(binary_op, $ts, $frame, $ip, $sp, $oparg);
        }
        $ip = $ip.add(1);
        let ($x, $y) = ((*a.cast::<PyFloatObject>()).ob_fval, (*b.cast::<PyFloatObject>()).ob_fval);
        let result: f64 = $result;
        $sp = $sp.sub(1);
        if crate::heap::refcount::is_unique(a) {
            (*a.cast::<PyFloatObject>()).ob_fval = result;
            decref(b);
        } else {
            let r = PyFloat_FromDouble(result);
            decref(a);
            decref(b);
            if r.is_null() {
                $sp = $sp.sub(1);
                fail!($ts, $frame, $ip, $sp);
            }
            *$sp.sub(1) = r;
        }
    }};
}

/// The result of a comparison of two values that are at hand, by the mask in the argument.
macro_rules! compared {
    ($ip:ident, $sp:ident, $oparg:ident, $a:expr, $b:expr, $ordering:expr) => {{
        let bit = match $ordering {
            Some(std::cmp::Ordering::Less) => 2,
            Some(std::cmp::Ordering::Greater) => 4,
            Some(std::cmp::Ordering::Equal) => 8,
            None => 1,
        };
        $ip = $ip.add(1);
        $sp = $sp.sub(1);
        *$sp.sub(1) = if $oparg & bit != 0 { true_object() } else { false_object() };
        decref($a);
        decref($b);
    }};
}

/// `UNARY_NEGATIVE`
pub unsafe fn unary_negative(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        let r = PyNumber_Negative(v);
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        *sp.sub(1) = r;
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `UNARY_INVERT`
pub unsafe fn unary_invert(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        let r = PyNumber_Invert(v);
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        *sp.sub(1) = r;
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `UNARY_NOT`
pub unsafe fn unary_not(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        *sp.sub(1) = if v == false_object() { true_object() } else { false_object() };
        next!(ts, frame, ip, sp)
    }
}

/// `TO_BOOL`
pub unsafe fn to_bool(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(ts, frame, ip, sp, oparg, specialize::to_bool(ip.sub(1), *sp.sub(1)));
        ip = ip.add(3);
        let v = *sp.sub(1);
        if v != true_object() && v != false_object() {
            let t = if v == none() { 0 } else { PyObject_IsTrue(v) };
            if t < 0 {
                fail!(ts, frame, ip, sp);
            }
            *sp.sub(1) = if t != 0 { true_object() } else { false_object() };
            decref(v);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `TO_BOOL_BOOL`
pub unsafe fn to_bool_bool(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        if v != true_object() && v != false_object() {
            generalize!(to_bool, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(3);
        next!(ts, frame, ip, sp)
    }
}

/// `TO_BOOL_NONE`
pub unsafe fn to_bool_none(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        if *sp.sub(1) != none() {
            generalize!(to_bool, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(3);
        *sp.sub(1) = false_object();
        next!(ts, frame, ip, sp)
    }
}

/// `TO_BOOL_INT`
pub unsafe fn to_bool_int(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        if (*v).ob_type != &raw mut PyLong_Type {
            generalize!(to_bool, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(3);
        let zero = specialize::compact(v) == Some(0);
        *sp.sub(1) = if zero { false_object() } else { true_object() };
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `TO_BOOL_LIST`
pub unsafe fn to_bool_list(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        if (*v).ob_type != &raw mut PyList_Type {
            generalize!(to_bool, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(3);
        let empty = (*v.cast::<PyVarObject>()).ob_size == 0;
        *sp.sub(1) = if empty { false_object() } else { true_object() };
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `TO_BOOL_STR`
pub unsafe fn to_bool_str(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        if (*v).ob_type != &raw mut PyUnicode_Type {
            generalize!(to_bool, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(3);
        let empty = (*v.cast::<PyASCIIObject>()).length == 0;
        *sp.sub(1) = if empty { false_object() } else { true_object() };
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP_ADD_INT`
pub unsafe fn binary_op_add_int(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        int_operation!(ts, frame, ip, sp, oparg, |x, y| x + y);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP_SUBTRACT_INT`
pub unsafe fn binary_op_subtract_int(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        int_operation!(ts, frame, ip, sp, oparg, |x, y| x - y);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP_MULTIPLY_INT`
pub unsafe fn binary_op_multiply_int(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        int_operation!(ts, frame, ip, sp, oparg, |x, y| x * y);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP_ADD_FLOAT`
pub unsafe fn binary_op_add_float(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        float_operation!(ts, frame, ip, sp, oparg, |x, y| x + y);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP_SUBTRACT_FLOAT`
pub unsafe fn binary_op_subtract_float(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        float_operation!(ts, frame, ip, sp, oparg, |x, y| x - y);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP_MULTIPLY_FLOAT`
pub unsafe fn binary_op_multiply_float(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        float_operation!(ts, frame, ip, sp, oparg, |x, y| x * y);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP_ADD_UNICODE`
pub unsafe fn binary_op_add_unicode(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        if (*a).ob_type != &raw mut PyUnicode_Type || (*b).ob_type != &raw mut PyUnicode_Type {
            generalize!(binary_op, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(1);
        // `s = s + t`: the variable that is about to be replaced lets go of the string, which can
        // then grow in place.
        let next = *ip;
        if next as u8 as i32 == op::STORE_FAST && *locals(frame).add((next >> 8) as usize) == a {
            *locals(frame).add((next >> 8) as usize) = std::ptr::null_mut();
            decref(a);
        }
        sp = sp.sub(2);
        push_or_fail!(ts, frame, ip, sp, ops::arith::append_text(a, b));
        next!(ts, frame, ip, sp)
    }
}

/// `COMPARE_OP_INT`
pub unsafe fn compare_op_int(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        if (*a).ob_type != &raw mut PyLong_Type || (*b).ob_type != &raw mut PyLong_Type {
            generalize!(compare_op, ts, frame, ip, sp, oparg);
        }
        let (Some(x), Some(y)) = (specialize::compact(a), specialize::compact(b)) else {
            generalize!(compare_op, ts, frame, ip, sp, oparg)
        };
        compared!(ip, sp, oparg, a, b, Some(x.cmp(&y)));
        next!(ts, frame, ip, sp)
    }
}

/// `COMPARE_OP_FLOAT`
pub unsafe fn compare_op_float(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        if (*a).ob_type != &raw mut PyFloat_Type || (*b).ob_type != &raw mut PyFloat_Type {
            generalize!(compare_op, ts, frame, ip, sp, oparg);
        }
        let (x, y) = ((*a.cast::<PyFloatObject>()).ob_fval, (*b.cast::<PyFloatObject>()).ob_fval);
        compared!(ip, sp, oparg, a, b, x.partial_cmp(&y));
        next!(ts, frame, ip, sp)
    }
}

/// `COMPARE_OP_STR`
pub unsafe fn compare_op_str(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        if (*a).ob_type != &raw mut PyUnicode_Type || (*b).ob_type != &raw mut PyUnicode_Type {
            generalize!(compare_op, ts, frame, ip, sp, oparg);
        }
        let same = a == b || crate::capi::unicodeobject_cpython::_PyUnicode_Equal(a, b) != 0;
        // Only == and != come here: any other order will do for "not equal".
        compared!(
            ip,
            sp,
            oparg,
            a,
            b,
            Some(if same { std::cmp::Ordering::Equal } else { std::cmp::Ordering::Less })
        );
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_OP`
pub unsafe fn binary_op(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(ts, frame, ip, sp, oparg, specialize::binary_op(ip.sub(1), oparg, *sp.sub(2), *sp.sub(1)));
        ip = ip.add(1);
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        let r = ops::arith::binary(oparg, a, b);
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.sub(1);
        *sp.sub(1) = r;
        decref(a);
        decref(b);
        next!(ts, frame, ip, sp)
    }
}

/// `COMPARE_OP`
pub unsafe fn compare_op(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(ts, frame, ip, sp, oparg, specialize::compare_op(ip.sub(1), oparg, *sp.sub(2), *sp.sub(1)));
        ip = ip.add(1);
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        let r = ops::arith::compare(a, b, (oparg >> 5) as i32, oparg & 16 != 0);
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.sub(1);
        *sp.sub(1) = r;
        decref(a);
        decref(b);
        next!(ts, frame, ip, sp)
    }
}

/// `IS_OP`
pub unsafe fn is_op(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let b = pop!(sp);
        let a = *sp.sub(1);
        *sp.sub(1) = if (a == b) ^ (oparg != 0) { true_object() } else { false_object() };
        decref(a);
        decref(b);
        next!(ts, frame, ip, sp)
    }
}

/// `CONTAINS_OP`
pub unsafe fn contains_op(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        let (a, b) = (*sp.sub(2), *sp.sub(1));
        let found = PySequence_Contains(b, a);
        if found < 0 {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.sub(1);
        *sp.sub(1) = if (found != 0) ^ (oparg != 0) { true_object() } else { false_object() };
        decref(a);
        decref(b);
        next!(ts, frame, ip, sp)
    }
}
