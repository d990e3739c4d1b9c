"""A run as `<kmeans-board>` takes it.

`attributes_of` takes a run and its look and returns the attributes of the element. Where the page cannot make the run
from them, which `is_computed` tells, `recorded` returns its points and states in a few plain arrays, for the element's
property `recording`; `board/recording.js` reads them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data import GENERATORS
from kmeans_viz.inputs import Labels
from kmeans_viz.kmeans.algorithm import LLOYD, Phase, assign, update
from kmeans_viz.links import attribute_of
from kmeans_viz.look import Look
from kmeans_viz.pictures.captions import name_of
from kmeans_viz.pictures.starting import can_be_told
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.trace import Trace
from kmeans_viz.runs.units import Units

_BOARD = ("data", "n", "blobs", "seed", "standardize")
_RUN = ("k", "init", "init_seed", "max_iter", "on_empty")
_DEFAULTS = {field.name: field.default for field in fields(Recipe)}


@dataclass(frozen=True)
class Recorded:
    """The points and the states of a run."""

    header: dict[str, Any]
    """What the arrays in `data` are, and what captions say of the run, in plain types."""
    data: bytes
    """The arrays, one after the other, little-endian."""

    def to_json(self) -> str:
        """Return all of it as JSON, the data in base64."""
        return json.dumps({**self.header, "data": base64.b64encode(self.data).decode()}, separators=(",", ":"))


def is_computed(trace: Trace) -> bool:
    """Tell whether the page makes the same run from its attributes alone: k-means on a generated board, to its end."""
    recipe = trace.recipe
    return (
        isinstance(recipe, Recipe)
        and recipe.path is None
        and recipe.coordinates is None
        and recipe.data in GENERATORS
        and trace.stepper == LLOYD
        and (trace.converged or trace.n_iter >= recipe.max_iter)
    )


def attributes_of(trace: Trace, look: Look) -> dict[str, str]:
    """Return the attributes of an element that shows a run, without those that have their default.

    They never name a file. For a run that `is_computed` they are all that the element needs.

    Examples
    --------
    >>> recipe = Recipe(data="peaked", k=4, seed=2, init=((0, 0), (0.5, 0.5)), style="dark", loop=False)
    >>> attributes_of(recipe.run(), recipe)
    {'data': 'peaked', 'seed': '2', 'k': '2', 'init': '[[0.0, 0.0], [0.5, 0.5]]', 'theme': 'dark', 'loop': 'false'}
    """
    if is_computed(trace):
        values = {name: getattr(trace.recipe, name) for name in (*_BOARD, *_RUN)}
    else:
        run = {"init": trace.init, "init_seed": trace.seed, "max_iter": trace.max_iter, "on_empty": trace.on_empty}
        values = {"k": trace.k, **{name: value for name, value in run.items() if value is not None}}
    values |= {field.name: getattr(look, field.name) for field in fields(Look)}
    # Without a theme the element would be as dark as its reader likes it.
    chosen = {name: value for name, value in values.items() if name == "style" or value != _DEFAULTS[name]}
    return {attribute_of(name): _as_text(name, value) for name, value in chosen.items()}


def recorded(trace: Trace) -> Recorded:
    """Return a run as arrays, from which the page makes the same states, to the bit.

    The page finds the labels of k-means again, in the same arithmetic. Those of a stepper, and those of a sample, whose
    centroids other points move too, are stored: of each half-step the labels that changed, where they take less room
    than all labels.
    """
    X, states = trace.X, list(_without_labels(trace))
    is_sample = trace.n_points > len(X)
    is_kmeans = trace.stepper == LLOYD
    arrays: list[tuple[str, NDArray[Any]]] = [
        ("points", X.astype("<f8")),
        ("centroids", np.concatenate([state["centroids"].ravel() for state in states]).astype("<f8")),
        *((name, np.array([state[name] for state in states], dtype="<f8")) for name in ("inertia", "changed", "shift")),
        ("counts", np.concatenate([state["counts"] for state in states]).astype("<f8")),
        ("clusters", np.concatenate([state["clusters"] for state in states]).astype("<i4")),
        *((name, np.array([state[name] for state in states], dtype="<i4")) for name in ("k", "iteration", "converged")),
        ("phase", np.array([list(Phase).index(state["phase"]) for state in states], dtype="<i4")),
    ]
    # What is as large as the run is long comes last: a page that has all the rest can show the states so far.
    if is_sample or not is_kmeans:
        arrays += _changes(trace)
    # An array begins where a number of its size may stand: the widest come first.
    arrays.sort(key=lambda entry: -entry[1].itemsize)
    header = {
        "d": X.shape[1],
        "total": trace.n_points,
        "init": trace.init,
        "told": can_be_told(trace),
        "assign": None if trace.stepper.assign is assign else name_of(trace.stepper.assign),
        "update": None if trace.stepper.update is update else name_of(trace.stepper.update),
        "columns": list(trace.columns),
        **({} if trace.units is None else {"units": _written(trace.units)}),
        "arrays": [[name, f"{array.dtype.kind}{array.itemsize}", array.size] for name, array in arrays],
    }
    return Recorded(header, b"".join(array.tobytes() for _, array in arrays))


def _without_labels(trace: Trace) -> Iterator[dict[str, Any]]:
    """Yield what the arrays hold of each state; labels, which may be large, are looked at one state at a time."""
    names = ("phase", "iteration", "centroids", "changed", "shift", "counts", "converged", "clusters", "k")
    for state in trace:
        yield {name: getattr(state, name) for name in names} | {
            "inertia": np.nan if state.inertia is None else state.inertia
        }


def _written(units: Units) -> list[tuple[str, float, float]]:
    """Return the name, mean and scale of each column; JSON has no infinity, which stands for a constant column."""
    scales = np.where(np.isinf(units.scales), 0, units.scales)
    return list(zip(units.names, units.means.tolist(), scales.tolist(), strict=True))


def _changes(trace: Trace) -> list[tuple[str, NDArray[Any]]]:
    """Return how many labels are stored of each state, -1 for all; then their places and the labels themselves."""
    kind = np.dtype("u1" if trace.k <= 1 << 8 else "<u2" if trace.k <= 1 << 16 else "<i4")
    stored, places, labels = [], [np.empty(0, "<i4")], [np.empty(0, kind)]
    before: Labels | None = None
    for state in trace:
        now = state.labels
        if now is None:
            stored.append(0)
            continue
        changed = np.arange(len(now)) if before is None else np.flatnonzero(now != before)
        is_whole = len(changed) * (4 + kind.itemsize) >= len(now) * kind.itemsize
        stored.append(-1 if is_whole else len(changed))
        labels.append((now if is_whole else now[changed]).astype(kind))
        if not is_whole:
            places.append(changed.astype("<i4"))
        before = now
    return [
        ("stored", np.array(stored, dtype="<i4")),
        ("places", np.concatenate(places)),
        ("labels", np.concatenate(labels)),
    ]


def _as_text(name: str, value: Any) -> str:
    if name == "size" and not isinstance(value, int):
        return f"{value[0]}x{value[1]}"
    return value if isinstance(value, str) else json.dumps(value)
