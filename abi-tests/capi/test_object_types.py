"""The part of object.h that is about types, called from C."""

import gc
import warnings
import weakref

import _capi_object_types as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same

(
    PLAIN, NO_MODULE, DOC, WRONG_SLOT, NEGATIVE_SLOT, RELATIVE, INHERITS, TOO_SMALL, OF_DICT, RELATIVE_WITH_SIZE, NO_INSTANCES,
    IMMUTABLE, MANAGED, META_NEW, FINAL, META, MAPPING,
) = range(17)
BASE, INHERITING, COMPARING, HASHING, BARE, NAMELESS, NO_TRAVERSE, OF_BOOL, LIST = range(9)
make = c.type_from_spec


class Python:
    class Inner:
        pass


class Metaclass(type):
    pass


class NewMetaclass(type):
    def __new__(cls, *args):
        return super().__new__(cls, *args)


class InitMetaclass(type):
    def __init__(cls, *args):
        cls.initialised = True


@capi.check
def types_are_made_from_specs():
    Plain = make(PLAIN)
    equal((Plain.__name__, Plain.__qualname__, Plain.__module__, Plain.__bases__, Plain.__doc__, Plain.__basicsize__ - object.__basicsize__), ("Plain", "Plain", "package.module", (object,), None, 8))
    equal([Plain().answer(), Plain.static_answer(), Plain.class_answer(), Plain().static_answer()], [42, 42, 42, 42])
    equal(Plain.answer.__doc__, "Gives the answer.")
    Doc = make(DOC)
    equal((Doc.__doc__, Doc.__text_signature__, Doc.number.__doc__, Doc().number), ("The doc.", "(x)", "The number.", 0))
    some = Doc()
    some.number = 5
    equal(some.number, 5)
    raises(AttributeError, "type object 'package.module.Plain' has no attribute 'x'", lambda: Plain.x)
    Plain.x = 5
    equal(Plain.x, 5)
    raises(RuntimeError, "invalid slot offset", make, WRONG_SLOT)
    raises(RuntimeError, "invalid slot offset", make, NEGATIVE_SLOT)


@capi.check
def a_name_without_a_module_is_deprecated():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        NoModule = make(NO_MODULE)
    equal([(w.category, str(w.message)) for w in caught], [(DeprecationWarning, "builtin type NoModule has no __module__ attribute")])
    equal(NoModule.__name__, "NoModule")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        raises(DeprecationWarning, "builtin type NoModule has no __module__ attribute", make, NO_MODULE)


