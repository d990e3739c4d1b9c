"""The lessons as web pages, which need neither a kernel nor a network.

`make_site` takes a folder, runs each notebook, and writes one page for each, the explorer, and an index. Animations are
in the pages as `kmeans_viz.save` writes them.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmeans_viz.export.draft import draft_of
from kmeans_viz.inputs import InputError
from kmeans_viz.lessons.course import lesson
from kmeans_viz.lessons.handing import as_html, handed
from kmeans_viz.lessons.lab import copied, notebooks
from kmeans_viz.lessons.predictions import Prediction
from kmeans_viz.lessons.teachers import teachers_text
from kmeans_viz.web.explore_page import explorer_page
from kmeans_viz.web.join import board_script, lesson_script

REMOVED = "remove-cell"
"""The tag of a cell that a notebook needs and a reader of the page does not; Jupyter Book knows it too."""
_ASKED = re.compile(r'<div data-lesson="(?P<number>\d+) (?P<name>\w+)"')
SECONDS = 300
"""The longest that a cell may take."""
_SHORT = 8  # longer code is folded on the page
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="kmeans_viz">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline';
style-src 'unsafe-inline'; img-src blob: data:; frame-src 'self'">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body>
<main>
{body}
</main>
{script}</body>
</html>
"""


def lessons() -> list[Path]:
    """Return the notebooks of the lessons, in order; their names begin with a number."""
    return sorted(notebooks().glob("[0-9]*.ipynb"))


def make_site(folder: str | Path, *, progress: Callable[[str], None] | None = None) -> list[Path]:
    """Run the lessons and write them and the explorer as pages to `folder`, which is made if it does not exist.

    Beside them is ``kmeans-board.js``, for boards in pages of the reader's own.

    Parameters
    ----------
    folder : str or pathlib.Path
    progress : callable, optional
        Called with the name of each lesson before it is run.

    Returns
    -------
    list of pathlib.Path
        The pages: the lessons, ``explore.html``, ``teachers.html``, and the index last.

    Raises
    ------
    InputError
        If JupyterLab is not installed, which brings the tools that run and convert notebooks.
    """
    check_tools()
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    chosen = lessons()
    pages, entries = [], []
    with tempfile.TemporaryDirectory() as work:
        # A lesson may write files: it runs in a copy, and they are deleted with it.
        copy = copied(notebooks(), Path(work) / "notebooks")
        for number, path in enumerate(chosen):
            if progress is not None:
                progress(path.stem)
            notebook = run(copy / path.name)
            title, question = title_of(notebook), question_of(notebook)
            links = _links(chosen, number)
            pages.append(write_page(place / f"{path.stem}.html", title, links + _relinked(converted(notebook)) + links))
            entries.append(
                f'<li><a href="{path.stem}.html">{html.escape(title)}</a><p>{html.escape(question)}</p></li>'
            )
    (place / "kmeans-board.js").write_text(board_script(), encoding="utf-8")
    pages.append(_kept(place / "explore.html", explorer_page(home="index.html")))
    pages.append(write_page(place / "teachers.html", "For teachers", _teachers()))
    pages.append(write_page(place / "index.html", "k-means, step by step", _index(entries)))
    return pages


def check_tools() -> None:
    """Raise `InputError` unless the tools that run and convert notebooks are installed."""
    if importlib.util.find_spec("nbconvert") is None:
        raise InputError("the pages need JupyterLab, which is not installed; use: pip install 'kmeans-viz[lab]'")


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
    plain = re.sub(r"\*\*The question\.\*\* |[*`]|\]\([^)]*\)", "", paragraphs[1])
    return plain.replace("[", "")


def converted(notebook: Any, folder: Path | None = None) -> str:
    """Return a notebook's cells as HTML. Pictures that its texts show from files in `folder` stand in it.

    Folded are long code, and code without output.
    """
    import nbformat

    code, shown = _exporter(exclude_output=True, embed_images=folder is not None), _exporter(exclude_input=True)
    where = {"metadata": {"path": str(folder or "")}}
    # The state of widgets is of no use without a kernel.
    metadata = {key: value for key, value in notebook.metadata.items() if key != "widgets"}
    parts = []
    for cell in notebook.cells:
        if REMOVED in cell.metadata.get("tags", []):
            continue
        alone = nbformat.v4.new_notebook(cells=[cell], metadata=metadata)
        if cell.cell_type != "code":
            parts.append(code.from_notebook_node(alone, resources=where)[0])
            continue
        if asked := _asked_in(cell):
            parts.append(as_html([handed(prediction) for prediction in asked]))
            continue
        n_lines = cell.source.count("\n") + 1
        block = code.from_notebook_node(alone)[0]
        parts.append(_folded(f"Code, {n_lines} lines", block) if n_lines > _SHORT or not cell.outputs else block)
        if cell.outputs:
            _with_gifs(cell)
            outcome = shown.from_notebook_node(alone)[0]
            parts.append(outcome)
    return re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", "\n".join(parts))


