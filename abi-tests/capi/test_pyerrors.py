"""pyerrors.h, called from C."""

import os
import signal
import sys

import _capi_pyerrors as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Two(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)


class NoException(Exception):
    def __new__(cls, *args):
        return 5


class SubImport(ImportError):
    pass


def caught(function, *args):
    try:
        function(*args)
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def raised(error):
    try:
        raise error
    except type(error):
        return error


def unraisable(function, *args):
    seen = []
    before = sys.unraisablehook
    sys.unraisablehook = lambda info: seen.append((info.exc_type, str(info.exc_value), info.err_msg, info.object))
    try:
        function(*args)
    finally:
        sys.unraisablehook = before
    return seen


@capi.check
def set_object_makes_an_exception():
    equal(caught(c.err_set_object, KeyError, ...).args, ())
    equal(caught(c.err_set_object, KeyError, None).args, ())
    equal(caught(c.err_set_object, KeyError, "text").args, ("text",))
    equal(caught(c.err_set_object, KeyError, (1, 2)).args, (1, 2))
    equal(caught(c.err_set_object, KeyError, [1, 2]).args, ([1, 2],))
    equal(caught(c.err_set_object, Two, (1, 2)).args, (1, 2))
    same(type(caught(c.err_set_object, Exception, KeyError(1))), KeyError)
    given = KeyError(1)
    same(caught(c.err_set_object, KeyError, given), given)
    same(caught(c.err_set_object, LookupError, given), given)
    same(type(caught(c.err_set_object, ValueError, given)), ValueError)
    same(caught(c.err_set_object, ValueError, given).args[0], given)
    raises(SystemError, "_PyErr_SetObject: exception <class 'int'> is not a BaseException subclass", c.err_set_object, int, 5)
    raises(SystemError, "_PyErr_SetObject: exception 5 is not a BaseException subclass", c.err_set_object, 5, 5)
    raises(SystemError, "_PyErr_SetObject: exception KeyError(1) is not a BaseException subclass", c.err_set_object, KeyError(1), 5)
    raises(TypeError, "calling <class '__main__.NoException'> should have returned an instance of BaseException, not int", c.err_set_object, NoException, 5)
    value = object()
    refcounts_stay(lambda: caught(c.err_set_object, KeyError, value), value)


@capi.check
def a_class_that_cannot_be_called_so_gives_its_own_error():
    error = caught(c.err_set_object, Two, 1)
    equal(type(error), TypeError)
    equal(error.__notes__, ["Normalization failed: type=Two args=1"])


@capi.check
def set_string_decodes():
    equal(caught(c.err_set_string, ValueError, "naïve".encode()).args, ("naïve",))
    equal(caught(c.err_set_string, ValueError, b"").args, ("",))
    equal(caught(c.err_set_string, ValueError, b"\xff").args, ('utf-8', b'\xff', 0, 1, 'invalid start byte'))
    raises(SystemError, "_PyErr_SetObject: exception 5 is not a BaseException subclass", c.err_set_string, 5, b"text")


@capi.check
def set_none_has_no_arguments():
    equal(caught(c.err_set_none, ValueError).args, ())
    raises(TypeError, "Two.__init__() missing 2 required positional arguments: 'a' and 'b'", c.err_set_none, Two)
    raises(SystemError, "_PyErr_SetObject: exception <class 'int'> is not a BaseException subclass", c.err_set_none, int)


@capi.check
def what_is_handled_becomes_the_context():
    handled = KeyError("handled")
    try:
        raise handled
    except KeyError:
        same(caught(c.err_set_string, ValueError, b"new").__context__, handled)
        same(caught(c.err_set_object, ValueError, ValueError(1)).__context__, handled)
        same(caught(c.err_format, ValueError, "i", "%d", 5).__context__, handled)
        same(caught(c.err_set_object, KeyError, handled).__context__, None)
        same(caught(c.err_restore, ValueError, 5, None).__context__, None)
    same(caught(c.err_set_string, ValueError, b"new").__context__, None)


@capi.check
def occurred_gives_the_class():
    same(c.err_occurred(None), None)
    same(c.err_occurred(KeyError(1)), KeyError)
    same(c.err_occurred(Two(1, 2)), Two)


