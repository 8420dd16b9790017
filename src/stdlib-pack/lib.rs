//! The packed standard library, `lib/python313.zip`: what is in it and how to read it.
//!
//! # The format
//! An ordinary zip archive whose every entry is *stored* (not compressed), so that Python's `zipimport` reads it
//! without zlib and this crate reads it with a dozen lines. `cargo xtask stdlib` writes it. It holds
//!
//! | entry | content |
//! | --- | --- |
//! | `PATH.py` | a module's source, byte for byte |
//! | `PATH.pyc` | its code, compiled by Mortise: a PEP 552 hash-based pyc of the *unchecked* kind, `co_filename` = `python313.zip/PATH.py` |
//! | `.frozen/NAME.code` | marshalled code (no pyc header) of a module that must run before any finder works, `co_filename` = `<frozen NAME>` |
//! | `.frozen/NAME.pkg` | the same for a package |
//!
//! The folder's leading dot keeps it from being importable as a namespace package. A module that CPython freezes under
//! several names is stored once, under its own; [`ALIASES`] has the others.
//!
//! Both flavours use the same file: their bytecode does not differ.
//!
//! `zipimport` keeps a dictionary per archive in `zipimport._zip_directory_cache`. Reading a thousand entries with Python code
//! takes many milliseconds, so an import system that has this crate may fill that dictionary from [`Pack::entries`].
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The pack's file name, as CPython names the zip on its default `sys.path`.
pub const FILE_NAME: &str = "python313.zip";

/// The folder inside the pack that holds the frozen modules.
pub const FROZEN_DIR: &str = ".frozen/";

/// Every module that is frozen: its name and whether it is a package. The order is CPython's.
pub const FROZEN: &[(&str, bool)] = &[
    ("importlib._bootstrap", false),
    ("importlib._bootstrap_external", false),
    ("zipimport", false),
    ("abc", false),
    ("codecs", false),
    ("io", false),
    ("_collections_abc", false),
    ("_sitebuiltins", false),
    ("genericpath", false),
    ("ntpath", false),
    ("posixpath", false),
    ("os", false),
    ("site", false),
    ("stat", false),
    ("importlib.util", false),
    ("importlib.machinery", false),
    ("runpy", false),
    ("__hello__", false),
    ("__phello__", true),
    ("__phello__.ham", true),
    ("__phello__.ham.eggs", false),
    ("__phello__.spam", false),
];

/// A second name for a frozen module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name that is imported.
    pub name: &'static str,
    /// The entry of [`FROZEN`] whose code it runs.
    pub code: &'static str,
    /// Whether the *alias* is a package (it may differ from what it is an alias of).
    pub is_package: bool,
    /// What `_imp.find_frozen` reports as the original name; a leading `<` means "the package itself", as in CPython.
    pub original: &'static str,
}

/// CPython's further names for frozen modules.
pub const ALIASES: &[Alias] = &[
    alias("_frozen_importlib", "importlib._bootstrap", false, "importlib._bootstrap"),
    alias(
        "_frozen_importlib_external",
        "importlib._bootstrap_external",
        false,
        "importlib._bootstrap_external",
    ),
    alias("os.path", "posixpath", false, "posixpath"),
    alias("__hello_alias__", "__hello__", false, "__hello__"),
    alias("__phello_alias__", "__hello__", true, "__hello__"),
    alias("__phello_alias__.spam", "__hello__", false, "__hello__"),
    alias("__phello__.__init__", "__phello__", false, "<__phello__"),
    alias("__phello__.ham.__init__", "__phello__.ham", false, "<__phello__.ham"),
];

const fn alias(name: &'static str, code: &'static str, is_package: bool, original: &'static str) -> Alias {
    Alias { name, code, is_package, original }
}

/// The entry's name of a frozen module's code.
pub fn frozen_entry(name: &str, is_package: bool) -> String {
    format!("{FROZEN_DIR}{name}.{}", if is_package { "pkg" } else { "code" })
}

/// A frozen module as it is found by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Marshalled code.
    pub code: Vec<u8>,
    /// Whether the module of the asked name is a package.
    pub is_package: bool,
    /// What `_imp.find_frozen` and `__origname__` report.
    pub original: &'static str,
}

/// One entry of the archive, as its central directory has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path inside the archive, with `/`.
    pub name: String,
    /// Zip's compression method; 0, stored, in a pack that xtask wrote.
    pub method: u16,
    /// Size in the archive.
    pub compressed_size: u32,
    /// Size of the content.
    pub size: u32,
    /// Where the entry's local header starts, counted from the start of the file.
    pub header_offset: u32,
    /// MS-DOS time.
    pub time: u16,
    /// MS-DOS date.
    pub date: u16,
    /// CRC-32 of the content.
    pub crc: u32,
}

