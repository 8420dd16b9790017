//! Functions and lambdas.

use super::frames::{FrameKind, NO_LABEL};
use super::unit::UnitKind;
use super::{Gen, Result, clean_docstring, intrinsic};
use crate::ast::{Arg, Arguments, Context, Expr, ExprKind, FunctionDef, Lambda, Loc, Name, docstring};
use crate::opcode;
use crate::symtable::Part;
use crate::{Code, Constant};
use std::sync::Arc;

/// Bits of `SET_FUNCTION_ATTRIBUTE`.
pub(super) mod attribute {
    pub const DEFAULTS: usize = 1;
    pub const KW_DEFAULTS: usize = 2;
    pub const ANNOTATIONS: usize = 4;
    pub const CLOSURE: usize = 8;
}

impl<'a> Gen<'a> {
    pub(super) fn decorators(&mut self, decorators: &'a [Expr]) -> Result {
        self.exprs(decorators)
    }

    pub(super) fn apply_decorators(&mut self, decorators: &[Expr]) {
        for d in decorators.iter().rev() {
            self.op1(d.loc, opcode::CALL, 0);
        }
    }

    pub(super) fn function(&mut self, f: &'a FunctionDef, loc: Loc) -> Result {
        self.check_parameter_names(&f.args)?;
        self.decorators(&f.decorators)?;
        let first_line = f.decorators.first().map_or(loc.line, |d| d.loc.line);
        let mut bits = self.defaults(loc, &f.args)?;
        let node = std::ptr::from_ref(f) as usize;
        if f.type_params.is_empty() {
            bits |= self.annotations(loc, &f.args, f.returns.as_ref())?;
            self.function_body(f, node, bits, first_line, loc)?;
        } else {
            self.generic_function(f, node, bits, first_line, loc)?;
        }
        self.apply_decorators(&f.decorators);
        self.name_op(loc, &f.name, Context::Store)
    }

    /// Makes the code of the body and the function object.
    pub(super) fn function_body(
        &mut self,
        f: &'a FunctionDef,
        node: usize,
        bits: usize,
        first_line: i32,
        loc: Loc,
    ) -> Result {
        let kind = if f.is_async { UnitKind::AsyncFunction } else { UnitKind::Function };
        let block = self.table.block_of(node, Part::Body);
        self.enter(kind, &f.name, block, first_line);
        self.set_counts(&f.args);
        let mut body = &f.body[..];
        let doc = docstring(body).map(|(d, _)| d.to_vec());
        if doc.is_some() {
            body = &body[1..];
        }
        // The first constant is the docstring, or says that there is none.
        let first =
            doc.filter(|_| self.options.optimize < 2).map(|d| Constant::Str(clean_docstring(&d).into()));
        self.unit.consts.add(first.unwrap_or(Constant::None));
        let is_generator = self.block().generator || self.block().coroutine;
        if is_generator {
            self.frame(Loc::NONE, FrameKind::StopIteration, NO_LABEL, NO_LABEL)?;
        }
        self.stmts(body)?;
        if is_generator {
            self.wrap_in_stop_iteration_handler();
            self.pop_frame();
        }
        let code = self.finish(true)?;
        self.make_function(loc, code, bits);
        Ok(())
    }

    fn set_counts(&mut self, args: &Arguments) {
        self.unit.posonlyargcount = args.posonlyargs.len() as u32;
        self.unit.argcount = (args.posonlyargs.len() + args.args.len()) as u32;
        self.unit.kwonlyargcount = args.kwonlyargs.len() as u32;
    }

    fn check_parameter_names(&self, args: &Arguments) -> Result {
        let all = args.posonlyargs.iter().chain(&args.args).chain(&args.vararg);
        for a in all.chain(&args.kwonlyargs).chain(&args.kwarg) {
            if &*a.name == "__debug__" {
                return self.error("cannot assign to __debug__", a.loc);
            }
        }
        Ok(())
    }

