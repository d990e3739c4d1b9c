"""Spots of pictures: how many of those that are there are found, where, and how large."""

import json
import sys

import numpy as np
import pytest
import skimage.data
from PIL import Image
from scipy import ndimage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

import kmeans_viz as kv
from kmeans_viz.data.images import image_bright_spots
from kmeans_viz.data.pictures import spots_in
from kmeans_viz.data.splitting import fits


def picture_of_spots(seed):
    """Return a picture, its spots as ``(n, 3)`` row, column and radius, and whether they are bright.

    Discs and domes of several sizes, some of which touch or overlap a little, under light that is uneven by up to the
    contrast of the spots, with noise.
    """
    rng = np.random.default_rng([5, seed])
    height, width = rng.integers(150, 260, 2)
    radius, is_flat, touch = rng.choice([5, 8, 12]) * rng.uniform(0.9, 1.1), rng.random() < 0.6, rng.uniform(0, 0.4)
    wanted = int(rng.uniform(0.06, 0.2) * height * width / (np.pi * radius**2)) + 3
    rows, columns = np.mgrid[:height, :width].astype(float)
    spots, heights = [], np.zeros((height, width))
    for _ in range(4000):
        if len(spots) == wanted:
            break
        own = radius * np.clip(np.exp(rng.normal(0, 0.12)), 0.7, 1.4)
        y, x, least = rng.uniform(0, height), rng.uniform(0, width), 1.15
        if spots and rng.random() < touch:
            y, x, other = spots[rng.integers(len(spots))]
            angle, apart = rng.uniform(0, 2 * np.pi), (own + other) * rng.uniform(0.85, 1)
            y, x, least = y + apart * np.sin(angle), x + apart * np.cos(angle), 0.82
        inside = 1.1 * own < y < height - 1.1 * own and 1.1 * own < x < width - 1.1 * own
        if not inside or any(np.hypot(y - b, x - a) < least * (own + r) for b, a, r in spots):
            continue
        spots.append((y, x, own))
        share = np.hypot(rows - y, columns - x) / own
        top = rng.uniform(0.7, 1) * (1 if is_flat else np.clip(1.1 - 0.5 * share**2, 0.4, None))
        heights = np.maximum(heights, top / (1 + np.exp((share - 1) * own / 0.6)))
    v, u = rows / height - 0.5, columns / width - 0.5
    light = rng.uniform(-1, 1) * u + rng.uniform(-1, 1) * v + rng.uniform(-0.7, 0.7) * (u * u + v * v)
    is_bright = bool(rng.random() < 0.5)
    contrast = rng.uniform(50, 90)
    grey = 127 + contrast * ((heights if is_bright else -heights) + light + rng.normal(0, 0.1, heights.shape))
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8), np.array(spots), is_bright


def hits(found, spots):
    """Return how many spots have a centre of their own within 0.7 radii."""
    places = np.column_stack([found.pixels.shape[0] - 1 - found.centres[:, 1], found.centres[:, 0]])
    apart = cdist(spots[:, :2], places) / spots[:, 2:]
    pairs = linear_sum_assignment(np.minimum(apart, 5))
    return int((apart[pairs] < 0.7).sum())


def test_of_known_spots_95_percent_are_found_and_3_percent_are_false():
    n = n_found = n_false = 0
    for seed in range(100, 106):
        picture, spots, is_bright = picture_of_spots(seed)
        found = spots_in(picture)
        assert found.is_bright == is_bright
        n, n_found = n + len(spots), n_found + hits(found, spots)
        n_false += len(found.areas) - hits(found, spots)
    assert n > 150
    assert n_found >= 0.95 * n
    assert n_false <= 0.03 * n


