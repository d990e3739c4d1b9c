"""`kmeans-viz app`: where it listens, what it tells, how it stops, and what it says when it cannot start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.gallery import GALLERY

COMMAND = [str(Path(sys.executable).with_name("kmeans-viz")), "app", "--no-browser"]


def listened_to(pid: int) -> set[tuple[str, int]]:
    """Return the addresses that a process listens on, as Linux reports them."""
    sockets = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            sockets.add(str(entry.readlink()))
        except OSError:  # closed since it was listed
            continue
    addresses = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in sockets:
                host, port = words[1].split(":")
                raw = b"".join(bytes.fromhex(host[i : i + 8])[::-1] for i in range(0, len(host), 8))
                addresses.add((socket.inet_ntop(family, raw), int(port, 16)))
    return addresses


def test_it_takes_the_next_free_port_of_this_machine_alone_and_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    with socket.socket() as taken, (tmp_path / "stderr").open("wb") as errors:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*COMMAND, "--port", str(port)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        ) as server:
            try:
                assert server.stdout is not None
                told = server.stdout.readline()
                address = re.search(r"http://127\.0\.0\.1:(\d+)/", told)
                assert address is not None, told
                with urllib.request.urlopen(address[0], timeout=60) as page:
                    assert page.status == 200
                assert port < int(address[1]) <= port + 50
                assert listened_to(server.pid) == {("127.0.0.1", int(address[1]))}
                # What only the errands need does not stay in its memory.
                assert "/pandas/" not in Path(f"/proc/{server.pid}/maps").read_text()

                os.kill(server.pid, signal.SIGINT)
                assert server.wait(30) == 0
                assert server.stdout.read() == ""
                with pytest.raises(ProcessLookupError):
                    os.killpg(server.pid, 0)
            finally:
                server.kill()
    assert "Traceback" not in (tmp_path / "stderr").read_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--port", "99999"], "port=99999"),
        (["--port", "0"], "port=0"),
        (["--host", "nowhere.invalid"], "host='nowhere.invalid'"),
        (["--host", "192.0.2.1"], "host='192.0.2.1'"),
        (["--address", "class.example"], "address='class.example'"),
        (["--recipe", "lucky-strat"], "--recipe='lucky-strat'"),
    ],
)
def test_where_it_cannot_listen_it_says_so_in_one_line(options: list[str], told: str) -> None:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert told in line


def told_by(*options: str) -> list[str]:
    """Return the lines that the command prints until it is stopped."""
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            lines = [server.stdout.readline()]
            server.send_signal(signal.SIGINT)
            assert server.wait(30) == 0
            return lines + server.stdout.readlines()
        finally:
            server.kill()


def addresses(lines: list[str]) -> list[str]:
    return [re.search(r" is at (\S+) \(Ctrl-C stops it\)\.$", line)[1] for line in lines]


def test_the_page_begins_with_the_board_that_the_options_describe() -> None:
    (exhibit,) = addresses(told_by("--recipe", "unlucky-start", "--init", "k-means++"))
    recipe = replace(GALLERY["unlucky-start"], init="k-means++")
    assert urlsplit(exhibit).query == ""
    assert kv.Recipe.from_link(exhibit) == recipe
    (real,) = addresses(told_by("--data", "old-faithful", "--k", "2"))
    assert np.array_equal(kv.Recipe.from_link(real).points(), kv.Recipe(data="old-faithful").points())


def test_addresses_that_others_reach_have_a_token_and_the_board() -> None:
    proxied = ("--address", "https://class.example/k-means/", "--address", "http://192.0.2.7:8080")
    own, *further = addresses(told_by(*proxied, "--data", "moons"))
    token = urlsplit(own).query
    assert re.fullmatch(r"token=[\w-]{22}", token)
    assert further == [
        f"https://class.example/k-means/?{token}#kmeans=1&data=moons",
        f"http://192.0.2.7:8080/?{token}#kmeans=1&data=moons",
    ]
