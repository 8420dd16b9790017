//! The facts about struct layouts, for tests that compare headers with them.

use std::path::{Path, PathBuf};

/// The top folder of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("abi-tests is in the project").to_owned()
}

/// A row of `layout.tsv`.
pub struct Row {
    /// `PyObject`, or `struct _object`.
    pub name: String,
    /// `<whole>`, `<anonymous>`, a field or a path.
    pub field: String,
    /// Bytes, `align N` or `bit N`.
    pub offset: String,
    /// Bytes, or bits.
    pub size: String,
}

/// The layout facts of a flavour, `default` or `t`.
pub fn layout(flavour: &str) -> Vec<Row> {
    let path = root().join("src/abi/facts").join(flavour).join("layout.tsv");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |at: usize| cells[at].to_owned();
            Row { name: cell(0), field: cell(2), offset: cell(3), size: cell(4) }
        })
        .collect()
}
