"""PyUnicode_FromFormat and PyBytes_FromFormat, called from C."""

import _capi_unicodeobject_format as c
import capi
from capi import equal, raises, refcounts_stay

TEXT, BYTES = False, True


class Sub(str):
    pass


class Odd:
    def __str__(self):
        return "str\u20ac"

    def __repr__(self):
        return "repr\xe9"

    class Inner:
        pass


class Failing:
    def __str__(self):
        raise KeyError("str")

    __repr__ = __str__


@capi.check
def numbers_of_all_sizes():
    for format, type, bits in [("%d", "i", 32), ("%i", "i", 32), ("%ld", "l", 64), ("%li", "l", 64), ("%lld", "L", 64), ("%zd", "n", 64), ("%zi", "n", 64), ("%td", "t", 64), ("%jd", "j", 64)]:
        for value in (0, 1, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))):
            equal(c.format_number(f"<{format}>".encode(), type, value, TEXT), f"<{value}>")
    for format, type, bits in [("%u", "u", 32), ("%lu", "k", 64), ("%llu", "K", 64), ("%zu", "N", 64), ("%ju", "j", 64), ("%tu", "t", 64)]:
        for value in (0, 1, 2**bits - 1):
            equal(c.format_number(format.encode(), type, value, TEXT), str(value))
    for letter in "xXo":
        digits = "%" + letter
        for length, type, bits in [("", "u", 32), ("l", "k", 64), ("ll", "K", 64), ("z", "N", 64), ("j", "j", 64), ("t", "t", 64)]:
            for value in (0, 10, 255, 2**bits - 1):
                equal(c.format_number(f"%{length}{letter}".encode(), type, value, TEXT), digits % value)


@capi.check
def width_precision_and_flags_of_numbers():
    for format in ("%5d", "%05d", "%-5d", "%.3d", "%5.3d", "%-5.3d", "%1d", "%010d", "%.0d", "%20.10d"):
        for value in (0, 7, -7, 12345, -123456):
            # A precision is a number of digits; C has the same rules, but zero with precision 0 is "0" here.
            equal(c.format_number(format.encode(), "i", value, TEXT), (format % value))
    equal(c.format_number(b"%08x", "u", 0xBEEF, TEXT), "0000beef")
    equal(c.format_number(b"%8X|", "u", 0xBEEF, TEXT), "    BEEF|")
    equal(c.format_number(b"%-8o|", "u", 8, TEXT), "10      |")
    equal(c.format_stars(b"%*.*d", 8, 3, 5), "     005")
    equal(c.format_stars(b"%-*.*d|", 8, 3, -5), "-005    |")
    equal(c.format_stars(b"%*.*d|", -8, 3, -5), "-005    |")
    equal(c.format_stars(b"%*.*d|", 4, -1, 5), "   5|")


@capi.check
def characters():
    for n in (0, 65, 0xE9, 0x20AC, 0x10FFFF):
        equal(c.format_number(b"<%c>", "i", n, TEXT), f"<{chr(n)}>")
    for n in (-1, 0x110000):
        raises(OverflowError, "character argument not in range(0x110000)", c.format_number, b"%c", "i", n, TEXT)


@capi.check
def pointers():
    for address in (1, 0x1234, 2**64 - 1):
        equal(c.format_number(b"%p", "p", address, TEXT), hex(address))


@capi.check
def c_strings_are_utf_8_and_errors_are_replaced():
    equal(c.format_string(b"<%s>", "a\xe9\u20ac".encode(), TEXT), "<a\xe9\u20ac>")
    equal(c.format_string(b"%.3s", "a\xe9\u20ac".encode(), TEXT), "a\xe9")
    equal(c.format_string(b"%.4s", "a\xe9\u20ac".encode(), TEXT), "a\xe9\ufffd")
    equal(c.format_string(b"%6s|%%", "a\xe9".encode(), TEXT), "    a\xe9|%")
    equal(c.format_string(b"%-6s|", "a\xe9".encode(), TEXT), "a\xe9    |")
    equal(c.format_string(b"%5.2s|", b"abcdef", TEXT), "   ab|")
    equal(c.format_string(b"%s", b"a\xffb", TEXT), "a\ufffdb")
    equal(c.format_string(b"%.0s", b"abc", TEXT), "")


@capi.check
def wide_strings():
    equal(c.format_wide_string(b"<%ls>", "a\u20ac\U0001f600"), "<a\u20ac\U0001f600>")
    equal(c.format_wide_string(b"%.2ls|", "a\u20ac\U0001f600"), "a\u20ac|")
    equal(c.format_wide_string(b"%5ls|", "a\u20ac"), "   a\u20ac|")
    equal(c.format_wide_string(b"%-5.1ls|", "a\u20ac"), "a    |")


@capi.check
def objects():
    odd = Odd()
    for code, expected in [("%S", "str\u20ac"), ("%R", "repr\xe9"), ("%A", "repr\\xe9")]:
        equal(c.format_object(code.encode(), odd), expected)
        equal(c.format_object(code.replace("%", "%12").encode() + b"|", odd), expected.rjust(12) + "|")
        equal(c.format_object(code.replace("%", "%-12").encode() + b"|", odd), expected.ljust(12) + "|")
        equal(c.format_object(code.replace("%", "%.3").encode() + b"|", odd), expected[:3] + "|")
        equal(c.format_object(code.replace("%", "%6.3").encode() + b"|", odd), expected[:3].rjust(6) + "|")
        raises(KeyError, "'str'", c.format_object, code.encode(), Failing())
        refcounts_stay(lambda: c.format_object(code.encode(), odd), odd)
    for text in ("", "abc", "\u20ac\U0001f600", Sub("sub")):
        equal(c.format_object(b"<%U>", text), f"<{text}>")
        equal(c.format_object(b"%5.2U|", text), f"{text:5.2}|".rjust(6) if len(text) >= 5 else text[:2].rjust(5) + "|")
    equal(c.format_star(b"%*U|", 6, "abc"), "   abc|")
    equal(c.format_star(b"%.*U|", 2, "abc"), "ab|")


