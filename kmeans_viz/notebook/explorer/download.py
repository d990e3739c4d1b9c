"""An export for the page: a run flows in, a whole file flows out in pieces."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kmeans_viz.export import WRITERS, save
from kmeans_viz.inputs import as_choice
from kmeans_viz.notebook.explorer.errand import Report
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.player.stream import Message

_PIECE = 1 << 20  # bytes of the file in one message


def file_name(source: str, ending: str) -> str:
    """Return what the file of a board is called; the ending picks the format."""
    as_choice(ending, [known for known in WRITERS if known != "/"], "the format")
    plain = re.sub(r"[^\w-]+", "-", Path(source).stem, flags=re.ASCII).strip("-") or "board"
    return f"k-means-{plain}{ending}"


def file_of(trace: Trace, name: str, report: Report) -> Iterator[Message]:
    """Yield the file of a run, piece by piece."""
    with tempfile.TemporaryDirectory(prefix="kmeans_viz-") as folder:
        content = save(trace, Path(folder) / name, progress=report).read_bytes()
    pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
    for index, piece in enumerate(pieces):
        yield {"kind": "file", "name": name, "index": index, "total": len(pieces)}, [piece]
