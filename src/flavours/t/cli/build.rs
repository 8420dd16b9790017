#[path = "../../../cli/link.rs"]
mod link;

fn main() {
    println!("cargo::rustc-cfg=Py_GIL_DISABLED");
    println!("cargo::rerun-if-changed=build.rs");
    link::export_api(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../.."), "t");
}
