"""unicodeobject.h without the codecs and PyUnicode_FromFormat, called from C."""

import sys

import _capi_unicodeobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same

TEXTS = ["", "a", "abc", "\xe9", "abc\xff", "\u20ac", "a\u20acb\x00c", "\U0001f600", "x\U0010ffff\u20ac\xe9a", "\ud800", "abcabc" * 50]
MAX = sys.maxsize
BAD_ARGUMENT = "bad argument type for built-in operation"


class Sub(str):
    pass


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.unicode_check, [1, 1, 0, 0]), (c.unicode_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in ("", Sub(), b"", 1)], expected)


@capi.check
def the_types_are_exported():
    equal(c.unicode_types(), (str, type(iter("\u20ac"))))


@capi.check
def length_counts_code_points():
    for text in TEXTS:
        equal(c.unicode_get_length(text), len(text))
    equal(c.unicode_get_length(Sub("ab")), 2)
    raises(TypeError, BAD_ARGUMENT, c.unicode_get_length, b"x")


@capi.check
def c_strings_are_utf_8():
    for text in TEXTS:
        if "\ud800" in text:
            continue
        data = text.encode()
        equal(c.unicode_from_string_and_size(data), text)
        equal(c.unicode_from_string(data.split(b"\0")[0]), text.split("\0")[0])
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte", c.unicode_from_string, b"a\xff")
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte", c.unicode_from_string_and_size, b"\xed\xa0\x80")
    raises(UnicodeDecodeError, "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data", c.unicode_from_string_and_size, b"\xe2\x82")
    equal(c.unicode_from_string_and_size(b"abcdef", 3), "abc")
    same(c.unicode_from_string_and_size(None, 0), "")
    raises(SystemError, "Negative size passed to PyUnicode_FromStringAndSize", c.unicode_from_string_and_size, b"abc", -1)
    raises(SystemError, "NULL string with positive size with NULL passed to PyUnicode_FromStringAndSize", c.unicode_from_string_and_size, None, 3)


@capi.check
def empty_and_single_strings_are_one_object_each():
    same(c.unicode_from_string(b""), "")
    same(c.unicode_new(0, 5, 0)[0], "")
    same(c.unicode_from_wide_char(None, 0), "")
    for n in (0x41, 0xE9, 0xFF):
        same(c.unicode_from_ordinal(n), chr(n))
        same(c.unicode_from_string_and_size(chr(n).encode()), chr(n))
        same(c.unicode_from_kind_and_data(2, n.to_bytes(2, "little")), chr(n))
        same(c.unicode_substring("x" + chr(n), 1, 2), chr(n))


@capi.check
def from_object_copies_subclasses():
    text = "some text"
    same(c.unicode_from_object(text), text)
    sub = Sub("some text")
    equal(c.unicode_from_object(sub), "some text")
    raises(TypeError, "Can't convert 'bytes' object to str implicitly", c.unicode_from_object, b"x")
    refcounts_stay(lambda: (c.unicode_from_object(sub), c.unicode_from_object(text)), sub, text)


@capi.check
def ordinals_become_strings():
    for n in (0, 65, 127, 128, 255, 256, 0xD800, 0xFFFF, 0x10000, 0x10FFFF):
        equal(c.unicode_from_ordinal(n), chr(n))
    for n in (-1, 0x110000, 2**31 - 1):
        raises(ValueError, "chr() arg not in range(0x110000)", c.unicode_from_ordinal, n)


def wide(text):
    return text.encode("utf-32-le", "surrogatepass")


@capi.check
def wide_strings_go_both_ways():
    for text in TEXTS:
        data = wide(text)
        equal(c.unicode_from_wide_char(data, len(text)), text)
        if "\0" not in text:
            equal(c.unicode_from_wide_char(data + b"\0\0\0\0", -1), text)
            equal(c.unicode_as_wide_char_string(text, False), text)
        else:
            equal(c.unicode_from_wide_char(data + b"\0\0\0\0", -1), text.split("\0")[0])
            raises(ValueError, "embedded null character", c.unicode_as_wide_char_string, text, False)
        equal(c.unicode_as_wide_char_string(text, True), (text, len(text)))
    bad_call(c.unicode_from_wide_char, None, 5)
    bad_call(c.unicode_from_wide_char, None, -1)
    bad_call(c.unicode_as_wide_char_string, None, True)
    raises(TypeError, BAD_ARGUMENT, c.unicode_as_wide_char_string, b"x", True)
    raises(ValueError, "character U+110000 is not in range [U+0000; U+10ffff]", c.unicode_from_wide_char, b"\0\0\x11\0", 1)


