//! Python 3.13 source to CPython 3.13 code: parser, symbol table, code generator, flow graph, assembler.
//!
//! The crate knows no Python object. [`compile`] turns source text into a [`Code`], which is plain data; the
//! runtime makes a code object of it, and [`marshal::dump`] writes it as a `.pyc` body. The output is meant to
//! be the same, byte for byte, as CPython 3.13's.
//!
//! The stages, each in its module: `source` (decoding), the parser (ruff's) and `ast` (our tree, constant
//! folding), `symtable` (scopes), `codegen` (instructions with labels), `flowgraph` (optimisation on basic
//! blocks), `assemble` (bytes and tables).
#![forbid(unsafe_code)]

mod assemble;
mod ast;
mod code;
mod codegen;
mod diagnose;
mod error;
mod flowgraph;
mod future;
pub mod marshal;
pub mod opcode;
pub mod shape;
mod source;
mod symtable;
#[cfg(test)]
mod tests;

pub use code::{Code, Constant, Int};
pub use error::{CompileError, ErrorKind};

/// What kind of code to make, as the third argument of Python's `compile()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A module: any number of statements.
    Exec,
    /// One expression, whose value the code returns.
    Eval,
    /// One interactive statement; the values of expression statements are printed.
    Single,
}

/// The circumstances of a compilation.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The name that goes into `co_filename` and error messages.
    pub filename: &'a str,
    /// The kind of code.
    pub mode: Mode,
    /// 0, 1 (`-O`: no asserts) or 2 (`-OO`: no docstrings either).
    pub optimize: u8,
    /// `CO_FUTURE_*` and `PyCF_*` flags, as CPython numbers them.
    pub flags: u32,
}

/// Compiles source text.
pub fn compile(source: &str, options: &Options<'_>) -> Result<Code, CompileError> {
    let text = source::normalise(source, options)?;
    let code = compile_normalised(&text, options)?;
    diagnose::unfinished(source, options)?;
    Ok(code)
}

/// Compiles source bytes: honours a byte-order mark and a PEP 263 coding cookie.
pub fn compile_bytes(source: &[u8], options: &Options<'_>) -> Result<Code, CompileError> {
    let text = source::decode(source, options)?;
    compile(&text, options)
}

fn compile_normalised(source: &str, options: &Options<'_>) -> Result<Code, CompileError> {
    let mut module = ast::parse(source, options)?;
    let future = future::collect(&module, source, options)?;
    ast::fold::fold_module(&mut module, options.optimize, future.annotations())?;
    let table = symtable::build(&module, source, options, future)?;
    codegen::generate(&module, &table, source, options, future)
}
