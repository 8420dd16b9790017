"""weakrefobject.h, called from C."""

import gc
import weakref

import _capi_weakrefobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay, same


class Some:
    def __call__(self):
        return "called"


class SubRef(weakref.ref):
    pass


@capi.check
def a_reference_gives_its_object():
    some = Some()
    ref = c.weakref_new_ref_null(some)
    same(type(ref), weakref.ref)
    equal(c.weakref_get_ref(ref), (1, some))
    same(c.weakref_get_object(ref), some)
    same(c.weakref_get_object_macro(ref), some)
    refcounts_stay(lambda: c.weakref_get_ref(ref), some, ref)
    refcounts_stay(lambda: c.weakref_get_object(ref), some, ref)


@capi.check
def a_dead_reference_gives_nothing():
    some = Some()
    ref, proxy = c.weakref_new_ref_null(some), c.weakref_new_proxy_null(some)
    del some
    for each in (ref, proxy):
        equal(c.weakref_get_ref(each), (0, None))
        same(c.weakref_get_object(each), None)
        same(c.weakref_get_object_macro(each), None)


@capi.check
def references_without_callback_are_shared():
    some = Some()
    ref = c.weakref_new_ref(some, None)
    same(c.weakref_new_ref_null(some), ref)
    same(weakref.ref(some), ref)
    same(c.weakref_new_proxy(some, None), c.weakref_new_proxy_null(some))
    equal(c.weakref_new_ref(some, print) is ref, False)
    equal(weakref.getweakrefcount(some), 1)


@capi.check
def new_references_count_nothing_but_the_callback():
    some, callback = Some(), lambda ref: None
    refcounts_stay(lambda: c.weakref_new_ref(some, callback), some, callback)
    refcounts_stay(lambda: c.weakref_new_proxy(some, callback), some, callback)


@capi.check
def the_callback_is_called_with_the_reference_when_the_object_goes():
    seen = []
    some = Some()
    ref = c.weakref_new_ref(some, seen.append)
    proxy = c.weakref_new_proxy(some, lambda p: seen.append(p is proxy))
    del some
    equal(len(seen), 2)
    equal(sorted(map(str, [s is ref or s is True for s in seen])), ["True", "True"])
    same(ref(), None)


@capi.check
def a_callback_of_a_dead_reference_is_not_called():
    seen = []
    some = Some()
    c.weakref_new_ref(some, seen.append)
    del some
    equal(seen, [])


@capi.check
def proxies_come_in_two_types():
    class Plain:
        pass

    plain, some = Plain(), Some()
    same(type(c.weakref_new_proxy_null(plain)), weakref.ProxyType)
    proxy = c.weakref_new_proxy_null(some)
    same(type(proxy), weakref.CallableProxyType)
    equal(proxy(), "called")


@capi.check
def the_checks_tell_references_and_proxies_apart():
    some = Some()
    for o, bits in [(weakref.ref(some), 1 + 2 + 4), (SubRef(some), 1 + 2), (weakref.proxy(some), 1 + 8), (some, 0), (None, 0)]:
        equal(c.weakref_checks(o), bits)


@capi.check
def what_has_no_weak_references_is_refused():
    for wrong in (5, (), "text", None):
        text = f"cannot create weak reference to '{type(wrong).__name__}' object"
        raises(TypeError, text, c.weakref_new_ref_null, wrong)
        raises(TypeError, text, c.weakref_new_proxy_null, wrong)


@capi.check
def what_is_no_weak_reference_is_refused():
    raises(TypeError, "expected a weakref", c.weakref_get_ref, 5)
    bad_call(c.weakref_get_ref, None)
    bad_call(c.weakref_get_object, None)
    bad_call(c.weakref_get_object, 5)


@capi.check
def clearing_a_living_objects_list_is_an_error():
    bad_call(c.weakref_clear_refs, Some())


@capi.check
def clearing_one_reference_runs_no_callback():
    seen = []
    some = Some()
    ref = c.weakref_new_ref(some, seen.append)
    c.weakref_clear_ref(ref)
    same(ref(), None)
    del some
    equal(seen, [])


@capi.check
def types_say_whether_they_support_weak_references():
    equal([c.weakref_supported(t) for t in (set, type, int, tuple)], [1, 1, 0, 0])


@capi.check
def a_struct_may_have_the_list():
    cls = c.weakref_own_type()
    equal(c.weakref_supported(cls), 1)
    own, seen = cls(), []
    equal(c.weakref_own_has_list(own), 0)
    refs = [weakref.ref(own), weakref.ref(own, seen.append), weakref.proxy(own)]
    equal(c.weakref_own_has_list(own), 1)
    same(refs[0](), own)
    equal(weakref.getweakrefcount(own), 3)
    del own
    equal([refs[0](), refs[1](), len(seen)], [None, None, 1])


@capi.check
def objects_in_a_cycle_clear_their_references_first():
    seen = []
    some = Some()
    some.self = some
    ref = c.weakref_new_ref(some, lambda r: seen.append(r()))
    del some
    gc.collect()
    equal(seen, [None])
    same(ref(), None)


@capi.check
def many_references_all_die():
    some = Some()
    seen = []
    refs = [c.weakref_new_ref(some, seen.append) for _ in range(1000)]
    del some
    equal(len(seen), 1000)
    equal({ref() for ref in refs}, {None})


capi.main()
