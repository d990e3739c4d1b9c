"""The lessons as web pages, which need neither a kernel nor a network.

`make_site` takes a folder, runs each notebook, and writes one page for each, the explorer, and an index. Animations are
in the pages as `kmeans_viz.save` writes them. Lessons that are translated have pages in other languages too.
"""

from __future__ import annotations

import html
import importlib.util
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kmeans_viz.export.draft import draft_of
from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.languages import ENGLISH, LANGUAGES, translated
from kmeans_viz.lessons import site_map
from kmeans_viz.lessons.converting import asked_in, converted, question_of, run, title_of
from kmeans_viz.lessons.lab import copied, notebooks
from kmeans_viz.lessons.paper import handout_of, worksheet_of
from kmeans_viz.lessons.teachers import teachers_text
from kmeans_viz.web.explore_page import explorer_page
from kmeans_viz.web.join import board_script, lesson_script

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
_PRINTED = (
    '<nav><a href="teachers.html">For teachers</a><span>Print this page, or save it as PDF: it fits A4.</span></nav>'
)


def lessons() -> list[Path]:
    """Return the notebooks of the lessons, in order; their names begin with a number."""
    return sorted(notebooks().glob("[0-9]*.ipynb"))


def make_site(
    folder: str | Path,
    *,
    progress: Callable[[str], None] | None = None,
    languages: Sequence[str] = LANGUAGES,
    home: str | None = None,
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
    home : str, optional
        The address of the documentation, seen from the index, which then links to it.

    Returns
    -------
    list of pathlib.Path
        The pages: those of other languages; each lesson in English, its worksheet and its handout; ``explore.html``,
        ``teachers.html``, and the index last.

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
    chosen = [ENGLISH, *(lang for lang in LANGUAGES if lang in languages and lang != ENGLISH)]
    executed: dict[str, dict[Path, Any]] = {}
    with tempfile.TemporaryDirectory() as work:
        for lang in chosen:
            # A lesson may write files: it runs in a copy, and they are deleted with it.
            copy = copied(notebooks(), Path(work) / lang, lang=lang)
            executed[lang] = dict(executed.get(ENGLISH, {}))
            for path in filter(lambda path: site_map.is_there(path, lang), lessons()):
                if progress is not None:
                    progress(path.stem if lang == ENGLISH else f"{lang}/{path.stem}")
                executed[lang][path] = run(copy / path.name)
    made = [_lessons_in(lang, chosen, place, executed[lang], home) for lang in chosen]
    (place / "kmeans-board.js").write_text(board_script(), encoding="utf-8")
    *english, index = made[0]
    explorer = _kept(place / "explore.html", explorer_page(home="index.html"))
    teachers = write_page(place / "teachers.html", "For teachers", _teachers())
    return [*(page for pages in made[1:] for page in pages), *english, explorer, teachers, index]


def _lessons_in(
    lang: str, languages: Sequence[str], site: Path, executed: dict[Path, Any], home: str | None
) -> list[Path]:
    """Write the lessons that are there in a language, and last their index, and return the pages."""
    place = site if lang == ENGLISH else site / lang
    place.mkdir(exist_ok=True)
    others = [other for other in languages if other != lang]
    pages, entries = [], []
    for number, (path, notebook) in enumerate(executed.items()):
        title = title_of(notebook)
        entries.append(site_map.entry(path, title, question_of(notebook), lang))
        if not site_map.is_there(path, lang):
            continue
        there = [other for other in others if site_map.is_there(path, other)]
        links = site_map.links(list(executed), number, lang, there)
        asked = asked_in(notebook, lang)
        body = links + site_map.relinked(converted(notebook, asked, lang=lang), lang) + links
        pages.append(write_page(place / f"{path.stem}.html", title, body, lang))
        if lang != ENGLISH:
            continue
        for kind, made in (("worksheet", worksheet_of), ("handout", handout_of)):
            body = f'{_PRINTED}<div class="paper {kind}">{made(notebook, asked)}</div>'
            pages.append(write_page(place / f"{path.stem}-{kind}.html", f"{title} ({kind})", body))
    index = site_map.index(entries, lang, others, home)
    return [*pages, write_page(place / "index.html", translated(site_map.TITLE, lang), index, lang)]


def check_tools() -> None:
    """Raise `InputError` unless the tools that run and convert notebooks are installed."""
    if importlib.util.find_spec("nbconvert") is None:
        raise InputError("the pages need JupyterLab, which is not installed; use: pip install 'kmeans-viz[lab]'")


def _teachers() -> str:
    """Return the page for teachers as HTML."""
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(teachers_text())])
    body = site_map.relinked(converted(notebook, asked_in(notebook)))
    return f'<nav><a href="index.html">All lessons</a></nav>\n<div class="teachers">{body}</div>'


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
