//! Prototypes and data declarations from the facts, and whether the Rust definitions agree with them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use super::Declared;
use super::limited::Limited;
use crate::layout::read_table;
use crate::symbols::Defined;

/// Functions that do not return, so that compilers do not warn about what follows a call.
const NO_RETURN: &[&str] = &[
    "_Py_FatalErrorFunc",
    "_Py_FatalErrorFormat",
    "Py_Exit",
    "Py_ExitStatusException",
    "PyThread_exit_thread",
];

/// Functions that take a format as `printf` does: number of the format, number of the first value.
const PRINTF: &[(&str, u8, u8)] = &[
    ("PyOS_snprintf", 3, 4),
    ("PyOS_vsnprintf", 3, 0),
    ("PySys_WriteStdout", 1, 2),
    ("PySys_WriteStderr", 1, 2),
];

/// What CPython's headers mark as deprecated, and since which version: compilers warn its users.
const DEPRECATED: &[(&str, &str)] = &[
    ("PyEval_InitThreads", "3.9"),
    ("PyImport_ImportModuleNoBlock", "3.13"),
    ("PyModule_GetFilename", "3.2"),
    ("PyOS_AfterFork", "3.7"),
    ("PySys_ResetWarnOptions", "3.13"),
    ("PySys_SetArgv", "3.11"),
    ("PySys_SetArgvEx", "3.11"),
    ("PyThread_ReInitTLS", "3.7"),
    ("PyThread_create_key", "3.7"),
    ("PyThread_delete_key", "3.7"),
    ("PyThread_delete_key_value", "3.7"),
    ("PyThread_get_key_value", "3.7"),
    ("PyThread_set_key_value", "3.7"),
    ("PyUnicode_AsDecodedObject", "3.6"),
    ("PyUnicode_AsDecodedUnicode", "3.6"),
    ("PyUnicode_AsEncodedObject", "3.6"),
    ("PyUnicode_AsEncodedUnicode", "3.6"),
    ("PyWeakref_GetObject", "3.13"),
    ("Py_BytesWarningFlag", "3.12"),
    ("Py_DebugFlag", "3.12"),
    ("Py_DontWriteBytecodeFlag", "3.12"),
    ("Py_FileSystemDefaultEncodeErrors", "3.12"),
    ("Py_FileSystemDefaultEncoding", "3.12"),
    ("Py_FrozenFlag", "3.12"),
    ("Py_GetExecPrefix", "3.13"),
    ("Py_GetPath", "3.13"),
    ("Py_GetPrefix", "3.13"),
    ("Py_GetProgramFullPath", "3.13"),
    ("Py_GetProgramName", "3.13"),
    ("Py_GetPythonHome", "3.13"),
    ("Py_HasFileSystemDefaultEncoding", "3.12"),
    ("Py_HashRandomizationFlag", "3.12"),
    ("Py_IgnoreEnvironmentFlag", "3.12"),
    ("Py_InspectFlag", "3.12"),
    ("Py_InteractiveFlag", "3.12"),
    ("Py_IsolatedFlag", "3.12"),
    ("Py_NoSiteFlag", "3.12"),
    ("Py_NoUserSiteDirectory", "3.12"),
    ("Py_OptimizeFlag", "3.12"),
    ("Py_QuietFlag", "3.12"),
    ("Py_SetProgramName", "3.11"),
    ("Py_SetPythonHome", "3.11"),
    ("Py_UTF8Mode", "3.12"),
    ("Py_UnbufferedStdioFlag", "3.12"),
    ("Py_VerboseFlag", "3.12"),
];

/// A declaration, before its header and its place there are looked at.
struct Declaration {
    name: String,
    header: String,
    flavours: BTreeSet<&'static str>,
    text: String,
}

