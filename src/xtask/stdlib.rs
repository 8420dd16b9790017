//! `cargo xtask stdlib`: CPython's own pure-Python standard library, compiled by Mortise's compiler, in one file.
//!
//! The library is not part of the project. It is taken from the first of
//! 1. the folder that `MORTISE_STDLIB` names;
//! 2. the CPython 3.13 that `python3.13` starts;
//! 3. Debian's packages, unpacked privately (see `debian.rs`).
//!
//! The result is `target/stdlib/python313.zip`, which `cargo xtask dist` copies to `dist/lib/`. Its format is described, and
//! read, by the crate `mortise-stdlib-pack`. The executable finds it from its own place: `<prefix>/bin/mortise3.13` looks for
//! `<prefix>/lib/python313.zip`, and the default `sys.path` is that file, then `<prefix>/lib/python3.13[t]`, then (added by
//! `site`) `<prefix>/lib/python3.13[t]/site-packages`. The tree can be moved as a whole.
//!
//! Left out: the test suite, the graphical parts and their data, installers' bundles, compiled modules (ours are in Rust), and
//! what describes the CPython that the files came from. Two modules that `sysconfig` reads are written for us instead.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use mortise_stdlib_pack::{FILE_NAME, FROZEN, Pack, frozen_entry};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::process::{output, parallel, target_dir};
use crate::python::Flavour;
use crate::{compile, debian, sysconfigdata};

#[derive(clap::Args)]
pub struct Args {
    /// Pack again even if nothing seems to have changed
    #[arg(long)]
    force: bool,
    /// List every module that the compiler refused, with its message
    #[arg(long)]
    verbose: bool,
}

/// Folders that stay out, by their path below the library.
const LEFT_OUT_DIRS: &[&str] = &[
    "test",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "ensurepip/_bundled",
    "lib-dynload",
    "site-packages",
    "dist-packages",
    "__pycache__",
];

/// Files that stay out: they need what is left out, or speak of another installation.
const LEFT_OUT_FILES: &[&str] = &["turtle.py", "sitecustomize.py", "_distutils_system_mod.py"];

pub fn run(args: &Args) -> Result<bool> {
    let pack = build(args.force, args.verbose)?;
    println!("{}", pack.display());
    Ok(true)
}

/// Makes the pack if it is not there or older than what it is made from; gives its path.
pub fn build(force: bool, verbose: bool) -> Result<PathBuf> {
    let folder = target_dir()?.join("stdlib");
    std::fs::create_dir_all(&folder)?;
    let stdlib = find(&folder)?;
    let pack = folder.join(FILE_NAME);
    let stamp = stamp(&stdlib)?;
    let stamp_file = folder.join("stamp");
    if !force && pack.is_file() && std::fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return Ok(pack);
    }
    let mut modules = Vec::new();
    collect(&stdlib, "", &mut modules)?;
    for flavour in Flavour::BOTH {
        let name = sysconfigdata::file_name(flavour);
        modules.push(Module { path: name, source: sysconfigdata::source(flavour).into_bytes() });
    }
    modules.sort_by(|a, b| a.path.cmp(&b.path));
    write(&pack, &modules, &stdlib, verbose)?;
    std::fs::write(&stamp_file, stamp)?;
    Ok(pack)
}

/// What the pack depends on: the library's place and age, and this program (the compiler is part of it).
fn stamp(stdlib: &Path) -> Result<String> {
    let seconds = |path: &Path| -> Result<u128> {
        let modified = std::fs::metadata(path).with_context(|| path.display().to_string())?.modified()?;
        Ok(modified.duration_since(SystemTime::UNIX_EPOCH)?.as_nanos())
    };
    let exe = std::env::current_exe()?;
    Ok(format!("{}\n{}\n{}\n", stdlib.display(), seconds(&stdlib.join("os.py"))?, seconds(&exe)?))
}

/// Finds a standard library of CPython 3.13.
fn find(folder: &Path) -> Result<PathBuf> {
    if let Some(given) = std::env::var_os("MORTISE_STDLIB") {
        let given = PathBuf::from(given);
        check(&given).context("MORTISE_STDLIB")?;
        return Ok(given);
    }
    if let Some(found) = ask_python() {
        return Ok(found);
    }
    let unpacked = debian::unpack_stdlib(folder).context(
        "no standard library: put a python3.13 on the PATH, or set MORTISE_STDLIB to the folder that has its os.py",
    )?;
    check(&unpacked)?;
    Ok(unpacked)
}

/// The library of the `python3.13` on the PATH, if there is one and it really is a CPython 3.13.
fn ask_python() -> Option<PathBuf> {
    let script = "import sys, sysconfig\nassert sys.version_info[:2] == (3, 13) and sys.implementation.name == 'cpython'\n\
                  assert not hasattr(sys, '_mortise')\nprint(sysconfig.get_path('stdlib'))";
    let path = output(Command::new("python3.13").args(["-I", "-c", script])).ok()?;
    let path = PathBuf::from(path.trim());
    check(&path).ok().map(|()| path)
}

