"""longobject.h, cpython/longobject.h and cpython/longintrepr.h, called from C."""

import sys

import _capi_longobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same

INTERESTING = sorted(
    {s * (2**k + d) for k in (0, 1, 7, 8, 15, 16, 29, 30, 31, 32, 59, 60, 61, 63, 64, 65, 90, 127, 128, 200) for d in (-1, 0, 1) for s in (-1, 1)}
)


class Sub(int):
    pass


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Broken:
    def __index__(self):
        raise KeyError("index")


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.long_check, [1, 1, 1, 0, 0]), (c.long_check_exact, [1, 0, 0, 0, 0])]:
        equal([function(o) for o in (1, True, Sub(3), 1.0, Index(1))], expected)


SIGNED = [
    (c.long_as_long, 64, "Python int too large to convert to C long"),
    (c.long_as_int, 32, "Python int too large to convert to C int"),
    (c.long_as_long_long, 64, "Python int too large to convert to C long"),
]


@capi.check
def signed_conversions_cover_their_range_and_refuse_the_rest():
    for function, bits, text in SIGNED:
        for value in INTERESTING:
            if -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
                equal(function(value), value)
            elif function is c.long_as_int and not -(2**63) <= value < 2**63:
                raises(OverflowError, None, function, value)
            elif function is c.long_as_long_long:
                raises(OverflowError, None, function, value)
            else:
                raises(OverflowError, text, function, value)
        equal(function(Sub(5)), 5)
        equal(function(True), 1)


@capi.check
def signed_conversions_ask_index():
    for function, bits, text in SIGNED:
        equal(function(Index(-7)), -7)
        raises(TypeError, "'float' object cannot be interpreted as an integer", function, 1.5)
        raises(TypeError, "'str' object cannot be interpreted as an integer", function, "1")
        raises(TypeError, "__index__ returned non-int (type float)", function, Index(1.0))
        raises(KeyError, "'index'", function, Broken())
        bad_call(function, None)
        number = Index(2**40 + 1) if bits > 32 else Index(12345)
        refcounts_stay(lambda: function(number), number, number.value)


@capi.check
def ssize_t_is_for_ints_only():
    for value in INTERESTING:
        if -(2**63) <= value < 2**63:
            equal(c.long_as_ssize_t(value), value)
        else:
            raises(OverflowError, "Python int too large to convert to C ssize_t", c.long_as_ssize_t, value)
    raises(TypeError, "an integer is required", c.long_as_ssize_t, 1.0)
    raises(TypeError, "an integer is required", c.long_as_ssize_t, Index(1))
    bad_call(c.long_as_ssize_t, None)


@capi.check
def unsigned_conversions_are_for_ints_only():
    for function, name, negative in [
        (c.long_as_size_t, "size_t", "can't convert negative value to size_t"),
        (c.long_as_unsigned_long, "unsigned long", "can't convert negative value to unsigned int"),
        (c.long_as_unsigned_long_long, None, "can't convert negative int to unsigned"),
    ]:
        for value in INTERESTING:
            if 0 <= value < 2**64:
                equal(function(value), value)
            elif value < 0:
                raises(OverflowError, negative, function, value)
            else:
                text = f"Python int too large to convert to C {name}" if name else "int too big to convert"
                raises(OverflowError, text, function, value)
        raises(TypeError, "an integer is required", function, 1.0)
        raises(TypeError, "an integer is required", function, Index(1))
        bad_call(function, None)
        equal(function(Sub(7)), 7)


@capi.check
def masks_wrap_and_ask_index():
    for function in (c.long_as_unsigned_long_mask, c.long_as_unsigned_long_long_mask):
        for value in INTERESTING:
            equal(function(value), value % 2**64)
        equal(function(Index(-1)), 2**64 - 1)
        raises(TypeError, "'float' object cannot be interpreted as an integer", function, 1.0)
        raises(KeyError, "'index'", function, Broken())
        bad_call(function, None)


