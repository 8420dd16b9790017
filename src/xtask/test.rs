//! `cargo xtask test`: everything that can be checked, in both flavours, with one summary line at the very end.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::cargo;
use crate::python::{Flavour, Python};
use crate::suites::{Plan, Tally};
use crate::{dist, exported, published, samples};

#[derive(clap::Args, Clone, Default)]
pub struct Args {
    /// Run the suites that run on any Python on this one (may be given more than once), and nothing else
    #[arg(long, value_name = "PATH")]
    pub python: Vec<PathBuf>,
    /// Where that Python's Python.h is, if it does not know
    #[arg(long, value_name = "DIR")]
    pub python_include: Option<PathBuf>,
    /// Test the optimised build
    #[arg(long)]
    pub release: bool,
    /// Run the interpreter under this program, such as "valgrind -q --error-exitcode=99"; time limits become 20 times as long
    #[arg(long, value_name = "COMMAND")]
    pub under: Option<String>,
    /// Only files whose SUITE/FILE contains this; SUITE/FILE::CHECK picks checks. `rust` stands for the Rust tests
    pub filter: Option<String>,
}

pub fn run(args: &Args) -> Result<bool> {
    let mut tally = Tally::default();
    let outcome = run_all(args, &mut tally);
    // Whatever happened, the counts are the last line.
    if let Err(error) = outcome {
        tally.fail("xtask test", &format!("{error:#}"));
    }
    if tally.known > 0 {
        println!("{} known failures (abi-tests/known-failures.txt)", tally.known);
    }
    println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    Ok(tally.failed == 0)
}

fn run_all(args: &Args, tally: &mut Tally) -> Result<()> {
    let filter = args.filter.as_deref();
    let under: Vec<String> =
        args.under.iter().flat_map(|line| line.split_whitespace()).map(str::to_owned).collect();
    if !args.python.is_empty() {
        for exe in &args.python {
            let mut python = Python::probe(exe, args.python_include.as_deref())?;
            python.under = under.clone();
            python_suites(&python, filter, tally)?;
        }
        return Ok(());
    }
    if filter.is_none_or(|f| f.starts_with("rust")) {
        rust(args.release, tally)?;
    }
    if filter.is_some_and(|f| f.starts_with("rust")) {
        return Ok(());
    }
    let dist = dist::build(&dist::Args { release: args.release, out: None })?;
    for flavour in Flavour::BOTH {
        exported::run(&dist, flavour, filter, tally)?;
        let mut python = Python::mortise(&dist, flavour);
        python.under = under.clone();
        python_suites(&python, filter, tally)?;
    }
    Ok(())
}

/// Everything that is a Python program, on one interpreter.
fn python_suites(python: &Python, filter: Option<&str>, tally: &mut Tally) -> Result<()> {
    let plan = Plan { python, filter };
    samples::run(&plan, tally)?;
    let samples = plan.build_dir("samples")?;
    plan.capi(tally)?;
    plan.load(tally)?;
    plan.programs("language", &[], tally)?;
    plan.recorded("language", tally)?;
    plan.programs("threads", &[samples], tally)?;
    plan.embed(tally)?;
    published::run(&plan, tally)
}

/// `cargo test`, its results counted.
fn rust(release: bool, tally: &mut Tally) -> Result<()> {
    let mut command = cargo()?;
    command.args(["test", "--workspace", "--no-fail-fast"]);
    if release {
        command.arg("--release");
    }
    let out = command.output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let mut failed = 0;
    for line in text.lines() {
        if let Some(counts) = counts(line) {
            tally.passed += counts[0];
            tally.skipped += counts[2];
            failed += counts[1];
        }
    }
    if out.status.success() {
        return Ok(());
    }
    // What failed is in the output; it is counted test by test, or as one if nothing could be built.
    print!("{text}");
    eprint!("{}", String::from_utf8_lossy(&out.stderr));
    tally.failed += failed.max(1);
    Ok(())
}

/// `test result: ok. 4 passed; 0 failed; 1 ignored; …` as numbers.
fn counts(line: &str) -> Option<[usize; 3]> {
    let rest = line.trim().strip_prefix("test result: ")?;
    let number = |word: &str| {
        let before = rest.split(word).next()?.trim_end();
        before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    Some([number(" passed")?, number(" failed")?, number(" ignored")?])
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn cargos_counts_are_read() {
        let line = "test result: FAILED. 14 passed; 2 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(counts(line), Some([14, 2, 3]));
        assert_eq!(counts("running 4 tests"), None);
    }
}
