"""A real server on a port of its own, and a client that speaks to it as the page does."""

from __future__ import annotations

import http.client
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from kmeans_viz.serve.application import application
from kmeans_viz.serve.connections import config_of
from kmeans_viz.serve.guard import Guard
from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.listening import listen

PAGE = "<!DOCTYPE html><title>A page</title><script>let a</script>"
PATIENCE_S = 120  # a busy machine is no failure


@dataclass
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    lines: list[dict[str, Any]]
    """All lines but the last."""
    last: dict[str, Any]
    content: bytes
    """The bytes after the last line."""


@dataclass
class Running:
    """A running server."""

    port: int
    folder: Path
    """Where it has its temporary files."""
    connections: list[http.client.HTTPConnection] = field(default_factory=list)

    def open(
        self, errand: str, request: dict[str, Any] | bytes, content: bytes = b"", *, tab: str = "tab", query: str = ""
    ) -> http.client.HTTPConnection:
        """Send a request, and return the connection without waiting for an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        self.connections.append(connection)
        head = request if isinstance(request, bytes) else json.dumps(request).encode()
        connection.request("POST", f"/api/{errand}{query}", head + b"\n" + content, {"Kmeans-Tab": tab})
        return connection

    def ask(self, errand: str, request: dict[str, Any] | bytes, content: bytes = b"", **options: str) -> Answer:
        """Send a request and return the whole answer."""
        return answer_on(self.open(errand, request, content, **options))

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and content of what is at a path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def answer_on(connection: http.client.HTTPConnection) -> Answer:
    """Return the whole answer that comes on a connection."""
    answer = connection.getresponse()
    lines = []
    while True:
        lines.append(json.loads(answer.readline()))
        if "bytes" in lines[-1] or "error" in lines[-1]:
            break
    content = answer.read()
    connection.close()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, headers, lines[:-1], lines[-1], content)


def workers(parent: int | None = None) -> list[int]:
    """Return the processes of errands, as their ids."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                command = (entry / "cmdline").read_bytes()
                status = (entry / "status").read_text()
            except OSError:
                continue
            own = f"\nPPid:\t{os.getpid() if parent is None else parent}\n" in status
            if own and b"kmeans_viz.errands.worker" in command:
                found.append(int(entry.name))
    return found


def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds, and return it."""
    end = time.monotonic() + PATIENCE_S
    while not (value := holds()):
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.02)
    return value


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Running]]:
    """Return a function that starts a server; afterwards, nothing of it is left, neither files nor processes."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    started: list[tuple[uvicorn.Server, threading.Thread, Running, Any]] = []

    def start(limits: Limits | None = None, *, token: str | None = None, page: str = PAGE) -> Running:
        listener = listen("127.0.0.1", 0)
        port = listener.getsockname()[1]
        chosen = limits or Limits()
        app = Guard(application(page, token=token, limits=chosen), "127.0.0.1", port)
        server = uvicorn.Server(config_of(app, chosen))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        running = Running(port, folder)
        started.append((server, thread, running, listener))
        until(lambda: server.started)
        return running

    yield start
    for server, thread, running, listener in started:
        for connection in running.connections:
            connection.close()
        server.should_exit = True
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        listener.close()
    until(lambda: not workers())
    assert list(folder.iterdir()) == []


@pytest.fixture
def server(serve: Callable[..., Running]) -> Running:
    """Start a server with the limits that it has by default."""
    return serve()
