//! Compiling C extension modules for tests, samples and benchmarks.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::process::file_name;
use crate::python::Python;

/// An extension module that is to be compiled.
pub struct Extension {
    pub sources: Vec<PathBuf>,
    /// The shared object that comes out.
    pub out: PathBuf,
    /// Further arguments for the C compiler.
    pub flags: Vec<String>,
}

impl Extension {
    /// The module `name` from one C file, into `folder`, with the file name that `python` looks for.
    pub fn single(name: &str, source: &Path, folder: &Path, python: &Python) -> Extension {
        let out = folder.join(format!("{name}{}", python.flavour.ext_suffix()));
        Extension { sources: vec![source.to_owned()], out, flags: Vec::new() }
    }

    /// Compiles it against `include` unless the result is newer than all that went into it.
    pub fn compile(&self, include: &[PathBuf]) -> Result<()> {
        let folder = self.out.parent().context("the output lies in no folder")?;
        std::fs::create_dir_all(folder)?;
        let mut command = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
        command
            .args([
                "-std=c11",
                "-O2",
                "-g",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-fPIC",
                "-shared",
                "-fvisibility=hidden",
            ])
            .args(&self.flags);
        for dir in include {
            command.arg("-I").arg(dir);
        }
        command.arg("-o").arg(&self.out).args(&self.sources);
        let line = format!("{command:?}");
        let record = self.out.with_extension("command");
        if self.is_fresh(include)? && std::fs::read_to_string(&record).is_ok_and(|old| old == line) {
            return Ok(());
        }
        let _ = std::fs::remove_file(&record);
        let out = command.output().context("cannot run the C compiler (set CC to name another)")?;
        if !out.status.success() {
            bail!(
                "{} does not compile:\n{}",
                file_name(&self.sources[0]),
                String::from_utf8_lossy(&out.stderr).trim_end()
            );
        }
        std::fs::write(record, line)?;
        Ok(())
    }

    fn is_fresh(&self, include: &[PathBuf]) -> Result<bool> {
        let Ok(made) = std::fs::metadata(&self.out).and_then(|m| m.modified()) else { return Ok(false) };
        let mut folders: Vec<PathBuf> = include.to_vec();
        folders.extend(self.sources.iter().filter_map(|s| s.parent()).map(Path::to_owned));
        for folder in folders.iter().filter(|f| f.is_dir()) {
            if newest(folder)? > made {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// When the newest header or C file in `folder` or below was changed.
fn newest(folder: &Path) -> Result<SystemTime> {
    let mut latest = SystemTime::UNIX_EPOCH;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            latest = latest.max(newest(&path)?);
        } else if path.extension().is_some_and(|e| e == "h" || e == "c") {
            latest = latest.max(std::fs::metadata(&path)?.modified()?);
        }
    }
    Ok(latest)
}