/// Why a pack could not be read.
#[derive(Debug)]
pub enum Error {
    /// The operating system said no.
    Io(PathBuf, io::Error),
    /// The file is not a pack; the text says where it stops being one.
    Format(PathBuf, &'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Error::Format(path, what) => write!(f, "{}: not a standard library pack: {what}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io(_, error) => Some(error),
            Error::Format(..) => None,
        }
    }
}

/// An open pack. Its directory is in memory, contents are read when they are asked for.
#[derive(Debug)]
pub struct Pack {
    path: PathBuf,
    file: File,
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
}

impl Pack {
    /// Opens the pack at `path` and reads its directory.
    pub fn open(path: &Path) -> Result<Pack, Error> {
        let io = |error| Error::Io(path.to_owned(), error);
        let file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let entries = read_directory(&file, length).map_err(|error| match error {
            Bad::Io(error) => Error::Io(path.to_owned(), error),
            Bad::Format(what) => Error::Format(path.to_owned(), what),
        })?;
        let by_name = entries.iter().enumerate().map(|(i, e)| (e.name.clone(), i)).collect();
        Ok(Pack { path: path.to_owned(), file, entries, by_name })
    }

    /// Where the pack is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All entries, in the archive's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The content of the entry `name`; `None` if there is no such entry.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(&index) = self.by_name.get(name) else { return Ok(None) };
        let entry = &self.entries[index];
        if entry.method != 0 {
            return Err(Error::Format(self.path.clone(), "an entry is compressed"));
        }
        self.read_stored(entry).map(Some).map_err(|error| match error {
            Bad::Io(error) => Error::Io(self.path.clone(), error),
            Bad::Format(what) => Error::Format(self.path.clone(), what),
        })
    }

    /// The frozen module `name`, by any of its names; `None` if it is not frozen.
    pub fn frozen(&self, name: &str) -> Result<Option<Frozen>, Error> {
        let Some((code, is_package, original)) = resolve_frozen(name) else { return Ok(None) };
        let code_is_package = FROZEN.iter().any(|&(n, package)| n == code && package);
        let code = self.read(&frozen_entry(code, code_is_package))?;
        Ok(code.map(|code| Frozen { code, is_package, original }))
    }

    fn read_stored(&self, entry: &Entry) -> Result<Vec<u8>, Bad> {
        let mut header = [0; 30];
        self.file.read_exact_at(&mut header, entry.header_offset.into())?;
        if header[..4] != *b"PK\x03\x04" {
            return Err(Bad::Format("an entry has no local header"));
        }
        // The local header's own name and extra fields may differ in length from the directory's.
        let skip = 30 + u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        let mut content = vec![0; entry.size as usize];
        self.file.read_exact_at(&mut content, u64::from(entry.header_offset) + skip)?;
        Ok(content)
    }
}

/// For a frozen module's name: the name its code is stored under, whether it is a package, and its original name.
pub fn resolve_frozen(name: &str) -> Option<(&'static str, bool, &'static str)> {
    if let Some(&(name, is_package)) = FROZEN.iter().find(|(n, _)| *n == name) {
        return Some((name, is_package, name));
    }
    ALIASES.iter().find(|a| a.name == name).map(|a| (a.code, a.is_package, a.original))
}

enum Bad {
    Io(io::Error),
    Format(&'static str),
}

impl From<io::Error> for Bad {
    fn from(error: io::Error) -> Bad {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Bad::Format("it is truncated"),
            _ => Bad::Io(error),
        }
    }
}

/// Reads the central directory. The pack has no archive comment, so its end record is the file's last 22 bytes.
fn read_directory(file: &File, length: u64) -> Result<Vec<Entry>, Bad> {
    let mut end = [0; 22];
    let end_offset = length.checked_sub(22).ok_or(Bad::Format("it is too short"))?;
    file.read_exact_at(&mut end, end_offset)?;
    if end[..4] != *b"PK\x05\x06" {
        return Err(Bad::Format("it has no end record"));
    }
    let (count, size, offset) = (u16_at(&end, 10), u32_at(&end, 12), u32_at(&end, 16));
    if u64::from(offset) + u64::from(size) != end_offset {
        return Err(Bad::Format("its directory is not where the end record says"));
    }
    let mut directory = vec![0; size as usize];
    file.read_exact_at(&mut directory, offset.into())?;

    let mut entries = Vec::with_capacity(count.into());
    let mut rest = directory.as_slice();
    for _ in 0..count {
        let fixed = rest.get(..46).ok_or(Bad::Format("its directory is truncated"))?;
        if fixed[..4] != *b"PK\x01\x02" {
            return Err(Bad::Format("its directory has a bad entry"));
        }
        let name_end = 46 + usize::from(u16_at(fixed, 28));
        let next = name_end + usize::from(u16_at(fixed, 30)) + usize::from(u16_at(fixed, 32));
        let name = rest.get(46..name_end).ok_or(Bad::Format("its directory is truncated"))?;
        let name = std::str::from_utf8(name).map_err(|_| Bad::Format("an entry's name is not UTF-8"))?;
        entries.push(Entry {
            name: name.to_owned(),
            method: u16_at(fixed, 10),
            compressed_size: u32_at(fixed, 20),
            size: u32_at(fixed, 24),
            header_offset: u32_at(fixed, 42),
            time: u16_at(fixed, 12),
            date: u16_at(fixed, 14),
            crc: u32_at(fixed, 16),
        });
        rest = rest.get(next..).ok_or(Bad::Format("its directory is truncated"))?;
    }
    Ok(entries)
}

