"""Writes tables.rs: run it with CPython 3.13 in this folder (python3.13 tables.py). It asks the interpreter for each character."""
import ctypes
import sys
import unicodedata

api = ctypes.pythonapi
simple = {}
for name in ("Uppercase", "Lowercase", "Titlecase"):
    f = getattr(api, f"_PyUnicode_To{name}")
    f.argtypes, f.restype = [ctypes.c_uint32], ctypes.c_uint32
    simple[name] = f
tests = {}
for name in ("Alpha", "DecimalDigit", "Digit", "Numeric", "Lowercase", "Uppercase", "Titlecase", "Whitespace", "Linebreak", "Printable"):
    f = getattr(api, f"_PyUnicode_Is{name}")
    f.argtypes, f.restype = [ctypes.c_uint32], ctypes.c_int
    tests[name] = f
digit = api._PyUnicode_ToDigit
digit.argtypes, digit.restype = [ctypes.c_uint32], ctypes.c_int
decimal = api._PyUnicode_ToDecimalDigit
decimal.argtypes, decimal.restype = [ctypes.c_uint32], ctypes.c_int
numeric = api._PyUnicode_ToNumeric
numeric.argtypes, numeric.restype = [ctypes.c_uint32], ctypes.c_double

ALPHA, DECIMAL, DIGIT, NUMERIC, LOWER, UPPER, TITLE, SPACE, LINE, PRINT, XIDS, XIDC, CASED, IGNORABLE, SPECIAL = (1 << i for i in range(15))
BITS = list(zip(tests, (ALPHA, DECIMAL, DIGIT, NUMERIC, LOWER, UPPER, TITLE, SPACE, LINE, PRINT)))

records, index, numbers = {}, [], []
full = {"UPPER": [], "LOWER": [], "TITLE": [], "FOLD": []}
for n in range(0x110000):
    c = chr(n)
    flags = sum(bit for name, bit in BITS if tests[name](n))
    if c.isidentifier():
        flags |= XIDS
    if ("a" + c).isidentifier():
        flags |= XIDC
    if (c + "a").title()[-1] == "a":
        flags |= CASED
    end, mid = ("A\u03a3" + c).lower()[1] == "\u03c3", ("A\u03a3" + c + "A").lower()[1] == "\u03c3"
    if mid and not end:
        flags |= IGNORABLE
    up, low, tit = (simple[k](n) - n for k in ("Uppercase", "Lowercase", "Titlecase"))
    for key, text, one in (("UPPER", c.upper(), n + up), ("LOWER", c.lower(), n + low), ("TITLE", c.title(), n + tit), ("FOLD", c.casefold(), n + low)):
        if text != chr(one):
            full[key].append((n, [ord(t) for t in text]))
            flags |= SPECIAL
    if flags & NUMERIC:
        numbers.append((n, numeric(n)))
    record = (flags, up, low, tit, decimal(n) & 0xFF, digit(n) & 0xFF)
    index.append(records.setdefault(record, len(records)))

SHIFT = 7
blocks, first = {}, []
for at in range(0, 0x110000, 1 << SHIFT):
    first.append(blocks.setdefault(tuple(index[at : at + (1 << SHIFT)]), len(blocks)))
second = [i for block in blocks for i in block]

out = open("tables.rs", "w")


def table(name, kind, rows):
    print(f"pub static {name}: [{kind}; {len(rows)}] = [", file=out)
    line = "   "
    for row in rows:
        text = f" {row},"
        if len(line) + len(text) > 108:
            print(line, file=out)
            line = "   "
        line += text
    print(line + "\n];", file=out)


print(f"//! Unicode {unicodedata.unidata_version} character properties. Made by tables.py: do not edit.\n", file=out)
print("#![allow(clippy::approx_constant, clippy::excessive_precision)]\n\nuse super::unicode::Record;\n", file=out)
print(f"pub const SHIFT: u32 = {SHIFT};", file=out)
table("RECORDS", "Record", [f"Record({', '.join(map(str, r))})" for r in records])
table("FIRST", "u16" if len(blocks) > 255 else "u8", first)
table("SECOND", "u16" if len(records) > 255 else "u8", second)
table("NUMBERS", "(u32, f64)", [f"({n}, {v!r})" for n, v in numbers])
for key, rows in full.items():
    table(key, "(u32, [u32; 3])", [f"({n}, [{', '.join(map(str, (t + [0, 0])[:3]))}])" for n, t in rows])
