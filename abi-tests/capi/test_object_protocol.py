"""The object protocol of object.h and abstract.h, called from C."""

import os
import tempfile

import _capi_object_protocol as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Plain:
    pass


class Slots:
    __slots__ = ("a",)


class Raises:
    def __getattr__(self, name):
        raise KeyError(name)

    def fail(self, *args):
        raise KeyError("fails")

    __setattr__ = __delattr__ = __bool__ = __len__ = __hash__ = __repr__ = __eq__ = __lt__ = __bytes__ = __format__ = __dir__ = fail


class Hidden:
    def __getattr__(self, name):
        raise AttributeError(name)


class Wrong:
    def wrong(self, *args):
        return 5.5

    __repr__ = __str__ = __bytes__ = __hash__ = __bool__ = __len__ = __format__ = __dir__ = __length_hint__ = wrong


class Text(str):
    pass


class Record:
    """Gives back its arguments."""

    def __call__(self, *args, **kwargs):
        return args, kwargs

    def method(self, *args, **kwargs):
        return args, kwargs

    value = 5


def python_function(a, b=2, *args, c=3, **kwargs):
    return a, b, args, c, kwargs


record = Record()


@capi.check
def text_forms():
    equal(c.object_repr("naïve"), "'naïve'")
    equal(c.object_str("naïve"), "naïve")
    equal(c.object_ascii("naïve"), "'na\\xefve'")
    equal(c.object_repr(None), "<NULL>")
    equal(c.object_str(None), "<NULL>")
    equal(c.object_ascii(None), "<NULL>")
    same(type(c.object_str(Text("x"))), str)
    raises(KeyError, "'fails'", c.object_repr, Raises())
    raises(TypeError, "__repr__ returned non-string (type float)", c.object_repr, Wrong())
    raises(TypeError, "__str__ returned non-string (type float)", c.object_str, Wrong())
    raises(TypeError, "__repr__ returned non-string (type float)", c.object_ascii, Wrong())
    plain = "".join(["a", "b"])
    same(c.object_str(plain), plain)
    refcounts_stay(lambda: c.object_str(plain), plain)


@capi.check
def bytes_come_from_the_method_or_the_buffer():
    equal(c.object_bytes(None), b"<NULL>")
    equal(c.object_bytes(b"x"), b"x")
    equal(c.object_bytes(bytearray(b"x")), b"x")
    equal(c.object_bytes([1, 2]), b'\x01\x02')
    raises(TypeError, "cannot convert 'str' object to bytes", c.object_bytes, "x")
    raises(TypeError, "cannot convert 'int' object to bytes", c.object_bytes, 5)
    raises(KeyError, "'fails'", c.object_bytes, Raises())
    raises(TypeError, "__bytes__ returned non-bytes (type float)", c.object_bytes, Wrong())


@capi.check
def attributes_are_got():
    some = Plain()
    some.a = 1
    setattr(some, "naïve", 2)
    equal(c.object_get_attr(some, "a"), 1)
    raises(AttributeError, "'Plain' object has no attribute 'b'", c.object_get_attr, some, "b")
    equal(c.object_get_attr(some, Text("a")), 1)
    raises(TypeError, "attribute name must be string, not 'int'", c.object_get_attr, some, 5)
    raises(KeyError, "'a'", c.object_get_attr, Raises(), "a")
    equal(c.object_get_attr_string(some, "naïve".encode()), 2)
    raises(AttributeError, "'Plain' object has no attribute 'b'", c.object_get_attr_string, some, b"b")
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.object_get_attr_string, some, b"\xff")
    raises(AttributeError, "'Slots' object has no attribute 'a'", c.object_get_attr, Slots(), "a")
    equal(c.object_get_attr(5, "real"), 5)
    raises(AttributeError, "type object 'int' has no attribute 'b'", c.object_get_attr, int, "b")
    equal(c.object_generic_get_attr(some, "a"), 1)
    raises(AttributeError, "'Plain' object has no attribute 'b'", c.object_generic_get_attr, some, "b")
    raises(AttributeError, "'Raises' object has no attribute 'a'", c.object_generic_get_attr, Raises(), "a")
    raises(TypeError, "attribute name must be string, not 'int'", c.object_generic_get_attr, some, 5)


