"""funcobject.h, methodobject.h, classobject.h and cellobject.h, called from C."""

from types import CellType, FunctionType, MethodType

import _capi_funcobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same

NOTHING, ONE, VARARGS, KEYWORDS, FASTCALL, FAST_KEYWORDS, CLASS, WRONG = range(8)


def plain(a, b=2, *, c: int = 3):
    "The doc."
    return a, b, c


def closure():
    value = 7
    return lambda: value


class Owner:
    def method(self, *args):
        return self, args


@capi.check
def functions_are_made_of_code_and_globals():
    made = c.function_new(plain.__code__, {"__name__": "some.module"})
    equal((type(made) is FunctionType, made.__name__, made.__qualname__, made.__module__, made.__doc__, made.__defaults__, made.__closure__), (True, "plain", "plain", "some.module", "The doc.", None, None))
    equal(made(1, 2, c=3), (1, 2, 3))
    raises(TypeError, "plain() missing 1 required positional argument: 'b'", made, 1)
    made = c.function_new(plain.__code__, {}, "qualified.name")
    equal((made.__name__, made.__qualname__, made.__module__), ("plain", "qualified.name", None))
    made = c.function_new(plain.__code__, {}, None)
    equal(made.__qualname__, "plain")
    globals_ = {}
    refcounts_stay(lambda: c.function_new(plain.__code__, globals_), globals_, plain.__code__)


@capi.check
def parts_are_borrowed():
    same(c.function_get_code(plain), plain.__code__)
    same(c.function_get_globals(plain), globals())
    equal(c.function_get_defaults(plain), (2,))
    equal(c.function_get_kw_defaults(plain), {"c": 3})
    same(c.function_get_closure(plain), NotImplemented)
    equal(c.function_get_closure(closure())[0].cell_contents, 7)
    same(c.function_get_defaults(closure), NotImplemented)
    equal(c.function_get_annotations(plain), {"c": int})
    equal(c.function_get_module(plain) == __name__, True)
    equal(c.function_macros(plain)[0], 1)
    equal([c.function_macros(plain)[1:][i] == x for i, x in enumerate((plain.__code__, globals(), __name__, (2,), {"c": 3}, None))], [True, True, True, True, True, True])
    for get in (c.function_get_code, c.function_get_globals, c.function_get_module, c.function_get_defaults, c.function_get_kw_defaults, c.function_get_closure, c.function_get_annotations):
        bad_call(get, len)
        refcounts_stay(lambda: get(plain), plain.__code__, plain.__defaults__)


@capi.check
def parts_are_set():
    def some(a=1, *, b=2):
        return a, b
    equal(c.function_set_defaults(some, (5,)), 0)
    equal(c.function_set_kw_defaults(some, {"b": 6}), 0)
    equal(some(), (5, 6))
    equal(c.function_set_defaults(some, None), 0)
    equal(c.function_set_kw_defaults(some, None), 0)
    equal((some.__defaults__, some.__kwdefaults__), (None, None))
    raises(SystemError, "non-tuple default args", c.function_set_defaults, some, [5])
    raises(SystemError, "non-dict keyword only default args", c.function_set_kw_defaults, some, [5])
    bad_call(c.function_set_defaults, len, (5,))
    bad_call(c.function_set_kw_defaults, len, {})
    equal(c.function_set_annotations(some, {"a": int}), 0)
    equal(some.__annotations__, {"a": int})
    equal(c.function_set_annotations(some, None), 0)
    equal(some.__annotations__, {})
    raises(SystemError, "non-dict annotations", c.function_set_annotations, some, 5)
    bad_call(c.function_set_annotations, len, {})
    inner = closure()
    equal(c.function_set_closure(inner, (CellType(8),)), 0)
    equal(inner(), 8)
    raises(SystemError, "expected tuple for closure, got 'int'", c.function_set_closure, inner, 5)
    bad_call(c.function_set_closure, len, ())
    values = (object(),)
    refcounts_stay(lambda: c.function_set_defaults(some, values), values)


