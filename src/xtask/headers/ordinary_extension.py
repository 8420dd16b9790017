"""Uses the module that was compiled from ordinary_extension.c; the folder that it is in is the argument."""

import datetime
import gc
import sys
import weakref

sys.path.insert(0, sys.argv[1])
import ordinary as o

box = o.Box([1], 2.5)
assert box.items == [1] and box.weight == 2.5 and box.used == len(box) == 0
box.items = box
watch = weakref.ref(box)
assert box > o.Box() and box != o.Box() and o.Box() == o.Box()
del box
gc.collect()
assert watch() is None, "a cycle is collected"

chain = None
for _ in range(200_000):
    chain = o.Box(chain)
del chain  # does not exhaust the C stack

assert o.total([1, 2.5]) == 3.5
assert (o.upper("héllo"), o.upper("日a")) == ("HéLLO", "日A")
assert o.pairs({1: 2}) == [(1, 2)]
assert o.wait_a_while() is None
assert o.call(lambda *arguments: arguments) == (True, False)
assert o.year(datetime.date(2024, 5, 1)) == 2029
assert o.METH_O == 8
try:
    o.total(None)
except TypeError as error:
    assert str(error) == "a sequence is needed"
else:
    raise AssertionError("no TypeError")
