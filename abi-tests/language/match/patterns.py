# Structural pattern matching.
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class Bad:
    __match_args__ = 1
def m(v):
    match v:
        case 0 | 1: return "small"
        case True: return "never"
        case "text": return "str"
        case None: return "none"
        case int(n) if n > 100: return f"big {n}"
        case int(): return "int"
        case []: return "empty"
        case [x]: return f"one {x}"
        case [x, y, *rest] if len(rest) < 2: return f"seq {x} {y} {rest}"
        case [first, *_, last]: return f"ends {first} {last}"
        case {"k": value, **rest}: return f"map {value} {rest}"
        case {}: return "mapping"
        case Point(x=0): return "on y axis"
        case Point(0, y) | Point(y, 0): return f"axis {y}"
        case Point(x, y) as p: return f"point {x} {y} {p is v}"
        case (1.5 | 2.5) as f: return f"float {f}"
        case str() as s: return f"other {s}"
        case _: return "default"
for v in (0, 1, 5, 500, "text", "x", None, [], [1], (1, 2), [1, 2, 3], [1, 2, 3, 4], {"k": 1, "z": 2}, {"q": 1},
          Point(0, 1), Point(2, 0), Point(1, 2), 1.5, 3.5, b"bytes"):
    print(m(v))
for bad in ("case Point(1, 2, 3): pass", "case Bad(1): pass", "case Point(1, x=2): pass", "case 3(): pass"):
    try:
        exec("match Point(1, 2):\n  " + bad)
    except (TypeError, SyntaxError) as e:
        print(type(e).__name__, e)
try:
    match Bad():
        case Bad(1): pass
except TypeError as e:
    print(e)
match {"a": 1}:
    case {"a": 1, "b": _}: print("no")
    case {"a": n}: print("yes", n)
class Mapping(dict): pass
match Mapping(a=1):
    case {"a": 1}: print("subclass")
