"""moduleobject.h and the functions for modules in modsupport.h and pystate.h, called from C."""

import gc
import warnings
from types import ModuleType, SimpleNamespace

import _capi_moduleobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Sub(ModuleType):
    pass


def spec(name="from.spec"):
    return SimpleNamespace(name=name, parent="from", loader=None)


def without_name():
    some = ModuleType("gone")
    del some.__name__
    return some


@capi.check
def check_accepts_subclasses_and_check_exact_does_not():
    equal([c.module_check(o) for o in (ModuleType("m"), Sub("m"), {}, ModuleType)], [3, 1, 0, 0])


@capi.check
def new_modules_have_a_name_and_nothing_else():
    for new in (lambda: c.module_new("naïve".encode()), lambda: c.module_new_object("naïve")):
        some = new()
        equal(type(some), ModuleType)
        equal(vars(some), {"__name__": "naïve", "__doc__": None, "__package__": None, "__loader__": None, "__spec__": None})
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.module_new, b"\xff")
    equal(c.module_new_object(5).__name__, 5)


@capi.check
def dict_is_borrowed():
    some = ModuleType("m")
    same(c.module_get_dict(some), some.__dict__)
    refcounts_stay(lambda: c.module_get_dict(some), some.__dict__)
    bad_call(c.module_get_dict, {})


@capi.check
def names_are_read_from_the_dict():
    equal(c.module_get_name(ModuleType("naïve")), b'na\xc3\xafve')
    equal(c.module_get_name_object(ModuleType("naïve")), "naïve")
    equal(c.module_get_name_object(Sub("sub")), "sub")
    raises(SystemError, "nameless module", c.module_get_name, without_name())
    raises(SystemError, "nameless module", c.module_get_name_object, without_name())
    raises(SystemError, "nameless module", c.module_get_name_object, c.module_new_object(5))
    raises(TypeError, "bad argument type for built-in operation", c.module_get_name, {})
    raises(TypeError, "bad argument type for built-in operation", c.module_get_name_object, {})


@capi.check
def file_names_are_read_from_the_dict():
    some = ModuleType("m")
    raises(SystemError, "module filename missing", c.module_get_filename_object, some)
    raises(SystemError, "module filename missing", c.module_get_filename, some)
    some.__file__ = "naïve.py"
    equal(c.module_get_filename_object(some), "naïve.py")
    equal(c.module_get_filename(some), b'na\xc3\xafve.py')
    some.__file__ = b"bytes"
    raises(SystemError, "module filename missing", c.module_get_filename_object, some)
    raises(TypeError, "bad argument type for built-in operation", c.module_get_filename_object, {})
    raises(TypeError, "bad argument type for built-in operation", c.module_get_filename, {})


@capi.check
def plain_modules_have_no_state_and_no_definition():
    equal(c.module_get_state(ModuleType("m")), False)
    same(c.module_get_def(ModuleType("m")), None)
    raises(TypeError, "bad argument type for built-in operation", c.module_get_state, {})
    raises(TypeError, "bad argument type for built-in operation", c.module_get_def, {})


@capi.check
def doc_string_is_set():
    some = ModuleType("m")
    equal(c.module_set_doc_string(some, "naïve".encode()), 0)
    equal(some.__doc__, "naïve")
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.module_set_doc_string, some, b"\xff")
    raises(AttributeError, "'dict' object attribute '__doc__' is read-only", c.module_set_doc_string, {}, b"doc")


@capi.check
def functions_are_added_with_the_module_as_self():
    some = ModuleType("m")
    equal(c.module_add_functions(some, False), 0)
    equal(some.first(5), (some, 5))
    equal(some.first.__doc__, "The first.")
    equal(some.first.__text_signature__, "($module, argument, /)")
    same(some.second.__doc__, None)
    equal(some.second.__module__, "m")
    equal(some.second.__name__, "second")
    same(some.first.__self__, some)
    raises(ValueError, "module functions cannot set METH_CLASS or METH_STATIC", c.module_add_functions, some, True)
    raises(TypeError, "bad argument type for built-in operation", c.module_add_functions, {}, False)
    raises(SystemError, "nameless module", c.module_add_functions, without_name(), False)


