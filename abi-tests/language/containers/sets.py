# set and frozenset: algebra, order for small ints, hashes.
s = {3, 1, 2}
print(s, {10, 20, 30}, {8, 0, 16}, set(range(20)), {-1, -2, 5}, {1.0, 1, True}, set(), frozenset())
print(list({100, 7, 15, 23, 31}), list({i * i for i in range(12)}), list(set(range(100, 120))), {2**61 - 1, 0} == {0})
print(frozenset([3, 1, 2]), frozenset({1: 2}), set("a"), set({"k": 1}), set([1]) | set([2]))
a, b = set(range(8)), set(range(4, 12))
print(a | b, a & b, a - b, a ^ b, a.union([99], (1,)), a.intersection(b, [5]), a.difference([0], [1]), a.symmetric_difference([0, 100]))
print(a.union(), a.intersection(), a.difference(), a.issubset(range(100)), a.issuperset([1]), a.isdisjoint([99]), a.isdisjoint(b))
print(a < b, a <= a, a < a, a > {1}, a >= b, a == set(range(8)), a != b, a == frozenset(range(8)), {1} == [1])
c = a.copy()
c |= b
c &= set(range(6, 20))
c -= {6}
c ^= {7, 50}
print(c, type(c))
c = set(range(30))
for i in range(0, 30, 2):
    c.discard(i)
c.remove(1)
c.add(100)
print(c, len(c), 3 in c, c.pop(), c)
c.difference_update(range(10))
c.intersection_update(range(20))
c.symmetric_difference_update([11, 500])
c.update([1], "ab"[:0], {2: 3})
print(c)
c.clear()
print(c, bool(c))
f = frozenset("abc")
print(f | {"d"} == frozenset("abcd"), type(f | {"d"}), type({"d"} | f), f.copy() is f, frozenset(f) is f, hash(frozenset()), hash(frozenset([1, 2, 3])), hash(frozenset(range(100))))
print(hash(frozenset([1, 2])) == hash(frozenset([2, 1])), hash(frozenset([frozenset([1])])), {frozenset([1]): "x"}[frozenset([1])])
print({1} in {frozenset([1])}, {frozenset([1])} - {frozenset([1])}, sorted(map(sorted, {frozenset([1, 2]), frozenset([1, 2])})))
g = {frozenset([1])}
g.discard({1})
print(g)


class S(set):
    pass


class F(frozenset):
    pass


print(S([1]), F([1]), S(), type(S([1]) | {2}), type(F([1]) & F([1])), type(S([1]).copy()), type(F([1]).copy()), S([1]) == {1})
x = S([1])
x.me = 5
print(x.__reduce__(), {1, 2}.__reduce__(), type(iter({1})), iter({1, 2}).__length_hint__(), iter({1, 2}).__reduce__()[1])
r = set()


class R:
    def __hash__(self):
        return 1

    def __repr__(self):
        return repr(r)


r.add(R())
print(r)


class Key:
    def __init__(self, h, act=None):
        self.h, self.act = h, act

    def __hash__(self):
        return self.h

    def __eq__(self, other):
        if self.act:
            self.act()
        return self is other


t = set()
k = Key(5, lambda: t.clear())
t.add(k)
print(Key(5) in t, len(t))
t = {Key(1), Key(1), Key(1)}
print(len(t))
u = set(range(1000))
for i in range(990):
    u.remove(i)
print(u, len(u))
while u:
    u.pop()
print(u)
import sys

print([sys.getsizeof(set(range(n))) for n in (0, 1, 4, 5, 18, 19, 100)], sys.getsizeof(frozenset(range(10))))
o = {3, 1}
it = iter(o)
print(next(it), list(it), list(it))
