"""marshal.h, called from C."""

import marshal
import os
import tempfile

import _capi_marshal as c
import capi
from capi import equal, raises, refcounts_stay, same

FOLDER = tempfile.mkdtemp()
PATH = os.path.join(FOLDER, "data").encode()


def put(data):
    with open(PATH, "wb") as file:
        file.write(data)


def get():
    with open(PATH, "rb") as file:
        return file.read()


def code():
    def function(a, b=2, *c, d):
        yield a + b

    return function.__code__


SOME = [
    None, True, False, ..., StopIteration, 0, 1, -1, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**100, -(2**3000), 0.0, -1.5, 1e300, float("inf"), 1j, -2.5 + 3e9j, b"", b"abc" * 100,
    "", "abc", "é", "\u20ac", "\U0001f600", "\ud800", "x" * 300, (), (1,), tuple(range(300)), [], [1, [2, [3]]], {}, {"a": 1, 2: [None]}, set(), {1}, frozenset({2}), ((), [(), {}]), code(),
]


@capi.check
def objects_come_back_from_strings():
    for o in SOME:
        for version in range(5):
            data = c.marshal_write_object_to_string(o, version)
            equal(type(data), bytes)
            back = c.marshal_read_object_from_string(data)
            equal(back, o)
            equal(c.marshal_read_object_from_string(data + b"more"), o)
            equal(marshal.loads(data), o)


@capi.check
def strings_are_those_of_the_module():
    for o in SOME[:-1]:
        for version in range(5):
            equal(c.marshal_write_object_to_string(o, version), marshal.dumps(o, version))


@capi.check
def what_cannot_be_marshalled_is_an_error_for_strings():
    class Sub(int):
        pass

    for o in (object(), [object()], {1: object()}, Sub(1), len, int):
        raises(ValueError, "unmarshallable object", c.marshal_write_object_to_string, o, 4)
    deep = []
    for _ in range(3000):
        deep = [deep]
    raises(ValueError, "object too deeply nested to marshal", c.marshal_write_object_to_string, deep, 4)
    equal(c.marshal_write_object_to_string(bytearray(b"ab"), 0), b"s\2\0\0\0ab")


@capi.check
def objects_come_back_from_files():
    for o in SOME:
        for version in (0, 4):
            c.marshal_write_object_to_file(o, PATH, version)
            size = len(get())
            for how in "ol":
                equal(c.marshal_read_file(PATH, how), ([o], size))


@capi.check
def files_get_a_mark_for_what_cannot_be_marshalled():
    c.marshal_write_object_to_file([1, object(), 2], PATH, 2)
    equal(get(), b"[\3\0\0\0i\1\0\0\0?i\2\0\0\0")
    raises(ValueError, "bad marshal data (unknown type code)", c.marshal_read_file, PATH, "o")
    c.marshal_write_object_to_file({1: object()}, PATH, 2)
    equal(get(), b"{i\1\0\0\0?0")


@capi.check
def an_object_is_read_and_nothing_behind_it():
    put(marshal.dumps([1, "two"]) + marshal.dumps(3) + b"\x05\x01" + b"\xfe\xff\xff\xff" + marshal.dumps(b"last") + b"rest")
    equal(c.marshal_read_file(PATH, "oosio")[0], [[1, "two"], 3, 261, -2, b"last"])
    equal(c.marshal_read_file(PATH, "oosio")[1], len(get()) - 4)
    equal(c.marshal_read_file(PATH, "oosil"), ([[1, "two"], 3, 261, -2, b"last"], len(get())))


@capi.check
def objects_are_read_from_pipes():
    read, write = os.pipe()
    os.write(write, marshal.dumps({"a": [1] * 10}) + marshal.dumps("second"))
    os.close(write)
    equal(c.marshal_read_pipe(read), ({"a": [1] * 10}, "second"))


@capi.check
def longs_have_four_bytes():
    for value, data in [(0, b"\0\0\0\0"), (-1, b"\xff" * 4), (0x12345678, b"xV4\x12"), (2**31 - 1, b"\xff\xff\xff\x7f"), (-(2**31), b"\0\0\0\x80"), (2**32 + 1, b"\1\0\0\0")]:
        c.marshal_write_long_to_file(value, PATH)
        equal(get(), data)
        equal(c.marshal_read_file(PATH, "i"), ([(value + 2**31) % 2**32 - 2**31], 4))
    put(b"\xff\xff")
    equal(c.marshal_read_file(PATH, "s"), ([-1], 2))
    put(b"\xff\x7f")
    equal(c.marshal_read_file(PATH, "s"), ([32767], 2))