/// Is `folder` the standard library of 3.13, all of it?
fn check(folder: &Path) -> Result<()> {
    for needed in
        ["os.py", "importlib/_bootstrap.py", "zipimport.py", "json/decoder.py", "encodings/utf_8.py"]
    {
        if !folder.join(needed).is_file() {
            bail!("{} has no {needed}", folder.display());
        }
    }
    let bootstrap = std::fs::read_to_string(folder.join("importlib/_bootstrap_external.py"))?;
    // The pyc magic number names the version better than anything else: it is what our bytecode is, too.
    if !bootstrap.contains("MAGIC_NUMBER = (3571)") {
        bail!("{} is not the library of CPython 3.13", folder.display());
    }
    Ok(())
}

struct Module {
    /// Below the library, with `/` and `.py`.
    path: String,
    source: Vec<u8>,
}

impl Module {
    fn dotted(&self) -> String {
        let stem = self.path.trim_end_matches(".py");
        stem.strip_suffix("/__init__").unwrap_or(stem).replace('/', ".")
    }
}

fn collect(folder: &Path, below: &str, modules: &mut Vec<Module>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
        let relative = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if path.is_dir() {
            // A folder named test or tests is the suite of the package that it lies in.
            let suite =
                name == "test" || name == "tests" || name == "__pycache__" || name.starts_with("config-3.");
            if !suite && !LEFT_OUT_DIRS.contains(&relative.as_str()) {
                collect(&path, &relative, modules)?;
            }
        } else if name.ends_with(".py")
            && !LEFT_OUT_FILES.contains(&relative.as_str())
            && !name.starts_with("_sysconfigdata_")
        {
            let mut source = std::fs::read(&path).with_context(|| path.display().to_string())?;
            let undone =
                std::str::from_utf8(&source).ok().and_then(|text| debian::undo_layout(&relative, text));
            if let Some(plain) = undone {
                source = plain.into_bytes();
            }
            modules.push(Module { path: relative, source });
        }
    }
    Ok(())
}

/// Compiles the modules and writes the pack, first beside its place, so that nobody sees half a file.
fn write(pack: &Path, modules: &[Module], stdlib: &Path, verbose: bool) -> Result<()> {
    let mut entries: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut refused = Vec::new();
    let compiled =
        parallel(modules, |module| compile::compile(&module.source, &format!("{FILE_NAME}/{}", module.path)));
    for (module, result) in modules.iter().zip(compiled) {
        match result {
            Ok(code) => {
                entries.insert(format!("{}c", module.path), compile::pyc(&module.source, &code));
            }
            Err(message) => refused.push((module.path.as_str(), message)),
        }
    }
    let by_name: BTreeMap<String, &Module> = modules.iter().map(|m| (m.dotted(), m)).collect();
    for &(name, is_package) in FROZEN {
        let Some(module) = by_name.get(name) else {
            // Only examples may be missing (Debian leaves some out); without one of the others nothing starts.
            if name.starts_with("__") {
                continue;
            }
            bail!("the library has no module {name} to freeze");
        };
        let code = compile::compile(&module.source, &format!("<frozen {name}>"))
            .map_err(|message| anyhow::anyhow!("cannot freeze {name}: {message}"))?;
        entries.insert(frozen_entry(name, is_package), code);
    }
    let compiled = entries.len();
    entries.extend(modules.iter().map(|m| (m.path.clone(), m.source.clone())));

    let partial = pack.with_extension("partial");
    let mut zip = ZipWriter::new(BufWriter::new(File::create(&partial)?));
    // The default time, 1980-01-01, makes equal input give an equal file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for (name, content) in &entries {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(content)?;
    }
    zip.finish()?.flush()?;
    // What the runtime will do with it must work now, not at its next start.
    let written = Pack::open(&partial)?;
    for needed in ["_frozen_importlib", "_frozen_importlib_external", "zipimport", "os"] {
        written.frozen(needed)?.with_context(|| format!("the pack has no frozen {needed}"))?;
    }
    std::fs::rename(&partial, pack)?;
    eprintln!("xtask: packed {} modules ({compiled} compiled) from {}", modules.len(), stdlib.display());
    if !refused.is_empty() {
        eprintln!(
            "xtask: not compiled, source only: {} modules{}",
            refused.len(),
            if verbose { ":" } else { " (--verbose lists them)" }
        );
        for (path, message) in refused.iter().filter(|_| verbose) {
            eprintln!("  {path}: {message}");
        }
    }
    Ok(())
}