@capi.check
def optional_attributes_tell_missing_from_failing():
    some = Plain()
    some.a = 1
    equal(c.object_get_optional_attr(some, "a"), (1, 1))
    equal(c.object_get_optional_attr(some, "b"), (0, NotImplemented))
    equal(c.object_get_optional_attr(Hidden(), "b"), (0, NotImplemented))
    raises(KeyError, "'b'", c.object_get_optional_attr, Raises(), "b")
    raises(TypeError, "attribute name must be string, not 'int'", c.object_get_optional_attr, some, 5)
    equal(c.object_get_optional_attr(int, "b"), (0, NotImplemented))
    equal(c.object_get_optional_attr(Slots(), "a"), (0, NotImplemented))
    equal(c.object_get_optional_attr_string(some, b"a"), (1, 1))
    equal(c.object_get_optional_attr_string(some, b"b"), (0, NotImplemented))
    raises(KeyError, "'b'", c.object_get_optional_attr_string, Raises(), b"b")


@capi.check
def has_attr():
    some = Plain()
    some.a = 1
    equal([c.object_has_attr(some, "a"), c.object_has_attr(some, "b"), c.object_has_attr(Hidden(), "b")], [1, 0, 0])
    equal([c.object_has_attr_string(some, b"a"), c.object_has_attr_string(some, b"b")], [1, 0])
    equal([c.object_has_attr_with_error(some, "a"), c.object_has_attr_with_error(some, "b"), c.object_has_attr_with_error(Hidden(), "b")], [1, 0, 0])
    equal([c.object_has_attr_string_with_error(some, b"a"), c.object_has_attr_string_with_error(some, b"b")], [1, 0])
    raises(KeyError, "'b'", c.object_has_attr_with_error, Raises(), "b")
    raises(KeyError, "'b'", c.object_has_attr_string_with_error, Raises(), b"b")
    raises(TypeError, "attribute name must be string, not 'int'", c.object_has_attr_with_error, some, 5)


@capi.check
def attributes_are_set_and_deleted():
    some, value = Plain(), object()
    for set_, name in ((c.object_set_attr, "a"), (c.object_set_attr_string, b"a"), (c.object_generic_set_attr, "a")):
        equal(set_(some, name, value), 0)
        same(some.a, value)
        refcounts_stay(lambda: set_(some, name, value), value)
        equal(set_(some, name), 0)
        equal(vars(some), {})
    raises(AttributeError, "'Plain' object has no attribute 'a'", c.object_set_attr, some, "a")
    raises(AttributeError, "'Plain' object has no attribute 'a'", c.object_generic_set_attr, some, "a")
    raises(TypeError, "attribute name must be string, not 'int'", c.object_set_attr, some, 5, 1)
    raises(TypeError, "attribute name must be string, not 'int'", c.object_generic_set_attr, some, 5, 1)
    raises(AttributeError, "'int' object has no attribute 'a' and no __dict__ for setting new attributes", c.object_set_attr, 5, "a", 1)
    raises(AttributeError, "attribute 'real' of 'int' objects is not writable", c.object_set_attr, 5, "real", 1)
    raises(AttributeError, "'object' object has no attribute 'a' and no __dict__ for setting new attributes", c.object_set_attr, object(), "a", 1)
    raises(AttributeError, "'object' object has no attribute 'a' and no __dict__ for setting new attributes", c.object_set_attr, object(), "a")
    raises(TypeError, "cannot set 'a' attribute of immutable type 'int'", c.object_set_attr, int, "a", 1)
    raises(AttributeError, "'Slots' object has no attribute 'b' and no __dict__ for setting new attributes", c.object_set_attr, Slots(), "b", 1)
    raises(AttributeError, "a", c.object_set_attr, Slots(), "a")
    raises(KeyError, "'fails'", c.object_set_attr, Raises(), "a", 1)
    some.a = 1
    equal(c.object_del_attr(some, "a"), 0)
    raises(AttributeError, "'Plain' object has no attribute 'a'", c.object_del_attr, some, "a")
    some.a = 1
    equal(c.object_del_attr_string(some, b"a"), 0)
    raises(AttributeError, "'Plain' object has no attribute 'a'", c.object_del_attr_string, some, b"a")
    raises(AttributeError, "attribute 'real' of 'int' objects is not writable", c.object_del_attr, 5, "real")


