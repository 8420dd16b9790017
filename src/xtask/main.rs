//! The project's own tool, run as `cargo xtask COMMAND`. One file per command; `cargo xtask help` lists them.
#![forbid(unsafe_code)]

mod bench;
mod cext;
mod ci;
mod compile;
mod debian;
mod demo;
mod dist;
mod exported;
mod handlers;
mod headers;
mod layout;
mod process;
mod published;
mod python;
mod samples;
mod stdlib;
mod suites;
mod symbols;
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
    /// Fill the generated part of the C headers in include/, and the checks of src/abi
    Headers {
        /// Only check that they are up to date
        #[arg(long)]
        check: bool,
        /// Write headers that declare all that CPython has, defined or not, into FOLDER/default and FOLDER/t instead
        #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
        complete: Option<std::path::PathBuf>,
    },
    /// Turn the facts about layouts and constants into the checks of src/abi
    Layout {
        /// Only check that they are up to date
        #[arg(long)]
        check: bool,
    },
    /// Check that every instruction of the interpreter ends in a jump to the next one
    Handlers(handlers::Args),
    /// Say which exported names are defined
    Symbols {
        /// List the missing ones
        #[arg(long)]
        list: bool,
    },
}

fn main() {
    let result = match Cli::parse().command {
        Command::Stdlib(args) => stdlib::run(&args),
        Command::Dist(args) => dist::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Ci(args) => ci::run(&args),
        Command::Headers { complete: Some(folder), .. } => done(headers::write_complete(&folder)),
        Command::Headers { check, complete: None } => done(headers::run(check)),
        Command::Layout { check } => done(layout::run(check)),
        Command::Handlers(args) => handlers::run(&args),
        Command::Symbols { list } => done(symbols::run(list)),
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

/// The result of a command that has no outcome but success.
fn done(result: Result<(), String>) -> anyhow::Result<bool> {
    result.map(|()| true).map_err(anyhow::Error::msg)
}
