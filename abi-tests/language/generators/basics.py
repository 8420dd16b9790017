# Generators: send, throw, close, delegation, state.
def g():
    try:
        got = yield 1
        print("got", got)
        got = yield 2
        print("got", got)
    except ValueError as e:
        print("caught", e)
        yield "recovered"
    finally:
        print("finally")
    return "done"
it = g()
print(next(it), it.send("a"), end=" ")
try:
    it.send("b")
except StopIteration as e:
    print(e.value)
it = g()
next(it)
print(it.throw(ValueError("oops")))
it.close()
it = g()
try:
    it.send(1)
except TypeError as e:
    print(e)
next(it); it.close()
print(list(it))
def outer():
    r = yield from g()
    print("result", r)
    r = yield from [10, 20]
    print("result", r)
print(list(outer()))
o = outer()
next(o)
print(o.throw(ValueError("through")))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
f = fib()
print([next(f) for _ in range(10)])
def bad():
    yield 1
    raise StopIteration("x")
try:
    list(bad())
except RuntimeError as e:
    print(e, repr(e.__cause__))
def ignore():
    try:
        yield
    except GeneratorExit:
        yield
i = ignore(); next(i)
try:
    i.close()
except RuntimeError as e:
    print(e)
def running():
    try:
        next(me)
    except ValueError as e:
        print(e)
    yield
me = running()
next(me)
print(sum(x * x for x in range(10)), max((x for x in "hello"), default=None))
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(4)))
def exc_state():
    try:
        1 / 0
    except ZeroDivisionError:
        yield "inside"
        try:
            raise
        except ZeroDivisionError as e:
            yield repr(e)
try:
    raise KeyError("outer")
except KeyError:
    for v in exc_state():
        print(v)
def names(): yield
x = names()
print(x.__name__, x.__qualname__, x.gi_running, x.gi_suspended, x.gi_frame is not None, x.gi_yieldfrom)
list(x)
print(x.gi_frame, x.gi_code.co_name)
def ret():
    return (yield from iter([1]))
print(list(ret()))
def closer():
    try:
        yield 1
    except GeneratorExit:
        return 42
cl = closer(); next(cl); print(cl.close())