@capi.check
def as_wide_char_copies_the_end_mark_if_there_is_room():
    equal(c.unicode_as_wide_char("abc", 5, True), (3, "abc\0##"))
    equal(c.unicode_as_wide_char("abc", 4, True), (3, "abc\0#"))
    equal(c.unicode_as_wide_char("abc", 3, True), (3, "abc#"))
    equal(c.unicode_as_wide_char("abc", 2, True), (2, "ab#"))
    equal(c.unicode_as_wide_char("abc", 0, True), (0, "#"))
    equal(c.unicode_as_wide_char("a\u20ac\U0001f600", 4, True), (3, "a\u20ac\U0001f600\0#"))
    equal(c.unicode_as_wide_char("abc", 0, False), 4)
    raises(TypeError, BAD_ARGUMENT, c.unicode_as_wide_char, b"x", 4, True)
    bad_call(c.unicode_as_wide_char, None, 4, True)


@capi.check
def ucs4_copies():
    for text in ("", "abc", "\xe9", "a\u20ac\U0001f600"):
        n = len(text)
        equal(c.unicode_as_ucs4(text, n, False), text + "#")
        equal(c.unicode_as_ucs4(text, n + 1, True), text + "\0#")
        equal(c.unicode_as_ucs4(text, n + 2, True), text + "\0##")
        equal(c.unicode_as_ucs4_copy(text), text)
    raises(SystemError, "string is longer than the buffer", c.unicode_as_ucs4, "abc", 2, False)
    raises(SystemError, "string is longer than the buffer", c.unicode_as_ucs4, "abc", 3, True)
    bad_call(c.unicode_as_ucs4, "abc", -1, False)


@capi.check
def utf_8_is_kept_with_the_string():
    for text in TEXTS:
        if "\ud800" in text:
            continue
        data = text.encode()
        equal(c.unicode_as_utf8_and_size(text, True), (data, len(data)))
        equal(c.unicode_as_utf8_and_size(Sub(text), True), (data, len(data)))
        equal(c.unicode_as_utf8_and_size(text, False), data.split(b"\0")[0])
        equal(c.unicode_as_utf8(text), data.split(b"\0")[0])
    for function in (lambda o: c.unicode_as_utf8_and_size(o, True), c.unicode_as_utf8):
        raises(UnicodeEncodeError, "'utf-8' codec can't encode character '\\ud800' in position 1: surrogates not allowed", function, "a\ud800")
        raises(TypeError, BAD_ARGUMENT, function, b"x")
        raises(TypeError, BAD_ARGUMENT, function, 5)


@capi.check
def characters_are_read():
    text = "a\xe9\u20ac\U0001f600"
    equal([c.unicode_read_char(text, i) for i in range(4)], [ord(ch) for ch in text])
    for index in (-1, 4, MAX):
        raises(IndexError, "string index out of range", c.unicode_read_char, text, index)
    raises(TypeError, BAD_ARGUMENT, c.unicode_read_char, b"x", 0)


@capi.check
def new_strings_have_the_kind_of_their_largest_character():
    for maxchar, kind, limit, ascii in [(0, 1, 0x7F, 1), (0x7F, 1, 0x7F, 1), (0x80, 1, 0xFF, 0), (0xFF, 1, 0xFF, 0), (0x100, 2, 0xFFFF, 0), (0xFFFF, 2, 0xFFFF, 0), (0x10000, 4, 0x10FFFF, 0), (0x10FFFF, 4, 0x10FFFF, 0)]:
        equal(c.unicode_new(3, maxchar, maxchar), (chr(maxchar) * 3, kind, limit, ascii, 1))
    raises(SystemError, "invalid maximum character passed to PyUnicode_New", c.unicode_new, 3, 0x110000, 1)
    raises(SystemError, "Negative size passed to PyUnicode_New", c.unicode_new, -1, 65, 65)
    for maxchar in (127, 0xFFFF, 0x10FFFF):
        raises(MemoryError, "", c.unicode_new, MAX - 10, maxchar, 65)


