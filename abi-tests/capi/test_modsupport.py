"""modsupport.h: taking arguments apart, called from C."""

import _capi_modsupport as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same

one = c.arg_parse_tuple_scalar
text = c.arg_parse_tuple_text
buffer = c.arg_parse_tuple_buffer
ints = c.arg_parse_tuple_ints
named = c.arg_parse_keywords


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Float:
    def __float__(self):
        return 1.5


class Complex:
    def __complex__(self):
        return 1 + 2j


class Falsy:
    def __bool__(self):
        return False


class Broken:
    def __bool__(self):
        raise KeyError("no truth")

    __index__ = __float__ = __complex__ = __bool__


class Text(str):
    pass


@capi.check
def checked_integers_refuse_what_does_not_fit():
    equal(one("b", (0,)), 0)
    equal(one("b", (255,)), 255)
    raises(OverflowError, "unsigned byte integer is greater than maximum", one, "b", (256,))
    raises(OverflowError, "unsigned byte integer is less than minimum", one, "b", (-1,))
    equal(one("h", (-32768,)), -32768)
    equal(one("h", (32767,)), 32767)
    raises(OverflowError, "signed short integer is greater than maximum", one, "h", (32768,))
    raises(OverflowError, "signed short integer is less than minimum", one, "h", (-32769,))
    equal(one("i", (2**31 - 1,)), 2147483647)
    equal(one("i", (-(2**31),)), -2147483648)
    raises(OverflowError, "signed integer is greater than maximum", one, "i", (2**31,))
    raises(OverflowError, "signed integer is less than minimum", one, "i", (-(2**31) - 1,))
    raises(OverflowError, "Python int too large to convert to C long", one, "i", (2**64,))
    equal(one("l", (2**63 - 1,)), 9223372036854775807)
    equal(one("l", (-(2**63),)), -9223372036854775808)
    raises(OverflowError, "Python int too large to convert to C long", one, "l", (2**63,))
    equal(one("L", (2**63 - 1,)), 9223372036854775807)
    equal(one("L", (-(2**63),)), -9223372036854775808)
    raises(OverflowError, "int too big to convert", one, "L", (2**63,))
    equal(one("n", (2**63 - 1,)), 9223372036854775807)
    equal(one("n", (-(2**63),)), -9223372036854775808)
    raises(OverflowError, "Python int too large to convert to C ssize_t", one, "n", (2**63,))


@capi.check
def unchecked_integers_wrap_around():
    equal(one("B", (255,)), 255)
    equal(one("B", (256,)), 0)
    equal(one("B", (-1,)), 255)
    equal(one("B", (2**70 + 3,)), 3)
    equal(one("H", (65535,)), 65535)
    equal(one("H", (65536,)), 0)
    equal(one("H", (-1,)), 65535)
    equal(one("I", (2**32 - 1,)), 4294967295)
    equal(one("I", (2**32 + 5,)), 5)
    equal(one("I", (-1,)), 4294967295)
    equal(one("k", (2**64 - 1,)), 18446744073709551615)
    equal(one("k", (2**64 + 7,)), 7)
    equal(one("k", (-1,)), 18446744073709551615)
    equal(one("K", (2**64 - 1,)), 18446744073709551615)
    equal(one("K", (2**64 + 7,)), 7)
    equal(one("K", (-1,)), 18446744073709551615)


@capi.check
def integers_take_index_and_refuse_floats_and_text():
    for unit in "bBhHiIlLn":
        equal(one(unit, (Index(5),)), 5)
        equal(one(unit, (True,)), 1)
        raises(TypeError, "'float' object cannot be interpreted as an integer", one, unit, (1.0,))
        raises(TypeError, "'str' object cannot be interpreted as an integer", one, unit, ("1",))
        raises(KeyError, "'no truth'", one, unit, (Broken(),))
    raises(TypeError, "argument 1 must be int, not Index", one, "k", (Index(5),))
    raises(TypeError, "argument 1 must be int, not Index", one, "K", (Index(5),))
    raises(TypeError, "argument 1 must be int, not float", one, "k", (1.0,))
    raises(TypeError, "argument 1 must be int, not float", one, "K", (1.0,))
    raises(TypeError, "argument 1 must be int, not str", one, "k", ("1",))
    raises(TypeError, "argument 1 must be int, not None", one, "K", (None,))
    raises(TypeError, "__index__ returned non-int (type str)", one, "i", (Index("x"),))
    raises(TypeError, "'NoneType' object cannot be interpreted as an integer", one, "i:name", (None,))
    raises(TypeError, "name() argument 1 must be int, not None", one, "k:name", (None,))


@capi.check
def c_takes_one_byte_and_C_one_character():
    equal(one("c", (b"x",)), b"x")
    equal(one("c", (bytearray(b"\xff"),)), b'\xff')
    raises(TypeError, "argument 1 must be a byte string of length 1, not bytes", one, "c", (b"xy",))
    raises(TypeError, "argument 1 must be a byte string of length 1, not bytearray", one, "c", (bytearray(b""),))
    raises(TypeError, "argument 1 must be a byte string of length 1, not str", one, "c", ("x",))
    raises(TypeError, "name() argument 1 must be a byte string of length 1, not int", one, "c:name", (5,))
    equal(one("C", ("x",)), 120)
    equal(one("C", ("\U0001f600",)), 128512)
    equal(one("C", (Text("y"),)), 121)
    raises(TypeError, "argument 1 must be a unicode character, not str", one, "C", ("xy",))
    raises(TypeError, "argument 1 must be a unicode character, not str", one, "C", ("",))
    raises(TypeError, "argument 1 must be a unicode character, not bytes", one, "C", (b"x",))
    raises(TypeError, "name() argument 1 must be a unicode character, not None", one, "C:name", (None,))


