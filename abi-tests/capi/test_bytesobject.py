"""bytesobject.h and cpython/bytesobject.h, called from C."""

import sys
import warnings

import _capi_bytesobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Sub(bytes):
    pass


class Bytes:
    def __init__(self, value):
        self.value = value

    def __bytes__(self):
        return self.value


class Index:
    def __index__(self):
        return 7


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.bytes_check, [1, 1, 0, 0]), (c.bytes_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in (b"", Sub(), bytearray(), "")], expected)


@capi.check
def size_counts():
    equal([c.bytes_size(o) for o in (b"", b"abc", Sub(b"ab"))], [0, 3, 2])
    raises(TypeError, "expected bytes, bytearray found", c.bytes_size, bytearray(b"x"))
    raises(TypeError, "expected bytes, str found", c.bytes_size, "x")


@capi.check
def c_strings_become_bytes():
    equal(c.bytes_from_string_and_size(b"ab\0cd", 4), b"ab\0c")
    equal(c.bytes_from_string_and_size(None, 5), b"xxxxx")
    equal(c.bytes_from_string(b"ab\xff"), b"ab\xff")
    raises(SystemError, "Negative size passed to PyBytes_FromStringAndSize", c.bytes_from_string_and_size, b"abc", -1)
    raises(OverflowError, "byte string is too large", c.bytes_from_string_and_size, None, sys.maxsize)
    raises(MemoryError, "", c.bytes_from_string_and_size, None, sys.maxsize - 1000)


@capi.check
def empty_and_single_bytes_are_one_object_each():
    same(c.bytes_from_string_and_size(None, 0), b"")
    same(c.bytes_from_string_and_size(b"abc", 0), b"")
    same(c.bytes_from_string(b""), b"")
    for n in (1, 65, 255):
        same(c.bytes_from_string(bytes([n])), c.bytes_from_string_and_size(bytes([n]), 1))
    same(c.bytes_resize(5, 0), b"")
    same(c.bytes_join(b"", []), b"")


@capi.check
def the_text_is_in_place_and_ends_with_nul():
    for o in (b"", b"abc", b"a\0b", Sub(b"sub")):
        equal(c.bytes_as_string(o), bytes(o) + b"\0")
        equal(c.bytes_as_string_and_size(o, True), (bytes(o), len(o)))
    equal(c.bytes_as_string_and_size(b"abc", False), b"abc")
    raises(ValueError, "embedded null byte", c.bytes_as_string_and_size, b"a\0b", False)
    raises(TypeError, "expected bytes, str found", c.bytes_as_string, "x")
    raises(TypeError, "expected bytes, str found", c.bytes_as_string_and_size, "x", True)
    bad_call(c.bytes_as_string_and_size_without_text, b"x")


@capi.check
def objects_become_bytes():
    data = b"some bytes"
    same(c.bytes_from_object(data), data)
    for o, expected in [(Sub(b"sub"), b"sub"), (bytearray(b"ba"), b"ba"), (memoryview(b"abcd")[::2], b"ac"), ([1, 2, 255], b"\1\2\xff"), ((), b""), (iter([65, 66]), b"AB"), ([Index()], b"\7"), (range(3), b"\0\1\2"), ({5: 1}, b"\5")]:
        equal(c.bytes_from_object(o), expected)
    for o, text in [([256], "bytes must be in range(0, 256)"), ([-1], "bytes must be in range(0, 256)"), ((256,), "bytes must be in range(0, 256)"), (iter([300]), "bytes must be in range(0, 256)")]:
        raises(ValueError, text, c.bytes_from_object, o)
    raises(TypeError, "cannot convert 'str' object to bytes", c.bytes_from_object, "x")
    raises(TypeError, "cannot convert 'int' object to bytes", c.bytes_from_object, 5)
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.bytes_from_object, ["x"])
    raises(TypeError, "cannot convert 'Bytes' object to bytes", c.bytes_from_object, Bytes(b"x"))
    bad_call(c.bytes_from_object, None)
    some = [1, 2]
    refcounts_stay(lambda: (c.bytes_from_object(some), c.bytes_from_object(data)), some, data)


@capi.check
def lists_that_change_while_they_are_read():
    class Clearing:
        def __index__(self):
            items.clear()
            return 65

    items = [Clearing(), 66, 67]
    equal(c.bytes_from_object(items), b"A")


@capi.check
def repr_chooses_its_quotes():
    for data in (b"", b"abc", b"it's", b'say "x"', b"'\"", b"\\\n\t\r\0\x7f\xff"):
        equal(c.bytes_repr(data, 1), repr(data))
    equal(c.bytes_repr(b"it's", 0), "b'it\\'s'")
    equal(c.bytes_repr(b"it's", 1), "b\"it's\"")


