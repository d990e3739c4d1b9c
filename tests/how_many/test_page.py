# ruff: noqa: E501  a row of a table is one line
"""The page about K: its words, curves and colours, and that nothing is cut off or covers anything else."""

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.data import read_sample
from kmeans_viz.how_many.page import SIZE, _brief
from kmeans_viz.pictures.style import style_named


@cache
def comparison(name):
    """Return what `compare_k` finds on a board; made once, and only where a test needs it."""
    match name:
        case "blobs":
            return kv.compare_k(kv.data.peaked(120, 4, seed=1), 7)
        case "nothing":
            return kv.compare_k(kv.data.uniform(150, seed=1), 9)
        case "iris":
            return kv.compare_k(read_sample("iris").points, 9)
        case "line":
            return kv.compare_k(read_sample("old-faithful").points[:, :1], 20)
        case "moons":
            return kv.compare_k(kv.data.moons(200, 2, seed=1), 9)
        case "tie":
            return replace(kv.compare_k(kv.data.gaussian(60, 3, seed=1), 5, n_refs=2), tied=(1, 2, 3, 4))


def named(ax, name):
    return next((artist for artist in (*ax.lines, *ax.patches) if artist.get_gid() == name), None)


def test_the_page_shows_the_data_four_curves_and_words():
    found = comparison("blobs")
    page = kv.choose_k(found)
    titles = [ax.get_title(loc="left") for ax in page.axes]
    assert titles == ["The data in 4 clusters", "Elbow: 4", "Gap statistic: 4", "f(K): 4", "Silhouette: 4"]
    words = [text.get_text().replace("\n", " ") for text in page.texts]
    assert words == [found.headline, "a band marks the K of the picture", found.words]


def test_points_give_the_page_that_their_comparison_gives():
    X = kv.data.peaked(120, 4, seed=1)
    assert kv.choose_k(X, 7)._repr_png_() == kv.choose_k(comparison("blobs"))._repr_png_()


@pytest.mark.parametrize("name", ["blobs", "nothing", "iris"])
def test_each_curve_is_drawn_with_its_suggestion_its_errors_and_its_limit(name):
    found = comparison(name)
    page = kv.choose_k(found)
    for ax, scores in zip(page.axes[1:], found.scores, strict=True):
        np.testing.assert_array_equal(named(ax, "curve").get_xydata(), np.c_[scores.ks, scores.values])
        suggested = named(ax, "suggested")
        if scores.suggested is None:
            assert suggested is None
        else:
            assert suggested.get_xydata().tolist() == [[scores.suggested, scores.values[scores.suggested - 1]]]
            assert str(scores.suggested) in [text.get_text() for text in ax.texts]
        assert named(ax, "shown").get_xdata()[0] == found.k
        assert len(ax.collections) == (1 if scores.errors.any() else 0)
        limit = {"f(K)": 0.85, "silhouette": 0.25}.get(scores.method)
        assert (None if limit is None else named(ax, "limit").get_ydata()[0]) == limit


def test_where_there_are_no_clusters_the_page_says_so():
    page = kv.choose_k(comparison("nothing"))
    titles = [ax.get_title(loc="left") for ax in page.axes]
    assert titles[0] == "The data, without clusters"
    assert [title for title in titles if title.endswith(": no clusters")] == titles[1:4]
    assert page.texts[0].get_text().startswith("Three of four methods find no clusters")


def test_a_tie_is_drawn_once_for_each_of_its_answers():
    page = kv.choose_k(replace(comparison("iris"), tied=(2, 3)))
    titles = [ax.get_title(loc="left") for ax in page.axes]
    assert titles[:2] == ["The data in 2 clusters", "The data in 3 clusters"]
    for ax in page.axes[2:]:
        assert [line.get_xdata()[0] for line in ax.lines if line.get_gid() == "shown"] == [2, 3]
    assert page.texts[1].get_text() == "bands mark the K of the pictures"


def test_points_far_away_do_not_squeeze_the_picture():
    X = np.vstack([comparison("blobs").X, [[50.0, 0.0]]])
    page = kv.choose_k(X, 7)
    assert page.axes[0].get_title(loc="left") == "The data in 4 clusters, and 1 point far away not shown"
    assert page.axes[0].get_xlim()[1] < 3
    assert [ax.get_title(loc="left")[-3:] for ax in page.axes[1:]] == [": 4"] * 4


