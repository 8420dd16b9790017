# try, except, else, finally, raise, chaining, groups.
def f(kind):
    try:
        if kind == 1:
            raise ValueError("v")
        if kind == 2:
            return "returned"
        if kind == 3:
            1 / 0
    except ValueError as e:
        return "caught %s" % e
    except (TypeError, ArithmeticError):
        return "tuple"
    else:
        return "else"
    finally:
        print("finally", kind)
for k in range(4):
    print(f(k))
try:
    try:
        raise KeyError("a")
    except KeyError as e:
        raise ValueError("b") from e
except ValueError as e:
    print(repr(e), repr(e.__cause__), e.__suppress_context__)
try:
    try:
        raise KeyError("a")
    except KeyError:
        raise ValueError("b")
except ValueError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try:
        raise KeyError("a")
    except KeyError:
        raise ValueError("b") from None
except ValueError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
for bad in (lambda: exec("raise 1"), lambda: exec("raise ValueError from 1"), lambda: exec("raise")):
    try:
        bad()
    except BaseException as e:
        print(type(e).__name__, e)
try:
    try:
        1 / 0
    except "no class":
        pass
except TypeError as e:
    print(e)
def loop():
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            print("body", i)
        finally:
            print("f", i)
loop()
def nested():
    try:
        try:
            raise IndexError(1)
        finally:
            print("inner")
    except LookupError as e:
        print("outer", e.args)
nested()
try:
    raise
except RuntimeError as e:
    print(e)
def override():
    try:
        raise ValueError
    finally:
        return "swallowed"
print(override())
try:
    raise ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [ValueError(3), KeyError(4)])])
except* ValueError as e:
    print("values", e.exceptions)
except* TypeError as e:
    print("types", e.exceptions)
except* KeyError as e:
    print("keys", e)
try:
    try:
        raise ExceptionGroup("g", [ValueError(1), OSError(2)])
    except* ValueError:
        raise RuntimeError("new")
except ExceptionGroup as e:
    print(e.message, [type(x).__name__ for x in e.exceptions])
try:
    raise ValueError("naked")
except* ValueError as e:
    print(repr(e))
e1 = ValueError("note")
e1.add_note("first"); e1.add_note("second")
print(e1.__notes__)
def tb():
    try:
        def inner(): raise ValueError
        inner()
    except ValueError as e:
        t = e.__traceback__
        out = []
        while t:
            out.append((t.tb_frame.f_code.co_name, t.tb_lineno - t.tb_frame.f_code.co_firstlineno))
            t = t.tb_next
        return out
print(tb())
assert True
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print("assert", e)
