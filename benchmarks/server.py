"""Measure the server of the explorer: how soon its page is there, its memory, and how long errands take."""

from __future__ import annotations

import http.client
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import report, side_by_side

import kmeans_viz as kv

COMMAND = [sys.executable, "-m", "kmeans_viz", "app", "--no-browser", "--port", "24000"]
SMALL = {"n": 200, "k": 3}
LONG = {"n": 100_000, "k": 20, "blobs": 20, "size": 2000, "tween": 100}
TABLE = b"x,y\n" + b"".join(b"%d,%d\n" % (i % 31, i % 17) for i in range(200))


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """Start a server, and give its process and port."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.pid, int(re.search(r":(\d+)/", process.stdout.readline())[1])
        process.send_signal(signal.SIGINT)
        process.wait()


def visit(port: int) -> None:
    """Load the page on a connection of its own, as a visitor does."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/")
    assert connection.getresponse().read().startswith(b"<!DOCTYPE html>")
    connection.close()


def send(port: int, errand: str, request: object, content: bytes = b"", tab: str = "a") -> http.client.HTTPConnection:
    """Ask for an errand."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", f"/api/{errand}", json.dumps(request).encode() + b"\n" + content, {"Kmeans-Tab": tab})
    return connection


def done(connection: http.client.HTTPConnection) -> None:
    """Wait for the whole answer."""
    answer = connection.getresponse()
    assert answer.status == 200
    assert b'"bytes"' in answer.read()
    connection.close()


def resident_mb(pid: int) -> float:
    """Return the memory that a process has filled, in megabytes."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 / 1e6 if found else float("nan")


def start_s() -> float:
    """Return the seconds from the command to the whole page, without those to end the server."""
    begin = time.perf_counter()
    with server() as (_, port):
        visit(port)
        return time.perf_counter() - begin


if __name__ == "__main__":
    print("\n### server\n")
    print(f"* from the command to the page: {statistics.median(start_s() for _ in range(9)):.2f} s (median of 9)")
    with server() as (pid, port), tempfile.TemporaryDirectory() as folder:
        visit(port)
        print(f"* memory of the server after the first visit: {resident_mb(pid):.1f} MB")
        for more, name in ((9, "10"), (990, "1,000"), (2000, "3,000")):
            for _ in range(more):
                visit(port)
            print(f"* after {name} visits: {resident_mb(pid):.1f} MB")
        for _ in range(20):
            done(send(port, "table", {"recipe": {"csv": "a.csv"}}, TABLE))
        print(f"* after 20 errands: {resident_mb(pid):.1f} MB")
        medians = side_by_side(
            {
                "kv.save of a small GIF, in this process": lambda: kv.save(kv.Recipe(**SMALL), f"{folder}/out.gif"),
                "the same as an errand": lambda: done(send(port, "export", {"recipe": SMALL, "ending": ".gif"})),
                "a table of 200 rows as an errand": lambda: done(
                    send(port, "table", {"recipe": {"csv": "a.csv"}}, TABLE)
                ),
                "the page": lambda: visit(port),
            },
            runs=9,
        )
        report("errands, each in a process of its own", medians, "kv.save of a small GIF, in this process")
        busy = [send(port, "export", {"recipe": LONG, "ending": ".gif"}, tab=tab) for tab in "xy"]
        for connection in busy:
            connection.getresponse().readline()
        seconds = []
        for _ in range(200):
            begin = time.perf_counter()
            visit(port)
            seconds.append(time.perf_counter() - begin)
        seconds.sort()
        print(
            f"* the page while two of the largest exports are made: {seconds[100] * 1e3:.1f} ms (median), "
            f"{seconds[198] * 1e3:.1f} ms (99 of 100)"
        )
        for connection in busy:
            connection.close()
