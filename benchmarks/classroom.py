"""Measure a class: how soon all are in, see the next scene, are counted, and come back after the server was killed."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, Request, TextMessage

PORT = 24500
COMMAND = [sys.executable, "-m", "kmeans_viz", "class", "--no-browser", "--host=127.0.0.1", f"--port={PORT}"]
CHANGES = 20
_TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """The command, in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)  # if the measurement fails; one that has ended is left alone
        assert self.process.stdout is not None
        self.code = self.process.stdout.readline().strip()[-6:]
        self.key = re.search(r"#(\S+)", self.process.stdout.readline())[1]

    def used(self) -> tuple[float, float]:
        """Return its memory in MB, and the processor seconds it has used."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        ticks = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024 / 1e6, sum(map(int, ticks)) / _TICK

    def end(self, how: signal.Signals) -> None:
        """End it."""
        self.process.send_signal(how)
        self.process.wait()


class Page:
    """A page that connects, and connects again when the connection is lost, as those of a class do."""

    def __init__(self, path: str, first: Callable[[], object], hear: Callable[[Page, dict[str, Any]], None]) -> None:
        self._path, self._first, self._hear = path, first, hear
        self._writer: asyncio.StreamWriter | None = None
        self._connection = WSConnection(ConnectionType.CLIENT)
        self.task = asyncio.create_task(self._run())

    def send(self, value: object) -> None:
        """Send a message, or lose it if there is no connection."""
        if self._writer is not None:
            self._writer.write(self._connection.send(Message(data=json.dumps(value))))

    async def _run(self) -> None:
        tries = 0
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
                tries = 0
                await self._talk(reader, writer)
                writer.close()
            except OSError:
                pass
            self._writer = None
            await asyncio.sleep(min(4, 0.5 * 1.7**tries) * (0.4 + 0.8 * random.random()))
            tries += 1

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connection = WSConnection(ConnectionType.CLIENT)
        writer.write(self._connection.send(Request(host=f"127.0.0.1:{PORT}", target=self._path)))
        text = ""
        while data := await reader.read(1 << 16):
            self._connection.receive_data(data)
            for event in self._connection.events():
                if isinstance(event, AcceptConnection):
                    self._writer = writer
                    self.send(self._first())
                elif isinstance(event, Ping):
                    writer.write(self._connection.send(event.response()))
                elif isinstance(event, CloseConnection):
                    return
                elif isinstance(event, TextMessage):
                    text += event.data
                    if event.message_finished:
                        self._hear(self, json.loads(text))
                        text = ""


class Student:
    """A student, who sends a guess again until it counts."""

    def __init__(self, number: int, code: str) -> None:
        self.name = f"student-{number:012}"
        self.is_in = False
        self.sid = ""
        self.seen_at = 0.0
        self.guess: dict[str, Any] | None = None
        self.is_counted = False
        self.page = Page(f"/live/{code}", self._join, self._hear)

    def vote(self, k: int) -> None:
        """Vote for a K in the scene that is shown."""
        self.guess, self.is_counted = {"scene": self.sid, "value": {"k": k}}, False
        self.page.send({"guess": self.guess})

    def _join(self) -> object:
        self.is_in = False
        return {"join": self.name}

    def _hear(self, page: Page, message: dict[str, Any]) -> None:
        if "now" in message:
            self.sid, self.seen_at = message["now"]["sid"], time.perf_counter()
            self.is_counted = self.guess is not None and message["mine"] == self.guess["value"]
        elif "counted" in message:
            self.is_counted = True
        elif "waiting" in message:
            # A server that has started anew may not have what the one before it confirmed.
            self.is_counted = False
        if not self.is_in:
            self.is_in = True
            if self.guess is not None and not self.is_counted:
                page.send({"guess": self.guess})


class Teacher:
    """A teacher's page, which keeps the class and hands it back."""

    def __init__(self, key: str) -> None:
        self.known: dict[str, Any] | None = None
        self.students = 0
        self.page = Page("/live", lambda: {"key": key, "class": self.known}, self._hear)

    def show(self, at: int) -> None:
        """Show the question of a scene."""
        self.known.update(at=at, phase="ask")
        self.page.send({"show": {"at": at}})

    def guesses(self, sid: str) -> dict[str, Any]:
        """Return all guesses for a scene that have arrived."""
        return self.known["guesses"].get(sid, {})

    def _hear(self, page: Page, message: dict[str, Any]) -> None:
        self.known = message.get("class", self.known)
        self.students = message.get("students", self.students)
        for sid, of_scene in message.get("guesses", {}).items():
            self.known["guesses"].setdefault(sid, {}).update(of_scene)