def test_all_24_coins_are_found_where_another_method_sees_them():
    coins = skimage.data.coins()
    # The gallery of scikit-image: a watershed on edges, from markers of which a person chose the levels.
    markers = np.where(coins < 30, 1, 0) + np.where(coins > 150, 2, 0)
    regions = skimage.segmentation.watershed(skimage.filters.sobel(coins), markers) == 2
    labels, n = ndimage.label(ndimage.binary_fill_holes(regions))
    sizes = np.bincount(labels.ravel())
    known = np.array([ndimage.center_of_mass(labels == i) for i in range(1, n + 1) if sizes[i] > 200])
    assert len(known) == 24

    found = spots_in(coins)

    assert (found.kind, len(found.areas), found.left_out) == ("bright", 24, ())
    assert hits(found, np.column_stack([known, np.full(24, 12.0)])) == 24


def test_the_one_cell_is_found_with_its_size():
    found = spots_in(skimage.data.cell())
    assert found.words == "1 bright spot found"
    np.testing.assert_allclose(found.centres, [[427, 659 - 374]], atol=4)
    assert found.areas[0] == pytest.approx(np.pi * 62**2, rel=0.06)


def test_centres_and_areas_of_lone_discs_are_exact():
    rows, columns = np.ogrid[:120, :160]
    known = [(30, 40, 9), (80, 50, 14), (60, 120, 20)]
    picture = np.full((120, 160), 0.2)
    for y, x, r in known:
        picture[(rows - y) ** 2 + (columns - x) ** 2 <= r * r] = 0.8
    found = spots_in(picture)
    order = np.argsort(found.areas)
    np.testing.assert_allclose(found.centres[order], [[x, 119 - y] for y, x, _ in known], atol=0.2)
    np.testing.assert_allclose(found.areas[order], [np.pi * r * r for *_, r in known], rtol=0.06)
    dark = spots_in(1 - picture)
    assert dark.kind == "dark"
    np.testing.assert_allclose(dark.centres, found.centres, atol=1e-6)


def test_spots_on_the_border_count_and_are_told_and_specks_do_not_count():
    picture = np.zeros((100, 100))
    picture[:14, 40:56] = picture[50:70, 50:70] = picture[90:94, 10:15] = 1
    found = spots_in(picture)
    assert found.on_border.tolist() == [True, False]
    assert found.words == "2 bright spots found, 1 left out (too small)"
    x, y, area, why = found.left_out[0]
    np.testing.assert_allclose((x, y, area), (12, 7.5, 20), atol=4)
    assert why == "too small"
    assert (found.labels == -1).sum() == area


def test_spots_are_numbered_as_one_reads():
    picture = np.zeros((100, 150))
    for y, x in [(22, 20), (18, 70), (25, 120), (70, 30), (66, 100)]:
        picture[y - 8 : y + 8, x - 8 : x + 8] = 1
    assert np.rint(spots_in(picture).centres[:, 0]).tolist() == [20, 70, 120, 30, 100]