@capi.check
def floating_point_units_convert():
    equal(one("f", (1.5,)), 1.5)
    equal(one("f", (2,)), 2.0)
    equal(one("f", (1e300,)), float("inf"))
    equal(one("d", (1e300,)), 1e+300)
    equal(one("d", (Float(),)), 1.5)
    equal(one("d", (Index(3),)), 3.0)
    raises(TypeError, "must be real number, not str", one, "d", ("1.5",))
    raises(OverflowError, "int too large to convert to float", one, "d", (2**2000,))
    raises(KeyError, "'no truth'", one, "d", (Broken(),))
    equal(one("D", (1 + 2j,)), (1+2j))
    equal(one("D", (2,)), (2+0j))
    equal(one("D", (1.5,)), (1.5+0j))
    equal(one("D", (Complex(),)), (1+2j))
    equal(one("D", (Float(),)), (1.5+0j))
    raises(TypeError, "must be real number, not str", one, "D", ("1",))
    raises(KeyError, "'no truth'", one, "D", (Broken(),))
    raises(TypeError, "must be real number, not NoneType", one, "f:name", (None,))
    raises(TypeError, "must be real number, not NoneType", one, "d:name", (None,))
    raises(TypeError, "must be real number, not NoneType", one, "D:name", (None,))


@capi.check
def p_tests_for_truth():
    equal(one("p", ([],)), 0)
    equal(one("p", ([0],)), 1)
    equal(one("p", (Falsy(),)), 0)
    equal(one("p", (None,)), 0)
    raises(KeyError, "'no truth'", one, "p", (Broken(),))


@capi.check
def optional_units_leave_what_is_not_given_alone():
    equal(one("|i", ()), 1515870810)
    equal(one("|d", ()), 1.7838867517321418e+127)
    equal(one("|i", (7,)), 7)
    raises(TypeError, "function takes exactly 1 argument (0 given)", one, "i", ())
    raises(TypeError, "function takes at most 1 argument (2 given)", one, "|i", (1, 2))
    raises(TypeError, "function takes exactly 1 argument (2 given)", one, "i", (1, 2))


@capi.check
def s_z_and_y_give_c_strings():
    equal(text("s", ("text",)), b"text")
    equal(text("s", ("naïve €",)), b'na\xc3\xafve \xe2\x82\xac')
    equal(text("s", (Text("sub"),)), b"sub")
    equal(text("s", ("",)), b"")
    raises(ValueError, "embedded null character", text, "s", ("a\0b",))
    raises(TypeError, "argument 1 must be str, not bytes", text, "s", (b"bytes",))
    raises(TypeError, "argument 1 must be str, not None", text, "s", (None,))
    raises(TypeError, "argument 1 must be str, not int", text, "s", (5,))
    raises(UnicodeEncodeError, "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed", text, "s", ("\ud800",))
    equal(text("z", ("text",)), b"text")
    same(text("z", (None,)), None)
    raises(TypeError, "argument 1 must be str or None, not bytes", text, "z", (b"bytes",))
    raises(ValueError, "embedded null character", text, "z", ("a\0b",))
    raises(TypeError, "name() argument 1 must be str or None, not int", text, "z:name", (5,))
    equal(text("y", (b"bytes",)), b"bytes")
    raises(ValueError, "embedded null byte", text, "y", (b"a\0b",))
    raises(TypeError, "argument 1 must be read-only bytes-like object, not bytearray", text, "y", (bytearray(b"x"),))
    raises(TypeError, "a bytes-like object is required, not 'str'", text, "y", ("text",))
    raises(TypeError, "a bytes-like object is required, not 'NoneType'", text, "y", (None,))
    raises(TypeError, "argument 1 must be read-only bytes-like object, not memoryview", text, "y", (memoryview(b"x"),))


@capi.check
def with_a_length_there_may_be_nul_bytes():
    equal(text("s#", ("a\0b",)), b'a\x00b')
    equal(text("s#", (b"a\0b",)), b'a\x00b')
    equal(text("s#", ("naïve",)), b'na\xc3\xafve')
    raises(TypeError, "argument 1 must be read-only bytes-like object, not bytearray", text, "s#", (bytearray(b"x"),))
    raises(TypeError, "argument 1 must be read-only bytes-like object, not memoryview", text, "s#", (memoryview(b"x"),))
    raises(TypeError, "a bytes-like object is required, not 'NoneType'", text, "s#", (None,))
    raises(TypeError, "a bytes-like object is required, not 'int'", text, "s#", (5,))
    same(text("z#", (None,)), None)
    equal(text("z#", ("a\0b",)), b'a\x00b')
    equal(text("z#", (b"a\0b",)), b'a\x00b')
    raises(TypeError, "argument 1 must be read-only bytes-like object, not bytearray", text, "z#", (bytearray(b"x"),))
    raises(TypeError, "a bytes-like object is required, not 'int'", text, "z#:name", (5,))
    equal(text("y#", (b"a\0b",)), b'a\x00b')
    equal(text("y#", (b"",)), b"")
    raises(TypeError, "argument 1 must be read-only bytes-like object, not bytearray", text, "y#", (bytearray(b"x"),))
    raises(TypeError, "a bytes-like object is required, not 'str'", text, "y#", ("text",))
    raises(TypeError, "a bytes-like object is required, not 'NoneType'", text, "y#", (None,))
    raises(UnicodeEncodeError, "'utf-8' codec can't encode character '\\udc80' in position 0: surrogates not allowed", text, "s#", ("\udc80",))


