"""Pages that stand still, as PDF, SVG or PNG.

`save_storyboard` takes a run, `save_choose_k` the recipe of a board whose number of clusters is asked for; both take a
path and write one page, with its note, to it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from kmeans_viz.data import Table
from kmeans_viz.data.reading import OF_A_FILE
from kmeans_viz.export.draft import draft_of
from kmeans_viz.export.jobs import Progress, ending_of, noted, silent
from kmeans_viz.export.notes import Note
from kmeans_viz.inputs import InputError
from kmeans_viz.look import Look, LookOptions, as_look, changed
from kmeans_viz.recipe import Recipe, run_and_look
from kmeans_viz.runs.trace import Trace

if TYPE_CHECKING:
    from kmeans_viz.how_many.comparison import Comparison

ENDINGS = (".pdf", ".svg", ".png")


def save_storyboard(
    source: Trace | Recipe,
    path: str | Path,
    *,
    panels: int | None = None,
    look: Look | None = None,
    **options: Unpack[LookOptions],
) -> Path:
    """Write the half-steps of a run on one page: ``.pdf``, ``.svg`` or ``.png``, which is not animated here.

    A page has the style, cells, trails and captions that the look asks for; its other fields make no difference.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    path : str or pathlib.Path
        A file that exists is replaced once the new one is whole.
    panels : int, optional
        How many half-steps to show, as in `storyboard`; by default all, up to 30.
    look : Look, optional
        How to draw them; by default as the recipe says, if there is one.
    **options
        Any field of `Look`, in place of the one in `look`: ``style="print"``, ``voronoi=False``, …

    Returns
    -------
    pathlib.Path
        Where the file is.

    Raises
    ------
    InputError
        For another ending, a number of panels below 2, or a look that cannot be used.
    OSError
        If the file cannot be written; what was there before is untouched.
    """
    from kmeans_viz.pictures.plots import storyboard

    ending, target = ending_of(path, ENDINGS), Path(path)
    trace, chosen = run_and_look(source, options, "exported")
    if look is not None:
        chosen = changed(as_look(look), options)
    # The note holds only what the page shows, since its command takes no other options.
    shown = Look(
        style=chosen.style, voronoi=chosen.voronoi, trails=chosen.trails, caption=chosen.caption, lang=chosen.lang
    )
    trace, note = noted(trace, shown)
    figure = storyboard(trace, panels=panels, look=shown)
    with draft_of(target) as draft:
        text = replace(note, verb="storyboard", panels=None if panels is None else int(panels)).to_json()
        _save_figure(figure, draft.file, ending, text)
    return target


def save_choose_k(
    recipe: Recipe,
    path: str | Path,
    *,
    k_max: int = 9,
    n_refs: int = 10,
    table: Table | None = None,
    progress: Progress | None = None,
    tell: Callable[[Comparison], None] = lambda found: None,
) -> Path:
    """Write the page of `choose_k` about the board of a recipe: ``.png``, ``.pdf`` or ``.svg``.

    It takes the board, the seed, the size, the style and whether to draw the cells from the recipe, whose `init_seed`,
    or else `seed`, makes the runs repeatable.

    Parameters
    ----------
    recipe : Recipe
    path : str or pathlib.Path
        A file that exists is replaced once the new one is whole.
    k_max, n_refs : int
        As for `choose_k`.
    table : Table, optional
        What the recipe's `table` returned, for a caller that has read it already.
    progress : callable, optional
        Called as ``progress(done, total)``; done reaches total when the file is on disk.
    tell : callable, optional
        Called with what was found, once the file is on disk.

    Returns
    -------
    pathlib.Path
        Where the file is.

    Raises
    ------
    InputError
        For another ending, or another argument that cannot be used.
    OSError
        If the file cannot be written; what was there before is untouched.
    """
    from kmeans_viz.how_many.comparison import compare_k
    from kmeans_viz.how_many.page import choose_k

    ending, target = ending_of(path, ENDINGS), Path(path)
    report = progress or silent
    if not isinstance(recipe, Recipe):
        raise InputError(
            f"{type(recipe).__name__} is no board to choose K for; pass a Recipe, or draw it with choose_k"
        )
    board = ("data", "n", "blobs", "seed", "csv", "parquet", *OF_A_FILE, "standardize", "coordinates")
    names = (*board, "init_seed", "style", "size", "voronoi")
    # The note holds only what the page shows, since its command takes no other options.
    recipe = Recipe(**{name: getattr(recipe, name) for name in names})
    table = recipe.table() if table is None else table
    total = 1

    def count(done: int, whole: int) -> None:
        nonlocal total
        total = whole + 1
        report(done, total)

    seed = recipe.seed if recipe.init_seed is None else recipe.init_seed
    found = compare_k(table.points, k_max, n_refs=n_refs, seed=seed, progress=count)
    figure = choose_k(found, columns=table.labels, size=recipe.size, look=recipe)
    # The numbers are noted even if they are the defaults: a later version may change those, but not this picture.
    note = Note(recipe.as_read(table), verb="choose-k", k_max=int(k_max), n_refs=int(n_refs))
    with draft_of(target) as draft:
        _save_figure(figure, draft.file, ending, note.to_json())
    report(total, total)
    tell(found)
    return target


def _save_figure(figure: Any, file: Any, ending: str, note: str) -> None:
    import matplotlib as mpl

    metadata: dict[str, dict[str, Any]] = {
        ".pdf": {"Subject": note, "CreationDate": None},
        ".svg": {"Description": note, "Date": None},
        ".png": {"Comment": note},
    }
    # With a fixed salt, the ids in an SVG are the same every time.
    with mpl.rc_context({"svg.hashsalt": "kmeans_viz", "pdf.fonttype": 42}):
        page = io.BytesIO()
        figure.savefig(page, format=ending[1:], metadata=metadata[ending], facecolor=figure.get_facecolor())
    # Written in one go: on a full disk, matplotlib's own writing ends in a misleading error about compression.
    file.write(page.getbuffer())