@capi.check
def matches_are_by_class_tuple_or_identity():
    equal(c.err_exception_matches(KeyError(1), LookupError), 1)
    equal(c.err_exception_matches(KeyError(1), ValueError), 0)
    equal(c.err_exception_matches(KeyError(1), (ValueError, (IndexError, KeyError))), 1)
    equal(c.err_exception_matches(KeyError(1), ()), 0)
    equal(c.err_exception_matches(KeyError(1), 5), 0)
    equal(c.err_given_exception_matches(KeyError, LookupError), 1)
    equal(c.err_given_exception_matches(KeyError(1), LookupError), 1)
    equal(c.err_given_exception_matches(LookupError, KeyError), 0)
    equal(c.err_given_exception_matches(KeyError(1), (ValueError, KeyError)), 1)
    equal(c.err_given_exception_matches(KeyError, int), 0)
    equal(c.err_given_exception_matches(5, 5), 1)
    equal(c.err_given_exception_matches(5, KeyError), 0)
    equal(c.err_given_exception_matches(None, KeyError), 0)
    equal(c.err_given_exception_matches(KeyError, None), 0)


@capi.check
def fetch_gives_three_parts():
    error = KeyError(1)
    equal(c.err_fetch(KeyError, error, False), (KeyError, error, None))
    equal(c.err_fetch(KeyError, error, True), (KeyError, error, None))
    equal(c.err_fetch(None, None, False), (None, None, None))
    made = c.err_fetch(KeyError, "text", False)
    same(type(made[1]), KeyError)
    equal(made[1].args, ("text",))
    refcounts_stay(lambda: c.err_fetch(KeyError, error, False), error)


@capi.check
def normalize_makes_an_instance():
    made = c.err_normalize(KeyError, "text", None)
    equal((made[0], type(made[1]), made[1].args, made[2]), (KeyError, KeyError, ("text",), None))
    made = c.err_normalize(KeyError, None, None)
    equal((made[0], type(made[1]), made[1].args), (KeyError, KeyError, ()))
    made = c.err_normalize(LookupError, KeyError(1), None)
    equal((made[0], type(made[1]), made[1].args), (KeyError, KeyError, (1,)))
    made = c.err_normalize(Two, 5, None)
    equal((made[0], type(made[1])), (TypeError, TypeError))
    made = c.err_normalize(int, 5, None)
    equal(made, (int, 5, None))


@capi.check
def restore_sets_three_parts():
    error = KeyError(1)
    same(caught(c.err_restore, KeyError, error, None), error)
    equal(caught(c.err_restore, KeyError, "text", None).args, ("text",))
    equal(caught(c.err_restore, KeyError, None, None).args, ())
    equal(caught(c.err_restore, KeyError, (1, 2), None).args, (1, 2))
    same(c.err_restore(None, None, None), None)
    refcounts_stay(lambda: caught(c.err_restore, KeyError, error, None), error)
    traceback = caught(c.err_set_none, KeyError).__traceback__
    restored = caught(c.err_restore, KeyError, KeyError(2), traceback)
    same(restored.__traceback__.tb_next, traceback)


@capi.check
def raised_exceptions_are_taken_and_set():
    error = KeyError(1)
    same(c.err_get_raised_exception(error), error)
    same(c.err_get_raised_exception(None), None)
    same(caught(c.err_set_raised_exception, ValueError(1), error), error)
    same(c.err_set_raised_exception(error, None), None)
    refcounts_stay(lambda: c.err_get_raised_exception(error), error)
    refcounts_stay(lambda: caught(c.err_set_raised_exception, error, error).with_traceback(None), error)


@capi.check
def handled_exceptions_are_seen_and_set():
    same(c.err_get_handled_exception(), None)
    error = KeyError(1)
    try:
        raise error
    except KeyError:
        same(c.err_get_handled_exception(), error)
        other = ValueError(2)
        equal(c.err_set_handled_exception(other), (ValueError, other, None))
        same(c.err_get_handled_exception(), error)
        refcounts_stay(lambda: c.err_set_handled_exception(other), other, error)
    same(c.err_get_handled_exception(), None)
    equal(c.err_set_handled_exception(None), (None, None, None))
    same(c.err_set_exc_info(KeyError, error, None), error)
    refcounts_stay(lambda: c.err_set_exc_info(KeyError, error, None), error)


