"""pybuffer.h, called from C."""

import _capi_pybuffer as c
import capi
from capi import equal, raises, refcounts_stay, same

SIMPLE, WRITABLE, FORMAT, ND, STRIDES, FULL_RO = 0, 1, 4, 8, 0x18, 0x11C
Grid = c.buffer_grid_type()


def rows():
    """2 x 3, by rows."""
    return Grid(2, 3, 3, 1)


def columns():
    return Grid(2, 3, 1, 2)


def gaps():
    return Grid(2, 3, 6, 2)


@capi.check
def check_buffer_looks_for_the_slot():
    equal([c.buffer_check(o) for o in (b"", bytearray(), memoryview(b""), rows(), "", 5, None)], [1, 1, 1, 1, 0, 0, 0])


@capi.check
def bytes_give_what_was_asked_for():
    text = b"some"
    for flags, expected in [
        (SIMPLE, (4, 1, 1, 1, None, None, None, None)),
        (FORMAT, (4, 1, 1, 1, "B", None, None, None)),
        (ND, (4, 1, 1, 1, None, (4,), None, None)),
        (STRIDES, (4, 1, 1, 1, None, (4,), (1,), None)),
        (FULL_RO, (4, 1, 1, 1, "B", (4,), (1,), None)),
    ]:
        equal(c.buffer_get(text, flags), (text, *expected))
    refcounts_stay(lambda: c.buffer_get(text, FULL_RO), text)


@capi.check
def a_bytearrays_buffer_is_writable():
    some = bytearray(b"abc")
    equal(c.buffer_get(some, WRITABLE), (some, 3, 1, 0, 1, None, None, None, None))
    raises(BufferError, "Object is not writable.", c.buffer_get, b"abc", WRITABLE)


@capi.check
def what_has_no_buffer_is_refused():
    for wrong in (5, "text", None):
        raises(TypeError, f"a bytes-like object is required, not '{type(wrong).__name__}'", c.buffer_get, wrong, SIMPLE)


@capi.check
def a_held_buffer_keeps_a_bytearray_from_growing():
    some = bytearray(b"abc")
    raises(BufferError, "Existing exports of data: object cannot be re-sized", c.buffer_hold, some, lambda: some.append(1))
    some.append(1)
    equal(len(some), 4)


@capi.check
def an_exporters_slots_are_called_in_pairs():
    grid = rows()
    equal(c.buffer_hold(grid, lambda: grid.exports), 1)
    equal(grid.exports, 0)
    grid.fails = True
    raises(BufferError, "no buffer today", c.buffer_get, grid, SIMPLE)
    equal(grid.exports, 0)
    refcounts_stay(lambda: c.buffer_check(grid), grid)
    grid.fails = False
    same(c.buffer_get(grid, FULL_RO)[0], grid)
    refcounts_stay(lambda: c.buffer_get(grid, FULL_RO), grid)


@capi.check
def sizes_of_formats():
    for text, size in [("B", 1), ("h", 2), ("i", 4), ("q", 8), ("d", 8), ("ihi", 12), ("<ihi", 10), ("10s", 10)]:
        equal(c.buffer_size_from_format(text), size)
    raises(__import__("struct").error, "bad char in struct format", c.buffer_size_from_format, "@$")


@capi.check
def contiguity_depends_on_the_order():
    for o, expected in [(b"abc", "CFA"), (rows(), "CA"), (columns(), "FA"), (gaps(), ""), (memoryview(b"abcd")[::2], "")]:
        equal("".join(order for order in "CFA" if c.buffer_is_contiguous(o, order)), expected)


@capi.check
def pointers_follow_strides():
    for grid, expected in [(rows(), [0, 1, 2, 3, 4, 5]), (columns(), [0, 2, 4, 1, 3, 5]), (gaps(), [0, 2, 4, 6, 8, 10])]:
        equal([c.buffer_get_pointer(grid, i, j) for i in range(2) for j in range(3)], expected)
    equal(c.buffer_get_pointer(memoryview(b"abcd")[::-1], 1), ord("c"))


@capi.check
def strides_are_filled_for_an_order():
    equal(c.buffer_fill_strides(2, 3, 4, 8, "C"), (96, 32, 8))
    equal(c.buffer_fill_strides(2, 3, 4, 8, "F"), (8, 16, 48))


