//! Extension binaries from PyPI, as they are published: fetching them with pip, and running the programs that exercise them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{file_name, target_dir};
use crate::python::Flavour;
use crate::suites::{Plan, Tally, abi_tests, explain};

/// One line of `abi-tests/published/requirements.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub name: String,
    pub version: String,
}

/// The packages that are fetched.
pub fn requirements() -> Result<Vec<Requirement>> {
    let text = std::fs::read_to_string(abi_tests("published")?.join("requirements.txt"))?;
    let lines =
        text.lines().map(|line| line.split('#').next().unwrap_or("").trim()).filter(|line| !line.is_empty());
    lines
        .map(|line| match line.split_once("==") {
            Some((name, version)) => {
                Ok(Requirement { name: name.trim().into(), version: version.trim().into() })
            }
            None => bail!("requirements.txt: {line:?} pins no version"),
        })
        .collect()
}

/// What fetching led to.
pub enum Fetched {
    /// The folder to put on `sys.path`.
    Folder(PathBuf),
    /// There is no way to the index from here, and why.
    Unreachable(String),
}

/// Fetches `requirement` for `flavour`, once; pip verifies what it downloads.
pub fn fetch(requirement: &Requirement, flavour: Flavour) -> Result<Fetched> {
    let Requirement { name, version } = requirement;
    let folder = target_dir()?.join("published").join(flavour.tag()).join(format!("{name}-{version}"));
    if folder.is_dir() {
        return Ok(Fetched::Folder(folder));
    }
    let partial = folder.with_extension("partial");
    let _ = std::fs::remove_dir_all(&partial);
    let Some(pip) = pip() else { return Ok(Fetched::Unreachable("there is no pip on this machine".into())) };
    let mut command = Command::new(&pip[0]);
    command
        .args(&pip[1..])
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "--no-deps",
            "--no-compile",
        ])
        .args(["--retries", "1", "--timeout", "20", "--only-binary=:all:", "--implementation", "cp"])
        .args(["--python-version", "3.13", "--abi", flavour.tag()]);
    if flavour == Flavour::Default {
        command.args(["--abi", "abi3"]);
    }
    // pip matches platform tags word by word: every glibc up to the one that our floor, Debian 12, has.
    for minor in (5..=36).rev() {
        command.args(["--platform", &format!("manylinux_2_{minor}_x86_64")]);
    }
    command.args(["--platform", "manylinux2014_x86_64", "--platform", "manylinux2010_x86_64"]);
    command.arg("--target").arg(&partial).arg(format!("{name}=={version}"));
    let out = command.output()?;
    if !out.status.success() {
        let text = [out.stdout, out.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        let _ = std::fs::remove_dir_all(&partial);
        return match network_trouble(&text) {
            Some(why) => Ok(Fetched::Unreachable(why)),
            None => bail!("pip cannot get {name}=={version} for {}:\n{}", flavour.tag(), text.trim()),
        };
    }
    std::fs::rename(&partial, &folder)?;
    Ok(Fetched::Folder(folder))
}

/// How pip is started here.
fn pip() -> Option<Vec<String>> {
    let ways = [vec!["python3", "-m", "pip"], vec!["pip3"], vec!["pip"]];
    ways.into_iter().map(|way| way.into_iter().map(str::to_owned).collect::<Vec<_>>()).find(|way| {
        Command::new(&way[0]).args(&way[1..]).arg("--version").output().is_ok_and(|out| out.status.success())
    })
}

/// What in pip's output says that the index cannot be reached.
fn network_trouble(text: &str) -> Option<String> {
    const SIGNS: &[&str] = &[
        "Failed to establish a new connection",
        "Name or service not known",
        "name resolution",
        "Network is unreachable",
        "ProxyError",
        "ConnectTimeout",
        "ReadTimeout",
        "timed out",
        "SSLError",
        "ConnectionError",
        "Max retries exceeded",
    ];
    let sign = SIGNS.iter().find(|sign| text.contains(**sign))?;
    let start = text.find(sign)?;
    let reason = text[start..].split(['\'', '\n', ')']).next().unwrap_or(sign);
    Some(format!("pip cannot reach the package index: {}", reason.trim()))
}

