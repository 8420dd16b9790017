"""import.h, called from C."""

import importlib.util
import os
import sys
import types

import _capi_import as c
import capi
from capi import equal, raises, refcounts_stay, same


def code(text, file="some file"):
    return compile(text, file, "exec")


@capi.check
def modules_are_imported_by_name():
    import xml.dom
    same(c.import_import_module(b"os"), os)
    same(c.import_import_module(b"xml.dom"), sys.modules["xml.dom"])
    same(c.import_import("xml.dom"), sys.modules["xml.dom"])
    refcounts_stay(lambda: c.import_import_module(b"os"), os)
    raises(ModuleNotFoundError, "No module named 'no_such_module'", c.import_import_module, b"no_such_module")
    raises(ModuleNotFoundError, "No module named 'xml.no_such_module'", c.import_import_module, b"xml.no_such_module")
    raises(ModuleNotFoundError, "No module named 'os.no_such_module'; 'os' is not a package", c.import_import_module, b"os.no_such_module")
    raises(ModuleNotFoundError, "No module named 'no_such_module'", c.import_import, "no_such_module")
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.import_import_module, b"\xff")
    raises(ValueError, "Empty module name", c.import_import, "")


@capi.check
def the_old_name_warns():
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        same(c.import_import_module_no_block(b"os"), os)
    equal([w.category for w in caught], [DeprecationWarning])


@capi.check
def levels_are_relative_to_the_package():
    import xml
    import xml.dom

    same(c.import_level("xml.dom", None, None, 0), xml)
    same(c.import_level("xml.dom", None, ("Node",), 0), xml.dom)
    inside = {"__package__": "xml", "__name__": "xml"}
    same(c.import_level("dom", inside, ("Node",), 1), xml.dom)
    same(c.import_level("", inside, ("dom",), 1), xml)


@capi.check
def levels_are_checked():
    raises(ValueError, "Empty module name", c.import_level, "", None, None, 0)
    raises(ValueError, "level must be >= 0", c.import_level, "os", None, None, -1)
    raises(ImportError, "attempted relative import with no known parent package", c.import_level, "os", {"__package__": "", "__name__": "x"}, None, 1)
    raises(ImportError, "attempted relative import beyond top-level package", c.import_level, "os", {"__package__": "xml"}, None, 2)
    raises(TypeError, "package must be a string", c.import_level, "os", {"__package__": 5}, None, 1)
    raises(KeyError, "\"'__name__' not in globals\"", c.import_level, "os", {}, None, 1)
    raises(KeyError, "\"'__name__' not in globals\"", c.import_level, "os", None, None, 1)


@capi.check
def modules_are_added():
    for add, name in ((c.import_add_module, b"capi_added"), (c.import_add_module_ref, b"capi_added"), (c.import_add_module_object, "capi_added")):
        made = add(name)
        same(type(made), types.ModuleType)
        same(made, sys.modules["capi_added"])
        same(add(name), made)
        refcounts_stay(lambda: add(name), made)
        del sys.modules["capi_added"]
    same(c.import_add_module(b"os"), os)
    sys.modules["capi_odd"] = 5
    equal(type(c.import_add_module(b"capi_odd")) is types.ModuleType, True)
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.import_add_module, b"\xff")


@capi.check
def modules_are_found():
    same(c.import_get_module("os"), os)
    same(c.import_get_module("no_such_module"), NotImplemented)
    same(c.import_get_module_dict(), sys.modules)
    refcounts_stay(lambda: c.import_get_module("os"), os)
    raises(TypeError, "unhashable type: 'list'", c.import_get_module, [])


@capi.check
def modules_are_reloaded():
    import colorsys
    colorsys.added = 5
    same(c.import_reload_module(colorsys), colorsys)
    equal(colorsys.added, 5)
    raises(ImportError, "module capi_not_imported not in sys.modules", c.import_reload_module, types.ModuleType("capi_not_imported"))
    raises(TypeError, "reload() argument must be a module", c.import_reload_module, 5)


@capi.check
def code_is_run_as_a_module():
    made = c.import_exec_code_module("capi_executed", code("x = __name__, __file__"))
    equal(made.x, ("capi_executed", "some file"))
    same(made.__cached__, None)
    equal(sys.modules.pop("capi_executed") is made, True)
    made = c.import_exec_code_module("capi_executed", code("x = __file__"), "given file")
    equal(made.x, "given file")
    equal(sys.modules.pop("capi_executed") is made, True)
    made = c.import_exec_code_module("capi_executed", code("x = __file__"), "given file", "cached file")
    equal((made.x, made.__cached__), ("given file", "cached file"))
    equal(sys.modules.pop("capi_executed") is made, True)
    made = c.import_exec_code_module_object("capi_executed", code("x = __file__"), "given file", "cached file")
    equal((made.x, made.__cached__, made.__spec__.origin, type(made.__loader__).__name__), ("given file", "cached file", os.path.abspath("given file"), "SourceFileLoader"))
    equal(sys.modules.pop("capi_executed") is made, True)
    raises(ZeroDivisionError, "division by zero", c.import_exec_code_module, "capi_executed", code("1 / 0"))
    equal("capi_executed" in sys.modules, False)
    raises(ImportError, "Loaded module 'capi_executed' not found in sys.modules", c.import_exec_code_module, "capi_executed", code("import sys; del sys.modules[__name__]"))


@capi.check
def frozen_modules_are_imported():
    equal(c.import_frozen("__hello__"), 11)
    equal(c.import_frozen("no_such_module"), 0)


@capi.check
def importers_and_magic():
    equal(type(c.import_get_importer(os.path.dirname(os.__file__))).__name__ in ("FileFinder", "zipimporter"), True)
    same(c.import_get_importer("/no such folder"), None)
    equal(c.import_magic()[1], "cpython-313")
    equal(c.import_magic()[0].to_bytes(4, "little") == importlib.util.MAGIC_NUMBER, True)


capi.main()
