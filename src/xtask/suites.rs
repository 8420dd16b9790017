//! The test suites that are Python files: how one file is run, and how its results are counted.
//!
//! A test file is a plain program. It may use `abi-tests/capi/capi.py`, which writes one JSON line per check to the file that
//! `MORTISE_RESULTS` names; then each check counts. A file that does not counts as one check, passed if it ends with exit code
//! 0 and the word `ok` on its last line: an interpreter that does nothing at all passes nothing.
//! Every file runs in a process of its own, so that a crash takes down one file, and the check it happened in is known.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::cext::Extension;
use crate::process::{Outcome, file_name, files, output, parallel, root, run_within, target_dir};
use crate::published::difference;
use crate::python::Python;

/// How long one test file may take.
pub const FILE_LIMIT: Duration = Duration::from_secs(180);

/// How long the threads of `abi-tests/threads` work; the caller may say.
const THREAD_SECONDS: &str = "MORTISE_THREAD_SECONDS";

/// Results so far.
#[derive(Default)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
    /// Failures that `abi-tests/known-failures.txt` lists: shown and counted, but not a reason to fail.
    pub known: usize,
}

/// The names in `abi-tests/known-failures.txt`: what does not work yet. A line that ends in `*` stands for all names that
/// start with what is before it.
fn is_known(name: &str) -> bool {
    static LIST: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    let list = LIST.get_or_init(|| {
        let text = std::fs::read_to_string(crate::process::root().join("abi-tests/known-failures.txt"))
            .unwrap_or_default();
        text.lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .map(str::to_owned)
            .collect()
    });
    list.iter().any(|entry| entry.strip_suffix('*').map_or(name == entry, |start| name.starts_with(start)))
}

impl Tally {
    pub fn pass(&mut self) {
        self.passed += 1;
    }

    pub fn fail(&mut self, name: &str, why: &str) {
        if is_known(name) {
            self.known += 1;
            println!("known failure  {name}: {}", why.lines().next().unwrap_or_default());
            return;
        }
        self.failed += 1;
        println!("FAILED  {name}");
        why.lines().for_each(|line| println!("        {line}"));
    }

    pub fn skip(&mut self, name: &str, why: &str) {
        self.skipped += 1;
        println!("skipped {name}: {why}");
    }
}

/// What is run: on which interpreter, and which part.
pub struct Plan<'a> {
    pub python: &'a Python,
    /// Runs only the files whose `suite/file` contains this; what follows `::` picks checks in them.
    pub filter: Option<&'a str>,
}

