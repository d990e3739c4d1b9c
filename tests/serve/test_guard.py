"""What the server refuses to pages from elsewhere, in one line, and which addresses are its own."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import pytest

from kmeans_viz.inputs import InputError
from kmeans_viz.serve.guard import Guard


def messages_of(guard: Guard, path: str, query: str, headers: dict[str, str]) -> list[Any]:
    """Return what a guard answers to a request, as ASGI has it: how the answer begins, and its text."""
    messages = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(guard(scope, receive, send))
    return messages


def start_of(guard: Guard, path: str = "/", query: str = "", **headers: str) -> Any:
    """Return how the answer of a guard to a request begins."""
    return messages_of(guard, path, query, headers)[0]


def status_of(guard: Guard, path: str = "/", **headers: str) -> int:
    """Return the status of the answer of a guard to a request."""
    return int(start_of(guard, path, **headers)["status"])


def told(guard: Guard, path: str, **headers: str) -> Any:
    """Return the line of a guard's answer."""
    return json.loads(messages_of(guard, path, "", headers)[1]["body"])


async def welcome(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_it_answers_to_the_names_of_this_machine(name: str) -> None:
    guard = Guard(welcome, "127.0.0.1", 8866)
    assert status_of(guard, host=f"{name}:8866") == 200
    assert status_of(guard, host=f"{name}:8866", origin=f"http://{name}:8866") == 200


@pytest.mark.parametrize(
    "host",
    ["rebound.example:8866", "127.0.0.1", "127.0.0.1:1", "localhost.example:8866", "192.0.2.1:8866", "", "[::1]"],
)
@pytest.mark.parametrize("path", ["/", "/api/table"])
def test_a_page_under_another_name_gets_one_line_and_nothing_else(host: str, path: str) -> None:
    problem = (
        "This server answers to http://127.0.0.1:8866/ and the --host and --address it was given; use one of these"
    )
    assert told(Guard(welcome, "127.0.0.1", 8866), path, host=host) == {"error": problem, "status": 421}


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:8866", "https://127.0.0.1:8866", "http://127.0.0.1:8867"],
)
def test_a_page_from_elsewhere_may_not_ask(origin: str) -> None:
    problem = "This server answers to its own pages only; open its address itself"
    asked = told(Guard(welcome, "127.0.0.1", 8866), "/api/table", host="127.0.0.1:8866", origin=origin)
    assert asked == {"error": problem, "status": 403}


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
