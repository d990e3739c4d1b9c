"""What widgets are made of: anywidget, which the extra `lab` brings along."""

from __future__ import annotations

try:
    import anywidget
    import traitlets
except ModuleNotFoundError as problem:
    raise ModuleNotFoundError(
        f"widgets need {problem.name}, which is not installed; use: pip install 'kmeans-viz[lab]'", name=problem.name
    ) from None

__all__ = ["anywidget", "traitlets"]
