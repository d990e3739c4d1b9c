"""What the explorer is about, without any page: a recipe, a second start beside it, files that somebody brought.

Changes flow in, by name and value; traces flow out. A change that cannot be made raises InputError and changes nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data import GENERATORS, SAMPLES, Table
from kmeans_viz.data.files import bare_name
from kmeans_viz.data.images import PICTURES
from kmeans_viz.data.scaling import who_decides
from kmeans_viz.export import read_note
from kmeans_viz.gallery import GALLERY
from kmeans_viz.inputs import InputError, Points, as_choice
from kmeans_viz.kmeans.algorithm import State
from kmeans_viz.kmeans.empties import EmptyClusterError
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.notebook.explorer.boards import Boards
from kmeans_viz.notebook.explorer.brush import erased, sprayed
from kmeans_viz.notebook.explorer.situation import Situation
from kmeans_viz.recipe import Recipe, as_rows
from kmeans_viz.runs.iterator import lloyd
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace

MOST_POINTS = 100_000
"""More points than that are for the command line: a page should answer at once."""
MOST_CLUSTERS = 20
_NO_FILE: dict[str, Any] = {"csv": None, "columns": None, "standardize": False}
_STEPS_BACK = 50


class Session:
    """One visitor's explorer.

    Parameters
    ----------
    recipe : Recipe, optional

    Examples
    --------
    >>> session = Session(Recipe(n=50))
    >>> session.change({"k": 5})
    >>> [trace.k for trace in session.traces]
    [5]
    """

    def __init__(self, recipe: Recipe | None = None) -> None:
        self._boards = Boards()
        self._past: list[Situation] = []
        self.note = ""
        """What somebody who made the last change should know of it."""
        self.problem = ""
        """Why the run stopped half-way, where it did."""
        if recipe is not None and recipe.csv is not None:
            self._boards.know(recipe.csv)
        self._first = Situation(recipe=recipe or Recipe(data="gaussian", n=200, blobs=5, k=5, seed=1))
        self.last_method = "random"
        """The method of the last start that nobody placed by hand."""
        self._take(self._first)

    @property
    def recipe(self) -> Recipe:
        """What is shown, and what is exported."""
        return self.now.recipe

    @property
    def points(self) -> Points:
        """The board, ``(n, d)``."""
        return self.table.points

    def change(self, values: Mapping[str, Any]) -> None:
        """Change some fields of the situation, or of its recipe.

        Parameters
        ----------
        values : mapping
            "exhibit", a name in the `GALLERY`, alone; or fields of `Recipe`; "source", which is a generator, a
            sample or a file that was opened; "start_seed"; "compare", "other_init", "other_seed".

        Raises
        ------
        InputError
            If a value cannot be used; then nothing has changed.
        """
        before, values = self.now, dict(values)
        if "exhibit" in values:
            exhibit = GALLERY[as_choice(values.pop("exhibit"), GALLERY, "the exhibit")]
            kept = {name: getattr(before.recipe, name) for name in ("style", "size", "step_ms")}
            self._go_to(Situation(recipe=replace(exhibit, **kept)))
            return
        if "start_seed" in values:
            values["init_seed"] = values.pop("start_seed")
        own: dict[str, Any] = {
            name: values.pop(name) for name in ("compare", "other_init", "other_seed") if name in values
        }
        if "source" in values:
            values = {**self._source(values.pop("source")), **values}
        if "k" in values and "init" not in values and before.method == "placed":
            values["init"] = self.last_method
        known = {field.name for field in fields(Recipe)}
        for name in values:
            as_choice(name, sorted(known), "the control")
        self._check(values, own)
        # A recipe has as many clusters as centroids that were put by hand, whatever k says.
        recipe = replace(before.recipe, **values)
        self._go_to(replace(before, recipe=recipe, **own))

    def show(self, recipe: Recipe) -> None:
        """Go over to another recipe."""
        if recipe.csv is not None:
            self._boards.know(recipe.csv)
        self._go_to(replace(self.now, recipe=recipe))

    def restart(self) -> None:
        """Go back to where everything began."""
        self._go_to(self._first)

    def exported(self) -> Trace:
        """Return the run as it goes into a file."""
        return replace(self.traces[0], recipe=self.recipe)

    def undo(self) -> None:
        """Go back to what was before the last change."""
        if not self._past:
            raise InputError("nothing has changed yet; there is nothing to undo")
        self._take(self._past.pop())

    @property
    def can_undo(self) -> bool:
        """True if there is anything to go back to."""
        return bool(self._past)

    def new_data(self) -> None:
        """Make another board in the same way."""
        if self.now.source not in GENERATORS:
            raise InputError(f"{self.now.source} is not a generated board; choose one of these to get new data")
        self.change({"seed": self.recipe.seed + 1, "init_seed": self.now.start_seed})

    def new_start(self) -> None:
        """Start again from elsewhere, in the same way."""
        init = {"init": self.last_method} if self.now.method == "placed" else {}
        self.change({**init, "init_seed": self.now.start_seed + 1})

    def new_other_start(self) -> None:
        """Start the second run from elsewhere."""
        init = {} if isinstance(self.now.other_init, str) else {"other_init": "random"}
        self.change({**init, "other_seed": self.now.other_seed + 1})

    def open(self, name: str, content: bytes) -> None:
        """Take the points out of a file.

        Raises
        ------
        InputError
            If it is too large, or there are no points in it; then nothing has changed.
        """
        path = self._boards.keep(name, content)
        recipe = _recipe_in(path)
        if recipe is not None:
            self._open_recipe(path.name, recipe)
            return
        with self._boards.put(path) as source:
            self.change({"source": source})
        if self.table.skipped:
            rows = "1 row" if self.table.n_skipped == 1 else f"{self.table.n_skipped:,} rows"
            self.note = f"{path.name}: {rows} left out ({'; '.join(self.table.skipped)})"
        elif path.suffix.lower() in PICTURES:
            n = len(self.points)
            spots = "1 bright spot is" if n == 1 else f"{n:,} bright spots are"
            self.note = f"{spots} the points; choose red, green or blue to see the colours of the pixels instead"
        elif deciding := who_decides(self.table):
            self.note = f"{deciding}; choose the columns to draw, or standardize them"

    def _open_recipe(self, name: str, recipe: Recipe) -> None:
        """Go on from the recipe inside a file that was exported."""
        if recipe.csv is not None:
            # A name inside a file from anywhere must not open files of this machine.
            own = bare_name(recipe.csv)
            if own not in self.files:
                raise InputError(f"{name} was made from {own}; open that file first")
            recipe = replace(recipe, csv=own)
        self._go_to(Situation(recipe=recipe))
        self.note = f"The explorer is where {name} was made"

    @property
    def files(self) -> list[str]:
        """The names of the files that were opened."""
        return self._boards.files

    def columns(self) -> list[str]:
        """Return the columns of the file that can be chosen."""
        return self._boards.columns(self.recipe)

    def start_from(self, centroids: NDArray[np.float64], pane: int = 0) -> None:
        """Start from where somebody put the stars, ``(k, 2)``."""
        rows = as_rows(self._rounded(centroids))
        if pane == 0:
            self.change({"init": rows, "k": len(rows)})
        else:
            self.change({"other_init": rows})

    def sketch(self, centroids: NDArray[np.float64]) -> State:
        """Return the state after the points have gone to the nearest of these centroids, ``(k, d)``."""
        states = lloyd(self.points, init=centroids, max_iter=1)
        next(states)
        return next(states)

    def painted(self, places: NDArray[np.float64], radius: float, *, add: bool, on: Points) -> Points:
        """Return a board with some points more, or fewer: see `brush`."""
        return sprayed(on, places, radius) if add else erased(on, places, radius, self.recipe.k)

    def paint(self, points: Points) -> None:
        """Go on with this board."""
        self.change({**_NO_FILE, "coordinates": as_rows(self._rounded(points))})

    def close(self) -> None:
        """Remove the files that were opened."""
        self._boards.close()

    def _take(self, situation: Situation) -> None:
        """Make the runs of a situation; keep it only if there are any."""
        if situation.recipe.k > MOST_CLUSTERS:
            raise InputError(f"k={situation.recipe.k:,} is out of range; use 1 to {MOST_CLUSTERS}")
        # Generated points are counted before they are made: a hundred million of them fill the memory.
        if situation.source in GENERATORS:
            _check_size(situation, situation.recipe.n)
        table = self._boards.table(situation.recipe)
        n = len(table.points)
        _check_size(situation, n)
        recipe, note = situation.recipe, ""
        if recipe.k > n:  # fewer points than before
            note = f"There {'is 1 point' if n == 1 else f'are {n} points'}, so K is {n} now"
            recipe = replace(recipe, k=n, init="random" if not isinstance(recipe.init, str) else recipe.init)
            situation = replace(situation, recipe=recipe)
        traces, problem = [], ""
        starts = [(recipe.init, situation.start_seed)]
        if situation.compare:
            starts.append((situation.other_init, situation.other_seed))
        for init, seed in starts:
            own = replace(recipe, init=init) if isinstance(init, str) else replace(recipe, init=init, k=len(init))
            trace, stopped = _run(table, own, seed)
            traces.append(replace(trace, recipe=own, columns=table.labels))
            problem = problem or stopped
        self.now, self.table, self.traces, self.problem, self.note = situation, table, traces, problem, note
        if isinstance(recipe.init, str):
            self.last_method = recipe.init

    def _go_to(self, situation: Situation) -> None:
        """Change over, and remember where from."""
        before = self.now
        self._take(situation)
        if self.now != before:
            self._past = [*self._past[-_STEPS_BACK:], before]

    def _source(self, source: Any) -> dict[str, Any]:
        """Return what a choice of board means for the recipe."""
        as_choice(source, (*GENERATORS, *SAMPLES, *self.files), "the board")
        board: dict[str, Any] = {**_NO_FILE, "data": Recipe.data, "coordinates": None}
        board["csv" if source in self.files else "data"] = source
        # Stars that were put on one board have no place on another one.
        if self.now.method == "placed":
            board["init"] = self.last_method
        return board

    def _check(self, values: Mapping[str, Any], own: Mapping[str, Any]) -> None:
        """Check what a page may ask for and a recipe would allow."""
        for name, most in (("k", MOST_CLUSTERS), ("n", MOST_POINTS), ("blobs", MOST_CLUSTERS)):
            value = values.get(name)
            if isinstance(value, int) and not 1 <= value <= most:
                raise InputError(f"{name}={value:,} is out of range; use 1 to {most:,}")
        if isinstance(own.get("other_init"), str):
            as_choice(own["other_init"], SEEDINGS, "the second start")

    def _rounded(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return positions with no more digits than a hand has: code that is copied stays short."""
        reach = float(np.ptp(self.points, axis=0).max()) or 1.0
        return np.round(np.asarray(positions, dtype=float), max(0, 4 - int(np.ceil(np.log10(reach)))))


