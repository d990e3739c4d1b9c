"""Recipes as the page of the explorer takes them: what it can show, what a change makes of one, and the text of it.

The page knows no file: it gets the points, and a recipe that comes back with them is that of the file again.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from kmeans_viz.data import GENERATORS, SAMPLES, read_sample
from kmeans_viz.data.reading import OF_A_FILE
from kmeans_viz.errands.kinds import MOST_POINTS
from kmeans_viz.inputs import InputError, as_choice, as_count, is_dask
from kmeans_viz.recipe import Recipe, Rows, as_rows

MOST_CLUSTERS = 20
PARTS = ("k", "n", "data", "seed", "init")
"""What of a recipe is a trait of its own."""
_OF_A_FILE = ("csv", "parquet", *OF_A_FILE)
_NO_FILE: dict[str, Any] = {field.name: field.default for field in fields(Recipe) if field.name in _OF_A_FILE}


class PageRecipes:
    """The recipes of one explorer."""

    def __init__(self) -> None:
        self.method = "random"
        """The last start that no hand has placed."""
        self._file: tuple[Recipe, Rows] | None = None
        self._heard: tuple[Recipe, str] | None = None

    def changed(self, recipe: Recipe, name: str, value: Any) -> Recipe:
        """Return a recipe with another part, as the page would change it."""
        if value == self.parts(recipe)[name]:
            return recipe
        changes: dict[str, Any] = {name: value}
        is_placed = not isinstance(recipe.init, str)
        if name == "n" and _source_of(recipe) not in GENERATORS:
            n = self.parts(recipe)["n"]
            raise InputError(f"n={value!r} cannot be chosen: these {n} points are not generated; set data first")
        if name == "data":
            as_choice(value, (*GENERATORS, *SAMPLES), "data")
            changes |= {**_NO_FILE, "coordinates": None, "standardize": False}
        # Stars that a hand has placed have no place on other points, and are as many as they are.
        if is_placed and name in ("data", "k"):
            changes |= {"init": self.method} if name == "k" else {"init": self.method, "k": recipe.k}
        return self.explorable(replace(recipe, **changes))

    def explorable(self, recipe: Any) -> Recipe:
        """Return a recipe that the page can show: of the best of many runs, the one that makes that run alone."""
        if not isinstance(recipe, Recipe):
            raise InputError(f"{type(recipe).__name__} cannot be explored; pass a Recipe, for example kv.Recipe(k=4)")
        for name in ("k", "blobs"):
            as_count(getattr(recipe, name), name, high=MOST_CLUSTERS)
        n = self.parts(recipe)["n"]
        if n > MOST_POINTS:
            raise InputError(f"{n:,} points are too many to explore, which takes up to {MOST_POINTS:,}; use a part")
        if recipe.k > n:
            raise InputError(f"k={recipe.k} clusters need at least that many points, and there are {n}; use k <= {n}")
        # The page makes one run.
        return recipe if recipe.n_runs == 1 else replace(recipe, n_runs=1, init_seed=recipe.run().seed)

    def parts(self, recipe: Recipe) -> dict[str, Any]:
        """Return the parts of a recipe that are traits of their own."""
        rows = recipe.coordinates if recipe.path is None else self._rows(recipe)
        source = _source_of(recipe)
        n = recipe.n if source in GENERATORS else len(read_sample(source).points if rows is None else rows)
        return {"k": recipe.k, "n": n, "data": source, "seed": recipe.seed, "init": recipe.init}

    def _rows(self, recipe: Recipe) -> Rows:
        """Return the points in the file of a recipe, which the page cannot read."""
        if self._file is None or any(getattr(recipe, name) != getattr(self._file[0], name) for name in _NO_FILE):
            points = replace(recipe, standardize=False).points()
            if is_dask(points):
                raise InputError(f"{recipe.path} is a folder, which cannot be explored; give one of its files")
            self._file = recipe, as_rows(points)
        return self._file[1]

    def note(self, recipe: Recipe) -> str:
        """Return a recipe as the page takes it: without the path of a file."""
        if self._heard is not None and self._heard[0] == recipe:
            return self._heard[1]
        if recipe.path is not None:
            recipe = replace(recipe, **_NO_FILE, data=Recipe.data, coordinates=self._rows(recipe))
        return recipe.to_json()

    def read(self, text: str) -> Recipe:
        """Return the recipe that the page tells of."""
        recipe = Recipe.from_json(text)
        if self._file is not None and recipe.coordinates == self._file[1]:
            own = self._file[0]
            file = {name: getattr(own, name) for name in _NO_FILE}
            recipe = replace(recipe, **file, data=own.data, coordinates=None)
        self._heard = recipe, text
        return recipe


def _source_of(recipe: Recipe) -> str:
    return "own" if recipe.path is not None or recipe.coordinates is not None else recipe.data
