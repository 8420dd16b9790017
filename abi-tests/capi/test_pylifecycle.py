"""pylifecycle.h and cpython/pylifecycle.h, called from C in a running interpreter."""

import os
import signal
import sys

import _capi_pylifecycle as c
import capi
from capi import equal


def run(code):
    """Runs a program in a process of its own: its exit code and output."""
    folders = os.pathsep.join(os.path.dirname(f) for f in (c.__file__, capi.__file__))
    line = [sys.executable, "-c", "import _capi_pylifecycle as c\n" + code]
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writable, 1)
        os.execve(sys.executable, line, {**os.environ, "PYTHONPATH": folders})
    os.close(writable)
    with open(readable) as stream:
        lines = stream.read().split("\n")[:-1]
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), lines


@capi.check
def a_running_interpreter_says_so():
    equal(c.is_initialized(), (1, 0))
    c.initialize()
    equal(c.is_initialized(), (1, 0))


@capi.check
def texts_are_those_of_sys():
    texts = c.texts()
    equal(texts["version"], sys.version)
    equal(texts["platform"], sys.platform)
    equal(texts["copyright"], sys.copyright)
    equal(texts["compiler"] in sys.version, True)
    equal(texts["build_info"] != "", True)
    equal(texts["number"], sys.hexversion)


@capi.check
def paths_are_those_of_the_start():
    paths = c.paths()
    equal(paths["prefix"], sys.base_prefix)
    equal(paths["exec_prefix"], sys.base_exec_prefix)
    equal(paths["program"], sys.executable)
    # 3.13t of CPython calls it python313t.zip.
    equal(any("/python313" in entry and entry.endswith(".zip") for entry in paths["path"].split(":")), True)
    equal(c.same_pointers(), True)


@capi.check
def files_are_not_interactive():
    equal(c.fd_is_interactive("/dev/null", "<stdin>"), 0)
    equal(c.fd_is_interactive("/dev/null", None), 0)


@capi.check
def terminals_are_interactive():
    equal(c.fd_is_interactive("/dev/ptmx", "anything"), 1)
    equal(c.fd_is_interactive("/dev/ptmx", None), 1)


@capi.check
def handlers_are_installed_and_given_back():
    equal(c.with_signal(int(signal.SIGUSR1)), (1, int(signal.SIGUSR1), 1, 1))
    equal(c.with_signal(int(signal.SIGINT)), (1, int(signal.SIGINT), 1, 1))


@capi.check
def wrong_signals_are_errors():
    equal(c.with_signal(int(signal.SIGKILL)), None)
    equal(c.getsig_of_a_wrong_number(), True)


@capi.check
def exit_functions_run_in_order():
    code = "import atexit\nc.at_exit()\natexit.register(print, 'atexit')\nc.interpreter_at_exit(False)\nc.interpreter_at_exit(True)\nprint('body')\n"
    equal(run(code), (0, ["body", "atexit", "PyUnstable_AtExit two", "PyUnstable_AtExit one", "Py_AtExit"]))


@capi.check
def a_limited_number_of_exit_functions_is_kept():
    code, lines = run("print([c.at_exit() for i in range(40)].count(-1) >= 8)")
    equal((code, lines[0], set(lines[1:])), (0, "True", {"Py_AtExit"}))


@capi.check
def exit_flushes_and_runs_exit_functions():
    code = "import atexit\natexit.register(print, 'atexit')\nprint('body', end=' ')\nc.exit_now(9)\n"
    equal(run(code), (9, ["body atexit"]))


capi.main()
