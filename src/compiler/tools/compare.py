"""Compares the compiler's code objects with CPython's own.  Run on CPython 3.13.

    python3.13 compare.py BINARY [-O N] [-v] [-d] PATH...

BINARY is the example `compile_to_marshal`.  PATH is a file or a folder.  Every code object of every file is
compared, field by field, with what `compile()` makes; the share of identical ones is printed.
`-v` names the ones that differ, `-d` shows how the first one of each file differs.
"""

import collections
import dis
import io
import marshal
import os
import struct
import subprocess
import sys
import types
import warnings

FIELDS = [
    "co_code", "co_consts", "co_names", "co_varnames", "co_cellvars", "co_freevars", "co_flags", "co_argcount",
    "co_posonlyargcount", "co_kwonlyargcount", "co_stacksize", "co_name", "co_qualname", "co_firstlineno",
    "co_linetable", "co_exceptiontable", "co_filename",
]


def same_const(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, types.CodeType):
        return True
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same_const, a, b))
    if isinstance(a, frozenset):
        return a == b and sorted(map(repr, a)) == sorted(map(repr, b))
    return repr(a) == repr(b)


def differences(a, b):
    out = []
    for f in FIELDS:
        x, y = getattr(a, f), getattr(b, f)
        if f == "co_consts":
            if not same_const(x, y):
                out.append(f)
        elif x != y:
            out.append(f)
    return out


def children(code):
    return [c for c in code.co_consts if isinstance(c, types.CodeType)]


def listing(code):
    out = io.StringIO()
    for i in dis.get_instructions(code):
        p = i.positions
        arg = "" if i.arg is None else i.arg
        print(i.offset, i.opname, arg, i.argrepr if "code object" not in i.argrepr else "code",
              (p.lineno, p.end_lineno, p.col_offset, p.end_col_offset), file=out)
    for e in dis._parse_exception_table(code):
        print(e, file=out)
    return out.getvalue().splitlines()


def show(ours, theirs, diff):
    import difflib
    for f in diff:
        if f not in ("co_code", "co_linetable", "co_exceptiontable"):
            print("     ", f, repr(getattr(ours, f))[:300], "should be", repr(getattr(theirs, f))[:300])
    for line in difflib.unified_diff(listing(ours), listing(theirs), "ours", "CPython", lineterm="", n=4):
        print("     ", line)


def sources(paths):
    for path in paths:
        if os.path.isdir(path):
            for folder, folders, files in os.walk(path):
                folders.sort()
                for f in sorted(files):
                    if f.endswith(".py"):
                        yield os.path.join(folder, f)
        else:
            yield path


def main():
    args = sys.argv[1:]
    verbose = "-v" in args
    details = "-d" in args
    optimize = 0
    if "-O" in args:
        at = args.index("-O")
        optimize = int(args[at + 1])
        del args[at:at + 2]
    args = [a for a in args if a not in ("-v", "-d")]
    binary, paths = args[0], list(sources(args[1:]))
    paths = [p for p in paths if os.path.exists(p)]
    warnings.simplefilter("ignore")
    total = identical = files = perfect = 0
    fields = collections.Counter()
    problems = []
    for start in range(0, len(paths), 50):
        group = paths[start:start + 50]
        out = subprocess.run([binary, str(optimize), *group], stdout=subprocess.PIPE).stdout
        at = 0
        for path in group:
            with open(path, "rb") as f:
                source = f.read()
            try:
                theirs = compile(source, path, "exec", dont_inherit=True, optimize=optimize)
            except (SyntaxError, ValueError) as e:
                theirs = e
            if at >= len(out):
                problems.append(f"{path}: no output (crashed?)")
                break
            status, length = out[at], struct.unpack_from("<I", out, at + 1)[0]
            data = out[at + 5:at + 5 + length]
            at += 5 + length
            if status:
                text = data.decode().replace("\x1f", "|")
                if isinstance(theirs, Exception):
                    message = str(theirs.msg if isinstance(theirs, SyntaxError) else theirs)
                    if data.decode().split("\x1f")[1] != message:
                        problems.append(f"{path}: {text!r} should be {theirs!r}")
                    continue
                problems.append(f"{path}: {text}")
                n = 0
                todo = [theirs]
                while todo:
                    n += 1
                    todo += children(todo.pop())
                total += n
                files += 1
                continue
            if isinstance(theirs, Exception):
                problems.append(f"{path}: compiled, should be {theirs!r}")
                continue
            files += 1
            clean = True
            shown = False
            try:
                todo = [(marshal.loads(data), theirs)]
            except Exception as e:
                problems.append(f"{path}: marshal {e!r}")
                continue
            while todo:
                a, b = todo.pop()
                total += 1
                diff = differences(a, b)
                if diff:
                    clean = False
                    fields.update(diff)
                    if verbose or details:
                        print(f"{path}:{b.co_firstlineno} {b.co_qualname}: {' '.join(diff)}")
                    if details and not shown:
                        show(a, b, diff)
                        shown = True
                else:
                    identical += 1
                x, y = children(a), children(b)
                if len(x) == len(y):
                    todo += zip(x, y)
                else:
                    count = [b]
                    n = -1
                    while count:
                        n += 1
                        count += children(count.pop())
                    total += n
            perfect += clean
    for p in problems:
        print(p)
    share = 100 * identical / total if total else 0
    print(f"{identical} of {total} code objects identical ({share:.3f} %); {perfect} of {files} files; {len(problems)} problems")
    print("fields that differ:", dict(fields))


main()
