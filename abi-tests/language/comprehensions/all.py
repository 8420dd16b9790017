# Comprehensions and their scopes.
x = "outer"
print([x for x in range(3)], x)
print({i: i * i for i in range(3)}, {c for c in "a"}, [(a, b) for a in range(3) if a for b in range(a)])
print([[j for j in range(i)] for i in range(4)])
def f(n):
    k = 2
    return [k * i for i in range(n)], {k + i for i in range(1)}
print(f(3))
class A:
    items = [1, 2]
    doubled = [2 * i for i in items]
print(A.doubled, hasattr(A, "i"))
print([y := 1, y + 1], y)
print([last := i for i in range(3)], last)
try:
    [undefined_name for _ in [1]]
except NameError as e:
    print(e)
try:
    [1 / 0 for _ in [1]]
except ZeroDivisionError as e:
    print(e)
def g():
    i = "kept"
    r = [i for i in range(2)]
    return i, r
print(g())
def h():
    try:
        [i for i in 5]
    except TypeError as e:
        print(e)
    return [lambda: i for i in range(2)]
print([f() for f in h()])
print(list(i for i in range(3) if i % 2 == 0), dict(zip("ab", range(2))))
print([*range(3), *"ab"], {**{"a": 1}, "b": 2}, {*"a", *"b"} == {"a", "b"}, (*[1], 2))
