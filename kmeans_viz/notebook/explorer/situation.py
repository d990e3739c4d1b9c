"""What a visitor sees, as a value: whatever a change may change, and an undo brings back."""

from __future__ import annotations

from dataclasses import dataclass

from kmeans_viz.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything that a change may change."""

    recipe: Recipe
    compare: bool = False
    """Show a second start beside the first."""
    other_init: str | tuple[tuple[float, ...], ...] = "k-means++"
    other_seed: int = 1

    @property
    def start_seed(self) -> int:
        """The seed of the start, wherever it comes from."""
        return self.recipe.seed if self.recipe.init_seed is None else self.recipe.init_seed

    @property
    def method(self) -> str:
        """The method of the start: "placed" where somebody put the stars."""
        return self.recipe.init if isinstance(self.recipe.init, str) else "placed"

    @property
    def source(self) -> str:
        """Where the points come from: a name in the tables, a file, or "painted"."""
        if self.recipe.coordinates is not None:
            return "painted"
        return self.recipe.csv if self.recipe.csv is not None else self.recipe.data