@capi.check
def standard_errors():
    raises(TypeError, "bad argument type for built-in operation", c.err_bad_argument)
    raises(MemoryError, "", c.err_no_memory)
    bad_call(c.err_bad_internal_call, False)
    equal(raises(SystemError, None, c.err_bad_internal_call, True).args[0].endswith("test_pyerrors.c:270: bad argument to internal function"), False)


@capi.check
def integers_are_formatted():
    raises(ValueError, "-5 %", c.err_format, ValueError, "i", "%d %%", -5)
    raises(ValueError, "2147483647|", c.err_format, ValueError, "i", "%i|", 2**31 - 1)
    raises(ValueError, "4294967295", c.err_format, ValueError, "i", "%u", -1)
    raises(ValueError, "ff", c.err_format, ValueError, "i", "%x", 255)
    raises(ValueError, "FF", c.err_format, ValueError, "i", "%X", 255)
    raises(ValueError, "10", c.err_format, ValueError, "i", "%o", 8)
    raises(ValueError, "   42|", c.err_format, ValueError, "i", "%5d|", 42)
    raises(ValueError, "42   |", c.err_format, ValueError, "i", "%-5d|", 42)
    raises(ValueError, "-0042|", c.err_format, ValueError, "i", "%05d|", -42)
    raises(ValueError, "0042|", c.err_format, ValueError, "i", "%.4d|", 42)
    raises(ValueError, "    0042|", c.err_format, ValueError, "i", "%8.4d|", 42)
    raises(ValueError, '😀', c.err_format, ValueError, "i", "%c", 0x1F600)
    raises(OverflowError, "character argument not in range(0x110000)", c.err_format, ValueError, "i", "%c", 0x110000)
    raises(ValueError, "-9223372036854775808 %", c.err_format, ValueError, "l", "%ld %%", -(2**63))
    raises(ValueError, "18446744073709551615", c.err_format, ValueError, "l", "%lu", -1)
    raises(ValueError, "ffffffffffffffff", c.err_format, ValueError, "l", "%lx", -1)
    raises(ValueError, "-9223372036854775808", c.err_format, ValueError, "L", "%lld", -(2**63))
    raises(ValueError, "18446744073709551615", c.err_format, ValueError, "L", "%llu", -1)
    raises(ValueError, "-1", c.err_format, ValueError, "n", "%zd", -1)
    raises(ValueError, "18446744073709551615", c.err_format, ValueError, "n", "%zu", -1)
    raises(ValueError, "-3", c.err_format, ValueError, "n", "%td", -3)
    raises(ValueError, "-3", c.err_format, ValueError, "n", "%jd", -3)
    raises(ValueError, "0xabc", c.err_format, ValueError, "p", "%p", 0xABC)


@capi.check
def text_is_formatted():
    raises(ValueError, '<naïve>', c.err_format, ValueError, "s", "<%s>", 0, "naïve".encode())
    raises(ValueError, "<abc>", c.err_format, ValueError, "s", "<%.3s>", 0, b"abcdef")
    raises(ValueError, "<     abc>", c.err_format, ValueError, "s", "<%8s>", 0, b"abc")
    raises(ValueError, "<abc     >", c.err_format, ValueError, "s", "<%-8s>", 0, b"abc")
    raises(ValueError, '<��>', c.err_format, ValueError, "s", "<%s>", 0, b"\xff\xfe")
    raises(ValueError, "PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0xc3", c.err_format, ValueError, "s", "naïve")
    raises(SystemError, "invalid format string: %y", c.err_format, ValueError, "s", "%y", 0, b"")
    raises(SystemError, "invalid format string: %", c.err_format, ValueError, "s", "ends in %", 0, b"")


