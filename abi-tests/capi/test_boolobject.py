"""boolobject.h, called from C."""

import _capi_boolobject as c
import capi
from capi import equal, refcounts_stay, same


@capi.check
def check_knows_the_two_bools():
    equal([c.bool_check(o) for o in (True, False, 1, 0)], [1, 1, 0, 0])


@capi.check
def truth_is_identity():
    for function in (c.is_true, c.is_true_function):
        equal([function(o) for o in (True, False, 1)], [1, 0, 0])
    for function in (c.is_false, c.is_false_function):
        equal([function(o) for o in (True, False, 0)], [0, 1, 0])


@capi.check
def any_number_but_zero_is_true():
    for value, expected in [(0, False), (1, True), (-1, True), (2**62, True), (2**32, True)]:
        same(c.bool_from_long(value), expected)


@capi.check
def the_constants_are_the_objects():
    same(c.constants()[0], True)
    same(c.constants()[1], False)
    same(c.return_macros(1), True)
    same(c.return_macros(None), False)


@capi.check
def the_bools_are_never_freed():
    for _ in range(10000):
        c.bool_from_long(1)
        c.return_macros(None)
    refcounts_stay(lambda: c.bool_from_long(1), True, False)


capi.main()
