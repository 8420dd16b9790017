//! Expressions.

use super::unit::UnitKind;
use super::{Gen, Result, STACK_USE_GUIDELINE, intrinsic};
use crate::Constant;
use crate::ast::{BoolOp, Context, Expr, ExprKind, Loc, Name, Operator, UnaryOp, constants, with_stack};
use crate::opcode::{self, pseudo};

/// The three ways a collection takes items: all at once, one, or the items of an iterable.
pub(super) struct Build {
    pub build: u8,
    pub add: u8,
    pub extend: u8,
}

pub(super) const LIST: Build =
    Build { build: opcode::BUILD_LIST, add: opcode::LIST_APPEND, extend: opcode::LIST_EXTEND };
const SET: Build = Build { build: opcode::BUILD_SET, add: opcode::SET_ADD, extend: opcode::SET_UPDATE };

/// The number of a binary operator in `BINARY_OP`.
fn operator_number(op: Operator) -> usize {
    match op {
        Operator::Add => 0,
        Operator::BitAnd => 1,
        Operator::FloorDiv => 2,
        Operator::LShift => 3,
        Operator::MatMult => 4,
        Operator::Mult => 5,
        Operator::Mod => 6,
        Operator::BitOr => 7,
        Operator::Pow => 8,
        Operator::RShift => 9,
        Operator::Sub => 10,
        Operator::Div => 11,
        Operator::BitXor => 12,
    }
}

/// In-place operators follow the plain ones.
const INPLACE: usize = 13;

/// The place of an attribute access: its name's line, if that is not the line it starts on.
pub(super) fn attribute_loc(mut loc: Loc, whole: Loc, attr: &Name) -> Loc {
    if loc.line != whole.end_line {
        loc.line = whole.end_line;
        let length = attr.chars().count() as i32;
        if length <= whole.end_col {
            loc.col = whole.end_col - length;
        } else {
            loc.col = -1;
            loc.end_col = -1;
        }
    }
    loc
}

impl<'a> Gen<'a> {
    pub(super) fn exprs(&mut self, exprs: &'a [Expr]) -> Result {
        exprs.iter().try_for_each(|e| self.expr(e))
    }

    pub(super) fn expr(&mut self, e: &'a Expr) -> Result {
        with_stack(|| self.expr_inner(e))
    }

