"""The recipe inside every exported file, as JSON in the place that the format has for comments.

`note_of` takes a run and how it is drawn, and returns the `Note` for its file; `read_note` takes a file and returns the
`Note` in it.
"""

from __future__ import annotations

import html
import json
import re
import shlex
import warnings
from dataclasses import dataclass, fields, replace
from json import JSONDecoder
from pathlib import Path
from typing import Any

from kmeans_viz import __version__
from kmeans_viz.data.columns import joined_names
from kmeans_viz.export.video import VIDEOS
from kmeans_viz.inputs import InputError, as_choice, as_count
from kmeans_viz.kmeans.algorithm import LLOYD
from kmeans_viz.look import Look
from kmeans_viz.recipe import Recipe, as_rows
from kmeans_viz.runs.trace import Trace

_MOST_COORDINATES = 600
"""The most numbers of a board, or of a start, that go into a file, which take about 12 kB."""
_KEY = "kmeans_viz"
_IMAGES = {
    ".gif": "GIF", ".png": "PNG", ".apng": "PNG", ".webp": "WEBP", ".avif": "AVIF", ".tiff": "TIFF", ".tif": "TIFF",
    ".jpg": "JPEG", ".jpeg": "JPEG",
}  # fmt: skip
_LONGEST = 10_000_000  # bytes of a note in a video, at most
# The quantifier is possessive: a search that backtracks takes quadratic time in a hostile file.
_PDF_TEXT = re.compile(rb"((?:[^\\)]|\\.)*+)\)", re.DOTALL)


@dataclass(frozen=True)
class Note:
    """What a file says about how it was made."""

    recipe: Recipe
    missing: str = ""
    """What the recipe cannot hold, in words; empty if the recipe alone is enough to make the file again."""
    verb: str = "animate"
    """The command that makes such a file: "animate", "storyboard" or "choose-k"."""
    panels: int | None = None
    """The number of half-steps that the caller asked a storyboard to show, if any."""
    title: str | None = None
    """The heading, if any."""
    labels: tuple[str, str] | None = None
    """What the axes show, as the caller says, if at all."""
    transparent: bool = False
    """Whether the pictures have no ground."""
    k_max: int | None = None
    """The largest K that was tried; for choose-k only."""
    n_refs: int | None = None
    """The number of reference sets of the gap statistic; for choose-k only."""

    def to_json(self) -> str:
        """Return the note as files hold it: JSON in ASCII, on one line."""
        content: dict[str, Any] = {_KEY: __version__, "recipe": json.loads(self.recipe.to_json())}
        if self.missing:
            content["missing"] = self.missing
        if self.verb != "animate":
            content["verb"] = self.verb
        return json.dumps(content | self._choices())

    def command(self, path: str) -> str:
        """Return the shell command that makes the file again, at `path`."""
        words = []
        for name, value in self._choices().items():
            words.append("--" + name.replace("_", "-"))
            if name != "transparent":
                words.append(joined_names(value) if name == "labels" else str(value))
        return " ".join([self.recipe.command(path, verb=self.verb), *map(shlex.quote, words)])

    def python(self, path: str) -> str:
        """Return Python code that makes the file again, at `path`."""
        options = "".join(f", {name}={value!r}" for name, value in self._choices().items())
        if self.verb == "animate":
            return f"import kmeans_viz as kv\n\nkv.save({self.recipe.expression()}, {path!r}{options})\n"
        function = {"storyboard": "save_storyboard", "choose-k": "save_choose_k"}[self.verb]
        return (
            f"import kmeans_viz as kv\nfrom kmeans_viz.export import {function}\n\n"
            f"{function}({self.recipe.expression()}, {path!r}{options})\n"
        )

    def _choices(self) -> dict[str, Any]:
        """Return those options that were given, and that no recipe holds."""
        names = ("panels", "title", "labels", "transparent", "k_max", "n_refs")
        return {name: value for name in names if (value := getattr(self, name)) is not None and value is not False}


def note_of(trace: Trace, look: Look) -> Note:
    """Return the note for an export of `trace`, drawn as `look` says."""
    choices = {field.name: getattr(look, field.name) for field in fields(Look)}
    if isinstance(trace.recipe, Recipe):
        return Note(replace(trace.recipe, **choices))
    missing = []
    recipe = Recipe(max_iter=trace.max_iter, on_empty=trace.on_empty, k=trace.k, **choices)
    if trace.init is not None and trace.seed is not None:
        recipe = replace(recipe, init=trace.init, init_seed=trace.seed)
    elif trace[0].centroids.size <= _MOST_COORDINATES:
        recipe = replace(recipe, init=as_rows(trace[0].centroids))
    else:
        missing.append(f"the start, an array of {trace.k} centroids")
    if trace.X.size <= _MOST_COORDINATES:
        recipe = replace(recipe, coordinates=as_rows(trace.X))
    else:
        missing.append(f"the board, an array of {len(trace.X)} points that was passed in")
    if trace.stepper != LLOYD:
        missing.append("the stepper, which is Python code")
    return Note(recipe, ", and ".join(missing))


