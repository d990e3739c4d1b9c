"""The same recipe is the same bytes, whatever the user's matplotlib says; and that stays as the user left it."""

from __future__ import annotations

import io
import locale
import threading
from functools import cache

import matplotlib as mpl
import pytest
from matplotlib import font_manager, style

import kmeans_viz as kv
from kmeans_viz.export import save_choose_k, save_storyboard
from kmeans_viz.pictures.pinned import pinned

RECIPE = kv.Recipe(data="old-faithful", k=2, size=200, tween=0, max_iter=2, seeding=True)
STYLES = [
    "dark_background",
    "ggplot",
    "fivethirtyeight",
    "seaborn-v0_8-poster",
    {
        "font.family": "serif", "text.hinting": "none", "lines.antialiased": False, "figure.dpi": 50,
        "savefig.dpi": 300,
        "savefig.bbox": "tight", "path.sketch": (3, 50, 2), "svg.fonttype": "path", "image.interpolation": "bicubic",
    },
]  # fmt: skip


def made():
    """Return a few files of each kind."""
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


@cache
def made_plainly():
    return made()


@pytest.mark.parametrize("chosen", STYLES, ids=lambda chosen: chosen if isinstance(chosen, str) else "many")
def test_files_have_the_same_bytes_under_any_style_which_stays_as_it_was(chosen):
    plain = made_plainly()
    with style.context(chosen):
        before = dict(mpl.rcParams)
        assert made() == plain
        assert dict(mpl.rcParams) == before


def test_files_have_the_same_bytes_in_another_locale_and_with_more_fonts(monkeypatch):
    plain, before = made_plainly(), locale.setlocale(locale.LC_ALL)
    with mpl.rc_context({"axes.formatter.use_locale": True}):
        for name in ("de_DE.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            assert made() == plain
        locale.setlocale(locale.LC_ALL, before)
    # A font of the same name, as a system may have one.
    serif = font_manager.findfont("DejaVu Serif")
    entry = font_manager.FontEntry(serif, "DejaVu Sans", "normal", "normal", 400, "normal", "scalable")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*font_manager.fontManager.ttflist, entry])
    font_manager.fontManager._findfont_cached.cache_clear()
    try:
        assert made() == plain
    finally:
        font_manager.fontManager._findfont_cached.cache_clear()


def test_two_threads_that_draw_at_once_leave_the_users_settings_behind():
    inside, leave = threading.Event(), threading.Event()

    def first():
        with pinned():
            inside.set()
            leave.wait(10)

    def second():
        with pinned():
            pass

    with mpl.rc_context({"lines.linewidth": 7.5}):
        threads = [threading.Thread(target=first), threading.Thread(target=second)]
        threads[0].start()
        inside.wait(10)
        threads[1].start()
        leave.set()
        for thread in threads:
            thread.join()
        assert mpl.rcParams["lines.linewidth"] == 7.5
