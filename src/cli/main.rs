//! The executable.

use mortise_core::state::lifecycle;

fn main() {
    mortise_modules::register();
    let args = std::env::args_os().collect();
    std::process::exit(lifecycle::main::main(args, lifecycle::Host::Python));
}
