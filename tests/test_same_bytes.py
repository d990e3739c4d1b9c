"""The same recipe is the same bytes, whatever the user's matplotlib says; and that stays as the user left it."""

from __future__ import annotations

import io
import locale
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager, style

import kmeans_viz as kv
from kmeans_viz.checks import watch_gap
from kmeans_viz.errands.kinds import advice
from kmeans_viz.export import save_choose_k, save_storyboard
from kmeans_viz.gallery import GALLERY
from kmeans_viz.lessons.course import lesson
from kmeans_viz.lessons.handing import handed
from kmeans_viz.lessons.paper_boards import board_picture

RECIPE = kv.Recipe(data="old-faithful", k=2, size=200, tween=0, max_iter=2, seeding=True)
ODD = {
    "font.family": "serif", "text.hinting": "none", "lines.antialiased": False, "figure.dpi": 50, "savefig.dpi": 300,
    "savefig.bbox": "tight", "path.sketch": (3, 50, 2), "svg.fonttype": "path", "image.interpolation": "bicubic",
    "savefig.facecolor": "red", "axes.grid": True, "xtick.labelsize": 20, "axes.formatter.use_locale": True,
}  # fmt: skip
STYLES = ["dark_background", "ggplot", "fivethirtyeight", "seaborn-v0_8-poster"]


def runs(folder):
    """Return files of a run, one for each way of drawing it."""
    files = []
    for write, ending, options in [
        (kv.save, "gif", {}),
        (save_storyboard, "svg", {"title": "Old Faithful"}),
        (save_storyboard, "png", {"panels": 2}),
        (save_choose_k, "png", {"k_max": 3, "n_refs": 2}),
    ]:
        file = io.BytesIO()
        write(RECIPE, file, format=ending, **options)
        files.append(file.getvalue())
    return [*files, kv.plot(RECIPE.run())._repr_png_()]


def exhibits(folder):
    """Return the gallery, small and short."""
    return [
        kv.save(replace(recipe, max_iter=2, size=100, tween=0), folder / f"{name}.gif").read_bytes()
        for name, recipe in GALLERY.items()
    ]


def answers(folder):
    """Return what each kind of answer writes and displays."""
    frame = pd.DataFrame({"time": pd.date_range("2024-03-01", periods=40, freq="10min"), "lat": 48.2, "lon": 16.4})
    frame.loc[20:, "lat"] = 48.25
    picture = np.zeros((60, 90))
    picture[10:20, 10:20] = picture[30:40, 60:70] = 1
    found = [kv.places(frame), kv.cells(picture), kv.cluster(kv.data.peaked(60, 3, seed=1), 3, n_runs=1)]
    files = [answer.plot()._repr_png_() for answer in found[:2]]
    for answer in found:
        answer.save(folder)
        files += [path.read_bytes() for path in sorted(folder.iterdir())]
    return files


def lessons(folder):
    """Return what a lesson, its worksheet and an exercise show, and what the explorer's page asks for."""
    falls = lesson(1).prediction("falls")
    own = watch_gap(kv.data.peaked(30, 2, seed=1), lambda X, k_max, n_refs, rng, sum_of_squares: np.arange(k_max) / 3)
    asked = {"recipe": {"data": "old-faithful"}, "k_max": 2, "size": [600, 400]}
    return [
        handed(falls)["reveal"][0]["address"],
        board_picture(falls.board).tobytes(),
        own.children[1].value,
        advice(asked, None, folder, lambda done, total: None)[1].read_bytes(),
    ]


KINDS = (runs, exhibits, answers, lessons)


def made(kind):
    with tempfile.TemporaryDirectory() as folder:
        return kind(Path(folder))


made_plainly = cache(made)


@pytest.mark.parametrize(
    ("kind", "chosen"), [*((runs, name) for name in STYLES), *((kind, ODD) for kind in KINDS)],
    ids=lambda value: getattr(value, "__name__", value if isinstance(value, str) else "odd"),
)  # fmt: skip
def test_files_have_the_same_bytes_under_any_style_which_stays_as_it_was(kind, chosen):
    plain = made_plainly(kind)
    with style.context(chosen):
        before = dict(mpl.rcParams)
        assert made(kind) == plain
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("kind", [runs, answers, lessons])
def test_files_have_the_same_bytes_in_another_locale_and_with_more_fonts(kind, monkeypatch):
    plain = made_plainly(kind)
    # A font of the same name, as a system may have one.
    serif = font_manager.findfont("DejaVu Serif")
    entry = font_manager.FontEntry(serif, "DejaVu Sans", "normal", "normal", 400, "normal", "scalable")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*font_manager.fontManager.ttflist, entry])
    font_manager.fontManager._findfont_cached.cache_clear()
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    except locale.Error:  # it is not installed; its comma can be had without
        monkeypatch.setattr(locale, "_override_localeconv", {"decimal_point": ","})
    try:
        with mpl.rc_context({"axes.formatter.use_locale": True}):
            assert locale.str(0.5) == "0,5"
            assert made(kind) == plain
    finally:
        locale.setlocale(locale.LC_ALL, before)
        font_manager.fontManager._findfont_cached.cache_clear()
