"""The classes of a server: `Classes` lets students and teachers into their rooms, and hears them there.

Which messages they send and are sent is described in `classes.py`; what each is sent, `live.py` does.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from kmeans_viz.inputs import InputError
from kmeans_viz.serve.addresses import Address, Addresses, FullError
from kmeans_viz.serve.classroom import Classroom
from kmeans_viz.serve.keys import CODE, code_of, is_key
from kmeans_viz.serve.limits import ClassLimits
from kmeans_viz.serve.live import FULL, KEY, LATE, WRONG, Desk, Room, Seat, heard
from kmeans_viz.serve.pace import Pace

_STUDENT = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Classes:
    """The classes of a server: its own, and those that teachers' pages brought back.

    Parameters
    ----------
    scenes : mapping
        The scenes to begin with, as a file of them holds them.
    key : str
        The teacher's key of the server's own class.
    join : callable
        Takes the code of a class, and returns what its teacher's page is told of the students' address.
    limits : ClassLimits, optional
    """

    def __init__(
        self,
        scenes: Mapping[str, Any],
        key: str,
        join: Callable[[str], dict[str, str]],
        limits: ClassLimits | None = None,
    ) -> None:
        self.code = code_of(key)
        """The code of the server's own class."""
        self._scenes, self._join = scenes, join
        self._limits = limits or ClassLimits()
        self._addresses = Addresses(self._limits)
        self._rooms: dict[str, Room] = {}
        self._room_at(self.code).key = key
        # The deadlines of connections that have not said a key yet, oldest first.
        self._unproven: list[asyncio.Timeout] = []
        self._one_key = asyncio.Lock()
        self.on_over: Callable[[], None] = lambda: None
        """Called when the server's own class has been ended, and none that was brought goes on."""

    def routes(self) -> list[WebSocketRoute]:
        """Return where students and teachers connect."""
        return [WebSocketRoute("/live", self._teacher), WebSocketRoute("/live/{code}", self._student)]

    async def end(self) -> None:
        """End all classes, and let the pages know."""
        for room in self._rooms.values():
            room.classroom.end()
            room.tell()
        await asyncio.sleep(0.3)  # all senders have had their turn by then, but for pages that take nothing

    async def _student(self, socket: WebSocket) -> None:
        await socket.accept()
        try:
            with self._addresses.student(_address_of(socket)) as address:
                await address.joins.wait()
                await self._seat(socket, address)
        except FullError as problem:
            await _closed(socket, FULL, str(problem))

    async def _seat(self, socket: WebSocket, address: Address) -> None:
        """Keep a student's page in its class, from its first message to its last."""
        code = socket.path_params["code"].lower()
        if re.fullmatch(CODE, code) is None:
            return await _closed(socket, WRONG, "a class has a code of six letters; look at the board again")
        try:
            async with asyncio.timeout(self._limits.first_s):
                student = (await heard(socket)).get("join")
            if not isinstance(student, str) or _STUDENT.fullmatch(student) is None:
                raise InputError('the first message is {"join": …}, with 16 to 64 letters or digits')
        except TimeoutError:
            return await _closed(socket, LATE, "no first message came")
        except InputError as problem:
            return await _closed(socket, WRONG, str(problem))
        except WebSocketDisconnect:
            return None
        room = self._room_at(code)
        seat = Seat(socket, room, student)
        if student in room.seats:
            room.seats[student].replace()
        room.seats[student] = seat
        room.tell_desks({})
        if room.key is None:
            seat.tell(f"there is no class {code} here, or not yet; compare it with the code on the board")
        pace = Pace(self._limits.messages_per_s, int(2 * self._limits.messages_per_s))
        async with _sending(seat):
            while True:
                try:
                    said = await heard(socket)
                    await pace.wait()
                    await address.messages.wait()
                    if room.seats.get(student) is seat:  # what a page sent before it was opened again may still come
                        self._guess(room, seat, said)
                except InputError as problem:
                    seat.tell(str(problem))
                except WebSocketDisconnect:
                    break
        if room.seats.get(student) is seat:
            del room.seats[student]
            room.tell_desks({})
            self._tidy(room)
        return None

    def _guess(self, room: Room, seat: Seat, said: dict[str, Any]) -> None:
        if "guess" not in said:
            raise InputError('a student\'s page can only guess; send {"guess": {"scene": …, "value": …}}')
        counted = room.classroom.guess(seat.student, said["guess"])
        if counted is not None:
            sid, value = counted
            seat.counted.add(sid)
            seat.changed.set()
            room.tell_desks({sid: {seat.student: value}})

    async def _teacher(self, socket: WebSocket) -> None:
        """Let a page with a key teach its class."""
        await socket.accept()
        try:
            said = await self._first_of_teacher(socket)
            room = await self._room_of(said.get("key"), said.get("class"), _address_of(socket))
        except TimeoutError:
            return await _closed(socket, LATE, "no first message came")
        except InputError as problem:
            return await _closed(socket, KEY, str(problem))
        except WebSocketDisconnect:
            return None
        try:
            unusable = room.classroom.hand_over(said.get("class"))
        except InputError as problem:
            self._tidy(room)
            return await _closed(socket, WRONG, str(problem))
        room.join = room.join or self._join(room.code)
        desk = Desk(socket, room, self._limits.batch_s)
        if unusable:
            desk.tell(f"{unusable} of the guesses that this page handed back fit no scene, and are left out")
        room.desks.add(desk)
        room.tell_desks()
        room.tell()
        pace = Pace(self._limits.messages_per_s, int(2 * self._limits.messages_per_s))
        async with _sending(desk):
            while True:
                try:
                    self._teach(room, desk, await heard(socket))
                    await pace.wait()
                except InputError as problem:
                    desk.tell(str(problem))
                except WebSocketDisconnect:
                    break
        room.desks.discard(desk)
        self._tidy(room)
        return None

    async def _first_of_teacher(self, socket: WebSocket) -> dict[str, Any]:
        async with asyncio.timeout(self._limits.first_s) as deadline:
            if len(self._unproven) >= self._limits.unproven:
                self._unproven.pop(0).reschedule(0)
            self._unproven.append(deadline)
            try:
                return await heard(socket)
            finally:
                with suppress(ValueError):  # it was the oldest, and is not in the list any more
                    self._unproven.remove(deadline)

    def _teach(self, room: Room, desk: Desk, said: dict[str, Any]) -> None:
        """Do what a teacher's page says."""
        classroom = room.classroom
        if "show" in said:
            classroom.show(said["show"])
        elif "scenes" in said:
            classroom.replace(said["scenes"])
        elif "forget" in said:
            classroom.forget(said["forget"])
        elif said.get("end") is True:
            classroom.end()
        else:
            raise InputError("a teacher's page can show, change scenes, forget or end; send one of these")
        room.tell_desks(but=desk)
        room.tell()
        # Not so for a class that was brought: a stranger could bring one of their own, and end it.
        if classroom.is_over and room.code == self.code and not any(each.goes_on for each in self._rooms.values()):
            self.on_over()

    async def _room_of(self, key: Any, brought: Any, address: str) -> Room:
        """Return the room that a key opens.

        Raises
        ------
        InputError
            If it opens none.
        """
        if not is_key(key):
            raise InputError("this key opens no class; use the teacher's address as it was printed")
        for room in self._rooms.values():
            if room.key is not None and hmac.compare_digest(room.key, key):
                return room
        await self._addresses[address].keys.wait()
        async with self._one_key:
            code = await asyncio.to_thread(code_of, key)
        # There may be students already, who wait for their teacher.
        found = self._rooms.get(code)
        if (found is None and brought is None) or (found is not None and found.key is not None):
            raise InputError("this key opens no class here; use the teacher's address that was printed last")
        taught = [each for each in self._rooms.values() if each.key is not None]
        if len(taught) >= self._limits.classes:
            empty = [each for each in taught if self._is_empty(each)]
            if not empty:
                raise InputError("there are as many classes here as there may be; end one, or start the server again")
            del self._rooms[empty[0].code]
        room = self._room_at(code)
        room.key = key
        return room

    def _room_at(self, code: str) -> Room:
        """Return the room of a code; where there is none, one without a teacher."""
        if code not in self._rooms:
            self._rooms[code] = Room(code, Classroom(self._scenes))
        return self._rooms[code]

    def _tidy(self, room: Room) -> None:
        """Forget a class once nobody is in it, unless its teacher has begun it and may come again."""
        if self._is_empty(room) and (not room.classroom.has_begun or room.classroom.is_over):
            self._rooms.pop(room.code, None)

    def _is_empty(self, room: Room) -> bool:
        """Return whether nobody is in a class that is not the server's own."""
        return room.code != self.code and not room.seats and not room.desks


@asynccontextmanager
async def _sending(end: Seat | Desk) -> AsyncIterator[None]:
    """Let a connection send while its messages are received."""
    sender = asyncio.create_task(end.send())
    try:
        yield
    finally:
        sender.cancel()
        with suppress(asyncio.CancelledError):
            await sender


async def _closed(socket: WebSocket, code: int, reason: str) -> None:
    """Close a connection, and say why; the reason of a close has room for 123 bytes."""
    with suppress(WebSocketDisconnect):
        await socket.close(code, reason.encode()[:123].decode(errors="ignore"))


def _address_of(socket: WebSocket) -> str:
    return socket.client.host if socket.client is not None else ""
