"""dictobject.h, called from C. KeyError, the class, stands for "not there, and no exception"."""

import _capi_dictobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Sub(dict):
    def __missing__(self, key):
        raise AssertionError("the C API does not call __missing__")


class BadHash:
    def __hash__(self):
        raise ValueError("no hash")


class BadEqual:
    def __hash__(self):
        return hash("key")

    def __eq__(self, other):
        raise ValueError("no comparison")


UNHASHABLE = "unhashable type: 'list'"


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    for function, expected in [(c.dict_check, [1, 1, 0, 0]), (c.dict_check_exact, [1, 0, 0, 0])]:
        equal([function(o) for o in ({}, Sub(), [], None)], expected)


@capi.check
def views_are_told_apart():
    d = {}
    equal([c.dict_view_checks(o) for o in (d.keys(), d.values(), d.items(), d, set())], [12, 2, 9, 0, 0])


@capi.check
def new_dicts_are_empty():
    equal(c.dict_new(), {})
    equal(c.dict_new_presized(0), {})
    made = c.dict_new_presized(1000)
    equal(made, {})
    made.update((i, i) for i in range(2000))
    equal(len(made), 2000)


@capi.check
def proxy_shows_and_refuses():
    d = {"a": 1}
    proxy = c.dict_proxy_new(d)
    d["b"] = 2
    equal(type(proxy).__name__, "mappingproxy")
    equal(proxy["b"], 2)
    raises(TypeError, "mappingproxy() argument must be a mapping, not list", c.dict_proxy_new, [])
    raises(TypeError, "mappingproxy() argument must be a mapping, not int", c.dict_proxy_new, 1)


@capi.check
def clear_empties_and_ignores_other_things():
    item = object()
    d = {1: item}
    equal(c.dict_clear(d), 0)
    equal(d, {})
    refcounts_stay(lambda: c.dict_clear({1: item, item: 2}), item)
    equal(c.dict_clear([1]), 0)


@capi.check
def size_counts():
    equal(c.dict_size({1: 2, 3: 4}), 2)
    equal(c.dict_size(Sub(a=1)), 1)
    equal(c.dict_get_size_macro({}), 0)
    equal(c.dict_struct({1: 2}), 1)
    bad_call(c.dict_size, [])
    bad_call(c.dict_size, None)


@capi.check
def copy_is_a_plain_dict_in_order():
    d = {"b": 1, "a": 2}
    made = c.dict_copy(d)
    equal(list(made.items()), [("b", 1), ("a", 2)])
    equal(made is d, False)
    equal(type(c.dict_copy(Sub(x=1))), dict)
    bad_call(c.dict_copy, [])
    bad_call(c.dict_copy, None)


@capi.check
def keys_values_and_items_are_lists():
    d = {"b": 1, "a": 2}
    equal(c.dict_keys(d), ["b", "a"])
    equal(c.dict_values(d), [1, 2])
    equal(c.dict_items(d), [("b", 1), ("a", 2)])
    item = object()
    e = {item: item}
    refcounts_stay(lambda: (c.dict_keys(e), c.dict_values(e), c.dict_items(e)), item)
    for function in (c.dict_keys, c.dict_values, c.dict_items):
        bad_call(function, [])


@capi.check
def contains_finds_by_equality():
    d = {1: "one", "key": 2}
    equal([c.dict_contains(d, k) for k in (1, 1.0, True, 2, "key")], [1, 1, 1, 0, 1])
    equal([c.dict_contains_string(d, k) for k in (b"key", b"kex", "\u20ac".encode())], [1, 0, 0])
    raises(TypeError, UNHASHABLE, c.dict_contains, d, [])
    raises(ValueError, "no comparison", c.dict_contains, d, BadEqual())


@capi.check
def get_item_borrows():
    item = object()
    d = {"key": item, 1: 2}
    for function in (c.dict_get_item, c.dict_get_item_with_error):
        same(function(d, "key"), item)
        same(function(d, "other"), KeyError)
        same(function(Sub(), "other"), KeyError)
        refcounts_stay(lambda: function(d, "key"), item)
    same(c.dict_get_item_string(d, b"key"), item)
    same(c.dict_get_item_string(d, b"other"), KeyError)
    same(c.dict_get_item_known_hash(d, 1.0, hash(1)), 2)
    same(c.dict_get_item_known_hash(d, 3, hash(3)), KeyError)


@capi.check
def get_item_with_error_has_errors():
    d = {"key": 1}
    raises(TypeError, UNHASHABLE, c.dict_get_item_with_error, d, [])
    raises(ValueError, "no hash", c.dict_get_item_with_error, d, BadHash())
    raises(ValueError, "no comparison", c.dict_get_item_with_error, d, BadEqual())
    bad_call(c.dict_get_item_with_error, [], 1)