@capi.check
def the_old_names_take_lengths_too():
    equal(c.arg_size_t_forms("a\0b"), (b'a\x00b', b'a\x00b', b'a\x00b'))
    equal(c.arg_size_t_forms(b"bytes"), (b"bytes", b"bytes", b"bytes"))
    raises(TypeError, "a bytes-like object is required, not 'int'", c.arg_size_t_forms, 5)


@capi.check
def buffers_are_exported():
    equal(buffer("s*", ("naïve",)), (b'na\xc3\xafve', 1, str, 1))
    equal(buffer("s*", (b"a\0b",)), (b'a\x00b', 1, bytes, 1))
    equal(buffer("s*", (bytearray(b"xyz"),)), (b"xyz", 1, bytearray, 0))
    raises(TypeError, "a bytes-like object is required, not 'NoneType'", buffer, "s*", (None,))
    raises(TypeError, "a bytes-like object is required, not 'int'", buffer, "s*", (5,))
    equal(buffer("z*", (None,)), (None, 0, None, 1))
    equal(buffer("z*", ("text",)), (b"text", 1, str, 1))
    raises(TypeError, "a bytes-like object is required, not 'int'", buffer, "z*", (5,))
    equal(buffer("y*", (b"bytes",)), (b"bytes", 1, bytes, 1))
    equal(buffer("y*", (bytearray(b"xyz"),)), (b"xyz", 1, bytearray, 0))
    equal(buffer("y*", (memoryview(b"abcdef")[1:4],)), (b"bcd", 1, memoryview, 1))
    raises(BufferError, "memoryview: underlying buffer is not C-contiguous", buffer, "y*", (memoryview(b"abcdef")[::2],))
    raises(TypeError, "a bytes-like object is required, not 'str'", buffer, "y*", ("text",))
    raises(TypeError, "a bytes-like object is required, not 'NoneType'", buffer, "y*", (None,))
    raises(TypeError, "a bytes-like object is required, not 'int'", buffer, "y*:name", (5,))
    equal(buffer("w*", (bytearray(b"xyz"),)), (b"xyz", 1, bytearray, 0))
    equal(buffer("w*", (memoryview(bytearray(b"xyz")),)), (b"xyz", 1, memoryview, 0))
    raises(TypeError, "argument 1 must be read-write bytes-like object, not bytes", buffer, "w*", (b"bytes",))
    raises(TypeError, "argument 1 must be read-write bytes-like object, not memoryview", buffer, "w*", (memoryview(b"abc"),))
    raises(TypeError, "argument 1 must be read-write bytes-like object, not str", buffer, "w*", ("text",))
    raises(TypeError, "argument 1 must be read-write bytes-like object, not None", buffer, "w*", (None,))


@capi.check
def a_buffer_is_released_when_a_later_argument_is_wrong():
    data = bytearray(b"xyz")
    equal(c.arg_parse_tuple_buffer_and_int(data, 1), (b"xyz", 1, bytearray, 0))
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.arg_parse_tuple_buffer_and_int, data, "no")
    data += b"!"  # which an export would forbid
    refcounts_stay(lambda: raises(TypeError, None, c.arg_parse_tuple_buffer_and_int, data, "no"), data)


@capi.check
def object_units_check_types_and_borrow():
    some = object()
    same(c.arg_parse_tuple_object("O", (some,)), some)
    refcounts_stay(lambda: c.arg_parse_tuple_object("O", (some,)), some)
    same(c.arg_parse_tuple_object("|O", ()), Ellipsis)
    equal(c.arg_parse_tuple_object("S", (b"x",)), b"x")
    raises(TypeError, "argument 1 must be bytes, not str", c.arg_parse_tuple_object, "S", ("x",))
    raises(TypeError, "argument 1 must be bytes, not bytearray", c.arg_parse_tuple_object, "S", (bytearray(b"x"),))
    equal(c.arg_parse_tuple_object("Y", (bytearray(b"x"),)), bytearray(b"x"))
    raises(TypeError, "argument 1 must be bytearray, not bytes", c.arg_parse_tuple_object, "Y", (b"x",))
    equal(c.arg_parse_tuple_object("U", ("x",)), "x")
    equal(type(c.arg_parse_tuple_object("U", (Text("x"),))), Text)
    raises(TypeError, "argument 1 must be str, not bytes", c.arg_parse_tuple_object, "U", (b"x",))
    raises(TypeError, "name() argument 1 must be str, not None", c.arg_parse_tuple_object, "U:name", (None,))
    equal(c.arg_parse_tuple_typed(int, (5,)), 5)
    equal(c.arg_parse_tuple_typed(int, (True,)), True)
    raises(TypeError, "typed() argument 1 must be int, not str", c.arg_parse_tuple_typed, int, ("5",))
    raises(TypeError, "typed() argument 1 must be Text, not str", c.arg_parse_tuple_typed, Text, ("5",))


@capi.check
def converters_convert_and_clean_up():
    some = object()
    equal(c.arg_parse_tuple_converted(some), (some, -1))
    equal(c.arg_parse_tuple_converted(some, "abc"), (some, 3))
    equal(c.arg_converter_counts(), (1, 0))
    raises(KeyError, "'from the converter'", c.arg_parse_tuple_converted, some, None)
    equal(c.arg_converter_counts(), (1, 1))
    raises(TypeError, "converted() takes at most 2 arguments (3 given)", c.arg_parse_tuple_converted, some, 1, 2)
    equal(c.arg_converter_counts(), (0, 0))
    raises(SystemError, "converted() argument 2 (unspecified)", c.arg_parse_tuple_converted, some, ...)
    refcounts_stay(lambda: c.arg_parse_tuple_converted(some, ()), some)
    refcounts_stay(lambda: raises(KeyError, None, c.arg_parse_tuple_converted, some, None), some)