impl Plan<'_> {
    /// Does the filter let `suite/file` through?
    pub fn wants(&self, suite: &str, file: &str) -> bool {
        let file_filter = self.filter.map(|f| f.split_once("::").map_or(f, |(file, _)| file));
        file_filter.is_none_or(|part| format!("{suite}/{file}").contains(part))
    }

    /// Where things that are built for this interpreter go.
    pub fn build_dir(&self, suite: &str) -> Result<PathBuf> {
        let kind = if self.python.is_mortise { "mortise" } else { "cpython" };
        let dir =
            target_dir()?.join("xtask").join(format!("{kind}-{}", self.python.flavour.name())).join(suite);
        std::fs::create_dir_all(&dir)?;
        Ok(dir)
    }

    /// Runs the program `file`, with `path` as its PYTHONPATH, and counts its results.
    pub fn run_file(&self, suite: &str, file: &Path, path: &[PathBuf], tally: &mut Tally) -> Result<()> {
        let name = format!("[{}] {suite}/{}", self.python.label(), file_name(file));
        let results = self.build_dir(suite)?.join(format!("{}.results", file_name(file)));
        let _ = std::fs::remove_file(&results);
        let mut command = self.python.command();
        command.arg(file).env("PYTHONPATH", std::env::join_paths(path)?).env("MORTISE_RESULTS", &results);
        if std::env::var_os(THREAD_SECONDS).is_none() {
            command.env(THREAD_SECONDS, "10");
        }
        if let Some((_, checks)) = self.filter.and_then(|f| f.split_once("::")) {
            command.env("MORTISE_CHECKS", checks);
        }
        let outcome = run_within(&mut command, self.python.patience(FILE_LIMIT))?;
        match std::fs::read_to_string(&results) {
            Ok(lines) => count_checks(&name, &lines, &outcome, tally),
            Err(_) if outcome.said_ok() => tally.pass(),
            Err(_) => tally.fail(&name, &format!("no results and no ok: {}", explain(&outcome))),
        }
        Ok(())
    }

    /// `abi-tests/capi`: every `test_X.c` becomes the extension `_capi_X`, every `test_X.py` is run.
    pub fn capi(&self, tally: &mut Tally) -> Result<()> {
        let folder = root().join("abi-tests/capi");
        let build = self.build_dir("capi")?;
        let sources = files(&folder, |n| n.starts_with("test_") && n.ends_with(".c"))?;
        let stem = |path: &Path| file_name(path).trim_end_matches(".c").trim_end_matches(".py").to_owned();
        let wanted: Vec<_> =
            sources.into_iter().filter(|s| self.wants("capi", &format!("{}.py", stem(s)))).collect();
        let built = parallel(&wanted, |source| {
            let name = stem(source).replacen("test_", "_capi_", 1);
            Extension::single(&name, source, &build, self.python).compile(&self.python.include_dirs())
        });
        let mut broken = BTreeMap::new();
        for (source, result) in wanted.iter().zip(built) {
            if let Err(error) = result {
                broken.insert(stem(source), format!("{error:#}"));
            }
        }
        for file in files(&folder, |n| n.starts_with("test_") && n.ends_with(".py"))? {
            if !self.wants("capi", file_name(&file)) {
                continue;
            }
            match broken.get(&stem(&file)) {
                Some(error) => {
                    tally.fail(&format!("[{}] capi/{}", self.python.label(), file_name(&file)), error)
                }
                None => self.run_file("capi", &file, &[build.clone(), folder.clone()], tally)?,
            }
        }
        Ok(())
    }

    /// `abi-tests/load`: its C files are listed in `load/extensions.txt` with what each must become.
    pub fn load(&self, tally: &mut Tally) -> Result<()> {
        let folder = root().join("abi-tests/load");
        let tests: Vec<_> = files(&folder, |n| n.starts_with("test_") && n.ends_with(".py"))?
            .into_iter()
            .filter(|f| self.wants("load", file_name(f)))
            .collect();
        if tests.is_empty() {
            return Ok(());
        }
        let build = self.build_dir("load")?;
        let suffix = self.python.flavour.ext_suffix();
        let other = self.other_include();
        for line in std::fs::read_to_string(folder.join("extensions.txt"))?.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [source, module, flags @ ..] = &words[..] else { continue };
            if source.starts_with('#') {
                continue;
            }
            // `other` asks for the other flavour's binary under this flavour's name; without its headers there is none.
            let wrong_flavour = flags.contains(&"other");
            let mut include = self.python.include_dirs();
            if wrong_flavour {
                match &other {
                    Some(dirs) => include = dirs.clone(),
                    None => continue,
                }
            }
            let flags = flags.iter().filter(|f| **f != "other").map(|f| (*f).to_owned()).collect();
            let extension = Extension {
                sources: vec![folder.join(source)],
                out: build.join(format!("{module}{suffix}")),
                flags,
            };
            if let Err(error) = extension.compile(&include) {
                tally.fail(&format!("[{}] load/{source}", self.python.label()), &format!("{error:#}"));
                return Ok(());
            }
        }
        for file in tests {
            self.run_file("load", &file, &[build.clone(), root().join("abi-tests/capi")], tally)?;
        }
        Ok(())
    }

    /// The other flavour's headers: ours come in both; of a CPython there is only the one.
    fn other_include(&self) -> Option<Vec<PathBuf>> {
        if !self.python.is_mortise {
            return None;
        }
        let other = self.python.flavour.other();
        let dist = self.python.include[0].parent()?.parent()?;
        Some(vec![crate::python::our_include(dist, other)])
    }

    /// `abi-tests/embed`: C programs linked with our shared library; what they print on CPython is recorded beside them.
    pub fn embed(&self, tally: &mut Tally) -> Result<()> {
        if !self.python.is_mortise {
            return Ok(());
        }
        for source in files(&abi_tests("embed")?, |n| n.ends_with(".c"))? {
            if self.wants("embed", file_name(&source)) {
                self.embedder(&source, tally)?;
            }
        }
        Ok(())
    }

    fn embedder(&self, source: &Path, tally: &mut Tally) -> Result<()> {
        let dist = self.python.exe.ancestors().nth(2).context("the executable lies in no bin folder")?;
        let name = format!("[{}] embed/{}", self.python.label(), file_name(source));
        let program = self.build_dir("embed")?.join(file_name(&source.with_extension("")));
        let lib = dist.join("lib");
        let mut compile = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
        compile.args(["-std=c11", "-D_GNU_SOURCE", "-O2", "-g", "-Wall", "-Wextra", "-Werror"]);
        for dir in self.python.include_dirs() {
            compile.arg("-I").arg(dir);
        }
        compile.arg(source).arg("-o").arg(&program).arg("-L").arg(&lib);
        compile.arg(format!("-lpython3.13{}", self.python.flavour.abiflags()));
        compile.arg(format!("-Wl,-rpath,{}", lib.display())).arg("-pthread");
        if let Err(error) = output(&mut compile) {
            tally.fail(&name, &format!("{error:#}"));
            return Ok(());
        }
        let outcome = run_within(Command::new(&program).arg(dist), FILE_LIMIT)?;
        let expected = std::fs::read_to_string(source.with_extension("txt"))?;
        match difference(&expected, &outcome.stdout) {
            None if outcome.success() => tally.pass(),
            None => tally.fail(&name, &explain(&outcome)),
            Some(difference) => tally.fail(&name, &format!("{difference}\n{}", explain(&outcome))),
        }
        Ok(())
    }

    /// Programs that need nothing built but, maybe, samples: `abi-tests/threads` and `abi-tests/language`.
    pub fn programs(&self, suite: &str, path: &[PathBuf], tally: &mut Tally) -> Result<()> {
        let folder = root().join("abi-tests").join(suite);
        if !folder.is_dir() {
            return Ok(());
        }
        let mut path = path.to_vec();
        path.push(root().join("abi-tests/capi"));
        for file in files(&folder, |n| n.starts_with("test_") && n.ends_with(".py"))? {
            if self.wants(suite, file_name(&file)) {
                self.run_file(suite, &file, &path, tally)?;
            }
        }
        Ok(())
    }
}

