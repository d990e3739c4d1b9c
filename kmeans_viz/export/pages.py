"""Pages that stand still, as PDF, SVG, PNG, JPEG or TIFF.

`save_storyboard` takes a run, `save_choose_k` the recipe of a board whose number of clusters is asked for; both take a
path, or an open file, and write one page, with its note, to it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Unpack

from kmeans_viz.data import Table
from kmeans_viz.data.reading import OF_A_FILE
from kmeans_viz.export.draft import Target, draft_of
from kmeans_viz.export.jobs import Progress, aimed, noted, silent
from kmeans_viz.export.notes import Note
from kmeans_viz.inputs import InputError
from kmeans_viz.look import (
    ON_A_PAGE,
    STANDS_STILL,
    Extras,
    Look,
    LookOptions,
    as_look,
    changed,
    check_extras,
    check_used,
    written,
)
from kmeans_viz.pictures.captions import say_in
from kmeans_viz.pictures.pinned import pinned
from kmeans_viz.recipe import Recipe, run_and_look
from kmeans_viz.runs.trace import Trace

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kmeans_viz.how_many.comparison import Comparison

ENDINGS = (".pdf", ".svg", ".png", ".jpg", ".jpeg", ".tiff", ".tif")
_MOST_OF_JPEG = 65_533  # bytes of a comment in a JPEG


def save_storyboard(
    source: Trace | Recipe,
    path: str | Path | IO[bytes],
    *,
    format: str | None = None,
    panels: int | None = None,
    look: Look | None = None,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
    **options: Unpack[LookOptions],
) -> Target:
    """Write the half-steps of a run on one page: ``.pdf``, ``.svg``, ``.png``, ``.jpg``, ``.tiff``; none is animated.

    A page has the style, cells, trails and captions that the look asks for; its other fields make no difference.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    path : str, pathlib.Path or binary file
        A file that exists is replaced once the new one is whole.
    format : str, optional
        As in `save`; an open file needs it.
    panels : int, optional
        How many half-steps to show, as in `storyboard`; by default all, up to 30.
    look : Look, optional
        How to draw them; by default as the recipe says, if there is one.
    title, labels, transparent
        As in `storyboard`. A PDF and an SVG name their title to readers; without one, it says what was run.
    **options
        Any field of `Look` that makes a difference to a page, in place of the one in `look`: ``style="print"``, …

    Returns
    -------
    pathlib.Path or binary file
        Where the file is.

    Raises
    ------
    InputError
        For another ending, a number of panels below 2, or a look that cannot be used.
    OSError
        If the file cannot be written; what was there before is untouched.
    """
    from kmeans_viz.pictures.plots import storyboard

    ending, target = aimed(path, format, ENDINGS)
    trace, chosen = run_and_look(source, options, "exported")
    check_used(written(options), ON_A_PAGE, "a storyboard", STANDS_STILL)
    extras = Extras(title=title, labels=labels, transparent=transparent)
    check_extras(extras.asked(), ending)
    if look is not None:
        chosen = changed(as_look(look), options)
    # The note holds only what the page shows, since its command takes no other options.
    shown = Look(**{name: getattr(chosen, name) for name in ON_A_PAGE})
    trace, note = noted(trace, shown, extras)
    figure = storyboard(trace, panels=panels, look=shown, **vars(extras))
    note = replace(note, verb="storyboard", panels=None if panels is None else int(panels))
    name = title or say_in(shown.lang)("k-means with k = {k}", k=trace.k)
    with draft_of(target) as draft:
        _save_figure(figure, draft.file, ending, note.to_json(), name)
    return target


def save_choose_k(
    recipe: Recipe,
    path: str | Path | IO[bytes],
    *,
    format: str | None = None,
    k_max: int = 9,
    n_refs: int = 10,
    table: Table | None = None,
    progress: Progress | None = None,
    tell: Callable[[Comparison], None] = lambda found: None,
) -> Target:
    """Write the page of `choose_k` about the board of a recipe, as the files that `save_storyboard` writes.

    It takes the board, the seed, the size, the style and whether to draw the cells from the recipe, whose `init_seed`,
    or else `seed`, makes the runs repeatable.

    Parameters
    ----------
    recipe : Recipe
    path : str, pathlib.Path or binary file
        A file that exists is replaced once the new one is whole.
    format : str, optional
        As in `save`; an open file needs it.
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
    pathlib.Path or binary file
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

    ending, target = aimed(path, format, ENDINGS)
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
        _save_figure(figure, draft.file, ending, note.to_json(), found.headline)
    report(total, total)
    tell(found)
    return target


@pinned()
def _save_figure(figure: Figure, file: IO[bytes], ending: str, note: str, title: str) -> None:
    metadata: dict[str, dict[str, Any]] = {
        ".pdf": {"Title": title, "Subject": note, "CreationDate": None},
        ".svg": {"Title": title, "Description": note, "Date": None},
        ".png": {"Title": title, "Comment": note},
    }
    ground = figure.get_facecolor()
    page = io.BytesIO()
    if ending in metadata:
        figure.savefig(page, format=ending[1:], metadata=metadata[ending], facecolor=ground)
    elif ending in (".jpg", ".jpeg"):
        # Each letter and star keeps its colour, which the usual subsampling blurs.
        figure.savefig(page, format="jpeg", facecolor=ground, pil_kwargs={"quality": 92, "subsampling": 0})
        page = io.BytesIO(_commented(page.getvalue(), note.encode()))
    else:
        options = {"compression": "tiff_adobe_deflate", "description": note}
        figure.savefig(page, format="tiff", facecolor=ground, pil_kwargs=options)
    # Written in one go: on a full disk, matplotlib's own writing ends in a misleading error about compression.
    file.write(page.getbuffer())


def _commented(jpeg: bytes, note: bytes) -> bytes:
    """Return a JPEG with a note in it, behind its first segment, in as many comments as it takes."""
    pieces = [note[i : i + _MOST_OF_JPEG] for i in range(0, len(note), _MOST_OF_JPEG)]
    comments = b"".join(b"\xff\xfe" + (len(piece) + 2).to_bytes(2, "big") + piece for piece in pieces)
    end = 4 + int.from_bytes(jpeg[4:6], "big")
    return jpeg[:end] + comments + jpeg[end:]