@capi.check
def objects_are_added():
    some, value = ModuleType("m"), object()
    for add in (c.module_add, c.module_add_object, c.module_add_object_ref):
        equal(add(some, "naïve".encode(), value), 0)
        same(some.__dict__.pop("naïve"), value)
        refcounts_stay(lambda: add(some, b"name", value), value)
        refcounts_stay(lambda: raises(TypeError, None, add, {}, b"name", value), value)
    raises(TypeError, "PyModule_AddObjectRef() first argument must be a module", c.module_add, {}, b"name", 1)
    raises(TypeError, "PyModule_AddObjectRef() first argument must be a module", c.module_add_object, {}, b"name", 1)
    raises(TypeError, "PyModule_AddObjectRef() first argument must be a module", c.module_add_object_ref, {}, b"name", 1)
    raises(SystemError, "PyModule_AddObjectRef() must be called with an exception raised if value is NULL", c.module_add, some, b"name", None)
    raises(SystemError, "PyModule_AddObjectRef() must be called with an exception raised if value is NULL", c.module_add_object, some, b"name", None)
    raises(SystemError, "PyModule_AddObjectRef() must be called with an exception raised if value is NULL", c.module_add_object_ref, some, b"name", None)
    raises(KeyError, "'kept'", c.module_add_object_ref, some, b"name", None, KeyError("kept"))
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.module_add, some, b"\xff", 1)
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.module_add_object_ref, some, b"\xff", 1)
    equal(c.module_add_object_ref(without_name(), b"name", 1), 0)


@capi.check
def constants_are_added():
    some = ModuleType("m")
    equal(c.module_add_int_constant(some, b"number", -(2**63)), 0)
    equal(c.module_add_string_constant(some, b"text", "naïve".encode()), 0)
    equal(c.module_add_macros(some), 0)
    equal((some.number, some.text, some.CAPI_FLAG, some.CAPI_TEXT), (-9223372036854775808, "naïve", 4660, "text"))
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.module_add_string_constant, some, b"text", b"\xff")
    raises(TypeError, "PyModule_AddObjectRef() first argument must be a module", c.module_add_int_constant, {}, b"number", 1)
    raises(TypeError, "PyModule_AddObjectRef() first argument must be a module", c.module_add_string_constant, {}, b"text", b"")


@capi.check
def types_are_added_under_the_last_part_of_their_name():
    some = ModuleType("m")
    equal(c.module_add_type(some, int), 0)
    equal(c.module_add_type(some, SimpleNamespace), 0)
    equal(c.module_add_type(some, Sub), 0)
    equal([some.int, some.SimpleNamespace, some.Sub], [int, SimpleNamespace, Sub])
    refcounts_stay(lambda: c.module_add_type(some, Sub), Sub)
    raises(TypeError, "PyModule_AddObjectRef() first argument must be a module", c.module_add_type, {}, int)


@capi.check
def single_phase_modules_are_made_at_once():
    some = c.module_create(1013, False)
    equal((some.__name__, some.__doc__, c.module_get_def(some)), ("package.single", "A module.", "package.single"))
    equal(some.first(1), (some, 1))
    equal(some.first.__module__, "package.single")
    equal(c.module_get_state(some), True)
    equal(c.module_create(3, False).__name__, "package.single")
    raises(SystemError, "module with_slots: PyModule_Create is incompatible with m_slots", c.module_create, 1013, True)


@capi.check
def another_api_version_is_warned_about():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        c.module_create(1000, False)
        c.module_from_def_and_spec("c", spec(), 0, 1000)
    equal([w.category for w in caught], [RuntimeWarning] * 2)
    equal([str(w.message) for w in caught], [f"Python C API version mismatch for module {name}: This Python has API version 1013, module {name} has version 1000." for name in ("package.single", "from.spec")])


@capi.check
def state_is_traversed_cleared_and_freed():
    died = []

    class Witness:
        def __del__(self):
            died.append(1)

    gc.collect()
    before = c.module_free_calls()
    some = c.module_create(1013, False)
    c.module_set_state(some, Witness())
    equal(died, [])
    del some
    gc.collect()  # its functions have it as self
    equal((died, c.module_free_calls() - before), ([1], 1))
    some, witness = c.module_create(1013, False), Witness()
    witness.module = some
    c.module_set_state(some, witness)
    del some, witness
    gc.collect()
    equal((died, c.module_free_calls() - before), ([1, 1], 2))


