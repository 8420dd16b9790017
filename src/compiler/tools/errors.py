"""Prints the compiler's syntax errors beside CPython's own.  Run on CPython 3.13.

    python3.13 errors.py BINARY FILE...

Each FILE holds snippets separated by lines of `#----`.
"""

import subprocess
import sys
import tempfile
import os
import warnings

warnings.simplefilter("ignore")
binary = sys.argv[1]
same = total = position = 0
with tempfile.TemporaryDirectory() as folder:
    snippets = []
    for path in sys.argv[2:]:
        with open(path) as f:
            snippets += f.read().split("#----\n")
    for n, text in enumerate(snippets):
        name = os.path.join(folder, f"{n}.py")
        with open(name, "w") as f:
            f.write(text)
        try:
            compile(text, name, "exec", dont_inherit=True)
            theirs = None
        except SyntaxError as e:
            theirs = (type(e).__name__.replace("Error", ""), e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)
        out = subprocess.run([binary, "0", name], stdout=subprocess.PIPE).stdout
        if not out:
            ours = "crash"
        elif out[0] == 0:
            ours = None
        else:
            parts = out[5:].decode().split("\x1f")
            ours = (parts[0], parts[1], *map(int, parts[2:]))
        total += 1
        if ours == theirs:
            same += 1
            position += 1
        elif ours and theirs and ours != "crash" and ours[:2] == theirs[:2]:
            same += 1
            print(repr(text), "\n    ours  ", ours, "\n    theirs", theirs)
        else:
            print(repr(text), "\n  X ours  ", ours, "\n    theirs", theirs)
print(f"{same} of {total} with the same message, {position} at the same place")
