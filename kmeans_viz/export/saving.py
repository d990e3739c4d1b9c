"""A run as a file.

`save` takes a run, or a recipe for one, and a path or an open file, and writes a file of a format in `WRITERS`, with
the recipe in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Unpack, overload

from kmeans_viz.export.jobs import Job, Progress, aimed, noted, silent
from kmeans_viz.export.writers import WRITERS
from kmeans_viz.look import Extras, Look, LookOptions, check_extras, check_options, check_used, used_in, written
from kmeans_viz.recipe import Recipe, run_and_look
from kmeans_viz.runs.trace import Trace


@overload
def save(
    source: Trace | Recipe,
    path: str | Path,
    *,
    format: str | None = None,
    progress: Progress | None = None,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
    **look: Unpack[LookOptions],
) -> Path: ...
@overload
def save(
    source: Trace | Recipe,
    path: IO[bytes],
    *,
    format: str | None = None,
    progress: Progress | None = None,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
    **look: Unpack[LookOptions],
) -> IO[bytes]: ...
def save(
    source: Trace | Recipe,
    path: str | Path | IO[bytes],
    *,
    format: str | None = None,
    progress: Progress | None = None,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
    **look: Unpack[LookOptions],
) -> Path | IO[bytes]:
    """Write an animation of a run; the path's ending picks the format.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    path : str, pathlib.Path or binary file
        Animated: ``.gif``, ``.webp``, ``.png`` or ``.apng``, ``.avif``, and videos, ``.mp4``, ``.mov``, ``.mkv``,
        ``.webm``, which need PyAV. To look at step by step: ``.html``, a live page; ``.tiff`` or ``.tif``, with a page
        for each picture; or a folder, with a slash at its end, for numbered PNGs. On one page: ``.pdf``, ``.svg``,
        ``.jpg`` or ``.jpeg``, a storyboard. A file that exists is replaced once the new one is whole; to one that is
        open, nothing is written before.
    format : str, optional
        The ending in other words, such as ``"gif"``: an open file needs it, and for a path it comes before its ending.
    progress : callable, optional
        Called as ``progress(done, total)``; done reaches total when the file is on disk.
    title : str, optional
        A heading above the board.
    labels : tuple of two str, optional
        What the axes show, with numbers along them; by default the names of the columns, if they have any.
    transparent : bool
        Leave out the ground of the page and of the board. A GIF has hard edges then, smoothed for a ground like that of
        its style; videos and JPEG cannot do it.
    **look
        Any field of `Look`, in place of a recipe's own. What is drawn: ``style="light"``, "dark" or "print",
        ``voronoi=True``, ``trails=True``, ``curve=True``, ``caption=True``. How large: ``size=640`` pixels, or
        ``(width, height)``. How long, in milliseconds: ``step_ms=700``, ``hold_start_ms=1000``, ``hold_end_ms=2500``.
        How smoothly: ``tween=6`` pictures between two half-steps. How often: ``loop=True``, for ever, or once. What
        comes first: ``seeding=True`` shows the start being made, star by star. On a live page the picture is as large
        as `size`, where there is room, and fills the window by default; the cells of a stepper's own `assign` are left
        out. A field that makes no difference to a format, such as `loop` to a video, is an error.

    Returns
    -------
    pathlib.Path or binary file
        Where the file is: the path, or the open file that was passed.

    Raises
    ------
    InputError
        If an argument cannot be used, or a live page would hold more than 24 MB; nothing has been written then.
    OSError
        If the file cannot be written; what was there before is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Recipe(n=30, size=200, tween=0), f"{folder}/run.gif").name
    'run.gif'
    """
    ending, target = aimed(path, format, WRITERS)
    writer = WRITERS[ending]
    check_options(look)
    used = used_in(ending)
    check_used(written(look), used, ending, writer.why)
    extras = Extras(title=title, labels=labels, transparent=transparent)
    check_extras(extras.asked(), ending)
    report = progress or silent
    trace, chosen = run_and_look(source, look, "exported")
    # The note holds only what makes a difference, since its command takes no other options.
    trace, note = noted(trace, Look(**{name: getattr(chosen, name) for name in used}), extras)
    job = Job(trace, chosen, extras, ending, note.to_json(), report)
    writer.write(job, target)
    report(job.total + 1, job.total + 1)
    return target
