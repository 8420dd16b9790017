# list.sort and sorted
import random


class K:
    def __init__(self, k, v):
        self.k, self.v = k, v

    def __lt__(self, other):
        return self.k < other.k

    def __repr__(self):
        return f"{self.k}{self.v}"


r = random.Random(5)
ok = True
for n in (0, 1, 2, 5, 31, 63, 64, 65, 100, 500, 2000):
    for shape in range(6):
        if shape == 0:
            a = [r.random() for _ in range(n)]
        elif shape == 1:
            a = [r.randrange(10) for _ in range(n)]
        elif shape == 2:
            a = list(range(n))
        elif shape == 3:
            a = [str(r.randrange(1000)) for _ in range(n)]
        elif shape == 4:
            a = [(r.randrange(5), r.randrange(5)) for _ in range(n)]
        else:
            a = [10**20 * r.randrange(100) - r.randrange(5) for _ in range(n)]
        for reverse in (False, True):
            b = sorted(a, reverse=reverse)
            c = sorted([K(x, i) for i, x in enumerate(a)], reverse=reverse)
            d = sorted(range(n), key=lambda i: a[i], reverse=reverse)
            ok = ok and len(b) == n and [x.k for x in c] == b and [a[i] for i in d] == b and [x.v for x in c] == d
            cmp = (lambda x, y: x >= y) if reverse else (lambda x, y: x <= y)
            ok = ok and all(cmp(x, y) for x, y in zip(b, b[1:]))
            ok = ok and all(i < j for i, j in zip(d, d[1:]) if a[i] == a[j])
print(ok)
print(sorted("hello"), sorted([3, 1, 2], reverse=True), sorted({"b": 1, "a": 2}), sorted([(1, "b"), (1, "a"), (0, "z")]))
print(sorted(["é", "e", "z", "\U0001f600", "\u1234", "ab", "a"]), sorted([1.5, -0.0, 0.0, float("inf"), -1.0]))
print(sorted([True, 2, 0.5, False]), sorted([[2], [1, 2], [1]]), sorted([(), (1,), ()]))
a = [3, 1, 2]


def grow(x):
    a.append(9)
    return x


try:
    a.sort(key=grow)
except ValueError as e:
    print(e, a)


def look(x):
    print(len(a), a, end=" ")
    return x


a = [3, 1, 2]
a.sort(key=look)
print(a)


class Boom:
    n = 0

    def __lt__(self, other):
        Boom.n += 1
        if Boom.n == 50:
            raise KeyError("boom")
        return r.random() < 0.5


items = [Boom() for _ in range(200)]
b = items[:]
try:
    b.sort()
except KeyError as e:
    print(repr(e), len(b), set(map(id, b)) == set(map(id, items)))
Boom.n = 100
b.sort()
print(len(b), set(map(id, b)) == set(map(id, items)))
calls = 0


class Count:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        global calls
        calls += 1
        return self.v < other.v


x = [Count(i) for i in range(1000)]
x.sort()
print(calls)
calls = 0
x.sort(reverse=True)
print(calls)
calls = 0
random.Random(1).shuffle(x)
x.sort()
print(calls < 9000)
nan = float("nan")
print(len(sorted([nan, 1, nan, 0])))
