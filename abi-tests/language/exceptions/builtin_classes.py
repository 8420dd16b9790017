"""Attributes, texts and arguments of the built-in exceptions."""
import builtins


def tell(f):
    try:
        e = f()
        print("->", repr(e), "|", str(e))
    except BaseException as e:
        print("!!", type(e).__name__, e)


def tree(cls, depth=0):
    print("  " * depth + cls.__name__)
    for sub in sorted(cls.__subclasses__(), key=lambda c: c.__name__):
        if sub.__module__ == "builtins" and sub.__name__ in vars(builtins):
            tree(sub, depth + 1)


tree(BaseException)
print(EnvironmentError is OSError, IOError is OSError)

for f in [
    lambda: ValueError(), lambda: ValueError(1), lambda: ValueError(1, "a"), lambda: ValueError(a=1), lambda: KeyError("a"),
    lambda: KeyError(), lambda: KeyError(1, 2),
    lambda: OSError(2, "x"), lambda: OSError(2, "x", "f"), lambda: OSError(2, "x", "f", None, "g"), lambda: OSError(1, 2, 3, 4, 5, 6),
    lambda: OSError(99999, "x"), lambda: OSError(2, "x", None), lambda: OSError("a"), lambda: OSError(2, "x", filename="f"),
    lambda: OSError(2, "x", "f").__reduce__(), lambda: OSError(2, "x", "f", None, "g").__reduce__(), lambda: PermissionError(2, "x"),
    lambda: BlockingIOError(11, "x", 5).characters_written, lambda: BlockingIOError().characters_written,
    lambda: [type(OSError(n, "")).__name__ for n in (1, 2, 3, 4, 10, 11, 13, 17, 20, 21, 32, 103, 104, 108, 110, 111, 114, 115)],
    lambda: SyntaxError("m"), lambda: SyntaxError("m", ("d/f.py", 3, 4, "text")), lambda: SyntaxError("m", ("d/f.py", 3, 4, "text", 3, 9)).end_offset,
    lambda: SyntaxError("m", (None, 3, 4, "t")), lambda: SyntaxError("m", ("f", None, 4, "t")), lambda: SyntaxError("x", (1,)),
    lambda: SyntaxError("x", 5), lambda: SyntaxError("x", (1, 2, 3, 4, 5)), lambda: SyntaxError("x", (1, 2, 3, 4, 5, 6, 7, 8)),
    lambda: ImportError("a", name="n", path="p").__reduce__(), lambda: ImportError("a", name="n").name, lambda: ImportError("a", "b"),
    lambda: AttributeError("a", name="n", obj=3).__reduce__(), lambda: AttributeError("a", name="n", obj=3).obj, lambda: NameError("a", name="n").name,
    lambda: StopIteration(1, 2).value, lambda: StopIteration().value, lambda: SystemExit(1).code, lambda: SystemExit(1, 2).code, lambda: SystemExit().code,
    lambda: UnicodeDecodeError("a", b"abc", 1, 2, "r"), lambda: UnicodeDecodeError("a", b"abc", 1, 3, "r"), lambda: UnicodeDecodeError("a"),
    lambda: UnicodeDecodeError("a", "abc", 1, 3, "r"), lambda: UnicodeDecodeError(1, b"abc", 1, 3, "r"), lambda: UnicodeDecodeError("a", b"abc", 1, "3", "r"),
    lambda: UnicodeEncodeError("a", "abc", 1, 2, "r"), lambda: UnicodeEncodeError("a", "\u1234", 0, 1, "r"), lambda: UnicodeEncodeError("a", "\U00012345", 0, 1, "r"),
    lambda: UnicodeEncodeError("a", "abc", 0, 2, "r"), lambda: UnicodeEncodeError("a", b"abc", 0, 2, "r"), lambda: UnicodeTranslateError("abc", 0, 1, "r"),
    lambda: UnicodeTranslateError("abc", 0, 2, "r"), lambda: UnicodeDecodeError.__new__(UnicodeDecodeError), lambda: UnicodeDecodeError("a", b"abc", 100, 200, "r"),
    lambda: BaseExceptionGroup(), lambda: BaseExceptionGroup(1, 2), lambda: BaseExceptionGroup("a", 2), lambda: BaseExceptionGroup("a", []),
    lambda: BaseExceptionGroup("a", [1]), lambda: ExceptionGroup("a", [KeyboardInterrupt()]), lambda: BaseExceptionGroup("a", [ValueError(1)]),
    lambda: BaseExceptionGroup("a", [KeyboardInterrupt(), ValueError()]), lambda: ExceptionGroup("a", [ValueError(1)], x=1),
]:
    tell(f)

v = ValueError(1)
for name in "__traceback__ __context__ __cause__ args __dict__ __suppress_context__".split():
    tell(lambda: setattr(v, name, 5))
    tell(lambda: delattr(v, name))
tell(lambda: v.with_traceback(5))
tell(lambda: v.with_traceback(None) is v)
tell(lambda: v.add_note(5))
v.add_note("one")
v.add_note("two")
print(v.__notes__)
v.__notes__ = 5
tell(lambda: v.add_note("x"))
tell(lambda: v.__reduce__())
tell(lambda: v.__setstate__(5))
v.__setstate__({"extra": 1})
print(v.extra)
v.args = [1, 2]
print(v, v.args, v.__suppress_context__)
v.__cause__ = KeyError("c")
print(repr(v.__cause__), v.__suppress_context__)

g = ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [ValueError(3), OSError(4)])])
g.add_note("n")
print(g, g.message, g.exceptions)
print(g.split(ValueError))
print(g.subgroup(lambda e: isinstance(e, OSError)), g.subgroup(KeyError), g.split((TypeError, OSError)))
print(g.split(ValueError)[0].__notes__)
for bad in (1, (1,), int, "a"):
    tell(lambda: g.split(bad))
tell(lambda: g.derive([ValueError()]))
tell(lambda: ExceptionGroup[int])


class Own(ExceptionGroup):
    def derive(self, excs):
        return Own("derived " + self.message, excs)


print(Own("o", [ValueError(1), TypeError(2)]).split(TypeError))


class Wrong(ExceptionGroup):
    def derive(self, excs):
        return 3


tell(lambda: Wrong("o", [ValueError(1), TypeError(2)]).split(TypeError))


class MyOS(OSError):
    def __init__(self, a, b, extra):
        super().__init__(a, b)
        self.extra = extra


e = MyOS(2, "x", "more")
print(e.errno, e.strerror, e.args, e.extra, str(e))
