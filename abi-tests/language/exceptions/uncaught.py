# What is printed for uncaught exceptions: through sys.excepthook's default.
import sys
sys.stderr = sys.stdout
def show(f, *args):
    try:
        f(*args)
    except BaseException as e:
        sys.excepthook(type(e), e, e.__traceback__)
def div(x): return 1 / x
def call(f, *a):
    return f(*a)
def multi(x):
    return (x +
            div(
                0))
def sub():
    a = {"b": {}}
    return a["b"]["c"]
def attr():
    x = None
    return x.missing.more
def chain():
    try:
        div(0)
    except ZeroDivisionError as e:
        raise ValueError("chained") from e
def context():
    try:
        div(0)
    except ZeroDivisionError:
        {}["key"]
def rec(n):
    if n == 0:
        raise ValueError("deep")
    rec(n - 1)
def group():
    raise ExceptionGroup("group", [ValueError(1), ExceptionGroup("inner", [KeyError("k"), TypeError("t")])])
def notes():
    e = ValueError("with notes")
    e.add_note("note one\nsecond line")
    raise e
def binary():
    a, b = 1, "x"
    c = [1]
    return (a * 2) + (b + c[0])
def names():
    value = 1
    return valeu
def misspelt():
    return [].apend(1)
def syntax():
    compile("x = = 1\n", "some file", "exec")
def indented():
    compile("def f():\nx = 1\n", "<string>", "exec")
class Odd(Exception):
    def __str__(self): raise RuntimeError
class Module(Exception):
    pass
Module.__module__ = "some.module"
for f in (call, multi, sub, attr, chain, context, notes, binary, names, misspelt, group, syntax, indented):
    show(f, *([div, 0] if f is call else [1] if f is multi else []))
show(rec, 10)
def odd(): raise Odd
def module(): raise Module("text")
def empty(): raise ValueError
def long_call():
    return div(
        # comment
        1 -
        1,
    )
for f in (odd, module, empty, long_call):
    show(f)
