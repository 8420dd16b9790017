"""pycapsule.h, called from C."""

import gc
import sys
import types

import _capi_pycapsule as c
import capi
from capi import equal, raises, refcounts_stay

FIRST, SECOND, NO_NAME = 0, 1, -1
FIRST_NAME = "_capi_pycapsule.first"
VALUE = 0x1230


@capi.check
def a_capsule_keeps_pointer_name_and_destructor():
    capsule = c.capsule_new(VALUE, FIRST, True)
    equal(type(capsule).__name__, "PyCapsule")
    equal(repr(type(capsule)), "<class 'PyCapsule'>")
    equal(c.capsule_check_exact(capsule), 1)
    equal(c.capsule_check_exact(None), 0)
    equal(c.capsule_get_pointer(capsule, FIRST_NAME), VALUE)
    equal(c.capsule_get_name(capsule), FIRST)
    equal(c.capsule_get_destructor(capsule), True)
    equal(c.capsule_get_context(capsule), None)
    unnamed = c.capsule_new(VALUE, NO_NAME, False)
    equal(c.capsule_get_pointer(unnamed, None), VALUE)
    equal(c.capsule_get_name(unnamed), None)
    equal(c.capsule_get_destructor(unnamed), False)


@capi.check
def repr_says_name_and_address():
    equal(repr(c.capsule_new(VALUE, FIRST, False)).startswith('<capsule object "_capi_pycapsule.first" at 0x'), True)
    equal(repr(c.capsule_new(VALUE, NO_NAME, False)).startswith("<capsule object NULL at 0x"), True)


@capi.check
def a_capsule_cannot_be_made_or_subclassed_in_python():
    cls = type(c.capsule_new(VALUE, FIRST, False))
    raises(TypeError, "cannot create 'PyCapsule' instances", cls)
    raises(TypeError, "type 'PyCapsule' is not an acceptable base type", type, "Sub", (cls,), {})


@capi.check
def null_is_no_pointer():
    raises(ValueError, "PyCapsule_New called with null pointer", c.capsule_new, 0, FIRST, False)
    capsule = c.capsule_new(VALUE, FIRST, False)
    raises(ValueError, "PyCapsule_SetPointer called with null pointer", c.capsule_set_pointer, capsule, 0)
    equal(c.capsule_get_pointer(capsule, FIRST_NAME), VALUE)


@capi.check
def the_name_must_match():
    text = "PyCapsule_GetPointer called with incorrect name"
    named, unnamed = c.capsule_new(VALUE, FIRST, False), c.capsule_new(VALUE, NO_NAME, False)
    raises(ValueError, text, c.capsule_get_pointer, named, "other")
    raises(ValueError, text, c.capsule_get_pointer, named, None)
    raises(ValueError, text, c.capsule_get_pointer, unnamed, "")
    equal([c.capsule_is_valid(named, n) for n in (FIRST_NAME, "other", None)], [1, 0, 0])
    equal([c.capsule_is_valid(unnamed, n) for n in (FIRST_NAME, "", None)], [0, 0, 1])


@capi.check
def what_is_no_capsule_is_refused():
    for wrong in (None, object(), 5):  # None is NULL
        for name, function, args in [
            ("GetPointer", c.capsule_get_pointer, ("x",)), ("GetName", c.capsule_get_name, ()),
            ("GetDestructor", c.capsule_get_destructor, ()), ("GetContext", c.capsule_get_context, ()),
            ("SetPointer", c.capsule_set_pointer, (8,)), ("SetName", c.capsule_set_name, (FIRST,)),
            ("SetDestructor", c.capsule_set_destructor, (True,)), ("SetContext", c.capsule_set_context, (True,)),
        ]:
            raises(ValueError, f"PyCapsule_{name} called with invalid PyCapsule object", function, wrong, *args)
        equal(c.capsule_is_valid(wrong, None), 0)


@capi.check
def the_setters_set():
    capsule = c.capsule_new(VALUE, FIRST, False)
    equal(c.capsule_set_pointer(capsule, 64), 0)
    equal(c.capsule_set_name(capsule, SECOND), 0)
    equal(c.capsule_get_pointer(capsule, "_capi_pycapsule.second"), 64)
    equal(c.capsule_set_name(capsule, NO_NAME), 0)
    equal(c.capsule_get_name(capsule), None)
    equal(c.capsule_set_context(capsule, True), 0)
    equal(c.capsule_get_context(capsule), "context")
    equal(c.capsule_set_context(capsule, False), 0)
    equal(c.capsule_get_context(capsule), None)
    equal(c.capsule_set_destructor(capsule, True), 0)
    equal(c.capsule_get_destructor(capsule), True)
    before = c.capsule_destroyed()
    del capsule
    equal(c.capsule_destroyed(), before + 1)


@capi.check
def the_destructor_runs_once():
    before = c.capsule_destroyed()
    for _ in range(10):
        c.capsule_new(VALUE, FIRST, True)
        c.capsule_new(VALUE, FIRST, False)
    equal(c.capsule_destroyed(), before + 10)
    cycle = [c.capsule_new(VALUE, FIRST, True)]
    cycle.append(cycle)
    del cycle
    gc.collect()
    equal(c.capsule_destroyed(), before + 11)


@capi.check
def import_finds_a_capsule_that_is_an_attribute():
    capsule = c.capsule_new(VALUE, FIRST, False)
    c.first = capsule
    for no_block in (False, True):
        equal(c.capsule_import(FIRST_NAME, no_block), VALUE)
    refcounts_stay(lambda: c.capsule_import(FIRST_NAME, False), capsule, c)
    del c.first


@capi.check
def import_walks_through_attributes():
    # The capsule's name must be the whole path.
    c.first = types.SimpleNamespace(inner=c.capsule_new(VALUE, FIRST, False))
    raises(AttributeError, 'PyCapsule_Import "_capi_pycapsule.first.inner" is not valid',
           c.capsule_import, "_capi_pycapsule.first.inner", False)
    del c.first


@capi.check
def import_says_what_is_wrong():
    raises(AttributeError, "module '_capi_pycapsule' has no attribute 'nothing'", c.capsule_import, "_capi_pycapsule.nothing", False)
    c.second = c.capsule_new(VALUE, FIRST, False)
    raises(AttributeError, 'PyCapsule_Import "_capi_pycapsule.second" is not valid', c.capsule_import, "_capi_pycapsule.second", False)
    c.second = 5
    raises(AttributeError, 'PyCapsule_Import "_capi_pycapsule.second" is not valid', c.capsule_import, "_capi_pycapsule.second", False)
    del c.second
    raises(AttributeError, 'PyCapsule_Import "sys" is not valid', c.capsule_import, "sys", False)
    sys.modules["_nowhere"] = None
    raises(ImportError, 'PyCapsule_Import could not import module "_nowhere"', c.capsule_import, "_nowhere.x", False)
    del sys.modules["_nowhere"]


capi.main()
