"""pystate.h, and ceval.h's pending calls, called from C."""

import sys
import threading
import time

import _capi_pystate as c
import capi
from capi import equal, raises, refcounts_stay, same


def in_thread(function):
    result = []
    thread = threading.Thread(target=lambda: result.append(function()))
    thread.start()
    thread.join()
    return result[0]


@capi.check
def the_functions_agree_about_the_current_state():
    equal(c.state_facts(), [True] * 12)
    equal(in_thread(c.state_facts), [True] * 12)
    raises(RuntimeError, "no interpreter provided", c.state_get_id_of_null)


@capi.check
def each_thread_has_a_dictionary():
    own = c.state_get_dict()
    same(type(own), dict)
    own["capi"] = 1
    same(c.state_get_dict(), own)
    equal("capi" in in_thread(c.state_get_dict), False)
    refcounts_stay(c.state_get_dict, own)


@capi.check
def the_interpreter_has_a_dictionary():
    shared = c.state_interpreter_dict()
    same(type(shared), dict)
    same(in_thread(c.state_interpreter_dict), shared)


@capi.check
def the_frame_is_the_callers():
    frame = c.state_get_frame()
    same(frame, sys._getframe())
    equal(frame.f_code.co_name, "the_frame_is_the_callers")


@capi.check
def the_main_module_is_that_of_sys():
    same(c.state_main_module(), sys.modules["__main__"])
    main = sys.modules["__main__"]
    refcounts_stay(c.state_main_module, main)


@capi.check
def current_frames_has_all_threads():
    here, stop = threading.Event(), threading.Event()

    def wait():
        here.set()
        stop.wait()

    thread = threading.Thread(target=wait)
    thread.start()
    here.wait()
    try:
        for get in (c.state_current_frames, sys._current_frames):
            frames = get()
            equal(set(frames) >= {threading.get_ident(), thread.ident}, True)
            same(frames[threading.get_ident()], sys._getframe())
            names, frame = [], frames[thread.ident]
            while frame:
                names.append(frame.f_code.co_name)
                frame = frame.f_back
            equal("wait" in names, True)
    finally:
        stop.set()
        thread.join()


@capi.check
def states_are_counted():
    count, found = c.state_count()
    equal(found, 1)
    equal(in_thread(c.state_count), (count + 1, 1))
    equal(c.state_count(), (count, 1))


@capi.check
def threads_detach_and_attach_in_many_ways():
    equal(c.state_detach_and_attach(), [True] * 8)
    equal(in_thread(c.state_detach_and_attach), [True] * 8)


@capi.check
def a_thread_can_have_a_second_state():
    marker = object()
    before = c.state_count()
    equal(c.state_second(lambda: marker), (7, marker))
    equal(c.state_second(lambda: c.state_get_dict() is None), (7, False))
    equal(c.state_second(lambda: 1 / 0), (7, None))
    equal(c.state_count(), before)


@capi.check
def a_thread_of_c_can_make_its_own_state():
    before = c.state_count()
    marker = object()
    for _ in range(10):
        same(c.state_in_pthread(lambda: marker), marker)
    equal(c.state_in_pthread(lambda: threading.get_ident()) != threading.get_ident(), True)
    equal(c.state_in_pthread(lambda: 1 / 0), None)
    equal(c.state_count(), before)
    refcounts_stay(lambda: c.state_in_pthread(lambda: marker), marker, times=20)


@capi.check
def an_exception_can_be_sent_to_a_thread():
    class Sent(Exception):
        pass

    running, result = threading.Event(), []

    def spin():
        try:
            running.set()
            while True:
                time.sleep(0.001)
        except Sent as error:
            result.append(type(error))

    thread = threading.Thread(target=spin)
    thread.start()
    running.wait()
    equal(c.state_set_async_exc(thread.ident, Sent), 1)
    thread.join()
    equal(result, [Sent])
    equal(c.state_set_async_exc(12345, Sent), 0)
    equal(c.state_set_async_exc(threading.get_ident(), None), 1)  # withdraws what was not sent


@capi.check
def tracing_can_be_turned_off():
    equal(c.state_tracing(), (0, 1, 0))


@capi.check
def pending_calls_run_soon():
    done = []
    equal(c.pending_add(done), 0)
    for _ in range(100000):
        if done:
            break
    equal(done, [True])
    equal(c.pending_add_from_pthread(done), 0)
    for _ in range(100000):
        if len(done) > 1:
            break
    equal(done, [True, True])


@capi.check
def pending_calls_can_be_run_at_once():
    done = []
    taken = c.pending_fill(done, 20)
    equal((taken, len(done)), (20, 20))
    equal(c.pending_make(), 0)
    taken = c.pending_fill(done, 1000)
    equal(32 <= taken < 1000, True)  # there is a limit
    while c.pending_make() == 0 and len(done) < 20 + taken:
        pass
    equal(len(done), 20 + taken)


@capi.check
def a_pending_call_can_raise():
    raises(KeyError, "'pending'", c.pending_make_failing)


@capi.check
def pending_calls_run_in_the_main_thread_only():
    done = []

    def from_thread():
        equal(c.pending_make(), 0)
        return threading.current_thread() is threading.main_thread()

    equal(in_thread(from_thread), False)


@capi.check
def frames_can_be_run_by_another_function():
    def inner(x):
        return x + 1

    class Some:
        def method(self):
            return inner(1)

        @property
        def attribute(self):
            return 5

    def generate():
        yield inner(2)

    def outer():
        some = Some()
        return inner(inner(1)) + some.method() + some.attribute + sum(generate())

    for _ in range(20):  # specialised instructions must not go past the function
        outer()
    was_default, is_set, is_default, result, names = c.eval_with_function(outer)
    equal((was_default, is_set, is_default, result), (1, 1, 1, 13))
    equal(names, ["outer", "inner", "inner", "method", "inner", "attribute", "generate", "generate", "inner", "generate"])
    raises(ZeroDivisionError, "division by zero", c.eval_with_function, lambda: inner(1) / 0)
    equal(outer(), 13)


@capi.check
def a_suspended_generator_is_closed_without_the_function():
    def generate():
        yield 1

    def outer():
        some = generate()
        return next(some)

    names = c.eval_with_function(outer)[4]
    equal(names, ["outer", "generate", "generate"])


@capi.check
def interpreter_identifiers_can_be_asked_to_own():
    equal(c.state_requires_id_ref(), (0, 1, 0))


capi.main()