@capi.check
def get_item_hides_errors():
    import sys

    # What it hides it hands to sys.unraisablehook.
    hidden = []
    hook, sys.unraisablehook = sys.unraisablehook, lambda info: hidden.append(info.exc_type)
    try:
        d = {"key": 1}
        same(c.dict_get_item(d, []), KeyError)
        same(c.dict_get_item(d, BadEqual()), KeyError)
        same(c.dict_get_item([], 1), KeyError)
    finally:
        sys.unraisablehook = hook
    equal(hidden, [TypeError, ValueError])


@capi.check
def get_item_ref_tells_missing_from_error():
    item = object()
    d = {"key": item}
    equal(c.dict_get_item_ref(d, "key"), (1, item))
    equal(c.dict_get_item_ref(d, "other"), (0, KeyError))
    equal(c.dict_get_item_string_ref(d, b"key"), (1, item))
    equal(c.dict_get_item_string_ref(d, b"other"), (0, KeyError))
    refcounts_stay(lambda: c.dict_get_item_ref(d, "key"), item)
    raises(TypeError, UNHASHABLE, c.dict_get_item_ref, d, [])
    raises(ValueError, "no comparison", c.dict_get_item_ref, d, BadEqual())
    bad_call(c.dict_get_item_ref, [], 1)


@capi.check
def set_item_takes_its_own_references():
    key, value, d = object(), object(), {}
    equal(c.dict_set_item(d, key, value), 0)
    same(d[key], value)
    refcounts_stay(lambda: c.dict_set_item({}, key, value), key, value)
    refcounts_stay(lambda: c.dict_set_item(d, key, value), key, value)
    equal(c.dict_set_item_string(d, "\u20ac".encode(), 1), 0)
    equal(d["\u20ac"], 1)


@capi.check
def set_item_keeps_the_first_key():
    d = {1: "a"}
    c.dict_set_item(d, 1.0, "b")
    equal([(type(k), v) for k, v in d.items()], [(int, "b")])


@capi.check
def set_item_checks_its_arguments():
    raises(TypeError, UNHASHABLE, c.dict_set_item, {}, [], 1)
    raises(ValueError, "no hash", c.dict_set_item, {}, BadHash(), 1)
    bad_call(c.dict_set_item, [], 1, 2)
    raises(UnicodeDecodeError, None, c.dict_set_item_string, {}, b"\xff", 1)


@capi.check
def set_default_keeps_what_is_there():
    first, second, d = object(), object(), {}
    same(c.dict_set_default(d, "k", first), first)
    same(c.dict_set_default(d, "k", second), first)
    equal(c.dict_set_default_ref(d, "k", second), (1, first))
    equal(c.dict_set_default_ref(d, "new", second), (0, second))
    equal(c.dict_set_default_ref_null(d, "third", 3), 0)
    equal(c.dict_set_default_ref_null(d, "third", 4), 1)
    equal(d, {"k": first, "new": second, "third": 3})
    refcounts_stay(lambda: (c.dict_set_default(d, "k", second), c.dict_set_default_ref({}, "k", second)), first, second)
    for function in (c.dict_set_default, c.dict_set_default_ref):
        raises(TypeError, UNHASHABLE, function, d, [], 1)
        bad_call(function, [], 1, 2)


@capi.check
def del_item_removes_or_raises():
    item = object()
    d = {"a": item, 1: 2, "b": 3}
    equal(c.dict_del_item(d, 1.0), 0)
    equal(c.dict_del_item_string(d, b"b"), 0)
    equal(d, {"a": item})
    raises(KeyError, "'b'", c.dict_del_item, d, "b")
    raises(KeyError, "'b'", c.dict_del_item_string, d, b"b")
    raises(KeyError, "(1, 2)", c.dict_del_item, d, (1, 2))
    raises(TypeError, UNHASHABLE, c.dict_del_item, d, [])
    bad_call(c.dict_del_item, [], 1)
    refcounts_stay(lambda: c.dict_del_item({item: item}, item), item)


@capi.check
def pop_gives_and_removes():
    item = object()
    d = {"a": item, "b": 1, "c": 2}
    equal(c.dict_pop(d, "a"), (1, item))
    equal(c.dict_pop(d, "a"), (0, KeyError))
    equal(c.dict_pop_string(d, b"b"), (1, 1))
    equal(c.dict_pop_string(d, b"b"), (0, KeyError))
    equal([c.dict_pop_null(d, "c"), c.dict_pop_null(d, "c")], [1, 0])
    equal(d, {})
    refcounts_stay(lambda: c.dict_pop({1: item}, 1), item)
    raises(TypeError, UNHASHABLE, c.dict_pop, {1: 2}, [])
    bad_call(c.dict_pop, [], 1)