async def until(holds: Callable[[], bool]) -> float:
    """Wait until something holds, and return the seconds it took."""
    begin = time.perf_counter()
    while not holds():
        assert time.perf_counter() - begin < 60, "this took too long"
        await asyncio.sleep(0.005)
    return time.perf_counter() - begin


def all_once(students: list[Student], teacher: Teacher, sid: str) -> bool:
    """Return whether each student's guess has arrived, and nothing else."""
    return teacher.guesses(sid) == {student.name: student.guess["value"] for student in students}


async def lesson(number: int) -> None:
    """Take a class of a number of students from the first to a restart, and print what it took."""
    server = Server()
    teacher = Teacher(server.key)
    await until(lambda: teacher.known is not None)
    memory, seconds = server.used()
    students = [Student(i, server.code) for i in range(number)]
    joined_s = await until(lambda: teacher.students == number and all(student.is_in for student in students))
    sids = [scene["sid"] for scene in teacher.known["scenes"]["scenes"]]
    delays: list[float] = []
    for i in range(CHANGES):
        at = (i + 1) % len(sids)
        begin = time.perf_counter()
        teacher.show(at)
        await until(lambda at=at: all(student.sid == sids[at] for student in students))
        delays += [student.seen_at - begin for student in students]
    teacher.show(0)
    await until(lambda: all(student.sid == sids[0] for student in students))
    for i, student in enumerate(students):
        student.vote(2 + i % 3)
    counted_s = await until(lambda: all(student.is_counted for student in students))
    await until(lambda: all_once(students, teacher, sids[0]))
    after, used = server.used()

    # A vote on the next scene that asks for one: half of it has arrived when the server is killed.
    vote = next(i for i, scene in enumerate(teacher.known["scenes"]["scenes"]) if i and scene["task"]["kind"] == "vote")
    teacher.show(vote)
    await until(lambda: all(student.sid == sids[vote] for student in students))
    for i, student in enumerate(students):
        if i == number // 2:
            await asyncio.sleep(0)
            server.end(signal.SIGKILL)
        student.vote(2 + i % 3)
    begin = time.perf_counter()
    await asyncio.sleep(0.1)  # who has not heard of it yet does so
    for student in students:
        student.is_in = False
    started = await asyncio.to_thread(Server)
    start_s = time.perf_counter() - begin
    await until(lambda: all(student.is_in and student.is_counted for student in students))
    back_s = time.perf_counter() - begin
    await until(lambda: all_once(students, teacher, sids[vote]) and all_once_before(students, teacher, sids[0]))
    for page in [teacher.page, *(student.page for student in students)]:
        page.task.cancel()
    started.end(signal.SIGINT)

    delays.sort()
    print(f"\n#### {number} students\n")
    print(f"* all have joined after {joined_s:.2f} s")
    print(
        f"* the next scene is on a page after {statistics.median(delays) * 1e3:.0f} ms (median), "
        f"{delays[len(delays) * 99 // 100] * 1e3:.0f} ms (99 of 100), {delays[-1] * 1e3:.0f} ms (the last)"
    )
    print(f"* all votes are counted after {counted_s * 1e3:.0f} ms, each once")
    print(f"* memory of the server {memory:.0f} MB before, {after:.0f} MB after")
    print(f"* processor time of the server for all this: {used - seconds:.2f} s")
    print(
        f"* killed in the middle of a vote and started again ({start_s:.1f} s): all are back after {back_s:.1f} s, "
        "each guess once"
    )


def all_once_before(students: list[Student], teacher: Teacher, sid: str) -> bool:
    """Return whether the guesses for the scene before are all there still."""
    return teacher.guesses(sid).keys() == {student.name for student in students}


if __name__ == "__main__":
    print("\n### classroom")
    for size in (40, 300):
        asyncio.run(lesson(size))
