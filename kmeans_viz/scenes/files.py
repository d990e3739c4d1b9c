"""A list of scenes as a file: JSON, or a page that plays them and holds the same JSON.

`read_scenes` takes a path and returns `Scenes`; `Scenes.to_json` gives the text of a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn

from kmeans_viz.inputs import InputError
from kmeans_viz.languages import ENGLISH
from kmeans_viz.links import schema
from kmeans_viz.recipe import Recipe
from kmeans_viz.scenes.values import KINDS, LessonScene, Reveal, Task, check_text, shown

VERSION = 1
MOST_SCENES = 40
MOST_BYTES = 2_000_000
_MARK = "kmeans_viz"
PAGE_ID = "kmeans_viz-scenes"
"""The script element of a page that holds the scenes."""
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Scenes:
    """The scenes of a lesson, in order.

    Parameters
    ----------
    scenes : sequence of LessonScene
        1 to 40 of them.
    title : str
        What the lesson is called.
    lang : str
        The language of the texts, such as "en".

    Raises
    ------
    InputError
        If a value cannot be used.

    Examples
    --------
    >>> lesson = Scenes([LessonScene(question="How many groups do you see?", recipe=Recipe(k=1))])
    >>> print(lesson.to_json())
    {"kmeans_viz": "scenes", "version": 1, "scenes": [
    {"question": "How many groups do you see?", "recipe": {"k": 1}}
    ]}
    >>> Scenes.from_json(lesson.to_json()) == lesson
    True
    """

    scenes: tuple[LessonScene, ...]
    title: str = ""
    lang: str = ENGLISH

    def __init__(self, scenes: Iterable[LessonScene], title: str = "", lang: str = ENGLISH) -> None:
        scenes = tuple(scenes)
        for number, scene in enumerate(scenes, 1):
            if not isinstance(scene, LessonScene):
                raise InputError(
                    f"scene {number} is a {type(scene).__name__}; use kv.LessonScene(question=…, recipe=…)"
                )
        check_text(title, "title", 0)
        _check_lang(lang)
        _check_number(scenes)
        object.__setattr__(self, "scenes", scenes)
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "lang", lang)

    def to_json(self) -> str:
        """Return the text of a file: a line for each scene, without what has its default.

        Raises
        ------
        InputError
            If it would have more than 2 MB.
        """
        head: dict[str, Any] = {_MARK: "scenes", "version": VERSION}
        head |= {"title": self.title} if self.title else {}
        head |= {"lang": self.lang} if self.lang != ENGLISH else {}
        lines = ",\n".join(json.dumps(scene.plain(), ensure_ascii=False) for scene in self.scenes)
        text = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "scenes": [\n{lines}\n]}}'
        _check_size(text)
        return text

    @classmethod
    def from_json(cls, text: str) -> Scenes:
        """Return the scenes that a text of JSON holds.

        Raises
        ------
        InputError
            If it holds none, or something in it cannot be used; the message names the scene, counted from 1.
        """
        _check_size(text)
        try:
            value = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError) as problem:
            raise InputError(f"the scenes are not JSON ({problem}); use the file as it was saved") from None
        if not isinstance(value, dict) or value.get(_MARK) != "scenes":
            raise InputError('there are no scenes in it; use a file that begins with {"kmeans_viz": "scenes"')
        _check_entries(value, (_MARK, "version", "title", "lang", "scenes"), "the entry")
        version = value.get("version")
        if type(version) is not int or version != VERSION:
            raise InputError(f"version={shown(version)} of scenes is not {VERSION}; open them in a newer kmeans_viz")
        listed = value.get("scenes")
        if not isinstance(listed, list):
            raise InputError(f'scenes={shown(listed)} is not a list; use [{{"question": "…", "recipe": {{"k": 3}}}}]')
        _check_number(listed)
        return cls(
            [_scene(*entry) for entry in enumerate(listed, 1)], value.get("title", ""), value.get("lang", ENGLISH)
        )


def read_scenes(path: str | Path) -> Scenes:
    """Return the scenes in a file.

    Parameters
    ----------
    path : str or pathlib.Path
        A file that the explorer or `Scenes.to_json` made, or a page that plays scenes.

    Raises
    ------
    InputError
        If there is no such file, or it holds no scenes, or something in it cannot be used.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8; save it as that") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise InputError(f"{path} cannot be read ({reason}); name a file of scenes") from None
    try:
        return Scenes.from_json(in_page(text))
    except InputError as problem:
        raise InputError(f"{path}: {problem}") from None


