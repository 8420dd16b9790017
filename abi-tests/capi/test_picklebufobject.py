"""cpython/picklebufobject.h, called from C."""

import gc
import weakref

import _capi_picklebufobject as c
import capi
from capi import equal, raises, refcounts_stay, same

PickleBuffer = c.pickle_buffer_type()


@capi.check
def check_knows_the_type():
    equal([c.pickle_buffer_check(o) for o in (PickleBuffer(b""), b"", 1)], [1, 0, 0])
    raises(TypeError, "type 'pickle.PickleBuffer' is not an acceptable base type", type, "Sub", (PickleBuffer,), {})
    equal((PickleBuffer.__module__, PickleBuffer.__name__), ("pickle", "PickleBuffer"))


@capi.check
def the_view_is_of_the_object():
    data = bytearray(b"abc")
    same(c.pickle_buffer_get_buffer(c.pickle_buffer_from_object(data))[0], data)
    equal(c.pickle_buffer_get_buffer(PickleBuffer(data))[1:], (3, 1, 0, 1, "B"))
    equal(c.pickle_buffer_get_buffer(PickleBuffer(b"xy")), (b"xy", 2, 1, 1, 1, "B"))
    view = memoryview(bytearray(8)).cast("i")
    same(c.pickle_buffer_get_buffer(PickleBuffer(view))[0], view)
    equal(c.pickle_buffer_get_buffer(PickleBuffer(view))[1:], (8, 4, 0, 1, "i"))
    raises(TypeError, "a bytes-like object is required, not 'int'", c.pickle_buffer_from_object, 1)
    raises(TypeError, "a bytes-like object is required, not 'str'", PickleBuffer, "x")


@capi.check
def the_buffer_is_held_until_it_is_released():
    data = bytearray(b"abc")
    held = c.pickle_buffer_from_object(data)
    raises(BufferError, "Existing exports of data: object cannot be re-sized", data.append, 1)
    equal(c.pickle_buffer_release(held), 0)
    data.append(1)
    equal(c.pickle_buffer_release(held), 0)
    raises(ValueError, "operation forbidden on released PickleBuffer object", c.pickle_buffer_get_buffer, held)
    raises(ValueError, "operation forbidden on released PickleBuffer object", memoryview, held)
    raises(ValueError, "operation forbidden on released PickleBuffer object", held.raw)
    held = PickleBuffer(data)
    equal(held.release(), None)
    data.append(2)
    held = PickleBuffer(data)
    del held
    gc.collect()
    data.append(3)
    equal(bytes(data), b"abc\1\2\3")


@capi.check
def other_types_are_refused():
    raises(TypeError, "expected PickleBuffer, bytes found", c.pickle_buffer_get_buffer, b"x")
    raises(TypeError, "expected PickleBuffer, int found", c.pickle_buffer_release, 1)
    raises(TypeError, "PickleBuffer() takes exactly 1 positional argument (0 given)", PickleBuffer)


@capi.check
def views_of_it_are_views_of_the_object():
    data = bytearray(b"abcd")
    with memoryview(PickleBuffer(data)) as view:
        same(view.obj, data)
        view[0] = ord("x")
    equal(data, bytearray(b"xbcd"))


@capi.check
def raw_is_flat():
    numbers = memoryview(bytearray(range(12))).cast("i")
    raw = PickleBuffer(numbers).raw()
    equal((raw.format, raw.itemsize, raw.ndim, raw.shape, raw.strides, raw.readonly, bytes(raw)), ("B", 1, 1, (12,), (1,), False, bytes(range(12))))
    table = memoryview(bytes(range(12))).cast("B", (3, 4))
    raw = PickleBuffer(table).raw()
    equal((raw.ndim, raw.shape, raw.readonly, raw.contiguous, bytes(raw)), (1, (12,), True, True, bytes(range(12))))
    raises(BufferError, "cannot extract raw buffer from non-contiguous buffer", PickleBuffer(memoryview(b"abcd")[::2]).raw)
    equal(bytes(PickleBuffer(b"").raw()), b"")


@capi.check
def weak_references_and_counts_are_right():
    data, o = bytearray(b"abc"), PickleBuffer(b"abc")
    ref = weakref.ref(o)
    same(ref(), o)
    del o
    gc.collect()
    same(ref(), None)
    refcounts_stay(lambda: c.pickle_buffer_from_object(data), data)
    refcounts_stay(lambda: (lambda b: (c.pickle_buffer_get_buffer(b), b.raw().release(), b.release()))(PickleBuffer(data)), data)
    wrong = object()
    refcounts_stay(lambda: raises(TypeError, None, c.pickle_buffer_from_object, wrong), wrong)


@capi.check
def cycles_through_it_are_collected():
    class Buffer(bytearray):
        pass

    data = Buffer(b"abc")
    data.me = PickleBuffer(data)
    ref = weakref.ref(data.me)
    del data
    gc.collect()
    same(ref(), None)


capi.main()