fn u16_at(bytes: &[u8], offset: usize) -> u16 {
    u16::from_le_bytes([bytes[offset], bytes[offset + 1]])
}

fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    u32::from_le_bytes([bytes[offset], bytes[offset + 1], bytes[offset + 2], bytes[offset + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stored zip made by hand, so that the reader is tested against the format and not against a writer.
    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let offset = out.len() as u32;
            let sizes = [content.len() as u32, content.len() as u32];
            out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0\0\0\0\0");
            sizes.iter().for_each(|s| out.extend_from_slice(&s.to_le_bytes()));
            out.extend_from_slice(&(name.len() as u16).to_le_bytes());
            // An extra field of three bytes that the directory does not have.
            out.extend_from_slice(&3u16.to_le_bytes());
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"xyz");
            out.extend_from_slice(content);
            directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\x21\0\0\0\0\0");
            sizes.iter().for_each(|s| directory.extend_from_slice(&s.to_le_bytes()));
            directory.extend_from_slice(&(name.len() as u16).to_le_bytes());
            directory.extend_from_slice(&[0; 12]);
            directory.extend_from_slice(&offset.to_le_bytes());
            directory.extend_from_slice(name.as_bytes());
        }
        let offset = out.len() as u32;
        out.extend_from_slice(&directory);
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        out.extend_from_slice(&[(files.len() as u16).to_le_bytes(); 2].concat());
        out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
        out.extend_from_slice(&offset.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out
    }

    fn open(test: &str, bytes: &[u8]) -> Result<Pack, Error> {
        let path = std::env::temp_dir().join(format!("mortise-pack-{}-{test}.zip", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let pack = Pack::open(&path);
        std::fs::remove_file(&path).unwrap();
        pack
    }

    fn sample() -> Vec<u8> {
        archive(&[
            ("os.py", b"import abc\n"),
            (".frozen/os.code", b"OS"),
            (".frozen/__phello__.pkg", b"PH"),
            (".frozen/posixpath.code", b"PP"),
            (".frozen/__hello__.code", b"H"),
            ("empty.py", b""),
        ])
    }

    #[test]
    fn reads_entries_by_name() {
        let pack = open("entries", &sample()).unwrap();
        assert_eq!(pack.entries().len(), 6);
        assert_eq!(pack.read("os.py").unwrap().unwrap(), b"import abc\n");
        assert_eq!(pack.read("empty.py").unwrap().unwrap(), b"");
        assert_eq!(pack.read("nothing.py").unwrap(), None);
    }

    #[test]
    fn finds_frozen_modules_and_their_aliases() {
        let pack = open("frozen", &sample()).unwrap();
        let find = |name: &str| pack.frozen(name).unwrap().map(|f| (f.code, f.is_package, f.original));
        assert_eq!(find("os"), Some((b"OS".to_vec(), false, "os")));
        assert_eq!(find("os.path"), Some((b"PP".to_vec(), false, "posixpath")));
        assert_eq!(find("__phello__"), Some((b"PH".to_vec(), true, "__phello__")));
        assert_eq!(find("__phello__.__init__"), Some((b"PH".to_vec(), false, "<__phello__")));
        assert_eq!(find("__phello_alias__"), Some((b"H".to_vec(), true, "__hello__")));
        assert_eq!(find("json"), None, "not frozen");
        assert_eq!(find("site"), None, "frozen, but not in this pack");
    }

    #[test]
    fn every_alias_has_code() {
        for alias in ALIASES {
            assert!(FROZEN.iter().any(|(name, _)| *name == alias.code), "{}", alias.name);
            assert!(!FROZEN.iter().any(|(name, _)| *name == alias.name), "{} twice", alias.name);
        }
    }

    #[test]
    fn damage_is_told_and_not_believed() {
        let whole = sample();
        for length in [0, 10, 21, 40, whole.len() - 1] {
            assert!(matches!(open("short", &whole[..length]), Err(Error::Format(..))), "{length} bytes");
        }
        let mut wrong = whole.clone();
        let at = whole.len() - 22 + 16;
        wrong[at] ^= 1;
        assert!(matches!(open("offset", &wrong), Err(Error::Format(..))));
        let mut no_header = whole;
        no_header[0] = 0;
        let pack = open("header", &no_header).unwrap();
        assert!(matches!(pack.read("os.py"), Err(Error::Format(..))));
    }
}
