//! Compiles the headers as they are when every function exists: as C and C++, for both flavours and for the limited API, and
//! compares each fact about layouts, constants, macros and inline functions with what the compiler makes of them.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::{Declared, prototypes, tree};
use crate::layout::{layout_rows, read_table, root};

const FLAVOURS: [&str; 2] = ["default", "t"];

#[derive(Clone, Copy)]
enum Language {
    C,
    Cpp,
}

impl Language {
    fn arguments(self) -> [&'static str; 3] {
        match self {
            Language::C => ["-std=c11", "-x", "c"],
            Language::Cpp => ["-std=c++17", "-x", "c++"],
        }
    }
}

/// The complete headers, written once.
fn complete() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = scratch().join("include");
        for (path, text) in tree(&root(), &Declared::Everything).unwrap() {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    })
}

/// A folder beside the test program.
fn scratch() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let folder = program.parent().unwrap().join("compile-tests");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Compiles `source` without output; panics with what the compiler says.
fn compile_with(name: &str, source: &str, language: Language, includes: &[PathBuf], more: &[&str]) {
    let path = scratch().join(format!("{name}-{}.c", source.len()));
    std::fs::write(&path, source).unwrap();
    let compiler = match language {
        Language::C => std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()),
        Language::Cpp => std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned()),
    };
    let mut command = Command::new(compiler);
    command.args(language.arguments()).args(["-O1", "-Wall", "-Wextra", "-Werror", "-c", "-o", "/dev/null"]);
    for include in includes {
        command.arg("-I").arg(include);
    }
    let output = command.args(more).arg(&path).output().expect("a C compiler runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    let shown: String = errors.lines().take(60).flat_map(|line| [line, "\n"]).collect();
    assert!(output.status.success(), "{name} {command:?}\n{shown}");
}

fn compile(name: &str, source: &str, language: Language, flavour: &str, more: &[&str]) {
    let includes = [complete().join(flavour), complete().to_owned()];
    compile_with(&format!("{name}-{flavour}"), source, language, &includes, more);
}

/// All headers, those that Python.h leaves out too.
const ALL: &str = "#include <Python.h>\n#include <structmember.h>\n#include <datetime.h>\n#include <frameobject.h>\n\
    #include <marshal.h>\n#include <opcode.h>\n#include <osdefs.h>\n#include <mortise.h>\n#include <internal/pycore_frame.h>\n#include <stddef.h>\n";

#[test]
fn headers_compile_without_warnings() {
    for flavour in FLAVOURS {
        for language in [Language::C, Language::Cpp] {
            compile("all", ALL, language, flavour, &[]);
            compile("ndebug", ALL, language, flavour, &["-DNDEBUG"]);
        }
    }
}

#[test]
fn limited_api_compiles() {
    for version in ["3", "0x03060000", "0x030a0000", "0x030b0000", "0x030c0000", "0x030d0000"] {
        let source = format!(
            "#define Py_LIMITED_API {version}\n#include <Python.h>\n#include <structmember.h>\n\
             static PyObject *f(PyObject *self, PyObject *args) {{ Py_INCREF(args); Py_DECREF(args); \
             Py_XDECREF(self); Py_RETURN_NONE; }}\n\
             static PyMethodDef methods[] = {{{{\"f\", f, METH_VARARGS, NULL}}, {{NULL, NULL, 0, NULL}}}};\n\
             static struct PyModuleDef module = {{PyModuleDef_HEAD_INIT, \"m\", NULL, 0, methods, NULL, NULL, NULL, NULL}};\n\
             PyMODINIT_FUNC PyInit_m(void) {{ return PyModule_Create(&module); }}\n"
        );
        for language in [Language::C, Language::Cpp] {
            compile(&format!("limited-{version}"), &source, language, "default", &[]);
        }
    }
}

