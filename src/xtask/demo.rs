//! `cargo xtask demo`: compiled extensions, ours and PyPI's, on both flavours, as one table.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::process::{Outcome, file_name, run_within, target_dir};
use crate::published::{self, Fetched};
use crate::python::{Flavour, Python};
use crate::{dist, samples};

const LIMIT: Duration = Duration::from_secs(120);

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    dist: dist::Args,
    /// Show another Python's table instead of ours (may be given more than once)
    #[arg(long, value_name = "PATH")]
    python: Vec<PathBuf>,
}

/// One row of the table.
struct Row {
    name: String,
    tag: String,
    compiled_with_gil: bool,
    gil: Option<bool>,
    result: Result<(), String>,
}

pub fn run(args: &Args) -> Result<bool> {
    let pythons = if args.python.is_empty() {
        let dist = dist::build(&args.dist)?;
        Flavour::BOTH.iter().map(|&flavour| Python::mortise(&dist, flavour)).collect()
    } else {
        args.python.iter().map(|exe| Python::probe(exe, None)).collect::<Result<Vec<_>>>()?
    };
    let mut notes = Vec::new();
    let mut failed = 0;
    println!("{:<18} {:<8} {:<18} {:<8} {:<8} result", "extension", "tag", "runtime", "GIL at", "GIL at");
    println!("{:<18} {:<8} {:<18} {:<8} {:<8}", "", "", "", "compile", "run");
    for python in &pythons {
        let mut rows = sample_rows(python)?;
        rows.extend(published_rows(python, &mut notes)?);
        for row in rows {
            failed += usize::from(row.result.is_err());
            print_row(python, &row);
        }
    }
    notes.sort();
    notes.dedup();
    notes.iter().for_each(|note| println!("{note}"));
    match failed {
        0 if notes.is_empty() => println!("all of it works"),
        0 => println!("all that was tried works"),
        n => println!("{n} of it failed"),
    }
    Ok(failed == 0)
}

fn print_row(python: &Python, row: &Row) {
    let compiled = if row.compiled_with_gil { "yes" } else { "no" };
    let running = match row.gil {
        Some(true) => "on",
        Some(false) => "off",
        None => "?",
    };
    let result = match &row.result {
        Ok(()) => "ok",
        Err(why) => why,
    };
    println!("{:<18} {:<8} {:<18} {compiled:<8} {running:<8} {result}", row.name, row.tag, python.label());
}

fn sample_rows(python: &Python) -> Result<Vec<Row>> {
    let samples = samples::all()?;
    let kind = if python.is_mortise { "mortise" } else { "cpython" };
    let out = target_dir()?.join("xtask").join(format!("{kind}-{}", python.flavour.name())).join("samples");
    let built = samples::build(&samples, &out, python);
    let mut rows = Vec::new();
    for (sample, built) in samples.iter().zip(built) {
        let mut row = Row {
            name: sample.name.clone(),
            tag: python.flavour.tag().into(),
            compiled_with_gil: python.flavour == Flavour::Default,
            gil: None,
            result: built.map_err(|error| compiler_error(&format!("{error:#}"))),
        };
        if row.result.is_ok() {
            let (outcome, gil) =
                run_reporting_gil(python, &sample.test(), &out, &out.join(format!("{}.gil", sample.name)))?;
            row.gil = gil;
            row.result = verdict(&outcome, None);
        }
        rows.push(row);
    }
    Ok(rows)
}

fn published_rows(python: &Python, notes: &mut Vec<String>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for requirement in published::requirements()? {
        let label = format!("{} {}", requirement.name, requirement.version);
        let folder = match published::fetch(&requirement, python.flavour) {
            Ok(Fetched::Folder(folder)) => folder,
            Ok(Fetched::Unreachable(why)) => {
                notes.push(format!("published binaries left out, samples only: {why}"));
                return Ok(rows);
            }
            Err(error) => {
                let why = format!("{error:#}").lines().last().unwrap_or("").to_owned();
                let tag = python.flavour.tag().to_owned();
                rows.push(Row { name: label, tag, compiled_with_gil: false, gil: None, result: Err(why) });
                continue;
            }
        };
        let (program, expected) = published::program(&requirement)?;
        let gil_file = folder.with_extension("gil");
        let (outcome, gil) = run_reporting_gil(python, &program, &folder, &gil_file)?;
        let tag = tag_of(&published::shared_objects(&folder)?);
        let compiled_with_gil = tag != "cp313t";
        rows.push(Row {
            name: label,
            tag,
            compiled_with_gil,
            gil,
            result: verdict(&outcome, Some(&expected)),
        });
    }
    Ok(rows)
}

/// The line of a failed compilation that says what is wrong.
fn compiler_error(text: &str) -> String {
    let line = text.lines().find(|line| line.contains("error:")).or(text.lines().next());
    line.unwrap_or("").trim().to_owned()
}

/// The ABI that the file names of compiled modules claim.
fn tag_of(objects: &[PathBuf]) -> String {
    let claims = |part: &str| objects.iter().any(|path| file_name(path).contains(part));
    let tag = [(".cpython-313t-", "cp313t"), (".cpython-313-", "cp313"), (".abi3.", "abi3")];
    tag.iter().find(|(part, _)| claims(part)).map_or("?", |(_, tag)| tag).to_owned()
}

/// What came of a program: one that has a recording must print just that, any other must end with `ok`.
fn verdict(outcome: &Outcome, expected: Option<&str>) -> Result<(), String> {
    if !outcome.success() {
        return Err(format!("{}: {}", outcome.ending(), outcome.last_line()));
    }
    let Some(expected) = expected else {
        return if outcome.said_ok() { Ok(()) } else { Err("its test did not run to its end".into()) };
    };
    match published::difference(expected, &outcome.stdout) {
        Some(difference) => Err(format!("not what CPython prints: {difference}")),
        None => Ok(()),
    }
}

/// Runs `program` with `path` on `sys.path` in a child process; gives also whether the GIL was on when it was done.
pub fn run_reporting_gil(
    python: &Python,
    program: &Path,
    path: &Path,
    gil_file: &Path,
) -> Result<(Outcome, Option<bool>)> {
    let _ = std::fs::remove_file(gil_file);
    let mut command = python.command();
    command.args(["-c", include_str!("gil_after.py")]).args([gil_file, program]).env("PYTHONPATH", path);
    let outcome = run_within(&mut command, python.patience(LIMIT))?;
    let gil = match std::fs::read_to_string(gil_file).as_deref() {
        Ok("on") => Some(true),
        Ok("off") => Some(false),
        _ => None,
    };
    Ok((outcome, gil))
}
