"""The codecs of unicodeobject.h, called from C. (The suite runs in UTF-8 mode.)"""

import _capi_unicodeobject_codecs as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same

TEXTS = ["", "a", "abc\0d", "\xe9", "\u20ac", "\U0001f600", "x\U0010ffff\u20ac\xe9a", "~\\\n\t\x7f", "+-/A"]
BAD_ARGUMENT = "bad argument type for built-in operation"


class Path:
    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


def outcome(function, *args):
    """What a call gives or raises, to be compared."""
    try:
        return function(*args)
    except Exception as error:
        return type(error), str(error)


@capi.check
def encoders_are_those_of_str_encode():
    for text in TEXTS + ["a\ud800b", "\udcff"]:
        for function, encoding in [
            (c.unicode_as_utf8_string, "utf-8"), (c.unicode_as_ascii_string, "ascii"), (c.unicode_as_latin1_string, "latin-1"), (c.unicode_as_utf16_string, "utf-16"),
            (c.unicode_as_utf32_string, "utf-32"), (c.unicode_as_unicode_escape_string, "unicode_escape"), (c.unicode_as_raw_unicode_escape_string, "raw_unicode_escape"),
        ]:
            equal(outcome(function, text), outcome(text.encode, encoding))
            raises(TypeError, BAD_ARGUMENT, function, b"x")
            refcounts_stay(lambda: outcome(function, text), text, times=5)


DECODERS = [
    (c.unicode_decode_utf8, "utf-8"), (c.unicode_decode_ascii, "ascii"), (c.unicode_decode_latin1, "latin-1"), (c.unicode_decode_utf7, "utf-7"),
    (c.unicode_decode_unicode_escape, "unicode_escape"), (c.unicode_decode_raw_unicode_escape, "raw_unicode_escape"),
]


