"""What every export begins with.

`aimed` takes a path, or an open file and its format, and returns the ending that picks a writer; `noted` takes a run
and returns the note for its file; a `Job` holds both, and draws the pictures that a writer takes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal, TypeAlias

from kmeans_viz.export.draft import Target
from kmeans_viz.export.notes import Note, note_of
from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.look import Extras, Look
from kmeans_viz.pictures.pixels.palette import Palette, palette_of
from kmeans_viz.pictures.pixels.patches import Picture
from kmeans_viz.pictures.timeline import count_frames, timeline
from kmeans_viz.runs.trace import Trace

Progress: TypeAlias = Callable[[int, int], None]
"""Called as ``progress(done, total)``; done reaches total when the file is on disk."""


@dataclass(frozen=True)
class Job:
    """What a writer takes: a run, how to draw it, the file's ending and note, and whom to tell of progress."""

    trace: Trace
    look: Look
    extras: Extras
    ending: str
    note: str
    progress: Progress

    @property
    def total(self) -> int:
        """The number of pictures."""
        return count_frames(self.trace, self.look)

    def pictures(self) -> Iterator[Picture]:
        """Draw frame by frame; each picture overwrites the one before."""
        from kmeans_viz.pictures.scene import Scene

        scene, total = Scene(self.trace, self.look, extras=self.extras), self.total
        for done, frame in enumerate(timeline(self.trace, self.look)):
            self.progress(done, total + 1)
            yield scene.draw(frame), frame.duration_ms

    def durations_ms(self) -> list[int]:
        """Return how long each picture is shown, in milliseconds."""
        return [frame.duration_ms for frame in timeline(self.trace, self.look)]

    def palette(self, *, edges: Literal["smooth", "hard"] = "smooth") -> Palette:
        """Return the palette of the whole animation; `edges` says how they are where there is no ground."""
        return palette_of(self.trace, self.look, edges if self.extras.transparent else "opaque")


def aimed(target: str | Path | IO[bytes], ending: str | None, endings: Collection[str]) -> tuple[str, Target]:
    """Return the ending that picks a writer, which `ending` says or else the path does, and where the file goes.

    Raises
    ------
    InputError
        If there is no writer for it, or `target` is neither a path nor a file that is open for bytes.
    """
    is_file = hasattr(target, "write")
    if is_file and (isinstance(target, io.TextIOBase) or "b" not in getattr(target, "mode", "b")):
        raise InputError(f"{target!r} is open for text; open it for bytes, for example with open('out.gif', 'wb')")
    if ending is None:
        if is_file:
            raise InputError("an open file has no ending to tell the format by; say it, for example format='gif'")
        return ending_of(target, endings), Path(target)  # type: ignore[arg-type]
    if not isinstance(ending, str):
        raise InputError(f"format={ending!r} is not a name; use for example format='gif'")
    ending = as_choice("." + ending.lower().removeprefix("."), [e for e in endings if e != "/"], "the format")
    if is_file:
        return ending, target  # type: ignore[return-value]
    if not isinstance(target, (str, Path)) or not str(target) or str(target).endswith(("/", "\\")):
        raise InputError(f"path={target!r} is no path of a file; name one, for example 'out{ending}'")
    return ending, Path(target)


def ending_of(path: str | Path, endings: Collection[str]) -> str:
    """Return the ending of a path, in lower case, if it is one of `endings`; the ending of a folder is a slash."""
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


def noted(trace: Trace, look: Look, extras: Extras) -> tuple[Trace, Note]:
    """Return the trace to draw, and the note for its file."""
    note = replace(
        note_of(trace, look), title=extras.title or None, labels=extras.labels, transparent=extras.transparent
    )
    if trace.recipe is None and not note.missing:
        # The file must show, to the letter of its captions, what the recipe in it would show.
        init = note.recipe.init
        trace = replace(trace, recipe=note.recipe, init=init if isinstance(init, str) else None)
    return trace, note


def silent(done: int, total: int) -> None:
    """Ignore progress: the default for callers who pass no function of their own."""