def _relinked(body: str) -> str:
    """Return the cells of a lesson with links that lead to the other pages."""
    return re.sub(r'href="([^":]+)\.ipynb"', _as_link, body)


def _asked_in(cell: Any) -> tuple[Prediction, ...]:
    """Return what a cell of a lesson asks, if it is one that asks."""
    for output in cell.outputs:
        found = _ASKED.search(output.get("data", {}).get("text/html", ""))
        if found:
            return lesson(int(found["number"])).asked(found["name"])
    return ()


def _with_gifs(cell: Any) -> None:
    """Write the GIFs of a cell as HTML, since nbconvert leaves them out."""
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/gif" in data:
            size = output.metadata.get("image/gif", {})
            width = f' width="{size["width"]}"' if "width" in size else ""
            alt = html.escape(str(size.get("alt", "")))
            gif = base64.b64encode(base64.b64decode(data["image/gif"])).decode()
            data["text/html"] = f'<img src="data:image/gif;base64,{gif}" alt="{alt}"{width}>'


def _teachers() -> str:
    """Return the page for teachers as HTML."""
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(teachers_text())])
    body = _relinked(converted(notebook))
    return f'<nav><a href="index.html">All lessons</a></nav>\n<div class="teachers">{body}</div>'


def _exporter(**options: bool) -> Any:
    """Return an nbconvert exporter for cells alone, without scripts and styles from elsewhere."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    shown = ["text/html", "image/png", "text/markdown", "text/plain"]
    return HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": shown}}),
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        **options,
    )


def _folded(summary: str, body: str) -> str:
    return f'<details class="code"><summary>{summary}</summary>\n{body}\n</details>'


def _as_link(match: re.Match[str]) -> str:
    stem = match[1]
    # The exercises need Python; the index says how to open them.
    return f'href="{stem}.html"' if stem[0].isdigit() or stem == "explore" else 'href="index.html#explorer"'


def _links(chosen: list[Path], number: int) -> str:
    """Return the links to the index and to the lessons before and after."""
    parts = ['<a href="index.html">All lessons</a>']
    if number > 0:
        parts.insert(
            0, f'<a href="{chosen[number - 1].stem}.html" rel="prev">← Lesson {chosen[number - 1].stem[0]}</a>'
        )
    if number + 1 < len(chosen):
        parts.append(f'<a href="{chosen[number + 1].stem}.html" rel="next">Lesson {chosen[number + 1].stem[0]} →</a>')
    return f"<nav>{''.join(parts)}</nav>\n"


def _index(entries: list[str]) -> str:
    return f"""<h1>k-means, step by step</h1>
<p>k-means sorts points into groups by two small rules. These lessons show how it works, when it goes wrong, and what
it cannot see. Each one asks for your guess and goes on with it. If you have ten minutes and a phone, take lesson 0.</p>
<ol class="lessons">
{"".join(entries)}
</ol>
<h2 id="explorer">Go on with your own hands</h2>
<p>In <a href="explore.html">the explorer</a> you drag the stars yourself, change the points, look for a bad start and
compare it with a good one. To run the cells of these lessons, install kmeans_viz and type <code>kmeans-viz lab</code>.
With the notebooks come exercises: you write k-means yourself, and see it move, bugs and all.</p>
<h2 id="teachers">For teachers</h2>
<p><a href="teachers.html">Plans for 45 and 90 minutes</a>, with what students tend to say, a board that answers it, and
the answers to all quizzes.</p>
"""


def _colors_of_code() -> str:
    from pygments.formatters import HtmlFormatter

    light, dark = (
        HtmlFormatter(style=style, nobackground=True).get_style_defs(".highlight")
        for style in ("default", "github-dark")
    )
    is_dark = "screen and (prefers-color-scheme: dark)"
    return f"\n@media print, not (prefers-color-scheme: dark) {{\n{light}\n}}\n@media {is_dark} {{\n{dark}\n}}"


def write_page(path: Path, title: str, body: str) -> Path:
    """Write cells as a page, in place of an older one."""
    css = (Path(__file__).parent / "site.css").read_text(encoding="utf-8") + _colors_of_code()
    # Only a page that asks needs what asks.
    script = f"<script>{lesson_script()}</script>\n" if "data-questions" in body else ""
    return _kept(path, _PAGE.format(title=html.escape(title), css=css, body=body, script=script))


def _kept(path: Path, text: str) -> Path:
    with draft_of(path) as draft:
        draft.file.write(text.encode())
    return path
