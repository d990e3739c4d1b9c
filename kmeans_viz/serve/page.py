"""The page that Solara shows: each visitor gets an explorer of their own."""

from __future__ import annotations

from typing import Any

import solara

from kmeans_viz.notebook.explorer.widget import Explorer


@solara.component
def Page() -> None:  # noqa: N802  Solara looks for this name
    """Make one visitor's explorer, and close it when the visitor is gone."""
    explorer = solara.use_memo(lambda: Explorer(fill=True), [])
    solara.use_effect(lambda: explorer.close, [])
    solara.Title("k-means explorer")
    solara.display(explorer)


@solara.component
def Layout(children: list[Any]) -> None:  # noqa: N802  and for this one
    """Show the page without the menus that Solara puts around it by default."""
    solara.Div(children=children)
