"""cpython/code.h, called from C."""

import gc
import sys

import _capi_code as c
import capi
from capi import bad_call, equal, raises, refcounts_stay


def outer(a, /, b, *args, d=1, **kw):
    e = a

    def inner():
        return e, b

    return inner


CODE = outer.__code__
INNER = outer(1, 2).__code__


@capi.check
def check_knows_code():
    equal([c.code_check(o) for o in (CODE, outer, None)], [1, 0, 0])


@capi.check
def the_names_are_those_of_the_attributes():
    for code in (CODE, INNER, compile("x = 1", "f", "exec")):
        equal(c.code_parts(code), (code.co_varnames, code.co_cellvars, code.co_freevars, code.co_code))
        equal(c.code_get_num_free(code), len(code.co_freevars))
    refcounts_stay(lambda: c.code_parts(CODE), CODE)


@capi.check
def the_fields_are_where_binaries_read_them():
    equal(c.code_fields(CODE), (2, 1, 1, CODE.co_firstlineno, CODE.co_flags, 0, CODE.co_filename, "outer", "outer", CODE.co_consts))
    equal(c.code_fields(INNER)[5:9], (2, INNER.co_filename, "inner", "outer.<locals>.inner"))


@capi.check
def an_empty_code_object_carries_a_place():
    code = c.code_new_empty("some/file.c", "function", 77)
    equal((code.co_filename, code.co_name, code.co_qualname, code.co_firstlineno), ("some/file.c", "function", "function", 77))
    equal((code.co_argcount, code.co_varnames, code.co_consts), (0, (), ()))
    try:
        exec(code)
    except AssertionError as error:
        tb = error.__traceback__.tb_next
        equal((tb.tb_lineno, tb.tb_frame.f_code.co_name), (77, "function"))
    else:
        raise AssertionError("it ran")


@capi.check
def constructors_make_equal_code():
    for code in (CODE, INNER):
        copy = c.code_copy(code, -1, True)
        equal(copy, code)
        equal((copy is code, copy.co_cellvars, copy.co_freevars), (False, code.co_cellvars, code.co_freevars))
        equal(list(copy.co_lines()), list(code.co_lines()))
    equal(c.code_copy(CODE, -1, False).co_posonlyargcount, 0)
    equal(c.code_copy(INNER, -1, False), INNER)
    refcounts_stay(lambda: c.code_copy(CODE, -1, True), CODE.co_consts, CODE.co_linetable, CODE.co_exceptiontable)


@capi.check
def constructors_check_the_types():
    for which in range(11):
        for with_positional in (False, True):
            if which in (3, 4, 5):
                continue  # the number of local variables is taken from it, and CPython does not check
            bad_call(c.code_copy, CODE, which, with_positional)


@capi.check
def offsets_have_lines_and_columns():
    positions = list(CODE.co_positions())
    for i, (line, end_line, column, end_column) in enumerate(positions):
        equal(c.code_addr2line(CODE, 2 * i), -1 if line is None else line)
        expected = [-1 if x is None else x for x in (line, column, end_line, end_column)]
        equal(c.code_addr2location(CODE, 2 * i), (1, *expected))
    equal(c.code_addr2line(CODE, -1), CODE.co_firstlineno)
    equal(c.code_addr2location(CODE, -1), (1, CODE.co_firstlineno, 0, CODE.co_firstlineno, 0))
    equal(c.code_addr2line(CODE, 100000), -1)


@capi.check
def extra_values_are_kept_and_freed():
    index, other = c.code_request_extra(), c.code_request_extra()
    equal(other, index + 1)
    code = compile("1", "f", "eval")
    equal(c.code_get_extra(code, index), None)
    equal(c.code_set_extra(code, index, 5), 0)
    equal((c.code_get_extra(code, index), c.code_get_extra(code, other)), (5, None))
    freed = c.code_freed()
    equal(c.code_set_extra(code, index, 6), 0)  # the old one is freed
    equal(c.code_set_extra(code, other, 7), 0)
    equal((c.code_freed() - freed, c.code_get_extra(code, index), c.code_get_extra(code, other)), (1, 6, 7))
    del code
    gc.collect()  # the free-threaded CPython frees code objects no earlier
    equal(c.code_freed() - freed, 3)
    bad_call(c.code_get_extra, 5, index)
    bad_call(c.code_set_extra, 5, index, 1)
    bad_call(c.code_set_extra, CODE, -1, 1)
    bad_call(c.code_set_extra, CODE, 200, 1)


@capi.check
def extra_slots_run_out():
    for _ in range(300):
        if c.code_request_extra() == -1:
            break
    else:
        raise AssertionError("there is no end of slots")


@capi.check
def watchers_see_code_made_and_destroyed():
    watcher, noted = c.code_add_watcher(False)
    noted.clear()
    space = {}
    exec("def watched(): pass", space)
    equal(noted, [0])
    copy = space["watched"].__code__.replace(co_firstlineno=5)
    equal(noted, [0, 0])
    del copy
    gc.collect()
    equal(noted, [0, 0, 1])
    space.clear()
    gc.collect()
    equal(noted, [0, 0, 1, 1])
    equal(c.code_clear_watcher(watcher), 0)
    exec("def watched(): pass", {})
    equal(noted, [0, 0, 1, 1])


@capi.check
def a_watcher_that_fails_is_reported():
    seen = []
    hook, sys.unraisablehook = sys.unraisablehook, lambda args: seen.append((str(args.exc_value), args.err_msg, args.object))
    watcher, _ = c.code_add_watcher(True)
    try:
        space = {}
        exec("def watched(): pass", space)
        code = space["watched"].__code__
        equal([text for text, _, _ in seen], ["watcher failed"])
        equal(seen[0][1], f"Exception ignored in PY_CODE_EVENT_CREATE watcher callback for {code!r}")
        equal(seen[0][2], None)
    finally:
        sys.unraisablehook = hook
        c.code_clear_watcher(watcher)


@capi.check
def watchers_run_out_and_are_checked():
    made = []
    try:
        for _ in range(20):
            made.append(c.code_add_watcher(False)[0])
    except RuntimeError as error:
        equal(str(error), "no more code watcher IDs available")
    equal(1 <= len(made) <= 8, True)
    for each in made:
        equal(c.code_clear_watcher(each), 0)
    raises(ValueError, f"No code watcher set for ID {made[0]}", c.code_clear_watcher, made[0])
    for wrong in (-1, 8, 1000):
        raises(ValueError, f"Invalid code watcher ID {wrong}", c.code_clear_watcher, wrong)


capi.main()
