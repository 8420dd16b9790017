"""The little framework of abi-tests: named checks, one JSON line each. It needs nothing but builtins, sys, os and gc.

    import capi

    @capi.check
    def appending_takes_a_reference():
        capi.equal(function([]), 1)

    capi.main()

`cargo xtask test` gives MORTISE_RESULTS, the file that results go to, and runs each file in a process of its own. By hand,
`python test_listobject.py [part of a check's name]` prints them.
"""

import gc
import sys
from os import environ

IS_MORTISE = hasattr(sys, "_mortise")
FREE_THREADED = "t" in sys.abiflags
checks = []


def check(function):
    """Decorator: the function is a check, passed if it returns. Its name says what must be true."""
    checks.append((function, None))
    return function


def skip_unless(condition, why):
    """Decorator: a check that runs only if the condition holds, and counts as skipped elsewhere."""

    def decorate(function):
        checks.append((function, None if condition else why))
        return function

    return decorate


def equal(got, expected):
    """The values are equal and of the same type."""
    if got != expected or type(got) is not type(expected):
        raise AssertionError(f"got {got!r}, expected {expected!r}")


def same(got, expected):
    """Both are one object."""
    if got is not expected:
        raise AssertionError(f"got {got!r}, which is not the object {expected!r}")


def raises(error, text, function, *args, **kwargs):
    """Calling raises exactly this exception with exactly this text; gives it. With text None any text will do."""
    try:
        result = function(*args, **kwargs)
    except BaseException as caught:
        if type(caught) is not error or text is not None and str(caught) != text:
            raise AssertionError(f"raised {type(caught).__name__}: {caught}, expected {error.__name__}: {text}") from caught
        return caught
    raise AssertionError(f"returned {result!r}, expected {error.__name__}: {text}")


def bad_call(function, *args):
    """Calling raises CPython's SystemError for a misuse of the C API. Where it names a file and line, those may be any."""
    error = raises(SystemError, None, function, *args)
    if not str(error).endswith("bad argument to internal function"):
        raise AssertionError(f"raised SystemError: {error}")


def refcounts_stay(function, *objects, times=50):
    """Calling the function many times changes the reference counts of none of the (mortal) objects."""
    for _ in range(5):
        function()
    gc.collect()  # a caught exception can keep its frames, and what is in them, in a cycle
    before = [sys.getrefcount(each) for each in objects]
    for _ in range(times):
        function()
    gc.collect()
    after = [sys.getrefcount(each) for each in objects]
    if before != after:
        raise AssertionError(f"after {times} calls the reference counts went from {before} to {after}")


def _report(file, name, status, detail=""):
    def quoted(text):
        return '"' + "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else f"\\u{min(ord(c), 0xFFFF):04x}" for c in text) + '"'

    file.write(f'{{"check": {quoted(name)}, "status": {quoted(status)}, "detail": {quoted(detail)}}}\n')
    file.flush()  # the next check may crash


def _where(error):
    place = error.__traceback__
    while place.tb_next is not None and place.tb_next.tb_frame.f_globals is not globals():
        place = place.tb_next
    return f"{type(error).__name__}: {error} (line {place.tb_lineno})"


def main():
    wanted = environ.get("MORTISE_CHECKS", "") if len(sys.argv) < 2 else sys.argv[1]
    failed = 0
    with open(environ.get("MORTISE_RESULTS", "/dev/stdout"), "a", encoding="utf-8") as file:
        for function, skipped in checks:
            name = function.__name__
            if wanted not in name:
                continue
            _report(file, name, "start")
            if skipped is not None:
                _report(file, name, "skipped", skipped)
                continue
            try:
                function()
            except BaseException as error:
                failed += 1
                _report(file, name, "failed", _where(error))
            else:
                _report(file, name, "passed")
    sys.exit(1 if failed else 0)
