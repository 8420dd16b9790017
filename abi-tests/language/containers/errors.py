# The exceptions of the containers and their texts.
def t(f, *args, **kw):
    try:
        print("ok", f(*args, **kw))
    except BaseException as e:
        print(type(e).__name__ + ":", e)


class C:
    pass


def put(o, k, v):
    o[k] = v


def rem(o, k):
    del o[k]


c = C()
for o in ([1], (1,), {1: 1}, range(1)):
    t(lambda: o["a"])
    t(lambda: o[C])
    t(lambda: o[10**30])
    t(lambda: o[5])
    t(lambda: o[-5])
    t(put, o, "x", 1)
    t(put, o, 7, 1)
    t(rem, o, "y")
    t(rem, o, 9)
for o in (1, None, c, {1}, C, int, list):
    t(lambda: o[1])
    t(put, o, 1, 1)
    t(rem, o, 1)
    t(len, o)
    t(iter, o) if o != {1} else None
    t(next, o)
    t(lambda: 1 in o) if o != {1} else None
    t(reversed, o)
a = [1]
t(put, a, slice(0, 1), 1)
t(put, a, slice(None, None, 2), 1)
t(put, a, slice(None, None, 2), [1, 2])
t(put, a, slice("a"), [1])
t(lambda: a[::0])
t(lambda: (1,)[::0])
t(lambda: [1] + (1,))
t(lambda: (1,) + [1])
t(lambda: [1] * "a")
t(lambda: [1] * (1 << 62))
t(lambda: [1] * (1 << 70))
for f in ("index", "pop", "remove", "insert", "extend", "count", "append", "sort", "copy", "clear", "reverse"):
    t(getattr(a, f), "a", "b", "c", "d")
    t(getattr(a, f), [])
    t(getattr(a, f))
a = [1]
t(a.index, 1, "a")
t(a.index, 1, None)
t(a.index, 2)
t(a.pop, 7)
t(a.sort, key=1)
t(a.sort, 1)
t(a.sort, foo=1)
t([1, "a"].sort)
t((1,).index, 2)
t((1,).index)
t((1,).index, 1, 2, 3, 4)
t((1,).count)
for k in (list, tuple, dict, set, frozenset, range, slice, enumerate, reversed, zip, map, filter):
    t(k, foo=1) if k not in (dict,) else None
    t(k, 1)  if k not in (range, slice) else None
    t(k, [], 1, 2, 3)
    t(k, a=1, b=2, c=3) if k is not dict else None
d = {}
t(lambda: d[[]])
t(lambda: [] in d)
t(put, d, [], 1)
t(rem, d, [])
t(d.get, [])
t(d.setdefault, [])
t(d.pop, 1)
t(d.pop, (1, 2))
t(d.pop, [])
t(d.pop)
t(d.get)
t(d.popitem)
t(d.update, 1)
t(d.update, [1])
t(d.update, [(1, 2, 3)])
t(d.update, 1, 2)
t(dict.fromkeys, 1)
t(dict.fromkeys)
t(lambda: d | 1)
t(lambda: dict(**{1: 2}))
t(lambda: {1: 2}.items() & 1)
t(lambda: {1: 2}.keys() < 1)
t(lambda: hash(d))
t(lambda: hash(d.keys()))
s = set()
t(s.pop)
t(s.remove, 1)
t(s.remove, [])
t(s.remove, {1})
t(s.add, [])
t(s.add)
t(lambda: s | 1)
t(lambda: s < 1)
t(s.union, 1)
t(s.update, 1)
t(s.issubset, 1)
t(lambda: [] in s)
t(lambda: hash(s))
t(lambda: range(1, 2, 0))
t(lambda: range("a"))
t(lambda: range(1.0))
t(lambda: range(3).index(5))
t(lambda: range(3).index("a"))
t(lambda: len(range(10**30)))
t(lambda: slice("a").indices(1))
t(lambda: slice(1).indices("a"))
t(lambda: slice(1).indices(-1))
t(lambda: slice(1, 2, 0).indices(1))
t(lambda: hash(slice([])))
t(lambda: list(zip([1], [1, 2], strict=True)))
t(lambda: list(zip([1, 2], [1, 2], [1], strict=True)))
t(lambda: list(zip([1], [1], [1, 2], strict=True)))
t(enumerate, [], "a")
t(enumerate, iterable=[], foo=3)
t(enumerate, start=3)
t(map, 1)
t(lambda: list(map(1, [1])))
t(lambda: list(filter(1, [1])))


def changing(o, change):
    for x in o:
        change(o, x)


t(changing, {1: 1, 2: 2}, lambda d, x: d.update({x + 10: 1}))
t(changing, {1, 2}, lambda s, x: s.add(x + 10))


def swap(d, x):
    del d[x]
    d[x + 100] = 1


t(changing, {1: 1, 2: 2}, swap)


class Len:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


t(len, Len(-1))
t(len, Len("a"))
t(len, Len(10**30))


class Iter:
    def __iter__(self):
        return 1


t(iter, Iter())
t(list, Iter())


class Hint:
    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        return iter([1, 2])

    def __length_hint__(self):
        return self.hint


t(list, Hint("a"))
t(list, Hint(-1))
t(list, Hint(NotImplemented))
t(list, Hint(1000))
