"""Run on any Python 3.13 that finds the compiled module: python test_legacy.py"""

import gc
import os
import sys
import warnings

free_threaded = "t" in sys.abiflags
gil_before = sys._is_gil_enabled()

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import legacy

# In the t flavour: the module did not say that it works without the GIL, so now it is on, with a warning.
if free_threaded and not gil_before:
    assert [w.category for w in caught] == [RuntimeWarning], caught
    text = str(caught[0].message)
    assert text == (
        "The global interpreter lock (GIL) has been enabled to load module 'legacy', which has not declared that it can "
        "run safely without the GIL. To override this behavior and keep the GIL disabled (at your own risk), run with "
        "PYTHON_GIL=0 or -Xgil=0."
    ), text
else:
    assert caught == [], caught
assert sys._is_gil_enabled()

from legacy import Point


def raises(error, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert text in str(caught), str(caught)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


class Named(Point):
    def name(self):
        return f"{self.label} at {self!r}"


def exercise():
    before = legacy.made()
    p = Point(1, 2.5)
    assert (p.x, p.y, p.label) == (1.0, 2.5, None) and legacy.made() == before + 1
    assert repr(p) == "Point(1.0, 2.5)" and repr(-p) == "Point(-1.0, -2.5)"
    assert repr(p + Point(y=1)) == "Point(1.0, 3.5)"
    assert len(p) == 2 and p[0] == 1.0 and p[-1] == 2.5 and list(p) == [1.0, 2.5] and 2.5 in p
    assert p and not Point()
    p.x = 7
    p.label = ["anything"]
    assert p.scale(2) is None and repr(p) == "Point(14.0, 5.0)" and p.label == ["anything"]
    del p.label
    assert p.label is None
    n = Named(label="spot")
    n.extra = 1
    assert n.name() == "spot at Point(0.0, 0.0)" and isinstance(n + n, Point)
    raises(TypeError, "unsupported operand type(s) for +: 'legacy.Point' and 'int'", lambda: p + 1)
    raises(TypeError, "must be real number, not str", p.scale, "2")
    raises(TypeError, "must be real number, not str", Point, "1")
    raises(TypeError, "Point() takes at most 3 arguments (4 given)", Point, 1, 2, 3, 4)
    raises(TypeError, "must be real number, not str", setattr, p, "x", "wide")
    raises(IndexError, "a point has two coordinates", lambda: p[2])
    raises(AttributeError, "'legacy.Point' object has no attribute 'z'", getattr, p, "z")
    raises(TypeError, "cannot set 'z' attribute of immutable type 'legacy.Point'", setattr, Point, "z", 1)


def reimport():
    """Single-phase, m_size -1: another module object, filled from a copy of the first one's dictionary."""
    ours = sys.modules.pop("legacy")
    import legacy as again

    assert again.Point is Point and again.made() == ours.made()
    sys.modules["legacy"] = ours


def memory():
    """Resident memory in bytes. Not under a memory checker such as valgrind, which keeps what is freed for a while."""
    if os.environ.get("PYTHONMALLOC") == "malloc":
        return 0
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def test_growth():
    watched = [None, Point, Named, legacy.made, "spot", exercise]
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
    assert memory() - resident < 2_000_000, f"grew by {memory() - resident} bytes"


def test_attributes():
    assert legacy.__doc__ == "A single-phase module with a static type."
    assert Point.__module__ == "legacy" and Point.__name__ == "Point" and Point.__doc__ == "A point in the plane."
    assert not gc.is_tracked(Point()) and gc.is_tracked(Named())
    assert not hasattr(Point(), "__dict__")


test_attributes()
exercise()
test_growth()
print("ok")
