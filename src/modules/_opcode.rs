//! `_opcode`: what `dis` asks of the compiler about instructions.

use std::ops::RangeInclusive;

use crate::support::add_int;
use crate::support::prelude::*;

/// A set of opcodes, as ranges.
type Set = &'static [RangeInclusive<i32>];

const VALID: Set = &[0..=118, 149..=222, 236..=253, 256..=267];
const ARG: Set = &[
    45..=118,
    149..=149,
    162..=206,
    208..=208,
    211..=211,
    220..=222,
    236..=236,
    240..=245,
    248..=253,
    256..=262,
    264..=267,
];
const CONST: Set = &[83..=83, 103..=103, 240..=240];
const EXC: Set = &[264..=266];
const FREE: Set = &[64..=64, 84..=84, 89..=89, 94..=94, 109..=109];
const JUMP: Set = &[72..=72, 77..=79, 97..=100, 104..=104, 188..=190, 256..=257];
const LOCAL: Set = &[3..=3, 65..=65, 85..=88, 110..=112, 258..=258, 267..=267];
const NAME: Set = &[
    63..=63,
    66..=67,
    74..=75,
    82..=82,
    90..=93,
    108..=108,
    113..=114,
    192..=192,
    202..=202,
    205..=206,
    211..=211,
    259..=262,
];

/// The operators of BINARY_OP in the order of its argument.
const BINARY: [(&str, &str); 26] = [
    ("NB_ADD", "+"),
    ("NB_AND", "&"),
    ("NB_FLOOR_DIVIDE", "//"),
    ("NB_LSHIFT", "<<"),
    ("NB_MATRIX_MULTIPLY", "@"),
    ("NB_MULTIPLY", "*"),
    ("NB_REMAINDER", "%"),
    ("NB_OR", "|"),
    ("NB_POWER", "**"),
    ("NB_RSHIFT", ">>"),
    ("NB_SUBTRACT", "-"),
    ("NB_TRUE_DIVIDE", "/"),
    ("NB_XOR", "^"),
    ("NB_INPLACE_ADD", "+="),
    ("NB_INPLACE_AND", "&="),
    ("NB_INPLACE_FLOOR_DIVIDE", "//="),
    ("NB_INPLACE_LSHIFT", "<<="),
    ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
    ("NB_INPLACE_MULTIPLY", "*="),
    ("NB_INPLACE_REMAINDER", "%="),
    ("NB_INPLACE_OR", "|="),
    ("NB_INPLACE_POWER", "**="),
    ("NB_INPLACE_RSHIFT", ">>="),
    ("NB_INPLACE_SUBTRACT", "-="),
    ("NB_INPLACE_TRUE_DIVIDE", "/="),
    ("NB_INPLACE_XOR", "^="),
];

/// The functions of CALL_INTRINSIC_1.
const INTRINSIC_1: [&str; 12] = [
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

/// The functions of CALL_INTRINSIC_2.
const INTRINSIC_2: [&str; 6] = [
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

/// A row for a test of membership.
macro_rules! test {
    ($name:literal, $set:expr, $doc:literal) => {{
        fn function<'py>(
            py: Attached<'py>,
            _m: Borrowed<'_, 'py, Module>,
            args: Args<'_, 'py>,
        ) -> PyResult<Ref<'py>> {
            static SIG: Signature<1> = Signature::new($name, ["opcode"], 1);
            let [opcode] = SIG.parse(py, args)?;
            let opcode = opcode.expect("required").as_int()?;
            Ok(py.bool($set.iter().any(|range: &RangeInclusive<i32>| range.contains(&opcode))))
        }
        method!(keywords $name, function, concat!($name, "($module, /, opcode)\n--\n\n", $doc))
    }};
}

