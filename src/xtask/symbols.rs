//! `cargo xtask symbols`: which of the names in `include/exports.toml` the sources of `src/core` define.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde::Deserialize;
use syn::visit::Visit;

use crate::layout::root;

/// The names that the sources define for C.
#[derive(Default)]
pub struct Defined {
    /// Functions and data, in Rust and in C.
    pub names: BTreeSet<String>,
    /// Where each Rust function is and what it takes.
    pub signatures: BTreeMap<String, Vec<(String, syn::Signature)>>,
}

/// The manifest of the exported names.
#[derive(Deserialize)]
pub struct Manifest {
    /// By symbol.
    pub symbol: BTreeMap<String, Export>,
}

/// What the manifest says about a name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// `function` or `data`.
    pub kind: String,
    /// `both`, `default` or `t`.
    pub flavour: String,
    /// The header that declares it, if any.
    pub header: Option<String>,
    /// The version of the stable ABI that it came with.
    pub since: Option<String>,
    /// How many of the published wheels that were looked at import it.
    #[serde(default)]
    pub wheels: u32,
    /// `new` or `borrowed`, where that is documented.
    pub result: Option<String>,
    /// The parameters whose reference the function takes over.
    #[serde(default)]
    pub steals: Vec<u8>,
    /// What is returned when an exception is set, where that is documented.
    pub error: Option<String>,
}

/// Reads `include/exports.toml`.
pub fn manifest(root: &Path) -> Result<Manifest, String> {
    let path = root.join("include/exports.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let manifest: Manifest = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    for (name, export) in &manifest.symbol {
        let wrong = |what: &str| Err(format!("{}: {name}: {what}", path.display()));
        if !matches!(export.kind.as_str(), "function" | "data") {
            return wrong("kind must be function or data");
        }
        if !matches!(export.flavour.as_str(), "both" | "default" | "t") {
            return wrong("flavour must be both, default or t");
        }
        if export.header.as_ref().is_some_and(|header| !root.join("include").join(header).is_file()) {
            return wrong("there is no such header");
        }
        if export.since.as_ref().is_some_and(|since| !since.starts_with("3.")) {
            return wrong("since must be a version");
        }
        if export.result.as_ref().is_some_and(|result| !matches!(result.as_str(), "new" | "borrowed")) {
            return wrong("result must be new or borrowed");
        }
        if export.kind == "data"
            && (export.result.is_some() || export.error.is_some() || !export.steals.is_empty())
        {
            return wrong("data has no result");
        }
    }
    Ok(manifest)
}

/// All files below `folder` with one of the extensions.
fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) -> Result<(), String> {
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.is_dir() {
            files(&path, extensions, found)?;
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|e| extension == *e)) {
            found.push(path);
        }
    }
    Ok(())
}

/// Scans `src/core` for what it exports: `#[unsafe(no_mangle)]` items, also inside of macro calls, and functions in C files.
pub fn defined(root: &Path) -> Result<Defined, String> {
    let mut paths = Vec::new();
    files(&root.join("src/core"), &["rs", "c"], &mut paths)?;
    let mut defined = Defined::default();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let place = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        if path.extension().is_some_and(|extension| extension == "c") {
            functions_of_c(&text, &mut defined.names);
            continue;
        }
        if !text.contains("no_mangle") {
            continue;
        }
        let tokens: TokenStream = text.parse().map_err(|error| format!("{place}: {error}"))?;
        let mut wanted = false;
        exported(tokens, &mut wanted, &mut defined.names);
        let file = syn::parse_file(&text).map_err(|error| format!("{place}: {error}"))?;
        Signatures { place: &place, found: &mut defined.signatures }.visit_file(&file);
    }
    Ok(defined)
}

/// Whether `no_mangle` is among the tokens, or in parentheses among them.
fn says_no_mangle(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "no_mangle",
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::Parenthesis && says_no_mangle(&group.stream())
        }
        _ => false,
    })
}

