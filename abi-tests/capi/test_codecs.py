"""codecs.h, called from C."""

import codecs
import io

import _capi_codecs as c
import capi
from capi import equal, raises, refcounts_stay, same

BAD_ARGUMENT = "bad argument type for built-in operation"


def upper(text, errors="strict"):
    return text.upper().encode(), len(text)


def lower(data, errors="strict"):
    return f"{errors}:" + bytes(data).decode().lower(), len(data)


def search(name):
    searched.append(name)
    return codecs.CodecInfo(upper, lower, name=name) if name == "shouting" else None


searched = []


@capi.check
def codecs_are_registered_and_unregistered():
    equal(c.codec_known_encoding("shouting"), 0)
    equal(c.codec_register(search), 0)
    equal(c.codec_known_encoding("Shouting"), 1)
    equal(searched, ["shouting"])
    equal(c.codec_encode("abc", "shouting", None), b"ABC")
    equal(c.codec_decode(b"ABC", "shouting", None), "strict:abc")
    equal(c.codec_decode(b"ABC", "shouting", "ignore"), "ignore:abc")
    equal(c.codec_unregister(search), 0)
    equal(c.codec_known_encoding("shouting"), 0)
    equal(c.codec_unregister(search), 0)
    raises(TypeError, "argument must be callable", c.codec_register, 5)
    raises(TypeError, BAD_ARGUMENT, c.codec_register, None)
    refcounts_stay(lambda: (c.codec_register(search), c.codec_unregister(search)), search)


@capi.check
def known_encodings():
    for name, known in [("utf-8", 1), ("UTF 8", 1), ("latin-1", 1), ("rot13", 1), ("nonsense", 0), ("", 0)]:
        equal(c.codec_known_encoding(name), known)


@capi.check
def encoders_and_decoders_are_the_functions_of_the_codec():
    equal(c.codec_encoder("ascii")("abc"), (b"abc", 3))
    equal(c.codec_decoder("ascii")(b"abc"), ("abc", 3))
    equal(c.codec_encoder("rot13")("abc"), ("nop", 3))
    for function in (c.codec_encoder, c.codec_decoder):
        raises(LookupError, "unknown encoding: nonsense", function, "nonsense")
        raises(TypeError, BAD_ARGUMENT, function, None)


@capi.check
def any_codec_is_run():
    equal(c.codec_encode("\xe9", "utf-8", None), b"\xc3\xa9")
    equal(c.codec_encode("\xe9", "ascii", "xmlcharrefreplace"), b"&#233;")
    equal(c.codec_decode(b"\xff", "ascii", "replace"), "\ufffd")
    equal(c.codec_encode("abc", "rot13", "strict"), "nop")
    for function, o in [(c.codec_encode, "a"), (c.codec_decode, b"a")]:
        raises(LookupError, "unknown encoding: nonsense", function, o, "nonsense", None)
        raises(TypeError, BAD_ARGUMENT, function, o, None, None)
    error = raises(UnicodeEncodeError, "'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in range(128)", c.codec_encode, "\xe9", "ascii", None)
    equal(error.__notes__, ["encoding with 'ascii' codec failed"])
    error = raises(UnicodeDecodeError, "'ascii' codec can't decode byte 0xff in position 0: ordinal not in range(128)", c.codec_decode, b"\xff", "ascii", None)
    equal(error.__notes__, ["decoding with 'ascii' codec failed"])
    text = "text that is not interned"
    refcounts_stay(lambda: c.codec_encode(text, "utf-8", None), text)


@capi.check
def results_of_codecs_are_checked():
    def wrong(o, errors="strict"):
        return o

    def find(name):
        return codecs.CodecInfo(wrong, wrong, name=name) if name == "wrong" else (1, 2) if name == "short" else None

    c.codec_register(find)
    raises(TypeError, "encoder must return a tuple (object, integer)", c.codec_encode, "a", "wrong", None)
    raises(TypeError, "decoder must return a tuple (object,integer)", c.codec_decode, b"a", "wrong", None)
    raises(TypeError, "codec search functions must return 4-tuples", c.codec_encode, "a", "short", None)
    c.codec_unregister(find)