/// `_Static_assert` in C and C++.
const ASSERT: &str = "#ifdef __cplusplus\n#define ASSERT(x, m) static_assert(x, m)\n#else\n\
    #define ASSERT(x, m) _Static_assert(x, m)\n#endif\n";

#[test]
fn every_layout_row_is_what_the_compiler_finds() {
    for flavour in FLAVOURS {
        let mut source = format!("{ALL}{ASSERT}#include <string.h>\n");
        let mut bits = String::new();
        let mut rows = 0;
        let mut left_out = Vec::new();
        for row in layout_rows(&root(), flavour).unwrap() {
            rows += 1;
            let (name, field, size) = (&row.name, &row.field, &row.size);
            // Members of C's unnamed unions are members of the struct; members of named ones have a path.
            let path = match field.as_str() {
                "any" | "latin1" | "ucs2" | "ucs4" => format!("data.{field}"),
                "v" if name.ends_with("_Py_Identifier") => "mutex.v".to_owned(),
                _ => field.clone(),
            };
            let word = match name.trim_start_matches("struct ") {
                "PyASCIIObject" => "state",
                "PyThreadState" | "_ts" => "_status",
                "PyStatus" => "_type",
                "PyUnicodeObject" => "data",
                "_Py_Identifier" => "mutex",
                "PyObject" | "_object" => "ob_refcnt",
                _ => "",
            };
            if let Some(align) = row.offset.strip_prefix("align ") {
                let _ = writeln!(source, "ASSERT(sizeof({name}) == {size}, \"size of {name}\");");
                let _ = writeln!(source, "ASSERT(__alignof__({name}) == {align}, \"alignment of {name}\");");
            } else if let Some(first) = row.offset.strip_prefix("bit ") {
                if field.is_empty() {
                    left_out.push(format!("{name}: {size} bits of padding have no name"));
                    continue;
                }
                let first: u64 = first.parse().unwrap();
                let size: u64 = size.parse().unwrap();
                let _ = writeln!(
                    bits,
                    "    memset(&o.place, 0, sizeof o.place); ((struct_{n} *)&o)->{word}.{field} = ~0; CHECK({first}, {size});",
                    n = name.replace(' ', "_")
                );
                let _ = writeln!(source, "typedef {name} struct_{n};", n = name.replace(' ', "_"));
            } else {
                let path = if field == "<anonymous>" { word.to_owned() } else { path };
                let _ = writeln!(
                    source,
                    "ASSERT(offsetof({name}, {path}) == {} && sizeof((({name} *)0)->{path}) == {size}, \"{name}.{path}\");",
                    row.offset
                );
            }
        }
        compile("layout", &source, Language::C, flavour, &[]);
        compile("layout", &source, Language::Cpp, flavour, &["-Wno-invalid-offsetof"]);
        // Where a bit-field is can only be seen by running a program.
        let program = format!(
            "{source}#include <stdio.h>\nint main(void) {{\n    union {{ PyThreadState t; PyASCIIObject a; unsigned char \
             place[sizeof(PyThreadState) + sizeof(PyASCIIObject)]; }} o;\n    int bad = 0;\n\
             #define CHECK(first, width) for (size_t i = 0; i < 8 * sizeof o.place; i++) \\\n\
             if (((o.place[i / 8] >> (i % 8)) & 1) != (i >= (first) && i < (first) + (width))) bad++\n{bits}    \
             return bad != 0;\n}}\n"
        );
        run_program("bits", &program, flavour);
        println!(
            "{flavour}: {} layout rows compared by the C compiler; not compared:\n{}",
            rows - left_out.len(),
            left_out.join("\n")
        );
        assert!(rows > 1700 && left_out.len() == 4);
    }
}

