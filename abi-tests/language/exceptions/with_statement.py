# with: enter, exit, suppression, several managers.
class M:
    def __init__(self, name, suppress=False): self.name, self.suppress = name, suppress
    def __enter__(self):
        print("enter", self.name)
        return self
    def __exit__(self, t, v, tb):
        print("exit", self.name, t and t.__name__, v, tb is not None)
        return self.suppress
with M("a") as a, M("b") as b:
    print(a.name, b.name)
with M("s", True):
    raise ValueError("gone")
try:
    with M("x"), M("y"):
        1 / 0
except ZeroDivisionError as e:
    print("through", e)
def ret():
    with M("r"):
        return 5
print(ret())
for i in range(3):
    with M(i):
        if i == 1:
            continue
        if i == 2:
            break
for bad in (1, type("E", (), {"__enter__": lambda s: s})()):
    try:
        with bad:
            pass
    except TypeError as e:
        print(e)
class FailExit:
    def __enter__(self): return 1
    def __exit__(self, *a): raise KeyError("exit")
try:
    with FailExit():
        raise ValueError("body")
except KeyError as e:
    print(repr(e), repr(e.__context__))
with (M("p") as p, M("q") as q):
    pass