@capi.check
def characters_are_written():
    equal(c.unicode_write_char(127, 1, 65), "xAx")
    equal(c.unicode_write_char(0x20AC, 2, 0x20AC), "xx\u20ac")
    equal(c.unicode_write_char(0x1F600, 0, 0x1F600), "\U0001f600xx")
    for index in (-1, 3):
        raises(IndexError, "string index out of range", c.unicode_write_char, 127, index, 65)
    raises(ValueError, "character out of range", c.unicode_write_char, 127, 0, 0x80)
    raises(ValueError, "character out of range", c.unicode_write_char, 0xFF, 0, 0x100)
    raises(ValueError, "character out of range", c.unicode_write_char, 0x10FFFF, 0, 0x110000)
    raises(TypeError, BAD_ARGUMENT, c.unicode_write_char_to, b"x")
    shared = "".join(["some", "text"])
    keep = [shared]
    raises(SystemError, "Cannot modify a string currently used", c.unicode_write_char_to, shared)
    raises(SystemError, "Cannot modify a string currently used", c.unicode_write_char_to, sys.intern(shared + "interned"))
    equal(keep, ["sometext"])


@capi.check
def fill_fills_a_part():
    equal(c.unicode_fill(127, 1, 3, 65), (3, "xAAAx"))
    equal(c.unicode_fill(127, 3, 99, 65), (2, "xxxAA"))
    equal(c.unicode_fill(127, 5, 1, 65), (0, "xxxxx"))
    equal(c.unicode_fill(127, 9, 1, 65), (0, "xxxxx"))
    equal(c.unicode_fill(127, 0, 0, 65), (0, "xxxxx"))
    equal(c.unicode_fill(0x20AC, 0, 2, 0x20AC), (2, "\u20ac\u20acxxx"))
    equal(c.unicode_fill(0x1F600, 4, 2, 0x1F600), (1, "xxxx\U0001f600"))
    raises(IndexError, "string index out of range", c.unicode_fill, 127, -1, 1, 65)
    raises(ValueError, "fill character is bigger than the string maximum character", c.unicode_fill, 127, 0, 1, 0x80)
    bad_call(c.unicode_fill_to, b"x")
    shared = "".join(["some", "text"])
    keep = [shared]
    raises(SystemError, "Cannot modify a string currently used", c.unicode_fill_to, shared)
    equal(keep, ["sometext"])


@capi.check
def characters_are_copied():
    equal(c.unicode_copy_characters(127, 1, "abc", 0, 3), (3, "xabcx"))
    equal(c.unicode_copy_characters(127, 0, "abc", 1, 99), (2, "bcxxx"))
    equal(c.unicode_copy_characters(127, 0, "abc", 3, 1), (0, "xxxxx"))
    equal(c.unicode_copy_characters(127, 5, "abc", 0, 0), (0, "xxxxx"))
    equal(c.unicode_copy_characters(0x20AC, 2, "a\u20ac", 0, 2), (2, "xxa\u20acx"))
    equal(c.unicode_copy_characters(0x20AC, 0, "a\u20ac\xff", 0, 3), (3, "a\u20ac\xffxx"))
    equal(c.unicode_copy_characters(127, 0, "ab\u20ac", 0, 2), (2, "abxxx"))
    equal(c.unicode_copy_characters(255, 0, "\xe9\u20ac", 0, 1), (1, "\xe9xxxx"))
    for bad in ((127, -1, "abc", 0, 1), (127, 6, "abc", 0, 1), (127, 0, "abc", -1, 1), (127, 0, "abc", 4, 1)):
        raises(IndexError, "string index out of range", c.unicode_copy_characters, *bad)
    raises(SystemError, "how_many cannot be negative", c.unicode_copy_characters, 127, 0, "abc", 0, -1)
    raises(SystemError, "Cannot write 3 characters at 3 in a string of 5 characters", c.unicode_copy_characters, 127, 3, "abc", 0, 3)
    raises(SystemError, None, c.unicode_copy_characters, 127, 0, "\u20ac", 0, 1)
    raises(SystemError, None, c.unicode_copy_characters, 255, 0, "\U0001f600", 0, 1)
    bad_call(c.unicode_copy_characters, 127, 0, b"abc", 0, 1)
    bad_call(c.unicode_copy_characters_to, b"abc", "abc")
    shared = "".join(["some", "text"])
    keep = [shared]
    raises(SystemError, "Cannot modify a string currently used", c.unicode_copy_characters_to, shared, "x")
    equal(keep, ["sometext"])


