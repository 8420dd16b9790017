//! Reads extension binaries (ELF shared objects) without loading them: which symbols they need, which init functions they
//! have, and which of CPython's two ABIs they were built for.
#![forbid(unsafe_code)]

use std::fmt;
use std::path::Path;

use object::elf;
use object::read::elf::{ElfFile64, ProgramHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol, SectionKind};

/// The ABI that a binary was built for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
    /// CPython's default ABI: 16-byte object header, GIL.
    Default,
    /// CPython's free-threaded ABI: 32-byte object header.
    FreeThreaded,
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Flavour::Default => "the default ABI (cp313, with the GIL)",
            Flavour::FreeThreaded => "the free-threaded ABI (cp313t)",
        })
    }
}

/// What is known of a shared object.
#[derive(Clone, Debug, Default)]
pub struct SharedObject {
    /// Names that must be found for it to load (weak ones are left out).
    pub imports: Vec<String>,
    /// Names of module init functions: `PyInit_X`, `PyInitU_X`.
    pub inits: Vec<String>,
    /// The ABI, when the file shows it.
    pub flavour: Option<Flavour>,
}

/// Why a file cannot be read as a shared object.
#[derive(Debug)]
pub enum Error {
    /// The file cannot be read.
    Io(std::io::Error),
    /// It is not a 64-bit ELF file, or its tables are damaged.
    NotElf(String),
    /// It ends before its last segment or its section headers.
    Truncated {
        /// The file's size in bytes.
        size: u64,
        /// The size that its headers say.
        needed: u64,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io(e) => e.fmt(f),
            Error::NotElf(why) => write!(f, "not an ELF shared object: {why}"),
            Error::Truncated { size, needed } => {
                write!(f, "file too short: {size} bytes, its headers say {needed}")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Reads the file at `path`.
pub fn read(path: &Path) -> Result<SharedObject, Error> {
    parse(&std::fs::read(path).map_err(Error::Io)?)
}

/// Reads a file's contents.
pub fn parse(data: &[u8]) -> Result<SharedObject, Error> {
    let not_elf = |e: object::Error| Error::NotElf(e.to_string());
    let header = elf::FileHeader64::<Endianness>::parse(data).map_err(not_elf)?;
    use object::read::elf::FileHeader;
    let endian = header.endian().map_err(not_elf)?;
    let segments = header.program_headers(endian, data).map_err(not_elf)?;
    let needed = segments
        .iter()
        .filter(|p| p.p_type(endian) == elf::PT_LOAD)
        .map(|p| p.p_offset(endian).saturating_add(p.p_filesz(endian)))
        .max()
        .unwrap_or(0);
    // The section headers end the file; the loader does not need them, but a file without them was cut.
    let sections = u64::from(header.e_shnum(endian)) * u64::from(header.e_shentsize(endian));
    let needed =
        if sections > 0 { needed.max(header.e_shoff(endian).saturating_add(sections)) } else { needed };
    let size = data.len() as u64;
    if size < needed {
        return Err(Error::Truncated { size, needed });
    }
    let file = ElfFile64::<Endianness>::parse(data).map_err(not_elf)?;
    let mut found = SharedObject::default();
    for symbol in file.dynamic_symbols() {
        let Ok(name) = symbol.name() else { continue };
        if symbol.is_undefined() {
            if !symbol.is_weak() && !name.is_empty() {
                found.imports.push(name.to_string());
            }
        } else if name.starts_with("PyInit_") || name.starts_with("PyInitU_") {
            found.inits.push(name.to_string());
        }
    }
    found.imports.sort();
    found.imports.dedup();
    found.flavour = flavour_by_imports(&found.imports).or_else(|| flavour_by_definitions(&file));
    Ok(found)
}

/// Functions that only the free-threaded headers' inline code calls.
const FREE_THREADED_ONLY: &[&str] = &[
    "_Py_DecRefShared",
    "_Py_DecRefSharedDebug",
    "_Py_MergeZeroLocalRefcount",
    "_PyCriticalSection_BeginSlow",
    "_PyCriticalSection_SuspendAll",
];

/// The destructor's entry point, which the default headers' `Py_DECREF` calls directly and the free-threaded ones never do.
const DEFAULT_ONLY: &str = "_Py_Dealloc";

fn flavour_by_imports(imports: &[String]) -> Option<Flavour> {
    if imports.iter().any(|name| FREE_THREADED_ONLY.contains(&name.as_str())) {
        Some(Flavour::FreeThreaded)
    } else if imports.iter().any(|name| name == DEFAULT_ONLY) {
        Some(Flavour::Default)
    } else {
        None
    }
}

/// A `PyModuleDef` (and any other static object) starts with an immortal header, followed by zeros until the loader has relocated it:
/// `0x00000000ffffffff` in the default ABI; in the free-threaded one a zero word and then `0xffffffff00000000`.
fn flavour_by_definitions(file: &ElfFile64<'_, Endianness>) -> Option<Flavour> {
    const DEFAULT: u64 = 0x0000_0000_ffff_ffff;
    const FREE_THREADED: u64 = 0xffff_ffff_0000_0000;
    let (mut default, mut free_threaded) = (false, false);
    for section in file.sections().filter(|s| s.kind() == SectionKind::Data) {
        let Ok(data) = section.data() else { continue };
        let words: Vec<u64> =
            data.chunks_exact(8).map(|w| u64::from_le_bytes(w.try_into().unwrap_or_default())).collect();
        for (i, &word) in words.iter().enumerate() {
            let zero =
                |range: std::ops::Range<usize>| words.get(range).is_some_and(|w| w.iter().all(|&w| w == 0));
            // PyModuleDef_Base: header, m_init, m_index, m_copy.
            default |= word == DEFAULT && zero(i + 1..i + 5);
            free_threaded |= word == FREE_THREADED && i > 0 && words[i - 1] == 0 && zero(i + 1..i + 6);
        }
    }
    match (default, free_threaded) {
        (true, false) => Some(Flavour::Default),
        (false, true) => Some(Flavour::FreeThreaded),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_shared_object() {
        assert!(matches!(
            parse(b"not an elf file, but long enough to hold a header of sixty-four bytes"),
            Err(Error::NotElf(_))
        ));
        assert!(matches!(parse(b""), Err(Error::NotElf(_))));
    }

    #[test]
    fn truncation_is_seen() {
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(parse(&own).is_ok());
        assert!(matches!(parse(&own[..own.len() / 2]), Err(Error::Truncated { .. })));
    }

    #[test]
    fn inline_functions_show_the_flavour() {
        let names = |all: &[&str]| all.iter().map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(flavour_by_imports(&names(&["PyList_New", "_Py_Dealloc"])), Some(Flavour::Default));
        assert_eq!(flavour_by_imports(&names(&["_Py_DecRefShared"])), Some(Flavour::FreeThreaded));
        assert_eq!(flavour_by_imports(&names(&["PyList_New"])), None);
    }
}
