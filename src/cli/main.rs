//! The executable.

fn main() {
    mortise_modules::register();
    let args: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    std::process::exit(mortise_core::state::lifecycle::main::main(&args));
}