    /// Pushes the default values; the result has the bits of what was pushed.
    pub(super) fn defaults(&mut self, loc: Loc, args: &'a Arguments) -> Result<usize> {
        let mut bits = 0;
        if !args.defaults.is_empty() {
            self.exprs(&args.defaults)?;
            self.op1(loc, opcode::BUILD_TUPLE, args.defaults.len());
            bits |= attribute::DEFAULTS;
        }
        let mut names = Vec::new();
        for (arg, default) in args.kwonlyargs.iter().zip(&args.kw_defaults) {
            if let Some(default) = default {
                names.push(Constant::str(&self.mangled(&arg.name)));
                self.expr(default)?;
            }
        }
        if !names.is_empty() {
            let n = names.len();
            self.load_const(loc, Constant::Tuple(names));
            self.op1(loc, opcode::BUILD_CONST_KEY_MAP, n);
            bits |= attribute::KW_DEFAULTS;
        }
        Ok(bits)
    }

    /// Pushes the tuple of annotations.
    pub(super) fn annotations(
        &mut self,
        loc: Loc,
        args: &'a Arguments,
        returns: Option<&'a Expr>,
    ) -> Result<usize> {
        let mut n = 0;
        let order = args.args.iter().chain(&args.posonlyargs).chain(&args.vararg);
        for a in order.chain(&args.kwonlyargs).chain(&args.kwarg) {
            n += self.annotation(loc, a)?;
        }
        if let Some(returns) = returns {
            self.load_const(loc, Constant::str("return"));
            self.annotation_value(loc, returns)?;
            n += 2;
        }
        if n == 0 {
            return Ok(0);
        }
        self.op1(loc, opcode::BUILD_TUPLE, n);
        Ok(attribute::ANNOTATIONS)
    }

    fn annotation(&mut self, loc: Loc, a: &'a Arg) -> Result<usize> {
        let Some(annotation) = &a.annotation else { return Ok(0) };
        let name = self.mangled(&a.name);
        self.load_const(loc, Constant::str(&name));
        self.annotation_value(loc, annotation)?;
        Ok(2)
    }

    fn annotation_value(&mut self, loc: Loc, e: &'a Expr) -> Result {
        if self.future.annotations() {
            self.annotation_string(e);
            return Ok(());
        }
        match &e.kind {
            // `*args: *Ts`
            ExprKind::Starred { value, .. } => {
                self.expr(value)?;
                self.op1(loc, opcode::UNPACK_SEQUENCE, 1);
                Ok(())
            }
            _ => self.expr(e),
        }
    }

    pub(super) fn lambda(&mut self, e: &'a Expr, l: &'a Lambda) -> Result {
        self.check_parameter_names(&l.args)?;
        let bits = self.defaults(e.loc, &l.args)?;
        let block = self.table.block_of(e.id(), Part::Body);
        self.enter(UnitKind::Lambda, &Name::from("<lambda>"), block, e.loc.line);
        // The first constant is no docstring.
        self.unit.consts.add(Constant::None);
        self.set_counts(&l.args);
        self.expr(&l.body)?;
        let is_generator = self.block().generator;
        if !is_generator {
            self.op(l.body.loc, opcode::RETURN_VALUE);
        }
        let code = self.finish(!is_generator)?;
        self.make_function(e.loc, code, bits);
        Ok(())
    }

    /// Makes a function of code, with its closure and the attributes pushed before.
    pub(super) fn make_function(&mut self, loc: Loc, code: Arc<Code>, mut bits: usize) {
        let free: Vec<Name> = code
            .localsplusnames
            .iter()
            .zip(&code.localspluskinds)
            .filter(|(_, k)| **k & opcode::localkind::FREE != 0)
            .map(|(n, _)| Name::from(n.as_str()))
            .collect();
        if !free.is_empty() {
            for name in &free {
                self.load_closure(loc, name);
            }
            self.op1(loc, opcode::BUILD_TUPLE, free.len());
            bits |= attribute::CLOSURE;
        }
        self.load_const(loc, Constant::Code(code));
        self.op(loc, opcode::MAKE_FUNCTION);
        for bit in [attribute::CLOSURE, attribute::ANNOTATIONS, attribute::KW_DEFAULTS, attribute::DEFAULTS] {
            if bits & bit != 0 {
                self.op1(loc, opcode::SET_FUNCTION_ATTRIBUTE, bit);
            }
        }
    }

    /// `CALL_INTRINSIC_2` with the function below the type parameters.
    pub(super) fn set_type_params(&mut self, loc: Loc) {
        self.op1(loc, opcode::SWAP, 2);
        self.op1(loc, opcode::CALL_INTRINSIC_2, intrinsic::SET_FUNCTION_TYPE_PARAMS);
    }
}
