"""The explorer in a notebook: the page of `web/explore/` as a widget, whose situation Python reads and sets.

The page computes and draws. It tells Python of every change, as traits; `trace` makes the same run in Python. Where a
stepper makes the runs, they go the other way, as a `Player`'s do. In JavaScript, `web/explore/kernel.js` is the other
end.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from kmeans_viz.inputs import InputError, as_count
from kmeans_viz.kmeans.algorithm import LLOYD, Stepper
from kmeans_viz.look import Look
from kmeans_viz.notebook.display import anywidget, traitlets
from kmeans_viz.notebook.errand import Errands
from kmeans_viz.notebook.page_recipes import PARTS, PageRecipes
from kmeans_viz.notebook.pieces import PIECE, piece_of, told_of
from kmeans_viz.notebook.still import page_of, picture_of
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.explore_page import explorer_module

FIRST = Recipe(data="gaussian", n=200, blobs=5, k=5, seed=1)
"""What a newcomer sees first."""
_TRAITS = ("recipe", *PARTS, "step")
_OF_THE_RUN = [field.name for field in fields(Recipe) if field.name not in Look.__dataclass_fields__]


class Explorer(anywidget.AnyWidget):
    """The explorer in a notebook: choose points and start, step, drag the stars, compare runs, save files.

    Parameters
    ----------
    recipe : Recipe, optional
        What to show first; without one, five groups of points.
    stepper : Stepper, optional
        What makes the steps instead of k-means. Its runs are made in Python and cannot be dragged.

    Attributes
    ----------
    recipe : Recipe
        All that determines what is shown.
    k, n : int
        The number of clusters and of points.
    data : str
        Where the points come from: a generator, a data set that comes with the package, or "own".
    seed : int
        What makes the points repeatable, and the start too unless the recipe has an `init_seed`.
    init : str or tuple
        The method of the start, or the centroids that it begins with.
    step : int
        The state that is shown, from 0, the start; -1 is the last.

    Raises
    ------
    InputError
        If a value cannot be used, or cannot be explored.

    Notes
    -----
    All attributes are traits, which `observe`, `link` and `jslink` of ipywidgets take. What a notebook keeps of the
    widget is what it keeps of a `Player`.

    Examples
    --------
    >>> explorer = Explorer(Recipe(n=60, k=4))
    >>> explorer.data = "moons"
    >>> explorer.recipe.command()
    'kmeans-viz animate out.gif --data moons --n 60 --k 4'
    """

    _esm = explorer_module()
    recipe = traitlets.Any().tag(
        sync=True,
        to_json=lambda recipe, own: own._recipes.note(recipe),
        from_json=lambda note, own: own._recipes.read(note),
    )
    k = traitlets.Any().tag(sync=True)
    n = traitlets.Any().tag(sync=True)
    data = traitlets.Any().tag(sync=True)
    seed = traitlets.Any().tag(sync=True)
    init = traitlets.Any().tag(sync=True)
    step = traitlets.Any(0).tag(sync=True)
    _steps_in_python = traitlets.Bool(False).tag(sync=True)
    _run: Any = traitlets.Dict().tag(sync=True)
    _first = traitlets.Bytes().tag(sync=True)

    def __init__(self, recipe: Recipe | None = None, *, stepper: Stepper | None = None) -> None:
        if stepper is not None and not isinstance(stepper, Stepper):
            raise InputError(f"{type(stepper).__name__} cannot make steps; pass a Stepper, for example kv.MEDIANS")
        self._stepper = LLOYD if stepper is None else stepper
        self._recipes = PageRecipes()
        self._is_hearing = False
        self._trace: Trace | None = None
        self._data = b""
        self._begin = self._recipes.explorable(FIRST if recipe is None else recipe)
        if isinstance(self._begin.init, str):
            self._recipes.method = self._begin.init
        super().__init__(_steps_in_python=self._stepper != LLOYD)
        self._errands = Errands(self.send)
        self.on_msg(self._hear)
        self._record()

    @property
    def trace(self) -> Trace:
        """The run that is shown, as `lloyd` or the stepper makes it from `recipe`."""
        if self._trace is None:
            self._trace = self._made(self.recipe)
        return self._trace

    @property
    def traces(self) -> list[Trace]:
        """The run that is shown, in a list: what version 0.1 had in place of `trace`."""
        return [self.trace]

    def close(self) -> None:
        """Take the widget away, and end what is under way for it."""
        # Python closes a widget on its own, even one that was never finished.
        if hasattr(self, "_errands"):
            self._errands.close()
        super().close()

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute that an explorer has; any other would change nothing, without a word."""
        if not name.startswith("_") and not hasattr(type(self), name):
            raise AttributeError(f"an Explorer has no attribute {name!r}; use one of: {', '.join(_TRAITS)}")
        if name not in _TRAITS:
            super().__setattr__(name, value)
            return
        # The page is told of all that changes with it in one message.
        with self.hold_sync():
            super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"<Explorer of {self.recipe!r}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return what a notebook keeps: the widget, and for readers without one a page and a picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return bundle
        data, metadata = bundle
        picture = picture_of(self.trace, self.recipe, self.step)
        page = page_of(self.trace, self.recipe, self.step, picture)
        return {**data, "text/html": page, "image/png": base64.b64encode(picture).decode()}, metadata

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take what the page tells. A recipe says all: numbers in JavaScript have fewer digits than a seed may have."""
        told = dict(sync_data)
        self._is_hearing = True
        try:
            if "recipe" in told:
                parts = self._recipes.parts(self._recipes.read(told["recipe"]))
                told |= {name: parts[name] for name in PARTS if name in told}
            super().set_state(told)
        finally:
            self._is_hearing = False

    @traitlets.default("recipe")
    def _recipe(self) -> Recipe:
        return self._begin

    @traitlets.default("k")
    def _k(self) -> Any:
        return self._recipes.parts(self.recipe)["k"]

    @traitlets.default("n")
    def _n(self) -> Any:
        return self._recipes.parts(self.recipe)["n"]

    @traitlets.default("data")
    def _data_name(self) -> Any:
        return self._recipes.parts(self.recipe)["data"]

    @traitlets.default("seed")
    def _seed(self) -> Any:
        return self._recipes.parts(self.recipe)["seed"]

    @traitlets.default("init")
    def _init(self) -> Any:
        return self._recipes.parts(self.recipe)["init"]

    @traitlets.validate("recipe")
    def _checked_recipe(self, proposal: Any) -> Recipe:
        return self._recipes.explorable(proposal["value"])

    @traitlets.validate(*PARTS)
    def _checked_part(self, proposal: Any) -> Any:
        name = proposal["trait"].name
        return self._recipes.parts(self._recipes.changed(self.recipe, name, proposal["value"]))[name]

    @traitlets.validate("step")
    def _checked_step(self, proposal: Any) -> int:
        step = proposal["value"]
        if self._is_hearing:  # the page has that step, and asking would make the run in Python too
            return as_count(step, "step", low=0)
        n_steps = len(self.trace)
        return as_count(step, "step", low=-n_steps, high=n_steps - 1) % n_steps

    @traitlets.observe(*PARTS)
    def _change_part(self, change: Any) -> None:
        self.recipe = self._recipes.changed(self.recipe, change["name"], change["new"])

    @traitlets.observe("recipe")
    def _change(self, change: Any) -> None:
        recipe, before = change["new"], change["old"]
        if isinstance(recipe.init, str):
            self._recipes.method = recipe.init
        is_other_run = any(getattr(recipe, name) != getattr(before, name) for name in _OF_THE_RUN)
        with self.hold_sync():
            if is_other_run:
                self._trace = None
                if not self._is_hearing:
                    self.set_trait("step", 0)
            for name, value in self._recipes.parts(recipe).items():
                self.set_trait(name, value)
            self._record()

    def _record(self) -> None:
        """Make the run of a stepper, and tell the page of it."""
        if self._stepper == LLOYD:
            return
        try:
            told, self._data = told_of(self.trace, self.recipe, self._run.get("number", 0) + 1)
        except Exception as problem:
            if not self._is_hearing:
                raise
            # The stepper is the user's own: whatever it raises, the page says.
            self.send({"kind": "problem", "text": f"{type(problem).__name__}: {problem}"}, [])
            return
        with self.hold_sync():
            self._first = self._data[:PIECE]
            self._run = {**told, "note": self._recipes.note(self.recipe)}

    def _hear(self, _: Any, content: Any, buffers: list[Any]) -> None:
        """Do what a page asks for: more of a run, or an errand."""
        if not isinstance(content, dict):
            return
        if "errand" in content:
            self._errands.hear(content, buffers)
        elif content.get("kind") == "more" and content.get("run") == self._run.get("number"):
            self.send({**content, "kind": "piece"}, [piece_of(self._data, content.get("start"))])

    def _made(self, recipe: Recipe) -> Trace:
        if self._stepper == LLOYD:
            return recipe.run()
        table = recipe.table()
        seed = recipe.seed if recipe.init_seed is None else recipe.init_seed
        options: dict[str, Any] = {"max_iter": recipe.max_iter, "on_empty": recipe.on_empty, "stepper": self._stepper}
        trace = record(table.points, recipe.k, init=recipe.init, seed=seed, **options)
        return replace(trace, columns=table.labels, units=table.units)


def explore(recipe: Recipe | None = None, *, stepper: Stepper | None = None) -> Explorer:
    """Open the explorer in a notebook.

    Parameters
    ----------
    recipe : Recipe, optional
        What to show first; without one, five groups of points.
    stepper : Stepper, optional
        What makes the steps instead of k-means, for example `MEDIANS`.

    Returns
    -------
    Explorer
        A widget; leave it as the last line of a cell. Its `recipe` is what is on the screen.

    Raises
    ------
    InputError
        If `recipe` or `stepper` is of another type, or cannot be explored.

    Examples
    --------
    >>> explore(Recipe(data="peaked", blobs=5, k=5)).k
    5
    """
    return Explorer(recipe, stepper=stepper)
