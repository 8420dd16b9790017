"""Run on any Python 3.13 that finds the compiled module: python test_matrix.py"""

import gc
import os
import sys

import matrix
from matrix import Matrix


def raises(error, text, function, *args):
    try:
        function(*args)
    except error as caught:
        assert text in str(caught), str(caught)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def rows(m):
    return [[m[i, j] for j in range(m.shape[1])] for i in range(len(m))]


def exercise():
    m = Matrix(2, 3)
    assert repr(m) == "<matrix.Matrix 2 x 3>" and len(m) == 2 and m.shape == (2, 3)
    m[0, 0] = 1
    m[1, -1] = 2.5
    assert rows(m) == [[1.0, 0.0, 0.0], [0.0, 0.0, 2.5]]

    # Out: a memoryview sees the same memory, in both directions.
    view = memoryview(m)
    assert (view.format, view.ndim, view.shape, view.strides, view.nbytes, view.readonly) == ("d", 2, (2, 3), (24, 8), 48, False)
    assert view.c_contiguous and not view.f_contiguous and view.obj is m
    view[0, 1] = 7.0
    assert m[0, 1] == 7.0 and view.tolist() == rows(m)
    flat = view.cast("B").cast("d")
    assert flat.tolist() == [1.0, 7.0, 0.0, 0.0, 0.0, 2.5]
    assert bytes(m) == view.tobytes() and len(bytes(m)) == 48

    # The transposed view shares memory, keeps its owner alive, and has strides.
    t = m.T
    t[2, 0] = -3
    assert m[0, 2] == -3.0 and t.shape == (3, 2) and rows(t.T) == rows(m)
    tv = memoryview(t)
    assert tv.strides == (8, 24) and tv.f_contiguous and not tv.c_contiguous and tv.tolist() == rows(t)
    del m, view, flat, t
    assert tv[2, 0] == -3.0 and tv.obj.T[0, 1] == 7.0
    raises(TypeError, "memoryview: casts are restricted to C-contiguous views", tv.cast, "B")

    # In: the memory of a bytearray, which cannot be resized meanwhile.
    store = bytearray(8 * 6)
    w = matrix.wrap(memoryview(store).cast("d", (3, 2)))
    w[1, 1] = 4.0
    assert memoryview(store).cast("d")[3] == 4.0 and matrix.total(w) == 4.0
    raises(BufferError, "Existing exports of data: object cannot be re-sized", store.append, 1)
    assert matrix.total(w.T) == 4.0
    del w
    store.append(1)

    assert matrix.total(memoryview(bytes(8 * 4)).cast("d")) == 0.0 and matrix.total(Matrix(3, 3, 0.5)) == 4.5
    assert matrix.total(Matrix(0, 5)) == 0.0 and matrix.total(tv) == 7.5
    a, b = Matrix(2, 2, 2), Matrix(2, 1, 3)
    assert rows(a @ b) == [[12.0], [12.0]] and rows(b.T @ a) == [[12.0, 12.0]]

    raises(TypeError, "unsupported operand type(s) for @: 'matrix.Matrix' and 'int'", lambda: a @ 1)
    raises(TypeError, "unsupported operand type(s) for @: 'int' and 'matrix.Matrix'", lambda: 1 @ a)
    raises(ValueError, "cannot multiply 1 columns by 2 rows", lambda: b @ a)
    raises(ValueError, "a matrix cannot have a negative size", Matrix, -1, 2)
    raises(MemoryError, "", Matrix, 2**40, 2**40)
    raises(IndexError, "row index out of range", lambda: a[2, 0])
    raises(IndexError, "column index out of range", lambda: a[0, -3])
    raises(IndexError, "cannot fit 'int' into an index-sized integer", lambda: a[0, 2**70])
    raises(TypeError, "a matrix is indexed by row and column", lambda: a[0])
    raises(TypeError, "must be real number, not str", a.__setitem__, (0, 0), "1")
    raises(TypeError, "an element cannot be deleted", a.__delitem__, (0, 0))
    raises(ValueError, "need a buffer of 2 dimensions and format 'd', got 1 and 'B'", matrix.wrap, bytearray(8))
    raises(TypeError, "a bytes-like object is required, not 'list'", matrix.wrap, [1.0])
    raises(BufferError, "Object is not writable", matrix.wrap, b"readonly")
    raises(ValueError, "need a buffer of format 'd'", matrix.total, b"12345678")
    raises(TypeError, "cannot set 'x' attribute of immutable type 'matrix.Matrix'", setattr, Matrix, "x", 1)


def memory():
    """Resident memory in bytes. Not under a memory checker such as valgrind, which keeps what is freed for a while."""
    if os.environ.get("PYTHONMALLOC") == "malloc":
        return 0
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def reimport():
    """A second module from the same file has a type of its own; it is dropped at once."""
    ours = sys.modules.pop("matrix")
    import matrix as fresh

    assert fresh.Matrix is not ours.Matrix and fresh.total(ours.Matrix(2, 2, 1)) == 4.0
    sys.modules["matrix"] = ours


def test_growth():
    owner = bytearray(32)
    watched = [None, Matrix, matrix, owner, memoryview, exercise]
    for _ in range(100):
        exercise()
        reimport()
    gc.collect()
    before = [sys.getrefcount(each) for each in watched]
    resident = memory()
    for _ in range(1000):
        exercise()
        matrix.wrap(memoryview(owner).cast("B").cast("d", (2, 2))).T[0, 0]
        reimport()
    gc.collect()
    after = [sys.getrefcount(each) for each in watched]
    assert all(b - a < 20 for a, b in zip(before, after)), (before, after)
    assert memory() - resident < 2_000_000, f"grew by {memory() - resident} bytes"


def test_gil():
    assert sys._is_gil_enabled() == ("t" not in sys.abiflags)


exercise()
test_growth()
test_gil()
print("ok")
