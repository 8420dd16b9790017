//! `cargo xtask headers [--check]`: fills the generated part of each C header in `include/`.
//!
//! A header is written by hand (macros, inline functions) except for what lies between `/* generated */` and
//! `/* end generated */`: constants, function types and structs come from `src/abi`, prototypes and data declarations from the
//! facts in `src/abi/facts`, as far as `src/core` defines the symbol; its Rust signature must agree.
//!
//! cbindgen would be the obvious tool. It cannot say what C programs depend on: struct tags that differ from the typedef
//! (C++ programs declare `struct _object` themselves), bit-fields (`state.ascii`), unnamed unions, `va_list`, variadic
//! functions, and which part of a file a version of the limited API may see. So the sources are read with `syn` here.

mod abi;
#[cfg(test)]
mod compile_tests;
mod ctypes;
mod limited;
mod prototypes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::layout::{root, write_or_check};
use crate::symbols;

const BEGIN: &str = "/* generated */\n";
const END: &str = "/* end generated */\n";

/// Which prototypes and data are declared.
pub enum Declared {
    /// Those that `src/core` defines.
    Implemented(symbols::Defined),
    /// All that CPython's headers declare.
    Everything,
}

impl Declared {
    fn has(&self, name: &str) -> bool {
        match self {
            Declared::Implemented(defined) => defined.names.contains(name),
            Declared::Everything => true,
        }
    }
}

/// Every header with its complete text, by its path below `include/`.
pub fn tree(root: &Path, declared: &Declared) -> Result<BTreeMap<PathBuf, String>, String> {
    let include = root.join("include");
    let mut texts = BTreeMap::new();
    for folder in ["", "cpython", "internal", "default"] {
        let folder_path = include.join(folder);
        let entries =
            std::fs::read_dir(&folder_path).map_err(|error| format!("{}: {error}", folder_path.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| error.to_string())?.path();
            if path.extension().is_some_and(|extension| extension == "h") {
                let text =
                    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                let name = path.strip_prefix(&include).map_err(|error| error.to_string())?;
                texts.insert(name.to_owned(), text);
            }
        }
    }
    let pyconfig = &texts[Path::new("default/pyconfig.h")];
    let pyconfig = pyconfig
        .replacen("the default flavour", "the free-threaded flavour; generated from default/pyconfig.h", 1)
        .replacen("/* end */\n", "#define Py_GIL_DISABLED 1\n/* end */\n", 1);
    texts.insert("t/pyconfig.h".into(), pyconfig);

    let limited = limited::Limited::read(root)?;
    let headers: BTreeSet<String> = texts.keys().map(|path| path.display().to_string()).collect();
    let mut parts = abi::read(root, &headers)?;
    let by_hand: BTreeMap<String, String> =
        texts.iter().map(|(path, text)| (path.display().to_string(), outside(text))).collect();
    let mut generated = parts.render(&limited, &by_hand)?;
    for (header, text) in prototypes::render(root, declared, &limited, &by_hand)? {
        generated.entry(header).or_default().push_str(&text);
    }
    for (header, text) in generated {
        let whole =
            texts.get_mut(Path::new(&header)).ok_or_else(|| format!("include/{header} is missing"))?;
        let text = merged(&text);
        *whole = with_generated(whole, &text)
            .ok_or_else(|| format!("include/{header} has no place for:\n{text}"))?;
    }
    Ok(texts)
}

/// Joins blocks that have the same `#if` and follow each other; blocks are not nested.
fn merged(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut condition = "";
    let mut all = text.lines().peekable();
    while let Some(line) = all.next() {
        if line == "#endif" && all.peek() == Some(&condition) {
            all.next();
            continue;
        }
        if line.starts_with("#if") {
            condition = line;
        }
        lines.push(line);
    }
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// The part of a header that is written by hand.
fn outside(text: &str) -> String {
    match (text.find(BEGIN), text.find(END)) {
        (Some(begin), Some(end)) => format!("{}{}", &text[..begin], &text[end..]),
        _ => text.to_owned(),
    }
}

fn with_generated(text: &str, generated: &str) -> Option<String> {
    let begin = text.find(BEGIN)? + BEGIN.len();
    let end = text.find(END)?;
    Some(format!("{}{generated}{}", &text[..begin], &text[end..]))
}

/// Writes the headers, or with `check` fails when one of them is not up to date.
pub fn run(check: bool) -> Result<(), String> {
    let root = root();
    crate::layout::run(check)?;
    let defined = symbols::defined(&root)?;
    prototypes::check(&root, &defined)?;
    for (path, text) in tree(&root, &Declared::Implemented(defined))? {
        let path = root.join("include").join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        write_or_check(&path, &text, check, "headers")?;
    }
    Ok(())
}

/// Writes the headers as they are when every function of CPython's exists into `folder`, one folder per flavour: to compile
/// programs that are ahead of what Mortise can link yet.
pub fn write_complete(folder: &Path) -> Result<(), String> {
    for (path, text) in tree(&root(), &Declared::Everything)? {
        let places: Vec<PathBuf> = match (path.strip_prefix("default"), path.strip_prefix("t")) {
            (Ok(name), _) => vec![folder.join("default").join(name)],
            (_, Ok(name)) => vec![folder.join("t").join(name)],
            _ => vec![folder.join("default").join(&path), folder.join("t").join(&path)],
        };
        for place in places {
            if let Some(parent) = place.parent() {
                std::fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
            }
            std::fs::write(&place, &text).map_err(|error| format!("{}: {error}", place.display()))?;
        }
    }
    Ok(())
}
