"""What the server refuses to pages from elsewhere, in one line, and what it serves to its own page."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from kmeans_viz.inputs import InputError
from kmeans_viz.serve.guard import Guard

KERNEL = "/jupyter/api/kernels/00000000-0000-4000-8000-000000000000/channels?session_id=a"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@dataclass
class App:
    """A running server."""

    port: int
    assets: Path
    fetched: list[str]
    """The paths that it fetched from another server."""

    def answer(self, path: str = "/", *, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Send a request, its path unchanged, and return the status and the text of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            own = {"Host": f"127.0.0.1:{self.port}"}
            connection.request(method, path, headers=own | {n.replace("_", "-"): v for n, v in headers.items()})
            answer = connection.getresponse()
            # After a handshake the connection stays open, and has no text to read to its end.
            return answer.status, "" if answer.status == 101 else answer.read().decode()
        finally:
            connection.close()


@contextmanager
def cdn() -> Iterator[tuple[str, list[str]]]:
    """Run a server in place of the one from which Solara fetches; give its address and the paths it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"from elsewhere")

        def log_message(self, *_: Any) -> None:
            """Keep the log off the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start the app with a folder of scripts of its own, so that the tests cannot harm the installed ones."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "secret.txt").write_text("secret")
    assets = folder / "cdn"
    (assets / "pkg@1.0.0" / "dist").mkdir(parents=True)
    (assets / "pkg@1.0.0" / "dist" / "main.js").write_text("installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("kmeans-viz")), "app", "--no-browser", "--port", str(port)]
    with cdn() as (address, fetched):
        own = {"SOLARA_ASSETS_PROXY_CACHE_DIR": str(assets), "SOLARA_ASSETS_CDN": address}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **own}) as server:
            try:
                assert server.stdout is not None
                assert f":{port}/" in server.stdout.readline()
                started = App(port, assets, fetched)
                # The very first visitor, whose headers must not change the addresses of other visitors.
                assert started.answer("/", X_Script_Name="/elsewhere", Script_Name="/elsewhere")[0] == 200
                yield started
                server.send_signal(signal.SIGINT)
                server.wait(30)
            finally:
                server.kill()


def test_no_header_of_the_first_visitor_moves_the_addresses_of_the_others(app: App) -> None:
    status, page = app.answer("/")
    assert status == 200
    assert "_solara/cdn" in page
    assert "elsewhere" not in page


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_it_answers_to_the_names_of_this_machine(app: App, name: str) -> None:
    assert app.answer("/", Host=f"{name}:{app.port}")[0] == 200
    assert app.answer("/", Host=f"{name}:{app.port}", Origin=f"http://{name}:{app.port}")[0] == 200


@pytest.mark.parametrize(
    "host",
    ["rebound.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.example:{port}", "192.0.2.1:{port}", "", "[::1]"],
)
@pytest.mark.parametrize("path", ["/", "/_solara/cdn/pkg@1.0.0/dist/main.js", KERNEL])
def test_a_page_under_another_name_gets_one_line_and_nothing_else(app: App, host: str, path: str) -> None:
    wanted = UPGRADE if path == KERNEL else {}
    status, text = app.answer(path, Host=host.format(port=app.port), **wanted)
    assert status == 421
    problem = f"This server answers to http://127.0.0.1:{app.port}/ and the --host it was given; use that name"
    assert json.loads(text) == {"error": problem, "status": 421}


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:{port}", "https://127.0.0.1:{port}"]
)
def test_a_page_from_elsewhere_can_neither_connect_nor_post(app: App, origin: str) -> None:
    origin = origin.format(port=app.port)
    for method, path, headers in (("GET", KERNEL, UPGRADE), ("POST", "/_solara/api/close/a?session_id=a", {})):
        status, text = app.answer(path, method=method, Origin=origin, **headers)
        assert status == 403
        problem = "This server answers to its own pages only; open its address itself"
        assert json.loads(text) == {"error": problem, "status": 403}


def test_its_own_page_can_connect_and_post(app: App) -> None:
    own = f"http://127.0.0.1:{app.port}"
    assert app.answer(KERNEL, Origin=own, **UPGRADE)[0] == 101
    assert app.answer("/_solara/api/close/a?session_id=a", method="POST", Origin=own)[0] == 200


def test_scripts_that_are_installed_are_served_and_may_be_kept(app: App) -> None:
    assert app.answer("/_solara/cdn/pkg@1.0.0/dist/main.js") == (200, "installed")


@pytest.mark.parametrize(
    "path",
    [
        "pkg@1.0.0/dist", "pkg@1.0.0/dist/", "pkg@1.0.0", "pkg@1.0.0/", "", "missing@1.0.0/index.js", "missing",
        "../secret.txt", "pkg@1.0.0/../../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "..%5csecret.txt",
        "/etc/hostname", "%2fetc/hostname", "pkg@1.0.0/dist/main.js%00",
    ],
)  # fmt: skip
def test_anything_else_is_neither_served_nor_fetched_nor_deleted(app: App, path: str) -> None:
    status, text = app.answer(f"/_solara/cdn/{path}")
    assert 400 <= status < 500
    assert "secret" not in text
    assert app.fetched == []
    assert [str(file.relative_to(app.assets)) for file in app.assets.rglob("*.js")] == ["pkg@1.0.0/dist/main.js"]


def test_what_is_installed_cannot_be_changed(app: App) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert app.answer("/_solara/cdn/pkg@1.0.0/dist/main.js", method=method)[0] == 405
    assert app.answer("/_solara/cdn/pkg@1.0.0/dist/main.js") == (200, "installed")


def status_of(guard: Guard, path: str = "/", **headers: str) -> int:
    """Return the status of the answer of a guard to a request."""
    return int(start_of(guard, path, **headers)["status"])


def start_of(guard: Guard, path: str = "/", query: str = "", **headers: str) -> Any:
    """Return how the answer of a guard to a request begins."""
    starts = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        starts.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(guard(scope, receive, send))
    return starts[0]


async def welcome(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize(
    ("host", "port", "allowed", "refused"),
    [
        (
            "192.0.2.7",
            8866,
            ["192.0.2.7:8866", "localhost:8866"],
            ["192.0.2.8:8866", "192.0.2.7:8867", "a.example:8866"],
        ),
        (
            "class.example",
            8866,
            ["class.example:8866", "CLASS.example:8866"],
            ["a.class.example:8866", "192.0.2.7:8866"],
        ),
        ("2001:db8::1", 8866, ["[2001:db8::1]:8866"], ["2001:db8::1:8866", "[2001:db8::2]:8866"]),
        ("127.0.0.1", 80, ["127.0.0.1", "localhost:80", "[::1]"], ["a.example", "127.0.0.1:8866"]),
        (
            "0.0.0.0",
            8866,
            ["192.0.2.7:8866", "[2001:db8::1]:8866", f"{socket.gethostname()}:8866", "localhost:8866"],
            ["a.example:8866", "192.0.2.7", "192.0.2.7.example:8866"],
        ),
    ],
)
def test_the_host_that_is_listened_on_is_a_name_of_the_server(
    host: str, port: int, allowed: list[str], refused: list[str]
) -> None:
    guard = Guard(welcome, host, port)
    assert {name: status_of(guard, host=name) for name in allowed} == dict.fromkeys(allowed, 200)
    assert {name: status_of(guard, host=name) for name in refused} == dict.fromkeys(refused, 421)


def test_on_a_network_a_page_of_another_address_is_refused_although_any_address_may_be_the_server_s_own() -> None:
    guard = Guard(welcome, "0.0.0.0", 8866)
    assert status_of(guard, host="192.0.2.7:8866", origin="http://192.0.2.7:8866") == 200
    assert status_of(guard, host="192.0.2.7:8866", origin="http://192.0.2.8:8866") == 403


SCHOOL = ("https://class.example/k-means/", "http://Other.example:8080")


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the path that the application is asked for."""
    await send({"type": "http.response.start", "status": 200, "headers": [], "path": scope["path"]})


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("class.example", "https://class.example", 200),
        ("CLASS.example", "https://CLASS.example", 200),
        # A proxy may name this server itself.
        ("127.0.0.1:8866", "https://class.example", 200),
        ("other.example:8080", "http://other.example:8080", 200),
        ("class.example", "http://class.example", 403),
        ("class.example", "http://127.0.0.1:8866", 403),
        ("class.example", "https://evil.example", 403),
        ("class.example:8866", "https://class.example", 421),
        ("other.example", "http://other.example", 421),
        ("evil.example", "https://evil.example", 421),
    ],
)
def test_further_addresses_are_those_that_were_configured(host: str, origin: str, status: int) -> None:
    assert status_of(Guard(echo, "127.0.0.1", 8866, SCHOOL), host=host, origin=origin) == status