@capi.check
def files_that_are_too_short_are_errors():
    for data, first, last in [
        (b"", "EOF read where object expected", None), (b"i\1", "EOF read where not expected", "marshal data too short"), (b"s\5\0\0\0ab", "EOF read where not expected", "marshal data too short"),
        (b"[\2\0\0\0N", "EOF read where object expected", None), (b"(\xff\xff\xff\x7fN", "EOF read where object expected", None), (b"l\2\0\0\0\1\0", "EOF read where not expected", "marshal data too short"),
    ]:
        put(data)
        if not data.startswith(b"("):
            raises(EOFError, first, c.marshal_read_file, PATH, "o")
            raises(EOFError, last or first, c.marshal_read_file, PATH, "l")
            raises(EOFError, last or first, c.marshal_read_object_from_string, data)
    for data in (b"", b"a"):
        put(data)
        raises(EOFError, "EOF read where not expected", c.marshal_read_file, PATH, "s")
        raises(EOFError, "EOF read where not expected", c.marshal_read_file, PATH, "i")


@capi.check
def bad_data_is_told():
    for data, error, text in [
        (b"?", ValueError, "bad marshal data (unknown type code)"), (b"\1", ValueError, "bad marshal data (unknown type code)"), (b"0", TypeError, "NULL object in marshal data for object"),
        (b"[\2\0\0\0N0", TypeError, "NULL object in marshal data for list"), (b"(\1\0\0\0" + b"0", TypeError, "NULL object in marshal data for tuple"), (b"<\1\0\0\0" + b"0", TypeError, "NULL object in marshal data for set"),
        (b"(\xff\xff\xff\xff", ValueError, "bad marshal data (tuple size out of range)"), (b"[\xff\xff\xff\xff", ValueError, "bad marshal data (list size out of range)"), (b"<\xff\xff\xff\xff", ValueError, "bad marshal data (set size out of range)"),
        (b"s\xff\xff\xff\xff", ValueError, "bad marshal data (bytes object size out of range)"), (b"u\xff\xff\xff\xff", ValueError, "bad marshal data (string size out of range)"), (b"a\xff\xff\xff\xff", ValueError, "bad marshal data (string size out of range)"),
        (b"l\1\0\0\0\0\0", ValueError, "bad marshal data (unnormalized long data)"), (b"l\1\0\0\0\0\x80", ValueError, "bad marshal data (digit out of range in long)"), (b"l\0\0\0\x80", ValueError, "bad marshal data (long size out of range)"),
        (b"r\0\0\0\0", ValueError, "bad marshal data (invalid reference)"), (b"r\xff\xff\xff\xff", ValueError, "bad marshal data (invalid reference)"), (b"f\3abc", ValueError, "could not convert string to float: 'abc'"),
    ]:
        put(data)
        raises(error, text, c.marshal_read_object_from_string, data)
        for how in "ol":
            raises(error, text, c.marshal_read_file, PATH, how)


@capi.check
def references_are_shared():
    item = "shared text"
    data = c.marshal_write_object_to_string([item, item, (item,)], 4)
    a, b, (d,) = c.marshal_read_object_from_string(data)
    same(a, b)
    same(a, d)
    loop = []
    loop.append(loop)
    put(c.marshal_write_object_to_string(loop, 4))
    for back in (c.marshal_read_object_from_string(get()), c.marshal_read_file(PATH, "o")[0][0]):
        same(back[0], back)
        back.clear()
    loop.clear()


@capi.check
def reference_counts_stay():
    item, bad = object(), [1, object()]
    text = "some text that is not interned!"
    refcounts_stay(lambda: c.marshal_write_object_to_string([text, text], 4), text)
    refcounts_stay(lambda: raises(ValueError, None, c.marshal_write_object_to_string, bad, 4), bad, bad[1])
    refcounts_stay(lambda: c.marshal_write_object_to_file(bad, PATH, 4), bad, bad[1])
    refcounts_stay(lambda: raises(ValueError, None, c.marshal_write_object_to_string, {text: item}, 4), item, text)


try:
    capi.main()
finally:
    import shutil

    shutil.rmtree(FOLDER)
