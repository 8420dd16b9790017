"""The sequence part of abstract.h, called from C."""

import _capi_abstract_sequence as c
import capi
from capi import equal, raises, refcounts_stay, same

NULL = "null argument to internal routine"


class Py:
    """A sequence written in Python."""

    def __init__(self, items=()):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __delitem__(self, i):
        del self.items[i]

    def __add__(self, other):
        return ("add", self.items, other)

    def __iadd__(self, other):
        return ("iadd", self.items, other)

    def __mul__(self, n):
        return ("mul", n)

    def __imul__(self, n):
        return ("imul", n)


@capi.check
def check_is_true_for_what_has_items_but_is_no_dict():
    equal([c.sequence_check(o) for o in ([], (), "", b"", range(3), Py(), {}, set(), 1, None)], [1, 1, 1, 1, 1, 1, 0, 0, 0, 0])


@capi.check
def size_counts_sequences_only():
    for function in (c.sequence_size, c.sequence_length):
        equal([function(o) for o in ([1], (1, 2), "abc", Py("ab"), {1})], [1, 2, 3, 2, 1])
        raises(TypeError, "object of type 'int' has no len()", function, 1)
        raises(TypeError, "dict is not a sequence", function, {1: 1})
        raises(SystemError, NULL, function, None)


@capi.check
def object_size_counts_mappings_too():
    for function in (c.object_size, c.object_length):
        equal([function(o) for o in ([1], {1: 1}, {1, 2}, "")], [1, 1, 2, 0])
        raises(TypeError, "object of type 'int' has no len()", function, 1)
        raises(SystemError, NULL, function, None)


@capi.check
def length_hint_asks_len_then_the_hint_then_the_default():
    equal(c.object_length_hint([1, 2], 9), 2)
    equal(c.object_length_hint(iter([1, 2, 3]), 9), 3)
    equal(c.object_length_hint(object(), 9), 9)

    def hinted(value):
        return type("H", (), {"__length_hint__": lambda self: value})()

    equal(c.object_length_hint(hinted(4), 9), 4)
    equal(c.object_length_hint(hinted(NotImplemented), 9), 9)
    raises(TypeError, "__length_hint__ must be an integer, not str", c.object_length_hint, hinted("a"), 9)
    raises(ValueError, "__length_hint__() should return >= 0", c.object_length_hint, hinted(-1), 9)


@capi.check
def concat_joins():
    for function in (c.sequence_concat, c.sequence_in_place_concat):
        equal(function((1,), (2,)), (1, 2))
        equal(function("a", "b"), "ab")
        raises(TypeError, "'int' object can't be concatenated", function, 1, 2)
        raises(SystemError, NULL, function, None, [])
    equal(c.sequence_concat(Py("a"), []), ("add", ["a"], []))
    equal(c.sequence_in_place_concat(Py("a"), []), ("iadd", ["a"], []))
    a = [1]
    same(c.sequence_in_place_concat(a, (2,)), a)
    equal(a, [1, 2])
    raises(TypeError, 'can only concatenate list (not "tuple") to list', c.sequence_concat, [], ())


@capi.check
def repeat_repeats():
    for function in (c.sequence_repeat, c.sequence_in_place_repeat):
        equal(function((1, 2), 2), (1, 2, 1, 2))
        equal(function("a", -1), "")
        raises(TypeError, "'int' object can't be repeated", function, 1, 2)
        raises(SystemError, NULL, function, None, 1)
    equal(c.sequence_repeat(Py(), 3), ("mul", 3))
    equal(c.sequence_in_place_repeat(Py(), 3), ("imul", 3))
    a = [1]
    same(c.sequence_in_place_repeat(a, 3), a)
    equal(a, [1, 1, 1])


@capi.check
def get_item_counts_from_the_end():
    for some in ([1, 2, 3], (1, 2, 3), Py([1, 2, 3]), range(1, 4)):
        equal(c.sequence_get_item(some, 0), 1)
        equal(c.sequence_get_item(some, -1), 3)
    raises(IndexError, "list index out of range", c.sequence_get_item, [1], 1)
    raises(IndexError, "list index out of range", c.sequence_get_item, [1], -2)
    raises(TypeError, "dict is not a sequence", c.sequence_get_item, {0: 1}, 0)
    raises(TypeError, "'int' object does not support indexing", c.sequence_get_item, 1, 0)
    raises(SystemError, NULL, c.sequence_get_item, None, 0)


