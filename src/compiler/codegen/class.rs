//! Class definitions.

use super::unit::UnitKind;
use super::{Gen, Result};
use crate::ast::{ClassDef, Context, Loc, Name};
use crate::opcode;
use crate::symtable::Part;
use crate::{Code, Constant};
use std::sync::Arc;

impl<'a> Gen<'a> {
    pub(super) fn class(&mut self, c: &'a ClassDef, loc: Loc) -> Result {
        self.decorators(&c.decorators)?;
        let first_line = c.decorators.first().map_or(loc.line, |d| d.loc.line);
        if c.type_params.is_empty() {
            let code = self.class_body(c, first_line)?;
            self.build_class(c, code, loc);
            self.check_keywords(&c.keywords)?;
            self.call_with(loc, 2, &c.bases, &c.keywords, None)?;
        } else {
            self.generic_class(c, first_line, loc)?;
        }
        self.apply_decorators(&c.decorators);
        self.name_op(loc, &c.name, Context::Store)
    }

    /// Pushes `__build_class__`, the body's function and the name.
    pub(super) fn build_class(&mut self, c: &ClassDef, code: Arc<Code>, loc: Loc) {
        self.op(loc, opcode::LOAD_BUILD_CLASS);
        self.op(loc, opcode::PUSH_NULL);
        self.make_function(loc, code, 0);
        self.load_const(loc, Constant::str(&c.name));
    }

    pub(super) fn class_body(&mut self, c: &'a ClassDef, first_line: i32) -> Result<Arc<Code>> {
        let node = std::ptr::from_ref(c) as usize;
        let block = self.table.block_of(node, Part::Body);
        self.enter(UnitKind::Class, &c.name, block, first_line);
        self.unit.private = Some(c.name.clone());
        let loc = Loc::new(first_line, first_line, 0, 0);
        self.load_name(loc, "__name__")?;
        self.store_name(loc, "__module__")?;
        let qualname = Constant::str(&self.unit.qualname);
        self.load_const(loc, qualname);
        self.store_name(loc, "__qualname__")?;
        self.load_const(loc, Constant::int(i64::from(first_line)));
        self.store_name(loc, "__firstlineno__")?;
        if !c.type_params.is_empty() {
            self.load_name(loc, ".type_params")?;
            self.store_name(loc, "__type_params__")?;
        }
        let needs_classdict = self.block().needs_classdict;
        if needs_classdict {
            self.op(loc, opcode::LOAD_LOCALS);
            self.store_classdict(loc);
        }
        self.body(loc, &c.body)?;
        let attributes = self.unit.static_attributes.iter().map(|n| Constant::str(n)).collect();
        self.load_const(Loc::NONE, Constant::Tuple(attributes));
        self.store_name(Loc::NONE, "__static_attributes__")?;
        if needs_classdict {
            self.load_closure(Loc::NONE, &Name::from("__classdict__"));
            self.store_name(Loc::NONE, "__classdictcell__")?;
        }
        if self.block().needs_class_closure {
            self.load_closure(Loc::NONE, &Name::from("__class__"));
            self.op1(Loc::NONE, opcode::COPY, 1);
            self.store_name(Loc::NONE, "__classcell__")?;
        } else {
            self.load_const(Loc::NONE, Constant::None);
        }
        self.op(Loc::NONE, opcode::RETURN_VALUE);
        self.finish(true)
    }
}
