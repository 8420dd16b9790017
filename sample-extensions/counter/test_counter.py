"""Run on any Python 3.13 that finds the compiled module: python test_counter.py"""

import copy
import gc
import os
import sys
import threading
import weakref

import counter
from counter import Counter


def raises(error, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert text in str(caught), str(caught)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


class Doubled(Counter):
    """A subclass in Python, with a dictionary."""

    def increment(self):
        super().increment()
        return super().increment()


def exercise():
    c = Counter()
    assert (c.value, c.step) == (0, 1)
    assert c.increment() == 1 and c.add(10) == 11 and c.add(-1) == 10
    c.step = 5
    assert c.increment() == 15 and repr(c) == "Counter(15, step=5)"
    assert Counter(3) == Counter(3, 9) and Counter(3) != Counter(4) and Counter(3) < Counter(4) >= Counter(4)
    assert (c == 15) is False and c != 15
    d = Doubled(value=1, step=2)
    d.note = "x"
    assert d.increment() == 5 and repr(d) == "Doubled(5, step=2)" and d == Counter(5)

    seen = []
    watched = Counter(on_change=seen.append)
    watched.increment()
    watched.add(4)
    assert seen == [1, 5]

    # What pickle and copy use.
    assert c.__reduce__() == (Counter, (15, 5, None)) and d.__reduce__()[0] is Doubled
    twin = copy.copy(c)
    assert twin is not c and twin == c and repr(twin) == repr(c)

    # A weak reference dies with the object, and a cycle is collected.
    deaths = []
    ref = weakref.ref(c, deaths.append)
    assert ref() is c
    del c
    assert ref() is None and deaths == [ref]

    raises(TypeError, "on_change must be callable or None, not int", Counter, on_change=3)
    raises(TypeError, "'str' object cannot be interpreted as an integer", Counter, "1")
    raises(TypeError, "Counter() takes at most 3 arguments (4 given)", Counter, 1, 2, None, 4)
    raises(TypeError, "unhashable type: 'counter.Counter'", hash, Counter())
    raises(TypeError, "'<' not supported between instances of 'counter.Counter' and 'int'", lambda: Counter() < 1)
    raises(AttributeError, "attribute 'value' of 'counter.Counter' objects is not writable", setattr, Counter(), "value", 1)
    raises(TypeError, "can't delete numeric/char attribute", delattr, Counter(), "step")
    raises(OverflowError, "cannot fit 'int' into an index-sized integer", Counter().add, 2**70)
    raises(counter.CountOverflow, f"cannot count beyond {sys.maxsize}", Counter(sys.maxsize).increment)
    raises(counter.CountOverflow, f"cannot count beyond {-sys.maxsize - 1}", Counter(-sys.maxsize).add, -2)
    raises(ZeroDivisionError, "division by zero", Counter(on_change=lambda value: value / 0).increment)


def make_cycle():
    c = Counter()
    c.__init__(on_change=lambda value: c.value)
    return weakref.ref(c)


def test_cycle():
    ref = make_cycle()
    gc.collect()
    assert ref() is None


def memory():
    """Resident memory in bytes. Not under a memory checker such as valgrind, which keeps what is freed for a while."""
    if os.environ.get("PYTHONMALLOC") == "malloc":
        return 0
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def reimport():
    """A second module from the same file has its own type and state; it is dropped at once."""
    ours = sys.modules.pop("counter")
    import counter as fresh

    assert fresh.Counter is not ours.Counter and fresh.Counter(2).increment() == 3
    sys.modules["counter"] = ours


def test_growth():
    watched = [None, Counter, Doubled, counter, counter.CountOverflow, "x", exercise]
    for _ in range(100):
        exercise()
        make_cycle()
        reimport()
    gc.collect()
    before = [sys.getrefcount(each) for each in watched]
    resident = memory()
    for _ in range(1000):
        exercise()
        make_cycle()
        reimport()
    gc.collect()
    after = [sys.getrefcount(each) for each in watched]
    assert all(b - a < 20 for a, b in zip(before, after)), (before, after)
    assert memory() - resident < 4_000_000, f"grew by {memory() - resident} bytes"


def test_threads():
    shared = Counter()

    def work():
        for _ in range(20_000):
            shared.increment()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared.value == 80_000, shared


def test_attributes():
    assert Counter.__module__ == "counter" and Counter.__qualname__ == "Counter"
    assert Counter.__doc__ == "Counts, from any number of threads."
    assert Counter.__text_signature__ == "(value=0, step=1, on_change=None)"
    assert counter.CountOverflow.__mro__[1] is OverflowError
    assert Counter.step.__doc__ == "what increment() adds"
    assert gc.is_tracked(Counter())


def test_gil():
    assert sys._is_gil_enabled() == ("t" not in sys.abiflags)


test_attributes()
exercise()
test_cycle()
test_growth()
test_threads()
test_gil()
print("ok")
