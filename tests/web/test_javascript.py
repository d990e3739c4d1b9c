"""The JavaScript passes its own tests in node, and its types are right."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]
TYPESCRIPT = ROOT / "node_modules" / "typescript" / "bin" / "tsc"


def test_nodes_own_tests_pass(node: str) -> None:
    files = sorted(map(str, Path(__file__).parent.glob("*.test.mjs")))
    # Some of them ask this Python for the tables that it shares with the page.
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_in_the_comments_are_right(node: str, leave_out: Callable[[str], NoReturn]) -> None:
    if not TYPESCRIPT.exists():
        leave_out("typescript is not installed; npm install --no-save --no-package-lock typescript")
    project = ROOT / "kmeans_viz" / "web" / "jsconfig.json"
    done = subprocess.run(
        [node, str(TYPESCRIPT), "--project", str(project)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