@capi.check
def types_by_their_names():
    class Local:
        pass

    equal(c.format_object(b"%T", 5), "int")
    equal(c.format_object(b"%T", Odd()), f"{__name__}.Odd" if __name__ != "__main__" else "Odd")
    equal(c.format_object(b"%N", int), "int")
    equal(c.format_object(b"%T", Odd.Inner()), Odd.Inner.__qualname__ if __name__ == "__main__" else "")
    from types import SimpleNamespace

    equal(c.format_object(b"%T", SimpleNamespace()), "types.SimpleNamespace")
    equal(c.format_object(b"%#T", 5), "int")
    Local.__module__ = "some.module"
    name = Local.__qualname__
    equal(c.format_object(b"%T", Local()), f"some.module.{name}")
    equal(c.format_object(b"%#T", Local()), f"some.module:{name}")
    equal(c.format_object(b"%N", Local), f"some.module.{name}")
    equal(c.format_object(b"%#N", Local), f"some.module:{name}")
    equal(c.format_object(b"<%30.11N>", Local), "<                   some.module>")
    equal(c.format_object(b"<%-20.11N>", Local), "<some.module         >")
    raises(TypeError, "%N argument must be a type", c.format_object, b"%N", 5)


@capi.check
def a_fallback_stands_for_null():
    equal(c.format_fallback(b"<%V>", "abc", b"ignored".decode()), "<abc>")
    equal(c.format_fallback(b"<%V>", "abc", None), "<abc>")
    equal(c.format_fallback(b"<%V>", None, "used\xe9"), "<used\xe9>")
    equal(c.format_fallback(b"<%7.2V>", None, "used"), "<     us>")
    equal(c.format_fallback(b"<%-7.2V>", "abc", None), "<ab     >")
    equal(c.format_wide_fallback(b"<%lV>", None, "wide\u20ac"), "<wide\u20ac>")
    equal(c.format_wide_fallback(b"<%lV>", "abc", "wide"), "<abc>")


@capi.check
def what_is_no_format():
    equal(c.format_nothing(b"100%%", TEXT), "100%")
    equal(c.format_nothing(b"", TEXT), "")
    equal(c.format_nothing(b"plain", TEXT), "plain")
    for bad in (b"%", b"a%y", b"%1", b"%.", b"%ll", b"%q %d", b"%lc", b"%zs"):
        raises(SystemError, "invalid format string: " + bad[bad.index(b"%"):].decode(), c.format_nothing, bad, TEXT)
    raises(ValueError, "PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0xff", c.format_nothing, b"\xff", TEXT)
    raises(ValueError, "width too big", c.format_number, b"%99999999999999999999d", "i", 1, TEXT)
    raises(ValueError, "precision too big", c.format_number, b"%.99999999999999999999d", "i", 1, TEXT)


@capi.check
def many_arguments_and_va_list():
    equal(c.format_many("\u20ac"), "-1|text|2|3|\u20ac|c|ff|-4|'\u20ac'|5|\u20ac|6|abc|    7|%|0x1234")
    equal(c.format_v(7, b"x\xc3\xa9", TEXT), "7:x\xe9:-5")
    equal(c.format_v(-7, b"x\xff", BYTES), b"-7:x\xff:-5")


@capi.check
def bytes_have_fewer_formats():
    for format, type, value, expected in [
        (b"%d", "i", -5, b"-5"), (b"%i", "i", 5, b"5"), (b"%u", "u", 2**32 - 1, b"4294967295"), (b"%ld", "l", -(2**63), b"-9223372036854775808"), (b"%lu", "k", 2**64 - 1, b"18446744073709551615"),
        (b"%zd", "n", -1, b"-1"), (b"%zu", "N", 2**64 - 1, b"18446744073709551615"), (b"%x", "i", 255, b"ff"), (b"%x", "i", -1, b"ffffffff"), (b"<%c>", "i", 255, b"<\xff>"), (b"%c", "i", 0, b"\0"), (b"%p", "p", 0x1234, b"0x1234"),
    ]:
        equal(c.format_number(format, type, value, BYTES), expected)
    for n in (-1, 256):
        raises(OverflowError, "PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]", c.format_number, b"%c", "i", n, BYTES)
    equal(c.format_string(b"<%s>", b"a\xff", BYTES), b"<a\xff>")
    equal(c.format_string(b"<%.2s>", b"abc", BYTES), b"<ab>")
    equal(c.format_string(b"<%.9s>", b"abc", BYTES), b"<abc>")
    equal(c.format_nothing(b"100%%\xff", BYTES), b"100%\xff")
    equal(c.format_nothing(b"", BYTES), b"")
    equal(c.bytes_format_many(), b"-1|text|2|3|c|ff|5|6|abc|%|7|8")


@capi.check
def bytes_copy_a_format_that_is_unknown():
    for format in (b"a%y b", b"%q %d", b"%5y"):
        equal(c.format_nothing(format, BYTES), format)


capi.main()
