"""What students are shown of a scene: `now` makes it, with what the class has guessed, once the teacher shows that.

Of the guesses there are only means and counts, and nothing where a single student has guessed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from kmeans_viz.inputs import InputError, Points
from kmeans_viz.recipe import Recipe

_TO_STUDENTS = ("question", "recipe", "step", "hide")
_MOST_POINTS = 2000  # for which the lowest inertia of hundreds of guesses takes no time that anybody notices


def now(
    scene: Mapping[str, Any],
    guesses: Collection[Mapping[str, Any]] | None,
    *,
    lang: str,
    phase: str,
    step: int | None,
) -> dict[str, Any]:
    """Return what all students are shown of a scene, and of its guesses unless they are None.

    Examples
    --------
    >>> scene = {"sid": "a", "question": "How many?", "recipe": {}, "task": {"kind": "vote", "k": [2, 3]}}
    >>> now(scene, [{"k": 3}, {"k": 3}], lang="en", phase="closed", step=None)["class"]
    {'n': 2, 'counts': [0, 2]}
    """
    task = {"kind": "look", **scene.get("task", {})}
    answer = task.pop("answer", None)
    shown = {"step": 0, "hide": [], **{key: scene[key] for key in _TO_STUDENTS if key in scene}, "task": task}
    view: dict[str, Any] = {"sid": scene["sid"], "lang": lang, "phase": phase, "step": step, "scene": shown}
    if phase == "revealed":
        usual = {"step": None, "text": "", "recipe": None}
        view["reveal"] = {**usual, **scene.get("reveal", {}), "answer": answer}
    if guesses is not None and len(guesses) > 1:
        view["class"] = {"n": len(guesses), **_OF_CLASS[task["kind"]](guesses, task, scene["recipe"])}
    return view


def _means(guesses: Collection[Mapping[str, Any]], task: Any, recipe: Any) -> dict[str, Any]:
    by_star: dict[int, list[list[float]]] = {}
    for guess in guesses:
        by_star.setdefault(guess["cluster"], []).append(guess["at"])
    means = [
        {"cluster": cluster, "n": len(places), "at": np.mean(places, axis=0).tolist()}
        for cluster, places in sorted(by_star.items())
        if len(places) > 1
    ]
    return {"means": means}


def _votes(guesses: Collection[Mapping[str, Any]], task: Mapping[str, Any], recipe: Any) -> dict[str, Any]:
    chosen = [guess["k"] for guess in guesses]
    return {"counts": [chosen.count(k) for k in task["k"]]}


def _choices(guesses: Collection[Mapping[str, Any]], task: Mapping[str, Any], recipe: Any) -> dict[str, Any]:
    chosen = [guess["choice"] for guess in guesses]
    return {"counts": [chosen.count(i) for i in range(len(task["choices"]))]}


def _lowest(guesses: Collection[Mapping[str, Any]], task: Any, recipe: Mapping[str, Any]) -> dict[str, Any]:
    points = _points(json.dumps(recipe))
    if points is None:
        return {}
    squares = (((points[:, None] - np.array(guess["centroids"])) ** 2).sum(axis=2) for guess in guesses)
    return {"lowest": min(float(each.min(axis=1).sum()) for each in squares)}


@lru_cache(maxsize=8)
def _points(recipe: str) -> Points | None:
    """Return the points of a board; None where they are too many, or no board of two columns."""
    read = Recipe.from_json(recipe)
    if read.coordinates is None and read.n > _MOST_POINTS:
        return None
    try:
        points = read.points()
    except InputError:
        return None
    return points if points.ndim == 2 and points.shape[1] == 2 and len(points) <= _MOST_POINTS else None


_OF_CLASS: dict[str, Callable[[Collection[Mapping[str, Any]], Any, Any], dict[str, Any]]] = {
    "place": _means,
    "vote": _votes,
    "choose": _choices,
    "drag": _lowest,
}
