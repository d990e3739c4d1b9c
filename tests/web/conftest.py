"""node, which the tests of the JavaScript need."""

import shutil
from collections.abc import Callable
from typing import NoReturn

import pytest


@pytest.fixture(scope="session")
def node(leave_out: Callable[[str], NoReturn]) -> str:
    """Return the path of node; without it the test is left out."""
    path = shutil.which("node")
    if path is None:
        leave_out("node is not installed; on Debian: apt-get install nodejs")
    return path
