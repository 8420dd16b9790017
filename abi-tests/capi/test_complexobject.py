"""complexobject.h and cpython/complexobject.h, called from C."""

import warnings
from errno import EDOM, ERANGE
from math import copysign, inf, isnan, nan

import _capi_complexobject as c
import capi
from capi import equal, raises, refcounts_stay


class Sub(complex):
    pass


class Complex:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        return self.value


class Float:
    def __float__(self):
        return 2.5


class Index:
    def __index__(self):
        return 7


class Both(Complex, Float):
    pass


class Broken:
    def __complex__(self):
        raise KeyError("complex")


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.complex_check, [1, 1, 0, 0]), (c.complex_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in (1j, Sub(1), 1.0, Complex(1j))], expected)


@capi.check
def values_go_both_ways():
    for value in (0j, 1 + 2j, -1.5j, complex(inf, -inf), complex(-0.0, -0.0), complex(-1.0, 3)):
        pair = (value.real, value.imag)
        equal(c.complex_from_doubles(*pair), value)
        equal(c.complex_from_c_complex(value), value)
        equal(c.complex_struct(value), pair)
        equal(c.complex_as_c_complex(value), pair)
        equal(c.complex_real_as_double(value), value.real)
        equal(c.complex_imag_as_double(value), value.imag)
    equal(copysign(1, c.complex_from_doubles(-0.0, 0.0).real), -1.0)
    equal(isnan(c.complex_as_c_complex(complex(nan, 1))[0]), True)


@capi.check
def conversions_ask_complex_then_float_then_index():
    for o, pair in [(Sub(1 + 2j), (1.0, 2.0)), (Complex(3 + 4j), (3.0, 4.0)), (Float(), (2.5, 0.0)), (Index(), (7.0, 0.0)), (5, (5.0, 0.0)), (1.5, (1.5, 0.0)), (True, (1.0, 0.0)), (Both(9j), (0.0, 9.0))]:
        equal(c.complex_as_c_complex(o), pair)
        equal(c.complex_real_as_double(o), pair[0])
        equal(c.complex_imag_as_double(o), pair[1])
    o = Complex(1e5 + 1j)
    refcounts_stay(lambda: (c.complex_as_c_complex(o), c.complex_real_as_double(o), c.complex_imag_as_double(o)), o, o.value)


@capi.check
def conversions_refuse():
    for o in ("1", [], object()):
        text = f"must be real number, not {type(o).__name__}"
        raises(TypeError, text, c.complex_as_c_complex, o)
        raises(TypeError, text, c.complex_real_as_double, o)
        raises(TypeError, text, c.complex_imag_as_double, o)
    for function in (c.complex_as_c_complex, c.complex_real_as_double, c.complex_imag_as_double):
        raises(TypeError, "__complex__ returned non-complex (type int)", function, Complex(1))
        raises(KeyError, "'complex'", function, Broken())
    raises(OverflowError, "int too large to convert to float", c.complex_as_c_complex, 2**2000)


@capi.check
def a_subclass_as_the_result_of_complex_is_deprecated():
    text = "__complex__ returned non-complex (type Sub).  The ability to return an instance of a strict subclass of complex is deprecated, and may be removed in a future version of Python."
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        raises(DeprecationWarning, text, c.complex_as_c_complex, Complex(Sub(1j)))
        raises(DeprecationWarning, text, c.complex_imag_as_double, Complex(Sub(1j)))
        warnings.simplefilter("ignore")
        equal(c.complex_as_c_complex(Complex(Sub(1j))), (0.0, 1.0))


@capi.check
def arithmetic_is_that_of_complex():
    values = [0j, 1 + 0j, 1j, -1 - 1j, 2.5 - 3j, 1e10 + 1e-10j, -0.0 + 1j]
    for a in values:
        equal(c.c_neg(a), -a)
        for b in values:
            equal(c.c_sum(a, b), (a + b, 0))
            equal(c.c_diff(a, b), (a - b, 0))
            equal(c.c_prod(a, b), (a * b, 0))
            if b:
                equal(c.c_quot(a, b), (a / b, 0))


@capi.check
def powers_go_through_polar_form():
    for a, b in [(1 + 1j, 0.5 + 0j), (2j, 1j), (-1 - 1j, 2.5 - 3j), (2.5 - 3j, -1 - 1j)]:
        equal(c.c_pow(a, b), (a**b, 0))


@capi.check
def arithmetic_sets_errno_for_what_is_undefined():
    for a in (0j, 1 + 1j):
        equal(c.c_quot(a, 0j), (0j, EDOM))
    equal(c.c_pow(0j, -1 + 0j), (0j, EDOM))
    equal(c.c_pow(0j, 1j), (0j, EDOM))
    equal(c.c_pow(0j, 2 + 0j), (0j, 0))
    equal(c.c_pow(3 + 4j, 0j), (1 + 0j, 0))
    equal(c.c_abs(3 + 4j), (5.0, 0))
    equal(c.c_abs(complex(inf, nan)), (inf, 0))
    equal(c.c_abs(complex(nan, -inf)), (inf, 0))
    equal(isnan(c.c_abs(complex(nan, 1))[0]), True)
    equal(c.c_abs(complex(1.7e308, 1.7e308)), (inf, ERANGE))


capi.main()
