"""cpython/pytime.h, called from C."""

import time

import _capi_pytime as c
import capi
from capi import equal


@capi.check
def the_clocks_are_those_of_the_time_module():
    before = [time.monotonic_ns(), time.perf_counter_ns(), time.time_ns()] * 2
    got = c.clocks()
    after = [time.monotonic_ns(), time.perf_counter_ns(), time.time_ns()] * 2
    equal([status for status, _ in got], [0] * 6)
    equal([a <= t <= b for a, (_, t), b in zip(before, got, after)], [True] * 6)


@capi.check
def the_raw_clocks_need_no_attached_thread():
    before = [time.monotonic_ns(), time.perf_counter_ns(), time.time_ns()]
    status, *got = c.clocks_detached()
    equal(status, 0)
    equal([0 <= t - a < 10**10 for a, t in zip(before, got)], [True] * 3)


@capi.check
def nanoseconds_become_seconds():
    for t in (0, 1, -1, 10**9, -3 * 10**9, 1500000000, 123456789, 2**63 - 1, -(2**63), 86400 * 10**9 + 1):
        equal(c.as_seconds_double(t), t / 1e9)
    equal(c.as_seconds_double(9007199254740993 * 10**3), 9007199254740993000 / 1e9)
    equal(c.as_seconds_double(9223372036 * 10**9), 9223372036.0)


@capi.check
def the_limits_are_those_of_64_bits():
    equal(c.limits(), (-(2**63), 2**63 - 1))


capi.main()
