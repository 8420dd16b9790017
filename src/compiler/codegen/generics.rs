//! Type parameters (PEP 695, PEP 696): generic functions, classes and type aliases.

use super::unit::UnitKind;
use super::{Gen, Result, intrinsic};
use crate::Constant;
use crate::ast::{
    ClassDef, Context, Expr, ExprKind, FunctionDef, Loc, Name, TypeAlias, TypeParam, TypeParamKind,
};
use crate::opcode;
use crate::symtable::Part;

impl<'a> Gen<'a> {
    fn enter_type_params(&mut self, name: &Name, node: usize, first_line: i32) {
        let block = self.table.block_of(node, Part::TypeParams);
        let name = Name::from(format!("<generic parameters of {name}>"));
        self.enter(UnitKind::TypeParams, &name, block, first_line);
    }

    pub(super) fn generic_function(
        &mut self,
        f: &'a FunctionDef,
        node: usize,
        mut bits: usize,
        first_line: i32,
        loc: Loc,
    ) -> Result {
        // Defaults are evaluated outside and handed in as arguments.
        let count = (bits & 1) + (bits >> 1 & 1);
        if count == 2 {
            self.op1(loc, opcode::SWAP, 2);
        }
        self.enter_type_params(&f.name, node, first_line);
        self.unit.argcount = count as u32;
        self.type_params(&f.type_params)?;
        for i in 0..count {
            self.op1(loc, opcode::LOAD_FAST, i);
        }
        bits |= self.annotations(loc, &f.args, f.returns.as_ref())?;
        self.function_body(f, node, bits, first_line, loc)?;
        self.set_type_params(loc);
        self.op(loc, opcode::RETURN_VALUE);
        let code = self.finish(false)?;
        self.make_function(loc, code, 0);
        if count > 0 {
            self.op1(loc, opcode::SWAP, count + 1);
            self.op1(loc, opcode::CALL, count - 1);
        } else {
            self.op(loc, opcode::PUSH_NULL);
            self.op1(loc, opcode::CALL, 0);
        }
        Ok(())
    }

    pub(super) fn generic_class(&mut self, c: &'a ClassDef, first_line: i32, loc: Loc) -> Result {
        let node = std::ptr::from_ref(c) as usize;
        self.enter_type_params(&c.name, node, first_line);
        self.unit.private = Some(c.name.clone());
        self.type_params(&c.type_params)?;
        self.store_name(loc, ".type_params")?;
        let code = self.class_body(c, first_line)?;
        self.build_class(c, code, loc);
        self.load_name(loc, ".type_params")?;
        self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::SUBSCRIPT_GENERIC);
        self.store_name(loc, ".generic_base")?;
        self.check_keywords(&c.keywords)?;
        self.call_with(loc, 2, &c.bases, &c.keywords, Some(&Name::from(".generic_base")))?;
        self.op(loc, opcode::RETURN_VALUE);
        let code = self.finish(false)?;
        self.make_function(loc, code, 0);
        self.op(loc, opcode::PUSH_NULL);
        self.op1(loc, opcode::CALL, 0);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, t: &'a TypeAlias, loc: Loc) -> Result {
        let ExprKind::Name { id, .. } = &t.name.kind else {
            return self.error("invalid syntax", t.name.loc);
        };
        let node = std::ptr::from_ref(t) as usize;
        let generic = !t.type_params.is_empty();
        if generic {
            self.enter_type_params(id, node, loc.line);
            self.load_const(loc, Constant::str(id));
            self.type_params(&t.type_params)?;
        } else {
            self.load_const(loc, Constant::str(id));
            self.load_const(loc, Constant::None);
        }
        let block = self.table.block_of(node, Part::Body);
        self.enter(UnitKind::Function, id, block, loc.line);
        // The first constant is no docstring.
        self.unit.consts.add(Constant::None);
        self.expr(&t.value)?;
        self.op(loc, opcode::RETURN_VALUE);
        let code = self.finish(false)?;
        self.make_function(loc, code, 0);
        self.op1(loc, opcode::BUILD_TUPLE, 3);
        self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::TYPEALIAS);
        if generic {
            self.op(loc, opcode::RETURN_VALUE);
            let code = self.finish(false)?;
            self.make_function(loc, code, 0);
            self.op(loc, opcode::PUSH_NULL);
            self.op1(loc, opcode::CALL, 0);
        }
        self.name_op(loc, id, Context::Store)
    }

    /// Makes the type parameters and leaves their tuple.
    fn type_params(&mut self, params: &'a [TypeParam]) -> Result {
        let mut seen_default = false;
        for p in params {
            let loc = p.loc;
            self.load_const(loc, Constant::str(&p.name));
            match &p.kind {
                TypeParamKind::TypeVar { bound: None } => {
                    self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::TYPEVAR);
                }
                TypeParamKind::TypeVar { bound: Some(bound) } => {
                    self.lazy_expr(&p.name, bound, Part::Bound, false)?;
                    let which = match bound.kind {
                        ExprKind::Tuple { .. } | ExprKind::Constant(Constant::Tuple(_)) => {
                            intrinsic::TYPEVAR_WITH_CONSTRAINTS
                        }
                        _ => intrinsic::TYPEVAR_WITH_BOUND,
                    };
                    self.op1(loc, opcode::CALL_INTRINSIC_2, which);
                }
                TypeParamKind::ParamSpec => {
                    self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::PARAMSPEC);
                }
                TypeParamKind::TypeVarTuple => {
                    self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::TYPEVARTUPLE);
                }
            }
            match &p.default {
                Some(default) => {
                    seen_default = true;
                    let star = matches!(p.kind, TypeParamKind::TypeVarTuple);
                    self.lazy_expr(&p.name, default, Part::Default, star)?;
                    self.op1(loc, opcode::CALL_INTRINSIC_2, intrinsic::SET_TYPEPARAM_DEFAULT);
                }
                None if seen_default => {
                    let message =
                        format!("non-default type parameter '{}' follows default type parameter", p.name);
                    return self.error(message, loc);
                }
                None => {}
            }
            self.op1(loc, opcode::COPY, 1);
            self.name_op(loc, &p.name, Context::Store)?;
        }
        let loc = params.first().map_or(Loc::NONE, |p| p.loc);
        self.op1(loc, opcode::BUILD_TUPLE, params.len());
        Ok(())
    }

    /// A bound or default, evaluated when it is asked for.
    fn lazy_expr(&mut self, name: &Name, e: &'a Expr, part: Part, allow_star: bool) -> Result {
        let block = self.table.block_of(e.id(), part);
        self.enter(UnitKind::TypeParams, name, block, e.loc.line);
        match &e.kind {
            ExprKind::Starred { value, .. } if allow_star => {
                self.expr(value)?;
                self.op1(e.loc, opcode::UNPACK_SEQUENCE, 1);
            }
            _ => self.expr(e)?,
        }
        self.op(e.loc, opcode::RETURN_VALUE);
        let code = self.finish(true)?;
        self.make_function(e.loc, code, 0);
        Ok(())
    }
}
