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


def _read(stream: bytes) -> NDArray[np.uint16]:
    """Return the codes of a stream for 256 colours, from the first clear code to the end code."""
    bits = np.unpackbits(np.frombuffer(stream, dtype=np.uint8), bitorder="little")
    parts = [np.array([_CLEAR], dtype=np.uint16)]
    position = 9
    while True:
        for length, count in _lengths(8):
            count = min(count, (len(bits) - position) // length)
            part = bits[position : position + count * length].reshape(count, length)
            codes = np.zeros((count, 16), dtype=np.uint8)
            codes[:, :length] = part
            values = np.packbits(codes, axis=1, bitorder="little").view("<u2").ravel()
            ends = np.flatnonzero(values == _END)
            if len(ends):
                parts.append(values[: ends[0] + 1])
                return np.concatenate(parts)
            parts.append(values)
            position += count * length
        if count == 0:
            raise RuntimeError("Pillow's compressed data has no end code")


def _written(codes: NDArray[np.uint16], size: int) -> bytes:
    """Return the same codes as a stream for ``2**size`` colours."""
    codes = np.where(codes >= _CLEAR, codes - (_CLEAR - (1 << size)), codes).astype("<u2")
    # Clear codes end a table but the first, which stands alone, so every table is as long as the last may be.
    lengths = np.repeat(*np.array(list(_lengths(size))).T)
    tables = -(-(len(codes) - 1) // len(lengths))
    length = np.concatenate([[size + 1], np.tile(lengths, tables)])[: len(codes)]
    bits = np.unpackbits(codes.view(np.uint8).reshape(-1, 2), axis=1, bitorder="little")
    return np.packbits(bits[np.arange(16) < length[:, None]], bitorder="little").tobytes()


def _lengths(size: int) -> list[tuple[int, int]]:
    """Return how many bits the codes of a table have, and how many codes there are of each length.

    The table starts with ``2**size`` colours and two commands; every code but the first adds an entry. The clear code
    that ends a full table is the last of them.
    """
    left, groups = _CODES_A_TABLE + 1, []
    entries = (1 << size) + 1
    for length in range(size + 1, 13):
        count = (1 << length) - entries if length < 12 else left
        count = min(count, left)
        groups.append((length, count))
        left -= count
        entries += count
    return groups