@capi.check
def objects_are_formatted():
    raises(ValueError, 'naïve', c.err_format, ValueError, "o", "%S", 0, b"", "naïve")
    raises(ValueError, "'naïve'", c.err_format, ValueError, "o", "%R", 0, b"", "naïve")
    raises(ValueError, "'na\\xefve'", c.err_format, ValueError, "o", "%A", 0, b"", "naïve")
    raises(ValueError, 'naïve|', c.err_format, ValueError, "o", "%U|", 0, b"", "naïve")
    raises(ValueError, "  abc|", c.err_format, ValueError, "o", "%5U|", 0, b"", "abc")
    raises(ValueError, "ab|", c.err_format, ValueError, "o", "%.2U|", 0, b"", "abc")
    raises(ValueError, "'ab|", c.err_format, ValueError, "o", "%.3R|", 0, b"", "abcdef")
    raises(ValueError, "Two", c.err_format, ValueError, "o", "%T", 0, b"", Two(1, 2))
    raises(ValueError, "int", c.err_format, ValueError, "o", "%T", 0, b"", 5)
    raises(ValueError, "signal:Signals", c.err_format, ValueError, "o", "%#T", 0, b"", signal.SIGINT)
    raises(ValueError, "int", c.err_format, ValueError, "o", "%N", 0, b"", int)
    raises(ValueError, "signal:Signals", c.err_format, ValueError, "o", "%#N", 0, b"", signal.Signals)
    raises(ValueError, "given", c.err_format, ValueError, "V", "%V", 0, b"fallback", "given")
    raises(ValueError, "fallback", c.err_format, ValueError, "V", "%V", 0, b"fallback", None)
    raises(ValueError, "7 text [] 7 text [] 7 text", c.err_format, ValueError, "m", "%d %s %R %d %s %R %d %s", 7, b"text", [])


@capi.check
def an_error_while_formatting_replaces_the_exception():
    class Broken:
        def __repr__(self):
            raise KeyError("no repr")

    raises(KeyError, "'no repr'", c.err_format, ValueError, "o", "%R", 0, b"", Broken())
    some = object()
    refcounts_stay(lambda: caught(c.err_format, ValueError, "o", "%S", 0, b"", some), some)


@capi.check
def format_from_cause_keeps_the_first_as_cause_and_context():
    first = KeyError("first")
    error = raises(ValueError, "number 5", c.err_format_from_cause, first, ValueError)
    same(error.__cause__, first)
    same(error.__context__, first)
    equal(error.__suppress_context__, True)


@capi.check
def errno_chooses_the_class_and_fills_in_the_text():
    equal([type(caught(c.err_set_from_errno, OSError, n)) for n in (1, 2, 17, 4, 32)], [PermissionError, FileNotFoundError, FileExistsError, InterruptedError, BrokenPipeError])
    equal(caught(c.err_set_from_errno, OSError, 2).args, (2, "No such file or directory"))
    same(caught(c.err_set_from_errno, OSError, 2).filename, None)
    equal((lambda e: (type(e), e.args, e.filename, e.filename2))(caught(c.err_set_from_errno, OSError, 2, "a")), (FileNotFoundError, (2, "No such file or directory"), "a", None))
    equal((lambda e: (type(e), e.args, e.filename, e.filename2))(caught(c.err_set_from_errno, OSError, 2, "a", "b")), (FileNotFoundError, (2, "No such file or directory"), "a", "b"))
    equal((lambda e: (type(e), e.args, e.filename))(caught(c.err_set_from_errno_with_filename, OSError, 13, "naïve")), (PermissionError, (13, "Permission denied"), "naïve"))
    equal((lambda e: (type(e), e.args, e.filename))(caught(c.err_set_from_errno_with_filename, OSError, 13, None)), (PermissionError, (13, "Permission denied"), None))
    equal((lambda e: (type(e), e.args))(caught(c.err_set_from_errno, OSError, 0)), (OSError, (0, "Error")))
    equal((lambda e: (type(e), e.args))(caught(c.err_set_from_errno, ValueError, 2)), (ValueError, (2, "No such file or directory")))
    equal((lambda e: (type(e), e.args))(caught(c.err_set_from_errno, ValueError, 2, "a")), (ValueError, (2, "No such file or directory", "a")))
    equal(str(caught(c.err_set_from_errno, OSError, 2, "a", "b")), "[Errno 2] No such file or directory: 'a' -> 'b'")
    name = "".join(["na", "me"])
    refcounts_stay(lambda: caught(c.err_set_from_errno, OSError, 2, name), name)


