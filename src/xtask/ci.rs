//! `cargo xtask ci`: what continuous integration runs, with the time each step took.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::process::{cargo, root, run as run_command};
use crate::test;

#[derive(clap::Args)]
pub struct Args {
    /// Go on after a step that failed
    #[arg(long)]
    keep_going: bool,
}

pub fn run(args: &Args) -> Result<bool> {
    let mut times: Vec<(&str, Duration, bool)> = Vec::new();
    let mut ok = true;
    for (name, step) in steps() {
        if !ok && !args.keep_going {
            break;
        }
        println!("== {name}");
        let start = Instant::now();
        let passed = step().unwrap_or_else(|error| {
            eprintln!("{error:#}");
            false
        });
        ok &= passed;
        times.push((name, start.elapsed(), passed));
    }
    // On standard error, because the tests' summary stays the last line of the output.
    for (name, time, passed) in times {
        eprintln!("{name:<10} {:>7.1} s  {}", time.as_secs_f64(), if passed { "passed" } else { "FAILED" });
    }
    Ok(ok)
}

type Step = fn() -> Result<bool>;

fn steps() -> Vec<(&'static str, Step)> {
    let mut steps: Vec<(&'static str, Step)> = vec![
        ("fmt", || cargo_step(&["fmt", "--all", "--check"])),
        ("clippy", || {
            cargo_step(&["clippy", "--no-deps", "--workspace", "--all-targets", "--", "-D", "warnings"])
        }),
    ];
    steps.push(("layout", || own_step(&["layout", "--check"])));
    steps.push(("headers", || own_step(&["headers", "--check"])));
    steps.push(("readback", || cargo_step(&["test", "-p", "mortise-abi-tests", "--features", "readback"])));
    steps.push(("handlers", || own_step(&["handlers"])));
    steps.push(("test", || test::run(&test::Args::default())));
    steps
}

fn cargo_step(args: &[&str]) -> Result<bool> {
    run_command(cargo()?.args(args))?;
    Ok(true)
}

/// A command of this very program.
fn own_step(args: &[&str]) -> Result<bool> {
    run_command(Command::new(std::env::current_exe()?).args(args).current_dir(root()))?;
    Ok(true)
}