@pytest.mark.parametrize("radius", [3, 10, 30])
def test_the_fit_of_a_disc_is_near_1_and_that_of_two_that_touch_is_not(radius):
    side = 2 * radius + 5
    y, x = np.mgrid[:side, : 2 * side] - (side // 2)
    one = (y**2 + x**2 <= radius**2).astype(int)
    two = one | ((y**2 + (x - 2 * radius) ** 2) <= radius**2)
    assert fits(one)[1][1] > 0.93
    assert fits(two)[1][1] < 0.88


def test_noise_and_an_even_picture_have_no_spots():
    noise = np.random.default_rng(0).normal(0.5, 0.05, (200, 200))
    with pytest.raises(kv.InputError, match=r"^picture: (0 .* left out \(too faint\)|no spots found)"):
        kv.cells(noise)
    with pytest.raises(kv.InputError) as caught:
        kv.cells(np.full((20, 30), 128, np.uint8))
    assert str(caught.value) == (
        "picture: no spots found, neither bright nor dark ones; try one channel or stain with part (--part green, "
        "--part hematoxylin), or a picture with more contrast"
    )


def test_a_channel_or_a_stain_shows_what_the_brightness_hides():
    rows, columns = np.ogrid[:80, :80]
    disc = (rows - 30) ** 2 + (columns - 50) ** 2 <= 100
    # Green and red that are equally bright.
    picture = np.where(disc[..., None], [0, 130, 0], [255, 0, 0]).astype(np.uint8)
    np.testing.assert_allclose(spots_in(picture, part="green").centres, [[50, 49]], atol=0.1)
    tissue = skimage.data.immunohistochemistry()[300:400, 400:512]
    assert len(spots_in(tissue, part="hematoxylin").areas) > 5
    with pytest.raises(kv.InputError, match="part='grn' is unknown; did you mean 'green'"):
        spots_in(picture, part="grn")
    with pytest.raises(kv.InputError, match="spots='light' is unknown"):
        spots_in(picture, "light")


# As files


@pytest.fixture(scope="module")
def dots(tmp_path_factory):
    """Return the path of a picture of five dark spots."""
    picture = np.full((90, 120), 200, dtype=np.uint8)
    for y, x in [(20, 20), (25, 60), (20, 100), (60, 30), (65, 90)]:
        picture[y - 6 : y + 7, x - 6 : x + 7] = 60
    path = tmp_path_factory.mktemp("pictures") / "dots.png"
    Image.fromarray(picture).save(path)
    return path


def test_a_file_says_how_many_spots_it_has_and_what_was_assumed(dots):
    table = kv.read_table(dots)
    assert table.report.line == (
        "dots.png: 5 dark spots found; 2 of 3 columns count (x, y); left out: area (not asked for)"
    )
    assert "assumed: dark spots, which stand out more; --spots bright says otherwise" in table.report.notes
    np.testing.assert_allclose(table.points, [[20, 69], [60, 64], [100, 69], [30, 29], [90, 24]], atol=0.1)
    assert kv.read_table(dots, "x,y,area").points.shape == (5, 3)


def test_recipes_of_version_0_1_keep_their_reading_and_those_of_today_name_theirs(dots):
    old = kv.Recipe.from_json(json.dumps({"csv": str(dots), "k": 1}))
    np.testing.assert_array_equal(old.points(), image_bright_spots(dots))
    assert old.run().backdrop is None
    now = kv.Recipe(csv=str(dots), k=2, spots="dark").run().recipe
    assert json.loads(now.to_json())["reading"] == 2
    assert kv.Recipe.from_json(now.to_json()) == now
    assert now.command() == f"kmeans-viz animate out.gif --csv {dots} --spots dark --k 2"


def test_more_clusters_than_spots_are_answered_with_what_was_found_and_what_to_try(dots):
    for run in (lambda: kv.Recipe(csv=str(dots), k=6).run(), lambda: kv.cluster(dots, 6)):
        with pytest.raises(kv.InputError) as caught:
            run()
        assert str(caught.value) == (
            "dots.png: 5 dark spots found, which are fewer than k=6; use k <= 5, or look for others: spots='bright' or "
            "'dark' (--spots), one channel or stain with part (--part)"
        )


def test_stars_find_the_middles_of_the_spots_among_their_pixels(dots):
    trace = kv.Recipe(csv=str(dots), columns="pixel_x,pixel_y", k=5, init="k-means++", n_runs=20).run()
    stars = trace.final.centroids
    np.testing.assert_allclose(
        stars[np.lexsort(stars.T)], [[90, 24], [30, 29], [60, 64], [20, 69], [100, 69]], atol=0.6
    )


def test_without_scikit_image_what_needs_it_says_which_extra_brings_it(monkeypatch, tmp_path):
    path = tmp_path / "slide.png"
    Image.new("RGB", (40, 40)).save(path)
    monkeypatch.setitem(sys.modules, "skimage", None)
    for part in (None, "hematoxylin"):
        with pytest.raises(
            kv.InputError, match=r"^spots and stains need scikit-image, .* pip install 'kmeans-viz\[cells\]'$"
        ):
            kv.cells(path, part=part)
    # Colours need nothing but Pillow.
    assert len(kv.read_table(path, columns=("red", "green", "blue")).points) == 1600
