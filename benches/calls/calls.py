"""Times each way between Python and an extension; prints `NANOSECONDS NAME` lines.

Each row is a loop whose body has the operation ten times. The same loop without the operation is timed as well and subtracted;
the best of several tries counts. `cargo xtask bench calls` runs this on both sides in turn and makes the table.
"""

from time import perf_counter_ns

import callbench

ROWS = [
    ("METH_NOARGS", "noargs()"),
    ("METH_O", "one(x)"),
    ("METH_FASTCALL, 1 argument", "fast(x)"),
    ("METH_FASTCALL, 3 arguments", "fast(x, y, x)"),
    ("METH_FASTCALL | KEYWORDS, 1 name", "fast_keywords(x, name=y)"),
    ("METH_FASTCALL | KEYWORDS, no name", "fast_keywords(x, y)"),
    ("METH_VARARGS, PyArg_ParseTuple", "parse_tuple(x, 1, 2)"),
    ("tp_new of a heap type", "Thing()"),
    ("member get", "thing.object"),
    ("member get, number", "thing.number"),
    ("member set", "thing.object = x"),
    ("len()", "len(thing)"),
    ("index", "thing[0]"),
]

LOOPS = 4000
REPEATED = 10
TRIES = 12


def timer(statement):
    """A function that times LOOPS runs of the statement, repeated."""
    body = "\n        ".join([statement] * REPEATED)
    source = f"""
def run(loops, clock, x, y, thing, noargs, one, fast, fast_keywords, parse_tuple, Thing, len):
    start = clock()
    for _ in loops:
        {body}
    return clock() - start
"""
    names = {}
    exec(source, names)
    return names["run"]


def best(run):
    thing = callbench.Thing()
    arguments = (perf_counter_ns, "x", "y", thing, callbench.noargs, callbench.one, callbench.fast, callbench.fast_keywords,
                 callbench.parse_tuple, callbench.Thing, len)
    run(range(100), *arguments)
    return min(run(range(LOOPS), *arguments) for _ in range(TRIES))


overhead = best(timer("pass"))
for name, statement in ROWS:
    nanoseconds = (best(timer(statement)) - overhead) / LOOPS / REPEATED
    print(f"{nanoseconds:.3f} {name}")