@capi.check
def generic_dicts():
    some = Plain()
    same(c.object_generic_get_dict(some), vars(some))
    other = {"x": 1}
    equal(c.object_generic_set_dict(some, other), 0)
    same(vars(some), other)
    refcounts_stay(lambda: c.object_generic_set_dict(some, other), other)
    raises(TypeError, "__dict__ must be set to a dictionary, not a 'int'", c.object_generic_set_dict, some, 5)
    raises(TypeError, "cannot delete __dict__", c.object_generic_set_dict, some)
    raises(AttributeError, "This object has no __dict__", c.object_generic_get_dict, object())
    raises(AttributeError, "This object has no __dict__", c.object_generic_set_dict, object(), {})


@capi.check
def comparisons():
    equal([c.object_rich_compare(1, 2, op) for op in range(6)], [True, True, False, True, False, False])
    equal([c.object_rich_compare_bool(1, 2, op) for op in range(6)], [1, 1, 0, 1, 0, 0])
    raises(TypeError, "'<' not supported between instances of 'int' and 'str'", c.object_rich_compare, 1, "x", 0)
    equal(c.object_rich_compare(1, "x", 2), False)
    raises(KeyError, "'fails'", c.object_rich_compare, Raises(), 1, 2)
    raises(KeyError, "'fails'", c.object_rich_compare_bool, Raises(), 1, 2)
    bad_call(c.object_rich_compare, 1, None, 2)
    nan = float("nan")
    equal([c.object_rich_compare(nan, nan, 2), c.object_rich_compare_bool(nan, nan, 2), c.object_rich_compare_bool(nan, nan, 3)], [False, 1, 0])
    broken = Raises()
    equal([c.object_rich_compare_bool(broken, broken, 2), c.object_rich_compare_bool(broken, broken, 3)], [1, 0])
    raises(KeyError, "'fails'", c.object_rich_compare_bool, broken, broken, 0)
    equal(c.swapped_op(), (4, 5, 2, 3, 0, 1))


@capi.check
def hashes():
    equal(c.object_hash(5) == hash(5), True)
    equal(c.object_hash("x") == hash("x"), True)
    raises(TypeError, "unhashable type: 'list'", c.object_hash, [])
    raises(KeyError, "'fails'", c.object_hash, Raises())
    raises(TypeError, "__hash__ method should return an integer", c.object_hash, Wrong())
    raises(TypeError, "unhashable type: 'int'", c.object_hash_not_implemented, 5)


@capi.check
def truth_and_size():
    equal([c.object_is_true(o) for o in (None, True, False, 0, 1, [], [0], "", Plain())], [0, 1, 0, 0, 1, 0, 1, 0, 1])
    equal([c.object_not(o) for o in (None, True, False, 0, 1, [], [0], "", Plain())], [1, 0, 1, 1, 0, 1, 0, 1, 0])
    raises(KeyError, "'fails'", c.object_is_true, Raises())
    raises(TypeError, "__bool__ should return bool, returned float", c.object_is_true, Wrong())
    raises(KeyError, "'fails'", c.object_not, Raises())
    equal([c.object_size([1]), c.object_length("ab"), c.object_size({1: 2})], [1, 2, 1])
    raises(TypeError, "object of type 'int' has no len()", c.object_size, 5)
    raises(KeyError, "'fails'", c.object_size, Raises())
    raises(TypeError, "'float' object cannot be interpreted as an integer", c.object_size, Wrong())
    raises(TypeError, "object of type 'int' has no len()", c.object_length, 5)
    equal(c.object_length_hint([1, 2], 7), 2)
    equal(c.object_length_hint(iter([1, 2]), 7), 2)
    equal(c.object_length_hint(5, 7), 7)
    raises(TypeError, "__length_hint__ must be an integer, not float", c.object_length_hint, Wrong(), 7)


@capi.check
def dir_self_and_type():
    equal(c.object_dir([]) == dir([]), True)
    a_local = 1
    equal("a_local" in c.object_dir(None), True)
    raises(KeyError, "'fails'", c.object_dir, Raises())
    raises(TypeError, "'float' object is not iterable", c.object_dir, Wrong())
    some = Plain()
    same(c.object_self_iter(some), some)
    same(c.object_type(some), Plain)
    refcounts_stay(lambda: (c.object_self_iter(some), c.object_type(some)), some, Plain)
    raises(SystemError, "null argument to internal routine", c.object_type, None)


