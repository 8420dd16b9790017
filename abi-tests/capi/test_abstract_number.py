"""The number functions of abstract.h, called from C."""

import operator
import sys
import warnings

import _capi_abstract_number as c
import capi
from capi import equal, raises, refcounts_stay, same

BINARY = {
    "+": (c.number_add, operator.add), "-": (c.number_subtract, operator.sub), "*": (c.number_multiply, operator.mul), "@": (c.number_matrix_multiply, operator.matmul),
    "//": (c.number_floor_divide, operator.floordiv), "/": (c.number_true_divide, operator.truediv), "%": (c.number_remainder, operator.mod), "divmod()": (c.number_divmod, divmod),
    "<<": (c.number_lshift, operator.lshift), ">>": (c.number_rshift, operator.rshift), "&": (c.number_and, operator.and_), "^": (c.number_xor, operator.xor), "|": (c.number_or, operator.or_),
}
IN_PLACE = {
    "+=": (c.number_in_place_add, operator.iadd, "add"), "-=": (c.number_in_place_subtract, operator.isub, "sub"), "*=": (c.number_in_place_multiply, operator.imul, "mul"), "@=": (c.number_in_place_matrix_multiply, operator.imatmul, "matmul"),
    "//=": (c.number_in_place_floor_divide, operator.ifloordiv, "floordiv"), "/=": (c.number_in_place_true_divide, operator.itruediv, "truediv"), "%=": (c.number_in_place_remainder, operator.imod, "mod"), "<<=": (c.number_in_place_lshift, operator.ilshift, "lshift"),
    ">>=": (c.number_in_place_rshift, operator.irshift, "rshift"), "&=": (c.number_in_place_and, operator.iand, "and"), "^=": (c.number_in_place_xor, operator.ixor, "xor"), "|=": (c.number_in_place_or, operator.ior, "or"),
}
VALUES = [0, 1, -1, 7, -3, 2**70, -(2**70), True, 0.0, 2.5, -1.5, 1j, 3 + 4j]


def outcome(function, *args):
    """What a call gives or raises, to be compared."""
    try:
        return function(*args)
    except Exception as error:
        return type(error), str(error)


class Recorder:
    """Has all methods, which say what was called."""

    def __init__(self, name):
        self.name = name


def _method(name):
    def method(self, *others):
        return (self.name, name, *(getattr(o, "name", o) for o in others))

    return method


for _name in ("add", "sub", "mul", "matmul", "floordiv", "truediv", "mod", "divmod", "lshift", "rshift", "and", "xor", "or", "pow"):
    for _prefix in ("__", "__r", "__i"):
        if (_prefix, _name) != ("__i", "divmod"):
            setattr(Recorder, f"{_prefix}{_name}__", _method(_prefix.strip("_") + _name))


class SubRecorder(Recorder):
    def __radd__(self, other):
        return "subclass first"


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Declining:
    def __add__(self, other):
        return NotImplemented

    __radd__ = __iadd__ = __pow__ = __rpow__ = __ipow__ = __add__


@capi.check
def checks_ask_for_slots():
    class Float:
        def __float__(self):
            return 1.0

    class Int:
        def __int__(self):
            return 1

    equal([c.number_check(o) for o in (1, 1.0, 1j, True, "1", [], None, object())], [1, 1, 1, 1, 0, 0, 0, 0])
    equal([c.number_check(o) for o in (Index(1), Float(), Int(), Recorder(""))], [1, 1, 1, 0])
    equal([c.index_check(o) for o in (1, True, Index(1), 1.0, "1", Float(), Int())], [1, 1, 1, 0, 0, 0, 0])


@capi.check
def binary_operations_are_those_of_the_operators():
    for _, (function, expected) in BINARY.items():
        for a in VALUES:
            for b in VALUES:
                if function is c.number_lshift and type(b) is int and b > 100:
                    continue
                equal(outcome(function, a, b), outcome(expected, a, b))


@capi.check
def binary_operations_ask_both_sides():
    for sign, (function, expected) in BINARY.items():
        a, b = Recorder("a"), Recorder("b")
        equal(function(a, b), expected(a, b))
        equal(function(1, b)[0], "b")
        equal(function(1, b)[2], 1)
        refcounts_stay(lambda: function(a, b), a, b)
        if sign != "*":
            raises(TypeError, f"unsupported operand type(s) for {sign}: 'object' and 'list'", function, object(), [1])
    equal(c.number_add(Recorder("a"), SubRecorder("b")), "subclass first")
    raises(TypeError, "unsupported operand type(s) for +: 'Declining' and 'Declining'", c.number_add, Declining(), Declining())
    raises(TypeError, "unsupported operand type(s) for +: 'object' and 'list'", c.number_add, object(), [1])
    raises(TypeError, "can't multiply sequence by non-int of type 'object'", c.number_multiply, object(), [1])
    raises(TypeError, "unsupported operand type(s) for *: 'object' and 'object'", c.number_multiply, object(), object())


