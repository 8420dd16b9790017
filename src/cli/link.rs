// Shared by the build scripts of both flavours' executables: exports the names of the manifest and nothing else.

use std::path::Path;

/// Writes the linker's list of exported names for a flavour ("default" or "t") and passes it on.
pub fn export_api(root: &Path, flavour: &str) {
    let manifest = root.join("include/exports.toml");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let text = std::fs::read_to_string(&manifest).expect("include/exports.toml is part of the project");
    let names = text.lines().filter_map(|line| {
        let (name, row) = line.split_once(" = {")?;
        let of = row.split("flavour = \"").nth(1)?.split('"').next()?;
        (of == "both" || of == flavour).then_some(name)
    });
    let mut list = String::from("{\n");
    for name in names {
        list.push_str(&format!("  {name};\n"));
    }
    list.push_str("};\n");
    let file = Path::new(&std::env::var("OUT_DIR").expect("cargo sets it")).join("exports.list");
    std::fs::write(&file, list).expect("the build folder can be written");
    println!("cargo::rustc-link-arg-bins=-Wl,--dynamic-list={}", file.display());
}