@capi.check
def formatting():
    equal(c.object_format(5, ">3"), "  5")
    equal(c.object_format(5), "5")
    equal(c.object_format("x", ""), "x")
    raises(SystemError, "Format specifier must be a string, not int", c.object_format, 5, 5)
    raises(ValueError, "Unknown format code 'q' for object of type 'int'", c.object_format, 5, "q")
    raises(TypeError, "unsupported format string passed to Plain.__format__", c.object_format, Plain(), "x")
    raises(KeyError, "'fails'", c.object_format, Raises(), "")
    raises(TypeError, "__format__ must return a str, not float", c.object_format, Wrong(), "")


@capi.check
def items():
    some = [1, 2, 3]
    equal(c.object_get_item(some, 1), 2)
    raises(IndexError, "list index out of range", c.object_get_item, some, 9)
    raises(TypeError, "'int' object is not subscriptable", c.object_get_item, 5, 1)
    equal(c.object_get_item({"a": 1}, "a"), 1)
    raises(KeyError, "'b'", c.object_get_item, {"a": 1}, "b")
    equal(c.object_get_item(list, int), list[int])
    raises(TypeError, "type 'int' is not subscriptable", c.object_get_item, int, 1)
    equal(c.object_set_item(some, 1, 7), 0)
    raises(IndexError, "list assignment index out of range", c.object_set_item, some, 9, 7)
    raises(TypeError, "'tuple' object does not support item assignment", c.object_set_item, (), 0, 7)
    equal(c.object_del_item(some, 0), 0)
    raises(IndexError, "list assignment index out of range", c.object_del_item, some, 9)
    raises(TypeError, "'tuple' object doesn't support item deletion", c.object_del_item, (), 0)
    equal(some, [7, 3])
    some = {"a": 1}
    equal(c.object_del_item_string(some, b"a"), 0)
    raises(KeyError, "'a'", c.object_del_item_string, some, b"a")
    raises(TypeError, "unhashable type: 'list'", c.object_get_item, some, [])


