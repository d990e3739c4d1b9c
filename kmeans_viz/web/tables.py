"""The tables that page and Python share, as JSON: styles, sizes, words, names, and the fields of a `Recipe`.

The tables themselves stand where Python needs them; here they are only written down for JavaScript. What a page shows
and says therefore changes with the one place that Python reads too.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from kmeans_viz import __version__
from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.data.boards import MOST_BLOBS, MOST_POINTS
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.languages import ENGLISH, LANGUAGES, catalogue
from kmeans_viz.links import LONGEST, SHOWN, VERSION, schema
from kmeans_viz.look import DENSITY_FROM, STYLES, Look
from kmeans_viz.pictures.captions import WORDS
from kmeans_viz.pictures.style import LEVELS, STAR_RADIUS, style_named
from kmeans_viz.recipe import Recipe


def tables(lang: str | None = None) -> dict[str, Any]:
    """Return all that the page has to know, in plain types.

    Parameters
    ----------
    lang : str, optional
        The one language of the page. By default it is English, with the catalogues of all others beside it.
    """
    own = ENGLISH if lang is None else lang
    return {
        "version": __version__,
        "styles": {name: asdict(style_named(name)) for name in STYLES},
        "sizes": {"densityFrom": DENSITY_FROM, "levels": LEVELS, "starRadius": STAR_RADIUS},
        "limits": {"n": MOST_POINTS, "blobs": MOST_BLOBS},
        "words": _said(_words(), own),
        "lang": own,
        "languages": languages_of_page("board") if lang is None else {},
        "samples": list(SAMPLES),
        "fields": schema(fields(Recipe)),
        "link": {"version": VERSION, "longest": LONGEST, "shown": SHOWN},
        "look": [field.name for field in fields(Look)],
    }


def tables_of_explorer() -> dict[str, Any]:
    """Return the tables that only the explorer needs: what generators, starts and rules are called, in English."""
    return {
        "labels": {
            kind: {name: row.label for name, row in table.items()}
            for kind, table in (("generators", GENERATORS), ("seedings", SEEDINGS), ("rules", RULES))
        },
        "phrases": {name: method.phrase for name, method in SEEDINGS.items()},
    }


def tables_json(lang: str | None = None) -> str:
    """Return the tables as JSON on one line."""
    return json.dumps(tables(lang), ensure_ascii=False, separators=(",", ":"))


def _words() -> dict[str, Any]:
    """Return the words of the captions; those about a start or a rule stand in its row."""
    words = dict(WORDS)
    # Pages do not say these sentences about a start, which only files do.
    words["seeding"] = {
        name: row for name, row in WORDS["seeding"].items() if name not in ("given", "put", "one_in", "dense")
    }
    words["next"] = {name: method.caption_next for name, method in SEEDINGS.items()}
    words["ways"] = {name: [method.caption_one, method.caption_many] for name, method in SEEDINGS.items()}
    words["fates"] = {name: [rule.caption_one, rule.caption_many] for name, rule in RULES.items()}
    return words


def languages_of_page(*parts: str) -> dict[str, Any]:
    """Return all languages but English, each with its name, and these parts of its catalogue as what boards say."""
    found = {}
    for lang in LANGUAGES:
        if lang != ENGLISH:
            whole = catalogue(lang)
            said = {english: text for part in parts for english, text in whole.get(part, {}).items()}
            found[lang] = {"name": whole["name"], "board": said}
    return found


def _said(words: Any, lang: str) -> Any:
    """Return words, and all words within them, in a language."""
    if isinstance(words, dict):
        return {name: _said(part, lang) for name, part in words.items()}
    if isinstance(words, list):
        return [_said(part, lang) for part in words]
    said: str = catalogue(lang).get("board", {}).get(words, words)
    return said


if __name__ == "__main__":
    print(json.dumps({**tables(), **tables_of_explorer()}))  # noqa: T201
