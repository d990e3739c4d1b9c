"""Both ends of a class: `Seat` is the connection of a student's page, and `Desk` that of a teacher's.

Each has a task of its own that sends. What a page is sent is never queued: the sender looks at the class when the page
can take more, and so a slow page gets the newest state, and holds up nobody.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from kmeans_viz.inputs import InputError
from kmeans_viz.serve.classroom import Classroom, Guesses

OVER, WRONG, FULL, REPLACED, KEY, LATE = 1000, 1008, 1013, 4001, 4003, 4008
"""Why a connection is closed; `classes.py` says what each means."""


@dataclass(eq=False)
class Room:
    """A class, and who is in it."""

    code: str
    classroom: Classroom
    key: str | None = None
    """The teacher's; None while only students have come."""
    join: dict[str, str] | None = None
    """The students' address, for the teacher's page."""
    seats: dict[str, Seat] = field(default_factory=dict)
    """By the ids of students."""
    desks: set[Desk] = field(default_factory=set)

    @property
    def goes_on(self) -> bool:
        """Whether a teacher has begun the class, and nobody has ended it."""
        return self.key is not None and self.classroom.has_begun and not self.classroom.is_over

    def tell(self) -> None:
        """Let all senders look at the class again."""
        for seat in self.seats.values():
            seat.changed.set()
        for desk in self.desks:
            desk.changed.set()

    def tell_desks(self, guesses: Guesses | None = None, *, but: Desk | None = None) -> None:
        """Tell the teacher's pages of new guesses, or all of the class, but not the page that changed it."""
        for desk in self.desks - {but}:
            if guesses is None:
                desk.wants_all = True
            else:
                for sid, of_scene in guesses.items():
                    desk.unsent.setdefault(sid, {}).update(of_scene)
            desk.changed.set()


class _End(ABC):
    """A page, and the room it is in."""

    def __init__(self, socket: WebSocket, room: Room) -> None:
        self.changed = asyncio.Event()
        self.problem: str | None = None
        """What the page is to be told of its last message."""
        self._socket, self._room = socket, room

    def tell(self, problem: str) -> None:
        """Tell the page why its message was of no use."""
        self.problem = problem
        self.changed.set()

    async def send(self) -> None:
        """Send whatever is new, until the connection ends."""
        try:
            while await self._send_news():
                await self.changed.wait()
                self.changed.clear()
        except WebSocketDisconnect:
            pass  # the task that receives from the page ends by itself

    @abstractmethod
    async def _send_news(self) -> bool:
        """Send what is new, and return whether there can be more."""

    async def _send_problem(self) -> None:
        if self.problem is not None:
            problem, self.problem = self.problem, None
            await self._socket.send_text(json.dumps({"error": problem}))


class Seat(_End):
    """The connection of a student's page."""

    def __init__(self, socket: WebSocket, room: Room, student: str) -> None:
        super().__init__(socket, room)
        self.student = student
        self.counted: set[str] = set()
        """The scenes for which a guess is to be confirmed."""
        self._is_replaced = False
        self._version = -1

    def replace(self) -> None:
        """Close the connection, since the student has another one now."""
        self._is_replaced = True
        self.changed.set()

    async def _send_news(self) -> bool:
        if self._is_replaced:
            await self._socket.close(REPLACED, "this student's page was opened again, and goes on there")
            return False
        classroom = self._room.classroom
        if classroom.version != self._version:
            self._version = classroom.version
            await self._socket.send_text(classroom.shown_to(self.student))
        if classroom.is_over:
            await self._socket.close(OVER, "the class is over")
            return False
        counted, self.counted = self.counted, set()
        for sid in counted:
            await self._socket.send_text(json.dumps({"counted": sid}))
        await self._send_problem()
        return True


class Desk(_End):
    """The connection of a teacher's page."""

    def __init__(self, socket: WebSocket, room: Room, batch_s: float) -> None:
        super().__init__(socket, room)
        self.wants_all = True
        self.unsent: Guesses = {}
        self._batch_s = batch_s
        self._students = -1

    async def _send_news(self) -> bool:
        classroom = self._room.classroom
        if classroom.is_over:
            await self._socket.send_text('{"over": true}')
            await self._socket.close(OVER, "the class is over")
            return False
        if self.wants_all:
            self.wants_all, self.unsent = False, {}
            await self._socket.send_text(json.dumps({"class": classroom.document(), "join": self._room.join}))
        await self._send_problem()
        if self.unsent or self._students != len(self._room.seats):
            batch: dict[str, Any] = {"students": len(self._room.seats), "guesses": self.unsent}
            self.unsent, self._students = {}, len(self._room.seats)
            await self._socket.send_text(json.dumps(batch))
            await asyncio.sleep(self._batch_s)
        return True


async def heard(socket: WebSocket) -> dict[str, Any]:
    """Return the next message of a page.

    Raises
    ------
    InputError
        If it is not an object of JSON.
    WebSocketDisconnect
        If the connection has ended.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    if message.get("text") is None:
        raise InputError("a message here is text, and this one is bytes; send JSON as text")
    try:
        value = json.loads(message["text"], parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InputError("this message is not JSON, or nested too deeply; send one object") from None
    if not isinstance(value, dict):
        raise InputError(f"this message is of the type {type(value).__name__}; send an object")
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")