/// Compiles and runs a program that needs no Python.
fn run_program(name: &str, source: &str, flavour: &str) {
    let path = scratch().join(format!("{name}-{flavour}.c"));
    let program = path.with_extension("exe");
    std::fs::write(&path, source).unwrap();
    let output = Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()))
        .args(["-std=c11", "-O1", "-w"])
        .args(["-ffunction-sections", "-Wl,--gc-sections", "-Wl,--unresolved-symbols=ignore-all", "-o"])
        .arg(&program)
        .arg("-I")
        .arg(complete().join(flavour))
        .arg("-I")
        .arg(complete())
        .arg(&path)
        .output()
        .expect("a C compiler runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(Command::new(&program).status().unwrap().success(), "{name} for {flavour} finds other values");
}

#[test]
fn every_constant_has_its_value() {
    for flavour in FLAVOURS {
        let mut source = format!("{ALL}{ASSERT}");
        let (mut compared, mut pointers) = (0, String::new());
        for row in read_table(&root().join("src/abi/facts").join(flavour).join("constants.tsv")).unwrap() {
            let (name, value) = (&row[0], &row[2]);
            match name.as_str() {
                // Not a number, which equals nothing.
                "Py_NAN" => continue,
                // Pointers are compared when a program runs.
                "_Py_NULL"
                | "Py_MOD_GIL_USED"
                | "Py_MOD_GIL_NOT_USED"
                | "Py_MOD_PER_INTERPRETER_GIL_SUPPORTED"
                | "Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED"
                | "Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED" => {
                    let _ = writeln!(pointers, "    bad += (intptr_t){name} != {value};");
                }
                name => {
                    let _ = writeln!(source, "ASSERT((long long)({name}) == {value}LL, \"{name}\");");
                }
            }
            compared += 1;
        }
        compile("constants", &source, Language::C, flavour, &[]);
        compile("constants", &source, Language::Cpp, flavour, &[]);
        let program =
            format!("{ALL}int main(void) {{\n    int bad = 0;\n{pointers}    return bad != 0;\n}}\n");
        run_program("pointers", &program, flavour);
        println!("{flavour}: {compared} constants compared by the C compiler; not Py_NAN");
        assert!(compared > 600);
    }
}

#[test]
fn every_macro_is_there() {
    for flavour in FLAVOURS {
        let mut source = ALL.to_owned();
        let (mut rows, mut left_out) = (0, Vec::new());
        for row in read_table(&root().join("src/abi/facts").join(flavour).join("macros.tsv")).unwrap() {
            let name = &row[0];
            // What keeps a header from being read twice is the header's own business.
            if name.ends_with("_H") || name == "PYTHON_H" {
                left_out.push(name.clone());
                continue;
            }
            rows += 1;
            let _ = writeln!(source, "#ifndef {name}\n#error \"{name} is missing\"\n#endif");
        }
        compile("macros", &source, Language::C, flavour, &[]);
        println!("{flavour}: {rows} macros are there; {} include guards left out", left_out.len());
        assert!(rows > 900);
    }
}

#[test]
fn every_inline_function_has_its_type() {
    for flavour in FLAVOURS {
        let mut source = format!("{ALL}#pragma GCC diagnostic ignored \"-Wdeprecated-declarations\"\n");
        let mut uses = String::from("int use(void) { int n = 0;\n");
        let mut rows = 0;
        let mut seen = HashSet::new();
        for row in
            read_table(&root().join("src/abi/facts").join(flavour).join("inline_functions.tsv")).unwrap()
        {
            let (name, returns) = (&row[0], &row[3]);
            if !seen.insert(name.clone()) {
                continue;
            }
            rows += 1;
            let parameters = prototypes::split(&row[4]).join(", ");
            let _ = writeln!(source, "static {returns} (*const function_{name})({parameters}) = ({name});");
            let _ = writeln!(uses, "    n += function_{name} != 0;");
        }
        uses.push_str("    return n;\n}\n");
        source.push_str(&uses);
        compile("inline", &source, Language::C, flavour, &["-Wno-address", "-Wno-ignored-qualifiers"]);
        println!("{flavour}: {rows} inline functions have CPython's types");
        assert!(rows > 200);
    }
}

