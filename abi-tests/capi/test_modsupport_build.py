"""modsupport.h, the part that builds values, called from C."""

import _capi_modsupport_build as c
import capi
from capi import equal, raises, refcounts_stay, same

objects = c.build_objects
ints = c.build_ints


class Unhashable:
    __hash__ = None


@capi.check
def formats_give_none_a_value_or_a_tuple():
    same(objects(""), None)
    equal(objects("O", 1), 1)
    equal(objects("OO", 1, 2), (1, 2))
    equal(objects("(O)", 1), (1,))
    equal(objects("()"), ())
    equal(objects("(())"), ((),))
    equal(objects("((O)(OO))", 1, 2, 3), ((1,), (2, 3)))
    equal(objects("[]"), [])
    equal(objects("[OO]", 1, 2), [1, 2])
    equal(objects("{}"), {})
    equal(objects("{O:O}", 1, 2), {1: 2})
    equal(objects("{O:O,O:O}", 1, 2, 3, 4), {1: 2, 3: 4})
    equal(objects("{OOOO}", 1, 2, 3, 4), {1: 2, 3: 4})
    equal(objects("{O:O,O:O}", 1, 2, 1, 4), {1: 4})
    equal(objects("[(O)[O]{O:(O)}]O", 1, 2, 3, 4, 5), ([(1,), [2], {3: (4,)}], 5))
    equal(objects("O,O O:O\tO", 1, 2, 3, 4, 5), (1, 2, 3, 4, 5))
    equal(ints("i"), 1)
    equal(ints("ii"), (1, 2))
    equal(ints("(iiii)"), (1, 2, 3, 4))
    equal(ints("{i:i}"), {1: 2})
    equal(ints("[i{i:[i]}]i"), ([1, {2: [3]}], 4))


@capi.check
def object_units_take_or_give_references():
    some = object()
    for unit in "OS":
        same(objects(unit, some), some)
        refcounts_stay(lambda: objects(unit, some), some)
    refcounts_stay(lambda: objects("N", some), some)
    refcounts_stay(lambda: objects("(N[N]{O:N}O)", some, some, some, some, some), some)


@capi.check
def errors_release_what_was_taken_over():
    some = object()
    for format in ("{O:N,O:N}", "[{N:N}N]", "N{N:N}"):
        unhashable = Unhashable()
        arguments = [some] * 6
        arguments[2 if format[0] == "{" else 1] = unhashable
        if format[0] == "[":
            arguments[0] = unhashable
        wrong = lambda: raises(TypeError, "unhashable type: 'Unhashable'", objects, format, *arguments)
        wrong()
        refcounts_stay(wrong, some, unhashable)


@capi.check
def null_keeps_its_exception_or_is_a_system_error():
    raises(KeyError, "'kept'", c.build_with_null, "O", 0, 1, KeyError("kept"))
    raises(SystemError, "NULL object passed to Py_BuildValue", c.build_with_null, "O", 0, 1, None)
    raises(SystemError, "NULL object passed to Py_BuildValue", c.build_with_null, "N", 0, 1, None)
    raises(KeyError, "'kept'", c.build_with_null, "NNN", 1, 1, KeyError("kept"))
    raises(KeyError, "'kept'", c.build_with_null, "[NNN]", 1, 1, KeyError("kept"))
    raises(KeyError, "'kept'", c.build_with_null, "{N:N}", 1, 1, KeyError("kept"))
    raises(KeyError, "'kept'", c.build_with_null, "{N:N}", 0, 1, KeyError("kept"))
    raises(SystemError, "NULL object passed to Py_BuildValue", c.build_with_null, "(NNN)", 2, 1, None)
    some = object()
    for format in ("NNN", "[NNN]", "(NN)N", "{N:N}N"):
        refcounts_stay(lambda: raises(KeyError, None, c.build_with_null, format, 1, some, KeyError()), some)


@capi.check
def integers_of_all_sizes():
    equal(c.build_extremes(), ((-128, 127), (0, 255), (-32768, 32767), (0, 65535), (-2147483648, 2147483647), (0, 4294967295), (-9223372036854775808, 9223372036854775807), (0, 18446744073709551615), (-9223372036854775808, 9223372036854775807), (0, 18446744073709551615), (-9223372036854775808, 9223372036854775807)))


