"""frameobject.h, pyframe.h, traceback.h, genobject.h and ceval.h, called from C."""

import builtins
import io
import sys
import traceback
import types

import _capi_frameobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


@capi.check
def a_frame_has_its_parts():
    local = object()
    frame = sys._getframe()
    code, space, built, variables, lasti, line = c.frame_parts(frame)
    same(code, frame.f_code)
    same(space, globals())
    same(built, builtins.__dict__)
    same(variables["local"], local)
    equal((lasti > 0, line), (True, frame.f_code.co_firstlineno + 4))
    same(c.frame_get_back(frame), frame.f_back)
    equal([c.frame_check(o) for o in (frame, None)], [1, 0])
    same(c.frame_get_generator(frame), None)
    refcounts_stay(lambda: c.frame_parts(frame), frame, space)


@capi.check
def the_outermost_frame_has_none_behind_it():
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
    equal(c.frame_get_back(frame), None)


@capi.check
def variables_are_found_by_name():
    local, cell = object(), object()

    def inner():
        return cell

    frame = sys._getframe()
    for get in (c.frame_get_var, c.frame_get_var_string):
        same(get(frame, "local"), local)
        same(get(frame, "cell"), cell)
        raises(NameError, "variable 'nothing' does not exist", get, frame, "nothing")
    del local
    raises(NameError, "variable 'local' does not exist", c.frame_get_var, frame, "local")
    raises(TypeError, "name must be str, not int", c.frame_get_var, frame, 5)


@capi.check
def the_frame_of_a_generator_knows_it():
    def generate():
        yield

    generator = generate()
    same(c.frame_get_generator(generator.gi_frame), generator)
    next(generator)
    same(c.frame_get_generator(generator.gi_frame), generator)


@capi.check
def c_code_adds_itself_to_tracebacks():
    error = raises(ValueError, "from C", c.traceback_here, "some/file.pyx", "function", 42, globals())
    last = traceback.extract_tb(error.__traceback__)[-1]
    equal((last.filename, last.name, last.lineno), ("some/file.pyx", "function", 42))
    refcounts_stay(lambda: raises(ValueError, "from C", c.traceback_here, "f", "g", 1, globals()), globals())


@capi.check
def tracebacks_are_printed():
    error = raises(ValueError, "from C", c.traceback_here, "nowhere.pyx", "function", 42, {})
    tb = error.__traceback__
    while tb.tb_next:
        tb = tb.tb_next
    out = io.StringIO()
    equal(c.traceback_print(tb, out), 0)
    equal(out.getvalue(), 'Traceback (most recent call last):\n  File "nowhere.pyx", line 42, in function\n')
    equal(c.traceback_print(None, out), 0)  # NULL: nothing
    equal(len(out.getvalue().splitlines()), 2)
    bad_call(c.traceback_print, 5, out)
    raises(AttributeError, "'int' object has no attribute 'write'", c.traceback_print, tb, 5)
    equal([c.traceback_check(o) for o in (tb, error, None)], [1, 0, 0])


def generate():
    yield 1
    yield 2


async def coroutine():
    return 5


async def agenerate():
    yield 1


@capi.check
def the_checks_tell_generators_apart():
    some = coroutine()
    for o, bits in [(generate(), 3), (some, 4), (agenerate(), 8), (generate, 0), (None, 0)]:
        equal(c.gen_checks(o), bits)
    some.close()


@capi.check
def a_generator_gives_its_code():
    generator = generate()
    same(c.gen_get_code(generator), generate.__code__)
    list(generator)
    same(c.gen_get_code(generator), generate.__code__)


@capi.check
def a_callers_frame_is_the_running_one():
    same(c.eval_get_frame(), sys._getframe())


@capi.check
def the_callers_namespaces_are_found():
    local = object()
    for get in (c.eval_spaces, c.eval_frame_spaces):
        space, variables, built = get()
        same(space, globals())
        same(variables["local"], local)
        same(built, builtins.__dict__)
    here = {"c": c}
    exec("got = c.eval_spaces()[1], c.eval_frame_spaces()[1]", here)
    same(here["got"][0], here)
    same(here["got"][1], here)


@capi.check
def functions_have_names_for_messages():
    class Some:
        def method(self):
            pass

    equal([c.eval_func_name(o) for o in (generate, Some().method, len, Some(), [], "".join)],
          ["generate()", "method()", "len()", "Some object", "list object", "join()"])


@capi.check
def code_is_run_in_namespaces():
    space, local = {}, {}
    equal(c.eval_code(compile("1 + 2", "f", "eval"), space, None), 3)
    equal(space, {})  # unlike exec(), which puts __builtins__ there
    equal(c.eval_code(compile("x = 5; global y; y = 6", "f", "exec"), space, local), None)
    equal((local, space["y"]), ({"x": 5}, 6))
    raises(ZeroDivisionError, "division by zero", c.eval_code, compile("1/0", "f", "eval"), {}, None)


@capi.check
def code_is_run_with_arguments():
    def function(a, b=0, *args, d=7, **kw):
        return a, b, args, d, kw

    code = function.__code__
    run = lambda *args: c.eval_code_ex(code, globals(), *args)
    equal(run((1,), (), (9,), {"d": 3}, None), (1, 9, (), 3, {}))
    equal(run((1, 2, 3), ("d", 4, "e", 5), (), None, None), (1, 2, (3,), 4, {"e": 5}))
    raises(TypeError, "function() missing 2 required positional arguments: 'a' and 'b'",
           run, (), (), (), {"d": 1}, None)
    cell = types.CellType(5)

    def outer():
        x = 1

        def inner():
            return x

        return inner

    equal(c.eval_code_ex(outer().__code__, globals(), (), (), (), None, (cell,)), 5)


@capi.check
def recursion_in_c_is_limited():
    raises(RecursionError, "maximum recursion depth exceeded in a test", c.eval_recurse)
    first = c.eval_depth()
    equal(first > 100, True)
    raises(RecursionError, "maximum recursion depth exceeded in a test", c.eval_recurse)
    equal(c.eval_depth(), first)  # everything was left again


@capi.check
def the_recursion_limit_can_be_set():
    before = c.eval_recursion_limit(0)
    equal(before, sys.getrecursionlimit())
    c.eval_recursion_limit(before + 77)
    equal(sys.getrecursionlimit(), before + 77)
    c.eval_recursion_limit(before)


@capi.check
def compiler_flags_of_the_caller_are_merged():
    equal(c.eval_merge_flags(0), (0, 0))
    equal(c.eval_merge_flags(0x10), (1, 0x10))
    space = {"c": c}
    exec(compile("from __future__ import annotations\nflags = c.eval_merge_flags(0)", "f", "exec"), space)
    equal(space["flags"], (1, 0x1000000))


@capi.check
def generators_are_made_of_frames():
    generator = c.gen_new(generate.__code__, globals(), "name", "qualified.name")
    equal((type(generator), generator.__name__, generator.__qualname__), (types.GeneratorType, "name", "qualified.name"))
    equal(list(generator), [1, 2])
    plain = c.gen_new(generate.__code__, globals(), None, None)
    equal((plain.__name__, plain.__qualname__), ("generate", "generate"))


capi.main()