@capi.check
def overflow_variants_say_which_way():
    for function in (c.long_as_long_and_overflow, c.long_as_long_long_and_overflow):
        for value in INTERESTING:
            if value >= 2**63:
                equal(function(value), (-1, 1))
            elif value < -(2**63):
                equal(function(value), (-1, -1))
            else:
                equal(function(value), (value, 0))
        equal(function(Index(2**100)), (-1, 1))
        equal(function(Index(-1)), (-1, 0))
        raises(TypeError, "'list' object cannot be interpreted as an integer", function, [])
        raises(KeyError, "'index'", function, Broken())
        bad_call(function, None)
        big = Index(2**90)
        refcounts_stay(lambda: function(big), big, big.value)


@capi.check
def as_double_rounds_to_even_and_overflows():
    for value in INTERESTING + [2**53 + 1, 2**53 + 2, 2**53 + 3, 2**54 + 2, 2**54 + 6, 3**200, -(3**200), 2**1023, 2**1024 - 2**970 - 1]:
        equal(c.long_as_double(value), float(value))
    equal(c.long_as_double(2**53 + 1), 9007199254740992.0)
    equal(c.long_as_double(2**53 + 3), 9007199254740996.0)
    for value in (2**1024, -(2**1024), 2**1024 - 2**970):
        raises(OverflowError, "int too large to convert to float", c.long_as_double, value)
    raises(TypeError, "an integer is required", c.long_as_double, 1.0)
    raises(TypeError, "an integer is required", c.long_as_double, Index(1))
    bad_call(c.long_as_double, None)


@capi.check
def pointers_keep_all_their_bits():
    for value in (0, 1, 2**31, 2**32, 2**63, 2**64 - 1):
        equal(c.long_from_void_ptr(value), value)
        equal(c.long_as_void_ptr(value), value)
    equal(c.long_as_void_ptr(-1), 2**64 - 1)
    equal(c.long_as_void_ptr(-(2**63)), 2**63)
    raises(OverflowError, None, c.long_as_void_ptr, 2**64)
    raises(OverflowError, None, c.long_as_void_ptr, -(2**63) - 1)
    raises(TypeError, "an integer is required", c.long_as_void_ptr, "x")


@capi.check
def c_numbers_become_ints():
    for value in INTERESTING:
        if -(2**63) <= value < 2**63:
            for function in (c.long_from_long, c.long_from_long_long, c.long_from_ssize_t):
                equal(function(value), value)
        if 0 <= value < 2**64:
            for function in (c.long_from_unsigned_long, c.long_from_unsigned_long_long, c.long_from_size_t):
                equal(function(value), value)


@capi.check
def small_ints_are_one_object_each():
    for value in range(-5, 257):
        same(c.long_from_long(value), value)
        same(c.long_from_long_long(value), value)
        same(c.long_from_ssize_t(value), value)
        same(c.long_from_double(float(value)), value)
        if value >= 0:
            same(c.long_from_unsigned_long(value), value)
            same(c.long_from_size_t(value), value)
            same(c.long_from_unsigned_long_long(value), value)


@capi.check
def from_double_truncates_and_refuses_what_is_no_number():
    for value, expected in [(0.0, 0), (-0.0, 0), (1.9, 1), (-1.9, -1), (2.0**31, 2**31), (-(2.0**63), -(2**63)), (2.0**63, 2**63), (1e300, int(1e300)), (-1.5e20, -150000000000000000000), (5e-324, 0)]:
        equal(c.long_from_double(value), expected)
    for value in (float("inf"), float("-inf")):
        raises(OverflowError, "cannot convert float infinity to integer", c.long_from_double, value)
    raises(ValueError, "cannot convert float NaN to integer", c.long_from_double, float("nan"))


@capi.check
def from_string_reads_as_far_as_it_gets():
    for text, base, value, end in [
        (b"12", 10, 12, 2), (b"  -12  ", 10, -12, 7), (b"+7", 10, 7, 2), (b"0x1f", 16, 31, 4), (b"0x1f", 0, 31, 4), (b"0b101", 0, 5, 5), (b"0o17", 0, 15, 4),
        (b"1f", 16, 31, 2), (b"zz", 36, 1295, 2), (b"ZZ", 36, 1295, 2), (b"1_000", 10, 1000, 5), (b"0x_f", 16, 15, 4), (b"0", 0, 0, 1), (b"000", 0, 0, 3),
        (b"12 ", 0, 12, 3), (b"-0b1", 2, -1, 4), (b"\t\n 5", 10, 5, 4),
    ]:
        equal(c.long_from_string(text, base, True), (value, end))
        equal(c.long_from_string(text, base, False), value)
    many = b"9" * 3000
    equal(c.long_from_string(many, 10, True), (10**3000 - 1, 3000))
    equal(c.long_from_string(b"-" + b"f" * 500, 16, False), 1 - 16**500)


