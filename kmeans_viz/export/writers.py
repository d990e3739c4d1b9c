"""The table of writers: for each ending of a path, the function that writes such a file.

Each takes a `Job` and a path. It opens a draft, which replaces an older file once it is whole, and hands the pictures
of the job to the module of its format, which is imported only then.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kmeans_viz.export.draft import draft_folder_of, draft_of
from kmeans_viz.export.jobs import Job
from kmeans_viz.export.pages import save_storyboard
from kmeans_viz.export.video import VIDEOS


def _gif(job: Job, path: Path) -> None:
    from kmeans_viz.export.gif import write_gif

    with draft_of(path) as draft:
        write_gif(draft.file, job.pictures(), job.look.width_height, job.palette(), loop=job.look.loop, note=job.note)


def _apng(job: Job, path: Path) -> None:
    from kmeans_viz.export.apng import write_apng

    with draft_of(path) as draft:
        write_apng(draft.file, job.pictures(), job.look.width_height, job.palette(), loop=job.look.loop, note=job.note)


def _webp(job: Job, path: Path) -> None:
    from kmeans_viz.export.webp import write_webp

    with draft_of(path) as draft:
        write_webp(
            draft.file,
            job.pictures(),
            job.look.width_height,
            job.palette(),
            job.durations_ms(),
            loop=job.look.loop,
            note=job.note,
        )


def _video(job: Job, path: Path) -> None:
    from kmeans_viz.export.video import write_video

    with draft_of(path) as draft:
        write_video(draft.name, path.suffix.lower(), job.pictures(), job.look.width_height, note=job.note)


def _storyboard(job: Job, path: Path) -> None:
    save_storyboard(job.trace, path, look=job.look)


def _html(job: Job, path: Path) -> None:
    from kmeans_viz.export.html import page_of

    with draft_of(path) as draft:
        job.progress(0, job.total + 1)
        draft.file.write(page_of(job.trace, job.look, note=job.note).encode())


def _folder(job: Job, path: Path) -> None:
    from kmeans_viz.export.folder import files_of, write_folder

    with draft_folder_of(path, ours=files_of) as folder:
        write_folder(folder, job.pictures(), job.total, job.palette(), note=job.note)


WRITERS: dict[str, Callable[[Job, Path], None]] = {
    ".gif": _gif,
    ".webp": _webp,
    ".png": _apng,
    **dict.fromkeys(VIDEOS, _video),
    ".html": _html,
    ".pdf": _storyboard,
    ".svg": _storyboard,
    "/": _folder,
}
"""Ending of a path → writer; a path that ends in a slash is a folder of numbered PNGs."""