@capi.check
def another_vectorcall_function_is_called():
    def some(*args):
        return "the old one"

    c.function_set_vectorcall(some)
    equal(some(1, 2), (some, 2))
    equal(c.function_get_code(some).co_name, "some")


@capi.check
def watchers_are_told_what_happens_to_functions():
    seen = []
    id_ = c.function_add_watcher(seen)
    try:

        def some(a=1, *, b=2):
            pass

        other = lambda: None
        some.__defaults__ = (5,)
        some.__kwdefaults__ = {"b": 6}
        some.__code__ = other.__code__
        equal([row[0] for row in seen], [0, 0, 3, 4, 2])
        same(seen[0][1], some)
        same(seen[0][2], None)
        equal([row[2] for row in seen[2:]], [(5,), {"b": 6}, other.__code__])
        seen.clear()
        del other, some
        equal(seen, [None] * len(seen))
    finally:
        equal(c.function_clear_watcher(id_), 0)
    seen.clear()
    lambda: None
    equal(seen, [])
    raises(ValueError, f"no func watcher set for ID {id_}", c.function_clear_watcher, id_)
    raises(ValueError, "invalid func watcher ID 8", c.function_clear_watcher, 8)
    raises(ValueError, "invalid func watcher ID -1", c.function_clear_watcher, -1)


@capi.check
def class_and_static_methods():
    class Some:
        by_class = c.classmethod_new(lambda cls: cls)
        static = c.staticmethod_new(lambda: 5)
    equal(Some.by_class() is Some, True)
    equal(Some().by_class() is Some, True)
    equal([Some.static(), Some().static()], [5, 5])
    equal([type(c.classmethod_new(len)) is classmethod, type(c.staticmethod_new(len)) is staticmethod], [True, True])
    equal(c.classmethod_new(5).__func__, 5)
    refcounts_stay(lambda: (c.classmethod_new(plain), c.staticmethod_new(plain)), plain)


@capi.check
def c_functions_are_called_by_their_convention():
    me = "self"
    equal(c.cfunction_new(NOTHING, me)(), "self")
    equal(c.cfunction_new(ONE, me)(1), ("self", 1))
    equal(c.cfunction_new(VARARGS, me)(1, 2), ("self", (1, 2)))
    equal(c.cfunction_new(KEYWORDS, me)(1, a=2), ("self", (1,), {"a": 2}))
    equal(c.cfunction_new(KEYWORDS, me)(1), ("self", (1,), None))
    equal(c.cfunction_new(FASTCALL, me)(1, 2, 3), ("self", 3))
    equal(c.cfunction_new(FAST_KEYWORDS, me)(1, a=2, b=3), ("self", 1, ("a", "b")))
    equal(c.cfunction_new(FAST_KEYWORDS, me)(1), ("self", 1, None))
    equal(c.cfunction_new(CLASS, me, None, int)(1, a=2), ("self", int, 1, ("a",)))
    equal(c.cfunction_new(ONE)(1), (None, 1))
    raises(TypeError, "str.takes_nothing() takes no arguments (1 given)", c.cfunction_new(NOTHING, me), 1)
    raises(TypeError, "str.takes_nothing() takes no keyword arguments", c.cfunction_new(NOTHING, me), a=1)
    raises(TypeError, "str.takes_one() takes exactly one argument (0 given)", c.cfunction_new(ONE, me))
    raises(TypeError, "str.takes_one() takes exactly one argument (2 given)", c.cfunction_new(ONE, me), 1, 2)
    raises(TypeError, "str.takes_one() takes no keyword arguments", c.cfunction_new(ONE, me), a=1)
    raises(TypeError, "takes_varargs() takes no keyword arguments", c.cfunction_new(VARARGS, me), a=1)
    raises(TypeError, "str.takes_fastcall() takes no keyword arguments", c.cfunction_new(FASTCALL, me), a=1)
    raises(SystemError, "wrong() method: bad call flags", c.cfunction_new, WRONG, me)
    raises(SystemError, "attempting to create PyCMethod with a METH_METHOD flag but no class", c.cfunction_new, CLASS, me)
    raises(SystemError, "attempting to create PyCFunction with class but no METH_METHOD flag", c.cfunction_new, ONE, me, None, int)


