//! Debian's packages of CPython: getting them, and undoing what Debian changes in the standard library's layout.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{files, output};

const PACKAGES: [&str; 2] = ["libpython3.13-minimal", "libpython3.13-stdlib"];
const RELEASE: &str = "trixie";
const DEFAULT_MIRROR: &str = "http://deb.debian.org/debian";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Unpacks Debian's standard library of CPython 3.13 below `folder`, with a private apt configuration, so that it needs no
/// root and changes nothing on the machine. Gives the folder that has `os.py`.
pub fn unpack_stdlib(folder: &Path) -> Result<PathBuf> {
    let unpacked = folder.join("debian");
    let stdlib = unpacked.join("usr/lib/python3.13");
    if stdlib.join("os.py").is_file() && stdlib.join("json/decoder.py").is_file() {
        return Ok(stdlib);
    }
    let apt = folder.join("apt");
    for sub in ["lists/partial", "cache/archives/partial", "parts", "debs"] {
        std::fs::create_dir_all(apt.join(sub))?;
    }
    let mirror = mirror().unwrap_or_else(|| DEFAULT_MIRROR.to_owned());
    let signed = if Path::new(KEYRING).is_file() { format!("[signed-by={KEYRING}] ") } else { String::new() };
    std::fs::write(apt.join("sources.list"), format!("deb {signed}{mirror} {RELEASE} main\n"))?;
    eprintln!("xtask: no python3.13 here; taking Debian's {} from {mirror}", PACKAGES.join(" and "));
    let apt_get = || {
        let mut command = Command::new("apt-get");
        let set = |name: &str, path: &str| format!("-o{name}={}", apt.join(path).display());
        command
            .arg("-q")
            .args([set("Dir::Etc::SourceList", "sources.list"), set("Dir::Etc::SourceParts", "parts")])
            .args([set("Dir::State::Lists", "lists"), set("Dir::Cache", "cache")])
            .args(["-oAPT::Sandbox::User=root", "-oAcquire::Languages=none", "-oDebug::NoLocking=true"])
            .current_dir(apt.join("debs"));
        command
    };
    output(apt_get().arg("update")).context("cannot read Debian's package list")?;
    output(apt_get().arg("download").args(PACKAGES)).context("cannot download Debian's packages")?;
    for deb in files(&apt.join("debs"), |name| name.ends_with(".deb"))? {
        output(Command::new("dpkg").arg("-x").arg(&deb).arg(&unpacked))
            .context("cannot unpack Debian's package")?;
    }
    if !stdlib.join("os.py").is_file() {
        bail!("Debian's packages hold no {}", stdlib.display());
    }
    std::fs::remove_dir_all(&apt)?;
    Ok(stdlib)
}

/// The mirror that this machine's own apt uses, if it is a Debian.
fn mirror() -> Option<String> {
    let mut texts = vec![std::fs::read_to_string("/etc/apt/sources.list").unwrap_or_default()];
    if let Ok(parts) =
        files(Path::new("/etc/apt/sources.list.d"), |n| n.ends_with(".list") || n.ends_with(".sources"))
    {
        texts.extend(parts.iter().filter_map(|part| std::fs::read_to_string(part).ok()));
    }
    let is_debian = |word: &&str| {
        let plain = word.trim_end_matches('/');
        (plain.starts_with("http://") || plain.starts_with("https://")) && plain.ends_with("/debian")
    };
    texts.iter().flat_map(|t| t.lines()).filter(|line| !line.trim_start().starts_with('#')).find_map(|line| {
        line.split_whitespace().find(is_debian).map(|word| word.trim_end_matches('/').to_owned())
    })
}

/// Debian installs packages into `dist-packages` and below `/usr/local`. Ours is a folder of its own with CPython's layout, so
/// the two modules that say so get it back. Gives `None` where there is nothing to undo.
pub fn undo_layout(path: &str, source: &str) -> Option<String> {
    match path {
        "site.py" => undo_site(source),
        "sysconfig/__init__.py" => undo_sysconfig(source),
        _ => None,
    }
}

/// In `getsitepackages`: drops Debian's three folders, and gives the fourth its usual name.
fn undo_site(source: &str) -> Option<String> {
    let (before, rest) = source.split_once("            if is_virtual_environment:\n")?;
    let (_, after) = rest.split_once("            # this one is deprecated for Debian\n")?;
    let (folder, tail) = after.split_once("\"dist-packages\"")?;
    Some(format!("{before}{folder}\"site-packages\"{tail}"))
}

/// In `_get_preferred_schemes`: the scheme for a prefix is always `posix_prefix`.
fn undo_sysconfig(source: &str) -> Option<String> {
    let start = source.find("    if sys.base_prefix != sys.prefix or hasattr(sys, \"real_prefix\"):\n")?;
    let end = start + source[start..].find("    return {\n")?;
    Some(format!("{}    prefix_scheme = 'posix_prefix'\n\n{}", &source[..start], &source[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_packages_come_back() {
        let debian = "a\n            if is_virtual_environment:\n                x(\"dist-packages\")\n            # this one is deprecated for Debian\n            for d:\n                path = (\"dist-packages\")\nb\n";
        let plain = "a\n            for d:\n                path = (\"site-packages\")\nb\n";
        assert_eq!(undo_layout("site.py", debian).as_deref(), Some(plain));
        assert_eq!(undo_layout("site.py", plain), None, "already as CPython has it");
        assert_eq!(undo_layout("os.py", debian), None);
    }
}
