//! `cargo xtask layout [--check]`: turns the facts about struct layouts and constants into the table that `mortise-abi`
//! compares with its definitions when it is compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Struct tags whose typedef has another name, and typedefs of another struct: C name, Rust name.
pub const OTHER_NAMES: &[(&str, &str)] = &[
    ("_object", "PyObject"),
    ("_typeobject", "PyTypeObject"),
    ("_heaptypeobject", "PyHeapTypeObject"),
    ("_longobject", "PyLongObject"),
    ("_frame", "PyFrameObject"),
    ("_traceback", "PyTracebackObject"),
    ("_ts", "PyThreadState"),
    ("_err_stackitem", "_PyErr_StackItem"),
    ("_stack_chunk", "_PyStackChunk"),
    ("_PyWeakReference", "PyWeakReference"),
    ("_Py_tss_t", "Py_tss_t"),
    ("_PyMonitoringState", "PyMonitoringState"),
    ("_line_offsets", "PyCodeAddressRange"),
];

/// Fields that Rust names or nests differently: struct, C field, Rust path. `<anonymous>` is the struct or union without a
/// type name that the facts list once per struct.
const PATHS: &[(&str, &str, &str)] = &[
    ("PyObject", "<anonymous>", "ob_refcnt"),
    ("PyObject", "ob_refcnt_split", "ob_refcnt"),
    ("PyASCIIObject", "<anonymous>", "state"),
    ("PyStatus", "<anonymous>", "_type"),
    ("PyThreadState", "<anonymous>", "_status"),
    ("PyUnicodeObject", "<anonymous>", "data"),
    ("PyUnicodeObject", "any", "data.any"),
    ("PyUnicodeObject", "latin1", "data.latin1"),
    ("PyUnicodeObject", "ucs2", "data.ucs2"),
    ("PyUnicodeObject", "ucs4", "data.ucs4"),
    ("_Py_Identifier", "<anonymous>", "mutex"),
    ("_Py_Identifier", "v", "mutex.v"),
];

/// The integer field that holds a struct's bit-fields.
pub const BIT_FIELDS: &[(&str, &str)] = &[("PyASCIIObject", "state"), ("PyThreadState", "_status")];

/// A row of `layout.tsv` or `internal.tsv`.
pub struct LayoutRow {
    /// `PyObject`, or `struct _object`.
    pub name: String,
    /// `<whole>`, `<anonymous>`, a field or a path; empty for the padding of bit-fields.
    pub field: String,
    /// Bytes, `align N` or `bit N`.
    pub offset: String,
    /// Bytes, or bits.
    pub size: String,
}

/// The cells of a table of facts, without its heading.
pub fn read_table(path: &Path) -> Result<Vec<Vec<String>>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

/// The layout facts of a flavour, `default` or `t`.
pub fn layout_rows(root: &Path, flavour: &str) -> Result<Vec<LayoutRow>, String> {
    let mut rows = Vec::new();
    for table in ["layout.tsv", "internal.tsv"] {
        let path = root.join("src/abi/facts").join(flavour).join(table);
        for cells in read_table(&path)? {
            let [name, _, field, offset, size, ..] = &cells[..] else {
                return Err(format!("{}: a row of {} cells", path.display(), cells.len()));
            };
            let (name, field) = (name.clone(), field.clone());
            rows.push(LayoutRow { name, field, offset: offset.clone(), size: size.clone() });
        }
    }
    Ok(rows)
}

/// The rows that are left out: table, name, field.
fn left_out(root: &Path) -> Result<BTreeSet<(String, String, String)>, String> {
    let rows = read_table(&root.join("src/abi/facts/left-out.tsv"))?;
    Ok(rows.into_iter().map(|row| (row[0].clone(), row[1].clone(), row[2].clone())).collect())
}

/// The Rust name of a struct that the facts call `name`.
pub fn rust_name(name: &str) -> &str {
    let tag = name.strip_prefix("struct ").unwrap_or(name);
    OTHER_NAMES.iter().find(|(c, _)| *c == tag && name != tag).map_or(tag, |(_, rust)| rust)
}

fn rust_path(rust_struct: &str, field: &str) -> String {
    let known = PATHS.iter().find(|(name, c, _)| *name == rust_struct && *c == field);
    let path = known.map_or(field, |(_, _, path)| path);
    path.split('.').map(|part| if part == "type" { "r#type" } else { part }).collect::<Vec<_>>().join(".")
}

fn number(text: &str, row: &LayoutRow) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{}.{}: `{text}` is no number", row.name, row.field))
}

