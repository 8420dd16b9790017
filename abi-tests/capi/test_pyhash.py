"""pyhash.h and cpython/pyhash.h, called from C."""

import sys

import _capi_pyhash as c
import capi
from capi import equal, refcounts_stay


class Hashed:
    def __hash__(self):
        return 5


@capi.check
def doubles_hash_as_floats():
    o = object()
    for value in (0.0, -0.0, 1.0, -1.0, 1.5, 1e300, 5e-324, float("inf"), float("-inf"), 2.0**61, 0.1):
        equal(c.hash_double(o, value), hash(value))
    equal(c.hash_double(o, -1.0), -2)


@capi.check
def nan_hashes_as_its_object():
    for o in (object(), float("nan")):
        equal(c.hash_double(o, float("nan")), object.__hash__(o))


@capi.check
def pointers_hash_rotated():
    for address in (0, 16, 0x1000, 0x7FFFDEADBEE0, 1, 2**64 - 1):
        rotated = (address >> 4 | address << 60) % 2**64
        signed = rotated - 2**64 if rotated >= 2**63 else rotated
        equal(c.hash_pointer(address), -2 if signed == -1 else signed)


@capi.check
def generic_hash_is_that_of_the_address():
    for o in (object(), Hashed(), [], "text"):
        equal(c.object_generic_hash(o), object.__hash__(o))
        equal(c.object_generic_hash(o), c.hash_pointer(id(o)))
    o = Hashed()
    refcounts_stay(lambda: c.object_generic_hash(o), o)


@capi.check
def bytes_hash_by_the_functions_of_the_definition():
    for value in (b"", b"a", b"abc", b"x" * 7, b"y" * 8, b"z" * 1000, bytes(range(256))):
        equal(c.hash_bytes(value), hash(value))
        name, bits, seed_bits, direct = c.hash_func_def(value)
        equal((name, bits, seed_bits), (sys.hash_info.algorithm, sys.hash_info.hash_bits, sys.hash_info.seed_bits))
        if value:
            equal(direct if direct != -1 else -2, hash(value))
    equal(c.hash_bytes(b""), 0)


@capi.check
def constants_are_those_of_sys_hash_info():
    info = sys.hash_info
    equal(c.constants(), (61, info.modulus, info.inf, info.imag))


capi.main()