/// Adds the names of items that follow a `no_mangle`, and C's names among the arguments of a macro that is given one. In a
/// macro's definition the name is a `$variable`, which is passed over.
fn exported(tokens: TokenStream, wanted: &mut bool, names: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Parenthesis && says_no_mangle(&group.stream()) {
                    let arguments = group.stream().into_iter().filter_map(|token| match token {
                        TokenTree::Ident(ident) => Some(ident.to_string()),
                        _ => None,
                    });
                    names.extend(arguments.filter(|name| name.trim_start_matches('_').starts_with("Py")));
                }
                // A body ends the search for the item's name; attributes and parameters do not.
                if group.delimiter() == Delimiter::Brace {
                    *wanted = false;
                }
                exported(group.stream(), wanted, names);
                if group.delimiter() == Delimiter::Brace {
                    *wanted = false;
                }
            }
            TokenTree::Ident(ident) if ident == "no_mangle" => *wanted = true,
            TokenTree::Ident(ident) if *wanted && (ident == "fn" || ident == "static") => {
                let mut name = tokens.next();
                if matches!(&name, Some(TokenTree::Ident(ident)) if ident == "mut") {
                    name = tokens.next();
                }
                if let Some(TokenTree::Ident(name)) = name {
                    names.insert(name.to_string());
                    *wanted = false;
                }
            }
            _ => {}
        }
    }
}

/// Adds the functions that a C file defines: a name at the start of a line or behind its type, with a parameter list, and a
/// body that starts on that line or the next one.
fn functions_of_c(text: &str, names: &mut BTreeSet<String>) {
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !starts || line.starts_with("static") || line.trim_end().ends_with(';') {
            continue;
        }
        let body = lines[at..].iter().take(4).find(|next| next.contains(['{', ';']));
        if !body.is_some_and(|next| next.contains('{')) {
            continue;
        }
        if let Some(before) = line.split('(').next().filter(|before| before.len() < line.len()) {
            let name = before.trim_end().rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
            names.extend(name.filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
}

struct Signatures<'a> {
    place: &'a str,
    found: &'a mut BTreeMap<String, Vec<(String, syn::Signature)>>,
}

impl<'ast> Visit<'ast> for Signatures<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let exported = item.attrs.iter().any(|attribute| match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string() == "no_mangle",
            meta => meta.path().is_ident("no_mangle"),
        });
        if exported {
            let name = item.sig.ident.to_string();
            self.found.entry(name).or_default().push((self.place.to_owned(), item.sig.clone()));
        }
        syn::visit::visit_item_fn(self, item);
    }
}

/// Prints how much of the manifest is defined, and with `list` what is missing.
pub fn run(list: bool) -> Result<(), String> {
    let root = root();
    let manifest = manifest(&root)?;
    let defined = defined(&root)?;
    let mut groups: BTreeMap<&str, Vec<(&str, &Export)>> = BTreeMap::new();
    for (name, export) in &manifest.symbol {
        groups.entry(export.header.as_deref().unwrap_or("(no header)")).or_default().push((name, export));
    }
    let (mut have_all, mut missing_all, mut missing_used) = (0, 0, 0);
    for (header, exports) in &groups {
        let missing: Vec<_> = exports.iter().filter(|(name, _)| !defined.names.contains(*name)).collect();
        let have = exports.len() - missing.len();
        println!("{header:<32} {have:>4} defined {:>4} missing", missing.len());
        have_all += have;
        missing_all += missing.len();
        missing_used += missing.iter().filter(|(_, export)| export.wheels > 0).count();
        if list {
            for (name, export) in missing {
                let wheels =
                    if export.wheels > 0 { format!(" ({} wheels)", export.wheels) } else { String::new() };
                println!("    {name}{wheels}");
            }
        }
    }
    println!(
        "{have_all} of {} names defined; of the missing, {missing_used} are used by wheels",
        have_all + missing_all
    );
    Ok(())
}