/// The compiled modules below `folder`.
pub fn shared_objects(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if file_name(&path).ends_with(".so") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The program that exercises `requirement`, and what it prints on CPython.
pub fn program(requirement: &Requirement) -> Result<(PathBuf, String)> {
    let folder = abi_tests("published")?;
    let expected =
        std::fs::read_to_string(folder.join("expected").join(format!("{}.txt", requirement.name)))?;
    Ok((folder.join(format!("use_{}.py", requirement.name)), expected))
}

/// The first line in which `printed` differs from `expected`, told so that it can be read.
pub fn difference(expected: &str, printed: &str) -> Option<String> {
    if expected == printed {
        return None;
    }
    let (mut want, mut got) = (expected.lines(), printed.lines());
    for number in 1.. {
        match (want.next(), got.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                return Some(format!(
                    "line {number}: expected {:?}, got {:?}",
                    a.unwrap_or("(end)"),
                    b.unwrap_or("(end)")
                ));
            }
        }
    }
    Some("line ends differ".into())
}

/// Whether CPython's t flavour, after this package's import, has the GIL on (recorded in `gil-on-t.txt`).
pub fn turns_gil_on(requirement: &Requirement) -> Result<bool> {
    let text = std::fs::read_to_string(abi_tests("published")?.join("expected/gil-on-t.txt"))?;
    Ok(text.lines().any(|line| line.trim() == requirement.name))
}

/// Fetches the packages for the plan's flavour and compares what their programs print with what CPython printed.
pub fn run(plan: &Plan<'_>, tally: &mut Tally) -> Result<()> {
    for requirement in requirements()? {
        if !plan.wants("published", &format!("use_{}.py", requirement.name)) {
            continue;
        }
        let name = format!("[{}] published/{}", plan.python.label(), requirement.name);
        let folder = match fetch(&requirement, plan.python.flavour) {
            Ok(Fetched::Folder(folder)) => folder,
            Ok(Fetched::Unreachable(why)) => {
                tally.skip(&name, &why);
                continue;
            }
            Err(error) => {
                tally.fail(&name, &format!("{error:#}"));
                continue;
            }
        };
        let (program, expected) = program(&requirement)?;
        let gil_file = plan.build_dir("published")?.join(format!("{}.gil", requirement.name));
        let (outcome, gil) = crate::demo::run_reporting_gil(plan.python, &program, &folder, &gil_file)?;
        let gil_expected = plan.python.flavour == Flavour::Default || turns_gil_on(&requirement)?;
        if !outcome.success() {
            tally.fail(&name, &explain(&outcome));
        } else if let Some(difference) = difference(&expected, &outcome.stdout) {
            tally.fail(&name, &difference);
        } else if gil != Some(gil_expected) {
            tally.fail(&name, &format!("the GIL after import: expected {gil_expected}, got {gil:?}"));
        } else {
            tally.pass();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difference_names_the_line() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(difference("a\nb\n", "a\nc\n").unwrap(), "line 2: expected \"b\", got \"c\"");
        assert_eq!(difference("a\n", "a\nc\n").unwrap(), "line 2: expected \"(end)\", got \"c\"");
        assert_eq!(difference("a\n", "a").unwrap(), "line ends differ");
    }

    #[test]
    fn network_trouble_is_not_a_missing_version() {
        assert_eq!(network_trouble("ERROR: No matching distribution found for xxhash==9"), None);
        assert!(
            network_trouble("WARNING: Retrying after connection broken by 'NewConnectionError(...)'")
                .is_some()
        );
    }

    #[test]
    fn every_requirement_has_a_program_and_a_recording() {
        let requirements = requirements().unwrap();
        assert!(!requirements.is_empty());
        for requirement in requirements {
            let (program, expected) = program(&requirement).unwrap();
            assert!(program.is_file(), "{}", program.display());
            assert!(!expected.is_empty());
        }
    }
}
