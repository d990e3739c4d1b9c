"""What the kernel tells the player, and when."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kmeans_viz.pictures.captions import captions
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.scene import Scene
from kmeans_viz.pictures.timeline import timeline
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.player.reel import Reel
from kmeans_viz.web.player.stream import Message, Pump, messages_of

RECIPE = Recipe(data="peaked", n=60, blobs=3, k=4, seed=62, size=240, tween=2, caption=False)


def laid(canvas: Image.Image, frame: dict[str, Any], png: bytes) -> np.ndarray:
    """Lay a picture on the canvas as the player does, and return the pixels."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    canvas.alpha_composite(picture, (frame["left"], frame["top"]))
    return np.asarray(canvas.convert("RGB")).copy()


def played(traces: list[Trace], recipe: Recipe, step: int) -> tuple[dict[str, Any], dict[tuple[int, int], np.ndarray]]:
    """Return the first message, and the pixels of every picture by step and position, the key at -1."""
    messages = [message for message in messages_of(Reel(traces, recipe), run=3, step=step) if message is not None]
    (begin, pngs), *others, (end, _) = messages
    assert (begin["kind"], end["kind"]) == ("begin", "end")
    keys = {begin["step"]: pngs[0]}
    leads: dict[int, list[tuple[dict[str, Any], bytes]]] = {}
    for content, buffers in others:
        assert content["run"] == 3
        for frame, png in zip(content["frames"], buffers, strict=True):
            if frame["last"]:
                keys[frame["step"]] = png
            else:
                leads.setdefault(frame["step"], []).append((frame, png))
    shown = {}
    whole = {"left": 0, "top": 0}
    for index, png in keys.items():
        shown[index, -1] = laid(Image.new("RGBA", (begin["width"], begin["height"])), whole, png)
    for index, frames in leads.items():
        canvas = Image.new("RGBA", (begin["width"], begin["height"]))
        laid(canvas, whole, keys[index - 1])
        for position, (frame, png) in enumerate(frames):
            shown[index, position] = laid(canvas, frame, png)
    return begin, shown


@pytest.mark.parametrize("step", [0, 3, 99])
def test_every_picture_of_the_timeline_arrives_whatever_is_wanted_first(step: int) -> None:
    trace = RECIPE.run()
    begin, shown = played([trace], RECIPE, step)
    scene = Scene(trace, RECIPE)
    palette = Palette(scene.style, trace.k)
    position: dict[int, int] = {}
    count = 0
    for frame in timeline(trace, RECIPE):
        drawn = palette.reduced(scene.draw(frame))[..., :3]
        place = -1 if frame.is_key else position.setdefault(frame.index, 0)
        assert np.array_equal(shown[frame.index, place], drawn), (frame.index, place)
        if not frame.is_key:
            position[frame.index] += 1
        count += 1
    assert len(shown) == count
    assert begin["step"] == min(step, len(trace) - 1)
    assert [(told["title"], told["text"]) for told in begin["steps"]] == [captions(trace, i) for i in range(len(trace))]


@pytest.mark.parametrize("size", [(300, 200), (200, 300)])
def test_two_runs_stand_side_by_side_and_the_shorter_one_waits(size: tuple[int, int]) -> None:
    one, other = (RECIPE.run(), Recipe(data="peaked", n=60, blobs=3, k=4, seed=62, init="k-means++").run())
    assert len(one) != len(other)
    reel = Reel([one, other], Recipe(size=size))
    begin, shown = played([one, other], Recipe(size=size, tween=2), 0)
    assert len(begin["steps"]) == max(len(one), len(other))
    assert shown[len(begin["steps"]) - 1, -1].shape == (size[1], size[0], 3)
    shorter = 0 if len(one) < len(other) else 1
    left, top = reel.corner(shorter)
    half = (slice(top, top + 90), slice(left, left + 90))
    ends = [shown[i, -1][half] for i in range(min(len(one), len(other)) - 1, len(begin["steps"]))]
    assert all(np.array_equal(end, ends[0]) for end in ends)
    assert begin["steps"][-1]["inertias"] == [one.inertia, other.inertia]
    assert begin["steps"][0]["text"].startswith(
        "First: 4 stars (the centroids) start at points picked at random. Second: "
    )


def test_stars_are_told_in_pixels_of_the_whole_picture() -> None:
    trace = RECIPE.run()
    reel = Reel([trace, trace], Recipe(size=(306, 200)))
    for step, state in zip(reel.steps(), trace, strict=True):
        for pane, stars in enumerate(step["stars"]):
            places = np.array([[x, y] for _, x, y in stars])
            assert np.allclose(reel.to_data(pane, places), state.centroids, atol=1e-2)
    box = reel.panes()[1]
    assert box.left >= 153
    assert np.allclose(reel.to_data(1, np.array([[box.left, box.top]])), [[box.bounds[0], box.bounds[3]]])


def counted(lane: str, count: int, log: list[str]) -> Iterator[Message | None]:
    for i in range(count):
        log.append(f"{lane}{i}")
        yield {"kind": f"{lane}{i}"}, []


def test_without_an_event_loop_everything_is_sent_at_once() -> None:
    sent: list[str] = []
    Pump(lambda content, buffers: sent.append(content["kind"])).start(0, counted("a", 3, []))
    assert sent == ["a0", "a1", "a2"]


def test_a_newer_run_takes_the_place_of_an_older_one_and_lower_lanes_go_first() -> None:
    sent: list[str] = []
    made: list[str] = []

    async def act() -> None:
        pump = Pump(lambda content, buffers: sent.append(content["kind"]))
        pump.start(1, counted("search", 2, made))
        pump.start(0, counted("old", 100, made))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        pump.start(0, counted("new", 2, made))
        for _ in range(20):
            await asyncio.sleep(0)

    asyncio.run(act())
    assert sent[-4:] == ["new0", "new1", "search0", "search1"]
    assert 1 <= len([kind for kind in made if kind.startswith("old")]) < 10


def test_other_things_happen_between_two_messages() -> None:
    log: list[str] = []

    async def act() -> None:
        pump = Pump(lambda content, buffers: log.append(content["kind"]))
        pump.start(0, counted("a", 3, []))
        for i in range(3):
            await asyncio.sleep(0)
            log.append(f"hand{i}")

    asyncio.run(act())
    assert log == ["a0", "hand0", "a1", "hand1", "a2", "hand2"]


def test_a_lane_that_fails_does_not_stop_the_others() -> None:
    sent: list[str] = []

    def broken() -> Iterator[Message | None]:
        yield None
        raise RuntimeError("broken")

    pump = Pump(lambda content, buffers: sent.append(content["kind"]))
    with pytest.raises(RuntimeError, match="broken"):
        pump.start(0, broken())
    pump.start(1, counted("b", 1, []))
    assert sent == ["b0"]