@capi.check
def import_errors_have_name_and_path():
    equal((lambda e: (type(e), e.args, e.name, e.path))(caught(c.err_set_import_error, "text", "name", "path")), (ImportError, ("text",), "name", "path"))
    equal((lambda e: (type(e), e.args, e.name, e.path))(caught(c.err_set_import_error, "text", None, None)), (ImportError, ("text",), None, None))
    error = caught(c.err_set_import_error, "text", "name", "path", SubImport)
    equal((type(error), error.name, error.path), (SubImport, "name", "path"))
    raises(TypeError, "expected a subclass of ImportError", c.err_set_import_error, "text", "name", "path", KeyError)
    raises(TypeError, "issubclass() arg 1 must be a class", c.err_set_import_error, "text", "name", "path", 5)
    raises(TypeError, "expected a message argument", c.err_set_import_error, None, "name", "path")


@capi.check
def new_exceptions_are_made():
    made = c.err_new_exception("package.module.Name", None, None)
    equal((made.__name__, made.__module__, made.__bases__, made.__doc__, made.__qualname__), ("Name", "package.module", (Exception,), None, "Name"))
    made = c.err_new_exception("m.Name", KeyError, {"a": 1, "__module__": "other"})
    equal((made.__name__, made.__module__, made.__bases__, made.a), ("Name", "other", (KeyError,), 1))
    made = c.err_new_exception("m.Name", (KeyError, ValueError), None)
    equal((made.__name__, made.__bases__), ("Name", (KeyError, ValueError)))
    raises(SystemError, "PyErr_NewException: name must be module.class", c.err_new_exception, "name", None, None)
    raises(TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases", c.err_new_exception, "m.Name", 5, None)
    raises(AttributeError, "'Name' object has no attribute 'args'", lambda: c.err_new_exception("m.Name", int, None)().args)
    made = c.err_new_exception_with_doc("m.Name", "The doc.", None, None)
    equal((made.__name__, made.__doc__), ("Name", "The doc."))
    made = c.err_new_exception_with_doc("m.Name", None, KeyError, {"a": 1})
    equal((made.__name__, made.__doc__, made.a), ("Name", None, 1))
    made = c.err_new_exception_with_doc("m.Name", "The doc.", KeyError, {"__doc__": "other"})
    equal(made.__doc__, "The doc.")
    raises(SystemError, "PyErr_NewException: name must be module.class", c.err_new_exception_with_doc, "name", "The doc.", None, None)
    given = {"a": 1}
    c.err_new_exception("m.Name", None, given)
    equal(given, {"a": 1, "__module__": "m"})


@capi.check
def unraisable_exceptions_go_to_the_hook():
    some = object()
    equal(unraisable(c.err_write_unraisable, KeyError(1), some), [(KeyError, "1", None, some)])
    refcounts_stay(lambda: unraisable(c.err_write_unraisable, KeyError(1), some), some)
    equal(unraisable(c.err_write_unraisable, KeyError(1), None), [(KeyError, "1", None, None)])
    equal(unraisable(c.err_format_unraisable, KeyError(1), "x", False), [(KeyError, '1', "Ignored in 'x' number 5", None)])
    equal(unraisable(c.err_format_unraisable, KeyError(1), "x", True), [(KeyError, "1", None, None)])
    equal(unraisable(c.err_write_unraisable, None, None), [])


@capi.check
def signals_run_their_handlers():
    equal(c.err_check_signals(), 0)
    raises(KeyboardInterrupt, "", c.err_set_interrupt)
    raises(KeyboardInterrupt, "", c.err_set_interrupt, signal.SIGINT)
    equal(c.err_set_interrupt(-5), -1)
    equal(c.err_set_interrupt(1000), -1)
    equal(c.err_set_interrupt(signal.SIGUSR1), 0)
    before = signal.signal(signal.SIGUSR1, lambda number, frame: 1 / 0)
    raises(ZeroDivisionError, "division by zero", c.err_set_interrupt, signal.SIGUSR1)
    signal.signal(signal.SIGUSR1, before) is None


@capi.check
def syntax_errors_get_a_place():
    place = lambda e: (e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset)
    equal(place(caught(c.err_syntax_location, SyntaxError("x"), "no file", 3)), ("no file", 3, None, None, 3, None))
    equal(place(caught(c.err_syntax_location, SyntaxError("x"), "no file", 3, 5)), ("no file", 3, 5, None, 3, None))
    equal(place(caught(c.err_syntax_location, SyntaxError("x"), "no file", 3, 5, 7, 9)), ("no file", 3, 5, None, 7, 9))
    equal(place(caught(c.err_syntax_location, SyntaxError("x"), "no file", 3, -1)), ("no file", 3, None, None, 3, None))
    equal(place(caught(c.err_syntax_location, SyntaxError("x"), None, 3, 5)), (None, 3, 5, None, 3, None))
    equal(place(caught(c.err_syntax_location, SyntaxError("x"), capi.__file__, 1))[1:], (1, None, '"""The little framework of abi-tests: named checks, one JSON line each. It needs nothing but builtins, sys, os and gc.\n', 1, None))
    equal(caught(c.err_syntax_location, KeyError("x"), "no file", 3).lineno, 3)
    equal(c.err_program_text(capi.__file__, 3, False), '    import capi\n')
    equal(c.err_program_text(capi.__file__, 3, True), '    import capi\n')
    same(c.err_program_text(capi.__file__, 100000, False), None)
    same(c.err_program_text("/no such file", 1, True), None)
    same(c.err_program_text(capi.__file__, 0, True), None)


@capi.check
def chaining_makes_the_first_the_context_of_what_is_set():
    first, second = KeyError(1), ValueError(2)
    same(caught(c.err_chain_exceptions, first, second), second)
    same(second.__context__, first)
    same(caught(c.err_chain_exceptions, first, None), first)
    same(c.err_chain_exceptions(None, None), None)


@capi.check
def classes_and_instances_are_told_apart():
    equal([c.exceptionclass_check(o) for o in (KeyError, KeyError(1), int, 5, BaseException, Two)], [1, 2, 0, 0, 1, 1])
    equal(c.exceptionclass_name(KeyError), "KeyError")
    equal(c.exceptionclass_name(os.error), "OSError")


@capi.check
def attributes_of_exceptions_are_got_and_set():
    error, other = KeyError(1), ValueError(2)
    for get in (c.exception_get_cause, c.exception_get_context, c.exception_get_traceback):
        same(get(error), None)
    c.exception_set_cause(error, other)
    same(c.exception_get_cause(error), other)
    same(error.__cause__, other)
    equal(error.__suppress_context__, True)
    c.exception_set_context(error, other)
    same(c.exception_get_context(error), other)
    same(error.__context__, other)
    refcounts_stay(lambda: (c.exception_set_cause(error, other), c.exception_set_context(error, other)), other)
    refcounts_stay(lambda: (c.exception_get_cause(error), c.exception_get_context(error)), other)
    c.exception_set_cause(error, None)
    c.exception_set_context(error, None)
    same(error.__cause__, None)
    same(error.__context__, None)
    equal(c.exception_get_args(error), (1,))
    c.exception_set_args(error, (2, 3))
    equal(error.args, (2, 3))
    traceback = caught(int, "x").__traceback__
    equal(c.exception_set_traceback(error, traceback), 0)
    same(c.exception_get_traceback(error), traceback)
    refcounts_stay(lambda: c.exception_set_traceback(error, traceback), traceback)
    raises(TypeError, "__traceback__ must be a traceback or None", c.exception_set_traceback, error, 5)
    equal(c.exception_set_traceback(error, None), 0)
    same(error.__traceback__, None)


@capi.check
def unicode_errors_have_their_parts():
    encode, decode = UnicodeEncodeError("enc", "text", 1, 3, "why"), UnicodeDecodeError("enc", b"text", 1, 3, "why")
    translate = UnicodeTranslateError("text", 1, 3, "why")
    equal([c.unicode_error_get(0, what, encode) for what in ("n", "o", "r", "s", "e")], ["enc", "text", "why", 1, 3])
    equal([c.unicode_error_get(1, what, decode) for what in ("n", "o", "r", "s", "e")], ["enc", b"text", "why", 1, 3])
    equal([c.unicode_error_get(2, what, translate) for what in ("o", "r", "s", "e")], ["text", "why", 1, 3])
    equal([c.unicode_error_set(kind, "s", e, 2, b"") for kind, e in enumerate((encode, decode, translate))], [0, 0, 0])
    equal([c.unicode_error_set(kind, "e", e, 4, b"") for kind, e in enumerate((encode, decode, translate))], [0, 0, 0])
    equal([c.unicode_error_set(kind, "r", e, 0, b"other") for kind, e in enumerate((encode, decode, translate))], [0, 0, 0])
    equal([(e.start, e.end, e.reason) for e in (encode, decode, translate)], [(2, 4, "other"), (2, 4, "other"), (2, 4, "other")])
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.unicode_error_set, 0, "r", encode, 0, b"\xff")