@capi.check
def es_encodes_into_new_memory():
    equal(c.arg_parse_tuple_encoded("es", "utf-8", ("naïve",)), b'na\xc3\xafve')
    equal(c.arg_parse_tuple_encoded("es", "latin-1", ("naïve",)), b'na\xefve')
    equal(c.arg_parse_tuple_encoded("es", None, ("naïve",)), b'na\xc3\xafve')
    raises(TypeError, "argument 1 must be encoded string without null bytes, not str", c.arg_parse_tuple_encoded, "es", "utf-16-le", ("ab",))
    raises(UnicodeEncodeError, "'ascii' codec can't encode character '\\xef' in position 2: ordinal not in range(128)", c.arg_parse_tuple_encoded, "es", "ascii", ("naïve",))
    raises(LookupError, "unknown encoding: no such codec", c.arg_parse_tuple_encoded, "es", "no such codec", ("x",))
    raises(TypeError, "argument 1 must be encoded string without null bytes, not str", c.arg_parse_tuple_encoded, "es", "utf-8", ("a\0b",))
    raises(TypeError, "argument 1 must be str, not bytes", c.arg_parse_tuple_encoded, "es", "utf-8", (b"bytes",))
    raises(TypeError, "argument 1 must be str, not None", c.arg_parse_tuple_encoded, "es", "utf-8", (None,))
    equal(c.arg_parse_tuple_encoded("et", "utf-8", (b"\xff",)), b'\xff')
    equal(c.arg_parse_tuple_encoded("et", "utf-8", (bytearray(b"\xff"),)), b'\xff')
    equal(c.arg_parse_tuple_encoded("et", "latin-1", ("ï",)), b'\xef')
    raises(TypeError, "argument 1 must be encoded string without null bytes, not bytes", c.arg_parse_tuple_encoded, "et", "utf-8", (b"a\0b",))
    raises(TypeError, "argument 1 must be str, bytes or bytearray, not int", c.arg_parse_tuple_encoded, "et", "utf-8", (5,))
    equal(c.arg_parse_tuple_encoded("es#", "utf-8", ("a\0b",)), b'a\x00b')
    raises(TypeError, "argument 1 must be str, not bytes", c.arg_parse_tuple_encoded, "es#", "utf-8", (b"x",))
    equal(c.arg_parse_tuple_encoded("et#", "utf-8", (b"a\0\xff",)), b'a\x00\xff')
    equal(c.arg_parse_tuple_encoded("et#", None, ("ï",)), b'\xc3\xaf')
    equal(c.arg_parse_tuple_encoded("es#", "utf-8", ("text",), 64), b"text")
    equal(c.arg_parse_tuple_encoded("es#", "utf-8", ("text",), 5), b"text")
    raises(ValueError, "encoded string too long (4, maximum length 3)", c.arg_parse_tuple_encoded, "es#", "utf-8", ("text",), 4)
    equal(c.arg_parse_tuple_encoded("es#", "utf-8", ("",), 1), b"")
    raises(ValueError, "encoded string too long (0, maximum length -1)", c.arg_parse_tuple_encoded, "es#", "utf-8", ("",), 0)
    equal(c.arg_parse_tuple_encoded_and_int("text", 5), (b"text", 5))
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.arg_parse_tuple_encoded_and_int, "text", "no")


@capi.check
def tuples_are_taken_apart():
    equal(ints("iiii", (1, 2, 3, 4)), (1, 2, 3, 4))
    equal(ints("(ii)", ((1, 2),)), (1, 2, -99, -99))
    equal(ints("(ii)i", ((1, 2), 3)), (1, 2, 3, -99))
    equal(ints("(ii)i", ([1, 2], 3)), (1, 2, 3, -99))
    equal(ints("i(i(i))i", (1, (2, (3,)), 4)), (1, 2, 3, 4))
    raises(TypeError, "argument 1 must be sequence of length 2, not 3", ints, "(ii)", ((1, 2, 3),))
    raises(TypeError, "'str' object cannot be interpreted as an integer", ints, "(ii)", ("xx",))
    raises(TypeError, "argument 1 must be 2-item sequence, not int", ints, "(ii)", (5,))
    raises(TypeError, "name() argument 1 must be sequence of length 2, not 1", ints, "(ii):name", ((1,),))
    raises(TypeError, "argument 2, item 1 must be sequence of length 1, not 2", ints, "i(i(i))i", (1, (2, (3, 3)), 4))
    raises(TypeError, "'str' object cannot be interpreted as an integer", ints, "i(i(i))i", (1, (2, ("x",)), 4))
    raises(TypeError, "'str' object cannot be interpreted as an integer", ints, "(ii):name", ((1, "x"),))
    raises(TypeError, "argument 1 must be 2-item sequence, not dict", ints, "(ii)", ({1: 2, 3: 4},))
    equal(ints("()", ((),)), (-99, -99, -99, -99))
    equal(ints("", ()), (-99, -99, -99, -99))
    raises(TypeError, "function takes exactly 0 arguments (1 given)", ints, "", (1,))
    raises(TypeError, "name() takes exactly 0 arguments (1 given)", ints, ":name", (1,))


