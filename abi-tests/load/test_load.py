"""Loading shared objects that are broken, unusual, or for somebody else."""

import importlib
import importlib.machinery
import importlib.util
import os
import sys

import capi
from capi import equal, raises, same

FOLDER = next(path for path in sys.path if os.path.isdir(path + "/loadpkg"))
SUFFIX = importlib.machinery.EXTENSION_SUFFIXES[0]
FLAVOUR = "t" if capi.FREE_THREADED else "default"


def file_of(module):
    return f"{FOLDER}/{module}{SUFFIX}"


def load(name, path):
    """Loads the module `name` from the file `path`, past all finders and sys.modules."""
    loader = importlib.machinery.ExtensionFileLoader(name, path)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def refused(name, error, text):
    """Importing raises this, twice alike, and leaves nothing behind."""
    for _ in range(2):
        caught = raises(error, text, importlib.import_module, name)
        equal(name in sys.modules, False)
        equal(hasattr(caught, "__notes__"), False)
    return caught


def written(name, content):
    """A file in a folder of this process, with the name of an extension."""
    folder = f"{FOLDER}/written"
    os.makedirs(folder, exist_ok=True)
    path = f"{folder}/{name}{SUFFIX}"
    with open(path, "wb") as file:
        file.write(content)
    return path


@capi.check
def a_good_one_has_all_attributes():
    import fine

    equal((fine.executed, fine.name_in_exec), (1, "fine"))
    equal(fine.__name__, "fine")
    equal(fine.__file__, file_of("fine"))
    equal(fine.__spec__.origin, file_of("fine"))
    equal(type(fine.__loader__), importlib.machinery.ExtensionFileLoader)
    equal((fine.__package__, fine.__doc__), ("", None))


@capi.check
def suffixes_are_cpythons():
    tag = f"cpython-313{'t' if capi.FREE_THREADED else ''}-x86_64-linux-gnu"
    equal(importlib.machinery.EXTENSION_SUFFIXES[0], f".{tag}.so")
    # Debian's CPython has one more in between.
    equal([s for s in importlib.machinery.EXTENSION_SUFFIXES[1:] if "x86_64" not in s], [".abi3.so", ".so"])


@capi.check
def sysconfig_names_the_suffix():
    import sysconfig

    equal(sysconfig.get_config_var("EXT_SUFFIX"), SUFFIX)
    equal("." + sysconfig.get_config_var("SOABI") + ".so", SUFFIX)
    equal(bool(sysconfig.get_config_var("Py_GIL_DISABLED")), capi.FREE_THREADED)
    equal(os.path.isfile(sysconfig.get_path("include") + "/Python.h"), True)


@capi.check
def without_an_init_function():
    error = refused("no_init", ImportError, "dynamic module does not define module export function (PyInit_no_init)")
    equal((error.name, error.path), ("no_init", file_of("no_init")))


@capi.check
def init_that_gives_nothing():
    refused("null_silently", SystemError, "initialization of null_silently failed without raising an exception")


@capi.check
def init_that_raises():
    refused("init_raises", ValueError, "init says no")


@capi.check
def init_that_leaves_an_exception():
    error = refused("leaves_exception", SystemError, "initialization of leaves_exception raised unreported exception")
    equal((type(error.__cause__), str(error.__cause__)), (ValueError, "left behind"))


@capi.check
def init_that_gives_something_else():
    refused("not_a_module", SystemError, "initialization of not_a_module did not return an extension module")


@capi.check
def init_that_gives_an_unprepared_definition():
    refused("not_initialised", SystemError, "init function of not_initialised returned uninitialized object")


@capi.check
def exec_that_fails():
    refused("exec_fails_silently", SystemError, "execution of module exec_fails_silently failed without setting an exception")
    refused("exec_raises", ValueError, "exec says no")
    error = refused("exec_leaves", SystemError, "execution of module exec_leaves raised unreported exception")
    equal((type(error.__cause__), str(error.__cause__)), (ValueError, "left behind"))


@capi.check
def create_that_fails():
    refused("create_fails_silently", SystemError, "creation of module create_fails_silently failed without setting an exception")
    refused("create_raises", ValueError, "create says no")
    error = refused("create_leaves", SystemError, "creation of module create_leaves raised unreported exception")
    equal((type(error.__cause__), str(error.__cause__)), (ValueError, "left behind"))


@capi.check
def create_must_give_a_module_if_something_is_executed():
    refused("create_but_exec", SystemError,
            "module create_but_exec specifies execution slots, but did not create a ModuleType instance")


@capi.check
def bad_slots():
    refused("create_twice", SystemError, "module create_twice has multiple create slots")
    refused("unknown_slot", SystemError, "module unknown_slot uses unknown slot ID 99")
    refused("negative_slot", SystemError, "module negative_slot uses unknown slot ID -1")
    refused("gil_twice", SystemError, "module gil_twice has more than one 'gil' slot")
    refused("interpreters_twice", SystemError, "module interpreters_twice has more than one 'multiple interpreters' slots")
    refused("negative_state", SystemError, "module negative_state: m_size may not be negative for multi-phase initialization")


@capi.check
def a_missing_symbol_is_named():
    error = raises(ImportError, None, importlib.import_module, "missing")
    equal((error.name, error.path), ("missing", file_of("missing")))
    if "PyNoSuch_" not in str(error) or file_of("missing") not in str(error):
        raise AssertionError(str(error))


@capi.skip_unless(capi.IS_MORTISE, "CPython names the first missing symbol only")
def every_missing_symbol_is_named():
    error = raises(ImportError, None, importlib.import_module, "missing")
    for symbol in ("PyNoSuch_Function", "PyNoSuch_OtherFunction", "PyNoSuch_Type"):
        if symbol not in str(error):
            raise AssertionError(str(error))


