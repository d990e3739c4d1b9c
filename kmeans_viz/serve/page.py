"""The page of its own: what Solara shows to a visitor, each of whom gets an explorer that nobody else sees."""

from __future__ import annotations

from typing import Any

import solara

from kmeans_viz.notebook.explorer.widget import Explorer


@solara.component
def Page() -> None:  # noqa: N802  Solara looks for this name
    """Show one visitor's explorer, and nothing else."""
    explorer = solara.use_memo(lambda: Explorer(fill=True), [])
    solara.use_effect(lambda: explorer.close, [])
    solara.Title("k-means explorer")
    solara.display(explorer)


@solara.component
def Layout(children: list[Any]) -> None:  # noqa: N802  and for this one
    """Put nothing around the page."""
    solara.Div(children=children)
