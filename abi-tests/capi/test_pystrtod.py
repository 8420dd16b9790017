"""pystrtod.h, pystrcmp.h and cpython/pyctype.h, called from C."""

import _capi_pystrtod as c
import capi
from capi import bad_call, equal, raises

inf = float("inf")
SIGN, DOT, ALT, NO_NEG = 1, 2, 4, 8


@capi.check
def numbers_are_read_as_far_as_they_go():
    for text, value, end in [
        (b"1.5", 1.5, 3), (b"1.5x", 1.5, 3), (b"-2e3 ", -2000.0, 4), (b"1e", 1.0, 1), (b"1e+", 1.0, 1), (b".5", 0.5, 2), (b"5.", 5.0, 2), (b"+1", 1.0, 2),
        (b"inf", inf, 3), (b"-infinity", -inf, 9), (b"INFINIT", inf, 3), (b"1e400", inf, 5), (b"-1e400", -inf, 6), (b"1e-400", 0.0, 6), (b"0x10", 0.0, 1), (b"1_0", 1.0, 1),
        (b"123456789012345678901234567890", 1.2345678901234568e29, 30), (b"4.9e-324", 5e-324, 8), (b"1.7976931348623158e308", 1.7976931348623157e308, 22),
    ]:
        equal(c.os_string_to_double(text, True, None), (value, end))
    value, end = c.os_string_to_double(b"-NaN!", True, None)
    equal((value != value, end), (True, 4))


@capi.check
def without_an_end_all_of_the_text_must_be_a_number():
    equal(c.os_string_to_double(b"2.5", False, None), 2.5)
    for text in (b"2.5x", b" 1", b"1 ", b"", b"x", b".", b"e5", b"+", b"--1", b"1_0", b"0x1"):
        raises(ValueError, f"could not convert string to float: '{text.decode()}'", c.os_string_to_double, text, False, None)
    for text in (b"", b"x", b" 1", b"."):
        raises(ValueError, f"could not convert string to float: '{text.decode()}'", c.os_string_to_double, text, True, None)


@capi.check
def too_large_is_an_error_if_an_exception_is_given():
    equal(c.os_string_to_double(b"1e400", False, None), inf)
    raises(OverflowError, "value too large to convert to float: '1e400'", c.os_string_to_double, b"1e400", False, OverflowError)
    raises(ValueError, "value too large to convert to float: '-1e999x'", c.os_string_to_double, b"-1e999x", True, ValueError)
    equal(c.os_string_to_double(b"inf", False, OverflowError), inf)
    equal(c.os_string_to_double(b"1e-400", False, OverflowError), 0.0)


@capi.check
def floats_become_text_in_every_format():
    for value, code, precision, flags, text in [
        (1.5, "r", 0, 0, "1.5"), (1.0, "r", 0, DOT, "1.0"), (1.0, "r", 0, 0, "1"), (1e16, "r", 0, DOT, "1e+16"), (1e22, "r", 0, DOT, "1e+22"), (0.1, "r", 0, 0, "0.1"), (1e-5, "r", 0, 0, "1e-05"), (0.0001, "r", 0, 0, "0.0001"),
        (123456.0, "g", 6, 0, "123456"), (1234567.0, "g", 6, 0, "1.23457e+06"), (1.0, "g", 6, ALT, "1.00000"), (1e-10, "g", 3, 0, "1e-10"), (0.0, "g", 0, 0, "0"), (1e5, "g", 0, 0, "1e+05"),
        (1.5, "e", 3, 0, "1.500e+00"), (1.5, "E", 0, 0, "2E+00"), (2.5, "e", 0, ALT, "2.e+00"), (1e100, "e", 2, 0, "1.00e+100"), (1e10, "G", 3, 0, "1E+10"),
        (2.5, "f", 0, 0, "2"), (3.5, "f", 0, 0, "4"), (0.125, "f", 2, 0, "0.12"), (1e20, "f", 1, 0, "100000000000000000000.0"), (1.0, "f", 0, ALT, "1."), (1.0, "F", 2, 0, "1.00"),
        (1.5, "r", 0, SIGN, "+1.5"), (-1.5, "r", 0, SIGN, "-1.5"), (-0.0, "r", 0, DOT, "-0.0"), (-0.0, "f", 1, NO_NEG, "0.0"), (-0.01, "f", 1, NO_NEG, "0.0"), (-0.01, "f", 1, 0, "-0.0"),
        (5e-324, "r", 0, 0, "5e-324"), (1.7976931348623157e308, "r", 0, 0, "1.7976931348623157e+308"),
    ]:
        equal(c.os_double_to_string(value, code, precision, flags), (text, 0))
    for value, code, flags, text, kind in [(inf, "r", 0, "inf", 1), (-inf, "r", DOT, "-inf", 1), (inf, "F", 0, "INF", 1), (inf, "f", SIGN, "+inf", 1), (float("nan"), "r", SIGN, "+nan", 2), (-float("nan"), "E", 0, "NAN", 2)]:
        equal(c.os_double_to_string(value, code, 0, flags), (text, kind))


@capi.check
def unknown_formats_are_refused():
    for code in ("x", "a", "R", "n"):
        bad_call(c.os_double_to_string, 1.0, code, 0, 0)
    bad_call(c.os_double_to_string, 1.0, "r", 5, 0)


@capi.check
def comparison_ignores_the_case_of_ascii():
    def sign(x):
        return (x > 0) - (x < 0)

    for a, b, expected in [(b"abc", b"ABC", 0), (b"abc", b"abd", -1), (b"b", b"A", 1), (b"", b"", 0), (b"a", b"", 1), (b"", b"a", -1), (b"ab", b"abc", -1), (b"[", b"a", -1), (b"\xe9", b"\xc9", 1)]:
        equal(sign(c.os_mystricmp(a, b)), expected)
    for a, b, n, expected in [(b"abcX", b"ABCy", 3, 0), (b"abcX", b"ABCy", 4, -1), (b"a", b"b", 0, 0), (b"ab", b"ab", 99, 0), (b"ab", b"abc", 3, -1), (b"abc", b"AB", 2, 0)]:
        equal(sign(c.os_mystrnicmp(a, b, n)), expected)


@capi.check
def characters_are_classified_as_ascii():
    for n in range(256):
        ch = chr(n) if n < 128 else "\0"
        expected = (ch.islower(), ch.isupper(), ch.isalpha(), ch.isdigit(), ch in "0123456789abcdefABCDEF", ch.isalnum(), ch in " \t\n\r\v\f")
        got = c.character(n)
        equal(got[:7], tuple(int(e) for e in expected))
        equal(got[7:], (ord(ch.lower()), ord(ch.upper())) if n < 128 else (n, n))


capi.main()
