//! What `src/abi` defines, as C: constants, enums, function types and structs.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use syn::{BinOp, Expr, Fields, Item, Lit, Type, UnOp};

use super::ctypes::declare;
use super::limited::Limited;
use crate::layout::{BIT_FIELDS, OTHER_NAMES, read_table};

/// Structs whose contents C does not know: Rust name, C tag, whether there is a typedef.
const OPAQUE: &[(&str, &str, bool)] = &[
    ("PyInterpreterState", "_is", true),
    ("PyDictKeysObject", "_dictkeysobject", true),
    ("PyDictValues", "_dictvalues", true),
    ("_PyInterpreterFrame", "_PyInterpreterFrame", false),
    ("_PyExecutorObject", "_PyExecutorObject", false),
];

/// Fields that Rust cannot spell as C does.
const FIELDS: &[(&str, &str, &str)] = &[
    (
        "PyObject",
        "ob_refcnt",
        "    union {\n        Py_ssize_t ob_refcnt;\n        uint32_t ob_refcnt_split[2];\n    };\n",
    ),
    (
        "PyStatus",
        "_type",
        "    enum { _PyStatus_TYPE_OK = 0, _PyStatus_TYPE_ERROR = 1, _PyStatus_TYPE_EXIT = 2 } _type;\n",
    ),
];

/// Constants that the facts leave out because they do not fit an `int`.
const MORE_CONSTANTS: &[(&str, &str)] =
    &[("Py_TPFLAGS_TYPE_SUBCLASS", "object.h"), ("PY_VERSION", "patchlevel.h")];

/// Which flavours have a definition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Flavour {
    Both,
    Gil,
    FreeThreaded,
}

impl Flavour {
    fn of_file(stem: &str) -> Self {
        match stem {
            _ if stem.ends_with("_gil") => Flavour::Gil,
            _ if stem.ends_with("_ft") => Flavour::FreeThreaded,
            _ => Flavour::Both,
        }
    }

    fn wrap(self, text: String) -> String {
        match self {
            Flavour::Both => text,
            Flavour::Gil => format!("#ifndef Py_GIL_DISABLED\n{text}#endif\n"),
            Flavour::FreeThreaded => format!("#ifdef Py_GIL_DISABLED\n{text}#endif\n"),
        }
    }
}

struct Struct {
    flavour: Flavour,
    is_union: bool,
    fields: Vec<(String, Type)>,
}

struct Constant {
    flavour: Flavour,
    header: String,
    ty: String,
    value: Expr,
}

/// The definitions of `src/abi`.
pub struct Parts {
    /// Where each struct is defined, by its Rust name.
    struct_headers: BTreeMap<String, String>,
    structs: BTreeMap<String, Vec<Struct>>,
    struct_order: Vec<String>,
    /// Structs that C names with the word `struct` only.
    tags_only: BTreeSet<String>,
    constants: Vec<(String, Constant)>,
    aliases: Vec<(String, String, Type)>,
}

/// The header for something that the facts do not place: `object.h`, or `cpython/code.h` where there is no `code.h`.
fn header_of_stem(stem: &str, headers: &BTreeSet<String>) -> String {
    let stem = stem.trim_end_matches("_gil").trim_end_matches("_ft");
    let plain = format!("{stem}.h");
    if headers.contains(&plain) { plain } else { format!("cpython/{plain}") }
}

/// Reads `src/abi` and finds the header of each definition.
pub fn read(root: &Path, headers: &BTreeSet<String>) -> Result<Parts, String> {
    let mut parts = Parts {
        struct_headers: BTreeMap::new(),
        structs: BTreeMap::new(),
        struct_order: Vec::new(),
        tags_only: BTreeSet::new(),
        constants: Vec::new(),
        aliases: Vec::new(),
    };
    let mut typedefs = HashSet::new();
    let mut constant_headers = BTreeMap::new();
    for flavour in ["default", "t"] {
        let facts = root.join("src/abi/facts").join(flavour);
        let mut rows = read_table(&facts.join("layout.tsv"))?;
        rows.extend(read_table(&facts.join("internal.tsv"))?);
        for row in rows {
            let (name, header) = (row[0].as_str(), row[1].clone());
            match name.strip_prefix("struct ") {
                // The struct itself is where its fields are, whatever declares the typedef.
                Some(tag) => {
                    let rust = OTHER_NAMES.iter().find(|(c, _)| *c == tag).map_or(tag, |(_, rust)| rust);
                    parts.struct_headers.insert(rust.to_owned(), header);
                }
                None => {
                    typedefs.insert(name.to_owned());
                    parts.struct_headers.entry(name.to_owned()).or_insert(header);
                }
            }
        }
        for row in read_table(&facts.join("constants.tsv"))? {
            constant_headers.insert(row[0].clone(), row[1].clone());
        }
    }
    for (name, header) in MORE_CONSTANTS {
        constant_headers.insert((*name).to_owned(), (*header).to_owned());
    }

    let folder = root.join("src/abi");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    for path in files {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if stem == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let file = syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let flavour = Flavour::of_file(&stem);
        for item in file.items {
            match item {
                Item::Struct(item) => {
                    let name = item.ident.to_string();
                    parts.add_struct(name, Struct { flavour, is_union: false, fields: fields(&item.fields) });
                }
                Item::Union(item) => {
                    let fields = fields(&Fields::Named(item.fields));
                    parts.add_struct(item.ident.to_string(), Struct { flavour, is_union: true, fields });
                }
                Item::Const(item) => {
                    let name = item.ident.to_string();
                    if let Some(header) = constant_headers.get(&name) {
                        let ty = type_name(&item.ty);
                        let constant = Constant { flavour, header: header.clone(), ty, value: *item.expr };
                        parts.constants.push((name, constant));
                    }
                }
                Item::Type(item) => {
                    parts.aliases.push((header_of_stem(&stem, headers), item.ident.to_string(), *item.ty));
                }
                _ => {}
            }
        }
    }
    for name in &parts.struct_order {
        let opaque = OPAQUE.iter().find(|(rust, ..)| rust == name);
        let has_typedef = opaque.map_or_else(|| typedefs.contains(name), |(_, _, typedef)| *typedef);
        // What is defined as opaque for one flavour has its typedef in the other's facts.
        if !has_typedef {
            parts.tags_only.insert(name.clone());
        }
    }
    Ok(parts)
}