@capi.check
def set_item_and_del_item_change():
    for some in ([1, 2, 3], Py([1, 2, 3])):
        equal(c.sequence_set_item(some, -1, "x"), 0)
        equal(c.sequence_del_item(some, 0), 0)
        equal(c.sequence_list(some), [2, "x"])
    item = object()
    some = [None]
    refcounts_stay(lambda: c.sequence_set_item(some, 0, item), item)
    raises(IndexError, "list assignment index out of range", c.sequence_set_item, [], 0, 1)
    raises(IndexError, "list assignment index out of range", c.sequence_del_item, [], 0)
    raises(TypeError, "'tuple' object does not support item assignment", c.sequence_set_item, (1,), 0, 1)
    raises(TypeError, "'tuple' object doesn't support item deletion", c.sequence_del_item, (1,), 0)
    raises(TypeError, "dict is not a sequence", c.sequence_set_item, {}, 0, 1)
    raises(TypeError, "dict is not a sequence", c.sequence_del_item, {}, 0)


@capi.check
def slices_of_machine_integers():
    for some in ([1, 2, 3], Py([1, 2, 3])):
        equal(c.sequence_get_slice(some, 1, 100), [2, 3])
        equal(c.sequence_get_slice(some, -2, -1), [2])
        equal(c.sequence_set_slice(some, 0, 1, "ab"), 0)
        equal(c.sequence_del_slice(some, -1, 100), 0)
        equal(c.sequence_list(some), ["a", "b", 2])
    equal(c.sequence_get_slice("hello", 1, 3), "el")
    raises(TypeError, "'int' object is unsliceable", c.sequence_get_slice, 1, 0, 1)
    raises(TypeError, "'tuple' object doesn't support slice assignment", c.sequence_set_slice, (), 0, 1, ())
    raises(TypeError, "'tuple' object doesn't support slice deletion", c.sequence_del_slice, (), 0, 1)


@capi.check
def membership_and_counting_iterate():
    for some in ([1, 2, 1], (1, 2, 1), Py([1, 2, 1]), iter([1, 2, 1])):
        equal(c.sequence_contains(some, 2), 1)
    for some in ([1, 2, 1], Py([1, 2, 1]), {1: 2}):
        equal(c.sequence_in(some, 7), 0)
    equal(c.sequence_count(iter([1, 2, 1.0]), 1), 2)
    equal(c.sequence_index(iter([5, 6]), 6), 1)
    raises(ValueError, "sequence.index(x): x not in sequence", c.sequence_index, [1], 2)
    for function in (c.sequence_contains, c.sequence_count, c.sequence_index):
        raises(TypeError, "argument of type 'int' is not iterable", function, 1, 1)


@capi.check
def list_and_tuple_copy():
    for some in ([1, 2], (1, 2), Py([1, 2]), iter([1, 2])):
        equal(c.sequence_list(some), [1, 2])
    for some in ([1, 2], Py([1, 2]), iter([1, 2]), type("L", (list,), {})([1, 2])):
        equal(c.sequence_tuple(some), (1, 2))
    a, t = [1], (1,)
    equal(c.sequence_list(a) is a, False)
    same(c.sequence_tuple(t), t)
    raises(TypeError, "'int' object is not iterable", c.sequence_list, 1)
    raises(TypeError, "'int' object is not iterable", c.sequence_tuple, 1)
    raises(SystemError, NULL, c.sequence_list, None)
    raises(SystemError, NULL, c.sequence_tuple, None)


@capi.check
def fast_gives_a_list_or_tuple():
    a, t = [1, 2], (1, 2)
    same(c.sequence_fast(a), a)
    same(c.sequence_fast(t), t)
    equal(c.sequence_fast(iter("ab")), ["a", "b"])
    raises(TypeError, "not fast", c.sequence_fast, 1)
    for some in (a, t):
        equal(c.sequence_fast_macros(some), (2, 2, 2))


capi.main()
