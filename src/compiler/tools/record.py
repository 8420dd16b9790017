"""Records what CPython 3.13 makes of the test snippets.  Run on CPython 3.13, from this folder's parent:

    python3.13 tools/record.py

Reads testdata/snippets.txt and testdata/errors.txt, writes their .expected files, which the crate's unit tests
compare with.
"""

import dis
import opcode
import os
import types
import warnings

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "testdata")
warnings.simplefilter("ignore")


def value(c):
    if isinstance(c, types.CodeType):
        return f"<code {c.co_name}>"
    if isinstance(c, frozenset):
        return "frozenset(" + ", ".join(sorted(map(value, c))) + ")"
    if isinstance(c, tuple):
        return "(" + ", ".join(map(value, c)) + (",)" if len(c) == 1 else ")")
    if c is ...:
        return "..."
    return ascii(c) if isinstance(c, str) else repr(c)


def listing(code, out):
    out.append(f"code {code.co_qualname} args={code.co_argcount}/{code.co_posonlyargcount}/{code.co_kwonlyargcount} "
               f"stack={code.co_stacksize} flags={code.co_flags:#x} line={code.co_firstlineno}")
    out.append("  names: " + " ".join(code.co_names))
    for title, names in (("variables", code.co_varnames), ("cells", code.co_cellvars), ("free", code.co_freevars)):
        out.append(f"  {title}: " + " ".join(names))
    for i, c in enumerate(code.co_consts):
        out.append(f"  const {i}: {value(c)}")
    raw = code.co_code
    for at in range(0, len(raw), 2):
        if raw[at] or raw[at + 1]:
            out.append(f"  {at} {opcode.opname[raw[at]]} {raw[at + 1]}")
    out.append("  lines: " + code.co_linetable.hex())
    out.append("  exceptions: " + code.co_exceptiontable.hex())
    for c in code.co_consts:
        if isinstance(c, types.CodeType):
            listing(c, out)


def sections(name):
    with open(os.path.join(here, name + ".txt"), encoding="utf-8") as f:
        for part in f.read().split("#---- ")[1:]:
            title, _, text = part.partition("\n")
            yield title, text


out = []
for title, text in sections("snippets"):
    out.append("#---- " + title)
    listing(compile(text, "snippet.py", "exec", dont_inherit=True), out)
with open(os.path.join(here, "snippets.expected"), "w", encoding="utf-8") as f:
    f.write("\n".join(out) + "\n")

out = []
for title, text in sections("errors"):
    try:
        compile(text, "snippet.py", "exec", dont_inherit=True)
        raise SystemExit(f"no error: {title}")
    except SyntaxError as e:
        out.append(f"{title}: {type(e).__name__} {e.lineno}:{e.offset}-{e.end_lineno}:{e.end_offset} {e.msg}")
with open(os.path.join(here, "errors.expected"), "w", encoding="utf-8") as f:
    f.write("\n".join(out) + "\n")