def test_the_data_are_shown_in_the_best_clustering_that_was_found():
    found = comparison("blobs")
    board, fit = kv.choose_k(found).axes[0], found.fits[3]
    colors = style_named("light").colors
    drawn = {line.get_markerfacecolor(): line.get_xydata() for line in board.lines if len(line.get_xydata())}
    for j in range(4):
        assert {tuple(p) for p in drawn[colors[j]]} == {tuple(p) for p in found.X[fit.labels == j]}


def test_columns_name_the_axes_and_many_dimensions_are_projected():
    table = read_sample("old-faithful")
    found = kv.compare_k(table.points, 3)
    board = kv.choose_k(found, columns=table.names).axes[0]
    assert (board.get_xlabel(), board.get_ylabel()) == table.names
    assert kv.choose_k(comparison("iris")).axes[0].get_xlabel() == "first principal component (92% of the variance)"


def boxes_of(page):
    """Return every text, marker number and Axes of the page with its box in pixels."""
    page.canvas.draw()
    renderer = page.canvas.get_renderer()
    texts = list(page.texts)
    for ax in page.axes:
        texts += [ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label]
        # matplotlib does not draw ticks beyond the limits of their axis.
        for axis in (ax.xaxis, ax.yaxis):
            low, high = axis.get_view_interval()
            texts += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
        texts += [text for text in ax.texts if not text.get_text().isdigit()]
    shown = [text for text in texts if text.get_text() and text.get_visible()]
    boxes = {f"{text.get_text()!r} {i}": text.get_window_extent(renderer) for i, text in enumerate(shown)}
    for i, ax in enumerate(page.axes):
        boxes[f"axes {i}"] = ax.get_window_extent()
    return boxes


@pytest.mark.parametrize("size", [SIZE, (800, 600), 640, (600, 1200), (1250, 500)], ids=str)
@pytest.mark.parametrize("name", ["blobs", "nothing", "iris", "line", "moons", "tie"])
def test_nothing_is_cut_off_and_nothing_covers_anything_else(name, size):
    page = kv.choose_k(comparison(name), size=size)
    boxes = list(boxes_of(page).items())
    width, height = page.bbox.size
    for i, (what, box) in enumerate(boxes):
        assert box.x0 >= 0, what
        assert box.y0 >= 0, what
        assert box.x1 <= width, what
        assert box.y1 <= height, what
        for other, next_to in boxes[:i]:
            across = min(box.x1, next_to.x1) - max(box.x0, next_to.x0)
            upwards = min(box.y1, next_to.y1) - max(box.y0, next_to.y0)
            assert across <= 1 or upwards <= 1, f"{what} and {other}"


@pytest.mark.parametrize("style", ["light", "dark", "print"])
def test_the_page_has_the_size_and_the_colours_that_were_asked_for(style):
    page = kv.choose_k(comparison("blobs"), size=(700, 500), look=kv.Look(style=style))
    picture = Image.open(io.BytesIO(page._repr_png_())).convert("RGB")
    assert picture.size == (700, 500)
    assert picture.getpixel((1, 1)) == tuple(bytes.fromhex(style_named(style).page[1:]))
    seen = {color for _, color in picture.getcolors(1_000_000)}
    for wanted in (style_named(style).ink, style_named(style).color(0)):
        assert tuple(bytes.fromhex(wanted[1:])) in seen


def test_cells_can_be_left_out():
    found = comparison("blobs")
    with_cells, without = (len(kv.choose_k(found, look=kv.Look(voronoi=v)).axes[0].collections) for v in (True, False))
    assert with_cells == without + 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.85, "0.85"), (80, "80"), (9999, "9999"), (25_000, "25k"), (2.5e6, "2.5M"), (1e-9, "1e-09"), (3e12, "3e+12")],
)  # fmt: skip
def test_ticks_are_short(value, shown):
    assert _brief(value) == shown


@pytest.mark.parametrize("scale", [1.0, 1e4, 1e-6])
@pytest.mark.parametrize("size", [(1280, 720), 900])
def test_the_words_at_the_axes_of_the_data_are_on_the_page(size, scale):
    X = np.random.default_rng(0).normal(size=(60, 3)) * scale
    page = kv.choose_k(X, 3, n_refs=2, seed=0, size=size)
    page.canvas.draw()
    label = page.axes[0].yaxis.get_tightbbox(page.canvas.get_renderer())
    assert label.x0 > 0.05 * page.dpi
