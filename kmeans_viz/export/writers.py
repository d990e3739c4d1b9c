"""The table of writers: for each ending of a path, the function that writes such a file.

Each takes a `Job` and a path, or an open file. It opens a draft, which replaces an older file once it is whole, and
hands the pictures of the job to the module of its format, which is imported only then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kmeans_viz.export.draft import Target, draft_folder_of, draft_of
from kmeans_viz.export.jobs import Job
from kmeans_viz.export.pages import save_storyboard
from kmeans_viz.export.video import VIDEOS
from kmeans_viz.look import STANDS_STILL


@dataclass(frozen=True)
class Writer:
    """How files of one ending are written."""

    write: Callable[[Job, Target], None]
    why: str = ""
    """Why some fields of a `Look` make no difference to such a file, as an error says it."""


def _gif(job: Job, target: Target) -> None:
    from kmeans_viz.export.gif import write_gif

    with draft_of(target) as draft:
        palette = job.palette(edges="hard")
        write_gif(draft.file, job.pictures(), job.look.width_height, palette, loop=job.look.loop, note=job.note)


def _apng(job: Job, target: Target) -> None:
    from kmeans_viz.export.apng import write_apng

    with draft_of(target) as draft:
        write_apng(draft.file, job.pictures(), job.look.width_height, job.palette(), loop=job.look.loop, note=job.note)


def _webp(job: Job, target: Target) -> None:
    from kmeans_viz.export.webp import write_webp

    with draft_of(target) as draft:
        write_webp(
            draft.file,
            job.pictures(),
            job.look.width_height,
            job.palette(),
            job.durations_ms(),
            loop=job.look.loop,
            note=job.note,
        )


def _avif(job: Job, target: Target) -> None:
    from kmeans_viz.export.avif import write_avif

    with draft_of(target) as draft:
        write_avif(
            draft.file,
            job.pictures(),
            job.look.width_height,
            job.durations_ms(),
            transparent=job.extras.transparent,
            note=job.note,
        )


def _tiff(job: Job, target: Target) -> None:
    from kmeans_viz.export.tiff import write_tiff

    with draft_of(target) as draft:
        write_tiff(draft.name, job.pictures(), job.palette(), note=job.note)


def _video(job: Job, target: Target) -> None:
    from kmeans_viz.export.video import write_video

    with draft_of(target) as draft:
        write_video(draft.name, job.ending, job.pictures(), job.look.width_height, note=job.note)


def _storyboard(job: Job, target: Target) -> None:
    save_storyboard(job.trace, target, format=job.ending, look=job.look, **vars(job.extras))


def _html(job: Job, target: Target) -> None:
    from kmeans_viz.export.html import page_of

    with draft_of(target) as draft:
        job.progress(0, job.total + 1)
        draft.file.write(page_of(job.trace, job.look, note=job.note).encode())


def _folder(job: Job, target: Target) -> None:
    from kmeans_viz.export.folder import files_of, write_folder

    assert isinstance(target, Path)
    with draft_folder_of(target, ours=files_of) as folder:
        write_folder(folder, job.pictures(), job.total, job.palette(), note=job.note)


_PLAYER_DECIDES = "as its player decides whether it plays again"
_NO_MOVIE = "which is a pile of pictures"

WRITERS: dict[str, Writer] = {
    ".gif": Writer(_gif),
    ".webp": Writer(_webp),
    ".png": Writer(_apng),
    ".apng": Writer(_apng),
    ".avif": Writer(_avif, "which Pillow always writes to play for ever"),
    **dict.fromkeys(VIDEOS, Writer(_video, _PLAYER_DECIDES)),
    ".html": Writer(_html),
    ".tiff": Writer(_tiff, _NO_MOVIE),
    ".tif": Writer(_tiff, _NO_MOVIE),
    **dict.fromkeys((".pdf", ".svg", ".jpg", ".jpeg"), Writer(_storyboard, STANDS_STILL)),
    "/": Writer(_folder, _NO_MOVIE),
}
"""Ending of a path → writer; a path that ends in a slash is a folder of numbered PNGs."""
