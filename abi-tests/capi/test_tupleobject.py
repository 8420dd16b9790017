"""tupleobject.h, called from C."""

import _capi_tupleobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Sub(tuple):
    pass


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.tuple_check, [1, 1, 0, 0]), (c.tuple_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in ((), Sub(), [], None)], expected)


@capi.check
def there_is_one_empty_tuple():
    same(c.tuple_new(0), ())
    same(c.tuple_pack_nothing(), ())
    same(c.tuple_get_slice((1, 2), 1, 1), ())
    same(c.tuple_resize(3, 0, 1), ())


@capi.check
def new_refuses_a_negative_size_and_one_too_large():
    bad_call(c.tuple_new, -1)
    raises(MemoryError, "", c.tuple_new, 2**61)


@capi.check
def new_tuple_is_filled_through_function_and_macro():
    item = object()
    for with_macro in (False, True):
        for size in (1, 2, 20, 21, 1000):  # around what a free list may keep
            equal(c.tuple_new_filled(size, item, with_macro), (item,) * size)
            refcounts_stay(lambda: c.tuple_new_filled(size, item, with_macro), item)


@capi.check
def pack_takes_its_own_references():
    a, b = object(), object()
    equal(c.tuple_pack(a, b, a), (a, b, a))
    refcounts_stay(lambda: c.tuple_pack(a, b, a), a, b)


@capi.check
def size_counts():
    equal(c.tuple_size((1, 2)), 2)
    equal(c.tuple_size(Sub("abc")), 3)
    equal(c.tuple_get_size_macro(()), 0)
    bad_call(c.tuple_size, [1])


@capi.check
def get_item_borrows_and_checks_its_index():
    item = object()
    some = (item, 2)
    same(c.tuple_get_item(some, 0), item)
    same(c.tuple_get_item_macro(some, 0), item)
    refcounts_stay(lambda: c.tuple_get_item(some, 0), item)
    for index in (-1, 2, 2**62):
        raises(IndexError, "tuple index out of range", c.tuple_get_item, some, index)
    bad_call(c.tuple_get_item, [1], 0)


@capi.check
def set_item_refuses_a_shared_tuple_but_takes_the_reference():
    item, some = object(), (1, 2)
    bad_call(c.tuple_set_item, some, 0, item)
    bad_call(c.tuple_set_item, [1], 0, item)
    equal(some, (1, 2))
    refcounts_stay(lambda: raises(SystemError, None, c.tuple_set_item, some, 0, item), item)


@capi.check
def set_item_of_a_new_tuple_checks_its_index():
    item = object()
    equal(c.tuple_set_item_of_new(2, 1, item), (None, item))
    for index in (-1, 2):
        raises(IndexError, "tuple assignment index out of range", c.tuple_set_item_of_new, 2, index, item)
    refcounts_stay(lambda: raises(IndexError, None, c.tuple_set_item_of_new, 2, 2, item), item)


@capi.check
def get_slice_clips_and_shares_the_whole():
    item = object()
    some = (item, 1, 2, 3)
    for low, high, expected in [(1, 3, (1, 2)), (-5, 2, (item, 1)), (2, 99, (2, 3)), (3, 1, ())]:
        equal(c.tuple_get_slice(some, low, high), expected)
    same(c.tuple_get_slice(some, -1, 9), some)
    equal(type(c.tuple_get_slice(Sub("ab"), 0, 2)), tuple)
    refcounts_stay(lambda: c.tuple_get_slice(some, 0, 3), item)
    bad_call(c.tuple_get_slice, [1], 0, 1)
    bad_call(c.tuple_get_slice, None, 0, 1)


@capi.check
def resize_drops_what_is_cut_off():
    item = object()
    equal(c.tuple_resize(3, 2, item), (item, item))
    equal(c.tuple_resize(2, 4, item), (item, item, None, None))
    equal(c.tuple_resize(2, 2, item), (item, item))
    equal(c.tuple_resize(0, 2, item), (None, None))
    refcounts_stay(lambda: (c.tuple_resize(30, 2, item), c.tuple_resize(2, 30, item)), item)


@capi.check
def resize_refuses_a_shared_tuple():
    some = (1, 2, object())
    bad_call(c.tuple_resize_shared, some)
    bad_call(c.tuple_resize_shared, [1])
    refcounts_stay(lambda: raises(SystemError, None, c.tuple_resize_shared, some), some)


@capi.check
def the_struct_is_what_the_header_says():
    item = object()
    equal(c.tuple_struct((1, item)), (2, item))
    equal(c.tuple_struct(()), (0, None))
    equal(c.tuple_struct(Sub((item,))), (1, item))


capi.main()