@capi.check
def from_string_refuses():
    for text, base in [(b"", 10), (b" ", 10), (b"12x", 10), (b"0x", 16), (b"09", 0), (b"8", 8), (b"1__0", 10), (b"_1", 10), (b"1_", 10), (b"- 1", 10), (b"+-1", 10)]:
        raises(ValueError, f"invalid literal for int() with base {base}: {text.decode()!r}", c.long_from_string, text, base, False)
    # A prefix decides the base that the message names.
    raises(ValueError, "invalid literal for int() with base 2: '0b2'", c.long_from_string, b"0b2", 0, False)
    for base in (1, 37, -1):
        raises(ValueError, "int() arg 2 must be >= 2 and <= 36", c.long_from_string, b"1", base, False)
    equal(c.long_from_string_end_of_error(b"12x", 10), 2)
    equal(c.long_from_string_end_of_error(b"", 10), 0)
    raises(ValueError, "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use sys.set_int_max_str_digits() to increase the limit", c.long_from_string, b"1" * 4301, 10, False)
    equal(c.long_from_string(b"1" * 4301, 16, False), int("1" * 4301, 16))


@capi.check
def from_unicode_object_knows_all_digits():
    for text, base, value in [("12", 10, 12), ("\u0661\u0662", 10, 12), ("\u00a0-3\u2003", 10, -3), ("0x1F", 0, 31), ("\uff11\uff10", 2, 2)]:
        equal(c.long_from_unicode_object(text, base), value)
    raises(ValueError, "invalid literal for int() with base 10: '1\\x00'", c.long_from_unicode_object, "1\0", 10)
    raises(ValueError, "invalid literal for int() with base 10: 'é'", c.long_from_unicode_object, "é", 10)
    raises(ValueError, "int() arg 2 must be >= 2 and <= 36", c.long_from_unicode_object, "1", 99)


@capi.check
def info_is_sys_int_info():
    equal(tuple(c.long_get_info()), (30, 4, 4300, 640))
    equal(c.long_get_info() == sys.int_info, True)


@capi.check
def strtoul_and_strtol_are_c_functions_of_pythons_own():
    for text, base, expected in [
        (b"12x", 10, (12, 2, 0)), (b"  12", 10, (12, 4, 0)), (b"0x1f", 0, (31, 4, 0)), (b"0b11", 0, (3, 4, 0)), (b"0o17", 0, (15, 4, 0)), (b"ff", 16, (255, 2, 0)), (b"0xff", 16, (255, 4, 0)),
        (b"18446744073709551615", 10, (2**64 - 1, 20, 0)), (b"18446744073709551616", 10, (2**64 - 1, 20, 34)), (b"", 10, (0, 0, 0)), (b"z", 36, (35, 1, 0)), (b"0", 0, (0, 1, 0)),
        (b"184467440737095516159z", 10, (2**64 - 1, 21, 34)), (b"1", 1, (0, 0, 0)), (b"1", 37, (0, 0, 0)), (b"0x", 16, (0, 1, 0)), (b"0xg", 0, (0, 1, 0)), (b"08", 0, (0, 1, 0)),
    ]:
        equal(c.os_strtoul(text, base), expected)
    for text, base, expected in [
        (b"-12", 10, (-12, 3, 0)), (b"+12 ", 10, (12, 3, 0)), (b"9223372036854775807", 10, (2**63 - 1, 19, 0)), (b"9223372036854775808", 10, (2**63 - 1, 19, 34)),
        (b"-9223372036854775808", 10, (-(2**63), 20, 0)), (b"-9223372036854775809", 10, (2**63 - 1, 20, 34)), (b"--1", 10, (0, 1, 0)), (b"-0x10", 16, (-16, 5, 0)),
    ]:
        equal(c.os_strtol(text, base), expected)


BIG, LITTLE, NATIVE, UNSIGNED, REJECT, INDEX, DEFAULTS = 0, 1, 3, 4, 8, 16, -1