def _check_size(situation: Situation, n: int) -> None:
    if n > MOST_POINTS:
        raise InputError(
            f"{situation.source} has {n:,} points, and the explorer shows up to {MOST_POINTS:,}; "
            "choose a part of it, or use kmeans-viz animate"
        )


def _recipe_in(path: Path) -> Recipe | None:
    """Return the recipe in a file that kmeans_viz made; None for any other file."""
    try:
        note = read_note(path)
    except Exception:  # anything may come from a page; whoever reads it as a picture or a table says what is wrong
        return None
    if note.missing:
        raise InputError(f"{path.name} lacks {note.missing}; use the code that made it")
    return note.recipe


def _run(table: Table, recipe: Recipe, seed: int) -> tuple[Trace, str]:
    """Return the run of a recipe, and why it stopped where an empty cluster stopped it."""
    chosen: dict[str, Any] = {"init": recipe.init, "max_iter": recipe.max_iter, "on_empty": recipe.on_empty}
    with warnings.catch_warnings():
        # Too few different points for so many clusters: the page explains what becomes of empty ones.
        warnings.simplefilter("ignore", UserWarning)
        try:
            return record(table.points, recipe.k, seed=seed, **chosen), ""
        except EmptyClusterError as problem:
            states: list[State] = []
            with suppress(EmptyClusterError):
                for state in lloyd(table.points, recipe.k, seed=seed, **chosen):
                    states.append(state)
            init = recipe.init if isinstance(recipe.init, str) else None
            return Trace(
                table.points, tuple(states), max_iter=recipe.max_iter, on_empty=recipe.on_empty, init=init, seed=seed
            ), str(problem)
