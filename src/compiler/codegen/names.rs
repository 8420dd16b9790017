//! Loading, storing and deleting names, wherever they live.

use super::unit::UnitKind;
use super::{Gen, Result};
use crate::ast::{Context, Loc, Name};
use crate::opcode::{self, pseudo};
use crate::symtable::{BlockKind, Scope, mangle};

/// The kind of instruction a name needs.
#[derive(Clone, Copy, PartialEq)]
enum Access {
    Fast,
    Global,
    Deref,
    Name,
}

impl Gen<'_> {
    /// The name as it stands in the symbol table.
    pub(super) fn mangled(&self, name: &Name) -> Name {
        match &self.block().mangled_names {
            Some(set) if !set.contains(name) => name.clone(),
            _ => mangle(self.unit.private.as_deref(), name),
        }
    }

    /// The scope of a mangled name in the current unit, as comprehensions being inlined see it.
    pub(super) fn scope_of(&self, name: &Name) -> Option<Scope> {
        if let Some((_, scope)) = self.unit.overrides.iter().rev().find(|(n, _)| n == name) {
            return *scope;
        }
        if self.unit.kind == UnitKind::Class && (&**name == "__class__" || &**name == "__classdict__") {
            return Some(Scope::Cell);
        }
        self.block().scope(name)
    }

    fn access(&self, name: &Name) -> (Access, bool) {
        let function_like = self.block().is_function_like();
        match self.scope_of(name) {
            Some(Scope::Free) => (Access::Deref, true),
            Some(Scope::Cell) => (Access::Deref, false),
            Some(Scope::Local) if function_like => (Access::Fast, false),
            Some(Scope::Local) if self.unit.fast_hidden.get(name) == Some(&true) => (Access::Fast, false),
            Some(Scope::GlobalImplicit) if function_like => (Access::Global, false),
            Some(Scope::GlobalExplicit) => (Access::Global, false),
            _ => (Access::Name, false),
        }
    }

    /// Index of a cell or free variable after the locals; `flowgraph` makes it final.
    fn deref_index(&self, name: &Name) -> usize {
        match self.unit.cellvars.get(name) {
            Some(i) if self.scope_of(name) != Some(Scope::Free) => i,
            _ => self.unit.cellvars.names.len() + self.unit.freevars.get(name).unwrap_or(0),
        }
    }

    /// Emits the access to a name.
    pub(super) fn name_op(&mut self, loc: Loc, name: &Name, ctx: Context) -> Result {
        let forbidden = match &**name {
            "__debug__" => match ctx {
                Context::Store => Some("cannot assign to __debug__"),
                Context::Del => Some("cannot delete __debug__"),
                Context::Load => None,
            },
            _ => None,
        };
        if let Some(message) = forbidden {
            return self.error(message, loc);
        }
        let name = self.mangled(name);
        let (access, free) = self.access(&name);
        match access {
            Access::Deref => {
                let i = self.deref_index(&name);
                let in_class = self.block().kind == BlockKind::Class && self.unit.in_inlined_comp == 0;
                match ctx {
                    Context::Load if in_class && free => {
                        self.op(loc, opcode::LOAD_LOCALS);
                        self.op1(loc, opcode::LOAD_FROM_DICT_OR_DEREF, i);
                    }
                    Context::Load if self.block().can_see_class_scope && free && self.class_may_bind(&name) => {
                        let dict = self.deref_index(&Name::from("__classdict__"));
                        self.op1(loc, opcode::LOAD_DEREF, dict);
                        self.op1(loc, opcode::LOAD_FROM_DICT_OR_DEREF, i);
                    }
                    Context::Load => self.op1(loc, opcode::LOAD_DEREF, i),
                    Context::Store => self.op1(loc, opcode::STORE_DEREF, i),
                    Context::Del => self.op1(loc, opcode::DELETE_DEREF, i),
                }
            }
            Access::Fast => {
                let i = self.unit.varnames.add(&name);
                let op = match ctx {
                    Context::Load => opcode::LOAD_FAST,
                    Context::Store => opcode::STORE_FAST,
                    Context::Del => opcode::DELETE_FAST,
                };
                self.op1(loc, op, i);
            }
            Access::Global => {
                if ctx == Context::Load
                    && self.block().can_see_class_scope
                    && self.scope_of(&name) == Some(Scope::GlobalImplicit)
                {
                    let dict = self.deref_index(&Name::from("__classdict__"));
                    self.op1(loc, opcode::LOAD_DEREF, dict);
                    let i = self.unit.names.add(&name);
                    self.op1(loc, opcode::LOAD_FROM_DICT_OR_GLOBALS, i);
                    return Ok(());
                }
                let i = self.unit.names.add(&name);
                match ctx {
                    Context::Load => self.op1(loc, opcode::LOAD_GLOBAL, i << 1),
                    Context::Store => self.op1(loc, opcode::STORE_GLOBAL, i),
                    Context::Del => self.op1(loc, opcode::DELETE_GLOBAL, i),
                }
            }
            Access::Name => {
                let i = self.unit.names.add(&name);
                match ctx {
                    Context::Load if self.unit.in_inlined_comp > 0 && self.unit.kind == UnitKind::Class => {
                        self.op1(loc, opcode::LOAD_GLOBAL, i << 1);
                    }
                    Context::Load => self.op1(loc, opcode::LOAD_NAME, i),
                    Context::Store => self.op1(loc, opcode::STORE_NAME, i),
                    Context::Del => self.op1(loc, opcode::DELETE_NAME, i),
                }
            }
        }
        Ok(())
    }

    /// Whether a type scope in a class must look a free name up in the class first.
    fn class_may_bind(&self, _name: &Name) -> bool {
        false
    }

    pub(super) fn store_name(&mut self, loc: Loc, name: &str) -> Result {
        self.name_op(loc, &Name::from(name), Context::Store)
    }

    pub(super) fn load_name(&mut self, loc: Loc, name: &str) -> Result {
        self.name_op(loc, &Name::from(name), Context::Load)
    }

    /// An instruction whose argument is a (mangled) name's index in `co_names`.
    pub(super) fn op_name(&mut self, loc: Loc, op: u8, name: &Name) {
        let name = self.mangled(name);
        let i = self.unit.names.add(&name);
        self.op1(loc, op, i);
    }

    /// Pushes the cell of a variable that a nested function closes over.
    pub(super) fn load_closure(&mut self, loc: Loc, name: &Name) {
        let i = self.deref_index(name);
        self.op1(loc, pseudo::LOAD_CLOSURE, i);
    }

    /// `MAKE_CELL` for a variable of an inlined comprehension.
    pub(super) fn make_cell(&mut self, loc: Loc, name: &Name, outer_free: bool) {
        let i = if outer_free {
            self.unit.cellvars.names.len() + self.unit.freevars.get(name).unwrap_or(0)
        } else {
            self.unit.cellvars.get(name).unwrap_or(0)
        };
        self.op1(loc, opcode::MAKE_CELL, i);
    }
}
