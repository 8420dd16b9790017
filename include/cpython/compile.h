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
/* end generated */

#define _PyCompilerFlags_INIT {.cf_flags = 0, .cf_feature_version = PY_MINOR_VERSION}

#ifdef __cplusplus
}
#endif
