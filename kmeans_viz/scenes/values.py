"""What a scene is: a question, the run it is about, what the class does, and what is revealed.

All are plain values, checked when they are made. `plain` gives what a file holds of one: without what has its default.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from kmeans_viz.inputs import InputError
from kmeans_viz.recipe import Recipe

KINDS: dict[str, tuple[str, ...]] = {
    "look": (),
    "place": ("cluster",),
    "vote": ("k",),
    "choose": ("choices", "answer"),
    "drag": (),
    "free": (),
}
"""What a class can be asked to do, and the entries that say more of it."""
PARTS = (
    "caption", "curve", "controls", "cells", "trails", "guess",
    "seeding", "start", "points", "reset", "doings", "stars",
)  # fmt: skip
"""What can be hidden until the reveal."""
MOST_CHARACTERS = 1000
"""Of each text."""
MOST_COORDINATES = 5000
"""Points that a scene holds; a generated board may have more."""
MOST_STEP = 1_000_000
MOST_K = 20
"""What a class can vote for."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What the class does while the question is asked.

    Raises
    ------
    InputError
        If a field cannot be used, or belongs to another kind of task.

    Examples
    --------
    >>> Task(kind="vote", k=(2, 3, 4)).plain()
    {'kind': 'vote', 'k': [2, 3, 4]}
    """

    kind: str = "look"
    """"look": nothing. "place": each puts a star where they think it goes. "vote": for a number of clusters.
    "choose": an answer. "drag": all stars, for the lowest inertia. "free": as they like."""
    cluster: int | None = None
    """Of "place", whose star, from 0; None deals the stars out in turn."""
    k: tuple[int, ...] = ()
    """Of "vote", the numbers to choose from."""
    choices: tuple[str, ...] = ()
    """Of "choose", the answers to choose from."""
    answer: int | None = None
    """Of "choose", which of them is right, from 0; None where there is no right one."""

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise InputError(f"the task's kind={shown(self.kind)} is unknown; use one of: {', '.join(KINDS)}")
        for name in ("k", "choices"):
            object.__setattr__(self, name, _as_list(getattr(self, name), f"the task's {name}"))
        for entry in fields(self)[1:]:
            if getattr(self, entry.name) != entry.default and entry.name not in KINDS[self.kind]:
                raise InputError(f"the task {shown(self.kind)} has no {entry.name}; leave it out")
        if self.cluster is not None:
            object.__setattr__(self, "cluster", _as_whole(self.cluster, "the task's cluster", 0, MOST_STEP))
        if self.kind == "vote":
            _check_number(self.k, "k", 2, MOST_K)
            object.__setattr__(self, "k", tuple(_as_whole(k, "the task's k", 1, MOST_K) for k in self.k))
            if len({*self.k}) < len(self.k):
                raise InputError(f"the task's k={shown(list(self.k))} has a number twice; keep one of them")
        if self.kind == "choose":
            _check_number(self.choices, "choices", 2, 6)
            for choice in self.choices:
                check_text(choice, "the task's choice", 1)
            if self.answer is not None:
                answer = _as_whole(self.answer, "the task's answer", 0, len(self.choices) - 1)
                object.__setattr__(self, "answer", answer)

    def plain(self) -> dict[str, Any]:
        """Return the task as a file holds it."""
        return _plain(self)


@dataclass(frozen=True, kw_only=True)
class Reveal:
    """What is shown once the class has thought.

    Raises
    ------
    InputError
        If a field cannot be used.
    """

    step: int | None = None
    """The step that is shown; None for the last of the run."""
    text: str = ""
    """What is to be seen there."""
    recipe: Recipe | None = None
    """Another run; None for the same."""

    def __post_init__(self) -> None:
        if self.step is not None:
            object.__setattr__(self, "step", _as_whole(self.step, "the reveal's step", 0, MOST_STEP))
        check_text(self.text, "the reveal's text", 0)
        if self.recipe is not None:
            object.__setattr__(self, "recipe", _for_scene(self.recipe))

    def plain(self) -> dict[str, Any]:
        """Return the reveal as a file holds it."""
        return _plain(self)


@dataclass(frozen=True, kw_only=True)
class LessonScene:
    """One question of a lesson, with the board it is about.

    Points of a file or of a data set that comes with the package become the recipe's `coordinates`, so that the scene
    can be shown anywhere; of many runs, the best one is shown.

    Raises
    ------
    InputError
        If a field cannot be used, or the points are more than 5,000.

    Examples
    --------
    >>> scene = LessonScene(question="Where will star 1 go?", recipe=Recipe(n=60), step=1, task=Task(kind="place"))
    >>> scene.plain()
    {'question': 'Where will star 1 go?', 'recipe': {'n': 60}, 'step': 1, 'task': {'kind': 'place'}}
    """

    question: str
    """What the class is asked."""
    recipe: Recipe
    """The run that it is about."""
    step: int = 0
    """The step at which it waits."""
    hide: tuple[str, ...] = ()
    """Which `PARTS` are hidden until the reveal, since they would give the answer away."""
    task: Task = field(default_factory=Task)
    """What the class does."""
    reveal: Reveal = field(default_factory=Reveal)
    """What is shown then."""
    notes: str = ""
    """For the teacher alone."""

    def __post_init__(self) -> None:
        check_text(self.question, "question", 1)
        object.__setattr__(self, "recipe", _for_scene(self.recipe))
        object.__setattr__(self, "step", _as_whole(self.step, "step", 0, MOST_STEP))
        object.__setattr__(self, "hide", _as_list(self.hide, "hide"))
        for part in self.hide:
            if part not in PARTS:
                raise InputError(f"hide has {shown(part)}, which is unknown; use some of: {', '.join(PARTS)}")
        check_text(self.notes, "notes", 0)
        if self.task.kind in ("place", "drag") and len((self.recipe.coordinates or ((0.0, 0.0),))[0]) != 2:
            raise InputError(f"the task {shown(self.task.kind)} needs points with 2 coordinates; use another task")
        if self.task.cluster is not None:
            _as_whole(self.task.cluster, "the task's cluster", 0, self.recipe.k - 1)

    def plain(self) -> dict[str, Any]:
        """Return the scene as a file holds it."""
        return _plain(self)


def shown(value: object) -> str:
    """Return a value as messages show it: as JSON, which a page writes alike, and short."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def check_text(value: object, name: str, least: int) -> None:
    """Raise `InputError` unless a value is text of `least` to 1,000 characters."""
    if not isinstance(value, str):
        raise InputError(f'{name}={shown(value)} is not text; use for example "Where will it go?"')
    if len(value.strip()) < least:
        raise InputError(f"{name}={shown(value)} is empty; write at least a word")
    if len(value) > MOST_CHARACTERS:
        raise InputError(f"{name} has {len(value):,} characters; use at most {MOST_CHARACTERS:,}")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise InputError(f"{name} has half a character in it; write it anew")


