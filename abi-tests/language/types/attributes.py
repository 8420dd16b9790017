# Attributes, descriptors, metaclasses, special methods.
class A:
    x = 1
    def f(self, y): return (self.x, y)
    @classmethod
    def c(cls): return cls.__name__
    @staticmethod
    def s(a): return a
    @property
    def p(self): return 'p'
    @p.setter
    def p(self, v): self._p = v
a = A()
print(a.f(2), A.c(), a.c(), A.s(3), a.p)
a.p = 5
print(a._p, a.__dict__)
class B(A):
    def f(self, y): return super().f(y) + ('B',)
print(B().f(1), B.__mro__, B.__bases__)
class S:
    __slots__ = ('a', '_S__b', '__c')
    def __init__(self): self.a = 1; self.__c = 3
s = S()
print(s.a, s._S__c)
try: s.q = 1
except AttributeError as e: print(e, e.name, e.obj is s)
class N:
    def __init__(self, v): self.v = v
    def __add__(self, o): return N(self.v + (o.v if isinstance(o, N) else o))
    def __radd__(self, o): return N(o + self.v)
    def __repr__(self): return 'N(%r)' % self.v
    def __eq__(self, o): return isinstance(o, N) and o.v == self.v
    def __hash__(self): return hash(self.v)
    def __len__(self): return 3
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
    def __call__(self, *a, **k): return (a, k)
    def __bool__(self): return False
    def __contains__(self, x): return x == 7
    def __lt__(self, o): return True
print(N(1) + N(2), N(1) + 5, 5 + N(1), N(1) == N(1), N(1) != N(2), hash(N(4)), len(N(1)))
for i in N(1): print(i)
print(N(1)(1, 2, k=3), not N(1), 7 in N(1), N(1) < N(2), N(1) > N(2))
class Meta(type):
    def __new__(m, n, b, d, **k):
        print('meta', n, [str(x) for x in b], len(k))
        return super().__new__(m, n, b, d)
    def __init__(c, n, b, d, **k): pass
    def __call__(c, *a): print('call'); return super().__call__(*a)
    @classmethod
    def __prepare__(m, n, b, **k): return {'prep': 1}
class M(metaclass=Meta, kw=1): pass
m = M()
print(M.prep, type(M), isinstance(m, M))
class I:
    def __init_subclass__(cls, **k): cls.kw = k
class J(I, z=1): pass
print(J.kw)
class D:
    def __set_name__(self, o, n): self.n = (o.__name__, n)
    def __get__(self, o, t): return ('get', self.n, o is None)
    def __set__(self, o, v): print('set', v)
    def __delete__(self, o): print('del')
class E: d = D()
print(E.d, E().d); E().d = 4; del E().d
class G:
    def __getattr__(self, n): return 'ga ' + n
    def __setattr__(self, n, v): print('sa', n, v)
    def __delattr__(self, n): print('da', n)
g = G(); print(g.foo); g.x = 1; del g.y
A.__repr__ = lambda self: 'patched'
print(a, B())
del A.__repr__
print(repr(a)[:22])
class F:
    def __del__(self): print('del F')
f = F(); f = None
f = F(); f.me = None; del f
class L(list):
    def append(self, x): super().append(x * 2)
l = L([1]); l.append(4); print(l, len(l), l[1], isinstance(l, list), L.__mro__)
l.attr = 3; print(l.attr, l.__dict__)
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
print(T(1, 2, 3))
class In(int):
    def __add__(self, o): return 'in'
print(In(3) + 1, 1 + In(3), In(4) * 2, int(In(5)), In(7).__dict__)
class St(str):
    pass
print(St('abc').upper(), St('x') + 'y', type(St('x')))
print(type('X', (A,), {'y': 2}).y)
print(int.__add__(1, 2), (1).__add__(2), [].__len__(), list.__len__([1, 2]), str.__repr__('a'))
print(object.__repr__(1)[:15], type.__call__(int, '12'))
print(A.__subclasses__(), B.__subclasses__())
class Diamond0: 
    def f(self): return ['0']
class Diamond1(Diamond0):
    def f(self): return ['1'] + super().f()
class Diamond2(Diamond0):
    def f(self): return ['2'] + super().f()
class Diamond3(Diamond1, Diamond2):
    def f(self): return ['3'] + super().f()
print(Diamond3().f())
Diamond3.__bases__ = (Diamond2, Diamond1)
print(Diamond3().f())
class X1: pass
class X2: pass
x = X1(); x.k = 1; x.__class__ = X2; print(type(x).__name__, x.k)
print(isinstance(True, int), issubclass(bool, int), isinstance(1, (str, int)), isinstance(1, int | str))
print(int | str, list[int], dict[str, int], (int | None).__args__)
print(type(None), None, ..., NotImplemented, type(...), type(NotImplemented))
print(A.__doc__, int.__name__, A.__qualname__, A.__module__, int.__module__)
print(a.f.__func__ is A.f, a.f.__self__ is a, a.f == a.f)
print([].append.__name__, list.append.__qualname__, len.__name__)
try: [].foo
except AttributeError as e: print(e)
try: a.zzz
except AttributeError as e: print(e)
print(hasattr(a, 'zzz'), getattr(a, 'zzz', 9))
class It:
    def __iter__(self): return iter([1, 2])
print([*It()], (lambda *a: a)(*It()))
class Cx:
    def __enter__(self): return 5
    def __exit__(self, *a): print(a[0]); return True
with Cx() as c: print(c); 1 / 0
print(dir(X1())[-3:], sorted(dir(X2))[:3])
print(type(object().__init__))
print(A.__dict__['x'], type(A.__dict__))
class Ab:
    def __format__(self, s): return 'fmt' + s
print(f'{Ab():xyz}', f'{3:>4}')
