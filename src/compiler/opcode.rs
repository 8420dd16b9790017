//! Opcode numbers, inline-cache sizes, stack effects and code flags of CPython 3.13.
//!
//! The numbers are facts of the ABI (`opcode_ids.h`); the effects are what `dis.stack_effect` reports.
//! Pseudo-instructions exist only inside the compiler. They have numbers above 255 in CPython; here they
//! take numbers that no real instruction uses, so that an opcode always fits in a byte.

macro_rules! opcodes {
    ($($name:ident = $number:literal,)*) => {
        $(#[doc = concat!("The opcode `", stringify!($name), "`.")] pub const $name: u8 = $number;)*

        /// Every real opcode with its name, specialised and instrumented forms included.
        pub const ALL: &[(&str, u8)] = &[$((stringify!($name), $number),)*];
    };
}

opcodes! {
    CACHE = 0,
    BEFORE_ASYNC_WITH = 1,
    BEFORE_WITH = 2,
    BINARY_OP_INPLACE_ADD_UNICODE = 3,
    BINARY_SLICE = 4,
    BINARY_SUBSCR = 5,
    CHECK_EG_MATCH = 6,
    CHECK_EXC_MATCH = 7,
    CLEANUP_THROW = 8,
    DELETE_SUBSCR = 9,
    END_ASYNC_FOR = 10,
    END_FOR = 11,
    END_SEND = 12,
    EXIT_INIT_CHECK = 13,
    FORMAT_SIMPLE = 14,
    FORMAT_WITH_SPEC = 15,
    GET_AITER = 16,
    RESERVED = 17,
    GET_ANEXT = 18,
    GET_ITER = 19,
    GET_LEN = 20,
    GET_YIELD_FROM_ITER = 21,
    INTERPRETER_EXIT = 22,
    LOAD_ASSERTION_ERROR = 23,
    LOAD_BUILD_CLASS = 24,
    LOAD_LOCALS = 25,
    MAKE_FUNCTION = 26,
    MATCH_KEYS = 27,
    MATCH_MAPPING = 28,
    MATCH_SEQUENCE = 29,
    NOP = 30,
    POP_EXCEPT = 31,
    POP_TOP = 32,
    PUSH_EXC_INFO = 33,
    PUSH_NULL = 34,
    RETURN_GENERATOR = 35,
    RETURN_VALUE = 36,
    SETUP_ANNOTATIONS = 37,
    STORE_SLICE = 38,
    STORE_SUBSCR = 39,
    TO_BOOL = 40,
    UNARY_INVERT = 41,
    UNARY_NEGATIVE = 42,
    UNARY_NOT = 43,
    WITH_EXCEPT_START = 44,
    BINARY_OP = 45,
    BUILD_CONST_KEY_MAP = 46,
    BUILD_LIST = 47,
    BUILD_MAP = 48,
    BUILD_SET = 49,
    BUILD_SLICE = 50,
    BUILD_STRING = 51,
    BUILD_TUPLE = 52,
    CALL = 53,
    CALL_FUNCTION_EX = 54,
    CALL_INTRINSIC_1 = 55,
    CALL_INTRINSIC_2 = 56,
    CALL_KW = 57,
    COMPARE_OP = 58,
    CONTAINS_OP = 59,
    CONVERT_VALUE = 60,
    COPY = 61,
    COPY_FREE_VARS = 62,
    DELETE_ATTR = 63,
    DELETE_DEREF = 64,
    DELETE_FAST = 65,
    DELETE_GLOBAL = 66,
    DELETE_NAME = 67,
    DICT_MERGE = 68,
    DICT_UPDATE = 69,
    ENTER_EXECUTOR = 70,
    EXTENDED_ARG = 71,
    FOR_ITER = 72,
    GET_AWAITABLE = 73,
    IMPORT_FROM = 74,
    IMPORT_NAME = 75,
    IS_OP = 76,
    JUMP_BACKWARD = 77,
    JUMP_BACKWARD_NO_INTERRUPT = 78,
    JUMP_FORWARD = 79,
    LIST_APPEND = 80,
    LIST_EXTEND = 81,
    LOAD_ATTR = 82,
    LOAD_CONST = 83,
    LOAD_DEREF = 84,
    LOAD_FAST = 85,
    LOAD_FAST_AND_CLEAR = 86,
    LOAD_FAST_CHECK = 87,
    LOAD_FAST_LOAD_FAST = 88,
    LOAD_FROM_DICT_OR_DEREF = 89,
    LOAD_FROM_DICT_OR_GLOBALS = 90,
    LOAD_GLOBAL = 91,
    LOAD_NAME = 92,
    LOAD_SUPER_ATTR = 93,
    MAKE_CELL = 94,
    MAP_ADD = 95,
    MATCH_CLASS = 96,
    POP_JUMP_IF_FALSE = 97,
    POP_JUMP_IF_NONE = 98,
    POP_JUMP_IF_NOT_NONE = 99,
    POP_JUMP_IF_TRUE = 100,
    RAISE_VARARGS = 101,
    RERAISE = 102,
    RETURN_CONST = 103,
    SEND = 104,
    SET_ADD = 105,
    SET_FUNCTION_ATTRIBUTE = 106,
    SET_UPDATE = 107,
    STORE_ATTR = 108,
    STORE_DEREF = 109,
    STORE_FAST = 110,
    STORE_FAST_LOAD_FAST = 111,
    STORE_FAST_STORE_FAST = 112,
    STORE_GLOBAL = 113,
    STORE_NAME = 114,
    SWAP = 115,
    UNPACK_EX = 116,
    UNPACK_SEQUENCE = 117,
    YIELD_VALUE = 118,
    RESUME = 149,
    BINARY_OP_ADD_FLOAT = 150,
    BINARY_OP_ADD_INT = 151,
    BINARY_OP_ADD_UNICODE = 152,
    BINARY_OP_MULTIPLY_FLOAT = 153,
    BINARY_OP_MULTIPLY_INT = 154,
    BINARY_OP_SUBTRACT_FLOAT = 155,
    BINARY_OP_SUBTRACT_INT = 156,
    BINARY_SUBSCR_DICT = 157,
    BINARY_SUBSCR_GETITEM = 158,
    BINARY_SUBSCR_LIST_INT = 159,
    BINARY_SUBSCR_STR_INT = 160,
    BINARY_SUBSCR_TUPLE_INT = 161,
    CALL_ALLOC_AND_ENTER_INIT = 162,
    CALL_BOUND_METHOD_EXACT_ARGS = 163,
    CALL_BOUND_METHOD_GENERAL = 164,
    CALL_BUILTIN_CLASS = 165,
    CALL_BUILTIN_FAST = 166,
    CALL_BUILTIN_FAST_WITH_KEYWORDS = 167,
    CALL_BUILTIN_O = 168,
    CALL_ISINSTANCE = 169,
    CALL_LEN = 170,
    CALL_LIST_APPEND = 171,
    CALL_METHOD_DESCRIPTOR_FAST = 172,
    CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS = 173,
    CALL_METHOD_DESCRIPTOR_NOARGS = 174,
    CALL_METHOD_DESCRIPTOR_O = 175,
    CALL_NON_PY_GENERAL = 176,
    CALL_PY_EXACT_ARGS = 177,
    CALL_PY_GENERAL = 178,
    CALL_STR_1 = 179,
    CALL_TUPLE_1 = 180,
    CALL_TYPE_1 = 181,
    COMPARE_OP_FLOAT = 182,
    COMPARE_OP_INT = 183,
    COMPARE_OP_STR = 184,
    CONTAINS_OP_DICT = 185,
    CONTAINS_OP_SET = 186,
    FOR_ITER_GEN = 187,
    FOR_ITER_LIST = 188,
    FOR_ITER_RANGE = 189,
    FOR_ITER_TUPLE = 190,
    LOAD_ATTR_CLASS = 191,
    LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN = 192,
    LOAD_ATTR_INSTANCE_VALUE = 193,
    LOAD_ATTR_METHOD_LAZY_DICT = 194,
    LOAD_ATTR_METHOD_NO_DICT = 195,
    LOAD_ATTR_METHOD_WITH_VALUES = 196,
    LOAD_ATTR_MODULE = 197,
    LOAD_ATTR_NONDESCRIPTOR_NO_DICT = 198,
    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES = 199,
    LOAD_ATTR_PROPERTY = 200,
    LOAD_ATTR_SLOT = 201,
    LOAD_ATTR_WITH_HINT = 202,
    LOAD_GLOBAL_BUILTIN = 203,
    LOAD_GLOBAL_MODULE = 204,
    LOAD_SUPER_ATTR_ATTR = 205,
    LOAD_SUPER_ATTR_METHOD = 206,
    RESUME_CHECK = 207,
    SEND_GEN = 208,
    STORE_ATTR_INSTANCE_VALUE = 209,
    STORE_ATTR_SLOT = 210,
    STORE_ATTR_WITH_HINT = 211,
    STORE_SUBSCR_DICT = 212,
    STORE_SUBSCR_LIST_INT = 213,
    TO_BOOL_ALWAYS_TRUE = 214,
    TO_BOOL_BOOL = 215,
    TO_BOOL_INT = 216,
    TO_BOOL_LIST = 217,
    TO_BOOL_NONE = 218,
    TO_BOOL_STR = 219,
    UNPACK_SEQUENCE_LIST = 220,
    UNPACK_SEQUENCE_TUPLE = 221,
    UNPACK_SEQUENCE_TWO_TUPLE = 222,
    INSTRUMENTED_RESUME = 236,
    INSTRUMENTED_END_FOR = 237,
    INSTRUMENTED_END_SEND = 238,
    INSTRUMENTED_RETURN_VALUE = 239,
    INSTRUMENTED_RETURN_CONST = 240,
    INSTRUMENTED_YIELD_VALUE = 241,
    INSTRUMENTED_LOAD_SUPER_ATTR = 242,
    INSTRUMENTED_FOR_ITER = 243,
    INSTRUMENTED_CALL = 244,
    INSTRUMENTED_CALL_KW = 245,
    INSTRUMENTED_CALL_FUNCTION_EX = 246,
    INSTRUMENTED_INSTRUCTION = 247,
    INSTRUMENTED_JUMP_FORWARD = 248,
    INSTRUMENTED_JUMP_BACKWARD = 249,
    INSTRUMENTED_POP_JUMP_IF_TRUE = 250,
    INSTRUMENTED_POP_JUMP_IF_FALSE = 251,
    INSTRUMENTED_POP_JUMP_IF_NONE = 252,
    INSTRUMENTED_POP_JUMP_IF_NOT_NONE = 253,
    INSTRUMENTED_LINE = 254,
}

/// Opcodes from this number on take an argument.
pub const HAVE_ARGUMENT: u8 = 44;

/// Opcodes from this number on are instrumented forms.
pub const MIN_INSTRUMENTED_OPCODE: u8 = 236;

/// Pseudo-instructions: what the code generator emits before the flow graph resolves them.
pub mod pseudo {
    /// `JUMP`, which CPython numbers 256.
    pub const JUMP: u8 = 119;
    /// `JUMP_NO_INTERRUPT`, which CPython numbers 257.
    pub const JUMP_NO_INTERRUPT: u8 = 120;
    /// `LOAD_CLOSURE`, which CPython numbers 258.
    pub const LOAD_CLOSURE: u8 = 121;
    /// `LOAD_METHOD`, which CPython numbers 259.
    pub const LOAD_METHOD: u8 = 122;
    /// `LOAD_SUPER_METHOD`, which CPython numbers 260.
    pub const LOAD_SUPER_METHOD: u8 = 123;
    /// `LOAD_ZERO_SUPER_ATTR`, which CPython numbers 261.
    pub const LOAD_ZERO_SUPER_ATTR: u8 = 124;
    /// `LOAD_ZERO_SUPER_METHOD`, which CPython numbers 262.
    pub const LOAD_ZERO_SUPER_METHOD: u8 = 125;
    /// `POP_BLOCK`, which CPython numbers 263.
    pub const POP_BLOCK: u8 = 126;
    /// `SETUP_CLEANUP`, which CPython numbers 264.
    pub const SETUP_CLEANUP: u8 = 127;
    /// `SETUP_FINALLY`, which CPython numbers 265.
    pub const SETUP_FINALLY: u8 = 128;
    /// `SETUP_WITH`, which CPython numbers 266.
    pub const SETUP_WITH: u8 = 129;
    /// `STORE_FAST_MAYBE_NULL`, which CPython numbers 267.
    pub const STORE_FAST_MAYBE_NULL: u8 = 130;
}

/// Names of the pseudo-instructions with the numbers CPython gives them.
pub const PSEUDO: &[(&str, u16)] = &[
    ("JUMP", 256),
    ("JUMP_NO_INTERRUPT", 257),
    ("LOAD_CLOSURE", 258),
    ("LOAD_METHOD", 259),
    ("LOAD_SUPER_METHOD", 260),
    ("LOAD_ZERO_SUPER_ATTR", 261),
    ("LOAD_ZERO_SUPER_METHOD", 262),
    ("POP_BLOCK", 263),
    ("SETUP_CLEANUP", 264),
    ("SETUP_FINALLY", 265),
    ("SETUP_WITH", 266),
    ("STORE_FAST_MAYBE_NULL", 267),
];

/// How many 16-bit inline cache units follow the instruction.
pub const fn cache_units(op: u8) -> usize {
    match op {
        BINARY_OP | UNPACK_SEQUENCE | COMPARE_OP | CONTAINS_OP | BINARY_SUBSCR | FOR_ITER
        | LOAD_SUPER_ATTR | STORE_SUBSCR | SEND | JUMP_BACKWARD | POP_JUMP_IF_TRUE | POP_JUMP_IF_FALSE
        | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE => 1,
        CALL | TO_BOOL => 3,
        LOAD_GLOBAL | STORE_ATTR => 4,
        LOAD_ATTR => 9,
        _ => 0,
    }
}

/// Whether the instruction jumps (conditionally or not) to a label. Exception-handler set-up is not a jump.
pub const fn has_jump(op: u8) -> bool {
    matches!(
        op,
        pseudo::JUMP
            | pseudo::JUMP_NO_INTERRUPT
            | FOR_ITER
            | JUMP_BACKWARD
            | JUMP_BACKWARD_NO_INTERRUPT
            | JUMP_FORWARD
            | POP_JUMP_IF_FALSE
            | POP_JUMP_IF_NONE
            | POP_JUMP_IF_NOT_NONE
            | POP_JUMP_IF_TRUE
            | SEND
    )
}

/// Whether the pseudo-instruction opens a region protected by an exception handler.
pub const fn is_block_push(op: u8) -> bool {
    matches!(op, pseudo::SETUP_CLEANUP | pseudo::SETUP_FINALLY | pseudo::SETUP_WITH)
}

/// Whether the instruction's argument is a label before assembly.
pub const fn has_target(op: u8) -> bool {
    has_jump(op) || is_block_push(op)
}

/// Whether the instruction always transfers control (no fall-through to the next instruction).
pub const fn is_unconditional_jump(op: u8) -> bool {
    matches!(
        op,
        pseudo::JUMP | pseudo::JUMP_NO_INTERRUPT | JUMP_FORWARD | JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT
    )
}

/// Whether the instruction leaves the frame or raises unconditionally.
pub const fn is_scope_exit(op: u8) -> bool {
    matches!(op, RETURN_VALUE | RETURN_CONST | RAISE_VARARGS | RERAISE | INTERPRETER_EXIT)
}

/// Whether the instruction takes an argument.
pub const fn has_arg(op: u8) -> bool {
    op >= HAVE_ARGUMENT && op != pseudo::POP_BLOCK
}

/// Whether the argument indexes `co_consts`.
pub const fn has_const(op: u8) -> bool {
    matches!(op, LOAD_CONST | RETURN_CONST)
}

/// The change of stack depth: `jump` says whether the jump (or the handler) is taken.
pub const fn stack_effect(op: u8, arg: u32, jump: bool) -> i32 {
    let n = arg as i32;
    match op {
        BEFORE_ASYNC_WITH | BEFORE_WITH | GET_ANEXT | GET_LEN | LOAD_ASSERTION_ERROR | LOAD_BUILD_CLASS
        | LOAD_LOCALS | MATCH_KEYS | MATCH_MAPPING | MATCH_SEQUENCE | PUSH_EXC_INFO | PUSH_NULL
        | RETURN_GENERATOR | WITH_EXCEPT_START | COPY | FOR_ITER | IMPORT_FROM | LOAD_CONST | LOAD_DEREF
        | LOAD_FAST | LOAD_FAST_AND_CLEAR | LOAD_FAST_CHECK | LOAD_NAME => 1,
        pseudo::LOAD_CLOSURE | pseudo::LOAD_METHOD => 1,
        LOAD_FAST_LOAD_FAST => 2,
        BINARY_SLICE
        | DELETE_SUBSCR
        | END_ASYNC_FOR
        | MAP_ADD
        | MATCH_CLASS
        | STORE_ATTR
        | STORE_FAST_STORE_FAST => -2,
        STORE_SUBSCR => -3,
        STORE_SLICE => -4,
        BINARY_SUBSCR
        | BINARY_OP
        | CLEANUP_THROW
        | END_FOR
        | END_SEND
        | EXIT_INIT_CHECK
        | FORMAT_WITH_SPEC
        | INTERPRETER_EXIT
        | POP_EXCEPT
        | POP_TOP
        | RETURN_VALUE
        | CALL_INTRINSIC_2
        | COMPARE_OP
        | CONTAINS_OP
        | DELETE_ATTR
        | DICT_MERGE
        | DICT_UPDATE
        | IMPORT_NAME
        | IS_OP
        | LIST_APPEND
        | LIST_EXTEND
        | POP_JUMP_IF_FALSE
        | POP_JUMP_IF_NONE
        | POP_JUMP_IF_NOT_NONE
        | POP_JUMP_IF_TRUE
        | RERAISE
        | SET_ADD
        | SET_FUNCTION_ATTRIBUTE
        | SET_UPDATE
        | STORE_DEREF
        | STORE_FAST
        | STORE_GLOBAL
        | STORE_NAME => -1,
        pseudo::STORE_FAST_MAYBE_NULL => -1,
        BUILD_CONST_KEY_MAP => -n,
        BUILD_LIST | BUILD_SET | BUILD_STRING | BUILD_TUPLE => 1 - n,
        BUILD_MAP => 1 - 2 * n,
        BUILD_SLICE => {
            if n == 3 {
                -2
            } else {
                -1
            }
        }
        CALL => -1 - n,
        CALL_FUNCTION_EX => -2 - (n & 1),
        CALL_KW => -2 - n,
        LOAD_ATTR => n & 1,
        LOAD_GLOBAL => 1 + (n & 1),
        LOAD_SUPER_ATTR => -2 + (n & 1),
        pseudo::LOAD_SUPER_METHOD | pseudo::LOAD_ZERO_SUPER_METHOD => -1,
        pseudo::LOAD_ZERO_SUPER_ATTR => -2,
        RAISE_VARARGS => -n,
        UNPACK_EX => (n & 0xff) + (n >> 8),
        UNPACK_SEQUENCE => n - 1,
        pseudo::SETUP_CLEANUP if jump => 2,
        pseudo::SETUP_FINALLY | pseudo::SETUP_WITH if jump => 1,
        _ => 0,
    }
}

/// Flags of `co_flags` and the compiler flags that share their numbering.
pub mod flags {
    /// Locals live in fast slots.
    pub const CO_OPTIMIZED: u32 = 0x1;
    /// The frame gets its own namespace.
    pub const CO_NEWLOCALS: u32 = 0x2;
    /// The function takes `*args`.
    pub const CO_VARARGS: u32 = 0x4;
    /// The function takes `**kwargs`.
    pub const CO_VARKEYWORDS: u32 = 0x8;
    /// Nested inside another function.
    pub const CO_NESTED: u32 = 0x10;
    /// A generator.
    pub const CO_GENERATOR: u32 = 0x20;
    /// A coroutine.
    pub const CO_COROUTINE: u32 = 0x80;
    /// A generator that may be awaited (`types.coroutine`).
    pub const CO_ITERABLE_COROUTINE: u32 = 0x100;
    /// An asynchronous generator.
    pub const CO_ASYNC_GENERATOR: u32 = 0x200;
    /// `from __future__ import division`.
    pub const CO_FUTURE_DIVISION: u32 = 0x20000;
    /// `from __future__ import absolute_import`.
    pub const CO_FUTURE_ABSOLUTE_IMPORT: u32 = 0x40000;
    /// `from __future__ import with_statement`.
    pub const CO_FUTURE_WITH_STATEMENT: u32 = 0x80000;
    /// `from __future__ import print_function`.
    pub const CO_FUTURE_PRINT_FUNCTION: u32 = 0x100000;
    /// `from __future__ import unicode_literals`.
    pub const CO_FUTURE_UNICODE_LITERALS: u32 = 0x200000;
    /// `from __future__ import barry_as_FLUFL`.
    pub const CO_FUTURE_BARRY_AS_BDFL: u32 = 0x400000;
    /// `from __future__ import generator_stop`.
    pub const CO_FUTURE_GENERATOR_STOP: u32 = 0x800000;
    /// `from __future__ import annotations`.
    pub const CO_FUTURE_ANNOTATIONS: u32 = 0x1000000;
    /// Keep the code out of monitoring.
    pub const CO_NO_MONITORING_EVENTS: u32 = 0x2000000;
    /// Every `__future__` flag.
    pub const FUTURE_MASK: u32 = 0x1fe0000;
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    pub const PYCF_ALLOW_TOP_LEVEL_AWAIT: u32 = 0x2000;
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`.
    pub const PYCF_ALLOW_INCOMPLETE_INPUT: u32 = 0x4000;
    /// `PyCF_DONT_IMPLY_DEDENT`.
    pub const PYCF_DONT_IMPLY_DEDENT: u32 = 0x200;
}

/// Kinds of `co_localspluskinds`.
pub mod localkind {
    /// Not visible in `locals()`: a variable of an inlined comprehension at module or class level.
    pub const HIDDEN: u8 = 0x10;
    /// A plain local.
    pub const LOCAL: u8 = 0x20;
    /// A cell owned by this code.
    pub const CELL: u8 = 0x40;
    /// A cell of an enclosing function.
    pub const FREE: u8 = 0x80;
}
