"""The server of a class as a process: how it ends, what it leaves, and what a class is after a restart."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kmeans_viz.serve.listening import listen
from kmeans_viz.serve.qr import svg
from kmeans_viz.web.class_page import student_page
from tests.serve.conftest import PATIENCE_S
from tests.serve.live import Client


class Process:
    """A server in a process of its own."""

    def __init__(self, port: int, folder: Path, *options: str) -> None:
        self.folder = folder
        # Everything that a program may take for a place of its own.
        names = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        home = {name: str(folder) for name in names}
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-m", "kmeans_viz", "class", "--no-browser", "--host=127.0.0.1", f"--port={port}",
             *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
            env={"PYTHONPATH": str(Path(__file__).parents[2]), **home},
        )  # fmt: skip
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        students = next(line for line in lines if line.startswith("Students: "))
        found = re.fullmatch(r"Students: (\S+/)([a-z]{6})\n", students)
        assert found is not None, students
        self.port, self.base, self.code = port, found[1], found[2]
        teacher = next(lines)
        start = f"Teacher:  {self.base}teach#"
        assert teacher.startswith(start)
        self.key = teacher.removeprefix(start).split()[0]

    def end(self, how: signal.Signals) -> str:
        """End the server, and return what it said meanwhile."""
        self.process.send_signal(how)
        return self.wait()

    def wait(self) -> str:
        """Wait until it has ended, and return what it said meanwhile."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.wait(PATIENCE_S)
        said = self.process.stdout.read() + self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return said


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Return a function that starts a server at a port."""
    started: list[Process] = []

    def start(port: int, *options: str) -> Process:
        started.append(Process(port, tmp_path, *options))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)


def free_port() -> int:
    with listen("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


def joined(port: int, code: str, name: str) -> Client:
    client = Client(port, f"/live/{code}")
    client.send({"join": name.ljust(16, "_")})
    return client


def opened(port: int, key: str, brought: Any = None) -> tuple[Client, dict[str, Any]]:
    client = Client(port, "/live")
    client.send({"key": key, "class": brought})
    return client, client.until("class")


@pytest.mark.parametrize("how", ["Ctrl-C", "the button"])
def test_the_end_is_told_to_everybody_and_leaves_nothing_anywhere(
    serve: Callable[..., Process], tmp_path: Path, how: str
) -> None:
    server = serve(free_port())
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/", timeout=PATIENCE_S) as page:
        assert page.read().decode() == student_page()
    teacher, kept = opened(server.port, server.key)
    assert len(kept["scenes"]["scenes"]) == 10
    student = joined(server.port, server.code, "student")
    teacher.send({"show": {"at": 0}})
    sid = student.until("now")["sid"]
    student.send({"guess": {"scene": sid, "value": {"k": 3}}})
    assert student.until("counted") == sid
    if how == "Ctrl-C":
        said = server.end(signal.SIGINT)
    else:
        teacher.send({"end": True})
        said = server.wait()
    for page in (student, teacher):
        assert page.until("over") is True
        assert page.end() == (1000, "the class is over")
        page.drop()
    assert said.endswith("not to these.\nThe class is over. Nothing of it is kept.\n")
    assert [*tmp_path.iterdir()] == []
    assert server.process.returncode == 0


def test_a_server_that_was_killed_in_a_vote_has_all_guesses_once_after_its_restart(
    serve: Callable[..., Process], tmp_path: Path
) -> None:
    first = serve(free_port())
    names = [f"student{i:02}".ljust(16, "_") for i in range(12)]
    teacher, kept = opened(first.port, first.key)
    students = [joined(first.port, first.code, name) for name in names]
    teacher.send({"show": {"at": 0}})
    sid = kept["scenes"]["scenes"][0]["sid"]
    kept.update(at=0, phase="ask")
    for i, student in enumerate(students[:10]):
        student.until("now")
        student.send({"guess": {"scene": sid, "value": {"k": 2 + i % 3}}})
        student.until("counted")
    while len(kept["guesses"].get(sid, {})) < 9:
        kept["guesses"].setdefault(sid, {}).update(teacher.until("guesses").get(sid, {}))
    first.end(signal.SIGKILL)
    for page in (*students, teacher):
        assert page.end() == (1006, "")
        page.drop()
    # The teacher's page may not have heard of the last guesses.
    kept["guesses"][sid].pop(names[0], None)

    second = serve(first.port)
    assert second.port == first.port
    assert second.key != first.key
    back = [joined(second.port, first.code, name) for name in names]
    for i, student in enumerate(back[:10]):
        assert student.hear() == {"waiting": True}
        student.send({"guess": {"scene": sid, "value": {"k": 2 + i % 3}}})
        assert student.hear()["error"].startswith(f"there is no class {first.code} here, or not yet")
    teacher, given = opened(second.port, first.key, kept)
    expected = {name: {"k": 2 + i % 3} for i, name in enumerate(names[:10])}
    assert given["guesses"] == {sid: expected}
    assert (given["at"], given["phase"]) == (0, "ask")
    for i, student in enumerate(back):
        mine = {"k": 2 + i % 3} if i < 10 else None
        while "now" not in (message := student.hear()):
            pass
        assert (message["now"]["sid"], message["mine"]) == (sid, mine)
    back[11].send({"guess": {"scene": sid, "value": {"k": 4}}})
    assert back[11].until("counted") == sid
    # The server's own class, and its teacher, are others.
    other, own = opened(second.port, second.key)
    assert own["guesses"] == {}
    for page in (*back, teacher, other):
        page.drop()
    second.end(signal.SIGINT)
    assert [*tmp_path.iterdir()] == []


def test_behind_a_proxy_the_class_has_the_address_that_was_given(serve: Callable[..., Process]) -> None:
    server = serve(free_port(), "--address=https://class.example/k-means/")
    assert server.base == "https://class.example/k-means/"
    teacher = Client(server.port, "/live", host="class.example", origin="https://class.example")
    teacher.send({"key": server.key, "class": None})
    join = teacher.until("join")
    assert (join["code"], join["address"]) == (server.code, f"https://class.example/k-means/{server.code}")
    assert join["qr"] == svg(join["address"])
    student = Client(server.port, f"/live/{server.code}", host="class.example", origin="https://class.example")
    student.send({"join": "student".ljust(16, "_")})
    assert student.hear() == {"waiting": True}
    stranger = Client(server.port, "/live", host="class.example", origin="https://elsewhere.example")
    assert stranger.end()[0] == 403
    for page in (teacher, student, stranger):
        page.drop()
