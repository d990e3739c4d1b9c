"""The lessons in other languages say everything that they say in English, and nothing of it in English."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import kmeans_viz as kv
from kmeans_viz.languages import ENGLISH, LANGUAGES, catalogue
from kmeans_viz.lessons import asking, predictions, site_map
from kmeans_viz.lessons.course import QUIZ, Lesson, is_translated, numbers
from kmeans_viz.lessons.handing import handed
from kmeans_viz.lessons.lab import copied, notebooks
from kmeans_viz.lessons.site import lessons
from kmeans_viz.lessons.translating import in_language, is_in, paragraphs
from kmeans_viz.web.join import FOLDER

OTHERS = LANGUAGES[1:]
TRANSLATED = [(lang, number) for lang in OTHERS for number in numbers() if is_translated(kv.lesson(number).title, lang)]


def notebook_of(number: int) -> Path:
    (path,) = (path for path in lessons() if path.name.startswith(f"{number}-"))
    return path


def asked_by(lesson: Lesson) -> list[dict[str, Any]]:
    return [handed(prediction) for name in (*lesson.predictions, QUIZ) for prediction in lesson.asked(name)]


def texts_in(told: Any) -> list[str]:
    """Return the texts of what is handed over, and not its attributes and data."""
    if isinstance(told, str):
        return [told]
    if isinstance(told, dict):
        skipped = ("attributes", "recording", "address", "kind")
        told = [value for key, value in told.items() if key not in skipped]
    return [text for each in told for text in texts_in(each)] if isinstance(told, list) else []


def test_the_first_three_lessons_are_there_in_spanish() -> None:
    assert {("es", 0), ("es", 1), ("es", 2)} <= set(TRANSLATED)


@pytest.mark.parametrize(("lang", "number"), TRANSLATED)
def test_a_translated_lesson_lacks_no_sentence(lang: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = catalogue(lang)["lessons"]
    missing = []

    def noted(text: str, spoken: str, **values: Any) -> str:
        if spoken == lang and text not in texts:
            missing.append(text)
        return text.format(**values)

    monkeypatch.setattr(predictions, "translated", noted)
    assert asked_by(kv.lesson(number, lang=lang))
    assert missing == []
    notebook = json.loads(notebook_of(number).read_text(encoding="utf-8"))
    assert is_in(notebook, lang)
    assert [paragraph for paragraph in paragraphs(notebook) if paragraph not in texts] == []


@pytest.mark.parametrize(("lang", "number"), TRANSLATED)
def test_a_translated_lesson_asks_the_same_and_no_words_stay_english(lang: str, number: int) -> None:
    english, other = asked_by(kv.lesson(number)), asked_by(kv.lesson(number, lang=lang))
    pairs = list(zip(texts_in(english), texts_in(other), strict=True))
    assert len(pairs) > 50
    # Names, numbers and symbols are the same everywhere.
    same = {one for one, two in pairs if one == two and re.search(r"[a-z]{3}", one)}
    assert same <= {"k-means++"}
    for one, two in pairs:
        assert sorted(re.findall(r"\d[\d.,/]*\d|\d", one)) == sorted(re.findall(r"\d[\d.,/]*\d|\d", two)), (one, two)
    right = [told["guess"].get("right", told["guess"].get("truth")) for told in english]
    assert right == [told["guess"].get("right", told["guess"].get("truth")) for told in other]


@pytest.mark.parametrize("lang", OTHERS)
def test_what_a_question_and_a_page_say_themselves_is_there_in_every_language(lang: str) -> None:
    source = (FOLDER / "lesson" / "words.js").read_text(encoding="utf-8")
    said = re.findall(r'^  \w+: "(.*)",$', source, re.MULTILINE)
    assert len(said) > 30
    assert set(said) == set(catalogue(lang)["questions"])
    texts = catalogue(lang)["lessons"]
    around = [
        site_map.index([site_map.entry(lessons()[-1], "", "", lang)], lang, [ENGLISH]),
        site_map.links(lessons(), 1, lang, [ENGLISH]),
    ]
    for english in ("All lessons", "Lesson ", "Go on with", "Plans for", "the explorer", "(in English)"):
        assert english not in "".join(around)
    assert {asking._TITLE, asking._RUN, "Code, {n} lines"} <= set(texts)


def test_what_is_not_translated_is_told_in_one_line() -> None:
    with pytest.raises(kv.InputError, match=r"^lang='xx' is unknown; use one of: en, es"):
        kv.lesson(1, lang="xx")
    assert not is_translated(kv.lesson(4).title, "es")
    with pytest.raises(kv.InputError, match=r"^lesson 4 is not translated to lang='es'; use one of: 'en'"):
        kv.lesson(4, lang="es")


def test_a_copy_in_another_language_has_its_notebooks_with_the_same_code(tmp_path: Path) -> None:
    place = copied(notebooks(), tmp_path / "es", lang="es")
    for source in lessons():
        english, other = (json.loads((folder / source.name).read_text("utf-8")) for folder in (notebooks(), place))
        assert in_language(json.dumps(other), "en") == json.dumps(other)
        assert [cell["id"] for cell in english["cells"]] == [cell["id"] for cell in other["cells"]]
        code = [
            ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
            for notebook in (english, other)
        ]
        assert code[0] == [cell.replace(', lang="es")', ")") for cell in code[1]]
        assert (english == other) != is_in(english, "es")