@capi.check
def in_place_operations_are_those_of_the_operators():
    for sign, (function, expected, name) in IN_PLACE.items():
        for a in VALUES:
            for b in VALUES:
                if sign == "<<=" and type(b) is int and b > 100:
                    continue
                equal(outcome(function, a, b), outcome(expected, a, b))
        a, b = Recorder("a"), Recorder("b")
        equal(function(a, b), ("a", f"i{name}", "b"))
        refcounts_stay(lambda: function(a, b), a, b)
        if sign not in ("+=", "*="):
            raises(TypeError, f"unsupported operand type(s) for {sign}: 'object' and 'list'", function, object(), [1])


@capi.check
def sequences_are_added_and_multiplied():
    equal(c.number_add([1], [2]), [1, 2])
    equal(c.number_add("a", "b"), "ab")
    equal(c.number_multiply([1], 3), [1, 1, 1])
    equal(c.number_multiply(3, (1,)), (1, 1, 1))
    equal(c.number_multiply("ab", Index(2)), "abab")
    some = [1]
    same(c.number_in_place_add(some, (2, 3)), some)
    equal(some, [1, 2, 3])
    same(c.number_in_place_multiply(some, 2), some)
    equal(some, [1, 2, 3] * 2)
    equal(c.number_in_place_multiply(2, [1]), [1, 1])
    raises(TypeError, "can't multiply sequence by non-int of type 'float'", c.number_multiply, [1], 2.0)
    raises(TypeError, "can't multiply sequence by non-int of type 'str'", c.number_multiply, "a", "b")
    raises(TypeError, 'can only concatenate list (not "int") to list', c.number_add, [1], 2)
    raises(TypeError, "'int' object is not iterable", c.number_in_place_add, [1], 2)
    raises(OverflowError, "cannot fit 'int' into an index-sized integer", c.number_multiply, [1], 2**70)


@capi.check
def powers_have_three_operands():
    for a in (2, -3, 2.5, 0, True):
        for b in (0, 1, 3, -1, 0.5):
            equal(outcome(c.number_power, a, b, None), outcome(pow, a, b))
            equal(outcome(c.number_in_place_power, a, b, None), outcome(pow, a, b))
    for args in ((3, 5, 7), (3, -1, 7), (2, 100, -7), (3, 5, 0), (2.0, 2, 3), (2, 2, 3.0)):
        equal(outcome(c.number_power, *args), outcome(pow, *args))
    a, b = Recorder("a"), Recorder("b")
    equal(c.number_power(a, b, None), ("a", "pow", "b"))
    equal(c.number_power(a, b, 5), ("a", "pow", "b", 5))
    equal(c.number_power(1, b, None), ("b", "rpow", 1))
    equal(c.number_in_place_power(a, b, None), ("a", "ipow", "b"))
    raises(TypeError, "unsupported operand type(s) for ** or pow(): 'str' and 'int'", c.number_power, "a", 1, None)
    raises(TypeError, "unsupported operand type(s) for ** or pow(): 'str', 'int', 'int'", c.number_power, "a", 1, 2)
    raises(TypeError, "unsupported operand type(s) for **=: 'str' and 'int'", c.number_in_place_power, "a", 1, None)
    raises(TypeError, "unsupported operand type(s) for ** or pow(): 'Declining' and 'int'", c.number_power, Declining(), 1, None)
    refcounts_stay(lambda: (c.number_power(a, b, None), c.number_in_place_power(a, b, None)), a, b)


@capi.check
def unary_operations():
    for value in VALUES:
        for function, expected in [(c.number_negative, operator.neg), (c.number_positive, operator.pos), (c.number_absolute, abs)]:
            equal(function(value), expected(value))
    for value in (0, 5, -6, 2**70):
        equal(c.number_invert(value), ~value)
    for function, text in [(c.number_negative, "bad operand type for unary -: 'str'"), (c.number_positive, "bad operand type for unary +: 'str'"), (c.number_absolute, "bad operand type for abs(): 'str'"), (c.number_invert, "bad operand type for unary ~: 'str'")]:
        raises(TypeError, text, function, "a")
        bad = object()
        refcounts_stay(lambda: raises(TypeError, None, function, bad), bad)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        raises(DeprecationWarning, None, c.number_invert, True)


