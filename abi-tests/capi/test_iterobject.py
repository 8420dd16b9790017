"""iterobject.h and the iteration part of abstract.h, called from C."""

import _capi_iterobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Seq:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError(i)
        return i * 10


class Boom:
    def __getitem__(self, i):
        raise KeyError("boom")


@capi.check
def seq_iter_counts_through_a_sequence():
    equal(list(c.seq_iter_new(Seq())), [0, 10, 20])
    equal(list(c.seq_iter_new([1, 2])), [1, 2])
    equal(type(c.seq_iter_new(())).__name__, "iterator")
    bad_call(c.seq_iter_new, {1})
    raises(KeyError, "'boom'", list, c.seq_iter_new(Boom()))


@capi.check
def call_iter_calls_until_the_sentinel():
    rest = [1, 2, 3, 4]
    it = c.call_iter_new(lambda: rest.pop(0), 3)
    equal(list(it), [1, 2])
    equal(list(it), [])
    equal(rest, [4])
    a, b = object(), object()
    refcounts_stay(lambda: c.call_iter_new(a, b), a, b)


@capi.check
def checks_tell_iterators():
    equal(c.iter_checks(iter([]))[0], 1)
    equal(c.iter_checks([])[0], 0)
    equal([bool(x) for x in c.iter_checks(c.seq_iter_new(()))], [True, False, True, False])
    equal([bool(x) for x in c.iter_checks(iter(int, 1))], [True, False, False, True])


@capi.check
def get_iter_gives_an_iterator():
    equal(list(c.object_get_iter(Seq())), [0, 10, 20])
    it = iter([1])
    same(c.object_get_iter(it), it)
    raises(TypeError, "'int' object is not iterable", c.object_get_iter, 1)
    bad = type("Bad", (), {"__iter__": lambda self: 5})()
    raises(TypeError, "iter() returned non-iterator of type 'int'", c.object_get_iter, bad)
    off = type("Off", (), {"__iter__": None, "__getitem__": lambda self, i: i})()
    raises(TypeError, "'Off' object is not iterable", c.object_get_iter, off)


@capi.check
def get_aiter_gives_an_async_iterator():
    async def numbers():
        yield 1

    agen = numbers()
    same(c.object_get_aiter(agen), agen)
    equal(c.iter_checks(agen)[1], 1)
    raises(TypeError, "'list' object is not an async iterable", c.object_get_aiter, [])
    bad = type("Bad", (), {"__aiter__": lambda self: 5})()
    raises(TypeError, "aiter() returned not an async iterator of type 'int'", c.object_get_aiter, bad)


@capi.check
def next_ends_without_an_exception():
    it = iter([7])
    equal(c.iter_next(it), 7)
    same(c.iter_next(it), NotImplemented)

    class Stops:
        def __iter__(self):
            return self

        def __next__(self):
            raise StopIteration(5)

    same(c.iter_next(Stops()), NotImplemented)
    raises(KeyError, "'boom'", c.iter_next, c.seq_iter_new(Boom()))


@capi.check
def send_tells_yields_from_returns():
    def generator():
        got = yield 1
        yield got
        return "end"

    g = generator()
    equal(c.iter_send(g, None), (1, 1))
    equal(c.iter_send(g, "x"), (1, "x"))
    equal(c.iter_send(g, None), (0, "end"))
    equal(c.iter_send(iter([4]), None), (1, 4))
    equal(c.iter_send(iter([]), None), (0, None))
    raises(AttributeError, "'list_iterator' object has no attribute 'send'", c.iter_send, iter([]), 1)


capi.main()
