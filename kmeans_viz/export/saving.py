"""A run as a file.

`save` takes a run, or a recipe for one, and a path, and writes a file of a format in `WRITERS`, with the recipe in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

from kmeans_viz.export.jobs import Job, Progress, ending_of, noted, silent
from kmeans_viz.export.writers import WRITERS
from kmeans_viz.look import LookOptions
from kmeans_viz.recipe import Recipe, run_and_look
from kmeans_viz.runs.trace import Trace


def save(
    source: Trace | Recipe, path: str | Path, *, progress: Progress | None = None, **look: Unpack[LookOptions]
) -> Path:
    """Write an animation of a run; the path's ending picks the format.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    path : str or pathlib.Path
        ``.gif``, ``.webp``, ``.png`` (animated), a video (``.mp4``, ``.mov``, ``.mkv``, ``.webm``; they need PyAV),
        ``.html`` (a live page), ``.pdf`` or ``.svg`` (a storyboard), or a folder, with a slash at its end, for numbered
        PNGs. A file that exists is replaced once the new one is whole.
    progress : callable, optional
        Called as ``progress(done, total)``; done reaches total when the file is on disk.
    **look
        Any field of `Look`, in place of a recipe's own. What is drawn: ``style="light"``, "dark" or "print",
        ``voronoi=True``, ``trails=True``, ``curve=True``, ``caption=True``. How large: ``size=640`` pixels, or
        ``(width, height)``. How long, in milliseconds: ``step_ms=700``, ``hold_start_ms=1000``, ``hold_end_ms=2500``.
        How smoothly: ``tween=6`` pictures between two half-steps. How often: ``loop=True``, for ever, or once. What
        comes first: ``seeding=True`` shows the start being made, star by star. On a live page the picture is as large
        as `size`, where there is room, and fills the window by default; the cells of a stepper's own `assign` are left
        out.

    Returns
    -------
    pathlib.Path
        Where the file is.

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
    write = WRITERS[ending_of(path, WRITERS)]
    target = Path(path)
    report = progress or silent
    trace, chosen = run_and_look(source, look, "exported")
    trace, note = noted(trace, chosen)
    job = Job(trace, chosen, note.to_json(), report)
    write(job, target)
    report(job.total + 1, job.total + 1)
    return target