@capi.check
def strings_are_resized():
    for fill in (0x61, 0xE9, 0x20AC, 0x1F600):
        ch = chr(fill)
        equal(c.unicode_resize(3, fill, 3), ch * 3)
        equal(c.unicode_resize(3, fill, 2), ch * 2)
        equal(c.unicode_resize(3, fill, 6), ch * 3 + "---")
        equal(c.unicode_resize(300, fill, 1), ch)
        equal(c.unicode_resize(1, fill, 300), ch + "-" * 299)
        same(c.unicode_resize(3, fill, 0), "")
    bad_call(c.unicode_resize, 3, 0x61, -1)
    raises(MemoryError, "", c.unicode_resize, 3, 0x20AC, MAX)
    bad_call(c.unicode_resize_null)
    bad_call(c.unicode_resize_shared, b"abc", 1)


@capi.check
def strings_that_others_see_are_not_resized():
    shared = "".join(["some", "text"])
    keep = [shared]
    same(c.unicode_resize_shared(shared, 8), shared)
    try:
        result = c.unicode_resize_shared(shared, 2)
    except SystemError:
        pass
    else:
        equal(result, "so")
    equal(keep, ["sometext"])
    same(c.unicode_resize_shared("", 0), "")


@capi.check
def kinds_of_data_become_the_smallest_kind():
    for text in TEXTS:
        for kind, code in [(1, "latin-1"), (2, "utf-16-le"), (4, "utf-32-le")]:
            if max(text, default="a") < chr(min(256**kind, 0x110000) - 1):
                data = text.encode(code, *(["surrogatepass"] if kind > 1 else []))
                equal(c.unicode_from_kind_and_data(kind, data), text)
    raises(ValueError, "size must be positive", c.unicode_from_kind_and_data, 1, b"a", -1)
    for kind in (0, 3, -1, 5):
        raises(SystemError, "invalid kind", c.unicode_from_kind_and_data, kind, b"aaaaaa")
    same(c.unicode_from_kind_and_data(2, b"", 0), "")


@capi.check
def substrings_are_clipped():
    text = "abc\u20ac"
    for start, end, expected in [(0, 4, text), (0, 99, text), (1, 3, "bc"), (2, 1, ""), (4, 9, ""), (9, 99, ""), (3, 4, "\u20ac"), (0, 3, "abc")]:
        equal(c.unicode_substring(text, start, end), expected)
    same(c.unicode_substring(text, 0, 4), text)
    equal(type(c.unicode_substring(Sub("abc"), 0, 3)), str)
    for start, end in [(-1, 2), (0, -1)]:
        raises(IndexError, "string index out of range", c.unicode_substring, text, start, end)
    refcounts_stay(lambda: (c.unicode_substring(text, 0, 4), c.unicode_substring(text, 1, 3)), text)


@capi.check
def concatenation_makes_new_strings():
    for a in TEXTS:
        for b in TEXTS:
            equal(c.unicode_concat(a, b), a + b)
    text, sub = "some text", Sub("sub")
    same(c.unicode_concat(text, ""), text)
    same(c.unicode_concat("", text), text)
    equal(c.unicode_concat(sub, ""), "sub")
    raises(TypeError, 'can only concatenate str (not "bytes") to str', c.unicode_concat, "a", b"b")
    raises(TypeError, "must be str, not bytes", c.unicode_concat, b"a", "b")
    refcounts_stay(lambda: (c.unicode_concat(text, sub), c.unicode_concat(text, "")), text, sub)


