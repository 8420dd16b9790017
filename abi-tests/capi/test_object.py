"""Types made by C code, attributes, calls, members, capsules, struct sequences, called from C."""

import gc

import _capi_object as c
import capi
from capi import equal, raises, same

Thing = c.make_type(None)


@capi.check
def a_heap_type_has_its_names_and_its_module():
    equal(c.type_names(Thing), ("Thing", "Thing", "some.module", "some.module.Thing"))
    same(c.type_module(Thing), c)
    equal(repr(Thing), "<class 'some.module.Thing'>")
    equal(Thing.__doc__, "A thing.")
    equal(Thing.__text_signature__, "()")


@capi.check
def slots_of_a_heap_type_can_be_read_back():
    equal(c.type_slots(Thing), (1, 1, 1))


@capi.check
def members_read_and_write_fields():
    t = Thing()
    equal((t.number, t.real, t.flag, t.twice), (7, 0.0, False, 14))
    t.number = 5
    t.flag = True
    equal((t.number, t.flag, t.twice), (5, True, 10))
    raises(AttributeError, "readonly attribute", setattr, t, "real", 1.0)
    raises(AttributeError, "'some.module.Thing' object has no attribute 'object'", getattr, t, "object")
    raises(TypeError, "attribute value type must be bool", setattr, t, "flag", 1)
    raises(TypeError, "can't delete numeric/char attribute", delattr, t, "number")
    t.object = t
    same(t.object, t)
    del t.object
    raises(AttributeError, "object", delattr, t, "object")
    raises(AttributeError, "attribute 'twice' of 'some.module.Thing' objects is not writable", setattr, t, "twice", 1)


@capi.check
def offsets_given_as_members_make_a_dict_weak_references_and_vectorcall():
    t = Thing()
    t.anything = 3
    equal(t.__dict__ if hasattr(t, "__dict__") else {"anything": t.anything}, {"anything": 3})
    equal(t(1, 2, k=3), (2, 1, 7))
    equal(c.vectorcall(t, (1, 2, 3), ("a", "b")), (1, 2, 7))
    equal(Thing.__weakrefoffset__ > 0, True)


@capi.check
def number_slots_of_either_operand_are_called():
    t = Thing()
    equal(t + 1, (Thing, int))
    equal(1 + t, (int, Thing))


@capi.check
def a_class_written_in_python_derives_from_a_c_type():
    class Sub(Thing):
        def __init__(self):
            self.mine = 1

    s = Sub()
    equal((s.number, s.mine, s + 2, s(1)), (7, 1, (Sub, int), (1, 0, 7)))
    equal(s.defining_class(1), (Thing, 1))
    s.object = s
    del s
    gc.collect()


@capi.check
def a_type_can_add_data_to_any_base():
    for base in (object, dict, Thing, BaseException):
        Added = c.make_added(base)
        ob = Added()
        ob.extra = 12345
        equal(c.added_data(ob, Added)[0], 12345)
        equal(ob.extra, 12345)


@capi.check
def a_missing_attribute_may_be_no_error():
    equal(c.optional_attribute(1, "real"), (1, 1))
    equal(c.optional_attribute(1, "nothing"), (0, None))
    equal(c.optional_attribute(int, "nothing"), (0, None))
    equal(c.optional_attribute(capi, "nothing"), (0, None))

    class Bad:
        @property
        def p(self):
            raise ValueError("bad")

    raises(ValueError, "bad", c.optional_attribute, Bad(), "p")


@capi.check
def lookup_sees_changes_of_classes():
    class A:
        x = 1

    class B(A):
        pass

    equal(c.lookup(B, "x"), 1)
    A.x = 2
    equal(c.lookup(B, "x"), 2)
    B.x = 3
    equal(c.lookup(B, "x"), 3)
    del B.x
    equal(c.lookup(B, "x"), 2)
    equal(c.lookup(B, "y"), None)


@capi.check
def methods_are_called_by_name():
    equal(c.call_method("upper", ("abc",)), "ABC")
    equal(c.call_method("join", ("-", ["a", "b"])), "a-b")
    raises(AttributeError, "'int' object has no attribute 'nothing'", c.call_method, "nothing", (1,))


@capi.check
def a_result_without_an_exception_is_demanded():
    raises(SystemError, None, c.returns_null, 1)
    raises(SystemError, "<built-in function returns_null> returned NULL without setting an exception",
           c.vectorcall, c.returns_null, (1,), None)


@capi.check
def capsules_keep_a_pointer_under_a_name():
    capsule = c.capsule_new(None)
    before = c.capsule_get(capsule, "a.name")
    equal(before[0], 1)
    equal(repr(capsule).startswith('<capsule object "a.name" at 0x'), True)
    raises(ValueError, "PyCapsule_GetPointer called with incorrect name", c.capsule_get, capsule, "other")
    raises(ValueError, "PyCapsule_GetPointer called with invalid PyCapsule object", c.capsule_get, 1, "other")
    del capsule
    gc.collect()
    equal(c.capsule_get(c.capsule_new(None), "a.name")[1], before[1] + 1)


@capi.check
def struct_sequences_are_tuples_with_names():
    Point = c.make_struct_sequence(None)
    p = Point((1, 2))
    equal((p.x, p.y, p.hidden, len(p), tuple(p)), (1, 2, None, 2, (1, 2)))
    equal(repr(p), "some.Point(x=1, y=2)")
    equal((Point.n_fields, Point.n_sequence_fields, Point.n_unnamed_fields, Point.__match_args__), (3, 2, 0, ("x", "y")))
    equal(Point((1, 2, 3)).hidden, 3)
    equal(Point((1, 2), {"hidden": 4}).hidden, 4)
    raises(TypeError, "some.Point() takes an at least 2-sequence (1-sequence given)", Point, (1,))
    raises(TypeError, "some.Point() takes an at most 3-sequence (4-sequence given)", Point, (1, 2, 3, 4))
    equal(p.__reduce__(), (Point, ((1, 2), {"hidden": None})))
    equal(p.__replace__(x=5).x, 5)


capi.main()
