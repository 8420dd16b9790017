"""warnings.h, called from C."""

import os
import warnings

import _capi_warnings as c
import capi
from capi import equal, raises, refcounts_stay, same


def caught(function, *args, filter="always"):
    """What is warned of: category, text, name of the file and, for other files than this, the line."""
    with warnings.catch_warnings(record=True) as all_:
        warnings.simplefilter(filter)
        equal(function(*args), 0)
    return [(w.category, str(w.message), os.path.basename(w.filename), w.lineno if w.filename != __file__ else 0) for w in all_]


def raised(function, *args):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return function(*args)


@capi.check
def warn_ex_warns_where_the_caller_is():
    here = os.path.basename(__file__)
    equal(caught(c.err_warn_ex, UserWarning, "naïve".encode(), 1), [(UserWarning, "naïve", here, 0)])
    equal(caught(c.err_warn_ex, DeprecationWarning, b"text", 2), [(DeprecationWarning, "text", here, 0)])
    equal(caught(c.err_warn_ex, None, b"text", 1), [(RuntimeWarning, "text", here, 0)])
    equal(caught(c.err_warn_ex, UserWarning, b"text", 1, filter="ignore"), [])
    equal(caught(c.err_warn, UserWarning), [(UserWarning, "through the macro", here, 0)])
    equal(caught(c.err_warn_format, UserWarning, 1, "o"), [(UserWarning, "5 text 'o'", here, 0)])
    raises(UnicodeDecodeError, None, c.err_warn_ex, UserWarning, b"\xff", 1)


@capi.check
def resource_warnings_have_a_source():
    source = object()
    with warnings.catch_warnings(record=True) as all_:
        warnings.simplefilter("always")
        equal(c.err_resource_warning(source, 1, "it"), 0)
    equal((all_[0].category, str(all_[0].message)), (ResourceWarning, "unclosed 'it'"))
    same(all_[0].source, source)


@capi.check
def a_filter_makes_it_an_exception():
    raises(UserWarning, "text", raised, c.err_warn_ex, UserWarning, b"text", 1)
    raises(UserWarning, "5 text []", raised, c.err_warn_format, UserWarning, 1, [])
    raises(ResourceWarning, "unclosed []", raised, c.err_resource_warning, 5, 1, [])
    raises(UserWarning, "text", raised, c.err_warn_explicit, UserWarning, b"text", b"file", 7, "m", None)
    some = object()
    refcounts_stay(lambda: raises(UserWarning, None, raised, c.err_warn_format, UserWarning, 1, some), some)


@capi.check
def categories_are_checked():
    raises(TypeError, "'int' object is not callable", c.err_warn_ex, 5, b"text", 1)


@capi.check
def explicit_warnings_say_where():
    equal(caught(c.err_warn_explicit, UserWarning, b"text", b"some file", 7, "module", None), [(UserWarning, "text", "some file", 7)])
    equal(caught(c.err_warn_explicit, UserWarning, b"text", b"some file.py", 7, None, {}), [(UserWarning, "text", "some file.py", 7)])
    equal(caught(c.err_warn_explicit_object, UserWarning, "text", "naïve", 8, "module", {}), [(UserWarning, "text", "naïve", 8)])
    equal(caught(c.err_warn_explicit_object, UserWarning, DeprecationWarning("given"), "file", 8, None, None), [(DeprecationWarning, "given", "file", 8)])
    equal(caught(c.err_warn_explicit_format, UserWarning, b"file", 9, "module", None, []), [(UserWarning, "5 []", "file", 9)])
    raises(TypeError, "'registry' must be a dict or None", c.err_warn_explicit, UserWarning, b"text", b"file", 7, "m", 5)


@capi.check
def the_registry_remembers_what_was_said():
    registry = {}
    equal(len(caught(c.err_warn_explicit, UserWarning, b"once", b"file", 7, "module", registry, filter="default")), 1)
    assert ("once", UserWarning, 7) in registry, registry
    with warnings.catch_warnings(record=True) as all_:
        warnings.filters.insert(0, ("once", None, UserWarning, None, 0))
        registry.clear()
        once = {}
        for line in (1, 2, 3):
            c.err_warn_explicit(UserWarning, b"only one of these", b"file", line, "module", once)
    equal(len(all_), 1)


capi.main()
