# list and tuple: every method, slices, comparisons, sizes.
import sys

a = list(range(10))
print(a, a[3], a[-1], a[2:5], a[::-1], a[8:2:-2], a[5:1], a[-3:], a[:100])
b = a[:]
b[2:4] = "xyz"
print(b)
b[::2] = b[1::2] + [0] * (len(b[::2]) - len(b[1::2]))
print(b)
del b[1:3]
print(b)
del b[::3]
print(b)
del b[-1:0:-2]
print(b)
b[1:1] = b
print(b)
b[:] = ()
print(b, b == [])
b.extend(x * x for x in range(4))
b.extend({"k": 1})
b.extend(b)
print(b, b.count(1), b.index(4), b.index(4, 4), b.index(0, -5))
b.insert(0, "first")
b.insert(-1, "last but one")
b.insert(100, "end")
print(b, b.pop(), b.pop(0), b.pop(-2), b)
b.remove(1)
b.reverse()
print(b, b.copy() == b, b.copy() is b)
b.clear()
print(b)
c = [1, 2]
c += (3,)
c *= 2
print(c, c * 0, c * -1, 2 * c, [1] + c, c.__rmul__(1))
c *= 0
print(c)
print([1, 2] < [1, 3], [1, 2] < [1, 2, 3], [1, 2] == [1, 2.0], [] < [], [] <= [], [1] != [2], [2] > [1, 5])
r = [1]
r.append(r)
r.append((r, r))
print(r)
t = (1,)
print((), t, (1, 2), t + (), () + t, t * 3, t[0], t[-1], t[:], (1, 2, 3)[1:], (1, 2, 3)[::-1], t * 0, 2 in t, 1 in t)
print(t[:] is t, tuple(t) is t, t * 1 is t, () is tuple([]), (t + ()) is t)
print((1, 2) < (1, 3), (1,) < (1, 0), () < (1,), (1, 2) == (1, 2), (1, "a") != (1, "b"), (1,).__eq__([1]))
print((1, 2, 1).count(1), (1, 2, 1).index(1, 1), (1, 2)[True])
print(tuple("abc"), tuple({1: 2}), tuple(x for x in range(3)), tuple(range(3)))
print(hash(()), hash((1,)), hash((1, 2)), hash((1, (2, 3))), hash((0.5, -1)), hash((1,) * 30), hash((-1, -2)))
print(hash(slice(1)), hash(slice(1, 2, 3)), hash(range(10)), hash(range(0)), hash(range(1)), hash(range(10**30)))


class T(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)


class L(list):
    def __init__(self, *args, **kw):
        super().__init__(args)
        self.kw = kw


x = T(1, 2)
print(x, type(x), x == (1, 2), type(x[:]), type(x + (1,)), x.__getnewargs__(), hash(x) == hash((1, 2)))
y = L(1, 2, k=3)
print(y, y.kw, type(y[:]), type(y + [1]), type(y.copy()), y == [1, 2])


class N(list):
    def __new__(cls, it=(), k=None):
        return super().__new__(cls, it)


sizes = []
g = []
for i in range(70):
    g.append(i)
    sizes.append(sys.getsizeof(g))
print(sizes)
while g:
    g.pop()
    sizes.append(sys.getsizeof(g))
print(sizes[70:])
print([sys.getsizeof(list(range(i))) for i in range(12)], [sys.getsizeof([0] * i) for i in range(12)])
print([sys.getsizeof(list(iter(range(i)))) for i in range(12)], [sys.getsizeof((0,) * i) for i in range(5)])


class Eq:
    def __init__(self, l):
        self.l = l

    def __eq__(self, other):
        self.l.clear()
        return False


z = [0, 1, 2]
z[1] = Eq(z)
print(z.count(5), z)
z[:] = [0, Eq(z), 2]
print(5 in z, z)
z[:] = [0, Eq(z), 2]
try:
    z.remove(5)
except ValueError as e:
    print(e, z)
z[:] = [0, Eq(z), 2]
print(z == [0, 1, 2], z)


class Bad:
    def __del__(self):
        w[:] = ["del"]


w = [Bad(), Bad(), 1]
w[:] = []
print(w)
w = [1, Bad(), 2]
del w[1]
print(w)
w = [1, Bad(), 2]
w[1] = 0
print(w)
deep = []
for i in range(200000):
    deep = [deep]
del deep
deep = ()
for i in range(200000):
    deep = (deep,)
del deep
deep = None
for i in range(100000):
    deep = {"k": deep}
del deep
print("deep")
print(list[int], tuple[int, ...], dict[str, int], set[int], frozenset[int], enumerate[int])
header = object().__sizeof__()  # free-threaded objects have a larger one
print([o.__sizeof__() - header for o in ([], (), {}, [1, 2])])
