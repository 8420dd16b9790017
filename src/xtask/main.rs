//! The project's own tool, run as `cargo xtask COMMAND`. One file per command; `cargo xtask help` lists them.
#![forbid(unsafe_code)]

mod bench;
mod cext;
mod ci;
mod compile;
mod debian;
mod demo;
mod dist;
mod process;
mod published;
mod python;
mod samples;
mod stdlib;
mod suites;
mod sysconfigdata;
mod test;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, tests and measures Mortise")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Pack CPython 3.13's pure-Python standard library, compiled by Mortise's compiler
    Stdlib(stdlib::Args),
    /// Build both flavours' executables and shared libraries and lay them out in dist/
    Dist(dist::Args),
    /// Load the sample extensions and published wheels in both flavours and print a table
    Demo(demo::Args),
    /// Run all tests in both flavours, or the suites that run on any Python on the one given
    Test(test::Args),
    /// Measure: `bench calls` compares calls into an extension with CPython's
    Bench(bench::Args),
    /// What continuous integration runs: formatting, lints, header drift, tests
    Ci(ci::Args),
}

fn main() {
    let result = match Cli::parse().command {
        Command::Stdlib(args) => stdlib::run(&args),
        Command::Dist(args) => dist::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Ci(args) => ci::run(&args),
    };
    match result {
        Ok(true) => {}
        Ok(false) => std::process::exit(1),
        Err(error) => {
            eprintln!("xtask: {error:#}");
            std::process::exit(2);
        }
    }
}
