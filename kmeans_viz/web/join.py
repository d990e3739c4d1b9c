"""Joins the JavaScript modules: into the classic script that defines ``<kmeans-board>``, and into notebooks' widgets.

Browsers refuse module scripts from disk, so that a page which is to open anywhere needs a classic one. The modules are
written in a restricted style (``import { a, b } from "./c.js";``, and ``export`` before a function, a class or a
const), which this file can join without a bundler: each module becomes a function that returns what it exports.
"""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache
from pathlib import Path

from rjsmin import jsmin

from kmeans_viz.languages import ENGLISH, LANGUAGES, catalogue
from kmeans_viz.web.tables import languages_of_page, tables_json, tables_of_explorer

FOLDER = Path(__file__).parent
_HEAD = "// <kmeans-board>, of the Python package kmeans_viz (BSD-3-Clause).\n"
_TAIL = "})();\n"
MARK = "// Here the board ends.\n"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[\w./-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
SAID = re.compile(r'(?<![\w.$])say\(\s*("(?:[^"\\]|\\.)*")')
"""A sentence that a module says. It is always a literal of its own, so that the catalogues can be held to it."""
_NESTED = re.compile(r"`[^`]*\$\{[^}`]*`")  # within the inner one, rjsmin would take spaces away
_IDLE_JS = re.compile(r";(?=\})")  # a closing bracket ends a statement too
_CONST = re.compile(r"\bconst\b(?=[ {[])")  # in 1,500 places; that none is assigned twice is checked with the types
_IDLE_CSS = re.compile(r"\s*/\*.*?\*/\s*|(?<=[{};:,>])\s+|\s+(?=[{};>])|;\s*(?=\})", re.DOTALL)


@cache
def board_script(lang: str | None = None) -> str:
    """Return ``kmeans-board.js``: a classic script with the tables and the style sheet inside.

    Parameters
    ----------
    lang : str, optional
        The one language of its words, for a page that is to stay small. By default it has all, and each board chooses.

    Raises
    ------
    ValueError
        If a module is not written in the style that can be joined.
    """
    return _script("define.js", lang=lang)


@cache
def widget_module() -> str:
    """Return the module that anywidget loads for a `Player`, with the same in it.

    Raises
    ------
    ValueError
        If a module is not written in the style that can be joined.
    """
    return _module("widget.js")


@cache
def explorer_script() -> str:
    """Return the script of the explorer's page.

    The board's own script comes first, in English, up to a line with `MARK`: from there the page takes it into the live
    pages that it writes. All other languages come behind it.
    """
    return _script("define.js", "explore/page.js", lang=ENGLISH)


def translation_of_board(lang: str) -> list[tuple[int, str]]:
    """Return the lines, counted from 0, in which the board's script in a language is another one than in English."""
    lines = zip(board_script(ENGLISH).split("\n"), board_script(lang).split("\n"), strict=True)
    return [(i, own) for i, (english, own) in enumerate(lines) if english != own]


@cache
def lesson_script() -> str:
    """Return the script of a page with questions, which brings the board's own script with it."""
    return _script("define.js", "lesson/page.js")


@cache
def lesson_module() -> str:
    """Return the module that anywidget loads for a question of a lesson."""
    return _module("lesson/widget.js")


@cache
def class_script(name: str) -> str:
    """Return the script of a page of a class, "student" or "teacher".

    Raises
    ------
    ValueError
        If a module is not written in the style that can be joined.
    """
    return _script("define.js", f"classroom/{name}.js", lang=ENGLISH)


def frame_module(page: str) -> str:
    """Return the module that anywidget loads for an `Explorer`, with a page, as a JavaScript string, to show in it."""
    (module,) = _joined("frame.js")
    render = f"{_variable('frame.js')}.render(place, page)"
    return f"{module}const page = {page};\nexport default {{ render: (place) => {render} }};\n"


def _script(*names: str, lang: str | None = None) -> str:
    """Return some modules, and all that they import, as one classic script, with `MARK` between them."""
    return f'{_HEAD}(() => {{\n"use strict";\n{MARK.join(_joined(*names, lang=lang))}{_TAIL}'


def _module(name: str) -> str:
    """Return a module that exports `render`, and all that it imports, as one that anywidget loads."""
    (joined,) = _joined(name)
    return f"{_HEAD}{joined}export default {{ render: {_variable(name)}.render }};\n"


def _joined(*names: str, lang: str | None = None) -> list[str]:
    """Return for each module its code and that of all it imports, as far as those before it have not imported it."""
    joined: dict[str, str] = {}
    parts = []
    for name in names:
        before = len(joined)
        _join(name, joined, (), lang)
        parts.append("".join([*joined.values()][before:]))
    return parts


def _join(name: str, joined: dict[str, str], under_way: tuple[str, ...], lang: str | None) -> None:
    """Add a module to `joined`, after those that it imports from."""
    if name in joined:
        return
    if name in under_way:
        raise ValueError(f"{' imports '.join((*under_way, name))}, which goes in a circle; move what they share out")
    source = (FOLDER / name).read_text(encoding="utf-8")
    for _, path in _IMPORT.findall(source):
        _join(_beside(name, path), joined, (*under_way, name), lang)
    exported = _EXPORT.findall(source)
    body = _IMPORT.sub(lambda found: _taken(found, name), _EXPORT.sub("", source))
    if re.search(r"^(?:import|export)\b", body, re.MULTILINE):
        raise ValueError(f'{name} has an import or export that cannot be joined; write import {{ a }} from "./b.js";')
    if nested := _NESTED.search(body):
        raise ValueError(f"{name} has a template in a template, {nested[0]!r}; give the inner one a name")
    filled = _FILLINGS[name](lang) if name in _FILLINGS else ""
    body = _said(_short(body), lang) + "\n"
    joined[name] = f"const {_variable(name)}=(()=>{{\n{body}{filled}return{{{','.join(exported)}}};\n}})();\n"


def _short(source: str) -> str:
    """Return a module without comments and whatever else a browser does not need."""
    return _CONST.sub("let", _IDLE_JS.sub("", jsmin(source)))


def _taken(found: re.Match[str], name: str) -> str:
    """Return the statement that stands for an import."""
    names = re.sub(r"\s+as\s+", ": ", " ".join(found[1].split()).strip().rstrip(","))
    return f"const {{ {names} }} = {_variable(_beside(name, found[2]))};\n"


def _beside(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _variable(name: str) -> str:
    """Return the name of the constant that holds what a module exports; a short one, since every page has them all."""
    return f"${_numbers(FOLDER)[name]}"


@cache
def _numbers(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): i for i, path in enumerate(sorted(folder.rglob("*.js")))}


def _said(source: str, lang: str | None) -> str:
    """Return a module with the sentences that it says in one language."""
    if lang in (None, ENGLISH):
        return source
    sentences = catalogue(lang).get("board", {})

    def say(found: re.Match[str]) -> str:
        text = json.loads(found[1])
        return found[0] if text not in sentences else f"say({json.dumps(sentences[text], ensure_ascii=False)}"

    return SAID.sub(say, source)


def _tables(lang: str | None) -> str:
    """Return the call that hands the tables and the board's style sheet over."""
    return f"fillTables({_literal(tables_json(lang))}, {_sheet('board/board.css')});\n"


def _languages(_: str | None) -> str:
    """Return the call that hands over the explorer's languages, and the tables that only it needs."""
    filled = (languages_of_page("board", "presenting", "explorer"), tables_of_explorer())
    languages, tables = (_literal(json.dumps(part, ensure_ascii=False, separators=(",", ":"))) for part in filled)
    return f"fillLanguages({languages}, {tables});\n"


def _classroom(_: str | None) -> str:
    """Return the call that hands over the languages of the pages of a class."""
    languages = languages_of_page("board", "presenting", "classroom")
    return f"fillClassroom({_literal(json.dumps(languages, ensure_ascii=False, separators=(',', ':')))});\n"


def _lesson_sheet(_: str | None) -> str:
    """Return the call that hands over the style sheet of the questions."""
    return f"fillLessonSheet({_sheet('lesson/lesson.css')});\n"


def _lesson_words(_: str | None) -> str:
    """Return the call that hands over what a question says in other languages than English."""
    questions = {lang: catalogue(lang).get("questions", {}) for lang in LANGUAGES if lang != ENGLISH}
    return f"fillQuestions({_literal(json.dumps(questions, ensure_ascii=False))});\n"


def _presenting_sheet(_: str | None) -> str:
    """Return the call that hands over the style sheet of presenting."""
    return f"fillPresentingSheet({_sheet('presenting/presenting.css')});\n"


def _sheet(name: str) -> str:
    """Return a style sheet as a JavaScript string, without comments and the blanks that mean nothing."""
    sheet = _IDLE_CSS.sub("", (FOLDER / name).read_text(encoding="utf-8"))
    return _literal(json.dumps(sheet, ensure_ascii=False))


_FILLINGS = {
    "tables.js": _tables,
    "classroom/say.js": _classroom,
    "explore/languages.js": _languages,
    "lesson/sheet.js": _lesson_sheet,
    "lesson/words.js": _lesson_words,
    "presenting/sheet.js": _presenting_sheet,
}
"""What is handed over to a module that the joined script fills."""


def _literal(text: str) -> str:
    """Return JSON as JavaScript that may stand in a script element."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