/// One row in the language of the macro `layout!`.
fn layout_row(row: &LayoutRow, masks: &[String]) -> Result<String, String> {
    let name = rust_name(&row.name);
    let size = number(&row.size, row)?;
    if let Some(align) = row.offset.strip_prefix("align ") {
        return Ok(format!("(whole {size} {})", number(align, row)?));
    }
    let Some(first) = row.offset.strip_prefix("bit ") else {
        return Ok(format!("(field {}: {} {size})", rust_path(name, &row.field), number(&row.offset, row)?));
    };
    let (_, word) = BIT_FIELDS
        .iter()
        .find(|(owner, _)| *owner == name)
        .ok_or_else(|| format!("{name} has bit-fields, but no field is known that holds them"))?;
    if row.field.is_empty() {
        return Ok(format!("(padding {size} in {word} besides {})", masks.join(" ")));
    }
    Ok(format!("(bits {name}_{}_MASK in {word}: {} {size})", row.field, number(first, row)?))
}

/// The file of checks for one flavour.
fn generate(root: &Path, flavour: &str) -> Result<String, String> {
    let left_out = left_out(root)?;
    let mut text = String::from("//! Generated by `cargo xtask layout` from `facts/");
    let _ = writeln!(text, "{flavour}/`; do not edit.\n");
    text.push_str("use super::size_behind;\nuse crate::*;\n\n");

    let rows = layout_rows(root, flavour)?;
    let mut groups: Vec<(&str, Vec<&LayoutRow>)> = Vec::new();
    for row in &rows {
        if left_out.contains(&("layout".to_owned(), row.name.clone(), row.field.clone())) {
            continue;
        }
        match groups.last_mut() {
            Some((name, group)) if *name == row.name => group.push(row),
            _ => groups.push((&row.name, vec![row])),
        }
    }
    let mut counters = Vec::new();
    for (name, group) in groups {
        let rust = rust_name(name);
        let counter = format!("{}_ROWS", name.replace(' ', "_"));
        let masks: Vec<String> = group
            .iter()
            .filter(|row| row.offset.starts_with("bit ") && !row.field.is_empty())
            .map(|row| format!("{rust}_{}_MASK", row.field))
            .collect();
        let _ = writeln!(text, "layout! {{ {counter}, {rust},");
        for row in group {
            let _ = writeln!(text, "    {}", layout_row(row, &masks)?);
        }
        text.push_str("}\n");
        counters.push(counter);
    }

    text.push_str("\nvalues! { CONSTANTS,\n");
    let constants = root.join("src/abi/facts").join(flavour).join("constants.tsv");
    let mut seen = BTreeMap::new();
    for row in read_table(&constants)? {
        if left_out.contains(&("constants".to_owned(), row[0].clone(), String::new())) {
            continue;
        }
        if let Some(before) = seen.insert(row[0].clone(), row[2].clone()) {
            return Err(format!("{}: {} is there twice ({before}, {})", constants.display(), row[0], row[2]));
        }
        let _ = writeln!(text, "    {} = {},", row[0], row[2]);
    }
    text.push_str(
        "}\n\n/// Rows of `layout.tsv` that are compared.\n#[cfg(test)]\npub const LAYOUT_ROWS: usize = ",
    );
    text.push_str(&counters.join("\n    + "));
    text.push_str(";\n\n/// Rows of `constants.tsv` that are compared.\n#[cfg(test)]\npub const CONSTANT_ROWS: usize = CONSTANTS;\n");
    Ok(text)
}

/// The top folder of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("src/xtask is two folders below the top")
        .to_owned()
}

/// Writes `text` to `path`, or with `check` fails where the file has anything else.
pub fn write_or_check(path: &Path, text: &str, check: bool, command: &str) -> Result<(), String> {
    let old = std::fs::read_to_string(path).unwrap_or_default();
    if old == text {
        return Ok(());
    }
    if check {
        return Err(format!("{} is out of date: run `cargo xtask {command}`", path.display()));
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes `src/abi/checks/rows_*.rs`, or checks that they are up to date.
pub fn run(check: bool) -> Result<(), String> {
    let root = root();
    for (flavour, file) in [("default", "rows_gil.rs"), ("t", "rows_ft.rs")] {
        let path = root.join("src/abi/checks").join(file);
        write_or_check(&path, &generate(&root, flavour)?, check, "layout")?;
    }
    Ok(())
}

/// The bit-fields of a struct with their widths, in order, padding aside.
pub fn bit_fields(owner: &str) -> Result<Vec<(String, u64)>, String> {
    layout_rows(&root(), "default")?
        .iter()
        .filter(|row| row.name == owner && row.offset.starts_with("bit ") && !row.field.is_empty())
        .map(|row| Ok((row.field.clone(), number(&row.size, row)?)))
        .collect()
}
