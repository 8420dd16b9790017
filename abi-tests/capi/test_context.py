"""context.h, called from C."""

import gc
from contextvars import Context, ContextVar, Token, copy_context

import _capi_context as c
import capi
from capi import equal, raises, refcounts_stay, same

first = ContextVar("first")
second = ContextVar("second", default="its default")


@capi.check
def check_exact_knows_the_three_types():
    token = Context().run(first.set, 1)
    equal([c.context_check_exact(o) for o in (Context(), first, token, 1)], [1, 2, 4, 0])


@capi.check
def new_is_empty():
    made = c.context_new()
    equal(type(made), Context)
    equal(len(made), 0)
    assert made is not c.context_new()


@capi.check
def copy_has_the_same_values():
    some, value = Context(), object()
    some.run(first.set, value)
    copied = c.context_copy(some)
    equal(copied, some)
    same(copied[first], value)
    copied.run(first.set, 2)
    same(some[first], value)
    refcounts_stay(lambda: c.context_copy(some), some, value)
    for wrong in (1, first):
        raises(TypeError, "an instance of Context was expected", c.context_copy, wrong)


@capi.check
def copy_current_copies_what_is_set_here():
    def inside():
        first.set("here")
        return c.context_copy_current()

    copied = Context().run(inside)
    equal(dict(copied), {first: "here"})
    equal(c.context_copy_current(), copy_context())


@capi.check
def enter_makes_it_the_current_one_and_exit_goes_back():
    some = Context()
    some.run(first.set, "inner")
    outer = first.set("outer")
    equal(c.context_enter(some), 0)
    try:
        equal(first.get(), "inner")
        first.set("changed")
    finally:
        equal(c.context_exit(some), 0)
    equal(first.get(), "outer")
    equal(some[first], "changed")
    first.reset(outer)
    refcounts_stay(lambda: (c.context_enter(some), c.context_exit(some)), some)


@capi.check
def enter_and_exit_check_the_state():
    some, other = Context(), Context()
    equal(c.context_enter(some), 0)
    raises(RuntimeError, f"cannot enter context: {some!r} is already entered", c.context_enter, some)
    raises(RuntimeError, f"cannot enter context: {some!r} is already entered", some.run, id, 1)
    raises(RuntimeError, f"cannot exit context: {other!r} has not been entered", c.context_exit, other)
    equal(c.context_enter(other), 0)
    raises(RuntimeError, "cannot exit context: thread state references a different context object", c.context_exit, some)
    equal(c.context_exit(other), 0)
    equal(c.context_exit(some), 0)
    raises(RuntimeError, f"cannot exit context: {some!r} has not been entered", c.context_exit, some)
    for function in (c.context_enter, c.context_exit):
        raises(TypeError, "an instance of Context was expected", function, first)


@capi.check
def variable_has_name_and_default():
    value = object()
    var = c.contextvar_new("naïve".encode(), value)
    equal(type(var), ContextVar)
    equal(var.name, "naïve")
    same(var.get(), value)
    raises(LookupError, None, c.contextvar_new(b"bare").get)
    refcounts_stay(lambda: c.contextvar_new(b"name", value), value)
    raises(UnicodeDecodeError, None, c.contextvar_new, b"\xff")


@capi.check
def get_prefers_the_value_then_the_argument_then_the_default():
    def inside():
        equal(c.contextvar_get(first), (0, NotImplemented))
        equal(c.contextvar_get(first, "given"), (0, "given"))
        equal(c.contextvar_get(second), (0, "its default"))
        equal(c.contextvar_get(second, "given"), (0, "given"))
        value, other = object(), object()
        first.set(value)
        same(c.contextvar_get(first, other)[1], value)
        refcounts_stay(lambda: (c.contextvar_get(first, other), c.contextvar_get(second, other)), value, other)

    Context().run(inside)
    raises(TypeError, "an instance of ContextVar was expected", c.contextvar_get, "first")


@capi.check
def set_gives_a_token_that_reset_takes():
    def inside():
        value = object()
        token = c.contextvar_set(first, value)
        equal(type(token), Token)
        same(token.var, first)
        same(token.old_value, Token.MISSING)
        same(first.get(), value)
        newer = c.contextvar_set(first, 2)
        same(newer.old_value, value)
        equal(c.contextvar_reset(first, newer), 0)
        same(first.get(), value)
        equal(c.contextvar_reset(first, token), 0)
        equal(c.contextvar_get(first), (0, NotImplemented))
        refcounts_stay(lambda: c.contextvar_reset(first, c.contextvar_set(first, value)), value)
        raises(RuntimeError, f"{token!r} has already been used once", c.contextvar_reset, first, token)
        assert repr(token).startswith("<Token used var=<ContextVar name='first' at 0x"), token

    Context().run(inside)
    raises(TypeError, "an instance of ContextVar was expected", c.contextvar_set, 1, 2)


@capi.check
def reset_refuses_foreign_tokens():
    def inside():
        token = c.contextvar_set(first, 1)
        raises(ValueError, f"{token!r} was created by a different ContextVar", c.contextvar_reset, second, token)
        raises(ValueError, f"{token!r} was created in a different Context", Context().run, c.contextvar_reset, first, token)
        raises(TypeError, "an instance of ContextVar was expected", c.contextvar_reset, token, token)
        raises(TypeError, "an instance of Token was expected", c.contextvar_reset, first, first)
        equal(c.contextvar_reset(first, token), 0)

    Context().run(inside)


@capi.check
def many_variables_are_set_and_reset_in_any_order():
    variables = [ContextVar(f"v{i}") for i in range(3000)]

    def inside():
        tokens = [var.set(i) for i, var in enumerate(variables)]
        copies = [copy_context()]
        equal(len(copies[0]), 3000)
        for i in range(0, 3000, 3):
            variables[i].set(-i)
        copies.append(copy_context())
        for i in list(range(1, 3000, 2)) + list(range(0, 3000, 4)):
            variables[i].reset(tokens[i])
        copies.append(copy_context())
        return copies

    whole, changed, rest = Context().run(inside)
    equal({var: whole[var] for var in variables}, dict(zip(variables, range(3000))))
    equal(dict(whole), dict(zip(variables, range(3000))))
    equal(dict(changed), {var: -i if i % 3 == 0 else i for i, var in enumerate(variables)})
    left = {var: -i if i % 3 == 0 else i for i, var in enumerate(variables) if i % 4 == 2}
    equal(dict(rest), left)
    equal(len(rest), 750)
    equal(sorted(rest.values()), sorted(left.values()))
    equal(set(rest.items()), set(left.items()))
    assert rest != whole and rest == Context.copy(rest)


@capi.check
def cycles_through_contexts_are_collected():
    died = []

    class Witness:
        def __del__(self):
            died.append(1)

    for _ in range(10):
        some, witness = Context(), Witness()
        witness.context = some
        some.run(first.set, witness)
        witness.copy = some.copy()
        token = some.run(second.set, witness)
        witness.token = token
        del some, witness, token
    gc.collect()
    equal(len(died), 10)


capi.main()