def test_the_path_of_a_proxy_may_be_on_a_request_or_not_and_no_header_sets_one() -> None:
    guard = Guard(echo, "127.0.0.1", 8866, SCHOOL)
    for asked, inner in (
        ("/", "/"), ("/k-means/", "/"), ("/k-means/api/table", "/api/table"), ("/api/table", "/api/table"),
        ("/k-meansx/", "/k-meansx/"),
    ):  # fmt: skip
        forwarded = {"x-forwarded-prefix": "/evil", "x-script-name": "/evil", "x-forwarded-host": "evil.example"}
        assert start_of(guard, asked, host="class.example", **forwarded)["path"] == inner


def test_the_address_without_its_last_slash_leads_to_the_page() -> None:
    guard = Guard(echo, "127.0.0.1", 8866, SCHOOL)
    start = start_of(guard, "/k-means", "token=a", host="class.example")
    assert start["status"] == 308
    assert dict(start["headers"])[b"location"] == b"/k-means/?token=a"


@pytest.mark.parametrize(
    "address",
    ["class.example", "ftp://a.example", "https://", "https://a.example/?b", "https://a.example:x/", "https://u@a.b/"],
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(InputError) as told:
        Guard(echo, "127.0.0.1", 8866, [address])
    assert str(told.value) == (
        f"address={address!r} is no address of a page; use for example https://class.example/k-means/"
    )
