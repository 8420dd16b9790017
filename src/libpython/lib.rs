//! The shared library for embedders: the same runtime as the executable's.

use mortise_core as _;

/// Makes the built-in modules known when the library is loaded, before an embedder calls `Py_Initialize`.
extern "C" fn register() {
    mortise_modules::register();
}

/// The loader runs the functions of this section.
#[used]
#[unsafe(link_section = ".init_array")]
static REGISTER: extern "C" fn() = register;
