"""math and cmath against recorded results."""
import cmath
import math


def show(f, *args):
    try:
        print(f.__module__ if hasattr(f, "__module__") else "", f.__name__, args, "->", repr(f(*args)))
    except Exception as e:
        print(f.__name__, args, "!!", type(e).__name__, e)


values = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.5, 100.25, -100.25, 1e-300, 1e300, float("inf"), float("-inf"), float("nan")]
for name in """acos acosh asin asinh atan atanh cbrt ceil cos cosh degrees erf erfc exp exp2 expm1 fabs floor frexp gamma isfinite
        isinf isnan lgamma log log10 log1p log2 modf radians sin sinh sqrt tan tanh trunc ulp""".split():
    for x in values:
        show(getattr(math, name), x)
for name in "atan2 copysign fmod nextafter pow remainder hypot".split():
    for x in values[::2]:
        for y in values[::3]:
            show(getattr(math, name), x, y)
show(math.log, 10**400)
show(math.log, 8, 2)
show(math.log, 0)
show(math.log2, 1 << 3000)
show(math.log, 2, 1)
show(math.factorial, 30)
show(math.factorial, -1)
show(math.factorial, 1.0)
show(math.comb, 100, 50)
show(math.comb, -1, 2)
show(math.perm, 20, 5)
show(math.perm, 5)
show(math.isqrt, 10**41)
show(math.isqrt, -1)
show(math.gcd, 12, -18, 30)
show(math.gcd)
show(math.lcm, 4, 6, 10)
show(math.lcm, 4, 0)
show(math.fsum, [0.1] * 10)
show(math.fsum, [1e308, 1e308, -1e308])
show(math.fsum, [float("inf"), float("-inf")])
show(math.hypot, 1.5, 2.5, 3.5)
show(math.hypot)
show(math.dist, (1, 2, 3), (4, 6, 8))
show(math.dist, (1,), (1, 2))
show(math.ldexp, 0.5, 1030)
show(math.ldexp, 0.5, 10)
show(math.ldexp, 1, 1.5)
show(math.prod, [1, 2, 3.5])
show(math.sumprod, [1, 2, 3], [4, 5, 6])
show(math.sumprod, [0.1] * 10, [0.1] * 10)
show(math.sumprod, [1], [1, 2])
show(math.fma, 0.1, 10.0, -1.0)
show(math.fma, float("inf"), 0.0, 1.0)
show(math.sqrt, "a")
show(math.trunc, "a")
show(math.isclose, 1.0, 1.0 + 1e-10)
print(math.nextafter(1.0, 2.0, steps=5), math.nextafter(1.0, 0.0, steps=3), math.pi, math.tau, math.e)

parts = [0.0, -0.0, 0.7, -1.3, 50.5, 1e200, float("inf"), float("nan")]
for name in "acos acosh asin asinh atan atanh cos cosh exp log log10 phase polar sin sinh sqrt tan tanh isfinite isinf isnan".split():
    for re in parts:
        for im in parts:
            show(getattr(cmath, name), complex(re, im))
for r in parts:
    for phi in parts:
        show(cmath.rect, r, phi)
show(cmath.log, 8, 2)
show(cmath.log, 0)
show(cmath.isclose, 1 + 1j, 1 + 1.0000000001j)
print(cmath.infj, cmath.nanj)
