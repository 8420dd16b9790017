# Frames, f_locals, locals(), code attributes.
import sys
def outer(a):
    b = 2
    def inner(c):
        f = sys._getframe()
        print(f.f_code.co_name, f.f_back.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno)
        print(sorted(f.f_locals), sorted(locals()))
        f.f_locals["c"] = 10
        print(c, b)
        f.f_back.f_locals["a"] = "changed"
        f.f_locals["new"] = 1
        print("new" in f.f_locals, len(f.f_locals))
        try:
            del f.f_locals["c"]
        except ValueError as e:
            print(e)
        return f
    f = inner(3)
    print(a)
    return f
f = outer(1)
print(f.f_locals["c"], f.f_locals["b"], f.f_back.f_code.co_name)
f.clear()
print(dict(f.f_locals).get("c"))
print(sys._getframe().f_locals is globals(), locals() is globals())
class K:
    x = 1
    print(sorted(n for n in locals() if not n.startswith("__")))
co = outer.__code__
print(co.co_name, co.co_argcount, co.co_varnames, co.co_cellvars, co.co_freevars, co.co_flags, co.co_nlocals)
print(co == co.replace(), co.replace(co_name="other").co_name, hash(co) == hash(co.replace()))
print([l - co.co_firstlineno for _, _, l in co.co_lines() if l is not None][:3])
g = (i for i in range(2))
print(g.gi_frame.f_code.co_name, g.gi_frame.f_back, g.gi_frame.f_lasti > 0)
def gen():
    x = 1
    yield sys._getframe()
    x = 2
    yield
it = gen()
fr = next(it)
print(fr is it.gi_frame, fr.f_locals["x"], fr.f_back)
next(it)
print(fr.f_locals["x"])
try:
    sys._getframe().clear()
except RuntimeError as e:
    print(e)