def read_note(path: str | Path) -> Note:
    """Return the note inside an exported file or folder, or the recipe in a JSON file.

    Raises
    ------
    InputError
        If there is no such file, or no recipe in it.
    """
    path = Path(path)
    if path.is_dir():
        frames = sorted(path.glob("[0-9]*.png"))
        if not frames:
            raise InputError(f"{path} is a folder without frames; name a file or folder that kmeans-viz made")
        path = frames[0]
    if not path.is_file():
        raise InputError(f"{path} does not exist; name a file that kmeans-viz made")
    text = path.read_text(errors="replace") if path.suffix == ".json" else _text_in(path)
    if text is None or (path.suffix != ".json" and f'"{_KEY}"' not in text):
        raise InputError(f"{path} holds no recipe; name a file that kmeans-viz made, as it made it")
    try:
        content = json.loads(text)
        is_note = isinstance(content, dict) and _KEY in content
        recipe = json.dumps(content.get("recipe", {})) if is_note else text
    except (ValueError, RecursionError) as problem:  # not JSON, nested too deeply, or too many digits
        raise InputError(f"the recipe in {path} is damaged ({problem}); use the file as kmeans-viz made it") from None
    if is_note:
        lows = {"panels": 2, "k_max": 2, "n_refs": 2}
        title, labels = content.get("title"), content.get("labels")
        if not isinstance(title, str | None) or not (labels is None or _is_pair(labels)):
            raise InputError(f"the title or the labels in {path} are damaged; use the file as kmeans-viz made it")
        return Note(
            Recipe.from_json(recipe),
            str(content.get("missing", "")),
            as_choice(content.get("verb", "animate"), ("animate", "storyboard", "choose-k"), "the recipe's verb"),
            title=title,
            labels=None if labels is None else (labels[0], labels[1]),
            transparent=content.get("transparent") is True,
            **{name: as_count(content[name], name, low=low) for name, low in lows.items() if name in content},
        )
    return Note(Recipe.from_json(recipe))


def _is_pair(labels: object) -> bool:
    return isinstance(labels, list) and len(labels) == 2 and all(isinstance(label, str) for label in labels)


def _text_in(path: Path) -> str | None:
    """Return the comment of a file, from the place where its format keeps comments; None if there is none."""
    suffix = path.suffix.lower()
    if suffix in _IMAGES:
        return _text_in_image(path)
    data = path.read_bytes()
    if suffix in VIDEOS:
        # Each kind of video has a frame of its own around a comment, but none changes the bytes in it.
        start = data.find(f'{{"{_KEY}"'.encode())
        text = data[start : start + _LONGEST].decode("utf-8", "replace")
        try:
            return None if start < 0 else text[: JSONDecoder().raw_decode(text)[1]]
        except (ValueError, RecursionError):  # cut off, or nested too deeply
            return None
    if suffix == ".pdf":
        start = data.find(b"/Subject (")
        found = _PDF_TEXT.match(data, start + len(b"/Subject (")) if start >= 0 else None
        return None if found is None else re.sub(rb"\\(.)", rb"\1", found[1]).decode("latin-1")
    if suffix == ".html":
        return _between(data, b'id="kmeans_viz-note">', b"</script>")
    if suffix == ".svg":
        escaped = _between(data, b"<dc:description>", b"</dc:description>")
        if escaped is None:  # from a board in a page
            escaped = _between(data, b'<metadata id="kmeans_viz-note">', b"</metadata>")
        try:
            return None if escaped is None else html.unescape(escaped)
        except ValueError:  # a character reference with thousands of digits
            return None
    return None


def _between(data: bytes, before: bytes, after: bytes) -> str | None:
    """Return the text between two marks, in one pass; a pattern would search on from every mark, in quadratic time."""
    start = data.find(before)
    end = data.find(after, start + len(before)) if start >= 0 else -1
    return None if end < 0 else data[start + len(before) : end].decode("utf-8", "replace")


def _text_in_image(path: Path) -> str | None:
    from PIL import Image
    from PIL.JpegImagePlugin import JpegImageFile

    from kmeans_viz.export.reel import NOTE_TAG

    try:
        kinds = ("GIF", "PNG", "WEBP", _IMAGES[path.suffix.lower()])
        with warnings.catch_warnings(), Image.open(path, formats=kinds) as image:
            # Pillow would print a warning for each odd tag in a damaged file.
            warnings.simplefilter("ignore")
            if isinstance(image, JpegImageFile):
                # A segment of a JPEG holds at most 64 kB, so a long note takes several.
                comment: Any = b"".join(data for name, data in image.applist if name == "COM")
            else:
                comment = image.info.get("comment") or image.info.get("Comment") or image.getexif().get(NOTE_TAG)
    # In a damaged file a decoder may raise almost any exception.
    except Exception:
        return None
    return comment.decode("utf-8", "replace") if isinstance(comment, bytes) else comment