@capi.check
def errors_in_nested_tuples_say_where():
    raises(TypeError, "argument 1, item 3 must be sequence of length 1, not 2", ints, "(iii(i))", ((1, 2, 3, (4, 4)),))
    raises(TypeError, "argument 1, item 0 must be sequence of length 1, not 2", ints, "((i)i)", (((1, 2), 3),))
    raises(TypeError, "argument 2, item 1 must be 1-item sequence, not int", ints, "i(i(i))", (1, (2, 5)))
    raises(TypeError, "name() argument 2, item 1 must be 1-item sequence, not int", ints, "i(i(i)):name", (1, (2, 5)))
    raises(TypeError, "argument 1, item 1 must be sequence of length 2, not 3", ints, "(i(ii))", ((2, (5, 5, 5)),))
    raises(TypeError, "argument 1, item 1, item 1 must be sequence of length 1, not 2", ints, "(i(i(i)))", ((2, (5, (5, 5))),))
    raises(TypeError, "argument 1, item 1, item 1 must be 1-item sequence, not int", ints, "(i(i(i)))", ((2, (5, 5)),))
    raises(TypeError, "argument 1 must be 2-item sequence, not bytes", ints, "(ii)", (b"ab",))


@capi.check
def the_number_of_arguments_is_checked():
    raises(TypeError, "function takes exactly 2 arguments (1 given)", ints, "ii", (1,))
    raises(TypeError, "name() takes exactly 2 arguments (1 given)", ints, "ii:name", (1,))
    raises(TypeError, "name() takes exactly 2 arguments (3 given)", ints, "ii:name", (1, 2, 3))
    raises(TypeError, "name() takes at least 1 argument (0 given)", ints, "i|ii:name", ())
    raises(TypeError, "name() takes at most 3 arguments (4 given)", ints, "i|ii:name", (1, 2, 3, 4))
    equal(ints("i|ii", (1, 2)), (1, 2, -99, -99))
    equal(ints("|iiii", (1, 2)), (1, 2, -99, -99))
    raises(TypeError, "name() takes exactly 0 arguments (1 given)", ints, "|:name", (1,))
    raises(TypeError, "this is the message", ints, "i;this is the message", ())
    raises(TypeError, "'str' object cannot be interpreted as an integer", ints, "i;this is the message", ("x",))
    raises(TypeError, "'str' object cannot be interpreted as an integer", ints, "ii;this is the message", (1, "x"))
    raises(TypeError, "'str' object cannot be interpreted as an integer", ints, "ii:name", (1, "x"))


@capi.check
def misuse_of_formats_is_a_system_error():
    raises(SystemError, "new style getargs format but argument is not a tuple", ints, "i", [1])
    raises(SystemError, "new style getargs format but argument is not a tuple", ints, "i", 5)
    raises(TypeError, "function takes exactly 0 arguments (1 given)", ints, "?", (1,))
    raises(TypeError, "function takes exactly 1 argument (2 given)", ints, "i?", (1, 2))
    equal(ints("|i|i", (1,)), (1, -99, -99, -99))
    raises(SystemError, "argument 1 (impossible<bad format char>)", ints, "$i", (1,))
    raises(SystemError, "old style getargs format uses new features", c.arg_parse_scalar, "ii", 5)
    raises(SystemError, "argument 1 (impossible<bad format char>)", ints, "Z", (1,))
    raises(TypeError, "function takes exactly 2 arguments (1 given)", ints, "iZ", (1,))
    raises(SystemError, "argument 2 (impossible<bad format char>)", ints, "iZ", (1, 2))
    raises(SystemError, "bad format string: i?", ints, "i?", (1,))
    raises(SystemError, "argument 1 (impossible<bad format char>)", ints, "?i", (1,))
    raises(SystemError, "bad format string: i$", ints, "i$", (1,))
    raises(SystemError, "argument 2, item 0 (impossible<bad format char>)", ints, "i(Z)", (1, (2,)))
    equal(ints("i|?", (1,)), (1, -99, -99, -99))
    raises(SystemError, "argument 1 (invalid use of 'w' format character)", ints, "w", (1,))
    raises(SystemError, "argument 1 (unknown parser marker combination)", ints, "ex", (b"ab",))


@capi.check
def parse_takes_a_single_object():
    equal(c.arg_parse_scalar("i", 5), 5)
    equal(c.arg_parse_scalar("d", 5), 5.0)
    equal(c.arg_parse_scalar("(i)", (5,)), 5)
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.arg_parse_scalar, "i", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.arg_parse_scalar, "i:name", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.arg_parse_scalar, "i;message", "x")
    raises(TypeError, "argument must be sequence of length 1, not 2", c.arg_parse_scalar, "(i)", (5, 6))
    raises(TypeError, "'tuple' object cannot be interpreted as an integer", c.arg_parse_scalar, "i", (5,))


@capi.check
def va_list_forms_take_any_number_of_arguments():
    equal(c.arg_va_parse(1, 2, 3, 4.5, 5, 6, 7, 8, "te\0xt", 9, 10), (1, 2, 3, 4.5, 5, 6, 7, 8, b'te\x00xt', 9, 10))
    raises(TypeError, "function takes exactly 11 arguments (10 given)", c.arg_va_parse, 1, 2, 3, 4.5, 5, 6, 7, 8, "te\0xt", 9)
    raises(TypeError, "a bytes-like object is required, not 'int'", c.arg_va_parse, 1, 2, 3, 4.5, 5, 6, 7, 8, 9, 9, 10)


