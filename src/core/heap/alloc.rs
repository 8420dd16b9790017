//! Allocation. Filled by the memory domains of `capi/pymem.rs`.
