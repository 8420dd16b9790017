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
        self.block().scope(name)
    }

    fn access(&self, name: &Name) -> Access {
        let function_like = self.block().is_function_like();
        match self.scope_of(name) {
            Some(Scope::Free | Scope::Cell) => Access::Deref,
            Some(Scope::Local) if function_like => Access::Fast,
            Some(Scope::Local) if self.unit.fast_hidden.get(name) == Some(&true) => Access::Fast,
            Some(Scope::GlobalImplicit) if function_like => Access::Global,
            Some(Scope::GlobalExplicit) => Access::Global,
            _ => Access::Name,
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
        let access = self.access(&name);
        match access {
            Access::Deref => {
                let i = self.deref_index(&name);
                let in_class = self.block().kind == BlockKind::Class && self.unit.in_inlined_comp == 0;
                match ctx {
                    Context::Load if in_class => {
                        self.op(loc, opcode::LOAD_LOCALS);
                        self.op1(loc, opcode::LOAD_FROM_DICT_OR_DEREF, i);
                    }
                    Context::Load if self.block().can_see_class_scope => {
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

    pub(super) fn store_name(&mut self, loc: Loc, name: &str) -> Result {
        self.name_op(loc, &Name::from(name), Context::Store)
    }

    pub(super) fn load_name(&mut self, loc: Loc, name: &str) -> Result {
        self.name_op(loc, &Name::from(name), Context::Load)
    }

    /// The scope of a name as closures see it.
    pub(super) fn closure_scope(&self, name: &Name) -> Option<Scope> {
        if self.is_class_cell(name) { Some(Scope::Cell) } else { self.scope_of(name) }
    }

    /// An instruction whose argument is a (mangled) name's index in `co_names`.
    pub(super) fn op_name(&mut self, loc: Loc, op: u8, name: &Name) {
        let name = self.mangled(name);
        let i = self.unit.names.add(&name);
        self.op1(loc, op, i);
    }

    /// Pushes the cell of a variable that a nested function closes over.
    pub(super) fn load_closure(&mut self, loc: Loc, name: &Name) {
        // A class hands its methods its own cell, whatever the name means in its body.
        let i = match self.unit.cellvars.get(name) {
            Some(i) if self.is_class_cell(name) => i,
            _ => self.deref_index(name),
        };
        self.op1(loc, pseudo::LOAD_CLOSURE, i);
    }

    fn is_class_cell(&self, name: &Name) -> bool {
        self.unit.kind == UnitKind::Class && matches!(&**name, "__class__" | "__classdict__")
    }

    /// Stores into the cell of a class's namespace.
    pub(super) fn store_classdict(&mut self, loc: Loc) {
        let i = self.unit.cellvars.get("__classdict__").unwrap_or(0);
        self.op1(loc, opcode::STORE_DEREF, i);
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
