"""memoryobject.h, called from C."""

import _capi_memoryobject as c
import capi
from capi import equal, raises, refcounts_stay, same

READ, WRITE = 0x100, 0x200


@capi.check
def from_object_views_an_exporter():
    some = bytearray(b"abc")
    view = c.memory_from_object(some)
    same(type(view), memoryview)
    same(view.obj, some)
    view[0] = 120
    equal(some, bytearray(b"xbc"))
    equal(c.memory_macros(view), (some, 3, 1, 0, 1, "B"))
    del view
    some.append(1)
    refcounts_stay(lambda: c.memory_from_object(some), some)
    for wrong in (5, "abc", None):
        raises(TypeError, f"memoryview: a bytes-like object is required, not '{type(wrong).__name__}'", c.memory_from_object, wrong)


@capi.check
def from_object_of_a_view_shares_its_base():
    some = b"abcd"
    view = c.memory_from_object(memoryview(some)[::2])
    same(view.obj, some)
    equal(view.tolist(), [97, 99])
    released = memoryview(some)
    released.release()
    raises(ValueError, "operation forbidden on released memoryview object", c.memory_from_object, released)


@capi.check
def from_memory_views_plain_memory():
    view = c.memory_from_memory(4, READ)
    equal(bytes(view), b"some")
    equal((view.readonly, view.obj, view.format), (True, None, "B"))
    writable = c.memory_from_memory(4, WRITE)
    equal(writable.readonly, False)
    writable[0] = ord("S")
    equal(bytes(view), b"Some")
    writable[0] = ord("s")
    equal(c.memory_macros(view), (None, 4, 1, 1, 1, "B"))
    equal(bytes(c.memory_from_memory(0, READ)), b"")


@capi.check
def from_buffer_copies_what_describes_it():
    equal(c.memory_from_buffer(2, 3, 3, 1, "B", False), [[115, 111, 109], [101, 32, 109]])
    equal(c.memory_from_buffer(2, 2, 4, 2, "B", False), [[115, 109], [32, 101]])
    equal(c.memory_from_buffer(2, 2, 4, 2, "H", False), [[0x6F73, 0x656D], [0x6D20, 0x6D65]])
    raises(ValueError, "PyMemoryView_FromBuffer(): info->buf must not be NULL", c.memory_from_buffer, 1, 1, 1, 1, "B", True)


@capi.check
def check_takes_views_only():
    equal([c.memory_check(o) for o in (memoryview(b""), b"", None)], [1, 0, 0])


@capi.check
def get_contiguous_gives_the_object_itself_when_it_is():
    some = bytearray(b"abcdef")
    for order in "CFA":
        view = c.memory_get_contiguous(some, READ, order)
        same(view.obj, some)
        view = c.memory_get_contiguous(some, WRITE, order)
        view[0] = 97
        del view
    refcounts_stay(lambda: c.memory_get_contiguous(some, READ, "C"), some)


@capi.check
def get_contiguous_copies_what_is_not():
    some = bytearray(b"abcdef")
    for order in "CFA":
        view = c.memory_get_contiguous(memoryview(some)[::2], READ, order)
        equal((bytes(view), view.c_contiguous, view.format, view.shape, view.strides), (b"ace", True, "B", (3,), (1,)))
        equal(view.obj is some, False)
    numbers = memoryview(b"abcdefgh").cast("H")[::-1]
    for _ in range(100):
        view = c.memory_get_contiguous(numbers, READ, "C")
        equal((view.tolist(), view.format, view.itemsize), (numbers.tolist(), "H", 2))
    refcounts_stay(lambda: c.memory_get_contiguous(numbers, READ, "C"), numbers)


@capi.check
def get_contiguous_keeps_two_dimensions():
    grid = memoryview(bytes(range(6))).cast("B", (2, 3))
    by_columns = c.memory_get_contiguous(grid, READ, "F")
    equal((by_columns.tolist(), by_columns.shape, by_columns.strides), ([[0, 1, 2], [3, 4, 5]], (2, 3), (1, 2)))
    equal((by_columns.f_contiguous, by_columns.c_contiguous), (True, False))
    same(c.memory_get_contiguous(grid, READ, "A").obj, grid.obj)


@capi.check
def get_contiguous_says_what_cannot_be_written():
    raises(BufferError, "underlying buffer is not writable", c.memory_get_contiguous, b"abc", WRITE, "C")
    raises(BufferError, "writable contiguous buffer requested for a non-contiguous object.",
           c.memory_get_contiguous, memoryview(bytearray(b"abcd"))[::2], WRITE, "C")
    raises(TypeError, "memoryview: a bytes-like object is required, not 'int'", c.memory_get_contiguous, 5, READ, "C")


capi.main()
