"""The macros, character properties and _PyUnicodeWriter of cpython/unicodeobject.h, called from C."""

import sys

import _capi_unicodeobject_cpython as c
import capi
from capi import equal, raises, refcounts_stay, same

TEXTS = ["", "a", "abc" * 30, "\xe9", "a\xff", "\u20ac", "a\u20acb", "\U0001f600", "x\U0010ffff", "\ud800"]


class Sub(str):
    pass


@capi.check
def strings_are_read_in_place():
    for text in TEXTS:
        top = ord(max(text, default="\0"))
        kind = 1 if top < 256 else 2 if top < 65536 else 4
        limit = 0x7F if top < 128 else 0xFF if top < 256 else 0xFFFF if top < 65536 else 0x10FFFF
        ascii = int(text.isascii())
        points = [ord(ch) for ch in text]
        equal(c.unicode_macros(text), (len(text), kind, limit, ascii, 1, ascii, points))
        equal(c.unicode_macros(Sub(text)), (len(text), kind, limit, ascii, 0, 0, points))
        equal(c.unicode_ends_with_nul(text), 1)
        equal(c.unicode_ends_with_nul(Sub(text)), 1)


CHARACTERS = [*range(0x250), 0x2C6, 0x370, 0x660, 0x661, 0x966, 0xBF2, 0x1C5, 0x1C8, 0x2028, 0x2029, 0x2160, 0x2170, 0x24D0, 0x2460, 0x2189, 0x3007, 0x3042, 0x4E00, 0xD800, 0xE000, 0xFB01, 0xFF11, 0x1D7D8, 0x10400, 0x10428, 0x1F600, 0x10FFFF]


@capi.check
def characters_have_the_properties_of_str():
    for n in CHARACTERS:
        ch, got = chr(n), c.character(n)
        for name in ("islower", "isupper", "isspace", "isdecimal", "isdigit", "isnumeric", "isprintable", "isalpha", "isalnum"):
            if name in ("islower", "isupper") and got["istitle"]:
                continue
            equal((hex(n), name, got[name]), (hex(n), name, int(getattr(ch, name)())))
        equal((hex(n), got["islinebreak"]), (hex(n), int(len(("a" + ch + "b").splitlines()) > 1)))
        for name in ("lower", "upper", "title"):
            full = getattr(ch, name)()
            if len(full) == 1:
                equal((hex(n), name, got[name]), (hex(n), name, ord(full)))
        equal(got["decimal"], int(ch) if ch.isdecimal() else -1)
    equal([n for n in dict.fromkeys(CHARACTERS) if c.character(n)["istitle"]], [0x1C5, 0x1C8, 0x1CB, 0x1F2])


@capi.check
def characters_have_values():
    for n, digit, numeric in [(0x31, 1, 1.0), (0xB2, 2, 2.0), (0xBD, -1, 0.5), (0x2460, 1, 1.0), (0x2189, -1, 0.0), (0xBF2, -1, 1000.0), (0x41, -1, -1.0), (0x1D7D8, 0, 0.0), (0x4E00, -1, 1.0), (0x2153, -1, 1 / 3)]:
        equal((c.character(n)["digit"], c.character(n)["numeric"]), (digit, numeric))
    # One character for one: of several the first.
    equal((c.character(0xDF)["upper"], c.character(0x130)["lower"], c.character(0x1C4)["title"], c.character(0xFB01)["upper"]), (0x53, 0x69, 0x1C5, 0x46))


@capi.check
def surrogates_are_halves():
    for n in (0x10000, 0x1F600, 0x10FFFF, 0x12345):
        high, low = divmod(n - 0x10000, 1024)
        equal(c.surrogates(n), (0xD800 + high, 0xDC00 + low, n, 1, 1, 0))
    equal([c.surrogates(n) for n in (0xD7FF, 0xD800, 0xDFFF, 0xE000)], [0, 1, 1, 0])


@capi.check
def the_table_of_white_space_is_that_of_ascii():
    equal(c.ascii_whitespace(), bytes(chr(n).isspace() for n in range(128)))


@capi.check
def a_writer_puts_texts_together():
    text = "some \u20ac text"
    for overallocate in (False, True):
        for size in (0, 3, 100):
            for steps, expected in [
                ([], ""), ([("char", 65)], "A"), ([("str", text)], text), ([("str", ""), ("char", 0x1F600), ("str", "abc")], "\U0001f600abc"),
                ([("ascii", b"abc"), ("latin1", b"\xe9"), ("str", "\u20ac"), ("ascii_all", b"end")], "abc\xe9\u20acend"), ([("substring", text, 2, 7)], text[2:7]),
                ([("substring", text, 0, len(text)), ("char", 33)], text + "!"), ([("fill", 5, 0x20AC), ("fill", 3, 65)], "\u20ac" * 5 + "AAA"), ([("fill", 200, 65), ("fill", 200, 0x1F600)], "A" * 200 + "\U0001f600" * 200),
                ([("char", 65), ("prepare_kind", 4), ("char", 0x1F600), ("str", "\xe9")], "A\U0001f600\xe9"), ([("char", n) for n in range(65, 91)] * 20, "".join(map(chr, range(65, 91))) * 20), ([("ascii", b"")], ""), ([("fill", 0, 65)], ""),
            ]:
                got = c.unicode_writer(steps, overallocate, size, True)
                equal(got, expected)
                equal(sys.getsizeof(got) <= sys.getsizeof(expected) + 64, True)
                equal(c.unicode_writer(steps, overallocate, size, False), None)
    refcounts_stay(lambda: c.unicode_writer([("str", text), ("str", text)], True, 0, True), text)
    refcounts_stay(lambda: c.unicode_writer([("str", text)], False, 0, True), text)
    refcounts_stay(lambda: c.unicode_writer([("str", text)], False, 0, False), text)


@capi.check
def a_writer_of_one_string_gives_that_string():
    text = "the only text"
    same(c.unicode_writer([("str", text)], False, 0, True), text)
    same(c.unicode_writer([], True, 100, True), "")


@capi.check
def a_writer_refuses_what_is_too_large():
    raises(MemoryError, "", c.unicode_writer, [("char", 65), ("fill", sys.maxsize, 65)], False, 0, True)


@capi.check
def identifiers_are_interned():
    same(c.unicode_from_id(), c.unicode_from_id())
    same(c.unicode_from_id(), sys.intern("some_identifier"))


capi.main()
