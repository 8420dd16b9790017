//! Gives the library the name under which programs ask for it: CPython's.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libpython3.13.so.1.0");
}
