"""Compressed pixels of a GIF, with codes no longer than its palette needs.

Rows of palette indices flow in; the bytes behind an image descriptor flow out. Pillow does the compression, always
with codes for 256 colours; where a palette has fewer, the same codes are written again with fewer bits, which saves
some three in a hundred bytes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

_DESCRIPTOR = 11  # bytes before the data: the image's place and size, and the size of a code
_CLEAR = 256
_END = 257
_CODES_A_TABLE = 3839  # Pillow begins a new table after so many codes


def compressed(indices: NDArray[np.uint8], bits: int) -> bytes:
    """Return the pixels ``(height, width)``, all below ``2**bits``, as the size of a code and blocks of data."""
    height, width = indices.shape
    image = Image.frombuffer("P", (width, height), indices.tobytes(), "raw", "P", 0, 1)
    data = b"".join(GifImagePlugin.getdata(image))[_DESCRIPTOR:]
    if bits >= 8:
        return b"\x08" + data
    codes = _read(_joined(data))
    size = max(bits, 2)
    return bytes([size]) + blocked(_written(codes, size))


def blocked(data: bytes) -> bytes:
    """Return `data` in blocks of at most 255 bytes, each after its length, and the empty one that ends them."""
    chunks = (data[i : i + 255] for i in range(0, len(data), 255))
    return b"".join(bytes([len(chunk)]) + chunk for chunk in chunks) + b"\0"


def _joined(data: bytes) -> bytes:
    """Return what `blocked` was given."""
    parts, position = [], 0
    while length := data[position]:
        parts.append(data[position + 1 : position + 1 + length])
        position += 1 + length
    return b"".join(parts)


def _read(stream: bytes) -> NDArray[np.int64]:
    """Return the codes of a stream for 256 colours, from the first clear code to the end code."""
    lengths = _code_lengths(8, len(stream) * 8 // 9 + 1)
    starts = np.cumsum(lengths) - lengths
    lengths = lengths[starts + lengths <= len(stream) * 8]
    starts = starts[: len(lengths)]
    # A code of at most 12 bits lies in three bytes.
    data = np.frombuffer(stream + b"\0\0", dtype=np.uint8).astype(np.int64)
    place = starts >> 3
    three = data[place] | data[place + 1] << 8 | data[place + 2] << 16
    codes = three >> (starts & 7) & ((1 << lengths) - 1)
    ends = np.flatnonzero(codes == _END)
    if len(ends) == 0:
        raise RuntimeError("Pillow's compressed data has no end code")
    whole: NDArray[np.int64] = codes[: ends[0] + 1]
    return whole


def _written(codes: NDArray[np.int64], size: int) -> bytes:
    """Return the same codes as a stream for ``2**size`` colours."""
    codes = np.where(codes >= _CLEAR, codes - (_CLEAR - (1 << size)), codes)
    lengths = _code_lengths(size, len(codes))
    starts = np.cumsum(lengths) - lengths
    place, three = starts >> 3, codes << (starts & 7)
    total = int(starts[-1] + lengths[-1] + 7) // 8
    data = np.zeros(total + 3, dtype=np.int64)
    # No two codes share a bit, so adding is as good as setting them.
    for byte in range(3):
        data += np.bincount(place + byte, weights=three >> 8 * byte & 255, minlength=total + 3).astype(np.int64)
    return data[:total].astype(np.uint8).tobytes()


def _code_lengths(size: int, count: int) -> NDArray[np.int64]:
    """Return how many bits each of the first `count` codes of a stream has.

    A table starts with ``2**size`` colours and two commands, and every code but the first adds an entry. The clear code
    that ends a full table is the last of it; the very first one stands before all tables.
    """
    entries = (1 << size) + 1 + np.arange(_CODES_A_TABLE + 1)
    table = np.clip(np.floor(np.log2(entries)).astype(np.int64) + 1, size + 1, 12)
    lengths: NDArray[np.int64] = np.concatenate([[size + 1], np.tile(table, -(-count // len(table)))])[:count]
    return lengths
