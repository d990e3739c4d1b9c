"""A class over websockets: what its pages send and are sent, and that one bad page troubles no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn

from kmeans_viz.serve.classes import Classes, class_application
from kmeans_viz.serve.connections import config_of
from kmeans_viz.serve.guard import Guard
from kmeans_viz.serve.limits import ClassLimits
from kmeans_viz.serve.listening import listen
from kmeans_viz.serve.websockets import websockets_of
from tests.serve.conftest import PATIENCE_S, until
from tests.serve.live import SCENES, VALUES, Client

KEY = "a-key-for-the-tests-0"
STUDENT = "<!DOCTYPE html><title>Student</title><script>let a</script>"
TEACHER = "<!DOCTYPE html><title>Teacher</title><script>let b</script>"


@dataclass
class Lesson:
    """A running server of a class."""

    port: int
    code: str
    clients: list[Client] = field(default_factory=list)

    def client(self, path: str, **headers: str) -> Client:
        """Open a websocket and say nothing."""
        self.clients.append(Client(self.port, path, **headers))
        return self.clients[-1]

    def student(self, name: str, code: str | None = None) -> Client:
        """Join as a student."""
        client = self.client(f"/live/{code or self.code}")
        client.send({"join": name.ljust(16, "_")})
        return client

    def teacher(self, brought: Any = None, key: str = KEY) -> Client:
        """Open the class as its teacher."""
        client = self.client("/live")
        client.send({"key": key, "class": brought})
        return client


@pytest.fixture
def open_class() -> Iterator[Callable[..., Lesson]]:
    """Return a function that starts a server of a class."""
    started: list[tuple[uvicorn.Server, threading.Thread, Lesson]] = []

    def start(**limits: Any) -> Lesson:
        chosen = ClassLimits(**limits)
        listener = listen("127.0.0.1", 0)
        port = listener.getsockname()[1]
        classes = Classes(SCENES, KEY, lambda code: {"code": code}, chosen)
        app = Guard(class_application(classes, STUDENT, TEACHER), "127.0.0.1", port)
        server = uvicorn.Server(config_of(app, chosen, websockets_of(chosen), chosen.ping_s))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        lesson = Lesson(port, classes.code)
        started.append((server, thread, lesson))
        until(lambda: server.started)
        return lesson

    yield start
    for server, thread, lesson in started:
        for client in lesson.clients:
            client.drop()
        server.should_exit = True
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@pytest.fixture
def lesson(open_class: Callable[..., Lesson]) -> Lesson:
    """Start a server with the limits that it has by default."""
    return open_class()


def test_a_class_from_the_first_student_to_the_end(lesson: Lesson) -> None:
    early = lesson.student("early")
    assert early.hear() == {"waiting": True}
    teacher = lesson.teacher()
    first = teacher.hear()
    assert first["join"] == {"code": lesson.code}
    assert first["class"]["scenes"] == SCENES
    assert teacher.hear() == {"students": 1, "guesses": {}}
    late = lesson.student("late")
    assert late.hear() == {"waiting": True}
    assert teacher.hear() == {"students": 2, "guesses": {}}
    for i, (sid, value) in enumerate(VALUES.items()):
        teacher.send({"show": {"at": i}})
        for student in (early, late):
            assert student.until("now")["sid"] == sid
            student.send({"guess": {"scene": sid, "value": value}})
            assert student.hear() == {"counted": sid}
        seen: dict[str, Any] = {}
        while len(seen) < 2:
            seen |= teacher.hear()["guesses"][sid]
        assert seen == {"early".ljust(16, "_"): value, "late".ljust(16, "_"): value}
    teacher.send({"show": {"at": 2, "phase": "revealed", "step": 3}})
    assert early.until("now")["reveal"]["answer"] == 1
    teacher.send({"end": True})
    for page in (early, late, teacher):
        assert page.until("over") is True
        assert page.end() == (1000, "the class is over")
    assert lesson.student("later").hear() == {"over": True}
