fn main() {
    println!("cargo::rustc-cfg=Py_GIL_DISABLED");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libpython3.13t.so.1.0");
}
