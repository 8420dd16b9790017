//! What the limited API may see.

use std::collections::BTreeMap;
use std::path::Path;

use crate::layout::read_table;

/// The names of the limited API, and the minor version that each came with.
pub struct Limited(BTreeMap<String, u8>);

impl Limited {
    /// Reads `facts/limited.tsv`.
    pub fn read(root: &Path) -> Result<Self, String> {
        let mut names = BTreeMap::new();
        for row in read_table(&root.join("src/abi/facts/limited.tsv"))? {
            let minor =
                row.get(1).and_then(|since| since.strip_prefix("3.")).and_then(|minor| minor.parse().ok());
            names
                .insert(row[0].clone(), minor.ok_or_else(|| format!("limited.tsv: {}: no version", row[0]))?);
        }
        Ok(Self(names))
    }

    /// When `name`, which is declared in `header`, is visible; "" for always. What is in `cpython/` is not read for the limited
    /// API at all.
    pub fn condition(&self, header: &str, name: &str) -> String {
        if header.contains('/') {
            return String::new();
        }
        match self.0.get(name) {
            None => "!defined(Py_LIMITED_API)".to_owned(),
            Some(..=2) => String::new(),
            Some(minor) => format!("!defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03{minor:02x}0000"),
        }
    }

    /// `text` with its condition around it.
    pub fn wrap(&self, header: &str, name: &str, text: &str) -> String {
        match self.condition(header, name).as_str() {
            "" => text.to_owned(),
            condition => format!("#if {condition}\n{text}#endif\n"),
        }
    }
}
