"""pymem.h and the allocating functions of objimpl.h, called from C."""

import os
import sys

import _capi_pymem as c
import capi
from capi import equal

DOMAINS = (0, 1, 2)
MAX = sys.maxsize


@capi.check
def blocks_of_all_sizes_can_be_had():
    for domain in DOMAINS:
        for size in (0, 1, 7, 8, 16, 511, 512, 513, 4096, 1 << 20):
            equal(c.mem_malloc(domain, size), 1)
            equal(c.mem_realloc_null(domain, size), 1)


@capi.check
def too_large_a_size_gives_null():
    for domain in DOMAINS:
        for size in (MAX, -1):  # -1 is the largest size_t
            equal(c.mem_malloc(domain, size), 0)
            equal(c.mem_realloc_null(domain, size), 0)
        equal(c.mem_calloc(domain, MAX, 2), -1)
        equal(c.mem_calloc(domain, 2, MAX), -1)
        equal(c.mem_calloc(domain, 2**32, 2**32), -1)


@capi.check
def calloc_gives_zeros():
    for domain in DOMAINS:
        for size in (1, 8, 300, 5000):
            equal(c.mem_calloc(domain, 3, size), 0)
        equal(c.mem_calloc(domain, 0, 8), 0)
        equal(c.mem_calloc(domain, 8, 0), 0)


@capi.check
def realloc_keeps_the_contents():
    for domain in DOMAINS:
        equal(c.mem_realloc(domain, b"some text", 4), b"some")
        equal(c.mem_realloc(domain, b"some text", 10000), b"some text")
        equal(c.mem_realloc(domain, b"some text", 0), b"")


@capi.check
def realloc_that_fails_leaves_the_block_alone():
    for domain in DOMAINS:
        equal(c.mem_realloc(domain, b"some text", -1), None)


@capi.check
def empty_blocks_are_distinct():
    for domain in DOMAINS:
        equal(c.mem_empty_blocks_differ(domain), 1)


@capi.check
def freeing_null_is_fine():
    for domain in DOMAINS:
        equal(c.mem_free_null(domain), 0)


@capi.check
def new_and_resize_check_the_product():
    equal(c.mem_new_and_resize(10, 1000), (1, 1))
    equal(c.mem_new_and_resize(10, 0), (1, 1))
    equal(c.mem_new_and_resize(MAX, 1), (0, 0))
    equal(c.mem_new_and_resize(10, MAX // 8 + 1), (1, 0))


@capi.check
def set_allocator_replaces_a_domains_functions():
    for domain in DOMAINS:
        malloc, calloc, realloc, free, *rest = c.mem_with_own_allocator(domain)
        # Other threads and the interpreter itself may allocate meanwhile, but nobody takes less.
        equal((malloc >= 1, calloc >= 1, realloc >= 1, free >= 2), (True,) * 4)
        equal(rest, [1, 1, 1])


@capi.check
def objects_are_made_in_the_object_domain():
    class Some:
        __slots__ = ("a", "b", "c")

    made, freed = c.mem_counted_call(2, Some)
    equal(made >= 1, True)
    equal(made >= freed >= 1, True)


@capi.check
def an_unknown_domain_has_no_functions():
    equal(c.mem_unknown_domain_is_empty(), 1)


class Done:
    """What a process did: its exit code (negative: the signal) and what it wrote."""

    def __init__(self, arguments, **variables):
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHONMALLOC")} | variables
        outputs = [os.pipe(), os.pipe()]
        child = os.fork()
        if child == 0:
            try:
                for number, (_, write) in enumerate(outputs, 1):
                    os.dup2(write, number)
                os.execve(sys.executable, [sys.executable, *arguments], env)
            finally:
                os._exit(127)
        texts = []
        for read, write in outputs:  # what the tests print fits into a pipe
            os.close(write)
            text = b""
            while part := os.read(read, 65536):
                text += part
            os.close(read)
            texts.append(text.decode())
        self.stdout, self.stderr = texts
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(program, **variables):
    return Done(["-c", program], **variables)


SHOW = "import _capi_pymem as c\nfor d in (0, 1, 2): print(*(part.hex() for part in c.mem_debug_block(d)))"


# The free-threaded CPython takes mimalloc's names only.
NAMES = ("mimalloc", "mimalloc_debug", "debug", "default")
if not capi.FREE_THREADED or capi.IS_MORTISE:
    NAMES += ("malloc", "malloc_debug", "pymalloc", "pymalloc_debug")


@capi.skip_unless(not capi.FREE_THREADED or capi.IS_MORTISE, "the free-threaded CPython does not fill raw memory")
def debug_hooks_lay_borders_around_blocks():
    for name in NAMES:
        if "debug" not in name:
            continue
        done = run(SHOW, PYTHONMALLOC=name)
        equal(done.stderr, "")
        for letter, line in zip("rmo", done.stdout.splitlines(), strict=True):
            head, block, tail = map(bytes.fromhex, line.split())
            equal(head, (16).to_bytes(8, "big") + letter.encode() + b"\xfd" * 7)
            equal(block, b"\xcd" * 16)
            equal(tail, b"\xfd" * 8)


@capi.check
def dev_mode_sets_the_debug_hooks():
    done = Done(["-X", "dev", "-c", SHOW])
    equal(done.stdout.splitlines()[1].split()[1], "cd" * 16)


@capi.check
def all_names_of_pythonmalloc_work():
    for name in NAMES:
        done = run("print([str(i) * 3 for i in range(3)])", PYTHONMALLOC=name)
        equal((name, done.returncode, done.stdout, done.stderr), (name, 0, "['000', '111', '222']\n", ""))


@capi.check
def an_unknown_name_in_pythonmalloc_is_a_fatal_error():
    done = run("print(1)", PYTHONMALLOC="nothing")
    equal(done.returncode, 1)
    equal(done.stdout, "")
    equal(done.stderr.splitlines()[0], "Fatal Python error: preconfig_init_allocator: PYTHONMALLOC: unknown allocator")


def misuse(what):
    done = run(f"import _capi_pymem as c; c.mem_misuse({what!r})", PYTHONMALLOC="debug")
    return done.returncode, done.stderr


@capi.check
def debug_hooks_notice_an_overrun():
    code, text = misuse("overrun")
    equal(code, -6)
    lines = text.splitlines()
    equal(lines[0].startswith("Debug memory block at address p=0x"), True)
    equal(lines[0].endswith(": API 'm'"), True)
    equal(lines[1], "    16 bytes originally requested")
    equal(lines[2], "    The 7 pad bytes at p-7 are FORBIDDENBYTE, as expected.")
    equal("*** OUCH" in text, True)
    equal("bad trailing pad byte" in text, True)


@capi.check
def debug_hooks_notice_the_wrong_domain():
    code, text = misuse("domain")
    equal(code, -6)
    equal("bad ID: Allocated using API 'o', verified using API 'm'" in text, True)


@capi.check
def debug_hooks_notice_a_detached_thread():
    code, text = misuse("detached")
    equal(code, -6)
    equal("Python memory allocator called without holding the GIL" in text, True)
    equal(misuse("detached raw"), (0, ""))


capi.main()