@capi.check
def instances_and_subclasses():
    equal([c.object_is_instance(True, int), c.object_is_instance(1, (str, (int,))), c.object_is_instance(1, int | str), c.object_is_instance(1, str)], [1, 1, 1, 0])
    equal([c.object_is_subclass(bool, int), c.object_is_subclass(int, (str, (int,))), c.object_is_subclass(int, int | str), c.object_is_subclass(int, str)], [1, 1, 1, 0])
    raises(TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union", c.object_is_instance, 1, 5)
    raises(TypeError, "isinstance() argument 2 cannot be a parameterized generic", c.object_is_instance, 1, list[int])
    raises(TypeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union", c.object_is_subclass, int, 5)
    raises(TypeError, "issubclass() arg 1 must be a class", c.object_is_subclass, 5, int)
    raises(TypeError, "issubclass() argument 2 cannot be a parameterized generic", c.object_is_subclass, int, list[int])


@capi.check
def callables_are_called():
    equal([c.callable_check(o) for o in (int, len, record, 5, Plain(), python_function)], [1, 1, 1, 0, 0, 1])
    equal(c.object_call_no_args(record), ((), {}))
    equal(c.object_call_one_arg(record, 1), ((1,), {}))
    equal(c.object_call(record, (1, 2), {"a": 3}), ((1, 2), {"a": 3}))
    equal(c.object_call(record, ()), ((), {}))
    equal(c.object_call(python_function, (1,), {"d": 4}), (1, 2, (), 3, {"d": 4}))
    raises(TypeError, "'int' object is not callable", c.object_call, 5, ())
    raises(TypeError, "'int' object is not callable", c.object_call_no_args, 5)
    equal(c.object_call_one_arg(python_function, 1), (1, 2, (), 3, {}))
    raises(TypeError, "python_function() missing 1 required positional argument: 'a'", c.object_call_no_args, python_function)
    equal(c.object_call_object(record, (1, 2)), ((1, 2), {}))
    equal(c.object_call_object(record), ((), {}))
    raises(TypeError, "argument list must be a tuple", c.object_call_object, record, [1])
    raises(TypeError, "'int' object is not callable", c.object_call_object, 5, ())
    a, b = object(), object()
    refcounts_stay(lambda: (c.object_call(record, (a,), {"b": b}), c.object_call_one_arg(record, a), c.object_call(python_function, (a,), {"d": b})), a, b, record)


@capi.check
def old_names_call_too():
    equal(c.eval_call_object_with_keywords(record, (1,), {"a": 2}), ((1,), {"a": 2}))
    equal(c.eval_call_object_with_keywords(record, None), ((), {}))
    raises(TypeError, "argument list must be a tuple", c.eval_call_object_with_keywords, record, [1])
    raises(TypeError, "keyword list must be a dictionary", c.eval_call_object_with_keywords, record, (), [])
    equal(c.cfunction_call(record, (1,), {"a": 2}), ((1,), {"a": 2}))
    equal(c.cfunction_call(len, ((1, 2),)), 2)


@capi.check
def call_function_builds_its_arguments():
    equal(c.object_call_function(record, None), ((), {}))
    equal(c.object_call_function(record, ""), ((), {}))
    equal(c.object_call_function(record, "O", 5), ((5,), {}))
    equal(c.object_call_function(record, "O", (5, 6)), ((5, 6), {}))
    equal(c.object_call_function(record, "(O)", 5), ((5,), {}))
    equal(c.object_call_function(record, "OO", 5), ((5, 5), {}))
    equal(c.object_call_function(record, "(OO)", 5), ((5, 5), {}))
    equal(c.object_call_function(record, "many", "x"), ((1, 2, 3.5, "text", "x", (6,), ["x"], {"key": 7}), {}))
    raises(TypeError, "'int' object is not callable", c.object_call_function, 5, "O", 5)
    raises(SystemError, "bad format char passed to Py_BuildValue", c.object_call_function, record, "?", 5)
    some = object()
    refcounts_stay(lambda: c.object_call_function(record, "many", some), some)


@capi.check
def call_method_builds_its_arguments():
    equal(c.object_call_method(record, b"method", None), ((), {}))
    equal(c.object_call_method(record, b"method", "O", 5), ((5,), {}))
    equal(c.object_call_method(record, b"method", "O", (5, 6)), ((5, 6), {}))
    equal(c.object_call_method(record, b"method", "(OO)", 5), ((5, 5), {}))
    equal(c.object_call_method(record, b"method", "many", "x"), ((1, 2, 3.5, "text", "x"), {}))
    raises(AttributeError, "'Record' object has no attribute 'missing'", c.object_call_method, record, b"missing", "O", 5)
    raises(TypeError, "attribute of type 'int' is not callable", c.object_call_method, record, b"value", "O", 5)
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.object_call_method, record, b"\xff", None)


@capi.check
def object_arguments_end_with_null():
    equal(c.object_call_function_obj_args(record), ((), {}))
    equal(c.object_call_function_obj_args(record, 1, 2, 3), ((1, 2, 3), {}))
    equal(c.object_call_function_obj_args(record, 1, 2, 3, 4, 5, 6, 7, 8), ((1, 2, 3, 4, 5, 6, 7, 8), {}))
    raises(TypeError, "'int' object is not callable", c.object_call_function_obj_args, 5, 1)
    equal(c.object_call_method_obj_args(record, "method"), ((), {}))
    equal(c.object_call_method_obj_args(record, "method", 1, 2, 3, 4, 5, 6, 7, 8), ((1, 2, 3, 4, 5, 6, 7, 8), {}))
    raises(AttributeError, "'Record' object has no attribute 'missing'", c.object_call_method_obj_args, record, "missing", 1)
    raises(TypeError, "attribute name must be string, not 'int'", c.object_call_method_obj_args, record, 5, 1)
    equal(c.object_call_method_no_args(record, "method"), ((), {}))
    equal(c.object_call_method_one_arg(record, "method", 1), ((1,), {}))
    equal(c.object_call_method_no_args("x", "upper"), "X")
    equal(c.object_call_method_one_arg("x", "join", "ab"), "axb")
    raises(AttributeError, "'str' object has no attribute 'missing'", c.object_call_method_no_args, "x", "missing")


@capi.check
def vectorcalls():
    for offset in (False, True):
        equal(c.object_vectorcall(record, offset, (1, 2)), ((1, 2), {}))
        equal(c.object_vectorcall(record, offset, (1,), (2, 3), ("a", "b")), ((1,), {"a": 2, "b": 3}))
        equal(c.object_vectorcall(record.method, offset, (1,), (2, 3), ("a", "b")), ((1,), {"a": 2, "b": 3}))
        equal(c.object_vectorcall(python_function, offset, (1, 2, 3), (4, 5), ("c", "e")), (1, 2, (3,), 4, {"e": 5}))
        equal(c.object_vectorcall(len, offset, ("ab",)), 2)
        equal(c.object_vectorcall(int, offset, ("11",), (2,), ("base",)), 3)
        raises(TypeError, "'int' object is not callable", c.object_vectorcall, 5, offset, (1,))
        raises(TypeError, "len() takes no keyword arguments", c.object_vectorcall, len, offset, ("a",), (1,), ("x",))
    equal(c.object_vectorcall_dict(record, (1, 2)), ((1, 2), {}))
    equal(c.object_vectorcall_dict(record, (1,), {"a": 2}), ((1,), {"a": 2}))
    equal(c.object_vectorcall_dict(python_function, (1,), {"d": 2}), (1, 2, (), 3, {"d": 2}))
    equal(c.object_vectorcall_dict(python_function, (1,), {}), (1, 2, (), 3, {}))
    raises(TypeError, "keywords must be strings", c.object_vectorcall_dict, python_function, (1,), {5: 2})
    raises(TypeError, "'int' object is not callable", c.object_vectorcall_dict, 5, ())
    equal(c.object_vectorcall_method("method", (record, 1), (2,), ("a",)), ((1,), {"a": 2}))
    equal(c.object_vectorcall_method("join", ("-", "ab")), "a-b")
    raises(AttributeError, "'str' object has no attribute 'missing'", c.object_vectorcall_method, "missing", ("-", "ab"))
    raises(TypeError, "'int' object is not callable", c.object_vectorcall_method, "value", (record,))
    equal([c.vectorcall_function(o) for o in (len, python_function, record.method, int, 5, record, Plain)], [True, True, True, True, False, False, False])
    equal(c.vectorcall_call(python_function, (1,), {"d": 2}), (1, 2, (), 3, {"d": 2}))
    equal(c.vectorcall_call(len, ("ab",)), 2)
    raises(TypeError, "'Record' object does not support vectorcall", c.vectorcall_call, record, ())
    equal([c.vectorcall_nargs(3, False), c.vectorcall_nargs(3, True), c.vectorcall_nargs(0, True)], [3, 3, 0])


@capi.check
def constants():
    equal([c.get_constant(i, False) for i in range(10)], [None, False, True, Ellipsis, NotImplemented, 0, 1, "", b"", ()])
    equal([c.get_constant(i, True) for i in range(10)], [None, False, True, Ellipsis, NotImplemented, 0, 1, "", b"", ()])
    bad_call(c.get_constant, 10, False)
    bad_call(c.get_constant, 10, True)
    equal([c.is_singleton(o) for o in (None, True, False, ..., 0, 1)], [1, 2, 4, 8, 0, 0])


@capi.check
def references_are_counted():
    equal(c.references(object()), (5, 0))
    equal(c.repr_enter(object()), (0, 1, 0))


@capi.check
def print_writes_to_a_file():
    path = os.path.join(tempfile.gettempdir(), f"capi_object_print_{os.getpid()}")
    try:
        for object_, flags, expected in [("naïve\n", 0, "'naïve\\n'"), ("naïve\n", 1, "naïve\n"), ([1, None], 0, "[1, None]"), (None, 0, "<nil>")]:
            equal(c.object_print(object_, path, flags), 0)
            with open(path, encoding="utf-8", newline="") as file:
                equal(file.read(), expected)
        raises(KeyError, "'fails'", c.object_print, Raises(), path, 0)
    finally:
        os.unlink(path)


@capi.check
def a_tracer_is_told_of_new_and_destroyed_objects():
    def make():
        return [Plain() for _ in range(100)]

    tracer_set, data_kept, created, destroyed, removed = c.ref_tracer(make)
    equal((tracer_set, data_kept, removed), (1, 1, 1))
    assert created >= 100 and destroyed >= 100, (created, destroyed)


capi.main()
