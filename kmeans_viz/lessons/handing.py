"""A prediction in plain types, as the page takes it: `web/lesson/question.js` is the other end."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from kmeans_viz.export.html import in_script
from kmeans_viz.inputs import as_count
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Place, Prediction, Reveal, Table
from kmeans_viz.pictures.pinned import as_png
from kmeans_viz.recipe import run_and_look
from kmeans_viz.web.element import attributes_of, is_computed, recorded

_DPI = 144


def handed(prediction: Prediction) -> dict[str, Any]:
    """Return a prediction as JSON can hold it: boards with what makes their runs, pictures as addresses of data."""
    board = prediction.board
    assert board is None or isinstance(board, Board)
    assert isinstance(prediction.reveal, tuple)
    return {
        "question": prediction.question,
        "guess": _guess(prediction.guess),
        "why": prediction.why,
        "board": None if board is None else _board(board),
        "reveal": [_revealed(reveal) for reveal in prediction.reveal],
    }


def as_html(asked: Sequence[dict[str, Any]]) -> str:
    """Return what `handed` gives of one question, or of those of a quiz, as HTML for a page with `lesson_script`."""
    told = json.dumps(asked[0] if len(asked) == 1 else list(asked), ensure_ascii=False, separators=(",", ":"))
    return f'<div data-questions><script type="application/json">{in_script(told)}</script></div>'


def _guess(guess: Place | Number | Choice) -> dict[str, Any]:
    if isinstance(guess, Place):
        return {"kind": "place", "truth": guess.truth.tolist(), "moves": guess.moves}
    if isinstance(guess, Number):
        values = {name: float(getattr(guess, name)) for name in ("truth", "low", "high", "near")}
        return {"kind": "number", **values, "unit": guess.unit, "decimals": guess.decimals}
    return {"kind": "choice", "options": list(guess.options), "right": guess.right, "whys": list(guess.whys)}


def _board(board: Board) -> dict[str, Any]:
    trace, look = run_and_look(board.source, {}, "shown")
    attributes = attributes_of(trace, look)
    # A lesson has room for a board of its own size, and is as dark as its reader likes it.
    attributes.pop("size", None)
    if look.style == "light":
        del attributes["theme"]
    step = board.step
    if step is not None:
        step = as_count(step, "step", low=-len(trace), high=len(trace) - 1) % len(trace)
    told: dict[str, Any] = {"attributes": attributes, "step": step, "caption": board.caption}
    if not is_computed(trace):
        run = recorded(trace)
        told["recording"] = {**run.header, "data": base64.b64encode(run.data).decode()}
    return told


def _revealed(reveal: Reveal) -> dict[str, Any]:
    if isinstance(reveal, Picture):
        return _picture(reveal)
    if isinstance(reveal, Table):
        rows = [[_plain(entry) for entry in row] for row in reveal.rows]
        return {"kind": "table", "columns": list(reveal.columns), "rows": rows, "caption": reveal.caption}
    return {"kind": "board", **_board(reveal if isinstance(reveal, Board) else Board(reveal))}


def _plain(entry: Any) -> str | float:
    """Return an entry of a table as JSON has it; numpy's numbers are none there."""
    return entry if isinstance(entry, str) else entry.item() if hasattr(entry, "item") else entry


def address_of(image: Image.Image, colors: int = 256) -> str:
    """Return a picture as an address of data that holds a WebP; unless it is a photograph, with so many colours."""
    # Few colours are in a figure, and with those alone it takes a third of the bytes.
    few = image.convert("RGB").quantize(colors).convert("RGB")
    return as_photograph(image.convert("RGB"), _webp(few, lossless=True))


def as_photograph(image: Image.Image, address: str) -> str:
    """Return an address of the same picture with a loss that nobody sees, if that takes less than half the bytes."""
    lossy = _webp(image, quality=85)
    return lossy if 2 * len(lossy) < len(address) else address


def _webp(image: Image.Image, **options: Any) -> str:
    file = io.BytesIO()
    image.save(file, "WEBP", **options)
    return f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"


def drawn(figure: Figure) -> Image.Image:
    """Return a figure of matplotlib as a picture that is sharp on a screen with small pixels, and on paper."""
    return Image.open(io.BytesIO(as_png(figure, dpi=_DPI)))


def _picture(picture: Picture) -> dict[str, Any]:
    image = drawn(picture.figure)
    width, height = (round(side * 96 / _DPI) for side in image.size)
    return {
        "kind": "picture",
        "address": address_of(image),
        "width": width,
        "height": height,
        "alt": picture.alt,
        "caption": picture.caption,
    }
