"""The QR code of a class, in a terminal: the modules that a camera sees are those of the address."""

from __future__ import annotations

import re
import sys

import pytest
import segno

from kmeans_viz.cli.classroom import _qr

ADDRESS = "http://192.0.2.17:8866/kzkapx"
LIGHT = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)


@pytest.mark.usefixtures("on_terminal")
def test_the_code_in_a_terminal_is_that_of_the_address_with_its_quiet_zone_in_white_on_black() -> None:
    lines = _qr(ADDRESS).splitlines()
    bare = [re.fullmatch(r"\x1b\[97m\x1b\[40m(.*)\x1b\[0m", line) for line in lines]
    rows = [[LIGHT[block][half] for block in line[1]] for line in bare if line is not None for half in (0, 1)]
    expected = [[not dark for dark in row] for row in segno.make_qr(ADDRESS).matrix_iter(border=4)]
    assert rows[: len(expected)] == expected
    assert len(lines) == len(bare) == (len(expected) + 1) // 2


def test_where_the_output_is_no_terminal_there_is_no_code() -> None:
    assert _qr(ADDRESS) == ""
