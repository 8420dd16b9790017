"""bytearrayobject.h and cpython/bytearrayobject.h, called from C."""

import sys

import _capi_bytearrayobject as c
import capi
from capi import equal, raises, refcounts_stay, same


class Sub(bytearray):
    pass


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.bytearray_check, [1, 1, 0, 0]), (c.bytearray_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in (bytearray(), Sub(), b"", "")], expected)


@capi.check
def objects_become_bytearrays():
    for o, expected in [(b"abc", b"abc"), (bytearray(b"x"), b"x"), (memoryview(b"abcd")[::2], b"ac"), ([1, 255], b"\1\xff"), (3, b"\0\0\0"), (0, b""), (iter([65]), b"A")]:
        equal(c.bytearray_from_object(o), bytearray(expected))
    source = bytearray(b"abc")
    equal(c.bytearray_from_object(source) is source, False)
    raises(TypeError, "string argument without an encoding", c.bytearray_from_object, "x")
    raises(TypeError, "cannot convert 'float' object to bytearray", c.bytearray_from_object, 1.5)
    raises(ValueError, "negative count", c.bytearray_from_object, -1)
    raises(ValueError, "byte must be in range(0, 256)", c.bytearray_from_object, [256])
    refcounts_stay(lambda: c.bytearray_from_object(source), source)
    source.append(1)


@capi.check
def c_strings_become_bytearrays():
    equal(c.bytearray_from_string_and_size(b"ab\0cd", 4), bytearray(b"ab\0c"))
    equal(c.bytearray_from_string_and_size(None, 3), bytearray(b"xxx"))
    equal(c.bytearray_from_string_and_size(None, 0), bytearray())
    raises(SystemError, "Negative size passed to PyByteArray_FromStringAndSize", c.bytearray_from_string_and_size, b"abc", -1)
    raises(MemoryError, "", c.bytearray_from_string_and_size, None, sys.maxsize)


@capi.check
def the_text_is_in_place_and_ends_with_nul():
    for data in (b"", b"abc", b"a\0b", b"x" * 1000):
        equal(c.bytearray_as_string(bytearray(data)), data + b"\0")
        equal(c.bytearray_size(bytearray(data)), len(data))
    some = bytearray(b"abcdef")
    del some[:2]
    equal(c.bytearray_as_string(some), b"cdef\0")
    equal(c.bytearray_as_string(Sub(b"sub")), b"sub\0")


@capi.check
def it_is_resized_in_place():
    some = bytearray(b"abc")
    for size, expected in [(3, b"abc"), (5, b"abc--"), (2, b"ab"), (0, b""), (4, b"----"), (1000, b"-" * 1000), (10, b"-" * 10)]:
        equal(c.bytearray_resize(some, size), 0)
        equal(some, bytearray(expected))
        equal(c.bytearray_as_string(some), expected + b"\0")
    del some[:3]
    equal(c.bytearray_resize(some, 8), 0)
    equal(some, bytearray(b"-" * 8))


@capi.check
def it_is_not_resized_while_its_buffer_is_in_use():
    some = bytearray(b"abc")
    with memoryview(some):
        raises(BufferError, "Existing exports of data: object cannot be re-sized", c.bytearray_resize, some, 5)
        equal(c.bytearray_resize(some, 3), 0)
        equal(c.bytearray_struct(some)[2], 1)
    equal(c.bytearray_struct(some)[2], 0)
    raises(MemoryError, "", c.bytearray_resize, some, sys.maxsize)
    equal(some, bytearray(b"abc"))


@capi.check
def concatenation_takes_buffers():
    for a, b in [(b"ab", b"cd"), (bytearray(b"ab"), b""), (b"", memoryview(b"abcd")[:2])]:
        equal(c.bytearray_concat(a, b), bytearray(bytes(a) + bytes(b)))
    raises(TypeError, "can't concat str to bytes", c.bytearray_concat, b"a", "b")
    raises(TypeError, "can't concat bytes to int", c.bytearray_concat, 1, b"b")
    a, b = bytearray(b"first"), bytearray(b"second")
    refcounts_stay(lambda: c.bytearray_concat(a, b), a, b)
    refcounts_stay(lambda: raises(TypeError, None, c.bytearray_concat, a, "x"), a)
    a.append(1)


@capi.check
def the_struct_is_what_the_header_says():
    some = bytearray(b"abcdef")
    size, allocated, exports, same_start, data = c.bytearray_struct(some)
    equal((size, allocated >= 7, exports, same_start, data), (6, True, 0, 1, b"abcdef"))
    del some[:4]
    size, allocated, exports, same_start, data = c.bytearray_struct(some)
    equal((size, allocated > 2, exports, data), (2, True, 0, b"ef"))
    equal(c.bytearray_struct(bytearray())[0], 0)
    same(c.bytearray_write(some), some)
    equal(some, bytearray(b"EF"))


@capi.check
def the_iterators_type_is_exported():
    same(c.bytearray_iter_type(), type(iter(bytearray())))


capi.main()
