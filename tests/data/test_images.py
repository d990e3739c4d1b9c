"""Pictures as points: the colours and places that the functions find in real image files."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from kmeans_viz.data.images import _otsu, image_bright_spots, image_pixels
from kmeans_viz.inputs import InputError

in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
RED, WHITE = (255, 0, 0), (255, 255, 255)


def saved(folder, picture, name="picture.png", **options):
    picture = picture if isinstance(picture, Image.Image) else Image.fromarray(np.asarray(picture, dtype=np.uint8))
    picture.save(folder / name, **options)
    return folder / name


def disc(row, column, radius, shape=(80, 120)):
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return (rows - row) ** 2 + (columns - column) ** 2 <= radius**2


def in_order(spots):
    return spots[np.lexsort(spots.T)]


# Colours


@in_one_folder
@given(pixels=hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
def test_a_small_picture_gives_its_pixels_row_by_row_from_the_top(tmp_path, pixels):
    points = image_pixels(saved(tmp_path, pixels))
    np.testing.assert_array_equal(points, pixels.reshape(-1, 3) / 255)
    assert not points.flags.writeable


def test_a_large_picture_is_scaled_down_by_averaging(tmp_path):
    quarters = np.kron([[0, 100], [200, 40]], np.ones((4, 4)))
    quarters[0, 0] = 160
    points = image_pixels(saved(tmp_path, quarters), max_side=2)
    np.testing.assert_array_equal(points[:, 0] * 255, [10, 100, 200, 40])


@pytest.mark.parametrize(
    ("size", "n"), [((400, 100), 200 * 50), ((100, 400), 50 * 200), ((1000, 1), 200), ((90, 7), 630)]
)
def test_the_longer_side_has_at_most_200_pixels(tmp_path, size, n):
    assert image_pixels(saved(tmp_path, Image.new("RGB", size))).shape == (n, 3)


def test_transparency_is_laid_on_white(tmp_path):
    path = saved(tmp_path, [[[255, 0, 0, 255], [255, 0, 0, 0], [0, 0, 0, 51]]])
    np.testing.assert_array_equal(image_pixels(path) * 255, [RED, WHITE, (204, 204, 204)])


def test_a_transparent_palette_entry_is_laid_on_white(tmp_path):
    picture = Image.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.putpixel((1, 0), 1)
    np.testing.assert_array_equal(image_pixels(saved(tmp_path, picture, transparency=1)) * 255, [RED, WHITE])


def test_the_picture_is_turned_as_its_exif_orientation_says(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path, [[RED, WHITE]], exif=exif)
    np.testing.assert_array_equal(image_pixels(path) * 255, [RED, WHITE])
    exif[0x0112] = 3
    path = saved(tmp_path, [[RED, WHITE]], exif=exif)
    np.testing.assert_array_equal(image_pixels(path) * 255, [WHITE, RED])


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_grey_with_16_bits_is_scaled_by_its_full_range(tmp_path, ending):
    picture = Image.fromarray(np.array([[0, 39321, 13107]], dtype=np.uint16))
    points = image_pixels(saved(tmp_path, picture, f"deep.{ending}"))
    np.testing.assert_allclose(points, np.repeat([[0], [0.6], [0.2]], 3, axis=1))


def test_wider_grey_is_stretched_from_its_darkest_to_its_brightest_pixel(tmp_path):
    whole = Image.fromarray(np.array([[-100_000, 0, 100_000]], dtype=np.int32))
    floats = Image.fromarray(np.array([[-3, np.nan, 7, 2]], dtype=np.float32))
    np.testing.assert_allclose(image_pixels(saved(tmp_path, whole, "i.tif"))[:, 0], [0, 128 / 255, 1], atol=1e-9)
    np.testing.assert_allclose(image_pixels(saved(tmp_path, floats, "f.tif"))[:, 0], [0, 0, 1, 128 / 255], atol=1e-9)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_every_mode_becomes_three_colours(tmp_path, mode):
    path = saved(tmp_path, Image.new("RGB", (2, 2), WHITE).convert(mode), "picture.tif")
    np.testing.assert_array_equal(image_pixels(path), np.ones((4, 3)))


# Spots


def test_spots_are_found_at_their_centres_with_y_up(tmp_path):
    board = 255 * (disc(20, 30, 6) | disc(60, 100, 8))
    np.testing.assert_allclose(in_order(image_bright_spots(saved(tmp_path, board))), [[100, 19], [30, 59]], atol=1e-9)


def test_a_spot_lies_where_its_brightness_lies(tmp_path):
    board = np.zeros((10, 10))
    board[4:6, 2] = 100
    board[4:6, 3] = 200
    board[4:6, 4] = 200
    spots = image_bright_spots(saved(tmp_path, board), threshold=0.1)
    np.testing.assert_allclose(spots, [[(2 + 2 * 3 + 2 * 4) / 5, 4.5]])


def test_discs_that_touch_are_two_spots(tmp_path):
    board = 255 * (disc(40, 40, 15) | disc(40, 66, 15))
    spots = in_order(image_bright_spots(saved(tmp_path, board)))
    np.testing.assert_allclose(spots[np.argsort(spots[:, 0])], [[40, 39], [66, 39]], atol=1)


def test_a_chain_with_lumps_is_one_spot(tmp_path):
    chain = np.zeros((80, 120))
    chain[38:42, 10:110] = 255
    for column in (20, 55, 90):
        chain[36:45, column : column + 9] = 255
    assert len(image_bright_spots(saved(tmp_path, chain))) == 1


def test_what_a_ring_surrounds_belongs_to_it(tmp_path):
    ring = disc(50, 60, 20) & ~disc(50, 60, 15)
    spots = image_bright_spots(saved(tmp_path, 255 * (ring | disc(48, 60, 5))))
    assert len(spots) == 1
    assert spots[0, 0] == pytest.approx(60)


def test_rings_that_touch_are_two_spots_though_their_middles_are_black(tmp_path):
    rings = (disc(40, 40, 15) & ~disc(40, 40, 12)) | (disc(40, 66, 15) & ~disc(40, 66, 12))
    spots = image_bright_spots(saved(tmp_path, 255 * rings))
    np.testing.assert_allclose(spots[np.argsort(spots[:, 0])], [[40, 39], [66, 39]], atol=1)


def test_specks_are_dropped_but_small_stars_among_their_like_are_kept(tmp_path):
    board = 255 * disc(40, 40, 15)
    board[5, 5] = board[5:7, 80:85] = 255
    assert len(image_bright_spots(saved(tmp_path, board))) == 1
    stars = np.zeros((80, 120))
    for row, column in [(10, 10), (30, 50), (60, 100)]:
        stars[row : row + 2, column : column + 2] = 255
    stars[70, 20] = 255
    assert len(image_bright_spots(saved(tmp_path, stars))) == 3


def test_the_threshold_decides_what_is_bright(tmp_path):
    path = saved(tmp_path, 100 * disc(20, 30, 6) + 250 * disc(60, 100, 8) + 0)
    assert len(image_bright_spots(path, threshold=0.3)) == 2
    assert len(image_bright_spots(path, threshold=0.5)) == 1


def test_dim_spots_of_a_16_bit_microscope_are_found(tmp_path):
    board = 20 + 60 * disc(20, 30, 6) + 60 * disc(60, 100, 8)
    path = saved(tmp_path, Image.fromarray(board.astype(np.uint16)))
    assert len(image_bright_spots(path)) == 2


@settings(max_examples=50)
@given(grey=hnp.arrays(np.uint8, 40, elements=st.integers(0, 255)))
def test_otsu_leaves_the_least_variance_inside_the_two_groups(grey):
    grey = grey / 255

    def variance_inside(bright):
        groups = [group for group in (grey[bright], grey[~bright]) if group.size]
        return sum(((group - group.mean()) ** 2).sum() for group in groups)

    best = min(variance_inside(grey > level) for level in grey)
    # The histogram has 256 bins from the darkest value to the brightest, and cannot split values within a bin.
    assert variance_inside(grey > _otsu(grey)) <= best + 40 * np.ptp(grey) ** 2 / 256 + 1e-9


# Errors, with their whole messages


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_that_says_it_is(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("read", [image_pixels, image_bright_spots])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a.png is not a picture that can be read; use one of: PNG, JPEG, GIF, BMP, TIFF, WEBP, PPM"),
        (b"x,y\n1,2\n", "a.png is not a picture that can be read; use one of: PNG, JPEG, GIF, BMP, TIFF, WEBP, PPM"),
        (
            png_that_says_it_is(10_000, 5_001),
            "a.png has 10000 x 5001 pixels, more than 50,000,000; scale it down first",
        ),
        (
            png_that_says_it_is(10_000, 9_001),
            "a.png has 10000 x 9001 pixels, more than 50,000,000; scale it down first",
        ),
        (png_that_says_it_is(100_000, 100_000), "a.png has more than 50,000,000 pixels; scale it down first"),
        (
            png_that_says_it_is(100, 100)[:60],
            "a.png cannot be decoded (image file is truncated); save the picture again, as PNG",
        ),
    ],
)
def test_files_that_are_no_usable_picture_are_told_in_one_line(tmp_path, read, content, message):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.png")
    assert str(caught.value) == message


def test_a_missing_picture_and_odd_options_are_told_in_one_line(tmp_path):
    path = saved(tmp_path, Image.new("L", (20, 10), 51), "flat.png")
    missing = tmp_path / "no.png"
    for read, message in {
        lambda: image_pixels(
            missing
        ): f"{str(missing)!r} does not exist or is not a file; check the spelling and the folder",
        lambda: image_pixels(path, max_side=0): "max_side=0 is out of range; use max_side >= 1",
        lambda: image_bright_spots(path, threshold=2): "threshold=2 is out of range; use 0 <= threshold <= 1",
        lambda: image_bright_spots(path): (
            "flat.png has no spot of 4 or more pixels brighter than threshold=0.2 "
            "(its pixels lie between 0.2 and 0.2); choose a lower threshold"
        ),
    }.items():
        with pytest.raises(InputError) as caught:
            read()
        assert str(caught.value) == message


def test_spots_of_a_large_picture_are_where_they_are_in_the_whole_of_it(tmp_path):
    picture = np.zeros((2_500, 4_000), dtype=np.uint8)
    places = [(500, 400), (2_000, 1_900), (3_500, 800)]
    for x, y in places:
        picture[2_499 - y - 15 : 2_499 - y + 16, x - 15 : x + 16] = 220

    spots = image_bright_spots(saved(tmp_path, Image.fromarray(picture), "large.png"))

    assert np.abs(spots[np.argsort(spots[:, 0])] - places).max() <= 0.5


def test_a_picture_that_claims_more_pixels_than_its_bytes_can_hold_is_refused_at_once(tmp_path):
    path = saved(tmp_path, Image.new("L", (9, 9)), "huge.gif")
    path.write_bytes(path.read_bytes()[:6] + struct.pack("<HH", 7000, 7000) + path.read_bytes()[10:])
    with pytest.raises(InputError, match=r"^huge\.gif says that it has 7000 x 7000 pixels, which do not fit into"):
        image_pixels(path)
