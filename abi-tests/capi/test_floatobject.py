"""floatobject.h and cpython/floatobject.h, called from C."""

import struct
import sys
import warnings
from math import copysign, inf, isnan, nan

import _capi_floatobject as c
import capi
from capi import equal, raises, refcounts_stay, same


class Sub(float):
    pass


class Float:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        return self.value


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.float_check, [1, 1, 0, 0]), (c.float_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in (1.0, Sub(1), 1, Float(1.0))], expected)


@capi.check
def as_double_takes_what_float_takes_except_text():
    for o, expected in [(1.5, 1.5), (Sub(2.5), 2.5), (3, 3.0), (True, 1.0), (Float(4.5), 4.5), (Index(5), 5.0), (-0.0, -0.0), (inf, inf)]:
        equal(c.float_as_double(o), expected)
    raises(TypeError, "must be real number, not str", c.float_as_double, "1")
    raises(TypeError, "must be real number, not complex", c.float_as_double, 1j)
    raises(TypeError, "Float.__float__ returned non-float (type int)", c.float_as_double, Float(1))
    raises(OverflowError, "int too large to convert to float", c.float_as_double, Index(2**2000))
    raises(OverflowError, "int too large to convert to float", c.float_as_double, 2**2000)
    raises(TypeError, "bad argument type for built-in operation", c.float_as_double, None)
    o = Float(1e10)
    refcounts_stay(lambda: c.float_as_double(o), o, o.value)


@capi.check
def a_subclass_as_the_result_of_float_is_deprecated():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = "Float.__float__ returned non-float (type Sub).  The ability to return an instance of a strict subclass of float is deprecated, and may be removed in a future version of Python."
        raises(DeprecationWarning, text, c.float_as_double, Float(Sub(1.5)))
        warnings.simplefilter("ignore")
        equal(c.float_as_double(Float(Sub(1.5))), 1.5)


@capi.check
def the_struct_holds_the_value():
    for value in (1.5, -0.0, inf, 5e-324):
        equal(c.float_as_double_macro(value), value)
        equal(c.float_struct(value), value)
        equal(copysign(1, c.float_struct(value)), copysign(1, value))
        equal(c.float_from_double(value), value)
    equal(isnan(c.float_from_double(nan)), True)


@capi.check
def from_string_takes_text_and_bytes():
    for o, expected in [("1.5", 1.5), (" -2e3\n", -2000.0), ("1_0.5", 10.5), ("inf", inf), ("-Infinity", -inf), ("\u0661", 1.0), (b"1.5", 1.5), (bytearray(b"2"), 2.0), (memoryview(b"3 "), 3.0), ("1e400", inf), ("0x1", None), ("", None), ("1__0", None), (b"x", None), ("1\0", None), (b"\xff", None)]:
        if expected is None:
            raises(ValueError, f"could not convert string to float: {o!r}", c.float_from_string, o)
        else:
            equal(c.float_from_string(o), expected)
    equal(isnan(c.float_from_string("nan")), True)
    raises(TypeError, "float() argument must be a string or a real number, not 'int'", c.float_from_string, 1)
    raises(TypeError, "float() argument must be a string or a real number, not 'list'", c.float_from_string, [])
    text = "1234.5"
    refcounts_stay(lambda: c.float_from_string(text), text)


@capi.check
def info_is_sys_float_info():
    equal(c.float_get_info() == sys.float_info, True)
    equal(c.float_get_limits(), (sys.float_info.min, sys.float_info.max))


@capi.check
def packing_gives_ieee_formats_in_both_orders():
    for value in (0.0, -0.0, 1.0, -1.5, 0.1, 65504.0, 5.960464477539063e-08, 3.4e38, 1e-45, 1e300, 5e-324, inf, -inf, 2.5, 1 / 3, 2**-14 - 2**-25):
        for size, code in [(2, "e"), (4, "f"), (8, "d")]:
            try:
                expected = struct.pack("<" + code, value)
            except OverflowError as error:
                raises(OverflowError, str(error), c.float_pack, size, value, True)
                raises(OverflowError, str(error), c.float_pack, size, value, False)
                continue
            equal(c.float_pack(size, value, True), expected + b"U")
            equal(c.float_pack(size, value, False), expected[::-1] + b"U")
            equal(c.float_unpack(expected, True), struct.unpack("<" + code, expected)[0])
            equal(c.float_unpack(expected[::-1], False), struct.unpack("<" + code, expected)[0])


@capi.check
def packing_rounds_to_even_and_overflows():
    for value, expected in [(2049.0, b"\x00h"), (2051.0, b"\x02h"), (65519.99, b"\xff{"), (2.0**-25, b"\0\0"), (2.0**-25 * 1.001, b"\1\0"), (2.0**-24, b"\1\0"), (3 * 2.0**-25, b"\2\0")]:
        equal(c.float_pack(2, value, True), expected + b"U")
    raises(OverflowError, "float too large to pack with e format", c.float_pack, 2, 65520.0, True)
    raises(OverflowError, "float too large to pack with e format", c.float_pack, 2, -1e10, False)
    raises(OverflowError, "float too large to pack with f format", c.float_pack, 4, 3.5e38, True)
    equal(c.float_pack(4, 16777217.0, False), b"K\x80\0\0U")


@capi.check
def nans_go_through():
    for size in (2, 4, 8):
        for value, sign in [(nan, 0), (-nan, 128)]:
            packed = c.float_pack(size, value, False)
            equal(isnan(c.float_unpack(packed[:size], False)), True)
            equal(packed[0] & 128, sign)
    equal(c.float_unpack(b"\x00\x7c", True), inf)
    equal(c.float_unpack(b"\xfc\x00", False), -inf)
    equal(isnan(c.float_unpack(b"\x01\x7c", True)), True)
    equal(c.float_unpack(b"\x01\x00", True), 2.0**-24)
    equal(c.float_unpack(b"\x01\x80", True), -(2.0**-24))


@capi.check
def return_macros_make_floats():
    equal(isnan(c.float_return_macros(0)), True)
    equal(c.float_return_macros(1), inf)
    equal(c.float_return_macros(2), -inf)


capi.main()