builtin_module! {
    /// The `_opcode` module.
    pub OPCODE = "_opcode" {
        doc: "Opcode support module.",
        methods: [
            method!(keywords "stack_effect", stack_effect, "stack_effect($module, opcode, oparg=None, /, *, jump=None)\n--\n\nCompute the stack effect of the opcode."),
            test!("is_valid", VALID, "Return True if opcode is valid, False otherwise."),
            test!("has_arg", ARG, "Return True if the opcode uses its oparg, False otherwise."),
            test!("has_const", CONST, "Return True if the opcode accesses a constant, False otherwise."),
            test!("has_name", NAME, "Return True if the opcode accesses an attribute by name, False otherwise."),
            test!("has_jump", JUMP, "Return True if the opcode has a jump target, False otherwise."),
            test!("has_free", FREE, "Return True if the opcode accesses a free variable, False otherwise.\n\nNote that 'free' in this context refers to names in the current scope\nthat are referenced by inner scopes or names in outer scopes that are\nreferenced from this scope. It does not include references to global\nor builtin scopes."),
            test!("has_local", LOCAL, "Return True if the opcode accesses a local variable, False otherwise."),
            test!("has_exc", EXC, "Return True if the opcode sets an exception handler, False otherwise."),
            method!(noargs "get_specialization_stats", get_specialization_stats, "get_specialization_stats($module, /)\n--\n\nReturn the specialization stats"),
            method!(noargs "get_nb_ops", get_nb_ops, "get_nb_ops($module, /)\n--\n\nReturn array of symbols of binary ops.\n\nIndexed by the BINARY_OP oparg value."),
            method!(noargs "get_intrinsic1_descs", get_intrinsic1_descs, "get_intrinsic1_descs($module, /)\n--\n\nReturn a list of names of the unary intrinsics."),
            method!(noargs "get_intrinsic2_descs", get_intrinsic2_descs, "get_intrinsic2_descs($module, /)\n--\n\nReturn a list of names of the binary intrinsics."),
            method!(keywords "get_executor", get_executor, "get_executor($module, /, code, offset)\n--\n\nReturn the executor object at offset in code if exists, None otherwise."),
        ],
        exec: exec,
    }
}

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

fn exec<'py>(_py: Attached<'py>, m: Mod<'_, 'py>) -> PyResult<()> {
    // The interpreter does not rewrite instructions.
    add_int(&m, "ENABLE_SPECIALIZATION", 0)
}

fn stack_effect<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    static SIG: Signature<3> = Signature::with("stack_effect", ["opcode", "oparg", "jump"], 1, 2, 2);
    let [opcode, oparg, jump] = SIG.parse(py, args)?;
    let opcode = opcode.expect("required").as_int()?;
    let oparg = match oparg.filter(|o| !o.is_none()) {
        Some(oparg) => oparg.as_int()?,
        None => 0,
    };
    let jump = match jump.filter(|j| !j.is_none()) {
        None => -1,
        Some(jump) if jump.is(&py.bool(true)) => 1,
        Some(jump) if jump.is(&py.bool(false)) => 0,
        Some(_) => return Err(raise!(py, ValueError, "stack_effect: jump must be False, True or None")),
    };
    // SAFETY: a function of numbers alone.
    let effect = unsafe { decl::PyCompile_OpcodeStackEffectWithJump(opcode, oparg, jump) };
    if effect == i32::MAX {
        return Err(raise!(py, ValueError, "invalid opcode or oparg"));
    }
    py.int(effect as i64)
}

fn get_specialization_stats<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.none())
}

fn get_nb_ops<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py, List>> {
    let list = py.empty_list()?;
    for (name, symbol) in BINARY {
        list.push(py.tuple([py.str(name)?.into_any(), py.str(symbol)?.into_any()])?.into_any())?;
    }
    Ok(list)
}

fn names<'py>(py: Attached<'py>, names: &[&str]) -> PyResult<Ref<'py, List>> {
    let list = py.empty_list()?;
    for name in names {
        list.push(py.str(name)?.into_any())?;
    }
    Ok(list)
}
fn get_intrinsic1_descs<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py, List>> {
    names(py, &INTRINSIC_1)
}
fn get_intrinsic2_descs<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py, List>> {
    names(py, &INTRINSIC_2)
}

fn get_executor<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::new("get_executor", ["code", "offset"], 2);
    SIG.parse(py, args)?;
    Err(raise!(py, RuntimeError, "Executors are not available in this build"))
}