@capi.check
def incremental_codecs_are_made():
    encoder = c.codec_incremental_encoder("utf-16", None)
    equal(encoder.encode("a") + encoder.encode("b"), "ab".encode("utf-16"))
    equal(c.codec_incremental_encoder("ascii", "ignore").encode("a\xe9"), b"a")
    decoder = c.codec_incremental_decoder("utf-8", "replace")
    equal(decoder.decode(b"\xc3") + decoder.decode(b"\xa9\xff"), "\xe9\ufffd")
    for function in (c.codec_incremental_encoder, c.codec_incremental_decoder):
        raises(LookupError, "unknown encoding: nonsense", function, "nonsense", None)
        raises(TypeError, BAD_ARGUMENT, function, None, None)


@capi.check
def stream_codecs_are_made():
    raw = io.BytesIO(b"\xc3\xa9\xff")
    equal(c.codec_stream_reader(raw, "utf-8", "replace").read(), "\xe9\ufffd")
    raw = io.BytesIO()
    c.codec_stream_writer(raw, "utf-8", None).write("\xe9")
    equal(raw.getvalue(), b"\xc3\xa9")
    for function in (c.codec_stream_reader, c.codec_stream_writer):
        raises(LookupError, "unknown encoding: nonsense", function, raw, "nonsense", None)
        raises(TypeError, BAD_ARGUMENT, function, raw, None, None)
    refcounts_stay(lambda: c.codec_stream_writer(raw, "utf-8", None), raw)


@capi.check
def error_handlers_are_registered():
    def handler(error):
        return "<" + error.object[error.start:error.end] + ">" if isinstance(error, UnicodeEncodeError) else "?", error.end

    raises(LookupError, "unknown error handler name 'our-own'", c.codec_lookup_error, "our-own")
    equal(c.codec_register_error(b"our-own", handler), 0)
    same(c.codec_lookup_error("our-own"), handler)
    same(codecs.lookup_error("our-own"), handler)
    equal(b"a\xff".decode("ascii", "our-own"), "a?")
    raises(TypeError, "handler must be callable", c.codec_register_error, b"bad", 5)
    same(c.codec_lookup_error(None), c.codec_lookup_error("strict"))
    refcounts_stay(lambda: c.codec_lookup_error("our-own"), handler)


ENCODE = UnicodeEncodeError("codec", "a\xe9\u20ac\U0001f600b", 1, 4, "why")
DECODE = UnicodeDecodeError("codec", b"a\xff\xfeb", 1, 3, "why")
TRANSLATE = UnicodeTranslateError("a\u20ac\xe9b", 1, 3, "why")


@capi.check
def strict_raises_its_argument():
    for error in (ENCODE, DECODE, TRANSLATE, ValueError("x")):
        same(raises(type(error), str(error), c.codec_strict_errors, error), error)
    raises(TypeError, "codec must pass exception instance", c.codec_strict_errors, 5)


@capi.check
def the_built_in_handlers_replace():
    for function, expected in [
        (c.codec_ignore_errors, [("", 4), ("", 3), ("", 3)]), (c.codec_replace_errors, [("???", 4), ("\ufffd", 3), ("\ufffd\ufffd", 3)]), (c.codec_xmlcharref_replace_errors, [("&#233;&#8364;&#128512;", 4), None, None]),
        (c.codec_backslash_replace_errors, [("\\xe9\\u20ac\\U0001f600", 4), ("\\xff\\xfe", 3), ("\\u20ac\\xe9", 3)]), (c.codec_name_replace_errors, [("\\N{LATIN SMALL LETTER E WITH ACUTE}\\N{EURO SIGN}\\N{GRINNING FACE}", 4), None, None]),
    ]:
        for error, result in zip((ENCODE, DECODE, TRANSLATE), expected):
            if result is None:
                raises(TypeError, f"don't know how to handle {type(error).__name__} in error callback", function, error)
            else:
                equal(function(error), result)
        raises(TypeError, "don't know how to handle ValueError in error callback", function, ValueError("x"))
        raises(TypeError, "don't know how to handle int in error callback", function, 5)
        refcounts_stay(lambda: function(ENCODE), ENCODE)


@capi.check
def hexadecimal_digits():
    equal(c.hexdigits(), b"0123456789abcdef")


capi.main()
