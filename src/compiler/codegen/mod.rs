//! Code generation: from the tree to instructions with labels.

mod calls;
mod class;
mod comprehension;
mod conditions;
mod expr;
mod frames;
mod function;
mod generics;
mod names;
mod patterns;
mod stmt;
mod trys;
mod unit;
mod withs;

use crate::ast::{Loc, Module, Name, Stmt, StmtKind, docstring};
use crate::future::Future;
use crate::opcode::{self, flags, pseudo};
use crate::symtable::{BlockId, BlockKind, SymbolTable};
use crate::{Code, CompileError, Constant, ErrorKind, Options, flowgraph};
use frames::FrameBlock;
use std::sync::Arc;
pub(crate) use unit::{ConstTable, Instr, Instructions, Label, Unit, UnitKind};

pub(crate) type Result<T = ()> = std::result::Result<T, CompileError>;

/// Beyond this many stacked items, collections are built piece by piece.
const STACK_USE_GUIDELINE: usize = 30;

/// The generator: a stack of units, one for each nested code.
pub(crate) struct Gen<'a> {
    source: &'a str,
    options: &'a Options<'a>,
    table: &'a SymbolTable,
    future: Future,
    /// The unit being generated.
    unit: Unit<'a>,
    /// The units around it, outermost first.
    outer: Vec<Unit<'a>>,
    /// Expression statements print their value.
    interactive: bool,
    /// How many units deep.
    nest: u32,
}

/// Generates the code of a whole module.
pub(crate) fn generate<'a>(
    module: &'a Module,
    table: &'a SymbolTable,
    source: &'a str,
    options: &'a Options<'a>,
    future: Future,
) -> Result<Code> {
    let unit = Unit::new(UnitKind::Module, Name::from("<module>"), table, table.top, 1);
    let mut g = Gen { source, options, table, future, unit, outer: Vec::new(), interactive: false, nest: 1 };
    g.op1(Loc::new(0, 1, 0, 0), opcode::RESUME, 0);
    match module {
        Module::Exec(body) => {
            let loc = body.first().map_or(Loc::new(1, 1, 0, 0), |s| s.loc);
            g.body(loc, body)?;
        }
        Module::Single(body) => {
            g.interactive = true;
            if body.iter().any(has_annotation) {
                g.op(body[0].loc, opcode::SETUP_ANNOTATIONS);
            }
            g.stmts(body)?;
        }
        Module::Eval(e) => g.expr(e)?,
    }
    let unit = std::mem::replace(&mut g.unit, Unit::placeholder(table));
    g.assemble(unit, !matches!(module, Module::Eval(_)))
}

/// Whether a statement annotates a variable of its own block.
fn has_annotation(s: &Stmt) -> bool {
    let any = |body: &[Stmt]| body.iter().any(has_annotation);
    match &s.kind {
        StmtKind::AnnAssign { .. } => true,
        StmtKind::For(f) => any(&f.body) || any(&f.orelse),
        StmtKind::While { body, orelse, .. } | StmtKind::If { body, orelse, .. } => any(body) || any(orelse),
        StmtKind::With { body, .. } => any(body),
        StmtKind::Match { cases, .. } => cases.iter().any(|c| any(&c.body)),
        StmtKind::Try(t) => {
            any(&t.body) || t.handlers.iter().any(|h| any(&h.body)) || any(&t.orelse) || any(&t.finalbody)
        }
        _ => false,
    }
}

impl<'a> Gen<'a> {
    fn error<T>(&self, message: impl Into<String>, loc: Loc) -> Result<T> {
        Err(CompileError::at(ErrorKind::Syntax, message, loc, self.source, self.options))
    }