def needed(value):
    """How many bytes a two's complement form has."""
    return (value.bit_length() if value >= 0 else (value + 1).bit_length()) // 8 + 1


@capi.check
def as_native_bytes_fills_the_buffer_and_says_whether_it_was_enough():
    for value in INTERESTING:
        for size in (1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 32):
            for flags, order in [(BIG, "big"), (LITTLE, "little"), (NATIVE, "little"), (DEFAULTS, "little"), (BIG | UNSIGNED, "big"), (LITTLE | UNSIGNED, "little")]:
                result, got = c.long_as_native_bytes(value, size, flags)
                equal(got, (value % 256**size).to_bytes(size, order) + b"\xaa")
                fits = -(256**size) // 2 <= value < 256**size // (1 if flags & UNSIGNED else 2)
                equal(result <= size, fits)


@capi.check
def as_native_bytes_gives_the_size_that_cpython_gives():
    # By flags: the result for buffers of 0, 1, 2, 8, 9 and 10 bytes.
    for value, signed, unsigned in [
        (0, (8, 1, 2, 8, 8, 8), (8, 1, 2, 8, 8, 8)),
        (127, (8, 1, 2, 8, 8, 8), (8, 1, 2, 8, 8, 8)),
        (128, (8, 2, 2, 8, 8, 8), (8, 1, 2, 8, 8, 8)),
        (255, (8, 2, 2, 8, 8, 8), (8, 1, 2, 8, 8, 8)),
        (256, (8, 8, 2, 8, 8, 8), (8, 8, 2, 8, 8, 8)),
        (2**31, (5, 5, 5, 5, 5, 5), (5, 5, 5, 5, 5, 5)),
        (2**62, (8, 8, 8, 8, 8, 8), (8, 8, 8, 8, 8, 8)),
        (2**63, (9, 9, 9, 9, 9, 9), (9, 9, 9, 8, 9, 9)),
        (2**64 - 1, (9, 9, 9, 9, 9, 9), (9, 9, 9, 8, 9, 9)),
        (2**64, (9, 9, 9, 9, 9, 9), (9, 9, 9, 9, 9, 9)),
        (2**71, (10, 10, 10, 10, 10, 10), (10, 10, 10, 10, 9, 10)),
        (-1, (8, 1, 2, 8, 8, 8), (8, 1, 2, 8, 8, 8)),
        (-128, (8, 1, 2, 8, 8, 8), (8, 1, 2, 8, 8, 8)),
        (-129, (8, 8, 2, 8, 8, 8), (8, 8, 2, 8, 8, 8)),
        (-(2**63), (9, 9, 9, 8, 9, 9), (9, 9, 9, 8, 9, 9)),
        (-(2**63) - 1, (9, 9, 9, 9, 9, 9), (9, 9, 9, 9, 9, 9)),
        (-(2**71), (10, 10, 10, 10, 9, 10), (10, 10, 10, 10, 9, 10)),
        (-(2**200), (26, 26, 26, 26, 26, 26), (26, 26, 26, 26, 26, 26)),
    ]:
        for flags, expected in [(LITTLE, signed), (BIG, signed), (LITTLE | UNSIGNED, unsigned), (DEFAULTS, unsigned)]:
            equal(tuple(c.long_as_native_bytes(value, size, flags)[0] for size in (0, 1, 2, 8, 9, 10)), expected)
        equal(c.long_as_native_bytes_size(value), signed[0])


@capi.check
def as_native_bytes_checks_sign_type_and_size():
    for value in (-1, -(2**80)):
        raises(ValueError, "Cannot convert negative int", c.long_as_native_bytes, value, 8, LITTLE | REJECT)
    equal(c.long_as_native_bytes(5, 1, LITTLE | REJECT), (1, b"\x05\xaa"))
    raises(TypeError, "expect int, got Index", c.long_as_native_bytes, Index(5), 8, LITTLE)
    equal(c.long_as_native_bytes(Index(5), 1, LITTLE | INDEX), (1, b"\x05\xaa"))
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.long_as_native_bytes, "5", 8, LITTLE | INDEX)
    raises(TypeError, "expect int, got float", c.long_as_native_bytes, 5.0, 8, -1)
    bad_call(c.long_as_native_bytes, 1, -1, -1)
    number = Index(2**70)
    refcounts_stay(lambda: c.long_as_native_bytes(number, 16, INDEX), number, number.value)


