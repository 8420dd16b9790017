# Cells, nonlocal, global, late binding, deletion.
def counter(start=0):
    n = start
    def step(by=1):
        nonlocal n
        n += by
        return n
    return step
c, d = counter(), counter(10)
print(c(), c(), d(), c(5), d(-1))
print(c.__closure__[0].cell_contents, c.__code__.co_freevars, counter.__code__.co_cellvars)
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
def deep(a):
    def m(b):
        def inner(c):
            return a, b, c
        return inner
    return m
print(deep(1)(2)(3))
def unbound():
    def f():
        return x
    try:
        f()
    except NameError as e:
        print(type(e).__name__, e, e.name)
    x = 1
    print(f())
    del x
    try:
        f()
    except NameError as e:
        print(type(e).__name__, e)
unbound()
def local():
    try:
        print(y)
    except UnboundLocalError as e:
        print(e, e.name)
    y = 1
    del y
    try:
        y
    except UnboundLocalError as e:
        print(e)
local()
g = 1
def setg():
    global g, h
    g, h = 2, 3
setg()
print(g, h)
def delg():
    global h
    del h
delg()
try:
    h
except NameError as e:
    print(e)
try:
    delg()
except NameError as e:
    print(e)
class K:
    x = 5
    def m(self):
        return __class__
    y = [x for _ in range(2)] if False else x
print(K().m() is K, K.y)
def args_in_cells(a, *b, c, **d):
    return lambda: (a, b, c, d)
print(args_in_cells(1, 2, 3, c=4, e=5)())
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(20))
def rec(n):
    return rec(n + 1)
try:
    rec(0)
except RecursionError as e:
    print(e)
