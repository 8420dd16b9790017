"""cpython/initconfig.h, called from C beside a running interpreter."""

import sys

import _capi_initconfig as c
import capi
from capi import equal

OK = (0, 0, 0, None, None, 0)


@capi.check
def statuses_say_what_they_are():
    equal(c.status_ok(), OK)
    equal(c.status_error("wrong"), (1, 1, 0, None, "wrong", 0))
    equal(c.status_no_memory(), (1, 1, 0, None, "memory allocation failed", 0))
    equal(c.status_exit(0), (1, 0, 1, None, None, 0))
    equal(c.status_exit(-3), (1, 0, 1, None, None, -3))


@capi.check
def lists_of_wide_strings_grow():
    equal(c.wide_string_list([]), ([], OK))
    equal(c.wide_string_list(["a", "", "caf\xe9 \U0001f600"]), (["a", "", "caf\xe9 \U0001f600"], OK))
    equal(c.wide_string_list(["b", (0, "a"), (2, "d"), (2, "c"), (99, "e")]), (["a", "b", "c", "d", "e"], OK))


@capi.check
def insertion_needs_an_index_that_is_not_negative():
    error = (1, 1, 0, "PyWideStringList_Insert", "PyWideStringList_Insert index must be >= 0", 0)
    equal(c.wide_string_list(["a", (-1, "b")]), (["a"], error))


@capi.check
def configurations_begin_with_their_defaults():
    common = {"argv": [], "home": None, "program_name": None, "module_search_paths": []}
    python = {"isolated": 0, "use_environment": 1, "dev_mode": -1, "parse_argv": 1, "install_signal_handlers": 1}
    equal(c.config_init_python(), python | {"int_max_str_digits": -1, "safe_path": 0} | common)
    isolated = {"isolated": 1, "use_environment": 0, "dev_mode": 0, "parse_argv": 0, "install_signal_handlers": 0}
    equal(c.config_init_isolated(), isolated | {"int_max_str_digits": 4300, "safe_path": 1} | common)


@capi.check
def texts_and_lists_are_copied():
    texts = ["prog\xe9", "/home", "", "\u20ac"]
    config = c.config_set(texts)
    equal(config["program_name"], "prog\xe9")
    equal(config["home"], "/home")
    equal(config["argv"], texts)
    equal(config["module_search_paths"], texts)


@capi.check
def null_takes_a_text_back():
    config = c.config_set([None, None])
    equal((config["program_name"], config["home"], config["argv"]), (None, None, []))


@capi.check
def preconfigurations_begin_with_their_defaults():
    equal(c.preconfig_init(False), [1, 0, 1, 1, -1, -1, -1, -1, 0])
    equal(c.preconfig_init(True), [0, 1, 0, 0, 0, 0, 0, 0, 0])


@capi.check
def a_second_start_changes_neither_flags_nor_path():
    before, arguments = (sys.flags, list(sys.path)), sys.argv
    equal(c.preinitialize_again(), [OK, OK, OK])
    equal(c.initialize_again(), OK)
    # CPython takes the arguments of the second configuration.
    sys.argv = arguments
    equal((sys.flags, list(sys.path)), before)


@capi.check
def null_configurations_are_errors():
    equal(
        c.initialize_null(),
        [
            (1, 1, 0, "Py_InitializeFromConfig", "initialization config is NULL", 0),
            (1, 1, 0, "_Py_PreInitializeFromPyArgv", "preinitialization config is NULL", 0),
        ],
    )


@capi.check
def the_first_arguments_are_kept():
    equal(c.get_argc_argv(), sys.orig_argv)
    equal(c.get_argc_argv(), sys.orig_argv)


capi.main()
