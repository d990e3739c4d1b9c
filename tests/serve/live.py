"""A real server of a class on a port of its own, and a client that speaks to it as a page does."""

from __future__ import annotations

import json
import socket
from collections import deque
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Message,
    Ping,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)

PATIENCE_S = 60  # a busy machine is no failure
SCENES = {
    "kmeans_viz": "scenes",
    "version": 1,
    "title": "A lesson",
    "scenes": [
        {
            "sid": "vote",
            "question": "How many groups?",
            "recipe": {"data": "peaked", "n": 60, "seed": 5},
            "task": {"kind": "vote", "k": [2, 3, 4]},
            "reveal": {"text": "Three."},
            "notes": "Wait.",
        },
        {
            "sid": "place",
            "question": "Where will star 1 go?",
            "recipe": {"data": "peaked", "n": 60, "seed": 5},
            "step": 1,
            "hide": ["curve"],
            "task": {"kind": "place", "cluster": 0},
            "reveal": {"step": 2},
        },
        {
            "sid": "choose",
            "question": "Why?",
            "recipe": {"n": 60},
            "task": {"kind": "choose", "choices": ["This", "That"], "answer": 1},
        },
        {"sid": "drag", "question": "Find the lowest inertia.", "recipe": {"n": 60, "k": 2}, "task": {"kind": "drag"}},
        {"sid": "look", "question": "Look.", "recipe": {"n": 60}},
    ],
}
VALUES = {
    "vote": {"k": 3},
    "place": {"cluster": 0, "at": [0.25, -0.5]},
    "choose": {"choice": 1},
    "drag": {"centroids": [[0.0, 0.5], [1.0, -1.5]]},
}


class Closed(Exception):  # noqa: N818  how a connection ended
    """The connection is closed."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


class Client:
    """A page's end of a websocket."""

    def __init__(self, port: int, path: str, **headers: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self._connection = WSConnection(ConnectionType.CLIENT)
        self._heard: deque[dict[str, Any]] = deque()
        self._text = ""
        self._end: Closed | None = None
        self._is_open = False
        host = headers.pop("host", f"127.0.0.1:{port}")
        more = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._send(Request(host=host, target=path, extra_headers=more))
        while not self._is_open and self._end is None:
            self._receive()

    def send(self, value: Any) -> None:
        """Send a message: text and bytes as they are, and anything else as JSON; nothing once the server has closed."""
        if self._end is not None:
            return
        self._send(Message(data=value if isinstance(value, str | bytes) else json.dumps(value)))

    def hear(self) -> dict[str, Any]:
        """Return the next message."""
        while not self._heard:
            if self._end is not None:
                raise self._end
            self._receive()
        return self._heard.popleft()

    def until(self, key: str) -> Any:
        """Return what the next message with a key says, and skip those before it."""
        while key not in (message := self.hear()):
            pass
        return message[key]

    def end(self) -> tuple[int, str]:
        """Return how the server closes the connection."""
        try:
            while True:
                self.hear()
        except Closed as end:
            return end.code, end.reason

    def drop(self) -> None:
        """Go without a word."""
        self.socket.close()

    def _send(self, event: Any) -> None:
        self.socket.sendall(self._connection.send(event))

    def _receive(self) -> None:
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            self._end = Closed(1006, "")
            return
        self._connection.receive_data(data)
        for event in self._connection.events():
            if isinstance(event, AcceptConnection):
                self._is_open = True
            elif isinstance(event, RejectConnection):
                self._end = Closed(event.status_code, "")
            elif isinstance(event, RejectData):
                self._end = Closed(self._end.code if self._end else 0, bytes(event.data).decode())
            elif isinstance(event, TextMessage):
                self._text += event.data
                if event.message_finished:
                    self._heard.append(json.loads(self._text))
                    self._text = ""
            elif isinstance(event, BytesMessage):
                raise AssertionError("the server sends text")
            elif isinstance(event, Ping):
                self._send(event.response())
            elif isinstance(event, CloseConnection):
                self._end = Closed(event.code, event.reason or "")
                self.socket.sendall(self._connection.send(event.response()))
