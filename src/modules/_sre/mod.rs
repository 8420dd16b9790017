//! `_sre`: the engine's side of `re`. The matching itself is done by the crate `rustpython-sre_engine`.

pub mod r#match;
pub mod matching;
pub mod pattern;
pub mod subject;
pub mod substitute;

use mortise_core::objects::str::unicode;

use crate::support::add_int;
use crate::support::prelude::*;
use crate::support::ready_types;

builtin_module! {
    /// The `_sre` module.
    pub SRE = "_sre" {
        methods: [
            method!(keywords "compile", pattern::compile, "compile($module, /, pattern, flags, code, groups, groupindex,\n        indexgroup)\n--\n\n"),
            method!(fastcall "template", substitute::template, "template($module, pattern, template, /)\n--\n\n\n\n  template\n    A list containing interleaved literal strings (str or bytes) and group\n    indices (int), as returned by re._parser.parse_template():\n        [literal1, group1, ..., literalN, groupN]"),
            method!(noargs "getcodesize", getcodesize, "getcodesize($module, /)\n--\n\n"),
            method!(o "ascii_iscased", ascii_iscased, "ascii_iscased($module, character, /)\n--\n\n"),
            method!(o "unicode_iscased", unicode_iscased, "unicode_iscased($module, character, /)\n--\n\n"),
            method!(o "ascii_tolower", ascii_tolower, "ascii_tolower($module, character, /)\n--\n\n"),
            method!(o "unicode_tolower", unicode_tolower, "unicode_tolower($module, character, /)\n--\n\n"),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, m: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    ready_types(
        py,
        &[
            &raw mut pattern::PATTERN,
            &raw mut r#match::MATCH,
            &raw mut matching::SCANNER,
            &raw mut substitute::TEMPLATE,
        ],
    )?;
    add_int(&m, "MAGIC", rustpython_sre_engine::SRE_MAGIC as i64)?;
    add_int(&m, "CODESIZE", rustpython_sre_engine::CODESIZE as i64)?;
    add_int(&m, "MAXREPEAT", rustpython_sre_engine::MAXREPEAT as i64)?;
    add_int(&m, "MAXGROUPS", (rustpython_sre_engine::MAXREPEAT / 4) as i64)?;
    add_object(&m, "copyright", py.str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ")?.as_any())
}

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

fn getcodesize<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(rustpython_sre_engine::CODESIZE as i64)
}

fn lower_ascii(c: u32) -> u32 {
    u8::try_from(c).map_or(c, |c| c.to_ascii_lowercase() as u32)
}

fn ascii_iscased<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, c: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let c = c.as_int()?;
    Ok(py.bool(u8::try_from(c).is_ok_and(|c| c.is_ascii_alphabetic())))
}

fn unicode_iscased<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, c: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let c = c.as_int()? as u32;
    Ok(py.bool(unicode::simple_lower(c) != c || unicode::simple_upper(c) != c))
}

fn ascii_tolower<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, c: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(lower_ascii(c.as_int()? as u32) as i64)
}

fn unicode_tolower<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    c: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Int>> {
    py.int(unicode::simple_lower(c.as_int()? as u32) as i64)
}
