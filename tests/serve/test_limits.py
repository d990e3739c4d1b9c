"""What an errand may take, and that it takes nothing from others: each limit, and each way in which a client may go."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmeans_viz.serve.limits import Limits
from tests.serve.conftest import PATIENCE_S, Answer, Running, answer_on, until, workers

LONG = {"recipe": {"n": 5000, "k": 20, "blobs": 20, "size": 2000, "tween": 100}, "ending": ".gif"}
"""An errand of several minutes."""
SHORT = {"recipe": {"n": 20, "k": 2, "size": 100, "tween": 0}, "ending": ".gif"}
HEAD = "POST /api/table HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nKmeans-Tab: a\r\n"

Serve = Callable[..., Running]


def refused(answer: Answer, status: int, error: str) -> None:
    assert (answer.status, answer.last) == (status, {"error": error, "status": status})
    assert answer.content == b""


def raw(port: int, text: str) -> socket.socket:
    """Send a text, and return the connection."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    connection.sendall(text.format(port=port).encode())
    return connection


def rest(connection: socket.socket) -> bytes:
    """Return everything that comes until the server closes the connection."""
    pieces = []
    try:
        while piece := connection.recv(1 << 16):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    connection.close()
    return b"".join(pieces)


def test_a_request_that_says_it_is_too_long_is_refused_before_it_is_sent(serve: Serve) -> None:
    server = serve(Limits(request_bytes=3_000_000))
    connection = raw(server.port, HEAD + "Content-Length: 3000001\r\nConnection: close\r\n\r\n")
    head, _, body = rest(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert json.loads(body)["error"] == "the file is larger than 3 MB; choose a part of it, or use kmeans-viz"


def test_a_request_that_turns_out_too_long_is_refused(serve: Serve) -> None:
    server = serve(Limits(request_bytes=3_000_000))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    pieces = iter([b"{}\n", *[b"x" * 100_000] * 40])
    connection.request("POST", "/api/table", pieces, {"Kmeans-Tab": "a"}, encode_chunked=True)
    refused(answer_on(connection), 413, "the file is larger than 3 MB; choose a part of it, or use kmeans-viz")


def test_a_request_that_does_not_arrive_is_refused_after_a_while(serve: Serve) -> None:
    server = serve(Limits(request_s=0.5))
    connection = raw(server.port, HEAD + "Content-Length: 10\r\nConnection: close\r\n\r\n12345")
    answer = rest(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"].startswith("the request took longer than 0.5 s")


def test_an_errand_that_takes_too_long_is_ended(serve: Serve) -> None:
    server = serve(Limits(seconds={"export": 4.0}))
    answer = server.ask("export", LONG)
    assert answer.last == {"error": "this took longer than 4 s, and was ended; try fewer points", "status": 504}
    until(lambda: not workers())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_an_errand_that_takes_too_much_memory_is_ended(serve: Serve) -> None:
    server = serve(Limits(memory_bytes=300_000_000))
    recipe = {"n": 1_000_000, "size": 4096}
    answer = server.ask("export", {"recipe": recipe, "ending": ".gif"})
    assert answer.last["status"] in (500, 507)
    assert "memory" in answer.last["error"]
    assert server.ask("export", SHORT).status == 200


@pytest.mark.parametrize(("ending", "most"), [(".gif", 1000), ("/", 15_000)])
def test_an_errand_that_writes_too_much_is_ended(serve: Serve, ending: str, most: int) -> None:
    server = serve(Limits(file_bytes=most))
    answer = server.ask("export", {"recipe": {**SHORT["recipe"], "tween": 20}, "ending": ending})
    assert answer.last == {
        "error": "the file cannot be written (File too large); try fewer points, or a smaller picture",
        "status": 507,
    }
    # No file of a folder is large, and together they are.
    assert {"percent": 100} not in answer.lines


def test_a_process_that_somebody_kills_is_told_in_one_line(server: Running) -> None:
    connection = server.open("export", LONG)
    [pid] = until(workers)
    os.kill(pid, signal.SIGKILL)
    answer = answer_on(connection)
    assert answer.last == {
        "error": "the process that did this was ended, perhaps for want of memory; try fewer points",
        "status": 500,
    }


def test_a_fault_of_the_package_is_told_in_one_line_and_logged_in_full(
    server: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    answer = server.ask("export", SHORT)
    problem = "that did not work (ValueError), and what was there before still is; try something else"
    assert answer.last == {"error": problem, "status": 500}
    assert "Traceback" in caplog.text
    assert "nonsense" in caplog.text


@pytest.mark.parametrize("errand", ["export", "advice"])
def test_when_the_client_goes_its_process_is_ended(server: Running, errand: str) -> None:
    asked = LONG if errand == "export" else {"recipe": {"n": 200_000}}
    connection = server.open(errand, asked)
    [pid] = until(workers)
    connection.close()
    until(lambda: not Path(f"/proc/{pid}").exists())
    until(lambda: not list(server.folder.iterdir()))


def test_when_the_client_goes_the_encoder_is_ended_too(server: Running) -> None:
    connection = server.open("export", {**LONG, "ending": ".mp4"})
    [pid] = until(workers)

    def children() -> list[int]:
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text().split()]

    [encoder] = until(children)
    connection.close()
    until(lambda: not Path(f"/proc/{pid}").exists())
    # Nobody waits for it, so that it may stay as a zombie where the first process of the machine is no proper one.
    until(lambda: not Path(f"/proc/{encoder}/exe").exists())


def test_a_client_that_goes_while_it_sends_leaves_nothing(server: Running) -> None:
    connection = raw(server.port, HEAD + "Content-Length: 1000000\r\n\r\n" + "x" * 200_000)
    connection.close()
    assert server.ask("export", SHORT).status == 200
    assert workers() == []


def test_two_errands_of_two_tabs_work_at_once(serve: Serve) -> None:
    server = serve(Limits(at_once=2))
    connections = [server.open("export", LONG, tab=tab) for tab in "ab"]
    until(lambda: len(workers()) == 2)
    # The server still answers, and others wait for their turn.
    assert server.get("/")[0] == 200
    third = server.open("export", SHORT, tab="c")
    answer = third.getresponse()
    assert json.loads(answer.readline()) == {"waiting": 1}
    fourth = server.open("export", SHORT, tab="d").getresponse()
    assert json.loads(fourth.readline()) == {"waiting": 2}
    connections[0].close()
    # Both have come forward by one.
    assert json.loads(fourth.readline()) == {"waiting": 1}
    rest_of_it = answer.read()
    assert b'"bytes"' in rest_of_it
    assert b'"bytes"' in fourth.read()


def test_a_tab_never_takes_the_place_of_another(serve: Serve) -> None:
    server = serve(Limits(at_once=2))
    server.open("export", LONG, tab="greedy")
    until(workers)
    second = server.open("advice", {"recipe": {"n": 30}}, tab="greedy").getresponse()
    assert json.loads(second.readline()) == {"waiting": 1}
    third = server.ask("export", SHORT, tab="greedy")
    refused(third, 429, "this tab has 2 errands under way, as many as it may; wait or cancel one")
    # Another tab comes later and is served at once, without a line about waiting.
    other = server.ask("export", SHORT, tab="other")
    assert other.status == 200
    assert all("waiting" not in line for line in other.lines)


def test_a_server_with_too_many_errands_says_so(serve: Serve) -> None:
    server = serve(Limits(in_all=2))
    for tab in "ab":
        server.open("export", LONG, tab=tab)
    until(lambda: len(workers()) == 2)
    answer = server.ask("export", SHORT, tab="c")
    refused(answer, 503, "the server has 2 errands under way, as many as it takes; try again in a minute")
    assert answer.headers["retry-after"] == "30"


@pytest.mark.parametrize("tab", ["", "a" * 65, "a b", "ä"])
def test_a_tab_must_have_a_name(server: Running, tab: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    connection.request("POST", "/api/table", b"{}\n", {"Kmeans-Tab": tab.encode()})
    refused(answer_on(connection), 400, "the request has no header Kmeans-Tab; send one of 1 to 64 letters or digits")


def test_headers_that_do_not_arrive_end_the_connection(serve: Serve) -> None:
    server = serve(Limits(header_s=0.3))
    for text in ("", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\nGET / HT"):
        connection = raw(server.port, text)
        answer = rest(connection)
        assert answer.count(b"HTTP/1.1") == text.count("Host: ")


def test_headers_of_any_length_are_not_kept(server: Running) -> None:
    connection = raw(server.port, "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: ")
    try:
        for _ in range(100):
            connection.sendall(b"x" * 10_000)
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert not rest(connection).startswith(b"HTTP/1.1 200")
    assert server.get("/")[0] == 200


def test_a_client_that_takes_nothing_of_its_answer_is_left(serve: Serve) -> None:
    server = serve(Limits(stall_s=0.5))
    rows = b"x,y\n" + b"1.5,2\n" * 500_000  # its points have 8 MB, more than the system keeps for a connection
    connection = server.open("table", {"recipe": {"csv": "a.csv"}}, rows)
    until(workers)
    until(lambda: not workers() and not list(server.folder.iterdir()))
    # The errand is over although nobody has read what came of it, and the connection is closed.
    assert connection.sock is not None
    received = rest(connection.sock)
    assert len(received) < 8_000_000


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 5\r\nContent-Length: 50\r\n\r\n",
        "Content-Length: -5\r\n\r\n",
        "Content-Length: 5, 6\r\n\r\n",
        "Content-Length: 99999999999999999999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "Transfer-Encoding: gzip\r\n\r\n",
    ],
)
def test_a_length_that_makes_no_sense_is_refused(server: Running, headers: str) -> None:
    answer = rest(raw(server.port, HEAD + "Connection: close\r\n" + headers))
    assert answer[9:12] in (b"400", b"413", b"501")
    assert workers() == []


@pytest.mark.skipif(sys.platform != "linux", reason="the processes are found in /proc")
def test_when_the_server_is_killed_its_errands_end_and_leave_nothing(tmp_path: Path) -> None:
    code = (
        "from kmeans_viz.serve.launch import launch; "
        "launch('<p>', port=20000, open_browser=False, tell=lambda text: print(text, flush=True))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
        running = Running(port, tmp_path)
        connection = running.open("export", LONG)
        [pid] = until(lambda: workers(server.pid))
        until(lambda: list(tmp_path.iterdir()))
        server.kill()
        server.wait()
        until(lambda: not Path(f"/proc/{pid}/exe").is_symlink())
        until(lambda: not list(tmp_path.iterdir()))
        connection.close()


@pytest.mark.parametrize("heard", [b"", b'{"errand": "tab', b'{"errand": "table", "bytes": 30}\n{"recipe": {'])
def test_when_the_server_is_killed_before_it_has_said_what_to_do_nothing_is_left(tmp_path: Path, heard: bytes) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    command = [sys.executable, "-P", "-m", "kmeans_viz.errands.worker"]
    assert subprocess.run(command, input=heard, capture_output=True, cwd=folder).stderr == b""
    assert not folder.exists()


def test_an_errand_goes_on_after_the_server_has_started_anew(serve: Serve) -> None:
    first = serve()
    asked: dict[str, Any] = {"recipe": {**SHORT["recipe"], "csv": "a.csv"}, "ending": ".gif"}
    content = b"1,2\n3,4\n5,7\n"
    before = first.ask("export", asked, content).content
    assert serve().ask("export", asked, content).content == before


def test_visits_leave_no_memory_behind(server: Running) -> None:
    def filled() -> int:
        time.sleep(0.05)
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    for _ in range(50):
        server.get("/")
    before = filled()
    for _ in range(1000):
        assert server.get("/")[0] == 200
    assert filled() - before < 2_000_000
