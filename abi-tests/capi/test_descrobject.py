"""descrobject.h, genericaliasobject.h, rangeobject.h, enumobject.h and structseq.h, called from C."""

import types
import warnings

import _capi_descrobject as c
import capi
from capi import equal, raises, refcounts_stay, same

member = c.member_set_and_get


class Some:
    pass


def warned(*args):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        return member(*args), [(w.category, str(w.message)) for w in caught]


@capi.check
def method_descriptors():
    descr = c.descr_new_method(list)
    equal((repr(descr), descr.__name__, descr.__qualname__, descr.__doc__, descr.__text_signature__, descr.__objclass__), ("<method 'described' of 'list' objects>", 'described', 'list.described', 'The doc.', '($self, /)', list))
    equal(descr([1]), ([1],))
    equal(descr.__get__([1])(), ([1],))
    equal(descr.__get__(None, list) is descr, True)
    raises(TypeError, "descriptor 'described' for 'list' objects doesn't apply to a 'int' object", descr, 5)
    raises(TypeError, "descriptor 'described' for 'list' objects doesn't apply to a 'int' object", descr.__get__, 5)
    raises(TypeError, "unbound method list.described() needs an argument", descr)
    equal(c.descr_macros(descr), (list, "described"))
    equal(c.descr_is_data(descr), 0)
    equal(type(descr) is types.MethodDescriptorType, True)
    refcounts_stay(lambda: c.descr_new_method(Some), Some)


@capi.check
def class_method_descriptors():
    descr = c.descr_new_classmethod(list)
    equal((repr(descr), descr.__name__, descr.__objclass__, type(descr) is types.ClassMethodDescriptorType), ("<method 'described' of 'list' objects>", 'described', list, True))
    equal(descr.__get__(None, list)(), (list,))
    equal(descr.__get__([])(), (list,))
    equal(descr(list), (list,))
    raises(TypeError, "descriptor 'described' for type 'list' needs a type, not a 'list' as arg 2", descr, [])
    raises(TypeError, "descriptor 'described' requires a subtype of 'list' but received 'int'", descr, int)
    raises(TypeError, "descriptor 'described' requires a subtype of 'list' but received 'int'", descr.__get__, None, int)
    raises(TypeError, "__get__(None, None) is invalid", descr.__get__, None, None)


@capi.check
def getset_descriptors():
    descr = c.descr_new_getset(list, 0)
    equal((repr(descr), descr.__name__, descr.__qualname__, descr.__doc__, type(descr) is types.GetSetDescriptorType), ("<attribute 'computed' of 'list' objects>", 'computed', 'list.computed', 'Computed.', True))
    equal(descr.__get__([1]), ([1], "the closure"))
    raises(KeyError, "'setting the closure to 5'", descr.__set__, [1], 5)
    raises(KeyError, "'deleting the closure'", descr.__delete__, [1])
    raises(TypeError, "descriptor 'computed' for 'list' objects doesn't apply to a 'int' object", descr.__get__, 5)
    raises(TypeError, "descriptor 'computed' for 'list' objects doesn't apply to a 'int' object", descr.__set__, 5, 5)
    equal(c.descr_is_data(descr), 1)
    descr = c.descr_new_getset(list, 1)
    equal((descr.__get__([]), descr.__doc__), (([], "nothing"), None))
    raises(AttributeError, "attribute 'read_only' of 'list' objects is not writable", descr.__set__, [], 5)
    raises(AttributeError, "attribute 'read_only' of 'list' objects is not writable", descr.__delete__, [])
    descr = c.descr_new_getset(list, 2)
    raises(AttributeError, "attribute 'write_only' of 'list' objects is not readable", descr.__get__, [])
    raises(KeyError, "'setting it to 5'", descr.__set__, [], 5)
    equal([c.descr_is_data(o) for o in (5, property(), len, str.join, Some)], [0, 1, 0, 0, 0])


@capi.check
def wrappers_and_proxies():
    equal(c.wrapper_new(list.__len__, [1, 2])(), 2)
    equal(c.wrapper_new(list.__add__, [1])([2]), [1, 2])
    raises(TypeError, "expected 1 argument, got 0", c.wrapper_new(list.__add__, [1]))
    some = {"a": 1}
    proxy = c.dictproxy_new(some)
    equal([type(proxy) is types.MappingProxyType, proxy["a"], len(proxy)], [True, 1, 1])
    some["b"] = 2
    equal(list(proxy), ["a", "b"])
    raises(TypeError, "mappingproxy() argument must be a mapping, not int", c.dictproxy_new, 5)
    raises(TypeError, "mappingproxy() argument must be a mapping, not list", c.dictproxy_new, [1])
    refcounts_stay(lambda: (c.dictproxy_new(some), c.wrapper_new(dict.__len__, some)), some)


