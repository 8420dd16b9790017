"""fileutils.h and cpython/fileutils.h, called from C. (The suite runs in UTF-8 mode.)"""

import os
import tempfile

import _capi_fileutils as c
import capi
from capi import equal, raises, refcounts_stay

SAMPLES = [b"", b"abc", "é€😀".encode(), b"\xff", b"a\xff\xc3\xa9", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xe2\x82x", b"\xf4\x90\x80\x80", b"\xc0\x80"]


class Path:
    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


@capi.check
def bytes_become_text_with_surrogates_for_what_is_none():
    for data in SAMPLES:
        text = data.decode("utf-8", "surrogateescape")
        equal(c.decode_locale(data, True), (text, len(text)))
        equal(c.decode_locale(data, False), text)
        equal(c.decode_locale_detached(data), text)


@capi.check
def text_becomes_the_same_bytes_again():
    for data in SAMPLES:
        text = data.decode("utf-8", "surrogateescape")
        equal(c.encode_locale(text, True), (data, -1))
        equal(c.encode_locale(text, False), data)


@capi.check
def other_surrogates_cannot_be_encoded():
    for text, place in [("\ud800", 0), ("abc\udc7f", 3), ("é\udfff", 1), ("\udc80\ud800", 1)]:
        equal(c.encode_locale(text, True), (None, place))
        equal(c.encode_locale(text, False), (None, 99))


@capi.check
def files_are_opened_by_any_path():
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "é")
    with open(path, "wb") as file:
        file.write(b"contents")
    try:
        for form in (path, path.encode(), Path(path), Path(path.encode())):
            equal(c.fopen_obj(form, b"rb"), (b"contents", False))
        some = Path(path)
        refcounts_stay(lambda: c.fopen_obj(some, b"r"), some, path)
    finally:
        os.unlink(path)
        os.rmdir(folder)


@capi.check
def opening_fails_with_the_systems_error():
    path = "/nonexistent/file"
    error = raises(FileNotFoundError, "[Errno 2] No such file or directory: '/nonexistent/file'", c.fopen_obj, path, b"r")
    equal(error.filename, path)
    raises(FileNotFoundError, "[Errno 2] No such file or directory: b'/nonexistent/file'", c.fopen_obj, path.encode(), b"r")
    raises(ValueError, "embedded null byte", c.fopen_obj, "a\0b", b"r")
    raises(TypeError, "expected str, bytes or os.PathLike object, not int", c.fopen_obj, 1, b"r")
    raises(IsADirectoryError, "[Errno 21] Is a directory: '/'", c.fopen_obj, "/", b"w")
    refcounts_stay(lambda: raises(FileNotFoundError, None, c.fopen_obj, path, b"r"), path)


capi.main()
