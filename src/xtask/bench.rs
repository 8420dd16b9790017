//! `cargo xtask bench calls`: nanoseconds per call between Python and an extension, ours and CPython's in one run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::cext::Extension;
use crate::dist;
use crate::process::{root, run_within, target_dir};
use crate::python::{Flavour, Python};
use crate::suites::explain;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// The ways into and out of an extension module
    Calls(Calls),
}

#[derive(clap::Args)]
struct Calls {
    /// A CPython 3.13 to compare with (may be given more than once: the one of our flavour is taken, else the first)
    #[arg(long, value_name = "PATH", default_value = "python3.13")]
    python: Vec<PathBuf>,
    /// Measure this interpreter in the place of ours (may be given more than once)
    #[arg(long, value_name = "PATH")]
    ours: Vec<PathBuf>,
    /// How often each side is started; the best result counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// No row may take more than this many times as long as CPython's.
const GOAL: f64 = 1.5;

pub fn run(args: &Args) -> Result<bool> {
    let What::Calls(calls) = &args.what;
    let references = calls.python.iter().map(|exe| Python::probe(exe, None)).collect::<Result<Vec<_>>>()?;
    let ours = if calls.ours.is_empty() {
        let dist = dist::build(&dist::Args { release: true, out: None })?;
        Flavour::BOTH.iter().map(|&flavour| Python::mortise(&dist, flavour)).collect()
    } else {
        calls.ours.iter().map(|exe| Python::probe(exe, None)).collect::<Result<Vec<_>>>()?
    };
    let mut good = true;
    for python in &ours {
        let reference = references.iter().find(|r| r.flavour == python.flavour).unwrap_or(&references[0]);
        good &= compare(python, reference, calls.rounds)?;
    }
    Ok(good)
}

type Rows = BTreeMap<String, f64>;

/// Runs both in turn, prints the table; false if a row misses the goal.
fn compare(ours: &Python, theirs: &Python, rounds: usize) -> Result<bool> {
    let sides = [(ours, build(ours, "ours")?), (theirs, build(theirs, "theirs")?)];
    let mut best: [Rows; 2] = Default::default();
    let mut order = Vec::new();
    for _ in 0..rounds {
        for (side, (python, folder)) in sides.iter().enumerate() {
            for (name, ns) in measure(python, folder)? {
                if side == 0 && !order.contains(&name) {
                    order.push(name.clone());
                }
                let entry = best[side].entry(name).or_insert(ns);
                *entry = entry.min(ns);
            }
        }
    }
    println!("{} against {}: ns per call, best of {rounds}", ours.label(), theirs.label());
    println!("{:<34} {:>9} {:>9} {:>7}", "", "ours", "theirs", "ratio");
    let mut good = true;
    for name in order {
        let our = best[0][&name];
        let their = *best[1].get(&name).with_context(|| format!("the other side has no row {name}"))?;
        let ratio = our / their;
        good &= ratio <= GOAL;
        println!(
            "{name:<34} {our:>9.1} {their:>9.1} {ratio:>7.2}{}",
            if ratio > GOAL { "  above the goal" } else { "" }
        );
    }
    println!();
    Ok(good)
}

/// Builds the benchmark's extension for `python`; the two sides do not share a folder, even if they are the same.
fn build(python: &Python, side: &str) -> Result<PathBuf> {
    let folder = target_dir()?.join("xtask/bench").join(format!("{side}-{}", python.flavour.name()));
    let source = root().join("benches/calls/callbench.c");
    Extension::single("callbench", &source, &folder, python).compile(&python.include_dirs())?;
    Ok(folder)
}

/// One run of the driver: its lines are `NANOSECONDS NAME`.
fn measure(python: &Python, folder: &Path) -> Result<Vec<(String, f64)>> {
    let mut command = python.command();
    command.arg(root().join("benches/calls/calls.py")).env("PYTHONPATH", folder);
    let outcome = run_within(&mut command, Duration::from_secs(300))?;
    if !outcome.success() {
        bail!("the benchmark failed on {}: {}", python.label(), explain(&outcome));
    }
    let rows: Option<Vec<_>> = outcome
        .stdout
        .lines()
        .map(|line| {
            line.split_once(' ').and_then(|(ns, name)| Some((name.trim().to_owned(), ns.parse().ok()?)))
        })
        .collect();
    rows.context("the benchmark printed something else than its rows")
}