@capi.check
def modules_are_found_by_definition():
    some, other = c.module_create(1013, False), ModuleType("other")
    same(c.state_find_module(False), NotImplemented)
    equal(c.state_add_module(some, False), 0)
    same(c.state_find_module(False), some)
    refcounts_stay(lambda: c.state_find_module(False), some)
    equal(c.state_add_module(other, False), 0)
    same(c.state_find_module(False), other)
    equal(c.state_remove_module(False), 0)
    same(c.state_find_module(False), NotImplemented)
    refcounts_stay(lambda: (c.state_add_module(some, False), c.state_remove_module(False)), some)


@capi.check
def definitions_with_slots_are_not_found():
    same(c.state_find_module(True), NotImplemented)
    raises(SystemError, "PyState_AddModule called on module with slots", c.state_add_module, ModuleType("m"), True)
    raises(SystemError, "PyState_RemoveModule called on module with slots", c.state_remove_module, True)


@capi.check
def multi_phase_modules_are_made_from_a_spec():
    some = c.module_from_def_and_spec("", spec())
    equal((some.__name__, some.__doc__, c.module_get_def(some), type(some) is ModuleType), ("from.spec", "A module.", "in_definition", True))
    equal(some.first(1), (some, 1))
    equal(some.first.__module__, "from.spec")
    equal(c.module_get_state(some), False)
    refcounts_stay(lambda: c.module_get_def(some), some)
    raises(AttributeError, "'types.SimpleNamespace' object has no attribute 'name'", c.module_from_def_and_spec, "", SimpleNamespace())
    raises(TypeError, "bad argument type for built-in operation", c.module_from_def_and_spec, "", SimpleNamespace(name=5))
    raises(SystemError, "module from.spec: m_size may not be negative for multi-phase initialization", c.module_from_def_and_spec, "", spec(), -1)
    raises(SystemError, "module from.spec uses unknown slot ID 99", c.module_from_def_and_spec, "x", spec())
    raises(SystemError, "module from.spec uses unknown slot ID -1", c.module_from_def_and_spec, "?", spec())
    raises(SystemError, "module from.spec has more than one 'multiple interpreters' slots", c.module_from_def_and_spec, "mm", spec())
    raises(SystemError, "module from.spec has more than one 'gil' slot", c.module_from_def_and_spec, "gg", spec())
    equal(c.module_from_def_and_spec("mg", spec()).__name__, "from.spec")


@capi.check
def create_slots_make_the_module():
    some = c.module_from_def_and_spec("c", spec())
    equal((some.__name__, some.__doc__, c.module_get_def(some)), ("from.spec", "A module.", "in_definition"))
    given = spec()
    same(c.module_from_def_and_spec("o", given), given)
    equal(given.first(1), (given, 1))
    equal(given.__doc__, "A module.")
    raises(SystemError, "module from.spec specifies execution slots, but did not create a ModuleType instance", c.module_from_def_and_spec, "oe", spec())
    raises(SystemError, "module from.spec is not a module object, but requests module state", c.module_from_def_and_spec, "o", spec(), 8)
    raises(SystemError, "creation of module from.spec failed without setting an exception", c.module_from_def_and_spec, "n", spec())
    raises(KeyError, "'from create'", c.module_from_def_and_spec, "r", spec())
    raises(SystemError, "creation of module from.spec raised unreported exception", c.module_from_def_and_spec, "b", spec())
    raises(SystemError, "module from.spec has multiple create slots", c.module_from_def_and_spec, "cc", spec())


@capi.check
def exec_slots_run_in_order():
    some = c.module_from_def_and_spec("eee", spec(), 16)
    equal(hasattr(some, "count"), False)
    equal(c.module_get_state(some), False)
    equal(c.module_exec_def(some), 0)
    equal(some.count, 3)
    equal(c.module_get_state(some), True)
    equal(c.module_exec_def(some), 0)
    equal(some.count, 6)
    raises(KeyError, "'from exec'", c.module_exec_def, c.module_from_def_and_spec("eR", spec()))
    raises(SystemError, "execution of module from.spec failed without setting an exception", c.module_exec_def, c.module_from_def_and_spec("F", spec()))
    raises(SystemError, "execution of module from.spec raised unreported exception", c.module_exec_def, c.module_from_def_and_spec("B", spec()))
    equal(c.module_exec_def(c.module_from_def_and_spec("", spec())), 0)


@capi.check
def definitions_are_objects():
    equal(c.module_def_init()[0], True)
    equal(c.module_def_init()[1].__name__, "moduledef")
    equal(c.module_def_init()[2:], (True, True))


capi.main()
