//! Private name mangling.

use crate::ast::Name;

/// `__name` inside `class C` is `_C__name`.
pub(crate) fn mangle(private: Option<&str>, name: &Name) -> Name {
    let Some(class) = private else { return name.clone() };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name.clone();
    }
    let class = class.trim_start_matches('_');
    if class.is_empty() {
        return name.clone();
    }
    Name::from(format!("_{class}{name}"))
}
