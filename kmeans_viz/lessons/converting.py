"""Notebooks that have run, and their cells as HTML that loads nothing from elsewhere.

`run` runs a notebook; `converted` makes a page of its cells, and `as_paper` makes of a cell what stands on paper.
"""

from __future__ import annotations

import base64
import copy
import html
import io
import re
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageSequence

from kmeans_viz.languages import ENGLISH, translated
from kmeans_viz.lessons.course import lesson
from kmeans_viz.lessons.handing import address_of, as_html, as_photograph, handed
from kmeans_viz.lessons.predictions import Prediction
from kmeans_viz.lessons.site_map import relinked

Asked = tuple[Prediction, ...]
"""What a cell asks: one prediction, the questions of a quiz, or nothing."""
REMOVED = "remove-cell"
"""The tag of a cell that a notebook needs and a reader of the page does not; Jupyter Book knows it too."""
_PNG = re.compile(r"data:image/png;base64,([\w+/=\s]+)")
_ASKED = re.compile(r'<div data-lesson="(?P<number>\d+) (?P<name>\w+)"')
SECONDS = 300
"""The longest that a cell may take."""
_SHORT = 8  # longer code is folded on the page
_ON_SCREEN = ("text/html", "image/png", "text/markdown", "text/plain")
_ON_PAPER = ("image/png", "text/html", "text/markdown", "text/plain")  # a player's picture, and not its page
_MOST_STILLS = 6
_STILL_PX = 300


def run(path: Path) -> Any:
    """Run a notebook and return it with the output of its cells, animations as pages."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    # Lines that are printed one by one are joined into one output.
    client = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", coalesce_streams=True)
    # The output is in the notebook; the kernel's own log on stderr would only confuse the user.
    client.execute(cwd=str(path.parent), stderr=subprocess.DEVNULL)
    return notebook


def title_of(notebook: Any) -> str:
    """Return the first heading of a notebook."""
    return re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE).group(1)  # type: ignore[union-attr]


def question_of(notebook: Any) -> str:
    """Return the paragraph below the first heading, as plain text."""
    paragraphs = notebook.cells[0].source.split("\n\n")
    # It opens with "The question." in bold, in the language of the notebook.
    plain = re.sub(r"^\*\*[^*]+\.\*\* |[*`]|\]\([^)]*\)", "", paragraphs[1])
    return plain.replace("[", "")


def tags_of(cell: Any) -> list[str]:
    """Return the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def asked_in(notebook: Any, lang: str = ENGLISH) -> list[Asked]:
    """Return for each cell of a lesson that has run what it asks, computed; nothing for a cell that asks nothing."""
    return [_asked_in(cell, lang) for cell in notebook.cells]


def converted(notebook: Any, asked: Sequence[Asked], folder: Path | None = None, lang: str = ENGLISH) -> str:
    """Return a notebook's cells as HTML. Pictures that its texts show from files in `folder` stand in it.

    Folded are long code, and code without output.
    """
    parts = []
    for cell, predictions in zip(notebook.cells, asked, strict=True):
        if REMOVED in tags_of(cell):
            continue
        if cell.cell_type != "code":
            parts.append(_alone(cell, notebook, folder=folder, exclude_output=True))
            continue
        if predictions:
            parts.append(as_html([handed(prediction) for prediction in predictions]))
            continue
        n_lines = cell.source.count("\n") + 1
        block = _alone(cell, notebook, exclude_output=True)
        summary = translated("Code, {n} lines", lang, n=n_lines)
        parts.append(_folded(summary, block) if n_lines > _SHORT or not cell.outputs else block)
        if cell.outputs:
            parts.append(_alone(_with_gifs(cell, _as_it_moves), notebook, exclude_input=True))
    return "\n".join(parts)


def as_paper(cell: Any, notebook: Any, *, exclude_input: bool = False) -> str:
    """Return a cell as HTML for paper: what is folded is open, and of what moves there are pictures."""
    body = _alone(_with_gifs(cell, _in_stills), notebook, _ON_PAPER, exclude_input=exclude_input)
    return relinked(body.replace("<details>", "<details open>"))


def _asked_in(cell: Any, lang: str) -> Asked:
    for output in cell.get("outputs", []):
        found = _ASKED.search(output.get("data", {}).get("text/html", ""))
        if found:
            return lesson(int(found["number"]), lang).asked(found["name"])
    return ()


def _alone(
    cell: Any, notebook: Any, shown: tuple[str, ...] = _ON_SCREEN, folder: Path | None = None, **options: bool
) -> str:
    """Return a cell as HTML, with smaller pictures, and without scripts and styles from elsewhere."""
    import nbformat

    # The state of widgets is of no use without a kernel.
    metadata = {key: value for key, value in notebook.metadata.items() if key != "widgets"}
    alone = nbformat.v4.new_notebook(cells=[cell], metadata=metadata)
    exporter = _exporter(shown, embed_images=folder is not None, **options)
    body = exporter.from_notebook_node(alone, resources={"metadata": {"path": str(folder or "")}})[0]
    body = re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", body)
    return _PNG.sub(lambda png: as_photograph(Image.open(io.BytesIO(base64.b64decode(png[1]))), png[0]), body)


@cache
def _exporter(shown: tuple[str, ...], **options: bool) -> Any:
    """Return an exporter for cells alone. It reads its templates, which takes longer than to write a cell with them."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    return HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": list(shown)}}),
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        **options,
    )


def _with_gifs(cell: Any, shown: Callable[[bytes, dict[str, Any]], str]) -> Any:
    """Return a cell with its GIFs as HTML, since nbconvert leaves them out."""
    cell = copy.deepcopy(cell)
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/gif" in data:
            data["text/html"] = shown(base64.b64decode(data["image/gif"]), output.metadata.get("image/gif", {}))
    return cell


def _as_it_moves(gif: bytes, said: dict[str, Any]) -> str:
    width = f' width="{said["width"]}"' if "width" in said else ""
    alt = html.escape(str(said.get("alt", "")))
    return f'<img src="data:image/gif;base64,{base64.b64encode(gif).decode()}" alt="{alt}"{width}>'


def _in_stills(gif: bytes, said: dict[str, Any]) -> str:
    """Return some of a GIF's frames, the first and the last among them."""
    frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(Image.open(io.BytesIO(gif)))]
    count = min(_MOST_STILLS, len(frames))
    chosen = [frames[round(i * (len(frames) - 1) / max(1, count - 1))] for i in range(count)]
    alt = html.escape(str(said.get("alt", "")))
    for frame in chosen:
        frame.thumbnail((_STILL_PX, _STILL_PX))
    pictures = "".join(f'<img src="{address_of(frame)}" alt="{alt}">' for frame in chosen)
    return f'<div class="stills">{pictures}</div>'


def _folded(summary: str, body: str) -> str:
    return f'<details class="code"><summary>{summary}</summary>\n{body}\n</details>'
