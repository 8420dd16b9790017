"""Run on any Python 3.13 that finds this module and legacy, compiled: python test_gilcheck.py"""

import gc
import os
import sys
import warnings

import gilcheck

flavour = "t" if "t" in sys.abiflags else "default"


def raises(error, text, function, *args):
    try:
        function(*args)
    except error as caught:
        assert text in str(caught), str(caught)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def exercise():
    assert gilcheck.compiled_for() == flavour
    assert gilcheck.gil_enabled() == sys._is_gil_enabled()
    raises(LookupError, "this one was set before the question", gilcheck.during_exception)
    raises(TypeError, "report() argument must be str, not NoneType", gilcheck.report, None)
    assert gilcheck.runtime() == (flavour if hasattr(sys, "_mortise") else None)


def memory():
    """Resident memory in bytes. Not under a memory checker such as valgrind, which keeps what is freed for a while."""
    if os.environ.get("PYTHONMALLOC") == "malloc":
        return 0
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def reimport():
    global gilcheck
    del sys.modules["gilcheck"]
    import gilcheck as fresh

    gilcheck = fresh


def test_growth():
    watched = [None, True, False, sys._is_gil_enabled, LookupError, exercise]
    for _ in range(100):
        exercise()
        reimport()
    gc.collect()
    before = [sys.getrefcount(each) for each in watched]
    resident = memory()
    for _ in range(1000):
        exercise()
        reimport()
    gc.collect()
    after = [sys.getrefcount(each) for each in watched]
    assert all(b - a < 20 for a, b in zip(before, after)), (before, after)
    assert memory() - resident < 1_500_000, f"grew by {memory() - resident} bytes"


# This module itself has not switched the GIL on, and legacy does, in the t flavour.
assert gilcheck.gil_enabled() == (flavour == "default")
exercise()
test_growth()
gilcheck.report("before legacy")
with warnings.catch_warnings():
    warnings.simplefilter("ignore", RuntimeWarning)
    import legacy
gilcheck.report("after legacy")
assert gilcheck.gil_enabled() and legacy.made() == 0
exercise()
print("ok")