/// The CPython 3.13 to compare with.
fn cpython(flavour: &str) -> OsString {
    let (variable, name) =
        if flavour == "t" { ("MORTISE_CPYTHON_T", "python3.13t") } else { ("MORTISE_CPYTHON", "python3.13") };
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}

/// Its headers, where there is one on the machine.
fn cpythons_headers(flavour: &str) -> Option<PathBuf> {
    let program = "import sys, sysconfig; print(sysconfig.get_path('include')) if sys.version_info[:2] == (3, 13) else 0";
    let output = Command::new(cpython(flavour)).args(["-c", program]).output().ok()?;
    let folder = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    folder.join("Python.h").is_file().then_some(folder)
}

#[test]
fn an_extension_built_with_these_headers_runs_on_cpython() {
    for flavour in FLAVOURS {
        if cpythons_headers(flavour).is_none() {
            println!("{flavour}: no CPython 3.13 on the PATH to run the extension");
            continue;
        }
        for level in ["-O0", "-O2"] {
            let folder = scratch().join(format!("run-{flavour}{level}"));
            std::fs::create_dir_all(&folder).unwrap();
            let source = folder.join("ordinary.c");
            std::fs::write(&source, include_str!("ordinary_extension.c")).unwrap();
            let compiled = Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()))
                .args(["-std=c11", "-shared", "-fPIC", level, "-o"])
                .arg(folder.join("ordinary.so"))
                .arg("-I")
                .arg(complete().join(flavour))
                .arg("-I")
                .arg(complete())
                .arg(&source)
                .status();
            assert!(compiled.unwrap().success());
            let run = Command::new(cpython(flavour))
                .args(["-W", "error", "-c", include_str!("ordinary_extension.py")])
                .arg(&folder)
                .output()
                .unwrap();
            assert!(run.status.success(), "{flavour} {level}: {}", String::from_utf8_lossy(&run.stderr));
        }
    }
}

#[test]
fn an_extension_compiles_with_these_and_with_cpythons_headers() {
    let source = include_str!("ordinary_extension.c");
    for flavour in FLAVOURS {
        for language in [Language::C, Language::Cpp] {
            compile("extension", source, language, flavour, &[]);
            match cpythons_headers(flavour) {
                Some(headers) => {
                    compile_with(&format!("extension-cpython-{flavour}"), source, language, &[headers], &[]);
                }
                None => println!("{flavour}: no CPython 3.13 with headers on the PATH to compare with"),
            }
        }
    }
}

/// The symbols that an object file needs from elsewhere.
fn needed_symbols(source: &str, includes: &[PathBuf], name: &str) -> Vec<String> {
    let path = scratch().join(format!("{name}.c"));
    let object = path.with_extension("o");
    std::fs::write(&path, source).unwrap();
    let mut command = Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()));
    command.args(["-std=c11", "-O2", "-DNDEBUG", "-fPIC", "-c", "-o"]).arg(&object);
    for include in includes {
        command.arg("-I").arg(include);
    }
    assert!(command.arg(&path).status().unwrap().success(), "{name} compiles");
    let output =
        Command::new("nm").arg("--undefined-only").arg("--format=just-symbols").arg(&object).output();
    let output = output.expect("nm runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut names: Vec<_> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn an_extension_needs_the_same_symbols_with_these_and_with_cpythons_headers() {
    let source = include_str!("ordinary_extension.c");
    for flavour in FLAVOURS {
        let Some(headers) = cpythons_headers(flavour) else {
            println!("{flavour}: no CPython 3.13 with headers on the PATH to compare with");
            continue;
        };
        let ours = [complete().join(flavour), complete().to_owned()];
        let ours = needed_symbols(source, &ours, &format!("symbols-ours-{flavour}"));
        let theirs = needed_symbols(source, &[headers], &format!("symbols-theirs-{flavour}"));
        assert_eq!(ours, theirs, "{flavour}");
        assert!(ours.contains(&"PyList_Append".to_owned()));
    }
}