def _plain(value: Task | Reveal | LessonScene) -> dict[str, Any]:
    """Return the fields of a value that differ from their defaults, in plain types."""
    found: dict[str, Any] = {}
    for entry in fields(value):
        own = getattr(value, entry.name)
        usual = entry.default if entry.default_factory is MISSING else entry.default_factory()
        if own == usual:
            continue
        if isinstance(own, Recipe):
            own = json.loads(own.to_json())
        elif isinstance(own, Task | Reveal):
            own = own.plain()
        found[entry.name] = list(own) if isinstance(own, tuple) else own
    return found


def _for_scene(recipe: object) -> Recipe:
    """Return the recipe that a page can run, checked as far as that is possible without running it."""
    if not isinstance(recipe, Recipe):
        raise InputError(f"recipe={shown(recipe)} is not a Recipe; use for example kv.Recipe(k=3)")
    recipe = recipe.for_page(MOST_COORDINATES, "a scene; use at most 5,000")
    if recipe.coordinates is not None and len(recipe.coordinates) > MOST_COORDINATES:
        raise InputError(f"{len(recipe.coordinates):,} points are too many for a scene; use at most 5,000")
    for name in ("seed", "init_seed"):
        # A page reads the numbers of a file as floats.
        if (getattr(recipe, name) or 0) >= 2**53:
            raise InputError(f"{name} is too large for a scene; use one below 9,007,199,254,740,992")
    n, d = (recipe.n, 2) if recipe.coordinates is None else (len(recipe.coordinates), len(recipe.coordinates[0]))
    if recipe.k > n:
        raise InputError(f"k={recipe.k} clusters need at least that many points, and there are {n}; use 1 <= k <= {n}")
    if not isinstance(recipe.init, str) and len(recipe.init[0]) != d:
        raise InputError(f"init has {len(recipe.init[0])} coordinates and the points have {d}; give as many")
    return recipe


def _as_whole(value: object, name: str, low: int, high: int) -> int:
    rule = f"use {low} to {high:,}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{name}={shown(value)} is not a whole number; {rule}")
    if not low <= value <= high:
        raise InputError(f"{name}={shown(value)} is out of range; {rule}")
    return value


def _as_list(value: object, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InputError(f"{name}={shown(value)} is not a list; use [] for none")
    return tuple(value)


def _check_number(values: Collection[object], name: str, low: int, high: int) -> None:
    if not low <= len(values) <= high:
        raise InputError(f"the task's {name} has {len(values)} entries; use {low} to {high}")