@capi.check
def append_replaces_the_string():
    for function in (c.unicode_append, c.unicode_append_and_del):
        for a in TEXTS:
            for b in TEXTS:
                for fresh in (False, True):
                    equal(function(a, b, fresh), a + b)
        a, b = "".join(["some ", "text"]), "".join(["more ", "text"])
        refcounts_stay(lambda: (function(a, b, False), function(a, b, True)), a, b)
        raises(SystemError, None, function, "a", b"b", False)
        raises(SystemError, None, function, b"a", "b", False)
        raises(SystemError, None, function, "a", None, False)
        raises(SystemError, None, function, None, "b", False)
        other = object()
        refcounts_stay(lambda: raises(SystemError, None, function, a, other, False), a, other)
        refcounts_stay(lambda: raises(SystemError, None, function, other, a, False), a, other)
        equal(a, "some text")
    equal(c.unicode_append("aa", "aa", False), "aaaa")


@capi.check
def splitting_is_that_of_str():
    for text in ("", "a b  c", " a ", "a,b,,c", "\u20ac,\u20ac", "\xe9 \xe9"):
        for maxsplit in (-1, 0, 1, 2, 99):
            for separator in (None, ",", " ", "\u20ac", ",,"):
                equal(c.unicode_split(text, separator, maxsplit), text.split(separator, maxsplit))
                equal(c.unicode_rsplit(text, separator, maxsplit), text.rsplit(separator, maxsplit))
        for separator in (",", " ", "\u20ac", "nothing"):
            equal(c.unicode_partition(text, separator), text.partition(separator))
            equal(c.unicode_rpartition(text, separator), text.rpartition(separator))
    for text in ("", "a\nb\r\nc\r\rd", "\n", "\u2028x\x85y\x1c", "a"):
        for keep in (0, 1, 5):
            equal(c.unicode_splitlines(text, keep), text.splitlines(bool(keep)))
    for function in (c.unicode_split, c.unicode_rsplit):
        raises(ValueError, "empty separator", function, "a", "", -1)
        raises(TypeError, "must be str, not bytes", function, b"a", None, -1)
        raises(TypeError, "must be str, not int", function, "a", 1, -1)
    for function in (c.unicode_partition, c.unicode_rpartition):
        raises(ValueError, "empty separator", function, "a", "")
        raises(TypeError, "must be str, not bytes", function, b"a", "a")
        raises(TypeError, "must be str, not bytes", function, "a", b"a")
    raises(TypeError, "must be str, not bytes", c.unicode_splitlines, b"a", 0)
    text, separator = "one, two, three", ", "
    refcounts_stay(lambda: (c.unicode_split(text, separator, -1), c.unicode_partition(text, separator), c.unicode_rpartition(text, "nothing")), text, separator)


@capi.check
def joining_takes_any_iterable_of_strings():
    for items in ([], ["a"], ["a", "\u20ac"], ("x", "y", "z"), iter("abc"), {"k": 1}):
        items = items if not hasattr(items, "__next__") else list(items)
        for separator in ("", ", ", "\U0001f600"):
            equal(c.unicode_join(separator, items), separator.join(items))
            equal(c.unicode_join(separator, iter(items)), separator.join(items))
    only = "the only text"
    same(c.unicode_join(", ", [only]), only)
    equal(c.unicode_join(None, ["a", "b"]), "a b")
    raises(TypeError, "sequence item 1: expected str instance, bytes found", c.unicode_join, ",", ["a", b"b"])
    raises(TypeError, "can only join an iterable", c.unicode_join, ",", 5)
    raises(TypeError, "separator: expected str instance, bytes found", c.unicode_join, b",", ["a", "b"])
    items, separator = ["first text", "second text"], ", and "
    refcounts_stay(lambda: c.unicode_join(separator, items), separator, *items)
    refcounts_stay(lambda: raises(TypeError, None, c.unicode_join, separator, [items[0], items]), separator, items, *items)


