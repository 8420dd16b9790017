"""Four threads on shared objects, with the collector running: exact totals.

Seconds are taken from the command line or MORTISE_THREAD_SECONDS, 2 if neither is given; the sample `counter` must be
importable. `python test_shared.py 10` is the long run.
"""

import gc
import sys
import threading
import time
from os import environ

if len(sys.argv) > 1:
    environ["MORTISE_THREAD_SECONDS"] = sys.argv.pop(1)

import capi
import counter

THREADS = 4
SECONDS = float(environ.get("MORTISE_THREAD_SECONDS", "2"))


class Instance:
    def __init__(self):
        self.total = 0
        self.names = None


class Shared:
    """What all threads work on, and how much each has done."""

    def __init__(self):
        self.stop = False
        self.list = []
        self.dict = {}
        self.set = set()
        self.counter = counter.Counter()
        self.instance = Instance()
        self.lock = threading.Lock()
        self.done = [0] * THREADS
        self.errors = []
        self.collections = 0


def work(shared, number):
    """Rounds of additions; each round's effect on every shared object is known."""
    rounds = 0
    try:
        while not shared.stop:
            for _ in range(20):
                key = (number, rounds)
                shared.list.append(key)
                shared.dict[key] = rounds
                shared.dict[number] = rounds  # one key per thread, overwritten
                shared.set.add(key)
                shared.counter.increment()
                setattr(shared.instance, f"a{number}_{rounds % 8}", rounds)
                shared.instance.names = key  # all threads write one attribute
                if rounds % 3 == 0:
                    # Taken out again what was put in: totals know it.
                    shared.set.discard(key)
                    del shared.dict[key]
                if rounds % 50 == 0:
                    with shared.lock:
                        shared.instance.total += 50
                    # Readers see whole objects, whatever the others do meanwhile.
                    for item in shared.list[-10:]:
                        assert type(item) is tuple and len(item) == 2
                    assert shared.dict.get((number, -1)) is None
                    assert type(shared.instance.names) is tuple
                    cycle = [key]
                    cycle.append(cycle)  # food for the collector
                rounds += 1
    except BaseException as error:
        shared.errors.append(f"thread {number}: {type(error).__name__}: {error}")
    shared.done[number] = rounds


def collect(shared):
    while not shared.stop:
        gc.collect()
        shared.collections += 1
        time.sleep(0.01)


def run(seconds):
    shared = Shared()
    threads = [threading.Thread(target=work, args=(shared, number)) for number in range(THREADS)]
    threads.append(threading.Thread(target=collect, args=(shared,)))
    for thread in threads:
        thread.start()
    # A bound on the work too: a fast machine must not fill its memory.
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(shared.list) < 4_000_000:
        time.sleep(0.05)
    shared.stop = True
    for thread in threads:
        thread.join()
    return shared


gil_before = sys._is_gil_enabled()
shared = run(SECONDS)
gil_after = sys._is_gil_enabled()


@capi.check
def no_thread_failed_and_all_worked():
    capi.equal(shared.errors, [])
    if min(shared.done) == 0 or shared.collections == 0:
        raise AssertionError(f"rounds {shared.done}, collections {shared.collections}")


@capi.check
def list_has_every_item_once():
    capi.equal(len(shared.list), sum(shared.done))
    seen = [[False] * n for n in shared.done]
    for number, round_ in shared.list:
        seen[number][round_] = True
    capi.equal([all(s) for s in seen], [True] * THREADS)


@capi.check
def list_keeps_each_threads_order():
    last = [-1] * THREADS
    for number, round_ in shared.list:
        if round_ != last[number] + 1:
            raise AssertionError(f"thread {number}: {round_} after {last[number]}")
        last[number] = round_


@capi.check
def dict_and_set_have_what_was_not_taken_out():
    expected = {(number, r) for number, n in enumerate(shared.done) for r in range(n) if r % 3}
    capi.equal(shared.set == expected, True)
    numbers = {number: shared.dict.pop(number) for number in range(THREADS)}
    capi.equal(numbers, {number: n - 1 for number, n in enumerate(shared.done)})
    capi.equal(shared.dict == {key: key[1] for key in expected}, True)


@capi.check
def counter_counted_every_call():
    capi.equal(shared.counter.value, sum(shared.done))


@capi.check
def instance_has_every_attribute_and_total():
    for number, n in enumerate(shared.done):
        for residue in range(min(8, n)):
            latest = n - 1 - (n - 1 - residue) % 8
            capi.equal(getattr(shared.instance, f"a{number}_{residue}"), latest)
    capi.equal(shared.instance.total, 50 * sum((n + 49) // 50 for n in shared.done))


@capi.check
def gil_is_as_it_was():
    print(f"gil before: {'on' if gil_before else 'off'}, after: {'on' if gil_after else 'off'}, rounds: {sum(shared.done)}, "
          f"collections: {shared.collections}", file=sys.stderr)
    capi.equal((gil_before, gil_after), (not capi.FREE_THREADED,) * 2)


capi.main()
