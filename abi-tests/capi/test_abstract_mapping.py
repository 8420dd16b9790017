"""Subscription and the mapping part of abstract.h, called from C."""

import _capi_abstract_mapping as c
import capi
from capi import equal, raises, refcounts_stay

NULL = "null argument to internal routine"


class Map:
    """A mapping written in Python."""

    def __init__(self, **entries):
        self.entries = entries

    def __len__(self):
        return len(self.entries)

    def __getitem__(self, key):
        if key == "boom":
            raise ZeroDivisionError("boom")
        return self.entries[key]

    def __setitem__(self, key, value):
        self.entries[key] = value

    def __delitem__(self, key):
        del self.entries[key]

    def keys(self):
        return iter(self.entries)

    def values(self):
        return 5

    def items(self):
        return list(self.entries.items())


@capi.check
def check_is_true_for_what_can_be_subscribed():
    equal([c.mapping_check(o) for o in ({}, [], "", (), Map(), set(), 1)], [1, 1, 1, 1, 1, 0, 0])


@capi.check
def size_counts():
    for function in (c.mapping_size, c.mapping_length):
        equal([function(o) for o in ({1: 1}, [1, 2], Map(a=1))], [1, 2, 1])
        raises(TypeError, "set is not a mapping", function, {1})
        raises(TypeError, "object of type 'int' has no len()", function, 1)
        raises(SystemError, NULL, function, None)


@capi.check
def keys_values_and_items_are_lists():
    equal(c.mapping_keys({1: 2}), [1])
    equal(c.mapping_values({1: 2}), [2])
    equal(c.mapping_items({1: 2}), [(1, 2)])
    equal(c.mapping_keys(Map(a=1)), ["a"])
    equal(c.mapping_items(Map(a=1)), [("a", 1)])
    raises(TypeError, "Map.values() returned a non-iterable (type int)", c.mapping_values, Map())
    raises(AttributeError, "'int' object has no attribute 'keys'", c.mapping_keys, 1)
    raises(SystemError, NULL, c.mapping_items, None)


@capi.check
def get_item_subscribes():
    equal([c.object_get_item(o, 1) for o in ({1: "a"}, "xyz", [4, 5], (6, 7), range(9))], ["a", "y", 5, 7, 1])
    equal(c.object_get_item(list, int), list[int])
    raises(KeyError, "2", c.object_get_item, {1: 1}, 2)
    raises(TypeError, "'int' object is not subscriptable", c.object_get_item, 1, 1)
    raises(TypeError, "type 'int' is not subscriptable", c.object_get_item, int, 1)
    raises(TypeError, "list indices must be integers or slices, not str", c.object_get_item, [], "a")
    raises(IndexError, "cannot fit 'int' into an index-sized integer", c.object_get_item, [], 10**30)
    raises(SystemError, NULL, c.object_get_item, None, 1)


@capi.check
def set_item_and_del_item_change():
    for some in ({"a": 1}, Map(a=1)):
        equal(c.object_set_item(some, "b", 2), 0)
        equal(c.object_del_item(some, "a"), 0)
        equal(c.mapping_set_item_string(some, "c", 3), 0)
        equal(c.object_del_item_string(some, "b"), 0)
        equal(c.mapping_keys(some), ["c"])
        raises(KeyError, "'x'", c.object_del_item, some, "x")
    key, value, some = object(), object(), {}
    refcounts_stay(lambda: (c.object_set_item(some, key, value), c.object_del_item(some, key)), key, value)
    raises(TypeError, "'int' object does not support item assignment", c.object_set_item, 1, 1, 1)
    raises(TypeError, "'int' object does not support item deletion", c.object_del_item, 1, 1)
    raises(TypeError, "'tuple' object does not support item assignment", c.object_set_item, (), 1, 1)
    raises(TypeError, "'tuple' object doesn't support item deletion", c.object_del_item, (), 1)


@capi.check
def string_keys():
    equal(c.mapping_get_item_string({"a": 1}, "a"), 1)
    equal(c.mapping_get_item_string({"\u00e9": 1}, "\u00e9"), 1)
    raises(KeyError, "'b'", c.mapping_get_item_string, {"a": 1}, "b")


@capi.check
def optional_items_hide_key_error_only():
    for some in ({"a": 1}, Map(a=1)):
        for function in (c.mapping_get_optional_item, c.mapping_get_optional_item_string):
            equal(function(some, "a"), (1, 1))
            equal(function(some, "b"), (0, None))
    raises(ZeroDivisionError, "boom", c.mapping_get_optional_item, Map(), "boom")
    raises(TypeError, "unhashable type: 'list'", c.mapping_get_optional_item, {}, [])
    raises(IndexError, "list index out of range", c.mapping_get_optional_item, [], 1)


@capi.check
def has_key_with_error_hides_key_error_only():
    for some in ({"a": 1}, Map(a=1)):
        for function in (
            c.mapping_has_key_with_error,
            c.mapping_has_key_string_with_error,
            c.mapping_has_key,
            c.mapping_has_key_string,
        ):
            equal(function(some, "a"), 1)
            equal(function(some, "b"), 0)
    raises(ZeroDivisionError, "boom", c.mapping_has_key_with_error, Map(), "boom")
    raises(ZeroDivisionError, "boom", c.mapping_has_key_string_with_error, Map(), "boom")


@capi.check
def has_key_reports_other_exceptions():
    import sys

    seen = []
    before, sys.unraisablehook = sys.unraisablehook, lambda u: seen.append(u.exc_type)
    try:
        equal(c.mapping_has_key(Map(), "boom"), 0)
        equal(c.mapping_has_key_string(Map(), "boom"), 0)
    finally:
        sys.unraisablehook = before
    equal(seen, [ZeroDivisionError, ZeroDivisionError])


capi.main()