@capi.check
def searching_is_that_of_str():
    for text in ("", "abcabc", "a\u20acb\u20ac", "\U0001f600abc"):
        for part in ("", "a", "bc", "\u20ac", "\U0001f600", "x", "abcabcabc"):
            equal(c.unicode_contains(text, part), int(part in text))
            for start, end in [(0, MAX), (1, 4), (-3, MAX), (0, -1), (4, 2), (99, MAX), (0, 0)]:
                equal(c.unicode_find(text, part, start, end, 1), text.find(part, start, end))
                equal(c.unicode_find(text, part, start, end, -1), text.rfind(part, start, end))
                equal(c.unicode_count(text, part, start, end), text.count(part, start, end))
                equal(c.unicode_tailmatch(text, part, start, end, -1), int(text.startswith(part, start, end)))
                equal(c.unicode_tailmatch(text, part, start, end, 1), int(text.endswith(part, start, end)))
                if len(part) == 1:
                    equal(c.unicode_find_char(text, ord(part), start, end, 1), text.find(part, start, end))
                    equal(c.unicode_find_char(text, ord(part), start, end, -1), text.rfind(part, start, end))


@capi.check
def searching_refuses_other_types():
    raises(TypeError, "'in <string>' requires string as left operand, not bytes", c.unicode_contains, "a", b"a")
    raises(TypeError, "must be str, not bytes", c.unicode_contains, b"a", "a")
    for args in ((b"a", "a"), ("a", b"a")):
        text = "must be str, not bytes"
        raises(TypeError, text, c.unicode_count, *args, 0, 1)
        raises(TypeError, text, c.unicode_tailmatch, *args, 0, 1, 1)
    raises(TypeError, "must be str, not bytes", c.unicode_find, b"a", "a", 0, 1, 1)
    raises(TypeError, "must be str, not bytes", c.unicode_find, "a", b"a", 0, 1, 1)


@capi.check
def replacing_is_that_of_str():
    for text in ("", "aaa", "abcabc", "\u20aca\u20ac"):
        for part, new in [("a", "b"), ("a", ""), ("", "-"), ("abc", "\U0001f600"), ("\u20ac", "xyz"), ("x", "y"), ("aa", "a")]:
            for count in (-1, 0, 1, 2, 99):
                equal(c.unicode_replace(text, part, new, count), text.replace(part, new, count))
    text = "some text"
    same(c.unicode_replace(text, "x" * 20, "y", -1), text)
    for args in ((b"a", "a", "a"), ("a", b"a", "a"), ("a", "a", b"a")):
        raises(TypeError, "must be str, not bytes", c.unicode_replace, *args, -1)
    part, new = "text", "other text"
    refcounts_stay(lambda: c.unicode_replace(text, part, new, -1), text, part, new)


@capi.check
def translating_is_that_of_str():
    table = {ord("a"): "XY", ord("b"): None, ord("c"): 0x20AC, 0x20AC: "e"}
    for text in ("", "abcd", "\u20acabc", "nothing d"):
        equal(c.unicode_translate(text, table, "ignore"), text.translate(table))
        equal(c.unicode_translate(text, table, "replace"), text.replace("b", "\ufffd").translate(table))
    for errors in (None, "strict"):
        equal(c.unicode_translate("acd", table, errors), "XY\u20acd")
        raises(UnicodeTranslateError, "can't translate character '\\x62' in position 1: character maps to <undefined>", c.unicode_translate, "ab", table, errors)
    raises(TypeError, "don't know how to handle UnicodeTranslateError in error callback", c.unicode_translate, "ab", table, "xmlcharrefreplace")
    raises(LookupError, "unknown error handler name 'nonsense'", c.unicode_translate, "b", table, "nonsense")
    equal(c.unicode_translate("aZ", "\0" * 97 + "Q", None), "QZ".replace("Z", "\0"))
    raises(TypeError, "character mapping must return integer, None or str", c.unicode_translate, "a", {97: b"x"}, None)
    raises(ValueError, "character mapping must be in range(0x110000)", c.unicode_translate, "a", {97: 0x110000}, None)
    raises(TypeError, "'int' object is not subscriptable", c.unicode_translate, "a", 5, None)
    raises(TypeError, "must be str, not bytes", c.unicode_translate, b"a", table, None)
    text = "abcabc"
    refcounts_stay(lambda: c.unicode_translate(text, table, "ignore"), text, table)


@capi.check
def percent_formatting():
    equal(c.unicode_format("%s and %d", ("a", 5)), "a and 5")
    equal(c.unicode_format("%(x)s", {"x": "\u20ac"}), "\u20ac")
    equal(c.unicode_format("%s", "one"), "one")
    raises(TypeError, "not enough arguments for format string", c.unicode_format, "%s %s", ("a",))
    raises(TypeError, "must be str, not bytes", c.unicode_format, b"%s", ("a",))
    bad_call(c.unicode_format, None, ("a",))
    bad_call(c.unicode_format, "%s", None)