@capi.check
def fill_info_fills_what_was_asked_for():
    o = object()
    equal(c.buffer_fill_info(o, 10, False, FULL_RO), (1, o, 10, 1, 0, 1, "B", (10,), (1,), None))
    equal(c.buffer_fill_info(o, 10, True, SIMPLE), (1, o, 10, 1, 1, 1, None, None, None, None))
    equal(c.buffer_fill_info(None, 0, False, WRITABLE), (1, None, 0, 1, 0, 1, None, None, None, None))
    refcounts_stay(lambda: c.buffer_fill_info(o, 10, False, FULL_RO), o)
    raises(BufferError, "Object is not writable.", c.buffer_fill_info, o, 10, True, WRITABLE)
    raises(BufferError, "PyBuffer_FillInfo: view==NULL argument is obsolete", c.buffer_fill_info_null_view)


@capi.check
def copies_out_go_by_the_order():
    equal(c.buffer_to_contiguous(rows(), 6, "C"), bytes([0, 1, 2, 3, 4, 5]))
    equal(c.buffer_to_contiguous(rows(), 6, "F"), bytes([0, 3, 1, 4, 2, 5]))
    equal(c.buffer_to_contiguous(columns(), 6, "C"), bytes([0, 2, 4, 1, 3, 5]))
    equal(c.buffer_to_contiguous(columns(), 6, "F"), bytes([0, 1, 2, 3, 4, 5]))
    equal(c.buffer_to_contiguous(columns(), 6, "A"), bytes([0, 1, 2, 3, 4, 5]))
    equal(c.buffer_to_contiguous(gaps(), 6, "A"), bytes([0, 2, 4, 6, 8, 10]))
    equal(c.buffer_to_contiguous(memoryview(b"abcdef")[::-2], 3, "C"), b"fdb")
    raises(ValueError, "PyBuffer_ToContiguous: len != view->len", c.buffer_to_contiguous, b"abc", 2, "C")


@capi.check
def copies_in_go_by_the_order():
    for make, order, expected in [
        (rows, "C", [9, 8, 7, 6, 5, 4]), (rows, "F", [9, 7, 5, 8, 6, 4]), (columns, "C", [9, 8, 7, 6, 5, 4]),
        (columns, "F", [9, 7, 5, 8, 6, 4]), (gaps, "C", [9, 8, 7, 6, 5, 4]),
    ]:
        grid = make()
        equal(c.buffer_from_contiguous(grid, bytes([9, 8, 7, 6, 5, 4]), order), 0)
        equal([c.buffer_get_pointer(grid, i, j) for i in range(2) for j in range(3)], expected)
    some = bytearray(4)
    equal(c.buffer_from_contiguous(some, b"abcdef", "C"), 0)  # the rest is ignored
    equal(some, bytearray(b"abcd"))


@capi.check
def copy_data_copies_between_exporters():
    some = bytearray(6)
    equal(c.buffer_copy_data(some, b"abcdef"), 0)
    equal(some, bytearray(b"abcdef"))
    grid = columns()
    equal(c.buffer_copy_data(grid, rows()), 0)
    equal([c.buffer_get_pointer(grid, i, j) for i in range(2) for j in range(3)], [0, 1, 2, 3, 4, 5])
    equal(grid.exports, 0)
    raises(BufferError, "destination is too small to receive data from source", c.buffer_copy_data, bytearray(2), b"abc")
    raises(TypeError, "both destination and source must be bytes-like objects", c.buffer_copy_data, 5, b"abc")
    raises(TypeError, "both destination and source must be bytes-like objects", c.buffer_copy_data, bytearray(), "abc")
    raises(BufferError, "Object is not writable.", c.buffer_copy_data, b"abc", b"abc")


@capi.check
def a_python_class_can_export_a_buffer():
    class Exporter:
        released = 0

        def __buffer__(self, flags):
            self.flags = flags
            return memoryview(b"from python")

        def __release_buffer__(self, view):
            self.released += 1

    some = Exporter()
    equal(c.buffer_check(some), 1)
    equal(c.buffer_get(some, FULL_RO)[1:], (11, 1, 1, 1, "B", (11,), (1,), None))
    equal(some.flags, FULL_RO)
    equal(some.released, 1)


capi.main()
