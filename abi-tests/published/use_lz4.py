"""lz4: blocks, frames in one piece and in chunks, dictionaries, errors."""

import lz4._version
from lz4.block import _block
from lz4.frame import _frame

import lz4.block
import lz4.frame

print("modules:", lz4._version.__name__, _block.__name__, _frame.__name__)
print(lz4._version.library_version_number(), lz4._version.library_version_string())

text = b"".join(b"line %d of a text that repeats itself\n" % i for i in range(5000))
noise = bytes((i * i * 31 + i // 7) & 255 for i in range(20000))

for name, data in [("text", text), ("noise", noise), ("one", b"x"), ("empty", b"")]:
    for mode in ["default", "fast", "high_compression"]:
        packed = lz4.block.compress(data, mode=mode)
        print("block", name, mode, len(packed), lz4.block.decompress(packed) == data)
bare = lz4.block.compress(bytearray(text), store_size=False)
print("bare", len(bare), lz4.block.decompress(bare, uncompressed_size=len(text)) == text)
known = lz4.block.compress(b"line 17 of a text", dict=text[:1000])
print("dict", len(known), lz4.block.decompress(known, dict=text[:1000]))
as_array = lz4.block.decompress(lz4.block.compress(text), return_bytearray=True)
print(type(as_array).__name__, len(as_array))
for wrong in [lambda: lz4.block.decompress(b"\x10\0\0\0rubbish"), lambda: lz4.block.decompress(b"x"),
              lambda: lz4.block.compress(text, mode="slow"), lambda: lz4.block.compress("text")]:
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__ + ":", error)

packed = _frame.compress(text, compression_level=3, content_checksum=True, block_size=_frame.BLOCKSIZE_MAX256KB)
info = _frame.get_frame_info(packed)
print("frame", len(packed), sorted(info.items()))
print(_frame.decompress(packed) == text, _frame.decompress(packed, return_bytes_read=True)[1] == len(packed))

context = _frame.create_compression_context()
chunks = [_frame.compress_begin(context, source_size=len(text), auto_flush=True)]
chunks += [_frame.compress_chunk(context, memoryview(text)[i : i + 7777]) for i in range(0, len(text), 7777)]
chunks.append(_frame.compress_flush(context))
stream = b"".join(chunks)
print("chunks", len(chunks), _frame.decompress(stream) == text)

reader = _frame.create_decompression_context()
out, rest, done = [], stream, False
while not done:
    piece, used, done = _frame.decompress_chunk(reader, rest, max_length=50000)
    out.append(piece)
    rest = rest[used:]
print("read", len(out), b"".join(out) == text, done, len(rest))
_frame.reset_decompression_context(reader)
for wrong in [lambda: _frame.decompress(stream[:100]), lambda: _frame.decompress(b"not a frame at all"),
              lambda: _frame.compress_chunk(None, b"")]:
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__ + ":", error)

with lz4.frame.LZ4FrameCompressor() as compressor:
    streamed = compressor.begin() + compressor.compress(text) + compressor.flush()
decompressor = lz4.frame.LZ4FrameDecompressor()
print("objects", decompressor.decompress(streamed) == text, decompressor.eof, decompressor.unused_data)
