//! One code object under construction: instructions, constants, names.

use super::frames::FrameBlock;
use crate::Constant;
use crate::ast::{Loc, Name};
use crate::symtable::{BlockId, Scope, SymbolTable, def};
use std::collections::{BTreeSet, HashMap};

/// A place in the instructions, to be filled in later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Label(pub u32);

/// An instruction; `arg` is a label's number where the opcode has a target.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instr {
    pub op: u8,
    pub arg: u32,
    pub loc: Loc,
}

/// A sequence of instructions and the places of its labels.
#[derive(Debug, Default)]
pub(crate) struct Instructions {
    pub list: Vec<Instr>,
    pub labels: Vec<usize>,
}

impl Instructions {
    pub fn push(&mut self, i: Instr) {
        self.list.push(i);
    }

    pub fn new_label(&mut self) -> Label {
        self.labels.push(usize::MAX);
        Label(self.labels.len() as u32 - 1)
    }

    pub fn place(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.list.len();
    }

    /// Puts an instruction before all others.
    pub fn insert_first(&mut self, i: Instr) {
        self.list.insert(0, i);
        for at in self.labels.iter_mut().filter(|at| **at != usize::MAX) {
            *at += 1;
        }
    }
}

/// Names in the order of their first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameTable {
    index: HashMap<Name, usize>,
    pub names: Vec<Name>,
}

impl NameTable {
    pub fn add(&mut self, name: &Name) -> usize {
        let next = self.names.len();
        let i = *self.index.entry(name.clone()).or_insert(next);
        if i == next {
            self.names.push(name.clone());
        }
        i
    }

    pub fn get(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }
}

/// Constants in the order of their first use, equal ones once.
#[derive(Debug, Default)]
pub(crate) struct ConstTable {
    index: HashMap<Vec<u8>, usize>,
    pub consts: Vec<Constant>,
}

impl ConstTable {
    pub fn add(&mut self, c: Constant) -> usize {
        let mut key = Vec::new();
        c.key(&mut key);
        let next = self.consts.len();
        // A NaN equals nothing.
        let nan = matches!(c, Constant::Float(f) if f.is_nan());
        let i = if nan { next } else { *self.index.entry(key).or_insert(next) };
        if i == next {
            self.consts.push(c);
        }
        i
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    TypeParams,
}

/// Everything about one code object before it is assembled.
#[derive(Debug)]
pub(crate) struct Unit<'a> {
    pub kind: UnitKind,
    pub name: Name,
    pub qualname: String,
    pub block: BlockId,
    pub first_line: i32,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    /// The class name for private names.
    pub private: Option<Name>,
    pub instructions: Instructions,
    pub consts: ConstTable,
    pub names: NameTable,
    pub varnames: NameTable,
    pub cellvars: NameTable,
    pub freevars: NameTable,
    /// Comprehension variables that use fast slots outside functions; `true` while in use.
    pub fast_hidden: HashMap<Name, bool>,
    /// Scopes that an inlined comprehension overrides.
    pub overrides: Vec<(Name, Option<Scope>)>,
    /// Nesting of inlined comprehensions.
    pub in_inlined_comp: u32,
    /// Attributes that methods set on `self`.
    pub static_attributes: BTreeSet<Name>,
    pub frames: Vec<FrameBlock<'a>>,
}

impl Unit<'_> {
    pub fn new(kind: UnitKind, name: Name, table: &SymbolTable, block: BlockId, first_line: i32) -> Self {
        let b = &table.blocks[block];
        let mut varnames = NameTable::default();
        for n in &b.varnames {
            varnames.add(n);
        }
        let sorted = |scope: Scope, flag: u32| {
            let mut names: Vec<&Name> = b
                .symbols
                .iter()
                .filter(|(_, s)| s.scope == Some(scope) || s.flags & flag != 0)
                .map(|(n, _)| n)
                .collect();
            names.sort();
            let mut out = NameTable::default();
            names.into_iter().for_each(|n| {
                out.add(n);
            });
            out
        };
        let mut cellvars = sorted(Scope::Cell, def::COMP_CELL);
        if b.needs_class_closure {
            cellvars.add(&Name::from("__class__"));
        }
        if b.needs_classdict {
            cellvars.add(&Name::from("__classdict__"));
        }
        let freevars = sorted(Scope::Free, def::FREE_CLASS);
        Unit {
            kind,
            qualname: name.to_string(),
            name,
            block,
            first_line,
            argcount: 0,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            private: None,
            instructions: Instructions::default(),
            consts: ConstTable::default(),
            names: NameTable::default(),
            varnames,
            cellvars,
            freevars,
            fast_hidden: HashMap::new(),
            overrides: Vec::new(),
            in_inlined_comp: 0,
            static_attributes: BTreeSet::new(),
            frames: Vec::new(),
        }
    }

    /// An empty unit, for places that must hold one.
    pub fn placeholder(table: &SymbolTable) -> Self {
        Unit::new(UnitKind::Module, Name::from(""), table, table.top, 1)
    }
}