@capi.check
def a_missing_weak_symbol_is_none():
    import optional

    equal(optional.is_there(), False)


@capi.skip_unless(capi.IS_MORTISE, "CPython does not look before it loads")
def the_wrong_flavour_is_told_under_any_name():
    other = "default" if FLAVOUR == "t" else "t"
    with open(file_of("wrong_flavour"), "rb") as file:
        content = file.read()
    paths = [file_of("wrong_flavour")]
    for suffix in importlib.machinery.EXTENSION_SUFFIXES[1:]:
        path = f"{FOLDER}/written/wrong_flavour{suffix}"
        os.makedirs(f"{FOLDER}/written", exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        paths.append(path)
    for path in paths:
        error = raises(ImportError, None, load, "wrong_flavour", path)
        equal((error.name, error.path), ("wrong_flavour", path))
        tags = {"default": "cp313", "t": "cp313t"}
        words = str(error).replace(",", " ").replace("(", " ").replace(")", " ").replace(";", " ").split()
        if tags[other] not in words or tags[FLAVOUR] not in words:
            raise AssertionError(str(error))


@capi.check
def no_shared_object_at_all():
    path = written("empty_file", b"")
    error = raises(ImportError, f"{path}: file too short", load, "empty_file", path)
    equal((error.name, error.path), ("empty_file", path))
    path = written("text_file", b"print('this is no shared object')\n" * 100)
    raises(ImportError, f"{path}: invalid ELF header", load, "text_file", path)
    path = f"{FOLDER}/written/no_such_file{SUFFIX}"
    raises(ImportError, f"{path}: cannot open shared object file: No such file or directory", load, "no_such_file", path)


@capi.check
def truncated_in_the_header():
    with open(file_of("fine"), "rb") as file:
        content = file.read()
    path = written("header_only", content[:40])
    raises(ImportError, f"{path}: file too short", load, "header_only", path)


@capi.skip_unless(capi.IS_MORTISE, "CPython may die of SIGBUS")
def truncated_anywhere():
    with open(file_of("fine"), "rb") as file:
        content = file.read()
    for part in range(1, 16):
        path = written(f"part_{part}", content[: len(content) * part // 16])
        error = raises(ImportError, None, load, "fine", path)
        equal(error.path, path)


@capi.check
def another_machines_binary():
    with open(file_of("fine"), "rb") as file:
        content = bytearray(file.read())
    content[18] = 183  # e_machine: AArch64
    path = written("fine_elsewhere", bytes(content))
    error = raises(ImportError, None, load, "fine", path)
    equal(error.path, path)


@capi.check
def three_modules_in_one_file():
    path = file_of("several")
    several, second, foreign = (load(name, path) for name in ("several", "second", "\u017elu\u0165"))
    equal([m.__name__ for m in (several, second, foreign)], ["several", "second", "\u017elu\u0165"])
    equal(second.__doc__, "the module second")
    equal([several.count(), several.count(), second.count(), foreign.count()], [101, 102, 101, 101])
    raises(ImportError, "dynamic module does not define module export function (PyInit_fourth)", load, "fourth", path)


@capi.check
def importing_again_makes_a_new_module():
    import fine as first
    import several

    several.count()
    for name in ("fine", "several"):
        del sys.modules[name]
    import fine as second
    import several as again

    equal(first is second, False)
    equal(second.executed, 1)
    equal((again.count(), several.count()), (101, 102))
    same(importlib.import_module("fine"), second)


@capi.check
def reload_runs_nothing_again():
    fine = importlib.import_module("fine")
    fine.executed = "mine"
    same(importlib.reload(fine), fine)
    equal(fine.executed, "mine")


@capi.check
def single_phase_without_state_is_initialised_once():
    import single_once as first

    first.added = "by us"
    del sys.modules["single_once"]
    import single_once as second

    equal(first is second, False)
    equal((second.runs, hasattr(second, "added")), (1, False))


@capi.check
def single_phase_with_state_is_initialised_again():
    import single_again as first

    del sys.modules["single_again"]
    import single_again as second

    equal(first is second, False)
    equal((first.runs, second.runs), (1, 2))


@capi.check
def submodule_of_a_package():
    import loadpkg.sub

    equal((loadpkg.sub.__name__, loadpkg.sub.__package__), ("loadpkg.sub", "loadpkg"))
    equal(loadpkg.sub.name_in_exec, "loadpkg.sub")
    equal(loadpkg.sub.__file__, file_of("loadpkg/sub"))


@capi.check
def twins_do_not_share_symbols():
    equal([load("twin", file_of(f"{folder}/twin")).value for folder in ("twin_a", "twin_b", "twin_a")], [1, 2, 1])


@capi.check
def the_first_folder_on_the_path_wins():
    sys.path[:0] = [f"{FOLDER}/twin_b", f"{FOLDER}/twin_a"]
    try:
        import twin

        equal(twin.value, 2)
    finally:
        del sys.path[:2]


@capi.skip_unless(capi.FREE_THREADED, "the default flavour always has its GIL")
def nothing_here_switched_the_gil_on():
    equal(sys._is_gil_enabled(), False)


@capi.check
def create_may_give_any_object_if_nothing_is_executed():
    path = file_of("create_no_module")
    loader = importlib.machinery.ExtensionFileLoader("create_no_module", path)
    spec = importlib.util.spec_from_file_location("create_no_module", path, loader=loader)
    equal(loader.create_module(spec), "create_no_module")
    # What is no module cannot say that it needs no GIL: this one switches it on, so this is the last check.
    equal(sys._is_gil_enabled(), True)


capi.main()