@capi.check
def unicode_error_places_are_clipped():
    def clipped(start, end, text="text"):
        e = UnicodeEncodeError("enc", text, start, end, "why")
        return c.unicode_error_get(0, "s", e), c.unicode_error_get(0, "e", e)
    equal(clipped(-5, -5), (0, 1))
    equal(clipped(100, 100), (3, 4))
    equal(clipped(0, 0), (0, 1))
    equal(clipped(3, 2), (3, 2))
    equal(clipped(0, 0, ""), (-1, 0))
    equal(clipped(4, 4), (3, 4))
    e = UnicodeDecodeError("enc", b"text", 100, 100, "why")
    equal((c.unicode_error_get(1, "s", e), c.unicode_error_get(1, "e", e)), (3, 4))
    e = UnicodeTranslateError("text", -1, 0, "why")
    equal((c.unicode_error_get(2, "s", e), c.unicode_error_get(2, "e", e)), (0, 1))


@capi.check
def unicode_decode_errors_are_created():
    equal((lambda e: (type(e), e.args))(c.unicode_decode_error_create(b"enc", b"te\0xt", 1, 2, b"why")), (UnicodeDecodeError, ('enc', b'te\x00xt', 1, 2, 'why')))
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.unicode_decode_error_create, b"\xff", b"text", 1, 2, b"why")


