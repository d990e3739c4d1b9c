"""Writing a run to a file: one writer a format, one row a format in `WRITERS`.

A `Trace` or a `Recipe` and a path flow in; the frames stream from the scene into the writer that the path's ending
picks, and a whole file flows out, with the recipe inside.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from kmeans_viz.export.draft import draft_folder_of, draft_of
from kmeans_viz.export.notes import Note, note_of, read_note
from kmeans_viz.inputs import InputError, as_choice, is_dask
from kmeans_viz.look import Look, as_changes
from kmeans_viz.pictures.pixels.patches import Picture
from kmeans_viz.pictures.timeline import count_frames, timeline
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.trace import Trace

Progress: TypeAlias = Callable[[int, int], None]
"""Called as ``progress(done, total)``; done reaches total when the file is on disk."""


@dataclass(frozen=True)
class Job:
    """All that a writer may need."""

    trace: Trace
    look: Look
    note: str
    progress: Progress

    @property
    def total(self) -> int:
        """How many pictures there are."""
        return count_frames(self.trace, self.look)

    def pictures(self) -> Iterator[Picture]:
        """Draw frame by frame; each is overwritten by the next."""
        from kmeans_viz.pictures.scene import Scene

        scene, total = Scene(self.trace, self.look), self.total
        for done, frame in enumerate(timeline(self.trace, self.look)):
            self.progress(done, total + 1)
            yield scene.draw(frame), frame.duration_ms

    def durations_ms(self) -> list[int]:
        """Return how long each picture is shown."""
        return [frame.duration_ms for frame in timeline(self.trace, self.look)]


def _gif(job: Job, path: Path) -> None:
    from kmeans_viz.export.gif import write_gif

    with draft_of(path) as draft:
        write_gif(draft.file, job.pictures(), job.look.width_height, _palette(job), loop=job.look.loop, note=job.note)


def _apng(job: Job, path: Path) -> None:
    from kmeans_viz.export.apng import write_apng

    with draft_of(path) as draft:
        write_apng(draft.file, job.pictures(), job.look.width_height, _palette(job), loop=job.look.loop, note=job.note)


def _webp(job: Job, path: Path) -> None:
    from kmeans_viz.export.webp import write_webp

    with draft_of(path) as draft:
        write_webp(
            draft.file,
            job.pictures(),
            job.look.width_height,
            _palette(job),
            job.durations_ms(),
            loop=job.look.loop,
            note=job.note,
        )


def _mp4(job: Job, path: Path) -> None:
    from kmeans_viz.export.mp4 import write_mp4

    with draft_of(path) as draft:
        write_mp4(draft.name, job.pictures(), job.look.width_height, job.durations_ms(), note=job.note)


def _storyboard(job: Job, path: Path) -> None:
    save_storyboard(job.trace, path, look=job.look)


def _html(job: Job, path: Path) -> None:
    from kmeans_viz.export.html import write_html

    # The page shows the words as text.
    wordless = replace(job, look=replace(job.look, caption=False))
    with draft_of(path) as draft:
        write_html(draft.file, job.trace, job.look, wordless.pictures(), _palette(job), note=job.note)


def _folder(job: Job, path: Path) -> None:
    from kmeans_viz.export.folder import files_of, write_folder

    with draft_folder_of(path, ours=files_of) as folder:
        write_folder(folder, job.pictures(), job.total, _palette(job), note=job.note)


WRITERS: dict[str, Callable[[Job, Path], None]] = {
    ".gif": _gif,
    ".webp": _webp,
    ".png": _apng,
    ".mp4": _mp4,
    ".html": _html,
    ".pdf": _storyboard,
    ".svg": _storyboard,
    "/": _folder,
}
"""The ending of a path → its writer; a path that ends in a slash is a folder of numbered PNGs."""


def save(source: Trace | Recipe, path: str | Path, *, progress: Progress | None = None, **look: Any) -> Path:
    """Write an animation of a run; the path's ending picks the format.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    path : str or pathlib.Path
        ``.gif``, ``.webp``, ``.png`` (animated), ``.mp4``, ``.html`` (a page that plays by itself), ``.pdf`` or
        ``.svg`` (a storyboard), or a folder, with a slash at its end, for numbered PNGs. A file that exists is
        replaced once the new one is whole.
    progress : callable, optional
        Called as ``progress(done, total)``; done reaches total when the file is on disk.
    **look
        Any field of `Look`: ``size=640`` pixels, ``step_ms=700``, ``hold_start_ms=1000``, ``hold_end_ms=2500``,
        ``tween=6``, ``loop=True``, ``voronoi=True``, ``trails=True``, ``curve=True``, ``caption=True``,
        ``style="light"``. They go before those of a recipe.

    Returns
    -------
    pathlib.Path
        Where the file is.

    Raises
    ------
    InputError
        For anything that cannot be used, before anything is written.
    OSError
        If the file cannot be written; what was there before is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Recipe(n=30, size=200, tween=0), f"{folder}/run.gif").name
    'run.gif'
    """
    write = WRITERS[_ending(path)]
    target = Path(path)
    report = progress or _silent
    trace, chosen = _run_and_look(source, look)
    trace, note = _noted(trace, chosen)
    job = Job(trace, chosen, note.to_json(), report)
    write(job, target)
    report(job.total + 1, job.total + 1)
    return target


def save_storyboard(
    source: Trace | Recipe, path: str | Path, *, panels: int | None = None, look: Look | None = None
) -> Path:
    """Write the half-steps of a run on one page: ``.pdf``, ``.svg`` or ``.png``, which stands still here.

    Of the look, a page shows the style, the cells, the trails and the captions.

    Raises
    ------
    InputError
        For another ending, or a number of panels below 2.
    """
    from kmeans_viz.pictures.plots import storyboard

    _ending(path)
    target = Path(path)
    as_choice(target.suffix.lower(), (".pdf", ".svg", ".png"), "the ending")
    trace, chosen = _run_and_look(source, {})
    chosen = look or chosen
    # What a page does not show is left out of its note, so that the command which the note gives takes all of it.
    shown = Look(style=chosen.style, voronoi=chosen.voronoi, trails=chosen.trails, caption=chosen.caption)
    trace, note = _noted(trace, shown)
    figure = storyboard(trace, panels=panels, look=shown)
    with draft_of(target) as draft:
        text = replace(note, verb="storyboard", panels=None if panels is None else int(panels)).to_json()
        _save_figure(figure, draft.file, target.suffix.lower(), text)
    return target


def save_choose_k(
    recipe: Recipe, path: str | Path, *, k_max: int = 9, n_refs: int = 10, progress: Progress | None = None
) -> Path:
    """Write the page of `choose_k` about the board of a recipe: ``.png``, ``.pdf`` or ``.svg``.

    Of the recipe, it takes the board, the seed, the size, the style and whether to draw the cells; `init_seed`, or
    else `seed`, makes its runs repeatable.

    Parameters
    ----------
    recipe : Recipe
    path : str or pathlib.Path
    k_max, n_refs
        As for `choose_k`.
    progress : callable, optional
        Called as ``progress(done, total)``; done reaches total when the file is on disk.

    Raises
    ------
    InputError
        For another ending, or anything else that cannot be used.
    """
    from kmeans_viz.how_many.page import choose_k

    _ending(path)
    target, report = Path(path), progress or _silent
    as_choice(target.suffix.lower(), (".png", ".pdf", ".svg"), "the ending")
    if not isinstance(recipe, Recipe):
        raise InputError(
            f"{type(recipe).__name__} is no board to choose K for; pass a Recipe, or draw it with choose_k"
        )
    board = ("data", "n", "blobs", "seed", "csv", "parquet", "columns", "standardize", "coordinates")
    names = (*board, "init_seed", "style", "size", "voronoi")
    # What the page does not show is left out of its note, so that the command which the note gives takes all of it.
    recipe = Recipe(**{name: getattr(recipe, name) for name in names})
    table = recipe.table()
    if is_dask(table.points):
        raise InputError(f"{recipe.path} is a folder, and K is chosen on points in memory; give one of its files")
    total = 1

    def count(done: int, whole: int) -> None:
        nonlocal total
        total = whole + 1
        report(done, total)

    figure = choose_k(
        table.points,
        k_max,
        n_refs=n_refs,
        seed=recipe.seed if recipe.init_seed is None else recipe.init_seed,
        columns=table.labels,
        size=recipe.size,
        look=recipe,
        progress=count,
    )
    # The numbers that have their default value are written all the same: a default may change, a picture may not.
    note = Note(recipe, verb="choose-k", k_max=int(k_max), n_refs=int(n_refs))
    with draft_of(target) as draft:
        _save_figure(figure, draft.file, target.suffix.lower(), note.to_json())
    report(total, total)
    return target


def _save_figure(figure: Any, file: Any, ending: str, note: str) -> None:
    import matplotlib as mpl

    metadata: dict[str, dict[str, Any]] = {
        ".pdf": {"Subject": note, "CreationDate": None},
        ".svg": {"Description": note, "Date": None},
        ".png": {"Comment": note},
    }
    # A salt of our own: by default the ids in an SVG differ from run to run.
    with mpl.rc_context({"svg.hashsalt": "kmeans_viz", "pdf.fonttype": 42}):
        page = io.BytesIO()
        figure.savefig(page, format=ending[1:], metadata=metadata[ending], facecolor=figure.get_facecolor())
    # In one go: where the disk is full, matplotlib's own writing ends in an error about compression.
    file.write(page.getbuffer())


def _palette(job: Job) -> Any:
    from kmeans_viz.pictures.pixels.palette import palette_of

    return palette_of(job.trace, job.look)


def _noted(trace: Trace, look: Look) -> tuple[Trace, Note]:
    """Return the trace to draw, and the note for its file."""
    note = note_of(trace, look)
    if trace.recipe is None and not note.missing:
        # What is drawn must be what the note in the file would draw again, to the letter of the caption.
        init = note.recipe.init
        trace = replace(trace, recipe=note.recipe, init=init if isinstance(init, str) else None)
    return trace, note


def _run_and_look(source: Trace | Recipe, changes: dict[str, Any]) -> tuple[Trace, Look]:
    as_changes(changes)
    if isinstance(source, Recipe):
        source = replace(source, **changes)
        return source.run(), source
    if isinstance(source, Trace):
        base = source.recipe if source.recipe is not None else Look()
        return source, replace(base, **changes)
    raise InputError(f"{type(source).__name__} cannot be exported; pass a Trace, as record() returns, or a Recipe")


def _ending(path: str | Path) -> str:
    if not isinstance(path, (str, Path)) or not str(path):
        raise InputError(f"path={path!r} is not a path; name a file, for example 'out.gif'")
    text = str(path)
    if text.endswith(("/", "\\")):
        return "/"
    suffix = Path(text).suffix.lower()
    if not suffix and Path(text).is_dir():
        raise InputError(f"{text} is a folder; name a file in it, or end with a slash for a folder of frames: {text}/")
    if not suffix:
        raise InputError(f"{text!r} has no ending to tell the format by; use one of: {', '.join(WRITERS)}")
    return as_choice(suffix, WRITERS, "the ending")


def _silent(done: int, total: int) -> None:
    """Report nothing."""


__all__ = ["WRITERS", "Job", "Note", "Progress", "read_note", "save", "save_choose_k", "save_storyboard"]
