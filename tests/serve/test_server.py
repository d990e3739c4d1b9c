"""The server of the app: where it listens, how it stops, and what it says when it cannot start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

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
    ],
)
def test_where_it_cannot_listen_it_says_so_in_one_line(options: list[str], told: str) -> None:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert told in line
