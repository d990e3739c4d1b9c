"""What a student may send for a scene: `checked` takes a guess and its scene, and returns the guess as it is kept.

Nothing that a student's page says is believed. A guess holds only what its task asks for, and places lie on the board
or near it, so that one client cannot move the mean of the class to the moon.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from kmeans_viz.data.boards import GENERATORS
from kmeans_viz.inputs import InputError

_K = 3  # the k of a recipe that names none
_BOARD = ((-1.0, 1.0), (-1.0, 1.0))  # generated boards lie in it
_ANYWHERE = 1e6  # a board in units of its own


def checked(value: Any, scene: Mapping[str, Any]) -> dict[str, Any]:
    """Return a guess with what its task asks for and nothing else.

    Parameters
    ----------
    value : Any
        The guess, as it came.
    scene : mapping
        The scene it is for, with ``recipe`` and ``task``.

    Raises
    ------
    InputError
        If it is no guess for this task; the message says what is.

    Examples
    --------
    >>> scene = {"recipe": {"k": 3}, "task": {"kind": "vote", "k": [2, 3, 4]}}
    >>> checked({"k": 4, "name": "I"}, scene)
    {'k': 4}
    """
    task = scene.get("task", {})
    check = _CHECKS.get(task.get("kind"))
    if check is None:
        raise InputError("this scene asks for no guess; wait for the next one")
    if not isinstance(value, dict):
        raise InputError(f"a guess is an object with fields, and this is a {type(value).__name__}; send an object")
    return check(value, task, scene["recipe"])


def _place(value: dict[str, Any], task: Mapping[str, Any], recipe: Mapping[str, Any]) -> dict[str, Any]:
    k = _k(recipe)
    cluster = _count(value.get("cluster"), "cluster", range(k))
    if task.get("cluster") not in (None, cluster):
        raise InputError(f"cluster={cluster} is not the star of this scene; place star {task['cluster']}")
    return {"cluster": cluster, "at": _spot(value.get("at"), _bounds(recipe))}


def _vote(value: dict[str, Any], task: Mapping[str, Any], recipe: Mapping[str, Any]) -> dict[str, Any]:
    return {"k": _count(value.get("k"), "k", task["k"])}


def _choose(value: dict[str, Any], task: Mapping[str, Any], recipe: Mapping[str, Any]) -> dict[str, Any]:
    return {"choice": _count(value.get("choice"), "choice", range(len(task["choices"])))}


def _drag(value: dict[str, Any], task: Mapping[str, Any], recipe: Mapping[str, Any]) -> dict[str, Any]:
    spots, k, bounds = value.get("centroids"), _k(recipe), _bounds(recipe)
    if not isinstance(spots, list) or len(spots) != k:
        raise InputError(f"centroids holds the places of all {k} stars; send that many")
    return {"centroids": [_spot(spot, bounds) for spot in spots]}


_CHECKS: dict[str, Callable[[dict[str, Any], Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]] = {
    "place": _place,
    "vote": _vote,
    "choose": _choose,
    "drag": _drag,
}


def _k(recipe: Mapping[str, Any]) -> int:
    """Return how many stars a recipe has; one whose stars were placed does not say it."""
    init = recipe.get("init")
    return len(init) if isinstance(init, list) else int(recipe.get("k", _K))


def _count(value: Any, name: str, allowed: Any) -> int:
    if type(value) is not int or value not in allowed:
        shown = value if type(value) is int and abs(value) < 1e9 else type(value).__name__
        raise InputError(f"{name}={shown} cannot be chosen; use one of {', '.join(map(str, allowed))}")
    return value


def _spot(value: Any, bounds: tuple[tuple[float, float], ...]) -> list[float]:
    if not isinstance(value, list) or len(value) != 2 or any(type(number) not in (int, float) for number in value):
        raise InputError("a place is two numbers; send [x, y]")
    for number, (low, high) in zip(value, bounds, strict=True):
        if not low <= number <= high:  # neither is NaN
            raise InputError(f"a place lies on the board; use numbers from {low:g} to {high:g}")
    return [float(number) for number in value]


def _bounds(recipe: Mapping[str, Any]) -> tuple[tuple[float, float], ...]:
    """Return where a star can be dragged to, with room: the board and as much again on each side."""
    points = recipe.get("coordinates")
    if recipe.get("standardize") or (points is None and recipe.get("data", "gaussian") not in GENERATORS):
        return ((-_ANYWHERE, _ANYWHERE),) * 2
    sides = _BOARD if points is None else [(min(values), max(values)) for values in zip(*points, strict=True)]
    # A board of points in one place still has some width.
    rooms = [max(high - low, abs(high) * 1e-3, math.ulp(1.0)) for low, high in sides]
    return tuple((low - room, high + room) for (low, high), room in zip(sides, rooms, strict=True))
