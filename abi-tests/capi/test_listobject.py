"""listobject.h, called from C."""

import _capi_listobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Sub(list):
    pass


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.list_check, [1, 1, 0, 0]), (c.list_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in ([], Sub(), (), None)], expected)


@capi.check
def new_of_size_zero_is_an_empty_list():
    equal(c.list_new(0), [])


@capi.check
def new_refuses_a_negative_size():
    bad_call(c.list_new, -1)


@capi.skip_unless(capi.IS_MORTISE or not capi.FREE_THREADED, "CPython 3.13t hangs at its end after this")
def new_without_memory_raises():
    raises(MemoryError, "", c.list_new, 2**62)


@capi.check
def new_list_is_filled_through_function_and_macro():
    item = object()
    for with_macro in (False, True):
        made = c.list_new_filled(3, item, with_macro)
        equal(len(made), 3)
        same(made[0], item)
        same(made[2], item)
        refcounts_stay(lambda: c.list_new_filled(4, item, with_macro), item)


@capi.check
def size_counts():
    equal(c.list_size([1, 2]), 2)
    equal(c.list_size(Sub("abc")), 3)
    equal(c.list_get_size_macro([1, 2]), 2)


@capi.check
def size_of_something_else_is_a_bad_call():
    bad_call(c.list_size, (1, 2))


@capi.check
def get_item_borrows_and_get_item_ref_owns():
    item = object()
    some = [item, 2]
    for function in (c.list_get_item, c.list_get_item_ref, c.list_get_item_macro):
        same(function(some, 0), item)
        refcounts_stay(lambda: function(some, 0), item)


@capi.check
def get_item_checks_its_index():
    for function in (c.list_get_item, c.list_get_item_ref):
        for index in (-1, 2, 2**62):
            raises(IndexError, "list index out of range", function, [1, 2], index)


@capi.check
def get_item_of_something_else():
    bad_call(c.list_get_item, (1,), 0)
    raises(TypeError, "expected a list", c.list_get_item_ref, (1,), 0)


@capi.check
def set_item_takes_the_reference_over_and_drops_the_old_one():
    item, old, some = object(), object(), [None, None]
    equal(c.list_set_item(some, 1, item), 0)
    same(some[1], item)

    def swap():
        c.list_set_item(some, 0, old)
        c.list_set_item(some, 0, item)

    refcounts_stay(swap, item, old)


@capi.check
def set_item_that_fails_still_takes_the_reference():
    item, some = object(), [1]

    def fail():
        for index in (-1, 1, 99):
            raises(IndexError, "list assignment index out of range", c.list_set_item, some, index, item)
        bad_call(c.list_set_item, (1,), 0, item)

    refcounts_stay(fail, item)
    equal(some, [1])


@capi.check
def insert_clips_its_index():
    some = [1, 2]
    for index, item in [(0, "a"), (-1, "b"), (99, "c"), (-99, "d"), (2, "e")]:
        equal(c.list_insert(some, index, item), 0)
    equal(some, ["d", "a", "e", 1, "b", 2, "c"])


@capi.check
def insert_checks_its_arguments():
    bad_call(c.list_insert, [1], 0, None)
    bad_call(c.list_insert, (), 0, 1)


@capi.check
def append_takes_its_own_reference():
    item = object()
    some = []
    equal(c.list_append(some, item), 0)
    same(some[0], item)
    refcounts_stay(lambda: c.list_append([], item), item)


@capi.check
def append_grows_far():
    some = []
    for i in range(10_000):
        c.list_append(some, i)
    equal(some, list(range(10_000)))


@capi.check
def append_checks_its_arguments():
    bad_call(c.list_append, (), 1)
    bad_call(c.list_append, [], None)


@capi.check
def extend_takes_any_iterable():
    some = [0]
    for iterable in ([1], (2,), range(3, 5), iter("x"), {"k": 1}, some):
        equal(c.list_extend(some, iterable), 0)
    equal(some, [0, 1, 2, 3, 4, "x", "k"] * 2)
    raises(TypeError, "'int' object is not iterable", c.list_extend, some, 1)
    bad_call(c.list_extend, (), [])


