"""What every export begins with: the path's ending, the note, and the `Job` of a writer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from kmeans_viz.export.notes import Note, note_of
from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.look import Look
from kmeans_viz.pictures.pixels.palette import Palette, palette_of
from kmeans_viz.pictures.pixels.patches import Picture
from kmeans_viz.pictures.timeline import count_frames, timeline
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

    def palette(self) -> Palette:
        """Return the colours of the whole animation."""
        return palette_of(self.trace, self.look)


def ending_of(path: str | Path, endings: Collection[str]) -> str:
    """Return the ending of a path, in small letters, if it is one of `endings`; that of a folder is a slash."""
    if not isinstance(path, (str, Path)) or not str(path):
        raise InputError(f"path={path!r} is not a path; name a file, for example 'out.gif'")
    text = str(path)
    if text.endswith(("/", "\\")):
        return as_choice("/", endings, "the ending")
    suffix = Path(text).suffix.lower()
    if not suffix and Path(text).is_dir():
        frames = f", or end with a slash for a folder of frames: {text}/" if "/" in endings else ""
        raise InputError(f"{text} is a folder; name a file in it{frames}")
    if not suffix:
        raise InputError(f"{text!r} has no ending to tell the format by; use one of: {', '.join(endings)}")
    return as_choice(suffix, endings, "the ending")


def noted(trace: Trace, look: Look) -> tuple[Trace, Note]:
    """Return the trace to draw, and the note for its file."""
    note = note_of(trace, look)
    if trace.recipe is None and not note.missing:
        # What is drawn must be what the note in the file would draw again, to the letter of the caption.
        init = note.recipe.init
        trace = replace(trace, recipe=note.recipe, init=init if isinstance(init, str) else None)
    return trace, note


def silent(done: int, total: int) -> None:
    """Report nothing."""
