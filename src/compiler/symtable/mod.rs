//! The symbol table: which names each block binds and uses, and in which scope each name lives.

mod analyze;
mod build;
mod names;

use crate::ast::{Loc, Name};
pub(crate) use build::build;
pub(crate) use names::mangle;
use std::collections::HashMap;

/// Index of a block in [`SymbolTable::blocks`].
pub(crate) type BlockId = usize;

/// Flags of a symbol within one block.
pub(crate) mod def {
    pub const GLOBAL: u32 = 1;
    pub const LOCAL: u32 = 1 << 1;
    pub const PARAM: u32 = 1 << 2;
    pub const NONLOCAL: u32 = 1 << 3;
    pub const USE: u32 = 1 << 4;
    pub const FREE_CLASS: u32 = 1 << 6;
    pub const IMPORT: u32 = 1 << 7;
    pub const ANNOT: u32 = 1 << 8;
    pub const COMP_ITER: u32 = 1 << 9;
    pub const TYPE_PARAM: u32 = 1 << 10;
    pub const COMP_CELL: u32 = 1 << 11;
    pub const BOUND: u32 = LOCAL | PARAM | IMPORT | TYPE_PARAM;
}

/// Where a name lives, seen from one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Local,
    GlobalExplicit,
    GlobalImplicit,
    Free,
    Cell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Function,
    Class,
    Module,
    /// The annotations under `from __future__ import annotations`: only checked.
    Annotation,
    TypeVariable,
    TypeAlias,
    TypeParameters,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompKind {
    None,
    List,
    Set,
    Dict,
    Generator,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol {
    pub flags: u32,
    pub scope: Option<Scope>,
}

/// Symbols in the order of their first mention.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    index: HashMap<Name, usize>,
    items: Vec<(Name, Symbol)>,
}

impl Symbols {
    pub fn get(&self, name: &str) -> Option<Symbol> {
        self.index.get(name).map(|i| self.items[*i].1)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Symbol> {
        self.index.get(name).map(|i| &mut self.items[*i].1)
    }

    pub fn or_insert(&mut self, name: &Name) -> &mut Symbol {
        let next = self.items.len();
        let i = *self.index.entry(name.clone()).or_insert(next);
        if i == next {
            self.items.push((name.clone(), Symbol { flags: 0, scope: None }));
        }
        &mut self.items[i].1
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Symbol)> {
        self.items.iter().map(|(n, s)| (n, s))
    }
}

/// One block: a module, class, function, comprehension or type-parameter scope.
#[derive(Debug)]
pub(crate) struct Block {
    pub kind: BlockKind,
    pub symbols: Symbols,
    /// Parameters in order.
    pub varnames: Vec<Name>,
    pub children: Vec<BlockId>,
    pub parent: Option<BlockId>,
    pub loc: Loc,
    /// Inside a function, at any depth.
    pub nested: bool,
    pub generator: bool,
    pub coroutine: bool,
    pub comprehension: CompKind,
    /// The comprehension is inlined into its parent (PEP 709).
    pub comp_inlined: bool,
    /// Visiting the target of a comprehension.
    pub comp_iter_target: bool,
    /// Nesting of comprehension iterables being visited.
    pub comp_iter_expr: u32,
    pub varargs: bool,
    pub varkeywords: bool,
    pub returns_value: bool,
    /// A class with methods that need `__class__`.
    pub needs_class_closure: bool,
    /// A class with annotation scopes that need its namespace.
    pub needs_classdict: bool,
    /// A type scope directly in a class, which sees the class's names.
    pub can_see_class_scope: bool,
    /// The class name that mangles private names, for type scopes of generic classes.
    pub mangled_names: Option<std::collections::HashSet<Name>>,
    /// What a type variable's scope evaluates, for error messages.
    pub evaluates: &'static str,
    /// `nonlocal` and `global` statements, for error messages.
    pub directives: Vec<(Name, Loc)>,
    /// Class name in force for mangling.
    pub private: Option<Name>,
}

impl Block {
    /// Whether locals of the block live in fast slots.
    pub fn is_function_like(&self) -> bool {
        matches!(
            self.kind,
            BlockKind::Function | BlockKind::TypeVariable | BlockKind::TypeAlias | BlockKind::TypeParameters
        )
    }

    /// The scope of a (mangled) name in this block.
    pub fn scope(&self, name: &str) -> Option<Scope> {
        self.symbols.get(name).and_then(|s| s.scope)
    }
}

/// Which part of a node opens a block: a node can own more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Body,
    TypeParams,
    Bound,
    Default,
}

#[derive(Debug)]
pub(crate) struct SymbolTable {
    pub blocks: Vec<Block>,
    pub by_node: HashMap<(usize, Part), BlockId>,
    pub top: BlockId,
}

impl SymbolTable {
    /// The block that a part of a node opened.
    pub fn block_of(&self, node: usize, part: Part) -> BlockId {
        self.by_node.get(&(node, part)).copied().unwrap_or(self.top)
    }
}
