"""What a page has to know so that every control shows the situation, and how what it answers is meant.

A `Session` flows in; one message flows out. A control's value flows in; a value that a `Recipe` takes flows out.
"""

from __future__ import annotations

from typing import Any

from kmeans_viz.data import GENERATORS
from kmeans_viz.notebook.explorer.session import Session
from kmeans_viz.notebook.explorer.words import emptied, ending
from kmeans_viz.web.player.reel import SIDES

FILE = "k-means.gif"
"""The file that the code on the page makes; the page puts the chosen ending there."""


def state_of(session: Session) -> dict[str, Any]:
    """Return what the page is told of a session."""
    now, recipe = session.now, session.recipe
    d = session.points.shape[1]
    sides = [f"{side}: " for side in SIDES] if len(session.traces) > 1 else [""]
    empty = next(filter(None, map(emptied, session.traces)), "")
    return {
        "kind": "state",
        "values": {
            "source": now.source,
            "n": recipe.n if now.source in GENERATORS else len(session.points),
            "blobs": recipe.blobs,
            "seed": recipe.seed,
            "columns": list(session.table.names),
            "standardize": recipe.standardize,
            "k": recipe.k,
            "init": now.method,
            "start_seed": now.start_seed,
            "compare": now.compare,
            "other_init": now.other_init if isinstance(now.other_init, str) else "placed",
            "other_seed": now.other_seed,
            "on_empty": recipe.on_empty,
            "voronoi": recipe.voronoi,
            "trails": recipe.trails,
            "curve": recipe.curve,
            "style": recipe.style,
            "size": _size_name(recipe.size),
            "step_ms": recipe.step_ms,
        },
        "files": session.files,
        "choices": session.columns(),
        "has": {
            "generator": now.source in GENERATORS,
            "blobs": now.source in GENERATORS and GENERATORS[now.source].has_blobs,
            "seeds": now.method != "placed",
            "undo": session.can_undo,
            "hands": d == 2,
            "empty": bool(empty),
        },
        "noHands": ""
        if d == 2
        else f"These points have {d} coordinates; stars and points can be moved by hand where there are 2.",
        "story": [side + ending(trace, session.problem) for side, trace in zip(sides, session.traces, strict=True)],
        "empty": empty,
        "python": recipe.python(FILE),
        "command": recipe.command(FILE),
    }


def value_of(name: str, value: Any) -> Any:
    """Return a value from the page as a recipe takes it."""
    if name == "columns":
        return tuple(map(str, value)) if value else None
    if name == "size" and isinstance(value, str):
        parts = [int(part) for part in value.split("x") if part.isdigit()]
        return (parts[0], parts[1]) if len(parts) == 2 else parts[0] if parts else value
    return value


def _size_name(size: int | tuple[int, int]) -> str:
    return str(size) if isinstance(size, int) else f"{size[0]}x{size[1]}"