@capi.check
def floats_and_complex():
    equal(c.build_floats(1.5), (1.5, 1.5, (1.5-1.5j)))
    equal(c.build_floats(float("inf"))[:2], (float("inf"), float("inf")))


@capi.check
def characters():
    equal(c.build_characters(120, 120), (b"x", "x"))
    equal(c.build_characters(255, 0x1F600), (b'\xff', '😀'))
    equal(c.build_characters(256 + 65, 0), (b'A', '\x00'))
    raises(ValueError, "chr() arg not in range(0x110000)", c.build_characters, 0, 0x110000)
    raises(ValueError, "chr() arg not in range(0x110000)", c.build_characters, 0, -1)


@capi.check
def text_is_decoded_and_null_is_none():
    for unit in "szU":
        equal(c.build_text(unit, "naïve"), "naïve")
        same(c.build_text(unit, None), None)
        equal(c.build_text(f"[{unit}]", "text"), ["text"])
    equal(c.build_text("y", "naïve"), b'na\xc3\xafve')
    same(c.build_text("y", None), None)
    equal(c.build_text("(y)", None), (None,))
    equal(c.build_text("s", ""), "")


@capi.check
def sized_text_may_have_nul_bytes():
    for unit in "szU":
        equal(c.build_sized_text(unit + "#", "te\0xt", 5), "te\0xt")
        equal(c.build_sized_text(unit + "#", "text", -1), "text")
        same(c.build_sized_text(unit + "#", None, 5), None)
        raises(UnicodeDecodeError, None, c.build_sized_text, unit + "#", "naïve", 3)
    equal(c.build_sized_text("y#", "te\0xt", 5), b'te\x00xt')
    equal(c.build_sized_text("y#", "text", -1), b"text")
    equal(c.build_sized_text("y#", "text", 0), b"")
    same(c.build_sized_text("y#", None, 5), None)


@capi.check
def wide_text_is_converted():
    equal(c.build_wide_text(), ("wide € 😀", "wide", None))


@capi.check
def converters_are_called():
    equal(c.build_converted(21, False, "first"), ("first", 42, 5))
    raises(KeyError, "'from the converter'", c.build_converted, 21, True, "first")
    some = object()
    refcounts_stay(lambda: raises(KeyError, None, c.build_converted, 1, True, some), some)
    refcounts_stay(lambda: c.build_converted(1, False, some), some)


@capi.check
def wrong_formats_are_system_errors():
    raises(SystemError, "bad format char passed to Py_BuildValue", ints, "?")
    raises(SystemError, "bad format char passed to Py_BuildValue", ints, "i?")
    raises(SystemError, "unmatched paren in format", ints, "(i")
    raises(SystemError, "unmatched paren in format", ints, "(i]")
    raises(SystemError, "unmatched paren in format", ints, "[i)")
    raises(SystemError, "unmatched paren in format", ints, "{i:i")
    equal(ints("i)"), 1)
    equal(ints("i]"), 1)
    equal(ints("i}"), 1)
    raises(SystemError, "unmatched paren in format", ints, "(i[i")
    raises(SystemError, "Bad dict format", ints, "{i}")
    raises(SystemError, "Bad dict format", ints, "{i:i,i}")
    raises(SystemError, "bad format char passed to Py_BuildValue", ints, "Z")


@capi.check
def all_functions_do_the_same():
    equal(c.build_many(), ((1, 2, 0.5, 3, 4, 1.5, 5, 6, 2.5, 7, 8, 3.5, 9, 10, 4.5, 11, 12, 5.5, 13, 14, 6.5, 7.5, 8.5, 'te\x00xt', [None]), (1, 2, 0.5, 3, 4, 1.5, 5, 6, 2.5, 7, 8, 3.5, 9, 10, 4.5, 11, 12, 5.5, 13, 14, 6.5, 7.5, 8.5, 'te\x00xt', [None]), (1, 2, 0.5, 3, 4, 1.5, 5, 6, 2.5, 7, 8, 3.5, 9, 10, 4.5, 11, 12, 5.5, 13, 14, 6.5, 7.5, 8.5, 'te\x00xt', [None]), (1, 2, 0.5, 3, 4, 1.5, 5, 6, 2.5, 7, 8, 3.5, 9, 10, 4.5, 11, 12, 5.5, 13, 14, 6.5, 7.5, 8.5, 'te\x00xt', [None])))


capi.main()
