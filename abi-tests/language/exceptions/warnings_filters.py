"""What the warnings filters show, raise and ignore."""
import sys
import warnings

sys.stderr = sys.stdout


def tell(f):
    try:
        print("->", f())
    except Exception as e:
        print("!!", type(e).__name__, e)


def warner(message="m", category=UserWarning, level=1):
    warnings.warn(message, category, level)


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    for _ in range(2):
        warner()
    warner("two", DeprecationWarning, 2)
    warnings.warn(UserWarning("instance"))
    print([(str(w.message), w.category.__name__, w.lineno) for w in seen])

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("default")
    for _ in range(3):
        warner("once per place")
    warner("other text")
    print([str(w.message) for w in seen])

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("once")
    warner("a")
    warnings.warn("a")
    print(len(seen))

with warnings.catch_warnings():
    warnings.simplefilter("error")
    tell(lambda: warner("boo"))
    tell(lambda: warner("dep", DeprecationWarning))

with warnings.catch_warnings(record=True) as seen:
    warnings.filterwarnings("ignore", message="sec", category=UserWarning)
    warnings.filterwarnings("always", category=UserWarning, append=True)
    warner("secret")
    warner("shown")
    print([str(w.message) for w in seen])

tell(lambda: warnings.warn("x", 5))
tell(lambda: warnings.warn("x", int))
tell(lambda: warnings.warn())
tell(lambda: warnings.warn("x", stacklevel="a"))
tell(lambda: warnings.warn("x", skip_file_prefixes=["a"]))
tell(lambda: warnings.warn_explicit("x", UserWarning, "f", "a"))
tell(lambda: warnings.warn_explicit("x", UserWarning, 5, 1))
tell(lambda: warnings.warn_explicit("x", UserWarning, "f", 1, registry=5))
tell(lambda: warnings.warn_explicit("x", UserWarning, "f", 1, module_globals=5))
registry = {}
warnings.warn_explicit("explicit", UserWarning, "file.py", 3, registry=registry)
print(sorted(map(str, registry)))
warnings.warn_explicit("explicit", UserWarning, "file.py", 3, registry=registry)
with warnings.catch_warnings():
    warnings.filters[:] = [5]
    warnings._filters_mutated()
    tell(lambda: warner())
    warnings.filters[:] = [("foo", None, UserWarning, None, 0)]
    warnings._filters_mutated()
    tell(lambda: warner())
    warnings.filters[:] = [("error", None, UserWarning, None, "a")]
    warnings._filters_mutated()
    tell(lambda: warner())
tell(lambda: ~True)
