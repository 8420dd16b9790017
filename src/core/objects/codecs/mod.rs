//! Text encodings: the built-in codecs, their error handlers, and the registry of all others.

pub mod errors;
pub mod handlers;
pub mod names;
pub mod utf8;