@capi.check
def members_have_initial_values():
    equal([member(name) for name in ("t_short", "t_int", "t_float", "t_string", "t_object", "t_char", "t_bool", "t_string_inplace", "t_none")], [0, 0, 0.0, "text", None, "x", False, "inplace", None])
    raises(SystemError, "bad memberdescr type", member, "t_wrong")


@capi.check
def members_are_set_within_their_range():
    equal([member("t_short", n) for n in (-(2**15), 2**15 - 1)], [-32768, 32767])
    equal([member("t_int", n) for n in (-(2**31), 2**31 - 1)], [-2147483648, 2147483647])
    equal([member("t_long", n) for n in (-(2**63), 2**63 - 1)], [-9223372036854775808, 9223372036854775807])
    equal([member("t_longlong", n) for n in (-(2**63), 2**63 - 1)], [-9223372036854775808, 9223372036854775807])
    equal([member("t_pyssizet", n) for n in (-(2**63), 2**63 - 1)], [-9223372036854775808, 9223372036854775807])
    equal([member("t_byte", n) for n in (-128, 127)], [-128, 127])
    equal([member("t_ubyte", n) for n in (0, 255)], [0, 255])
    equal([member("t_ushort", n) for n in (0, 65535)], [0, 65535])
    equal([member("t_uint", n) for n in (0, 2**32 - 1)], [0, 4294967295])
    equal([member("t_ulong", n) for n in (0, 2**64 - 1)], [0, 18446744073709551615])
    equal([member("t_ulonglong", n) for n in (0, 2**64 - 1)], [0, 18446744073709551615])
    equal([member("t_float", 1.5), member("t_float", 2), member("t_double", 1e300)], [1.5, 2.0, 1e+300])
    equal([member("t_bool", True), member("t_bool", False)], [True, False])
    equal(member("t_char", "y"), "y")
    some = object()
    same(member("t_object", some), some)
    same(member("t_object_ex", some), some)
    refcounts_stay(lambda: (member("t_object", some), member("t_object_ex", some)), some)


@capi.check
def members_that_do_not_fit_warn_or_fail():
    for name, value in (("t_short", 2**15), ("t_ushort", 65536), ("t_byte", 128), ("t_ubyte", -1), ("t_int", 2**31), ("t_uint", 2**32)):
        got, caught = warned(name, value)
        kind = {"t_short": "short", "t_ushort": "unsigned short", "t_byte": "char", "t_ubyte": "unsigned char", "t_int": "int", "t_uint": "unsigned int"}[name]
        equal(caught, [(RuntimeWarning, f"Truncation of value to {kind}")])
    raises(OverflowError, "Python int too large to convert to C long", member, "t_long", 2**63)
    raises(OverflowError, "int too big to convert", member, "t_longlong", 2**63)
    raises(OverflowError, "Python int too large to convert to C ssize_t", member, "t_pyssizet", 2**63)
    raises(OverflowError, "Python int too large to convert to C unsigned long", member, "t_ulong", 2**64)
    raises(OverflowError, "int too big to convert", member, "t_ulonglong", 2**64)
    equal(warned("t_uint", -1), (4294967295, [(RuntimeWarning, "Writing negative value into unsigned field")]))
    equal(warned("t_ulong", -1), (18446744073709551615, [(RuntimeWarning, "Writing negative value into unsigned field")]))
    equal(warned("t_ushort", -1), (65535, [(RuntimeWarning, "Truncation of value to unsigned short")]))