/// Splits a parameter list at the commas that are not within parentheses.
pub fn split(parameters: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in parameters.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(parameters[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(parameters[start..].trim());
    parts
}

/// `int (*)(void *) func` as C has it, and `PyObject * op` as it is usually written.
fn parameter(text: &str) -> String {
    let text = match text.find("(*)") {
        Some(at) => {
            let (head, tail) = (&text[..at], &text[at + 3..]);
            match tail.rfind(')') {
                Some(end) if end + 1 < tail.len() => {
                    format!("{head}(*{}){}", tail[end + 1..].trim(), &tail[..=end])
                }
                _ => text.to_owned(),
            }
        }
        None => text.to_owned(),
    };
    text.replace("* ", "*").replace("*const*", "*const *")
}

/// Declares a datum: `const unsigned int[256]` has its name in the middle.
fn datum(ty: &str, name: &str) -> (String, String) {
    if let Some(at) = ty.find("(*)") {
        return (String::new(), format!("PyAPI_DATA({}) (*{name}){}", ty[..at].trim(), &ty[at + 3..]));
    }
    match ty.find('[') {
        Some(at) => (ty[..at].to_owned(), format!("PyAPI_DATA({}) {name}{}", &ty[..at], &ty[at..])),
        None => (ty.to_owned(), format!("PyAPI_DATA({ty}) {name}")),
    }
}

fn attributes(name: &str) -> (String, String) {
    let before = DEPRECATED
        .iter()
        .find(|(deprecated, _)| *deprecated == name)
        .map_or(String::new(), |(_, version)| format!("Py_DEPRECATED({version}) "));
    let after = PRINTF
        .iter()
        .find(|(function, ..)| *function == name)
        .map_or(String::new(), |(_, format, values)| {
            format!(" Py_GCC_ATTRIBUTE((format(printf, {format}, {values})))")
        });
    let before = if NO_RETURN.contains(&name) { format!("{before}_Py_NO_RETURN ") } else { before };
    (before, after)
}

/// All that the facts declare, merged over the flavours.
fn declarations(root: &Path) -> Result<Vec<Declaration>, String> {
    let mut all: BTreeMap<String, Declaration> = BTreeMap::new();
    for flavour in ["default", "t"] {
        let facts = root.join("src/abi/facts").join(flavour);
        let inline: HashSet<String> =
            read_table(&facts.join("inline_functions.tsv"))?.into_iter().map(|row| row[0].clone()).collect();
        let mut add = |name: &str, header: &str, text: String| {
            let declaration = all.entry(name.to_owned()).or_insert_with(|| Declaration {
                name: name.to_owned(),
                header: header.to_owned(),
                flavours: BTreeSet::new(),
                text,
            });
            declaration.flavours.insert(flavour);
        };
        for row in read_table(&facts.join("functions.tsv"))? {
            let [name, header, _, _, returns, parameters, ..] = &row[..] else {
                return Err(format!("functions.tsv: a row of {} cells", row.len()));
            };
            if inline.contains(name) {
                continue;
            }
            let parameters: Vec<String> = split(parameters).into_iter().map(parameter).collect();
            let (before, after) = attributes(name);
            add(
                name,
                header,
                format!("{before}PyAPI_FUNC({returns}) {name}({}){after};\n", parameters.join(", ")),
            );
        }
        for row in read_table(&facts.join("data.tsv"))? {
            let [name, header, _, _, ty, ..] = &row[..] else {
                return Err(format!("data.tsv: a row of {} cells", row.len()));
            };
            // Each program has its own PyDateTimeAPI; the header defines it by hand.
            if name == "PyDateTimeAPI" {
                continue;
            }
            add(name, header, format!("{}{};\n", attributes(name).0, datum(ty, name).1));
        }
    }
    Ok(all.into_values().collect())
}

/// What must be defined for the declaration to be visible, or "" for always.
fn condition(declaration: &Declaration, limited: &Limited) -> String {
    let limited = limited.condition(&declaration.header, &declaration.name);
    let flavour = match (declaration.flavours.contains("default"), declaration.flavours.contains("t")) {
        (true, false) => "!defined(Py_GIL_DISABLED)",
        // The limited API is not for this flavour.
        (false, true) => return "defined(Py_GIL_DISABLED)".to_owned(),
        _ => "",
    };
    match (limited.as_str(), flavour) {
        ("", one) | (one, "") => one.to_owned(),
        (limited, flavour) => format!("({limited}) && {flavour}"),
    }
}

/// The declarations of each header. `by_hand` is what else is in the headers.
///
/// What the inline functions there call has to be declared, or no program compiles. As long as Mortise does not define such a
/// function, it is declared so that the compiler refuses calls.
pub fn render(
    root: &Path,
    declared: &Declared,
    limited: &Limited,
    by_hand: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, String> {
    let used: HashSet<&str> = by_hand
        .values()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        .collect();
    let mut by_header: BTreeMap<String, BTreeMap<String, Vec<Declaration>>> = BTreeMap::new();
    for mut declaration in declarations(root)? {
        if !by_hand.contains_key(&declaration.header) {
            return Err(format!(
                "{} is declared in include/{}: missing",
                declaration.name, declaration.header
            ));
        }
        let defined = declared.has(&declaration.name);
        if !defined && declaration.text.contains("PyAPI_FUNC") {
            let refusal =
                format!("Py_GCC_ATTRIBUTE((error(\"Mortise does not define {} yet\"))) ", declaration.name);
            declaration.text.insert_str(0, &refusal);
        }
        if defined || used.contains(declaration.name.as_str()) {
            let conditions = by_header.entry(declaration.header.clone()).or_default();
            conditions.entry(condition(&declaration, limited)).or_default().push(declaration);
        }
    }
    let mut texts = BTreeMap::new();
    for (header, conditions) in by_header {
        let mut text = String::new();
        for (condition, declarations) in conditions {
            let lines: String = declarations.iter().map(|declaration| declaration.text.as_str()).collect();
            let _ = match condition.as_str() {
                "" => write!(text, "{lines}"),
                condition => write!(text, "#if {condition}\n{lines}#endif\n"),
            };
        }
        texts.insert(header, text);
    }
    Ok(texts)
}

/// How a value is passed, which is what caller and callee must agree about.
fn passing_of_c(ty: &str) -> String {
    let ty = ty.trim();
    if ty == "..." {
        return "...".to_owned();
    }
    if ty.contains('*') || ty.contains('[') || ty.contains("va_list") {
        return "pointer".to_owned();
    }
    let words: Vec<&str> =
        ty.split_whitespace().filter(|word| !matches!(*word, "const" | "struct" | "enum")).collect();
    const BASIC: &[&str] = &["unsigned", "signed", "char", "short", "int", "long", "double", "float", "void"];
    // The rest is the parameter's name.
    let basic: Vec<&str> = words.iter().copied().take_while(|word| BASIC.contains(word)).collect();
    let name = if basic.is_empty() {
        words.first().copied().unwrap_or_default().to_owned()
    } else {
        basic.join(" ")
    };
    match name.as_str() {
        "char" | "signed char" | "int8_t" => "i8",
        "unsigned char" | "uint8_t" => "u8",
        "int" | "int32_t" => "i32",
        "unsigned int" | "unsigned" | "uint32_t" | "Py_UCS4" | "PyOpcode" | "digit" => "u32",
        "long" | "long long" | "int64_t" | "Py_ssize_t" | "Py_hash_t" | "PyTime_t" | "intptr_t" => "i64",
        "unsigned long" | "unsigned long long" | "uint64_t" | "size_t" | "uintptr_t" | "Py_uhash_t" => "u64",
        "uint16_t" => "u16",
        "int16_t" => "i16",
        "PyGILState_STATE"
        | "PyLockStatus"
        | "PySendResult"
        | "PyMemAllocatorDomain"
        | "PyMemAllocatorName"
        | "PyRefTracerEvent" => "i32",
        "PyThread_type_lock" => "pointer",
        other if FUNCTION_TYPES.contains(&other) => "pointer",
        other => other,
    }
    .to_owned()
}

/// Function types that parameters and results have.
const FUNCTION_TYPES: &[&str] = &[
    "PyOS_sighandler_t",
    "PyCapsule_Destructor",
    "Py_tracefunc",
    "_PyFrameEvalFunction",
    "Py_OpenCodeHookFunction",
    "Py_AuditHookFunction",
    "PyType_WatchCallback",
    "PyFunction_WatchCallback",
    "PyDict_WatchCallback",
    "PyCode_WatchCallback",
    "PyRefTracer",
    "gcvisitobjects_t",
    "atexit_datacallbackfunc",
    "vectorcallfunc",
    "freefunc",
    "visitproc",
    "traverseproc",
    "PyCFunction",
];

fn passing_of_rust(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Ptr(_) | syn::Type::Reference(_) | syn::Type::FnPtr(_) => "pointer".to_owned(),
        syn::Type::Never(_) => "void".to_owned(),
        syn::Type::Path(path) => {
            let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            match name.as_str() {
                "Option" | "NonNull" => "pointer",
                "c_char" | "c_schar" | "i8" => "i8",
                "c_uchar" | "u8" => "u8",
                "c_int" | "i32" => "i32",
                "c_uint" | "u32" => "u32",
                "c_long" | "c_longlong" | "i64" | "isize" => "i64",
                "c_ulong" | "c_ulonglong" | "u64" | "usize" => "u64",
                "u16" => "u16",
                "i16" => "i16",
                "c_double" | "f64" => "double",
                "c_float" | "f32" => "float",
                // The aliases of mortise-abi have C's names.
                other => return passing_of_c(other),
            }
            .to_owned()
        }
        _ => "?".to_owned(),
    }
}

/// Fails when a function in Rust does not take or return what its prototype says.
pub fn check(root: &Path, defined: &Defined) -> Result<(), String> {
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for flavour in ["default", "t"] {
        for row in read_table(&root.join("src/abi/facts").join(flavour).join("functions.tsv"))? {
            let name = &row[0];
            let Some(signatures) = defined.signatures.get(name) else { continue };
            if !seen.insert(name.clone()) {
                continue;
            }
            let mut expected: Vec<String> = split(&row[5]).into_iter().map(passing_of_c).collect();
            if expected == ["void"] {
                expected.clear();
            }
            for (place, signature) in signatures {
                // Variadic functions are naked functions, whose Rust signature has the fixed parameters only.
                if place.contains("varargs.rs") && expected.last().is_some_and(|ty| ty == "...") {
                    expected.pop();
                }
                let found: Vec<String> = signature
                    .inputs
                    .iter()
                    .map(|input| match input {
                        syn::FnArg::Typed(typed) => passing_of_rust(&typed.ty),
                        syn::FnArg::Receiver(_) => "self".to_owned(),
                    })
                    .collect();
                if found != expected {
                    errors.push(format!(
                        "{place}: {name} takes ({}), not ({})",
                        expected.join(", "),
                        found.join(", ")
                    ));
                }
                let expected = passing_of_c(&row[4]);
                let found = match &signature.output {
                    syn::ReturnType::Default => "void".to_owned(),
                    syn::ReturnType::Type(_, ty) => passing_of_rust(ty),
                };
                if found != expected {
                    errors.push(format!("{place}: {name} returns {expected}, not {found}"));
                }
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) }
}
