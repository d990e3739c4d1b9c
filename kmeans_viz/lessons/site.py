"""The lessons as web pages, which need neither a kernel nor a network.

`make_site` takes a folder, runs each notebook, and writes one page for each, the explorer, and an index. Animations are
in the pages as `kmeans_viz.save` writes them. Lessons that are translated have pages in other languages too.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kmeans_viz.export.draft import draft_of
from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.languages import ENGLISH, LANGUAGES, translated
from kmeans_viz.lessons import site_map
from kmeans_viz.lessons.course import lesson
from kmeans_viz.lessons.handing import as_html, handed
from kmeans_viz.lessons.lab import copied, notebooks
from kmeans_viz.lessons.predictions import Prediction
from kmeans_viz.lessons.teachers import teachers_text
from kmeans_viz.lessons.translating import in_language
from kmeans_viz.web.explore_page import explorer_page
from kmeans_viz.web.join import board_script, lesson_script

REMOVED = "remove-cell"
"""The tag of a cell that a notebook needs and a reader of the page does not; Jupyter Book knows it too."""
_ASKED = re.compile(r'<div data-lesson="(?P<number>\d+) (?P<name>\w+)"')
SECONDS = 300
"""The longest that a cell may take."""
_SHORT = 8  # longer code is folded on the page
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
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


def make_site(
    folder: str | Path, *, progress: Callable[[str], None] | None = None, languages: Sequence[str] = LANGUAGES
) -> list[Path]:
    """Run the lessons and write them and the explorer as pages to `folder`, which is made if it does not exist.

    Beside them is ``kmeans-board.js``, for boards in pages of the reader's own.

    Parameters
    ----------
    folder : str or pathlib.Path
    progress : callable, optional
        Called with the name of each lesson before it is run.
    languages : sequence of str
        The languages beside English; by default all. The pages in "es" are in the folder ``es``.

    Returns
    -------
    list of pathlib.Path
        The pages: those of other languages, the lessons, ``explore.html``, ``teachers.html``, and the index last.

    Raises
    ------
    InputError
        If JupyterLab is not installed, which brings the tools that run and convert notebooks, or there is no such
        language.
    """
    check_tools()
    for lang in languages:
        as_choice(lang, LANGUAGES, "lang")
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    executed = {}
    with tempfile.TemporaryDirectory() as work:
        # A lesson may write files: it runs in a copy, and they are deleted with it.
        copy = copied(notebooks(), Path(work) / "notebooks")
        for path in lessons():
            if progress is not None:
                progress(path.stem)
            executed[path] = run(copy / path.name)
    chosen = [ENGLISH, *(lang for lang in LANGUAGES if lang in languages and lang != ENGLISH)]
    made = [_lessons_in(lang, chosen, place, executed) for lang in chosen]
    (place / "kmeans-board.js").write_text(board_script(), encoding="utf-8")
    *english, index = made[0]
    explorer = _kept(place / "explore.html", explorer_page(home="index.html"))
    teachers = write_page(place / "teachers.html", "For teachers", _teachers())
    return [*(page for pages in made[1:] for page in pages), *english, explorer, teachers, index]


def _lessons_in(lang: str, languages: Sequence[str], site: Path, executed: dict[Path, Any]) -> list[Path]:
    """Write the lessons that are there in a language, and last their index, and return the pages."""
    import nbformat

    place = site if lang == ENGLISH else site / lang
    place.mkdir(exist_ok=True)
    others = [other for other in languages if other != lang]
    pages, entries = [], []
    for number, path in enumerate(executed):
        # The code is the same in every language, and so is what it shows.
        notebook = nbformat.reads(in_language(nbformat.writes(executed[path]), lang), as_version=4)
        title = title_of(notebook)
        entries.append(site_map.entry(path, title, question_of(notebook), lang))
        if not site_map.is_there(path, lang):
            continue
        there = [other for other in others if site_map.is_there(path, other)]
        links = site_map.links(list(executed), number, lang, there)
        body = links + site_map.relinked(converted(notebook, lang=lang), lang) + links
        pages.append(write_page(place / f"{path.stem}.html", title, body, lang))
    index = site_map.index(entries, lang, others)
    return [*pages, write_page(place / "index.html", translated(site_map.TITLE, lang), index, lang)]


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
    # It opens with "The question." in bold, in the language of the notebook.
    plain = re.sub(r"^\*\*[^*]+\.\*\* |[*`]|\]\([^)]*\)", "", paragraphs[1])
    return plain.replace("[", "")


def converted(notebook: Any, folder: Path | None = None, lang: str = ENGLISH) -> str:
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
        if asked := _asked_in(cell, lang):
            parts.append(as_html([handed(prediction) for prediction in asked]))
            continue
        n_lines = cell.source.count("\n") + 1
        block = code.from_notebook_node(alone)[0]
        summary = translated("Code, {n} lines", lang, n=n_lines)
        parts.append(_folded(summary, block) if n_lines > _SHORT or not cell.outputs else block)
        if cell.outputs:
            _with_gifs(cell)
            outcome = shown.from_notebook_node(alone)[0]
            parts.append(outcome)
    return re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", "\n".join(parts))


def _asked_in(cell: Any, lang: str) -> tuple[Prediction, ...]:
    """Return what a cell of a lesson asks, if it is one that asks."""
    for output in cell.outputs:
        found = _ASKED.search(output.get("data", {}).get("text/html", ""))
        if found:
            return lesson(int(found["number"]), lang).asked(found["name"])
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
    body = site_map.relinked(converted(notebook))
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


def _colors_of_code() -> str:
    from pygments.formatters import HtmlFormatter

    light, dark = (
        HtmlFormatter(style=style, nobackground=True).get_style_defs(".highlight")
        for style in ("default", "github-dark")
    )
    is_dark = "screen and (prefers-color-scheme: dark)"
    return f"\n@media print, not (prefers-color-scheme: dark) {{\n{light}\n}}\n@media {is_dark} {{\n{dark}\n}}"


def write_page(path: Path, title: str, body: str, lang: str = ENGLISH) -> Path:
    """Write cells as a page, in place of an older one."""
    css = (Path(__file__).parent / "site.css").read_text(encoding="utf-8") + _colors_of_code()
    # Only a page that asks needs what asks.
    script = f"<script>{lesson_script()}</script>\n" if "data-questions" in body else ""
    return _kept(path, _PAGE.format(lang=lang, title=html.escape(title), css=css, body=body, script=script))


def _kept(path: Path, text: str) -> Path:
    with draft_of(path) as draft:
        draft.file.write(text.encode())
    return path