def in_page(text: str) -> str:
    """Return the JSON in a page that plays scenes; a text that is no page is returned as it is."""
    if not text.lstrip().startswith("<"):
        return text
    _, _, rest = text.partition(f'id="{PAGE_ID}">')
    return rest.partition("</script>")[0] or "{}"


def _scene(number: int, value: object) -> LessonScene:
    """Return a scene from its place in the file and what stands there."""
    try:
        if not isinstance(value, dict):
            raise InputError(f'{shown(value)} is not a scene; use {{"question": "…", "recipe": {{"k": 3}}}}')
        _check_entries(value, [entry.name for entry in fields(LessonScene)], "the entry")
        for name, example in (("question", '"…"'), ("recipe", '{"k": 3}')):
            if name not in value:
                raise InputError(f'the {name} is missing; add "{name}": {example}')
        own = dict(value)
        own["recipe"] = _recipe(own["recipe"])
        if "task" in own:
            own["task"] = _task(own["task"])
        if "reveal" in own:
            own["reveal"] = _reveal(own["reveal"])
        return LessonScene(**own)
    except InputError as problem:
        raise InputError(f"scene {number}: {problem}") from None


def _task(value: object) -> Task:
    _check_object(value, "the task", '{"kind": "look"}')
    assert isinstance(value, dict)
    kind = value.get("kind", "look")
    if not isinstance(kind, str) or kind not in KINDS:
        return Task(kind=kind)  # which says what is wrong
    _check_entries(value, ("kind", *KINDS[kind]), f"of the task {shown(kind)}, the entry")
    return Task(**value)


def _reveal(value: object) -> Reveal:
    _check_object(value, "the reveal", '{"step": 2, "text": "…"}')
    assert isinstance(value, dict)
    _check_entries(value, [entry.name for entry in fields(Reveal)], "of the reveal, the entry")
    other = value.get("recipe")
    return Reveal(**{**value, "recipe": None if other is None else _recipe(other)})


def _recipe(value: object) -> Recipe:
    """Return a recipe that reads no file: a stranger may have written it."""
    _check_object(value, "the recipe", '{"k": 3}')
    assert isinstance(value, dict)
    _check_entries(value, [*schema(fields(Recipe))], "of the recipe, the entry")
    return Recipe(**value)


def _check_object(value: object, what: str, example: str) -> None:
    if not isinstance(value, dict):
        raise InputError(f"{what} is {shown(value)}; use for example {example}")


def _check_entries(value: dict[str, Any], names: Collection[str], what: str) -> None:
    for name in value:
        if name not in names:
            raise InputError(f"{what} {shown(name)} is unknown; use some of: {', '.join(names)}")


def _check_number(scenes: Collection[object]) -> None:
    if not 1 <= len(scenes) <= MOST_SCENES:
        raise InputError(f"there are {len(scenes)} scenes; use 1 to {MOST_SCENES}")


def _check_lang(lang: object) -> None:
    if not isinstance(lang, str) or _LANG.fullmatch(lang) is None:
        raise InputError(f'lang={shown(lang)} is no code of a language; use for example "en"')


def _check_size(text: str) -> None:
    size = len(text.encode(errors="replace"))
    if size > MOST_BYTES:
        raise InputError(f"the scenes take {size:,} bytes; use at most {MOST_BYTES:,}, with fewer coordinates")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
