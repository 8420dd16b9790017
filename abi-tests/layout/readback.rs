//! Reads the C headers back with bindgen, as Rust programs that use the C API do, and compares sizes, alignments and offsets with
//! the facts.
//!
//! `MORTISE_HEADERS` and `MORTISE_HEADERS_T` name other headers than `include/`, such as CPython's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use mortise_abi_tests::{layout, root};

/// A folder with libclang: the one that the environment names, the system's, or the one in PyPI's `libclang`, which is put into
/// the target folder.
fn libclang() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("LIBCLANG_PATH") {
        return Ok(path.into());
    }
    let has_library = |folder: &Path| {
        std::fs::read_dir(folder).ok()?.flatten().find(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("libclang.so")
                || name
                    .strip_prefix("libclang-")
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    };
    let mut folders = vec![PathBuf::from("/usr/lib/x86_64-linux-gnu"), PathBuf::from("/usr/lib64")];
    folders
        .extend(std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|e| e.path().join("lib")));
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let own = program.parent().ok_or("no folder")?.join("libclang");
    let wheel = own.join("clang/native");
    folders.push(wheel.clone());
    if let Some(folder) = folders.into_iter().find(|folder| has_library(folder).is_some()) {
        return Ok(folder);
    }
    let output = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"])
        .arg(&own)
        .arg("libclang==18.1.1")
        .output()
        .map_err(|error| format!("python3: {error}"))?;
    if output.status.success() && has_library(&wheel).is_some() {
        return Ok(wheel);
    }
    Err(format!("pip: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// The compiler's own headers, which PyPI's libclang lacks.
fn compiler_headers() -> Option<String> {
    let output = Command::new("cc").arg("-print-file-name=include").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// What bindgen finds: `X` → size, `X align` → alignment, `X.field` → offset.
fn read_back(includes: &[PathBuf]) -> BTreeMap<String, u64> {
    let mut builder = bindgen::Builder::default()
        .header_contents("all.h", "#include <Python.h>\n#include <datetime.h>\n#include <frameobject.h>\n")
        .allowlist_type("_?Py.*|_object|_typeobject|_heaptypeobject|_longobject|_ts|_err_stackitem|_stack_chunk")
        .allowlist_type("_traceback|_line_offsets|_opaque|_specialization_cache|_frozen|_inittab|setentry|wrapperbase|PerfMapState")
        .layout_tests(true)
        .formatter(bindgen::Formatter::None);
    for include in includes {
        builder = builder.clang_arg(format!("-I{}", include.display()));
    }
    if let Some(headers) = compiler_headers() {
        builder = builder.clang_args(["-isystem", &headers]);
    }
    let text = builder.generate().expect("bindgen reads the headers").to_string();
    let mut found = BTreeMap::new();
    for (kind, key) in [("\"Size of ", ""), ("\"Alignment of ", " align"), ("\"Offset of field: ", "")] {
        for part in text.split(kind).skip(1) {
            // ["Size of PyObject"] [… - 16usize]
            let (name, rest) = part.split_once('"').expect("a name in quotes");
            let number =
                rest.split_once("- ").and_then(|(_, rest)| rest.split_once("usize")).expect("a number");
            let number = number.0.trim().parse().expect("a number");
            found.insert(format!("{}{key}", name.replace("::", ".")), number);
        }
    }
    // A typedef is an alias of the struct.
    for part in text.split("pub type ").skip(1) {
        let Some((alias, rest)) = part.split_once('=') else { continue };
        let Some((target, _)) = rest.split_once(';') else { continue };
        let (alias, target) = (alias.trim(), target.trim());
        let of_target: Vec<(String, u64)> = found
            .iter()
            .filter_map(|(key, value)| {
                let rest = key.strip_prefix(target)?;
                let whole = rest.is_empty() || rest.starts_with(['.', ' ']);
                whole.then(|| (format!("{alias}{rest}"), *value))
            })
            .collect();
        found.extend(of_target);
    }
    found
}

#[test]
fn bindgen_reads_the_layouts_that_the_facts_say() {
    let folder = match libclang() {
        Ok(folder) => folder,
        Err(reason) => {
            println!("skipped: there is no libclang ({reason}); set LIBCLANG_PATH");
            return;
        }
    };
    // SAFETY: this is the only test of the program, and no other thread looks at the environment.
    unsafe { std::env::set_var("LIBCLANG_PATH", folder) };
    for (flavour, variable) in [("default", "MORTISE_HEADERS"), ("t", "MORTISE_HEADERS_T")] {
        let include = root().join("include");
        let includes = match std::env::var_os(variable) {
            Some(folder) => vec![folder.into()],
            None => vec![include.join(flavour), include],
        };
        let found = read_back(&includes);
        let (mut compared, mut other) = (0, 0);
        let mut wrong = Vec::new();
        for row in layout(flavour) {
            let name = row.name.trim_start_matches("struct ");
            let field = if row.field == "type" { "type_" } else { &row.field };
            let (key, expected) = match row.offset.strip_prefix("align ") {
                Some(align) => {
                    let expected = align.parse().expect("a number");
                    if found.get(&format!("{name} align")) != Some(&expected) {
                        wrong.push(format!(
                            "alignment of {name}: {:?}, not {expected}",
                            found.get(&format!("{name} align"))
                        ));
                    }
                    (name.to_owned(), &row.size)
                }
                // bindgen puts bit-fields and unnamed structs and unions into types of its own.
                None if row.offset.starts_with("bit ") || row.field.contains(['<', '.']) => {
                    other += 1;
                    continue;
                }
                None => (format!("{name}.{field}"), &row.offset),
            };
            let expected: u64 = expected.parse().expect("a number");
            match found.get(&key) {
                Some(value) if *value == expected => compared += 1,
                None if matches!(
                    field,
                    "ob_refcnt" | "ob_refcnt_split" | "any" | "latin1" | "ucs2" | "ucs4" | "v"
                ) =>
                {
                    other += 1
                }
                value => wrong.push(format!("{key}: {value:?}, not {expected}")),
            }
        }
        println!(
            "{flavour}: {compared} rows compared with what bindgen reads; {other} of unnamed parts are not"
        );
        assert!(wrong.is_empty(), "{flavour}:\n{}", wrong.join("\n"));
        assert!(compared > 1600);
    }
}
