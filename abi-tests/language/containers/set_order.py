# The order of sets of ints is that of their table: small, grown, copied, with deletions, made by every operation.
import random
import sys

rng = random.Random(5)


def show(*sets):
    print(*[list(s) for s in sets])


show({100, 7, 15, 23, 31}, frozenset([100, 7, 15, 23, 31]), set([100, 7, 15, 23, 31]), {*[100, 7, 15, 23, 31]})
for n in (1, 3, 5, 8, 15, 20, 40):
    for spread in (8, 64, 2**40):
        items = [rng.randrange(-spread, spread) * rng.choice((1, 1, 8, 32)) for _ in range(n)]
        a, b = set(items), frozenset(items[::-1])
        show(a, b, set(b), a.copy(), set(dict.fromkeys(items)))
        for item in items[::2]:
            a.discard(item)
        show(a, a | {3, 11}, a - {items[0]}, a & b, a ^ b, b | a)
        a.update(range(0, 50, 7))
        a -= set(range(0, 50, 14))
        a.add(5)
        a ^= {5, 6}
        a &= set(range(-100, 100))
        show(a)
        if a:
            a.pop()
        a.add(77)
        show(a, a.union(items), a.difference(items[:2]), a.intersection(items), a.symmetric_difference(items))
        keys = dict.fromkeys(items).keys()
        show(keys ^ a, keys - a, keys | a)
for n in (8, 40, 76, 200):
    sizes = []
    for k in range(n + 1):
        s = set(range(n))
        s.difference_update(range(k))
        sizes.append((sys.getsizeof(s) - sys.getsizeof(set())) // 16)
    print(n, sizes)
