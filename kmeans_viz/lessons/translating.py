"""Notebooks in other languages: their words come from the catalogue, paragraph by paragraph.

Their code stays, but for the language that lessons, players and files of a run are told.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kmeans_viz.languages import ENGLISH, catalogue

_SPEAKING = re.compile(r"^((?:.* = )?kv\.(?:lesson|Player|save)\(.*)\)$", re.MULTILINE)
"""Lines that end with a call of what speaks."""


def is_in(notebook: dict[str, Any], lang: str) -> bool:
    """Return whether a notebook is there in a language: then its title is, and all it says."""
    return lang == ENGLISH or paragraphs(notebook)[0] in catalogue(lang).get("lessons", {})


def paragraphs(notebook: dict[str, Any]) -> list[str]:
    """Return what the cells of a notebook say in English: the keys of a catalogue."""
    cells = [_source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return [paragraph for source in cells for paragraph in source.split("\n\n")]


def in_language(text: str, lang: str) -> str:
    """Return a notebook, as JSON, in a language; one that is not translated stays as it is."""
    notebook = json.loads(text)
    if lang == ENGLISH or not is_in(notebook, lang):
        return text
    texts = catalogue(lang)["lessons"]
    for cell in notebook["cells"]:
        source = _source(cell)
        if cell["cell_type"] == "markdown":
            source = "\n\n".join(texts.get(paragraph, paragraph) for paragraph in source.split("\n\n"))
        else:
            source = _SPEAKING.sub(rf'\1, lang="{lang}")', source)
        cell["source"] = source.splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])
