# Slots and special methods: inheritance, assignment to classes, destructors, layout.
class A:
    def __len__(self): return 2
class B(A): pass
b = B()
print(len(b), bool(b))
A.__len__ = lambda self: 0
print(len(b), bool(b))
B.__bool__ = lambda self: True
print(bool(b))
del B.__bool__
print(bool(b))
del A.__len__
try: len(b)
except TypeError as e: print(e)
class C:
    x = 1
c = C()
r = []
for i in range(3):
    r.append(c.x)
    C.x = i + 10
print(r, c.x)
class P:
    @property
    def v(self): raise AttributeError('inner')
    def __getattr__(self, n): return 'fallback ' + n
print(P().v)
class Q:
    def __getattribute__(self, n):
        if n == 'zz': raise AttributeError(n)
        return object.__getattribute__(self, n)
    def __getattr__(self, n): return ('ga', n)
q = Q(); q.k = 4
print(q.k, q.zz)
class R(dict):
    def __missing__(self, k): return k * 2
print(R(a=1)['a'], R()['zz'])
class W(Exception):
    def __init__(self, *a): super().__init__(*a); self.extra = 1
try: raise W('x', 2)
except W as e: print(e.args, e.extra, repr(e))
class Sl:
    __slots__ = ('a', '__dict__')
s = Sl(); s.b = 1; s.a = 2; print(s.__dict__, s.a)
try: del s.a; s.a
except AttributeError as e: print(e)
class Wk:
    __slots__ = ('__weakref__',)
print(Wk().__weakref__)
class V:
    def __eq__(self, o): return True
try: hash(V())
except TypeError as e: print(e)
print(V.__hash__)
class H(V):
    __hash__ = object.__hash__
print(isinstance(hash(H()), int))
class RO:
    def __radd__(self, o): return 'radd'
    def __rsub__(self, o): return NotImplemented
print(1 + RO())
try: 1 - RO()
except TypeError as e: print(e)
class IA:
    def __init__(self): self.v = []
    def __iadd__(self, o): self.v.append(o); return self
i = IA(); i += 1; i += 2; print(i.v)
class Idx:
    def __index__(self): return 2
print([1, 2, 3][Idx()], 'x' * Idx(), range(5)[Idx()])
class Md:
    def __mod__(self, o): return 'mod'
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __matmul__(self, o): return 'mm'
    def __divmod__(self, o): return 'dm'
    def __neg__(self): return 'neg'
    def __invert__(self): return 'inv'
    def __abs__(self): return 'abs'
m = Md()
print(m % 1, m ** 2, m @ 1, -m, ~m)
class Seq:
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
z = Seq(); print(z[1], z[1:2], z[1, 2]); z[3] = 4; del z[5]
class Itr:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
print([x for x in Itr()], max(Itr()))
class Meta(type):
    def __getattr__(cls, n): return 'meta ' + n
    def __instancecheck__(cls, o): return o == 5
    def __subclasscheck__(cls, o): return True
    def __iter__(cls): return iter('ab')
    def __len__(cls): return 9
    def __repr__(cls): return 'META'
    def mro(cls): return super().mro()
    @property
    def prop(cls): return 'prop'
class MM(metaclass=Meta): pass
print(MM.foo, isinstance(5, MM), isinstance(6, MM), list(MM), len(MM), MM, MM.prop)
class Res:
    keep = []
    def __del__(self): Res.keep.append(self); print('resurrect')
x = Res(); del x
print(len(Res.keep)); Res.keep.clear(); print('after')
def f(): pass
f.attr = 1
print(f.attr, f.__dict__, f.__name__)
class CM:
    @classmethod
    def make(cls): return cls
    @staticmethod
    def st(): return 'st'
class CM2(CM): pass
print(CM2.make() is CM2, CM2().make() is CM2, CM.st(), CM().st())
print(CM.__dict__['make'].__func__.__name__, CM.__dict__['st'].__wrapped__.__name__)
class Base:
    def __init__(self, a, *, b=2): self.a, self.b = a, b
class Derived(Base):
    def __init__(self, *a, **k): super().__init__(*a, **k)
d = Derived(1, b=5); print(d.a, d.b)
for args in [(), (1, 2)]:
    try: Base(*args)
    except TypeError as e: print(e)
class NewOnly:
    def __new__(cls, *a, **k):
        self = object.__new__(cls); self.args = (a, k); return self
print(NewOnly(1, x=2).args)
class Sing:
    def __new__(cls): return 42
print(Sing())
print(type.mro(bool), bool.__base__, int.__basicsize__ == object.__basicsize__ + 8, Derived.__dictoffset__)
class Slots2(Base):
    __slots__ = ('q',)
s2 = Slots2(1); s2.q = 7; s2.w = 8; print(s2.q, s2.w, s2.__dict__)
class Multi(int, Base): pass
print(Multi(3) + 1, Multi.__mro__)
class Tp(tuple):
    __slots__ = ()
print(Tp([1, 2]), hash(Tp([1])) == hash((1,)))
o = object(); print(o == o, o != o, o.__eq__(1), o.__ne__(o))
print((5).__class__, int.__class__, (5).__class__.__class__)
print(super(Derived, d).__init__.__func__ is Base.__init__)
class Prep(type):
    @classmethod
    def __prepare__(m, n, b): return {'injected': n}
class PP(metaclass=Prep): y = injected
print(PP.y)
try:
    class Bad(metaclass=lambda n, b, d: 5): pass
    print(Bad)
except Exception as e: print(e)
print(list.__getitem__([1, 2], 0), dict.get({1: 2}, 1), str.join('-', ['a', 'b']))
class Fn:
    __call__ = lambda self, *a, **k: (a, k)
print(Fn()(1, *[2], k=3, **{'z': 4}))
print(int.from_bytes(b'\x01', 'big'), dict.fromkeys([1, 2]))
class AbcLike: 
    __abstractmethods__ = frozenset(['f'])
print(AbcLike.__abstractmethods__)
AbcLike.__abstractmethods__ = frozenset(['f', 'g'])
try: AbcLike()
except TypeError as e: print(e)

class Node:
    def __init__(self, next): self.next = next
chain = None
for i in range(100000): chain = Node(chain)
del chain
print('long chain gone')
