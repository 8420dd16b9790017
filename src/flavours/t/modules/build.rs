fn main() {
    println!("cargo::rustc-cfg=Py_GIL_DISABLED");
    println!("cargo::rerun-if-changed=build.rs");
}
