"""What a page gets, what it may do, and who may have work done for it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import kmeans_viz
from kmeans_viz.inputs import InputError
from kmeans_viz.serve.launch import launch
from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.policy import policy_of
from tests.serve.conftest import PAGE, PATIENCE_S, Running, answer_on

SHORT = {"recipe": {"n": 20, "k": 2, "size": 100, "tween": 0}, "ending": ".gif"}


def test_the_page_comes_as_it_was_given_with_headers_that_keep_everything_else_out(server: Running) -> None:
    status, headers, content = server.get("/")
    assert (status, content.decode()) == (200, PAGE)
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-security-policy"] == policy_of(PAGE)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert not {"set-cookie", "server", "access-control-allow-origin"} & set(headers)


def test_the_page_is_packed_where_the_browser_can_unpack_it(server: Running) -> None:
    status, headers, content = server.get("/", **{"accept-encoding": "br, gzip"})
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "accept-encoding")
    assert gzip.decompress(content).decode() == PAGE


def test_a_policy_allows_the_scripts_that_stand_in_the_page_and_no_others() -> None:
    page = '<script>\r\nlet a = "</x>" && 1 < 2\r\n</script><p>let b</p><script type="module">let ü</script>'
    hashes = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in ('\nlet a = "</x>" && 1 < 2\n', "let ü")
    ]
    policy = dict(part.split(" ", 1) for part in policy_of(page).split("; "))
    assert policy["script-src"] == f"'sha256-{hashes[0]}' 'sha256-{hashes[1]}'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert "http" not in policy_of(page)
    assert dict(part.split(" ", 1) for part in policy_of("<p>").split("; "))["script-src"] == "'none'"


def test_a_page_learns_that_there_is_a_server_and_what_it_takes(serve: Callable[..., Running]) -> None:
    status, _, content = serve(Limits(request_bytes=12345)).get("/api")
    assert status == 200
    assert json.loads(content) == {"version": kmeans_viz.__version__, "request_bytes": 12345}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/x", 404), ("GET", "/api/", 404), ("POST", "/api/x", 404), ("GET", "/../etc/passwd", 404),
        ("GET", "//evil.example", 404), ("GET", "/%2e%2e/%00", 404), ("POST", "/", 405), ("GET", "/api/table", 405),
        ("PUT", "/api/export", 405), ("DELETE", "/", 405), ("OPTIONS", "/api/table", 405),
    ],
)  # fmt: skip
def test_anything_else_gets_one_line(server: Running, method: str, path: str, status: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    connection.putrequest(method, path)
    connection.endheaders()
    answer = answer_on(connection)
    assert answer.status == answer.last["status"] == status
    assert set(answer.last) == {"error", "status"}


def test_pages_from_elsewhere_and_other_names_have_no_work_done(server: Running) -> None:
    def status(**headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
        given = {"Kmeans-Tab": "a", **headers}
        connection.request("POST", "/api/export", json.dumps(SHORT).encode() + b"\n", given)
        return answer_on(connection).status

    own = f"127.0.0.1:{server.port}"
    assert status(Origin=f"http://{own}") == 200
    assert status(Origin="http://evil.example") == 403
    assert status(Origin="null") == 403
    assert status(Host="evil.example") == 421
    assert status(Host="evil.example", Origin="http://evil.example") == 421


def test_work_needs_the_token_and_the_page_does_not(serve: Callable[..., Running]) -> None:
    server = serve(token="secret")
    assert server.get("/")[0] == server.get("/api")[0] == 200
    for query in ("", "?token=", "?token=secre", "?token=secrets", "?token=%C3%BC", "?tokens=secret"):
        answer = server.ask("export", SHORT, query=query)
        problem = "the address has no token, or a wrong one; open the address that the server printed"
        assert (answer.status, answer.last) == (403, {"error": problem, "status": 403})
    assert server.ask("export", SHORT, query="?token=secret").status == 200


@pytest.mark.parametrize(
    ("options", "has_token"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"addresses": ["https://class.example/k-means"]}, True),
    ],
)
def test_beyond_this_machine_the_address_has_a_token(options: dict[str, Any], has_token: bool) -> None:
    code = (
        "import json, sys; from kmeans_viz.serve.launch import launch; "
        "launch(port=21000, open_browser=False, tell=lambda text: print(text, flush=True), **json.loads(sys.argv[1]))"
    )
    command = [sys.executable, "-c", code, json.dumps(options)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        page, _, token = address.partition("?token=")
        assert page.startswith("http://")
        assert page.endswith("/")
        assert bool(token) is has_token
        if "addresses" in options:
            assert process.stdout.readline().strip() == f"https://class.example/k-means/?token={token}"
        port = int(page.rstrip("/").rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        connection.request("GET", f"/?token={token}")
        content = connection.getresponse().read().decode()
        # Without another page, it is the explorer.
        assert 'id="explorer"' in content
        connection.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    assert re.findall(r"https?://(?!www\.w3\.org/)", content) == []


def test_an_address_that_is_none_ends_the_server_before_it_starts() -> None:
    with pytest.raises(InputError, match="is no address of a page"):
        launch("<p>", port=22000, addresses=["class.example"], open_browser=False)
