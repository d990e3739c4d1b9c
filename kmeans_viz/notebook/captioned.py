"""A player below a sentence, and of both something that is left where no widget can live."""

from __future__ import annotations

import base64
from typing import Any

import ipywidgets

from kmeans_viz.notebook.player import Player


class Captioned(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A player below words, and below a picture if there is one.

    Parameters
    ----------
    words : str
        HTML.
    player : Player
    picture : bytes, optional
        A PNG.
    """

    def __init__(self, words: str, player: Player, picture: bytes | None = None) -> None:
        self._parts = (words, player, picture)
        above = [ipywidgets.HTML(words)]
        if picture is not None:
            above.append(ipywidgets.Image(value=picture, width=480, layout={"object_fit": "contain"}))
        super().__init__([*above, player])

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what a notebook keeps: the widgets, and for readers without them the words and the player's page."""
        words, player, picture = self._parts
        # The metadata tell Colab where to get what displays the player.
        data, metadata = player._repr_mimebundle_(**kwargs)
        image = ""
        if picture is not None:
            image = f'<img alt="" width="480" src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        page = f"<div><p>{words}</p>{image}{data['text/html']}</div>"
        kept = {**data, **super()._repr_mimebundle_(**kwargs), "text/html": page, "text/plain": data["text/plain"]}
        return kept, metadata