@capi.check
def keywords_are_matched_by_name():
    equal(named("OO", (1, 2), None, [b"a", b"b"]), [1, 2])
    equal(named("OO", (1,), {"b": 2}, [b"a", b"b"]), [1, 2])
    equal(named("OO", (), {"b": 2, "a": 1}, [b"a", b"b"]), [1, 2])
    raises(TypeError, "function missing required argument 'b' (pos 2)", named, "OO", (1,), {}, [b"a", b"b"])
    raises(TypeError, "function missing required argument 'a' (pos 1)", named, "OO", (), {"b": 2}, [b"a", b"b"])
    raises(TypeError, "name() missing required argument 'b' (pos 2)", named, "OO:name", (1,), None, [b"a", b"b"])
    raises(TypeError, "name() got an unexpected keyword argument 'c'", named, "O|O:name", (1,), {"c": 2}, [b"a", b"b"])
    raises(TypeError, "argument for name() given by name ('a') and position (1)", named, "O|O:name", (1,), {"a": 2}, [b"a", b"b"])
    raises(TypeError, "argument for function given by name ('a') and position (1)", named, "O|O", (1,), {"a": 2}, [b"a", b"b"])
    raises(TypeError, "name() takes at most 2 arguments (3 given)", named, "O|O:name", (1, 2, 3), None, [b"a", b"b"])
    raises(TypeError, "name() takes at most 2 arguments (3 given)", named, "O|O:name", (1, 2), {"c": 3}, [b"a", b"b"])
    raises(TypeError, "function takes at most 2 arguments (3 given)", named, "O|O", (1, 2), {"c": 3}, [b"a", b"b"])
    raises(TypeError, "name() takes at most 2 arguments (3 given)", named, "OO:name", (1, 2), {"c": 3}, [b"a", b"b"])
    equal(named("|OOO", (), {"c": 3}, [b"a", b"b", b"c"]), [NotImplemented, NotImplemented, 3])
    equal(named("O:name", (), {"naïve": 3}, ["naïve".encode()]), [3])
    raises(TypeError, "name() got an unexpected keyword argument 'b\x00'", named, "|O:name", (), {"b\0": 3}, [b"a"])
    raises(TypeError, "keywords must be strings", named, "|O:name", (), {1: 2}, [b"a"])
    equal(named("|O:name", (), {Text("a"): 2}, [b"a"]), [2])
    raises(TypeError, "name() takes at most 0 keyword arguments (1 given)", named, ":name", (), {"a": 2}, [])
    raises(TypeError, "name() takes at most 0 arguments (1 given)", named, ":name", (1,), None, [])
    raises(TypeError, "function missing required argument 'a' (pos 1)", named, "O;message", (), None, [b"a"])
    raises(TypeError, "function takes at most 1 argument (2 given)", named, "O;message", (1, 2), None, [b"a"])


@capi.check
def empty_names_are_positional_only():
    equal(named("OO", (1, 2), None, [b"", b"b"]), [1, 2])
    equal(named("OO", (1,), {"b": 2}, [b"", b"b"]), [1, 2])
    raises(TypeError, "name() takes at least 1 positional argument (0 given)", named, "OO:name", (), {"b": 2}, [b"", b"b"])
    raises(TypeError, "name() takes at least 1 positional argument (0 given)", named, "OO:name", (), {"": 1, "b": 2}, [b"", b"b"])
    raises(TypeError, "name() takes at least 1 positional argument (0 given)", named, "O|OO:name", (), {}, [b"", b"", b"c"])
    equal(named("O|OO:name", (1,), {"c": 3}, [b"", b"", b"c"]), [1, NotImplemented, 3])
    raises(TypeError, "name() takes at least 2 positional arguments (1 given)", named, "OOO:name", (1,), {"c": 3}, [b"", b"", b"c"])


@capi.check
def units_behind_a_dollar_are_keyword_only():
    equal(named("O|$OO", (1,), {"c": 3}, [b"a", b"b", b"c"]), [1, NotImplemented, 3])
    raises(TypeError, "name() takes at most 1 positional argument (2 given)", named, "O|$OO:name", (1, 2), None, [b"a", b"b", b"c"])
    raises(TypeError, "name() takes at most 1 positional argument (2 given)", named, "O|$OO:name", (1, 2), {"c": 3}, [b"a", b"b", b"c"])
    raises(TypeError, "name() takes no positional arguments", named, "|$O:name", (1,), None, [b"a"])
    raises(TypeError, "name() takes at most 2 positional arguments (3 given)", named, "O|O$O:name", (1, 2, 3), None, [b"a", b"b", b"c"])
    raises(TypeError, "name() takes at most 3 arguments (4 given)", named, "O|O$O:name", (1, 2, 3), {"c": 1}, [b"a", b"b", b"c"])
    raises(TypeError, "name() missing required argument 'b' (pos 2)", named, "O$O:name", (1,), None, [b"a", b"b"])
    equal(named("O$O:name", (1,), {"b": 2}, [b"a", b"b"]), [1, 2])


@capi.check
def misuse_of_names_is_a_system_error():
    raises(SystemError, "More keyword list entries (2) than format specifiers (1)", named, "O", (1,), None, [b"a", b"b"])
    raises(TypeError, "function takes at most 1 argument (2 given)", named, "OO", (1, 2), None, [b"a"])
    raises(SystemError, "Empty keyword parameter name", named, "OO", (1, 2), None, [b"a", b""])
    bad_call(named, "O", [1], None, [b"a"])
    bad_call(named, "O", (1,), [], [b"a"])
    raises(SystemError, "Invalid format string (| specified twice)", named, "|O|O", (1,), None, [b"a", b"b"])
    raises(TypeError, "function missing required argument 'b' (pos 2)", named, "O$O$O", (1,), None, [b"a", b"b", b"c"])
    raises(TypeError, "function missing required argument 'b' (pos 2)", named, "O$|O", (1,), None, [b"a", b"b"])
    bad_call(named, "O", 5, None, [b"a"])