@capi.check
def null_is_refused():
    for function in (c.number_negative, c.number_positive, c.number_absolute, c.number_invert, c.number_long, c.number_float, c.number_index):
        raises(SystemError, "null argument to internal routine", function, None)
    raises(SystemError, "null argument to internal routine", c.number_as_ssize_t, None, None)


@capi.check
def numbers_become_ints():
    class Trunc:
        def __trunc__(self):
            return 7

    class Int:
        def __init__(self, value):
            self.value = value

        def __int__(self):
            return self.value

    for o, expected in [(5, 5), (True, 1), (2.9, 2), (-2.9, -2), ("12", 12), (" 1_0 ", 10), (b"12", 12), (bytearray(b"-3"), -3), (Index(8), 8), (Int(9), 9), (memoryview(b"77"), 77)]:
        equal(c.number_long(o), expected)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        equal(c.number_long(Trunc()), 7)
        equal(c.number_long(Int(True)), 1)
    raises(ValueError, "invalid literal for int() with base 10: 'x'", c.number_long, "x")
    raises(ValueError, "invalid literal for int() with base 10: b'1\\x00'", c.number_long, b"1\0")
    raises(TypeError, "int() argument must be a string, a bytes-like object or a real number, not 'list'", c.number_long, [])
    raises(TypeError, "__int__ returned non-int (type str)", c.number_long, Int("x"))
    raises(ValueError, "cannot convert float NaN to integer", c.number_long, float("nan"))
    big = 2**100
    same(c.number_long(big), big)


@capi.check
def numbers_become_floats():
    for o, expected in [(5, 5.0), (True, 1.0), (2.5, 2.5), ("1.5", 1.5), (b"1e3", 1000.0), (Index(8), 8.0)]:
        equal(c.number_float(o), expected)
    raises(ValueError, "could not convert string to float: 'x'", c.number_float, "x")
    raises(TypeError, "float() argument must be a string or a real number, not 'list'", c.number_float, [])
    raises(OverflowError, "int too large to convert to float", c.number_float, 10**400)
    x = 1e100
    same(c.number_float(x), x)


@capi.check
def indices_are_exact_ints():
    equal(c.number_index(True), 1)
    equal(c.number_index(Index(5)), 5)
    equal(c.number_index(Index(2**70)), 2**70)
    raises(TypeError, "'float' object cannot be interpreted as an integer", c.number_index, 1.0)
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.number_index, "1")
    raises(TypeError, "__index__ returned non-int (type str)", c.number_index, Index("x"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        raises(DeprecationWarning, "__index__ returned non-int (type bool).  The ability to return an instance of a strict subclass of int is deprecated, and may be removed in a future version of Python.", c.number_index, Index(True))
    o = Index(10**30)
    refcounts_stay(lambda: c.number_index(o), o, o.value)


@capi.check
def ints_become_text_in_four_bases():
    for value in (0, 5, -255, 2**70, -(2**70)):
        for base, function in [(2, bin), (8, oct), (10, str), (16, hex)]:
            equal(c.number_to_base(value, base), function(value))
    equal(c.number_to_base(True, 2), "0b1")
    equal(c.number_to_base(Index(10), 16), "0xa")
    for base in (0, 3, 36, -1):
        raises(SystemError, "PyNumber_ToBase: base must be 2, 8, 10 or 16", c.number_to_base, 5, base)
    raises(TypeError, "'float' object cannot be interpreted as an integer", c.number_to_base, 1.0, 2)


@capi.check
def sizes_are_clipped_or_overflow():
    for value in (0, -1, sys.maxsize, -sys.maxsize - 1):
        equal(c.number_as_ssize_t(value, None), value)
        equal(c.number_as_ssize_t(Index(value), IndexError), value)
    equal(c.number_as_ssize_t(2**70, None), sys.maxsize)
    equal(c.number_as_ssize_t(-(2**70), None), -sys.maxsize - 1)
    for error in (IndexError, OverflowError, ValueError):
        raises(error, "cannot fit 'int' into an index-sized integer", c.number_as_ssize_t, 2**70, error)
        raises(error, "cannot fit 'Index' into an index-sized integer", c.number_as_ssize_t, Index(-(2**70)), error)
    raises(TypeError, "'float' object cannot be interpreted as an integer", c.number_as_ssize_t, 1.5, None)


capi.main()
