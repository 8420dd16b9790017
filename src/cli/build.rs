#[path = "link.rs"]
mod link;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    link::export_api(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."), "default");
}
