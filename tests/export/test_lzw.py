"""The compressed pixels of a GIF, decompressed again by Pillow."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kmeans_viz.export.lzw import blocked, compressed


def decompressed(indices, bits):
    """Wrap the compressed pixels in a GIF of `bits` bits a pixel and return what Pillow reads."""
    height, width = indices.shape
    grey = bytes(value for i in range(2**bits) for value in (i, i, i))
    data = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF0 | (bits - 1), 0, 0) + grey
    data += b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + compressed(indices, bits) + b";"
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("L"))


@settings(max_examples=60)
@given(st.integers(1, 8), st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32), st.floats(0, 1))
def test_any_pixels_come_back_as_they_were(bits, height, width, seed, noise):
    rng = np.random.default_rng(seed)
    indices = np.where(
        rng.uniform(size=(height, width)) < noise,
        rng.integers(0, 2**bits, (height, width)),
        np.arange(width) * 2**bits // width,
    ).astype(np.uint8)

    assert np.array_equal(decompressed(indices, bits), indices)


@pytest.mark.parametrize("bits", range(1, 9))
@pytest.mark.parametrize("kind", ["noise", "constant", "stripes", "gradient"])
def test_pixels_that_need_many_code_tables_come_back_as_they_were(bits, kind):
    rows, columns = np.mgrid[0:301, 0:257]
    indices = {
        "noise": np.random.default_rng(bits).integers(0, 2**bits, rows.shape),
        "constant": np.full(rows.shape, 2**bits - 1),
        "stripes": columns % 2**bits,
        "gradient": (rows * 3 + columns**2 // 40) % 2**bits,
    }[kind].astype(np.uint8)

    assert np.array_equal(decompressed(indices, bits), indices)


@pytest.mark.parametrize("bits", [1, 4, 7, 8])
@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (1, 5000), (5000, 1)])
def test_the_smallest_and_thinnest_pictures_come_back_as_they_were(bits, shape):
    indices = np.full(shape, 2**bits - 1, dtype=np.uint8)
    indices[0, 0] = 0

    assert np.array_equal(decompressed(indices, bits), indices)


@pytest.mark.parametrize("length", range(3800, 3880))
def test_every_number_of_codes_around_the_end_of_a_table_comes_back(length):
    # Pixels that never repeat a pair make one code each, at least while the table is young.
    indices = np.random.default_rng(length).integers(0, 64, (1, length * 2)).astype(np.uint8)

    assert np.array_equal(decompressed(indices, 6), indices)


def test_fewer_colours_take_fewer_bytes():
    indices = np.random.default_rng(0).integers(0, 4, (200, 200)).astype(np.uint8)

    assert len(compressed(indices, 2)) < 0.97 * len(compressed(indices, 8))


@pytest.mark.parametrize("length", [0, 1, 254, 255, 256, 510, 511])
def test_blocks_are_of_at_most_255_bytes_and_end_with_an_empty_one(length):
    data = bytes(i % 251 for i in range(length))
    out, position, parts = blocked(data), 0, []
    while out[position]:
        parts.append(out[position + 1 : position + 1 + out[position]])
        position += 1 + out[position]

    assert b"".join(parts) == data
    assert position == len(out) - 1
