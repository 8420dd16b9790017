"""re through _sre: matching, groups, substitution, reprs and messages."""
import re


def raises(exc, text, f, *args, **kw):
    try:
        f(*args, **kw)
    except exc as e:
        assert str(e) == text, (str(e), text)
    else:
        raise AssertionError(f"{f} did not raise")


p = re.compile(r"(?P<x>a)(b)?")
m = p.match("ac")
assert repr(m) == "<re.Match object; span=(0, 1), match='a'>"
assert (m.lastindex, m.lastgroup, m.regs, m.pos, m.endpos) == (1, "x", ((0, 1), (0, 1), (-1, -1)), 0, 2)
assert m.groups() == ("a", None) and m.groups("d") == ("a", "d") and m.groupdict() == {"x": "a"}
assert m["x"] == m[1] == "a" and m.span(2) == (-1, -1) and m.expand(r"\1-\g<x>") == "a-a"
raises(IndexError, "no such group", m.group, 3)
raises(TypeError, "cannot use a string pattern on a bytes-like object", p.match, b"a")
raises(TypeError, "expected string or bytes-like object, got 'int'", p.match, 1)
assert repr(re.compile("a", re.I | re.M)) == "re.compile('a', re.IGNORECASE|re.MULTILINE)"
assert p.findall("abac") == [("a", "b"), ("a", "")]
assert re.sub("x*", "-", "abxd") == "-a-b--d-"
assert re.split("x*", "axbc") == ["", "a", "", "b", "c", ""]
assert re.split("(x)|(y)", "axbyc") == ["a", "x", None, "b", None, "y", "c"]
assert re.subn(r"(\w)", r"[\1]", "a b") == ("[a] [b]", 2)
assert re.sub("a", lambda m: m.group().upper(), "banana", count=2) == "bAnAna"
assert [m.span() for m in re.finditer("", "ab")] == [(0, 0), (1, 1), (2, 2)]
assert re.findall(r"\w+", "žluťoučký kůň 🐎x") == ["žluťoučký", "kůň", "x"]
assert re.search("(?i)KŮŇ", "žluťoučký kůň").span() == (10, 13)
assert re.fullmatch(rb"(?s)a.c", b"a\nc") and re.match(rb"a", bytearray(b"ab")).group() == b"a"
assert re.compile("^b").match("ab", 1) is None and re.compile("b$").search("abc", 0, 2)
assert re.findall(r"(?<=a)b|(?<!a)c", "abcac") == ["b", "c"]
assert re.fullmatch(r"(a+)+b", "a" * 20 + "b") and re.match(r"(?>a*)a", "aaa") is None
assert p == re.compile(r"(?P<x>a)(b)?") and hash(p) == hash(re.compile(r"(?P<x>a)(b)?"))
print("ok")
