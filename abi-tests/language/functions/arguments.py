# Matching arguments to parameters, and the messages when it fails.
def show(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except TypeError as e:
        print("TypeError:", e)

def none(): return "none"
def one(a): return a
def two(a, b): return (a, b)
def three(a, b, c): return (a, b, c)
def default(a, b=2, c=3): return (a, b, c)
def posonly(a, b=2, /, c=3): return (a, b, c)
def kwonly(a, *, key, other=None): return (a, key, other)
def star(*args): return args
def stars(a, *args, k=1, **kw): return (a, args, k, sorted(kw.items()))

for f in (none, one, two, three, default, posonly, kwonly, star, stars):
    print(f.__name__)
    for args in ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)):
        show(f, *args)
    show(f, a=1)
    show(f, 1, a=2)
    show(f, 1, key=2)
    show(f, 1, kay=2)
    show(f, 1, b=5, c=6)
show(lambda value: value, valeu=1)
show(lambda x, *, abc: x, 1, 2, abc=3)
show(two, *[1, 2])
show(two, **{"a": 1, "b": 2})
show(two, *(1,), **{"b": 2})
def merge(**kw): return kw
show(merge, **{"a": 1}, **{"b": 2})
try:
    merge(**{"a": 1}, **{"a": 2})
except TypeError as e:
    print(e)
try:
    two(*1)
except TypeError as e:
    print(e)
try:
    two(**1)
except TypeError as e:
    print(e)
try:
    two(**{1: 2})
except TypeError as e:
    print(e)
print(default.__defaults__, kwonly.__kwdefaults__, stars.__code__.co_varnames)
default.__defaults__ = (7,)
show(default, 1, 2)
show(default, 1)
def annotated(x: int, *a: str, y: "q" = 1, **k: float) -> None: pass
print(annotated.__annotations__)
print([f.__code__.co_argcount for f in (none, one, two, posonly, kwonly)])
