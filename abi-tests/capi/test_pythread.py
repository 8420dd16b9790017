"""pythread.h, PyMutex and critical sections, called from C."""

import sys
import threading

import _capi_pythread as c
import capi
from capi import equal, refcounts_stay, same


@capi.check
def a_lock_is_taken_given_and_waited_for():
    # taken; not again; not again; not within 20 ms; taken; taken; taken
    equal(c.thread_lock_steps(), (1, 0, 0, 0, 1, 1, 1))


@capi.check
def threads_of_c_attach_and_have_values_of_their_own():
    marker = object()
    for _ in range(5):
        *facts, result = c.thread_start(lambda: marker)
        equal(facts, [1, 1, 1, 1, 1, 0, 1, 0])
        same(result, marker)
    refcounts_stay(lambda: c.thread_start(lambda: marker), marker, times=20)


@capi.check
def python_sees_a_thread_of_c():
    def who():
        return threading.get_ident(), threading.current_thread() is threading.main_thread()

    ident, is_main = c.thread_start(who)[-1]
    equal((ident != threading.get_ident(), is_main), (True, False))


@capi.check
def an_exception_in_a_thread_of_c_ends_with_it():
    equal(c.thread_start(lambda: 1 / 0)[-1], None)


@capi.check
def a_key_is_created_once_and_holds_a_value():
    equal(c.thread_tss_steps(), (0, 0, 1, 0, 1, 0, 1, 0))
    equal(c.thread_key_steps(), (1, 0, 1, 1, -1))


@capi.check
def idents_are_pythons():
    equal(c.thread_idents(), (threading.get_ident(), threading.get_native_id()))


@capi.check
def the_stack_size_of_new_threads_can_be_set():
    equal(c.thread_set_stacksize(1 << 20), (0, 1 << 20))
    equal(c.thread_start(lambda: 5)[-1], 5)
    equal(c.thread_set_stacksize(100), (-1, 1 << 20))  # too small
    equal(c.thread_set_stacksize(0), (0, 0))
    equal(threading.stack_size(), 0)


@capi.check
def info_is_the_one_of_sys():
    info = c.thread_get_info()
    equal(tuple(info), tuple(sys.thread_info))
    equal(info.name, "pthread")
    same(type(info), type(sys.thread_info))


@capi.check
def a_mutex_is_one_byte():
    equal(c.mutex_steps(), (1, 0, 1, 0))


def in_threads(function, count=4):
    threads = [threading.Thread(target=function) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@capi.check
def a_mutex_excludes_other_threads():
    before = c.mutex_guarded()
    in_threads(lambda: c.mutex_add(5000))
    equal(c.mutex_guarded(), before + 20000)


@capi.check
def critical_sections_exclude_other_threads():
    a, b = [0], [0]
    in_threads(lambda: c.critical_add(a, b, 2000))
    equal((a, b), ([8000], [8000]))


@capi.check
def critical_sections_of_one_object_nest():
    some = []
    equal(c.critical_functions(some), 1)
    equal(some, [None])


capi.main()