impl Plan<'_> {
    /// `abi-tests/language/TOPIC/NAME.py`: prints what `NAME.out` beside it says, as recorded with CPython. Paths in the output
    /// are shortened to file names.
    pub fn recorded(&self, suite: &str, tally: &mut Tally) -> Result<()> {
        let folder = root().join("abi-tests").join(suite);
        if !folder.is_dir() {
            return Ok(());
        }
        let mut topics: Vec<PathBuf> =
            std::fs::read_dir(&folder)?.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>()?;
        topics.retain(|t| t.is_dir());
        topics.sort();
        for topic in topics {
            for file in files(&topic, |n| n.ends_with(".py"))? {
                let record = file.with_extension("out");
                let short = format!("{}/{}", file_name(&topic), file_name(&file));
                if !record.is_file() || !self.wants(suite, &short) {
                    continue;
                }
                let mut command = self.python.command();
                command.arg(&file).current_dir(&topic);
                let outcome = run_within(&mut command, self.python.patience(FILE_LIMIT))?;
                let printed = outcome.stdout.replace(&format!("{}/", topic.display()), "");
                let name = format!("[{}] {suite}/{short}", self.python.label());
                match difference(&std::fs::read_to_string(&record)?, &printed) {
                    None => tally.pass(),
                    Some(difference) => tally.fail(&name, &format!("{difference}\n{}", explain(&outcome))),
                }
            }
        }
        Ok(())
    }
}

/// Why a program failed: how it ended and the end of what it wrote.
pub fn explain(outcome: &Outcome) -> String {
    let text = if outcome.stderr.trim().is_empty() { &outcome.stdout } else { &outcome.stderr };
    let lines: Vec<&str> = text.lines().collect();
    let tail = &lines[lines.len().saturating_sub(12)..];
    format!("{}\n{}", outcome.ending(), tail.join("\n"))
}

/// Counts the checks of a file that reported them one JSON line each.
fn count_checks(file: &str, lines: &str, outcome: &Outcome, tally: &mut Tally) {
    let (mut running, mut checks, mut failed): (Option<String>, usize, bool) = (None, 0, false);
    for line in lines.lines() {
        let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
        let (name, detail) = (text("check"), text("detail"));
        let full = format!("{file}::{name}");
        checks += 1;
        match text("status").as_str() {
            "start" => {
                running = Some(full);
                checks -= 1;
                continue;
            }
            "passed" => tally.pass(),
            "skipped" => tally.skip(&full, &detail),
            _ => {
                failed = true;
                tally.fail(&full, &detail);
            }
        }
        running = None;
    }
    if let Some(name) = running {
        tally.fail(&name, &explain(outcome));
    } else if !outcome.success() && !failed {
        tally.fail(file, &explain(outcome));
    } else if checks == 0 {
        tally.fail(file, "it ran no checks");
    }
}

/// The folder of `abi-tests` named `name`, which must be there.
pub fn abi_tests(name: &str) -> Result<PathBuf> {
    let folder = root().join("abi-tests").join(name);
    folder.is_dir().then_some(folder).with_context(|| format!("abi-tests/{name} is missing"))
}
