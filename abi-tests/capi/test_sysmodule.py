"""sysmodule.h, called from C."""

import io
import os
import sys

import _capi_sysmodule as c
import capi
from capi import equal, raises, refcounts_stay, same


@capi.check
def get_object_finds_attributes_of_sys():
    same(c.sys_get_object("path"), sys.path)
    same(c.sys_get_object("no such name"), ...)
    raises(KeyError, "'mine'", c.sys_get_object_with_exception, "path")
    raises(KeyError, "'mine'", c.sys_get_object_with_exception, "no such name")
    refcounts_stay(lambda: c.sys_get_object("path"), sys.path)


@capi.check
def set_object_sets_and_deletes():
    value = object()
    equal(c.sys_set_object("capi_value", value), 0)
    same(sys.capi_value, value)
    refcounts_stay(lambda: c.sys_set_object("capi_value", value), value)
    equal(c.sys_delete_object("capi_value"), 0)
    equal(hasattr(sys, "capi_value"), False)
    equal(c.sys_delete_object("capi_value"), 0)  # no error


@capi.check
def x_options_are_those_of_sys():
    same(c.sys_get_x_options(), sys._xoptions)


@capi.check
def resetting_warn_options_empties_the_list():
    saved = sys.warnoptions[:]
    sys.warnoptions[:] = ["default"]
    c.sys_reset_warn_options()
    equal(sys.warnoptions, [])
    sys.warnoptions[:] = saved


@capi.check
def set_argv_sets_argv_and_maybe_the_path():
    argv, path = sys.argv, sys.path[:]
    c.sys_set_argv(("a", "b\u00e9"), 0)
    equal(sys.argv, ["a", "b\u00e9"])
    equal(sys.path, path)
    c.sys_set_argv(("-c", "x"), 1)
    equal(sys.path, ["", *path])
    sys.path[:] = path
    c.sys_set_argv((__file__,), -1)
    equal(sys.path, [os.path.dirname(os.path.realpath(__file__)), *path])
    sys.path[:] = path
    c.sys_set_argv((), 0)
    equal(sys.argv, [""])
    sys.argv = argv


def captured(function, *args):
    saved = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        function(*args)
        return sys.stdout.getvalue(), sys.stderr.getvalue()
    except KeyError as error:
        return sys.stdout.getvalue(), sys.stderr.getvalue(), str(error)
    finally:
        sys.stdout, sys.stderr = saved


@capi.check
def writing_goes_to_pythons_streams():
    text = "te\u00e9xt"
    equal(captured(c.sys_write, text),
          (f"out {text} 5\nout {text} ({text!r},)\n", f"err {text} 5\nerr {text} ({text!r},)\n"))


@capi.check
def writing_keeps_a_pending_exception():
    equal(captured(c.sys_write_with_exception), ("out\n", "err 7\n", "'mine'"))


@capi.check
def long_writes_are_cut():
    out, err = captured(c.sys_write, "x" * 2000)
    # The two functions with C's format cut at 1000 bytes, the others do not.
    for got, start in ((out, "out "), (err, "err ")):
        equal(got[:1000 + len("... truncated")], (start + "x" * 2000)[:1000] + "... truncated")
        equal(got.count("... truncated"), 1)
        equal(got.endswith(f"{start}{'x' * 2000} ('{'x' * 2000}',)\n"), True)


events = []


@capi.check
def audit_calls_hooks_of_python():
    def hook(event, args):
        if event.startswith("capi."):
            if event == "capi.python.refused":
                raise PermissionError("refused in Python")
            events.append((event, args))

    sys.addaudithook(hook)
    expected = [(), (5,), ("a", 6), (None,), ("a", 7, True)]
    for how, args in enumerate(expected):
        equal(c.sys_audit("capi.some", how), 0)
        equal(events.pop(), ("capi.some", args))
    raises(PermissionError, "refused in Python", c.sys_audit, "capi.python.refused", 1)
    equal(c.sys_audit("other", 1), 0)
    equal(events, [])


@capi.check
def audit_tuple_takes_a_tuple_or_nothing():
    equal(c.sys_audit_tuple("capi.some", (1, 2)), 0)
    equal(events.pop(), ("capi.some", (1, 2)))
    equal(c.sys_audit_tuple("capi.some", None), 0)  # NULL
    equal(events.pop(), ("capi.some", ()))
    raises(TypeError, "args must be tuple, got list", c.sys_audit_tuple, "capi.some", [1])


@capi.check
def audit_calls_hooks_of_c_first():
    status, noted = c.sys_add_audit_hook()
    equal(status, 0)
    sys.audit("capi.some", 1, 2)
    equal(noted.pop(), ("capi.some", (1, 2)))
    equal(events.pop(), ("capi.some", (1, 2)))
    raises(PermissionError, "refused by the hook", sys.audit, "capi.refused")
    equal(events, [])
    raises(PermissionError, "refused by the hook", c.sys_audit, "capi.refused", 1)


@capi.check
def a_hook_can_keep_others_out():
    c.sys_refuse_hooks(1)  # with RuntimeError: silently
    equal(c.sys_add_audit_hook()[0], 0)
    sys.addaudithook(lambda event, args: events.append("must not be"))
    c.sys_refuse_hooks(2)
    raises(ValueError, "no more hooks", c.sys_add_audit_hook)
    sys.addaudithook(lambda event, args: events.append("must not be"))
    c.sys_refuse_hooks(0)
    sys.audit("something")
    equal(events, [])


@capi.check
def the_perf_map_names_code():
    name, other = f"/tmp/perf-{os.getpid()}.map", f"/tmp/capi-{os.getpid()}.map"
    for path in (name, other):
        if os.path.exists(path):
            os.unlink(path)
    try:
        with open(other, "w") as file:
            file.write("1 2 from the parent\n")
        equal(c.sys_perf_map(other), (0, 0, 0, 0, 0, -1))
        with open(name) as file:
            lines = file.read().splitlines()
        equal([line.removeprefix("0x") for line in lines], ["1000 10 first", "abcd ff second name", "1 2 from the parent", "1 1 again"])
        equal(os.stat(name).st_mode & 0o777, 0o600)
    finally:
        os.unlink(name)
        os.unlink(other)


@capi.check
def without_tracemalloc_nothing_is_tracked():
    equal(c.tracemalloc_track(), (-2, -2))


capi.main()