@capi.check
def counts_of_keyword_functions_are_worded_as_known():
    raises(SystemError, "more argument specifiers than keyword list entries (remaining format:'O')", named, "OO", (1,), None, [b"a"])
    raises(TypeError, "name() takes at most 1 argument (2 given)", named, "OO:name", (1,), {"a":1}, [b"a"])
    equal(named("O|OO:name", (1,), {}, [b"a", b"b"]), [1, NotImplemented])
    raises(SystemError, "more argument specifiers than keyword list entries (remaining format:'?')", named, "O?", (1,), None, [b"a"])
    raises(TypeError, "function missing required argument 'b' (pos 2)", named, "O?", (1,), None, [b"a", b"b"])
    raises(SystemError, "argument 2 (impossible<bad format char>)", named, "OZ", (1, 2), None, [b"a", b"b"])
    raises(SystemError, "Invalid format string (| specified twice)", named, "O|O|O", (1,), {"c":1}, [b"a", b"b", b"c"])
    raises(TypeError, "function missing required argument 'b' (pos 2)", named, "O$OO", (1,), {"a":1}, [b"a", b"b", b"c"])
    raises(SystemError, "Invalid format string ($ specified twice)", named, "|O$O$O", (1,), {"c":1}, [b"a", b"b", b"c"])
    raises(SystemError, "Invalid format string (| specified twice)", named, "|O$O|O", (1,), {"c":1}, [b"a", b"b", b"c"])
    raises(SystemError, "Empty parameter name after $", named, "|$OO", (1,), {"c":1}, [b"", b"b"])
    raises(TypeError, "n() takes at least 3 positional arguments (1 given)", named, "OOO|OO:n", (1,), {}, [b"", b"", b"", b"d", b"e"])
    raises(TypeError, "n() takes exactly 3 positional arguments (1 given)", named, "OOO$O:n", (1,), {}, [b"", b"", b"", b"d"])
    raises(TypeError, "n() takes at least 1 positional argument (0 given)", named, "OO|O$O:n", (), {}, [b"", b"b", b"c", b"d"])
    raises(TypeError, "n() takes at most 3 positional arguments (4 given)", named, "OO|O$O:n", (1, 2, 3, 4), {}, [b"", b"b", b"c", b"d"])
    raises(TypeError, "n() takes at most 4 arguments (5 given)", named, "OO|O$O:n", (1, 2, 3, 4), {"x":1}, [b"", b"b", b"c", b"d"])
    raises(TypeError, "n() takes exactly 2 positional arguments (3 given)", named, "OO$O:n", (1, 2, 3), {}, [b"", b"b", b"d"])
    raises(TypeError, "n() argument 2 must be 1-item sequence, not int", named, "O(O):n", (1, 2), {}, [b"", b"b"])
    equal(named("O(O):n", (1, (2,)), {}, [b"", b"b"]), [1, 2])
    raises(TypeError, "function takes at most 2 arguments (3 given)", named, "|OO;msg", (1, 2), {"q":1}, [b"", b"b"])
    raises(TypeError, "this function got an unexpected keyword argument 'q'", named, "|OO;msg", (1,), {"q":1}, [b"", b"b"])
    raises(TypeError, "function takes at most 2 arguments (3 given)", named, "|OO;msg", (1, 2, 3), {}, [b"", b"b"])
    raises(TypeError, "n() argument 1 must be str, not int", named, "|U:n", (1,), {}, [b""])
    raises(TypeError, "n", named, "|U;n", (1,), {}, [b""])
    raises(SystemError, "impossible<bad format char>: 'ZO'", named, "O|ZO", (1,), {"c":1}, [b"a", b"b", b"c"])
    raises(TypeError, "n() missing required argument 'b' (pos 2)", named, "OOO:n", (1,), {"c":1, "x":2}, [b"a", b"b", b"c"])
    raises(TypeError, "n() missing required argument 'b' (pos 2)", named, "OO|O:n", (1,), {"c":1, "x":2}, [b"a", b"b", b"c"])
    raises(TypeError, "argument for n() given by name ('a') and position (1)", named, "OO|O:n", (1,), {"b":1, "a":2}, [b"a", b"b", b"c"])
    raises(TypeError, "n() got an unexpected keyword argument 'x'", named, "OO|O:n", (1,), {"b":1, "x":2}, [b"a", b"b", b"c"])
    raises(TypeError, "n() got an unexpected keyword argument ''", named, "OO|O:n", (1,), {"b":1, "":2}, [b"a", b"b", b"c"])
    raises(TypeError, "n() got an unexpected keyword argument ''", named, "O|OO:n", (1,), {"":2}, [b"", b"b", b"c"])
    raises(TypeError, "keywords must be strings", named, "O|OO:n", (1,), {5:2}, [b"", b"b", b"c"])


@capi.check
def all_keyword_functions_do_the_same():
    for function in (named, c.arg_parse_keywords_size_t, c.arg_va_parse_keywords, c.arg_va_parse_keywords_size_t):
        equal(function("O|O$OOO", (1, 2), {"d": 4}, [b"a", b"b", b"c", b"d", b"e"]), [1, 2, NotImplemented, 4, NotImplemented])
        raises(TypeError, "name() got an unexpected keyword argument 'x'", function, "O|O:name", (1,), {"x": 1}, [b"a", b"b"])


@capi.check
def keyword_arguments_are_borrowed():
    a, b = object(), object()
    refcounts_stay(lambda: named("O|O", (a,), {"b": b}, [b"a", b"b"]), a, b)
    refcounts_stay(lambda: raises(TypeError, None, named, "OO", (a,), {"c": b}, [b"a", b"b"]), a, b)