@capi.check
def members_check_types():
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_short", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_int", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_long", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_longlong", "x")
    raises(TypeError, "an integer is required", member, "t_pyssizet", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_byte", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_ubyte", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_ushort", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_uint", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_ulong", "x")
    raises(TypeError, "'str' object cannot be interpreted as an integer", member, "t_ulonglong", "x")
    raises(TypeError, "must be real number, not str", member, "t_float", "x")
    raises(TypeError, "must be real number, not str", member, "t_double", "x")
    raises(TypeError, "attribute value type must be bool", member, "t_bool", 1)
    raises(TypeError, "bad argument type for built-in operation", member, "t_char", "xy")
    raises(TypeError, "bad argument type for built-in operation", member, "t_char", 5)
    raises(TypeError, "readonly attribute", member, "t_string", "x")
    raises(TypeError, "readonly attribute", member, "t_string_inplace", "x")
    raises(SystemError, "bad memberdescr type for t_none", member, "t_none", 5)
    raises(SystemError, "bad memberdescr type for t_wrong", member, "t_wrong", 5)
    raises(AttributeError, "readonly attribute", member, "t_read_only", 5)


@capi.check
def members_are_deleted_if_they_are_objects():
    same(member("t_object", NotImplemented), None)
    raises(AttributeError, "t_object_ex", member, "t_object_ex", NotImplemented)
    raises(TypeError, "can't delete numeric/char attribute", member, "t_int", NotImplemented)
    raises(TypeError, "can't delete numeric/char attribute", member, "t_string", NotImplemented)
    raises(TypeError, "can't delete numeric/char attribute", member, "t_bool", NotImplemented)
    raises(AttributeError, "readonly attribute", member, "t_read_only", NotImplemented)


@capi.check
def generic_aliases():
    alias = c.generic_alias(list, int)
    equal((alias == list[int], alias.__origin__, alias.__args__, repr(alias)), (True, list, (int,), "list[int]"))
    equal(c.generic_alias(dict, (int, str)).__args__, (int, str))
    equal(c.generic_alias(list, ()).__args__, ())
    equal(c.generic_alias(list, int)([1]), [1])
    equal(c.generic_alias(5, int).__origin__, 5)
    some = object()
    refcounts_stay(lambda: c.generic_alias(list, some), some)


@capi.check
def types_of_small_headers():
    equal(c.types_of_small_headers(range(3))[0], 1)
    equal([x.__name__ for x in c.types_of_small_headers(5)[1:]], ["range", "range_iterator", "longrange_iterator", "enumerate", "reversed", "GenericAlias"])


@capi.check
def struct_sequence_types():
    Point = c.structseq_new_type(0)
    equal((Point.__name__, Point.__module__, Point.__doc__, Point.__bases__, Point.n_fields, Point.n_sequence_fields, Point.n_unnamed_fields), ("Point", "module", "A point.", (tuple,), 2, 2, 0))
    equal(Point.x.__doc__, "The first.")
    same(Point.y.__doc__, None)
    equal(Point.__match_args__, ("x", "y"))
    some = Point((1, 2))
    equal((some.x, some.y, len(some), repr(some), tuple(some)), (1, 2, 2, "module.Point(x=1, y=2)", (1, 2)))
    equal(some == (1, 2), True)
    raises(AttributeError, "readonly attribute", setattr, some, "x", 5)
    Unnamed = c.structseq_new_type(1)
    equal((Unnamed.n_fields, Unnamed.n_sequence_fields, Unnamed.n_unnamed_fields, Unnamed.__doc__, Unnamed.__match_args__), (3, 2, 1, None, ("x",)))
    some = Unnamed((1, 2, 3))
    equal((some.x, some.hidden, len(some)), (1, 3, 2))
    equal(repr(some), "module.Unnamed(x=1, hidden=2)")
    raises(TypeError, "constructor requires a sequence", Point, 5)
    raises(TypeError, "module.Point() takes a 2-sequence (1-sequence given)", Point, (1,))
    raises(TypeError, "module.Point() takes a 2-sequence (3-sequence given)", Point, (1, 2, 3))
    raises(TypeError, "module.Point() got duplicate or unexpected field name(s)", Point, (1, 2), {"hidden": 3})
    raises(TypeError, "type 'module.Point' is not an acceptable base type", type, "Sub", (Point,), {})
    Static = c.structseq_init_type(False)
    equal((Static.__name__, Static.__module__, Static.n_fields), ("Point", "module", 2))
    equal(Static((1, 2)).x, 1)
    value = object()
    some = c.structseq_new(Unnamed, (value, 2, 3))
    same(some.x, value)
    same(c.structseq_get_item(some, 0), value)
    equal([c.structseq_get_item(some, 1), c.structseq_get_item(some, 2), some.hidden], [2, 3, 3])
    refcounts_stay(lambda: (c.structseq_new(Unnamed, (value, value, value)), c.structseq_get_item(some, 0)), value)


capi.main()
