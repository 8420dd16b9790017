# range, slice and the iterators of builtins; pickling state.
big = 10**30
for r in (range(5), range(2, 10, 3), range(10, 0, -3), range(0), range(5, 5), range(-3, 3), range(big, big + 3), range(big, 0, -big // 2), range(0, big, big // 3)):
    print(r, list(r)[:5], bool(r), r.start, r.stop, r.step, list(reversed(r))[:4], r[:2], r[::-1], r[1:], hash(r) == hash(range(r.start, r.stop, r.step)))
r = range(0, 20, 3)
print(r[2], r[-1], 9 in r, 10 in r, 9.0 in r, "a" in r, r.index(9), r.count(9), r.count(4), r == range(0, 21, 3), r == range(0, 19, 3), r != r, len(r), r.__reduce__())
print(range(0, 3, 2) == range(0, 4, 2), range(5, 0) == range(0), range(1, 2) == range(1, 9, 100), range(big)[big - 1], big in range(big + 1), range(True))
print(range(2**63 - 2, 2**63 + 2), list(range(2**63 - 2, 2**63 + 2)), list(range(-(2**63), -(2**63) - 3, -1)), list(range(2**63 - 4, 2**63 - 1, 2)))
it = iter(range(5))
next(it)
print(it.__length_hint__(), it.__reduce__(), type(it), list(it), it.__length_hint__())
it.__setstate__(0)
it = iter(range(5))
it.__setstate__(3)
print(list(it))
it = iter(range(big, big + 5))
next(it)
print(it.__length_hint__(), it.__reduce__(), type(it), next(it))
it.__setstate__(4)
print(list(it))


class I:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


print(range(I(3)), [1, 2, 3][I(1)], (1, 2, 3)[I(0) : I(2)], list(range(10))[I(-2) :], slice(I(1), I(2)).indices(5), range(10)[I(3)])
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(5), slice(None).indices(5), slice(None, None, -1).indices(5), slice(-3, None).indices(big), slice(big).indices(7), slice(5, big, big).indices(big))
print(s == slice(1, 10, 2), s < slice(2, 3, 4), slice(1) == slice(None, 1, None), s.__reduce__(), slice("a", [], None), hash(s) == hash(slice(1, 10, 2)))
e = enumerate("abc", 5)
print(next(e), list(e), list(enumerate([7, 8], big)), list(enumerate("ab", 2**63 - 1)), list(enumerate(iterable="x", start=1)), list(enumerate("xy", -1)))
e = enumerate([1, 2])
next(e)
f, args = e.__reduce__()
print(f, args[1], list(f(*args)))
print(list(zip("abc", range(5))), list(zip()), list(zip("a")), list(zip("ab", "cd", strict=True)), list(zip([], strict=True)))
z = zip([1, 2], [3], strict=True)
print(z.__reduce__()[2], list(map(int, "123")), list(map(lambda *a: a, "ab", range(9), "xyz")), list(map(max, [1, 5], [3, 2])))
print(list(filter(None, [0, 1, "", "a"])), list(filter(bool, [0, 2])), list(filter(str.isdigit, "a1b2")))
for o in ([1, 2, 3], (1, 2, 3), "abc"):
    it = iter(o)
    next(it)
    f, args, n = it.__reduce__()
    print(f, args, n, it.__length_hint__())
    it.__setstate__(0)
    print(list(it), it.__reduce__(), it.__length_hint__())
    it.__setstate__(1)
    print(list(it))
it = reversed([1, 2, 3])
print(type(it), next(it), it.__length_hint__(), it.__reduce__(), list(it), it.__reduce__())
it = reversed([1, 2, 3])
it.__setstate__(0)
print(list(it))


class Seq:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10


q = Seq()
print(list(q), list(reversed(q)), 10 in q, 15 in q, type(iter(q)), type(reversed(q)))
it = iter(q)
next(it)
print(it.__length_hint__(), it.__reduce__()[2], next(it), list(it), list(it), it.__reduce__())
it = reversed(q)
print(next(it), it.__length_hint__(), it.__reduce__()[2], list(it), list(it))
n = [0]


def count():
    n[0] += 1
    return n[0]


c = iter(count, 4)
print(next(c), list(c), list(c), type(c), c.__reduce__())


def stop():
    raise StopIteration


print(list(iter(stop, 1)))
a = [1, 2, 3]
it = iter(a)
for x in it:
    if x < 3:
        a.append(x + 10)
print(a, list(it))
a.append(1)
print(list(it))
import pickle, copy

for o in (iter([1, 2]), iter((1,)), range(3), slice(1, 2), enumerate("a"), zip("a", "b"), map(len, ["a"]), filter(None, [1]), reversed([1]), iter({1: 2}), iter({1}), iter(range(4)), {1: 2}.keys()):
    try:
        p = pickle.loads(pickle.dumps(o))
        print(type(p), list(p) if hasattr(p, "__iter__") else p)
    except TypeError as err:
        print(err)


class Sub(zip):
    pass


print(list(Sub("ab", "cd")), type(Sub("a")), issubclass(Sub, zip))
