"""The words of lessons, boards and pages in other languages than English: one file for each, such as ``es.json``.

A file holds the ``name`` of its language, and for each part of the package a map from an English text, with its
replacement fields, to the same text in that language. English needs no file. To add a language, add a file: its name is
the code of the language, and `tests/languages` says which texts it lacks.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from kmeans_viz.inputs import as_choice

ENGLISH = "en"
LANGUAGES = (ENGLISH, *sorted(file.stem for file in Path(__file__).parent.glob("*.json")))
"""The codes of the languages, as the attribute ``lang`` of HTML has them."""


@cache
def catalogue(lang: str) -> dict[str, Any]:
    """Return the file of a language: its ``name``, and a map of texts for each part of the package.

    Raises
    ------
    InputError
        If there is no such language.
    """
    as_choice(lang, LANGUAGES, "lang")
    if lang == ENGLISH:
        return {"name": "English"}
    found: dict[str, Any] = json.loads(Path(__file__).with_name(f"{lang}.json").read_text(encoding="utf-8"))
    return found


def translated(text: str, lang: str, part: str = "lessons", /, **numbers: Any) -> str:
    """Return a text in a language, with its numbers filled in.

    Parameters
    ----------
    text : str
        The English, with a replacement field for each number, as `str.format` takes it.
    lang : str
        One of `LANGUAGES`.
    part : str
        The map that has the text. One that it lacks stays English.
    **numbers
        What the fields are filled with.

    Raises
    ------
    InputError
        If there is no such language.

    Examples
    --------
    >>> translated("The computer needs {n} steps.", "en", n=7)
    'The computer needs 7 steps.'
    """
    found: str = catalogue(lang).get(part, {}).get(text, text)
    return found.format(**numbers)
