"""The lesson that comes with the package: ten scenes in `first_lesson.json`, whose texts `languages/` has too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kmeans_viz.languages import ENGLISH, translated
from kmeans_viz.scenes.files import Scenes, read_scenes
from kmeans_viz.scenes.values import LessonScene

_FILE = Path(__file__).with_name("first_lesson.json")


def first_lesson(lang: str = ENGLISH) -> Scenes:
    """Return ten scenes that make a first lesson about k-means, of about half an hour.

    Parameters
    ----------
    lang : str
        The language of the texts: "en" or "es".

    Raises
    ------
    InputError
        If there is no such language.

    Examples
    --------
    >>> lesson = first_lesson()
    >>> len(lesson.scenes), lesson.scenes[0].question
    (10, 'How many groups do you see?')
    """
    lesson = read_scenes(_FILE)

    def say(text: str) -> str:
        return translated(text, lang, "scenes")

    def said(scene: LessonScene) -> LessonScene:
        return replace(
            scene,
            question=say(scene.question),
            task=replace(scene.task, choices=tuple(map(say, scene.task.choices))),
            reveal=replace(scene.reveal, text=say(scene.reveal.text)),
            notes=say(scene.notes),
        )

    return Scenes(map(said, lesson.scenes), say(lesson.title), lang)
