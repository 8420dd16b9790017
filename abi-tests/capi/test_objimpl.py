"""objimpl.h, called from C: raw allocation, the collector, finalisers, the reference tracer."""

import gc
import sys
import weakref

import _capi_objimpl as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same

Row, Plain = c.row_type(), c.plain_type()


class Some:
    pass


@capi.check
def collect_finds_cycles():
    c.gc_collect()
    some = Some()
    some.self = some
    ref = weakref.ref(some)
    del some
    equal(c.gc_collect() >= 1, True)
    same(ref(), None)
    equal(c.gc_collect(), 0)


@capi.check
def collect_keeps_a_pending_exception():
    raises(KeyError, "'mine'", c.gc_collect_with_exception)


@capi.check
def the_switches_say_what_was_before():
    # on; was on; off; was off; was off; as at first; nothing is collected while it is off
    equal(c.gc_switch(), (1, 1, 0, 0, 0, 1, 0))
    equal(gc.isenabled(), True)


@capi.check
def containers_are_tracked():
    equal([c.gc_is_tracked(o) for o in ([], Some(), lambda: 0, 5, "text", b"")], [1, 1, 1, 0, 0, 0])
    equal([c.object_is_gc(o) for o in ([], (), Some(), int, 5, "text", object())], [1, 1, 1, 0, 0, 0, 0])
    equal(c.object_is_gc(Some), 1)  # a class of the heap; a static one is not collected
    equal([c.type_is_gc(t) for t in (list, tuple, type, int, object, Row, Plain)], [1, 1, 1, 0, 0, 1, 0])


@capi.check
def tracking_can_be_taken_away_and_given():
    equal(c.gc_untrack_and_track([]), (1, 0, 1))
    some = Some()
    some.self = some
    equal(c.gc_untrack_and_track(some), (1, 0, 1))
    ref = weakref.ref(some)
    del some
    gc.collect()
    same(ref(), None)


@capi.check
def a_finaliser_is_called_once():
    class Finalised:
        calls = 0

        def __del__(self):
            Finalised.calls += 1

    some = Finalised()
    equal(c.gc_is_finalized(some), 0)
    c.call_finalizer(some)
    equal((Finalised.calls, c.gc_is_finalized(some)), (1, 1))
    c.call_finalizer(some)
    del some
    equal(Finalised.calls, 1)
    c.call_finalizer(5)  # has none
    equal(c.gc_is_finalized(5), 0)


@capi.check
def visit_objects_sees_tracked_objects_and_stops_when_told():
    some = Some()
    found, seen = c.gc_visit_objects(some, 0)
    equal((found, seen > 100), (1, True))
    equal(c.gc_visit_objects("not tracked", 0)[0], 0)
    equal(c.gc_visit_objects(some, 3)[1], 3)


@capi.check
def rows_are_made_filled_and_destroyed():
    item = object()
    _, before = c.row_counts()
    for size in (0, 1, 2, 100):
        refcounts_stay(lambda: c.row_new(Row, size, item, True), item, Row)
        refcounts_stay(lambda: c.row_new(Row, size, item, False), item, Row)
    finalized, after = c.row_counts()
    equal(after - before, 4 * 2 * 55)


@capi.check
def an_impossible_row_is_refused():
    raises(MemoryError, "", c.row_new, Row, sys.maxsize // 16, None, True)
    bad_call(c.row_new, Row, -1, None, True)


@capi.check
def rows_in_a_cycle_are_collected():
    finalized, dealloced = c.row_counts()
    row = c.row_new(Row, 2, None, True)
    equal(c.gc_is_tracked(row), 1)
    c.row_set(row, 0, row)
    del row
    gc.collect()
    equal(c.row_counts(), (finalized + 1, dealloced + 1))


@capi.check
def a_finaliser_can_revive():
    finalized, dealloced = c.row_counts()
    c.row_revive_next()
    c.row_new(Row, 1, None, True)
    equal(c.row_counts(), (finalized + 1, dealloced))
    row = c.row_revived()
    same(type(row), Row)
    equal(c.gc_is_finalized(row), 1)
    del row
    equal(c.row_counts(), (finalized + 1, dealloced + 1))  # not finalised again


@capi.check
def a_finaliser_can_revive_a_cycle():
    finalized, dealloced = c.row_counts()
    c.row_revive_next()
    row = c.row_new(Row, 1, None, True)
    c.row_set(row, 0, row)
    del row
    gc.collect()
    equal(c.row_counts(), (finalized + 1, dealloced))
    row = c.row_revived()
    same(type(row), Row)
    del row
    gc.collect()
    equal(c.row_counts(), (finalized + 1, dealloced + 1))


@capi.check
def rows_can_be_resized():
    item = object()
    for size in (1, 2, 10, 1000):
        equal(c.row_resize(Row, size, item), (size, item))
        refcounts_stay(lambda: c.row_resize(Row, size, item), item, Row)
    raises(MemoryError, "", c.row_resize, Row, sys.maxsize // 16, item)


@capi.check
def plain_objects_are_made_in_all_ways():
    for how, size, expected in [("new", 0, 0), ("new var", 0, 0), ("new var", 100, 100), ("init", 0, 0), ("init var", 7, 7)]:
        o = c.plain_new(Plain, how, size)
        same(type(o), Plain)
        equal((c.plain_size(o), sys.getrefcount(o)), (expected, 2))
        refcounts_stay(lambda: c.plain_new(Plain, how, size), Plain)
    for how in ("init null", "init var null"):
        raises(MemoryError, "", c.plain_new, Plain, how, 0)
    raises(MemoryError, "", c.plain_new, Plain, "new var", sys.maxsize - 8)


@capi.check
def extra_data_is_zeroed():
    for size in (0, 1, 8, 1000):
        equal(c.new_with_extra_data(size), 0)
    raises(MemoryError, "", c.new_with_extra_data, sys.maxsize - 8)


@capi.check
def the_tracer_is_told_of_objects_made_and_destroyed():
    def make():
        for _ in range(10):
            Some()

    equal(c.ref_trace(Some, make), (1, 10, 10))
    kept = []
    equal(c.ref_trace(Some, lambda: kept.append(Some())), (1, 1, 0))
    equal(c.ref_trace(Some, kept.clear), (1, 0, 1))
    equal(c.ref_trace(Row, lambda: c.row_new(Row, 3, None, True)), (1, 1, 1))
    made = c.ref_trace(list, lambda: [[i] for i in range(10)])
    equal(made, (1, 11, 11))


@capi.check
def the_arena_allocator_can_be_read_and_set():
    equal(c.arena_allocator_is_kept(), 1)


capi.main()
