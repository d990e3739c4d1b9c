"""Where the pages of the lessons are on the site, and what leads from one to the next, in every language.

The pages in English are in the folder of the site, those in another language in a folder of its code, under the same
names. Where a lesson is not translated, links lead to the English one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

from kmeans_viz.languages import ENGLISH, catalogue, translated
from kmeans_viz.lessons.lab import notebooks
from kmeans_viz.lessons.translating import is_in

TITLE = "k-means, step by step"
_WORDS = (
    "k-means sorts points into groups by two small rules. These lessons show how it works, when it goes wrong, and "
    "what it cannot see. Each one asks for your guess and goes on with it. If you have ten minutes and a phone, take "
    "lesson 0."
)
_HANDS = "Go on with your own hands"
_MORE = (
    'In <a href="explore.html">the explorer</a> you drag the stars yourself, change the points, look for a bad start '
    "and compare it with a good one. To run the cells of these lessons, install kmeans_viz and type "
    "<code>kmeans-viz lab</code>. With the notebooks come exercises: you write k-means yourself, and see it move, bugs "
    "and all."
)
_TEACHERS = "For teachers"
_PLANS = (
    '<a href="teachers.html">Plans for 45 and 90 minutes</a>, with what students tend to say, a board that answers it, '
    "and the answers to all quizzes; slides, and worksheets and handouts for paper."
)


def is_there(path: Path, lang: str) -> bool:
    """Return whether a notebook is translated to a language."""
    return is_in(json.loads(path.read_text(encoding="utf-8")), lang)


def relinked(body: str, lang: str = ENGLISH) -> str:
    """Return the cells of a lesson with links that lead to the other pages."""
    return re.sub(r'href="([^":]+)\.ipynb"', lambda link: f'href="{_address(link[1], lang)}"', body)


def links(paths: Sequence[Path], number: int, lang: str, others: Sequence[str]) -> str:
    """Return the links to the index, to the lessons around this one, to it in other languages, and to its slides."""
    parts = []
    for step, rel, label in ((-1, "prev", "← Lesson {number}"), (1, "next", "Lesson {number} →")):
        if 0 <= number + step < len(paths):
            stem = paths[number + step].stem
            text = translated(label, lang, number=stem[0])
            parts.append(f'<a href="{_address(stem, lang)}" rel="{rel}">{text}</a>')
    parts.insert(number > 0, f'<a href="index.html">{translated("All lessons", lang)}</a>')
    parts += _in_other_languages(f"{paths[number].stem}.html", lang, others)
    parts.append(f'<a href="#slides">{translated("Slides", lang)}</a>')
    return f"<nav>{''.join(parts)}</nav>\n"


def entry(path: Path, title: str, question: str, lang: str) -> str:
    """Return what the index of a language says of a lesson, which may be there in English alone."""
    is_own = is_there(path, lang)
    mark = "" if is_own else f' lang="{ENGLISH}"'
    note = "" if is_own else f" {translated('(in English)', lang)}"
    title, question = html.escape(title), html.escape(question)
    return f'<li><a href="{_address(path.stem, lang)}"{mark}>{title}</a>{note}<p{mark}>{question}</p></li>'


def index(entries: list[str], lang: str, others: Sequence[str], home: str | None = None) -> str:
    """Return the index of a language; `home` is the address of the documentation, seen from the English index."""
    nav = "".join(_in_other_languages("index.html", lang, others))
    if home is not None:
        up = "" if ":" in home or home.startswith("/") else _up(lang)
        nav = f'<a href="{html.escape(up + home)}">{translated("Documentation", lang)}</a>{nav}'
    title, words, hands, more, teachers, plans = (
        translated(text, lang) for text in (TITLE, _WORDS, _HANDS, _MORE, _TEACHERS, _PLANS)
    )
    body = f"""<h1>{title}</h1>
<p>{words}</p>
<ol class="lessons">
{"".join(entries)}
</ol>
<h2 id="explorer">{hands}</h2>
<p>{more}</p>
<h2 id="teachers">{teachers}</h2>
<p>{plans}</p>
"""
    up = _up(lang)
    body = re.sub(r'href="(explore|teachers)\.html"', rf'href="{up}\1.html"', body)
    return (f"<nav>{nav}</nav>\n" if nav else "") + body


def _address(stem: str, lang: str) -> str:
    """Return where the page of a notebook is, seen from the pages of a language."""
    if stem[0].isdigit():
        return f"{stem}.html" if is_there(notebooks() / f"{stem}.ipynb", lang) else f"{_up(lang)}{stem}.html"
    # The exercises need Python; the index says how to open them.
    return f"{_up(lang)}{stem}.html" if stem == "explore" else "index.html#explorer"


def _up(lang: str) -> str:
    """Return the way from the pages of a language to those in English."""
    return "" if lang == ENGLISH else "../"


def _in_other_languages(name: str, lang: str, others: Sequence[str]) -> list[str]:
    """Return links to the page of a name in other languages, each by the name that the language has for itself."""
    return [
        f'<a href="{_up(lang)}{"" if other == ENGLISH else f"{other}/"}{name}" hreflang="{other}" lang="{other}">'
        f"{catalogue(other)['name']}</a>"
        for other in others
    ]
