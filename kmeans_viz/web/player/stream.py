"""What the kernel tells the player: messages in the order in which they are wanted, sent without ever being in the way.

A `Reel` flows in; messages flow out, the picture that somebody is looking at first, then the other half-steps, then
what lies between them. A `Pump` sends them one by one and stops at once when a newer run takes their place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any, TypeAlias

from kmeans_viz.web.player.frames import PlayerFrame
from kmeans_viz.web.player.reel import Reel

Message: TypeAlias = tuple[dict[str, Any], list[bytes]]
"""What `player.js` takes: a kind with its values, and the bytes of pictures."""


def messages_of(reel: Reel, *, run: int, step: int = 0, alt: str = "") -> Iterator[Message | None]:
    """Yield all that the player has to know of a run, and None where something else may come in between.

    Parameters
    ----------
    reel : Reel
    run : int
        The number of this run: the player takes no pictures of an older one.
    step : int
        The half-step to show first.
    alt : str
        What the picture is called for those who cannot see it.
    """
    step = min(step, len(reel) - 1)
    first = reel.key(step)
    begin = {
        "kind": "begin",
        "run": run,
        "step": step,
        "ms": first.ms,
        "steps": reel.steps(),
        "width": reel.width,
        "height": reel.height,
        "panes": [asdict(pane) for pane in reel.panes()],
        "alt": alt,
    }
    yield begin, [first.png]
    for index in (*range(step + 1, len(reel)), *range(step)):
        yield _frames(run, [reel.key(index)])
    for index in (*range(step + 1, len(reel)), *range(1, step + 1)):
        leads = []
        for frame in reel.leads(index):
            leads.append(frame)
            yield None  # several pictures make one message, and nobody should wait for all of them
        if leads:
            yield _frames(run, leads)
    yield {"kind": "end", "run": run}, []


def _frames(run: int, frames: Iterable[PlayerFrame]) -> Message:
    frames = list(frames)
    told = [
        {"step": frame.step, "last": frame.last, "ms": frame.ms, "left": frame.left, "top": frame.top}
        for frame in frames
    ]
    return {"kind": "frames", "run": run, "frames": told}, [frame.png for frame in frames]


class Pump:
    """Sends messages while the kernel has nothing better to do.

    Where an event loop is running, as in every notebook, one message at a time, so that whatever a person does comes
    first; otherwise all at once.

    Parameters
    ----------
    send : callable
        Called as ``send(content, buffers)``.
    """

    def __init__(self, send: Callable[[dict[str, Any], list[bytes]], None]) -> None:
        self._send = send
        self._lanes: dict[int, Iterator[Message | None]] = {}
        self._driver: asyncio.Task[None] | None = None

    def start(self, lane: int, messages: Iterator[Message | None]) -> None:
        """Send `messages` instead of what was under way in that lane; lower lanes go first.

        None stands for a piece of work after which there is nothing to tell yet.
        """
        self._lanes[lane] = messages
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            while self._step():
                pass
            return
        if self._driver is None or self._driver.done():
            self._driver = loop.create_task(self._drive())

    def stop(self, lane: int) -> None:
        """Forget what is under way in that lane."""
        self._lanes.pop(lane, None)

    async def _drive(self) -> None:
        while self._step():
            # Lets in what has come in meanwhile.
            await asyncio.sleep(0)

    def _step(self) -> bool:
        """Send one message; return whether there was anything to do."""
        if not self._lanes:
            return False
        lane = min(self._lanes)
        messages = self._lanes[lane]
        try:
            message = next(messages)
        except BaseException as problem:
            if self._lanes.get(lane) is messages:
                del self._lanes[lane]
            if not isinstance(problem, StopIteration):
                raise
        else:
            # Making this message may have started other ones in its place.
            if message is not None and self._lanes.get(lane) is messages:
                self._send(*message)
        return True