@capi.check
def comparison_orders_by_code_point():
    for a in TEXTS:
        for b in TEXTS:
            equal(c.unicode_compare(a, b), (a > b) - (a < b))
            equal(c.unicode_equal(a, b), int(a == b))
            for op, expected in enumerate([a < b, a <= b, a == b, a != b, a > b, a >= b]):
                same(c.unicode_rich_compare(a, b, op), expected)
    equal(c.unicode_compare(Sub("a"), "a"), 0)
    raises(TypeError, "Can't compare str and bytes", c.unicode_compare, "a", b"a")
    raises(TypeError, "Can't compare int and str", c.unicode_compare, 1, "a")
    same(c.unicode_rich_compare("a", b"a", 2), NotImplemented)
    same(c.unicode_rich_compare(1, "a", 2), NotImplemented)


@capi.check
def comparison_with_c_strings():
    for text, data, expected in [("abc", b"abc", 0), ("abc", b"abd", -1), ("abd", b"abc", 1), ("ab", b"abc", -1), ("abc", b"ab", 1), ("", b"", 0), ("a\0", b"a", 1), ("\xe9", b"\xe9", 0), ("\u20ac", b"\xff", 1), ("\u20ac", b"", 1), ("", b"a", -1)]:
        got = c.unicode_compare_with_ascii_string(text, data)
        equal((got > 0) - (got < 0), expected)
    for text in TEXTS:
        data = text.encode("utf-8", "surrogatepass")
        valid = "\ud800" not in text
        equal(c.unicode_equal_to_utf8_and_size(text, data), int(valid))
        equal(c.unicode_equal_to_utf8(text, data.split(b"\0")[0]), int(valid and "\0" not in text))
        equal(c.unicode_equal_to_utf8_and_size(text, data + b"x"), 0)
        equal(c.unicode_equal_to_utf8_and_size(text + "x", data), 0)
    equal(c.unicode_equal_to_utf8("\xff", b"\xff"), 0)
    equal(c.unicode_equal_to_utf8_and_size("a\0b", b"a\0b"), 1)
    equal(c.unicode_equal_to_utf8_and_size("a\0b", b"a\0c"), 0)
    equal(c.unicode_equal_to_utf8(Sub("abc"), b"abc"), 1)


@capi.check
def interning_makes_equal_strings_one():
    text, other = "".join(["interned ", "by us"]), "".join(["interned ", "by us"])
    equal(c.unicode_check_interned(text), 0)
    same(c.unicode_intern_in_place(text), text)
    equal(c.unicode_check_interned(text) != 0, True)
    same(c.unicode_intern_in_place(other), text)
    same(c.unicode_intern_from_string(b"interned by us"), text)
    same(sys.intern("".join(["interned ", "by us"])), text)
    sub = Sub("interned by us")
    same(c.unicode_intern_in_place(sub), sub)
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.unicode_intern_from_string, b"\xff")


@capi.check
def immortal_interned_strings_stay():
    text = c.unicode_intern_immortal("".join(["interned ", "for ever"]))
    equal(c.unicode_check_interned(text), 2)
    same(sys.intern("".join(["interned ", "for ever"])), text)
    same(c.unicode_intern_immortal("".join(["interned ", "for ever"])), text)
    before = sys.getrefcount(text)
    same(c.unicode_intern_from_string(b"interned for ever"), text)
    equal(sys.getrefcount(text), before)


@capi.check
def a_removed_function_says_so():
    raises(RuntimeError, "PyUnicode_GetSize has been removed.", c.unicode_get_size, "abc")


@capi.check
def identifiers_are_known():
    for text in ("a", "_", "a1", "\xe9", "1a", "", "a b", "a-b", "\u20ac", "\U0001d7d8a", "if"):
        equal(c.unicode_is_identifier(text), int(text.isidentifier()))


@capi.check
def the_default_encoding_is_utf_8():
    equal(c.unicode_get_default_encoding(), "utf-8")


capi.main()
