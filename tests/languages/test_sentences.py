"""No sentence of a board, a page or a picture is missing from the file of a language, and none in it is left over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kmeans_viz as kv
from kmeans_viz.data import SAMPLES
from kmeans_viz.languages import LANGUAGES, catalogue
from kmeans_viz.pictures.captions import WORDS, captions
from kmeans_viz.web.join import FOLDER, SAID
from kmeans_viz.web.tables import tables, tables_of_explorer


def said_in(*files: Path) -> set[str]:
    """Return the sentences that modules say."""
    return {json.loads(sentence) for file in files for sentence in SAID.findall(file.read_text(encoding="utf-8"))}


def leaves(words: Any) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    else:
        for part in words.values() if isinstance(words, dict) else words:
            yield from leaves(part)


def sentences() -> dict[str, set[str]]:
    """Return all English sentences, by the map of a language's file that has to have them."""
    package = Path(kv.__file__).parent
    board = said_in(FOLDER / "board.js", *FOLDER.glob("board/*.js"), *FOLDER.glob("drawing/*.js"))
    python = said_in(*(file for room in ("pictures", "export", "web") for file in (package / room).rglob("*.py")))
    in_tables = {*leaves(WORDS), *leaves(tables("en")["words"]), *leaves(tables_of_explorer())}
    explorer = said_in(*FOLDER.glob("explore/*.js")) | {name.replace("-", " ").capitalize() for name in SAMPLES}
    classroom = said_in(*FOLDER.glob("classroom/*.js"))
    of_boards = board | python | in_tables
    presenting = said_in(*FOLDER.glob("presenting/*.js")) - of_boards
    return {
        "board": of_boards,
        "presenting": presenting,
        "explorer": explorer - of_boards - presenting,
        "classroom": classroom - of_boards - presenting,
    }


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_sentence_is_in_every_language_and_no_other(lang: str) -> None:
    for part, english in sentences().items():
        known = set(catalogue(lang)[part])
        assert english - known == set(), f"{lang}.json lacks sentences in {part}"
        assert known - english == set(), f"{lang}.json has sentences in {part} that nothing says"


def test_sentences_are_literals_of_their_own_so_that_the_catalogues_can_be_held_to_them() -> None:
    for file in [
        FOLDER / "board.js",
        *(
            file
            for room in ("board", "drawing", "explore", "presenting", "classroom")
            for file in FOLDER.glob(f"{room}/*.js")
        ),
    ]:
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.$])say\(\s*[`']", source), file
        # After the literal comes its end, or the values.
        for found in SAID.finditer(source):
            assert source[found.end() :].lstrip()[0] in ",)", (file, found[1])


def test_captions_of_a_file_are_in_the_language_of_its_look(tmp_path: Path) -> None:
    recipe = kv.Recipe(n=30, lang="es")
    trace = recipe.run()
    assert recipe.to_json() == '{"n": 30, "lang": "es"}'
    assert kv.Recipe.from_link(recipe.to_link()) == recipe
    assert [frame.title for frame in kv.timeline(trace) if frame.is_key] == [
        captions(trace, index, lang="es")[0] for index in range(len(trace))
    ]
    page = kv.save(recipe, tmp_path / "run.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="es">')
    assert "<title>k-means con k = 3</title>" in page
    assert '"Adivina"' in page
    assert '"Guess"' not in page
    drawn = kv.storyboard(trace, panels=2)
    assert {text.get_text() for text in drawn.texts} >= {"Inicio", f"2 de {len(trace)} medios pasos"}
    with pytest.raises(kv.InputError, match=r"^lang='xx' is unknown; use one of: en, es"):
        kv.Look(lang="xx")
