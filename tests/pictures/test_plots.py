"""Pictures that stand still: artists on an Axes, and a page of panels."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.telling import telling_steps


@pytest.fixture(scope="module")
def run():
    return kv.Recipe(n=60, k=3, seed=2).run()


def stars_of(ax):
    """Return the places of the stars: the lower of the two collections that have one offset for each centroid."""
    return next(a for a in ax.collections if len(a.get_offsets()) > 1 and a.get_sizes().size).get_offsets()


def dots_of(ax, color):
    lines = [line for line in ax.lines if line.get_markerfacecolor() == color and len(line.get_xdata())]
    return np.concatenate([line.get_xydata() for line in lines])


@pytest.mark.parametrize("index", [0, 1, 2, -1])
def test_a_plot_shows_the_stars_and_the_points_of_that_state(run, index):
    ax = kv.plot(run, index)
    state, style = run[index], style_named("light")

    assert np.allclose(stars_of(ax), state.centroids)
    if state.labels is None:
        assert len(dots_of(ax, style.board)) == 60
        return
    for j in range(3):
        assert {tuple(p) for p in dots_of(ax, style.color(j))} >= {tuple(p) for p in run.X[state.labels == j]}
    cells = next(a for a in ax.collections if isinstance(a, PolyCollection))
    assert len(cells.get_paths()) == 3


def test_a_plot_on_given_axes_draws_there_with_the_title_and_leaves_the_figure_alone(run):
    figure = Figure(figsize=(6, 3))
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)

    assert kv.plot(run, 0, ax=left) is left
    assert left.get_title(loc="left") == "Start"
    assert len(figure.axes) == 2
    assert not right.lines
    assert not right.collections
    # An ordinary draw shows the colours of all clusters.
    figure.canvas.draw()
    drawn = set(map(tuple, np.asarray(figure.canvas.buffer_rgba())[..., :3].reshape(-1, 3).tolist()))
    assert {tuple(bytes.fromhex(style_named("light").color(j)[1:])) for j in range(3)} <= drawn


LAYOUTS = {
    "tight": lambda figure: figure.tight_layout(),
    "constrained": lambda figure: figure.set_layout_engine("constrained"),
    "compressed": lambda figure: figure.set_layout_engine("compressed"),
    "resized": lambda figure: figure.set_size_inches(3, 7),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("arrange", ["subplots", "mosaic"])
def test_a_unit_is_as_long_on_either_axis_under_any_layout(run, layout, arrange):
    figure = Figure(figsize=(9, 4))
    FigureCanvasAgg(figure)
    axes = (
        list(figure.subplots(2, 3).ravel())
        if arrange == "subplots"
        else list(figure.subplot_mosaic("AAB;AAC").values())
    )
    for ax in axes:
        ax.set_title("mine")
        ax.set_ylabel("mine")
        kv.plot(run, 1, ax)
    LAYOUTS[layout](figure)
    figure.canvas.draw()

    for ax in axes:
        (x0, y0), (x1, y1) = ax.transData.transform([(0, 0), (1, 1)])
        assert x1 - x0 == pytest.approx(y1 - y0)
        assert ax.get_title() == ax.get_ylabel() == "mine"
        assert ax.get_title(loc="left") == ""


def test_the_title_is_the_callers_to_choose(run):
    assert kv.plot(run, 1, title="5 $ or 6 $").get_title(loc="left") == "5 $ or 6 $"
    assert kv.plot(run, 1, caption=False).get_title(loc="left") == ""
    assert kv.plot(run, 1, lang="es").get_title(loc="left") == "Paso 1, asignación"
    ax = Figure().subplots()
    ax.set_title("mine")
    assert kv.plot(run, 1, ax, title="ours").get_title(loc="left") == "ours"
    assert ax.get_title() == "mine"


def test_a_plot_of_its_own_has_the_size_that_is_asked_for_and_room_for_its_labels(run):
    ax = kv.plot(run, 1, size=(400, 300), labels=("length", "width"))
    picture = Image.open(io.BytesIO(ax._repr_png_()))
    box = ax.get_tightbbox()

    assert picture.size == (400, 300)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("length", "width")
    assert 0 <= box.x0 < box.x1 <= 400
    assert 0 <= box.y0 < box.y1 <= 300
    with pytest.raises(kv.InputError, match="size=400 makes no difference to a plot"):
        kv.plot(run, 1, Figure().subplots(), size=400)


def test_the_ground_of_a_plot_can_be_left_out(run):
    picture = Image.open(io.BytesIO(kv.plot(run, 0, transparent=True, voronoi=False)._repr_png_()))
    opacity = np.asarray(picture)[..., 3]

    assert opacity[1, 1] == 0
    assert (opacity == 0).mean() > 0.8
    assert opacity.max() == 255


def test_stars_are_drawn_over_paths_paths_over_points_and_points_over_cells(run):
    ax = kv.plot(run)
    drawn = [artist for artist in (*ax.lines, *ax.collections) if not artist.get_animated()]
    order = {type(artist): artist.get_zorder() for artist in drawn}
    stars = max(artist.get_zorder() for artist in ax.collections)

    assert order[PolyCollection] < order[Line2D] < order[LineCollection] < stars


@pytest.mark.parametrize("style", ["light", "dark", "print"])
def test_a_plot_of_its_own_shows_itself_in_a_notebook(run, style):
    picture = Image.open(io.BytesIO(kv.plot(run, look=kv.Look(style=style))._repr_png_())).convert("RGB")

    assert picture.size == (640, 560)
    page = tuple(bytes.fromhex(style_named(style).page[1:]))
    assert picture.getpixel((1, 1)) == page


def test_parts_that_are_switched_off_are_not_drawn(run):
    for chosen in ({"voronoi": False, "trails": False}, {"look": kv.Look(voronoi=False, trails=False)}):
        ax = kv.plot(run, **chosen)

        assert not any(isinstance(a, (PolyCollection, LineCollection)) for a in ax.collections)


def page_of(drawn):
    figure = drawn if isinstance(drawn, Figure) else drawn.figure
    return figure.get_facecolor()


@pytest.mark.parametrize("draw", [kv.plot, kv.storyboard])
def test_options_go_before_a_look_and_a_look_before_that_of_the_recipe(draw):
    page = {name: to_rgba(style_named(name).page) for name in ("light", "dark")}
    dark = kv.Recipe(n=30, k=2, style="dark").run()

    assert page_of(draw(dark)) == page["dark"]
    assert page_of(draw(dark, style="light")) == page["light"]
    assert page_of(draw(dark, look=kv.Look())) == page["light"]
    assert page_of(draw(dark, look=kv.Look(), style="dark")) == page["dark"]
    with pytest.raises(kv.InputError, match=r"the option 'color' is unknown; .*use one of: size, style"):
        draw(dark, color="red")


def test_a_step_has_the_name_that_it_had_in_version_0_1_too(run):
    assert kv.plot(run, step=1).get_title(loc="left") == "Step 1, assign"
    assert kv.plot(run, index=1).get_title(loc="left") == "Step 1, assign"


@pytest.mark.parametrize("index", [99, -99])
def test_a_state_that_is_not_there_is_told_with_those_that_are(run, index):
    with pytest.raises(kv.InputError, match=rf"step={index} is out of range; use -\d+ <= step <= \d+"):
        kv.plot(run, index)


def test_what_is_no_trace_is_told_by_name(run):
    for draw in (kv.plot, kv.storyboard):
        with pytest.raises(kv.InputError, match="list cannot be drawn; pass a Trace"):
            draw([1, 2])


def words_on(page):
    return [text.get_text() for text in page.texts]


def test_a_storyboard_has_a_panel_and_a_caption_for_every_half_step(run):
    page = kv.storyboard(run)

    assert len(page.axes) == len(run)
    for ax, state in zip(page.axes, run, strict=True):
        assert np.allclose(stars_of(ax), state.centroids)
    assert words_on(page)[0::2][:3] == ["Start", "Step 1, assign", "Step 1, update"]
    assert words_on(page)[-2].startswith("Converged after")
    assert not any("half-steps" in words for words in words_on(page))


def test_panels_stand_in_rows_without_touching_each_other(run):
    page = kv.storyboard(run)
    boxes = [ax.get_position() for ax in page.axes]

    for i, box in enumerate(boxes):
        assert 0 < box.x0 < box.x1 < 1
        assert 0 < box.y0 < box.y1 < 1
        for other in boxes[:i]:
            assert box.x0 >= other.x1 or box.x1 <= other.x0 or box.y1 <= other.y0 or box.y0 >= other.y1


def test_a_storyboard_stops_at_thirty_panels_and_says_so():
    long = kv.Recipe(data="uniform", n=1500, k=10, seed=1).run()
    assert len(long) > 30
    page = kv.storyboard(long)

    assert len(page.axes) == 30
    assert words_on(page)[0] == "Start"
    assert words_on(page)[-3].startswith("Converged after")
    assert words_on(page)[-1] == f"30 of {len(long)} half-steps"


def test_panels_that_are_asked_for_are_spread_from_the_first_half_step_to_the_last(run):
    page = kv.storyboard(run, panels=3)

    assert len(page.axes) == 3
    assert np.allclose(stars_of(page.axes[0]), run[0].centroids)
    assert np.allclose(stars_of(page.axes[-1]), run.final.centroids)
    assert words_on(page)[-1] == f"3 of {len(run)} half-steps"
    assert len(kv.storyboard(run, panels=500).axes) == len(run)
    with pytest.raises(kv.InputError, match="panels=1 is out of range"):
        kv.storyboard(run, panels=1)


@given(seed=st.integers(0, 2**31), n=st.integers(2, 60), k=st.integers(1, 6), cut=st.integers(0, 3), data=st.data())
def test_panels_rise_from_the_first_half_step_to_the_last_and_are_as_many_as_wanted(seed, n, k, cut, data):
    run = kv.record(np.random.default_rng(seed).random((n, 2)), min(k, n), seed=seed)
    run = replace(run, states=run.states[: max(2, len(run) - cut)])  # a run that was stopped
    wanted = data.draw(st.integers(2, len(run)))
    chosen = telling_steps(run, wanted)
    assert len(chosen) == wanted
    assert (chosen[0], chosen[-1]) == (0, len(run) - 1)
    assert all(a < b for a, b in itertools.pairwise(chosen))


def test_of_a_long_run_the_panels_are_those_between_which_about_equally_much_happens():
    run = kv.Recipe(data="uniform", n=400, k=7, seed=3).run()
    assert len(run) > 30
    chosen = telling_steps(run, 9)
    moved = [sum(run[i].changed for i in range(a + 1, b + 1)) for a, b in itertools.pairwise(chosen)]

    assert chosen[:3] == [0, 1, 2]
    assert chosen[5] < len(run) // 3
    # The first assignment is always large; after it, no gap between panels holds most of the remaining change.
    assert max(moved[1:]) < 0.5 * sum(moved[1:])


def long_named(X, labels, centroids):
    return centroids + 1e-3


long_named.__name__ = "move_every_centroid_to_the_geometric_median_of_its_own_points_" * 2


@pytest.mark.parametrize("stepper", [kv.LLOYD, kv.Stepper(update=long_named)])
def test_captions_stay_on_the_page_within_their_panel_and_clear_of_the_next(stepper):
    X = np.random.default_rng(0).normal(size=(40, 2))
    start = [[0.5, 0.5], *([50.0 + j, 0.0] for j in range(4)), [2, 2]]
    run = kv.record(X, init=start, on_empty="keep", max_iter=12, stepper=stepper)
    page = kv.storyboard(run, panels=8)
    page.canvas.draw()
    boxes = [text.get_window_extent() for text in page.texts]
    panels = [ax.get_window_extent() for ax in page.axes]
    width, height = page.bbox.size

    for i, box in enumerate(boxes):
        assert box.x0 >= 0
        assert box.x1 <= width
        assert box.y0 >= 0
        assert box.y1 <= height
        for other in (*panels, *boxes[:i]):
            assert not (box.x0 < other.x1 and other.x0 < box.x1 and box.y0 < other.y1 - 1 and other.y0 + 1 < box.y1)


def test_a_storyboard_takes_the_style_of_the_recipe_and_can_be_without_words():
    run = kv.Recipe(n=30, k=2, style="dark", caption=False).run()
    page = kv.storyboard(run)

    assert page.get_facecolor()[:3] == pytest.approx([part / 255 for part in bytes.fromhex("0d1015")])
    assert not page.texts
    assert kv.storyboard(run, look=kv.Look()).get_facecolor()[:3] == (1, 1, 1)
