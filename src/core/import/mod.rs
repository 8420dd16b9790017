//! Importing: the built-in and frozen modules, the loading of extension modules, and the fast way of the `import` statement.
//! Finding and loading as such is `importlib`'s, frozen as in CPython.

pub mod extension;
pub mod frozen;
pub mod gil;
pub mod inittab;
pub mod statement;
