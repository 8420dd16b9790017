"""xxhash: functions and hash objects over bytes, buffers and text."""

import xxhash
from xxhash import _xxhash

print("modules:", _xxhash.__name__)
data = bytes(range(256)) * 64
for name in ["xxh32", "xxh64", "xxh3_64", "xxh3_128"]:
    make = getattr(xxhash, name)
    print(name, make(b"").hexdigest(), make(b"mortise").hexdigest(), make(data, seed=20).hexdigest())
    print("  functions:", getattr(xxhash, name + "_hexdigest")(data), getattr(xxhash, name + "_intdigest")(b"a", 1))
    print("  digest:", getattr(xxhash, name + "_digest")(data, seed=3).hex())
    state = make(seed=7)
    for start in range(0, len(data), 1000):
        state.update(memoryview(data)[start : start + 1000])
    again = state.copy()
    print("  streamed:", state.hexdigest() == make(data, seed=7).hexdigest(), again.intdigest() == state.intdigest())
    again.update(b"!")
    print("  copy went on alone:", again.hexdigest() != state.hexdigest())
    again.reset()
    print("  reset:", again.hexdigest() == make(seed=7).hexdigest())
    print("  about:", state.name, state.digest_size, state.digestsize, state.block_size, state.seed)
print("buffers:", xxhash.xxh64_hexdigest(bytearray(b"abc")), xxhash.xxh64_hexdigest(memoryview(b"xabcx")[1:4]))
print("text:", xxhash.xxh64_hexdigest("abc"), xxhash.xxh64_hexdigest("\u20ac"))
print("aliases:", xxhash.xxh128(b"z").hexdigest(), xxhash.xxh64(b"z", seed=2**64 + 1).hexdigest())
for wrong in [lambda: xxhash.xxh32(1), lambda: xxhash.xxh64(b"", b"", b""), lambda: xxhash.xxh3_64(b"", seed="s")]:
    try:
        wrong()
    except TypeError as error:
        print("TypeError:", error)
