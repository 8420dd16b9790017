"""_PyStack_AsDict of cpython/abstract.h, called from C."""

import _capi_cpython_abstract as c
import capi
from capi import equal, refcounts_stay


@capi.check
def keyword_arguments_become_a_dict():
    a, b = object(), object()
    equal(c.stack_as_dict((a, b), ("x", "y")), {"x": a, "y": b})
    equal(c.stack_as_dict((a, b), ("y",)), {"y": a})
    equal(c.stack_as_dict((), ()), {})
    refcounts_stay(lambda: c.stack_as_dict((a, b), ("x", "y")), a, b)


capi.main()
