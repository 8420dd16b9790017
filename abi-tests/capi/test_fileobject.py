"""fileobject.h and cpython/fileobject.h, called from C."""

import io
import os
import sys
import tempfile
from errno import ENXIO

import _capi_fileobject as c
import capi
from capi import bad_call, equal, raises, refcounts_stay


class Lines:
    """A file whose readline gives what it is told, and remembers how it was called."""

    def __init__(self, *lines):
        self.lines = list(lines)
        self.calls = []

    def readline(self, *args):
        self.calls.append(args)
        return self.lines.pop(0)


class Writer:
    def __init__(self):
        self.written = []

    def write(self, text):
        self.written.append(text)
        return len(text)


class Descriptor:
    def __init__(self, fd):
        self.fd = fd

    def fileno(self):
        return self.fd


@capi.check
def write_object_writes_repr_or_str():
    w = Writer()
    equal(c.file_write_object("é\n", w, 0), 0)
    equal(c.file_write_object("é\n", w, 1), 0)
    equal(c.file_write_object([1], w, 1), 0)
    equal(c.file_write_object_null(w), 0)
    equal(w.written, ["'é\\n'", "é\n", "[1]", "<NULL>"])
    out = io.StringIO()
    equal(c.file_write_object(5, out, 0), 0)
    equal(out.getvalue(), "5")
    raises(TypeError, "writeobject with NULL file", c.file_write_object, 1, None, 0)
    raises(AttributeError, "'object' object has no attribute 'write'", c.file_write_object, 1, object(), 0)

    class NoRepr:
        def __repr__(self):
            raise KeyError("repr")

    raises(KeyError, "'repr'", c.file_write_object, NoRepr(), w, 0)
    item = object()
    out = io.StringIO()
    refcounts_stay(lambda: c.file_write_object(item, out, 0), item, out)


@capi.check
def write_string_takes_utf_8():
    w = Writer()
    equal(c.file_write_string("aé".encode(), w), 0)
    equal(w.written, ["aé"])
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.file_write_string, b"\xff", w)
    raises(SystemError, "null file for PyFile_WriteString", c.file_write_string, b"x", None)
    raises(AttributeError, "'int' object has no attribute 'write'", c.file_write_string, b"x", 1)
    raises(KeyError, "'before'", c.file_write_string_with_exception, w)
    equal(w.written, ["aé"])


@capi.check
def get_line_passes_a_positive_size_on():
    f = Lines("one\n", "two", b"three\n", "")
    equal(c.file_get_line(f, 0), "one\n")
    equal(c.file_get_line(f, 5), "two")
    equal(c.file_get_line(f, 0), b"three\n")
    equal(c.file_get_line(f, 0), "")
    equal(f.calls, [(), (5,), (), ()])


@capi.check
def get_line_with_a_negative_size_cuts_the_newline_off():
    f = Lines("one\n", "two", b"three\n", b"four", "\n", "é\n", "\U0001f600\n", "a\n\n")
    equal([c.file_get_line(f, -1) for _ in range(8)], ["one", "two", b"three", b"four", "", "é", "\U0001f600", "a\n"])
    for empty in ("", b""):
        raises(EOFError, "EOF when reading a line", c.file_get_line, Lines(empty), -1)
    raises(TypeError, "object.readline() returned non-string", c.file_get_line, Lines(5), -1)
    raises(TypeError, "object.readline() returned non-string", c.file_get_line, Lines(5), 0)
    raises(AttributeError, "'int' object has no attribute 'readline'", c.file_get_line, 5, 0)
    bad_call(c.file_get_line, None, 0)
    line = "some line\n"
    refcounts_stay(lambda: c.file_get_line(Lines(line), -1), line)
    line = "text without an end"
    refcounts_stay(lambda: c.file_get_line(Lines(line), -1), line)


@capi.check
def from_fd_is_io_open():
    fd, path = tempfile.mkstemp()
    os.write(fd, "é\r\n".encode())
    os.lseek(fd, 0, 0)
    f = c.file_from_fd(fd, None, "r", -1, "latin-1", None, "", False)
    equal((type(f).__name__, f.encoding, f.name, f.read()), ("TextIOWrapper", "latin-1", fd, "Ã©\r\n"))
    f.close()
    os.lseek(fd, 0, 0)
    f = c.file_from_fd(fd, "ignored", "rb", 0, None, None, None, True)
    equal((type(f).__name__, f.read()), ("FileIO", "é\r\n".encode()))
    f.close()
    raises(OSError, "[Errno 9] Bad file descriptor", os.fstat, fd)
    raises(ValueError, "invalid mode: 'q'", c.file_from_fd, fd, None, "q", -1, None, None, None, True)
    os.unlink(path)