    /// The block of the symbol table that the current unit implements.
    fn block(&self) -> &'a crate::symtable::Block {
        &self.table.blocks[self.unit.block]
    }

    fn op(&mut self, loc: Loc, op: u8) {
        self.unit.instructions.push(Instr { op, arg: 0, loc });
    }

    fn op1(&mut self, loc: Loc, op: u8, arg: usize) {
        self.unit.instructions.push(Instr { op, arg: arg as u32, loc });
    }

    fn jump(&mut self, loc: Loc, op: u8, target: Label) {
        self.unit.instructions.push(Instr { op, arg: target.0, loc });
    }

    fn label(&mut self) -> Label {
        self.unit.instructions.new_label()
    }

    fn use_label(&mut self, label: Label) {
        self.unit.instructions.place(label);
    }

    fn load_const(&mut self, loc: Loc, c: Constant) {
        let i = self.unit.consts.add(c);
        self.op1(loc, opcode::LOAD_CONST, i);
    }

    /// Enters a nested unit and emits its `RESUME`.
    fn enter(&mut self, kind: UnitKind, name: &Name, block: BlockId, first_line: i32) {
        let mut unit = Unit::new(kind, name.clone(), self.table, block, first_line);
        unit.private = self.table.blocks[block].private.clone();
        std::mem::swap(&mut self.unit, &mut unit);
        self.outer.push(unit);
        self.nest += 1;
        self.unit.qualname = self.qualname(name);
        self.op1(Loc::new(first_line, first_line, 0, 0), opcode::RESUME, 0);
    }

    /// The dotted name of the unit just entered.
    fn qualname(&self, name: &Name) -> String {
        let Some(mut parent) = self.outer.last() else { return name.to_string() };
        // Type-parameter scopes do not show.
        if parent.kind == UnitKind::TypeParams && self.outer.len() >= 2 {
            parent = &self.outer[self.outer.len() - 2];
            if self.outer.len() == 2 {
                return name.to_string();
            }
        }
        if parent.kind == UnitKind::Module {
            return name.to_string();
        }
        if matches!(self.unit.kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Class) {
            let mangled = crate::symtable::mangle(parent.private.as_deref(), name);
            let block = &self.table.blocks[parent.block];
            if block.scope(&mangled) == Some(crate::symtable::Scope::GlobalExplicit) {
                return name.to_string();
            }
        }
        match parent.kind {
            UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Lambda => {
                format!("{}.<locals>.{name}", parent.qualname)
            }
            _ => format!("{}.{name}", parent.qualname),
        }
    }

    /// Leaves the unit and returns it.
    fn leave(&mut self) -> Unit<'a> {
        self.nest -= 1;
        let outer = self.outer.pop().unwrap_or_else(|| Unit::placeholder(self.table));
        std::mem::replace(&mut self.unit, outer)
    }

    /// Leaves the unit and makes its code.
    fn finish(&mut self, add_none: bool) -> Result<Arc<Code>> {
        let unit = self.leave();
        Ok(Arc::new(self.assemble(unit, add_none)?))
    }

    fn assemble(&self, mut unit: Unit<'_>, add_none: bool) -> Result<Code> {
        if add_none {
            let i = unit.consts.add(Constant::None);
            unit.instructions.push(Instr { op: opcode::LOAD_CONST, arg: i as u32, loc: Loc::NONE });
        }
        unit.instructions.push(Instr { op: opcode::RETURN_VALUE, arg: 0, loc: Loc::NONE });
        let code_flags = self.code_flags(&unit);
        flowgraph::assemble(unit, code_flags, self.options)
            .map_err(|m| CompileError::nowhere(ErrorKind::System, m, self.options))
    }

    fn code_flags(&self, unit: &Unit<'_>) -> u32 {
        let block = &self.table.blocks[unit.block];
        let mut out = 0;
        if block.is_function_like() {
            out |= flags::CO_NEWLOCALS | flags::CO_OPTIMIZED;
            if block.nested {
                out |= flags::CO_NESTED;
            }
            out |= match (block.generator, block.coroutine) {
                (true, false) => flags::CO_GENERATOR,
                (false, true) => flags::CO_COROUTINE,
                (true, true) => flags::CO_ASYNC_GENERATOR,
                (false, false) => 0,
            };
            if block.varargs {
                out |= flags::CO_VARARGS;
            }
            if block.varkeywords {
                out |= flags::CO_VARKEYWORDS;
            }
        }
        out |= self.future.flags & flags::FUTURE_MASK;
        if unit.kind == UnitKind::Module
            && self.options.flags & flags::PYCF_ALLOW_TOP_LEVEL_AWAIT != 0
            && block.coroutine
        {
            out |= flags::CO_COROUTINE;
        }
        out
    }

    /// Whether `await` may stand at module level.
    fn top_level_await(&self) -> bool {
        self.options.flags & flags::PYCF_ALLOW_TOP_LEVEL_AWAIT != 0 && self.block().kind == BlockKind::Module
    }

    /// The body of a module or class: annotations' dict, docstring, statements.
    fn body(&mut self, loc: Loc, body: &'a [Stmt]) -> Result {
        if body.iter().any(has_annotation) {
            self.op(loc, opcode::SETUP_ANNOTATIONS);
        }
        let mut rest = body;
        if let Some((doc, doc_loc)) = docstring(body) {
            rest = &body[1..];
            if self.options.optimize < 2 {
                let doc = clean_docstring(doc);
                self.load_const(doc_loc, Constant::Str(doc.into()));
                self.store_name(Loc::NONE, "__doc__")?;
            }
        }
        self.stmts(rest)
    }

    /// Adds the handler that turns an escaping StopIteration into RuntimeError.
    fn wrap_in_stop_iteration_handler(&mut self) {
        let handler = self.label();
        let setup = Instr { op: pseudo::SETUP_CLEANUP, arg: handler.0, loc: Loc::NONE };
        self.unit.instructions.insert_first(setup);
        self.load_const(Loc::NONE, Constant::None);
        self.op(Loc::NONE, opcode::RETURN_VALUE);
        self.use_label(handler);
        self.op1(Loc::NONE, opcode::CALL_INTRINSIC_1, intrinsic::STOPITERATION_ERROR);
        self.op1(Loc::NONE, opcode::RERAISE, 1);
    }

    fn push_frame(&mut self, block: FrameBlock<'a>) -> Result {
        if self.unit.frames.len() >= 20 {
            return self.error("too many statically nested blocks", block.loc);
        }
        self.unit.frames.push(block);
        Ok(())
    }

    fn pop_frame(&mut self) {
        self.unit.frames.pop();
    }
}

