# The class statement: bases, metaclasses, descriptors, super.
class A:
    """doc"""
    x: int = 1
    def __init__(self, v=0): self.v = v
    def __repr__(self): return f"{type(self).__name__}({self.v})"
    def m(self): return "A.m"
    @classmethod
    def c(cls): return cls.__name__
    @staticmethod
    def s(x): return x * 2
    @property
    def p(self): return self.v + 1
    @p.setter
    def p(self, value): self.v = value - 1
class B(A):
    def __init__(self, v=1):
        super().__init__(v)
    def m(self): return "B.m>" + super().m()
class C(A):
    def m(self): return "C.m>" + super().m()
class D(B, C):
    def m(self): return "D.m>" + super().m()
d = D(4)
print(d, d.m(), d.c(), D.s(3), d.p, A.__doc__, A.__annotations__)
d.p = 10
print(d.v, [k.__name__ for k in D.__mro__])
class Meta(type):
    @classmethod
    def __prepare__(m, name, bases, **kw):
        print("prepare", name, kw)
        return {"prepared": True}
    def __new__(m, name, bases, ns, **kw):
        return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print("call", cls.__name__)
        return super().__call__(*a)
class E(metaclass=Meta, option=1):
    def __init__(self, *a): self.a = a
print(E.prepared, E(1, 2).a)
class F(E): pass
print(type(F).__name__)
class Sub:
    def __init_subclass__(cls, /, flag=None, **kw):
        cls.flag = flag
class Sub2(Sub, flag=7): pass
print(Sub2.flag)
class Desc:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, ob, ty): return (self.name, ob is None)
class G:
    field = Desc()
print(G.field, G().field)
try:
    class H(type("X", (), {}), metaclass=type("M1", (type,), {})): pass
    class I(H, E): pass
except TypeError as e:
    print(e)
class Slots:
    __slots__ = ("a", "b")
s = Slots(); s.a = 1
print(s.a)
for action in ("s.b", "s.c = 1", "del s.b"):
    try:
        exec(action)
    except AttributeError as e:
        print(e)
class Ops:
    def __getattr__(self, n): return n.upper()
    def __getitem__(self, k): return k
    def __call__(self, *a, **k): return (a, k)
    def __contains__(self, x): return x == 1
    def __len__(self): return 3
    def __bool__(self): return False
    def __eq__(self, o): return "eq"
    def __lt__(self, o): return "lt"
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __iadd__(self, o): return "iadd"
o = Ops()
print(o.abc, o[1:2], o[1, 2], o(1, k=2), 1 in o, 2 in o, len(o), not o, o == 1, o < 1, o > o, o + 1, 1 + o)
o += 1
print(o)
def deco(arg):
    def wrap(f):
        f.mark = arg
        return f
    return wrap
@deco(1)
@deco(2)
class Z: pass
print(Z.mark, Z.__module__, Z.__qualname__)
def factory():
    class Local:
        class Inner: pass
    return Local
print(factory().Inner.__qualname__)
class MroEntries:
    def __mro_entries__(self, bases): return (A,)
class J(MroEntries()): pass
print(J.__bases__, len(J.__orig_bases__))
class Init:
    def __init__(self): return 5
try:
    Init()
except TypeError as e:
    print(e)
