/* Flags of the compiler. */
#ifndef Py_CPYTHON_COMPILE_H
#error "cpython/compile.h is included by compile.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Names that `from __future__ import` knows. */
#define FUTURE_NESTED_SCOPES "nested_scopes"
#define FUTURE_GENERATORS "generators"
#define FUTURE_DIVISION "division"
#define FUTURE_ABSOLUTE_IMPORT "absolute_import"
#define FUTURE_WITH_STATEMENT "with_statement"
#define FUTURE_PRINT_FUNCTION "print_function"
#define FUTURE_UNICODE_LITERALS "unicode_literals"
#define FUTURE_BARRY_AS_BDFL "barry_as_FLUFL"
#define FUTURE_GENERATOR_STOP "generator_stop"
#define FUTURE_ANNOTATIONS "annotations"

/* generated */
#define PY_INVALID_STACK_EFFECT 0x7fffffff
#define PyCF_ALLOW_TOP_LEVEL_AWAIT 8192
#define PyCF_ALLOW_INCOMPLETE_INPUT 16384
#define PyCF_COMPILE_MASK 62976
#define PyCF_DONT_IMPLY_DEDENT 512
#define PyCF_IGNORE_COOKIE 2048
#define PyCF_MASK_OBSOLETE 16
#define PyCF_MASK 0x1fe0000
#define PyCF_ONLY_AST 1024
#define PyCF_OPTIMIZED_AST 33792
#define PyCF_SOURCE_IS_UTF8 256
#define PyCF_TYPE_COMMENTS 4096
struct PyCompilerFlags {
    int cf_flags;
    int cf_feature_version;
};
PyAPI_FUNC(int) PyCompile_OpcodeStackEffect(int opcode, int oparg);
PyAPI_FUNC(int) PyCompile_OpcodeStackEffectWithJump(int opcode, int oparg, int jump);
/* end generated */

#define _PyCompilerFlags_INIT {.cf_flags = 0, .cf_feature_version = PY_MINOR_VERSION}

#ifdef __cplusplus
}
#endif