/// Arguments of `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.
mod intrinsic {
    pub const PRINT: usize = 1;
    pub const IMPORT_STAR: usize = 2;
    pub const STOPITERATION_ERROR: usize = 3;
    pub const ASYNC_GEN_WRAP: usize = 4;
    pub const UNARY_POSITIVE: usize = 5;
    pub const LIST_TO_TUPLE: usize = 6;
    pub const TYPEVAR: usize = 7;
    pub const PARAMSPEC: usize = 8;
    pub const TYPEVARTUPLE: usize = 9;
    pub const SUBSCRIPT_GENERIC: usize = 10;
    pub const TYPEALIAS: usize = 11;
    pub const PREP_RERAISE_STAR: usize = 1;
    pub const TYPEVAR_WITH_BOUND: usize = 2;
    pub const TYPEVAR_WITH_CONSTRAINTS: usize = 3;
    pub const SET_FUNCTION_TYPE_PARAMS: usize = 4;
    pub const SET_TYPEPARAM_DEFAULT: usize = 5;
}

/// Removes the common indentation of a docstring's lines and the leading blanks of its first one.
fn clean_docstring(doc: &[u8]) -> Vec<u8> {
    let expanded = expand_tabs(doc);
    let lines: Vec<&[u8]> = expanded.split(|b| *b == b'\n').collect();
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let margin = lines[1..].iter().filter(|l| indent(l) < l.len()).map(|l| indent(l)).min().unwrap_or(0);
    let mut out = lines[0][indent(lines[0])..].to_vec();
    for line in &lines[1..] {
        out.push(b'\n');
        out.extend(&line[margin.min(indent(line))..]);
    }
    out
}

/// Tabs as blanks up to the next multiple of eight.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    if !text.contains(&b'\t') {
        return text.to_vec();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0;
    for b in text {
        match b {
            b'\t' => {
                let fill = 8 - column % 8;
                out.extend(std::iter::repeat_n(b' ', fill));
                column += fill;
            }
            b'\n' | b'\r' => {
                out.push(*b);
                column = 0;
            }
            _ => {
                out.push(*b);
                if b & 0xc0 != 0x80 {
                    column += 1;
                }
            }
        }
    }
    out
}