@capi.check
def c_functions_have_names_and_docs():
    some = c.cfunction_new(NOTHING, "self", "module")
    equal((some.__name__, some.__qualname__, some.__module__, some.__doc__, some.__text_signature__, some.__self__), ("takes_nothing", "str.takes_nothing", "module", "The doc.", "($self, /)", "self"))
    equal([c.cfunction_new(i, "self").__doc__ for i in range(6)], ["The doc.", None, "No signature.", None, None, None])
    equal([c.cfunction_new(i, "self").__text_signature__ for i in range(6)], ["($self, /)", "($self, object, /)", None, None, "()", None])
    equal(c.cfunction_new(ONE, Owner()).__qualname__, "Owner.takes_one")
    equal(c.cfunction_new(ONE, Owner).__qualname__, "Owner.takes_one")
    equal(c.cfunction_new(ONE, capi).__qualname__, "takes_one")
    equal(c.cfunction_new(ONE).__qualname__, "takes_one")
    equal(repr(c.cfunction_new(ONE, capi)), "<built-in function takes_one>")
    equal(repr(c.cfunction_new(ONE)), "<built-in function takes_one>")
    equal(c.cfunction_new(ONE, 5) == c.cfunction_new(ONE, 5), True)
    equal(c.cfunction_new(ONE, 5) == c.cfunction_new(VARARGS, 5), False)
    equal(hash(c.cfunction_new(ONE, some)) == hash(c.cfunction_new(ONE, some)), True)


@capi.check
def parts_of_c_functions():
    equal(c.cfunction_parts(c.cfunction_new(ONE, "self")), (8, "self", 1))
    equal(c.cfunction_parts(c.cfunction_new(ONE)), (8, None, 1))
    equal(c.cfunction_parts(c.cfunction_new(CLASS, "self", None, int)), (642, "self", 1))
    equal([c.cfunction_check(o) for o in (len, c.cfunction_new(CLASS, "self", None, int), plain, 5)], [3, 13, 0, 0])
    bad_call(c.cfunction_get_function, plain)
    bad_call(c.cfunction_get_self, plain)
    bad_call(c.cfunction_get_flags, plain)
    me = object()
    some = c.cfunction_new(ONE, me)
    refcounts_stay(lambda: (c.cfunction_new(ONE, me), some(1), c.cfunction_parts(some)), me)


@capi.check
def bound_methods():
    me = Owner()
    some = c.method_new(plain, me)
    equal(some(5), (me, 5, 3))
    equal(c.method_parts(some), (1, plain, me, 1))
    same(type(some), MethodType)
    bad_call(c.method_new, plain, None)
    bad_call(c.method_parts, plain)
    refcounts_stay(lambda: (c.method_new(plain, me), c.method_parts(some)), me, plain)
    bound = c.instancemethod_new(plain)
    same(c.instancemethod_function(bound), plain)
    bad_call(c.instancemethod_function, plain)
    equal(bound(1), (1, 2, 3))
    Owner.added = bound
    equal(Owner.added(1), (1, 2, 3))
    equal(me.added(1), (me, 1, 3))
    equal([type(bound).__name__, bound.__name__, bound.__doc__], ["instancemethod", "plain", "The doc."])


@capi.check
def cells():
    value = object()
    some = c.cell_new(value)
    same(c.cell_get(some), value)
    same(some.cell_contents, value)
    refcounts_stay(lambda: (c.cell_new(value), c.cell_get(some), c.cell_set(some, value)), value)
    equal(c.cell_set(some, 5), 0)
    equal(c.cell_get(some), 5)
    equal(c.cell_set(some), 0)
    same(c.cell_get(some), NotImplemented)
    same(c.cell_get(c.cell_new()), NotImplemented)
    bad_call(c.cell_get, 5)
    bad_call(c.cell_set, 5, 5)
    equal(c.cell_macros(CellType(1), 2), (1, 1, 2))
    equal(c.cell_macros(CellType(), 2), (1, NotImplemented, 2))


capi.main()
