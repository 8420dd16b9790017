"""itertools, _operator and _functools: results, reprs and messages."""
import itertools as it
import operator
from functools import cmp_to_key, lru_cache, partial, reduce


def raises(exc, text, f, *args, **kw):
    try:
        f(*args, **kw)
    except exc as e:
        assert str(e) == text, (str(e), text)
    else:
        raise AssertionError(f"{f} did not raise")


assert repr(it.count()) == "count(0)" and repr(it.count(1.5, 2)) == "count(1.5, 2)"
c = it.count(2**63 - 2)
assert [next(c) for _ in range(3)] == [2**63 - 2, 2**63 - 1, 2**63]
assert repr(it.repeat(1, 2)) == "repeat(1, 2)" and list(it.repeat("a", 2)) == ["a", "a"]
assert list(it.islice(it.cycle("ab"), 5)) == list("ababa")
assert list(it.accumulate([1, 2, 3], initial=10)) == [10, 11, 13, 16]
assert list(it.accumulate([1, 2, 3], operator.mul)) == [1, 2, 6]
assert list(it.batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]
raises(ValueError, "batched(): incomplete batch", list, it.batched("abc", 2, strict=True))
assert list(it.chain("ab", [1])) == ["a", "b", 1]
assert list(it.chain.from_iterable(["ab", "c"])) == ["a", "b", "c"]
assert list(it.combinations("abc", 2)) == [("a", "b"), ("a", "c"), ("b", "c")]
assert list(it.combinations("abc", 0)) == [()] and list(it.combinations("a", 2)) == []
assert list(it.combinations_with_replacement("ab", 2)) == [("a", "a"), ("a", "b"), ("b", "b")]
assert list(it.permutations("abc", 2)) == [tuple(p) for p in ("ab", "ac", "ba", "bc", "ca", "cb")]
assert list(it.permutations([], 0)) == [()] and len(list(it.permutations(range(4)))) == 24
assert list(it.product("ab", repeat=2)) == [tuple(p) for p in ("aa", "ab", "ba", "bb")]
assert list(it.product()) == [()] and list(it.product([], [1])) == []
assert list(it.compress("abc", [1, 0, 1])) == ["a", "c"]
assert list(it.dropwhile(lambda x: x < 2, [1, 2, 1])) == [2, 1]
assert list(it.takewhile(lambda x: x < 2, [1, 2, 1])) == [1]
assert list(it.filterfalse(None, [0, 1, ""])) == [0, ""]
assert list(it.starmap(pow, [(2, 3), (3, 2)])) == [8, 9]
assert list(it.islice(range(10), 1, 8, 3)) == [1, 4, 7] and list(it.islice("abc", None)) == list("abc")
assert list(it.pairwise("abc")) == [("a", "b"), ("b", "c")]
assert list(it.zip_longest("ab", "c", fillvalue="-")) == [("a", "c"), ("b", "-")]
assert [(k, list(g)) for k, g in it.groupby("aabc")] == [("a", ["a", "a"]), ("b", ["b"]), ("c", ["c"])]
a, b = it.tee(iter(range(200)))
assert list(a) == list(b) == list(range(200))
raises(ValueError, "Step for islice() must be a positive integer or None.", it.islice, [], 1, 2, 0)
raises(TypeError, "a number is required", it.count, "a")

assert repr(operator.itemgetter(1, "x")) == "operator.itemgetter(1, 'x')"
assert operator.itemgetter(0, 2)("abc") == ("a", "c")
assert operator.attrgetter("real.imag")(3) == 0
assert operator.methodcaller("replace", "a", "b")("aa") == "bb"
assert operator.concat([1], [2]) == [1, 2] and operator.ipow(2, 3) == 8

assert reduce(operator.add, [1, 2, 3], 4) == 10
raises(TypeError, "reduce() of empty iterable with no initial value", reduce, operator.add, [])
p = partial(partial(print, 1, x=2), 3, y=4)
assert repr(p) == "functools.partial(<built-in function print>, 1, 3, x=2, y=4)"
assert partial(int, base=2)("101") == 5
assert sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)) == [3, 2, 1]

calls = []


@lru_cache(maxsize=2)
def f(x, *, y=0):
    calls.append(x)
    return x + y


assert [f(1), f(2), f(1), f(3), f(2)] == [1, 2, 1, 3, 2]
assert calls == [1, 2, 3, 2]
assert repr(f.cache_info()) == "CacheInfo(hits=1, misses=4, maxsize=2, currsize=2)"
f.cache_clear()
assert f.cache_info().currsize == 0
print("ok")