fn fields(fields: &Fields) -> Vec<(String, Type)> {
    fields
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?.to_string(), field.ty.clone())))
        .map(|(name, ty)| (name.trim_start_matches("r#").to_owned(), ty))
        .collect()
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A constant's value as C text without the type's suffix, and whether it is more than a literal.
fn value(expr: &Expr, suffix: &str) -> Result<String, String> {
    Ok(match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => format!("{int}{suffix}"),
            Lit::CStr(text) => format!("\"{}\"", text.value().to_string_lossy()),
            _ => return Err("a literal that is neither a number nor a C string".to_owned()),
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            format!("(-{})", value(&unary.expr, suffix)?)
        }
        Expr::Binary(binary) if matches!(binary.op, BinOp::Shl(_)) => {
            format!("({} << {})", value(&binary.left, suffix)?, value(&binary.right, "")?)
        }
        _ => return Err("an expression that is not known here".to_owned()),
    })
}

fn constant_text(constant: &Constant) -> Result<String, String> {
    match constant.ty.as_str() {
        "c_ulong" | "Py_uhash_t" => value(&constant.value, "UL"),
        "c_uint" => value(&constant.value, "U"),
        "c_int" | "u8" | "" => value(&constant.value, ""),
        "usize" => Ok(format!("((size_t){})", value(&constant.value, "")?)),
        "Py_ssize_t" | "Py_UCS4" | "digit" => {
            Ok(format!("(({}){})", constant.ty, value(&constant.value, "")?))
        }
        other => Err(format!("constants of type {other} are not known here")),
    }
}

impl Parts {
    fn add_struct(&mut self, name: String, definition: Struct) {
        if !self.structs.contains_key(&name) {
            self.struct_order.push(name.clone());
        }
        self.structs.entry(name).or_default().push(definition);
    }

