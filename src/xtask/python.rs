//! Pythons to run things on: ours and others.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{output, root};

/// CPython 3.13's two ABI flavours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flavour {
    /// With a GIL.
    Default,
    /// Free-threaded.
    T,
}

impl Flavour {
    pub const BOTH: [Flavour; 2] = [Flavour::Default, Flavour::T];

    /// `default` or `t`.
    pub fn name(self) -> &'static str {
        match self {
            Flavour::Default => "default",
            Flavour::T => "t",
        }
    }

    /// `sys.abiflags`.
    pub fn abiflags(self) -> &'static str {
        match self {
            Flavour::Default => "",
            Flavour::T => "t",
        }
    }

    /// The wheel tag's ABI part.
    pub fn tag(self) -> &'static str {
        match self {
            Flavour::Default => "cp313",
            Flavour::T => "cp313t",
        }
    }

    pub fn ext_suffix(self) -> &'static str {
        match self {
            Flavour::Default => ".cpython-313-x86_64-linux-gnu.so",
            Flavour::T => ".cpython-313t-x86_64-linux-gnu.so",
        }
    }

    pub fn other(self) -> Flavour {
        match self {
            Flavour::Default => Flavour::T,
            Flavour::T => Flavour::Default,
        }
    }
}

/// An interpreter, and the headers that extensions for it are compiled with.
#[derive(Clone, Debug)]
pub struct Python {
    pub exe: PathBuf,
    pub flavour: Flavour,
    pub is_mortise: bool,
    /// Where `Python.h` and `pyconfig.h` are.
    pub include: Vec<PathBuf>,
    /// What it is run under, word by word: `valgrind -q`, say. Usually nothing.
    pub under: Vec<String>,
}

impl Python {
    /// Our executable of `flavour` in `dist`.
    pub fn mortise(dist: &Path, flavour: Flavour) -> Python {
        let exe = dist.join(format!("bin/mortise3.13{}", flavour.abiflags()));
        Python {
            exe,
            flavour,
            is_mortise: true,
            include: vec![our_include(dist, flavour)],
            under: Vec::new(),
        }
    }

    /// Asks the interpreter at `exe` what it is. Headers are its own unless `include` is given.
    pub fn probe(exe: &Path, include: Option<&Path>) -> Result<Python> {
        let script = "import sys, sysconfig\n\
                      print('%d.%d' % sys.version_info[:2])\nprint(sys.abiflags)\nprint(hasattr(sys, '_mortise'))\n\
                      print(sysconfig.get_path('include'))";
        let text = output(Command::new(exe).args(["-I", "-c", script]))?;
        let lines: Vec<&str> = text.lines().collect();
        let [version, flags, is_mortise, headers] = lines[..] else {
            bail!("{} does not say what it is: {text:?}", exe.display());
        };
        if version != "3.13" {
            bail!("{} is Python {version}, not 3.13", exe.display());
        }
        let include = include.map_or_else(|| PathBuf::from(headers), Path::to_owned);
        if !include.join("Python.h").is_file() {
            bail!(
                "{} has no Python.h in {}: give its headers' folder with --python-include",
                exe.display(),
                include.display()
            );
        }
        let flavour = if flags.contains('t') { Flavour::T } else { Flavour::Default };
        let exe = which(exe).with_context(|| exe.display().to_string())?;
        Ok(Python {
            exe,
            flavour,
            is_mortise: is_mortise == "True",
            include: vec![include],
            under: Vec::new(),
        })
    }

    /// The headers to compile with; `mortise.h` comes last, so that nothing of ours hides the interpreter's own.
    pub fn include_dirs(&self) -> Vec<PathBuf> {
        let mut dirs = self.include.clone();
        dirs.push(root().join("include"));
        dirs
    }

    /// How long to wait for what usually takes at most `limit`.
    pub fn patience(&self, limit: Duration) -> Duration {
        if self.under.is_empty() { limit } else { limit * 20 }
    }

    /// For tables: `mortise t`, `cpython default`.
    pub fn label(&self) -> String {
        format!("{} {}", if self.is_mortise { "mortise" } else { "cpython" }, self.flavour.name())
    }

    /// A command that runs this interpreter in isolation from the caller's Python settings, without writing `__pycache__`.
    pub fn command(&self) -> Command {
        let mut command = match self.under.split_first() {
            Some((program, arguments)) => {
                let mut command = Command::new(program);
                command.args(arguments).arg(&self.exe);
                command
            }
            None => Command::new(&self.exe),
        };
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|n| n.starts_with("PYTHON")) {
                command.env_remove(name);
            }
        }
        if self.under.first().is_some_and(|program| program.ends_with("valgrind")) {
            // The C library's allocator is the one that valgrind watches.
            command.env("PYTHONMALLOC", "malloc");
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1").env("PYTHONNOUSERSITE", "1");
        command
    }
}

/// The headers of `flavour` in a finished `dist`.
pub fn our_include(dist: &Path, flavour: Flavour) -> PathBuf {
    dist.join(format!("include/python3.13{}", flavour.abiflags()))
}

/// `exe` as an absolute path; a bare name is looked up on the PATH.
fn which(exe: &Path) -> Result<PathBuf> {
    if exe.components().count() > 1 {
        return std::path::absolute(exe).context("not a path");
    }
    let path = std::env::var_os("PATH").context("PATH is not set")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(exe))
        .find(|full| full.is_file())
        .context("not on the PATH")
}
