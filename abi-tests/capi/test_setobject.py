"""setobject.h, called from C."""

import _capi_setobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Sub(set):
    pass


class FrozenSub(frozenset):
    pass


class Key:
    """Hashes alike, and runs code when it is compared."""

    def __init__(self, act=None):
        self.act = act

    def __hash__(self):
        return 5

    def __eq__(self, other):
        if self.act:
            self.act()
        return self is other


@capi.check
def checks_tell_sets_frozensets_and_subclasses_apart():
    equal([bool(x) for x in c.set_checks(set())], [True, True, False, False, True, True])
    equal([bool(x) for x in c.set_checks(Sub())], [True, False, False, False, True, False])
    equal([bool(x) for x in c.set_checks(frozenset())], [False, False, True, True, True, True])
    equal([bool(x) for x in c.set_checks(FrozenSub())], [False, False, True, False, True, False])
    equal([bool(x) for x in c.set_checks({})], [False] * 6)


@capi.check
def new_takes_an_iterable_or_null():
    equal(c.set_new(None), set())
    equal(c.set_new("aba"), {"a", "b"})
    equal(c.set_new({1: 2}), {1})
    equal(c.frozen_set_new(None), frozenset())
    equal(c.frozen_set_new([1, 2, 1]), frozenset({1, 2}))


@capi.check
def new_of_what_is_not_iterable_raises():
    raises(TypeError, "'int' object is not iterable", c.set_new, 1)
    raises(TypeError, "unhashable type: 'list'", c.frozen_set_new, [[]])


@capi.check
def size_counts():
    for some in ({1, 2}, frozenset({1, 2}), Sub({1, 2})):
        equal(c.set_size(some), 2)
        equal(c.set_get_size_macro(some), 2)
    bad_call(c.set_size, [1])


@capi.check
def contains_looks_an_item_up():
    for some in ({1, "a"}, frozenset({1, "a"})):
        equal(c.set_contains(some, 1.0), 1)
        equal(c.set_contains(some, "b"), 0)
    raises(TypeError, "unhashable type: 'list'", c.set_contains, {1}, [])
    bad_call(c.set_contains, {1: 2}, 1)


@capi.check
def contains_does_not_turn_a_set_into_a_frozenset():
    raises(TypeError, "unhashable type: 'set'", c.set_contains, {frozenset()}, set())


@capi.check
def add_takes_a_reference():
    some, item = set(), object()
    equal(c.set_add(some, item), 0)
    equal(c.set_add(some, item), 0)
    equal(some, {item})

    def again():
        some.clear()
        c.set_add(some, item)
        c.set_add(some, item)

    refcounts_stay(again, item)
    raises(TypeError, "unhashable type: 'dict'", c.set_add, some, {})


@capi.check
def add_fills_a_new_frozenset_but_no_shared_one():
    equal(c.set_add_to_new_frozen("x"), frozenset({"x"}))
    shared = frozenset({1})
    bad_call(c.set_add, shared, 2)
    bad_call(c.set_add, [], 2)


@capi.check
def discard_tells_whether_the_item_was_there():
    some = {1, 2}
    equal(c.set_discard(some, 1), 1)
    equal(c.set_discard(some, 1), 0)
    equal(some, {2})
    bad_call(c.set_discard, frozenset({1}), 1)
    raises(TypeError, "unhashable type: 'list'", c.set_discard, some, [])


@capi.check
def pop_takes_an_item_out():
    some = {7}
    equal(c.set_pop(some), 7)
    equal(some, set())
    equal(str(raises(KeyError, None, c.set_pop, some)), "'pop from an empty set'")
    bad_call(c.set_pop, frozenset({1}))


@capi.check
def pop_gives_its_reference_away():
    item = object()
    refcounts_stay(lambda: c.set_pop({item}), item)


@capi.check
def clear_empties():
    some = set(range(100))
    equal(c.set_clear(some), 0)
    equal(some, set())
    bad_call(c.set_clear, frozenset())


@capi.check
def update_adds_all_items():
    some = {1}
    equal(c.set_update(some, [2, 3]), 0)
    equal(c.set_update(some, {4: 5}), 0)
    equal(c.set_update(some, {6}), 0)
    equal(some, {1, 2, 3, 4, 6})
    bad_call(c.set_update, frozenset(), [1])
    raises(TypeError, "'int' object is not iterable", c.set_update, some, 1)


@capi.check
def entries_come_with_their_hashes():
    equal(sorted(c.set_entries({1, 2, 30})), [(1, 1), (2, 2), (30, 30)])
    equal(c.set_entries(frozenset()), [])


@capi.check
def the_order_of_small_ints_is_that_of_their_hashes():
    equal([key for key, _ in c.set_entries({3, 1, 2})], [1, 2, 3])
    equal([key for key, _ in c.set_entries({8, 0, 16})], [8, 0, 16])


@capi.check
def a_comparison_may_clear_the_set():
    some = set()
    some.add(Key(lambda: some.clear()))
    equal(c.set_contains(some, Key()), 0)
    equal(len(some), 0)


@capi.check
def a_comparison_may_raise():
    def boom():
        raise ZeroDivisionError("boom")

    key = Key()
    some = {key}
    key.act = boom
    raises(ZeroDivisionError, "boom", c.set_contains, some, Key())
    raises(ZeroDivisionError, "boom", c.set_add, some, Key())
    raises(ZeroDivisionError, "boom", c.set_discard, some, Key())
    same(next(iter(some)), key)


capi.main()