@capi.check
def native_bytes_are_read_in_both_orders():
    for value in INTERESTING:
        for extra in (0, 1, 8):
            size = needed(value) + extra
            for flags, order in [(BIG, "big"), (LITTLE, "little"), (DEFAULTS, "little")]:
                equal(c.long_from_native_bytes(value.to_bytes(size, order, signed=True), flags), value)
                if value >= 0:
                    equal(c.long_from_unsigned_native_bytes(value.to_bytes(size, order), flags), value)
    equal(c.long_from_native_bytes(b"\xff", LITTLE), -1)
    equal(c.long_from_native_bytes(b"\xff", LITTLE | UNSIGNED), 255)
    equal(c.long_from_unsigned_native_bytes(b"\xff" * 9, BIG), 2**72 - 1)
    same(c.long_from_native_bytes(b"", LITTLE), 0)
    same(c.long_from_unsigned_native_bytes(b"", LITTLE), 0)


@capi.check
def byte_arrays_are_written_and_read():
    for value in INTERESTING:
        for size in (0, 1, 2, 4, 8, 16, 30):
            for little, order in [(True, "little"), (False, "big")]:
                for signed in (True, False):
                    try:
                        expected = value.to_bytes(size, order, signed=signed)
                    except OverflowError as error:
                        raises(OverflowError, "can't convert negative int to unsigned" if value < 0 and not signed else "int too big to convert", c.long_as_byte_array, value, size, little, signed, True)
                        equal(c.long_as_byte_array(value, size, little, signed, False), None)
                    else:
                        equal(c.long_as_byte_array(value, size, little, signed, True), expected + b"\xaa")
                        equal(c.long_from_byte_array(expected, little, signed), value if size else 0)


@capi.check
def sign_bits_and_gcd():
    for value in INTERESTING:
        equal(c.long_sign(value), (value > 0) - (value < 0))
        equal(c.long_num_bits(value), value.bit_length())
    from math import gcd

    for a in INTERESTING[::7]:
        for b in INTERESTING[::5]:
            equal(c.long_gcd(a, b), gcd(a, b))
    equal(c.long_gcd(3**100 * 2**70, -(3**90) * 5**20), 3**90)


@capi.check
def compact_numbers_are_those_of_one_digit():
    for value in INTERESTING:
        equal(c.long_compact(value), value if abs(value) < 2**30 else None)
    equal(c.long_compact(Sub(-9)), -9)


@capi.check
def the_struct_is_what_the_header_says():
    for value in INTERESTING:
        digits, rest = [], abs(value)
        while rest:
            digits.append(rest & 2**30 - 1)
            rest >>= 30
        sign = 1 if value == 0 else 2 if value < 0 else 0
        equal(c.long_struct(value), (sign, len(digits), digits))
        equal(c.long_from_digits(value < 0, digits), value)
        equal(c.long_struct(c.long_from_digits(value < 0, digits)), (sign, len(digits), digits))
        equal(c.long_copy(value), value)


@capi.check
def new_numbers_are_filled_by_their_maker():
    equal(c.long_new_filled(1, 7), 7)
    equal(c.long_new_filled(3, 1), 1 + 2**30 + 2**60)
    equal(c.long_new_filled(40, 2**30 - 1), 2**1200 - 1)


@capi.check
def copies_of_large_numbers_are_other_objects():
    big = 2**100
    equal(c.long_copy(big), big)
    equal(c.long_copy(big) is big, False)
    equal(type(c.long_copy(Sub(2**100))), int)


@capi.check
def pids_are_ints():
    equal(c.long_pid(2**31 - 1), 2**31 - 1)
    raises(OverflowError, None, c.long_pid, 2**64)


@capi.check
def conversions_leave_reference_counts_alone():
    big, sub = 2**200 + 1, Sub(2**70)
    refcounts_stay(lambda: (c.long_as_double(big), c.long_as_unsigned_long_mask(big), c.long_num_bits(big), c.long_copy(big)), big)
    refcounts_stay(lambda: raises(OverflowError, None, c.long_as_long, sub), sub)
    refcounts_stay(lambda: c.long_as_native_bytes(sub, 20, 1), sub)


capi.main()