    fn expr_inner(&mut self, e: &'a Expr) -> Result {
        let loc = e.loc;
        match &e.kind {
            ExprKind::BoolOp { op, values } => {
                let Some((last, rest)) = values.split_last() else { return Ok(()) };
                let jump = match op {
                    BoolOp::And => opcode::POP_JUMP_IF_FALSE,
                    BoolOp::Or => opcode::POP_JUMP_IF_TRUE,
                };
                let end = self.label();
                for v in rest {
                    self.expr(v)?;
                    self.op1(loc, opcode::COPY, 1);
                    self.op(loc, opcode::TO_BOOL);
                    self.jump(loc, jump, end);
                    self.op(loc, opcode::POP_TOP);
                }
                self.expr(last)?;
                self.use_label(end);
            }
            ExprKind::NamedExpr { target, value } => {
                self.expr(value)?;
                self.op1(loc, opcode::COPY, 1);
                self.expr(target)?;
            }
            ExprKind::BinOp { left, op, right } => {
                self.expr(left)?;
                self.expr(right)?;
                self.op1(loc, opcode::BINARY_OP, operator_number(*op));
            }
            ExprKind::UnaryOp { op, operand } => {
                self.expr(operand)?;
                match op {
                    UnaryOp::Invert => self.op(loc, opcode::UNARY_INVERT),
                    UnaryOp::Not => {
                        self.op(loc, opcode::TO_BOOL);
                        self.op(loc, opcode::UNARY_NOT);
                    }
                    UnaryOp::UAdd => self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::UNARY_POSITIVE),
                    UnaryOp::USub => self.op(loc, opcode::UNARY_NEGATIVE),
                }
            }
            ExprKind::Lambda(l) => self.lambda(e, l)?,
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next) = (self.label(), self.label());
                self.jump_if(loc, test, next, false)?;
                self.expr(body)?;
                self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
                self.use_label(next);
                self.expr(orelse)?;
                self.use_label(end);
            }
            ExprKind::Dict { keys, values } => self.dict(keys, values, loc)?,
            ExprKind::Set(elts) => self.star_unpack(loc, elts, None, 0, &SET, false)?,
            ExprKind::ListComp(c)
            | ExprKind::SetComp(c)
            | ExprKind::DictComp(c)
            | ExprKind::GeneratorExp(c) => {
                self.comprehension(e, c)?;
            }
            ExprKind::Yield(value) => {
                if !self.block().is_function_like() {
                    return self.error("'yield' outside function", loc);
                }
                match value {
                    Some(value) => self.expr(value)?,
                    None => self.load_const(loc, Constant::None),
                }
                self.yield_value(loc);
            }
            ExprKind::YieldFrom(value) => {
                if !self.block().is_function_like() {
                    return self.error("'yield from' outside function", loc);
                }
                if self.unit.kind == UnitKind::AsyncFunction {
                    return self.error("'yield from' inside async function", loc);
                }
                self.expr(value)?;
                self.op(loc, opcode::GET_YIELD_FROM_ITER);
                self.load_const(loc, Constant::None);
                self.yield_from(loc, false);
            }
            ExprKind::Await(value) => {
                if !self.top_level_await() {
                    if !self.block().is_function_like() {
                        return self.error("'await' outside function", loc);
                    }
                    if !matches!(self.unit.kind, UnitKind::AsyncFunction | UnitKind::Comprehension) {
                        return self.error("'await' outside async function", loc);
                    }
                }
                self.expr(value)?;
                self.op1(loc, opcode::GET_AWAITABLE, 0);
                self.load_const(loc, Constant::None);
                self.yield_from(loc, true);
            }
            ExprKind::Compare { left, ops, comparators } => self.compare_expr(loc, left, ops, comparators)?,
            ExprKind::Call { func, args, keywords } => self.call(e, func, args, keywords)?,
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                self.expr(value)?;
                let number = match u8::try_from(*conversion) {
                    Ok(b's') => 1,
                    Ok(b'r') => 2,
                    Ok(b'a') => 3,
                    _ => 0,
                };
                if number != 0 {
                    self.op1(loc, opcode::CONVERT_VALUE, number);
                }
                match format_spec {
                    Some(spec) => {
                        self.expr(spec)?;
                        self.op(loc, opcode::FORMAT_WITH_SPEC);
                    }
                    None => self.op(loc, opcode::FORMAT_SIMPLE),
                }
            }
            ExprKind::JoinedStr(values) => self.joined_str(values, loc)?,
            ExprKind::Constant(c) => self.load_const(loc, c.clone()),
            ExprKind::Attribute { value, attr, ctx } => self.attribute(e, value, attr, *ctx)?,
            ExprKind::Subscript { value, slice, ctx } => self.subscript(value, slice, *ctx, loc)?,
            ExprKind::Starred { ctx, .. } => {
                let message = match ctx {
                    Context::Store => "starred assignment target must be in a list or tuple",
                    _ => "can't use starred expression here",
                };
                return self.error(message, loc);
            }
            ExprKind::Name { id, ctx } => self.name_op(loc, id, *ctx)?,
            ExprKind::List { elts, ctx } => match ctx {
                Context::Load => self.star_unpack(loc, elts, None, 0, &LIST, false)?,
                Context::Store => self.unpack_targets(loc, elts)?,
                Context::Del => self.exprs(elts)?,
            },
            ExprKind::Tuple { elts, ctx } => match ctx {
                Context::Load => self.star_unpack(loc, elts, None, 0, &LIST, true)?,
                Context::Store => self.unpack_targets(loc, elts)?,
                Context::Del => self.exprs(elts)?,
            },
            ExprKind::Slice { .. } => {
                let n = self.slice_parts(e)?;
                self.op1(loc, opcode::BUILD_SLICE, n);
            }
        }
        Ok(())
    }

    pub(super) fn yield_value(&mut self, loc: Loc) {
        if self.block().generator && self.block().coroutine {
            self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::ASYNC_GEN_WRAP);
        }
        self.op1(loc, opcode::YIELD_VALUE, 0);
        self.op1(loc, opcode::RESUME, 1);
    }

    /// Delegates to the iterator below the `None` on top, until it is exhausted.
    pub(super) fn yield_from(&mut self, loc: Loc, is_await: bool) {
        let (send, fail, exit) = (self.label(), self.label(), self.label());
        self.use_label(send);
        self.jump(loc, opcode::SEND, exit);
        // An exception thrown in goes to the delegate, whose StopIteration ends the loop.
        self.jump(loc, pseudo::SETUP_FINALLY, fail);
        self.op1(loc, opcode::YIELD_VALUE, 1);
        self.op(Loc::NONE, pseudo::POP_BLOCK);
        self.op1(loc, opcode::RESUME, if is_await { 3 } else { 2 });
        self.jump(loc, pseudo::JUMP_NO_INTERRUPT, send);
        self.use_label(fail);
        self.op(loc, opcode::CLEANUP_THROW);
        self.use_label(exit);
        self.op(loc, opcode::END_SEND);
    }

    fn joined_str(&mut self, values: &'a [Expr], loc: Loc) -> Result {
        if values.len() > STACK_USE_GUIDELINE {
            self.load_const(loc, Constant::str(""));
            let i = self.unit.names.add(&Name::from("join"));
            self.op1(loc, opcode::LOAD_ATTR, i << 1 | 1);
            self.op1(loc, opcode::BUILD_LIST, 0);
            for v in values {
                self.expr(v)?;
                self.op1(loc, opcode::LIST_APPEND, 1);
            }
            self.op1(loc, opcode::CALL, 1);
            return Ok(());
        }
        self.exprs(values)?;
        match values.len() {
            0 => self.load_const(loc, Constant::str("")),
            1 => {}
            n => self.op1(loc, opcode::BUILD_STRING, n),
        }
        Ok(())
    }

    fn attribute(&mut self, e: &'a Expr, value: &'a Expr, attr: &Name, ctx: Context) -> Result {
        if ctx == Context::Load && self.is_optimizable_super(value, attr) {
            let two_args = self.super_arguments(value)?;
            let i = self.super_name(attr);
            self.op1(e.loc, opcode::LOAD_SUPER_ATTR, i << 2 | usize::from(two_args) << 1);
            let loc = attribute_loc(e.loc, e.loc, attr);
            self.op(loc, opcode::NOP);
            return Ok(());
        }
        if ctx == Context::Store {
            self.note_static_attribute(value, attr);
        }
        self.expr(value)?;
        let loc = attribute_loc(e.loc, e.loc, attr);
        match ctx {
            Context::Load => {
                let name = self.mangled(attr);
                let i = self.unit.names.add(&name);
                self.op1(loc, opcode::LOAD_ATTR, i << 1);
            }
            Context::Store => {
                self.check_attribute_name(attr, "assign to", e.loc)?;
                self.op_name(loc, opcode::STORE_ATTR, attr);
            }
            Context::Del => {
                self.check_attribute_name(attr, "delete", e.loc)?;
                self.op_name(loc, opcode::DELETE_ATTR, attr);
            }
        }
        Ok(())
    }

    fn check_attribute_name(&self, attr: &Name, verb: &str, loc: Loc) -> Result {
        if &**attr == "__debug__" {
            return self.error(format!("cannot {verb} __debug__"), loc);
        }
        Ok(())
    }

    /// Remembers that a method sets an attribute of `self`, for `__static_attributes__`.
    fn note_static_attribute(&mut self, value: &Expr, attr: &Name) {
        let is_self = matches!(&value.kind, ExprKind::Name { id, .. } if &**id == "self");
        if is_self && let Some(class) = self.outer.iter_mut().rev().find(|u| u.kind == UnitKind::Class) {
            class.static_attributes.insert(attr.clone());
        }
    }

    fn subscript(&mut self, value: &'a Expr, slice: &'a Expr, ctx: Context, loc: Loc) -> Result {
        self.expr(value)?;
        if is_two_part_slice(slice) && ctx != Context::Del {
            self.slice_parts(slice)?;
            let op = if ctx == Context::Load { opcode::BINARY_SLICE } else { opcode::STORE_SLICE };
            self.op(loc, op);
            return Ok(());
        }
        self.expr(slice)?;
        let op = match ctx {
            Context::Load => opcode::BINARY_SUBSCR,
            Context::Store => opcode::STORE_SUBSCR,
            Context::Del => opcode::DELETE_SUBSCR,
        };
        self.op(loc, op);
        Ok(())
    }

    /// Pushes the bounds of a slice; the result says how many.
    fn slice_parts(&mut self, e: &'a Expr) -> Result<usize> {
        let ExprKind::Slice { lower, upper, step } = &e.kind else { return Ok(0) };
        for part in [lower, upper] {
            match part {
                Some(part) => self.expr(part)?,
                None => self.load_const(e.loc, Constant::None),
            }
        }
        match step {
            Some(step) => {
                self.expr(step)?;
                Ok(3)
            }
            None => Ok(2),
        }
    }

    fn unpack_targets(&mut self, loc: Loc, elts: &'a [Expr]) -> Result {
        let starred = |e: &Expr| matches!(e.kind, ExprKind::Starred { .. });
        match elts.iter().position(starred) {
            Some(i) => {
                let after = elts.len() - i - 1;
                if i >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return self.error("too many expressions in star-unpacking assignment", loc);
                }
                if elts[i + 1..].iter().any(starred) {
                    return self.error("multiple starred expressions in assignment", loc);
                }
                self.op1(loc, opcode::UNPACK_EX, i | after << 8);
            }
            None => self.op1(loc, opcode::UNPACK_SEQUENCE, elts.len()),
        }
        for e in elts {
            match &e.kind {
                ExprKind::Starred { value, .. } => self.expr(value)?,
                _ => self.expr(e)?,
            }
        }
        Ok(())
    }

    /// Builds a collection of expressions, some of which may be starred. `pushed` items are on the stack
    /// already; `injected` is a variable that comes last.
    pub(super) fn star_unpack(
        &mut self,
        loc: Loc,
        elts: &'a [Expr],
        injected: Option<&Name>,
        pushed: usize,
        build: &Build,
        tuple: bool,
    ) -> Result {
        let constants: Option<Vec<Constant>> = elts.iter().map(|e| e.constant().cloned()).collect();
        if let Some(items) = constants.filter(|c| c.len() > 2 && injected.is_none()) {
            let is_set = build.build == opcode::BUILD_SET;
            let folded = if is_set { constants::frozenset(items) } else { Constant::Tuple(items) };
            if tuple && pushed == 0 {
                self.load_const(loc, folded);
            } else {
                self.op1(loc, build.build, pushed);
                self.load_const(loc, folded);
                self.op1(loc, build.extend, 1);
                if tuple {
                    self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE);
                }
            }
            return Ok(());
        }
        let total = elts.len() + pushed + usize::from(injected.is_some());
        let big = total > STACK_USE_GUIDELINE;
        let starred = elts.iter().any(|e| matches!(e.kind, ExprKind::Starred { .. }));
        if !starred && !big {
            self.exprs(elts)?;
            if let Some(name) = injected {
                self.name_op(loc, name, Context::Load)?;
            }
            self.op1(loc, if tuple { opcode::BUILD_TUPLE } else { build.build }, total);
            return Ok(());
        }
        let mut built = big;
        if big {
            self.op1(loc, build.build, pushed);
        }
        for (i, e) in elts.iter().enumerate() {
            if let ExprKind::Starred { value, .. } = &e.kind {
                if !built {
                    self.op1(loc, build.build, i + pushed);
                    built = true;
                }
                self.expr(value)?;
                self.op1(loc, build.extend, 1);
            } else {
                self.expr(e)?;
                if built {
                    self.op1(loc, build.add, 1);
                }
            }
        }
        if let Some(name) = injected {
            self.name_op(loc, name, Context::Load)?;
            self.op1(loc, build.add, 1);
        }
        if tuple {
            self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE);
        }
        Ok(())
    }

    fn dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], loc: Loc) -> Result {
        let mut have_dict = false;
        let mut pending = 0;
        for (i, key) in keys.iter().enumerate() {
            if key.is_none() {
                if pending > 0 {
                    self.sub_dict(&keys[i - pending..i], &values[i - pending..i], loc)?;
                    if have_dict {
                        self.op1(loc, opcode::DICT_UPDATE, 1);
                    }
                    have_dict = true;
                    pending = 0;
                }
                if !have_dict {
                    self.op1(loc, opcode::BUILD_MAP, 0);
                    have_dict = true;
                }
                self.expr(&values[i])?;
                self.op1(loc, opcode::DICT_UPDATE, 1);
            } else if pending * 2 > STACK_USE_GUIDELINE {
                self.sub_dict(&keys[i - pending..=i], &values[i - pending..=i], loc)?;
                if have_dict {
                    self.op1(loc, opcode::DICT_UPDATE, 1);
                }
                have_dict = true;
                pending = 0;
            } else {
                pending += 1;
            }
        }
        if pending > 0 {
            let from = keys.len() - pending;
            self.sub_dict(&keys[from..], &values[from..], loc)?;
            if have_dict {
                self.op1(loc, opcode::DICT_UPDATE, 1);
            }
            have_dict = true;
        }
        if !have_dict {
            self.op1(loc, opcode::BUILD_MAP, 0);
        }
        Ok(())
    }

    fn sub_dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], loc: Loc) -> Result {
        let n = keys.len();
        let big = n * 2 > STACK_USE_GUIDELINE;
        let constants: Option<Vec<Constant>> =
            keys.iter().map(|k| k.as_ref().and_then(Expr::constant).cloned()).collect();
        if let Some(keys) = constants.filter(|_| n > 1 && !big) {
            self.exprs(values)?;
            self.load_const(loc, Constant::Tuple(keys));
            self.op1(loc, opcode::BUILD_CONST_KEY_MAP, n);
            return Ok(());
        }
        if big {
            self.op1(loc, opcode::BUILD_MAP, 0);
        }
        for (key, value) in keys.iter().flatten().zip(values) {
            self.expr(key)?;
            self.expr(value)?;
            if big {
                self.op1(loc, opcode::MAP_ADD, 1);
            }
        }
        if !big {
            self.op1(loc, opcode::BUILD_MAP, n);
        }
        Ok(())
    }

    pub(super) fn aug_assign(&mut self, target: &'a Expr, op: Operator, value: &'a Expr, loc: Loc) -> Result {
        let number = INPLACE + operator_number(op);
        match &target.kind {
            ExprKind::Attribute { value: object, attr, .. } => {
                self.expr(object)?;
                self.op1(target.loc, opcode::COPY, 1);
                let attr_loc = attribute_loc(target.loc, target.loc, attr);
                let name = self.mangled(attr);
                let i = self.unit.names.add(&name);
                self.op1(attr_loc, opcode::LOAD_ATTR, i << 1);
                self.expr(value)?;
                self.op1(loc, opcode::BINARY_OP, number);
                self.check_attribute_name(attr, "assign to", target.loc)?;
                self.op1(attr_loc, opcode::SWAP, 2);
                self.op1(attr_loc, opcode::STORE_ATTR, i);
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                self.expr(object)?;
                let at = target.loc;
                let sliced = is_two_part_slice(slice);
                let depth = if sliced {
                    self.slice_parts(slice)?;
                    3
                } else {
                    self.expr(slice)?;
                    2
                };
                for _ in 0..depth {
                    self.op1(at, opcode::COPY, depth);
                }
                self.op(at, if sliced { opcode::BINARY_SLICE } else { opcode::BINARY_SUBSCR });
                self.expr(value)?;
                self.op1(loc, opcode::BINARY_OP, number);
                for n in (2..=depth + 1).rev() {
                    self.op1(at, opcode::SWAP, n);
                }
                self.op(at, if sliced { opcode::STORE_SLICE } else { opcode::STORE_SUBSCR });
            }
            ExprKind::Name { id, .. } => {
                self.name_op(target.loc, id, Context::Load)?;
                self.expr(value)?;
                self.op1(loc, opcode::BINARY_OP, number);
                self.name_op(target.loc, id, Context::Store)?;
            }
            _ => return self.error("illegal expression for augmented assignment", target.loc),
        }
        Ok(())
    }
}

fn is_two_part_slice(e: &Expr) -> bool {
    matches!(&e.kind, ExprKind::Slice { step: None, .. })
}