@capi.check
def decoders_are_those_of_bytes_decode():
    import warnings

    datas = [b"", b"abc", b"a\0b", "\xe9\u20ac\U0001f600".encode(), b"\xff", b"a\xc3", b"\xe2\x82x\xf0\x9f", b"\xed\xa0\x80", b"\xf8\x88", b"\xc0\xaf", b"+AGE-b", b"+2AHcAw-", b"+AGE", b"a+", b"\\x41\\u20ac", b"\\", b"\\x4", b"\\U00110000", b"\\N{BULLET}\\101", b"\\N{nothing}", b"\\u12", b"+\xe9"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for data in datas:
            for function, encoding in DECODERS:
                for errors in (None, "strict", "ignore", "replace", "surrogateescape", "backslashreplace", "nonsense"):
                    equal(outcome(function, data, errors), outcome(data.decode, encoding, errors or "strict"))


@capi.check
def unfinished_sequences_wait_for_more():
    for data, text, used in [(b"abc", "abc", 3), (b"ab\xe2\x82", "ab", 2), (b"\xf0\x9f\x98", "", 0), (b"\xc3", "", 0), (b"", "", 0), (b"\xf0\x9f\x98\x80\xf0", "\U0001f600", 4)]:
        equal(c.unicode_decode_utf8_stateful(data, None, True), (text, used))
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte", c.unicode_decode_utf8_stateful, b"a\xff", None, True)
    raises(UnicodeDecodeError, "'utf-8' codec can't decode bytes in position 2-3: unexpected end of data", c.unicode_decode_utf8_stateful, b"ab\xe2\x82", None, False)
    equal(c.unicode_decode_utf8_stateful(b"a\xffb\xe2", "replace", True), ("a\ufffdb", 3))
    for data, text, used in [(b"ab", "ab", 2), (b"a+AGE-", "aa", 6), (b"a+AGE", "a", 1), (b"a+", "a", 1), (b"+AGEAYg", "", 0), (b"+AGE-x+", "ax", 6)]:
        equal(c.unicode_decode_utf7_stateful(data, None, True), (text, used))
    for data in (b"a+AGE", b"a+A", b"a+2D0", b"a+"):
        equal(outcome(c.unicode_decode_utf7_stateful, data, None, False), outcome(data.decode, "utf-7"))


@capi.check
def wide_decoders_find_the_byte_order():
    for function, stateful, bits, mark in [(c.unicode_decode_utf16, c.unicode_decode_utf16_stateful, "16", b"\xff\xfe"), (c.unicode_decode_utf32, c.unicode_decode_utf32_stateful, "32", b"\xff\xfe\0\0")]:
        for text in TEXTS:
            little, big = text.encode(f"utf-{bits}-le"), text.encode(f"utf-{bits}-be")
            reverse = mark[::-1]
            equal(function(little, None, -1), (text, -1))
            equal(function(big, None, 1), (text, 1))
            equal(function(little, None, None), text)
            equal(function(mark + little, None, None), text)
            equal(function(reverse + big, None, None), text)
            equal(function(mark + little, None, 0), (text, -1))
            equal(function(reverse + big, None, 0), (text, 1))
            equal(function(little, None, 0), (text, 0)) if not text.startswith("\ufeff") else None
            equal(function(mark + little, None, -1), ("\ufeff" + text, -1))
            equal(stateful(mark + little + b"\0", None, 0), (text, -1, len(mark + little)))
            equal(stateful(big + b"\0", None, 1), (text, 1, len(big)))


@capi.check
def wide_decoders_handle_errors_like_bytes_decode():
    datas16 = [b"\0", b"\0\xd8", b"\0\xd8a\0", b"\0\xdc", b"\0\xd8\0\xd8", b"a\0\0\xdc\0\xd8"]
    datas32 = [b"\0", b"\0\0\x11\0", b"\0\xd8\0\0", b"a\0\0\0\0", b"\xff\xff\xff\xff"]
    for function, encoding, datas in [(c.unicode_decode_utf16, "utf-16", datas16), (c.unicode_decode_utf32, "utf-32", datas32)]:
        for data in datas:
            for errors in (None, "ignore", "replace", "surrogatepass", "backslashreplace"):
                for order, suffix in [(-1, "-le"), (1, "-be")]:
                    got = outcome(function, data, errors, order)
                    expected = outcome(data.decode, encoding + suffix, errors or "strict")
                    equal(got, expected if type(expected) is tuple else (expected, order))
    equal(c.unicode_decode_utf16_stateful(b"a\0\0\xd8", None, -1), ("a", -1, 2))
    equal(c.unicode_decode_utf16_stateful(b"\xff", None, 0), ("", 0, 0))
    equal(c.unicode_decode_utf32_stateful(b"a\0\0\0b\0", None, -1), ("a", -1, 4))


@capi.check
def charmaps_decode():
    for mapping in (None, "abc\ufffe\u20ac", {0: "x", 1: 65, 2: None, 3: "\U0001f600\u20ac", 4: 0xFFFE}, {97: "yes"}):
        for data in (b"", b"\0\1", b"\2", b"\3", b"\4", b"\5", b"a"):
            for errors in (None, "ignore", "replace"):
                import codecs

                expected = outcome(lambda: codecs.charmap_decode(data, errors or "strict", *([mapping] if mapping is not None else []))[0])
                equal(outcome(c.unicode_decode_charmap, data, mapping, errors), expected)
    raises(TypeError, "character mapping must return integer, None or str", c.unicode_decode_charmap, b"a", {97: b"x"}, None)
    raises(TypeError, "character mapping must be in range(0x110000)", c.unicode_decode_charmap, b"a", {97: 0x110000}, None)
    raises(TypeError, "'int' object is not subscriptable", c.unicode_decode_charmap, b"a", 5, None)


@capi.check
def charmaps_encode():
    mapping = {97: b"xyz", 98: 66, 99: None, 100: b""}
    for text, expected in [("", b""), ("ab", b"xyzB"), ("ad", b"xyz")]:
        equal(c.unicode_as_charmap_string(text, mapping), expected)
    raises(UnicodeEncodeError, "'charmap' codec can't encode character '\\x63' in position 1: character maps to <undefined>", c.unicode_as_charmap_string, "ac", mapping)
    raises(UnicodeEncodeError, "'charmap' codec can't encode character '\\x65' in position 0: character maps to <undefined>", c.unicode_as_charmap_string, "e", mapping)
    raises(TypeError, "character mapping must return integer, bytes or None, not str", c.unicode_as_charmap_string, "a", {97: "x"})
    raises(TypeError, "character mapping must be in range(256)", c.unicode_as_charmap_string, "a", {97: 256})
    raises(TypeError, BAD_ARGUMENT, c.unicode_as_charmap_string, b"a", mapping)
    raises(TypeError, BAD_ARGUMENT, c.unicode_as_charmap_string, "a", None)
    refcounts_stay(lambda: c.unicode_as_charmap_string("ab", mapping), mapping, mapping[97])


@capi.check
def encoding_maps_are_built():
    table = "".join(chr(n) for n in range(128)) + "".join(chr(0x400 + n) for n in range(128))
    built = c.unicode_build_encoding_map(table)
    equal(type(built).__name__, "EncodingMap")
    equal(c.unicode_as_charmap_string("a\u0401\u047f", built), b"a\x81\xff")
    raises(UnicodeEncodeError, "'charmap' codec can't encode character '\\u20ac' in position 0: character maps to <undefined>", c.unicode_as_charmap_string, "\u20ac", built)
    odd = c.unicode_build_encoding_map("abc" + "\0" * 253)
    equal(type(odd), dict)
    raises(TypeError, BAD_ARGUMENT, c.unicode_build_encoding_map, b"x")


@capi.check
def named_codecs_are_looked_up():
    for text in TEXTS:
        for encoding in (None, "utf-8", "UTF8", "latin-1", "ISO-8859-1", "ascii", "us-ascii", "utf-16", "utf-32-be", "cp1252", "unicode_escape"):
            for errors in (None, "strict", "ignore", "xmlcharrefreplace"):
                expected = outcome(text.encode, encoding or "utf-8", errors or "strict")
                equal(outcome(c.unicode_as_encoded_string, text, encoding, errors), expected)
                if type(expected) is bytes:
                    equal(c.unicode_decode(expected, encoding, None), expected.decode(encoding or "utf-8"))
                    equal(c.unicode_from_encoded_object(expected, encoding, None), expected.decode(encoding or "utf-8"))
                    equal(c.unicode_from_encoded_object(bytearray(expected), encoding, None), expected.decode(encoding or "utf-8"))
    for function, arg in [(c.unicode_as_encoded_string, "a"), (c.unicode_decode, b"a"), (c.unicode_from_encoded_object, b"a")]:
        raises(LookupError, "unknown encoding: nonsense", function, arg, "nonsense", None)
    raises(LookupError, "unknown error handler name 'nonsense'", c.unicode_as_encoded_string, "\xe9", "ascii", "nonsense")
    raises(LookupError, "'rot13' is not a text encoding; use codecs.encode() to handle arbitrary codecs", c.unicode_as_encoded_string, "a", "rot13", None)
    raises(LookupError, "'rot13' is not a text encoding; use codecs.decode() to handle arbitrary codecs", c.unicode_decode, b"61", "rot13", None)
    raises(TypeError, BAD_ARGUMENT, c.unicode_as_encoded_string, b"a", None, None)


@capi.check
def from_encoded_object_takes_buffers():
    equal(c.unicode_from_encoded_object(memoryview(b"abc")[1:], None, None), "bc")
    same(c.unicode_from_encoded_object(b"", "nonsense", None), "")
    raises(TypeError, "decoding str is not supported", c.unicode_from_encoded_object, "a", None, None)
    raises(TypeError, "decoding to str: need a bytes-like object, int found", c.unicode_from_encoded_object, 5, None, None)
    bad_call(c.unicode_from_encoded_object, None, None, None)
    data = bytearray(b"abc")
    refcounts_stay(lambda: c.unicode_from_encoded_object(data, "ascii", None), data)
    data.append(1)


DEPRECATED = [
    (c.unicode_as_encoded_object, "PyUnicode_AsEncodedObject() is deprecated; use PyUnicode_AsEncodedString() to encode from str to bytes or PyCodec_Encode() for generic encoding"),
    (c.unicode_as_encoded_unicode, "PyUnicode_AsEncodedUnicode() is deprecated; use PyCodec_Encode() to encode from str to str"),
    (c.unicode_as_decoded_object, "PyUnicode_AsDecodedObject() is deprecated; use PyCodec_Decode() to decode from str"),
    (c.unicode_as_decoded_unicode, "PyUnicode_AsDecodedUnicode() is deprecated; use PyCodec_Decode() to decode from str to str"),
]


@capi.check
def deprecated_functions_run_any_codec():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        equal(c.unicode_as_encoded_object("abc", "utf-8", None), b"abc")
        equal(c.unicode_as_encoded_object("abc", None, None), b"abc")
        equal(c.unicode_as_encoded_unicode("abc", "rot13", None), "nop")
        equal(c.unicode_as_decoded_object("abc", "rot13", None), "nop")
        equal(c.unicode_as_decoded_unicode("abc", "rot13", None), "nop")
        raises(TypeError, "'utf-8' encoder returned 'bytes' instead of 'str'; use codecs.encode() to encode to arbitrary types", c.unicode_as_encoded_unicode, "abc", "utf-8", None)
        for function, _ in DEPRECATED:
            raises(TypeError, BAD_ARGUMENT, function, b"abc", "rot13", None)
            raises(LookupError, "unknown encoding: nonsense", function, "abc", "nonsense", None)
        warnings.simplefilter("error")
        for function, text in DEPRECATED:
            raises(DeprecationWarning, text, function, "abc", "rot13", None)


@capi.check
def the_locale_is_utf_8():
    for text in TEXTS:
        if "\0" in text:
            raises(ValueError, "embedded null character", c.unicode_encode_locale, text, "strict")
            continue
        for errors in (None, "strict", "surrogateescape"):
            equal(c.unicode_encode_locale(text, errors), text.encode())
            equal(c.unicode_decode_locale(text.encode(), errors), text)
            equal(c.unicode_decode_locale_and_size(text.encode(), errors), text)
    equal(c.unicode_decode_locale(b"a\xff", "surrogateescape"), "a\udcff")
    equal(c.unicode_encode_locale("a\udcff", "surrogateescape"), b"a\xff")
    raises(ValueError, "unsupported error handler", c.unicode_encode_locale, "a", "surrogatepass")
    raises(ValueError, "unsupported error handler", c.unicode_decode_locale, b"a", "surrogatepass")
    raises(ValueError, "unsupported error handler", c.unicode_encode_locale, "a", "replace")
    raises(ValueError, "unsupported error handler", c.unicode_decode_locale, b"a", "backslashreplace")
    raises(TypeError, BAD_ARGUMENT, c.unicode_encode_locale, b"a", None)


@capi.check
def errors_of_the_locale_name_its_codec():
    for errors in (None, "strict"):
        raises(UnicodeDecodeError, "'locale' codec can't decode byte 0xff in position 1: decoding error", c.unicode_decode_locale, b"a\xffb", errors)
        raises(UnicodeEncodeError, "'locale' codec can't encode character '\\udcff' in position 1: encoding error", c.unicode_encode_locale, "a\udcff", errors)
    raises(UnicodeEncodeError, "'locale' codec can't encode character '\\ud800' in position 1: encoding error", c.unicode_encode_locale, "a\ud800", "surrogateescape")


@capi.check
def file_names_keep_bytes_that_are_no_text():
    for data in (b"", b"abc", "\xe9\u20ac".encode(), b"a\xff", b"\xed\xa0\x80"):
        text = data.decode("utf-8", "surrogateescape")
        equal(c.unicode_decode_fs_default(data), text)
        equal(c.unicode_decode_fs_default_and_size(data), text)
        equal(c.unicode_encode_fs_default(text), data)
    equal(c.unicode_decode_fs_default_and_size(b"a\0b"), "a\0b")
    raises(UnicodeEncodeError, "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed", c.unicode_encode_fs_default, "\ud800")


@capi.check
def path_converters_take_paths_of_both_kinds():
    for path, data, text in [("a\xe9", "a\xe9".encode(), "a\xe9"), (b"a\xff", b"a\xff", "a\udcff"), (Path("p"), b"p", "p"), (Path(b"q"), b"q", "q"), ("", b"", "")]:
        equal(c.unicode_fs_converter(path), (0x20000, data))
        equal(c.unicode_fs_decoder(path), (0x20000, text))
        refcounts_stay(lambda: (c.unicode_fs_converter(path), c.unicode_fs_decoder(path)), path)
    for function in (c.unicode_fs_converter, c.unicode_fs_decoder):
        raises(TypeError, "expected str, bytes or os.PathLike object, not int", function, 5)
        raises(TypeError, "expected Path.__fspath__() to return str or bytes, not int", function, Path(5))
    raises(ValueError, "embedded null byte", c.unicode_fs_converter, "a\0b")
    raises(ValueError, "embedded null byte", c.unicode_fs_converter, b"a\0b")
    raises(ValueError, "embedded null character", c.unicode_fs_decoder, "a\0b")
    raises(ValueError, "embedded null character", c.unicode_fs_decoder, b"a\0b")


@capi.check
def the_argument_parser_cleans_up_after_a_path_converter():
    path = "some path"
    equal(c.unicode_fs_converter_parsed(path, 1), b"some path")
    raises(TypeError, "'str' object cannot be interpreted as an integer", c.unicode_fs_converter_parsed, path, "x")
    data = b"some bytes"
    refcounts_stay(lambda: outcome(c.unicode_fs_converter_parsed, data, "x"), data)
    refcounts_stay(lambda: c.unicode_fs_converter_parsed(data, 1), data)


capi.main()