@capi.check
def next_goes_through_in_order():
    d = {"b": 1, "a": 2, 3: None}
    del d["b"]
    d["c"] = 4
    equal(c.dict_next(d), [("a", 2), (3, None), ("c", 4)])
    equal(c.dict_next({}), [])
    equal(c.dict_next([1, 2]), [])
    many = {i: str(i) for i in range(1000)}
    equal(c.dict_next(many), list(many.items()))


@capi.check
def next_allows_setting_values():
    d = dict.fromkeys("abc")
    equal(c.dict_next_setting(d, 7), 3)
    equal(d, {"a": 7, "b": 7, "c": 7})


@capi.check
def next_sees_an_instances_attributes():
    class Thing:
        def __init__(self):
            self.b = 1
            self.a = 2

    thing = Thing()
    equal(c.dict_next(thing.__dict__), [("b", 1), ("a", 2)])
    thing.__dict__["c"] = 3
    del thing.b
    equal(c.dict_next(thing.__dict__), [("a", 2), ("c", 3)])


@capi.check
def merge_overrides_if_asked():
    d = {"a": 1}
    equal(c.dict_merge(d, {"a": 2, "b": 2}, 0), 0)
    equal(d, {"a": 1, "b": 2})
    equal(c.dict_merge(d, {"a": 3, "c": 3}, 1), 0)
    equal(d, {"a": 3, "b": 2, "c": 3})
    equal(c.dict_update(d, {"b": 4}), 0)
    equal(list(d.items()), [("a", 3), ("b", 4), ("c", 3)])
    equal(c.dict_update(d, d), 0)


@capi.check
def merge_takes_anything_with_keys():
    class Mapping:
        def keys(self):
            return iter("xy")

        def __getitem__(self, key):
            return key * 2

    d = {}
    equal(c.dict_update(d, Mapping()), 0)
    equal(d, {"x": "xx", "y": "yy"})
    raises(AttributeError, "'list' object has no attribute 'keys'", c.dict_update, d, [])
    bad_call(c.dict_merge, [], {}, 1)
    bad_call(c.dict_merge, None, {}, 1)
    bad_call(c.dict_update, {}, None)


@capi.check
def merge_from_seq2_takes_pairs():
    d = {"a": 1}
    equal(c.dict_merge_from_seq2(d, [("a", 2), "bc", ["d", 4]], 0), 0)
    equal(d, {"a": 1, "b": "c", "d": 4})
    equal(c.dict_merge_from_seq2(d, iter([("a", 2)]), 1), 0)
    equal(d["a"], 2)
    raises(ValueError, "dictionary update sequence element #1 has length 3; 2 is required",
           c.dict_merge_from_seq2, d, ["ab", "abc"], 1)
    raises(TypeError, "cannot convert dictionary update sequence element #0 to a sequence", c.dict_merge_from_seq2, d, [1], 1)
    raises(TypeError, "'int' object is not iterable", c.dict_merge_from_seq2, d, 1, 1)


@capi.check
def generic_get_dict_is_the_instances_own():
    class Thing:
        pass

    thing = Thing()
    thing.x = 1
    same(c.generic_get_dict(thing), thing.__dict__)
    c.generic_get_dict(thing)["y"] = 2
    equal(thing.y, 2)
    raises(AttributeError, "This object has no __dict__", c.generic_get_dict, object())


@capi.check
def watchers_are_told():
    def change():
        d["a"] = 1
        d["a"] = 2
        del d["a"]
        d["b"] = 3
        d.pop("b")
        d.update(c=4)
        d.clear()

    d = {}
    equal(c.dict_watch(d, change), ["added a value", "modified a value", "deleted a -", "added b value", "deleted b -",
                                    "cloned {'c': 4} -", "cleared - -"])
    d["quiet"] = 1


@capi.check
def watchers_need_an_id_and_a_dict():
    raises(ValueError, "Cannot watch non-dictionary", c.dict_watch, [], lambda: None)
    raises(ValueError, "Invalid dict watcher ID -1", c.dict_watch_bad_id, {}, -1)
    raises(ValueError, "Invalid dict watcher ID 8", c.dict_watch_bad_id, {}, 8)
    raises(ValueError, "No dict watcher set for ID 7", c.dict_watch_bad_id, {}, 7)


capi.main()
