//! `abi-tests/symbols`: the names that the finished executables and shared libraries export are the manifest's, none more and
//! none fewer.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use object::read::elf::ElfFile64;
use object::{Endianness, Object, ObjectSymbol};

use crate::process::{file_name, root};
use crate::python::Flavour;
use crate::suites::{Tally, abi_tests};
use crate::symbols::manifest;

/// Checks the executable and the shared library of `flavour` in `dist`. Each file counts as two checks: that it exports nothing
/// else, and that it exports everything; each name that is missing has a name of its own among the known failures.
pub fn run(dist: &Path, flavour: Flavour, filter: Option<&str>, tally: &mut Tally) -> Result<()> {
    let t = flavour.abiflags();
    let files = [dist.join(format!("bin/mortise3.13{t}")), dist.join(format!("lib/libpython3.13{t}.so.1.0"))];
    let wanted = |file: &Path| {
        let name = format!("symbols/{}", file_name(file));
        filter.is_none_or(|f| name.contains(f.split_once("::").map_or(f, |(file, _)| file)))
    };
    let manifest = manifest(&root()).map_err(anyhow::Error::msg)?;
    let expected: BTreeSet<&str> = manifest
        .symbol
        .iter()
        .filter(|(_, export)| export.flavour == "both" || export.flavour == flavour.name())
        .map(|(name, _)| name.as_str())
        .collect();
    let folder = abi_tests("symbols")?;
    let linkers = std::fs::read_to_string(folder.join("linker.txt"))?;
    let linkers: BTreeSet<&str> =
        linkers.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    for file in files.iter().filter(|file| wanted(file)) {
        let name = format!("[mortise {}] symbols/{}", flavour.name(), file_name(file));
        let exported = exported(file)?;
        let ours = exported.iter().filter(|e| expected.contains(e.as_str())).count();
        println!("{name}: exports {ours} of the manifest's {} names", expected.len());
        let more: Vec<&str> = exported
            .iter()
            .map(String::as_str)
            .filter(|e| !expected.contains(e) && !linkers.contains(e))
            .collect();
        match more.is_empty() {
            true => tally.pass(),
            false => tally.fail(&format!("{name}::nothing_else"), &more.join("\n")),
        }
        let missing: Vec<&str> = expected.iter().copied().filter(|e| !exported.contains(*e)).collect();
        match missing.is_empty() {
            true => tally.pass(),
            false => missing.iter().for_each(|m| tally.fail(&format!("{name}::{m}"), "is not exported")),
        }
    }
    Ok(())
}

/// The names that the file's dynamic symbol table defines for others.
fn exported(file: &Path) -> Result<BTreeSet<String>> {
    let data = std::fs::read(file).with_context(|| file.display().to_string())?;
    let elf = ElfFile64::<Endianness>::parse(&*data).with_context(|| file.display().to_string())?;
    let names = elf.dynamic_symbols().filter(|s| s.is_definition() && s.is_global());
    Ok(names.filter_map(|s| s.name().ok().map(str::to_owned)).filter(|name| !name.is_empty()).collect())
}