@capi.check
def groups_are_put_together_again():
    first, second = raised(KeyError(1)), raised(ValueError(2))
    same(c.unstable_exc_prep_reraise_star(first, []), None)
    same(c.unstable_exc_prep_reraise_star(first, [second]), second)
    group = raised(ExceptionGroup("group", [first, second]))
    same(c.unstable_exc_prep_reraise_star(group, []), None)
    made = c.unstable_exc_prep_reraise_star(group, [KeyError(3)])
    equal((type(made), made.args), (KeyError, (3,)))
    made = c.unstable_exc_prep_reraise_star(group, [KeyError(3), ValueError(4)])
    equal((type(made), made.message, [type(e) for e in made.exceptions]), (ExceptionGroup, "", [KeyError, ValueError]))
    rest = group.split(KeyError)[1]
    made = c.unstable_exc_prep_reraise_star(group, [rest])
    equal((made.message, [type(e) for e in made.exceptions]), ("group", [ValueError]))
    raises(ValueError, "orig must be a raised exception", c.unstable_exc_prep_reraise_star, KeyError(), [second])
    raises(TypeError, "orig must be an exception instance", c.unstable_exc_prep_reraise_star, 5, [])
    raises(TypeError, "excs must be a list of exception instances", c.unstable_exc_prep_reraise_star, group, ())


@capi.check
def snprintf_cuts_off_and_terminates():
    equal(c.os_snprintf(30), (12, b"42 text 1.50"))
    equal(c.os_snprintf(5), (12, b"42 t"))
    equal(c.os_snprintf(1), (12, b""))


capi.main()
