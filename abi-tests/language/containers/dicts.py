# dict: every method, order, growth, code that runs in the middle.
import sys

d = {"a": 1, "b": 2, 3: "c", (4,): None, 1.5: 0, None: 1}
print(d, len(d), d["a"], d.get("zz"), d.get("zz", 7), "a" in d, "q" in d, 3.0 in d, list(d))
d["a"] = 10
d[True] = "t"
del d["b"]
d["b"] = 20
print(d, list(reversed(d)), list(d.keys()), list(d.values()), list(d.items()))
print(d.pop("a"), d.pop("a", "gone"), d.popitem(), d.setdefault("s", 5), d.setdefault("s", 6), d.setdefault("n"), d)
d.update({"u": 1}, v=2)
d.update([("w", 3), ["x", 4], "yz"])
d.update(k=1)
print(d)
e = d.copy()
e.clear()
print(e, bool(e), bool(d), d == dict(d), d != {}, {1: 2} == {1.0: 2.0}, {1: 2} == {2: 1}, {} == [])
print({"a": 1} | {"b": 2, "a": 3}, {"a": 1} == {"a": 1, "b": 1})
x = {"a": 1}
x |= {"b": 2}
x |= [("c", 3)]
print(x, dict.fromkeys("abc"), dict.fromkeys([1, 2], 0), dict(), dict(a=1), dict([(1, 2)], b=3), dict({1: 2}, **{"z": 1}))
x["self"] = x
x["view"] = x.items()
print(x)
k, v, i = x.keys(), x.values(), x.items()
print(len(k), len(v), len(i), "a" in k, ("a", 1) in i, ("a", 2) in i, 1 in i, 1 in v, k.isdisjoint("xyz"), k.isdisjoint("a"))
m = {"a": 1, "b": 2, "c": 3}
print(sorted(m.keys() & {"a", "z"}), sorted(m.keys() | "z"), sorted(m.keys() - ["a"]), sorted(m.keys() ^ {"a", "q"}))
print(sorted(m.items() & {("a", 1)}), sorted(m.items() - {("a", 1)}), sorted({"a", "q"} & m.keys()), sorted({"a", "q"} - m.keys()))
print(m.keys() == {"a", "b", "c"}, m.keys() < {"a", "b", "c", "d"}, m.keys() >= {"a"}, m.items() == m.items(), m.values() == m.values(), m.keys() != set())
print(list(reversed(m.items())), list(reversed(m.values())), m.keys().mapping, type(m.keys().mapping).__name__, repr(m.keys()), repr(m.values()), repr(m.items()))
it = iter(m)
print(it.__length_hint__(), next(it), it.__length_hint__(), it.__reduce__(), list(it), list(it), it.__length_hint__())
print(type(iter(m)), type(iter(m.values())), type(iter(m.items())), type(reversed(m)), type(reversed(m.values())), type(reversed(m.items())))
print([sys.getsizeof({i: 0 for i in range(n)}) for n in range(40)])
print([sys.getsizeof({str(i): 0 for i in range(n)}) for n in range(40)])


class M(dict):
    def __missing__(self, key):
        return "missing " + repr(key)


y = M(a=1)
print(y["a"], y["b"], y.get("b"), type(y.copy()), type(y | {}), y, M.fromkeys("ab"), type(M.fromkeys("ab")))


class Own:
    def keys(self):
        return ["p", "q"]

    def __getitem__(self, k):
        return k * 2


print(dict(Own()), {**Own()}, dict(**Own()))


class Key:
    def __init__(self, h, act=None):
        self.h, self.act = h, act

    def __hash__(self):
        return self.h

    def __eq__(self, other):
        if self.act:
            self.act()
        return self is other

    def __repr__(self):
        return f"Key({self.h})"


z = {}
a, b = Key(1), Key(1)
z[a] = "a"
z[b] = "b"
print(z, z[a], z[b], Key(1) in z)
z.clear()
k1 = Key(7, lambda: z.clear())
z[k1] = 1
print(z.get(Key(7)), z)
k1.act = None
z = {}


def refill():
    k2.act = None
    for j in range(20):
        z[j] = j


k2 = Key(3, refill)
z[k2] = 0
z[Key(3)] = "new"
print(len(z))
big = {i: str(i) for i in range(5000)}
for i in range(0, 5000, 2):
    del big[i]
for i in range(0, 5000, 4):
    big[i] = "again"
print(len(big), list(big)[:3], list(big)[-3:], big[1], big[4], 2 in big, sum(big))
words = {f"word{i}": i for i in range(3000)}
print(all(words[f"word{i}"] == i for i in range(3000)), words.pop("word7"), "word7" in words, next(reversed(words)))
mixed = {"s": 1}
mixed[1] = 2
mixed["t"] = 3
del mixed["s"], mixed[1]
print(mixed, mixed.popitem(), mixed)
q = {i: i for i in range(5)}
while q:
    print(q.popitem(), end=" ")
q[1] = 2
print(q)


class O:
    def __init__(self, **kw):
        for n in kw:
            setattr(self, n, kw[n])


objs = [O(a=1, b=2), O(b=3, a=4, c=5), O()]
print([o.__dict__ for o in objs])
objs[2].z = 1
del objs[0].a
objs[0].a = 9
print([list(o.__dict__.items()) for o in objs], list(reversed(objs[0].__dict__)))
for j in range(40):
    setattr(objs[1], f"n{j}", j)
print(len(vars(objs[1])), list(vars(objs[1]))[:5], list(vars(objs[1]))[-1])
vars(objs[2])[5] = "five"
print(vars(objs[2]), objs[0].__dict__.copy(), objs[0].__dict__.popitem(), vars(objs[0]))
vars(objs[0]).clear()
objs[0].new = 1
print(vars(objs[0]))
import gc

print([gc.is_tracked(o) for o in ({}, {1: 2}, {"a": ()}, {"a": []}, {"a": {}}, dict(a=[]))])
