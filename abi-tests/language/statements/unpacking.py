# Assignment targets, unpacking, augmented assignment, del, slices, strings.
a, b = 1, 2
a, b = b, a
(c, [d, e]), f = (3, [4, 5]), 6
*g, h = "xyz"
i, *j, k = range(5)
print(a, b, c, d, e, f, g, h, i, j, k)
for bad in ("a, b = 1", "a, b = [1]", "a, b = [1, 2, 3]", "a, *b, c = [1]", "a, b = {}", "*a, b = ''", "a, b, *c = iter([1])"):
    try:
        exec(bad)
    except (TypeError, ValueError) as ex:
        print(bad, "->", type(ex).__name__, ex)
l = list(range(10))
l[2:4] = "ab"
del l[0], l[-1]
l[::2] = [0] * 4
print(l, l[1:3], l[::-1][:2])
n = 5; n += 1; n *= 2; n //= 5; n **= 3; n <<= 1; n |= 1; n ^= 3; n &= 0xff; n %= 100; n -= 1; n >>= 1
print(n, 7 / 2, -7 // 2, -7 % 3, 2 ** 10, ~5, -n, +n, not n)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, 1 is None, "a" in "abc", [] is not None, 3 not in [1])
t = 1; t = t if t else 2
print(t and "yes" or "no", None or 0 or "x")
v = 3.14159; s = "str"
print(f"{v:.2f} {s!r:>8} {s:^7}| {v=:.1f} {1 + 1} {{}} {'nested' + f'{s}'} {v!s:5.3}")
print("%s %d" % ("a", 1), "a" "b", b"x" + b"y")
i = 0
while True:
    i += 1
    if i == 3: continue
    if i > 5: break
else:
    print("never")
for i in []: pass
else: print("else")
class Box: pass
box = Box(); box.a = 1; box.a += 1; del box.a
try:
    box.a
except AttributeError as ex:
    print(ex)
dd = {"a": {"b": [1]}}
dd["a"]["b"][0] += 41
print(dd)
del dd["a"]["b"]
try:
    dd["a"]["b"]
except KeyError as ex:
    print("KeyError", ex)
global_name = 1
exec("global_name += 1")
print(global_name, eval("global_name + 1"), eval("x", {"x": 5}))
lam = lambda *a, k=1, **kw: (a, k, kw)
print(lam(1, k=2, z=3))
print((lambda: (yield))().__class__.__name__)
x = y = []
x.append(1); print(y)
assert (walrus := 5) and walrus == 5
print(..., True, None, 1_000, 0xff, 0b11, 1j * 1j, r"\n", "\N{BULLET}")
