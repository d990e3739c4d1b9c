"""Every file of a language fits the English: the same replacement fields, marks and links in every text."""

from __future__ import annotations

import re
from string import Formatter

import pytest

import kmeans_viz as kv
from kmeans_viz.languages import ENGLISH, LANGUAGES, catalogue, translated

TEXTS = [
    (lang, part, english, other)
    for lang in LANGUAGES
    for part, texts in catalogue(lang).items()
    if part != "name"
    for english, other in texts.items()
]


def fields_of(text: str) -> list[tuple[str, str]]:
    """Return the replacement fields of a text, each with its format, in the order of their names."""
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None)


def test_english_is_there_and_each_language_names_itself() -> None:
    assert LANGUAGES[0] == ENGLISH
    names = [catalogue(lang)["name"] for lang in LANGUAGES]
    assert len(set(names)) == len(names) >= 2


def test_a_text_has_the_same_replacement_fields_in_every_language() -> None:
    assert [(lang, english) for lang, _, english, other in TEXTS if fields_of(english) != fields_of(other)] == []


def test_a_text_has_the_same_links_and_as_much_code_in_every_language() -> None:
    def marks(text: str) -> tuple[list[str], int]:
        return sorted(re.findall(r"\]\(([^)]*)\)", text)), text.count("`")

    assert [(lang, english) for lang, _, english, other in TEXTS if marks(english) != marks(other)] == []
    assert [(lang, english) for lang, _, english, other in TEXTS if not other.strip()] == []


def test_an_unknown_language_is_told_and_an_unknown_text_stays_english() -> None:
    with pytest.raises(kv.InputError, match=r"^lang='xx' is unknown; use one of: en, es"):
        catalogue("xx")
    assert translated("No such text, {n} times", "es", n=3) == "No such text, 3 times"