@capi.check
def concatenation_replaces_the_pointer():
    for function in (c.bytes_concat, c.bytes_concat_and_del):
        for a, b in [(b"", b""), (b"abc", b"def"), (b"abc", b""), (b"", b"abc"), (b"x", bytearray(b"yz")), (b"x", memoryview(b"abcd")[1:3]), (Sub(b"s"), b"t")]:
            equal(function(a, b), bytes(a) + bytes(b))
        raises(TypeError, "can't concat str to bytes", function, b"a", "b")
        raises(TypeError, "can't concat bytes to str", function, "a", b"b")
        raises(TypeError, "can't concat int to bytes", function, b"a", 5)
        raises(TypeError, "can't concat memoryview to bytes", function, b"a", memoryview(b"abcd")[::2])
        same(function(None, b"a"), None)
        same(function(b"a", None), None)
        a, b = b"first part", b"second part"
        refcounts_stay(lambda: function(a, b), a, b)
        wrong = object()
        refcounts_stay(lambda: raises(TypeError, None, function, a, wrong), a, wrong)
        refcounts_stay(lambda: function(a, None), a)
    equal(c.bytes_collect(b"abc", 1000), b"abc" * 1000)
    equal(c.bytes_collect(bytearray(b"xy"), 3), b"xyxyxy")


@capi.check
def bytes_are_resized():
    equal(c.bytes_resize(3, 3), b"xxx")
    equal(c.bytes_resize(3, 2), b"xx")
    equal(c.bytes_resize(3, 300), b"xxx" + b"-" * 297)
    equal(c.bytes_resize(0, 3), b"---")
    equal(c.bytes_resize(0, 0), b"")
    bad_call(c.bytes_resize, 3, -1)
    raises(MemoryError, "", c.bytes_resize, 3, sys.maxsize - 1000)
    shared = b"some bytes that are shared"
    same(c.bytes_resize_shared(shared, len(shared)), shared)
    equal(c.bytes_resize_shared(shared, 4), b"some")  # another object
    equal(shared, b"some bytes that are shared")
    refcounts_stay(lambda: c.bytes_resize_shared(shared, 4), shared)
    equal((len(c.bytes_resize_shared(shared, 100)), c.bytes_resize_shared(shared, 100)[:26]), (100, shared))
    bad_call(c.bytes_resize_shared, bytearray(b"abc"), 1)


@capi.check
def escapes_are_decoded():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text, expected in [(b"", b""), (b"abc", b"abc"), (b"\\n\\t\\\\\\'\\\"\\a\\b\\f\\r\\v", b"\n\t\\'\"\a\b\f\r\v"), (b"\\x41\\xff", b"A\xff"), (b"\\101\\0\\377\\7x", b"A\0\xff\x07x"), (b"\\\nx", b"x"), (b"\\q\\u1234", b"\\q\\u1234"), (b"\xff\\\xff", b"\xff\\\xff")]:
            equal(c.bytes_decode_escape(text, None), expected)
        raises(ValueError, "Trailing \\ in string", c.bytes_decode_escape, b"abc\\", None)
        for bad, at in [(b"\\x4", 0), (b"ab\\x", 2), (b"\\xzz", 0)]:
            raises(ValueError, f"invalid \\x escape at position {at}", c.bytes_decode_escape, bad, None)
            raises(ValueError, f"invalid \\x escape at position {at}", c.bytes_decode_escape, bad, "strict")
        equal(c.bytes_decode_escape(b"a\\x4z", "ignore"), b"az")
        equal(c.bytes_decode_escape(b"a\\x4z", "replace"), b"a?z")
        raises(ValueError, "decoding error; unknown error handling code: nonsense", c.bytes_decode_escape, b"\\x", "nonsense")
        warnings.simplefilter("error")
        raises(DeprecationWarning, "invalid escape sequence '\\q'", c.bytes_decode_escape, b"\\q", None)
        raises(DeprecationWarning, "invalid octal escape sequence '\\777'", c.bytes_decode_escape, b"\\777", None)


@capi.check
def joining_takes_buffers():
    for items in ([], [b"a"], [b"a", b"b"], (b"a", bytearray(b"b"), memoryview(b"c")), iter([b"x", b"y"])):
        items = list(items)
        for separator in (b"", b", "):
            equal(c.bytes_join(separator, items), separator.join(items))
    only = b"the only part"
    same(c.bytes_join(b",", [only]), only)
    raises(TypeError, "sequence item 1: expected a bytes-like object, str found", c.bytes_join, b",", [b"a", "b"])
    raises(TypeError, "can only join an iterable", c.bytes_join, b",", 5)
    part = bytearray(b"part")
    refcounts_stay(lambda: c.bytes_join(b"-", [part, part]), part)
    part.append(1)


@capi.check
def the_iterators_type_is_exported():
    same(c.bytes_iter_type(), type(iter(b"")))


capi.main()
