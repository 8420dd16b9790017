# What is said when functions written in C get too few, too many or unknown arguments.
import functools
import itertools
import math
import operator


class Odd:
    def __repr__(self):
        return "<Odd>"


def call(name, f, /, *args, **kwargs):
    try:
        result = type(f(*args, **kwargs)).__name__
    except Exception as e:
        result = f"{type(e).__name__}: {e}"
    print(f"{name}: {result}")


def calls(name, f, *keywords):
    for n in range(5):
        call(f"{name} {n}", f, *[Odd() for _ in range(n)])
    for n in range(3):
        for keyword in ("bogus", *keywords):
            call(f"{name} {n}+{keyword}", f, *[Odd() for _ in range(n)], **{keyword: Odd()})
    call(f"{name} 5 keywords", f, **{f"k{i}": i for i in range(5)})


for name, f, *keywords in [
    ("str.split", "a".split, "sep", "maxsplit"),
    ("str.replace", "a".replace, "old", "count"),
    ("str.join", "a".join),
    ("str.maketrans", str.maketrans),
    ("list.sort", [1].sort, "key"),
    ("list.insert", [1].insert),
    ("dict.pop", {}.pop),
    ("bytes.hex", b"a".hex, "sep"),
    ("int.to_bytes", (1).to_bytes, "length", "signed"),
    ("int.from_bytes", int.from_bytes, "bytes"),
    ("memoryview", memoryview, "object"),
    ("memoryview.cast", memoryview(b"a").cast, "format"),
    ("int", int, "base", "x"),
    ("complex", complex, "real"),
    ("bytes", bytes, "source"),
    ("str", str, "object"),
    ("enumerate", enumerate, "iterable"),
    ("zip", zip, "strict"),
    ("property", property, "fget"),
    ("AttributeError", AttributeError, "name"),
    ("aiter", aiter),
    ("sum", sum, "start"),
    ("min", min, "key"),
    ("pow", pow, "mod"),
    ("round", round, "ndigits"),
    ("compile", compile, "source"),
    ("exec", exec, "source"),
    ("list.__mul__", [].__mul__),
    ("list.__add__", [].__add__),
    ("dict.__setitem__", {}.__setitem__),
    ("object.__setattr__", Odd().__setattr__),
    ("object.__subclasshook__", object.__subclasshook__),
    ("property.__set_name__", property().__set_name__),
    ("memoryview.__exit__", memoryview(b"a").__exit__),
    ("math.nextafter", math.nextafter, "steps"),
    ("math.prod", math.prod, "start"),
    ("functools.cmp_to_key", functools.cmp_to_key, "mycmp"),
    ("functools.reduce", functools.reduce),
    ("itertools.batched", itertools.batched, "n"),
    ("itertools.compress", itertools.compress, "data"),
    ("operator.itemgetter", operator.itemgetter),
]:
    calls(name, f, *keywords)
