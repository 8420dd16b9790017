//! `cargo xtask dist`: builds everything and lays it out as it is installed.
//!
//! ```text
//! dist/bin/mortise3.13[t]  python3.13[t] (links to them)
//! dist/lib/python313.zip   the standard library, see stdlib.rs
//! dist/lib/libpython3.13[t].so.1.0  libpython3.13[t].so
//! dist/lib/python3.13[t]/site-packages/
//! dist/include/python3.13[t]/
//! ```
//! Nothing in it knows where it lies; the folder can be moved or copied as a whole.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{cargo, file_name, root, run as run_command, target_dir};
use crate::python::Flavour;
use crate::stdlib;

#[derive(clap::Args, Clone)]
#[group(skip)]
pub struct Args {
    /// Build with optimisation
    #[arg(long)]
    pub release: bool,
    /// Where to lay it out
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<bool> {
    let dist = build(args)?;
    println!("{}", dist.display());
    Ok(true)
}

/// Builds and lays out; gives the folder.
pub fn build(args: &Args) -> Result<PathBuf> {
    let dist = match &args.out {
        Some(out) => std::path::absolute(out)?,
        None => root().join("dist"),
    };
    let mut command = cargo()?;
    command.args([
        "build",
        "-p",
        "mortise-cli",
        "-p",
        "mortise-cli-t",
        "-p",
        "mortise-libpython",
        "-p",
        "mortise-libpython-t",
    ]);
    if args.release {
        command.arg("--release");
    }
    run_command(&mut command)?;
    let built = target_dir()?.join(if args.release { "release" } else { "debug" });
    let pack = stdlib::build(false, false)?;

    let (bin, lib) = (dist.join("bin"), dist.join("lib"));
    std::fs::create_dir_all(&bin)?;
    std::fs::create_dir_all(&lib)?;
    install(&pack, &lib.join(file_name(&pack)))?;
    for flavour in Flavour::BOTH {
        let t = flavour.abiflags();
        install(&built.join(format!("mortise3_13{t}")), &bin.join(format!("mortise3.13{t}")))?;
        link(&format!("mortise3.13{t}"), &bin.join(format!("python3.13{t}")))?;
        let soname = format!("libpython3.13{t}.so.1.0");
        install(&built.join(format!("libpython3_13{t}.so")), &lib.join(&soname))?;
        link(&soname, &lib.join(format!("libpython3.13{t}.so")))?;
        std::fs::create_dir_all(lib.join(format!("python3.13{t}/site-packages")))?;
        headers(&dist.join(format!("include/python3.13{t}")), flavour)?;
    }
    Ok(dist)
}

/// Copies `from` to `to` by way of a temporary name, so that a running executable is not written into.
fn install(from: &Path, to: &Path) -> Result<()> {
    let partial = to.with_extension("partial");
    std::fs::copy(from, &partial).with_context(|| format!("cannot copy {}", from.display()))?;
    std::fs::rename(&partial, to)?;
    Ok(())
}

fn link(target: &str, at: &Path) -> Result<()> {
    let _ = std::fs::remove_file(at);
    symlink(target, at).with_context(|| at.display().to_string())
}

/// Lays out the C headers of `flavour`: all of `include/`, and the flavour's own folder in it on top.
fn headers(to: &Path, flavour: Flavour) -> Result<()> {
    let from = root().join("include");
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to)?;
    let is_flavour_dir = |path: &Path| Flavour::BOTH.iter().any(|f| path == from.join(f.name()));
    copy_headers(&from, to, &|path| !is_flavour_dir(path))?;
    let own = from.join(flavour.name());
    if own.is_dir() {
        copy_headers(&own, to, &|_| true)?;
    }
    Ok(())
}

/// Copies the folder's `.h` files with their times, which decide what is compiled again.
fn copy_headers(from: &Path, to: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(file_name(&path));
        if path.is_dir() && wanted(&path) {
            std::fs::create_dir_all(&target)?;
            copy_headers(&path, &target, wanted)?;
        } else if file_name(&path).ends_with(".h") {
            std::fs::copy(&path, &target)?;
            let modified = std::fs::metadata(&path)?.modified()?;
            std::fs::File::options().write(true).open(&target)?.set_modified(modified)?;
        }
    }
    Ok(())
}