@capi.check
def keyword_units_of_all_kinds():
    equal(c.arg_parse_keywords_mixed(1), (1, None, None, None, -1, -1, -1))
    equal(c.arg_parse_keywords_mixed(number=1, data=b"data", pair=(3, 4), truth=[]), (1, None, b"data", None, 3, 4, 0))
    equal(c.arg_parse_keywords_mixed(1, "te\0xt", b"data", "object", pair=(3, 4), truth="x"), (1, b'te\x00xt', b'data', 'object', 3, 4, 1))
    equal(c.arg_parse_keywords_mixed(1, None, object="object"), (1, None, None, "object", -1, -1, -1))
    raises(TypeError, "mixed() missing required argument 'number' (pos 1)", c.arg_parse_keywords_mixed)
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.arg_parse_keywords_mixed, "x")
    raises(TypeError, "a bytes-like object is required, not 'int'", c.arg_parse_keywords_mixed, 1, 2)
    raises(TypeError, "a bytes-like object is required, not 'str'", c.arg_parse_keywords_mixed, 1, None, "x")
    raises(TypeError, "mixed() takes at most 4 positional arguments (5 given)", c.arg_parse_keywords_mixed, 1, None, b"", None, (1, 2))
    raises(TypeError, "mixed() argument 5 must be 2-item sequence, not int", c.arg_parse_keywords_mixed, 1, pair=5)
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.arg_parse_keywords_mixed, 1, pair=(1, "x"))
    raises(TypeError, "mixed() got an unexpected keyword argument 'other'", c.arg_parse_keywords_mixed, 1, other=5)
    raises(TypeError, "argument for mixed() given by name ('number') and position (1)", c.arg_parse_keywords_mixed, 1, number=5)


@capi.check
def what_was_converted_is_cleaned_up_when_a_later_keyword_is_wrong():
    data, some = bytearray(b"xyz"), object()
    wrong = lambda: c.arg_parse_keywords_mixed(1, None, data, some, pair=(1, "x"))
    raises(TypeError, None, wrong)
    equal(c.arg_converter_counts(), (1, 1))
    data += b"!"
    refcounts_stay(lambda: raises(TypeError, None, wrong), data, some)
    unknown = lambda: c.arg_parse_keywords_mixed(1, None, data, some, unknown=1)
    refcounts_stay(lambda: raises(TypeError, None, unknown), data, some)


@capi.check
def a_kept_parser_parses_like_the_others():
    fast = c.arg_parse_keywords_fast
    equal(fast(1), (1, NotImplemented, NotImplemented, NotImplemented))
    equal(fast(1, 2), (1, 2, NotImplemented, NotImplemented))
    equal(fast(1, second=3, first=2), (1, 2, 3, NotImplemented))
    equal(fast(1, third=4), (1, NotImplemented, NotImplemented, 4))
    raises(TypeError, "fast() takes at least 1 positional argument (0 given)", fast)
    raises(TypeError, "fast() takes at most 2 positional arguments (3 given)", fast, 1, 2, 3)
    raises(TypeError, "fast() got an unexpected keyword argument 'fourth'", fast, 1, 2, fourth=3)
    raises(TypeError, "argument for fast() given by name ('first') and position (2)", fast, 1, 2, first=3)
    raises(TypeError, "fast() takes at least 1 positional argument (0 given)", fast, first=3)
    raises(TypeError, "fast() got an unexpected keyword argument ''", fast, 1, **{"": 2})


@capi.check
def keyword_dicts_are_validated():
    equal(c.arg_validate_keyword_arguments({}), 1)
    equal(c.arg_validate_keyword_arguments({"a": 1, Text("b"): 2}), 1)
    raises(AssertionError, "the call returned 0 and left an exception set", c.arg_validate_keyword_arguments, {1: 2})
    raises(AssertionError, "the call returned 0 and left an exception set", c.arg_validate_keyword_arguments, {"a": 1, None: 2})
    raises(AssertionError, "the call returned 0 and left an exception set", c.arg_validate_keyword_arguments, [])


@capi.check
def unpack_tuple_counts_and_borrows():
    equal(c.arg_unpack_tuple((1, 2, 3), "name", 1, 3), (1, 2, 3))
    equal(c.arg_unpack_tuple((1,), "name", 1, 3), (1, NotImplemented, NotImplemented))
    equal(c.arg_unpack_tuple((), "name", 0, 3), (NotImplemented, NotImplemented, NotImplemented))
    raises(TypeError, "name expected at least 1 argument, got 0", c.arg_unpack_tuple, (), "name", 1, 3)
    raises(TypeError, "name expected 2 arguments, got 0", c.arg_unpack_tuple, (), "name", 2, 2)
    raises(TypeError, "name expected 1 argument, got 2", c.arg_unpack_tuple, (1, 2), "name", 1, 1)
    raises(TypeError, "name expected at most 2 arguments, got 3", c.arg_unpack_tuple, (1, 2, 3), "name", 1, 2)
    raises(TypeError, "unpacked tuple should have 1 element, but has 0", c.arg_unpack_tuple, (), None, 1, 1)
    raises(TypeError, "unpacked tuple should have at most 1 element, but has 2", c.arg_unpack_tuple, (1, 2), None, 0, 1)
    raises(SystemError, "PyArg_UnpackTuple() argument list is not a tuple", c.arg_unpack_tuple, [1], "name", 1, 1)
    some = object()
    refcounts_stay(lambda: c.arg_unpack_tuple((some,), "name", 1, 1), some)


capi.main()