@capi.check
def bases_are_given_in_several_ways():
    equal(make(INHERITS, dict).__bases__, (dict,))
    equal(make(INHERITS, (dict, Python)).__bases__ == (dict, Python), True)
    equal(make(INHERITS, (Python, dict)).__mro__[1:] == (Python, dict, object), True)
    equal(make(INHERITS, None, c).__bases__, (object,))
    equal(make(OF_DICT).__bases__, (dict,))
    equal(make(OF_DICT)(a=1)["a"], 1)
    equal(make(OF_DICT, (list,)).__bases__, (list,))
    raises(TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases", make, INHERITS, 5)
    raises(TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases", make, INHERITS, (5,))
    raises(TypeError, "type 'bool' is not an acceptable base type", make, INHERITS, bool)
    equal(make(FINAL, object).__bases__, (object,))
    raises(TypeError, "type 'm.Final' is not an acceptable base type", type, "Sub", (make(FINAL),), {})
    raises(TypeError, "multiple bases have instance lay-out conflict", make, INHERITS, (int, str))


@capi.check
def instances_are_not_smaller_than_those_of_the_base():
    small = object.__basicsize__
    for base in (list, tuple, make(DOC)):
        name = base.__name__ if base.__module__ == "builtins" else "m.Doc"
        text = f"tp_basicsize for type 'm.TooSmall' ({small}) is too small for base '{name}' ({base.__basicsize__})"
        raises(TypeError, text, make, TOO_SMALL, base)


@capi.check
def data_is_added_to_any_base():
    for base in (object, dict, Exception, Python, make(DOC)):
        Relative = make(RELATIVE, base)
        some = Relative()
        some.more = 2**40
        equal(some.more, 2**40)
        equal(c.type_data(some, Relative)[0], 1)
        assert c.type_data(some, Relative)[1] >= 8
        More = make(RELATIVE, Relative)
        other = More()
        other.more = 7
        equal(other.more, 7)
        equal(Relative.more.__get__(other), 0)
    raises(SystemError, "Cannot extend variable-size class without Py_TPFLAGS_ITEMS_AT_END.", make, RELATIVE, int)
    raises(SystemError, "Cannot extend variable-size class without Py_TPFLAGS_ITEMS_AT_END.", make, RELATIVE, tuple)
    raises(SystemError, "With Py_RELATIVE_OFFSET, basicsize must be negative.", make, RELATIVE_WITH_SIZE)
    equal(make(RELATIVE, type).__bases__, (type,))
    raises(TypeError, "type 'object' does not have Py_TPFLAGS_ITEMS_AT_END", c.item_data, object())
    equal(c.item_data(type), True)


@capi.check
def metaclasses_are_called_or_refused():
    equal(type(make(PLAIN, None, c, Metaclass)) is Metaclass, True)
    equal(type(make(INHERITS, make(PLAIN, None, c, Metaclass))) is Metaclass, True)
    raises(TypeError, "Metaclasses with custom tp_new are not supported.", make, PLAIN, None, c, NewMetaclass)
    equal(hasattr(make(PLAIN, None, c, InitMetaclass), "initialised"), False)
    raises(TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases", make, PLAIN, None, c, int)
    equal(make(INHERITS, make(PLAIN, None, None, Metaclass), None, type).__class__ is Metaclass, True)
    Meta = make(META, type)
    made = Meta("Made", (), {})
    made.more = 9
    equal(made.more, 9)
    equal(type(make(PLAIN, None, c, Meta)) is Meta, True)
    MetaNew = make(META_NEW, type)
    raises(TypeError, "Metaclasses with custom tp_new are not supported.", make, PLAIN, None, c, MetaNew)
    equal(type(MetaNew("Made", (), {})) is MetaNew, True)


@capi.check
def flags_of_specs_have_effect():
    raises(TypeError, "cannot create 'm.NoInstances' instances", make(NO_INSTANCES))
    equal("__new__" in vars(make(NO_INSTANCES)), False)
    Immutable = make(IMMUTABLE)
    raises(TypeError, "cannot set 'x' attribute of immutable type 'm.Immutable'", setattr, Immutable, "x", 5)
    raises(TypeError, "cannot set 'answer' attribute of immutable type 'm.Immutable'", delattr, Immutable, "answer")
    equal(Immutable().answer(), 42)
    class Point:
        match_args = ()
    equal(isinstance(make(MAPPING)(), object), True)
    equal(c.type_get_flags(make(MAPPING), 1 << 6), (64, 1))


@capi.check
def managed_dicts_are_visited_and_cleared():
    Managed = make(MANAGED)
    died = []
    for _ in range(5):
        some = Managed()
        some.me, some.witness = some, weakref.finalize(some, died.append, 1)
        same(some.me, some)
        raises(AttributeError, "'m.Managed' object has no attribute '__dict__'", lambda: some.__dict__)
        del some.witness
        del some
    gc.collect()
    equal(died, [1] * 5)
    some, value = Managed(), object()
    some.value = value
    same(weakref.ref(some)(), some)
    del some

    def once():
        some = Managed()
        some.value = value

    refcounts_stay(once, value, Managed)


@capi.check
def instances_and_types_are_counted():
    Plain = make(PLAIN)
    refcounts_stay(lambda: Plain(), Plain)
    refcounts_stay(lambda: make(INHERITS, Plain), Plain)
    refcounts_stay(lambda: raises(TypeError, None, make, TOO_SMALL, Plain), Plain)
    some = make(PLAIN, None, c)
    refcounts_stay(lambda: make(PLAIN, None, c), c)


@capi.check
def names_and_modules():
    equal(c.type_names(make(PLAIN)), ("Plain", "Plain", "package.module", "package.module.Plain"))
    equal(c.type_names(int), ("int", "int", "builtins", "int"))
    equal(c.type_names(Python.Inner), ("Inner", "Python.Inner", "__main__", "Python.Inner"))
    equal(c.type_names(Metaclass), ("Metaclass", "Metaclass", "__main__", "Metaclass"))
    equal(c.type_get_name(make(PLAIN)), "Plain")
    equal(c.type_get_name(Python.Inner), "Inner")
    Odd = type("Odd", (), {"__module__": 5})
    equal(c.type_names(Odd), ("Odd", "Odd", 5, "Odd"))
    same(c.type_get_module(make(PLAIN, None, c)), c)
    raises(TypeError, "PyType_GetModule: Type 'int' is not a heap type", c.type_get_module, int)
    raises(TypeError, "PyType_GetModule: Type 'Python' has no associated module", c.type_get_module, Python)
    raises(TypeError, "PyType_GetModule: Type 'package.module.Plain' has no associated module", c.type_get_module, make(PLAIN))
    equal(c.type_get_module_state(make(PLAIN, None, c)), True)
    raises(TypeError, "PyType_GetModule: Type 'int' is not a heap type", c.type_get_module_state, int)
    raises(TypeError, "PyType_GetModule: Type 'package.module.Plain' has no associated module", c.type_get_module_state, make(PLAIN))
    same(make(PLAIN, None, c)().defining_module(), c)
    same(type("Sub", (make(PLAIN, None, c),), {})().defining_module(), c)
    same(c.type_get_module_by_def(type("Sub", (make(PLAIN, None, c),), {}), c), c)
    raises(TypeError, "PyType_GetModuleByDef: No superclass of 'package.module.Plain' has the given module", c.type_get_module_by_def, make(PLAIN), c)
    raises(TypeError, "PyType_GetModuleByDef: No superclass of 'int' has the given module", c.type_get_module_by_def, int, c)


@capi.check
def slots_flags_and_dicts_are_read():
    equal([c.type_get_slot(make(PLAIN), slot) for slot in (64, 65, 52, 48)], [True, True, True, True])
    equal([c.type_get_slot(int, slot) for slot in (7, 25, 39)], [True, False, False])
    bad_call(c.type_get_slot, int, 999)
    bad_call(c.type_get_slot, int, -1)
    bad_call(c.type_get_slot, int, 0)
    equal(c.type_get_flags(int, 1 << 24), (16777216, 1))
    equal(c.type_get_flags(int, 1 << 9), (0, 1))
    equal(c.type_get_flags(Python, 1 << 9), (512, 1))
    equal(c.type_get_flags(bool, 1 << 10), (0, 1))
    same(c.type_get_dict(Python)["Inner"], Python.Inner)
    refcounts_stay(lambda: c.type_get_dict(Python), Python)
    equal([c.type_is_subtype(bool, int), c.type_is_subtype(int, bool), c.type_is_subtype(int, int), c.type_is_subtype(int, object)], [1, 0, 1, 1])
    equal([c.type_check(o) for o in (int, Metaclass, make(PLAIN, None, c, Metaclass), 5, True, [], type("L", (list,), {})())], [3, 19, 17, 4, 4, 24, 24])
    equal(c.type_lookup(Python, "Inner") is Python.Inner, True)
    same(c.type_lookup(Python, "missing"), NotImplemented)
    equal(c.type_lookup(bool, "real") is int.real, True)


@capi.check
def allocation():
    equal(type(c.type_generic_alloc(Python, 0)) is Python, True)
    equal(type(c.type_generic_new(Python)) is Python, True)
    equal(c.type_generic_new(make(DOC)).number, 0)
    raises(MemoryError, "", c.type_generic_alloc, tuple, 2**58)
    refcounts_stay(lambda: (c.type_generic_alloc(Python, 0), c.type_generic_new(Python)), Python)


@capi.check
def watchers_are_told_of_changes():
    class Watched:
        x = 1

    class Sub(Watched):
        pass

    first, second = c.type_add_watcher(False), c.type_add_watcher(True)
    try:
        equal(c.type_watch(first, Watched), 0)
        Watched.x  # a change is told after a lookup
        Watched.x = 2
        equal(c.type_seen(), [Watched])
        Watched.x
        Sub.y = 1
        equal(c.type_seen(), [])
        Watched.x
        c.type_modified(Watched)
        equal(c.type_seen(), [Watched])
        equal(c.type_watch(second, Watched), 0)
        import sys

        told = []
        before, sys.unraisablehook = sys.unraisablehook, lambda info: told.append((info.exc_type, info.err_msg, info.object))
        try:
            Watched.x
            Watched.x = 3
        finally:
            sys.unraisablehook = before
        equal(told, [(KeyError, f"Exception ignored in type watcher callback #{second} for {Watched!r}", None)])
        equal(c.type_seen(), [Watched])
        equal(c.type_unwatch(first, Watched), 0)
        equal(c.type_unwatch(second, Watched), 0)
        Watched.x
        Watched.x = 4
        equal(c.type_seen(), [])
        raises(ValueError, "Cannot watch non-type", c.type_watch, first, 5)
        raises(ValueError, "Cannot watch non-type", c.type_unwatch, first, 5)
        raises(ValueError, "Invalid type watcher ID -1", c.type_watch, -1, Watched)
        raises(ValueError, "Invalid type watcher ID 8", c.type_watch, 8, Watched)
        raises(ValueError, "No type watcher set for ID 7", c.type_watch, 7, Watched)
    finally:
        equal(c.type_clear_watcher(first), 0)
        equal(c.type_clear_watcher(second), 0)
    raises(ValueError, f"No type watcher set for ID {first}", c.type_clear_watcher, first)
    raises(ValueError, "Invalid type watcher ID 8", c.type_clear_watcher, 8)


@capi.check
def there_are_few_watchers():
    ids = []
    try:
        raises(RuntimeError, "no more type watcher IDs available", lambda: [ids.append(c.type_add_watcher(False)) for _ in range(9)])
        assert 4 <= len(ids) <= 8
    finally:
        for each in ids:
            c.type_clear_watcher(each)


@capi.check
def version_tags():
    equal(c.type_assign_version_tag(Python), 1)
    equal(c.type_assign_version_tag(int), 1)
    same(c.type_clear_cache(), None)


@capi.check
def static_types_are_made_ready():
    Base = c.type_ready(BASE)
    equal((Base.__name__, Base.__module__, Base.__doc__, Base.__bases__), ("Base", "static", "The base.", (object,)))
    some = Base(5, "x")
    equal((repr(some), str(some), hash(some), bool(some), bool(Base(0)), len(some), some[1]), ("<static.Base 5>", "5", 5, True, False, 5, 10))
    equal(some(1, a=2), (some, (1,), {"a": 2}))
    equal((some + 1, 1 + some), (("static.Base", "int"), ("int", "static.Base")))
    equal(list(some), [0, 10, 20, 30, 40])
    equal((some < Base(6), some == Base(5), some != Base(5)), (True, True, False))
    equal((some.answer(), some.number), (42, 5))
    equal((Base.__add__(some, 1), Base.__len__(some), Base.__getitem__(some, -1), Base.__call__(some)), (("static.Base", "int"), 5, 40, (some, (), None)))
    raises(TypeError, "cannot set 'x' attribute of immutable type 'static.Base'", setattr, Base, "x", 1)


@capi.check
def static_types_inherit_slots():
    c.type_ready(BASE)
    Inheriting = c.type_ready(INHERITING)
    some = Inheriting(3)
    equal((repr(some), str(some), hash(some), len(some), some[2], some + 1, some < c.type_ready(BASE)(4)), ("<static.Inheriting 3>", "3", 3, 3, 20, ("static.Inheriting", "int"), True))
    equal(some.answer(), 42)
    equal(Inheriting.__basicsize__, c.type_ready(BASE).__basicsize__)
    same(Inheriting.__doc__, None)
    equal(gc.is_tracked(some), True)
    equal("__add__" in vars(Inheriting), False)


@capi.check
def comparison_and_hash_are_inherited_together():
    c.type_ready(BASE), c.type_ready(INHERITING)
    Comparing = c.type_ready(COMPARING)
    some = Comparing(3)
    raises(TypeError, "unhashable type: 'static.Comparing'", hash, some)
    same(Comparing.__hash__, None)
    equal(some == 5, True)
    equal((-some, some + 1, some["key"], len(some)), ("3", ("static.Comparing", "int"), ("key",), 3))
    Hashing = c.type_ready(HASHING)
    equal((hash(Hashing(4)), Hashing(4) == Hashing(4)), (4, False))


@capi.check
def static_types_can_be_collected_and_derived_from():
    Inheriting = (c.type_ready(BASE), c.type_ready(INHERITING))[1]

    class Sub(Inheriting):
        def __len__(self):
            return 1

    some = Sub(7)
    some.x = 1
    equal((len(some), repr(some), some + some, some.number), (1, "<Sub 7>", ("Sub", "Sub"), 7))
    died = []
    holder = []
    some = Sub(1, holder)
    holder.append(some)
    weakref.finalize(some, died.append, 1)
    del some, holder
    gc.collect()
    equal(died, [1])


@capi.check
def static_types_without_much():
    Bare = c.type_ready(BARE)
    equal((Bare.__name__, Bare.__module__, Bare.__doc__), ("Bare", "builtins", None))
    raises(TypeError, "cannot create 'Bare' instances", Bare)
    raises(TypeError, "type 'Bare' is not an acceptable base type", type, "Sub", (Bare,), {})
    raises(SystemError, "Type does not define the tp_name field.", c.type_ready, NAMELESS)
    raises(SystemError, "type static.NoTraverse has the Py_TPFLAGS_HAVE_GC flag but has no traverse function", c.type_ready, NO_TRAVERSE)


@capi.check
def static_types_of_built_in_types():
    List = c.type_ready(LIST)
    some = List([1, 2])
    some.x = 5
    raises(AttributeError, "'static.List' object has no attribute '__dict__'", lambda: (some, some.x, some.__dict__, len(some)))
    equal(sorted(List([3, 1])), [1, 3])
    equal(type(some + [1]) is list, True)


capi.main()