@capi.check
def extend_keeps_what_came_before_an_error():
    def one_then_error():
        yield 1
        raise ValueError("enough")

    some = []
    raises(ValueError, "enough", c.list_extend, some, one_then_error())
    equal(some, [1])


@capi.check
def clear_empties():
    item = object()
    some = [item, item]
    equal(c.list_clear(some), 0)
    equal(some, [])
    refcounts_stay(lambda: c.list_clear([item, item]), item)
    bad_call(c.list_clear, ())


@capi.check
def clear_survives_a_destructor_that_looks():
    seen = []

    class Looks:
        def __del__(self):
            seen.append(list(some))
            some.append("again")

    some = [Looks(), Looks()]
    equal(c.list_clear(some), 0)
    equal(seen, [[], ["again"]])
    equal(some, ["again", "again"])


@capi.check
def get_slice_clips_and_copies():
    item = object()
    some = [item, 1, 2, 3]
    for low, high, expected in [(1, 3, [1, 2]), (-5, 2, [item, 1]), (2, 99, [2, 3]), (3, 1, []), (9, 12, [])]:
        equal(c.list_get_slice(some, low, high), expected)
    refcounts_stay(lambda: c.list_get_slice(some, 0, 4), item)
    equal(type(c.list_get_slice(Sub("ab"), 0, 1)), list)
    bad_call(c.list_get_slice, (), 0, 1)


@capi.check
def set_slice_replaces_and_null_deletes():
    some = [0, 1, 2, 3]
    equal(c.list_set_slice(some, 1, 3, ["a", "b", "c"]), 0)
    equal(some, [0, "a", "b", "c", 3])
    equal(c.list_set_slice(some, -9, 2, None), 0)
    equal(some, ["b", "c", 3])
    equal(c.list_set_slice(some, 3, 99, some), 0)
    equal(some, ["b", "c", 3, "b", "c", 3])
    equal(c.list_set_slice(some, 0, 99, ()), 0)
    equal(some, [])
    raises(TypeError, "can only assign an iterable", c.list_set_slice, some, 0, 0, 7)
    bad_call(c.list_set_slice, (), 0, 0, [])


@capi.check
def sort_is_stable_and_in_place():
    some = [3, 1.0, 2, 1]
    equal(c.list_sort(some), 0)
    equal([(type(n), n) for n in some], [(float, 1.0), (int, 1), (int, 2), (int, 3)])
    words = Sub(["b", "a"])
    c.list_sort(words)
    equal(list(words), ["a", "b"])


@capi.check
def sort_leaves_a_permutation_after_an_error():
    some = [2, "x", 1]
    raises(TypeError, "'<' not supported between instances of 'str' and 'int'", c.list_sort, some)
    equal(sorted(map(str, some)), ["1", "2", "x"])
    bad_call(c.list_sort, (2, 1))
    bad_call(c.list_sort, None)


@capi.check
def sort_notices_a_comparison_that_changes_the_list():
    class Grows:
        def __lt__(self, other):
            some.append(1)
            return False

    some = [Grows(), Grows()]
    raises(ValueError, "list modified during sort", c.list_sort, some)


@capi.check
def reverse_is_in_place():
    some = [1, 2, 3]
    equal(c.list_reverse(some), 0)
    equal(some, [3, 2, 1])
    bad_call(c.list_reverse, (1,))
    bad_call(c.list_reverse, None)


@capi.check
def as_tuple_copies():
    item = object()
    equal(c.list_as_tuple([1, item]), (1, item))
    equal(c.list_as_tuple(Sub()), ())
    some = [item]
    refcounts_stay(lambda: c.list_as_tuple(some), item)
    bad_call(c.list_as_tuple, (1,))
    bad_call(c.list_as_tuple, None)


@capi.check
def the_struct_is_what_the_header_says():
    item = object()
    equal(c.list_struct([item, 2]), (2, True, item))
    equal(c.list_struct([]), (0, True, None))


@capi.check
def appending_through_the_struct_is_seen_by_python():
    item = object()
    some = []
    for i in range(5):
        some.append(i)  # leaves room
    equal(c.list_append_in_place(some, item), True)
    same(some[5], item)
    equal(len(some), 6)
    some.append("next")
    equal(some, [0, 1, 2, 3, 4, item, "next"])
    some.clear()
    equal(c.list_append_in_place(some, item), False)


capi.main()
