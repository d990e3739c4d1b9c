"""node, which the tests of the JavaScript need."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest


@pytest.fixture(scope="session")
def node(leave_out: Callable[[str], NoReturn]) -> str:
    """Return the path of node; without it the test is left out."""
    path = shutil.which("node")
    if path is None:
        leave_out("node is not installed; on Debian: apt-get install nodejs")
    return path


@pytest.fixture(scope="session")
def ask(node: str) -> Callable[[list[dict[str, Any]]], list[Any]]:
    """Return a function that asks the JavaScript that draws many questions at once."""

    def ask(questions: list[dict[str, Any]]) -> list[Any]:
        environment = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run(
            [node, str(Path(__file__).with_name("drawing_answers.mjs"))],
            input=json.dumps(questions),
            capture_output=True,
            text=True,
            timeout=300,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        answers = json.loads(done.stdout)
        assert len(answers) == len(questions)
        return answers

    return ask
