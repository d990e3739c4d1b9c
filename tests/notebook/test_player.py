"""The player's side of the talk with its page, its traits, and what a notebook keeps of it."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import ANY

import ipywidgets
import numpy as np
import pytest
import traitlets
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.notebook import pieces
from kmeans_viz.notebook import player as module
from kmeans_viz.notebook.captioned import Captioned
from kmeans_viz.notebook.player import Player
from kmeans_viz.web.element import recorded

RECIPE = kv.Recipe(data="peaked", n=60, blobs=3, k=3, seed=4, size=(320, 280))


class Page(Player):
    """A player whose page writes down what it is told."""

    def __init__(self, source: kv.Trace | kv.Recipe = RECIPE) -> None:
        self._heard: list[tuple[dict[str, Any], bytes]] = []
        super().__init__(source)

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        self._heard.append((content, b"".join(map(bytes, buffers or []))))

    def ask(self, start: int) -> tuple[dict[str, Any], bytes]:
        """Ask for more of the run, and return the one answer."""
        self._heard.clear()
        self._hear(None, {"kind": "more", "run": self._run["number"], "start": start}, [])
        (answer,) = self._heard
        return answer

    def begin(self, **content: Any) -> None:
        """Tell of a run that a hand began."""
        self._hear(None, {"kind": "run", **content}, [])


def wrong_half(X: Any, centroids: Any) -> Any:
    """Assign every other point to the first star: no page could find these labels again."""
    labels = np.asarray(((X[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=1))
    labels[::2] = 0
    return labels


def test_a_player_shows_the_trace_of_a_recipe_or_a_trace_that_was_made_elsewhere() -> None:
    trace = RECIPE.run()

    assert kv.Player(trace).trace is trace
    assert kv.Player(RECIPE).n_steps == len(trace)
    assert kv.Player(trace, style="dark").look.style == "dark"


def test_steps_are_those_of_the_run_and_count_from_the_end_too() -> None:
    player = kv.Player(RECIPE)

    player.step = 2
    player.step = -1
    assert player.step == player.n_steps - 1
    for wrong in (player.n_steps, -player.n_steps - 1):
        with pytest.raises(
            kv.InputError, match=f"^step={wrong} is out of range; use -?\\d+ <= step <= {player.n_steps - 1}$"
        ):
            player.step = wrong
    with pytest.raises(traitlets.TraitError, match="'step'"):
        player.step = "first"
    assert player.step == player.n_steps - 1


@pytest.mark.parametrize("speed", [0.0, -1.0, 1000.0])
def test_a_speed_is_within_reason(speed: float) -> None:
    player = kv.Player(RECIPE)

    player.speed = 3
    with pytest.raises(kv.InputError, match=r"^speed=.* is out of range; use 0.05 <= speed <= 20$"):
        player.speed = speed
    assert player.speed == 3


def test_what_a_player_does_not_have_cannot_be_set() -> None:
    player = kv.Player(RECIPE)

    with pytest.raises(
        AttributeError, match=r"^a Player has no attribute 'stp'; use one of: step, playing, speed, trace$"
    ):
        player.stp = 2
    with pytest.raises(traitlets.TraitError, match="read-only"):
        player.n_steps = 3
    with pytest.raises(AttributeError, match="look"):
        player.look = kv.Look()
    with pytest.raises(traitlets.TraitError, match="trace"):
        player.trace = RECIPE
    with pytest.raises(kv.InputError, match=r"^the option 'stile' is unknown"):
        kv.Player(RECIPE, stile="dark")  # type: ignore[call-arg]


def test_another_trace_is_shown_from_its_start() -> None:
    player = kv.Player(RECIPE)
    seen: list[Any] = []
    player.observe(lambda change: seen.append(change["new"]), "trace")
    player.step, player.playing = player.n_steps - 1, True
    number = player._run["number"]
    other = kv.Recipe(n=20, k=2).run()

    player.trace = other

    assert (player.step, player.playing, player.n_steps) == (0, False, len(other))
    assert player._run["number"] != number
    assert player._run["recording"] == recorded(other).header
    assert seen == [other]


def test_two_players_step_together_where_they_are_linked() -> None:
    one, other = kv.Player(RECIPE), kv.Player(RECIPE)
    slider = ipywidgets.IntSlider(max=one.n_steps - 1)
    link, _ = ipywidgets.link((one, "step"), (other, "step")), ipywidgets.link((slider, "value"), (one, "step"))

    slider.value = 3
    assert (one.step, other.step) == (3, 3)
    other.step = 1
    assert slider.value == 1
    link.unlink()
    ipywidgets.jslink((one, "step"), (slider, "value"))
    ipywidgets.jslink((one, "n_steps"), (slider, "max"))


def test_a_small_run_is_part_of_the_widgets_state() -> None:
    player = Page()

    assert player._first == recorded(player.trace).data
    assert player.get_state()["_run"]["size"] == len(player._first)
    assert player.get_state()["step"] == 0
    assert "trace" not in player.get_state()


def test_a_large_run_is_sent_piece_by_piece_and_each_only_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1000)
    monkeypatch.setattr(module, "PIECE", 1000)
    trace = kv.record(kv.data.uniform(500, seed=1), 4, seed=2, stepper=kv.Stepper(assign=wrong_half))
    player = Page(trace)
    whole = recorded(trace).data
    assert len(whole) > 5000

    assert player._heard == []
    got = player._first
    while len(got) < player._run["size"]:
        content, piece = player.ask(len(got))
        assert content == {"kind": "piece", "run": player._run["number"], "start": len(got)}
        assert len(piece) <= 1000
        got += piece
    assert got == whole


def test_a_page_that_asks_for_a_run_of_before_gets_no_answer() -> None:
    player = Page()
    before = player._run["number"]

    player.trace = kv.Recipe(n=20, k=2).run()
    player._hear(None, {"kind": "more", "run": before, "start": 0}, [])
    player._hear(None, {"kind": "nonsense"}, [])
    player._hear(None, "nonsense", [])
    assert player._heard == []


def test_a_run_that_a_hand_begins_becomes_the_trace_and_can_be_left_again() -> None:
    player = Page()
    original = player.trace
    player.step = 2
    start = [[0.1, 0.2], [-0.5, 0.25], [0.9, -0.3]]

    player.begin(ticket="7", init=start, seed="0")

    assert np.array_equal(player.trace[0].centroids, start)
    assert np.array_equal(player.trace.X, original.X)
    assert player._run["ticket"] == "7"
    assert player.step == 2, "the page that made the run is where it wants to be"
    assert isinstance(player.trace.recipe, kv.Recipe)
    again = player.trace.recipe.run()
    assert again.inertia == player.trace.inertia
    assert np.array_equal(again[0].centroids, start)

    player.begin(ticket="8", init="k-means++", seed="18446744073709551617")
    assert player.trace.seed == 2**64 + 1
    player.begin(ticket=None)
    assert player.trace is original
    assert player._run["ticket"] is None


def test_a_hand_keeps_the_rules_of_the_trace_that_it_changes() -> None:
    trace = kv.record(kv.data.uniform(40, seed=1), 3, seed=2, max_iter=2, on_empty="farthest")
    player = Page(trace)

    player.begin(ticket="1", init=[[0.0, 0.0], [0.0, 0.0], [9.0, 9.0]], seed="0")
    assert (player.trace.max_iter, player.trace.on_empty, player.trace.n_iter) == (2, "farthest", 2)
    assert player.trace.recipe is None


def test_a_notebook_keeps_the_widget_a_page_and_a_picture_of_the_step(framed: Callable[[str], list[str]]) -> None:
    player = kv.Player(RECIPE)
    pictures = []
    for step in (0, -1):
        player.step = step
        data, _ = player._repr_mimebundle_()
        assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == player.model_id
        assert data["text/plain"] == f"<Player of {player.trace!r}>"
        picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
        assert picture.size == (320, 280)
        assert data["image/png"] in data["text/html"], "what takes scripts away leaves the picture in the page"
        pictures.append(data["image/png"])
        assert "<kmeans-board" in framed(data["text/html"])[0]
        assert sum(map(len, map(str, data.values()))) < 125_000
    assert pictures[0] != pictures[1]


def test_colab_is_told_where_to_get_what_displays_a_player_also_below_words(monkeypatch: pytest.MonkeyPatch) -> None:
    widgets = SimpleNamespace(_installed_url="https://manager.example/manager.js")
    colab = SimpleNamespace(_widgets=widgets, enable_custom_widget_manager=lambda: None)
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    player = kv.Player(RECIPE)
    told = {"application/vnd.jupyter.widget-view+json": {"colab": {"custom_widget_manager": {"url": ANY}}}}
    for shown in (player, Captioned("<b>words</b>", player)):
        data, metadata = shown._repr_mimebundle_()
        assert metadata == told
        assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == shown.model_id


def test_a_run_that_is_too_large_to_keep_is_a_picture_and_a_sentence() -> None:
    trace = kv.record(kv.data.uniform(70_000, seed=1), 2, seed=1, max_iter=1)
    data, _ = kv.Player(trace)._repr_mimebundle_()
    assert "<iframe" not in data["text/html"]
    assert data["image/png"] in data["text/html"]
    assert "Run the cell to play this run, which is too large to be kept here." in data["text/html"]


def test_the_picture_of_a_large_player_is_small() -> None:
    data, _ = kv.Player(RECIPE, size=(1600, 800))._repr_mimebundle_()
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).size == (480, 240)
