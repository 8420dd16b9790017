"""Run on any Python 3.13 that finds the compiled module: python test_hello.py"""

import gc
import os
import sys

import hello


def raises(error, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert text in str(caught), str(caught)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def exercise():
    assert hello.hello() == "Hello from C"
    assert hello.greet("Ada") == "Hello, Ada"
    assert hello.greet("Ξένια") == "Hello, Ξένια"
    assert hello.repeat("ab") == "abab"
    assert hello.repeat("ab", 3) == "ababab"
    assert hello.describe("Ada") == "Ada is 0 years old and 0.0 m tall"
    assert hello.describe("Ada", 36, height=1.65) == "Ada is 36 years old and 1.65 m tall"
    assert hello.describe(age=36, shout=True, name="Ada") == "Ada is 36 years old and 0.0 m tall!"
    assert hello.total() == 0
    assert hello.total(1, 2.5, True) == 4.5
    assert hello.arguments(1, "a", k=2) == ((1, "a"), {"k": 2})
    assert hello.arguments() == ((), {})
    assert hello.arguments(*range(20), **{"x": 1, "y": 2}) == (tuple(range(20)), {"x": 1, "y": 2})
    calls = []
    assert hello.call_twice(lambda: calls.append(1) or len(calls)) == (1, 2, 499500)
    # Errors: the function's own, and those that the calling conventions raise.
    raises(TypeError, "greet() argument must be str, not int", hello.greet, 7)
    raises(TypeError, "hello.hello() takes no arguments (1 given)", hello.hello, 1)
    raises(TypeError, "hello.greet() takes exactly one argument (2 given)", hello.greet, 1, 2)
    raises(TypeError, "hello.greet() takes no keyword arguments", hello.greet, name="x")
    raises(TypeError, "repeat() takes at most 2 arguments (3 given)", hello.repeat, "a", 1, 2)
    raises(TypeError, "repeat() argument 1 must be str, not bytes", hello.repeat, b"a")
    raises(ValueError, "times must not be negative", hello.repeat, "a", -1)
    raises(TypeError, "describe() missing required argument 'name' (pos 1)", hello.describe)
    raises(TypeError, "describe() got an unexpected keyword argument 'nose'", hello.describe, "x", nose=1)
    raises(TypeError, "describe() takes at most 2 positional arguments (3 given)", hello.describe, "x", 1, 1.5)
    raises(TypeError, "unsupported operand type(s) for +: 'int' and 'str'", hello.total, 1, "2")
    raises(ZeroDivisionError, "division by zero", hello.call_twice, lambda: 1 / 0)


def memory():
    """Resident memory in bytes. Not under a memory checker such as valgrind, which keeps what is freed for a while."""
    if os.environ.get("PYTHONMALLOC") == "malloc":
        return 0
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def reimport():
    """A fresh module from the same file, which multi-phase initialisation allows."""
    global hello
    del sys.modules["hello"]
    import hello as fresh

    assert fresh is not hello
    hello = fresh


def test_growth():
    watched = [None, True, "Ada", int, str, TypeError, hello.__spec__.loader.__class__, exercise]
    for _ in range(100):  # caches fill, allocators reach their size
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


def test_attributes():
    assert hello.answer == 42
    assert hello.flavour == ("t" if "t" in sys.abiflags else "default")
    assert hello.__doc__ == "Functions of every calling convention."
    assert hello.total.__text_signature__ == "(*numbers)"
    assert hello.total.__doc__ == "Add things up, starting at 0."
    assert repr(hello.total) == "<built-in function total>"
    assert hello.total.__module__ == "hello"


def test_gil():
    # In the t flavour this module does not switch the GIL on; in the other there always is one.
    assert sys._is_gil_enabled() == (hello.flavour == "default")


test_attributes()
exercise()
test_growth()
test_gil()
print("ok")