    /// The generated text of each header, prototypes aside. `by_hand` is what else is in them.
    pub fn render(
        &mut self,
        limited: &Limited,
        by_hand: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, String> {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let add = |texts: &mut BTreeMap<String, String>, header: &str, text: &str| {
            texts.entry(header.to_owned()).or_default().push_str(text);
        };
        let defined_by_hand = |header: &str, directive: &str, name: &str| {
            by_hand.get(header).is_some_and(|text| {
                text.lines().any(|line| {
                    let Some(rest) = line.trim_start().strip_prefix(directive) else { return false };
                    let end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
                    match directive {
                        "typedef" => rest.trim_end_matches(';').rsplit(end).next() == Some(name),
                        _ => rest.trim_start().split(end).next() == Some(name),
                    }
                })
            })
        };

        add(&mut texts, "pytypedefs.h", &self.forward_declarations(limited));

        // Enums: aliases of c_int with constants of that type.
        let enums: BTreeSet<String> = self
            .aliases
            .iter()
            .filter(|(_, name, ty)| {
                type_name(ty) == "c_int" && self.constants.iter().any(|(_, c)| c.ty == *name)
            })
            .map(|(_, name, _)| name.clone())
            .collect();
        for (header, name, ty) in &self.aliases {
            if enums.contains(name) {
                let mut members = Vec::new();
                for (member, constant) in self.constants.iter().filter(|(_, constant)| constant.ty == *name) {
                    let value = value(&constant.value, "").map_err(|error| format!("{member}: {error}"))?;
                    members.push(format!("    {member} = {},\n", value.trim_matches(['(', ')'])));
                }
                let text = format!("typedef enum {name} {{\n{}}} {name};\n", members.concat());
                add(&mut texts, header, &limited.wrap(header, name, &text));
            } else if !defined_by_hand(header, "typedef", name) {
                let text = declare(ty, name, &self.tags_only).map_err(|error| format!("{name}: {error}"))?;
                add(&mut texts, header, &limited.wrap(header, name, &format!("typedef {text};\n")));
            }
        }

        for (name, constant) in &self.constants {
            if enums.contains(&constant.ty) || defined_by_hand(&constant.header, "#define", name) {
                continue;
            }
            let text = constant_text(constant).map_err(|error| format!("{name}: {error}"))?;
            let text = format!("#define {name} {text}\n");
            let text = match constant.flavour {
                Flavour::Both => limited.wrap(&constant.header, name, &text),
                flavour => flavour.wrap(text),
            };
            add(&mut texts, &constant.header, &text);
        }

        let mut done = BTreeSet::new();
        for name in &self.struct_order {
            self.render_struct(name, limited, &mut done, &mut texts)?;
        }
        Ok(texts)
    }

    fn is_opaque(&self, name: &str) -> bool {
        self.structs[name]
            .iter()
            .all(|definition| definition.fields.iter().any(|(field, _)| field == "_opaque"))
    }

    /// The outer struct of a struct or union that C nests without a name: `PyUnicodeObject_data`.
    fn is_nested(&self, name: &str) -> bool {
        !self.struct_headers.contains_key(name) && !self.is_opaque(name)
    }

    fn tag<'a>(&self, name: &'a str) -> &'a str {
        if let Some((_, tag, _)) = OPAQUE.iter().find(|(rust, ..)| *rust == name) {
            return tag;
        }
        OTHER_NAMES.iter().find(|(_, rust)| *rust == name).map_or(name, |(tag, _)| tag)
    }

    fn forward_declarations(&self, limited: &Limited) -> String {
        let mut conditions: BTreeMap<String, String> = BTreeMap::new();
        for name in self.struct_order.iter().filter(|name| !self.is_nested(name)) {
            let tag = self.tag(name);
            let text = if self.tags_only.contains(name) {
                format!("struct {tag};\n")
            } else {
                format!("typedef struct {tag} {name};\n")
            };
            conditions.entry(limited.condition("pytypedefs.h", name)).or_default().push_str(&text);
        }
        let wrapped = conditions.iter().map(|(condition, text)| match condition.as_str() {
            "" => text.clone(),
            condition => format!("#if {condition}\n{text}#endif\n"),
        });
        wrapped.collect()
    }

    /// Adds the definition of a struct to its header, after the structs that it contains.
    fn render_struct(
        &self,
        name: &str,
        limited: &Limited,
        done: &mut BTreeSet<String>,
        texts: &mut BTreeMap<String, String>,
    ) -> Result<(), String> {
        if self.is_nested(name) || !done.insert(name.to_owned()) {
            return Ok(());
        }
        for definition in &self.structs[name] {
            if definition.fields.iter().any(|(field, _)| field == "_opaque") {
                continue;
            }
            for (_, ty) in &definition.fields {
                let inner = match ty {
                    Type::Array(array) => type_name(&array.elem),
                    _ => type_name(ty),
                };
                if self.structs.contains_key(&inner) {
                    self.render_struct(&inner, limited, done, texts)?;
                }
            }
            let mut text = format!("struct {} {{\n", self.tag(name));
            for (field, ty) in &definition.fields {
                text.push_str(&self.field(name, field, ty)?);
            }
            text.push_str("};\n");
            let header = &self.struct_headers[name];
            let text = match definition.flavour {
                Flavour::Both => limited.wrap(header, name, &text),
                flavour => flavour.wrap(text),
            };
            texts.entry(header.clone()).or_default().push_str(&text);
        }
        Ok(())
    }

    fn field(&self, owner: &str, field: &str, ty: &Type) -> Result<String, String> {
        if let Some((.., text)) = FIELDS.iter().find(|(name, f, _)| *name == owner && *f == field) {
            return Ok((*text).to_owned());
        }
        if BIT_FIELDS.contains(&(owner, field)) {
            return self.bit_fields(owner, field);
        }
        let nested = type_name(ty);
        if self.structs.contains_key(&nested) && self.is_nested(&nested) {
            let definition = &self.structs[&nested][0];
            let mut text = format!("    {} {{\n", if definition.is_union { "union" } else { "struct" });
            for (field, ty) in &definition.fields {
                let _ = writeln!(text, "        {};", declare(ty, field, &self.tags_only)?);
            }
            let _ = writeln!(text, "    }} {field};");
            return Ok(text);
        }
        let text =
            declare(ty, field, &self.tags_only).map_err(|error| format!("{owner}.{field}: {error}"))?;
        Ok(format!("    {text};\n"))
    }

    /// The bit-fields in a word, from the masks that `src/abi` has for them.
    fn bit_fields(&self, owner: &str, word: &str) -> Result<String, String> {
        let masks = crate::layout::bit_fields(owner)?;
        let mut text = String::from("    struct {\n");
        let mut used = 0;
        for (field, width) in masks {
            used += width;
            let _ = writeln!(text, "        unsigned int {field} : {width};");
        }
        let _ = writeln!(text, "        unsigned int : {};\n    }} {word};", 32 - used);
        Ok(text)
    }
}
