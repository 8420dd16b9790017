//! `cargo xtask handlers`: whether every instruction of the interpreter still ends in a jump to the next one.
//!
//! Stable Rust cannot ask for tail calls, so the machine code is looked at: a handler that calls another one would grow the stack
//! with every instruction. See `src/core/eval/handlers/mod.rs`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::dist;
use crate::process::output;
use crate::python::{Flavour, Python};

#[derive(clap::Args)]
pub struct Args {
    /// Look at the optimised build
    #[arg(long)]
    release: bool,
}

/// The module that holds the handlers, behind the name of the flavour's crate.
const MODULE: &str = "::eval::handlers::";
/// Functions of the module that are no handlers: they are called and return.
const HELPERS: [&str; 3] = ["find_handler", "note_error", "no_handler"];
/// There are about 150 instructions; far fewer functions mean that the names have changed and nothing was checked.
const AT_LEAST: usize = 100;

pub fn run(args: &Args) -> Result<bool> {
    let dist = dist::build(&dist::Args { release: args.release, out: None })?;
    let mut good = true;
    for flavour in Flavour::BOTH {
        let executable = Python::mortise(&dist, flavour).exe;
        let listing = disassemble(&executable)?;
        let (count, bad) = check(&listing);
        if count < AT_LEAST {
            bail!(
                "{}: only {count} functions of `mortise_core{MODULE}` found, expected {AT_LEAST} or more",
                executable.display()
            );
        }
        println!(
            "{}: {count} handlers, {} that call a handler instead of jumping to it",
            flavour.name(),
            bad.len()
        );
        bad.iter().for_each(|(name, call)| println!("  {name}: call {call}"));
        good &= bad.is_empty();
    }
    Ok(good)
}

fn disassemble(executable: &Path) -> Result<String> {
    output(
        Command::new("objdump").args(["--disassemble", "--no-show-raw-insn", "--demangle"]).arg(executable),
    )
    .context("objdump (of binutils, which the C compiler needs too) has to be installed")
}

/// The number of handlers in a disassembly, and the wrong calls: by whom, to what.
fn check(listing: &str) -> (usize, Vec<(&str, &str)>) {
    let (mut count, mut bad, mut current) = (0, Vec::new(), None);
    for line in listing.lines() {
        if let Some(name) =
            line.strip_suffix(">:").and_then(|head| head.split_once('<')).map(|(_, name)| name)
        {
            current = name
                .split_once(MODULE)
                .filter(|(front, _)| front.starts_with("mortise_core"))
                .map(|(_, name)| name);
            count += usize::from(current.is_some());
        } else if let Some(handler) = current
            && let Some((_, target)) = line.split_once("call ")
        {
            let target = target.trim();
            // Through the table of handlers, or by name.
            let indirect = target.starts_with("*(") && target.ends_with(",8)");
            let direct = target.contains(MODULE) && !HELPERS.iter().any(|helper| target.contains(helper));
            if indirect || direct {
                bad.push((handler, target));
            }
        }
    }
    (count, bad)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn jumps_are_fine_and_calls_are_not() {
        let listing = "\
0000000000001000 <mortise_core::eval::handlers::stack::nop>:
    1000:\tmov    %rdx,(%rsi)
    1003:\tjmp    *(%r9,%rax,8)
0000000000001100 <mortise_core::eval::handlers::stack::swap>:
    1100:\tcall   2000 <mortise_core::eval::handlers::find_handler>
    1105:\tcall   *0x45daa1(%rip)
    110b:\tcall   *(%r9,%rax,8)
    110f:\tcall   3000 <mortise_core::eval::handlers::error>
0000000000001200 <other::function>:
    1200:\tcall   *(%r9,%rax,8)
";
        let (count, bad) = check(listing);
        assert_eq!(count, 2);
        assert_eq!(
            bad,
            [("stack::swap", "*(%r9,%rax,8)"), ("stack::swap", "3000 <mortise_core::eval::handlers::error>")]
        );
    }
}
