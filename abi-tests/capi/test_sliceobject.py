"""sliceobject.h, called from C."""

import sys

import _capi_sliceobject as c
import capi
from capi import equal, raises, refcounts_stay, same

MAX, MIN = sys.maxsize, -sys.maxsize - 1


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


@capi.check
def check_tells_slices():
    equal([c.slice_check(o) for o in (slice(1), None, 1)], [1, 0, 0])


@capi.check
def new_keeps_its_parts():
    a, b, d = object(), object(), object()
    made = c.slice_new(a, b, d)
    same(made.start, a)
    same(made.stop, b)
    same(made.step, d)
    refcounts_stay(lambda: c.slice_new(a, b, d), a, b, d)
    equal(c.slice_new_null(), slice(None, None, None))
    equal(c.slice_struct(slice(1, "b", None)), (1, "b", None))


@capi.check
def unpack_has_defaults_and_clips():
    equal(c.slice_unpack(slice(None)), (0, MAX, 1))
    equal(c.slice_unpack(slice(None, None, -1)), (MAX, MIN, -1))
    equal(c.slice_unpack(slice(1, -2, 3)), (1, -2, 3))
    equal(c.slice_unpack(slice(-(10**30), 10**30, 10**30)), (MIN, MAX, MAX))
    equal(c.slice_unpack(slice(0, 0, -(10**30))), (0, 0, -MAX))
    equal(c.slice_unpack(slice(Index(1), Index(2), Index(3))), (1, 2, 3))


@capi.check
def unpack_raises():
    raises(ValueError, "slice step cannot be zero", c.slice_unpack, slice(1, 2, 0))
    for bad in (slice("a"), slice("a", 1), slice(1, 2, "a")):
        raises(TypeError, "slice indices must be integers or None or have an __index__ method", c.slice_unpack, bad)
    raises(ZeroDivisionError, None, c.slice_unpack, slice(type("Z", (), {"__index__": lambda self: 1 / 0})()))


@capi.check
def adjusting_agrees_with_slicing():
    parts = (None, -7, -6, -5, -1, 0, 1, 4, 5, 6, 100)
    for length in (0, 1, 5, 6):
        row = range(length)
        for start in parts:
            for stop in parts:
                for step in (None, 1, 2, 5, -1, -2, -7):
                    one = slice(start, stop, step)
                    count = len(row[one])
                    first, last, by = one.indices(length)
                    equal(c.slice_adjust_indices(length, *c.slice_unpack(one)), (first, last, count))
                    for function in (c.slice_get_indices_ex, c.slice_get_indices_ex_macro):
                        equal(function(one, length), (first, last, by, count))


@capi.check
def get_indices_does_not_clip():
    equal(c.slice_get_indices(slice(1, 3), 5), (0, 1, 3, 1))
    equal(c.slice_get_indices(slice(-4, -1, 2), 5), (0, 1, 4, 2))
    equal(c.slice_get_indices(slice(None, None, -1), 5), (0, 4, -1, -1))
    equal(c.slice_get_indices(slice(0, 9), 5), -1)
    equal(c.slice_get_indices(slice(5, 5), 5), -1)
    equal(c.slice_get_indices(slice(1, 2, 0), 5), -1)
    equal(c.slice_get_indices(slice("a"), 5), -1)


capi.main()