@capi.check
def file_descriptors_are_asked_for():
    equal(c.object_as_file_descriptor(5), 5)
    equal(c.object_as_file_descriptor(Descriptor(7)), 7)
    equal(c.object_as_file_descriptor(0), 0)
    raises(ValueError, "file descriptor cannot be a negative integer (-1)", c.object_as_file_descriptor, -1)
    raises(ValueError, "file descriptor cannot be a negative integer (-3)", c.object_as_file_descriptor, Descriptor(-3))
    raises(TypeError, "fileno() returned a non-integer", c.object_as_file_descriptor, Descriptor("x"))
    raises(TypeError, "argument must be an int, or have a fileno() method.", c.object_as_file_descriptor, "x")
    raises(OverflowError, "Python int too large to convert to C int", c.object_as_file_descriptor, 2**40)
    raises(OverflowError, "Python int too large to convert to C int", c.object_as_file_descriptor, Descriptor(2**40))
    d = Descriptor(12345)
    refcounts_stay(lambda: c.object_as_file_descriptor(d), d, d.fd)


@capi.check
def bools_as_descriptors_are_warned_of():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        raises(RuntimeWarning, "bool is used as a file descriptor", c.object_as_file_descriptor, True)
        warnings.simplefilter("ignore")
        equal(c.object_as_file_descriptor(True), 1)


@capi.check
def the_early_stderr_writes_text():
    for fd in (0, 3, -1):
        equal(c.file_new_std_printer(fd), None)
    printer = c.file_new_std_printer(2)
    equal(type(printer).__name__, "stderrprinter")
    equal((printer.fileno(), printer.encoding, printer.mode, printer.closed), (2, None, "w", False))
    equal(repr(printer), f"<stdprinter(fd=2) object at {id(printer):#x}>")
    equal((printer.close(), printer.flush()), (None, None))
    read, write = os.pipe()
    saved = os.dup(2)
    os.dup2(write, 2)
    try:
        results = printer.write("hé\n"), printer.write("\ud800"), printer.write(""), printer.isatty()
    finally:
        os.dup2(saved, 2)
    os.close(write)
    equal(os.read(read, 100), "hé\n\\ud800".encode())
    os.close(read)
    os.close(saved)
    equal(results, (4, 6, 0, False))
    raises(TypeError, "argument 1 must be str, not int", printer.write, 1)
    raises(TypeError, "cannot create 'stderrprinter' instances", type(printer))


@capi.check
def newlines_of_all_kinds_end_a_line():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "lines").encode()
    for data, size, lines in [
        (b"a\nb\r\nc\rd", 64, [b"a\n", b"b\n", b"c\n", b"d"]), (b"", 64, []), (b"\r\r\n\n", 64, [b"\n", b"\n", b"\n"]), (b"abcdef\n", 4, [b"abc", b"def", b"\n"]), (b"abc\r\nd", 4, [b"abc", b"\n", b"d"]), (b"x\r", 64, [b"x\n"]),
    ]:
        with open(path, "wb") as file:
            file.write(data)
        equal(c.universal_newline_fgets(path, size), lines)
    os.unlink(path)
    os.rmdir(folder)
    equal(c.universal_newline_fgets_object(object()), ENXIO)


@capi.check
def the_old_data_says_utf_8():
    equal(c.file_system_data(), ("utf-8", "surrogateescape", 0, sys.flags.utf8_mode))


@capi.check
def open_code_reads_bytes_until_there_is_a_hook():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "é.py")
    with open(path, "wb") as file:
        file.write(b"code\n")
    for opener, name in [(c.file_open_code_object, path), (c.file_open_code, path.encode()), (io.open_code, path)]:
        with opener(name) as f:
            equal((type(f).__name__, f.read()), ("BufferedReader", b"code\n"))
    os.unlink(path)
    os.rmdir(folder)
    raises(FileNotFoundError, f"[Errno 2] No such file or directory: '{path}'", c.file_open_code_object, path)
    raises(TypeError, "'path' must be 'str', not 'bytes'", c.file_open_code_object, b"x")
    raises(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", c.file_open_code, b"\xff")
    equal(c.file_set_open_code_hook(), 0)
    equal(c.file_open_code_object("some"), ("hooked", "some"))
    equal(c.file_open_code(b"other"), ("hooked", "other"))
    equal(io.open_code("third"), ("hooked", "third"))
    raises(PermissionError, "the hook says no", c.file_open_code, b"fail")
    raises(SystemError, "failed to change existing open_code hook", c.file_set_open_code_hook)
    raises(TypeError, "'path' must be 'str', not 'int'", c.file_open_code_object, 1)
    name = "a name that is not interned"
    refcounts_stay(lambda: c.file_open_code_object(name), name)


capi.main()
