//! Rust's types as C spells them.

use std::collections::BTreeSet;

use syn::{Expr, GenericArgument, Lit, PathArguments, ReturnType, Type};

/// What C calls a type of `core::ffi` or a Rust integer.
const BASIC: &[(&str, &str)] = &[
    ("c_char", "char"),
    ("c_schar", "signed char"),
    ("c_uchar", "unsigned char"),
    ("c_short", "short"),
    ("c_ushort", "unsigned short"),
    ("c_int", "int"),
    ("c_uint", "unsigned int"),
    ("c_long", "long"),
    ("c_ulong", "unsigned long"),
    ("c_longlong", "long long"),
    ("c_ulonglong", "unsigned long long"),
    ("c_double", "double"),
    ("c_float", "float"),
    ("c_void", "void"),
    ("f64", "double"),
    ("usize", "size_t"),
    ("isize", "Py_ssize_t"),
    ("u8", "uint8_t"),
    ("i8", "int8_t"),
    ("u16", "uint16_t"),
    ("i16", "int16_t"),
    ("u32", "uint32_t"),
    ("i32", "int32_t"),
    ("u64", "uint64_t"),
    ("i64", "int64_t"),
];

/// Declares `name` with the Rust type `ty`. `tags_only` are structs that C names with the word `struct`.
pub fn declare(ty: &Type, name: &str, tags_only: &BTreeSet<String>) -> Result<String, String> {
    declarator(ty, name.to_owned(), false, tags_only)
}

fn declarator(
    ty: &Type,
    inner: String,
    constant: bool,
    tags_only: &BTreeSet<String>,
) -> Result<String, String> {
    let qualifier = if constant { "const " } else { "" };
    match ty {
        Type::Ptr(pointer) => {
            let to_constant = matches!(pointer.mutability, syn::PointerMutability::Const(_));
            declarator(&pointer.elem, format!("*{qualifier}{inner}"), to_constant, tags_only)
        }
        Type::Array(array) => {
            let Expr::Lit(syn::ExprLit { lit: Lit::Int(length), .. }) = &array.len else {
                return Err("the length of an array is not a number".to_owned());
            };
            declarator(&array.elem, format!("{inner}[{}]", length.base10_digits()), constant, tags_only)
        }
        Type::Path(path) => {
            let last = path.path.segments.last().ok_or("an empty path")?;
            let ident = last.ident.to_string();
            if ident == "Option" {
                return function(
                    optional_function(&last.arguments)?,
                    &format!("(*{qualifier}{inner})"),
                    tags_only,
                );
            }
            let base = match BASIC.iter().find(|(rust, _)| *rust == ident) {
                Some((_, c)) => (*c).to_owned(),
                None if tags_only.contains(&ident) => format!("struct {ident}"),
                None => ident,
            };
            Ok(format!("{qualifier}{base} {inner}").trim_end().to_owned())
        }
        _ => Err("a type that C does not have".to_owned()),
    }
}

/// The function type in `Option<unsafe extern "C" fn(…)>`.
pub fn optional_function(arguments: &PathArguments) -> Result<&syn::TypeFnPtr, String> {
    if let PathArguments::AngleBracketed(arguments) = arguments
        && let Some(GenericArgument::Type(Type::FnPtr(function))) = arguments.args.first()
    {
        return Ok(function);
    }
    Err("an Option of something that is no function".to_owned())
}

fn function(ty: &syn::TypeFnPtr, name: &str, tags_only: &BTreeSet<String>) -> Result<String, String> {
    let mut parameters = Vec::new();
    for parameter in &ty.inputs {
        parameters.push(declare(&parameter.ty, "", tags_only)?);
    }
    if parameters.is_empty() {
        parameters.push("void".to_owned());
    }
    let whole = format!("{name}({})", parameters.join(", "));
    match &ty.output {
        ReturnType::Default => Ok(format!("void {whole}")),
        ReturnType::Type(_, output) => declarator(output, whole, false, tags_only),
    }
}
